//! HTML to Markdown, and what of it Markdown does not have.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BulletListMarker, Options};
use htmd::{Element, HtmlToMarkdown, Node};

use crate::content::VideoSource;
use crate::import::LossKind;

/// Deeper trees are no text: the converter walks them by recursion.
const MAX_DEPTH: usize = 50;
/// Tags that are open at once; more would take the parser minutes.
const MAX_OPEN: usize = 1_000;
/// A text of more bytes is a book.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Marks for cells, rows and captions while a table comes in. Controls of the text
/// itself are taken away first.
const CELL: char = '\u{1}';
const ROW: char = '\u{2}';
const CAPTION: char = '\u{3}';

type Losses = Arc<Mutex<Vec<(LossKind, String)>>>;

/// The Markdown of a piece of HTML, and what is lost.
pub(super) fn to_markdown(html: &str) -> (String, Vec<(LossKind, String)>) {
    let losses: Losses = Arc::default();
    if html.len() > MAX_BYTES {
        let size = format!("{} MB", html.len().div_ceil(1024 * 1024));
        return (String::new(), vec![(LossKind::Unreadable, size)]);
    }
    let html: String = html
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .collect();
    let converted = (most_open(&html) <= MAX_OPEN)
        .then(|| converted(&html, &losses))
        .flatten();
    let markdown = converted.unwrap_or_else(|| {
        lose(&losses, LossKind::TooDeep, "");
        flat(&html)
    });
    let styled = html.matches(" style=\"").count();
    if styled > 0 {
        lose(&losses, LossKind::Style, &styled.to_string());
    }
    let mut losses = losses.lock().unwrap_or_else(PoisonError::into_inner);
    let seen = |c: &char| !matches!(*c, CELL | ROW | CAPTION);
    (
        markdown.chars().filter(seen).collect(),
        std::mem::take(&mut *losses),
    )
}

fn converted(html: &str, losses: &Losses) -> Option<String> {
    // A fault of the converter costs the form of one article, not the whole import.
    catch_unwind(AssertUnwindSafe(|| {
        let converter = converter(losses);
        let tree = converter.html_to_tree(html).ok()?;
        (depth(&tree) <= MAX_DEPTH).then(|| converter.tree_to_markdown(&tree))
    }))
    .ok()
    .flatten()
}

fn lose(losses: &Losses, kind: LossKind, detail: &str) {
    let mut losses = losses.lock().unwrap_or_else(PoisonError::into_inner);
    losses.push((kind, detail.to_owned()));
}

/// An upper bound of the tags that are open at once: an end closes only its own name.
fn most_open(html: &str) -> usize {
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut now, mut most) = (0_usize, 0_usize);
    for piece in html.split('<').skip(1) {
        let (closes, rest) = match piece.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, piece),
        };
        let name: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(16)
            .collect::<String>()
            .to_ascii_lowercase();
        let void = [
            "br", "img", "hr", "input", "meta", "link", "col", "source", "p", "li", "td", "tr",
            "th",
        ];
        if name.is_empty() || void.contains(&name.as_str()) {
            continue;
        }
        let count = open.entry(name).or_default();
        if !closes {
            *count += 1;
            now += 1;
            most = most.max(now);
        } else if *count > 0 {
            *count -= 1;
            now -= 1;
        }
    }
    most
}

fn depth(tree: &Rc<Node>) -> usize {
    let mut deepest = 0;
    let mut open = vec![(Rc::clone(tree), 0)];
    while let Some((node, depth)) = open.pop() {
        deepest = deepest.max(depth);
        open.extend(
            node.children
                .borrow()
                .iter()
                .map(|child| (Rc::clone(child), depth + 1)),
        );
    }
    deepest
}

/// The words alone, a paragraph for each line.
fn flat(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        let words = match piece.split_once('>') {
            Some((_, words)) => words,
            None => piece,
        };
        if !words.trim().is_empty() {
            text.push_str(words.trim());
            text.push_str("\n\n");
        }
    }
    // Without tags this is only entities and marks that have to be escaped.
    let paragraphs = text
        .split("\n\n")
        .map(|one| htmd::convert(one).unwrap_or_default());
    let text = paragraphs.collect::<Vec<_>>().join("\n\n");
    text.trim_end().to_owned()
}

