//! How far each translation is behind its original, and how it catches up.
//!
//! A translation names in `source` the revision of the original that it was made
//! from: the hash that Git gives to that content. What changed since is found by
//! comparing both texts, section by section. Entry points: [`survey()`] for writers,
//! [`outdated`] for what readers are told, [`accepted`] to record a revision, and
//! [`major_edit`] for the text that votes are about.
//! What cannot be known is said so, never guessed.

mod accept;
mod compare;
mod major;
mod place;
mod standing;
mod survey;
mod text;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::{ArticleId, Impact, Outdated, Status};
use crate::history::History;
use crate::locale::Locale;

pub use accept::{CannotAccept, accepted, revision_of};
pub use compare::{Change, Changes, FieldChange, SectionChange, compare};
pub use major::major_edit;
pub use place::{Place, place};
pub use standing::{Basis, Standing, standing};
pub use survey::{Entry, State, Survey, survey};
pub use text::{Section, Text};
pub use words::{Line, Piece, lines};

/// One file of an article, whatever its status.
#[derive(Clone, Debug)]
pub struct Writing {
    pub id: ArticleId,
    pub language: Locale,
    /// Path below the content folder.
    pub file: Arc<str>,
    /// The whole file.
    pub text: Arc<str>,
    /// Path of its category.
    pub category: String,
    /// As its front matter says; empty without one.
    pub title: String,
    pub status: Status,
    pub source: Option<String>,
}

impl Writing {
    pub fn is_published(&self) -> bool {
        self.status == Status::Published
    }
}

/// What it takes to compare writings.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    pub history: &'a History,
    /// Front matter of other systems: ours by theirs.
    pub front_matter: &'a BTreeMap<String, String>,
}

/// The writings of one id, of which one is the original.
///
/// The original is the one in the first language. Where that one names a `source` and another
/// does not, the other was written first. An article without a translation that
/// names no `source` is its own original.
pub fn original<'a>(
    group: impl IntoIterator<Item = &'a Writing>,
    languages: &[Locale],
) -> Option<&'a Writing> {
    let place = |one: &Writing| languages.iter().position(|known| *known == one.language);
    let published = group.into_iter().filter(|one| one.is_published());
    let mut published: Vec<&Writing> = published.collect();
    published.sort_by_key(|one| (one.source.is_some(), place(one)));
    let first = *published.first()?;
    match (&first.source, published.len()) {
        (Some(_), 1) => None,
        _ => Some(first),
    }
}

/// What readers are told of published translations, by file: that the original has
/// changed in a way that matters to them.
///
/// `writings` are what is published and nothing else, so that nothing else shows.
pub fn outdated<'a>(
    writings: impl IntoIterator<Item = &'a Writing>,
    languages: &[Locale],
    reading: Reading<'_>,
) -> BTreeMap<Arc<str>, Outdated> {
    let mut outdated = BTreeMap::new();
    for group in by_id(writings).values() {
        if group.iter().all(|one| one.source.is_none()) {
            continue;
        }
        let Some(original) = original(group.iter().copied(), languages) else {
            continue;
        };
        for translation in group.iter().filter(|one| one.language != original.language) {
            let standing = match &translation.source {
                Some(_) => standing(original, translation, reading),
                None => continue,
            };
            if standing.state == State::Stale && standing.impact == Some(Impact::Major) {
                let told = Outdated {
                    original: original.language,
                    changed: standing.changed,
                };
                outdated.insert(Arc::clone(&translation.file), told);
            }
        }
    }
    outdated
}

/// Writings of one id belong together.
fn by_id<'a>(
    writings: impl IntoIterator<Item = &'a Writing>,
) -> BTreeMap<&'a ArticleId, Vec<&'a Writing>> {
    let mut groups: BTreeMap<&ArticleId, Vec<&Writing>> = BTreeMap::new();
    for writing in writings {
        groups.entry(&writing.id).or_default().push(writing);
    }
    groups
}
