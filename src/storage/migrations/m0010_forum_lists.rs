//! What the lists of a large forum are read by: without these, the server passes over every post to
//! show the newest of each category (seconds at a million posts).

use sea_orm::ConnectionTrait as _;
use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_forum_lists"
    }
}

/// Written out: indexes of some rows alone are more than the builder can say.
const INDEXES: [&str; 3] = [
    "CREATE INDEX forum_posts_newest ON forum_posts (pinned, active, number, category) \
     WHERE deleted = false AND hidden = false",
    "CREATE INDEX forum_posts_counted ON forum_posts (category, language) \
     WHERE deleted = false AND hidden = false",
    "CREATE INDEX forum_posts_duplicate ON forum_posts (duplicate_of) \
     WHERE duplicate_of IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in INDEXES {
            manager.get_connection().execute_unprepared(index).await?;
        }
        Ok(())
    }
}
