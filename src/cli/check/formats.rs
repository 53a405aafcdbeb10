//! Diagnostics for programs: JSON, and the annotations of GitHub Actions.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::draw::Said;
use crate::cli::world::{Counts, World};
use crate::diagnostic::{Diagnostic, Severity};

/// What `--format json` prints; `docs/check.md` documents it.
#[derive(Debug, Serialize)]
struct Report<'a> {
    diagnostics: Vec<Described<'a>>,
    counts: Counts,
}

/// One diagnostic in words, with its place. Optional fields are absent, never null.
#[derive(Debug, Serialize)]
pub(super) struct Described<'a> {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    /// From the root of the repository, else from where the command runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_column: Option<usize>,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suggestion: Option<&'a str>,
    /// Whether `--fix` mends it.
    pub(super) fixable: bool,
}

/// Puts diagnostics into words, with paths that other tools find.
pub(super) fn describe<'a>(world: &World, diagnostics: &'a [Diagnostic]) -> Vec<Described<'a>> {
    let root = root(world);
    let described = diagnostics.iter().map(|one| {
        let said = Said::new(one, &world.messages, world.locale);
        let place = one.place.as_ref();
        let marked = place.map(|place| &place.text[place.marked.clone()]);
        let column = place.map(|place| place.column);
        Described {
            code: one.code.name(),
            severity: one.severity,
            file: world
                .path_of(one)
                .map(|path| relative(&root, &path))
                .or_else(|| (!one.file.is_empty()).then(|| one.file.clone())),
            line: place.map(|place| place.line),
            column,
            end_column: column
                .zip(marked)
                .map(|(at, text)| at + text.chars().count()),
            message: said.message,
            help: said.help,
            suggestion: one.near.as_deref(),
            fixable: one.mend.is_some(),
        }
    });
    described.collect()
}

/// Prints one JSON object.
pub(super) fn json(world: &World, diagnostics: &[Diagnostic]) -> anyhow::Result<()> {
    let report = Report {
        diagnostics: describe(world, diagnostics),
        counts: Counts::of(diagnostics),
    };
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &report)?;
    writeln!(out)?;
    Ok(())
}

/// Prints a workflow command a line.
pub(super) fn github(
    world: &World,
    diagnostics: &[Diagnostic],
    with_notes: bool,
) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    for one in describe(world, diagnostics) {
        let command = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note if with_notes => "notice",
            Severity::Note => continue,
        };
        let numbers = [
            ("line", one.line),
            ("col", one.column),
            ("endColumn", one.end_column),
        ];
        let mut properties: Vec<String> = Vec::new();
        properties.extend(one.file.map(|file| format!("file={}", property(&file))));
        properties.extend(
            numbers
                .into_iter()
                .filter_map(|(name, number)| Some(format!("{name}={}", number?))),
        );
        properties.push(format!("title={}", property(one.code)));
        let help = one.help.map(|help| format!("\n{help}")).unwrap_or_default();
        let message = data(&format!("{}{help}", one.message));
        writeln!(out, "::{command} {}::{message}", properties.join(","))?;
    }
    Ok(())
}

/// The text of a workflow command, which ends with its line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a workflow command, which ends with `,` or `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The root of the repository that holds the content, else the working directory.
fn root(world: &World) -> PathBuf {
    let content = world.config.resolve(&world.config.content.path);
    let content = absolute(&content);
    let repository = content
        .ancestors()
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned);
    repository.unwrap_or_else(|| absolute(Path::new(".")))
}

/// `path` from `root`, with `/`; as it is where it lies elsewhere.
fn relative(root: &Path, path: &Path) -> String {
    let path = absolute(path);
    let inner = path.strip_prefix(root).unwrap_or(&path);
    let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_workflow_command_is_escaped() {
        assert_eq!(property("a,b:c%\r\n"), "a%2Cb%3Ac%25%0D%0A");
        assert_eq!(data("100%: a,\nb"), "100%25: a,%0Ab");
    }
}
