//! The shapes of answers (SPEC 7). More fields may come; these stay.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Article, Heading, Library, Term, Tour};
use crate::context::{Found, FoundBy};
use crate::feedback::{Counts, Feedback};
use crate::search::Suggestion;

/// An article in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticleItem {
    pub(super) id: String,
    slug: String,
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    summary: String,
    language: &'static str,
    /// Path of its category.
    category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<String>,
    /// Whom it is for; empty for everybody.
    roles: Vec<String>,
    tags: Vec<String>,
    kind: &'static str,
    /// Root-relative.
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    /// Visits in which it was opened.
    view_count: u64,
    /// Votes since the last major edit.
    helpful_count: u64,
    not_helpful_count: u64,
    /// Absent as long as nobody voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    helpfulness_percentage: Option<u8>,
}

impl ArticleItem {
    pub(super) fn new(article: &Article, counts: Counts) -> Self {
        let Counts { tally, views } = counts;
        ArticleItem {
            id: article.id.to_string(),
            slug: article.slug.clone(),
            title: article.title.clone(),
            summary: article.summary.clone(),
            language: article.language.code(),
            category: article.category.clone(),
            module: article.module.clone(),
            roles: article.gate.roles.iter().flatten().cloned().collect(),
            tags: article.tags.clone(),
            kind: article.kind.word(),
            url: article.url.clone(),
            updated: article.updated.map(|updated| updated.to_string()),
            view_count: views,
            helpful_count: tally.helpful,
            not_helpful_count: tally.not_helpful,
            helpfulness_percentage: tally.percentage(),
        }
    }

    /// Items of articles, with the counts of each.
    pub(super) fn list(articles: &[Arc<Article>], feedback: &Feedback) -> Vec<ArticleItem> {
        articles
            .iter()
            .map(|article| ArticleItem::new(article, feedback.counts(article)))
            .collect()
    }
}

/// An article that helps on a screen.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HelpItem {
    #[serde(flatten)]
    article: ArticleItem,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<VideoItem>,
    /// Why it came up: `context`, `module`, `search` or `popular`.
    found_by: &'static str,
    /// The pattern that fits, when it was asked for and there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
}

