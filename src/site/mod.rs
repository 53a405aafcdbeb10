//! A library as a site: every page, feed and file that readers and machines ask for.
//!
//! Entry points: [`Site::page`] for one page on demand and [`output::write`] for all
//! of them as files. It shows what the library holds and nothing else, so the
//! library must be the one of the viewer; it never reads Markdown, and the same
//! library gives the same bytes.

mod address;
mod article;
mod catalog;
mod category;
mod doubled;
mod feed;
pub mod forum;
pub mod forum_feed;
mod head;
mod hosting;
mod lists;
mod machine;
mod map;
pub mod output;
mod page;
mod reference;
mod reports;
mod share;
mod signpost;
mod sitemap;
mod structured;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{Config, Localized};
use crate::content::{Article, Library, Picture};
use crate::gate::{Gate, Viewer};
use crate::locale::Locale;
use crate::policies::{Answer, content_policy};
use crate::site::address::Address;
use crate::site::article::described;
use crate::site::catalog::{Catalog, Places};
use crate::site::doubled::Doubled;
use crate::site::map::{SiteMap, Target};
use crate::site::share::Sharing;
use crate::theme::context::{
    Frame, Head, Link, Navigation, NotFoundPage, SearchPage, SearchView, SiteView,
};
use crate::theme::{PreparedFrame, Theme, ThemeError};

pub use page::{Page, PageKind};

const PNG: &str = "image/png";

/// For whom pages are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everybody and search engines.
    Public,
    /// One viewer: nothing on the page invites machines, and there are no files for them.
    Restricted,
}

/// The pages of one library.
#[derive(Clone, Debug)]
pub struct Site {
    library: Arc<Library>,
    theme: Arc<Theme>,
    audience: Audience,
    address: Address,
    name: String,
    edit_url: Option<String>,
    sign_in_url: Option<String>,
    /// Roles and plans in the order of the settings.
    order: Vec<String>,
    /// The policies of pages and of drawings, for hosts of the public folder.
    policies: [String; 2],
    catalog: Arc<Catalog>,
    /// How articles are described, where several are in the same words.
    descriptions: Arc<Doubled>,
    map: SiteMap,
    frames: Arc<BTreeMap<Locale, PreparedFrame>>,
    has_forum: bool,
    /// Gates of the categories of the forum.
    forum: Vec<Gate>,
    accent: Option<String>,
    sharing: Option<Arc<Sharing>>,
}

impl Site {
    /// Plans the pages of `library`, which must hold what the audience may read and no more.
    ///
    /// # Errors
    /// None in practice: frames are plain data.
    pub fn new(
        library: Arc<Library>,
        theme: Arc<Theme>,
        config: &Config,
        audience: Audience,
    ) -> Result<Site, ThemeError> {
        let address = Address::new(config);
        let catalog = Arc::new(Catalog::new(&library));
        let articles = library.articles.iter();
        let descriptions = articles.map(|one| doubled::hash(one.language, &described(one)));
        let descriptions = Arc::new(Doubled::new(descriptions));
        let map = SiteMap::new(&library, &catalog, &theme, &address, audience);
        let mut frames = BTreeMap::new();
        for language in languages(&library) {
            let frame = frame(language, &catalog, &address, config, &theme, audience);
            frames.insert(language, theme.prepare(&frame)?);
        }
        Ok(Site {
            library,
            theme,
            audience,
            address,
            name: config.site.name.clone(),
            edit_url: config.site.edit_url.clone(),
            sign_in_url: config.service.sign_in_url.clone(),
            order: config.roles.iter().chain(&config.plans).cloned().collect(),
            policies: [Answer::Page, Answer::Drawing].map(|one| content_policy(one, config)),
            catalog,
            descriptions,
            map,
            frames: Arc::new(frames),
            has_forum: has_public_forum(config),
            forum: config
                .forum
                .categories
                .iter()
                .map(|category| category.gate.clone())
                .collect(),
            accent: config
                .site
                .brand
                .accent
                .as_ref()
                .map(|shades| shades.light.clone()),
            sharing: None,
        })
    }

    /// The pages of the next library, which [is listed](Library::is_listed_as) as that of these,
    /// for the same theme and settings. All but what articles say is taken over.
    #[must_use]
    pub fn followed_by(&self, library: Arc<Library>) -> Site {
        let mut next = self.clone();
        for (before, now) in self.library.articles.iter().zip(&library.articles) {
            if Arc::ptr_eq(before, now) {
                continue;
            }
            let [before, now] =
                [before, now].map(|one| doubled::hash(one.language, &described(one)));
            // All articles may be others, of which hardly any is described otherwise.
            if before != now {
                Arc::make_mut(&mut next.descriptions).replace(before, now);
            }
        }
        next.map.follow(&library);
        next.library = library;
        next
    }

