//! Walks the Markdown once and writes HTML, contents, sections and twin.

mod containers;
mod inline;

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd,
    TextMergeWithOffset,
};

use crate::content::{Heading, Section};
use crate::diagnostic::{Code, Diagnostic};
use crate::i18n::{Messages, text};
use crate::locale::Locale;
use crate::markup::directive::{self, Marked};
use crate::markup::twin::Edits;
use crate::markup::{Document, MAX_PROBLEMS, Resolve, escape_attribute, escape_text, slug};

use containers::Container;
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
    let (marked, problems) = directive::mark(document);
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
        links: Vec::new(),
        image: None,
        html_block: None,
        table: None,
        containers: Vec::new(),
        tab_groups: 0,
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

fn options() -> Options {
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
    links: Vec<Link>,
    image: Option<Image>,
    html_block: Option<HtmlBlock>,
    table: Option<Table>,
    containers: Vec<Container>,
    tab_groups: usize,
    footnotes: Footnotes,
}

struct OpenHeading {
    level: u8,
    id: Option<String>,
    target: Option<String>,
    /// Where the heading, and where its content, starts in `out`.
    start: usize,
}

struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

/// A note is written apart, with containers of its own.
struct OpenFootnote {
    label: String,
    /// What was written, and which containers were open, before it.
    before: String,
    containers: Vec<Container>,
}

