//! Answers that are shown before a question is asked, and how often they are.

use axum::http::StatusCode;
use ayuda::forum::Forum;
use ayuda::insight::reports::Period;
use ayuda::insight::{self, Deflection, Insight};
use ayuda::locale::Locale;
use ayuda::storage::{Clock, Place, Storage};
use serde_json::{Value, json};

use crate::harness::{Answer, Client, HelpCenter, Service};

const SETTINGS: &str = r#"
languages = ["en", "es"]

[forum.categories.estimating]
title = { en = "Estimates", es = "Presupuestos" }
visibility = "public"

[forum.categories.desk]
title = { en = "Desk", es = "Mesa" }
visibility = "internal"
"#;

const ASK: &str = "/en/forum/ask/";

fn help() -> HelpCenter {
    HelpCenter::new()
        .settings(SETTINGS)
        .file(
            "en/roofs.md",
            "---\nid: KB-1\ntitle: Price a roof\n---\nA roof costs by the metre.\n",
        )
        .file(
            "en/secret.md",
            "---\nid: KB-2\ntitle: Price of a secret roof\nvisibility: internal\n---\nA roof.\n",
        )
}

fn settled(service: &Service) {
    while !service.app.forum.is_searched() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(service.wait(service.app.forum.settled()));
}

fn send(client: &Client<'_>, act: &str, title: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs([("act", act), ("title", title), ("language", "en")]);
    form.extend_pairs(more);
    client.post_form(ASK, &form.finish())
}

/// What stands in the list of answers, a line each.
fn answers(page: &Answer) -> Vec<String> {
    let text = page.text();
    let list = text.split("<ul aria-labelledby=\"_answers\"").nth(1);
    let list = list.and_then(|rest| rest.split("</ul>").next());
    let rows = list.unwrap_or_else(|| panic!("no list in {text}"));
    let rows = rows.split("<li>").skip(1);
    let inner = |row: &str| {
        let mut words = String::new();
        let mut is_tag = false;
        for letter in row.chars() {
            match letter {
                '<' => is_tag = true,
                '>' => is_tag = false,
                letter if !is_tag => words.push(letter),
                _ => {}
            }
        }
        words.trim().to_owned()
    };
    rows.map(inner).collect()
}

fn counted(service: &Service) -> Value {
    service.settle();
    let period = Period::last(2, service.app.clock.now(), None);
    let counts = service.wait(insight::deflections(&service.app.storage, period));
    serde_json::to_value(counts.expect("counts")).expect("JSON")
}

#[test]
fn answers_are_shown_without_scripts_and_what_was_typed_stays() {
    let help = help();
    let service = help.serve();
    let staff = service.member("internal", "Sol", &[]).in_a_browser();
    let fields = [("category", "estimating"), ("body", "By area?")];
    let asked = send(&staff, "ask", "What does a roof cost?", &fields);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let hidden = [("category", "desk"), ("body", "Nobody knows.")];
    send(&staff, "ask", "Who pays for the secret roof?", &hidden);
    settled(&service);

    let ana = service.member("customer", "Ana", &[]).in_a_browser();
    let typed = [
        ("category", "estimating"),
        ("body", "It is **steep**."),
        ("tags", "roofs"),
    ];
    let page = send(&ana, "look", "How much is a roof?", &typed);
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        answers(&page),
        ["Price a roof Article", "What does a roof cost? Forum"]
    );
    for kept in [
        "value=\"How much is a roof?\"",
        "<option value=\"estimating\" selected>",
        "\nIt is **steep**.</textarea>",
        "value=\"roofs\"",
        "Does one of these answer it? (2)",
        "<input type=\"hidden\" name=\"answers\" value=\"shown\">",
    ] {
        assert!(page.text().contains(kept), "no `{kept}` in {}", page.text());
    }
    let more = answers(&send(&staff, "look", "How much is a roof?", &typed));
    assert_eq!(more.len(), 4, "staff find what is theirs: {more:?}");
    let nothing = send(&ana, "look", "Gutters on a shed?", &typed);
    assert_eq!(answers(&nothing), Vec::<String>::new());
    assert!(nothing.text().contains("No answer to this yet."));
    assert!(!nothing.text().contains("name=\"answers\""));

    // Who may not ask is shown no list.
    let anybody = service.anonymous().in_a_browser();
    let page = send(&anybody, "look", "How much is a roof?", &typed);
    assert!(!page.text().contains("Price a roof"), "{}", page.text());
}

