//! The map of the site for search engines: what they are to list, in all languages,
//! with the moment of the last edit where it is known.
//!
//! Written by hand: in the schema of sitemaps.org `lastmod` stands before what comes
//! from other namespaces, and `sitemap-rs` 0.7 writes the links of languages first.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::site::head::Version;
use crate::site::map::Target;
use crate::site::{Page, PageKind, Site};

/// As many addresses as one map may hold.
pub(super) const PART: usize = 50_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

type Xml = Writer<Vec<u8>>;

impl Site {
    /// The whole map; above [`PART`] addresses an index of its parts.
    pub(super) fn sitemap(&self, part: Option<usize>, path: &str) -> Page {
        let listed = self.map.indexed(&self.catalog);
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
        let written = match part {
            None if listed.len() > PART => self.write_index(&mut xml, listed.len().div_ceil(PART)),
            part => {
                let part = listed.chunks(PART).nth(part.unwrap_or(1) - 1);
                self.write_set(&mut xml, part.unwrap_or_default())
            }
        };
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        let mut bytes = xml.into_inner();
        bytes.push(b'\n');
        let media_type = "application/xml; charset=utf-8";
        self.file(path, media_type, bytes.into(), PageKind::Machine)
    }

    fn write_index(&self, xml: &mut Xml, parts: usize) -> io::Result<()> {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.create_element("sitemapindex")
            .with_attribute(("xmlns", NAMESPACE))
            .write_inner_content(|xml| {
                for part in 1..=parts {
                    let path = self.address.at_root(&format!("sitemap-{part}.xml"));
                    let url = self.address.absolute(&path);
                    xml.create_element("sitemap")
                        .write_inner_content(|xml| text(xml, "loc", &url))?;
                }
                Ok(())
            })?;
        Ok(())
    }

    fn write_set(&self, xml: &mut Xml, listed: &[(&str, Target)]) -> io::Result<()> {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.create_element("urlset")
            .with_attribute(("xmlns", NAMESPACE))
            .with_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"))
            .write_inner_content(|xml| {
                for (path, target) in listed {
                    xml.create_element("url")
                        .write_inner_content(|xml| self.write_url(xml, path, target))?;
                }
                Ok(())
            })?;
        Ok(())
    }

    fn write_url(&self, xml: &mut Xml, path: &str, target: &Target) -> io::Result<()> {
        text(xml, "loc", &self.address.absolute(path))?;
        if let Target::Article(article) = target
            && let Some(updated) = article.updated
        {
            text(xml, "lastmod", &format!("{updated:.0}"))?;
        }
        let versions = self.versions(target);
        let versions: Vec<&Version> = versions.iter().filter(|one| one.indexed).collect();
        if versions.len() < 2 {
            return Ok(());
        }
        for alternate in self.alternates(&versions) {
            xml.create_element("xhtml:link")
                .with_attribute(("rel", "alternate"))
                .with_attribute(("hreflang", alternate.hreflang.as_str()))
                .with_attribute(("href", alternate.url.as_str()))
                .write_empty()?;
        }
        Ok(())
    }

    fn versions(&self, target: &Target) -> Vec<Version> {
        match target {
            Target::Home(_) => self.versions_of_home(),
            Target::Category(category) => self.versions_of_category(category),
            Target::Article(article) => self.versions_of_article(article),
            Target::Videos(_) => self.versions_of_videos(),
            Target::WhatsNew(_) => self.versions_of_whats_new(),
            _ => Vec::new(),
        }
    }
}

fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(text))?;
    Ok(())
}
