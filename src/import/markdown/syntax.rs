//! Lines that mean something in the other system: notes, includes, shortcodes, tags of
//! templates. What we have too is written our way; the rest is taken away and said.

use crate::content::VideoSource;
use crate::import::LossKind;
use crate::import::Lost;
use crate::import::edits::Text;
use crate::markup::Fence;

/// Notes inside of notes.
const MAX_OPEN: usize = 8;

/// Something that is open, and what each line inside of it gets.
enum Open {
    /// `:::note` to `:::`: its lines become those of a quote.
    Note,
    /// `!!! note` and the lines that stand four spaces in.
    Indented,
    /// `=== "Name"` and the lines that stand four spaces in.
    Tab,
    /// Only its marks go away.
    Plain,
}

struct Pass<'a> {
    out: Text,
    lost: &'a mut Lost,
    open: Vec<Open>,
    /// Whether the last thing written was a tab of MkDocs.
    in_tabs: bool,
    jsx: bool,
}

/// Rewrites the lines of a body.
pub(super) fn rewrite(text: &Text, jsx: bool, lost: &mut Lost) -> Text {
    let mut pass = Pass {
        out: Text::default(),
        lost,
        open: Vec::new(),
        in_tabs: false,
        jsx,
    };
    let mut fence = Fence::default();
    for (number, line) in text.numbered() {
        let line = pass.inside(line, number);
        match fence.covers(&line) {
            true => pass.push(&line, number),
            false => pass.line(&line, number),
        }
    }
    pass.end_indented(usize::MAX, text.line_at(usize::MAX));
    pass.out
}