fn attribute(element: &Element<'_>, name: &str) -> Option<String> {
    let found = element.attrs.iter().find(|one| &*one.name.local == name)?;
    Some(found.value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn converter(losses: &Losses) -> HtmlToMarkdown {
    let dropped = |kind: LossKind| {
        let losses = Arc::clone(losses);
        move |_: &dyn Handlers, element: Element<'_>| -> Option<HandlerResult> {
            lose(&losses, kind, &format!("<{}>", element.tag));
            None
        }
    };
    let words_only = |kind: LossKind| {
        let losses = Arc::clone(losses);
        move |handlers: &dyn Handlers, element: Element<'_>| {
            lose(&losses, kind, &format!("<{}>", element.tag));
            Some(handlers.walk_children(element.node))
        }
    };
    let embedded = Arc::clone(losses);
    let pictures = Arc::clone(losses);
    let tables = Arc::clone(losses);
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    HtmlToMarkdown::builder()
        .options(options)
        .add_handler(
            vec!["script", "template", "noscript"],
            dropped(LossKind::Script),
        )
        .add_handler(
            vec!["style", "link", "meta", "title"],
            |_: &dyn Handlers, _: Element<'_>| None::<HandlerResult>,
        )
        .add_handler(
            vec!["svg", "math", "canvas", "audio", "object"],
            dropped(LossKind::Embedded),
        )
        .add_handler(
            vec![
                "form", "button", "select", "option", "textarea", "label", "fieldset",
            ],
            words_only(LossKind::Form),
        )
        .add_handler(vec!["input"], dropped(LossKind::Form))
        .add_handler(
            vec!["iframe", "video", "embed"],
            move |_: &dyn Handlers, element: Element<'_>| film(&element, &embedded),
        )
        .add_handler(
            vec!["img"],
            move |_: &dyn Handlers, element: Element<'_>| picture(&element, &pictures),
        )
        .add_handler(vec!["h1", "h2", "h3", "h4", "h5", "h6"], heading)
        .add_handler(
            vec!["kbd", "samp", "tt"],
            |handlers: &dyn Handlers, element: Element<'_>| {
                let words = handlers.walk_children(element.node).content;
                let plain = words.trim().replace('\\', "");
                let plain = plain.replace('`', "'");
                Some(
                    if plain.is_empty() {
                        String::new()
                    } else {
                        format!("`{plain}`")
                    }
                    .into(),
                )
            },
        )
        .add_handler(vec!["sup", "sub"], words_only(LossKind::Tag))
        .add_handler(
            vec!["summary"],
            |handlers: &dyn Handlers, element: Element<'_>| {
                let words = handlers.walk_children(element.node).content;
                Some(bold_line(&words).into())
            },
        )
        .add_handler(
            vec!["td", "th"],
            |handlers: &dyn Handlers, element: Element<'_>| {
                let mut cell = handlers.walk_children(element.node).content;
                let wide = attribute(&element, "colspan").and_then(|n| n.parse::<usize>().ok());
                for _ in 0..wide.unwrap_or(1).clamp(1, 50) {
                    cell.push(CELL);
                }
                Some(cell.into())
            },
        )
        .add_handler(
            vec!["tr"],
            |handlers: &dyn Handlers, element: Element<'_>| {
                let row = handlers.walk_children(element.node).content;
                Some(format!("{row}{ROW}").into())
            },
        )
        .add_handler(
            vec!["thead", "tbody", "tfoot"],
            |handlers: &dyn Handlers, element: Element<'_>| {
                Some(handlers.walk_children(element.node))
            },
        )
        .add_handler(
            vec!["caption"],
            |handlers: &dyn Handlers, element: Element<'_>| {
                let words = handlers.walk_children(element.node).content;
                Some(format!("{words}{CAPTION}").into())
            },
        )
        .add_handler(
            vec!["table"],
            move |handlers: &dyn Handlers, element: Element<'_>| {
                let content = handlers.walk_children(element.node).content;
                Some(table(&content, &tables).into())
            },
        )
        .build()
}

fn bold_line(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.is_empty() {
        true => String::new(),
        false => format!("\n\n**{}**\n\n", words.replace("**", "")),
    }
}