    /// All that it shows.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// Addresses of everything there is, in order.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        self.map.paths().into_iter()
    }

    /// Draws everything there is, one after the other.
    pub fn pages(&self) -> impl Iterator<Item = Result<Page, ThemeError>> {
        self.paths().filter_map(|path| self.page(&path).transpose())
    }

    /// The articles before and after `article` in its category, in reading order.
    pub fn neighbours(&self, article: &Article) -> (Option<&Arc<Article>>, Option<&Arc<Article>>) {
        let siblings = self.catalog.articles(article.language, &article.category);
        let place = self.library.place(&article.url);
        let Some(at) = place.and_then(|place| siblings.binary_search(&place).ok()) else {
            return (None, None);
        };
        let sibling = |at: usize| Some(&self.library.articles[*siblings.get(at)? as usize]);
        (at.checked_sub(1).and_then(sibling), sibling(at + 1))
    }

    /// The articles at some places of the catalog.
    fn placed<'a>(&'a self, places: &'a Places) -> impl Iterator<Item = &'a Arc<Article>> {
        places.iter().map(|at| &self.library.articles[*at as usize])
    }

    /// Whether one article of the language is described by these words.
    fn is_only_described(&self, language: Locale, description: &str) -> bool {
        let hash = doubled::hash(language, description);
        !self.descriptions.holds(hash)
    }

    /// Draws one page of each kind, to see whether the theme can.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn try_out(&self) -> Result<(), ThemeError> {
        for (path, target) in self.map.samples() {
            self.draw(&path, &target)?;
        }
        let language = self.library.default_language();
        let nothing_found = SearchView {
            query: "a".to_owned(),
            ..SearchView::default()
        };
        self.search_page(language, &nothing_found)?;
        self.not_found(language, "/", None).map(drop)
    }

    /// The page at a root-relative address, with the path of `base_url`.
    ///
    /// Percent-encoded letters are understood; a query is not. `None` for what is
    /// not there, or not for this audience.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn page(&self, path: &str) -> Result<Option<Page>, ThemeError> {
        let decoded = address::decoded(path);
        // There is one way to write an address: what is needlessly encoded is another one.
        let is_plain = || address::encoded(&decoded).eq_ignore_ascii_case(path);
        let found = self.map.find(path);
        let found = found.or_else(|| self.map.find(&decoded).filter(|_| is_plain()));
        match found {
            // It may have been deleted since it was listed.
            Some((path, Target::SharePicture(of))) => self.share_picture(&path, &of),
            Some((path, target)) => self.draw(&path, &target).map(Some),
            None => Ok(None),
        }
    }

    /// The picture, film or other file at a root-relative address.
    pub fn picture(&self, path: &str) -> Option<&Arc<Picture>> {
        self.map.picture(path)
    }

    /// The search page with an answer on it.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn search_page(&self, language: Locale, view: &SearchView) -> Result<Page, ThemeError> {
        let path = self.address.below(language, "search/");
        let page = match view.query.is_empty() {
            true => self.waiting_search(language),
            false => SearchPage {
                view: Some(view.clone()),
                // Where nothing was found, topics are the next step.
                categories: match view.groups.is_empty() {
                    true => self.cards(language, ""),
                    false => Vec::new(),
                },
                ..SearchPage::default()
            },
        };
        self.search(language, &path, &page)
    }

    /// The page for what is not there, or hidden: nobody can tell which.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn not_found(
        &self,
        language: Locale,
        path: &str,
        query: Option<&str>,
    ) -> Result<Page, ThemeError> {
        let page = NotFoundPage {
            path: path.chars().take(300).collect(),
            sign_in: self.sign_in(Some((path, query))),
            categories: self.cards(language, ""),
        };
        let own = self.address.below(language, "404.html");
        self.missing(language, &own, &page)
    }

    fn draw(&self, path: &str, target: &Target) -> Result<Page, ThemeError> {
        match target {
            Target::Front(language) => self.front(*language, path),
            Target::Home(language) => self.home(*language, path),
            Target::Category(category) => self.category(category, path),
            Target::Article(article) => self.article(article, path),
            Target::Tag(language, slug) => self.tag(*language, slug, path),
            Target::Videos(language) => self.videos(*language, path),
            Target::WhatsNew(language) => self.whats_new(*language, path),
            Target::Search(language) => {
                let page = self.waiting_search(*language);
                self.search(*language, path, &page)
            }
            Target::NotFound(language) => {
                let page = NotFoundPage {
                    path: String::new(),
                    sign_in: self.sign_in(None),
                    categories: self.cards(*language, ""),
                };
                self.missing(*language, path, &page)
            }
            Target::Gone(language) => self.gone(*language),
            Target::Redirect { to } => self.redirect(path, to),
            Target::Go(id) => self.go(id, path),
            Target::Twin(article) => self.twin(article, path),
            Target::Feed(language) => self.feed(*language, path),
            Target::Sitemap(part) => Ok(self.sitemap(*part, path)),
            Target::Robots => Ok(self.robots(path)),
            Target::OpenSearch(language) => Ok(self.open_search(*language, path)),
            Target::Llms(language) => self.llms(*language, path),
            Target::Redirects => Ok(self.redirects(path)),
            Target::Headers => Ok(self.headers(path)),
            Target::Nginx => Ok(self.nginx(path)),
            Target::Picture(picture) => {
                let bytes = picture
                    .bytes
                    .read()
                    .map_err(|source| ThemeError::Unreadable {
                        path: picture.file.clone().into(),
                        source,
                    })?;
                let kind = PageKind::Immutable;
                Ok(self.file(path, picture.media_type, bytes, kind))
            }
            Target::Asset(at) => {
                let asset = &self.theme.assets()[*at];
                let bytes = Arc::clone(&asset.bytes);
                Ok(self.file(path, asset.media_type, bytes, PageKind::Immutable))
            }
            Target::SharePicture(_) => Ok(self.file(path, PNG, Arc::new([]), PageKind::Immutable)),
        }
    }

    /// Draws HTML: the way of all pages.
    fn html<P: serde::Serialize>(
        &self,
        template: &str,
        language: Locale,
        head: &Head,
        page: &P,
        path: &str,
        kind: PageKind,
    ) -> Result<Page, ThemeError> {
        let frame = &self.frames[&language];
        let text = self.theme.render(template, frame, head, page)?;
        let bytes = text.into_bytes().into();
        Ok(self.file(path, "text/html; charset=utf-8", bytes, kind))
    }

    /// The file of the public folder that `path` is answered from.
    fn file_of(&self, path: &str) -> String {
        self.address.file(path)
    }

    fn file(&self, path: &str, media_type: &'static str, bytes: Arc<[u8]>, kind: PageKind) -> Page {
        Page {
            path: path.to_owned(),
            file: self.address.file(path),
            media_type,
            bytes,
            kind,
        }
    }

    /// A message without variables; its key where no message has it.
    fn say(&self, language: Locale, key: &str) -> String {
        self.theme
            .message(language, key, &[])
            .unwrap_or_else(|| key.to_owned())
    }

    /// Whether it is what everybody sees.
    pub fn is_public(&self) -> bool {
        self.audience == Audience::Public
    }
}

