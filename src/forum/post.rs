//! Posts and replies as a viewer gets them.

use jiff::Timestamp;

use crate::locale::Locale;

/// Who wrote something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    pub handle: String,
    pub name: String,
    pub is_staff: bool,
    pub reputation: i64,
}

/// A post in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub key: String,
    pub category: String,
    pub language: Locale,
    pub title: String,
    pub author: Author,
    pub tags: Vec<String>,
    pub created: Timestamp,
    /// When something was last said.
    pub active: Timestamp,
    pub votes: i64,
    pub replies: i64,
    pub verified: i64,
    pub accepted: i64,
    pub staff_replied: bool,
    pub pinned: bool,
    pub locked: bool,
    /// Seen by keepers alone.
    pub hidden: bool,
    pub is_duplicate: bool,
}

impl Card {
    pub fn status(&self) -> Status {
        match (self.verified, self.accepted, self.replies) {
            (1.., _, _) => Status::Verified,
            (_, 1.., _) | (_, _, 1..) => Status::Answered,
            _ => Status::Open,
        }
    }
}

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nobody replied.
    Open,
    /// There are replies.
    Answered,
    /// Staff or a moderator says that a reply is right.
    Verified,
}

impl Status {
    pub const ALL: [Status; 3] = [Status::Open, Status::Answered, Status::Verified];

    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Answered => "answered",
            Status::Verified => "verified",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A post whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    pub card: Card,
    /// Markdown.
    pub body: String,
    pub edited: Option<Timestamp>,
    /// The post that says the same, if the viewer may read it.
    pub duplicate_of: Option<(String, String)>,
    /// Id of the article that it is about, or that was made of it.
    pub article: Option<String>,
    pub is_own: bool,
    pub voted: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    pub key: String,
    /// `None` where it was deleted: its place stays, and nothing of what it said.
    pub content: Option<Content>,
    pub created: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub author: Author,
    /// Markdown.
    pub body: String,
    pub edited: Option<Timestamp>,
    pub votes: i64,
    /// Who says that it is right, and since when.
    pub verified: Option<(String, Timestamp)>,
    /// When the asker took it for the answer.
    pub accepted: Option<Timestamp>,
    /// Seen by keepers alone.
    pub hidden: bool,
    pub is_own: bool,
    pub voted: bool,
}

/// A post with all that was said to it: verified first, then accepted, then by votes and time.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    pub post: Post,
    pub replies: Vec<Reply>,
}

/// What a post or reply said before it was edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    pub title: Option<String>,
    pub body: String,
    pub editor: Author,
    pub until: Timestamp,
}

/// What waits for a keeper: each report of something that can still be read.
#[derive(Clone, Debug, PartialEq)]
pub struct QueuedReport {
    pub target: String,
    pub post: Card,
    pub text: String,
    pub reason: String,
    pub comment: Option<String>,
    pub reporter: Author,
    pub created: Timestamp,
}

/// Which posts are wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    pub category: Option<String>,
    pub language: Option<Locale>,
    pub status: Option<Status>,
    /// Handle of a member.
    pub author: Option<String>,
    pub tag: Option<String>,
    pub sort: Sort,
    /// From 1.
    pub page: usize,
    pub limit: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Pinned ones first, then by when something was last said.
    #[default]
    Active,
    New,
    Votes,
}

impl Sort {
    pub const ALL: [Sort; 3] = [Sort::Active, Sort::New, Sort::Votes];

    pub fn word(self) -> &'static str {
        match self {
            Sort::Active => "active",
            Sort::New => "new",
            Sort::Votes => "votes",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Some of `total` posts.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub posts: Vec<Card>,
    pub total: usize,
}

/// A question that no article answers yet.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Asked {
    pub id: String,
    pub category: String,
    pub language: String,
    pub title: String,
    pub votes: i64,
    pub replies: i64,
    pub verified: i64,
    /// How many posts are marked as asking the same.
    pub again: i64,
}