/// A film that we can show is shown, anything else becomes a link.
fn film(element: &Element<'_>, losses: &Losses) -> Option<HandlerResult> {
    let written = attribute(element, "src").unwrap_or_default();
    let address = match written.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => written,
    };
    let safe = !address.contains(|c: char| c.is_whitespace() || "<>\"'()`\\".contains(c));
    if let Some(source) = VideoSource::from_address(&address).filter(|_| safe) {
        let shown = match &source {
            VideoSource::File(_) => address.clone(),
            other => other.page(),
        };
        let title = attribute(element, "title").unwrap_or_default();
        let title = title.replace(['"', '\n'], " ");
        let title = match title.trim() {
            "" => String::new(),
            title => format!(" \"{title}\""),
        };
        return Some(format!("\n\n:::video {shown}{title}\n:::\n\n").into());
    }
    lose(
        losses,
        LossKind::Embedded,
        &format!("<{}> {address}", element.tag),
    );
    let linked = safe && address.starts_with("https://");
    Some(
        if linked {
            format!("\n\n<{address}>\n\n")
        } else {
            String::new()
        }
        .into(),
    )
}

fn picture(element: &Element<'_>, losses: &Losses) -> Option<HandlerResult> {
    let source = attribute(element, "src")?;
    let alternative = attribute(element, "alt").unwrap_or_default();
    let alternative = alternative.replace(['[', ']', '\\', '`', '*', '_', '<', '\n', '\r'], " ");
    let alternative = alternative.split_whitespace().collect::<Vec<_>>().join(" ");
    // A picture that is written into the page would be longer than the page.
    if source.starts_with("data:") {
        lose(losses, LossKind::Picture, "data:");
        return Some(alternative.into());
    }
    let source = source.replace(['<', '>', '\n', '\\'], "");
    let target = match source.contains(|c: char| c.is_whitespace() || "()".contains(c)) {
        true => format!("<{source}>"),
        false => source,
    };
    Some(format!("![{alternative}]({target})").into())
}

/// A heading keeps the name that links lead to.
fn heading(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let id = attribute(&element, "id").filter(|id| {
        id.len() <= 100
            && id.starts_with(|c: char| c.is_ascii_alphabetic())
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    });
    let level = element.tag[1..].parse::<usize>().unwrap_or(2);
    let words = handlers.walk_children(element.node).content;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Some(String::new().into());
    }
    let id = id.map_or_else(String::new, |id| format!(" {{#{id}}}"));
    Some(format!("\n\n{} {words}{id}\n\n", "#".repeat(level)).into())
}

fn table(content: &str, losses: &Losses) -> String {
    let (captions, rest) = content.rsplit_once(CAPTION).unwrap_or(("", content));
    let mut text = bold_line(&captions.replace(CAPTION, " "));
    let mut flattened = false;
    let rows: Vec<Vec<String>> = rest
        .split(ROW)
        .map(|row| {
            let mut cells: Vec<&str> = row.split(CELL).collect();
            cells.pop();
            cells
                .into_iter()
                .map(|cell| one_line(cell, &mut flattened))
                .collect()
        })
        .filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty()))
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    // One column or one row is layout, not a table.
    if columns < 2 || rows.len() < 2 {
        for cell in rest.split([ROW, CELL]).map(|cell| cell.trim_matches('\n')) {
            if !cell.trim().is_empty() {
                text.push_str(&format!("\n\n{cell}\n\n"));
            }
        }
        return text;
    }
    if flattened {
        lose(losses, LossKind::Table, &rows[0].join(" | "));
    }
    if text.is_empty() {
        text.push_str("\n\n");
    }
    for (number, row) in rows.iter().enumerate() {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        let cells: Vec<&str> = (0..columns).map(cell).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
        if number == 0 {
            text.push_str(&format!("|{}\n", " --- |".repeat(columns)));
        }
    }
    text.push('\n');
    text
}

/// A cell has one line: paragraphs and lists in it lose their form.
fn one_line(cell: &str, flattened: &mut bool) -> String {
    let lines: Vec<&str> = cell
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    *flattened |= lines.len() > 1;
    let lines: Vec<String> = lines
        .into_iter()
        .map(|line| match line.strip_prefix("- ") {
            Some(item) => format!("• {item}"),
            None => line.to_owned(),
        })
        .collect();
    let mut text = String::new();
    let mut before = ' ';
    for c in lines.join(" ").chars() {
        if c == '|' && before != '\\' {
            text.push('\\');
        }
        text.push(c);
        before = c;
    }
    text
}

#[cfg(test)]
mod tests;
