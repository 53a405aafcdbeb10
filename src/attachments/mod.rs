//! Files of members: what they are by their content, pictures written anew, the bytes in an
//! object store and what is known of them in the database.
//!
//! Entry point: [`Attachments`]. A file is written and synchronised first, and its row comes
//! after it: whatever ends the process in between leaves a file that nobody can ask for, and
//! [`Attachments::sweep`] takes it away. Whether a caller may have a file is not decided
//! here: that hangs on the post that it belongs to.

mod kind;
mod name;
mod picture;
mod store;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use jiff::{SignedDuration, Timestamp};
use object_store::local::LocalFileSystem;
use object_store::path::Path as StorePath;
use object_store::{ObjectStore, ObjectStoreExt as _};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::config::Config;
use crate::storage::{Storage, StorageError};

use kind::Kind;
use store::Which;

/// Larger files are refused, while they are read.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// How long a file waits for its post.
pub const UNCLAIMED: SignedDuration = SignedDuration::from_hours(24);

/// Milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// Pictures that are decoded at once: each may take what 40 megapixels take.
const DECODED_AT_ONCE: usize = 1;
/// Keys that are looked up together.
const TOGETHER: usize = 500;

/// What a member may send within any 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub files: u32,
    pub bytes: u64,
}

impl Default for Quota {
    fn default() -> Self {
        Quota {
            files: 50,
            bytes: 100 * 1024 * 1024,
        }
    }
}

/// A file that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// 128 random bits as 32 hexadecimal digits: the same on file systems that know no case.
    pub key: String,
    pub owner: String,
    /// Made harmless, with an ending that fits.
    pub name: String,
    /// By its content.
    pub media_type: String,
    pub size: u64,
    /// Width and height of a picture; only pictures are shown, all else is downloaded.
    pub picture: Option<(u32, u32)>,
    pub created: Timestamp,
    /// The post that it belongs to. Without one it is for its owner alone.
    pub post: Option<String>,
}

impl Attachment {
    /// What `Content-Disposition` has to say.
    pub fn disposition(&self) -> String {
        name::disposition(&self.name, self.picture.is_some())
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the file has more than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("the file is empty")]
    Empty,
    /// No picture, PDF, text, table or film that is taken.
    #[error("files of this kind are not taken")]
    Unknown,
    #[error("the file is damaged or cut off")]
    Damaged,
    #[error("the picture has {width} × {height} pixels, which is too many")]
    TooManyPixels { width: u32, height: u32 },
    #[error("the member has sent {limit} files within a day")]
    TooManyFiles { limit: u32 },
    #[error("the member has sent {limit} bytes within a day")]
    TooManyBytes { limit: u64 },
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum AttachmentError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("the folder of attachments `{}` cannot be used", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("the store of attachments failed")]
    Store(#[from] object_store::Error),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why the bytes of a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError<E> {
    #[error(transparent)]
    Refused(Refused),
    #[error("the file broke off")]
    Broken(E),
}

/// What a sweep took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// What no post claimed in time.
    pub unclaimed: usize,
    /// Files that no row knows of.
    pub orphans: usize,
}

type Judged = (Kind, Vec<u8>, Option<(u32, u32)>);

/// The files of all members; clones share them.
#[derive(Clone, Debug)]
pub struct Attachments {
    storage: Storage,
    files: Arc<dyn ObjectStore>,
    quota: Quota,
    decoding: Arc<Semaphore>,
}

