//! Which page stands at which address.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::mem::discriminant;
use std::sync::Arc;

use crate::content::{Article, ArticleId, Category, Library, Picture};
use crate::locale::Locale;
use crate::site::address::{Address, with_slash};
use crate::site::catalog::Catalog;
use crate::site::signpost::GONE;
use crate::site::sitemap::PART;
use crate::site::{Audience, languages};
use crate::theme::Theme;

/// What stands at an address.
#[derive(Debug)]
pub(super) enum Target {
    /// The root: the home of the default language, for those who have not chosen.
    Front(Locale),
    Home(Locale),
    Category(Arc<Category>),
    Article(Arc<Article>),
    /// By slug.
    Tag(Locale, String),
    Videos(Locale),
    WhatsNew(Locale),
    Search(Locale),
    NotFound(Locale),
    Gone(Locale),
    Redirect {
        to: String,
    },
    Go(ArticleId),
    /// The Markdown of an article.
    Twin(Arc<Article>),
    Feed(Locale),
    /// The whole map, or a part of it.
    Sitemap(Option<usize>),
    Robots,
    OpenSearch(Locale),
    /// For all languages, or one.
    Llms(Option<Locale>),
    /// Rules for hosts that read `_redirects`.
    Redirects,
    /// Headers for hosts that read `_headers`.
    Headers,
    /// What nginx has to know of the site.
    Nginx,
    Picture(Arc<Picture>),
    /// By its place in the theme.
    Asset(usize),
    /// The picture for sharing of the page at this address.
    SharePicture(String),
}

#[derive(Debug, Default)]
pub(super) struct SiteMap {
    targets: BTreeMap<String, Target>,
}

impl SiteMap {
    pub(super) fn new(
        library: &Library,
        catalog: &Catalog,
        theme: &Theme,
        address: &Address,
        audience: Audience,
    ) -> Self {
        let mut map = SiteMap::default();
        // The first to claim an address keeps it: pages of the site's own, then what
        // writers made, then what only leads somewhere else.
        map.add_own_pages(library, catalog, address);
        map.add_content(library, address);
        if audience == Audience::Public {
            map.add_machine_files(library, catalog, address);
        }
        map.add_leads(library, address);
        for (at, asset) in theme.assets().iter().enumerate() {
            map.add(
                format!("{}{}", address.base(), asset.path),
                Target::Asset(at),
            );
        }
        map
    }

    pub(super) fn add(&mut self, path: String, target: Target) {
        self.targets.entry(path).or_insert(target);
    }

    fn add_own_pages(&mut self, library: &Library, catalog: &Catalog, address: &Address) {
        let first = library.default_language();
        self.add(address.at_root(""), Target::Front(first));
        self.add(address.at_root("404.html"), Target::NotFound(first));
        for language in languages(library) {
            let mut add = |rest: &str, target| self.add(address.below(language, rest), target);
            add("", Target::Home(language));
            add("videos/", Target::Videos(language));
            add("whats-new/", Target::WhatsNew(language));
            add("search/", Target::Search(language));
            add("404.html", Target::NotFound(language));
            add(GONE, Target::Gone(language));
        }
        for (language, slug) in catalog.tags() {
            let path = address.below(language, &format!("tags/{slug}/"));
            self.add(path, Target::Tag(language, slug.to_owned()));
        }
    }

    fn add_content(&mut self, library: &Library, address: &Address) {
        for category in &library.categories {
            if !category.is_home() {
                let target = Target::Category(Arc::clone(category));
                self.add(category.url.clone(), target);
            }
        }
        for article in &library.articles {
            self.add(article.url.clone(), Target::Article(Arc::clone(article)));
            self.add(twin_path(article), Target::Twin(Arc::clone(article)));
            let go = address.at_root(&format!("go/{}/", article.id));
            self.add(go, Target::Go(article.id.clone()));
        }
        for picture in &library.pictures {
            self.add(picture.url.clone(), Target::Picture(Arc::clone(picture)));
        }
    }

    fn add_machine_files(&mut self, library: &Library, catalog: &Catalog, address: &Address) {
        let listed = self.targets.values().filter(|one| one.is_indexed(catalog));
        let parts = listed.count().div_ceil(PART);
        self.add(address.at_root("sitemap.xml"), Target::Sitemap(None));
        for part in (1..=parts).filter(|_| parts > 1) {
            let path = address.at_root(&format!("sitemap-{part}.xml"));
            self.add(path, Target::Sitemap(Some(part)));
        }
        self.add(address.at_root("robots.txt"), Target::Robots);
        self.add(address.at_root("llms.txt"), Target::Llms(None));
        self.add(address.at_root("_redirects"), Target::Redirects);
        self.add(address.at_root("_headers"), Target::Headers);
        self.add(address.at_root("_nginx.conf"), Target::Nginx);
        for language in languages(library) {
            self.add(address.below(language, "feed.xml"), Target::Feed(language));
            let search = address.below(language, "opensearch.xml");
            self.add(search, Target::OpenSearch(language));
            let llms = address.below(language, "llms.txt");
            self.add(llms, Target::Llms(Some(language)));
        }
    }

