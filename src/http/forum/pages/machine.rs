//! What machines read: feeds, and the map of public posts. Both are for everybody and hold
//! what everybody may read, whoever asks.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;

use crate::config::Localized;
use crate::forum::{Listing, Sort, Who};
use crate::gate::Viewer;
use crate::http::App;
use crate::http::caching::{PUBLIC, tagged};
use crate::http::caller::Reader;
use crate::http::forum::pages::Asked;
use crate::http::forum::rendering::Words;
use crate::http::forum::shapes::post_url;
use crate::http::pages::get_page;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::site::forum_feed::{FeedPost, ForumFeed};

/// As many entries as a feed holds.
const ENTRIES: usize = 30;
/// Posts of one map.
const PART: usize = 10_000;

/// The newest posts in the language, of all public categories or of one.
pub(super) async fn feed(asked: &Asked<'_>, category: Option<&str>) -> Result<Response, Problem> {
    let app = asked.app;
    let anybody = Who::anybody(Viewer::anonymous());
    let title = asked.say("forum-page-title");
    let (title, page) = match category {
        Some(key) => {
            let found = app.forum.category(&anybody.viewer, key);
            let found = found.ok_or(Problem::NotFound)?;
            let own = Localized::of(&found.title, asked.language).next();
            (
                format!("{title}: {}", own.unwrap_or(&found.key)),
                asked.below(&format!("{key}/")),
            )
        }
        None => {
            let mut public = app.forum.categories(&anybody.viewer);
            public.next().ok_or(Problem::NotFound)?;
            (title, asked.below(""))
        }
    };
    let listing = Listing {
        category: category.map(str::to_owned),
        language: Some(asked.language),
        sort: Sort::New,
        page: 1,
        limit: ENTRIES,
        ..Listing::default()
    };
    let found = app.forum.list(&anybody, &listing).await?;
    let mut entries = Vec::new();
    for card in &found.posts {
        // It may have been hidden since it was listed.
        let Ok(thread) = app.forum.read(&anybody, &card.key).await else {
            continue;
        };
        let text = std::iter::once(thread.post.body.as_str());
        let words = Words::of(app, &anybody, Some(&card.key), text, asked.language).await?;
        entries.push(FeedPost {
            key: card.key.clone(),
            title: card.title.clone(),
            url: post_url(&asked.base, card),
            author: asked.person(&card.author).name,
            created: card.created,
            updated: thread.post.edited.unwrap_or(card.active).max(card.active),
            tags: card.tags.clone(),
            html: words.html(&thread.post.body),
        });
    }
    let edition = app.published.current();
    let bytes = edition.public().site.forum_feed(&ForumFeed {
        language: asked.language,
        category: category.map(str::to_owned),
        title,
        path: format!("{page}feed.xml"),
        page,
        entries,
    });
    let media_type = "application/atom+xml; charset=utf-8";
    tagged(bytes, media_type, PUBLIC, asked.headers)
}

/// The map of all public posts; a long one is an index of its parts.
pub(super) async fn get_forum_map(
    State(app): State<Arc<App>>,
    reader: Result<Reader, Problem>,
    Path(map): Path<String>,
    parameters: Parameters,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match drawn(&app, &map, &headers).await {
        Err(Problem::NotFound) => {
            get_page(State(app), reader, method, parameters, uri, headers).await
        }
        drawn => drawn,
    }
}

async fn drawn(app: &App, map: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let name = map.strip_prefix("sitemap").ok_or(Problem::NotFound)?;
    let name = name.strip_suffix(".xml").ok_or(Problem::NotFound)?;
    let part = match name.strip_prefix('-') {
        Some(number) => Some(number.parse::<usize>().map_err(|_| Problem::NotFound)?),
        None if name.is_empty() => None,
        None => return Err(Problem::NotFound),
    };
    if part == Some(0) {
        return Err(Problem::NotFound);
    }
    let anybody = Who::anybody(Viewer::anonymous());
    let mut public = app.forum.categories(&anybody.viewer);
    public.next().ok_or(Problem::NotFound)?;
    let page = part.unwrap_or(1);
    let (posts, total) = app.forum.mapped(&anybody, page, PART).await?;
    let parts = total.div_ceil(PART);
    let edition = app.published.current();
    let site = &edition.public().site;
    let bytes = match part {
        None if parts > 1 => site.forum_map_index(parts),
        Some(part) if parts < 2 || part > parts => return Err(Problem::NotFound),
        _ => {
            let base = app.config.base_path();
            let posts = posts.iter();
            let posts = posts.map(|(card, changed)| (post_url(&base, card), *changed));
            site.forum_map(&posts.collect::<Vec<_>>())
        }
    };
    tagged(bytes, "application/xml; charset=utf-8", PUBLIC, headers)
}
