//! The forum: members, posts and replies, votes, what was said before, reports, and what
//! moderators did.
//!
//! Each post says which change touched it last, be it by a reply or a vote: whoever indexes
//! posts reads what came since (`storage::this_change`).

use sea_orm_migration::prelude::*;

use crate::storage::migrations::columns::{
    index, maybe_number, maybe_text, number, table, text, yes_or_no,
};

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_forum"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            table(
                "forum_members",
                vec![
                    text("key"),
                    text("handle"),
                    text("name"),
                    yes_or_no("staff"),
                    maybe_text("locale"),
                    number("reputation"),
                    number("created"),
                    maybe_number("blocked"),
                ],
                &["key"],
            ),
            table(
                "forum_posts",
                vec![
                    text("key"),
                    // The order in which they were asked; never shown.
                    number("number"),
                    text("category"),
                    text("language"),
                    text("author"),
                    text("title"),
                    text("body"),
                    // Words with a space before, between and after.
                    text("tags"),
                    number("created"),
                    maybe_number("edited"),
                    number("active"),
                    number("votes"),
                    number("replies"),
                    number("verified"),
                    number("accepted"),
                    number("staff_replies"),
                    yes_or_no("pinned"),
                    yes_or_no("locked"),
                    yes_or_no("hidden"),
                    yes_or_no("deleted"),
                    maybe_text("duplicate_of"),
                    // The article that it is about, or that was made of it.
                    maybe_text("article"),
                    // Where it stood before it was taken over.
                    maybe_text("source"),
                    number("change"),
                ],
                &["key"],
            ),
            table(
                "forum_replies",
                vec![
                    text("key"),
                    text("post"),
                    number("number"),
                    text("author"),
                    text("body"),
                    number("created"),
                    maybe_number("edited"),
                    number("votes"),
                    maybe_text("verified_by"),
                    maybe_number("verified"),
                    maybe_number("accepted"),
                    yes_or_no("hidden"),
                    yes_or_no("deleted"),
                ],
                &["key"],
            ),
            table(
                "forum_votes",
                vec![text("target"), text("voter"), number("created")],
                &["target", "voter"],
            ),
            table(
                "forum_revisions",
                vec![
                    text("target"),
                    number("number"),
                    maybe_text("title"),
                    text("body"),
                    text("editor"),
                    // Until when it said so.
                    number("until"),
                ],
                &["target", "number"],
            ),
            table(
                "forum_reports",
                vec![
                    text("target"),
                    text("reporter"),
                    text("post"),
                    text("reason"),
                    maybe_text("comment"),
                    number("created"),
                    maybe_text("decided_by"),
                    maybe_number("decided"),
                    maybe_text("decision"),
                ],
                &["target", "reporter"],
            ),
            table(
                "forum_acts",
                vec![
                    number("number"),
                    number("at"),
                    text("actor"),
                    text("act"),
                    text("target"),
                    maybe_text("detail"),
                ],
                &["number"],
            ),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        let indexes = [
            index("forum_members", "forum_members_handle", &["handle"], true),
            index("forum_posts", "forum_posts_number", &["number"], true),
            index("forum_posts", "forum_posts_change", &["change"], false),
            index(
                "forum_posts",
                "forum_posts_active",
                &["category", "active"],
                false,
            ),
            index(
                "forum_posts",
                "forum_posts_author",
                &["author", "created"],
                false,
            ),
            index("forum_posts", "forum_posts_source", &["source"], false),
            index(
                "forum_replies",
                "forum_replies_post",
                &["post", "number"],
                true,
            ),
            index(
                "forum_replies",
                "forum_replies_author",
                &["author", "created"],
                false,
            ),
            index("forum_votes", "forum_votes_voter", &["voter"], false),
            index(
                "forum_reports",
                "forum_reports_open",
                &["decided", "created"],
                false,
            ),
        ];
        for index in indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
