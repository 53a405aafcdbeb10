//! The forum: members, posts and replies, votes, what was said before, reports, and what
//! moderators did.
//!
//! Each post says which change touched it last, be it by a reply or a vote: whoever indexes
//! posts reads what came since (`storage::this_change`).

use sea_orm_migration::prelude::*;

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_forum"
    }
}

fn text(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.text().not_null();
    column
}

fn maybe_text(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.text();
    column
}

fn number(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.big_integer().not_null();
    column
}

fn maybe_number(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.big_integer();
    column
}

fn yes_or_no(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(Alias::new(name));
    column.boolean().not_null();
    column
}

fn table(
    name: &'static str,
    columns: Vec<ColumnDef>,
    key: &[&'static str],
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(name));
    for column in columns {
        table.col(column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(Alias::new(*column));
    }
    table.primary_key(&mut primary);
    table
}

fn index(
    table: &'static str,
    name: &'static str,
    columns: &[&'static str],
    is_unique: bool,
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(Alias::new(table));
    for column in columns {
        index.col(Alias::new(*column));
    }
    if is_unique {
        index.unique();
    }
    index
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
