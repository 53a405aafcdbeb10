//! The API: shapes, languages, limits, caching and failures.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::HelpCenter;

const API: &str = "/api/v1/support";

pub(crate) fn help() -> HelpCenter {
    HelpCenter::new()
        .file("modules.toml", "[[module]]\nkey = \"estimating\"\ncontexts = [\"/estimates/**\"]\n")
        .file("en/estimating/_index.md", "---\ntitle: Estimating\nsummary: Prices.\nicon: calculator\nmodule: estimating\n---\n")
        .file("es/estimating/_index.md", "---\ntitle: Presupuestos\nslug: presupuestos\n---\n")
        .file("en/estimating/create.md", "---\nid: KB-000001\ntitle: Create an estimate\nsummary: From nothing to sent.\nmodule: estimating\ncontexts: [\"/estimates/new\"]\nroles: [owner, pm]\ntags: [estimates]\nversion: \">=2.3, <3\"\nrelated: [KB-000002]\nupdated: 2026-02-01\n---\nUse {term:estimate.markup}.\n\n## Add lines\n\nLines.\n")
        .file("es/estimating/create.md", "---\nid: KB-000001\ntitle: Crear un presupuesto\nslug: crear\nroles: [owner, pm]\n---\nTexto.\n")
        .file("en/estimating/markup.md", "---\nid: KB-000002\ntitle: Markup\nmodule: estimating\n---\nMarkup.\n")
        .file("en/watch.md", "---\nid: KB-000003\ntitle: Watch an estimate\nkind: video\nvideo: https://youtu.be/abc\nduration: \"1:30\"\nmodule: estimating\n---\n")
        .file("en/_terms.toml", "[\"estimate.markup\"]\ntitle = \"Markup\"\ntext = \"Added to cost.\"\narticle = \"KB-000001\"\n")
        .file("en/_tours/estimating.md", "---\ntitle: First look\n---\n## Start {target=\"new\"}\n\nHere.\n")
}

#[test]
fn the_content_of_these_tests_is_right() {
    assert_eq!(help().diagnostics(), "");
}

#[test]
fn an_article_is_served_in_full() {
    let service = help().serve();
    let article = service
        .anonymous()
        .get(&format!("{API}/kb/articles/KB-000001"))
        .json();
    insta::assert_json_snapshot!(article);
}

#[test]
fn a_slug_or_a_path_names_an_article_too() {
    let service = help().serve();
    let id = |name: &str| {
        service
            .anonymous()
            .get(&format!("{API}/kb/articles/{name}"))
            .json()["article"]["id"]
            .clone()
    };
    assert_eq!(id("create"), "KB-000001");
    assert_eq!(id("crear"), "KB-000001");
    assert_eq!(id("estimating%2Fcreate"), "KB-000001");
}

#[test]
fn the_language_asked_for_wins_and_a_fallback_is_said() {
    let service = help().serve();
    let get = |path: &str| {
        service
            .anonymous()
            .reading("es-MX, en;q=0.5")
            .get(&format!("{API}{path}"))
    };
    let spanish = get("/kb/articles/KB-000001");
    assert_eq!(spanish.json()["article"]["title"], "Crear un presupuesto");
    assert_eq!(spanish.header("content-language"), "es");
    assert_eq!(
        get("/kb/articles/KB-000001?lang=en").json()["article"]["title"],
        "Create an estimate"
    );
    let fallback = get("/kb/articles/KB-000002").json();
    assert_eq!(fallback["language"], "en");
    assert_eq!(fallback["fallback_reason"], "no_translation");
}

