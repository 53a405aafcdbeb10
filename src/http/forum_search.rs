//! The search of the forum: by itself, and among articles.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

use crate::config::Localized;
use crate::forum::{ForumAnswer, ForumGroup, ForumHit, ForumSearch, Status, Who};
use crate::http::App;
use crate::http::caching::json_of_words;
use crate::http::caller::{Caller, Language, Seen};
use crate::http::description::ListRefusals;
use crate::http::forum::{is_there, opened_at, post_url, who};
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, Reason};
use crate::http::shapes::{FacetDocument, Pagination};
use crate::locale::Locale;
use crate::search::{FacetCount, MatchedBy, Query, Request};
use crate::theme::context::{SearchGroup, SearchHit};

/// A group of an answer, as SPEC 7 has it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ForumGroupItem {
    /// `forum`.
    kind: &'static str,
    #[schema(value_type = String)]
    language: Locale,
    total: usize,
    hits: Vec<ForumHitItem>,
}

/// A post that answers.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ForumHitItem {
    id: String,
    /// `forum`.
    kind: &'static str,
    language: &'static str,
    title: String,
    /// Root-relative.
    url: String,
    /// The reply to open at.
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<String>,
    /// Title of its category.
    #[schema(value_type = Vec<String>)]
    trail: [String; 1],
    /// HTML: escaped text in which `<mark>` is the only markup.
    snippet: String,
    /// `exact`, `stem`, `synonym` or `typo`.
    #[schema(value_type = String)]
    matched_by: MatchedBy,
    /// Comparable within one answer and language only.
    score: f32,
    category: String,
    /// `open`, `answered` or `verified`.
    status: &'static str,
    votes: i64,
    /// How many replies there are.
    replies: i64,
    /// How many of them a keeper verified.
    verified: i64,
    created: String,
}

impl From<ForumGroupItem> for SearchGroup {
    fn from(group: ForumGroupItem) -> Self {
        let hits = group.hits.into_iter().map(|hit| SearchHit {
            title: hit.title,
            url: hit.url,
            anchor: hit.anchor,
            heading: None,
            sections: Vec::new(),
            snippet_html: hit.snippet,
            kind: hit.kind.to_owned(),
            trail: hit.trail.into(),
        });
        SearchGroup {
            kind: group.kind.to_owned(),
            language: group.language,
            total: group.total,
            hits: hits.collect(),
            more: None,
        }
    }
}

impl ForumGroupItem {
    /// Whether more were found than stand here.
    pub(super) fn is_more(&self) -> bool {
        self.total > self.hits.len()
    }

    pub(super) fn new(app: &App, group: ForumGroup, language: Locale) -> Self {
        let hits = group.hits.into_iter();
        ForumGroupItem {
            kind: "forum",
            language: group.language,
            total: group.total,
            hits: hits.map(|hit| item(app, hit, language)).collect(),
        }
    }
}

pub(super) fn item(app: &App, hit: ForumHit, language: Locale) -> ForumHitItem {
    let card = hit.card;
    let mut categories = app.config.forum.categories.iter();
    let title = categories
        .find(|category| category.key == card.category)
        .and_then(|category| Localized::of(&category.title, language).next().cloned());
    ForumHitItem {
        url: match &hit.anchor {
            Some(reply) => opened_at(post_url(&app.config.base_path(), &card), &card, reply),
            None => post_url(&app.config.base_path(), &card),
        },
        status: card.status().word(),
        trail: [title.unwrap_or_else(|| card.category.clone())],
        id: card.key,
        kind: "forum",
        language: card.language.code(),
        title: card.title,
        anchor: hit.anchor,
        snippet: hit.snippet,
        matched_by: hit.matched_by,
        score: hit.score,
        category: card.category,
        votes: card.votes,
        replies: card.replies,
        verified: card.verified,
        created: card.created.to_string(),
    }
}

/// What a search of the forum found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ForumSearchDocument {
    query: String,
    language: &'static str,
    /// The reader's language first.
    groups: Vec<ForumGroupItem>,
    /// Counts by field: `category`, `status` and `tag`.
    #[schema(value_type = std::collections::HashMap<String, Vec<FacetDocument>>)]
    facets: std::collections::BTreeMap<&'static str, Vec<FacetCount>>,
    /// The query with its mistyped words as they were taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<String>,
    /// Words that no post says in any form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    pagination: Pagination,
}

