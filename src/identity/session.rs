//! What a token becomes in a browser: the same person until the same moment, in a
//! cookie that this house alone can open.
//!
//! Nothing is kept of a session but that it was ended.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::identity::claims::Claims;
use crate::identity::{Identity, store};
use crate::storage::{Storage, StorageError};

/// A person who came with a token and stays for as long as that was good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub(super) id: Uuid,
    pub(super) expires: Timestamp,
    pub identity: Identity,
}

/// A session that is over: run out, ended with its key, or never one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the session is over")]
pub struct SessionOver;

impl Session {
    /// How long it still lasts.
    pub fn left(&self, now: Timestamp) -> Duration {
        let seconds = self.expires.as_second() - now.as_second();
        Duration::from_secs(seconds.try_into().unwrap_or_default())
    }

    /// The name that its end is kept under: tells nothing of the session.
    pub(super) fn name(&self) -> String {
        let context = "ayuda 2026-11 names of ended sessions";
        blake3::Hash::from(blake3::derive_key(context, self.id.as_bytes()))
            .to_hex()
            .to_string()
    }
}

/// A session as it lies in its cookie, which encrypts it.
#[derive(Deserialize, Serialize)]
pub(super) struct Sealed {
    pub(super) id: Uuid,
    /// Of the key that its token was signed with.
    pub(super) key: String,
    pub(super) claims: Claims,
}

/// The sessions that were ended before their time.
#[derive(Clone, Debug)]
pub struct Sessions {
    storage: Storage,
}

impl Sessions {
    pub fn new(storage: Storage) -> Self {
        Sessions { storage }
    }

    /// Whether somebody signed out of this session.
    ///
    /// # Errors
    /// The database failed: then nobody can say, and it must not be trusted.
    pub async fn is_ended(&self, session: &Session) -> Result<bool, StorageError> {
        store::is_ended(self.storage.reader(), &session.name()).await
    }

    /// Ends a session everywhere: its cookie opens nothing from here on, whoever has it.
    /// What ran out by itself is forgotten meanwhile.
    ///
    /// # Errors
    /// The database failed; the session goes on then.
    pub async fn end(&self, session: &Session, now: Timestamp) -> Result<(), StorageError> {
        store::end(&self.storage, &session.name(), session.expires, now).await
    }
}
