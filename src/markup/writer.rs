//! Walks the Markdown once and writes HTML, contents, sections and twin.

mod blocks;
mod containers;
mod footnotes;
mod headings;
mod inline;

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

use crate::content::{Heading, Section};
use crate::diagnostic::{Code, Diagnostic};
use crate::i18n::{Messages, text};
use crate::locale::Locale;
use crate::markup::directive::{self, Marked};
use crate::markup::twin::Edits;
use crate::markup::{Document, MAX_PROBLEMS, Resolve, escape_attribute, escape_text, proof, slug};

use blocks::Table;
use containers::Container;
use footnotes::Footnotes;
use headings::OpenHeading;
use inline::{HtmlBlock, Image, Link};

/// Deeper than people write; browsers and our own stack stay well.
const MAX_DEPTH: usize = 64;

/// What one document became.
#[derive(Debug, Default)]
pub struct Rendered {
    /// Safe HTML: only elements of ours, text escaped, addresses judged.
    pub html: String,
    pub outline: Vec<Heading>,
    pub sections: Vec<Section>,
    pub markdown: String,
    /// URLs of the pictures shown.
    pub pictures: Vec<String>,
    pub problems: Vec<Diagnostic>,
    steps: Vec<StepMark>,
}

/// A section of level 2, as tours are cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub title: String,
    pub html: String,
    /// The heading's `target` attribute.
    pub target: Option<String>,
}

#[derive(Debug)]
struct StepMark {
    title: String,
    target: Option<String>,
    heading: Range<usize>,
}

impl Rendered {
    /// Cuts the HTML at its headings of level 2.
    pub fn steps(&self) -> Vec<Step> {
        let ends = self.steps.iter().skip(1).map(|step| step.heading.start);
        self.steps
            .iter()
            .zip(ends.chain([self.html.len()]))
            .map(|(mark, end)| Step {
                title: mark.title.clone(),
                html: self.html[mark.heading.end..end].trim().to_owned(),
                target: mark.target.clone(),
            })
            .collect()
    }
}

/// Renders a document whose page is headed by `title`.
///
/// A first heading that only repeats the title is dropped, and headings of level 1
/// move down by one: the page has its title for that.
pub fn render(
    document: &Document,
    title: &str,
    resolve: &dyn Resolve,
    messages: &Messages,
    locale: Locale,
) -> Rendered {
    let (marked, mut problems) = directive::mark(document);
    let parser = Parser::new_ext(&marked.text, options());
    let definitions: Vec<Range<usize>> = parser
        .reference_definitions()
        .iter()
        .map(|(_, definition)| definition.span.clone())
        .collect();
    let mut events: Vec<(Event<'_>, Range<usize>)> =
        TextMergeWithOffset::new(parser.into_offset_iter()).collect();
    let repeated = drop_repeated_title(&mut events, title);
    let shift = u8::from(events.iter().any(
        |(event, _)| matches!(event, Event::Start(Tag::Heading { level, .. }) if *level as u8 == 1),
    ));
    problems.extend(proof::read(&events, document, &marked, locale, shift));
    let mut writer = Writer {
        document,
        marked: &marked,
        resolve,
        messages,
        locale,
        shift,
        out: String::with_capacity(marked.text.len() * 2),
        plain: String::new(),
        section: Section::default(),
        done: Rendered {
            problems,
            ..Rendered::default()
        },
        edits: Edits::default(),
        anchors: HashMap::new(),
        depth: 0,
        heading: None,
        levels: Vec::new(),
        links: Vec::new(),
        image: None,
        html_block: None,
        table: None,
        containers: Vec::new(),
        tab_groups: 0,
        shows_picture: false,
        footnotes: Footnotes::default(),
    };
    for range in definitions.into_iter().chain(repeated) {
        let range = marked.in_document(document, range);
        writer.edits.replace(range, "");
    }
    for (event, range) in events {
        if writer.depth > MAX_DEPTH {
            let range = marked.in_document(document, range);
            writer
                .done
                .problems
                .push(document.diagnostic(Code::TooDeep, range));
            break;
        }
        writer.event(event, range);
    }
    writer.finish()
}

/// The text of the first heading, for articles without a title.
pub fn title_of(document: &Document) -> Option<String> {
    let mut title: Option<String> = None;
    for event in Parser::new_ext(document.text(), options()) {
        match (event, &mut title) {
            (Event::Start(Tag::Heading { .. }), title @ None) => *title = Some(String::new()),
            (Event::Text(text) | Event::Code(text), Some(title)) => title.push_str(&text),
            (Event::End(TagEnd::Heading(_)), Some(_)) => break,
            _ => {}
        }
    }
    title
        .map(|title| title.trim().to_owned())
        .filter(|title| !title.is_empty())
}

pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// Takes a first heading of level 1 away that says what the title says.
fn drop_repeated_title(
    events: &mut Vec<(Event<'_>, Range<usize>)>,
    title: &str,
) -> Option<Range<usize>> {
    let (Event::Start(Tag::Heading { level, .. }), range) = events.first()? else {
        return None;
    };
    if *level as u8 != 1 {
        return None;
    }
    let range = range.clone();
    let end = events
        .iter()
        .position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))))?;
    let heading: String = events[..end]
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect();
    if slug(&heading) != slug(title) {
        return None;
    }
    events.drain(..=end);
    Some(range)
}

