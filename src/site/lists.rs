//! Lists across categories: a tag, the videos, what is new, and the search page.

use fluent_bundle::FluentValue;

use crate::gate::Visibility;
use crate::locale::Locale;
use crate::site::catalog::Places;
use crate::site::head::{About, Version};
use crate::site::{Page, PageKind, Site};
use crate::theme::ThemeError;
use crate::theme::context::{Link, ListPage, SearchPage};

/// More than this is better searched than read.
const FOR_YOU: usize = 200;

/// A list before it is drawn.
struct List<'a> {
    list: &'static str,
    title: String,
    description: String,
    articles: &'a Places,
    versions: Vec<Version>,
}

impl Site {
    pub(super) fn tag(&self, language: Locale, slug: &str, path: &str) -> Result<Page, ThemeError> {
        let tag = self.catalog.tag(language, slug);
        let title = tag.map_or(slug, |tag| tag.title.as_str());
        let named = |key: &str| {
            let argument = ("tag", FluentValue::from(title));
            let text = self.theme.message(language, key, &[argument]);
            text.unwrap_or_else(|| title.to_owned())
        };
        let list = List {
            list: "tag",
            title: named("site-tag-title"),
            description: named("site-tag-description"),
            articles: tag.map_or(&[], |tag| &tag.articles),
            // Tags are words of one language: nothing says which are translations.
            versions: vec![Version {
                language,
                path: path.to_owned(),
                indexed: true,
            }],
        };
        self.list(language, path, list)
    }

    pub(super) fn videos(&self, language: Locale, path: &str) -> Result<Page, ThemeError> {
        let list = List {
            list: "videos",
            title: self.say(language, "site-videos"),
            description: self.say(language, "site-videos-summary"),
            articles: self.catalog.videos(language),
            versions: self.versions_of_videos(),
        };
        self.list(language, path, list)
    }

    pub(super) fn whats_new(&self, language: Locale, path: &str) -> Result<Page, ThemeError> {
        let list = List {
            list: "whats-new",
            title: self.say(language, "site-whats-new"),
            description: self.say(language, "site-whats-new-summary"),
            articles: self.catalog.releases(language),
            versions: self.versions_of_whats_new(),
        };
        self.list(language, path, list)
    }

    fn list(&self, language: Locale, path: &str, list: List<'_>) -> Result<Page, ThemeError> {
        let mut trail = self.trail(language, "");
        trail.push(Link {
            title: list.title.clone(),
            url: path.to_owned(),
        });
        let mut head = self.head(About {
            language,
            path,
            title: list.title.clone(),
            description: list.description,
            indexed: !list.articles.is_empty(),
            versions: list.versions,
            category: "",
        });
        if head.canonical.is_some() {
            head.json_ld.extend(self.breadcrumbs_json(&trail));
        }
        let page = ListPage {
            trail,
            list: list.list,
            title: list.title,
            articles: self.items(self.placed(list.articles)),
        };
        self.html("list.html", language, &head, &page, path, PageKind::Html)
    }

    /// The search page before a question. A reader who is signed in finds there what
    /// public lists leave out; everybody else finds where to browse.
    pub(super) fn waiting_search(&self, language: Locale) -> SearchPage {
        let articles = self.library.articles.iter();
        let gated = articles.filter(|one| one.gate.visibility != Visibility::Public);
        let own = gated.filter(|one| one.language == language);
        SearchPage {
            view: None,
            for_you: self.items(own.take(FOR_YOU)),
            categories: self.cards(language, ""),
        }
    }

    /// Answers differ with every question: search engines are to list none of them.
    pub(super) fn search(
        &self,
        language: Locale,
        path: &str,
        page: &SearchPage,
    ) -> Result<Page, ThemeError> {
        let query = page.view.as_ref().map_or("", |view| view.query.as_str());
        let title = match query.is_empty() {
            true => self.say(language, "site-search"),
            false => {
                let query = ("query", FluentValue::from(query));
                let title = self.theme.message(language, "site-search-title", &[query]);
                title.unwrap_or_default()
            }
        };
        let head = self.head(About {
            language,
            path,
            title,
            description: self.say(language, "site-search-summary"),
            indexed: false,
            versions: self.versions_of_own("search/", |_| false),
            category: "",
        });
        self.html("search.html", language, &head, page, path, PageKind::Html)
    }
}
