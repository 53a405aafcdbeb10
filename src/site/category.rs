//! Homes and categories.

use std::sync::Arc;

use fluent_bundle::FluentValue;

use crate::content::{Article, Category};
use crate::locale::Locale;
use crate::site::article::item;
use crate::site::head::About;
use crate::site::{Page, PageKind, Site};
use crate::theme::ThemeError;
use crate::theme::context::{
    ArticleItem, CategoryCard, CategoryPage, Foreign, Head, HomePage, Link, Topic,
};

/// As many as stand on a home; all of them are one link away.
const LATEST: usize = 3;
const FEATURED: usize = 8;

impl Site {
    /// The root: the home of the default language, which is the one search engines list.
    pub(super) fn front(&self, language: Locale, path: &str) -> Result<Page, ThemeError> {
        let home = self.address.below(language, "");
        let mut head = self.home_head(language, &home);
        head.alternates.clear();
        let page = self.home_page(language, self.library.languages.len() > 1);
        self.html("home.html", language, &head, &page, path, PageKind::Html)
    }

    pub(super) fn home(&self, language: Locale, path: &str) -> Result<Page, ThemeError> {
        let head = self.home_head(language, path);
        let page = self.home_page(language, false);
        self.html("home.html", language, &head, &page, path, PageKind::Html)
    }

    fn home_head(&self, language: Locale, path: &str) -> Head {
        let home = self.library.category(language, "");
        let summary = home.map(|home| home.summary.clone()).unwrap_or_default();
        self.head(About {
            language,
            path,
            title: self.home_title(language),
            description: match summary.is_empty() {
                true => self.say(language, "site-home-summary"),
                false => summary,
            },
            indexed: true,
            versions: self.versions_of_home(),
            category: "",
        })
    }

    /// The site's own name where nobody wrote a title.
    pub(super) fn home_title(&self, language: Locale) -> String {
        let home = self.library.category(language, "");
        let title = home
            .map(|home| &home.title)
            .filter(|title| !title.is_empty());
        title.unwrap_or(&self.name).clone()
    }

    fn home_page(&self, language: Locale, front: bool) -> HomePage {
        let home = self.library.category(language, "");
        let text = |field: fn(&Category) -> &String| home.map(|home| field(home).clone());
        let own = self.library.articles.iter();
        let featured = own.filter(|one| one.language == language && one.featured);
        let releases = self.placed(self.catalog.releases(language));
        let articles = self.placed(self.catalog.articles(language, ""));
        HomePage {
            title: self.home_title(language),
            summary: text(|home| &home.summary)
                .filter(|summary| !summary.is_empty())
                .unwrap_or_else(|| self.say(language, "site-home-summary")),
            html: text(|home| &home.html).unwrap_or_default(),
            front,
            categories: self.cards(language, ""),
            featured: self.items(featured.take(FEATURED)),
            articles: self.items(articles),
            foreign: self.foreign(language, ""),
            releases: self.items(releases.take(LATEST)),
        }
    }

    pub(super) fn category(&self, category: &Category, path: &str) -> Result<Page, ThemeError> {
        let language = category.language;
        let trail = self.trail(language, &category.path);
        let description = match category.summary.is_empty() {
            true => {
                let title = ("title", FluentValue::from(category.title.as_str()));
                let key = "site-category-description";
                let text = self.theme.message(language, key, &[title]);
                text.unwrap_or_default()
            }
            false => category.summary.clone(),
        };
        let mut head = self.head(About {
            language,
            path,
            title: match category.path.rsplit_once('/') {
                Some((parent, _)) => self.title_in(language, &category.title, parent),
                None => category.title.clone(),
            },
            description,
            indexed: self.catalog.count(language, &category.path) > 0,
            versions: self.versions_of_category(category),
            category: &category.path,
        });
        if let Some(share) = &mut head.share {
            share.title = category.title.clone();
            head.json_ld.extend(self.breadcrumbs_json(&trail));
        }
        let page = self.category_page(category, trail);
        let kind = PageKind::Html;
        self.html("category.html", language, &head, &page, path, kind)
    }

    /// The categories of the home, and which of them `trail` passes.
    fn topics(&self, language: Locale, trail: &[Link]) -> Vec<Topic> {
        let cards = self.cards(language, "").into_iter();
        cards
            .map(|card| Topic {
                current: trail.iter().any(|step| step.url == card.url),
                title: card.title,
                url: card.url,
            })
            .collect()
    }

    fn category_page(&self, category: &Category, trail: Vec<Link>) -> CategoryPage {
        let language = category.language;
        let articles = self.placed(self.catalog.articles(language, &category.path));
        CategoryPage {
            topics: self.topics(language, &trail),
            trail,
            title: category.title.clone(),
            summary: category.summary.clone(),
            icon: category.icon.clone().unwrap_or_default(),
            html: category.html.clone(),
            categories: self.cards(language, &category.path),
            articles: self.items(articles),
            foreign: self.foreign(language, &category.path),
        }
    }

    /// The categories right below `path`.
    pub(super) fn cards(&self, language: Locale, path: &str) -> Vec<CategoryCard> {
        let categories = self.library.subcategories(language, path);
        let card = |one: &Arc<Category>| {
            let filled = |language: &Locale| self.catalog.count(*language, &one.path) > 0;
            let languages = &self.library.languages;
            CategoryCard {
                title: one.title.clone(),
                summary: one.summary.clone(),
                url: one.url.clone(),
                icon: one.icon.clone().unwrap_or_default(),
                count: self.catalog.count(language, &one.path),
                only_in: match filled(&language) {
                    true => None,
                    false => languages.iter().copied().find(|one| filled(one)),
                },
            }
        };
        categories.map(card).collect()
    }

    pub(super) fn items<'a>(
        &self,
        articles: impl IntoIterator<Item = &'a Arc<Article>>,
    ) -> Vec<ArticleItem> {
        let articles = articles.into_iter();
        articles.map(|one| item(one, &self.library)).collect()
    }

    /// What a category holds in other languages alone, by language.
    fn foreign(&self, language: Locale, path: &str) -> Vec<Foreign> {
        let articles = || self.placed(self.catalog.foreign(language, path));
        let others = self.library.languages.iter();
        others
            .map(|other| Foreign {
                language: *other,
                articles: self.items(articles().filter(|one| one.language == *other)),
            })
            .filter(|foreign| !foreign.articles.is_empty())
            .collect()
    }
}
