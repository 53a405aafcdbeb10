//! What was kept, as lists of what to do next.
//!
//! Entry points: [`list`] for the rows of one report and [`summary()`] for the numbers of a
//! period. They are functions of [`Rows`] and of the [`Surroundings`] of now: a search
//! that finds something today is no longer listed, whatever it found last week.

mod comments;
mod nothing;
mod proposal;
mod screens;
mod stale;
mod summary;
mod surroundings;
mod unhelpful;
mod unopened;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use crate::content::{Article, ArticleId};
use crate::feedback::Reason;
use crate::gate::Visibility;
use crate::insight::joining::Screen;
use crate::locale::Locale;

pub use summary::{Summary, summary};
pub use surroundings::{Reads, Surroundings, reads};

/// Longest period that can be asked for.
pub const MAX_DAYS: u32 = 366;
/// Days that a report looks back on, if nobody says otherwise.
pub const DEFAULT_DAYS: u32 = 30;
const DAY_MS: i64 = 86_400_000;
/// Other spellings, words and the like that stand in one row.
const SHOWN: usize = 5;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Searches without an answer.
    NothingFound,
    /// Searches with an answer that nobody opened.
    NotOpened,
    /// Articles that did not help those who read them.
    NotHelpful,
    /// Screens of the host app without help of their own.
    Screens,
    /// Articles that are behind, the most read first.
    Stale,
    /// What readers wrote.
    Comments,
}

impl Report {
    pub const ALL: [Report; 6] = [
        Report::NothingFound,
        Report::NotOpened,
        Report::NotHelpful,
        Report::Screens,
        Report::Stale,
        Report::Comments,
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Report::NothingFound => "nothing-found",
            Report::NotOpened => "not-opened",
            Report::NotHelpful => "not-helpful",
            Report::Screens => "screens",
            Report::Stale => "stale",
            Report::Comments => "comments",
        }
    }
}

/// The rows of a report, the most urgent first.
pub fn list(report: Report, rows: &Rows, around: &Surroundings<'_>) -> Vec<Row> {
    match report {
        Report::NothingFound => nothing::rows(rows, around),
        Report::NotOpened => unopened::rows(rows, around),
        Report::NotHelpful => unhelpful::rows(rows, around),
        Report::Screens => screens::rows(rows, around),
        Report::Stale => stale::rows(rows, around),
        Report::Comments => comments::rows(rows, around),
    }
}

/// The days that are looked at, today included. Days are those of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub days: u32,
    pub from: Timestamp,
    pub to: Timestamp,
    /// Only what was searched, or voted on, in this language.
    pub language: Option<Locale>,
}

impl Period {
    /// The `days` days that end with `now`; at least one, at most [`MAX_DAYS`].
    pub fn last(days: u32, now: Timestamp, language: Option<Locale>) -> Self {
        let days = days.clamp(1, MAX_DAYS);
        let today = now.as_millisecond().div_euclid(DAY_MS);
        let first = (today - i64::from(days) + 1) * DAY_MS;
        Period {
            days,
            from: Timestamp::from_millisecond(first).unwrap_or(Timestamp::UNIX_EPOCH),
            to: now,
            language,
        }
    }

    pub fn from_ms(&self) -> i64 {
        self.from.as_millisecond()
    }

    /// The first millisecond that is not part of it.
    pub fn to_ms(&self) -> i64 {
        self.to.as_millisecond() + 1
    }

    pub(super) fn first_day(&self) -> i64 {
        self.from.as_millisecond().div_euclid(DAY_MS)
    }

    pub(super) fn last_day(&self) -> i64 {
        self.to.as_millisecond().div_euclid(DAY_MS)
    }
}

/// Everything that was kept over a period, as the database counted it.
#[derive(Clone, Debug)]
pub struct Rows {
    pub period: Period,
    /// The most frequent first.
    pub asked: Vec<AskedRow>,
    pub opened: Vec<OpenedRow>,
    /// The newest first.
    pub votes: Vec<VoteRow>,
    /// Every day of the period.
    pub days: Vec<DayRow>,
}

/// Searches that are alike in everything.
#[derive(Clone, Debug)]
pub struct AskedRow {
    pub text: String,
    pub words: String,
    pub language: Locale,
    pub visibility: Visibility,
    pub missing: Option<String>,
    pub screen: Option<Screen>,
    pub found: bool,
    pub elsewhere: bool,
    pub count: u64,
    pub last: Timestamp,
}

/// Openings of one article after one search, or on one screen.
#[derive(Clone, Debug)]
pub struct OpenedRow {
    /// Empty when it was opened from the help of a screen.
    pub words: String,
    pub language: Locale,
    pub article: ArticleId,
    pub article_language: Locale,
    pub screen: Option<Screen>,
    pub count: u64,
    pub last: Timestamp,
}

