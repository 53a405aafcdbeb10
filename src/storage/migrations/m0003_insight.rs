//! What was searched, and what was opened after it. No row says who.

use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_insight"
    }
}

#[derive(DeriveIden)]
enum Searches {
    Table,
    Id,
    At,
    Language,
    Visibility,
    Text,
    Words,
    Missing,
    Found,
    Elsewhere,
    Module,
    Screen,
}

#[derive(DeriveIden)]
enum Openings {
    Table,
    Id,
    At,
    Language,
    Visibility,
    Words,
    Module,
    Screen,
    Article,
    ArticleLanguage,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut searches = Table::create();
        searches
            .table(Searches::Table)
            .col(id(Searches::Id))
            .col(ColumnDef::new(Searches::At).big_integer().not_null())
            .col(ColumnDef::new(Searches::Language).text().not_null())
            .col(ColumnDef::new(Searches::Visibility).text().not_null())
            .col(ColumnDef::new(Searches::Text).text().not_null())
            .col(ColumnDef::new(Searches::Words).text().not_null())
            .col(ColumnDef::new(Searches::Missing).text())
            .col(ColumnDef::new(Searches::Found).big_integer().not_null())
            .col(ColumnDef::new(Searches::Elsewhere).big_integer().not_null())
            .col(ColumnDef::new(Searches::Module).text())
            .col(ColumnDef::new(Searches::Screen).text());
        manager.create_table(searches).await?;

        let mut openings = Table::create();
        openings
            .table(Openings::Table)
            .col(id(Openings::Id))
            .col(ColumnDef::new(Openings::At).big_integer().not_null())
            .col(ColumnDef::new(Openings::Language).text().not_null())
            .col(ColumnDef::new(Openings::Visibility).text().not_null())
            .col(ColumnDef::new(Openings::Words).text().not_null())
            .col(ColumnDef::new(Openings::Module).text())
            .col(ColumnDef::new(Openings::Screen).text())
            .col(ColumnDef::new(Openings::Article).text().not_null())
            .col(ColumnDef::new(Openings::ArticleLanguage).text().not_null());
        manager.create_table(openings).await?;

        // Reports read a span of time, and what is old is taken away by time.
        let mut by_time = Index::create();
        by_time
            .name("searches_at")
            .table(Searches::Table)
            .col(Searches::At);
        manager.create_index(by_time).await?;
        let mut by_time = Index::create();
        by_time
            .name("openings_at")
            .table(Openings::Table)
            .col(Openings::At);
        manager.create_index(by_time).await
    }
}

fn id(name: impl IntoIden) -> ColumnDef {
    let mut id = ColumnDef::new(name);
    id.big_integer().not_null().auto_increment().primary_key();
    id
}
