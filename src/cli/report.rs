//! `ayuda report`: what readers searched and did not find, and what did not help.

mod draw;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::ensure;
use clap::Args;
use clap::builder::BoolishValueParser;
use serde::Serialize;

use crate::cli::report::draw::Drawn;
use crate::cli::world::World;
use crate::feedback::Feedback;
use crate::forum::Forum;
use crate::gate::{Viewer, Visibility};
use crate::i18n::text;
use crate::insight::reports::{
    DEFAULT_DAYS, MAX_DAYS, Period, Report, Row, Summary, Surroundings, day_of, list, reads,
    summary,
};
use crate::insight::{self, Deflected};
use crate::locale::Locale;
use crate::search::Shelves;
use crate::storage::{Clock, Place};

/// The report of the forum.
const QUESTIONS: &str = "questions";

/// Rows of each report where all of them stand.
const FIRST: usize = 5;

/// List what readers did not find and what did not help, with what to do
#[derive(Debug, Args)]
pub(super) struct ReportCommand {
    /// One report with all its rows: nothing-found, not-opened, not-helpful, screens, stale, comments, questions
    report: Option<String>,
    /// How many days to look at, today included
    #[arg(long, env = "AYUDA_DAYS", default_value_t = DEFAULT_DAYS, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_DAYS)))]
    days: u32,
    /// Only what was searched, or voted on, in this language
    #[arg(long, env = "AYUDA_LANG", value_name = "LANG")]
    lang: Option<String>,
    /// Folder of the database, instead of the one in the settings
    #[arg(long, env = "AYUDA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print JSON
    #[arg(long, env = "AYUDA_JSON", value_parser = BoolishValueParser::new())]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    reports: Vec<Listed>,
}

/// One report with its rows.
#[derive(Serialize)]
pub(super) struct Listed {
    report: &'static str,
    total: usize,
    rows: Vec<Row>,
}

impl ReportCommand {
    pub(super) fn run(&self, mut world: World) -> anyhow::Result<ExitCode> {
        world.use_data(self.data.as_deref())?;
        let language = self.lang.as_ref().map(|tag| world.language(tag));
        let language = language.transpose()?;
        let of_forum = self.report.as_deref() == Some(QUESTIONS);
        let wanted = match of_forum {
            true => Vec::new(),
            false => self.wanted(&world)?,
        };
        let folder = world.config.resolve(&world.config.service.data);
        // Looking must not make a database.
        ensure!(
            Place::of(&world.config).may_hold_one(),
            text::cli_report_no_database(
                &world.messages,
                world.locale,
                folder.display().to_string()
            )
        );
        let now = Clock::System.now();
        let period = Period::last(self.days, now, language);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        if of_forum {
            let days = i64::from(self.days) * 24;
            let since = now
                .checked_sub(jiff::Span::new().hours(days))
                .unwrap_or(now);
            return runtime.block_on(questions(&world, since, period, self.json));
        }
        let (rows, feedback) = runtime.block_on(async {
            let storage = world.storage().await?;
            let rows = insight::rows(&storage, period, &[]).await?;
            anyhow::Ok((rows, Feedback::open(storage).await?))
        })?;
        let compiled = world.compile()?;
        let config = &world.config;
        let shelves = Shelves::open_or_build(
            &compiled.library,
            &config.built_folder(),
            world.search_settings(),
        )?;
        let today = day_of(now);
        // Whoever has the files has all of them.
        let staff = Viewer {
            visibility: Visibility::Internal,
            roles: config.roles.iter().cloned().collect(),
            plan: config.plans.last().cloned(),
        };
        let around = Surroundings::new(
            &compiled.library,
            &shelves,
            &staff,
            &config.roles,
            &config.plans,
            today,
        )
        .of_settings(config)
        .read(reads(&compiled.library, &feedback));
        let summary = summary(&rows);
        let listed: Vec<Listed> = wanted
            .iter()
            .map(|report| {
                let rows = list(*report, &rows, &around);
                Listed {
                    report: report.word(),
                    total: rows.len(),
                    rows,
                }
            })
            .collect();
        let mut out = std::io::stdout().lock();
        if self.json {
            let document = Document {
                summary: &summary,
                reports: listed,
            };
            writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let drawn = Drawn {
            world: &world,
            first: if self.report.is_some() {
                usize::MAX
            } else {
                FIRST
            },
        };
        write!(out, "{}", drawn.page(&summary, &listed))?;
        Ok(ExitCode::SUCCESS)
    }

    fn wanted(&self, world: &World) -> anyhow::Result<Vec<Report>> {
        let Some(name) = &self.report else {
            return Ok(Report::ALL.into());
        };
        let known = [&Report::ALL.map(Report::word)[..], &[QUESTIONS]]
            .concat()
            .join(", ");
        let unknown =
            || text::cli_report_unknown(&world.messages, world.locale, known, name.as_str());
        let report = Report::from_word(name).ok_or_else(|| anyhow::anyhow!(unknown()))?;
        Ok(vec![report])
    }
}

/// Prints what is asked in the forum and answered by no article.
async fn questions(
    world: &World,
    since: jiff::Timestamp,
    period: Period,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let (messages, locale) = (&world.messages, world.locale);
    let storage = world.storage().await?;
    let forum = Forum::new(storage.clone(), &world.config.forum.categories);
    let asked = forum.without_article(since, period.language).await?;
    let deflections = insight::deflections(&storage, period).await?;
    storage.close().await?;
    let mut out = std::io::stdout().lock();
    if as_json {
        let document = serde_json::json!({
            "report": QUESTIONS,
            "total": asked.len(),
            "rows": asked,
            "deflections": deflections,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    match asked.is_empty() {
        true => world.tell(&text::cli_questions_none(messages, locale)),
        false => writeln!(out, "{}\n", text::cli_questions(messages, locale))?,
    }
    for one in &asked {
        let about = text::cli_questions_row(messages, locale, one.again, one.replies, one.votes);
        writeln!(out, "  {}  {}", one.language, one.title)?;
        writeln!(out, "      {} · {about}", one.category)?;
        writeln!(out, "      ayuda new {}/… --post {}", one.language, one.id)?;
    }
    if deflections.rows.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let counted = |counts: Deflected| {
        let Deflected {
            shown,
            opened,
            asked,
        } = counts;
        text::cli_deflections_row(messages, locale, asked, opened, shown)
    };
    writeln!(out, "\n{}\n", text::cli_deflections(messages, locale))?;
    writeln!(out, "  {}", counted(deflections.totals))?;
    for row in &deflections.rows {
        let category = match row.category.as_str() {
            "" => text::cli_deflections_without(messages, locale),
            category => category.to_owned(),
        };
        writeln!(out, "  {}  {category}", row.language)?;
        writeln!(out, "      {}", counted(row.counts))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A language as its column says it.
fn code(language: Locale) -> &'static str {
    language.code()
}
