//! What members and other programs are told of the forum: who follows what, what happened, and
//! letters and webhooks that say so.
//!
//! What happened is noted in the transaction in which it happened ([`note`]), so that nothing
//! that was acknowledged is lost. One task a process ([`Outbox::start`]) makes deliveries of
//! it, claims them for a while, and tries again until they arrive or nobody believes in them
//! any more. Several nodes claim side by side.
//!
//! A delivery holds no text. What is sent is asked of a [`Look`] at the moment of sending, by
//! the eyes of whoever receives it: what is hidden, deleted or moved by then is not told.
//! Nothing connects to what the settings do not name.

mod backoff;
mod deliver;
mod follow;
mod letters;
mod mail;
mod store;
mod unsubscribe;
mod webhook;
mod wire;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::config::OutboxConfig;
use crate::gate::{Viewer, Visibility};
use crate::locale::Locale;
use crate::storage::StorageError;

pub use deliver::{Outbox, OutboxError, Settled};
pub use follow::{
    Choice, Follower, Following, Subject, choose, follow, follow_by_itself, following, forget,
    unfollow, visited,
};
pub use store::{Delivery, discard, note, retry, undelivered};
pub use unsubscribe::{Letters, Scope, unsubscribe};
pub use webhook::signature;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Asked,
    Replied,
    /// A keeper says that a reply is right.
    Verified,
    /// The asker took a reply for the answer.
    Accepted,
    /// Somebody was named in a text.
    Mentioned,
    /// For keepers.
    Reported,
}

impl Kind {
    pub const ALL: [Kind; 6] = [
        Kind::Asked,
        Kind::Replied,
        Kind::Verified,
        Kind::Accepted,
        Kind::Mentioned,
        Kind::Reported,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Asked => "asked",
            Kind::Replied => "replied",
            Kind::Verified => "verified",
            Kind::Accepted => "accepted",
            Kind::Mentioned => "mentioned",
            Kind::Reported => "reported",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Something that happened, as it is noted.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub kind: Kind,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Where the post stands then: it is followed as well.
    pub category: String,
    pub post: String,
    /// Key of the post or reply that it is about.
    pub target: String,
    /// Who did it: they are not told.
    pub actor: String,
    /// Why something was reported.
    pub detail: Option<String>,
    /// Whom it is for, where it is not for whoever follows.
    pub members: Vec<String>,
}

/// What of it is worth noting: without receivers, nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub webhooks: bool,
    pub mails: bool,
}

impl Wanted {
    pub fn of(config: &OutboxConfig) -> Self {
        Wanted {
            webhooks: !config.webhooks.is_empty(),
            mails: config.smtp.is_some(),
        }
    }

    pub fn any(self) -> bool {
        self.webhooks || self.mails
    }
}

/// By whose eyes something is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    pub viewer: Viewer,
    pub is_keeper: bool,
}

impl Reader {
    pub fn anybody() -> Self {
        Reader {
            viewer: Viewer::anonymous(),
            is_keeper: false,
        }
    }

    /// A program: staff of the host app where it reads what is internal.
    pub fn program(viewer: &Viewer) -> Self {
        Reader {
            is_keeper: viewer.visibility == Visibility::Internal,
            viewer: viewer.clone(),
        }
    }
}

/// What is spoken of.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    pub kind: Kind,
    pub post: &'a str,
    pub target: &'a str,
    pub actor: &'a str,
}

/// What somebody may read of it at this moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    pub post: String,
    pub category: String,
    pub language: Locale,
    pub title: String,
    /// Root-relative, without the path of the site.
    pub path: String,
    /// The reply that it is about.
    pub reply: Option<String>,
    /// Who wrote the post or reply.
    pub author: Person,
    /// Who did it.
    pub actor: Person,
    /// The post or reply without its markup.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub handle: String,
    pub name: String,
    pub is_staff: bool,
}

/// Looks at what is spoken of, for somebody.
pub trait Look: fmt::Debug + Send + Sync {
    /// `None` if they may not read it, or it no longer is so.
    fn look<'a>(&'a self, reader: &'a Reader, spoken: Spoken<'a>) -> Looking<'a>;
}

pub type Looking<'a> =
    Pin<Box<dyn Future<Output = Result<Option<Matter>, StorageError>> + Send + 'a>>;
