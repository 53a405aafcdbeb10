//! The help for screens is remembered with its edition: it never says anything of before, or of
//! somebody else.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use ayuda::content::ArticleId;
use ayuda::feedback::{Epoch, Feedback, Vote};
use ayuda::gate::Viewer;
use ayuda::identity::Identity;
use ayuda::locale::Locale;
use ayuda::search::Shelves;

use crate::harness::{Answer, Client, HelpCenter, Service};

const SCREEN: &str = "/api/v1/support/kb/contextual?url=/roofs";
const ARTICLE: &str = "/api/v1/support/kb/articles/KB-000001";

fn help() -> HelpCenter {
    let words = "Ladders stand on firm ground. ".repeat(30);
    let article = |id: u8, title: &str, more: &str| {
        format!(
            "---\nid: KB-00000{id}\ntitle: {title}\nsummary: {words}\ncontexts: [\"/roofs/**\"]\n{more}---\nText.\n"
        )
    };
    HelpCenter::new()
        .file("en/a.md", article(1, "Roofs", ""))
        .file("es/a.md", article(1, "Techos", ""))
        .file("en/b.md", article(2, "Gutters", "visibility: customer\n"))
        .file(
            "en/c.md",
            article(3, "Prices", "visibility: customer\nroles: [owner]\n"),
        )
        .file("en/d.md", article(4, "Margins", "visibility: internal\n"))
        .file("en/e.md", article(5, "Tiles", ""))
}

fn titles(answer: &Answer) -> Vec<String> {
    let answer = answer.json();
    let articles = answer["articles"].as_array().expect("a list").iter();
    articles
        .map(|one| one["title"].as_str().expect("a title").to_owned())
        .collect()
}

/// Views, and votes for and against, of the first article.
fn counts(client: &Client<'_>) -> (u64, u64, u64) {
    let answer = client.get(SCREEN).json();
    let of = |name: &str| answer["articles"][0][name].as_u64().expect("a count");
    (
        of("view_count"),
        of("helpful_count"),
        of("not_helpful_count"),
    )
}