#[test]
fn what_became_of_shown_answers_is_counted_once_a_draft_and_without_names() {
    let help = help();
    let service = help.serve();
    let ana = service.member("customer", "Ana", &[]).in_a_browser();
    assert_eq!(
        counted(&service),
        json!({"shown": 0, "opened": 0, "asked": 0, "rows": []})
    );

    let chosen = ("category", "estimating");
    send(&ana, "look", "How much is a roof?", &[chosen]);
    let again = [chosen, ("answers", "shown"), ("body", "By area?")];
    send(&ana, "look", "How much is a big roof?", &again);
    let asked = send(&ana, "ask", "How much is a big roof?", &again);
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    // What no answers were shown to, and what was not taken, is no question asked anyway.
    send(&ana, "ask", "How much is a shed?", &[chosen, ("body", "?")]);
    send(&ana, "ask", "?", &again);
    // Nobody asked for these, nor does what was asked just now answer it.
    send(&ana, "look", "Gutters?", &[chosen]);

    // As scripts tell it; a category that Ana may not read is none.
    let tell = |body: &str, media_type: &str| {
        let headers = [("content-type", media_type)];
        let path = "/api/v1/support/forum/similar?lang=es";
        ana.send(axum::http::Method::POST, path, &headers, body)
    };
    let told = tell(
        r#"{"shown": true, "opened": true, "category": "desk"}"#,
        "text/plain",
    );
    assert_eq!(told.status, StatusCode::NO_CONTENT, "{}", told.text());
    tell(r#"{"opened": true, "category": ""}"#, "application/json");
    tell("{}", "application/json");
    let wrong = tell(r#"{"shown": 1}"#, "application/json");
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.json()["errors"][0]["field"], "shown");
    let form = tell("shown=true", "application/x-www-form-urlencoded");
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let stranger = service
        .anonymous()
        .post("/api/v1/support/forum/similar", r#"{"shown": true}"#);
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);

    assert_eq!(
        counted(&service),
        json!({
            "shown": 2,
            "opened": 2,
            "asked": 1,
            "rows": [
                {"category": "estimating", "language": "en", "shown": 1, "opened": 0, "asked": 1},
                {"category": "", "language": "es", "shown": 1, "opened": 2, "asked": 0},
            ],
        })
    );
}

#[test]
fn where_nothing_is_kept_nothing_is_counted() {
    let help = help().settings(&format!("{SETTINGS}\n[insight]\nkeep_days = 0\n"));
    let service = help.serve();
    let ana = service.member("customer", "Ana", &[]).in_a_browser();
    let page = send(&ana, "look", "How much is a roof?", &[]);
    assert_eq!(answers(&page), ["Price a roof Article"]);
    assert_eq!(counted(&service)["shown"], 0);
}

/// The real binary, on counts that a service wrote: those of this period and language.
#[test]
fn the_report_of_questions_says_what_became_of_shown_answers() {
    let help = help();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let now = Clock::System.now();
    runtime.block_on(async {
        let storage = Storage::open(Place::of(&help.config()));
        let storage = storage.await.expect("a database");
        let insight = Insight::start(storage.clone(), Clock::System, 90).await;
        let insight = insight.expect("it counts");
        let one = |days: i64, language, category: Option<&str>, asked: bool| Deflection {
            at: now.as_millisecond() - days * 86_400_000,
            language,
            category: category.map(str::to_owned),
            shown: true,
            opened: !asked,
            asked,
        };
        insight.deflected(one(0, Locale::En, Some("estimating"), true));
        insight.settle().await;
        // Another day, and another transaction of the same day.
        insight.deflected(one(1, Locale::En, Some("estimating"), false));
        insight.deflected(one(0, Locale::En, Some("estimating"), false));
        insight.deflected(one(0, Locale::Es, None, false));
        insight.deflected(one(40, Locale::En, None, false));
        insight.settle().await;
        let categories = &help.config().forum.categories;
        assert!(Forum::new(storage.clone(), categories).is_open());
        storage.close().await.expect("closed");
    });
    let run = |arguments: &[&str]| {
        let mut command = crate::commands::ayuda(&help.path("."));
        command.envs(help.environment());
        let output = command
            .args(["report", "questions"])
            .args(arguments)
            .output();
        let output = output.expect("it runs");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).expect("text")
    };
    insta::assert_snapshot!(run(&[]), @"

    Answers shown to people who were about to ask

      shown 4 · opened 3 · asked all the same 1
      en  estimating
          shown 3 · opened 2 · asked all the same 1
      es  (no category chosen)
          shown 1 · opened 1 · asked all the same 0
    ");
    let json: Value = serde_json::from_str(&run(&["--json", "--lang", "es"])).expect("JSON");
    assert_eq!(
        json["deflections"],
        json!({
            "shown": 1,
            "opened": 1,
            "asked": 0,
            "rows": [{"category": "", "language": "es", "shown": 1, "opened": 1, "asked": 0}],
        })
    );
}
