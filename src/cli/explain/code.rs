//! `ayuda explain CODE`: what a code means, with an example and its mend.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::cli::world::World;
use crate::diagnostic::page::Page;
use crate::diagnostic::{Code, Severity};
use crate::i18n::text;
use crate::spanned;

/// Prints the page of a code, or the list of all.
pub(super) fn run(world: &World, code: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let Some(name) = code else {
        for code in Code::ALL {
            let severity = match code.severity() {
                Severity::Error => 'E',
                Severity::Warning => 'W',
                Severity::Note => 'N',
            };
            let meaning = Page::of(*code).and_then(|page| page.meaning(world.locale));
            let first = meaning.and_then(|meaning| meaning.split("\n\n").next());
            let line: Vec<&str> = first.unwrap_or_default().split_whitespace().collect();
            let line = line.join(" ");
            let sentence = line.split(". ").next().unwrap_or_default();
            let sentence = sentence.trim_end_matches('.');
            writeln!(out, "{severity} {:<24} {sentence}", code.name())?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let lower = name.to_lowercase();
    let Some(code) = Code::from_name(&lower) else {
        let known = Code::ALL.iter().map(|code| code.name());
        let (messages, locale) = (&world.messages, world.locale);
        anyhow::bail!(match spanned::nearest(&lower, known) {
            Some(near) => text::cli_explain_near(messages, locale, name, near),
            None => text::cli_explain_unknown(messages, locale, name),
        });
    };
    let severity = match code.severity() {
        Severity::Error => text::cli_severity_error(&world.messages, world.locale),
        Severity::Warning => text::cli_severity_warning(&world.messages, world.locale),
        Severity::Note => text::cli_severity_note(&world.messages, world.locale),
    };
    writeln!(out, "# {}\n\n{severity}\n", code.name())?;
    let markdown = Page::of(code).map(|page| page.markdown(world.locale));
    write!(out, "{}", markdown.unwrap_or_default())?;
    Ok(ExitCode::SUCCESS)
}
