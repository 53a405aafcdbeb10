//! What Git knows of the content: when each file last changed, and what it said before.
//!
//! Entry point: [`History::read`]. Outside of a repository there is no history,
//! and nothing is made up: dates and earlier texts are then absent.

mod revisions;

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use gix::diff::Rewrites;
use gix::object::tree::diff::Change;
use jiff::Timestamp;

use crate::history::revisions::Objects;

pub use revisions::{BlobId, Revision, Unfound, Version, blob_id};

/// The last change of each file below one folder.
#[derive(Debug, Default)]
pub struct History {
    /// The versions of each file, the newest first.
    versions: HashMap<String, Vec<Version>>,
    renames: Vec<Rename>,
    shallow: bool,
    objects: Option<Objects>,
}

/// An article that got another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// Paths below the folder, with `/`.
    pub from: String,
    pub to: String,
    /// What it said under its old name.
    pub text: String,
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

    /// The Markdown files that got another name, newest first.
    pub fn renames(&self) -> &[Rename] {
        &self.renames
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
        let (versions, renames) = match shallow {
            true => Default::default(),
            false => past(&repository, &prefix).unwrap_or_default(),
        };
        Some(History {
            versions,
            renames,
            shallow,
            objects: Some(Objects::new(repository, prefix)),
        })
    }
}

/// The commit that the folder's repository is at, and whether older ones are missing: with the same, its
/// history is the same. `None` outside of a repository.
pub fn head(folder: &Path) -> Option<String> {
    let folder = std::fs::canonicalize(folder).ok()?;
    let repository = gix::discover(&folder).ok()?;
    let commit = repository.head_id().ok()?;
    let shallow = repository.is_shallow().unwrap_or(false);
    Some(format!("{commit} {shallow}"))
}

/// Where the repository that `folder` lies in keeps what it knows: of several checkouts, that of
/// this one. `None` outside of a repository.
pub fn git_folder(folder: &Path) -> Option<PathBuf> {
    let folder = std::fs::canonicalize(folder).ok()?;
    let repository = gix::discover(&folder).ok()?;
    std::fs::canonicalize(repository.git_dir()).ok()
}

/// Where Git notes which commits it was at, below its folder.
pub const LOGS: &str = "logs";

/// Whether the repository that `folder` lies in is at the commit that its log named last: Git
/// writes the log first. True where that cannot be told.
pub fn is_at_its_last_commit(git_folder: &Path, folder: &Path) -> bool {
    let told = last_commit(&git_folder.join(LOGS).join("HEAD"));
    match (told, head(folder)) {
        (Some(told), Some(head)) => head.starts_with(&told),
        _ => true,
    }
}

/// The new commit of the last line: `OLD NEW NAME <ADDRESS> TIME ZONE\tWHY`.
fn last_commit(log: &Path) -> Option<String> {
    /// No line is as long, but for messages that nobody needs here.
    const LINE: u64 = 4096;
    let mut file = File::open(log).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LINE)))
        .ok()?;
    let mut end = Vec::new();
    file.read_to_end(&mut end).ok()?;
    let end = String::from_utf8_lossy(&end);
    let commit = end.trim_end().lines().next_back()?.split(' ').nth(1)?;
    let is_name = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_name.then(|| commit.to_owned())
}

/// The versions of each file, and the files that got another name.
type Past = (HashMap<String, Vec<Version>>, Vec<Rename>);

/// What each file below `prefix` said, commit by commit along the first-parent line.
fn past(repository: &gix::Repository, prefix: &str) -> Option<Past> {
    let head = repository.head_commit().ok()?;
    let mut versions: HashMap<String, Vec<Version>> = HashMap::new();
    let mut renames = Vec::new();
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
            options.track_path().track_rewrites(Some(REWRITES));
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
                    renames.extend(renamed(&change, file, prefix));
                }
                // Under its old name the file is gone.
                if let Change::Rewrite {
                    source_location,
                    copy: false,
                    ..
                } = &change
                    && let Some(file) = source_location.to_string().strip_prefix(prefix)
                {
                    let gone = Version::gone(time, age);
                    versions.entry(file.to_owned()).or_default().push(gone);
                }
                Ok(std::ops::ControlFlow::Continue(()))
            })
            .ok()?;
    }
    Some((versions, renames))
}

/// Half of the text is the same. Moved files are found by their hash; of those that were
/// changed as well, only as many are compared as keeps large commits cheap.
const REWRITES: Rewrites = Rewrites {
    copies: None,
    percentage: Some(0.5),
    limit: 50,
    track_empty: false,
};

/// Files of more bytes than this are no articles.
const MAX_TEXT: usize = 4 * 1024 * 1024;

fn renamed(change: &Change<'_, '_, '_>, to: &str, prefix: &str) -> Option<Rename> {
    let Change::Rewrite {
        source_location,
        source_id,
        copy: false,
        ..
    } = change
    else {
        return None;
    };
    let from = source_location.to_string();
    let from = from.strip_prefix(prefix)?;
    if !from.ends_with(".md") || !to.ends_with(".md") {
        return None;
    }
    let blob = source_id.object().ok()?;
    let text = std::str::from_utf8(blob.data.get(..blob.data.len().min(MAX_TEXT))?).ok()?;
    Some(Rename {
        from: from.to_owned(),
        to: to.to_owned(),
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_commit_of_a_log_is_the_new_one_of_its_last_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("HEAD");
        assert_eq!(last_commit(&log), None);
        let line = |old: &str, new: &str, why: &str| {
            format!("{old} {new} Ana <ana@example.com> 1767225600 +0000\t{why}\n")
        };
        let (first, second, third) = ("0".repeat(40), "ab".repeat(20), "cd".repeat(20));
        let mut text = line(&first, &second, "commit (initial): One");
        std::fs::write(&log, &text).expect("a log");
        assert_eq!(last_commit(&log).as_ref(), Some(&second));
        text += &line(&second, &third, &"a long message ".repeat(200));
        std::fs::write(&log, &text).expect("a log");
        assert_eq!(last_commit(&log), Some(third));
        // What cannot be read as a line holds nobody up.
        std::fs::write(&log, "no line").expect("a log");
        assert_eq!(last_commit(&log), None);
    }
}
