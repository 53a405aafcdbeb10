//! `ayuda translations status`: every translation, and where it is on its way.

use std::io::Write as _;
use std::process::ExitCode;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};

use crate::cli::world::World;
use crate::content::Impact;
use crate::history::Unfound;
use crate::i18n::text;
use crate::locale::Locale;
use crate::translations::{Basis, Change, Entry, Reading, State, Survey, Text, survey};

/// List missing, stale, orphaned and current translations
#[derive(Debug, Args)]
pub(super) struct Status {
    /// Only translations into this language
    #[arg(long, env = "AYUDA_LANG", value_name = "LANG")]
    lang: Option<String>,
    /// Print JSON
    #[arg(long, env = "AYUDA_JSON", value_parser = BoolishValueParser::new())]
    json: bool,
    /// End with 1 when there are translations of these states
    #[arg(
        long,
        env = "AYUDA_FAIL_ON",
        value_name = "STATE,…",
        value_delimiter = ','
    )]
    fail_on: Vec<FailOn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Missing,
    /// Minor or major
    Stale,
    /// Stale by a major change alone
    Major,
    PerhapsStale,
    Orphaned,
}

impl FailOn {
    fn is_met_by(self, entry: &Entry<'_>) -> bool {
        match self {
            FailOn::Missing => entry.state == State::Missing,
            FailOn::Stale => entry.state == State::Stale,
            FailOn::Major => is_major(entry),
            FailOn::PerhapsStale => entry.state == State::PerhapsStale,
            FailOn::Orphaned => entry.state == State::Orphaned,
        }
    }
}

impl Status {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let only = world.named_language(self.lang.as_deref())?;
        let (compiled, history) = world.compile_with_history()?;
        let reading = Reading {
            history: &history,
            front_matter: &world.config.front_matter,
        };
        let mut survey = survey(&compiled.writings, &world.config.languages, reading);
        survey
            .entries
            .retain(|entry| only.is_none_or(|only| entry.language == only));
        let list = List {
            world,
            survey: &survey,
            reading,
        };
        match self.json {
            true => list.json()?,
            false => list.print()?,
        }
        if compiled.has_errors() {
            world.say(&text::cli_translations_left_out(
                &world.messages,
                world.locale,
            ));
        }
        let failed = survey
            .entries
            .iter()
            .any(|entry| self.fail_on.iter().any(|on| on.is_met_by(entry)));
        Ok(ExitCode::from(u8::from(failed)))
    }
}

fn is_major(entry: &Entry<'_>) -> bool {
    let impact = entry.standing.as_ref().and_then(|standing| standing.impact);
    entry.state == State::Stale && impact == Some(Impact::Major)
}

/// What is listed, for people or as JSON.
pub(super) struct List<'a> {
    world: &'a World,
    pub(super) survey: &'a Survey<'a>,
    pub(super) reading: Reading<'a>,
}

impl List<'_> {
    pub(super) fn languages(&self) -> Vec<Locale> {
        let languages = self.world.config.languages.iter().copied();
        languages
            .filter(|language| self.of(*language).next().is_some())
            .collect()
    }

    fn of(&self, language: Locale) -> impl Iterator<Item = &Entry<'_>> {
        let entries = self.survey.entries.iter();
        entries.filter(move |entry| entry.language == language)
    }

    pub(super) fn major(&self, language: Locale) -> usize {
        self.of(language).filter(|entry| is_major(entry)).count()
    }

    fn print(&self) -> anyhow::Result<()> {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let mut out = std::io::stdout().lock();
        for language in self.languages() {
            let count = self.of(language).count();
            let title = text::cli_translations_title(messages, locale, count, language.own_name());
            writeln!(out, "{title}")?;
            let mut category = None;
            let entries: Vec<&Entry<'_>> = self.of(language).collect();
            for (at, entry) in entries.iter().enumerate() {
                let Some(writing) = entry.writing() else {
                    continue;
                };
                if category != Some(&writing.category) {
                    category = Some(&writing.category);
                    let name = match writing.category.as_str() {
                        "" => text::cli_translations_home(messages, locale),
                        name => name.to_owned(),
                    };
                    writeln!(out, "\n{name}")?;
                }
                if entry.state != State::Current {
                    self.print_entry(&mut out, entry)?;
                    continue;
                }
                // Of what is current, a number is enough; it is the last of its category.
                let next = entries.get(at + 1).and_then(|next| next.writing());
                if next.is_none_or(|next| next.category != writing.category) {
                    let same = |one: &&&Entry<'_>| {
                        let category = one.writing().map(|one| &one.category);
                        one.state == State::Current && category == Some(&writing.category)
                    };
                    let count = entries.iter().filter(same).count();
                    let state = text::cli_translations_state(messages, locale, "current");
                    writeln!(out, "  {state:<15} {count}")?;
                }
            }
            writeln!(out)?;
            for (basis, note) in [
                (
                    Basis::Commits,
                    text::cli_translations_by_commits as fn(_, _, _) -> _,
                ),
                (Basis::Nothing, text::cli_translations_by_nothing),
            ] {
                let count = self.of(language).filter(|one| one.basis() == Some(basis));
                let count = count.count();
                if count > 0 {
                    writeln!(out, "{}", note(messages, locale, count))?;
                }
            }
            writeln!(out, "{}\n", self.totals(language))?;
        }
        Ok(())
    }

    /// How many there are of each state, in one line.
    fn totals(&self, language: Locale) -> String {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let (states, words) = self.survey.totals(language);
        let mut parts = Vec::new();
        for state in State::ALL.into_iter().rev() {
            let count = states.get(&state).copied().unwrap_or_default();
            if count == 0 {
                continue;
            }
            let said = text::cli_translations_count(messages, locale, count, state.word());
            let major = self.major(language);
            parts.push(match state == State::Stale && major > 0 {
                true => {
                    let of = text::cli_translations_count(messages, locale, major, "stale-major");
                    format!("{said} ({of})")
                }
                false => said,
            });
        }
        let unknown = self
            .of(language)
            .filter(|entry| entry.state == State::Stale && entry.words.is_none());
        let to_do = text::cli_translations_to_do(messages, locale, unknown.count(), words);
        format!("{}; {to_do}", parts.join(", "))
    }

    fn print_entry(&self, out: &mut impl std::io::Write, entry: &Entry<'_>) -> anyhow::Result<()> {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let Some(writing) = entry.writing() else {
            return Ok(());
        };
        let key = match entry.state {
            State::Stale if is_major(entry) => "stale-major",
            State::Stale => "stale-minor",
            state => state.word(),
        };
        let state = text::cli_translations_state(messages, locale, key);
        let words = entry
            .words
            .map(|words| text::cli_translations_words(messages, locale, words));
        let words = words.unwrap_or_default();
        // What is missing goes by what it would be made from.
        let file = match (entry.state, entry.original) {
            (State::Missing, Some(original)) => &original.file,
            _ => &writing.file,
        };
        writeln!(
            out,
            "{}",
            format!("  {state:<15} {file}  {words}").trim_end()
        )?;
        for note in notes(self.world, entry) {
            writeln!(out, "  {:<15} {note}", "")?;
        }
        Ok(())
    }
}

