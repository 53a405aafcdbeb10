//! The categories of the forum that everybody may read: reputation counts what stands in these.

use sea_orm::ConnectionTrait as _;
use sea_orm_migration::prelude::*;

use crate::storage::migrations::columns::{table, text};

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0011_forum_open"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(table("forum_open", vec![text("category")], &["category"]))
            .await?;
        // The empty category says that members are still to be counted: reputation was made of
        // all texts before.
        let uncounted = "INSERT INTO forum_open (category) VALUES ('')";
        let connection = manager.get_connection();
        connection.execute_unprepared(uncounted).await?;
        Ok(())
    }
}
