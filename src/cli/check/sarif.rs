//! Diagnostics as SARIF 2.1.0, with the pages on codes as the help of the rules.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::cli::check::formats::{Described, describe};
use crate::cli::world::World;
use crate::diagnostic::page::Page;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::locale::Locale;

/// Prints one log with one run.
pub(super) fn write(world: &World, diagnostics: &[Diagnostic]) -> anyhow::Result<()> {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| rule(*code, world.locale))
        .collect();
    let results: Vec<Value> = describe(world, diagnostics)
        .iter()
        .zip(diagnostics)
        .map(|(described, diagnostic)| result(described, diagnostic.code))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "ayuda",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &log)?;
    writeln!(out)?;
    Ok(())
}

fn rule(code: Code, locale: Locale) -> Value {
    let page = Page::of(code);
    let meaning = page
        .and_then(|page| page.meaning(locale))
        .unwrap_or(code.name());
    let first = meaning.split("\n\n").next().unwrap_or(meaning);
    json!({
        "id": code.name(),
        "shortDescription": {"text": one_line(first)},
        "help": {
            "text": meaning,
            "markdown": page.map_or_else(|| meaning.to_owned(), |page| page.markdown(locale)),
        },
        "defaultConfiguration": {"level": level(code.severity())},
    })
}

fn result(described: &Described<'_>, code: Code) -> Value {
    let index = Code::ALL.iter().position(|one| *one == code);
    let message = match &described.help {
        Some(help) => format!("{}\n{help}", described.message),
        None => described.message.clone(),
    };
    let mut result = json!({
        "ruleId": described.code,
        "ruleIndex": index,
        "level": level(described.severity),
        "message": {"text": message},
    });
    if let Some(file) = &described.file {
        let mut place = json!({"artifactLocation": {
            "uri": uri(file),
            "uriBaseId": "%SRCROOT%",
        }});
        if let (Some(line), Some(column)) = (described.line, described.column) {
            place["region"] = json!({
                "startLine": line,
                "startColumn": column,
                "endColumn": described.end_column.unwrap_or(column),
            });
        }
        result["locations"] = json!([{"physicalLocation": place}]);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A path as a relative reference: what cannot stand in one is written as `%20`.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