/// Posts of the forum, with the reply that answers.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/search",
    tag = "forum",
    params(
        ("q" = Option<String>, Query, description = "Any text; `\"a phrase\"`, `-word`, `category:` and `tag:` are understood. 256 characters and 16 terms are read"),
        ("category" = Option<String>, Query, description = "Key of a category"),
        ("status" = Option<String>, Query, description = "`open`, `answered` or `verified`"),
        ("author" = Option<String>, Query, description = "Handle of who asked"),
        ("tag" = Option<String>, Query,),
        ("from" = Option<String>, Query, description = "The first day, as in `2026-03-31` (UTC)"),
        ("to" = Option<String>, Query, description = "The last day"),
        ("page" = Option<usize>, Query, description = "From 1"),
        ("limit" = Option<usize>, Query, description = "1 to 100 for each group; 10 if not given"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = ForumSearchDocument),
        ListRefusals,
    ),
)]
pub(super) async fn search_forum(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let request = forum_search(&mut parameters, language);
    parameters.checked()?;
    let seen = caller.sees(&app)?;
    let who = who(&app, &caller);
    let answer = found(&app, &seen, &who, &request).await?;
    let pagination = answer.pagination;
    let groups = answer.groups.into_iter();
    let body = ForumSearchDocument {
        query: request.query.text().to_owned(),
        language: language.code(),
        groups: groups
            .map(|group| ForumGroupItem::new(&app, group, language))
            .collect(),
        facets: answer.facets,
        did_you_mean: answer.did_you_mean,
        missing: answer.missing,
        pagination: Pagination {
            page: pagination.page,
            limit: pagination.limit,
            total: pagination.total,
            pages: pagination.pages,
        },
    };
    json_of_words(&body, &seen.viewer, language, &headers)
}

/// What is asked of the forum; pages read it the same way.
pub(super) fn forum_search(parameters: &mut Parameters, language: Locale) -> ForumSearch {
    let statuses = Status::ALL.map(Status::word);
    let text = parameters.text("q").unwrap_or_default();
    ForumSearch {
        category: parameters.text("category"),
        status: parameters.word("status", &statuses, Status::from_word),
        author: parameters
            .text("author")
            .map(|handle| handle.trim_start_matches('@').to_owned()),
        tag: parameters.text("tag"),
        from: day(parameters, "from").map(|day| moment(day, false)),
        to: day(parameters, "to").map(|day| moment(day, true)),
        page: parameters.page(),
        limit: parameters.limit(),
        ..ForumSearch::new(Query::parse(&text), language)
    }
}

fn day(parameters: &mut Parameters, name: &'static str) -> Option<Date> {
    let text = parameters.text(name)?;
    let day = text.parse().ok();
    if day.is_none() {
        parameters.refuse(name, Reason::Date);
    }
    day
}

/// The first or the last second of a day. One at either end of the calendar, which has no such
/// moment, is as early or as late as can be.
fn moment(day: Date, is_end: bool) -> Timestamp {
    let midnight = |day: Date| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let second = jiff::SignedDuration::from_secs(1);
    let found = match is_end {
        true => day.tomorrow().ok().and_then(midnight),
        false => midnight(day),
    };
    let found = match is_end {
        true => found.and_then(|start| start.checked_sub(second).ok()),
        false => found,
    };
    found.unwrap_or(match day.year() < 1970 {
        true => Timestamp::MIN,
        false => Timestamp::MAX,
    })
}

/// Answers, and measures how long that takes.
pub(super) async fn found(
    app: &App,
    seen: &Seen,
    who: &Who,
    request: &ForumSearch,
) -> Result<ForumAnswer, Problem> {
    let settings = seen.edition.shelves().settings();
    Ok(app.forum.search(who, request, settings).await?)
}

/// The posts that belong beside the articles of an answer: none, where it is asked for what
/// only articles have.
pub(super) async fn beside(
    app: &App,
    caller: &Caller,
    seen: &Seen,
    request: &Request,
    status: Option<Status>,
) -> Result<Option<ForumAnswer>, Problem> {
    let filters = &request.filters;
    let is_of_articles = filters.kind.is_some()
        || filters.module.is_some()
        || filters.role.is_some()
        || filters.version.is_some();
    if !app.forum.is_open() || is_of_articles {
        return Ok(None);
    }
    let search = ForumSearch {
        category: filters.category.clone(),
        tag: filters.tag.clone(),
        status,
        page: request.page,
        limit: request.limit,
        ..ForumSearch::new(request.query.clone(), request.language)
    };
    let answer = found(app, seen, &who(app, caller), &search).await?;
    Ok(Some(answer))
}