impl Attachments {
    /// The files in `attachments/` below the data folder. Several nodes have to share it.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(config: &Config, storage: Storage) -> Result<Self, AttachmentError> {
        let path = config.resolve(&config.service.data).join("attachments");
        let made = private_folder(&path);
        made.map_err(|source| AttachmentError::Folder {
            path: path.clone(),
            source,
        })?;
        // Synchronised: a row must not outlive its file.
        let files = LocalFileSystem::new_with_prefix(&path)?.with_fsync(true);
        Ok(Attachments::with_store(Arc::new(files), storage))
    }

    /// The files in any store. One that answers before it has written for good breaks what
    /// this room promises.
    pub fn with_store(files: Arc<dyn ObjectStore>, storage: Storage) -> Self {
        Attachments {
            storage,
            files,
            quota: Quota::default(),
            decoding: Arc::new(Semaphore::new(DECODED_AT_ONCE)),
        }
    }

    #[must_use]
    pub fn with_quota(self, quota: Quota) -> Self {
        Attachments { quota, ..self }
    }

    /// Takes a file. It is on disk, and so is its row, when this returns.
    ///
    /// # Errors
    /// [`Refused`] for what is not taken; nothing of it was kept then.
    pub async fn put(
        &self,
        owner: &str,
        name: &str,
        bytes: Vec<u8>,
        now: Timestamp,
    ) -> Result<Attachment, AttachmentError> {
        if bytes.len() > MAX_BYTES {
            return Err(Refused::TooLarge.into());
        }
        // Asked before the work, and once more with the row: others may come meanwhile.
        let reader = self.storage.reader();
        let size = bytes.len() as u64;
        store::within(reader, self.quota, owner, size, now).await??;
        let (kind, bytes, picture) = self.judged(name, bytes).await?;
        let file = Attachment {
            key: new_key(),
            owner: owner.to_owned(),
            name: name::cleaned(name, kind),
            media_type: kind.media_type().to_owned(),
            size: bytes.len() as u64,
            picture,
            created: now,
            post: None,
        };
        let place = place_of(&file.key);
        self.files.put(&place, bytes.into()).await?;
        let kept = self.keep(file, now).await;
        if kept.is_err() {
            // If this fails as well, the next sweep takes it away.
            let _ = self.files.delete(&place).await;
        }
        kept
    }

    /// What the file is, and what is kept of it.
    async fn judged(&self, name: &str, bytes: Vec<u8>) -> Result<Judged, Refused> {
        // Nobody closes it, so this waits for its turn alone. The turn goes along: the work
        // goes on if the caller goes away, and nobody else shall work meanwhile.
        let turn = Arc::clone(&self.decoding).acquire_owned().await;
        let name = name.to_owned();
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            match kind::of(&bytes, &name)? {
                Kind::Picture(format) => {
                    let anew = picture::anew(format, &bytes)?;
                    Ok((anew.kind, anew.bytes, Some((anew.width, anew.height))))
                }
                kind => Ok((kind, bytes, None)),
            }
        });
        // A decoder that panics has met what is no picture.
        work.await.unwrap_or(Err(Refused::Damaged))
    }

    async fn keep(&self, file: Attachment, now: Timestamp) -> Result<Attachment, AttachmentError> {
        let quota = self.quota;
        let kept = self.storage.write(move |savepoint| {
            Box::pin(async move {
                let within = store::within(savepoint, quota, &file.owner, file.size, now).await?;
                if let Err(refused) = within {
                    return Ok(Err(refused));
                }
                store::insert(savepoint, &file).await?;
                Ok(Ok(file))
            })
        });
        Ok(kept.await??)
    }

    /// What is known of a file. Ask before [`Attachments::read`] whether the caller may have
    /// it: a file of a post to whoever may read the post, any other to its owner.
    pub async fn find(&self, key: &str) -> Result<Option<Attachment>, AttachmentError> {
        match is_key(key) {
            true => Ok(store::find(self.storage.reader(), key).await?),
            false => Ok(None),
        }
    }

    /// What is known of a file, and its bytes.
    pub async fn get(
        &self,
        key: &str,
    ) -> Result<
        Option<(Attachment, BoxStream<'static, object_store::Result<Bytes>>)>,
        AttachmentError,
    > {
        let Some(file) = self.find(key).await? else {
            return Ok(None);
        };
        let bytes = self.read(&file).await?;
        Ok(Some((file, bytes)))
    }

    /// The bytes of a file.
    pub async fn read(
        &self,
        file: &Attachment,
    ) -> Result<BoxStream<'static, object_store::Result<Bytes>>, AttachmentError> {
        Ok(self.files.get(&place_of(&file.key)).await?.into_stream())
    }

    /// Gives files to a post. Only those count that its writer sent and no other post has; how
    /// many they are is returned.
    pub async fn claim(
        &self,
        owner: &str,
        keys: Vec<String>,
        post: &str,
    ) -> Result<u64, AttachmentError> {
        let (owner, post) = (owner.to_owned(), post.to_owned());
        let claimed = self.storage.write(move |savepoint| {
            Box::pin(async move { store::claim(savepoint, &owner, &keys, &post).await })
        });
        Ok(claimed.await?)
    }

    /// Removes all files of a member, and says how many there were.
    pub async fn forget(&self, owner: &str) -> Result<usize, AttachmentError> {
        self.remove(Which::Of(owner.to_owned())).await
    }

    /// Removes the files of a post, and says how many there were.
    pub async fn remove_of(&self, post: &str) -> Result<usize, AttachmentError> {
        self.remove(Which::OfPost(post.to_owned())).await
    }

    /// Takes away what no post claimed, and files without a row.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept, AttachmentError> {
        let before = now.checked_sub(UNCLAIMED).unwrap_or(Timestamp::MIN);
        let unclaimed = self.remove(Which::UnclaimedBefore(before)).await?;
        let mut orphans = 0;
        let mut all = self.files.list(None).chunks(TOGETHER);
        while let Some(listed) = all.next().await {
            let listed: Vec<_> = listed.into_iter().collect::<Result<_, _>>()?;
            // What was written just now may be about to get its row.
            let old = listed
                .iter()
                .filter(|file| file.last_modified.timestamp_millis() < before.as_millisecond());
            let places: Vec<&StorePath> = old.map(|file| &file.location).collect();
            let keys: Vec<String> = places
                .iter()
                .filter_map(|place| Some(place.filename()?.to_owned()))
                .collect();
            let known = store::known(self.storage.reader(), &keys).await?;
            for place in places {
                let key = place.filename().unwrap_or_default();
                if is_key(key) && !known.iter().any(|known| known == key) {
                    self.delete(place).await?;
                    orphans += 1;
                }
            }
        }
        Ok(Swept { unclaimed, orphans })
    }

    /// Rows first: what has none is asked for by nobody.
    async fn remove(&self, which: Which) -> Result<usize, AttachmentError> {
        let removed = self
            .storage
            .write(move |savepoint| Box::pin(async move { store::remove(savepoint, which).await }));
        let keys = removed.await?;
        for key in &keys {
            self.delete(&place_of(key)).await?;
        }
        Ok(keys.len())
    }

    async fn delete(&self, place: &StorePath) -> Result<(), AttachmentError> {
        match self.files.delete(place).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads the bytes of a file, and stops at the first that is too many.
///
/// # Errors
/// There are more than [`MAX_BYTES`], or the stream broke off.
pub async fn read_whole<E>(
    stream: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Vec<u8>, ReadError<E>> {
    let stream = stream.map_err(ReadError::Broken);
    stream
        .try_fold(Vec::new(), |mut whole, part| async move {
            if whole.len() + part.len() > MAX_BYTES {
                return Err(ReadError::Refused(Refused::TooLarge));
            }
            whole.extend_from_slice(&part);
            Ok(whole)
        })
        .await
}

/// 128 bits: two random ids, of which a few bits are not random, as one hash.
fn new_key() -> String {
    let mut hasher = blake3::Hasher::new();
    for _ in 0..2 {
        hasher.update(Uuid::new_v4().as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

fn is_key(key: &str) -> bool {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    key.len() == 32 && key.bytes().all(digit)
}

/// A folder for each two first digits: none has too many files.
fn place_of(key: &str) -> StorePath {
    StorePath::from_iter([&key[..2], key])
}

fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
