//! What `ayuda translations --json` prints; documented in `docs/writing.md`.

use serde::Serialize;

use crate::cli::translations::status::{List, change_word, why_word};
use crate::content::Impact;
use crate::locale::Locale;
use crate::translations::{Basis, Entry, Place, State, Text, place};

impl List<'_> {
    #[expect(clippy::print_stdout, reason = "the result")]
    pub(super) fn json(&self) -> anyhow::Result<()> {
        let languages = self.languages().into_iter().map(|language| {
            let (states, words) = self.survey.totals(language);
            let of = |state: State| states.get(&state).copied().unwrap_or_default();
            LanguageTotals {
                language,
                current: of(State::Current),
                stale: of(State::Stale),
                stale_major: self.major(language),
                perhaps_stale: of(State::PerhapsStale),
                missing: of(State::Missing),
                orphaned: of(State::Orphaned),
                words,
            }
        });
        let entries = self.survey.entries.iter();
        let document = Document {
            languages: languages.collect(),
            translations: entries.map(|entry| self.item(entry)).collect(),
        };
        println!("{}", serde_json::to_string_pretty(&document)?);
        Ok(())
    }

    fn item<'b>(&self, entry: &'b Entry<'_>) -> Item<'b> {
        let standing = entry.standing.as_ref();
        let mut item = Item {
            id: entry.writing().map_or("", |one| one.id.as_str()),
            language: entry.language,
            state: entry.state.word(),
            impact: standing.and_then(|one| one.impact).map(Impact::word),
            category: entry.writing().map_or("", |one| &one.category),
            title: entry.writing().map_or("", |one| &one.title),
            original: entry.original.map(|one| &*one.file),
            translation: entry.translation.map(|one| &*one.file),
            status: entry.translation.map(|one| one.status.word()),
            source: entry.translation.and_then(|one| one.source.as_deref()),
            known_by: entry.basis().map(known_by),
            unknown: match entry.basis() {
                Some(Basis::Hash(why)) => Some(why_word(why)),
                _ => None,
            },
            changed: standing
                .and_then(|one| one.changed)
                .map(|one| one.to_string()),
            words: entry.words,
            fields: None,
            sections: None,
        };
        let before = standing.and_then(|standing| standing.before.as_ref());
        if let (Some(changes), Some(before), Some(original), Some(translation)) =
            (&entry.changes, before, entry.original, entry.translation)
        {
            let now = Text::read(&original.text, self.reading.front_matter);
            let own = Text::read(&translation.text, self.reading.front_matter);
            let fields = changes.fields.iter().map(|one| one.field.as_str());
            item.fields = Some(fields.collect());
            let sections = changes.sections.iter().map(|one| {
                let section = match (one.now, one.before) {
                    (Some(at), _) => &now.sections[at],
                    (None, at) => &before.sections[at.unwrap_or_default()],
                };
                SectionItem {
                    change: change_word(one.change),
                    heading: section.heading.clone(),
                    line: one.now.map(|at| now.sections[at].line),
                    translation_line: place(one, before, &now, &own).map(Place::line),
                    words: one.words,
                }
            });
            item.sections = Some(sections.collect());
        }
        item
    }
}

fn known_by(basis: Basis) -> &'static str {
    match basis {
        Basis::Source => "source",
        Basis::Hash(_) => "hash",
        Basis::Commits => "commits",
        Basis::Nothing => "nothing",
    }
}

#[derive(Serialize)]
struct Document<'a> {
    languages: Vec<LanguageTotals>,
    translations: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct LanguageTotals {
    language: Locale,
    current: usize,
    stale: usize,
    stale_major: usize,
    perhaps_stale: usize,
    missing: usize,
    orphaned: usize,
    words: usize,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    language: Locale,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact: Option<&'static str>,
    category: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sections: Option<Vec<SectionItem>>,
}

#[derive(Serialize)]
struct SectionItem {
    change: &'static str,
    heading: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation_line: Option<usize>,
    words: usize,
}