    /// What stands in the place of a page's own file would take the page away: the
    /// service still leads on from there, files do not.
    fn add_lead(
        &mut self,
        path: String,
        to: &str,
        address: &Address,
        files: &mut BTreeSet<String>,
    ) {
        let file = address.file(&path);
        let packed = [".gz", ".br"].iter().find_map(|end| file.strip_suffix(end));
        let below = format!("{file}/");
        let is_folder = files.range(below.clone()..).next();
        let is_folder = is_folder.is_some_and(|other| other.starts_with(&below));
        let mut folders = file.match_indices('/').map(|(at, _)| &file[..at]);
        if files.contains(&file)
            || packed.is_some_and(|of| files.contains(of))
            || is_folder
            || folders.any(|folder| files.contains(folder))
        {
            return;
        }
        files.insert(file);
        let to = to.to_owned();
        self.add(path, Target::Redirect { to });
    }

    fn add_leads(&mut self, library: &Library, address: &Address) {
        let mut files: BTreeSet<String> =
            self.targets.keys().map(|path| address.file(path)).collect();
        for article in &library.articles {
            for alias in &article.aliases {
                self.add_lead(address.alias(alias), &article.url, address, &mut files);
            }
        }
        for archived in &library.archived {
            let id = archived.replaced_by.as_ref();
            let replacement = id.and_then(|id| {
                let own = library.article(id, archived.language);
                own.or_else(|| library.translations(id).next())
            });
            if let Some(article) = replacement {
                let path = with_slash(archived.url.clone());
                self.add_lead(path, &article.url, address, &mut files);
            }
        }
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.targets.keys().map(String::as_str)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Target)> {
        self.targets
            .iter()
            .map(|(path, target)| (path.as_str(), target))
    }

    /// What stands at `path`; an old address is found without its last `/` too.
    pub(super) fn find(&self, path: &str) -> Option<(&str, &Target)> {
        let exact = self.targets.get_key_value(path);
        let found = exact.or_else(|| {
            let found = self.targets.get_key_value(&format!("{path}/"))?;
            matches!(found.1, Target::Redirect { .. }).then_some(found)
        });
        found.map(|(path, target)| (path.as_str(), target))
    }

    /// One page of each kind that a template draws, and of articles one of each kind.
    pub(super) fn samples(&self) -> Vec<(&str, &Target)> {
        let mut known = HashSet::new();
        let is_new = |one: &(&str, &Target)| {
            let article = match one.1 {
                Target::Article(article) => Some((article.kind, article.video.is_some())),
                _ => None,
            };
            one.1.is_drawn() && known.insert((discriminant(one.1), article))
        };
        self.iter().filter(is_new).collect()
    }

    /// Whether something of its own stands at `path`.
    pub(super) fn holds_page(&self, path: &str) -> bool {
        let found = self.targets.get(path);
        found.is_some_and(|target| !matches!(target, Target::Redirect { .. }))
    }

    /// Whether `path` is where this category is shown: the site's own pages go before.
    pub(super) fn shows_category(&self, path: &str) -> bool {
        matches!(self.targets.get(path), Some(Target::Category(_)))
    }
}

impl Target {
    /// Whether a template draws it.
    fn is_drawn(&self) -> bool {
        match self {
            Target::Front(_)
            | Target::Home(_)
            | Target::Category(_)
            | Target::Article(_)
            | Target::Tag(..)
            | Target::Videos(_)
            | Target::WhatsNew(_)
            | Target::Search(_)
            | Target::NotFound(_)
            | Target::Gone(_)
            | Target::Redirect { .. }
            | Target::Go(_) => true,
            Target::Twin(_)
            | Target::Feed(_)
            | Target::Sitemap(_)
            | Target::Robots
            | Target::OpenSearch(_)
            | Target::SharePicture(_)
            | Target::Llms(_)
            | Target::Redirects
            | Target::Headers
            | Target::Nginx
            | Target::Picture(_)
            | Target::Asset(_) => false,
        }
    }

    /// Whether search engines are to list it: it says something in its own language.
    pub(super) fn is_indexed(&self, catalog: &Catalog) -> bool {
        match self {
            Target::Home(_) | Target::Tag(..) => true,
            Target::Article(article) => !article.noindex,
            Target::Category(category) => catalog.count(category.language, &category.path) > 0,
            Target::Videos(language) => !catalog.videos(*language).is_empty(),
            Target::WhatsNew(language) => !catalog.releases(*language).is_empty(),
            _ => false,
        }
    }
}

/// The Markdown twin of an article: its address with `.md` for the last `/`.
pub(super) fn twin_path(article: &Article) -> String {
    format!("{}.md", article.url.trim_end_matches('/'))
}
