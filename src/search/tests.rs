//! Searches over small libraries, made with [`Page`] and asked with [`Shop`].

mod boolean;
mod closed;
mod folder;
mod hostile;
mod panel;
mod tolerant;

use std::sync::Arc;

use tempfile::TempDir;

use crate::content::{Article, ArticleId, Body, Impact, Kind, Library, Section, Status};
use crate::gate::{Gate, Viewer};
use crate::locale::Locale;
use crate::search::{Answer, Query, Request, SearchSettings, Shelves};

/// An article under construction: `Page::en("KB-1", "Title").text("…").0`.
#[derive(Clone, Debug)]
pub(super) struct Page(pub Article);

impl Page {
    pub fn new(language: Locale, id: &str, title: &str) -> Self {
        Page(Article {
            id: ArticleId::new(id),
            language,
            path: id.to_owned(),
            file: format!("{language}/{id}.md"),
            category: String::new(),
            slug: id.to_owned(),
            url: format!("/{language}/{id}/"),
            title: title.to_owned(),
            summary: String::new(),
            kind: Kind::Article,
            gate: Gate::public(),
            stage: Status::Published,
            module: None,
            contexts: Vec::new(),
            tags: Vec::new(),
            keywords: Vec::new(),
            version: None,
            video: None,
            related: Vec::new(),
            featured: false,
            order: None,
            author: None,
            owner: None,
            date: None,
            updated: None,
            review_by: None,
            discussion: None,
            impact: Impact::Minor,
            revision: String::new(),
            major: None,
            outdated: None,
            noindex: false,
            aliases: Vec::new(),
            body: Body::default(),
        })
    }

    pub fn en(id: &str, title: &str) -> Self {
        Page::new(Locale::En, id, title)
    }

    pub fn es(id: &str, title: &str) -> Self {
        Page::new(Locale::Es, id, title)
    }

    /// Text above the first heading.
    pub fn text(self, text: &str) -> Self {
        self.section("", "", text)
    }

    pub fn section(mut self, anchor: &str, heading: &str, text: &str) -> Self {
        let section = Section {
            anchor: anchor.to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
        };
        let body = &self.0.body;
        let longer = body.changed(false, |texts| texts.sections.push(section));
        self.0.body = longer.expect("in memory");
        self
    }

    /// Any other field.
    pub fn with(mut self, change: impl FnOnce(&mut Article)) -> Self {
        change(&mut self.0);
        self
    }

    /// A gate in the form of `WHO`.
    pub fn gate(self, who: &str) -> Self {
        let viewer = Viewer::from_who(who).expect("a gate");
        self.with(|article| {
            article.gate = Gate {
                visibility: viewer.visibility,
                roles: Some(viewer.roles).filter(|roles| !roles.is_empty()),
                plans: viewer.plan.map(|plan| [plan].into()),
            };
        })
    }
}

/// Every article of `pages`, in the order given.
pub(super) fn library(pages: impl IntoIterator<Item = Page>) -> Library {
    let mut library = Library::default();
    library.languages = Locale::ALL.to_vec();
    library.articles = pages.into_iter().map(|page| Arc::new(page.0)).collect();
    library.indexed()
}

/// A library with its shelves in a folder of their own.
pub(super) struct Shop {
    pub library: Library,
    pub shelves: Shelves,
    pub folder: TempDir,
    /// Articles that were there once.
    made: Vec<Arc<Article>>,
}

impl Shop {
    pub fn open(pages: impl IntoIterator<Item = Page>) -> Self {
        Shop::open_with(pages, Arc::default())
    }

    pub fn open_with(pages: impl IntoIterator<Item = Page>, settings: Arc<SearchSettings>) -> Self {
        let library = library(pages);
        let folder = tempfile::tempdir().expect("a folder");
        let shelves = Shelves::build(&library, folder.path(), settings).expect("shelves");
        Shop {
            made: library.articles.clone(),
            library,
            shelves,
            folder,
        }
    }

    /// The same folder after the articles changed.
    pub fn become_library(&mut self, pages: impl IntoIterator<Item = Page>) {
        self.library = library(pages);
        let shelves = Shelves::open_or_build(&self.library, self.folder.path(), Arc::default());
        self.shelves = shelves.expect("shelves");
    }

    /// The same without writing into the folder, as a service that watches its files does: most
    /// articles that say what they once said are the same in memory, and some only say it.
    pub fn renew(&mut self, pages: impl IntoIterator<Item = Page>) {
        self.library = library(pages);
        for (at, article) in self.library.articles.iter_mut().enumerate() {
            let said = format!("{article:?}");
            let mut made = self.made.iter();
            match made.find(|known| format!("{known:?}") == said) {
                Some(known) if at % 4 != 3 => *article = Arc::clone(known),
                _ => self.made.push(Arc::clone(article)),
            }
        }
        let shelves = self.shelves.renewed(&self.library, Arc::default());
        self.shelves = shelves.expect("shelves").expect("few changes");
    }

    pub fn answer(&self, who: &str, request: &Request) -> Answer {
        let viewer = Viewer::from_who(who).expect("a viewer");
        let library = self.library.visible_to(&viewer);
        self.shelves
            .search(&library, &viewer, request)
            .expect("an answer")
    }

    /// Ids of the hits, groups divided by ` | ` and labelled where they are not
    /// articles of the reader's language.
    pub fn ids(&self, language: Locale, query: &str) -> String {
        let answer = self.answer("public", &request(language, query));
        let groups: Vec<String> = answer
            .groups
            .iter()
            .map(|group| {
                let ids: Vec<&str> = group.hits.iter().map(|hit| hit.id.as_str()).collect();
                match (group.kind, group.language == language) {
                    (Kind::Article, true) => ids.join(" "),
                    (kind, true) => format!("{}: {}", kind.word(), ids.join(" ")),
                    (kind, false) => {
                        format!("{} {}: {}", group.language, kind.word(), ids.join(" "))
                    }
                }
            })
            .collect();
        groups.join(" | ")
    }
}

/// The first ten for `query`, without further filters.
pub(super) fn request(language: Locale, query: &str) -> Request {
    Request::new(Query::parse(query), language)
}
