//! Text, links, pictures, terms and raw HTML.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, TagEnd};

use crate::content::Size;
use crate::diagnostic::Code;
use crate::markup::directive::Marker;
use crate::markup::{LinkTarget, PictureTarget, TermTarget, escape_attribute, escape_text};

use super::Writer;

/// A link between its start and its end.
pub(super) struct Link {
    link_type: LinkType,
    whole: Range<usize>,
    inner: Option<Range<usize>>,
    /// What it leads to; `None` where it became text.
    url: Option<String>,
    /// The twin keeps the link as it is written.
    kept: bool,
}

impl Link {
    /// Notes how far the link's own text goes.
    pub(super) fn saw(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if matches!(event, Event::End(TagEnd::Link)) && *range == self.whole {
            return;
        }
        let inner = self.inner.get_or_insert_with(|| range.clone());
        inner.end = inner.end.max(range.end);
    }
}

/// A picture while its alternative text is read.
pub(super) struct Image {
    written: String,
    range: Range<usize>,
    alt: String,
    /// Pictures inside of the alternative text of pictures.
    depth: usize,
}

/// Where a written address leads, judged by a URL parser.
enum Address {
    /// Of the web, mail or telephone.
    Outside(String),
    /// `#section` of the same page.
    Anchor(String),
    Relative,
    /// `javascript:` and everything else that is not for readers to follow.
    Refused,
}

fn address(written: &str) -> Address {
    let written = written.trim();
    if let Some(anchor) = written.strip_prefix('#') {
        return Address::Anchor(anchor.to_owned());
    }
    if written.starts_with("//") || written.contains('\\') {
        return Address::Refused;
    }
    match url::Url::parse(written) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "mailto" | "tel") => {
            Address::Outside(url.to_string())
        }
        Ok(_) => Address::Refused,
        Err(url::ParseError::RelativeUrlWithoutBase) => Address::Relative,
        Err(_) => Address::Refused,
    }
}

