//! Votes as they leave the house: documented, stable, and naming nobody.

use jiff::Timestamp;
use serde::Serialize;

/// One vote. Fields are added at the end; these stay, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoteRow {
    pub article: String,
    pub language: String,
    pub helpful: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The search that led the reader to the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// What the voter read: Git's name for the content of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The major edit that it counts for; votes of one article and language with the same
    /// one were counted together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
    pub created: Timestamp,
    /// Later than `created` where the vote was changed.
    pub changed: Timestamp,
}

/// What a vote said in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommentRow {
    pub article: String,
    pub language: String,
    pub helpful: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// As the reader wrote it: text, never markup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    pub changed: Timestamp,
}
