//! The community forum: members ask and answer, vote, and keep order.
//!
//! Entry point: [`Forum`]. Who may do what is said in [`rules`] alone, SQL stands in `store`
//! alone. Whatever a viewer gets is read through the categories whose gate admits them: what
//! is hidden, deleted or behind a gate is absent. All counts are made anew from the rows that
//! they count, in the transaction that moves them.

mod asking;
mod counting;
mod documents;
mod draft;
mod export;
mod forgetting;
mod keeping;
mod key;
mod member;
mod people;
mod post;
mod queue;
mod reading;
pub mod rules;
mod search;
mod store;
mod taking_over;
mod telling;
mod voting;
mod writing;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use sea_orm::DbErr;

use crate::config::ForumCategory;
use crate::gate::Viewer;
use crate::outbox::Wanted;
use crate::storage::{Storage, StorageError};

pub use draft::{Draft, Fault, MAX_BODY, MAX_TAGS, MAX_TITLE, MIN_TITLE, PostEdit};
pub use export::{Line, LineReply};
pub use forgetting::ForgottenMember;
pub use keeping::{Act, Decision, Flag, ReportReason};
pub use key::Target;
pub use member::{Member, Profile, Who};
pub use post::{
    Asked, Author, Card, Content, Listing, Page, Post, QueuedReport, Reply, Revision, Sort, Status,
    Thread,
};
pub use rules::Refusal;
pub use search::{ForumAnswer, ForumGroup, ForumHit, ForumSearch};
pub use store::{Document, DocumentText, Recount};
pub use taking_over::{Said, Taken, TakenReply};
pub use telling::Follows;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum ForumError {
    /// It is absent, or as good as absent for this viewer.
    #[error("there is no such post or reply")]
    NotFound,
    #[error("not allowed: {0:?}")]
    Refused(Refusal),
    /// What was written cannot be kept as it is.
    #[error("what was written cannot be kept")]
    Invalid(Vec<Fault>),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("the index of the forum cannot be read")]
    Index(#[source] crate::search::SearchError),
}

impl From<DbErr> for ForumError {
    fn from(error: DbErr) -> Self {
        ForumError::Storage(error.into())
    }
}

/// All posts and replies; clones share it.
#[derive(Clone, Debug)]
pub struct Forum {
    storage: Storage,
    categories: Arc<[ForumCategory]>,
    index: Option<search::Index>,
    wanted: Wanted,
}

impl Forum {
    pub fn new(storage: Storage, categories: &[ForumCategory]) -> Self {
        Forum {
            storage,
            categories: categories.into(),
            index: None,
            wanted: Wanted::default(),
        }
    }

    /// Whether there is a forum at all.
    pub fn is_open(&self) -> bool {
        !self.categories.is_empty()
    }

    /// The categories that `viewer` may read, in the order of the settings.
    pub fn categories<'a>(
        &'a self,
        viewer: &'a Viewer,
    ) -> impl Iterator<Item = &'a ForumCategory> + 'a {
        let all = self.categories.iter();
        all.filter(move |category| category.gate.admits(viewer))
    }

    /// A category, if `viewer` may read it.
    pub fn category(&self, viewer: &Viewer, key: &str) -> Option<&ForumCategory> {
        let found = self.categories.iter().find(|one| one.key == key);
        found.filter(|category| category.gate.admits(viewer))
    }
}