impl Writer<'_> {
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        if !text.contains("{term:") || self.heading.is_some() || !self.links.is_empty() {
            return self.say(text);
        }
        let range = self.marked.in_document(self.document, range);
        let mut from = range.start;
        let mut rest = text;
        while let Some((before, key, after)) = next_term(rest) {
            self.say(before);
            let marker = format!("{{term:{key}}}");
            let source = self
                .document
                .text()
                .get(from..range.end)
                .unwrap_or_default();
            let at = source.find(&marker).map_or(from, |at| from + at);
            let place = at..(at + marker.len()).min(range.end);
            from = place.end;
            self.term(key, &marker, place);
            rest = after;
        }
        self.say(rest);
    }

    fn term(&mut self, key: &str, marker: &str, place: Range<usize>) {
        match self.resolve.term(key, place.clone()) {
            TermTarget::Known { title, text } => {
                self.out.push_str("<span class=\"term\" tabindex=\"0\">");
                self.say(&title);
                self.out
                    .push_str("<span class=\"term-text\" role=\"tooltip\">");
                escape_text(&mut self.out, &text);
                self.out.push_str("</span></span>");
                self.edits.replace(place, title);
            }
            TermTarget::Nothing => self.say(marker),
        }
    }

    pub(super) fn code(&mut self, code: &str, range: Range<usize>) {
        if self.take_spot(code) {
            let mut place = self.marked.in_document(self.document, range);
            let rest = self.document.text().get(place.end..).unwrap_or_default();
            place.end += usize::from(rest.starts_with(' '));
            return self.edits.replace(place, "");
        }
        self.out.push_str("<code>");
        self.say(code);
        self.out.push_str("</code>");
    }

    pub(super) fn start_link(&mut self, link_type: LinkType, written: &str, range: Range<usize>) {
        let place = self.marked.in_document(self.document, range.clone());
        let reference = matches!(
            link_type,
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
        );
        let mut kept = false;
        let mut label = None;
        let url = if let LinkType::WikiLink { has_pothole } = link_type {
            // In a table the bar between id and text is written `\|`.
            let written = match self.table.is_some() && has_pothole {
                true => written.strip_suffix('\\').unwrap_or(written),
                false => written,
            };
            match self.resolve.id(written, place) {
                LinkTarget::Page { url, title } => {
                    label = (!has_pothole).then_some(title);
                    Some(url)
                }
                LinkTarget::File { url } => Some(url),
                LinkTarget::Nothing => None,
            }
        } else {
            match address(written) {
                Address::Outside(url) => {
                    kept = !reference;
                    Some(match link_type {
                        LinkType::Email => format!("mailto:{written}"),
                        _ => url,
                    })
                }
                Address::Anchor(anchor) => {
                    self.resolve.section(&anchor, place);
                    kept = !reference;
                    Some(format!("#{anchor}"))
                }
                Address::Relative if link_type == LinkType::Email => {
                    kept = true;
                    Some(format!("mailto:{written}"))
                }
                Address::Relative => match self.resolve.link(written, place) {
                    LinkTarget::Page { url, .. } => Some(url),
                    LinkTarget::File { url } => {
                        self.done.pictures.push(url.clone());
                        Some(url)
                    }
                    LinkTarget::Nothing => None,
                },
                Address::Refused => {
                    let problem = self.report(Code::BrokenLink, range.clone());
                    problem.arguments.push(("target", written.to_owned()));
                    None
                }
            }
        };
        if let Some(url) = &url {
            self.out.push_str("<a href=\"");
            escape_attribute(&mut self.out, url);
            self.out.push_str(match url.contains("://") {
                true => "\" rel=\"noopener\">",
                false => "\">",
            });
        }
        self.links.push(Link {
            link_type,
            whole: range,
            inner: None,
            url,
            kept,
        });
        if let Some(title) = label {
            // The name that stands in the brackets is the id: the title says more.
            self.say(&title);
            self.image = Some(Image {
                written: String::new(),
                range: 0..0,
                alt: title,
                depth: 0,
            });
        }
    }

    /// Says of a cell that ends in `[[KB-000012` that its bar ended the cell, not the id.
    pub(super) fn report_torn_link(&mut self, cell: &Range<usize>) {
        let text = &self.marked.text;
        let Some(open) = text[cell.clone()].rfind("[[").map(|at| cell.start + at) else {
            return;
        };
        let line = text[open..].lines().next().unwrap_or_default();
        let link = line.find("]]").map(|close| &line[..close + 2]);
        let torn = link.and_then(|link| link.split_once('|').map(|parts| (link, parts)));
        let Some((link, (id, label))) = torn else {
            return;
        };
        if id.ends_with('\\') || open + id.len() < cell.end || label.contains(['|', '[']) {
            return;
        }
        let (written, mended) = (id.to_owned(), format!("{id}\\|{label}"));
        let range = open..open + link.len();
        let link = link.to_owned();
        let place = self.marked.in_document(self.document, range.clone());
        let mend = self.document.mend(place, &link, &mended);
        let problem = self.report(Code::BrokenLink, range);
        problem.arguments.push(("target", written));
        problem.near = Some(mended);
        problem.mend = mend;
    }

    pub(super) fn end_link(&mut self, _range: Range<usize>) {
        let Some(link) = self.links.pop() else {
            return;
        };
        if link.url.is_some() {
            self.out.push_str("</a>");
        }
        if link.kept || matches!(link.link_type, LinkType::Autolink | LinkType::Email) {
            return;
        }
        let whole = self.marked.in_document(self.document, link.whole);
        let Some(inner) = link.inner else {
            return self.edits.replace(whole, "");
        };
        let inner = self.marked.in_document(self.document, inner);
        let absolute = link.url.map(|url| self.resolve.absolute(&url));
        match (absolute, link.link_type) {
            (Some(url), LinkType::WikiLink { .. }) => {
                self.edits.replace(whole.start..inner.start, "[");
                self.edits
                    .replace(inner.end..whole.end, format!("]({url})"));
            }
            (Some(url), _) => {
                self.edits
                    .replace(inner.end..whole.end, format!("]({url})"));
            }
            (None, _) => {
                self.edits.replace(whole.start..inner.start, "");
                self.edits.replace(inner.end..whole.end, "");
            }
        }
    }

    pub(super) fn start_image(&mut self, written: &str, range: Range<usize>) {
        self.image = Some(Image {
            written: written.to_owned(),
            range,
            alt: String::new(),
            depth: 0,
        });
    }

    /// Collects alternative text until the picture, or the replaced link text, ends.
    pub(super) fn image_event(&mut self, event: Event<'_>) {
        let Some(image) = &mut self.image else {
            return;
        };
        let replaces_link_text = image.range.is_empty();
        match event {
            Event::Start(_) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth == 0 => {
                if let Some(image) = self.image.take() {
                    self.end_image(&image);
                }
            }
            Event::End(TagEnd::Link) if replaces_link_text && image.depth == 0 => {
                if let Some(image) = self.image.take() {
                    self.end_titled_link(&image.alt);
                }
            }
            Event::End(_) => image.depth = image.depth.saturating_sub(1),
            _ if replaces_link_text => {}
            Event::Text(text) | Event::Code(text) => image.alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    /// Ends `[[KB-000012]]`, whose text is the title of what it leads to.
    fn end_titled_link(&mut self, title: &str) {
        self.depth = self.depth.saturating_sub(1);
        if let Some(link) = self.links.pop()
            && let Some(url) = link.url
        {
            self.out.push_str("</a>");
            let whole = self.marked.in_document(self.document, link.whole);
            let url = self.resolve.absolute(&url);
            self.edits.replace(whole, format!("[{title}]({url})"));
        }
    }

    fn end_image(&mut self, image: &Image) {
        let place = self.marked.in_document(self.document, image.range.clone());
        let target = match address(&image.written) {
            Address::Relative => self.resolve.picture(&image.written, place.clone()),
            _ => {
                let problem = self.report(Code::MissingImage, image.range.clone());
                problem.arguments.push(("target", image.written.clone()));
                PictureTarget::Nothing
            }
        };
        match target {
            PictureTarget::Shown { url, words, size } => {
                self.picture(&url, &image.alt, size);
                self.plain.push_str(&image.alt);
                self.picture_words(&words);
                let absolute = self.resolve.absolute(&url);
                self.edits
                    .replace(place, format!("![{}]({absolute})", image.alt));
                self.done.pictures.push(url);
            }
            PictureTarget::Nothing => {
                self.say(&image.alt);
                self.edits.replace(place, image.alt.clone());
            }
        }
    }

    /// The element of a picture, which starts as `pictures::with_variants` knows it. All
    /// but the first of a page are loaded when the reader comes near.
    pub(super) fn picture(&mut self, url: &str, alt: &str, size: Option<Size>) {
        self.out.push_str("<img src=\"");
        escape_attribute(&mut self.out, url);
        self.out.push_str("\" alt=\"");
        escape_attribute(&mut self.out, alt);
        self.out.push('"');
        if let Some(Size { width, height }) = size {
            let attributes = format!(" width=\"{width}\" height=\"{height}\"");
            self.out.push_str(&attributes);
        }
        if std::mem::replace(&mut self.shows_picture, true) {
            self.out.push_str(" loading=\"lazy\"");
        }
        self.out.push_str(" decoding=\"async\">");
    }

    /// What a picture says is found by the search, and read by nobody else.
    pub(super) fn picture_words(&mut self, words: &str) {
        if !words.is_empty() {
            self.plain.push('\n');
            self.plain.push_str(words);
            self.plain.push('\n');
        }
    }

    /// Raw HTML is shown as text; comments are for the writer alone.
    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if html.starts_with("<!--") {
            let place = self.marked.in_document(self.document, range);
            self.edits.replace(place, "");
            return;
        }
        // Other systems give headings their ids by an empty link.
        if let Some(heading) = &mut self.heading
            && let Some(name) = empty_link(html)
        {
            heading.name(name);
            return;
        }
        self.say(html);
    }

    pub(super) fn end_html_block(&mut self) {
        let Some(block) = self.html_block.take() else {
            return;
        };
        match self.marked.marker_at(block.range.start) {
            Some(Marker::Open { name, argument }) => {
                return self.open_container(*name, argument, block.range);
            }
            Some(Marker::Close { .. }) => {
                self.marker_becomes(&block.range, "");
                return self.close_container();
            }
            Some(Marker::Nothing) => return,
            None => {}
        }
        let (shown, comments) = without_comments(&block.text);
        for comment in comments {
            for (start, written) in &block.parts {
                // Lines of a block lose their indent: each part knows its own place.
                let from = comment.start.clamp(*start, *start + written.len());
                let to = comment.end.clamp(*start, *start + written.len());
                if from < to {
                    let part = written.start + from - start..written.start + to - start;
                    let place = self.marked.in_document(self.document, part);
                    self.edits.replace(place, "");
                }
            }
        }
        if !shown.trim().is_empty() {
            self.out.push_str("<p>");
            self.say(shown.trim());
            self.close("</p>\n");
        }
    }
}

