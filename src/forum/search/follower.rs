//! One task a process that keeps its index up with the change log.
//!
//! It reads what came after the change that it knows, four times a second and whenever this
//! process wrote something, and publishes a new state. An index that is not there, is damaged
//! or is of another database is made anew from all posts, while the old one is followed and
//! answers.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::forum::search::Shared;
use crate::forum::search::folder::{generations, locked};
use crate::forum::search::threads::{letters, number, threads};
use crate::forum::{Document, Forum, ForumError};
use crate::search::SearchError;
use crate::search::threads::Writer;

/// How often the change log is read where nothing tells of a change.
const EVERY: Duration = Duration::from_millis(250);
/// After a failure.
const AGAIN: Duration = Duration::from_secs(1);
/// Text of posts that are written together where all are.
const TOGETHER: usize = 24 * 1024 * 1024;
#[derive(Debug, thiserror::Error)]
pub(super) enum FollowError {
    #[error("the posts cannot be read: {0}")]
    Forum(#[from] ForumError),
    #[error("the index cannot be written: {0}")]
    Search(#[from] SearchError),
    #[error("the index folder `{}` cannot be used: {source}", folder.display())]
    Folder {
        folder: PathBuf,
        source: std::io::Error,
    },
    #[error("writing the index ended early")]
    Ended,
}

pub(super) struct Follower {
    forum: Forum,
    shared: Weak<Shared>,
    folder: PathBuf,
    /// Held by the one process that writes there.
    _lock: File,
    live: Option<Writer>,
    building: Option<Building>,
    generation: u32,
}

/// An index that is made of all posts.
struct Building {
    /// `None` while something is written.
    writer: Option<Writer>,
    writing: Option<JoinHandle<Result<Writer, SearchError>>>,
    /// The number of the last post that was read.
    after: i64,
    /// The change at which it was begun.
    from: i64,
    read: Vec<Document>,
    letters: usize,
}

impl Follower {
    /// Takes a folder that nobody else writes in, and opens what is in it.
    pub fn new(forum: Forum, folder: &Path, shared: Weak<Shared>) -> Result<Self, FollowError> {
        let (folder, lock) = locked(folder)?;
        let failed = |source| FollowError::Folder {
            folder: folder.clone(),
            source,
        };
        let mut generations = generations(&folder).map_err(failed)?;
        generations.sort_unstable();
        let generation = generations.last().copied().unwrap_or(0);
        let mut live = None;
        for number in generations.into_iter().rev() {
            let path = folder.join(format!("g{number}"));
            if live.is_none() {
                // One that was never finished knows of no change.
                live = Writer::open(&path).ok().filter(|one| one.known() > 0);
                if live.is_some() {
                    continue;
                }
            }
            fs::remove_dir_all(&path).map_err(failed)?;
        }
        Ok(Follower {
            forum,
            shared,
            folder,
            _lock: lock,
            live,
            building: None,
            generation,
        })
    }

    /// Runs until nobody searches any more.
    pub async fn run(mut self) {
        let mut checked = false;
        loop {
            let Some(shared) = self.shared.upgrade() else {
                break;
            };
            let wake = Arc::clone(&shared.wake);
            let followed = match checked {
                true => self.step(&shared).await,
                false => self.check().await,
            };
            checked |= followed.is_ok();
            drop(shared);
            let pause = match followed {
                Err(error) => {
                    tracing::error!("the forum's search is behind: {error}");
                    AGAIN
                }
                Ok(()) if self.building.is_some() || self.live.is_none() => continue,
                Ok(()) => EVERY,
            };
            let _ = timeout(pause, wake.notified()).await;
        }
        if let Some(mut live) = self.live.take() {
            let kept = tokio::task::spawn_blocking(move || live.keep()).await;
            if let Ok(Err(error)) = kept {
                tracing::warn!("the forum's index was not kept whole: {error}");
            }
        }
    }

    /// Lets go of an index that is of another database, or of a later state of this one.
    async fn check(&mut self) -> Result<(), FollowError> {
        let Some(live) = &self.live else {
            return Ok(());
        };
        let changes = self.forum.changes().await?;
        let first = self.forum.documents(0).await?;
        let is_same = first.iter().all(|document| {
            let known = number(document).and_then(|number| live.key_of(number));
            known.is_none_or(|key| key == document.key)
        });
        if live.known() > changes || !is_same || (first.is_empty() && !live.is_empty()) {
            tracing::info!("the forum's index is of another database");
            self.live = None;
        }
        Ok(())
    }

    async fn step(&mut self, shared: &Shared) -> Result<(), FollowError> {
        let is_there = |live: &Writer| live.folder().join("manifest.json").exists();
        let is_gone = self.live.as_ref().is_none_or(|live| !is_there(live));
        if self.building.is_none() && is_gone {
            self.begin().await?;
        }
        self.follow(shared).await?;
        self.build(shared).await
    }

    /// Takes in what came since.
    async fn follow(&mut self, shared: &Shared) -> Result<(), FollowError> {
        let Some(live) = self.live.take() else {
            return Ok(());
        };
        // What lies on disk may be older than what was hidden: it is shown once it is not.
        let is_open = shared.is_open();
        let live = self.caught_up(live, is_open.then_some(shared)).await?;
        if !is_open {
            shared.publish(live.snapshot());
        }
        shared.reached(live.known());
        self.live = Some(live);
        Ok(())
    }

    /// Brings an index up to the last change. One that could not be written is gone.
    async fn caught_up(
        &self,
        mut writer: Writer,
        shared: Option<&Shared>,
    ) -> Result<Writer, FollowError> {
        let changes = self.forum.changes().await;
        let mut known = writer.known();
        let changes = match changes {
            Ok(changes) => changes,
            // It is no worse for that.
            Err(error) => {
                tracing::warn!("the forum's search waits for the database: {error}");
                tokio::time::sleep(AGAIN).await;
                return Ok(writer);
            }
        };
        if known > 0 && known == changes && !writer.is_behind() {
            return Ok(writer);
        }
        while known < changes {
            let documents = match self.forum.since(known).await {
                Ok(documents) => documents,
                Err(error) => {
                    tracing::warn!("the forum's search waits for the database: {error}");
                    tokio::time::sleep(AGAIN).await;
                    return Ok(writer);
                }
            };
            let Some(last) = documents.last() else { break };
            known = last.change;
            // What is new is found first: it costs least.
            let is_new =
                |one: &Document| number(one).is_some_and(|one| writer.key_of(one).is_none());
            let (new, changed): (Vec<_>, Vec<_>) = documents.into_iter().partition(is_new);
            for documents in [new, changed] {
                if documents.is_empty() {
                    continue;
                }
                writer = blocking(move || {
                    writer.apply(&threads(&documents))?;
                    Ok(writer)
                })
                .await?;
                if let Some(shared) = shared {
                    shared.publish(writer.snapshot());
                }
            }
        }
        blocking(move || {
            writer.reached(changes.max(known))?;
            Ok(writer)
        })
        .await
    }

    async fn begin(&mut self) -> Result<(), FollowError> {
        let from = self.forum.changes().await?;
        self.generation += 1;
        let folder = self.folder.join(format!("g{}", self.generation));
        let writer = blocking(move || Writer::create(&folder)).await?;
        self.building = Some(Building {
            writer: Some(writer),
            writing: None,
            after: 0,
            from,
            read: Vec::new(),
            letters: 0,
        });
        Ok(())
    }

    /// Reads posts for a while, or ends what was begun.
    async fn build(&mut self, shared: &Shared) -> Result<(), FollowError> {
        let Some(mut building) = self.building.take() else {
            return Ok(());
        };
        let started = Instant::now();
        let mut is_all = false;
        while started.elapsed() < EVERY && !is_all {
            let documents = self.forum.documents(building.after).await?;
            is_all = documents.is_empty();
            building.letters += documents.iter().map(letters).sum::<usize>();
            building.after = documents.last().map_or(building.after, |one| one.number);
            building.read.extend(documents);
            if building.letters >= TOGETHER || is_all {
                building.write().await?;
            }
        }
        if !is_all {
            self.building = Some(building);
            return Ok(());
        }
        let mut writer = building.written().await?;
        let from = building.from;
        writer = blocking(move || {
            writer.finish(from)?;
            Ok(writer)
        })
        .await?;
        let writer = self.caught_up(writer, None).await?;
        let old = self.live.replace(writer);
        if let Some(live) = &self.live {
            shared.publish(live.snapshot());
            shared.reached(live.known());
        }
        if let Some(old) = old
            && let Err(error) = fs::remove_dir_all(old.folder())
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!("an old index of the forum is left: {error}");
        }
        Ok(())
    }
}

impl Building {
    /// Hands over what was read, once what was before is written.
    async fn write(&mut self) -> Result<(), FollowError> {
        let mut writer = self.written().await?;
        let documents = std::mem::take(&mut self.read);
        self.letters = 0;
        self.writing = Some(tokio::task::spawn_blocking(move || {
            writer.fill(&threads(&documents))?;
            Ok(writer)
        }));
        Ok(())
    }

    async fn written(&mut self) -> Result<Writer, FollowError> {
        if let Some(writing) = self.writing.take() {
            return Ok(writing.await.map_err(|_| FollowError::Ended)??);
        }
        self.writer.take().ok_or(FollowError::Ended)
    }
}

async fn blocking(
    work: impl FnOnce() -> Result<Writer, SearchError> + Send + 'static,
) -> Result<Writer, FollowError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|_| FollowError::Ended)??)
}
