//! What single keys and values of front matter can be.

use jiff::civil::Date;

use crate::spanned::{self, Node, Value};

/// Keys that may keep a page back, whatever they say.
const LOCKS: &[&str] = &[
    "visibility",
    "roles",
    "plans",
    "access",
    "audience",
    "private",
    "protected",
    "password",
    "permission",
    "permissions",
    "members",
    "restricted",
    "internal",
    "groups",
    "public",
    "hidden",
    "unlisted",
];

/// Whether a key may keep its page back. A misspelt lock is one; short words look too much alike.
pub(super) fn is_lock(key: &str) -> bool {
    if LOCKS.contains(&key) {
        return true;
    }
    let plain = (5..=14).contains(&key.len()) && !key.contains('.');
    plain && spanned::nearest(key, LOCKS.iter().copied()).is_some_and(|near| near.len() > 5)
}

/// The texts of a value: itself, or its items; of a table in a list, its name.
pub(super) fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Scalar { text, .. } => vec![text.clone()],
        Value::List(items) => items.iter().flat_map(texts).collect(),
        Value::Table(table) => {
            let name = table.get("name").or_else(|| table.get("title"));
            name.map_or_else(Vec::new, |entry| texts(&entry.node))
        }
        Value::Null => Vec::new(),
    }
}

/// A day, in the ways that people write one; `06/07/2024` says nothing, but in the key
/// of a system that always means June.
pub(super) fn day(key: &str, text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(Ok(date)) = text.get(..10).map(str::parse::<Date>) {
        return Some(date);
    }
    let parts: Vec<i16> = text
        .split('/')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [first, second, year] = parts[..] else {
        return None;
    };
    let (month, day) = match (first, second) {
        (first, second) if first > 12 => (second, first),
        (first, second) if second > 12 || first == second || key == "ms.date" => (first, second),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
