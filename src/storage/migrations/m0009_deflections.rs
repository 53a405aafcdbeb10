//! How often answers were shown before a question was asked, and what became of it. By day;
//! no row says who.

use sea_orm_migration::prelude::*;

use crate::storage::migrations::columns::{number, table, text};

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_deflections"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deflections = table(
            "deflections",
            vec![
                // Since 1970, of UTC.
                number("day"),
                text("language"),
                // Empty as long as none is chosen.
                text("category"),
                number("shown"),
                number("opened"),
                number("asked"),
            ],
            &["day", "language", "category"],
        );
        manager.create_table(deflections).await
    }
}