impl Pass<'_> {
    /// A line without the indentation of the MkDocs blocks that it stands in.
    fn inside(&mut self, line: &str, number: usize) -> String {
        let indents = |open: &Open| matches!(open, Open::Indented | Open::Tab);
        let wanted = self.open.iter().filter(|open| indents(open)).count();
        if wanted == 0 {
            return line.to_owned();
        }
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let stays = match line.trim().is_empty() {
            true => wanted,
            false => wanted.min(spaces / 4),
        };
        let next_tab = line.trim_start().starts_with("=== \"");
        self.end_indented(stays, number);
        if stays < wanted && self.in_tabs && !next_tab && !self.open.iter().any(indents) {
            self.in_tabs = false;
            self.push(":::", number);
            self.push("", number);
        }
        line.get(stays * 4..).unwrap_or_default().to_owned()
    }

    /// Closes the MkDocs blocks but the outermost `stays`.
    fn end_indented(&mut self, stays: usize, number: usize) {
        let indents = |open: &Open| matches!(open, Open::Indented | Open::Tab);
        let stays = if stays == usize::MAX { 0 } else { stays };
        while self.open.iter().filter(|open| indents(open)).count() > stays {
            let Some(open) = self.open.pop() else { break };
            if matches!(open, Open::Tab) {
                self.push(":::", number);
            }
            if matches!(open, Open::Indented) {
                self.push("", number);
            }
        }
        let _ = number;
        if stays == 0 && self.in_tabs && number == usize::MAX {
            self.in_tabs = false;
        }
    }

    fn push(&mut self, line: &str, number: usize) {
        let notes = self
            .open
            .iter()
            .filter(|open| matches!(open, Open::Note | Open::Indented))
            .count();
        let prefix = "> ".repeat(notes);
        let whole = format!("{prefix}{line}");
        self.out.push(
            whole.trim_end_matches(if notes > 0 { " " } else { "\0" }),
            number,
        );
    }

    fn lose(&mut self, number: usize, kind: LossKind, detail: &str) {
        self.lost.push((number, kind, detail.trim().to_owned()));
    }

    fn line(&mut self, line: &str, number: usize) {
        let trimmed = line.trim();
        if let Some(rest) = trimmed.strip_prefix(":::") {
            return self.colons(line, rest.trim_start_matches(':').trim(), number);
        }
        if let Some((kind, title)) = admonition(trimmed).filter(|_| self.open.len() < MAX_OPEN) {
            self.open.push(Open::Indented);
            return self.note(kind, &title, number);
        }
        if let Some(name) = trimmed
            .strip_prefix("=== \"")
            .and_then(|rest| rest.strip_suffix('"'))
        {
            if !std::mem::replace(&mut self.in_tabs, true) {
                self.push(":::tabs", number);
            }
            self.push(&format!(":::tab {name}"), number);
            return self.open.push(Open::Tab);
        }
        let import = trimmed.starts_with("import ") && trimmed.contains(" from ")
            || trimmed.starts_with("import '");
        if self.jsx && (import || trimmed.starts_with("export ")) {
            return self.lose(number, LossKind::Template, trimmed);
        }
        if let Some(line) = self.quote_marker(line, number) {
            return self.push(&line, number);
        }
        if trimmed.starts_with("{:") && trimmed.ends_with('}') {
            return self.lose(number, LossKind::Attributes, trimmed);
        }
        if trimmed.starts_with("{% raw %}") || trimmed.starts_with("{% endraw %}") {
            return;
        }
        if let Some(language) = between(trimmed, "{% highlight ", "%}") {
            return self.push(
                &format!(
                    "```{}",
                    language.split_whitespace().next().unwrap_or_default()
                ),
                number,
            );
        }
        if trimmed == "{% endhighlight %}" {
            return self.push("```", number);
        }
        let line = self.inline(line, number);
        self.push(&line, number);
    }

    /// `:::note`, `:::image …:::`, `:::`.
    fn colons(&mut self, line: &str, rest: &str, number: usize) {
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        let (name, argument) = rest.split_at(end.unwrap_or(rest.len()));
        if rest.is_empty() {
            match self.open.pop() {
                Some(Open::Plain) => {}
                Some(Open::Note) => self.push("", number),
                Some(other) => self.open.push(other),
                // One of ours that was not opened here is only text.
                None => self.push(line, number),
            }
            return;
        }
        if name == "image" {
            let source = attribute(argument, "source").unwrap_or_default();
            let words = attribute(argument, "alt-text")
                .unwrap_or_default()
                .replace(['[', ']'], " ");
            let source = source.trim();
            // A long description has a text of its own, up to another mark.
            if !argument.trim_end().ends_with(":::") {
                self.open.push(Open::Plain);
            }
            if source.is_empty() {
                return self.lose(number, LossKind::Directive, line);
            }
            return self.push(
                &format!("{indent}![{words}]({})", source.replace(' ', "%20")),
                number,
            );
        }
        if rest.ends_with(":::") || name.ends_with("-end") {
            return self.lose(number, LossKind::Directive, line);
        }
        let closing = self.open.len() >= MAX_OPEN;
        match alert(name) {
            Some(kind) if !closing => {
                self.open.push(Open::Note);
                let title = argument
                    .trim()
                    .trim_start_matches('[')
                    .trim_end_matches(']');
                let title = title
                    .split('{')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned();
                self.note(kind, &title, number);
            }
            _ => {
                self.open.push(Open::Plain);
                self.lose(number, LossKind::Directive, line);
            }
        }
    }

    fn note(&mut self, kind: &str, title: &str, number: usize) {
        self.push(&format!("[!{kind}]"), number);
        if !title.is_empty() {
            self.push(&format!("**{title}**"), number);
            self.push("", number);
        }
    }

    /// `> [!Warning]` in the one way that is read, `> [!VIDEO …]`, `> [!div …]`.
    fn quote_marker(&mut self, line: &str, number: usize) -> Option<String> {
        let at = line.find("[!")?;
        let before = &line[..at];
        if !before.chars().all(|c| c.is_whitespace() || c == '>') {
            return None;
        }
        let end = at + line[at..].find(']')?;
        let inner = &line[at + 2..end];
        let (word, rest) = inner.split_once(' ').unwrap_or((inner, ""));
        let after = &line[end + 1..];
        match word.to_ascii_lowercase().as_str() {
            "video" => {
                let address = rest.trim();
                Some(match VideoSource::from_address(address) {
                    Some(_) => format!(":::video {address}\n:::"),
                    None => {
                        self.lose(number, LossKind::Embedded, address);
                        format!("<{address}>")
                    }
                })
            }
            "div" => {
                self.lose(number, LossKind::Directive, inner);
                Some(before.trim_end().to_owned())
            }
            "include" => None,
            word => {
                let kind = alert(word)?;
                // Text after the mark would make it none.
                let after = after.trim();
                let more = if after.is_empty() {
                    String::new()
                } else {
                    format!("\n{before}{after}")
                };
                Some(format!("{before}[!{kind}]{more}"))
            }
        }
    }

    /// Shortcodes, tags of templates and attributes inside of a line.
    fn inline(&mut self, line: &str, number: usize) -> String {
        let mut text = line.replace("{{include:", "{{ include:");
        for (open, close) in [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")] {
            text = self.tags(&text, open, close, number);
        }
        for name in ["site.", "page.", "include.", "layout."] {
            for open in [format!("{{{{ {name}"), format!("{{{{{name}")] {
                text = self.tags(&text, &open, "}}", number);
            }
        }
        // Classes and targets after a link: `[a](b){.external}`.
        for mark in ["){.", "){:", "){target=", "){ .", "){ target="] {
            while let Some(at) = text.find(mark) {
                let Some(length) = text[at..].find('}') else {
                    break;
                };
                let attributes = text[at + 1..=at + length].to_owned();
                text.replace_range(at + 1..=at + length, "");
                self.lose(number, LossKind::Attributes, &attributes);
            }
        }
        text
    }

    fn tags(&mut self, line: &str, open: &str, close: &str, number: usize) -> String {
        let mut text = String::new();
        let mut rest = line;
        while let Some(at) = rest.find(open) {
            // In code it is an example of itself.
            let in_code = rest[..at].matches('`').count() % 2 == 1;
            let Some(length) = rest[at + open.len()..].find(close).filter(|_| !in_code) else {
                break;
            };
            let inner = &rest[at + open.len()..at + open.len() + length];
            text.push_str(&rest[..at]);
            match ours(inner) {
                Some(ours) => text.push_str(&ours),
                None => self.lose(number, LossKind::Template, &format!("{open}{inner}{close}")),
            }
            rest = &rest[at + open.len() + length + close.len()..];
        }
        text.push_str(rest);
        text
    }
}

