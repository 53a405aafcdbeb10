//! What readers searched, did not find, and were not helped by. For staff alone.
//!
//! Entry points: [`Insight`], which takes in searches without making anybody wait, and
//! [`reports`], which are functions of what was kept and of the library of now. Who may
//! read them is decided before anybody comes here. No row says who searched.

mod deflections;
mod joining;
pub mod reports;
mod spellings;
mod store;
mod writer;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use uuid::Uuid;

use crate::content::ArticleId;
use crate::insight::reports::{Period, Rows};
use crate::insight::writer::{Message, Writer};
use crate::storage::{Clock, Storage, StorageError};

pub use deflections::{Deflected, DeflectedRow, Deflection, Deflections};
pub use joining::TYPING_MS;
pub use joining::{Asked, Asker, IDLE_MS, Joiner, Kept, Opened, Opening, SAME_MS, Screen, Search};

/// Searches that wait to be joined; what comes while as many wait is not kept.
const QUEUE: usize = 1_024;

/// Takes in what readers search and open.
///
/// Nobody waits for it: what it cannot take in time is left out and counted. What was
/// searched in the last seconds before a crash is lost.
#[derive(Clone, Debug)]
pub struct Insight {
    storage: Storage,
    /// `None` when nothing is to be kept.
    sender: Option<mpsc::Sender<Message>>,
    /// Made at the start and never written down, as nothing that it makes.
    key: [u8; 32],
    dropped: Arc<AtomicU64>,
    keep_days: u32,
    /// Who makes a report; the others wait for their turn.
    turns: Arc<Semaphore>,
}

/// Reports that are made at a time: each reads and searches a lot.
const TURNS: usize = 2;

impl Insight {
    /// Waits until a report may be made, for as long as what is returned is held.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        // It is never closed.
        Arc::clone(&self.turns).acquire_owned().await.ok()
    }

    /// Starts keeping what is searched, for `keep_days` days; 0 keeps nothing, and takes
    /// away what was kept before.
    ///
    /// The task behind it ends with the last of its handles.
    ///
    /// # Errors
    /// The database failed.
    pub async fn start(
        storage: Storage,
        clock: Clock,
        keep_days: u32,
    ) -> Result<Insight, StorageError> {
        store::forget(&storage, keep_days, clock.now().as_millisecond()).await?;
        let dropped = Arc::new(AtomicU64::new(0));
        let sender = (keep_days > 0).then(|| {
            let (sender, receiver) = mpsc::channel(QUEUE);
            let writer = Writer::new(storage.clone(), clock, keep_days, Arc::clone(&dropped));
            tokio::spawn(writer.run(receiver));
            sender
        });
        let mut key = [0; 32];
        // Version 4 holds 122 bits from the operating system: 244 in two.
        key[..16].copy_from_slice(Uuid::new_v4().as_bytes());
        key[16..].copy_from_slice(Uuid::new_v4().as_bytes());
        Ok(Insight {
            storage,
            sender,
            key,
            dropped,
            keep_days,
            turns: Arc::new(Semaphore::new(TURNS)),
        })
    }

    /// Keeps nothing, and leaves what was kept before.
    pub fn off(storage: Storage) -> Insight {
        Insight {
            storage,
            sender: None,
            key: [0; 32],
            dropped: Arc::new(AtomicU64::new(0)),
            keep_days: 0,
            turns: Arc::new(Semaphore::new(TURNS)),
        }
    }

    /// Whether anything is kept.
    pub fn is_on(&self) -> bool {
        self.sender.is_some()
    }

    /// For how many days; 0 when nothing is kept.
    pub fn keep_days(&self) -> u32 {
        self.keep_days
    }

    /// Who asks, by whatever tells them from others: a hash that means nothing outside of
    /// this process.
    pub fn asker(&self, parts: &[&[u8]]) -> Asker {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in parts {
            // The length keeps the parts apart.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut asker = [0; 16];
        asker.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Asker(asker)
    }

    /// Takes in a search that was answered.
    pub fn asked(&self, asked: Asked) {
        self.send(Message::Asked(asked));
    }

    /// Takes in that an article was opened from a search, or from the help of a screen.
    /// The caller has seen to it that the reader may read it.
    pub fn opened(&self, opened: Opened) {
        self.send(Message::Opened(opened));
    }

    /// Counts what became of answers that were shown before asking.
    pub fn deflected(&self, deflection: Deflection) {
        self.send(Message::Deflected(deflection));
    }

    fn send(&self, message: Message) {
        let Some(sender) = &self.sender else {
            return;
        };
        if sender.try_send(message).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many searches and openings were left out, because too many came at once or the
    /// database failed.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Finishes every search that is under way and writes it: before a stop.
    pub async fn settle(&self) {
        let Some(sender) = &self.sender else {
            return;
        };
        let (done, settled) = oneshot::channel();
        if sender.send(Message::Settle(done)).await.is_ok() {
            let _ = settled.await;
        }
    }

    /// What was kept over a period.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rows(&self, period: Period, hidden: &[ArticleId]) -> Result<Rows, StorageError> {
        rows(&self.storage, period, hidden).await
    }
}

/// What was kept over a period, for whoever has only the database.
///
/// # Errors
/// The database failed.
pub async fn rows(
    storage: &Storage,
    period: Period,
    hidden: &[ArticleId],
) -> Result<Rows, StorageError> {
    store::rows(storage, period, hidden).await
}

/// How often answers were shown before asking over a period, and what came of it.
///
/// # Errors
/// The database failed.
pub async fn deflections(storage: &Storage, period: Period) -> Result<Deflections, StorageError> {
    store::deflections(storage, period).await
}

/// Writes what is ready, as the task behind [`Insight`] does: to make up a database.
///
/// # Errors
/// The database failed; then nothing of it is written.
pub async fn write(storage: &Storage, kept: &[Kept]) -> Result<(), StorageError> {
    store::write(storage, kept).await
}
