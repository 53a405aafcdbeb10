//! Who follows what, and where letters reach them.
//!
//! An address is kept only while its member follows something and wants letters, and only
//! where there is a mail server. With it stands what the member may read, as their last token
//! had it: letters are written by those eyes.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::gate::{Viewer, Visibility};
use crate::locale::Locale;
use crate::outbox::store::{self, MemberRow};
use crate::outbox::{Reader, Wanted};
use crate::storage::{Storage, StorageError};

/// After so long nobody knows any more what a member may read, but what everybody may.
const KNOWN_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// What stays the same is noted as seen once in this time.
const AGAIN_MS: i64 = 60 * 60 * 1_000;

/// A member, as their token has them now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follower {
    pub member: String,
    pub viewer: Viewer,
    pub is_keeper: bool,
    pub email: Option<String>,
    pub locale: Option<Locale>,
}

/// What is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Replies, and what becomes of them.
    Post(String),
    /// New posts; for keepers, reports too.
    Category(String),
}

impl Subject {
    fn parts(&self) -> (&'static str, &str) {
        match self {
            Subject::Post(key) => ("post", key),
            Subject::Category(key) => ("category", key),
        }
    }
}

/// What a member wants; `None` leaves it as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whether posts are followed by asking and replying.
    pub automatic: Option<bool>,
    /// Whether letters are wanted at all.
    pub mails: Option<bool>,
}

/// What a member follows, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    /// Keys, the newest first.
    pub posts: Vec<String>,
    pub categories: Vec<String>,
    pub automatic: bool,
    pub mails: bool,
    /// Whether there is an address that letters go to.
    pub is_reached: bool,
}

/// Follows, whatever was said before.
///
/// # Errors
/// The database failed.
pub async fn follow(
    connection: &impl ConnectionTrait,
    follower: &Follower,
    subject: &Subject,
    wanted: Wanted,
    now: i64,
) -> Result<(), StorageError> {
    let (kind, target) = subject.parts();
    store::keep_follow(connection, &follower.member, kind, target, true, true, now).await?;
    remember(connection, follower, wanted, now).await
}

/// Follows the post that a member writes in, unless they said that they want that not.
///
/// # Errors
/// The database failed.
pub async fn follow_by_itself(
    connection: &impl ConnectionTrait,
    follower: &Follower,
    post: &str,
    wanted: Wanted,
    now: i64,
) -> Result<(), StorageError> {
    let known = store::member(connection, &follower.member).await?;
    if known.is_some_and(|known| !known.automatic) {
        return Ok(());
    }
    store::keep_follow(connection, &follower.member, "post", post, true, false, now).await?;
    remember(connection, follower, wanted, now).await
}

/// Follows no more, and wants to hear nothing of a post that they write in later.
///
/// # Errors
/// The database failed.
pub async fn unfollow(
    connection: &impl ConnectionTrait,
    member: &str,
    subject: &Subject,
    now: i64,
) -> Result<(), StorageError> {
    let (kind, target) = subject.parts();
    store::keep_follow(connection, member, kind, target, false, true, now).await?;
    store::silence(connection, member).await?;
    Ok(())
}

/// Says how a member wants to be told.
///
/// # Errors
/// The database failed.
pub async fn choose(
    connection: &impl ConnectionTrait,
    follower: &Follower,
    choice: Choice,
    wanted: Wanted,
    now: i64,
) -> Result<(), StorageError> {
    let mut row = known(connection, &follower.member).await?;
    row.automatic = choice.automatic.unwrap_or(row.automatic);
    row.mails = choice.mails.unwrap_or(row.mails);
    store::keep_member(connection, &row).await?;
    remember(connection, follower, wanted, now).await
}