/// Raw HTML while its lines come in.
#[derive(Debug, Default)]
pub(super) struct HtmlBlock {
    text: String,
    range: Range<usize>,
    /// Where each part starts in `text`, and where it is written.
    parts: Vec<(usize, Range<usize>)>,
}

impl HtmlBlock {
    pub(super) fn starting(range: Range<usize>) -> Self {
        HtmlBlock {
            range,
            ..HtmlBlock::default()
        }
    }

    pub(super) fn push(&mut self, html: &str, range: Range<usize>) {
        self.parts.push((self.text.len(), range));
        self.text.push_str(html);
    }
}

/// The text before the first term marker, the term's key, and the text after it.
fn next_term(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find("{term:")?;
    let rest = &text[start + "{term:".len()..];
    let end = rest.find('}')?;
    let key = &rest[..end];
    let fine = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    fine.then(|| (&text[..start], key, &rest[end + 1..]))
}

fn without_comments(html: &str) -> (String, Vec<Range<usize>>) {
    let mut shown = String::new();
    let mut comments = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find("<!--").map(|found| at + found) {
        let end = html[start..]
            .find("-->")
            .map_or(html.len(), |found| start + found + "-->".len());
        shown.push_str(&html[at..start]);
        comments.push(start..end);
        at = end;
    }
    shown.push_str(&html[at..]);
    (shown, comments)
}

/// The name of `<a name="here">`; empty for `</a>`.
fn empty_link(html: &str) -> Option<&str> {
    if html == "</a>" {
        return Some("");
    }
    let attribute = html
        .strip_prefix("<a ")?
        .strip_suffix('>')?
        .trim_end_matches('/');
    let (key, value) = attribute.trim().split_once('=')?;
    let named = key == "name" || key == "id";
    named.then(|| value.trim().trim_matches(['"', '\'']))
}
