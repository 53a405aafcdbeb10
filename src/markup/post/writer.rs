//! Walks the Markdown of a member once and writes HTML and plain text.

mod links;
mod tables;

use std::collections::HashMap;

use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use crate::i18n::text;
use crate::markup::{escape_attribute, escape_text};

use super::words::{self, Word};
use super::{Attached, MAX_DEPTH, MAX_HTML, MAX_LINKS, Place, Refused, Rendered};

use links::{Image, Link};
use tables::Table;

/// Longer names of languages are none.
const MAX_LANGUAGE: usize = 20;

pub(super) fn write(text: &str, place: &impl Place) -> Result<(Rendered, usize), Refused> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut writer = Writer {
        place,
        out: String::with_capacity(text.len() * 2),
        plain: String::with_capacity(text.len()),
        depth: 0,
        links: Vec::new(),
        image: None,
        code: false,
        table: None,
        members: HashMap::new(),
        member_links: 0,
        all_links: 0,
        uploads: HashMap::new(),
        done: Rendered::default(),
        steps: 0,
    };
    for event in TextMergeStream::new(Parser::new_ext(text, options)) {
        writer.steps += 1;
        writer.event(event);
        writer.within_limits()?;
    }
    let mut done = writer.done;
    done.html = writer.out;
    done.plain = writer.plain.trim().to_owned();
    Ok((done, writer.steps))
}

struct Writer<'a, P> {
    place: &'a P,
    out: String,
    plain: String,
    depth: usize,
    links: Vec<Link>,
    image: Option<Image>,
    /// In a block of code, or of HTML that is shown as one.
    code: bool,
    table: Option<Table>,
    /// The profile of each member that was asked for.
    members: HashMap<String, Option<String>>,
    member_links: usize,
    all_links: usize,
    /// What each key that was asked for stands for.
    uploads: HashMap<String, Option<Attached>>,
    done: Rendered,
    steps: usize,
}

impl<P: Place> Writer<'_, P> {
    fn within_limits(&self) -> Result<(), Refused> {
        let inside = self.image.as_ref().map_or(0, |image| image.depth);
        if self.depth + inside > MAX_DEPTH {
            Err(Refused::TooDeep)
        } else if self.all_links > MAX_LINKS {
            Err(Refused::TooManyLinks)
        } else if self.out.len() > MAX_HTML {
            Err(Refused::TooLarge)
        } else {
            Ok(())
        }
    }

    fn event(&mut self, event: Event<'_>) {
        if self.image.is_some() {
            return self.image_event(event);
        }
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.start(tag);
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag);
            }
            Event::Text(text) if self.code || !self.links.is_empty() => self.say(&text),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.say(&code);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.say(&html),
            Event::SoftBreak => self.say("\n"),
            Event::HardBreak => {
                self.out.push_str("<br>\n");
                self.plain.push('\n');
            }
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            // None of these is switched on.
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.say(&text);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, .. } => {
                self.out.push('<');
                self.out.push_str(lowered(level));
                self.out.push('>');
            }
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            // Whoever forgets the fence around HTML sees it as if it were there.
            Tag::HtmlBlock => self.start_code(&CodeBlockKind::Indented),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::Item => self.out.push_str("<li>"),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => {
                self.out.push_str("<thead><tr>");
                self.start_row(true);
            }
            Tag::TableRow => {
                self.out.push_str("<tr>");
                self.start_row(false);
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => match link_type {
                LinkType::Email => self.start_link(&format!("mailto:{dest_url}")),
                _ => self.start_link(&dest_url),
            },
            Tag::Image { dest_url, .. } => {
                self.image = Some(Image {
                    written: dest_url.into_string(),
                    alt: String::new(),
                    depth: 0,
                });
            }
            // None of these is switched on.
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close("</p>\n"),
            TagEnd::Heading(level) => {
                self.out.push_str("</");
                self.out.push_str(lowered(level));
                self.close(">\n");
            }
            TagEnd::BlockQuote(_) => self.close("</blockquote>\n"),
            TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.code = false;
                self.close("</code></pre>\n");
            }
            TagEnd::List(true) => self.close("</ol>\n"),
            TagEnd::List(false) => self.close("</ul>\n"),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::Table => {
                self.table = None;
                self.close("</tbody></table></div>\n");
            }
            TagEnd::TableHead => self.close("</tr></thead>\n<tbody>\n"),
            TagEnd::TableRow => self.close("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Ends a block: words on either side of it are not one word.
    fn close(&mut self, tag: &str) {
        self.out.push_str(tag);
        if !self.plain.ends_with('\n') {
            self.plain.push('\n');
        }
    }

    /// Writes text, escaped, and the same as plain text.
    fn say(&mut self, text: &str) {
        escape_text(&mut self.out, text);
        self.plain.push_str(text);
    }

    /// Text in which addresses and members are found.
    fn text(&mut self, text: &str) {
        let before = self.plain.chars().next_back();
        words::split(text, before, |word| {
            self.steps += 1;
            match word {
                Word::Text(text) => self.say(text),
                Word::Address(written) => self.bare(written),
                Word::Handle(name) => self.member(name),
            }
        });
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.code = true;
        self.out.push_str("<pre tabindex=\"0\"><code");
        if let CodeBlockKind::Fenced(info) = kind {
            let language = info.split([' ', ',', '{']).next().unwrap_or_default();
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '#' | '.');
            if (1..=MAX_LANGUAGE).contains(&language.len()) && language.chars().all(plain) {
                self.out.push_str(" class=\"language-");
                self.out.push_str(&language.to_ascii_lowercase());
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    fn task(&mut self, done: bool) {
        let (messages, locale) = self.place.messages();
        let (sign, label) = match done {
            true => ("☑", text::markup_task_done(messages, locale)),
            false => ("☐", text::markup_task_open(messages, locale)),
        };
        self.out
            .push_str("<span class=\"task\" role=\"img\" aria-label=\"");
        escape_attribute(&mut self.out, &label);
        self.out.push_str(&format!("\">{sign}</span> "));
    }
}

/// The page has its title and the post has its own: what members head starts below.
fn lowered(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h3",
        HeadingLevel::H2 => "h4",
        HeadingLevel::H3 => "h5",
        _ => "h6",
    }
}