impl HelpItem {
    pub(super) fn new(found: &Found, counts: Counts, explain: bool) -> Self {
        HelpItem {
            article: ArticleItem::new(&found.article, counts),
            video: VideoItem::of(&found.article),
            found_by: found.by.word(),
            pattern: match &found.by {
                FoundBy::Context(pattern) if explain => Some(pattern.clone()),
                _ => None,
            },
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Pagination {
    pub(super) page: usize,
    pub(super) limit: usize,
    pub(super) total: usize,
    pub(super) pages: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticleList {
    pub(super) articles: Vec<ArticleItem>,
    /// The categories that the listed articles are in.
    pub(super) categories: Vec<CategoryItem>,
    pub(super) pagination: Pagination,
    pub(super) language: &'static str,
}

/// A category and what is in it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CategoryItem {
    /// Path of the folder, the same in all languages.
    pub(super) key: String,
    pub(super) title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) icon: Option<String>,
    pub(super) url: String,
    /// Articles that the viewer may read, with those of the categories below.
    pub(super) count: usize,
    #[schema(no_recursion)]
    pub(super) children: Vec<CategoryItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CategoryTree {
    pub(super) categories: Vec<CategoryItem>,
    pub(super) language: &'static str,
}

/// One article with its text.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticleDocument {
    pub(super) article: ArticleText,
    /// The neighbours in its category, in reading order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) previous: Option<ArticleItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<ArticleItem>,
    pub(super) related: Vec<ArticleItem>,
    pub(super) translations: Vec<Translation>,
    pub(super) language: &'static str,
    /// `no_translation` when the article is not there in the language asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fallback_reason: Option<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticleText {
    #[serde(flatten)]
    pub(super) item: ArticleItem,
    /// Whether everybody may read it: what is not public is not to be kept in a browser.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) public: bool,
    /// Safe to show as it is.
    pub(super) html: String,
    #[schema(value_type = Vec<Object>)]
    pub(super) outline: Vec<Heading>,
    /// Releases of the host app it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) video: Option<VideoItem>,
    /// Of a translation whose original has changed since in a way that matters to readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outdated: Option<OutdatedItem>,
}

/// The original of a translation that is out of date.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OutdatedItem {
    /// Language of the original.
    language: &'static str,
    url: String,
    /// When the original was changed, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
}

impl OutdatedItem {
    /// Nothing, unless the original is in this library as well.
    pub(super) fn of(article: &Article, library: &Library) -> Option<Self> {
        let told = article.outdated?;
        let original = library.article(&article.id, told.original)?;
        Some(OutdatedItem {
            language: original.language.code(),
            url: original.url.clone(),
            changed: told.changed.map(|changed| changed.to_string()),
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VideoItem {
    pub(super) url: String,
    /// What a frame shows; absent for a film file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) embed_url: Option<String>,
    /// A picture to show before it plays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) poster_url: Option<String>,
    /// Captions of a film file (WebVTT), in the language of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) captions_url: Option<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration: Option<u32>,
}

impl VideoItem {
    pub(super) fn of(article: &Article) -> Option<Self> {
        let video = article.video.as_ref()?;
        Some(VideoItem {
            url: video.source.page(),
            embed_url: video.source.frame(),
            poster_url: video.poster.clone(),
            captions_url: video.source.film().and_then(|film| film.captions.clone()),
            duration: video.duration,
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Translation {
    pub(super) language: &'static str,
    pub(super) url: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TermItem {
    key: String,
    title: String,
    text: String,
    language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl TermItem {
    pub(super) fn new(term: &Term, library: &Library) -> Self {
        let article = term.article.as_ref();
        let article = article.and_then(|id| library.article(id, term.language));
        TermItem {
            key: term.key.clone(),
            title: term.title.clone(),
            text: term.text.clone(),
            language: term.language.code(),
            url: article.map(|article| article.url.clone()),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TermList {
    pub(super) terms: Vec<TermItem>,
    pub(super) language: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TourDocument {
    module: String,
    title: String,
    language: &'static str,
    steps: Vec<TourStepItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TourStepItem {
    title: String,
    html: String,
    /// Value of `data-ayuda-tour` on the element the step points at.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
}

impl TourDocument {
    pub(super) fn new(tour: &Tour) -> Self {
        let steps = tour.steps.iter().map(|step| TourStepItem {
            title: step.title.clone(),
            html: step.html.clone(),
            target: step.target.clone(),
        });
        TourDocument {
            module: tour.module.clone(),
            title: tour.title.clone(),
            language: tour.language.code(),
            steps: steps.collect(),
        }
    }
}

/// The help for a screen.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScreenHelp {
    pub(super) articles: Vec<HelpItem>,
    pub(super) videos: Vec<HelpItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tour: Option<TourDocument>,
    pub(super) terms: Vec<TermItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) module: Option<String>,
    /// The pattern that brought the first article, or else the module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) matched: Option<String>,
    pub(super) language: &'static str,
}

/// What a search found: the shape of [`crate::search::Answer`], for the description.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct SearchDocument {
    query: String,
    language: String,
    /// The reader's language first; what exists only in the other stands in groups of its own.
    groups: Vec<SearchGroupDocument>,
    /// Counts by field: `category`, `module`, `role`, `tag` and `kind`.
    facets: HashMap<String, Vec<FacetDocument>>,
    /// The query with its mistyped words as they were taken.
    did_you_mean: Option<String>,
    /// Words that no article says in any form: what was found leaves them out.
    #[serde(default)]
    missing: Vec<String>,
    /// Only where nothing was found.
    instead: Option<Instead>,
    pagination: Pagination,
}

/// Where to go on when nothing was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Instead {
    /// What helps on the screen given as `url`, else what is featured or found helpful.
    pub(super) articles: Vec<HelpItem>,
    pub(super) categories: Vec<PlaceItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) contact_url: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlaceItem {
    pub(super) title: String,
    /// Root-relative.
    pub(super) url: String,
}

/// The answer of `GET /suggest`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SuggestDocument {
    #[schema(value_type = Vec<SuggestionDocument>)]
    pub(super) suggestions: Vec<Suggestion>,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct SuggestionDocument {
    text: String,
    /// `title`, `term` or `heading`.
    kind: String,
    /// Root-relative; absent for a term that no article explains.
    url: Option<String>,
    /// Title of the article that a heading stands in, or that explains a term.
    article: Option<String>,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct SearchGroupDocument {
    /// `article`, `video`, `release` or `forum`.
    kind: String,
    language: String,
    total: usize,
    hits: Vec<HitDocument>,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct HitDocument {
    id: String,
    kind: String,
    language: String,
    title: String,
    url: String,
    /// The section to open at.
    anchor: Option<String>,
    /// Of the section at the anchor.
    heading: Option<String>,
    /// Further sections that answer nearly as well: two at most, the best first.
    #[serde(default)]
    sections: Vec<SectionDocument>,
    /// Titles of the categories that it lies in, from the outermost.
    #[serde(default)]
    trail: Vec<String>,
    /// HTML: escaped text in which `<mark>` is the only markup.
    snippet: String,
    /// `exact` or `stem`.
    matched_by: String,
    score: f32,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct SectionDocument {
    anchor: String,
    heading: String,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct FacetDocument {
    value: String,
    count: usize,
}

/// What a vote made of the count.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VoteAnswer {
    /// Id of the article.
    pub(super) article: String,
    pub(super) language: &'static str,
    /// The viewer's own vote; absent once it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) helpful: Option<bool>,
    pub(super) helpful_count: u64,
    pub(super) not_helpful_count: u64,
}
