//! What readers miss: what is kept of their searches, what staff is told, and that
//! nobody else is told anything.

use std::fmt::Write as _;
use std::fs;

use axum::http::{Method, StatusCode};
use ayuda::content::ArticleId;
use ayuda::feedback::scrub;
use ayuda::gate::Visibility;
use ayuda::i18n::Messages;
use ayuda::insight::{self, Kept, Opening, Search};
use ayuda::locale::Locale;
use ayuda::storage::{Place, Storage};
use serde_json::Value;

use crate::harness::{HelpCenter, NOW, Service, postgres, shared};

const SEARCH: &str = "/api/v1/support/search";
const REPORTS: &str = "/api/v1/support/admin/reports";

fn help() -> HelpCenter {
    HelpCenter::new()
        .settings("[site]\nedit_url = \"https://git.example.com/edit/{path}\"\n")
        .file(
            "modules.toml",
            "[[module]]\nkey = \"billing\"\ncontexts = [\"/invoices\", \"/invoices/{id}\", \"/refunds/**\"]\n\
             [[module]]\nkey = \"crew\"\ncontexts = [\"/crew\"]\n",
        )
        .file(
            "en/billing/_index.md",
            "---\ntitle: Billing\nmodule: billing\n---\n",
        )
        .file(
            "en/billing/invoice.md",
            "---\nid: KB-000001\ntitle: Send an invoice\nmodule: billing\ncontexts: [/invoices]\n---\nChoose Send.\n",
        )
        .file(
            "es/billing/invoice.md",
            "---\nid: KB-000001\ntitle: Envía una factura\nslug: envia-una-factura\nmodule: billing\ncontexts: [/invoices]\nreview_by: 2026-01-31\n---\nElige Enviar.\n",
        )
        .file(
            "en/billing/retainage.md",
            "---\nid: KB-000002\ntitle: Release retainage\nmodule: billing\nsummary: Pay what was held back.\n---\nChoose Release.\n",
        )
        .file(
            "en/inside/_index.md",
            "---\ntitle: Inside\nvisibility: internal\n---\n",
        )
        .file(
            "en/inside/chargebacks.md",
            "---\nid: KB-000003\ntitle: Fight chargebacks\n---\nAsk Dolores.\n",
        )
}

/// Searches as one who types nothing else.
fn search(service: &Service, who: &str, subject: &str, query: &str) {
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", query)
        .finish();
    let answer = service
        .sign_in_as(who, subject)
        .get(&format!("{SEARCH}?{query}"));
    assert_eq!(answer.status, StatusCode::OK);
}