/// Notes are numbered as they are first referred to, and written at the end.
#[derive(Default)]
struct Footnotes {
    numbers: HashMap<String, usize>,
    references: HashMap<String, usize>,
    written: Vec<(String, String)>,
    open: Option<OpenFootnote>,
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
            Event::Code(code) => self.code(&code),
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
                let label = text::markup_table(self.messages, self.locale);
                self.out
                    .push_str("<section class=\"table\" tabindex=\"0\" aria-label=\"");
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
                self.close("</tbody></table></section>\n");
            }
            TagEnd::TableHead => self.close("</tr></thead>\n<tbody>\n"),
            TagEnd::TableRow => self.close("</tr>\n"),
            TagEnd::TableCell => {
                let head = self.table.as_ref().is_some_and(|table| table.head);
                self.close(if head { "</th>" } else { "</td>" });
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

    fn start_heading(
        &mut self,
        level: u8,
        id: Option<CowStr<'_>>,
        attributes: Vec<(CowStr<'_>, Option<CowStr<'_>>)>,
    ) {
        self.finish_section();
        let target = attributes
            .into_iter()
            .find(|(name, _)| name.as_ref() == "target")
            .and_then(|(_, value)| value.map(|value| value.trim_matches('"').to_owned()));
        self.heading = Some(OpenHeading {
            level: (level + self.shift).min(6),
            id: id.map(|id| slug(&id)).filter(|id| !id.is_empty()),
            target,
            start: self.out.len(),
        });
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else {
            return;
        };
        let content = self.out.split_off(heading.start);
        let title = squeeze(&std::mem::take(&mut self.plain));
        let wished = heading.id.unwrap_or_else(|| slug(&title));
        let anchor = self.anchor(&wished);
        let level = heading.level;
        let label = text::markup_section_link(self.messages, self.locale, title.as_str());
        self.out.push_str(&format!("<h{level} id=\"{anchor}\">{content} <a class=\"anchor\" href=\"#{anchor}\" aria-label=\""));
        escape_attribute(&mut self.out, &label);
        self.out.push_str(&format!("\">#</a></h{level}>\n"));
        if level == 2 && self.footnotes.open.is_none() {
            self.done.steps.push(StepMark {
                title: title.clone(),
                target: heading.target,
                heading: heading.start..self.out.len(),
            });
        }
        self.done.outline.push(Heading {
            level,
            anchor: anchor.clone(),
            text: title.clone(),
        });
        self.section = Section {
            anchor,
            heading: title,
            text: String::new(),
        };
    }

    /// A name that no heading of this page has yet; the first of a name keeps it.
    fn anchor(&mut self, wished: &str) -> String {
        let base = if wished.is_empty() { "section" } else { wished };
        let mut anchor = base.to_owned();
        loop {
            let times = self.anchors.entry(anchor.clone()).or_default();
            *times += 1;
            match *times {
                1 => return anchor,
                times => anchor = format!("{base}-{times}"),
            }
        }
    }

    fn finish_section(&mut self) {
        let text = squeeze(&std::mem::take(&mut self.plain));
        let mut section = std::mem::take(&mut self.section);
        section.text = text;
        if !section.anchor.is_empty() || !section.text.is_empty() {
            self.done.sections.push(section);
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            return self.out.push_str("<blockquote>\n");
        };
        let (class, label) = match kind {
            BlockQuoteKind::Note => ("note", text::markup_note(self.messages, self.locale)),
            BlockQuoteKind::Tip => ("tip", text::markup_tip(self.messages, self.locale)),
            BlockQuoteKind::Important => (
                "important",
                text::markup_important(self.messages, self.locale),
            ),
            BlockQuoteKind::Warning => {
                ("warning", text::markup_warning(self.messages, self.locale))
            }
            BlockQuoteKind::Caution => {
                ("caution", text::markup_caution(self.messages, self.locale))
            }
        };
        self.out.push_str(&format!(
            "<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-title\">"
        ));
        escape_text(&mut self.out, &label);
        self.out.push_str("</p>\n");
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.out.push_str("<pre tabindex=\"0\"><code");
        if let CodeBlockKind::Fenced(info) = kind {
            let language = info.split([' ', ',', '{']).next().unwrap_or_default();
            if !language.is_empty() {
                self.out.push_str(" class=\"language-");
                escape_attribute(&mut self.out, language);
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    fn start_row(&mut self, head: bool) {
        if let Some(table) = &mut self.table {
            table.column = 0;
            table.head = head;
        }
    }

    fn start_cell(&mut self) {
        let Some(table) = &mut self.table else {
            return;
        };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        table.column += 1;
        match table.head {
            true => self.out.push_str(&format!("<th scope=\"col\"{class}>")),
            false => self.out.push_str(&format!("<td{class}>")),
        }
    }

    fn task(&mut self, done: bool) {
        let (sign, label) = match done {
            true => ("☑", text::markup_task_done(self.messages, self.locale)),
            false => ("☐", text::markup_task_open(self.messages, self.locale)),
        };
        self.out
            .push_str("<span class=\"task\" role=\"img\" aria-label=\"");
        escape_attribute(&mut self.out, &label);
        self.out.push_str(&format!("\">{sign}</span> "));
    }

    fn footnote_reference(&mut self, label: &str) {
        let next = self.footnotes.numbers.len() + 1;
        let number = *self
            .footnotes
            .numbers
            .entry(label.to_owned())
            .or_insert(next);
        let times = self
            .footnotes
            .references
            .entry(label.to_owned())
            .or_default();
        *times += 1;
        let id = match *times {
            1 => String::new(),
            _ => format!(" id=\"fnref-{number}-{times}\""),
        };
        let id = if id.is_empty() {
            format!(" id=\"fnref-{number}\"")
        } else {
            id
        };
        self.out.push_str(&format!(
            "<sup class=\"footnote\"><a href=\"#fn-{number}\"{id}>{number}</a></sup>"
        ));
    }

    fn start_footnote(&mut self, label: &str) {
        self.footnotes.open = Some(OpenFootnote {
            label: label.to_owned(),
            before: std::mem::take(&mut self.out),
            containers: std::mem::take(&mut self.containers),
        });
    }

    fn end_footnote(&mut self) {
        while !self.containers.is_empty() {
            self.close_container();
        }
        if let Some(open) = self.footnotes.open.take() {
            let note = std::mem::replace(&mut self.out, open.before);
            self.containers = open.containers;
            self.footnotes.written.push((open.label, note));
        }
    }

    fn write_footnotes(&mut self) {
        let mut notes: Vec<(usize, String)> = std::mem::take(&mut self.footnotes.written)
            .into_iter()
            .filter_map(|(label, note)| Some((*self.footnotes.numbers.get(&label)?, note)))
            .collect();
        if notes.is_empty() {
            return;
        }
        notes.sort_by_key(|(number, _)| *number);
        let label = text::markup_footnotes(self.messages, self.locale);
        let back = text::markup_footnote_back(self.messages, self.locale);
        self.out
            .push_str("<section class=\"footnotes\" aria-label=\"");
        escape_attribute(&mut self.out, &label);
        self.out.push_str("\"><ol>\n");
        for (number, note) in notes {
            let note = note.trim_end();
            let body = note.strip_suffix("</p>").unwrap_or(note);
            let end = if body.len() < note.len() { "</p>" } else { "" };
            self.out.push_str(&format!(
                "<li id=\"fn-{number}\" value=\"{number}\">{body} <a href=\"#fnref-{number}\" aria-label=\""
            ));
            escape_attribute(&mut self.out, &back);
            self.out.push_str(&format!("\">↩</a>{end}</li>\n"));
        }
        self.out.push_str("</ol></section>\n");
    }

    fn finish(mut self) -> Rendered {
        while !self.containers.is_empty() {
            self.close_container();
        }
        self.write_footnotes();
        self.finish_section();
        self.done.html = self.out;
        self.done.markdown = self.edits.apply(self.document.text());
        self.done
    }
}

/// Runs of white space as one space.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
