//! `ayuda translations diff`: what changed in the originals, and where to follow it.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use crate::cli::translations::named;
use crate::cli::translations::status::{section_name, why_word};
use crate::cli::world::World;
use crate::content::Impact;
use crate::i18n::text;
use crate::translations::{
    Basis, Change, Entry, Line, Piece, Place, Reading, SectionChange, State, Text, lines, place,
    survey,
};

/// Show what changed in the original since a translation was made
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Ids or files; without one, all that are stale
    #[arg(value_name = "ID|PATH")]
    names: Vec<String>,
    /// Only translations into this language
    #[arg(long, env = "AYUDA_LANG", value_name = "LANG")]
    lang: Option<String>,
}

impl Diff {
    #[expect(clippy::print_stdout, reason = "the result")]
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let only = world.named_language(self.lang.as_deref())?;
        let (compiled, history) = world.compile_with_history()?;
        let wanted = named(world, &compiled.writings, &self.names)?;
        let reading = Reading {
            history: &history,
            front_matter: &world.config.front_matter,
        };
        let survey = survey(&compiled.writings, &world.config.languages, reading);
        let asked = |entry: &&Entry<'_>| {
            let of = [entry.original, entry.translation].into_iter().flatten();
            let mut of = of;
            only.is_none_or(|only| entry.language == only)
                && (self.names.is_empty() || of.any(|one| wanted.contains(&*one.file)))
        };
        let view = View { world, reading };
        let mut shown = false;
        for entry in survey.entries.iter().filter(asked) {
            let said = match (entry.state, entry.translation) {
                (State::Stale | State::PerhapsStale, _) => view.entry(entry),
                (State::Current, Some(translation)) if !self.names.is_empty() => {
                    let file = &*translation.file;
                    text::cli_translations_not_stale(&world.messages, world.locale, file) + "\n"
                }
                _ => continue,
            };
            print!("{}{said}", if shown { "\n" } else { "" });
            shown = true;
        }
        if !shown {
            world.say(&text::cli_translations_none_stale(
                &world.messages,
                world.locale,
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}

struct View<'a> {
    world: &'a World,
    reading: Reading<'a>,
}

impl View<'_> {
    /// All that changed for one translation.
    fn entry(&self, entry: &Entry<'_>) -> String {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let (Some(original), Some(translation), Some(standing)) =
            (entry.original, entry.translation, &entry.standing)
        else {
            return String::new();
        };
        let mut out = String::new();
        let revision = translation.source.as_deref().unwrap_or_default();
        let basis = match standing.basis {
            Basis::Commits => "commits",
            _ => "source",
        };
        let impact = standing.impact.map_or("", Impact::word);
        let title = text::cli_translations_since(messages, locale, basis, impact, revision);
        self.push(&mut out, Style::Title, &translation.file);
        let _ = writeln!(out, "  {title}");
        let (Some(before), Some(changes)) = (&standing.before, &entry.changes) else {
            if let Basis::Hash(why) = standing.basis {
                let why = why_word(why);
                let said = text::cli_translations_unfound(messages, locale, revision, why);
                let _ = writeln!(out, "  {said}");
            }
            return out;
        };
        let now = Text::read(&original.text, self.reading.front_matter);
        let own = Text::read(&translation.text, self.reading.front_matter);
        for field in &changes.fields {
            let old = [field.before.clone()]
                .into_iter()
                .filter(|one| !one.is_empty());
            let new = [field.now.clone()]
                .into_iter()
                .filter(|one| !one.is_empty());
            let (old, new): (Vec<_>, Vec<_>) = (old.collect(), new.collect());
            let _ = writeln!(out, "\n  {}:", field.field);
            self.lines(&mut out, &lines(&old, &new));
        }
        for change in &changes.sections {
            self.section(&mut out, change, before, &now, &own, &translation.file);
        }
        out
    }

    fn section(
        &self,
        out: &mut String,
        change: &SectionChange,
        before: &Text,
        now: &Text,
        own: &Text,
        file: &str,
    ) {
        let (messages, locale) = (&self.world.messages, self.world.locale);
        let name = section_name(self.world, change, before, now);
        let level = change.now.map_or_else(
            || change.before.map_or(0, |at| before.sections[at].level),
            |at| now.sections[at].level,
        );
        let marks = "#".repeat(usize::from(level));
        out.push('\n');
        self.push(out, Style::Title, format!("  {marks} {name}").trim_end());
        let place = place(change, before, now, own);
        let hint = match place {
            Some(Place::At(line)) => {
                text::cli_translations_at(messages, locale, format!("{file}:{line}"))
            }
            Some(Place::After(line)) => {
                text::cli_translations_after(messages, locale, format!("{file}:{line}"))
            }
            None => text::cli_translations_here_not(messages, locale, file),
        };
        let _ = writeln!(out, "  {hint}");
        if change.change == Change::Moved {
            return;
        }
        let section = |text: &Text, at: Option<usize>| -> Vec<String> {
            let Some(section) = at.and_then(|at| text.sections.get(at)) else {
                return Vec::new();
            };
            let heading = Some(section.heading.clone()).filter(|one| !one.is_empty());
            let marked =
                heading.map(|one| format!("{} {one}", "#".repeat(usize::from(section.level))));
            marked
                .into_iter()
                .chain(section.lines.iter().cloned())
                .collect()
        };
        let old = section(before, change.before);
        let new = section(now, change.now);
        self.lines(out, &lines(&old, &new));
    }

    fn lines(&self, out: &mut String, lines: &[Line]) {
        for line in lines {
            match line {
                Line::Same(_) => {}
                Line::Gone(line) => self.push(out, Style::Gone, &format!("  - {line}")),
                Line::New(line) => self.push(out, Style::New, &format!("  + {line}")),
                Line::Edited(pieces) => {
                    let said: Vec<String> = pieces.iter().map(|piece| self.piece(piece)).collect();
                    let _ = writeln!(out, "  ~ {}", said.join(" "));
                }
            }
        }
    }

    /// Some words; brackets tell what colour cannot.
    fn piece(&self, piece: &Piece) -> String {
        let colour = self.world.colour_results;
        match (piece, colour) {
            (Piece::Same(words), _) => words.clone(),
            (Piece::Gone(words), false) => format!("[-{words}-]"),
            (Piece::New(words), false) => format!("{{+{words}+}}"),
            (Piece::Gone(words), true) => Style::Gone.paint(words),
            (Piece::New(words), true) => Style::New.paint(words),
        }
    }

    fn push(&self, out: &mut String, style: Style, line: &str) {
        let painted = match self.world.colour_results {
            true => style.paint(line),
            false => line.to_owned(),
        };
        let _ = writeln!(out, "{painted}");
    }
}

#[derive(Clone, Copy)]
enum Style {
    Title,
    Gone,
    New,
}

impl Style {
    fn paint(self, text: &str) -> String {
        let code = match self {
            Style::Title => "1",
            // Struck through as well, for whoever does not tell red from green.
            Style::Gone => "31;9",
            Style::New => "32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
