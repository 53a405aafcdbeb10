//! The tree of categories.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::content::{Category, Library};
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, Language, Seen};
use crate::http::problem::{Document, Problem};
use crate::http::shapes::{CategoryItem, CategoryTree};

/// The categories that hold something for the viewer, as a tree.
#[utoipa::path(
    get,
    path = "/api/v1/support/kb/categories",
    tag = "articles",
    params(("lang" = Option<String>, Query,)),
    responses(
        (status = 200, body = CategoryTree),
        (status = 401, body = Document, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list_categories(
    State(app): State<Arc<App>>,
    caller: Caller,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Seen { viewer, view, .. } = caller.sees(&app)?;
    let categories = view
        .library
        .subcategories(language, "")
        .map(|category| category_item(&view.library, category, true))
        .collect();
    let body = CategoryTree {
        categories,
        language: language.code(),
    };
    json(&body, &viewer, language, &headers)
}

/// A category, with the ones below it when asked for.
pub(super) fn category_item(library: &Library, category: &Category, deep: bool) -> CategoryItem {
    let children = match deep {
        true => library
            .subcategories(category.language, &category.path)
            .map(|child| category_item(library, child, true))
            .collect(),
        false => Vec::new(),
    };
    CategoryItem {
        key: category.path.clone(),
        title: category.title.clone(),
        summary: category.summary.clone(),
        icon: category.icon.clone(),
        url: category.url.clone(),
        count: library
            .articles_below(category.language, &category.path)
            .count(),
        children,
    }
}
