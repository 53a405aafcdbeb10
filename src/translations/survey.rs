//! All translations of a help center, and how each stands.

use std::collections::BTreeMap;

use crate::content::Status;
use crate::locale::Locale;
use crate::translations::{
    Basis, Changes, Reading, Standing, Text, Writing, by_id, compare, original, standing,
};

/// Where a translation is on its way; the first is the most pressing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The original is published, a translation is not.
    Missing,
    /// The original has changed since.
    Stale,
    /// No `source` is recorded, and the original has changed since the last commit of the translation.
    PerhapsStale,
    /// It names a `source`, and there is no published original.
    Orphaned,
    Current,
}

impl State {
    pub const ALL: [State; 5] = [
        State::Missing,
        State::Stale,
        State::PerhapsStale,
        State::Orphaned,
        State::Current,
    ];

    pub fn word(self) -> &'static str {
        match self {
            State::Missing => "missing",
            State::Stale => "stale",
            State::PerhapsStale => "perhaps-stale",
            State::Orphaned => "orphaned",
            State::Current => "current",
        }
    }
}

/// An article in a language that is not its own.
#[derive(Debug)]
pub struct Entry<'a> {
    pub language: Locale,
    pub state: State,
    /// Published; absent for an orphan.
    pub original: Option<&'a Writing>,
    /// Of any status; absent where there is no file.
    pub translation: Option<&'a Writing>,
    /// Present where both are published.
    pub standing: Option<Standing>,
    /// What changed in the original, where its earlier text is known.
    pub changes: Option<Changes>,
    /// Words to translate; absent where they cannot be known.
    pub words: Option<usize>,
    /// Status of what stands where the original should be.
    pub original_status: Option<Status>,
}

impl<'a> Entry<'a> {
    /// The file to go by: the translation, else what it would be made from.
    pub fn writing(&self) -> Option<&'a Writing> {
        self.translation.or(self.original)
    }

    pub fn basis(&self) -> Option<Basis> {
        self.standing.as_ref().map(|standing| standing.basis)
    }
}

/// All translations, by language and category.
#[derive(Debug)]
pub struct Survey<'a> {
    pub entries: Vec<Entry<'a>>,
}

impl Survey<'_> {
    /// How many of a language have each state, and the words that are known to be to do.
    pub fn totals(&self, language: Locale) -> (BTreeMap<State, usize>, usize) {
        let mut states: BTreeMap<State, usize> = State::ALL.map(|state| (state, 0)).into();
        let mut words = 0;
        for entry in self.entries.iter().filter(|one| one.language == language) {
            *states.entry(entry.state).or_default() += 1;
            words += entry.words.unwrap_or_default();
        }
        (states, words)
    }
}

/// Looks at all translations in `languages` of what is written.
pub fn survey<'a>(
    writings: &'a [Writing],
    languages: &[Locale],
    reading: Reading<'_>,
) -> Survey<'a> {
    let mut entries = Vec::new();
    for group in by_id(writings).values() {
        let original = original(group.iter().copied(), languages);
        for language in languages {
            let mut own: Vec<&Writing> = group
                .iter()
                .copied()
                .filter(|one| one.language == *language)
                .collect();
            // Of two files with one id, the published one counts, then the first.
            own.sort_by_key(|one| (!one.is_published(), &one.file));
            let translation = own.first().copied();
            entries.extend(entry(*language, original, translation, group, reading));
        }
    }
    entries.sort_by_key(|one| {
        let writing = one.writing();
        let category = writing.map(|writing| writing.category.clone());
        let file = writing.map(|writing| writing.file.clone());
        (one.language, category, one.state, file)
    });
    Survey { entries }
}

fn entry<'a>(
    language: Locale,
    original: Option<&'a Writing>,
    translation: Option<&'a Writing>,
    group: &[&'a Writing],
    reading: Reading<'_>,
) -> Option<Entry<'a>> {
    let mut entry = Entry {
        language,
        state: State::Current,
        original,
        translation,
        standing: None,
        changes: None,
        words: None,
        original_status: None,
    };
    match (original, translation) {
        (Some(original), _) if original.language == language => return None,
        (Some(original), Some(translation)) if translation.is_published() => {
            let standing = standing(original, translation, reading);
            entry.state = standing.state;
            if standing.state != State::Current
                && let Some(before) = &standing.before
            {
                let now = Text::read(&original.text, reading.front_matter);
                let changes = compare(before, &now);
                entry.words = Some(changes.words());
                entry.changes = Some(changes);
            }
            entry.standing = Some(standing);
        }
        (Some(original), _) => {
            entry.state = State::Missing;
            let text = Text::read(&original.text, reading.front_matter);
            entry.words = Some(text.words());
        }
        (None, Some(translation)) if translation.is_published() => {
            // Alone and with a `source`: what it was made from is not published.
            entry.state = State::Orphaned;
            let mut others = group.iter().filter(|one| one.language != language);
            entry.original_status = others.next().map(|one| one.status);
        }
        (None, _) => return None,
    }
    Some(entry)
}
