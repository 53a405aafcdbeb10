//! The Atom feed of a language: what was written or changed last.

use std::cmp::Reverse;
use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::content::Article;
use crate::locale::Locale;
use crate::site::article::description;
use crate::site::{Page, PageKind, Site, address};
use crate::theme::ThemeError;

/// As many entries as a feed holds.
const ENTRIES: usize = 50;

type Xml = Writer<Vec<u8>>;

/// When it was written, the article, and what is said of it.
type Entry<'a> = (Timestamp, &'a Article, String);

impl Site {
    pub(super) fn feed(&self, language: Locale, path: &str) -> Result<Page, ThemeError> {
        let entries = self.entries(language)?;
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
        let written = self.write_feed(&mut xml, language, path, &entries);
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        let mut bytes = xml.into_inner();
        bytes.push(b'\n');
        let media_type = "application/atom+xml; charset=utf-8";
        Ok(self.file(path, media_type, bytes.into(), PageKind::Machine))
    }

    /// The newest articles, with their days and what is said of them.
    fn entries(&self, language: Locale) -> Result<Vec<Entry<'_>>, ThemeError> {
        let mut dated: Vec<(Timestamp, &Arc<Article>)> = self
            .library
            .articles
            .iter()
            .filter(|article| article.language == language && !article.noindex)
            .filter_map(|article| Some((moment(article)?, article)))
            .collect();
        dated.sort_by_key(|(moment, article)| (Reverse(*moment), article.url.as_str()));
        dated.truncate(ENTRIES);
        let entries = dated.into_iter();
        entries
            .map(|(moment, article)| Ok((moment, &**article, description(article)?)))
            .collect()
    }

    fn write_feed(
        &self,
        xml: &mut Xml,
        language: Locale,
        path: &str,
        entries: &[Entry<'_>],
    ) -> io::Result<()> {
        // A feed must say when it changed; one without entries never did.
        let newest = entries
            .first()
            .map_or(Timestamp::UNIX_EPOCH, |(at, ..)| *at);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", language.code()))
            .write_inner_content(|xml| {
                text(xml, "id", &self.tag_uri(&format!("{language}")))?;
                text(xml, "title", &self.name)?;
                text(xml, "updated", &seconds(newest))?;
                self.link(xml, "self", "application/atom+xml", path)?;
                let home = self.address.below(language, "");
                self.link(xml, "alternate", "text/html", &home)?;
                xml.create_element("author")
                    .write_inner_content(|xml| text(xml, "name", &self.name))?;
                for entry in entries {
                    xml.create_element("entry")
                        .write_inner_content(|xml| self.write_entry(xml, entry))?;
                }
                Ok(())
            })?;
        Ok(())
    }

    fn write_entry(&self, xml: &mut Xml, entry: &Entry<'_>) -> io::Result<()> {
        let (moment, article, description) = entry;
        let id = address::encoded_segment(article.id.as_str());
        text(
            xml,
            "id",
            &self.tag_uri(&format!("{}:{id}", article.language)),
        )?;
        text(xml, "title", &article.title)?;
        text(xml, "updated", &seconds(*moment))?;
        if let Some(published) = article.date.and_then(start_of) {
            text(xml, "published", &seconds(published))?;
        }
        self.link(xml, "alternate", "text/html", &article.url)?;
        if let Some(author) = &article.author {
            xml.create_element("author")
                .write_inner_content(|xml| text(xml, "name", author))?;
        }
        for tag in &article.tags {
            xml.create_element("category")
                .with_attribute(("term", printable(tag).as_str()))
                .write_empty()?;
        }
        text(xml, "summary", description)
    }

    pub(super) fn link(
        &self,
        xml: &mut Xml,
        rel: &str,
        media_type: &str,
        path: &str,
    ) -> io::Result<()> {
        let href = self.address.absolute(path);
        xml.create_element("link")
            .with_attributes([("rel", rel), ("type", media_type), ("href", href.as_str())])
            .write_empty()?;
        Ok(())
    }

    /// A name (RFC 4151) that stays when titles and addresses change.
    pub(super) fn tag_uri(&self, rest: &str) -> String {
        format!("tag:{},2026:ayuda:{rest}", self.address.host())
    }
}

fn moment(article: &Article) -> Option<Timestamp> {
    article.updated.or_else(|| article.date.and_then(start_of))
}

fn start_of(date: jiff::civil::Date) -> Option<Timestamp> {
    let day = date.to_zoned(TimeZone::UTC).ok()?;
    Some(day.timestamp())
}

pub(super) fn seconds(moment: Timestamp) -> String {
    format!("{moment:.0}")
}

pub(super) fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(&printable(text)))?;
    Ok(())
}

/// XML has no way to write control characters.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect()
}
