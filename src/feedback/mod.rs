//! Whether articles helped, and how often they are read.
//!
//! Entry point: [`Feedback`]. One vote a voter, article, language and epoch: an epoch
//! begins with a major edit, which starts the count anew; older votes stay for those
//! who write. A tally is written together with the vote that moves it. All counts are
//! kept in memory as well, moved with each commit, so that no page waits for the
//! database. Who may vote, and for which article, is decided before a vote comes here.

mod counts;
mod export;
pub mod scrub;
mod store;
mod visits;
mod vote;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::Timestamp;

use crate::content::{Article, ArticleId, Library};
use crate::identity::Voter;
use crate::locale::Locale;
use crate::storage::{Storage, StorageError};

pub use counts::Counts;
pub use export::{CommentRow, VoteRow};
pub use store::{Forgotten, Tallies};
pub use vote::{Epoch, Reason, Tally, Vote};

use counts::Memory;
use visits::Visits;

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

/// The votes and views of all readers; clones share them.
#[derive(Clone, Debug)]
pub struct Feedback {
    storage: Storage,
    memory: Arc<RwLock<Memory>>,
    visits: Arc<Mutex<Visits>>,
}

impl Feedback {
    /// Reads all counts into memory.
    pub async fn open(storage: Storage) -> Result<Self, FeedbackError> {
        let feedback = Feedback {
            storage,
            memory: Arc::default(),
            visits: Arc::default(),
        };
        feedback.refresh().await?;
        Ok(feedback)
    }

    /// Reads all counts anew.
    ///
    /// It is read by the writing task, so that nothing newer is overwritten in memory.
    pub async fn refresh(&self) -> Result<(), FeedbackError> {
        let memory = Arc::clone(&self.memory);
        self.storage
            .read_then(
                |connection| Box::pin(store::everything(connection)),
                move |rows| write(&memory, |memory| memory.take(rows)),
            )
            .await?;
        Ok(())
    }

    /// Takes in what others wrote: another node, or a command beside the service. It costs
    /// next to nothing where nothing was written.
    pub async fn catch_up(&self) -> Result<(), FeedbackError> {
        let known = self.read(Memory::change);
        if self.storage.changes().await? == known {
            return Ok(());
        }
        let memory = Arc::clone(&self.memory);
        self.storage
            .read_then(
                move |connection| Box::pin(store::since(connection, known)),
                move |rows| write(&memory, |memory| memory.take(rows)),
            )
            .await?;
        Ok(())
    }

    /// Counts for the articles of `library` from now on: an article whose newest major
    /// edit is another one than before starts anew. What is known of it is kept, for
    /// where the edit itself is not known any more.
    pub async fn follow(&self, library: &Library) -> Result<(), FeedbackError> {
        let articles = library.articles.iter();
        let majors: Vec<_> = articles
            .filter_map(|article| {
                let epoch = Epoch::new(article.major.as_deref()?);
                Some((article.language, article.id.clone(), epoch))
            })
            .collect();
        let news = write(&self.memory, |memory| memory.follow(majors));
        if !news.is_empty() {
            let memory = Arc::clone(&self.memory);
            self.storage
                .write_then(
                    move |savepoint| {
                        Box::pin(async move {
                            store::epochs(savepoint, &news).await?;
                            Ok(news)
                        })
                    },
                    move |news| write(&memory, |memory| memory.record(news)),
                )
                .await?;
        }
        Ok(())
    }

    /// The votes on an article that count: those since its newest major edit.
    pub fn epoch(&self, article: &Article) -> Epoch {
        match &article.major {
            Some(major) => Epoch::new(major),
            None => self.read(|memory| memory.recorded(article.language, &article.id)),
        }
    }

    /// What readers made of an article.
    pub fn counts(&self, article: &Article) -> Counts {
        let epoch = self.epoch(article);
        self.read(|memory| memory.counts(article.language, &article.id, &epoch))
    }

    /// How sure it is that each article of a language helps, for those that have votes.
    pub fn confidences(&self, language: Locale) -> Arc<HashMap<ArticleId, f32>> {
        self.read(|memory| memory.confidences(language))
    }

    /// A number that is another one once any count, epoch or confidence is. What is read after it
    /// is at least as new.
    pub fn moves(&self) -> u64 {
        self.read(Memory::moves)
    }