/// A library without languages still has a 404 page.
fn languages(library: &Library) -> Vec<Locale> {
    match library.languages.is_empty() {
        true => vec![library.default_language()],
        false => library.languages.clone(),
    }
}

/// A forum that only some may read is as good as none for pages that everybody gets.
fn has_public_forum(config: &Config) -> bool {
    let mut categories = config.forum.categories.iter();
    categories.any(|category| category.gate.admits(&Viewer::anonymous()))
}

fn frame(
    language: Locale,
    catalog: &Catalog,
    address: &Address,
    config: &Config,
    theme: &Theme,
    audience: Audience,
) -> Frame {
    let below = |rest: &str| address.below(language, rest);
    let links = Localized::of(&config.site.links, language).map(|(title, url)| Link {
        title: title.clone(),
        url: url.clone(),
    });
    Frame {
        language,
        base: address.base().to_owned(),
        site: SiteView {
            name: config.site.name.clone(),
            logo: theme.pictures().logo.clone(),
            art: theme.pictures().art.clone(),
            footer: Localized::of(&config.site.footer, language)
                .cloned()
                .collect(),
            links: links.collect(),
            contact_url: config.service.contact_url.clone(),
        },
        nav: Navigation {
            home: below(""),
            search: below("search/"),
            videos: (!catalog.videos(language).is_empty()).then(|| below("videos/")),
            whats_new: (!catalog.releases(language).is_empty()).then(|| below("whats-new/")),
            forum: has_public_forum(config).then(|| below("forum/")),
            feed: (audience == Audience::Public).then(|| below("feed.xml")),
            open_search: (audience == Audience::Public).then(|| below("opensearch.xml")),
            sign_out: (audience == Audience::Restricted).then(|| below("sign-out/")),
        },
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
