//! What Git knows of the content: when each file last changed, and what it said before.
//!
//! Entry point: [`History::read`]. Outside of a repository there is no history,
//! and nothing is made up: dates and earlier texts are then absent.

mod revisions;

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;

use crate::history::revisions::Objects;

pub use revisions::{BlobId, Revision, Unfound, Version, blob_id};

/// The last change of each file below one folder.
#[derive(Debug, Default)]
pub struct History {
    /// The versions of each file, the newest first.
    versions: HashMap<String, Vec<Version>>,
    shallow: bool,
    objects: Option<Objects>,
}

impl History {
    /// A folder without history.
    pub fn none() -> Self {
        History::default()
    }

    /// Reads the history of the repository that `folder` lies in.
    ///
    /// A file's last change is the time of the newest commit, on the first-parent
    /// line, that changed it. In a shallow clone nothing is known.
    pub fn read(folder: &Path) -> Self {
        Self::try_read(folder).unwrap_or_default()
    }

    /// When `file` (a path below the folder, with `/`) last changed.
    pub fn last_change(&self, file: &str) -> Option<Timestamp> {
        let newest = self.versions.get(file)?.first()?;
        Some(newest.time)
    }

    /// Whether older commits are missing, so that dates would be wrong.
    pub fn is_shallow(&self) -> bool {
        self.shallow
    }

    fn try_read(folder: &Path) -> Option<Self> {
        let folder = std::fs::canonicalize(folder).ok()?;
        let repository = gix::discover(&folder).ok()?;
        let root = std::fs::canonicalize(repository.workdir()?).ok()?;
        let inner = folder.strip_prefix(&root).ok()?;
        let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
        let prefix = match parts.is_empty() {
            true => String::new(),
            false => format!("{}/", parts.join("/")),
        };
        let shallow = repository.is_shallow().unwrap_or(false);
        let versions = match shallow {
            true => HashMap::new(),
            false => versions(&repository, &prefix).unwrap_or_default(),
        };
        Some(History {
            versions,
            shallow,
            objects: Some(Objects::new(repository, prefix)),
        })
    }
}

/// What each file below `prefix` said, commit by commit along the first-parent line.
fn versions(repository: &gix::Repository, prefix: &str) -> Option<HashMap<String, Vec<Version>>> {
    let head = repository.head_commit().ok()?;
    let mut versions: HashMap<String, Vec<Version>> = HashMap::new();
    let walk = repository
        .rev_walk([head.id])
        .first_parent_only()
        .all()
        .ok()?;
    for (age, step) in walk.enumerate() {
        let commit = step.ok()?.object().ok()?;
        let time = Timestamp::from_second(commit.time().ok()?.seconds).ok()?;
        let tree = commit.tree().ok()?;
        let before = match commit.parent_ids().next() {
            Some(parent) => parent.object().ok()?.try_into_commit().ok()?.tree().ok()?,
            None => repository.empty_tree(),
        };
        let mut differences = before.changes().ok()?;
        differences.options(|options| {
            options.track_path().track_rewrites(None);
        });
        differences
            .for_each_to_obtain_tree(&tree, |change| {
                let path = change.location().to_string();
                if let Some(file) = path.strip_prefix(prefix) {
                    let version = Version::new(&change, time, age);
                    let known = versions.entry(file.to_owned()).or_default();
                    // Of pictures and whatever else, the last change is all that is asked.
                    if known.is_empty() || file.ends_with(".md") {
                        known.push(version);
                    }
                }
                Ok(std::ops::ControlFlow::Continue(()))
            })
            .ok()?;
    }
    Some(versions)
}