/// What else there is to say of a translation, a line each.
fn notes(world: &World, entry: &Entry<'_>) -> Vec<String> {
    let (messages, locale) = (&world.messages, world.locale);
    let mut notes = Vec::new();
    if let (State::Missing, Some(waiting)) = (entry.state, entry.translation) {
        let status = waiting.status.word();
        notes.push(text::cli_translations_waiting(
            messages,
            locale,
            &*waiting.file,
            status,
        ));
    }
    if entry.state == State::Orphaned {
        let status = entry.original_status.map_or("gone", |status| status.word());
        notes.push(text::cli_translations_orphaned(messages, locale, status));
    }
    if let Some(Basis::Hash(why)) = entry.basis() {
        let revision = entry.translation.and_then(|one| one.source.as_deref());
        notes.push(text::cli_translations_unfound(
            messages,
            locale,
            revision.unwrap_or_default(),
            why_word(why),
        ));
    }
    let before = entry.standing.as_ref().and_then(|one| one.before.as_ref());
    if let (Some(changes), Some(before), Some(original)) = (&entry.changes, before, entry.original)
    {
        if !changes.fields.is_empty() {
            let fields: Vec<&str> = changes
                .fields
                .iter()
                .map(|one| one.field.as_str())
                .collect();
            let fields = fields.join(", ");
            notes.push(text::cli_translations_front_matter(
                messages, locale, fields,
            ));
        }
        let now = Text::read(&original.text, &world.config.front_matter);
        let names: Vec<String> = changes
            .sections
            .iter()
            .map(|one| section_name(world, one, before, &now))
            .collect();
        if !names.is_empty() {
            notes.push(names.join(" · "));
        }
    }
    notes
}

/// The heading of a changed section, and what became of it.
pub(super) fn section_name(
    world: &World,
    change: &crate::translations::SectionChange,
    before: &Text,
    now: &Text,
) -> String {
    let section = match (change.now, change.before) {
        (Some(at), _) => now.sections.get(at),
        (None, at) => at.and_then(|at| before.sections.get(at)),
    };
    let heading = section.map_or("", |section| &section.heading);
    let heading = match heading {
        "" => text::cli_translations_top(&world.messages, world.locale),
        heading => heading.to_owned(),
    };
    let change = change_word(change.change);
    text::cli_translations_change(&world.messages, world.locale, change, heading)
}

pub(super) fn change_word(change: Change) -> &'static str {
    match change {
        Change::Changed => "changed",
        Change::Added => "added",
        Change::Removed => "removed",
        Change::Moved => "moved",
    }
}

pub(super) fn why_word(why: Unfound) -> &'static str {
    match why {
        Unfound::NoHash | Unfound::NoRepository => "no-repository",
        Unfound::Shallow => "shallow",
        Unfound::Gone => "gone",
        Unfound::Ambiguous => "ambiguous",
        Unfound::NoText => "no-text",
    }
}
