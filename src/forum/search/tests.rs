//! The search of the forum against a real database and a real index.

mod absent;
mod order;
mod rebuilt;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::*;
use crate::forum::testing::{anybody, categories, customer, later, now, staff};
use crate::forum::{Draft, Flag, PostEdit, Status, Target, Who};
use crate::locale::Locale;
use crate::search::{Query, SearchSettings};
use crate::storage;

async fn plain_forum(folder: &Path) -> Forum {
    Forum::new(storage::testing::open(folder).await, &categories())
}

/// With an index that has followed.
async fn open(folder: &Path) -> Forum {
    let forum = plain_forum(folder).await.searched(&folder.join("forum"));
    ready(&forum).await;
    forum
}

async fn ready(forum: &Forum) {
    let index = forum.index.as_ref().expect("an index");
    let mut known = index.0.known.subscribe();
    let change = forum.changes().await.expect("a change");
    known
        .wait_for(|known| *known >= change)
        .await
        .expect("followed");
}

fn ana() -> Who {
    customer("Ana")
}

fn ben() -> Who {
    customer("Ben")
}

fn draft(category: &str, title: &str, body: &str) -> Draft {
    Draft {
        category: category.to_owned(),
        language: Locale::En,
        title: title.to_owned(),
        body: body.to_owned(),
        tags: Vec::new(),
    }
}

async fn ask(forum: &Forum, category: &str, title: &str, body: &str) -> String {
    let draft = draft(category, title, body);
    // Of keepers nobody counts how much they write.
    forum.ask(&staff(), &draft, now()).await.expect("asked")
}

async fn search(forum: &Forum, who: &Who, query: &str) -> ForumAnswer {
    let request = ForumSearch::new(Query::parse(query), Locale::En);
    answer(forum, who, &request).await
}

async fn answer(forum: &Forum, who: &Who, request: &ForumSearch) -> ForumAnswer {
    forum.settled().await;
    let settings = SearchSettings::default();
    forum
        .search(who, request, &settings)
        .await
        .expect("an answer")
}

fn titles(answer: &ForumAnswer) -> Vec<&str> {
    let hits = answer.groups.iter().flat_map(|group| &group.hits);
    hits.map(|hit| hit.card.title.as_str()).collect()
}

/// All terms of all dictionaries below a folder, and the bytes of all other files.
fn on_disk(folder: &Path) -> (BTreeSet<String>, Vec<u8>) {
    let (mut terms, mut bytes) = (BTreeSet::new(), Vec::new());
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let (own, rest) = on_disk(&path);
            terms.extend(own);
            bytes.extend(rest);
            continue;
        }
        // The follower takes away what it has written anew.
        match fs::read(&path) {
            Ok(read) => bytes.extend(read),
            Err(error) => {
                assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
                continue;
            }
        }
        if path.ends_with("meta.json") {
            let index = tantivy::Index::open_in_dir(folder).expect("an index");
            for segment in index.searchable_segments().expect("segments") {
                let reader = tantivy::SegmentReader::open(&segment).expect("a segment");
                for (field, _) in index.schema().fields() {
                    let inverted = reader.inverted_index(field).expect("a dictionary");
                    let mut stream = inverted.terms().stream().expect("terms");
                    while stream.advance() {
                        terms.insert(String::from_utf8_lossy(stream.key()).into_owned());
                    }
                }
            }
        }
    }
    (terms, bytes)
}

fn is_on_disk(folder: &Path, word: &str) -> bool {
    let (terms, bytes) = on_disk(&folder.join("forum"));
    let in_bytes = bytes
        .windows(word.len())
        .any(|some| some == word.as_bytes());
    in_bytes || terms.iter().any(|term| term.contains(word))
}

#[tokio::test]
async fn a_post_is_found_and_opened_at_the_reply_that_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let post = ask(
        &forum,
        "estimating",
        "Where does retainage show?",
        "I see **no** line of it in [my bids](https://x.example/secretword).",
    )
    .await;
    let reply = forum
        .reply(
            &ben(),
            &post,
            "Open the waterfall tab: the line stands there.",
            now(),
        )
        .await
        .expect("a reply");
    let answer = search(&forum, &anybody(), "waterfall tab").await;
    let [group] = &answer.groups[..] else {
        panic!("{answer:?}")
    };
    let hit = &group.hits[0];
    assert_eq!((&hit.card.key, &hit.anchor), (&post, &Some(reply)));
    assert_eq!(
        hit.snippet,
        "Open the <mark>waterfall</mark> <mark>tab</mark>: the line stands there."
    );
    let answer = search(&forum, &anybody(), "retainage").await;
    assert_eq!(answer.groups[0].hits[0].anchor, None);
    assert_eq!(
        titles(&search(&forum, &anybody(), "secretword").await),
        [""; 0]
    );
    // Mistyped, unfinished, in other forms.
    for query in ["waterfal tab ", "waterfal", "bid", "retainages"] {
        assert_eq!(
            search(&forum, &anybody(), query).await.pagination.total,
            1,
            "{query}"
        );
    }
    let answer = search(&forum, &anybody(), "waterfoll ").await;
    assert_eq!(answer.did_you_mean.as_deref(), Some("waterfall"));
}

#[tokio::test]
async fn another_node_finds_what_this_one_wrote() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let other = plain_forum(folder.path())
        .await
        .searched(&folder.path().join("other"));
    ready(&other).await;
    ask(
        &forum,
        "estimating",
        "A question of the first node",
        "Text.",
    )
    .await;
    let settings = SearchSettings::default();
    let request = ForumSearch::new(Query::parse("first node"), Locale::En);
    for _ in 0..100 {
        let found = other.search(&anybody(), &request, &settings).await;
        if found.expect("an answer").pagination.total == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it is not found");
}
