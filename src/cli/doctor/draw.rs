//! What was found, as it stands on a terminal.

use std::fmt::Write as _;

use crate::cli::doctor::{Examining, Finding, Group, Status};
use crate::i18n::text;

/// Longer lines are harder to read than two.
const WIDTH: usize = 100;
const INDENT: usize = 4;

/// Every group with its findings, and a line that counts them. Quiet, only what is to be done.
pub(super) fn page(examining: &Examining<'_>) -> String {
    let world = examining.world;
    let (messages, locale) = examining.words();
    let shown: Vec<&Finding> = examining
        .findings
        .iter()
        .filter(|one| !world.quiet || matches!(one.status, Status::Warning | Status::Error))
        .collect();
    let paint = |code: &str, text: &str| match world.colour_results {
        true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    };
    let mut out = String::new();
    let mut group: Option<Group> = None;
    for one in shown {
        if group != Some(one.group) {
            group = Some(one.group);
            let name = text::doctor_group(messages, locale, one.group.word());
            let _ = writeln!(out, "\n{}", paint("1", &name));
        }
        let (sign, code) = match one.status {
            Status::Ok => ("✓", "32"),
            Status::Note => ("·", "2"),
            Status::Warning => ("!", "33"),
            Status::Error => ("×", "31"),
        };
        let mut lines = wrapped(&one.text, WIDTH - INDENT).into_iter();
        let first = lines.next().unwrap_or_default();
        let _ = writeln!(out, "  {} {first}", paint(code, sign));
        for line in lines {
            let _ = writeln!(out, "{:INDENT$}{line}", "");
        }
        let help = one.help.as_deref().unwrap_or_default();
        for (at, line) in wrapped(help, WIDTH - INDENT - 2).into_iter().enumerate() {
            let sign = if at == 0 { "→ " } else { "  " };
            let line = paint("36", &format!("{sign}{line}"));
            let _ = writeln!(out, "{:INDENT$}{line}", "");
        }
    }
    let closing = text::doctor_closing(
        messages,
        locale,
        examining.count(Status::Error),
        examining.count(Status::Ok) + examining.count(Status::Note),
        examining.count(Status::Warning),
    );
    let code = match () {
        () if examining.count(Status::Error) > 0 => "31",
        () if examining.count(Status::Warning) > 0 => "33",
        () => "32",
    };
    if !(world.quiet && out.is_empty()) {
        let _ = writeln!(out, "\n{}", paint(code, &closing));
    }
    out
}

/// Text in lines of at most `width`; what is quoted with backticks stays in one.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut quoted = false;
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match words.last_mut().filter(|_| quoted) {
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
        quoted ^= word.matches('`').count() % 2 == 1;
    }
    for word in words {
        let fits = |line: &String| line.chars().count() + word.chars().count() < width;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => {
                line.push(' ');
                line.push_str(&word);
            }
            None => lines.push(word),
        }
    }
    lines
}