/// What a shortcode is with us, if it is anything.
fn ours(inner: &str) -> Option<String> {
    let inner = inner.trim();
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let first = rest.trim().trim_matches(['"', '\'']).to_owned();
    match name {
        // Each stands where a target stands: `[a]({{< ref "b.md" >}})`.
        "ref" | "relref" if !first.is_empty() => Some(first.replace(' ', "%20")),
        "link" if !first.is_empty() => Some(format!("/{}", first.replace(' ', "%20"))),
        "site.baseurl" | "site.url" => Some(String::new()),
        "raw" | "endraw" => Some(String::new()),
        "figure" => {
            let source = attribute(rest, "src")?;
            let words = attribute(rest, "alt")
                .or_else(|| attribute(rest, "caption"))
                .unwrap_or_default();
            Some(format!(
                "![{}]({})",
                words.replace(['[', ']'], " "),
                source.replace(' ', "%20")
            ))
        }
        "youtube" | "vimeo" => {
            let id = attribute(rest, "id").unwrap_or(first);
            let address = match name {
                "youtube" => format!("https://youtu.be/{id}"),
                _ => format!("https://vimeo.com/{id}"),
            };
            VideoSource::from_address(&address)?;
            Some(format!("\n:::video {address}\n:::"))
        }
        _ => None,
    }
}

/// `!!! note "Title"`, `??? tip`, `???+ warning`.
fn admonition(line: &str) -> Option<(&'static str, String)> {
    let rest = line
        .strip_prefix("!!! ")
        .or_else(|| line.strip_prefix("???+ "))
        .or_else(|| line.strip_prefix("??? "))?;
    let (words, title) = rest.split_once('"').unwrap_or((rest, ""));
    let kind = words.split_whitespace().find_map(alert).unwrap_or("NOTE");
    Some((kind, title.trim_end_matches('"').to_owned()))
}

fn alert(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "note" | "info" | "abstract" | "example" | "quote" | "question" | "seealso" => "NOTE",
        "tip" | "hint" | "success" => "TIP",
        "important" => "IMPORTANT",
        "warning" | "attention" => "WARNING",
        "caution" | "danger" | "failure" | "bug" | "error" => "CAUTION",
        _ => return None,
    })
}

/// `name="value"` in the marks of a directive or shortcode.
fn attribute(text: &str, name: &str) -> Option<String> {
    let mark = format!("{name}=");
    let at = text.match_indices(&mark).map(|(at, _)| at).find(|at| {
        text[..*at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
    })?;
    let rest = &text[at + mark.len()..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = rest[1..].split(quote).next()?;
    Some(value.to_owned())
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    text.strip_prefix(open)?.strip_suffix(close).map(str::trim)
}
