//! Sessions that were ended before their time, by a hash of their id.

use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_sessions"
    }
}

#[derive(DeriveIden)]
enum EndedSessions {
    Table,
    Session,
    ForgetAfter,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut sessions = Table::create();
        sessions
            .table(EndedSessions::Table)
            .col(ColumnDef::new(EndedSessions::Session).text().not_null())
            .col(
                ColumnDef::new(EndedSessions::ForgetAfter)
                    .big_integer()
                    .not_null(),
            )
            .primary_key(Index::create().col(EndedSessions::Session));
        manager.create_table(sessions).await?;
        // What may be forgotten is looked for each time one more is ended.
        let mut by_age = Index::create();
        by_age
            .name("ended_sessions_by_age")
            .table(EndedSessions::Table)
            .col(EndedSessions::ForgetAfter);
        manager.create_index(by_age).await
    }
}
