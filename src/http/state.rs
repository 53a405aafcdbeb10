//! What handlers need: the edition of now, and the rooms that keep state.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum_extra::extract::cookie::Key;

use crate::attachments::Attachments;
use crate::config::Config;
use crate::edition::{Published, Renewal};
use crate::feedback::Feedback;
use crate::forum::Forum;
use crate::i18n::Messages;
use crate::identity::{Sessions, Tokens};
use crate::insight::Insight;
use crate::storage::{Clock, Storage};

/// The parts of a running service.
#[derive(Debug)]
pub struct App {
    pub config: Arc<Config>,
    pub messages: Arc<Messages>,
    pub published: Published,
    /// Where the next edition is asked for.
    pub renewal: Renewal,
    pub tokens: Tokens,
    pub sessions: Sessions,
    pub feedback: Feedback,
    pub forum: Forum,
    pub attachments: Attachments,
    pub insight: Insight,
    pub clock: Clock,
    pub storage: Storage,
    /// Set when the service is told to end.
    pub stopping: AtomicBool,
}

impl App {
    /// Signs the cookie that names an anonymous visitor.
    pub(super) fn cookie_key(&self) -> Key {
        Key::from(&self.tokens.cookie_key())
    }

    /// Encrypts the cookie that holds a session.
    pub(super) fn session_key(&self) -> Key {
        Key::from(&self.tokens.session_key())
    }
}
