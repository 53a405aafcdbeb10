//! Who may do what to a post or reply that they may read. What they may not read is absent,
//! whatever they want to do with it.
//!
//! The whole of it is the table in `docs/forum.md`, which a test holds to this.

use crate::forum::Who;

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Ask,
    Reply,
    Vote,
    Report,
    Edit,
    Delete,
    /// Takes a reply for the answer.
    Accept,
    /// Says that a reply is right.
    Verify,
    Pin,
    Lock,
    Hide,
    /// To another category.
    Move,
    MarkDuplicate,
    /// Sees reports and decides over them, blocks members, reads what keepers did.
    Keep,
}

impl Action {
    pub const ALL: [Action; 14] = [
        Action::Ask,
        Action::Reply,
        Action::Vote,
        Action::Report,
        Action::Edit,
        Action::Delete,
        Action::Accept,
        Action::Verify,
        Action::Pin,
        Action::Lock,
        Action::Hide,
        Action::Move,
        Action::MarkDuplicate,
        Action::Keep,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Action::Ask => "ask",
            Action::Reply => "reply",
            Action::Vote => "vote",
            Action::Report => "report",
            Action::Edit => "edit",
            Action::Delete => "delete",
            Action::Accept => "accept",
            Action::Verify => "verify",
            Action::Pin => "pin",
            Action::Lock => "lock",
            Action::Hide => "hide",
            Action::Move => "move",
            Action::MarkDuplicate => "mark as duplicate",
            Action::Keep => "keep order",
        }
    }
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Writing needs a token or session.
    SignIn,
    /// A keeper has blocked this member.
    Blocked,
    /// It is somebody else's.
    NotYours,
    /// Nobody votes on, or reports, what they wrote.
    Own,
    /// Nothing more is said here.
    Locked,
    /// For staff and moderators.
    KeepersOnly,
    /// Others have replied: what they said would go with it.
    HasReplies,
    /// More in an hour than one member may write.
    TooMany,
}

/// What the rules look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Written by who asks.
    pub is_own: bool,
    /// Said to a post that was written by who asks.
    pub is_own_post: bool,
    pub is_locked: bool,
    /// Others said something to it.
    pub has_replies: bool,
    /// Who asks is blocked.
    pub is_blocked: bool,
}

/// Whether `who` may do this.
///
/// # Errors
/// They may not; the first reason that holds is told.
pub fn may(action: Action, who: &Who, about: About) -> Result<(), Refusal> {
    if who.member.is_none() {
        return Err(Refusal::SignIn);
    }
    if about.is_blocked {
        return Err(Refusal::Blocked);
    }
    let keeper = who.is_keeper();
    let locked = about.is_locked && !keeper;
    let unless = |refused: bool, refusal: Refusal| match refused {
        true => Err(refusal),
        false => Ok(()),
    };
    match action {
        Action::Ask => Ok(()),
        Action::Reply => unless(locked, Refusal::Locked),
        Action::Vote => {
            unless(about.is_own, Refusal::Own)?;
            unless(locked, Refusal::Locked)
        }
        Action::Report => unless(about.is_own, Refusal::Own),
        Action::Edit => {
            unless(!about.is_own && !keeper, Refusal::NotYours)?;
            unless(locked, Refusal::Locked)
        }
        Action::Delete => {
            unless(!about.is_own && !keeper, Refusal::NotYours)?;
            unless(about.has_replies && !keeper, Refusal::HasReplies)?;
            unless(locked, Refusal::Locked)
        }
        Action::Accept => {
            unless(!about.is_own_post, Refusal::NotYours)?;
            unless(locked, Refusal::Locked)
        }
        Action::Verify
        | Action::Pin
        | Action::Lock
        | Action::Hide
        | Action::Move
        | Action::MarkDuplicate
        | Action::Keep => unless(!keeper, Refusal::KeepersOnly),
    }
}

/// What a vote or a keeper's word is worth to who wrote the text. A recount of the rows gives
/// the same (`Forum::recount`).
pub mod reputation {
    /// For each vote on a post.
    pub const POST_VOTE: i64 = 2;
    /// For each vote on a reply.
    pub const REPLY_VOTE: i64 = 5;
    /// For a reply that somebody else accepted.
    pub const ACCEPTED: i64 = 10;
    /// For a reply that a keeper verified, unless it is the keeper's own.
    pub const VERIFIED: i64 = 15;
}

/// What one member may write in an hour; keepers as much as they like.
pub(super) const POSTS_PER_HOUR: i64 = 10;
pub(super) const REPLIES_PER_HOUR: i64 = 60;
