//! Threads of a forum, a JSON document on each line: our own export, or questions and answers
//! of the Stack Exchange network (`body_html`, `score`, `accepted`).

use std::io::{self, BufRead};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::forum::{Said, Taken, TakenReply};
use crate::import::html::to_markdown;
use crate::locale::Locale;

/// Where threads go that say nothing of it.
#[derive(Clone, Debug)]
pub struct Threads {
    pub category: Option<String>,
    pub language: Locale,
}

/// Why a line is no thread.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error("cannot read the file")]
    Io(#[from] io::Error),
    #[error("line {line} is no thread: {why}")]
    Json { line: usize, why: String },
    #[error("line {line}: `{text}` is no time")]
    Time { line: usize, text: String },
    #[error("line {line} names no category")]
    NoCategory { line: usize },
}

#[derive(Deserialize)]
struct Thread {
    id: Option<String>,
    #[serde(flatten)]
    said: Words,
    title: String,
    #[serde(default)]
    tags: Vec<String>,
    category: Option<String>,
    language: Option<String>,
    url: Option<String>,
    #[serde(default)]
    pinned: bool,
    #[serde(default)]
    closed: bool,
    /// What is hidden does not come along: nobody is to see it.
    #[serde(default)]
    hidden: bool,
    accepted_reply: Option<String>,
    #[serde(default)]
    replies: Vec<Reply>,
}

#[derive(Deserialize)]
struct Reply {
    id: Option<String>,
    #[serde(flatten)]
    said: Words,
    #[serde(default)]
    accepted: bool,
    verified_by: Option<String>,
    #[serde(default)]
    hidden: bool,
}

#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    author: Option<String>,
    #[serde(default)]
    author_name: Option<String>,
    #[serde(default)]
    staff: bool,
    created: String,
    #[serde(default)]
    score: i64,
    body: Option<String>,
    body_html: Option<String>,
    site: Option<String>,
}

/// Reads all threads of a file.
///
/// # Errors
/// A line is no thread; which one, and why.
pub fn read(file: impl BufRead, threads: &Threads) -> Result<Vec<Taken>, LineError> {
    let mut taken = Vec::new();
    for (line, text) in file.lines().enumerate() {
        let (line, text) = (line + 1, text?);
        if text.trim().is_empty() {
            continue;
        }
        let thread: Thread = serde_json::from_str(&text).map_err(|error| LineError::Json {
            line,
            why: error.to_string(),
        })?;
        if thread.hidden {
            continue;
        }
        taken.push(thread.taken(line, threads)?);
    }
    Ok(taken)
}

impl Thread {
    fn taken(self, line: usize, threads: &Threads) -> Result<Taken, LineError> {
        let category = self.category.or_else(|| threads.category.clone());
        let language = self.language.as_deref().and_then(Locale::from_tag);
        let site = self.said.site.clone();
        let replies = self.replies.into_iter().filter(|reply| !reply.hidden);
        let replies = replies.map(|reply| {
            let is_named = reply.id.is_some() && reply.id == self.accepted_reply;
            Ok(TakenReply {
                key: reply.id,
                is_accepted: reply.accepted || is_named,
                verified_by: reply.verified_by,
                said: reply.said.said(line, site.as_deref())?,
            })
        });
        Ok(Taken {
            key: self.id,
            category: category.ok_or(LineError::NoCategory { line })?,
            language: language.unwrap_or(threads.language),
            title: self.title,
            tags: self.tags,
            source: self.url,
            is_pinned: self.pinned,
            is_locked: self.closed,
            replies: replies.collect::<Result<_, LineError>>()?,
            said: self.said.said(line, None)?,
        })
    }
}

impl Words {
    fn said(self, line: usize, site: Option<&str>) -> Result<Said, LineError> {
        let site = self.site.as_deref().or(site).unwrap_or_default();
        let author = self.author.unwrap_or_default();
        let body = match (self.body, self.body_html) {
            (Some(body), _) => body,
            (None, Some(html)) => to_markdown(&html).0,
            (None, None) => String::new(),
        };
        // Who has a number for a name is somebody all the same.
        let name = self.author_name.unwrap_or_else(|| match author.as_str() {
            "" => String::new(),
            author => format!("member {author}"),
        });
        Ok(Said {
            author: match site {
                "" => author,
                site => format!("{site}:{author}"),
            },
            name,
            is_staff: self.staff,
            body,
            created: moment(&self.created, line)?,
            votes: self.score.max(0),
        })
    }
}

/// A time with its zone, or one of UTC.
fn moment(text: &str, line: usize) -> Result<i64, LineError> {
    let moment = text.parse::<Timestamp>().ok().or_else(|| {
        let local: DateTime = text.parse().ok()?;
        local
            .to_zoned(TimeZone::UTC)
            .ok()
            .map(|zoned| zoned.timestamp())
    });
    match moment {
        Some(moment) => Ok(moment.as_millisecond()),
        None => Err(LineError::Time {
            line,
            text: text.to_owned(),
        }),
    }
}