struct Writer<'a> {
    document: &'a Document,
    marked: &'a Marked,
    resolve: &'a dyn Resolve,
    messages: &'a Messages,
    locale: Locale,
    /// How many levels headings move down.
    shift: u8,
    out: String,
    /// Plain text of the section so far.
    plain: String,
    section: Section,
    done: Rendered,
    edits: Edits,
    /// How often each anchor was given.
    anchors: HashMap<String, usize>,
    depth: usize,
    heading: Option<OpenHeading>,
    /// Of the headings around this place: the level that is written, and the one that is shown.
    levels: Vec<(u8, u8)>,
    links: Vec<Link>,
    image: Option<Image>,
    html_block: Option<HtmlBlock>,
    table: Option<Table>,
    containers: Vec<Container>,
    tab_groups: usize,
    /// Whether a picture stands on the page already.
    shows_picture: bool,
    footnotes: Footnotes,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        for link in &mut self.links {
            link.saw(&event, &range);
        }
        if self.image.is_some() {
            return self.image_event(event);
        }
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.start(tag, range);
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag, range);
            }
            Event::Text(text) => match &mut self.html_block {
                Some(block) => block.push(&text, range),
                None => self.text(&text, range),
            },
            Event::Html(html) => match &mut self.html_block {
                Some(block) => block.push(&html, range),
                None => self.inline_html(&html, range),
            },
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::Code(code) => self.code(&code, range),
            Event::SoftBreak => self.say("\n"),
            Event::HardBreak => {
                self.out.push_str("<br>\n");
                self.plain.push(' ');
            }
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.say(&text),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading {
                level, id, attrs, ..
            } => self.start_heading(level as u8, id, attrs),
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => self.html_block = Some(HtmlBlock::starting(range)),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::Item => {
                self.out.push_str("<li>");
                self.expect_spot();
            }
            Tag::FootnoteDefinition(label) => self.start_footnote(&label),
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => {
                let label = match self.done.outline.last() {
                    Some(heading) => {
                        let heading = heading.text.as_str();
                        text::markup_table_in(self.messages, self.locale, heading)
                    }
                    None => text::markup_table(self.messages, self.locale),
                };
                // Focus scrolls it; a group is no landmark, of which a page would have too many.
                self.out
                    .push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
                escape_attribute(&mut self.out, &label);
                self.out.push_str("\"><table>\n");
                self.table = Some(Table {
                    alignments,
                    column: 0,
                    head: false,
                });
            }
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
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => self.start_link(link_type, &dest_url, range),
            Tag::Image { dest_url, .. } => self.start_image(&dest_url, range),
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.close("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(Some(_)) => self.close("</div>\n"),
            TagEnd::BlockQuote(None) => self.close("</blockquote>\n"),
            TagEnd::CodeBlock => self.close("</code></pre>\n"),
            TagEnd::HtmlBlock => self.end_html_block(),
            TagEnd::List(true) => self.close("</ol>\n"),
            TagEnd::List(false) => self.close("</ul>\n"),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::DefinitionList => self.close("</dl>\n"),
            TagEnd::DefinitionListTitle => self.close("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.close("</dd>\n"),
            TagEnd::Table => {
                self.table = None;
                self.close("</tbody></table></div>\n");
            }
            TagEnd::TableHead => self.close("</tr></thead>\n<tbody>\n"),
            TagEnd::TableRow => self.close("</tr>\n"),
            TagEnd::TableCell => {
                self.report_torn_link(&range);
                let head = self.table.as_ref().is_some_and(|table| table.head);
                // The corner above row names heads nothing.
                let empty =
                    head && self.out.ends_with('>') && self.out.rfind("<th") == self.out.rfind('<');
                if let Some(start) = self.out.rfind("<th").filter(|_| empty) {
                    self.out.truncate(start);
                    self.close("<td></td>");
                } else {
                    self.close(if head { "</th>" } else { "</td>" });
                }
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => self.end_link(range),
            TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Ends a block: words on either side of it are not one word.
    fn close(&mut self, tag: &str) {
        self.out.push_str(tag);
        self.plain.push('\n');
    }

    /// Writes text for readers and for search.
    fn say(&mut self, text: &str) {
        escape_text(&mut self.out, text);
        self.plain.push_str(text);
    }

    fn report(&mut self, code: Code, range: Range<usize>) -> &mut Diagnostic {
        let range = self.marked.in_document(self.document, range);
        if self.done.problems.len() > MAX_PROBLEMS {
            self.done.problems.truncate(MAX_PROBLEMS);
        }
        self.done
            .problems
            .push(self.document.diagnostic(code, range));
        let last = self.done.problems.len() - 1;
        &mut self.done.problems[last]
    }

    fn finish(mut self) -> Rendered {
        while !self.containers.is_empty() {
            self.close_container();
        }
        self.write_footnotes();
        self.finish_section();
        // A copy takes what it needs. Shrinking leaves up to half of the room where it is, and it
        // stays for as long as the edition does.
        self.done.html = self.out.as_str().to_owned();
        self.done.markdown = self.edits.apply(self.document.text());
        self.done
    }
}
