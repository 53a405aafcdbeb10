//! Look-ups over a library that many pages ask for, made once: without them the
//! cost of a site would grow with the square of its articles.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::{Article, ArticleId, Kind, Library};
use crate::locale::Locale;
use crate::site::article::described;

type Articles = Vec<Arc<Article>>;

/// Articles under one tag in one language.
#[derive(Debug)]
pub(super) struct Tag {
    /// As the first article writes it.
    pub(super) title: String,
    pub(super) articles: Articles,
}

#[derive(Debug, Default)]
pub(super) struct Catalog {
    by_category: HashMap<(Locale, String), Articles>,
    foreign: HashMap<(Locale, String), Articles>,
    counts: HashMap<(Locale, String), usize>,
    /// Of each article, among those of its category.
    positions: HashMap<(Locale, ArticleId), u32>,
    tags: BTreeMap<(Locale, String), Tag>,
    videos: HashMap<Locale, Articles>,
    releases: HashMap<Locale, Articles>,
    titles: Doubled,
    descriptions: Doubled,
}

/// Which texts of a language there are more than once, by hashes of them: of tens of thousands
/// of texts, few are.
#[derive(Debug, Default)]
struct Doubled {
    once: HashSet<u64>,
    more: HashSet<u64>,
}

impl Doubled {
    fn add(&mut self, language: Locale, text: &str) {
        let hash = Self::hash(language, text);
        if !self.once.insert(hash) {
            self.more.insert(hash);
        }
    }

    /// Once all are known.
    fn done(&mut self) {
        self.once = HashSet::new();
    }

    fn holds(&self, language: Locale, text: &str) -> bool {
        self.more.contains(&Self::hash(language, text))
    }

    /// The same in every process.
    fn hash(language: Locale, text: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (language, text).hash(&mut hasher);
        hasher.finish()
    }
}

impl Catalog {
    pub(super) fn new(library: &Library) -> Self {
        let mut catalog = Catalog::default();
        let mut slugs = HashMap::new();
        for article in &library.articles {
            catalog.add(article, library, &mut slugs);
        }
        for category in library.categories.iter().filter(|one| !one.is_home()) {
            catalog.titles.add(category.language, &category.title);
        }
        catalog.titles.done();
        catalog.descriptions.done();
        for releases in catalog.releases.values_mut() {
            releases.sort_by_key(|article| (Reverse(day(article)), article.url.clone()));
        }
        catalog
    }

    /// `slugs` has those of the tags that were met: there are few, and many articles have each.
    fn add<'l>(
        &mut self,
        article: &'l Arc<Article>,
        library: &Library,
        slugs: &mut HashMap<&'l str, String>,
    ) {
        let language = article.language;
        let place = (language, article.category.clone());
        let siblings = self.by_category.entry(place).or_default();
        let position = (language, article.id.clone());
        self.positions.insert(position, siblings.len() as u32);
        siblings.push(Arc::clone(article));
        let mut folder = Some(article.category.as_str());
        while let Some(path) = folder {
            *self.counts.entry((language, path.to_owned())).or_default() += 1;
            folder = match path.rsplit_once('/') {
                Some((parent, _)) => Some(parent),
                None if path.is_empty() => None,
                None => Some(""),
            };
        }
        for other in &library.languages {
            if *other != language && library.article(&article.id, *other).is_none() {
                let place = (*other, article.category.clone());
                let foreign = self.foreign.entry(place).or_default();
                foreign.push(Arc::clone(article));
            }
        }
        for title in &article.tags {
            let slug = slugs.entry(title).or_insert_with(|| tag_slug(title));
            let tag = self.tags.entry((language, slug.clone()));
            let tag = tag.or_insert_with(|| Tag {
                title: title.clone(),
                articles: Vec::new(),
            });
            // Two spellings of one tag on one article are one tag.
            let last = tag.articles.last();
            if last.is_none_or(|last| !Arc::ptr_eq(last, article)) {
                tag.articles.push(Arc::clone(article));
            }
        }
        self.titles.add(language, &article.title);
        self.descriptions.add(language, &described(article));
        let by_kind = match article.kind {
            Kind::Video => &mut self.videos,
            Kind::Release => &mut self.releases,
            Kind::Article => return,
        };
        by_kind
            .entry(language)
            .or_default()
            .push(Arc::clone(article));
    }

    /// Articles right in a category, in reading order.
    pub(super) fn articles(&self, language: Locale, category: &str) -> &[Arc<Article>] {
        list(&self.by_category, &(language, category.to_owned()))
    }

    /// Articles right in a category that have no translation in `language`.
    pub(super) fn foreign(&self, language: Locale, category: &str) -> &[Arc<Article>] {
        list(&self.foreign, &(language, category.to_owned()))
    }

    /// How many articles of `language` are in a category and below it.
    pub(super) fn count(&self, language: Locale, category: &str) -> usize {
        let place = (language, category.to_owned());
        self.counts.get(&place).copied().unwrap_or_default()
    }

    /// The articles before and after `article` in its category.
    pub(super) fn neighbours(
        &self,
        article: &Article,
    ) -> (Option<&Arc<Article>>, Option<&Arc<Article>>) {
        let siblings = self.articles(article.language, &article.category);
        let position = (article.language, article.id.clone());
        let Some(at) = self.positions.get(&position).map(|at| *at as usize) else {
            return (None, None);
        };
        let before = at.checked_sub(1).and_then(|at| siblings.get(at));
        (before, siblings.get(at + 1))
    }

    pub(super) fn tags(&self) -> impl Iterator<Item = (Locale, &str)> {
        self.tags
            .keys()
            .map(|(language, slug)| (*language, slug.as_str()))
    }

    pub(super) fn tag(&self, language: Locale, slug: &str) -> Option<&Tag> {
        self.tags.get(&(language, slug.to_owned()))
    }

    pub(super) fn videos(&self, language: Locale) -> &[Arc<Article>] {
        list(&self.videos, &language)
    }

    /// Newest first.
    pub(super) fn releases(&self, language: Locale) -> &[Arc<Article>] {
        list(&self.releases, &language)
    }

    /// Whether one article or category of the language has this title.
    pub(super) fn is_only_of_title(&self, language: Locale, title: &str) -> bool {
        !self.titles.holds(language, title)
    }

    /// Whether one article of the language is described by these words.
    pub(super) fn is_only_described(&self, language: Locale, description: &str) -> bool {
        !self.descriptions.holds(language, description)
    }
}

fn list<'a, K: Hash + Eq>(lists: &'a HashMap<K, Articles>, key: &K) -> &'a [Arc<Article>] {
    lists.get(key).map_or(&[], Vec::as_slice)
}

/// The day an article is from: its own date, else that of its last edit in UTC.
pub(super) fn day(article: &Article) -> Option<Date> {
    let updated = || Some(article.updated?.to_zoned(TimeZone::UTC).date());
    article.date.or_else(updated)
}

/// A tag as part of an address: `Órdenes de cambio` is `ordenes-de-cambio`.
///
/// A tag of which nothing can stand there is named by its hash.
pub(super) fn tag_slug(tag: &str) -> String {
    let plain: String = tag
        .nfd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .map(|character| match character.is_alphanumeric() {
            true => character,
            false => ' ',
        })
        .collect();
    let slug = plain.split_whitespace().collect::<Vec<_>>().join("-");
    match slug.is_empty() {
        true => blake3::hash(tag.as_bytes()).to_hex()[..8].to_owned(),
        false => slug,
    }
}
