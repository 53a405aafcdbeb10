//! The forum against a real file.

mod answers;
mod counting;
mod gates;
mod keeping;
mod outbox;
mod rules;

use std::path::Path;

use super::*;
use crate::forum::testing::{anybody, categories, customer, later, now, person, staff};
use crate::gate::Visibility;
use crate::locale::Locale;
use crate::storage;

async fn open(folder: &Path) -> Forum {
    let forum = Forum::new(storage::testing::open(folder).await, &categories());
    forum.follow_settings().await.expect("counted");
    forum
}

fn draft(category: &str, title: &str) -> Draft {
    Draft {
        category: category.to_owned(),
        language: Locale::En,
        title: title.to_owned(),
        body: "How does one do it?".to_owned(),
        tags: vec!["Retainage".to_owned()],
    }
}

async fn titles(forum: &Forum, who: &Who) -> Vec<String> {
    let listing = Listing {
        page: 1,
        limit: 50,
        ..Listing::default()
    };
    let page = forum.list(who, &listing).await.expect("a page");
    assert_eq!(page.total, page.posts.len());
    page.posts.into_iter().map(|post| post.title).collect()
}
