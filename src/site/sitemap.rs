//! The map of the site for search engines: what they are to list, in all languages,
//! with the day of the last edit where it is known.

use std::sync::Arc;

use jiff::tz::TimeZone;
use sitemap_rs::sitemap::Sitemap;
use sitemap_rs::sitemap_index::SitemapIndex;
use sitemap_rs::url::{Link, Url};
use sitemap_rs::url_set::UrlSet;

use crate::site::head::Version;
use crate::site::map::Target;
use crate::site::{Page, PageKind, Site};

/// As many addresses as one map may hold.
pub(super) const PART: usize = 50_000;

impl Site {
    /// The whole map; above [`PART`] addresses an index of its parts.
    pub(super) fn sitemap(&self, part: Option<usize>, path: &str) -> Page {
        let listed: Vec<(&str, &Target)> = self
            .map
            .iter()
            .filter(|(_, target)| target.is_indexed(&self.catalog))
            .collect();
        let mut bytes = Vec::new();
        let written = match part {
            None if listed.len() > PART => {
                let parts = (1..=listed.len().div_ceil(PART)).map(|part| {
                    let path = self.address.at_root(&format!("sitemap-{part}.xml"));
                    Sitemap::new(self.address.absolute(&path), None)
                });
                let index = SitemapIndex::new(parts.collect());
                index.map(|index| index.write(&mut bytes)).ok()
            }
            part => {
                let listed = listed.chunks(PART).nth(part.unwrap_or(1) - 1);
                let urls = listed.unwrap_or_default().iter();
                let urls = urls.filter_map(|(path, target)| self.listed(path, target));
                let set = UrlSet::new(urls.collect());
                set.map(|set| set.write(&mut bytes)).ok()
            }
        };
        debug_assert!(
            matches!(written, Some(Ok(()))),
            "parts are small enough, and writing to memory does not fail"
        );
        let kind = PageKind::Machine;
        self.file(
            path,
            "application/xml; charset=utf-8",
            Arc::from(bytes),
            kind,
        )
    }

    fn listed(&self, path: &str, target: &Target) -> Option<Url> {
        let mut url = Url::builder(self.address.absolute(path));
        let versions = self.versions(target);
        let versions: Vec<&Version> = versions.iter().filter(|one| one.indexed).collect();
        if versions.len() > 1 {
            let alternates = self.alternates(&versions).into_iter();
            url.links(alternates.map(|one| Link::new(one.hreflang, one.url)));
        }
        if let Target::Article(article) = target
            && let Some(updated) = article.updated
        {
            url.last_modified(updated.to_zoned(TimeZone::UTC));
        }
        url.build().ok()
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
