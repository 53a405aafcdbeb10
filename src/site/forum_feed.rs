//! What the forum says to machines: Atom feeds, and the map of its public posts.

use std::io;

use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::locale::Locale;
use crate::site::Site;
use crate::site::feed::{printable, seconds, text};

type Xml = Writer<Vec<u8>>;

const MAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A feed of posts.
#[derive(Debug)]
pub struct ForumFeed {
    pub language: Locale,
    /// `None` for all categories.
    pub category: Option<String>,
    pub title: String,
    /// Root-relative: the feed, and the page that lists the same.
    pub path: String,
    pub page: String,
    pub entries: Vec<FeedPost>,
}

#[derive(Debug)]
pub struct FeedPost {
    pub key: String,
    pub title: String,
    /// Root-relative.
    pub url: String,
    pub author: String,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub tags: Vec<String>,
    /// Safe HTML.
    pub html: String,
}

impl Site {
    /// The feed, the newest posts first.
    pub fn forum_feed(&self, feed: &ForumFeed) -> Vec<u8> {
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
        let written = self.write_forum_feed(&mut xml, feed);
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        finished(xml)
    }

    fn write_forum_feed(&self, xml: &mut Xml, feed: &ForumFeed) -> io::Result<()> {
        let newest = feed.entries.iter().map(|entry| entry.updated).max();
        let newest = newest.unwrap_or(Timestamp::UNIX_EPOCH);
        let name = match &feed.category {
            Some(category) => format!("forum:{}:{category}", feed.language),
            None => format!("forum:{}", feed.language),
        };
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", feed.language.code()))
            .write_inner_content(|xml| {
                text(xml, "id", &self.tag_uri(&name))?;
                text(xml, "title", &feed.title)?;
                text(xml, "updated", &seconds(newest))?;
                self.link(xml, "self", "application/atom+xml", &feed.path)?;
                self.link(xml, "alternate", "text/html", &feed.page)?;
                for entry in &feed.entries {
                    xml.create_element("entry")
                        .write_inner_content(|xml| self.write_post(xml, entry))?;
                }
                Ok(())
            })?;
        Ok(())
    }

    fn write_post(&self, xml: &mut Xml, post: &FeedPost) -> io::Result<()> {
        text(
            xml,
            "id",
            &self.tag_uri(&format!("forum:post:{}", post.key)),
        )?;
        text(xml, "title", &post.title)?;
        text(xml, "updated", &seconds(post.updated))?;
        text(xml, "published", &seconds(post.created))?;
        self.link(xml, "alternate", "text/html", &post.url)?;
        xml.create_element("author")
            .write_inner_content(|xml| text(xml, "name", &post.author))?;
        for tag in &post.tags {
            xml.create_element("category")
                .with_attribute(("term", printable(tag).as_str()))
                .write_empty()?;
        }
        // Lines of code keep their ends; other control characters have no way to be written.
        let html: String = post
            .html
            .chars()
            .map(|one| match one {
                '\n' | '\t' => one,
                one if one.is_control() => ' ',
                one => one,
            })
            .collect();
        let base = self.address.absolute(&post.url);
        xml.create_element("content")
            .with_attributes([("type", "html"), ("xml:base", base.as_str())])
            .write_text_content(BytesText::new(&html))?;
        Ok(())
    }

    /// The map of these posts: root-relative addresses, and when something of each changed.
    pub fn forum_map(&self, posts: &[(String, Timestamp)]) -> Vec<u8> {
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
        let written = write_map(&mut xml, "urlset", "url", posts.len(), |xml, at| {
            let (path, changed) = &posts[at];
            text(xml, "loc", &self.address.absolute(path))?;
            text(xml, "lastmod", &seconds(*changed))
        });
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        finished(xml)
    }

    /// The parts of a map that is too long for one file.
    pub fn forum_map_index(&self, parts: usize) -> Vec<u8> {
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
        let written = write_map(&mut xml, "sitemapindex", "sitemap", parts, |xml, at| {
            let path = self
                .address
                .at_root(&format!("forum/sitemap-{}.xml", at + 1));
            text(xml, "loc", &self.address.absolute(&path))
        });
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        finished(xml)
    }
}

fn write_map(
    xml: &mut Xml,
    whole: &'static str,
    part: &'static str,
    count: usize,
    write: impl Fn(&mut Xml, usize) -> io::Result<()>,
) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element(whole)
        .with_attribute(("xmlns", MAP))
        .write_inner_content(|xml| {
            for at in 0..count {
                xml.create_element(part)
                    .write_inner_content(|xml| write(xml, at))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn finished(xml: Xml) -> Vec<u8> {
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}
