//! Earlier texts of a file: by the name of a Git object, and version by version.

use std::fmt;
use std::path::Path;

use gix::object::tree::diff::Change;
use gix::{ObjectId, Repository, ThreadSafeRepository};
use jiff::Timestamp;

use crate::history::History;

/// A larger object is no article.
const MAX_TEXT: u64 = 4 * 1024 * 1024;

/// The name that Git gives to the content of a file, wherever the file lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(ObjectId);

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The name of a content, as Git would compute it; needs no repository.
///
/// `None` for a content made to collide with another one, which Git refuses too.
pub fn blob_id(content: &[u8]) -> Option<BlobId> {
    let id = gix::objs::compute_hash(gix::hash::Kind::Sha1, gix::objs::Kind::Blob, content);
    id.ok().map(BlobId)
}

/// What a file said at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub id: BlobId,
    pub text: String,
}

/// Why an earlier text cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfound {
    /// The name is no hash, or less than four digits of one.
    NoHash,
    /// There is no repository around the content.
    NoRepository,
    /// The clone is shallow, and this is not in it.
    Shallow,
    /// The repository does not hold it, or not any more.
    Gone,
    /// Several objects start with these digits.
    Ambiguous,
    /// It is there and is no article: a folder, a film, another encoding.
    NoText,
}

/// One state of a file on the first-parent line of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Absent where the file was deleted.
    pub blob: Option<BlobId>,
    pub time: Timestamp,
    /// Commits since; clocks may be wrong, this is not.
    age: usize,
}

impl Version {
    /// From here on the file is not there.
    pub(super) fn gone(time: Timestamp, age: usize) -> Self {
        Version {
            blob: None,
            time,
            age,
        }
    }

    pub(super) fn new(change: &Change<'_, '_, '_>, time: Timestamp, age: usize) -> Self {
        let blob = match change {
            Change::Deletion { .. } => None,
            Change::Addition { id, .. }
            | Change::Modification { id, .. }
            | Change::Rewrite { id, .. } => Some(BlobId(id.detach())),
        };
        Version { blob, time, age }
    }
}

/// The objects of a repository, for texts that are asked for later.
pub(super) struct Objects {
    repository: ThreadSafeRepository,
    /// Where the content folder lies in the repository, with a `/` at the end, or empty.
    prefix: String,
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl Objects {
    pub(super) fn new(repository: Repository, prefix: String) -> Self {
        Objects {
            repository: repository.into_sync(),
            prefix,
        }
    }
}

impl History {
    /// Whether there is a repository around the content.
    pub fn is_kept(&self) -> bool {
        self.objects.is_some()
    }

    /// Whether the repository holds this content, committed or once added.
    pub fn holds(&self, id: BlobId) -> bool {
        let objects = self.objects.as_ref();
        objects.is_some_and(|one| one.repository.to_thread_local().has_object(id.0))
    }

    /// The text that `name` stands for: the hash of a blob, or of a commit that has `file`.
    ///
    /// The first digits of a hash do, from four on, as long as only one object has them.
    ///
    /// # Errors
    /// Says why the text cannot be had; it is never taken from elsewhere.
    pub fn revision(&self, name: &str, file: &str) -> Result<Revision, Unfound> {
        let prefix = gix::hash::Prefix::from_hex(name).map_err(|_| Unfound::NoHash)?;
        let objects = self.objects.as_ref().ok_or(Unfound::NoRepository)?;
        let gone = match self.is_shallow() {
            true => Unfound::Shallow,
            false => Unfound::Gone,
        };
        let repository = objects.repository.to_thread_local();
        let found = repository.objects.lookup_prefix(prefix, None);
        let id = match found {
            Ok(Some(Ok(id))) => id,
            Ok(Some(Err(()))) => return Err(Unfound::Ambiguous),
            Ok(None) | Err(_) => return Err(gone),
        };
        let header = repository.find_header(id).map_err(|_| gone)?;
        match header.kind() {
            gix::objs::Kind::Blob => text(&repository, id),
            gix::objs::Kind::Commit => {
                let commit = repository.find_commit(id).map_err(|_| gone)?;
                let tree = commit.tree().map_err(|_| gone)?;
                let path = format!("{}{file}", objects.prefix);
                let entry = tree.lookup_entry_by_path(Path::new(&path)).ok().flatten();
                text(&repository, entry.ok_or(Unfound::Gone)?.object_id())
            }
            _ => Err(Unfound::NoText),
        }
    }

