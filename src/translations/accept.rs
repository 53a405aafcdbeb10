//! Records in a translation which revision of the original it was made from.

use std::collections::BTreeMap;

use crate::history::{History, Unfound, blob_id};
use crate::spanned::{Fenced, FrontMatter, Table, Value};
use crate::translations::Writing;

/// As many digits as tell the contents of any repository apart.
const DIGITS: usize = 12;

/// Why a revision cannot be written into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotAccept {
    /// Its front matter does not end, or is no YAML or TOML.
    #[error("the front matter cannot be read")]
    Unreadable,
    /// Its front matter is written in a way that a line cannot be added to.
    #[error("the front matter takes no line")]
    Unusual,
}

/// The name of what an original says now, as `source` of its translations.
///
/// It needs no commit. Of a file with the line ends of Windows, Git may keep either form: the
/// one that it knows is named, else the one that it keeps by default.
pub fn revision_of(original: &Writing, history: &History) -> Option<String> {
    let unix = original.text.replace("\r\n", "\n");
    let as_written = blob_id(original.text.as_bytes())?;
    let id = match history.holds(as_written) {
        true => as_written,
        false => blob_id(unix.as_bytes())?,
    };
    let name = id.to_string();
    let short = name.get(..DIGITS)?;
    let ambiguous = history.revision(short, &original.file) == Err(Unfound::Ambiguous);
    Some(if ambiguous { name } else { short.to_owned() })
}

/// The text of a translation with `source` in its front matter; nothing else changes.
///
/// # Errors
/// Front matter that cannot be read, or takes no line.
pub fn accepted(
    text: &str,
    revision: &str,
    front_matter: &BTreeMap<String, String>,
) -> Result<String, CannotAccept> {
    let front = match Fenced::find(text) {
        Fenced::Closed(front) => front,
        Fenced::Open { .. } => return Err(CannotAccept::Unreadable),
        Fenced::Nothing(start) => {
            let end = line_end(text);
            let added = format!("---{end}source: \"{revision}\"{end}---{end}{end}");
            return Ok(format!("{}{added}{}", &text[..start], &text[start..]));
        }
    };
    let table = front.table(text).map_err(|_| CannotAccept::Unreadable)?;
    let is_source = |key: &str| front_matter.get(key).map_or(key, String::as_str) == "source";
    let entry = table.entries.iter().find(|entry| is_source(&entry.key));
    let key = entry.map_or("source", |entry| &entry.key);
    let mut proposals = Vec::new();
    match entry {
        Some(entry) => {
            let span = entry.node.span;
            let value = format!("\"{revision}\"");
            if entry.node.value != Value::Null && span.end > span.start {
                proposals.push(with(text, span.start, span.end, &value));
            }
            // An empty value, or one with a place of its own: the line as a whole.
            let start = entry.key_span.start;
            let rest = &text[start..];
            let end = start + rest.find(['\r', '\n']).unwrap_or(rest.len());
            proposals.push(with(text, start, end, &line(&front, key, revision)));
        }
        None => {
            let end = line_end(text);
            let added = format!("{}{end}", line(&front, key, revision));
            // At the end; in TOML with tables, and in other forms, at the start.
            for at in [front.inner.end, front.inner.start] {
                proposals.push(with(text, at, at, &added));
            }
        }
    }
    let right = |changed: &String| is_right(text, &table, changed, key, revision);
    let found = proposals.into_iter().find(right);
    found.ok_or(CannotAccept::Unusual)
}

fn line(front: &FrontMatter, key: &str, revision: &str) -> String {
    match front.fence {
        "+++" => format!("{key} = \"{revision}\""),
        _ => format!("{key}: \"{revision}\""),
    }
}

fn with(text: &str, start: usize, end: usize, new: &str) -> String {
    format!("{}{new}{}", &text[..start], &text[end..])
}

/// The line end that the file uses.
fn line_end(text: &str) -> &'static str {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    match first.ends_with("\r\n") {
        true => "\r\n",
        false => "\n",
    }
}

/// Whether the changed text says the revision, and everything else as before.
fn is_right(text: &str, table: &Table, changed: &str, key: &str, revision: &str) -> bool {
    let (Fenced::Closed(old), Fenced::Closed(new)) = (Fenced::find(text), Fenced::find(changed))
    else {
        return false;
    };
    let Ok(read) = new.table(changed) else {
        return false;
    };
    let others = |table: &Table| -> Vec<(String, String)> {
        let others = table.entries.iter().filter(|entry| entry.key != key);
        others
            .map(|entry| (entry.key.clone(), plain(&entry.node.value)))
            .collect()
    };
    let said = read.get(key).map(|entry| &entry.node.value);
    matches!(said, Some(Value::Scalar { text, .. }) if text == revision)
        && others(table) == others(&read)
        && text[old.body..] == changed[new.body..]
}

/// A value without its places.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "~".to_owned(),
        Value::Scalar { text, quoted } => format!("{quoted} {text:?}"),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| plain(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let entries = table.entries.iter();
            let entries =
                entries.map(|entry| format!("{:?}: {}", entry.key, plain(&entry.node.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
