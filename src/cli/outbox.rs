//! `ayuda outbox`: what could not be delivered, and what becomes of it.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use clap::Args;
use clap::builder::BoolishValueParser;

use crate::cli::export::open;
use crate::cli::world::World;
use crate::i18n::text;
use crate::outbox::{Delivery, discard, retry, undelivered};
use crate::storage::Clock;

/// List letters and webhooks that could not be delivered, and try or drop them
#[derive(Debug, Args)]
pub(super) struct OutboxCommand {
    /// Try one of them again from the start, or `all` that were given up
    #[arg(
        long,
        env = "AYUDA_RETRY",
        value_name = "ID",
        conflicts_with = "discard"
    )]
    retry: Option<String>,
    /// Drop one of them, or `all` that were given up
    #[arg(long = "drop", env = "AYUDA_DROP", value_name = "ID")]
    discard: Option<String>,
    /// Folder of the database, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print JSON
    #[arg(long, env = "AYUDA_JSON", value_parser = BoolishValueParser::new())]
    json: bool,
}

impl OutboxCommand {
    pub(super) fn run(&self, mut world: World) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        let runtime = tokio::runtime::Runtime::new().context("cannot open the database")?;
        runtime.block_on(self.work(&world))
    }

    async fn work(&self, world: &World) -> anyhow::Result<ExitCode> {
        let (messages, locale) = (&world.messages, world.locale);
        let storage = open(world).await?;
        if let Some(id) = &self.retry {
            let count = retry(&storage, id, Clock::System.now()).await?;
            ensure!(
                count > 0 || id == "all",
                text::cli_outbox_none(messages, locale, id.as_str())
            );
            world.tell(&text::cli_outbox_retried(messages, locale, count));
        } else if let Some(id) = &self.discard {
            let count = discard(&storage, id).await?;
            ensure!(
                count > 0 || id == "all",
                text::cli_outbox_none(messages, locale, id.as_str())
            );
            world.tell(&text::cli_outbox_dropped(messages, locale, count));
        } else {
            let deliveries = undelivered(&storage).await?;
            let printed = match self.json {
                true => {
                    let document = serde_json::json!({ "deliveries": deliveries });
                    format!("{}\n", serde_json::to_string_pretty(&document)?)
                }
                false => drawn(world, &deliveries),
            };
            std::io::stdout().write_all(printed.as_bytes())?;
            if !self.json {
                self.sum(world, &deliveries);
            }
        }
        storage.close().await?;
        Ok(ExitCode::SUCCESS)
    }

    fn sum(&self, world: &World, deliveries: &[Delivery]) {
        let (messages, locale) = (&world.messages, world.locale);
        let dead = deliveries.iter().filter(|one| one.dead).count();
        let waiting = deliveries.len() - dead;
        if deliveries.is_empty() {
            world.say(&text::cli_outbox_empty(messages, locale));
        }
        if waiting > 0 {
            world.say(&text::cli_outbox_waiting(messages, locale, waiting));
        }
        if dead > 0 {
            world.say(&text::cli_outbox_dead(messages, locale, dead));
        }
    }
}

/// A line each: what, to whom, how often, why, until when, and its id.
fn drawn(world: &World, deliveries: &[Delivery]) -> String {
    let (messages, locale) = (&world.messages, world.locale);
    let mut lines = String::new();
    for one in deliveries {
        let to = match &one.receiver {
            Some(name) => format!("{} {name}", one.channel),
            None => one.channel.clone(),
        };
        let next = match one.due {
            Some(due) => {
                let time = due.strftime("%Y-%m-%d %H:%M").to_string();
                text::cli_outbox_again(messages, locale, time)
            }
            None => text::cli_outbox_given_up(messages, locale),
        };
        let tries = text::cli_outbox_tries(messages, locale, one.tries);
        let failure = one.failure.as_deref().unwrap_or("-");
        lines.push_str(&format!(
            "{}  {} {}  {to}  {failure}  {tries}  {next}\n",
            one.id, one.event, one.post
        ));
    }
    lines
}
