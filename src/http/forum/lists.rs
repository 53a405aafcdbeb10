//! Which categories and posts there are.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::config::Localized;
use crate::forum::{Listing, Sort, Status};
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, Language};
use crate::http::description::{ListRefusals, ReadRefusals};
use crate::http::forum::shapes::{CategoryList, ForumCategoryItem, PostItem, PostList};
use crate::http::forum::{is_there, who};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::http::shapes::Pagination;
use crate::locale::Locale;

/// Which posts there are.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/posts",
    tag = "forum",
    params(
        ("category" = Option<String>, Query, description = "Key of a category"),
        ("status" = Option<String>, Query, description = "`open`, `answered` or `verified`"),
        ("author" = Option<String>, Query, description = "Handle of a member"),
        ("tag" = Option<String>, Query,),
        ("in" = Option<String>, Query, description = "Language of the posts; all if not given"),
        ("sort" = Option<String>, Query, description = "`active`, `new` or `votes`"),
        ("page" = Option<usize>, Query, description = "From 1"),
        ("limit" = Option<usize>, Query, description = "1 to 100; 10 if not given"),
        ("lang" = Option<String>, Query,),
    ),
    responses(
        (status = 200, body = PostList),
        ListRefusals,
    ),
)]
pub(in crate::http) async fn list_posts(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let listing = listing(&mut parameters);
    parameters.checked()?;
    let who = who(&app, &caller);
    let found = app.forum.list(&who, &listing).await?;
    let base = app.config.base_path();
    let posts = found
        .posts
        .into_iter()
        .map(|card| PostItem::new(card, &base));
    let body = PostList {
        posts: posts.collect(),
        pagination: Pagination {
            page: listing.page,
            limit: listing.limit,
            total: found.total,
            pages: found.total.div_ceil(listing.limit),
        },
    };
    json(&body, &caller.viewer(), language, &headers)
}

/// What a list is asked for.
pub(in crate::http) fn listing(parameters: &mut Parameters) -> Listing {
    let statuses = Status::ALL.map(Status::word);
    let sorts = Sort::ALL.map(Sort::word);
    let codes = Locale::ALL.map(Locale::code);
    Listing {
        category: parameters.text("category"),
        language: parameters.word("in", &codes, Locale::from_tag),
        status: parameters.word("status", &statuses, Status::from_word),
        author: parameters.text("author"),
        tag: parameters.text("tag"),
        sort: parameters
            .word("sort", &sorts, Sort::from_word)
            .unwrap_or_default(),
        page: parameters.page(),
        limit: parameters.limit(),
    }
}

/// The parts of the forum that the viewer may read.
#[utoipa::path(
    get,
    path = "/api/v1/support/forum/categories",
    tag = "forum",
    params(("lang" = Option<String>, Query,)),
    responses(
        (status = 200, body = CategoryList),
        ReadRefusals,
    ),
)]
pub(in crate::http) async fn list_forum_categories(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let who = who(&app, &caller);
    let base = app.config.base_path();
    let mut categories = Vec::new();
    for category in app.forum.categories(&who.viewer) {
        let listing = Listing {
            category: Some(category.key.clone()),
            page: 1,
            limit: 1,
            ..Listing::default()
        };
        let count = app.forum.list(&who, &listing).await?.total;
        let title = Localized::of(&category.title, language).next();
        categories.push(ForumCategoryItem {
            title: title.unwrap_or(&category.key).clone(),
            summary: Localized::of(&category.summary, language).next().cloned(),
            module: category.module.clone(),
            url: format!("{base}/{}/forum/{}/", language.code(), category.key),
            key: category.key.clone(),
            count,
        });
    }
    json(
        &CategoryList { categories },
        &caller.viewer(),
        language,
        &headers,
    )
}