#[test]
fn what_readers_make_of_an_article_shows_at_once() {
    let service = help().serve();
    let reader = service.anonymous();
    let voter = service.anonymous();
    let feedback = format!("{ARTICLE}/feedback");
    assert_eq!(counts(&reader), (0, 0, 0));
    let first = reader.get(SCREEN);
    let tag = first.header("etag").to_owned();
    let known = || reader.get_with(SCREEN, &[("if-none-match", &tag)]).status;
    assert_eq!(known(), StatusCode::NOT_MODIFIED);
    voter.post(&feedback, r#"{"helpful": true}"#);
    assert_eq!(counts(&reader), (0, 1, 0));
    assert_eq!(known(), StatusCode::OK);
    voter.post(&feedback, r#"{"helpful": false}"#);
    assert_eq!(counts(&reader), (0, 0, 1));
    voter.delete(&feedback);
    assert_eq!(counts(&reader), (0, 0, 0));
    assert_eq!(known(), StatusCode::NOT_MODIFIED);
    assert_eq!(reader.get(SCREEN).body, first.body);
    let person = [("user-agent", "Mozilla/5.0 (X11; Linux x86_64)")];
    let views = format!("{ARTICLE}/views");
    let viewed = service.anonymous().send(Method::POST, &views, &person, "");
    assert_eq!(viewed.status, StatusCode::NO_CONTENT);
    assert_eq!(counts(&reader), (1, 0, 0));
}

#[test]
fn what_another_node_counted_shows_once_it_is_taken_in() {
    let service = help().serve();
    let reader = service.anonymous();
    assert_eq!(counts(&reader), (0, 0, 0));
    let other = service.wait(Feedback::open(service.app.storage.clone()));
    let other = other.expect("counts");
    let vote = Vote {
        article: ArticleId::new("KB-000001"),
        language: Locale::En,
        epoch: Epoch::default(),
        voter: service
            .app
            .tokens
            .voter(&Identity::new("ana", Viewer::anonymous())),
        helpful: true,
        reason: None,
        comment: None,
        query: None,
        revision: String::new(),
    };
    let cast = service.wait(other.cast_vote(&vote, service.app.clock.now()));
    assert_eq!(cast.expect("kept").helpful, 1);
    service.catch_up();
    assert_eq!(counts(&reader), (0, 1, 0));
    // So does what is read anew as a whole.
    let forgotten = service.wait(other.forget(&vote.voter));
    assert_eq!(forgotten.expect("forgotten").votes, 1);
    service.wait(service.app.feedback.refresh()).expect("read");
    assert_eq!(counts(&reader), (0, 0, 0));
}

#[test]
fn a_new_edition_remembers_nothing_of_the_one_before() {
    let help = help();
    let service = help.serve();
    let reader = service.anonymous();
    let shown = || {
        let (first, again) = (reader.get(SCREEN), reader.get(SCREEN));
        assert_eq!(first.body, again.body);
        titles(&again)
    };
    assert_eq!(shown(), ["Roofs", "Tiles"]);
    let stricter = |title: &str, gate: &str| {
        format!("---\nid: KB-000005\ntitle: {title}\ncontexts: [\"/roofs/**\"]\n{gate}---\nText.\n")
    };
    help.write("en/e.md", stricter("Tiles", "visibility: internal\n"));
    service.publish(&help);
    assert_eq!(shown(), ["Roofs"]);
    help.write("en/e.md", stricter("Slates", ""));
    service.publish_what_changed(&help);
    assert_eq!(shown(), ["Roofs", "Slates"]);
    help.write("en/e.md", stricter("Slates", "visibility: customer\n"));
    service.publish_what_changed(&help);
    assert_eq!(shown(), ["Roofs"]);
    // The same library on other shelves is another edition too.
    let last = service.app.published.current();
    let next = last.searched_on(Arc::clone(last.shelves()));
    let moves = service.app.feedback.moves();
    let of = |edition: &ayuda::edition::Edition| {
        let found = edition.screens().find(Locale::En, "url=/roofs", moves);
        found.is_some()
    };
    assert_eq!((of(&last), of(&next)), (true, false));
}

/// A writer sees what was saved before the shelves hold it.
#[test]
fn what_words_found_on_shelves_of_before_is_forgotten_with_them() {
    let help = help().file("en/tools.md", "---\ntitle: Lost tools\n---\nText.\n");
    let service = help.serve();
    let found = || {
        titles(
            &service
                .anonymous()
                .get("/api/v1/support/kb/contextual?url=/tools"),
        )
    };
    assert_eq!(found(), ["Lost tools"]);
    help.write("en/tools.md", "---\ntitle: Found tools\n---\nText.\n");
    let library = help.compile().library;
    let index = help.path("index/built");
    let (config, theme) = (Arc::new(help.config()), help.theme());
    let last = service.app.published.current();
    let settings = Arc::new(help.search_settings());
    let shelves = Shelves::open_or_build(&library, &index, settings).expect("shelves");
    let next = last.followed_by(library, &index, config, theme);
    service.app.published.publish(next.expect("an edition"));
    assert_eq!(found(), ["Lost tools"], "on the shelves of before");
    let shown = service.app.published.current();
    let searched = shown.searched_on(Arc::new(shelves));
    service.app.published.replace(&shown, searched);
    assert_eq!(found(), ["Found tools"]);
}

#[test]
fn each_viewer_gets_their_own_whoever_asked_before() {
    let expected = [
        ("public", vec!["Roofs", "Tiles"]),
        ("customer", vec!["Gutters", "Roofs", "Tiles"]),
        (
            "customer:owner",
            vec!["Gutters", "Prices", "Roofs", "Tiles"],
        ),
        (
            "internal",
            vec!["Gutters", "Margins", "Prices", "Roofs", "Tiles"],
        ),
    ];
    for turn in 0..expected.len() {
        let service = help().serve();
        let mut order: Vec<_> = expected.iter().collect();
        order.rotate_left(turn);
        for (who, titles_of) in order.iter().chain(order.iter().rev()) {
            let client = service.sign_in(who);
            for client in [client.in_a_browser(), client] {
                let answer = client.get(SCREEN);
                assert_eq!(titles(&answer), *titles_of, "{who} in turn {turn}");
                let (kept, tagged) = match *who {
                    "public" => ("public, max-age=0, must-revalidate", true),
                    _ => ("private, no-store", false),
                };
                assert_eq!(answer.header("cache-control"), kept, "{who}");
                assert_eq!(answer.header("etag").is_empty(), !tagged, "{who}");
                let packed = client.get_with(SCREEN, &[("accept-encoding", "gzip")]);
                let expected = if tagged { "gzip" } else { "" };
                assert_eq!(packed.header("content-encoding"), expected, "{who}");
            }
        }
    }
}

#[test]
fn languages_and_parameters_are_told_apart() {
    let service = help().serve();
    let of = |language: &'static str, tail: &str| -> String {
        let reader = service.anonymous().reading(language);
        let answer = reader.get(&format!("{SCREEN}{tail}"));
        let vary = "accept-encoding, accept-language, authorization, cookie";
        assert_eq!(answer.header("vary"), vary);
        format!(
            "{} {:?}",
            answer.header("content-language"),
            titles(&answer)
        )
    };
    for _ in 0..2 {
        assert_eq!(of("en", ""), r#"en ["Roofs", "Tiles"]"#);
        assert_eq!(of("es", ""), r#"es ["Tiles", "Techos"]"#);
        assert_eq!(of("es", "&lang=en"), r#"en ["Roofs", "Tiles"]"#);
        assert_eq!(of("en", "&lang=es"), r#"es ["Tiles", "Techos"]"#);
        assert_eq!(of("fr", ""), r#"en ["Roofs", "Tiles"]"#);
        assert_eq!(of("en", "&limit=1"), r#"en ["Roofs"]"#);
    }
    let refused = |service: &Service, tail: &str| {
        let answer = service.anonymous().get(&format!("{SCREEN}{tail}"));
        answer.status.as_u16()
    };
    for tail in ["&limit=0", "&limit=0", "&lang=fr", "&explain=x"] {
        assert_eq!(refused(&service, tail), 400, "{tail}");
    }
    let why = service.anonymous().get(&format!("{SCREEN}&explain=true"));
    assert_eq!(why.json()["articles"][0]["pattern"], "/roofs/**");
    let plain = service.anonymous().get(&format!("{SCREEN}&explain=false"));
    assert_eq!(
        plain.json()["articles"][0]["pattern"],
        serde_json::Value::Null
    );
}
