//! HTML inside of Markdown: what Markdown has becomes Markdown, other tags go away.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::import::edits::Text;
use crate::import::{LossKind, Lost, html};
use crate::markup;

/// Elements of HTML; any other name in angle brackets is a word, such as `<your name>`.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "br",
    "button",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "main",
    "mark",
    "nav",
    "object",
    "ol",
    "option",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Rewrites the HTML of a body.
pub(super) fn rewrite(text: Text, jsx: bool, lost: &mut Lost) -> Text {
    let source = text.as_str();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut block: Option<(Range<usize>, String)> = None;
    let mut in_line = false;
    let mut addresses: Vec<Option<String>> = Vec::new();
    for (event, range) in Parser::new_ext(source, markup::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some((range, String::new())),
            Event::Html(part) => {
                if let Some((_, whole)) = &mut block {
                    whole.push_str(&part);
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some((range, whole)) = block.take() {
                    let number = text.line_at(range.start);
                    edits.extend(block_edit(source, range, &whole, jsx, number, lost));
                }
            }
            Event::Start(Tag::Table(_) | Tag::Heading { .. }) => in_line = true,
            Event::End(TagEnd::Table | TagEnd::Heading(_)) => in_line = false,
            Event::InlineHtml(tag) => {
                let number = text.line_at(range.start);
                let broken = name(&tag).eq_ignore_ascii_case("br");
                if broken && !tag.starts_with("</") {
                    edits.push((range.clone(), line_break(&source[range.end..], in_line)));
                } else if let Some(words) = inline(&tag, jsx, &mut addresses, number, lost) {
                    edits.push((range, words));
                }
            }
            _ => {}
        }
    }
    text.edited(edits)
}

/// What an HTML block becomes; `None` for one that is only a comment, or no HTML.
fn block_edit(
    source: &str,
    range: Range<usize>,
    whole: &str,
    jsx: bool,
    number: usize,
    lost: &mut Lost,
) -> Option<(Range<usize>, String)> {
    let trimmed = whole.trim();
    if trimmed.starts_with("<!--") {
        return None;
    }
    let name = name(trimmed);
    let lower = name.to_ascii_lowercase();
    let component = jsx && name.starts_with(|c: char| c.is_ascii_uppercase());
    if !ELEMENTS.contains(&lower.as_str()) && !component {
        return None;
    }
    let tabs = if component { tabs(trimmed) } else { None };
    let markdown = match tabs {
        Some(tabs) => tabs,
        None => {
            let (markdown, losses) = html::to_markdown(whole);
            if component {
                lost.push((number, LossKind::Template, format!("<{name}>")));
            }
            lost.extend(
                losses
                    .into_iter()
                    .map(|(kind, detail)| (number, kind, detail)),
            );
            markdown
        }
    };
    // Lines after the first one stand in the same list item or quote.
    let line_start = source[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let prefix: String = source[line_start..range.start]
        .chars()
        .map(|c| if c == '>' { '>' } else { ' ' })
        .collect();
    let end = if source[..range.end].ends_with('\n') {
        "\n"
    } else {
        ""
    };
    let separated = format!("{}\n", markdown.trim_matches('\n'));
    let lines: Vec<&str> = separated.lines().collect();
    let mut text = lines.join(&format!("\n{prefix}"));
    // Markdown goes on after the block: a blank line keeps the two apart.
    text.push_str(end);
    if !markdown.trim().is_empty() && !end.is_empty() {
        text.push_str(prefix.trim_end());
        text.push('\n');
    }
    Some((range, text))
}

/// `<Tabs>` and `<TabItem label="Name">`, which we have too.
fn tabs(tag: &str) -> Option<String> {
    let mut text = String::new();
    for line in tag.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with("<TabItem") && line.ends_with('>') {
            let label = ["label=\"", "value=\""].iter().find_map(|mark| {
                let (_, rest) = line.split_once(mark)?;
                rest.split('"').next()
            });
            text.push_str(&format!(":::tab {}\n\n", label.unwrap_or("…")));
        } else if line.starts_with("<Tabs") && line.ends_with('>') {
            text.push_str(":::tabs\n");
        } else if line == "</TabItem>" || line == "</Tabs>" {
            text.push_str(":::\n");
        } else {
            return None;
        }
    }
    (!text.is_empty()).then_some(text)
}

/// A break is a backslash at the end of a line, but not at the end of a paragraph.
fn line_break(after: &str, in_line: bool) -> String {
    if in_line {
        return " ".to_owned();
    }
    let rest = after.trim_start_matches([' ', '\t']);
    match rest.strip_prefix('\n') {
        Some(next)
            if next
                .lines()
                .next()
                .is_none_or(|line| line.trim().is_empty()) =>
        {
            String::new()
        }
        Some(_) if rest.len() == after.len() => "\\".to_owned(),
        None if rest.is_empty() => String::new(),
        _ => "\\\n".to_owned(),
    }
}

/// What a tag inside of a line becomes; `None` leaves it as it is.
fn inline(
    tag: &str,
    jsx: bool,
    addresses: &mut Vec<Option<String>>,
    number: usize,
    lost: &mut Lost,
) -> Option<String> {
    if tag.starts_with("<!--") {
        return None;
    }
    let closes = tag.starts_with("</");
    let written = name(tag);
    let lower = written.to_ascii_lowercase();
    let component = jsx && written.starts_with(|c: char| c.is_ascii_uppercase());
    if component {
        lost.push((number, LossKind::Template, tag.to_owned()));
        return Some(String::new());
    }
    if !ELEMENTS.contains(&lower.as_str()) {
        return None;
    }
    Some(match lower.as_str() {
        "b" | "strong" => "**".to_owned(),
        "i" | "em" => "*".to_owned(),
        "code" | "kbd" | "samp" | "tt" => "`".to_owned(),
        "del" | "s" | "strike" => "~~".to_owned(),
        "wbr" => String::new(),
        "a" if closes => match addresses.pop().flatten() {
            Some(address) => format!("]({address})"),
            None => String::new(),
        },
        "a" => {
            let address =
                value(tag, "href").filter(|address| !address.contains(['(', ')', ' ', '<', '>']));
            let opening = if address.is_some() { "[" } else { "" };
            addresses.push(address);
            opening.to_owned()
        }
        "img" => {
            let (markdown, losses) = html::to_markdown(tag);
            lost.extend(
                losses
                    .into_iter()
                    .map(|(kind, detail)| (number, kind, detail)),
            );
            markdown
        }
        "span" | "u" | "font" | "small" | "big" | "center" | "p" | "div" => String::new(),
        _ => {
            if !closes {
                lost.push((number, LossKind::Tag, tag.to_owned()));
            }
            String::new()
        }
    })
}

fn name(tag: &str) -> &str {
    let rest = tag.trim_start_matches('<').trim_start_matches('/');
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    &rest[..end]
}

fn value(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next().map(str::to_owned)
}
