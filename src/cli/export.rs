//! `ayuda export`: what readers said, for other programs.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::threads;
use crate::cli::world::World;
use crate::feedback::{CommentRow, Feedback, VoteRow};
use crate::i18n::text;
use crate::storage::{Place, Storage};

/// Print every vote, what was said with them, or every thread of the forum
#[derive(Debug, Args)]
pub(super) struct Export {
    /// What to print
    what: What,
    /// As a table, or as one JSON document
    #[arg(long, env = "AYUDA_FORMAT", default_value = "csv")]
    format: Format,
    /// Folder of the votes, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Every vote with the search that led to it, without comments
    Votes,
    /// Votes with a reason or a comment
    Feedback,
    /// Every thread of the forum, a JSON document on each line
    Forum,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Csv,
    Json,
}

impl Export {
    pub(super) fn run(&self, mut world: World) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        let runtime = tokio::runtime::Runtime::new().context("cannot read the database")?;
        if matches!(self.what, What::Forum) {
            runtime.block_on(threads::print(&world))?;
            return Ok(ExitCode::SUCCESS);
        }
        let printed = runtime.block_on(self.print(&world))?;
        std::io::stdout().write_all(&printed)?;
        Ok(ExitCode::SUCCESS)
    }

    async fn print(&self, world: &World) -> anyhow::Result<Vec<u8>> {
        let storage = open(world).await?;
        let feedback = Feedback::open(storage.clone()).await?;
        let printed = match (self.what, self.format) {
            (What::Votes, Format::Csv) => csv(VOTES, feedback.votes().await?.iter().map(vote)),
            (What::Votes, Format::Json) => json("votes", &feedback.votes().await?),
            (What::Feedback, Format::Csv) => {
                csv(FEEDBACK, feedback.comments().await?.iter().map(comment))
            }
            (What::Feedback, Format::Json) => json("feedback", &feedback.comments().await?),
            // Printed line by line.
            (What::Forum, _) => Ok(Vec::new()),
        };
        storage.close().await?;
        printed
    }
}

/// The database of the service, which has to be there already.
pub(super) async fn open(world: &World) -> anyhow::Result<Storage> {
    let folder = world.config.resolve(&world.config.service.data);
    anyhow::ensure!(
        Place::of(&world.config).may_hold_one(),
        text::cli_no_data(&world.messages, world.locale, folder.display().to_string())
    );
    world.storage().await
}

/// The columns of each table, in the order of the fields of a row.
const VOTES: [&str; 9] = [
    "article", "language", "helpful", "reason", "query", "revision", "epoch", "created", "changed",
];
const FEEDBACK: [&str; 8] = [
    "article", "language", "helpful", "reason", "comment", "query", "revision", "changed",
];

fn vote(row: &VoteRow) -> Vec<String> {
    vec![
        cell(&row.article),
        cell(&row.language),
        row.helpful.to_string(),
        maybe(&row.reason),
        maybe(&row.query),
        maybe(&row.revision),
        maybe(&row.epoch),
        moment(row.created),
        moment(row.changed),
    ]
}

fn comment(row: &CommentRow) -> Vec<String> {
    vec![
        cell(&row.article),
        cell(&row.language),
        row.helpful.to_string(),
        maybe(&row.reason),
        maybe(&row.comment),
        maybe(&row.query),
        maybe(&row.revision),
        moment(row.changed),
    ]
}

fn csv<const N: usize>(
    columns: [&str; N],
    rows: impl Iterator<Item = Vec<String>>,
) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns)?;
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner()?)
}

fn json<T: Serialize>(name: &str, rows: &[T]) -> anyhow::Result<Vec<u8>> {
    let mut printed = serde_json::to_vec_pretty(&serde_json::json!({ name: rows }))?;
    printed.push(b'\n');
    Ok(printed)
}

fn moment(moment: Timestamp) -> String {
    moment.to_string()
}

fn maybe(text: &Option<String>) -> String {
    text.as_deref().map(cell).unwrap_or_default()
}

/// A text that no spreadsheet takes for a formula: where it starts as one does, an
/// apostrophe stands before it.
fn cell(text: &str) -> String {
    match text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
    {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