/// What a member follows.
///
/// # Errors
/// The database failed.
pub async fn following(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<Following, StorageError> {
    let row = store::member(connection, member).await?;
    let follows = store::follows(connection, member).await?;
    let of = |kind: &str| {
        let own = follows.iter().filter(|one| one.kind == kind);
        own.map(|one| one.target.clone()).collect()
    };
    Ok(Following {
        posts: of("post"),
        categories: of("category"),
        automatic: row.as_ref().is_none_or(|row| row.automatic),
        mails: row.as_ref().is_none_or(|row| row.mails),
        is_reached: row.is_some_and(|row| row.email.is_some()),
    })
}

/// A member came by with a token: from here on letters are written by what it says. Writes
/// only where something changed, or was not noted for long.
///
/// # Errors
/// The database failed.
pub async fn visited(
    storage: &Storage,
    follower: &Follower,
    wanted: Wanted,
    now: Timestamp,
) -> Result<(), StorageError> {
    let now = now.as_millisecond();
    let Some(row) = store::member(storage.reader(), &follower.member).await? else {
        return Ok(());
    };
    let mut next = row.clone();
    told(&mut next, follower, row.seen);
    let is_new = next != row || row.seen + AGAIN_MS < now;
    // Who wants no letters, or has no address, is not known any better.
    if !wanted.mails || !row.mails || !is_new || (row.email.is_none() && follower.email.is_none()) {
        return Ok(());
    }
    let follower = follower.clone();
    storage
        .write(move |connection| {
            Box::pin(async move { remember(connection, &follower, wanted, now).await })
        })
        .await
}

/// Takes away all that is known of a member.
///
/// # Errors
/// The database failed.
pub async fn forget(storage: &Storage, member: &str) -> Result<u64, StorageError> {
    let member = member.to_owned();
    storage
        .write(move |connection| {
            Box::pin(async move { Ok(store::erase(connection, &member).await?) })
        })
        .await
}

/// Keeps what the token says, as far as letters need it.
async fn remember(
    connection: &impl ConnectionTrait,
    follower: &Follower,
    wanted: Wanted,
    now: i64,
) -> Result<(), StorageError> {
    if wanted.mails {
        let mut row = known(connection, &follower.member).await?;
        told(&mut row, follower, now);
        store::keep_member(connection, &row).await?;
    }
    store::silence(connection, &follower.member).await?;
    Ok(())
}

/// The row of a member, as it is or as it would be made.
async fn known(connection: &impl ConnectionTrait, member: &str) -> Result<MemberRow, StorageError> {
    let row = store::member(connection, member).await?;
    Ok(row.unwrap_or_else(|| MemberRow {
        member: member.to_owned(),
        ticket: Uuid::new_v4().simple().to_string(),
        automatic: true,
        mails: true,
        email: None,
        locale: None,
        viewer: String::new(),
        keeper: false,
        seen: 0,
    }))
}

/// Without an address nothing is kept of what a member may read.
fn told(row: &mut MemberRow, follower: &Follower, now: i64) {
    let is_reached = follower.email.is_some();
    row.email.clone_from(&follower.email);
    row.locale = follower
        .locale
        .filter(|_| is_reached)
        .map(|locale| locale.code().to_owned());
    row.viewer = match is_reached {
        true => written(&follower.viewer),
        false => String::new(),
    };
    row.keeper = is_reached && follower.is_keeper;
    row.seen = if is_reached { now } else { 0 };
}

#[derive(Deserialize, Serialize)]
struct Seen {
    visibility: String,
    roles: BTreeSet<String>,
    plan: Option<String>,
}

fn written(viewer: &Viewer) -> String {
    let seen = Seen {
        visibility: viewer.visibility.word().to_owned(),
        roles: viewer.roles.clone(),
        plan: viewer.plan.clone(),
    };
    serde_json::to_string(&seen).unwrap_or_default()
}

impl MemberRow {
    /// By whose eyes a letter is written now: what cannot be read, or is old, is anybody.
    pub(super) fn reader(&self, now: i64) -> Reader {
        let seen: Option<Seen> = serde_json::from_str(&self.viewer).ok();
        let known = seen
            .filter(|_| self.seen + KNOWN_MS > now)
            .and_then(|seen| {
                Some(Viewer {
                    visibility: Visibility::from_word(&seen.visibility)?,
                    roles: seen.roles,
                    plan: seen.plan,
                })
            });
        match known {
            Some(viewer) => Reader {
                viewer,
                is_keeper: self.keeper,
            },
            None => Reader::anybody(),
        }
    }
}