    /// The text of a version.
    pub fn text(&self, blob: BlobId) -> Option<String> {
        let objects = self.objects.as_ref()?;
        let repository = objects.repository.to_thread_local();
        text(&repository, blob.0).ok().map(|one| one.text)
    }

    /// What `file` said when `other` last changed: both files of one commit belong together.
    ///
    /// `None` when Git does not know one of them, or `file` was not there yet.
    pub fn at_last_change_of(&self, file: &str, other: &str) -> Option<BlobId> {
        let age = self.versions.get(other)?.first()?.age;
        let known = self.versions.get(file)?;
        known.iter().find(|version| version.age >= age)?.blob
    }

    /// What `file` has been, the newest first, also under the names that it had before.
    pub fn versions(&self, file: &str) -> Vec<BlobId> {
        let mut blobs = Vec::new();
        let mut name = file;
        let mut younger = None;
        while let Some(versions) = self.versions.get(name) {
            let older = |one: &&Version| younger.is_none_or(|age| one.age > age);
            let own = versions.iter().filter(older);
            blobs.extend(own.filter_map(|version| version.blob));
            let Some(age) = versions.last().map(|first| first.age) else {
                break;
            };
            // Under its old name the file is gone with the commit that brought it here.
            let left = |from: &str| {
                let versions = self.versions.get(from);
                versions
                    .is_some_and(|all| all.iter().any(|one| one.age == age && one.blob.is_none()))
            };
            let moved = self
                .renames
                .iter()
                .find(|one| one.to == name && left(&one.from));
            match moved {
                Some(rename) if younger.is_none_or(|younger| age > younger) => {
                    younger = Some(age);
                    name = &rename.from;
                }
                _ => break,
            }
        }
        blobs
    }

    /// The versions of `file` since it said `blob`, the oldest first.
    ///
    /// Follows a file that was moved. `None` when no version on the line said so.
    pub fn since(&self, file: &str, blob: BlobId) -> Option<Vec<Version>> {
        let said = |versions: &[Version]| {
            let at = versions.iter().position(|one| one.blob == Some(blob))?;
            Some(versions[..at].to_vec())
        };
        let own = self.versions.get(file)?;
        let mut since = match said(own) {
            Some(since) => since,
            None => {
                // Of the files that once said so, the one that said so last was moved here.
                let earlier = self.versions.iter().filter_map(|(name, versions)| {
                    let at = versions.iter().find(|one| one.blob == Some(blob))?;
                    Some(((at.age, name), said(versions)?))
                });
                let (_, mut since) = earlier.min_by_key(|(place, _)| *place)?;
                since.extend(own);
                since
            }
        };
        since.retain(|version| version.blob.is_some());
        since.sort_by_key(|version| std::cmp::Reverse(version.age));
        Some(since)
    }
}

fn text(repository: &Repository, id: ObjectId) -> Result<Revision, Unfound> {
    let header = repository.find_header(id).map_err(|_| Unfound::Gone)?;
    if header.kind() != gix::objs::Kind::Blob || header.size() > MAX_TEXT {
        return Err(Unfound::NoText);
    }
    let mut blob = repository.find_blob(id).map_err(|_| Unfound::Gone)?;
    let text = String::from_utf8(std::mem::take(&mut blob.data)).map_err(|_| Unfound::NoText)?;
    Ok(Revision {
        id: BlobId(id),
        text,
    })
}
