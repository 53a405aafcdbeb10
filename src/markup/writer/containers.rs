//! What `:::name` containers become. All of it can be read without JavaScript.

use std::ops::Range;

use crate::content::{Film, Size, VideoSource};
use crate::diagnostic::Code;
use crate::i18n::text;
use crate::locale::Locale;
use crate::markup::directive::Name;
use crate::markup::{PictureTarget, escape_attribute, escape_text};

use super::Writer;

/// An open container.
pub(super) enum Container {
    /// Closed by this tag.
    Plain(&'static str),
    Tabs {
        /// Names the group, so that one tab is open at a time.
        group: usize,
        tabs: usize,
    },
    Annotated {
        /// Where the overlay goes once the spots are known.
        overlay: usize,
        /// The number of each spot's item, and its place.
        spots: Vec<(usize, u8, u8)>,
        items: usize,
        expects: bool,
        range: Range<usize>,
    },
}

impl Writer<'_> {
    pub(super) fn open_container(&mut self, name: Name, argument: &str, range: Range<usize>) {
        if matches!(name, Name::Steps | Name::Cards | Name::Tabs) {
            self.marker_becomes(&range, "");
        }
        let container = match name {
            Name::Steps => {
                self.out.push_str("<div class=\"steps\">\n");
                Container::Plain("</div>\n")
            }
            Name::Cards => {
                self.out.push_str("<div class=\"cards\">\n");
                Container::Plain("</div>\n")
            }
            Name::Tabs => {
                self.out.push_str("<div class=\"tabs\">\n");
                self.tab_groups += 1;
                Container::Tabs {
                    group: self.tab_groups,
                    tabs: 0,
                }
            }
            Name::Tab => {
                self.marker_becomes(&range, &format!("**{argument}**\n"));
                self.open_tab(argument)
            }
            Name::Video => self.open_video(argument, range),
            Name::Annotated => self.open_annotated(argument, range),
        };
        self.containers.push(container);
    }

    /// The line of a marker, in the twin.
    pub(super) fn marker_becomes(&mut self, range: &Range<usize>, text: &str) {
        let mut place = self.marked.in_document(self.document, range.clone());
        let written = self.document.text().get(place.clone()).unwrap_or_default();
        place.end = place.start + written.trim_end().len();
        // Of the empty lines around a marker that is gone, one is left.
        let document = self.document.text();
        let (before, after) = (&document[..place.start], &document[place.end..]);
        let is_apart = before.ends_with("\n\n") || after.starts_with("\n\n");
        place.end += usize::from(text.is_empty() && is_apart && after.starts_with('\n'));
        self.edits.replace(place, text);
    }

    pub(super) fn close_container(&mut self) {
        match self.containers.pop() {
            Some(Container::Plain(tag)) => self.close(tag),
            Some(Container::Tabs { .. }) => self.close("</div>\n"),
            Some(Container::Annotated { overlay, spots, .. }) => {
                self.close("</figure>\n");
                let drawn = drawn(&spots);
                // Steps of a tour are cut at places of the HTML: those behind move along.
                if self.footnotes.open.is_none() {
                    for step in &mut self.done.steps {
                        if step.heading.start >= overlay {
                            step.heading.start += drawn.len();
                            step.heading.end += drawn.len();
                        }
                    }
                }
                self.out.insert_str(overlay, &drawn);
            }
            None => {}
        }
    }

    /// The tabs are details of one name: a browser keeps one open, print shows all.
    fn open_tab(&mut self, title: &str) -> Container {
        let (group, first) = match self.containers.last_mut() {
            Some(Container::Tabs { group, tabs }) => {
                *tabs += 1;
                (Some(*group), *tabs == 1)
            }
            _ => (None, true),
        };
        self.out.push_str("<details class=\"tab\"");
        if let Some(group) = group {
            self.out.push_str(&format!(" name=\"tabs-{group}\""));
        }
        self.out.push_str(if first {
            " open><summary>"
        } else {
            "><summary>"
        });
        self.say(title);
        self.plain.push('\n');
        self.out.push_str("</summary>\n");
        Container::Plain("</details>\n")
    }

