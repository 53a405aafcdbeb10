//! Who follows what, what happened that they are told of, and what is still to be delivered.

use sea_orm_migration::prelude::*;

use crate::storage::migrations::columns::{maybe_text, number, table, text, yes_or_no};

#[derive(Debug)]
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_outbox"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            table(
                "outbox_follows",
                vec![
                    text("member"),
                    // `post` or `category`.
                    text("kind"),
                    text("target"),
                    // False: does not want to hear of it, whatever else they follow.
                    yes_or_no("wanted"),
                    number("created"),
                ],
                &["member", "kind", "target"],
            ),
            table(
                "outbox_members",
                vec![
                    text("member"),
                    // Random; stands for the member in links of letters.
                    text("ticket"),
                    yes_or_no("automatic"),
                    yes_or_no("mails"),
                    // What their last token said, as long as letters reach them.
                    maybe_text("email"),
                    maybe_text("locale"),
                    text("viewer"),
                    yes_or_no("keeper"),
                    number("seen"),
                ],
                &["member"],
            ),
            table(
                "outbox_events",
                vec![
                    number("number"),
                    text("id"),
                    number("at"),
                    text("kind"),
                    text("category"),
                    text("post"),
                    // The post or the reply.
                    text("target"),
                    text("actor"),
                    maybe_text("detail"),
                    // Members it is for alone, as a list of JSON.
                    maybe_text("members"),
                ],
                &["number"],
            ),
            table(
                "outbox_deliveries",
                vec![
                    text("id"),
                    text("event"),
                    number("at"),
                    text("kind"),
                    text("post"),
                    text("target"),
                    text("actor"),
                    maybe_text("detail"),
                    // `webhook` with its name, or `mail` with the member.
                    text("channel"),
                    text("receiver"),
                    number("due"),
                    number("tries"),
                    // Nobody else touches it before.
                    number("leased"),
                    text("holder"),
                    yes_or_no("dead"),
                    maybe_text("failure"),
                ],
                &["id"],
            ),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        let indexes: [(&str, &str, &[&str], bool); 5] = [
            (
                "outbox_follows",
                "outbox_follows_target",
                &["kind", "target"],
                false,
            ),
            ("outbox_members", "outbox_members_ticket", &["ticket"], true),
            (
                "outbox_deliveries",
                "outbox_deliveries_due",
                &["channel", "dead", "due"],
                false,
            ),
            (
                "outbox_deliveries",
                "outbox_deliveries_receiver",
                &["channel", "receiver", "post"],
                false,
            ),
            (
                "outbox_deliveries",
                "outbox_deliveries_dead",
                &["dead", "at"],
                false,
            ),
        ];
        for (table, name, columns, is_unique) in indexes {
            let mut index = Index::create();
            index.name(name).table(Alias::new(table));
            for column in columns {
                index.col(Alias::new(*column));
            }
            if is_unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
