//! How one translation stands to its original.

use jiff::Timestamp;

use crate::content::Impact;
use crate::history::{BlobId, Unfound, blob_id};
use crate::translations::{Reading, State, Text, Writing};

/// How a translation stands to its original, and how that is known.
#[derive(Clone, Debug)]
pub struct Standing {
    /// [`State::Current`], [`State::Stale`] or [`State::PerhapsStale`].
    pub state: State,
    /// The greatest weight of the edits since; `None` where nothing has changed.
    pub impact: Option<Impact>,
    /// When the newest edit of that weight was committed, as far as Git knows.
    pub changed: Option<Timestamp>,
    /// What the translation was made from, where it can be had.
    pub before: Option<Text>,
    pub basis: Basis,
}

/// What a standing is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The revision in `source`, whose text was found or is the present one.
    Source,
    /// The hash in `source` alone: the text changed, and what it said is not known.
    Hash(Unfound),
    /// Nothing in `source` that could be followed; Git says what the original said when the
    /// translation last changed.
    Commits,
    /// Nothing: neither `source` nor Git says anything.
    Nothing,
}

/// Compares a translation with its original.
pub fn standing(original: &Writing, translation: &Writing, reading: Reading<'_>) -> Standing {
    let Some(source) = translation.source.as_deref() else {
        return by_commits(original, translation, reading);
    };
    if names(&original.text).any(|name| is_short_for(source, &name)) {
        return Standing::unchanged(Basis::Source);
    }
    let now = Text::read(&original.text, reading.front_matter);
    match reading.history.revision(source, &original.file) {
        Ok(revision) => {
            let before = Text::read(&revision.text, reading.front_matter);
            let weight = weigh(original, &now, revision.id, &before, reading);
            Standing::of(weight, State::Stale, Some(before), Basis::Source)
        }
        // A name that is no hash says nothing.
        Err(Unfound::NoHash) => by_commits(original, translation, reading),
        Err(why) => {
            let weight = Some((now.impact.unwrap_or(Impact::Minor), None));
            Standing::of(weight, State::Stale, None, Basis::Hash(why))
        }
    }
}

impl Standing {
    fn unchanged(basis: Basis) -> Self {
        Standing::of(None, State::Current, None, basis)
    }

    fn of(weight: Option<Weight>, behind: State, before: Option<Text>, basis: Basis) -> Self {
        let impact = weight.map(|(impact, _)| impact);
        Standing {
            state: match impact {
                None | Some(Impact::Typo) => State::Current,
                Some(Impact::Minor | Impact::Major) => behind,
            },
            impact,
            changed: weight.and_then(|(_, changed)| changed),
            before,
            basis,
        }
    }
}

/// The greatest weight of some edits, and when the newest of that weight was committed.
type Weight = (Impact, Option<Timestamp>);

/// Compares with what the original said when the translation last changed.
fn by_commits(original: &Writing, translation: &Writing, reading: Reading<'_>) -> Standing {
    let history = reading.history;
    let blob = history.at_last_change_of(&original.file, &translation.file);
    let Some((blob, text)) = blob.and_then(|blob| Some((blob, history.text(blob)?))) else {
        return Standing::unchanged(Basis::Nothing);
    };
    let now = Text::read(&original.text, reading.front_matter);
    let before = Text::read(&text, reading.front_matter);
    let weight = weigh(original, &now, blob, &before, reading);
    Standing::of(weight, State::PerhapsStale, Some(before), Basis::Commits)
}

/// Adds up what was done to the original since it said `before`.
///
/// Each version that says something else than the one before counts with its own
/// `impact`. What was changed and changed back counts for nothing.
fn weigh(
    original: &Writing,
    now: &Text,
    blob: BlobId,
    before: &Text,
    reading: Reading<'_>,
) -> Option<Weight> {
    if before.says_the_same(now) {
        return None;
    }
    let versions = reading.history.since(&original.file, blob);
    let mut weight: Option<Weight> = None;
    let mut last = before.clone();
    let mut add = |text: Text, time: Option<Timestamp>| {
        if !text.says_the_same(&last) {
            let impact = text.impact.unwrap_or(Impact::Minor);
            if weight.is_none_or(|(greatest, _)| impact >= greatest) {
                weight = Some((impact, time));
            }
            last = text;
        }
    };
    for version in versions.into_iter().flatten() {
        let text = version.blob.and_then(|blob| reading.history.text(blob));
        if let Some(text) = text {
            add(Text::read(&text, reading.front_matter), Some(version.time));
        }
    }
    // What is not committed yet, or not on the line that was followed.
    add(now.clone(), None);
    weight
}

/// The names that Git may give to a text: as it is, and with the line ends of other systems.
pub(super) fn names(text: &str) -> impl Iterator<Item = String> {
    let unix = text.replace("\r\n", "\n");
    let windows = unix.replace('\n', "\r\n");
    [text.to_owned(), unix, windows]
        .into_iter()
        .filter_map(|text| Some(blob_id(text.as_bytes())?.to_string()))
}

/// Whether `short` are the first digits of `hash`.
fn is_short_for(short: &str, hash: &str) -> bool {
    short.len() >= 4 && hash.starts_with(&short.to_ascii_lowercase())
}