    /// A frame in closed details is not loaded: nothing is asked of a third party
    /// before the reader wants to watch.
    fn open_video(&mut self, argument: &str, range: Range<usize>) -> Container {
        let (address, title, files) = parts(argument);
        let marker = range.clone();
        self.out.push_str("<figure class=\"video\">\n");
        let place = self.marked.in_document(self.document, range.clone());
        let beside = self.beside(files, &place);
        let source = match VideoSource::from_address(address) {
            Some(source) => Some(source),
            None if address.contains("://") || address.is_empty() => {
                let problem = self.report(Code::BadVideo, range);
                problem.arguments.push(("address", address.to_owned()));
                None
            }
            None => self.resolve.film(address, place).map(|film| {
                self.done.pictures.extend(film.urls().cloned());
                VideoSource::File(film)
            }),
        };
        if let Some(source) = source {
            let label = self.video_label(title);
            let page = self.resolve.absolute(&source.page());
            self.marker_becomes(&marker, &format!("[{label}]({page})\n"));
            self.video(source, title, beside);
        } else {
            self.marker_becomes(&marker, &format!("{title}\n"));
            self.say(title);
        }
        self.out.push_str("<figcaption>\n");
        Container::Plain("</figcaption></figure>\n")
    }

    /// The poster and the captions that are named behind the title of a film.
    fn beside(&mut self, files: &str, place: &Range<usize>) -> Beside {
        let mut beside = Beside::default();
        for file in files.split_whitespace() {
            let target = self.resolve.picture(file, place.clone());
            let PictureTarget::Shown { url, words, size } = target else {
                continue;
            };
            self.done.pictures.push(url.clone());
            match url.ends_with(".vtt") {
                true => beside.captions = Some((url, words)),
                false => beside.poster = Some((url, size)),
            }
        }
        beside
    }

    fn video_label(&self, title: &str) -> String {
        match title {
            "" => text::markup_video(self.messages, self.locale),
            title => text::markup_video_titled(self.messages, self.locale, title),
        }
    }

    fn video(&mut self, source: VideoSource, title: &str, beside: Beside) {
        let label = self.video_label(title);
        let mut transcript = String::new();
        match source {
            VideoSource::File(mut film) => {
                if let Some((url, words)) = beside.captions {
                    (film.captions, film.transcript) = (Some(url), words);
                }
                film.poster = beside.poster.map(|(url, _)| url).or(film.poster);
                film_element(&mut self.out, &film, &label, self.locale);
                transcript = film.transcript;
            }
            VideoSource::YouTube(_) | VideoSource::Vimeo(_) => {
                let frame = source.frame().unwrap_or_default();
                self.out.push_str("<details><summary>");
                if let Some((url, size)) = &beside.poster {
                    self.picture(url, "", *size);
                }
                if let Some((_, words)) = beside.captions {
                    transcript = words;
                }
                self.say(&label);
                self.plain.push('\n');
                self.out
                    .push_str("</summary><iframe loading=\"lazy\" allowfullscreen src=\"");
                escape_attribute(&mut self.out, &frame);
                self.out.push_str("\" title=\"");
                escape_attribute(&mut self.out, &label);
                self.out.push_str("\"></iframe></details>\n");
            }
        }
        if !transcript.is_empty() {
            let label = text::markup_transcript(self.messages, self.locale);
            self.out.push_str("<details class=\"transcript\"><summary>");
            escape_text(&mut self.out, &label);
            self.out.push_str("</summary>\n");
            for paragraph in transcript.lines() {
                self.out.push_str("<p>");
                self.say(paragraph);
                self.close("</p>\n");
            }
            self.out.push_str("</details>\n");
        }
    }