fn report(service: &Service, rest: &str) -> Value {
    service.settle();
    let answer = service
        .sign_in("internal")
        .get(&format!("{REPORTS}/{rest}"));
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

/// Rows in a line each: how often, what, its state, and what to do.
fn account(service: &Service, rest: &str) -> String {
    let mut account = String::new();
    for row in report(service, rest)["rows"].as_array().expect("rows") {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let state = text(&row["state"]);
        let _ = write!(
            account,
            "{} {} [{state}]",
            row["count"],
            text(&row["title"])
        );
        for step in row["next"].as_array().expect("steps") {
            let parts = ["command", "file", "line"].map(|part| text(&step[part]));
            let _ = write!(
                account,
                " -> {}: {}",
                text(&step["kind"]),
                parts.join(" | ")
            );
        }
        account.push('\n');
    }
    account
}

#[test]
fn keystrokes_pages_and_filters_of_one_search_count_as_one() {
    let service = help().serve();
    let reader = service.sign_in_as("customer:pm", "maria");
    for query in [
        "q=i",
        "q=inv",
        "q=invoice",
        "q=invoice&page=2",
        "q=Invoice&tag=x",
    ] {
        reader.get(&format!("{SEARCH}?{query}"));
    }
    reader.get("/en/search/?q=invoice&category=billing");
    reader.get(&format!("{SEARCH}?q="));
    search(&service, "customer:pm", "jose", "invoice");
    service.settle();
    let numbers = service
        .sign_in("internal")
        .get("/api/v1/support/admin/dashboard?days=2")
        .text();
    insta::assert_snapshot!(numbers, @r#"{"days":2,"from":"2026-03-01","to":"2026-03-02","totals":{"searches":2,"nothing":0,"nothing_percentage":0,"opened":0,"opened_percentage":0,"helpful":0,"not_helpful":0},"by_day":[{"date":"2026-03-01","searches":0,"nothing":0,"opened":0,"helpful":0,"not_helpful":0},{"date":"2026-03-02","searches":2,"nothing":0,"opened":0,"helpful":0,"not_helpful":0}],"keep_days":90}"#);
}

#[test]
fn a_search_without_an_answer_is_listed_with_what_to_do() {
    let service = help().serve();
    for (subject, query) in [
        ("a", "gusset"),
        ("b", "Gússet"),
        ("c", "gussets"),
        ("d", "xylophone"),
    ] {
        search(&service, "customer:pm", subject, query);
    }
    let spanish = service.sign_in_as("customer:pm", "e");
    spanish.get(&format!("{SEARCH}?q=gusset&lang=es&url=/invoices/98765"));
    insta::assert_json_snapshot!(report(&service, "nothing-found"), @r#"
    {
      "days": 30,
      "pagination": {
        "limit": 10,
        "page": 1,
        "pages": 1,
        "total": 2
      },
      "report": "nothing-found",
      "rows": [
        {
          "count": 4,
          "languages": {
            "en": 3,
            "es": 1
          },
          "last": "2026-03-02T15:00:00Z",
          "module": "billing",
          "next": [
            {
              "command": "ayuda new en/billing/gusset",
              "kind": "write"
            }
          ],
          "spellings": [
            "gusset",
            "gussets"
          ],
          "state": "nothing",
          "title": "Gússet",
          "viewers": {
            "customer": 4
          }
        },
        {
          "count": 1,
          "languages": {
            "en": 1
          },
          "last": "2026-03-02T15:00:00Z",
          "next": [
            {
              "command": "ayuda new en/xylophone",
              "kind": "write"
            }
          ],
          "state": "nothing",
          "title": "xylophone",
          "viewers": {
            "customer": 1
          }
        }
      ]
    }
    "#);
}

#[test]
fn each_missing_answer_has_the_step_that_fits_it() {
    let help = help();
    let service = help.serve();
    let asked: [(&str, &str, &str); 8] = [
        // It is written, for staff alone.
        ("customer", "a", "chargebacks"),
        // It is another spelling of what we have; the search mends the first by itself.
        ("customer", "b", "retanaige"),
        ("customer", "c", "sendaninvoice"),
        // Nobody has written it; the words of one longer search say nothing yet.
        ("public", "d", "xylophone"),
        ("customer", "e", "invoice zeppelin"),
        ("customer", "f", "invoice for a zeppelin"),
        ("customer", "g", "invoice theremin"),
        ("customer", "h", "$(rm -rf /) `id`; zzz"),
    ];
    for (who, subject, query) in asked {
        search(&service, who, subject, query);
    }
    let spanish = service.sign_in_as("customer", "i");
    spanish.get(&format!("{SEARCH}?q=retainage&lang=es"));
    insta::assert_snapshot!(account(&service, "nothing-found"), @"
    1 $(rm -rf /) `id`; zzz [nothing] -> write: ayuda new en/rm-rf-id-zzz | - | -
    1 chargebacks [nothing] -> open: - | content/en/inside/chargebacks.md | -
    1 retainage [elsewhere] -> translate: ayuda new en/billing/retainage --translate | content/en/billing/retainage.md | -
    1 sendaninvoice [nothing] -> synonym: - | index/en/synonyms.txt | sendaninvoice => send an invoice
    1 xylophone [nothing] -> write: ayuda new en/xylophone | - | -
    2 zeppelin [partly] -> write: ayuda new en/billing/zeppelin | - | -
    ");
    // What is written since is no longer missing.
    help.write(
        "en/billing/xylophone.md",
        "---\nid: KB-000009\ntitle: Tune the xylophone\n---\nTurn.\n",
    );
    service.publish(&help);
    let left = account(&service, "nothing-found");
    assert!(!left.contains("xylophone"), "{left}");
}

/// A moment of the period.
fn at(minutes: i64) -> i64 {
    let now: jiff::Timestamp = NOW.parse().expect("a moment");
    now.as_millisecond() - minutes * 60_000
}

fn kept_search(text: &str, minutes: i64, found: usize) -> Kept {
    Kept::Search(Search {
        at: at(minutes),
        language: Locale::En,
        visibility: Visibility::Public,
        text: text.to_owned(),
        words: scrub::fold(text),
        missing: None,
        found,
        elsewhere: 0,
        screen: None,
    })
}

fn kept_opening(words: &str, article: &str, language: Locale) -> Kept {
    Kept::Opening(Opening {
        at: at(5),
        language,
        visibility: Visibility::Public,
        words: words.to_owned(),
        screen: None,
        article: ArticleId::new(article),
        article_language: language,
    })
}

fn write(help: &HelpCenter, service: &Service, kept: &[Kept]) {
    service.wait(async {
        let storage = Storage::open(Place::of(&help.config()))
            .await
            .expect("a database");
        insight::write(&storage, kept).await.expect("written");
    });
}

#[test]
fn what_is_found_and_not_opened_names_the_article_that_comes_first() {
    let help = help();
    let service = help.serve();
    let mut kept = vec![kept_search("retainage once", 5, 1)];
    for minutes in 0..5 {
        kept.push(kept_search("invoice", minutes, 2));
        kept.push(kept_search("retainage", minutes, 1));
        kept.push(kept_search("gone", minutes, 1));
    }
    kept.push(kept_search("invoyce", 9, 2));
    kept.push(kept_opening("invoice", "KB-000001", Locale::En));
    kept.push(kept_opening("retainage", "KB-000002", Locale::En));
    kept.push(kept_opening("retainage", "KB-000002", Locale::En));
    write(&help, &service, &kept);
    insta::assert_json_snapshot!(report(&service, "not-opened"), @r#"
    {
      "days": 30,
      "pagination": {
        "limit": 10,
        "page": 1,
        "pages": 1,
        "total": 1
      },
      "report": "not-opened",
      "rows": [
        {
          "count": 6,
          "languages": {
            "en": 6
          },
          "last": "2026-03-02T15:00:00Z",
          "next": [
            {
              "article": {
                "id": "KB-000001",
                "language": "en",
                "title": "Send an invoice",
                "url": "/en/billing/invoice/",
                "visibility": "public"
              },
              "edit_url": "https://git.example.com/edit/en/billing/invoice.md",
              "file": "content/en/billing/invoice.md",
              "kind": "title"
            }
          ],
          "opened": 1,
          "spellings": [
            "invoyce"
          ],
          "title": "invoice",
          "viewers": {
            "public": 6
          }
        }
      ]
    }
    "#);
}

#[test]
fn votes_against_an_article_and_comments_are_listed() {
    let service = help().serve();
    let vote = |name: &str, body: &str| {
        let path = format!("/api/v1/support/kb/articles/{name}/feedback");
        assert_eq!(service.anonymous().post(&path, body).status, StatusCode::OK);
    };
    vote(
        "KB-000001",
        r#"{"helpful": false, "reason": "unclear", "query": "Bill ana@example.com"}"#,
    );
    vote(
        "KB-000001",
        r#"{"helpful": false, "reason": "unclear", "comment": "Which\nbutton? <b>"}"#,
    );
    vote("KB-000001", r#"{"helpful": true}"#);
    vote("KB-000002", r#"{"helpful": true, "comment": "Thanks"}"#);
    insta::assert_json_snapshot!(report(&service, "not-helpful"), @r#"
    {
      "days": 30,
      "pagination": {
        "limit": 10,
        "page": 1,
        "pages": 1,
        "total": 1
      },
      "report": "not-helpful",
      "rows": [
        {
          "article": {
            "id": "KB-000001",
            "language": "en",
            "title": "Send an invoice",
            "url": "/en/billing/invoice/",
            "visibility": "public"
          },
          "comment": "Which button? <b>",
          "count": 2,
          "helpful": 1,
          "last": "2026-03-02T15:00:00Z",
          "module": "billing",
          "next": [
            {
              "article": {
                "id": "KB-000001",
                "language": "en",
                "title": "Send an invoice",
                "url": "/en/billing/invoice/",
                "visibility": "public"
              },
              "edit_url": "https://git.example.com/edit/en/billing/invoice.md",
              "file": "content/en/billing/invoice.md",
              "kind": "mend"
            }
          ],
          "not_helpful": 2,
          "reasons": {
            "unclear": 2
          },
          "spellings": [
            "bill"
          ],
          "title": "Send an invoice"
        }
      ]
    }
    "#);
    insta::assert_json_snapshot!(report(&service, "comments"), @r#"
    {
      "days": 30,
      "pagination": {
        "limit": 10,
        "page": 1,
        "pages": 1,
        "total": 2
      },
      "report": "comments",
      "rows": [
        {
          "article": {
            "id": "KB-000001",
            "language": "en",
            "title": "Send an invoice",
            "url": "/en/billing/invoice/",
            "visibility": "public"
          },
          "comment": "Which button? <b>",
          "count": 1,
          "helpful": 0,
          "languages": {
            "en": 1
          },
          "last": "2026-03-02T15:00:00Z",
          "next": [
            {
              "article": {
                "id": "KB-000001",
                "language": "en",
                "title": "Send an invoice",
                "url": "/en/billing/invoice/",
                "visibility": "public"
              },
              "edit_url": "https://git.example.com/edit/en/billing/invoice.md",
              "file": "content/en/billing/invoice.md",
              "kind": "read"
            }
          ],
          "not_helpful": 1,
          "reasons": {
            "unclear": 1
          },
          "title": "Send an invoice"
        },
        {
          "article": {
            "id": "KB-000002",
            "language": "en",
            "title": "Release retainage",
            "url": "/en/billing/retainage/",
            "visibility": "public"
          },
          "comment": "Thanks",
          "count": 1,
          "helpful": 1,
          "languages": {
            "en": 1
          },
          "last": "2026-03-02T15:00:00Z",
          "next": [
            {
              "article": {
                "id": "KB-000002",
                "language": "en",
                "title": "Release retainage",
                "url": "/en/billing/retainage/",
                "visibility": "public"
              },
              "edit_url": "https://git.example.com/edit/en/billing/retainage.md",
              "file": "content/en/billing/retainage.md",
              "kind": "read"
            }
          ],
          "not_helpful": 0,
          "title": "Release retainage"
        }
      ]
    }
    "#);
}

#[test]
fn screens_without_help_and_what_is_behind_are_listed() {
    let help = help();
    let service = help.serve();
    let reader = service.sign_in_as("customer", "maria");
    reader.get(&format!(
        "{SEARCH}?q=release+retainage&url=https://app.example.com/refunds/42/x"
    ));
    reader.get(&format!("{SEARCH}?q=anything&url=/nowhere/7"));
    write(
        &help,
        &service,
        &[kept_opening("factura", "KB-000001", Locale::Es)],
    );
    insta::assert_snapshot!(account(&service, "screens"), @r#"
    1 /refunds/** [module_only] -> context: - | content/en/billing/retainage.md | contexts: ["/refunds/**"]
    0 /crew [empty] -> write: ayuda new en/crew/crew | - | contexts: ["/crew"]
    0 /invoices/{id} [module_only] -> context: - | content/en/billing/invoice.md | contexts: ["/invoices/{id}"]
    "#);
    insta::assert_snapshot!(account(&service, "screens?lang=en"), @r#"
    1 /refunds/** [module_only] -> context: - | content/en/billing/retainage.md | contexts: ["/refunds/**"]
    0 /crew [empty] -> write: ayuda new en/crew/crew | - | contexts: ["/crew"]
    0 /invoices/{id} [module_only] -> context: - | content/en/billing/invoice.md | contexts: ["/invoices/{id}"]
    "#);
    insta::assert_snapshot!(account(&service, "stale"), @"1 Envía una factura [review_due] -> review: - | content/es/billing/invoice.md | -");
    insta::assert_snapshot!(account(&service, "stale?lang=en"), @"");
}

#[test]
fn nothing_that_names_a_reader_is_in_the_database() {
    let help = help();
    let service = help.serve();
    let reader = service.sign_in_as("customer:pm", "maria-4711");
    for query in [
        "refund+for+ana%40example.com",
        "card+4111+1111+1111+1111",
        "call+%2B52+55+5010+0199",
        "reset+password%3A+hunter2",
    ] {
        reader.get(&format!(
            "{SEARCH}?q={query}&url=/invoices/98765?customer=Acme"
        ));
    }
    service.settle();
    assert_eq!(report(&service, "nothing-found?days=366")["days"], 366);
    let kept = help.kept();
    assert!(kept.contains("refund for") && kept.contains("/invoices/{id}"));
    for secret in [
        "ana",
        "example.com",
        "4111",
        "5010",
        "hunter2",
        "98765",
        "acme",
        "maria",
    ] {
        assert!(!kept.to_lowercase().contains(secret), "{secret} is kept");
    }
}

#[test]
fn robots_pages_loaded_ahead_and_requests_without_a_body_are_no_readers() {
    let service = help().serve();
    let reader = service.anonymous();
    let query = format!("{SEARCH}?q=gusset");
    reader.get_with(
        &query,
        &[("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1)")],
    );
    reader.get_with(&query, &[("sec-purpose", "prefetch;prerender")]);
    reader.send(Method::HEAD, &query, &[], "");
    assert_eq!(account(&service, "nothing-found"), "");
    reader.get_with(&query, &[("user-agent", "Mozilla/5.0 (X11; Linux x86_64)")]);
    assert_eq!(
        account(&service, "nothing-found"),
        "1 gusset [nothing] -> write: ayuda new en/gusset | - | -\n"
    );
}

#[test]
fn with_no_days_to_keep_nothing_is_kept_and_what_was_kept_goes() {
    let help = help();
    let service = help.serve();
    search(&service, "public", "a", "gusset");
    assert_ne!(account(&service, "nothing-found"), "");
    drop(service);
    let service = help.settings("[insight]\nkeep_days = 0\n").serve();
    search(&service, "public", "a", "zeppelin");
    assert_eq!(account(&service, "nothing-found"), "");
}

#[test]
fn what_is_older_than_the_days_to_keep_goes() {
    let help = help().settings("[insight]\nkeep_days = 2\n");
    let service = help.serve();
    let day = 24 * 60;
    write(
        &help,
        &service,
        &[
            kept_search("gusset", 2 * day + 1, 0),
            kept_search("zeppelin", 2 * day - 1, 0),
        ],
    );
    drop(service);
    let service = help.serve();
    assert_eq!(
        account(&service, "nothing-found"),
        "1 zeppelin [nothing] -> write: ayuda new en/zeppelin | - | -\n"
    );
}

#[test]
fn wrong_parameters_are_said_to_staff() {
    let service = help().serve();
    let staff = service.sign_in("internal");
    for path in [
        "/dashboard?days=0",
        "/dashboard?days=367",
        "/dashboard?lang=fr",
    ] {
        let answer = staff.get(&format!("/api/v1/support/admin{path}"));
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
    }
    let unknown = staff.get(&format!("{REPORTS}/everything"));
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let answer = staff.get("/api/v1/support/admin/dashboard");
    assert_eq!(answer.header("cache-control"), "private, no-store");
}

/// For all but staff, reports are as absent as what never was.
#[test]
fn reports_are_absent_for_everybody_but_staff() {
    let service = help().serve();
    search(&service, "internal", "boss", "gusset");
    service.settle();
    for who in ["public", "customer", "customer:owner,admin@enterprise"] {
        let reader = service.sign_in(who);
        for method in [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::DELETE,
        ] {
            for path in [
                "dashboard",
                "reports/comments",
                "reports/nothing-found?days=x",
            ] {
                let there = format!("/api/v1/support/admin/{path}");
                let absent = there.replace("/admin/", "/never/");
                let answer = |path: &str| {
                    let answer = reader.send(method.clone(), path, &[], "");
                    let id = answer.header("x-request-id").to_owned();
                    let mut headers: Vec<_> = answer
                        .headers
                        .iter()
                        .filter(|(name, _)| *name != "x-request-id")
                        .map(|(name, value)| format!("{name}: {value:?}"))
                        .collect();
                    headers.sort();
                    let body = String::from_utf8_lossy(&answer.body).replace(&id, "ID");
                    (answer.status, headers, body)
                };
                assert_eq!(
                    answer(&there),
                    answer(&absent),
                    "{method} {there} for {who}"
                );
            }
            for path in [
                "/en/_reports/",
                "/es/_reports/",
                "/en/_reports",
                "/en/_reports/?days=7",
            ] {
                let absent = path.replace("_reports", "_nothing");
                let answer = |path: &str| {
                    let (status, headers, body) =
                        reader.send(method.clone(), path, &[], "").comparable();
                    (status, headers, body.replace("_reports", "_nothing"))
                };
                assert_eq!(answer(path), answer(&absent), "{method} {path} for {who}");
            }
        }
    }
}

/// Searches of customers and staff, over words that only they may read, change nothing
/// of what others get.
#[test]
fn searches_of_some_never_come_out_to_others() {
    let service = help().serve();
    let reader = service.anonymous();
    let asked = [
        "/api/v1/support/search?q=charge",
        "/api/v1/support/search?q=chargebacks",
        "/api/v1/support/suggest?q=charge",
        "/api/v1/support/kb/articles?q=charge",
        "/api/v1/support/kb/contextual?url=/invoices",
        "/en/",
        "/en/search/?q=chargebacks",
    ];
    let all = |reader: &crate::harness::Client<'_>| asked.map(|path| reader.get(path).comparable());
    let before = all(&reader);
    for subject in 0..20 {
        search(
            &service,
            "internal",
            &format!("staff-{subject}"),
            "chargebacks",
        );
        search(
            &service,
            "customer",
            &format!("customer-{subject}"),
            "chargeback fee",
        );
    }
    service.settle();
    assert_eq!(all(&reader), before);
    assert_ne!(account(&service, "not-opened"), "");
}

#[test]
fn the_page_is_no_part_of_the_public_site_and_no_page_loads_its_style() {
    let public = help().public();
    for (path, bytes) in &public {
        assert!(!path.contains("_reports"), "{path}");
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("_reports"), "{path}");
        assert!(!text.contains("reports."), "{path}");
    }
}

#[test]
fn staff_reads_the_page_in_both_languages() {
    let service = help().serve();
    search(&service, "customer", "a", "gusset");
    search(&service, "customer", "b", "retanaige");
    service.settle();
    let staff = service.sign_in("internal");
    let answer = staff.get("/es/_reports/");
    assert_eq!(answer.status, StatusCode::OK);
    for (name, value) in [
        ("cache-control", "private, no-store"),
        ("x-robots-tag", "noindex"),
        ("etag", ""),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    assert!(!answer.text().contains("style="));
    let page = staff
        .get("/en/_reports/?report=nothing-found&days=7")
        .text();
    let main = page.split("<main id=\"_content\">").nth(1);
    let main = main.and_then(|rest| rest.split("</main>").next());
    insta::assert_snapshot!(main.expect("a page"), @r#"


    <div class="wrap">
    <header class="intro">
    <p><a class="more" href="?days=7"><svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M19 12H5M11 6l-6 6 6 6"/></svg>What readers miss</a></p>
    <h1>Nothing found</h1>
    <p class="lede">Searches without an answer that still have none today. Spellings of one thing stand together.</p>
    </header>
    <div class="choices">
    <nav aria-label="Period"><ul>
    <li><a href="?days=7&amp;report=nothing-found" aria-current="true">7 days</a></li>
    <li><a href="?days=30&amp;report=nothing-found">30 days</a></li>
    <li><a href="?days=90&amp;report=nothing-found">90 days</a></li>
    <li><a href="?days=365&amp;report=nothing-found">A year</a></li>
    </ul></nav>
    <nav aria-label="Language"><ul>
    <li><a href="?days=7&amp;report=nothing-found" aria-current="true">All languages</a></li>
    <li><a href="?days=7&amp;lang=en&amp;report=nothing-found">English</a></li>
    <li><a href="?days=7&amp;lang=es&amp;report=nothing-found">Spanish</a></li>
    </ul></nav>
    </div>
    <section class="report" aria-labelledby="_nothing-found">
    <h2 id="_nothing-found" class="quiet">1 row</h2>
    <ol class="rows">
    <li class="row nothing-found">
    <p class="how-often"><b>1</b> <span>search</span></p>
    <div class="what">
    <h3>gusset</h3>
    <ul class="facts">
    <li>English</li>
    <li>customers</li>
    <li><time datetime="2026-03-02T15:00:00Z">March 2, 2026</time></li>
    </ul>
    </div>
    <div class="next">
    <div class="step">
    <h4>Write it</h4>
    <pre tabindex="0"><code>ayuda new en/gusset</code></pre>
    </div>
    </div>
    </li>
    </ol>
    </section>
    <p class="hint kept">Searches are kept for 90 days; nothing says who searched.</p>
    </div>
    "#);
}

/// Whatever was typed, the page has the same tags.
#[test]
fn what_readers_wrote_is_text_on_the_page() {
    let Some(folder) = shared("attack/xss") else {
        return;
    };
    let mut payloads: Vec<String> = Vec::new();
    for name in [
        "payloadbox.txt",
        "patt-IntrudersXSS.txt",
        "h5sc-vectors.txt",
    ] {
        let bytes = fs::read(folder.join(name)).expect("a list of attacks");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        payloads.extend(text.lines().map(str::to_owned));
    }
    payloads.retain(|payload| scrub::fold(payload).len() > 3);
    assert!(payloads.len() > 500, "only {}", payloads.len());
    let help = help();
    let service = help.serve();
    let kept: Vec<Kept> = payloads
        .iter()
        .map(|payload| kept_search(payload, 5, 0))
        .collect();
    write(&help, &service, &kept);
    for chunk in payloads.chunks(10).take(60) {
        let comment: String = chunk.join("\n").chars().take(2_000).collect();
        let body = serde_json::json!({"helpful": false, "comment": comment});
        let path = "/api/v1/support/kb/articles/KB-000001/feedback";
        let answer = service.anonymous().post(path, &body.to_string());
        assert_eq!(answer.status, StatusCode::OK);
    }
    let staff = service.sign_in("internal");
    let mut shown = 0;
    for report in ["nothing-found", "comments"] {
        for page in 1..=5 {
            let path = format!("/en/_reports/?report={report}&page={page}");
            let text = staff.get(&path).text();
            for tag in text.split('<').skip(1) {
                let name: String = tag
                    .trim_start_matches('/')
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric())
                    .collect();
                assert!(TAGS.contains(&name.as_str()), "<{name}> in {path}");
                let inside = tag.split('>').next().unwrap_or_default();
                assert!(!inside.contains(" on"), "<{inside}> in {path}");
                assert!(!inside.contains("javascript:"), "<{inside}> in {path}");
            }
            shown += text.matches("class=\"row ").count();
        }
    }
    assert!(shown > 100, "only {shown} rows");
}

/// The tags of the template.
const TAGS: [&str; 44] = [
    "",
    "a",
    "b",
    "blockquote",
    "body",
    "button",
    "circle",
    "code",
    "div",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "header",
    "html",
    "input",
    "label",
    "li",
    "link",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "path",
    "pre",
    "q",
    "rect",
    "script",
    "img",
    "section",
    "small",
    "span",
    "svg",
    "time",
    "title",
    "ul",
    "dl",
    "dt",
    "dd",
    "g",
];

/// The real binary, on a database that a service wrote.
#[test]
fn the_command_prints_the_same_at_the_terminal() {
    let help = help();
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_ayuda"))
            .current_dir(help.path("."))
            .env("LC_ALL", "C")
            .envs(help.environment())
            .args(["report", "--quiet"])
            .args(arguments)
            .output()
            .expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    // A server is asked, and not looked for.
    if !postgres::is_wanted() {
        assert_eq!(
        run(&[]),
        (
            Some(2),
            String::new(),
            "error: there is no database in `./data`; `ayuda serve` makes it, and `--data` names another folder\n"
                .to_owned()
        )
    );
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let now = ayuda::storage::Clock::System.now();
    runtime.block_on(async {
        let storage = Storage::open(Place::of(&help.config()))
            .await
            .expect("a database");
        let searched = |text: &str| match kept_search(text, 0, 0) {
            Kept::Search(search) => Kept::Search(Search {
                at: now.as_millisecond(),
                ..search
            }),
            kept @ Kept::Opening(_) => kept,
        };
        let kept = ["gusset", "gussets", "gusset", "retanaige", "\u{1b}[31mred"].map(searched);
        insight::write(&storage, &kept).await.expect("written");
    });
    let (code, out, said) = run(&["nothing-found", "--days", "2"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let today = insight::reports::day_of(now);
    let today = ayuda::theme::long_date(&Messages::built_in(), Locale::En, today);
    insta::assert_snapshot!(out.replace(&today, "TODAY"), @"

    What readers miss · 2 days to TODAY
    5 searches · 100 % found nothing · 0 % opened · no votes
    ·█

    Nothing found

        3  gusset
           Also: gussets
           en · visitors · last on TODAY
           → Write it
             ayuda new en/gusset

        1  [31mred
           en · visitors · last on TODAY
           → Write it
             ayuda new en/31mred

        1  retanaige
           en · visitors · last on TODAY
           → Known by another name: add a synonym
             add to index/en/synonyms.txt:
             retanaige => retainage
    ");
    let (code, json, _) = run(&["--json", "--days", "2", "--lang", "es"]);
    assert_eq!(code, Some(0));
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["totals"]["searches"], 0);
    assert_eq!(json["reports"].as_array().expect("reports").len(), 6);
    let (code, _, said) = run(&["everything"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(said, @"error: no report is called `everything`; there are: nothing-found, not-opened, not-helpful, screens, stale, comments, questions");
}