    /// Keeps `vote` in place of an earlier one by the same voter, reason, comment and
    /// query included, and returns the tally after it. It is on disk on return.
    ///
    /// # Errors
    /// Comment or query are too long, or the database failed; nothing is kept then.
    pub async fn cast_vote(&self, vote: &Vote, now: Timestamp) -> Result<Tally, FeedbackError> {
        let vote = vote.cleaned()?;
        let (language, article, epoch) = vote.place();
        let write = store::put(vote, now);
        Ok(self.moved(language, article, epoch, write).await?)
    }

    /// Takes a vote back, if there is one, and those of earlier epochs with it; returns the
    /// tally after it.
    pub async fn withdraw_vote(
        &self,
        article: &Article,
        voter: &Voter,
    ) -> Result<Tally, FeedbackError> {
        let (language, id, epoch) = (article.language, article.id.clone(), self.epoch(article));
        let work = store::remove(language, id.clone(), epoch, voter.clone());
        let memory = Arc::clone(&self.memory);
        let moved = self
            .storage
            .write_then(work, move |moved| {
                write(&memory, |memory| {
                    for (epoch, tally) in moved {
                        memory.set_tally(language, id.clone(), epoch.clone(), *tally);
                    }
                });
            })
            .await?;
        // The last one is of the epoch of now.
        Ok(moved
            .last()
            .map_or_else(Tally::default, |(_, tally)| *tally))
    }

    /// Runs a write that moves one tally, and then moves it in memory.
    async fn moved(
        &self,
        language: Locale,
        article: ArticleId,
        epoch: Epoch,
        work: impl store::Work<Tally>,
    ) -> Result<Tally, StorageError> {
        let memory = Arc::clone(&self.memory);
        self.storage
            .write_then(work, move |tally| {
                write(&memory, |memory| {
                    memory.set_tally(language, article, epoch, *tally);
                });
            })
            .await
    }

    /// Counts that somebody opened an article, once a visit: not, if the same `visitor`
    /// opened it in the last half hour. True if it was counted.
    ///
    /// Who it was is known for that long, in memory, and never kept.
    pub async fn count_view(
        &self,
        article: &Article,
        visitor: &Voter,
        now: Timestamp,
    ) -> Result<bool, FeedbackError> {
        let (language, id) = (article.language, article.id.clone());
        let visit = visits::visit(language, &id, visitor);
        if !self.with_visits(|visits| visits.begins(visit, now)) {
            return Ok(false);
        }
        let memory = Arc::clone(&self.memory);
        let counted = id.clone();
        let written = self
            .storage
            .write_then(store::view(language, id, now), move |()| {
                write(&memory, |memory| memory.add_view(language, counted));
            })
            .await;
        if let Err(error) = written {
            self.with_visits(|visits| visits.forget(visit));
            return Err(error.into());
        }
        Ok(true)
    }

    /// Removes every vote of a voter, with what it says.
    pub async fn forget(&self, voter: &Voter) -> Result<Forgotten, FeedbackError> {
        let forgotten = self.storage.write(store::forget(voter.clone())).await?;
        self.refresh().await?;
        Ok(forgotten)
    }

    /// Every vote there is, by language, article and time.
    pub async fn votes(&self) -> Result<Vec<VoteRow>, FeedbackError> {
        Ok(store::votes(self.storage.reader()).await?)
    }

    /// The votes that say something: with a reason or a comment.
    pub async fn comments(&self) -> Result<Vec<CommentRow>, FeedbackError> {
        Ok(store::comments(self.storage.reader()).await?)
    }

    /// The tallies as they are kept, of all epochs.
    pub async fn tallies(&self) -> Result<Tallies, FeedbackError> {
        Ok(store::tallies(self.storage.reader()).await?)
    }

    /// What [`Feedback::tallies`] must say, counted from the votes: slow, for checking.
    pub async fn recount(&self) -> Result<Tallies, FeedbackError> {
        Ok(store::recount(self.storage.reader()).await?)
    }

    fn read<T>(&self, look: impl FnOnce(&Memory) -> T) -> T {
        look(&self.memory.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn with_visits<T>(&self, change: impl FnOnce(&mut Visits) -> T) -> T {
        change(&mut self.visits.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The one way to change what is in memory: whatever the change, the number of moves is another.
fn write<T>(memory: &RwLock<Memory>, change: impl FnOnce(&mut Memory) -> T) -> T {
    let mut memory = memory.write().unwrap_or_else(PoisonError::into_inner);
    memory.moved();
    change(&mut memory)
}
