//! The keys of now: fixed, or those of a key set that may change while we run.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::Timestamp;

use crate::identity::KeyError;
use crate::identity::jwks::{self, JwksFault, MAX_BYTES};
use crate::identity::keys::KeySet;

/// How often the file is looked at.
const INTERVAL: i64 = 5;
/// How often for tokens that name a key we do not know: such tokens cost nothing to
/// make, and must not make us read all day.
const SOONER: i64 = 1;

pub(super) struct Keyring {
    keys: RwLock<Arc<KeySet>>,
    file: Option<Watched>,
}

struct Watched {
    path: PathBuf,
    seen: Mutex<Seen>,
}

/// The file as it was looked at last.
struct Seen {
    at: Option<Timestamp>,
    hash: blake3::Hash,
}

impl Keyring {
    pub(super) fn fixed(keys: KeySet) -> Self {
        Keyring {
            keys: RwLock::new(Arc::new(keys)),
            file: None,
        }
    }

    /// The keys of a set, followed as the file changes.
    ///
    /// # Errors
    /// The file cannot be read, or holds what cannot be used.
    pub(super) fn follow(path: &Path) -> Result<Self, KeyError> {
        let text = read(path)?;
        let keys = keys_of(path, &text)?;
        let seen = Seen {
            at: None,
            hash: blake3::hash(text.as_bytes()),
        };
        Ok(Keyring {
            keys: RwLock::new(Arc::new(keys)),
            file: Some(Watched {
                path: path.to_owned(),
                seen: Mutex::new(seen),
            }),
        })
    }

    /// The keys as of `now`, or a few seconds before.
    pub(super) fn current(&self, now: Timestamp) -> Arc<KeySet> {
        self.look(now, INTERVAL);
        self.loaded()
    }

    /// The keys as they were read last.
    pub(super) fn loaded(&self) -> Arc<KeySet> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys after another look, if there may be newer ones.
    pub(super) fn renewed(&self, now: Timestamp) -> Option<Arc<KeySet>> {
        self.look(now, SOONER).then(|| self.loaded())
    }

    /// Takes in the file if it changed and was not looked at for `interval` seconds.
    /// What cannot be used is said once, and the last good keys stay.
    fn look(&self, now: Timestamp, interval: i64) -> bool {
        let Some(file) = &self.file else {
            return false;
        };
        // Whoever comes meanwhile goes on with the keys there are.
        let Ok(mut seen) = file.seen.try_lock() else {
            return false;
        };
        let age = seen.at.map(|at| now.as_second() - at.as_second());
        if age.is_some_and(|age| (0..interval).contains(&age)) {
            return false;
        }
        seen.at = Some(now);
        let read = read(&file.path);
        let hash = match &read {
            Ok(text) => blake3::hash(text.as_bytes()),
            Err(error) => blake3::hash(error.to_string().as_bytes()),
        };
        if hash == seen.hash {
            return true;
        }
        seen.hash = hash;
        match read.and_then(|text| keys_of(&file.path, &text)) {
            Ok(keys) => {
                let count = keys.0.len();
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
                tracing::info!(keys = count, "Took in the changed key set");
            }
            Err(error) => tracing::error!("the last good token keys stay: {error}"),
        }
        true
    }
}

fn read(path: &Path) -> Result<String, KeyError> {
    use std::io::Read as _;
    let text = fs::File::open(path).and_then(|file| {
        let mut text = String::new();
        // One byte more than is allowed tells that it is too long.
        let limit = u64::try_from(MAX_BYTES)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        file.take(limit).read_to_string(&mut text)?;
        Ok(text)
    });
    text.map_err(|source| KeyError::Read {
        path: path.to_owned(),
        source,
    })
}

fn keys_of(path: &Path, text: &str) -> Result<KeySet, KeyError> {
    jwks::read(text).map_err(|fault: JwksFault| KeyError::KeySet {
        path: path.to_owned(),
        fault,
    })
}
