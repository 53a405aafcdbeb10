//! The search of the forum against a real database and a real index.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use super::*;
use crate::config::ForumCategory;
use crate::forum::{Draft, Flag, Member, PostEdit, Status, Target, Who};
use crate::gate::{Gate, Viewer, Visibility};
use crate::locale::Locale;
use crate::search::{Query, SearchSettings};
use crate::storage::testing;

fn now() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().expect("a moment")
}

fn later(minutes: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() + minutes * 60).expect("a moment")
}

fn category(key: &str, visibility: Visibility) -> ForumCategory {
    ForumCategory {
        key: key.to_owned(),
        title: Vec::new(),
        summary: Vec::new(),
        module: None,
        gate: Gate::new(visibility),
    }
}

async fn plain_forum(folder: &Path) -> Forum {
    let categories = [
        category("estimating", Visibility::Public),
        category("billing", Visibility::Customer),
        category("crew", Visibility::Internal),
    ];
    Forum::new(testing::open(folder).await, &categories)
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

fn person(name: &str, visibility: Visibility) -> Who {
    let mut viewer = Viewer::anonymous();
    viewer.visibility = visibility;
    Who {
        viewer,
        member: Some(Member {
            key: format!("key of {name}"),
            name: Some(name.to_owned()),
            is_staff: visibility == Visibility::Internal,
            is_moderator: false,
            locale: None,
            email: None,
        }),
    }
}

fn ana() -> Who {
    person("Ana", Visibility::Customer)
}

fn ben() -> Who {
    person("Ben", Visibility::Customer)
}

fn staff() -> Who {
    person("Sara Staff", Visibility::Internal)
}

fn anybody() -> Who {
    Who::anybody(Viewer::anonymous())
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

/// What a viewer can tell of an answer, but for keys, which are random.
fn account(answer: &ForumAnswer) -> String {
    let mut account = String::new();
    for group in &answer.groups {
        account += &format!("{} {}\n", group.language, group.total);
        for hit in &group.hits {
            let (card, anchor) = (&hit.card, hit.anchor.is_some());
            account += &format!(
                "{} {} {:?} {anchor} {} {}\n",
                card.title, card.votes, hit.matched_by, hit.snippet, hit.score
            );
        }
    }
    let (facets, meant) = (&answer.facets, &answer.did_you_mean);
    account + &format!("{facets:?} {meant:?} {:?}\n", answer.missing)
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

#[tokio::test]
async fn what_is_taken_out_is_in_no_answer_count_or_file_once_that_is_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    for at in 0..8 {
        ask(
            &forum,
            "estimating",
            &format!("Question number {at} of walls"),
            "Brick.",
        )
        .await;
    }
    for way in [
        "hide",
        "delete",
        "move",
        "edit",
        "hide reply",
        "edit reply",
        "decide",
    ] {
        let mut draft = draft(
            "estimating",
            "Where are the zanahorias of walls?",
            "Orangecake.",
        );
        draft.tags = vec!["verylongtag".to_owned()];
        let is_reply = way.ends_with("reply");
        if is_reply {
            draft.title = "Where are those of the walls?".to_owned();
            draft.body = "Text".to_owned();
            draft.tags.clear();
        }
        let post = forum.ask(&staff(), &draft, now()).await.expect("asked");
        let said = if is_reply {
            "In zanahorias, orangecake."
        } else {
            "There."
        };
        let reply = forum
            .reply(&ben(), &post, said, now())
            .await
            .expect("a reply");
        let before = search(&forum, &anybody(), "zanahorias").await;
        assert_eq!(before.pagination.total, 1, "{way}");
        assert!(is_on_disk(folder.path(), "orangecak"), "{way}");
        let target = Target::Post(post.clone());
        let reply = Target::Reply(reply);
        let done = match way {
            "hide" => {
                forum
                    .set(&staff(), &target, Flag::Hidden, true, now())
                    .await
            }
            "delete" => forum.delete(&staff(), &target, now()).await,
            "move" => {
                let edit = PostEdit {
                    category: Some("crew".to_owned()),
                    title: Some("Another title of walls".to_owned()),
                    body: Some("Other text".to_owned()),
                    tags: Some(Vec::new()),
                    ..PostEdit::default()
                };
                forum.edit_post(&staff(), &post, &edit, now()).await
            }
            "edit" => {
                let edit = PostEdit {
                    title: Some("Another title of walls".to_owned()),
                    body: Some("Other text".to_owned()),
                    tags: Some(Vec::new()),
                    ..PostEdit::default()
                };
                forum.edit_post(&staff(), &post, &edit, now()).await
            }
            "hide reply" => forum.set(&staff(), &reply, Flag::Hidden, true, now()).await,
            "edit reply" => {
                forum
                    .edit_reply(&ben(), reply.key(), "Nothing.", now())
                    .await
            }
            _ => {
                let reason = crate::forum::ReportReason::Spam;
                let reported = forum.report(&ben(), &target, reason, None, now()).await;
                reported.expect("reported");
                let hide = crate::forum::Decision::Hide;
                forum.decide(&staff(), &target, hide, now()).await
            }
        };
        done.expect(way);
        // Not waiting for anything.
        let settings = SearchSettings::default();
        for query in [
            "zanahorias",
            "orangecake",
            "zanahoriaz ",
            "zanah",
            "tag:verylongtag",
        ] {
            let request = ForumSearch::new(Query::parse(query), Locale::En);
            let found = forum.search(&anybody(), &request, &settings).await;
            let found = found.expect("an answer");
            assert_eq!(
                (found.pagination.total, &found.did_you_mean),
                (0, &None),
                "{way} {query}"
            );
            assert!(found.facets.is_empty(), "{way} {query}");
        }
        for word in ["zanah", "orangecak", "verylongtag"] {
            assert!(!is_on_disk(folder.path(), word), "{way} {word}");
        }
    }
    let all = search(&forum, &anybody(), "walls").await;
    assert_eq!(all.pagination.total, 8 + 3);
    // It comes back when it is shown again.
    let post = ask(&forum, "estimating", "Where are the zanahorias?", "Text.").await;
    for (is_hidden, total) in [(true, 0), (false, 1)] {
        let target = Target::Post(post.clone());
        let set = forum
            .set(&staff(), &target, Flag::Hidden, is_hidden, now())
            .await;
        set.expect("set");
        assert_eq!(
            search(&forum, &anybody(), "zanahorias")
                .await
                .pagination
                .total,
            total
        );
    }
}

#[tokio::test]
async fn an_answer_is_the_same_whatever_lies_behind_gates() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let open_texts = [
        ("How do I price a wall?", "Brick and mortar by the metre."),
        ("Price of a mortar mixer", "It costs 40 a day, the mixer."),
        (
            "Who signs a change order?",
            "The owner signs the order of change.",
        ),
    ];
    let closed_texts = [
        (
            "How do I price a secret wall?",
            "Brick, mortar and gunpowder by the metre.",
        ),
        (
            "Gunpowder and change orders",
            "Nobody signs. The owner is away. Mixer.",
        ),
    ];
    let mut forums = Vec::new();
    for (at, folder) in folders.iter().enumerate() {
        let forum = open(folder.path()).await;
        for (round, (title, body)) in open_texts.iter().enumerate() {
            let post = ask(&forum, "estimating", title, body).await;
            forum
                .reply(&ben(), &post, "Mortar sets in a day.", now())
                .await
                .expect("a reply");
            if at == 1 {
                for (title, body) in closed_texts {
                    let draft = draft("crew", title, body);
                    forum.ask(&staff(), &draft, later(60)).await.expect("asked");
                    let post = ask(&forum, "estimating", title, body).await;
                    let target = Target::Post(post);
                    let hidden = forum
                        .set(&staff(), &target, Flag::Hidden, true, now())
                        .await;
                    hidden.expect("hidden");
                    ask(&forum, "billing", title, body).await;
                }
            }
            assert!(round < 3);
        }
        forums.push(forum);
    }
    let mut words = BTreeSet::from([
        "gunpowdr ".to_owned(),
        "gunp".to_owned(),
        "tag:a".to_owned(),
    ]);
    for (title, body) in open_texts.iter().chain(&closed_texts) {
        for word in title.split(' ').chain(body.split(' ')) {
            words.insert(word.to_lowercase());
            words.insert(format!("{word} price"));
            words.insert(format!("\"{word} wall\""));
        }
    }
    for word in &words {
        let one = search(&forums[0], &anybody(), word).await;
        let other = search(&forums[1], &anybody(), word).await;
        assert_eq!(account(&one), account(&other), "{word}");
    }
    let seen = search(&forums[1], &staff(), "gunpowder").await;
    assert_eq!(seen.pagination.total, 12, "who may read it finds it");
}

#[tokio::test]
async fn an_index_that_is_old_damaged_or_gone_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = folder.path().join("forum");
    let forum = open(folder.path()).await;
    let hidden = ask(&forum, "estimating", "The wall of the first", "Text").await;
    ask(&forum, "estimating", "The wall of the second", "Text").await;
    forum.settled().await;
    // Dropped while it is searched.
    fs::remove_dir_all(&index).expect("removed");
    assert_eq!(search(&forum, &anybody(), "wall").await.pagination.total, 2);
    for _ in 0..200 {
        if index.is_dir() && is_on_disk(folder.path(), "wall") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(is_on_disk(folder.path(), "wall"), "made anew");
    forum.rebuild_index();
    ask(&forum, "estimating", "The wall of the third", "Text").await;
    assert_eq!(search(&forum, &anybody(), "wall").await.pagination.total, 3);
    drop(forum);

    // Nobody follows while this is written.
    let silent = plain_forum(folder.path()).await;
    ask(&silent, "estimating", "The wall of the fourth", "Text").await;
    let target = Target::Post(hidden);
    let set = silent
        .set(&staff(), &target, Flag::Hidden, true, now())
        .await;
    set.expect("hidden");
    let forum = open(folder.path()).await;
    assert_eq!(search(&forum, &anybody(), "wall").await.pagination.total, 3);
    drop(forum);

    for damage in ["manifest", "terms"] {
        for path in files(folder.path()) {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let is_meant = match damage {
                "manifest" => name == "manifest.json",
                _ => name.ends_with(".term"),
            };
            if is_meant {
                fs::write(&path, "nonsense").expect("damaged");
            }
        }
        let forum = open(folder.path()).await;
        assert_eq!(
            search(&forum, &anybody(), "wall").await.pagination.total,
            3,
            "{damage}"
        );
        drop(forum);
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

#[tokio::test]
async fn of_equal_texts_the_verified_comes_before_the_voted_and_that_before_the_recent() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    let mut posts = Vec::new();
    // The one that is expected last is asked first, and so on.
    for (at, name) in ["old", "recent", "voted", "accepted", "verified"]
        .iter()
        .enumerate()
    {
        let days = if *name == "recent" { 300 } else { 0 };
        let draft = draft(
            "estimating",
            "How is a wall priced?",
            &format!("A wall. {name}"),
        );
        let moment = later(days * 24 * 60 + at as i64);
        posts.push((
            *name,
            forum.ask(&ana(), &draft, moment).await.expect("asked"),
        ));
    }
    for (name, key) in &posts {
        let reply = forum
            .reply(&ben(), key, "By area.", now())
            .await
            .expect("a reply");
        match *name {
            "voted" => {
                for voter in 0..8 {
                    let who = person(&format!("Voter {voter}"), Visibility::Customer);
                    let target = Target::Post(key.clone());
                    forum
                        .vote(&who, &target, true, now())
                        .await
                        .expect("a vote");
                }
            }
            "accepted" => forum
                .accept(&ana(), &reply, true, now())
                .await
                .expect("accepted"),
            "verified" => forum
                .verify(&staff(), &reply, true, now())
                .await
                .expect("verified"),
            _ => {}
        }
    }
    let answer = search(&forum, &anybody(), "wall priced").await;
    let order: Vec<&str> = answer.groups[0]
        .hits
        .iter()
        .filter_map(|hit| posts.iter().find(|(_, key)| *key == hit.card.key))
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(order[0], "verified");
    assert_eq!(order.last(), Some(&"old"), "{order:?}");
    let place = |name| order.iter().position(|one| *one == name);
    assert!(place("voted") < place("recent"), "{order:?}");
    // No sign is worth more than saying what is asked for.
    let exact = ask(
        &forum,
        "estimating",
        "Pricing a curved garden wall",
        "Curved garden wall.",
    )
    .await;
    let answer = search(&forum, &anybody(), "curved garden wall").await;
    assert_eq!(answer.groups[0].hits[0].card.key, exact);
}

#[tokio::test]
async fn answers_are_narrowed_counted_and_grouped_by_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let forum = open(folder.path()).await;
    for at in 0..5_i64 {
        let mut one = draft(
            "estimating",
            &format!("How is wall {at} priced?"),
            "A wall.",
        );
        if at == 4 {
            one.language = Locale::Es;
            one.title = "¿Cuánto cuesta el muro? wall".to_owned();
        }
        one.tags = vec![if at % 2 == 0 { "even" } else { "odd" }.to_owned()];
        let who = if at < 2 { ben() } else { ana() };
        let asked = forum.ask(&who, &one, later(at * 24 * 60)).await;
        let key = asked.expect("asked");
        if at == 1 {
            forum
                .reply(&ana(), &key, "By area.", now())
                .await
                .expect("a reply");
        }
    }
    ask(&forum, "billing", "What does a wall bill say?", "A wall.").await;
    let all = ForumSearch::new(Query::parse("wall"), Locale::En);
    let found = answer(&forum, &ana(), &all).await;
    let totals: Vec<_> = found
        .groups
        .iter()
        .map(|group| (group.language, group.total))
        .collect();
    assert_eq!(totals, [(Locale::En, 5), (Locale::Es, 1)]);
    let counts = |field: &str| -> Vec<(&str, usize)> {
        let counts = found.facets[field].iter();
        counts.map(|one| (one.value.as_str(), one.count)).collect()
    };
    assert_eq!(counts("category"), [("estimating", 5), ("billing", 1)]);
    assert_eq!(counts("status"), [("open", 5), ("answered", 1)]);
    assert_eq!(counts("tag"), [("even", 3), ("odd", 2)]);
    let reader = ForumSearch {
        language: Locale::Es,
        ..all.clone()
    };
    let found = answer(&forum, &anybody(), &reader).await;
    assert_eq!(found.groups[0].language, Locale::Es);

    let some = |text: &str| Some(text.to_owned());
    let narrowed = [
        (
            ForumSearch {
                category: some("billing"),
                ..all.clone()
            },
            1,
        ),
        (
            ForumSearch {
                category: some("crew"),
                ..all.clone()
            },
            0,
        ),
        (
            ForumSearch {
                status: Some(Status::Answered),
                ..all.clone()
            },
            1,
        ),
        (
            ForumSearch {
                author: some("ben"),
                ..all.clone()
            },
            2,
        ),
        (
            ForumSearch {
                author: some("nobody"),
                ..all.clone()
            },
            0,
        ),
        (
            ForumSearch {
                tag: some("Even"),
                ..all.clone()
            },
            3,
        ),
        (
            ForumSearch {
                from: Some(later(24 * 60)),
                to: Some(later(2 * 24 * 60)),
                ..all.clone()
            },
            2,
        ),
        (
            ForumSearch {
                query: Query::default(),
                tag: some("odd"),
                ..all.clone()
            },
            2,
        ),
        (
            ForumSearch {
                query: Query::parse("wall category:billing"),
                ..all.clone()
            },
            1,
        ),
        (
            ForumSearch {
                query: Query::parse("wall kind:video"),
                ..all.clone()
            },
            0,
        ),
        (
            ForumSearch {
                query: Query::parse("\"wall bill\""),
                ..all.clone()
            },
            1,
        ),
        (
            ForumSearch {
                query: Query::parse("wall -bill"),
                ..all.clone()
            },
            5,
        ),
    ];
    for (request, total) in narrowed {
        let found = answer(&forum, &ana(), &request).await;
        assert_eq!(found.pagination.total, total, "{request:?}");
    }
    let mut seen = BTreeSet::new();
    for page in 1..=3 {
        let request = ForumSearch {
            page,
            limit: 2,
            ..all.clone()
        };
        let found = answer(&forum, &ana(), &request).await;
        assert_eq!((found.pagination.pages, found.pagination.total), (3, 6));
        seen.extend(titles(&found).into_iter().map(str::to_owned));
    }
    assert_eq!(seen.len(), 6);
    let settings = SearchSettings::default();
    let like = forum
        .similar(&anybody(), "how is my wall pri", Locale::En, 3, &settings)
        .await;
    let like = like.expect("similar ones");
    assert_eq!(like.len(), 3);
    assert!(like[0].card.title.contains("priced"), "{like:?}");
}
