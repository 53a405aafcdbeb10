//! Votes are kept with what the voter read and count since the last major edit; views.
//!
//! A key cannot be changed in place, so that votes and tallies move to new tables. What
//! was there belongs to no major edit: the empty epoch.

use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_feedback"
    }
}

#[derive(Clone, Copy, DeriveIden)]
enum Votes {
    Table,
    Article,
    Language,
    Epoch,
    Voter,
    Helpful,
    Reason,
    Comment,
    Query,
    Revision,
    Created,
    Changed,
}

#[derive(DeriveIden)]
enum VotesBefore {
    Table,
}

#[derive(Clone, Copy, DeriveIden)]
enum Tallies {
    Table,
    Article,
    Language,
    Epoch,
    Helpful,
    NotHelpful,
}

#[derive(DeriveIden)]
enum TalliesBefore {
    Table,
}

#[derive(DeriveIden)]
enum Epochs {
    Table,
    Language,
    Article,
    Epoch,
}

#[derive(DeriveIden)]
enum Views {
    Table,
    Language,
    Article,
    Day,
    Visits,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        votes(manager).await?;
        tallies(manager).await?;

        let mut epochs = Table::create();
        epochs
            .table(Epochs::Table)
            .col(ColumnDef::new(Epochs::Language).text().not_null())
            .col(ColumnDef::new(Epochs::Article).text().not_null())
            .col(ColumnDef::new(Epochs::Epoch).text().not_null())
            .primary_key(Index::create().col(Epochs::Language).col(Epochs::Article));
        manager.create_table(epochs).await?;

        let mut views = Table::create();
        views
            .table(Views::Table)
            .col(ColumnDef::new(Views::Language).text().not_null())
            .col(ColumnDef::new(Views::Article).text().not_null())
            .col(ColumnDef::new(Views::Day).text().not_null())
            .col(ColumnDef::new(Views::Visits).big_integer().not_null())
            .primary_key(
                Index::create()
                    .col(Views::Language)
                    .col(Views::Article)
                    .col(Views::Day),
            );
        manager.create_table(views).await
    }
}

async fn votes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut rename = Table::rename();
    rename.table(Votes::Table, VotesBefore::Table);
    manager.rename_table(rename).await?;

    let mut votes = Table::create();
    votes
        .table(Votes::Table)
        .col(ColumnDef::new(Votes::Article).text().not_null())
        .col(ColumnDef::new(Votes::Language).text().not_null())
        .col(ColumnDef::new(Votes::Epoch).text().not_null())
        .col(ColumnDef::new(Votes::Voter).text().not_null())
        .col(ColumnDef::new(Votes::Helpful).boolean().not_null())
        .col(ColumnDef::new(Votes::Reason).text())
        .col(ColumnDef::new(Votes::Comment).text())
        .col(ColumnDef::new(Votes::Query).text())
        .col(ColumnDef::new(Votes::Revision).text())
        .col(ColumnDef::new(Votes::Created).big_integer().not_null())
        .col(ColumnDef::new(Votes::Changed).big_integer().not_null())
        .primary_key(
            Index::create()
                .col(Votes::Article)
                .col(Votes::Language)
                .col(Votes::Epoch)
                .col(Votes::Voter),
        );
    manager.create_table(votes).await?;

    let kept = [
        Votes::Article,
        Votes::Language,
        Votes::Voter,
        Votes::Helpful,
        Votes::Reason,
        Votes::Comment,
        Votes::Query,
        Votes::Created,
        Votes::Changed,
    ];
    let mut before = Query::select();
    before
        .columns(kept)
        .expr(Expr::val(""))
        .from(VotesBefore::Table);
    moved(manager, Votes::Table, kept, Votes::Epoch, before).await?;
    manager
        .drop_table(Table::drop().table(VotesBefore::Table).to_owned())
        .await?;

    // One person's votes are looked for when they are to be forgotten.
    let mut of_voter = Index::create();
    of_voter
        .name("votes_by_voter")
        .table(Votes::Table)
        .col(Votes::Voter);
    manager.create_index(of_voter).await
}

async fn tallies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut rename = Table::rename();
    rename.table(Tallies::Table, TalliesBefore::Table);
    manager.rename_table(rename).await?;

    let mut tallies = Table::create();
    tallies
        .table(Tallies::Table)
        .col(ColumnDef::new(Tallies::Language).text().not_null())
        .col(ColumnDef::new(Tallies::Article).text().not_null())
        .col(ColumnDef::new(Tallies::Epoch).text().not_null())
        .col(ColumnDef::new(Tallies::Helpful).big_integer().not_null())
        .col(ColumnDef::new(Tallies::NotHelpful).big_integer().not_null())
        .check(Expr::col(Tallies::Helpful).gte(0))
        .check(Expr::col(Tallies::NotHelpful).gte(0))
        .primary_key(
            Index::create()
                .col(Tallies::Language)
                .col(Tallies::Article)
                .col(Tallies::Epoch),
        );
    manager.create_table(tallies).await?;

    let kept = [
        Tallies::Language,
        Tallies::Article,
        Tallies::Helpful,
        Tallies::NotHelpful,
    ];
    let mut before = Query::select();
    before
        .columns(kept)
        .expr(Expr::val(""))
        .from(TalliesBefore::Table);
    moved(manager, Tallies::Table, kept, Tallies::Epoch, before).await?;
    manager
        .drop_table(Table::drop().table(TalliesBefore::Table).to_owned())
        .await
}

/// Copies the rows of the old table into the new one; the epoch stands last.
async fn moved<C: Iden + Copy + 'static>(
    manager: &SchemaManager<'_>,
    table: C,
    kept: impl IntoIterator<Item = C>,
    epoch: C,
    before: SelectStatement,
) -> Result<(), DbErr> {
    let mut insert = Query::insert();
    insert
        .into_table(table)
        .columns(kept.into_iter().chain([epoch]))
        .select_from(before)
        .map_err(|error| DbErr::Migration(error.to_string()))?;
    manager.execute(insert).await
}