/// One vote.
#[derive(Clone, Debug)]
pub struct VoteRow {
    pub article: ArticleId,
    pub language: Locale,
    pub helpful: bool,
    pub reason: Option<Reason>,
    /// In one line.
    pub comment: Option<String>,
    /// The search that led there, folded.
    pub words: Option<String>,
    pub at: Timestamp,
}

/// The numbers of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayRow {
    pub date: Date,
    pub searches: u64,
    /// Searches that found nothing in any language.
    pub nothing: u64,
    /// Articles that were opened from a search.
    pub opened: u64,
    pub helpful: u64,
    pub not_helpful: u64,
}

impl DayRow {
    /// A day by its number since 1970, on which nothing happened.
    pub(super) fn of(day: i64) -> Self {
        let start = Date::constant(1970, 1, 1);
        DayRow {
            date: start.checked_add(day.days()).unwrap_or(start),
            searches: 0,
            nothing: 0,
            opened: 0,
            helpful: 0,
            not_helpful: 0,
        }
    }
}

/// One line of a report: what happened, how often, and what to do. What a report does
/// not speak of is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// A search, a screen, or the title of an article.
    pub title: String,
    /// What exactly is the matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// How often; what is counted depends on the report.
    pub count: u64,
    /// Other spellings, or what was searched on a screen; the most frequent first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spellings: Vec<String>,
    /// In which languages it was searched.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub languages: BTreeMap<Locale, u64>,
    /// By whom, no closer than this.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub viewers: BTreeMap<Visibility, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helpful: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_helpful: Option<u64>,
    /// Why it did not help: `outdated`, `unclear`, …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<&'static str, u64>,
    /// What a reader wrote: text, never markup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The day by which it was to be looked at again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Timestamp>,
    pub next: Vec<Step>,
}

/// What exactly is the matter with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing was found.
    Nothing,
    /// Something was found for the other words alone.
    Partly,
    /// Something was found in the other language alone.
    Elsewhere,
    /// The screen has no help at all.
    Empty,
    /// The screen has the help of its module and none of its own.
    ModuleOnly,
    /// The help of the screen is in the other language alone.
    OtherLanguage,
    /// The original has changed since it was translated.
    Outdated,
    /// The day to look at it again is past.
    ReviewDue,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Nothing => "nothing",
            State::Partly => "partly",
            State::Elsewhere => "elsewhere",
            State::Empty => "empty",
            State::ModuleOnly => "module_only",
            State::OtherLanguage => "other_language",
            State::Outdated => "outdated",
            State::ReviewDue => "review_due",
        }
    }
}

/// An article, as far as a report names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArticleRef {
    pub id: String,
    pub language: Locale,
    pub title: String,
    /// Root-relative.
    pub url: String,
    pub visibility: Visibility,
}

impl ArticleRef {
    pub(super) fn of(article: &Article) -> Self {
        ArticleRef {
            id: article.id.to_string(),
            language: article.language,
            title: article.title.clone(),
            url: article.url.clone(),
            visibility: article.gate.visibility,
        }
    }
}

/// What to do about a row: a command to run, a line to add to a file, or a file to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub kind: StepKind,
    /// Nothing in it but what a shell takes as it stands, whatever readers typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// From the folder of the help center.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// To be added to the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// Where the file is edited, when the settings say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edit_url: Option<String>,
    /// The article that the step is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleRef>,
}

/// What sort of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Nobody has written it.
    Write,
    /// It is written in the other language.
    Translate,
    /// It is written for others: open it, or write what all may know.
    Open,
    /// It is known under another name.
    Synonym,
    /// An article answers it without these words.
    Keyword,
    /// The article that comes first does not look like an answer.
    Title,
    /// The article does not help as it is.
    Mend,
    /// An article helps on this screen and does not say so.
    Context,
    /// The translation is behind.
    Update,
    /// The article is to be looked at again.
    Review,
    /// Read what was written.
    Read,
}

impl StepKind {
    pub fn word(self) -> &'static str {
        match self {
            StepKind::Write => "write",
            StepKind::Translate => "translate",
            StepKind::Open => "open",
            StepKind::Synonym => "synonym",
            StepKind::Keyword => "keyword",
            StepKind::Title => "title",
            StepKind::Mend => "mend",
            StepKind::Context => "context",
            StepKind::Update => "update",
            StepKind::Review => "review",
            StepKind::Read => "read",
        }
    }
}

/// The day of a moment.
pub fn day_of(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}