#[test]
fn lists_are_filtered_sorted_and_paged() {
    let service = help().serve();
    let ids = |query: &str| -> Vec<String> {
        service
            .anonymous()
            .get(&format!("{API}/kb/articles?{query}"))
            .json()["articles"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| {
                one["id"]
                    .as_str()
                    .expect("an id")
                    .trim_start_matches("KB-00000")
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(ids(""), ["3", "1", "2"]);
    assert_eq!(ids("category=estimating"), ["1", "2"]);
    assert_eq!(ids("kind=video"), ["3"]);
    assert_eq!(ids("role=field"), ["3", "2"]);
    assert_eq!(ids("version=3.0"), ["3", "2"]);
    assert_eq!(ids("tag=estimates"), ["1"]);
    assert_eq!(ids("sort=title"), ["1", "2", "3"]);
    assert_eq!(ids("sort=updated"), ["1", "3", "2"]);
    assert_eq!(ids("limit=1&page=2"), ["1"]);
    assert_eq!(ids("q=lines"), ["1"]);
    assert_eq!(ids("lang=es"), ["1"]);
    let pagination = service
        .anonymous()
        .get(&format!("{API}/kb/articles?limit=2"))
        .json()["pagination"]
        .clone();
    assert_eq!(
        pagination,
        json!({"page": 1, "limit": 2, "total": 3, "pages": 2})
    );
}

#[test]
fn categories_come_as_a_tree_with_counts() {
    let service = help().serve();
    insta::assert_json_snapshot!(service.anonymous().get(&format!("{API}/kb/categories")).json(), @r#"
    {
      "categories": [
        {
          "children": [],
          "count": 2,
          "icon": "calculator",
          "key": "estimating",
          "summary": "Prices.",
          "title": "Estimating",
          "url": "/en/estimating/"
        }
      ],
      "language": "en"
    }
    "#);
}

#[test]
fn a_screen_gets_its_articles_videos_tour_and_terms() {
    let service = help().serve();
    let screen = |query: &str| -> Value {
        service
            .anonymous()
            .get(&format!("{API}/kb/contextual?{query}"))
            .json()
    };
    let new = screen("url=https://app.example.com/estimates/new?x=1");
    assert_eq!(new["matched"], "/estimates/new");
    assert_eq!(new["module"], "estimating");
    let titles = |list: &Value| -> Vec<String> {
        list.as_array()
            .expect("a list")
            .iter()
            .map(|one| one["title"].as_str().expect("a title").to_owned())
            .collect()
    };
    assert_eq!(titles(&new["articles"]), ["Create an estimate", "Markup"]);
    assert_eq!(titles(&new["videos"]), ["Watch an estimate"]);
    assert_eq!(
        new["tour"]["steps"][0],
        json!({"title": "Start", "html": "<p>Here.</p>", "target": "new"})
    );
    assert_eq!(new["terms"][0]["key"], "estimate.markup");
    assert_eq!(
        titles(&screen("url=/estimates/7&role=field")["articles"]),
        ["Markup"]
    );
    assert_eq!(
        titles(&screen("url=/estimates/new&limit=1")["articles"]),
        ["Create an estimate"]
    );
    assert_eq!(
        titles(&screen("url=/nowhere")["articles"]),
        Vec::<String>::new()
    );
    // Where an app keeps its screens behind `#`.
    let hashed = screen("url=/app%23/estimates/new");
    assert_eq!(hashed["matched"], "/estimates/new");
    assert_eq!(
        titles(&hashed["articles"]),
        ["Create an estimate", "Markup"]
    );
}

#[test]
fn help_of_a_screen_says_why_each_article_came_up() {
    let help = help()
        .file(
            "en/refunds.md",
            "---\nid: KB-000050\ntitle: Refund a client\n---\nText.\n",
        )
        .file(
            "en/start.md",
            "---\nid: KB-000051\ntitle: First steps\nfeatured: true\n---\nText.\n",
        );
    let service = help.serve();
    let why = |query: &str| -> String {
        let answer = service
            .anonymous()
            .get(&format!("{API}/kb/contextual?{query}"))
            .json();
        let articles = answer["articles"].as_array().expect("a list");
        let lines = articles.iter().map(|one| {
            let word = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", word("id"), word("found_by"), word("pattern"))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(why("url=/estimates/new&explain=1"), @"
    KB-000001 context /estimates/new
    KB-000002 module
    ");
    // Little of its own: the words of the path, then what is featured or voted helpful.
    insta::assert_snapshot!(why("url=/clients/42/refunds"), @"
    KB-000050 search 
    KB-000051 popular
    ");
    service.sign_in_as("customer:owner", "ana").post(
        &format!("{API}/kb/articles/KB-000050/feedback?lang=en"),
        r#"{"helpful":true}"#,
    );
    insta::assert_snapshot!(why("url=/nowhere"), @"
    KB-000050 popular 
    KB-000051 popular
    ");
}

#[test]
fn terms_come_by_key_and_tours_by_module() {
    let service = help().serve();
    let get = |path: &str| service.anonymous().get(&format!("{API}{path}"));
    insta::assert_snapshot!(get("/kb/terms?keys=none,estimate.markup").text(), @r#"{"terms":[{"key":"estimate.markup","title":"Markup","text":"Added to cost.","language":"en","url":"/en/estimating/create/"}],"language":"en"}"#);
    insta::assert_snapshot!(get("/kb/tours/estimating").text(), @r#"{"module":"estimating","title":"First look","language":"en","steps":[{"title":"Start","html":"<p>Here.</p>","target":"new"}]}"#);
    assert_eq!(get("/kb/tours/none").status, StatusCode::NOT_FOUND);
}

#[test]
fn search_groups_by_kind_and_language() {
    let service = help().serve();
    let found = service
        .anonymous()
        .get(&format!("{API}/search?q=estimate"))
        .json();
    let groups: Vec<(String, String, u64)> = found["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| {
            let text = |key: &str| group[key].as_str().expect("a text").to_owned();
            (
                text("kind"),
                text("language"),
                group["total"].as_u64().expect("a number"),
            )
        })
        .collect();
    let expected = [("article", "en", 1), ("video", "en", 1)];
    assert_eq!(
        groups,
        expected.map(|(k, l, n)| (k.to_owned(), l.to_owned(), n))
    );
    let hit = &found["groups"][0]["hits"][0];
    assert_eq!(hit["title"], "Create an estimate");
    // What exists only in the other language stands in a group of its own.
    let spanish = service
        .anonymous()
        .get(&format!("{API}/search?q=markup&lang=es"))
        .json();
    assert_eq!(spanish["groups"][0]["language"], "en");
}

#[test]
fn bad_values_are_said_all_at_once_in_the_callers_language() {
    let service = help().serve();
    let path = format!(
        "{API}/kb/articles?limit=1000&page=0&kind=song&sort=luck&version=new&unknown=1&lang=es"
    );
    let answer = service.anonymous().get(&path);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.media_type(), "application/problem+json");
    let (_, _, body) = answer.comparable();
    insta::assert_snapshot!(body, @r#"{"type":"urn:ayuda:problem:invalid-value","title":"Hay valores que no se pueden usar","status":400,"detail":"`errors` dice cuáles, y qué pueden ser.","errors":[{"field":"kind","message":"puede ser: article, video, release"},{"field":"version","message":"es una versión como 2.4 o 2.4.1"},{"field":"sort","message":"puede ser: relevance, updated, title, helpful, popular"},{"field":"page","message":"es un número entero de 1 a 10000"},{"field":"limit","message":"es un número entero de 1 a 100"}],"request_id":"REQUEST"}"#);
}

#[test]
fn every_failure_is_a_problem() {
    let service = help().serve();
    let reader = service.anonymous();
    let kind = |answer: crate::harness::Answer| {
        (
            answer.status.as_u16(),
            answer.json()["type"].as_str().expect("a type").to_owned(),
        )
    };
    let expected = |status: u16, name: &str| (status, format!("urn:ayuda:problem:{name}"));
    assert_eq!(
        kind(reader.get(&format!("{API}/nothing"))),
        expected(404, "not-found")
    );
    assert_eq!(
        kind(reader.post(&format!("{API}/search"), "{}")),
        expected(405, "method-not-allowed")
    );
    assert_eq!(
        kind(reader.send(Method::PUT, "/en/", &[], "")),
        expected(405, "method-not-allowed")
    );
    let long = format!("{API}/search?q={}", "x".repeat(9_000));
    assert_eq!(kind(reader.get(&long)), expected(414, "uri-too-long"));
    let long_url = format!("{API}/kb/contextual?url=/{}", "x".repeat(3_000));
    assert_eq!(kind(reader.get(&long_url)), expected(400, "invalid-value"));
}

#[test]
fn a_bad_token_is_refused_everywhere_and_never_taken_for_none() {
    let service = help().serve();
    for token in ["x", "a.b.c", ""] {
        let caller = service.with_token(token);
        for path in [
            "/search?q=a",
            "/kb/articles",
            "/kb/articles/KB-000001",
            "/kb/categories",
            "/kb/contextual",
            "/kb/terms",
            "/kb/tours/estimating",
        ] {
            let answer = caller.get(&format!("{API}{path}"));
            assert_eq!(
                answer.status,
                StatusCode::UNAUTHORIZED,
                "{path} with `{token}`"
            );
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
        }
    }
    let basic = service.anonymous().get_with(
        &format!("{API}/kb/articles"),
        &[("authorization", "Basic eDp5")],
    );
    assert_eq!(basic.status, StatusCode::UNAUTHORIZED);
}

#[test]
fn public_answers_have_strong_tags_and_personal_ones_none() {
    let service = help().serve();
    let path = format!("{API}/kb/articles/KB-000001");
    let first = service.anonymous().get(&path);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
    assert_eq!(
        first.header("cache-control"),
        "public, max-age=0, must-revalidate"
    );
    let again = service
        .anonymous()
        .get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    let personal = service.sign_in("customer").get(&path);
    assert_eq!(personal.header("cache-control"), "private, no-store");
    assert_eq!(personal.header("etag"), "");
}

#[test]
fn the_description_of_the_api_is_made_of_the_routes() {
    let service = help().serve();
    let document = service.anonymous().get("/openapi.json").json();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys() {
            operations.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    operations.sort();
    insta::assert_snapshot!(operations.join("\n"), @"
    DELETE /api/v1/support/forum/categories/{key}/follow
    DELETE /api/v1/support/forum/members/{handle}/blocked
    DELETE /api/v1/support/forum/posts/{key}
    DELETE /api/v1/support/forum/posts/{key}/duplicate/{of}
    DELETE /api/v1/support/forum/posts/{key}/follow
    DELETE /api/v1/support/forum/posts/{key}/vote
    DELETE /api/v1/support/forum/posts/{key}/{flag}
    DELETE /api/v1/support/forum/replies/{key}
    DELETE /api/v1/support/forum/replies/{key}/accepted
    DELETE /api/v1/support/forum/replies/{key}/hidden
    DELETE /api/v1/support/forum/replies/{key}/verified
    DELETE /api/v1/support/forum/replies/{key}/vote
    DELETE /api/v1/support/kb/articles/{name}/feedback
    DELETE /api/v1/support/session
    GET /api/v1/support/admin/dashboard
    GET /api/v1/support/admin/reports/{report}
    GET /api/v1/support/forum/acts
    GET /api/v1/support/forum/categories
    GET /api/v1/support/forum/following
    GET /api/v1/support/forum/members/{handle}
    GET /api/v1/support/forum/posts
    GET /api/v1/support/forum/posts/{key}
    GET /api/v1/support/forum/queue
    GET /api/v1/support/forum/revisions/{key}
    GET /api/v1/support/forum/search
    GET /api/v1/support/forum/similar
    GET /api/v1/support/kb/articles
    GET /api/v1/support/kb/articles/{name}
    GET /api/v1/support/kb/categories
    GET /api/v1/support/kb/contextual
    GET /api/v1/support/kb/terms
    GET /api/v1/support/kb/tours/{module}
    GET /api/v1/support/search
    GET /api/v1/support/suggest
    GET /healthz
    GET /readyz
    PATCH /api/v1/support/forum/posts/{key}
    PATCH /api/v1/support/forum/replies/{key}
    POST /api/v1/support/admin/reload
    POST /api/v1/support/forum/files
    POST /api/v1/support/forum/posts
    POST /api/v1/support/forum/posts/{key}/replies
    POST /api/v1/support/forum/posts/{key}/report
    POST /api/v1/support/forum/preview
    POST /api/v1/support/forum/queue/{key}
    POST /api/v1/support/forum/replies/{key}/report
    POST /api/v1/support/forum/similar
    POST /api/v1/support/kb/articles/{name}/feedback
    POST /api/v1/support/kb/articles/{name}/views
    POST /api/v1/support/session
    PUT /api/v1/support/forum/categories/{key}/follow
    PUT /api/v1/support/forum/following
    PUT /api/v1/support/forum/members/{handle}/blocked
    PUT /api/v1/support/forum/posts/{key}/duplicate/{of}
    PUT /api/v1/support/forum/posts/{key}/follow
    PUT /api/v1/support/forum/posts/{key}/vote
    PUT /api/v1/support/forum/posts/{key}/{flag}
    PUT /api/v1/support/forum/replies/{key}/accepted
    PUT /api/v1/support/forum/replies/{key}/hidden
    PUT /api/v1/support/forum/replies/{key}/verified
    PUT /api/v1/support/forum/replies/{key}/vote
    ");
    let mut ids: Vec<String> = document["paths"]
        .as_object()
        .expect("paths")
        .values()
        .flat_map(|methods| methods.as_object().expect("methods").values())
        .map(|operation| operation["operationId"].to_string())
        .collect();
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "operation ids are unique");
}

#[test]
fn health_is_answered() {
    let answer = help().serve().anonymous().get("/healthz");
    assert_eq!(
        (answer.status.as_u16(), answer.text().as_str()),
        (200, "ok\n")
    );
}

#[test]
fn the_search_page_answers_without_scripts() {
    let service = help().serve();
    let page = service.anonymous().get("/en/search/?q=lines");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("<mark>"), "{}", page.text());
    let hostile = service
        .anonymous()
        .get("/es/search/?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27");
    assert_eq!(hostile.status, StatusCode::OK);
    assert!(!hostile.text().contains("<script>alert"));
}

#[test]
fn old_addresses_lead_on_and_archived_pages_are_gone() {
    let service = HelpCenter::new()
        .file(
            "en/a.md",
            "---\nid: KB-000001\ntitle: A\naliases: [/en/old/a/, /old.html]\n---\n",
        )
        .file(
            "en/b.md",
            "---\ntitle: B\nstatus: archived\nreplaced_by: KB-000001\n---\n",
        )
        .file("en/c.md", "---\ntitle: C\nstatus: archived\n---\n")
        .serve();
    let get = |path: &str| {
        let answer = service.anonymous().get(path);
        (answer.status.as_u16(), answer.header("location").to_owned())
    };
    let to_a = || (301, "/en/a/".to_owned());
    assert_eq!(get("/en/a"), to_a());
    assert_eq!(get("/en/old/a/"), to_a());
    assert_eq!(get("/en/old/a"), to_a());
    assert_eq!(get("/old.html"), to_a());
    assert_eq!(get("/en/b/"), to_a());
    assert_eq!(get("/en/c/").0, 410);
    assert_eq!(get("/"), (302, "/en/".to_owned()));
    assert_eq!(
        service
            .anonymous()
            .reading("es")
            .get("/")
            .header("location"),
        "/es/"
    );
    assert_eq!(get("/go/KB-000001"), (302, "/en/a/".to_owned()));
}

#[test]
fn a_new_edition_takes_the_place_of_the_old_one_whole() {
    let help = help();
    let service = help.serve();
    let found = |service: &crate::harness::Service| {
        let client = service.anonymous();
        let search = client.get(&format!("{API}/search?q=lines")).json();
        let page = client.get("/en/estimating/create/").status.as_u16();
        (search["pagination"]["total"].as_u64(), page)
    };
    assert_eq!(found(&service), (Some(1), 200));
    let before = service.app.published.current();
    for language in ["en", "es"] {
        help.remove(&format!("{language}/estimating/create.md"));
    }
    service.publish(&help);
    assert_eq!(found(&service), (Some(0), 404));
    // Who still holds the old edition is answered from it to the end.
    assert!(
        before
            .public()
            .library
            .article_at("/en/estimating/create/")
            .is_some()
    );
}

#[test]
fn a_mistyped_search_says_how_it_was_taken() {
    let help = HelpCenter::new().file(
        "es/a.md",
        "---\nid: KB-000001\ntitle: Órdenes de cambio\n---\nCada orden de cambio.\n",
    );
    let service = help.serve();
    let found = service
        .anonymous()
        .get("/api/v1/support/search?lang=es&q=orden%20de%20canbio")
        .json();
    assert_eq!(found["did_you_mean"], "orden de cambio");
    assert_eq!(found["groups"][0]["hits"][0]["matched_by"], "typo");
    let page = service
        .anonymous()
        .get("/es/search/?q=orden+de+canbio")
        .text();
    let notice = "<p class=\"notice\">Estos son los resultados de <a href=\"?q=orden+de+cambio\">orden de cambio</a></p>";
    assert!(page.contains(notice), "{page}");
}

#[test]
fn typing_is_completed_from_what_the_viewer_may_read() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\nid: KB-000001\ntitle: Change orders\n---\n## Change the price\nText.\n")
        .file("en/b.md", "---\nid: KB-000002\ntitle: Change a refund\nvisibility: internal\n---\nText.\n")
        .file("en/_terms.toml", "[\"change.reason\"]\ntitle = \"Change reason\"\ntext = \"Why.\"\narticle = \"KB-000001\"\n");
    let service = help.serve();
    let path = "/api/v1/support/suggest?lang=en&q=chan";
    insta::assert_snapshot!(service.anonymous().get(path).text(), @r#"{"suggestions":[{"text":"Change orders","kind":"title","url":"/en/a/"},{"text":"Change reason","kind":"term","url":"/en/a/","article":"Change orders"},{"text":"Change the price","kind":"heading","url":"/en/a/#change-the-price","article":"Change orders"}]}"#);
    let staff = service.sign_in("internal").get(path).text();
    assert!(staff.contains("Change a refund"), "{staff}");
    assert_eq!(
        service.anonymous().get("/api/v1/support/suggest").text(),
        "{\"suggestions\":[]}"
    );
    assert_eq!(
        service
            .anonymous()
            .get("/api/v1/support/suggest?q=a&limit=0")
            .status,
        400
    );
}

#[test]
fn where_nothing_is_found_the_answer_says_where_to_go_on() {
    let service = help()
        .settings("[service]\ncontact_url = \"https://example.com/ask\"\n")
        .serve();
    let nothing = service
        .anonymous()
        .get(&format!("{API}/search?q=zzzzzz&url=/estimates/new"))
        .json();
    assert_eq!(nothing["groups"], json!([]));
    let instead = &nothing["instead"];
    assert_eq!(instead["articles"][0]["title"], "Create an estimate");
    assert_eq!(instead["articles"][0]["found_by"], "context");
    assert_eq!(instead["categories"][0]["title"], "Estimating");
    assert_eq!(instead["contact_url"], "https://example.com/ask");
    let found = service
        .anonymous()
        .get(&format!("{API}/search?q=estimate"))
        .json();
    assert_eq!(found.get("instead"), None);
}