    fn open_annotated(&mut self, argument: &str, range: Range<usize>) -> Container {
        let (path, alt) = argument.split_once(' ').unwrap_or((argument, ""));
        let alt = alt.trim().trim_matches('"');
        let place = self.marked.in_document(self.document, range.clone());
        self.out
            .push_str("<figure class=\"annotated\">\n<div class=\"annotated-picture\">");
        match self.resolve.picture(path, place) {
            PictureTarget::Shown { url, words, size } => {
                let absolute = self.resolve.absolute(&url);
                self.marker_becomes(&range, &format!("![{alt}]({absolute})\n"));
                self.picture(&url, alt, size);
                self.plain.push_str(alt);
                self.plain.push('\n');
                self.picture_words(&words);
                self.done.pictures.push(url);
            }
            PictureTarget::Nothing => {
                self.marker_becomes(&range, &format!("{alt}\n"));
                escape_text(&mut self.out, alt);
            }
        }
        let overlay = self.out.len();
        self.out.push_str("</div>\n");
        Container::Annotated {
            overlay,
            spots: Vec::new(),
            items: 0,
            expects: false,
            range,
        }
    }

    /// An item of an annotated picture starts with the place of its spot.
    pub(super) fn expect_spot(&mut self) {
        if let Some(Container::Annotated { expects, items, .. }) = self.containers.last_mut() {
            *expects = true;
            *items += 1;
        }
    }

    /// Takes `` `40,25` `` at the start of an item; true when it was a spot.
    pub(super) fn take_spot(&mut self, code: &str) -> bool {
        let Some(Container::Annotated {
            expects,
            spots,
            items,
            range,
            ..
        }) = self.containers.last_mut()
        else {
            return false;
        };
        if !std::mem::take(expects) {
            return false;
        }
        let percent = |text: &str| text.trim().parse::<u8>().ok().filter(|p| *p <= 100);
        let spot = code
            .split_once(',')
            .and_then(|(x, y)| Some((percent(x)?, percent(y)?)));
        match spot {
            Some((x, y)) => {
                spots.push((*items, x, y));
                true
            }
            None => {
                let range = range.clone();
                let problem = self.report(Code::BadSpot, range);
                problem.arguments.push(("spot", code.to_owned()));
                false
            }
        }
    }
}

/// What stands with a film.
#[derive(Default)]
struct Beside {
    poster: Option<(String, Option<Size>)>,
    /// Their address, and what is said.
    captions: Option<(String, String)>,
}

/// The address, the title, and the files behind a title in quotes.
fn parts(argument: &str) -> (&str, &str, &str) {
    let (address, rest) = argument.split_once(' ').unwrap_or((argument, ""));
    let rest = rest.trim();
    match rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((title, files)) => (address, title, files),
        None => (address, rest.trim_matches('"'), ""),
    }
}

/// The element of a film: nothing is loaded but its poster before the reader plays it.
fn film_element(out: &mut String, film: &Film, label: &str, locale: Locale) {
    out.push_str("<video controls preload=\"none\" src=\"");
    escape_attribute(out, &film.url);
    if let Some(poster) = &film.poster {
        out.push_str("\" poster=\"");
        escape_attribute(out, poster);
    }
    out.push_str("\" aria-label=\"");
    escape_attribute(out, label);
    out.push_str("\">");
    if let Some(captions) = &film.captions {
        out.push_str("<track kind=\"captions\" default srclang=\"");
        out.push_str(locale.code());
        out.push_str("\" label=\"");
        out.push_str(locale.own_name());
        out.push_str("\" src=\"");
        escape_attribute(out, captions);
        out.push_str("\">");
    }
    out.push_str("</video>\n");
}

/// Circles with numbers, placed in per cent by attributes of SVG: no style needed.
fn drawn(spots: &[(usize, u8, u8)]) -> String {
    let mut svg =
        String::from("<svg class=\"spots\" width=\"100%\" height=\"100%\" aria-hidden=\"true\">");
    for (number, x, y) in spots {
        svg.push_str(&format!(
            "<circle cx=\"{x}%\" cy=\"{y}%\" r=\"12\"/><text x=\"{x}%\" y=\"{y}%\" \
             text-anchor=\"middle\" dominant-baseline=\"central\">{number}</text>"
        ));
    }
    svg.push_str("</svg>");
    svg
}
