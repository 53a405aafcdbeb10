//! Links, members, and pictures that were uploaded here.

use pulldown_cmark::{Event, TagEnd};

use crate::markup::escape_attribute;
use crate::markup::post::addresses::{Address, judge};
use crate::markup::post::{Attached, MAX_MENTIONS, Place};

use super::Writer;

/// What the addresses of uploads start with.
const UPLOAD: &str = "attachment:";

/// Most links to members in one text; the others are text. Each one may be long.
const MAX_MEMBER_LINKS: usize = 200;

/// Longer keys of uploads are none.
const MAX_KEY: usize = 64;

/// A link between its start and its end.
pub(super) struct Link {
    /// Where it leads, as it is shown if nothing else is; `None` where it became text.
    pub(super) url: Option<String>,
    /// How long HTML and plain text were behind its start.
    pub(super) inner: usize,
}

/// A picture while its alternative text is read.
pub(super) struct Image {
    pub(super) written: String,
    pub(super) alt: String,
    /// Pictures and emphasis inside of the alternative text.
    pub(super) depth: usize,
}

impl<P: Place> Writer<'_, P> {
    /// An address in the middle of a text.
    pub(super) fn bare(&mut self, written: &str) {
        match written.get(..4) {
            Some(start) if start.eq_ignore_ascii_case("www.") => {
                self.start_link(&format!("https://{written}"));
            }
            _ => self.start_link(written),
        }
        self.say(written);
        self.end_link();
    }

    pub(super) fn member(&mut self, name: &str) {
        let profile = match self.members.get(name) {
            Some(known) => known.clone(),
            None if self.members.len() >= MAX_MENTIONS => None,
            None => {
                let profile = self.place.member(name);
                self.members.insert(name.to_owned(), profile.clone());
                if profile.is_some() {
                    self.done.mentions.push(name.to_owned());
                }
                profile
            }
        };
        match profile.filter(|_| self.member_links < MAX_MEMBER_LINKS) {
            Some(profile) => {
                self.member_links += 1;
                self.out.push_str("<a class=\"member\" href=\"");
                escape_attribute(&mut self.out, &profile);
                self.out.push_str("\">");
                self.say("@");
                self.say(name);
                self.out.push_str("</a>");
            }
            None => {
                self.say("@");
                self.say(name);
            }
        }
    }

    pub(super) fn start_link(&mut self, written: &str) {
        self.all_links += 1;
        let url = match written.strip_prefix(UPLOAD) {
            Some(key) => self.upload(key).map(|upload| {
                self.open_link(&upload.url, false);
                upload.url
            }),
            None => judge(written).map(|address| {
                let (url, foreign) = match address {
                    Address::Web(url) => (url.to_string(), !self.place.is_ours(&url)),
                    Address::Mail(url) => (url, false),
                    Address::Root(url) => (url, false),
                };
                self.done.links += usize::from(foreign);
                self.open_link(&url, foreign);
                url
            }),
        };
        self.links.push(Link {
            url,
            inner: self.out.len(),
        });
    }

    fn open_link(&mut self, url: &str, foreign: bool) {
        self.out.push_str("<a href=\"");
        escape_attribute(&mut self.out, url);
        self.out.push_str(match foreign {
            true => "\" rel=\"ugc nofollow noopener\">",
            false => "\">",
        });
    }

    pub(super) fn end_link(&mut self) {
        let Some(Link { url, inner }) = self.links.pop() else {
            return;
        };
        if let Some(url) = url {
            // A link without words could not be found by anybody.
            if self.out[inner..].trim().is_empty() {
                self.say(&url);
            }
            self.out.push_str("</a>");
        }
    }

    /// An upload that may be shown here. What is no key is not asked about.
    fn upload(&mut self, key: &str) -> Option<Attached> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if !(1..=MAX_KEY).contains(&key.len()) || !key.chars().all(plain) {
            return None;
        }
        if let Some(known) = self.uploads.get(key) {
            return known.clone();
        }
        let upload = self.place.attachment(key);
        self.uploads.insert(key.to_owned(), upload.clone());
        if upload.is_some() {
            self.done.attachments.push(key.to_owned());
        }
        upload
    }

    /// Collects alternative text until the picture ends.
    pub(super) fn image_event(&mut self, event: Event<'_>) {
        let Some(image) = &mut self.image else {
            return;
        };
        match event {
            Event::Start(_) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth == 0 => {
                if let Some(image) = self.image.take() {
                    self.depth = self.depth.saturating_sub(1);
                    self.picture(&image);
                }
            }
            Event::End(_) => image.depth = image.depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                image.alt.push_str(&text)
            }
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    /// Shows a picture that was uploaded here; anything else is linked.
    fn picture(&mut self, image: &Image) {
        // A link in a link is none, and neither is what a picture would add there.
        if !self.links.is_empty() {
            return self.say(&image.alt);
        }
        let upload = image.written.strip_prefix(UPLOAD);
        let upload = upload.and_then(|key| self.upload(key));
        match upload {
            Some(Attached {
                url,
                size: Some((width, height)),
            }) => {
                self.all_links += 1;
                self.out.push_str("<img src=\"");
                escape_attribute(&mut self.out, &url);
                self.out.push_str("\" alt=\"");
                escape_attribute(&mut self.out, image.alt.trim());
                self.out.push_str(&format!(
                    "\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" decoding=\"async\">"
                ));
                self.plain.push_str(&image.alt);
            }
            _ => {
                self.start_link(&image.written);
                self.say(&image.alt);
                self.end_link();
            }
        }
    }
}
