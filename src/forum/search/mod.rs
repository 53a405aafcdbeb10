//! The search of the forum: an index beside the database, and the answers made of both.
//!
//! Entry points: [`Forum::searched`], which starts to follow the change log, and
//! [`Forum::search`]. The index says which posts answer; what is shown of them is read from
//! the database, which is asked again whether the viewer may read it.
//!
//! Whatever takes something out of sight is answered once no search of this process finds it
//! ([`Forum::settled`]). If that fails, the search answers nothing until it has caught up.

mod answer;
mod folder;
mod follower;
mod plain;
mod threads;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::forum::Forum;
use crate::search::threads::Snapshot;

pub use answer::{ForumAnswer, ForumGroup, ForumHit, ForumSearch};

/// How long an act waits until the index has followed.
const SETTLES_WITHIN: Duration = Duration::from_secs(10);

/// The way to the index of this process; clones share it.
#[derive(Clone, Debug)]
pub(super) struct Index(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    snapshot: RwLock<Arc<Snapshot>>,
    /// The change up to which the index has followed.
    known: watch::Sender<i64>,
    /// A change that has to be known before anything is found again.
    needed: AtomicI64,
    wake: Arc<Notify>,
}

impl Shared {
    fn publish(&self, snapshot: Snapshot) {
        let next = Arc::new(snapshot);
        let mut now = self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *now, next);
        drop(now);
        drop(before);
    }

    /// Whether searches have a state to search in.
    fn is_open(&self) -> bool {
        *self.known.borrow() > 0
    }

    fn reached(&self, change: i64) {
        self.known.send_replace(change);
    }
}

impl Index {
    /// What is searched now; nothing, while it may hold what was taken out.
    fn snapshot(&self) -> Arc<Snapshot> {
        let shared = &self.0;
        match *shared.known.borrow() < shared.needed.load(Ordering::Acquire) {
            true => Arc::default(),
            false => Arc::clone(
                &shared
                    .snapshot
                    .read()
                    .unwrap_or_else(PoisonError::into_inner),
            ),
        }
    }

    fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Finds nothing until there is a later change.
    fn close(&self) {
        let known = *self.0.known.borrow();
        self.0.needed.fetch_max(known + 1, Ordering::AcqRel);
    }

    /// Waits until the index has followed to `change`; from then on until it has, nothing is
    /// found.
    async fn wait_for(&self, change: i64) -> bool {
        let mut known = self.0.known.subscribe();
        // Where there is no index yet, nothing is found.
        if *known.borrow() == 0 {
            return true;
        }
        self.wake();
        let reached = timeout(SETTLES_WITHIN, known.wait_for(|known| *known >= change)).await;
        let is_reached = matches!(reached, Ok(Ok(_)));
        if !is_reached {
            self.0.needed.fetch_max(change, Ordering::AcqRel);
            tracing::error!("the forum's search is behind, and finds nothing until it is not");
        }
        is_reached
    }
}

impl Forum {
    /// The same, with an index in `folder` that follows what is written from now on. Without
    /// categories there is none.
    #[must_use]
    pub fn searched(mut self, folder: &Path) -> Self {
        if !self.is_open() {
            return self;
        }
        let shared = Arc::new(Shared {
            snapshot: RwLock::default(),
            known: watch::Sender::new(0),
            needed: AtomicI64::new(0),
            wake: Arc::new(Notify::new()),
        });
        let (reader, weak) = (self.clone(), Arc::downgrade(&shared));
        let folder = folder.to_owned();
        tokio::spawn(async move {
            let opened =
                tokio::task::spawn_blocking(move || follower::Follower::new(reader, &folder, weak));
            match opened.await {
                Ok(Ok(follower)) => follower.run().await,
                Ok(Err(error)) => tracing::error!("the forum cannot be searched: {error}"),
                Err(_) => tracing::error!("the forum cannot be searched"),
            }
        });
        self.index = Some(Index(shared));
        self
    }

    /// Waits until what was written before is in the index, or out of it. False where it is
    /// not in time: then the search answers nothing until it is.
    pub async fn settled(&self) -> bool {
        let Some(index) = &self.index else {
            return true;
        };
        match self.changes().await {
            Ok(change) => index.wait_for(change).await,
            // Nobody knows which change it was.
            Err(_) => {
                index.close();
                false
            }
        }
    }

    /// Whether there is an index that has followed once.
    pub fn is_searched(&self) -> bool {
        self.index.as_ref().is_some_and(|index| index.0.is_open())
    }

    /// Lets the index know that something was written.
    pub(super) fn written_something(&self) {
        if let Some(index) = &self.index {
            index.wake();
        }
    }
}
