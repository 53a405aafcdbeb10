//! From a reader's request to what is shown: groups, hits, facets.
//!
//! Entry point: [`Shelves::search`]. Titles, sections and links come from the library
//! of the viewer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::content::{Article, ArticleId, Kind, Library};
use crate::gate::Viewer;
use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::query::{Filters, Query};
use crate::search::ranked::Ranked;
use crate::search::shelves::Shelves;
use crate::search::snippet::{Extract, Marker};

/// What a reader asks for.
#[derive(Clone, Debug)]
pub struct Request {
    pub query: Query,
    /// The reader's language: its groups come first.
    pub language: Locale,
    /// Those of the API; an article must pass them and those in the query.
    pub filters: Filters,
    /// From 1.
    pub page: usize,
    /// Hits of each group on a page.
    pub limit: usize,
}

/// The body of `GET /search` and of `ayuda search --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// As it was typed, cut to [`MAX_QUERY_CHARS`](crate::search::MAX_QUERY_CHARS).
    pub query: String,
    pub language: Locale,
    /// The reader's language first; in a language articles, then videos, then
    /// releases. A group without any hit is absent.
    pub groups: Vec<Group>,
    /// `category`, `module`, `role`, `tag` and `kind`, over all groups and pages. A
    /// count says how many hits are left when that value is asked for.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    pub pagination: Pagination,
}

/// Hits of one kind and language.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    pub kind: Kind,
    /// Not the reader's: what exists only in this language.
    pub language: Locale,
    /// On all pages.
    pub total: usize,
    pub hits: Vec<Hit>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    pub value: String,
    pub count: usize,
}

/// Pages turn in all groups at once; there are as many as the longest group needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Pagination {
    pub page: usize,
    pub limit: usize,
    /// Hits of all groups.
    pub total: usize,
    pub pages: usize,
}

/// An article that answers, opened at its best section.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    pub id: ArticleId,
    pub kind: Kind,
    pub language: Locale,
    pub title: String,
    /// Root-relative, without the anchor.
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    /// HTML: escaped text in which `<mark>` is the only markup.
    pub snippet: String,
    pub matched_by: MatchedBy,
    /// Comparable within one answer and language only.
    pub score: f32,
}

/// How an article was found, by the weakest of its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchedBy {
    /// Every word stands there as typed, but for accents.
    #[default]
    Exact,
    /// Some word stands there in another form.
    Stem,
    /// Some word stands there by another name, or in the other language.
    Synonym,
    /// Some word was taken for another one that is known.
    Typo,
}

impl Shelves {
    /// Answers `request` from the shelves that admit `viewer`.
    ///
    /// `library` is the viewer's: [`Library::visible_to`]. The answer, to the bits of
    /// its scores, is the same whatever else the other shelves hold.
    ///
    /// # Errors
    /// Only when the index cannot be read; no query is an error.
    pub fn search(
        &self,
        library: &Library,
        viewer: &Viewer,
        request: &Request,
    ) -> Result<Answer, SearchError> {
        let mut groups = Vec::new();
        let mut articles: Vec<&Arc<Article>> = Vec::new();
        let others = library
            .languages
            .iter()
            .filter(|one| **one != request.language);
        for language in std::iter::once(&request.language).chain(others) {
            let (ranked, plan) = self.ranked(library, viewer, request, *language)?;
            let mut marker = plan.map(|plan| Marker::new(&plan, *language));
            for kind in [Kind::Article, Kind::Video, Kind::Release] {
                let of_kind: Vec<&Ranked<'_>> = ranked
                    .iter()
                    .filter(|one| one.article.kind == kind)
                    .collect();
                if of_kind.is_empty() {
                    continue;
                }
                let start = request.page.saturating_sub(1).saturating_mul(request.limit);
                let shown = of_kind.iter().skip(start).take(request.limit);
                let hits = shown.map(|one| one.hit(marker.as_mut())).collect();
                groups.push(Group {
                    kind,
                    language: *language,
                    total: of_kind.len(),
                    hits,
                });
            }
            articles.extend(ranked.into_iter().map(|one| one.article));
        }
        let longest = groups.iter().map(|group| group.total).max().unwrap_or(0);
        Ok(Answer {
            query: request.query.text().to_owned(),
            language: request.language,
            groups,
            facets: facets(&articles),
            pagination: Pagination {
                page: request.page.max(1),
                limit: request.limit,
                total: articles.len(),
                pages: longest.div_ceil(request.limit.max(1)),
            },
        })
    }
}

impl Ranked<'_> {
    fn hit(&self, marker: Option<&mut Marker>) -> Hit {
        let article = self.article;
        let Extract { anchor, snippet } = marker
            .map(|marker| marker.extract(article))
            .unwrap_or_default();
        Hit {
            id: article.id.clone(),
            kind: article.kind,
            language: article.language,
            title: article.title.clone(),
            url: article.url.clone(),
            anchor,
            snippet,
            matched_by: match self.exact {
                true => MatchedBy::Exact,
                false => MatchedBy::Stem,
            },
            score: self.score,
        }
    }
}

/// Counts what each value would leave; the most frequent first, then by value.
fn facets(articles: &[&Arc<Article>]) -> BTreeMap<&'static str, Vec<FacetCount>> {
    let mut facets: BTreeMap<&str, BTreeMap<&str, usize>> =
        ["category", "kind", "module", "role", "tag"]
            .into_iter()
            .map(|field| (field, BTreeMap::new()))
            .collect();
    let mut add = |field: &'static str, value| {
        let counts = facets.entry(field).or_default();
        *counts.entry(value).or_default() += 1;
    };
    for article in articles {
        add("kind", article.kind.word());
        if let Some(module) = &article.module {
            add("module", module);
        }
        for tag in article.tags.iter().collect::<BTreeSet<_>>() {
            add("tag", tag);
        }
        let mut folder = article.category.as_str();
        while !folder.is_empty() {
            add("category", folder);
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }
    // An article without roles is for everybody, so it counts for each role named.
    let named: BTreeSet<&String> = articles
        .iter()
        .filter_map(|article| article.gate.roles.as_ref())
        .flatten()
        .collect();
    for role in named {
        for _ in articles
            .iter()
            .filter(|article| article.gate.is_for_role(role))
        {
            add("role", role);
        }
    }
    facets
        .into_iter()
        .map(|(field, counts)| {
            let mut counts: Vec<FacetCount> = counts
                .into_iter()
                .map(|(value, count)| FacetCount {
                    value: value.to_owned(),
                    count,
                })
                .collect();
            counts.sort_by_key(|one| std::cmp::Reverse(one.count));
            (field, counts)
        })
        .collect()
}
