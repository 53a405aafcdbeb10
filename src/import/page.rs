//! An article as it is written: front matter in YAML, then Markdown.

use std::fmt::Write as _;

use crate::markup::Fence;

/// Longer texts are no line of front matter.
const MAX_LINE: usize = 1_000;
/// More items than any list of front matter has.
const MAX_ITEMS: usize = 100;

/// A page that is being made.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    fields: Vec<(&'static str, String)>,
}

impl Page {
    pub(super) fn text(&mut self, key: &'static str, value: &str) {
        let value = line(value);
        if !value.is_empty() {
            self.fields.push((key, quoted(&value)));
        }
    }

    pub(super) fn plain(&mut self, key: &'static str, value: impl ToString) {
        self.fields.push((key, value.to_string()));
    }

    pub(super) fn list(&mut self, key: &'static str, items: &[String]) {
        let mut known: Vec<String> = Vec::new();
        for item in items.iter().map(|item| line(item)) {
            if !item.is_empty() && !known.contains(&item) && known.len() < MAX_ITEMS {
                known.push(item);
            }
        }
        if !known.is_empty() {
            let items: Vec<String> = known.iter().map(|item| quoted(item)).collect();
            self.fields.push((key, format!("[{}]", items.join(", "))));
        }
    }

    /// Adds the fields of another page.
    pub(super) fn join(&mut self, other: &Page) {
        self.fields.extend(other.fields.iter().cloned());
    }

    /// The file, with `body` below the front matter.
    pub(super) fn file(&self, body: &str) -> String {
        let body = body.trim_matches('\n');
        // What looks like front matter has to stand below some.
        if self.fields.is_empty() && !body.trim_start().starts_with(['-', '+', '{', ';']) {
            return format!("{body}\n");
        }
        let mut text = "---\n".to_owned();
        for (key, value) in &self.fields {
            let _ = writeln!(text, "{key}: {value}");
        }
        text.push_str("---\n");
        if !body.trim().is_empty() {
            let _ = write!(text, "\n{body}\n");
        }
        text
    }
}

/// Quotes of JSON are quotes of YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// One line, without characters that cannot be seen.
pub(super) fn line(text: &str) -> String {
    let seen: String = text
        .chars()
        .filter(|c| c.is_whitespace() || !hidden(*c))
        .collect();
    let words: Vec<&str> = seen.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(MAX_LINE) {
        Some((at, _)) => line[..at].to_owned(),
        None => line,
    }
}

/// A text of several lines, without characters that cannot be seen.
pub(super) fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !hidden(*c))
        .collect()
}

/// A text without runs of blank lines, but in code.
pub(super) fn tidied(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut fence = Fence::default();
    let mut blank = false;
    for line in markdown.lines() {
        let code = fence.covers(line);
        let empty = line.trim().is_empty() && !code;
        if !(empty && blank) {
            text.push_str(line);
            text.push('\n');
        }
        blank = empty;
    }
    text
}

/// Controls, and marks that turn a text around or hide in it.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What stands for an include or a term of ours would not be one in the other system.
pub(super) fn without_markers(markdown: &str) -> String {
    markdown
        .replace("{{include:", "{{ include:")
        .replace("{term:", "{ term:")
        .replace("[!INCLUDE", "[! INCLUDE")
        .replace("[!include", "[! include")
}

/// A name for a file or folder that fits every system and URL; `page` where nothing is left.
pub(super) fn file_name(text: &str) -> String {
    let slug = crate::markup::slug(text);
    let mut name: String = slug.chars().filter(char::is_ascii).take(80).collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    let name = name.trim_matches('-');
    match name {
        "" => "page".to_owned(),
        // Names that the site needs, or that Windows keeps for itself.
        "index" | "tags" | "videos" | "whats-new" | "search" | "404" | "con" | "prn" | "aux"
        | "nul" => {
            format!("{name}-page")
        }
        name => name.to_owned(),
    }
}

/// An old address as an alias, where it can be one.
pub(super) fn alias(path: &str) -> Option<String> {
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    let fine = path.len() > 1
        && path.len() <= 300
        && path
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\\\"'<>?#%:".contains(&b))
        && path.split('/').skip(1).all(|part| !part.starts_with('.'))
        && !path.contains("//");
    fine.then_some(path)
}
