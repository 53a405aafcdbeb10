//! Whether articles helped: one vote a voter, article and language.
//!
//! Entry point: [`Feedback`]. A tally is written together with the vote that moves
//! it, so that pages read it and never count. Who may vote, and for which article,
//! is decided before a vote comes here.

mod store;
mod vote;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use jiff::Timestamp;

use crate::content::ArticleId;
use crate::identity::Voter;
use crate::locale::Locale;
use crate::storage::{Storage, StorageError};

pub use vote::{Reason, Tally, Vote, confidences};

/// Longest comment, in characters.
pub const MAX_COMMENT: usize = 2_000;
/// Longest search that led to the article, in characters.
pub const MAX_QUERY: usize = 256;

/// Why a vote was not kept.
#[derive(Debug, thiserror::Error)]
pub enum FeedbackError {
    #[error("the comment is longer than {MAX_COMMENT} characters")]
    CommentTooLong,
    #[error("the query is longer than {MAX_QUERY} characters")]
    QueryTooLong,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The votes of all readers.
#[derive(Clone, Debug)]
pub struct Feedback {
    storage: Storage,
}

impl Feedback {
    pub fn new(storage: Storage) -> Self {
        Feedback { storage }
    }

    /// Keeps `vote` in place of an earlier one by the same voter, reason, comment and
    /// query included, and returns the tally after it. It is on disk on return.
    ///
    /// # Errors
    /// Comment or query are too long, or the database failed; nothing is kept then.
    pub async fn cast_vote(&self, vote: &Vote, now: Timestamp) -> Result<Tally, FeedbackError> {
        let vote = vote.cleaned()?;
        Ok(store::put(&self.storage, &vote, now).await?)
    }

    /// Takes a vote back, if there is one, and returns the tally after it.
    pub async fn withdraw_vote(
        &self,
        article: &ArticleId,
        language: Locale,
        voter: &Voter,
    ) -> Result<Tally, FeedbackError> {
        Ok(store::remove(&self.storage, article, language, voter).await?)
    }

    pub async fn tally(
        &self,
        article: &ArticleId,
        language: Locale,
    ) -> Result<Tally, FeedbackError> {
        Ok(store::tally(self.storage.reader(), article, language).await?)
    }

    /// The tallies of all articles of a language that have a vote.
    pub async fn tallies(
        &self,
        language: Locale,
    ) -> Result<HashMap<ArticleId, Tally>, FeedbackError> {
        Ok(store::tallies(self.storage.reader(), language).await?)
    }

    /// What [`Feedback::tallies`] must say, counted from the votes: slow, for checking.
    pub async fn recount(
        &self,
        language: Locale,
    ) -> Result<HashMap<ArticleId, Tally>, FeedbackError> {
        Ok(store::recount(self.storage.reader(), language).await?)
    }
}
