//! Search over threads of the forum: shelves that change while they are searched.
//!
//! Entry points: [`Writer`], which keeps an index in a folder, and [`Snapshot`], a state of it
//! that searches hold to their end. There is a shelf for each category and language, made of
//! segments that are never changed: what is edited or taken out is in no segment of the next
//! snapshot, neither as a document nor as a word, and no longer on disk.
//!
//! What moves often and is no text (votes, replies, when something was last said) stands
//! beside the segments, so that a vote writes no index.

mod facts;
mod finding;
mod manifest;
mod passage;
mod scoring;
mod segment;
mod snapshot;
mod writer;

pub use finding::{Found, FoundGroup, FoundThread, Wanted};
pub use passage::{Passage, Shown};
pub use snapshot::Snapshot;
pub use writer::Writer;

use crate::locale::Locale;

/// A post with all that was said to it, as it is searched.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    /// Small and its own; the later ones are larger.
    pub number: u32,
    /// A letter and eleven characters of [`KEY_LETTERS`].
    pub key: String,
    /// `None` where nothing of it may be found any more.
    pub text: Option<ThreadText>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ThreadText {
    pub category: String,
    pub language: Locale,
    pub title: String,
    /// Plain text, as that of the replies.
    pub body: String,
    pub replies: Vec<String>,
    /// Anything that tells members apart.
    pub author: String,
    pub tags: Vec<String>,
    /// Seconds since 1970.
    pub created: u32,
    pub active: u32,
    pub votes: i32,
    pub verified: u16,
    pub accepted: u16,
    pub is_duplicate: bool,
}

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Open,
    Answered,
    Verified,
}

impl Progress {
    pub const ALL: [Progress; 3] = [Progress::Open, Progress::Answered, Progress::Verified];

    pub fn word(self) -> &'static str {
        match self {
            Progress::Open => "open",
            Progress::Answered => "answered",
            Progress::Verified => "verified",
        }
    }
}

/// Of which keys are made, behind their first letter.
pub const KEY_LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const KEY_LENGTH: usize = 11;

/// A key as a number, or `None` for what is none.
fn packed(key: &str) -> Option<u64> {
    let letters = key.strip_prefix('p')?.as_bytes();
    if letters.len() != KEY_LENGTH {
        return None;
    }
    letters.iter().try_fold(0_u64, |packed, letter| {
        let at = KEY_LETTERS.iter().position(|one| one == letter)?;
        Some(packed << 5 | at as u64)
    })
}

fn unpacked(packed: u64) -> String {
    let letters = (0..KEY_LENGTH).rev().map(|at| {
        let index = (packed >> (5 * at)) & 31;
        char::from(KEY_LETTERS[index as usize])
    });
    std::iter::once('p').chain(letters).collect()
}

#[cfg(test)]
mod tests;
