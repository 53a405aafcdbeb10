//! What a page says of itself: title, description, other languages, canonical address.

use crate::content::{Article, Category};
use crate::locale::Locale;
use crate::site::Site;
use crate::theme::context::{Alternate, Head, LanguageLink, Share};

/// Search engines cut what is longer.
const TITLE: usize = 60;
pub(super) const DESCRIPTION: usize = 155;

/// The same page in one language.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub(super) language: Locale,
    /// Root-relative.
    pub(super) path: String,
    pub(super) indexed: bool,
}

/// What there is to say of a page before the site has its say.
#[derive(Debug)]
pub(super) struct About<'a> {
    pub(super) language: Locale,
    pub(super) path: &'a str,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) indexed: bool,
    /// This page and its translations.
    pub(super) versions: Vec<Version>,
    /// Path of the category that stands in where a translation is missing.
    pub(super) category: &'a str,
}

impl Site {
    pub(super) fn head(&self, about: About<'_>) -> Head {
        let languages = self.language_links(&about);
        let indexed = about.indexed && self.is_public();
        let mut head = Head {
            title: self.titled(&about.title),
            description: shortened(&about.description, DESCRIPTION),
            indexed,
            languages,
            ..Head::default()
        };
        if !indexed {
            return head;
        }
        head.canonical = Some(self.address.absolute(about.path));
        let versions: Vec<&Version> = about.versions.iter().filter(|one| one.indexed).collect();
        if versions.len() > 1 {
            head.alternates = self.alternates(&versions);
        }
        let others = versions.iter().map(|version| version.language);
        head.share = Some(Share {
            kind: "website",
            title: about.title,
            locale: open_graph_locale(about.language),
            other_locales: others
                .filter(|language| *language != about.language)
                .map(open_graph_locale)
                .collect(),
            image: self.share_image(about.path),
        });
        head
    }

    /// Says each language, and where those go who read neither.
    pub(super) fn alternates(&self, versions: &[&Version]) -> Vec<Alternate> {
        let alternate = |hreflang: &str, version: &Version| Alternate {
            hreflang: hreflang.to_owned(),
            url: self.address.absolute(&version.path),
        };
        let default = self.library.default_language();
        let fallback = versions.iter().find(|one| one.language == default);
        let mut alternates: Vec<Alternate> = versions
            .iter()
            .map(|one| alternate(one.language.code(), one))
            .collect();
        if let Some(version) = fallback.or(versions.first()) {
            alternates.push(alternate("x-default", version));
        }
        alternates
    }

    /// The switch of languages never leads to a 404: without a translation it goes to
    /// the nearest category there is.
    fn language_links(&self, about: &About<'_>) -> Vec<LanguageLink> {
        let links = self.library.languages.iter().map(|language| {
            let version = about.versions.iter().find(|one| one.language == *language);
            LanguageLink {
                code: *language,
                name: language.own_name(),
                url: version.map_or_else(
                    || self.nearest_category(*language, about.category),
                    |version| version.path.clone(),
                ),
                current: *language == about.language,
            }
        });
        links.collect()
    }

    fn nearest_category(&self, language: Locale, path: &str) -> String {
        let mut next = Some(path);
        while let Some(path) = next.filter(|path| !path.is_empty()) {
            if let Some(category) = self.library.category(language, path) {
                return category.url.clone();
            }
            next = path.rsplit_once('/').map(|(parent, _)| parent);
        }
        self.address.below(language, "")
    }

    /// The same page of the site's own in all languages.
    pub(super) fn versions_of_own(
        &self,
        rest: &str,
        indexed: impl Fn(Locale) -> bool,
    ) -> Vec<Version> {
        let languages = self.library.languages.iter();
        languages
            .map(|language| Version {
                language: *language,
                path: self.address.below(*language, rest),
                indexed: indexed(*language),
            })
            .collect()
    }

    pub(super) fn versions_of_home(&self) -> Vec<Version> {
        self.versions_of_own("", |_| true)
    }

    pub(super) fn versions_of_videos(&self) -> Vec<Version> {
        self.versions_of_own("videos/", |one| !self.catalog.videos(one).is_empty())
    }

    pub(super) fn versions_of_whats_new(&self) -> Vec<Version> {
        self.versions_of_own("whats-new/", |one| !self.catalog.releases(one).is_empty())
    }

    pub(super) fn versions_of_article(&self, article: &Article) -> Vec<Version> {
        let translations = self.library.translations(&article.id);
        translations
            .map(|one| Version {
                language: one.language,
                path: one.url.clone(),
                indexed: !one.noindex,
            })
            .collect()
    }

    pub(super) fn versions_of_category(&self, category: &Category) -> Vec<Version> {
        let languages = self.library.languages.iter();
        languages
            .filter_map(|language| self.library.category(*language, &category.path))
            .filter(|other| self.map.shows_category(&other.url))
            .map(|other| Version {
                language: other.language,
                path: other.url.clone(),
                indexed: self.catalog.count(other.language, &other.path) > 0,
            })
            .collect()
    }

    /// With the name of the site, where both fit.
    fn titled(&self, title: &str) -> String {
        let both = format!("{title} · {}", self.name);
        match title.starts_with(self.name.as_str()) || both.chars().count() > TITLE {
            true => title.to_owned(),
            false => both,
        }
    }
}

/// Cut at a word, with an ellipsis.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    // Most are as they should be, and all summaries are asked for when a site is made.
    let is_word = |word: &str| !word.is_empty() && !word.contains(char::is_whitespace);
    if text.len() <= limit && text.split(' ').all(is_word) {
        return text.to_owned();
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return text;
    };
    let cut = text[..end].rfind(' ').unwrap_or(end);
    let words = text[..cut].trim_end_matches([',', ';', ':', '.', '—', '-']);
    format!("{words}…")
}

fn open_graph_locale(language: Locale) -> &'static str {
    match language {
        Locale::En => "en_US",
        Locale::Es => "es_MX",
    }
}
