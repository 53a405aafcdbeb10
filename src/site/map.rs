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
#[derive(Clone, Debug)]
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

/// Pages of articles, their Markdown and their short addresses are not written down: these are
/// most of all there is, and an article is found by its address.
#[derive(Clone, Debug)]
pub(super) struct SiteMap {
    library: Arc<Library>,
    /// Before the id in a short address.
    go: String,
    /// None of them holds an article, so that they are the same for the next library that
    /// [is listed](Library::is_listed_as) as this one.
    others: Arc<BTreeMap<String, Target>>,
}

impl SiteMap {
    pub(super) fn new(
        library: &Arc<Library>,
        catalog: &Catalog,
        theme: &Theme,
        address: &Address,
        audience: Audience,
    ) -> Self {
        let mut map = SiteMap {
            library: Arc::clone(library),
            go: address.at_root("go/"),
            others: Arc::default(),
        };
        // The first to claim an address keeps it: pages of the site's own, then what
        // writers made, then what only leads somewhere else.
        map.add_own_pages(library, catalog, address);
        map.add_content(library);
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

    /// Becomes the map of a library that is listed as this one.
    pub(super) fn follow(&mut self, library: &Arc<Library>) {
        self.library = Arc::clone(library);
    }

    /// Goes before what stands at the address of an article.
    fn add_before_articles(&mut self, path: String, target: Target) {
        let others = Arc::make_mut(&mut self.others);
        others.entry(path).or_insert(target);
    }

    pub(super) fn add(&mut self, path: String, target: Target) {
        if self.of_article(&path).is_none() {
            self.add_before_articles(path, target);
        }
    }

    fn add_own_pages(&mut self, library: &Library, catalog: &Catalog, address: &Address) {
        let first = library.default_language();
        self.add_before_articles(address.at_root(""), Target::Front(first));
        self.add_before_articles(address.at_root("404.html"), Target::NotFound(first));
        for language in languages(library) {
            let mut add = |rest: &str, target| {
                self.add_before_articles(address.below(language, rest), target)
            };
            add("", Target::Home(language));
            add("videos/", Target::Videos(language));
            add("whats-new/", Target::WhatsNew(language));
            add("search/", Target::Search(language));
            add("404.html", Target::NotFound(language));
            add(GONE, Target::Gone(language));
        }
        for (language, slug) in catalog.tags() {
            let path = address.below(language, &format!("tags/{slug}/"));
            self.add_before_articles(path, Target::Tag(language, slug.to_owned()));
        }
    }

    fn add_content(&mut self, library: &Library) {
        for category in &library.categories {
            if !category.is_home() {
                let target = Target::Category(Arc::clone(category));
                self.add_before_articles(category.url.clone(), target);
            }
        }
        for picture in &library.pictures {
            self.add(picture.url.clone(), Target::Picture(Arc::clone(picture)));
        }
    }

    fn add_machine_files(&mut self, library: &Library, catalog: &Catalog, address: &Address) {
        let others = self.others.values().filter(|one| one.is_indexed(catalog));
        let articles = library.articles.iter().filter(|one| !one.noindex);
        let parts = (others.count() + articles.count()).div_ceil(PART);
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
        let mut aliased = library.articles.iter().map(|one| &one.aliases);
        if library.archived.is_empty() && aliased.all(Vec::is_empty) {
            return;
        }
        let paths = self.paths();
        let mut files: BTreeSet<String> = paths.iter().map(|path| address.file(path)).collect();
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

    /// All addresses, in order.
    pub(super) fn paths(&self) -> Vec<String> {
        let others = self.others.keys().cloned();
        let articles = self.library.articles.iter();
        let articles =
            articles.flat_map(|one| [one.url.clone(), twin_path(one), self.go_path(one)]);
        let mut paths: Vec<String> = others.chain(articles).collect();
        paths.sort_unstable();
        // Translations share a short address.
        paths.dedup();
        paths
    }

    /// What is no page of an article, in the order of addresses.
    pub(super) fn others(&self) -> impl Iterator<Item = (&str, &Target)> {
        let others = self.others.iter();
        others.map(|(path, target)| (path.as_str(), target))
    }

    /// What search engines are to list, in the order of addresses.
    pub(super) fn indexed(&self, catalog: &Catalog) -> Vec<(&str, Target)> {
        let others = self.others().map(|(path, target)| (path, target.clone()));
        let articles = self.library.articles.iter();
        let articles = articles.filter(|one| !self.others.contains_key(&one.url));
        let articles = articles.map(|one| (one.url.as_str(), Target::Article(Arc::clone(one))));
        let all = others.chain(articles);
        let mut indexed: Vec<_> = all.filter(|one| one.1.is_indexed(catalog)).collect();
        indexed.sort_unstable_by_key(|(path, _)| *path);
        indexed
    }

    /// What stands at `path`; an old address is found without its last `/` too.
    pub(super) fn find(&self, path: &str) -> Option<(String, Target)> {
        let exact = self.others.get(path).cloned();
        let exact = exact.or_else(|| self.of_article(path));
        if let Some(target) = exact {
            return Some((path.to_owned(), target));
        }
        let path = format!("{path}/");
        let target = self.others.get(&path)?;
        matches!(target, Target::Redirect { .. }).then(|| (path, target.clone()))
    }

    /// The picture, film or other file at `path`.
    pub(super) fn picture(&self, path: &str) -> Option<&Arc<Picture>> {
        match self.others.get(path)? {
            Target::Picture(picture) => Some(picture),
            _ => None,
        }
    }

    /// What of an article stands at `path`, where nothing of the site's own does.
    fn of_article(&self, path: &str) -> Option<Target> {
        let library = &self.library;
        if let Some(article) = library.article_at(path) {
            return Some(Target::Article(Arc::clone(article)));
        }
        if let Some(bare) = path.strip_suffix(".md") {
            let article = library.article_at(&format!("{bare}/"))?;
            return Some(Target::Twin(Arc::clone(article)));
        }
        let id = path.strip_prefix(self.go.as_str())?.strip_suffix('/')?;
        let id = ArticleId::new(id);
        let is_known = library.translations(&id).next().is_some();
        is_known.then_some(Target::Go(id))
    }

    fn go_path(&self, article: &Article) -> String {
        format!("{}{}/", self.go, article.id)
    }

    /// One page of each kind that a template draws, and of articles one of each kind.
    pub(super) fn samples(&self) -> Vec<(String, Target)> {
        let mut known = HashSet::new();
        let mut samples = Vec::new();
        for (path, target) in self.others() {
            if target.is_drawn() && known.insert(discriminant(target)) {
                samples.push((path.to_owned(), target.clone()));
            }
        }
        let mut known = HashSet::new();
        for article in &self.library.articles {
            if known.is_empty() {
                samples.push((self.go_path(article), Target::Go(article.id.clone())));
            }
            if known.insert((article.kind, article.video.is_some())) {
                let target = Target::Article(Arc::clone(article));
                samples.push((article.url.clone(), target));
            }
        }
        samples
    }

    /// Whether something of its own stands at `path`.
    pub(super) fn holds_page(&self, path: &str) -> bool {
        match self.others.get(path) {
            Some(target) => !matches!(target, Target::Redirect { .. }),
            None => self.of_article(path).is_some(),
        }
    }

    /// Whether `path` is where this category is shown: the site's own pages go before.
    pub(super) fn shows_category(&self, path: &str) -> bool {
        matches!(self.others.get(path), Some(Target::Category(_)))
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
