//! Votes, and their counts by article and language.

use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_votes"
    }
}

#[derive(DeriveIden)]
enum Votes {
    Table,
    Article,
    Language,
    Voter,
    Helpful,
    Reason,
    Comment,
    Query,
    Created,
    Changed,
}

#[derive(DeriveIden)]
enum Tallies {
    Table,
    Article,
    Language,
    Helpful,
    NotHelpful,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut votes = Table::create();
        votes
            .table(Votes::Table)
            .col(ColumnDef::new(Votes::Article).text().not_null())
            .col(ColumnDef::new(Votes::Language).text().not_null())
            .col(ColumnDef::new(Votes::Voter).text().not_null())
            .col(ColumnDef::new(Votes::Helpful).boolean().not_null())
            .col(ColumnDef::new(Votes::Reason).text())
            .col(ColumnDef::new(Votes::Comment).text())
            .col(ColumnDef::new(Votes::Query).text())
            .col(ColumnDef::new(Votes::Created).big_integer().not_null())
            .col(ColumnDef::new(Votes::Changed).big_integer().not_null())
            .primary_key(
                Index::create()
                    .col(Votes::Article)
                    .col(Votes::Language)
                    .col(Votes::Voter),
            );
        manager.create_table(votes).await?;

        let mut tallies = Table::create();
        tallies
            .table(Tallies::Table)
            .col(ColumnDef::new(Tallies::Article).text().not_null())
            .col(ColumnDef::new(Tallies::Language).text().not_null())
            .col(ColumnDef::new(Tallies::Helpful).big_integer().not_null())
            .col(ColumnDef::new(Tallies::NotHelpful).big_integer().not_null())
            .check(Expr::col(Tallies::Helpful).gte(0))
            .check(Expr::col(Tallies::NotHelpful).gte(0))
            // The language first: lists ask for all articles of one language.
            .primary_key(Index::create().col(Tallies::Language).col(Tallies::Article));
        manager.create_table(tallies).await
    }
}
