//! What readers said, taken out of the house and removed: `ayuda export`, `ayuda forget`.

use std::process::{Command, Output};

use crate::harness::{HelpCenter, postgres};

const FEEDBACK: &str = "/api/v1/support/kb/articles/KB-1/feedback";

fn ayuda(help: &HelpCenter, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ayuda"))
        .current_dir(help.path("."))
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .envs(help.environment())
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn printed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two people and a visitor have voted, and one of them in both languages.
fn voted() -> HelpCenter {
    let help = HelpCenter::new()
        .file(
            "en/a.md",
            "---\nid: KB-1\ntitle: A\nimpact: major\n---\nText.\n",
        )
        .file("es/a.md", "---\nid: KB-1\ntitle: A\n---\nTexto.\n");
    let service = help.serve();
    let maria = service.sign_in_as("customer:owner", "maria");
    let comment = r#"{"helpful": false, "reason": "unclear", "comment": "=HYPERLINK(\"x\"), \"why\"?\nStep 2", "query": "+roof"}"#;
    maria.post(FEEDBACK, comment);
    maria.post(&format!("{FEEDBACK}?lang=es"), r#"{"helpful": true}"#);
    let jose = service.sign_in_as("internal", "josé");
    jose.post(FEEDBACK, r#"{"helpful": true, "query": "roof"}"#);
    let visitor = service.anonymous();
    visitor.post(
        FEEDBACK,
        r#"{"helpful": false, "comment": "¿Y el paso 3?"}"#,
    );
    help
}

#[test]
fn votes_are_exported_without_names() {
    let help = voted();
    // The order of votes of the same moment is that of names that nobody knows.
    let sorted = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].sort_unstable();
        lines.join("\n")
    };
    let votes = printed(&ayuda(&help, &["export", "votes"]));
    insta::assert_snapshot!(sorted(&votes), @"
    article,language,helpful,reason,query,revision,epoch,created,changed
    KB-1,en,false,,,849e871a4b5f481b8a7a81b762481f392fc4bf3a,e7dda83a8ad9f09c6e0529b0c33e33be,2026-03-02T15:00:00Z,2026-03-02T15:00:00Z
    KB-1,en,false,unclear,'+roof,849e871a4b5f481b8a7a81b762481f392fc4bf3a,e7dda83a8ad9f09c6e0529b0c33e33be,2026-03-02T15:00:00Z,2026-03-02T15:00:00Z
    KB-1,en,true,,roof,849e871a4b5f481b8a7a81b762481f392fc4bf3a,e7dda83a8ad9f09c6e0529b0c33e33be,2026-03-02T15:00:00Z,2026-03-02T15:00:00Z
    KB-1,es,true,,,680232a7a3b001ad631710b0ec7338cdc6721c26,,2026-03-02T15:00:00Z,2026-03-02T15:00:00Z
    ");
    let json = printed(&ayuda(&help, &["export", "votes", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let all = json["votes"].as_array().expect("votes");
    assert_eq!(all.len(), 4);
    let asked = all
        .iter()
        .find(|one| one["query"] == "+roof")
        .expect("a vote");
    insta::assert_snapshot!(asked, @r#"{"article":"KB-1","changed":"2026-03-02T15:00:00Z","created":"2026-03-02T15:00:00Z","epoch":"e7dda83a8ad9f09c6e0529b0c33e33be","helpful":false,"language":"en","query":"+roof","reason":"unclear","revision":"849e871a4b5f481b8a7a81b762481f392fc4bf3a"}"#);
}

#[test]
fn comments_are_exported_as_text_that_no_spreadsheet_runs() {
    let help = voted();
    let table = printed(&ayuda(&help, &["export", "feedback"]));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let columns = reader
        .headers()
        .expect("a head")
        .iter()
        .collect::<Vec<_>>()
        .join(" ");
    insta::assert_snapshot!(columns, @"article language helpful reason comment query revision changed");
    let mut said: Vec<String> = reader
        .records()
        .map(|record| {
            let record = record.expect("a line");
            let shown = [2, 3, 4, 5].map(|at| record[at].to_owned());
            format!("{shown:?}")
        })
        .collect();
    said.sort();
    insta::assert_snapshot!(said.join("\n"), @r#"
    ["false", "", "¿Y el paso 3?", ""]
    ["false", "unclear", "'=HYPERLINK(\"x\"), \"why\"?\nStep 2", "'+roof"]
    "#);
    // A program gets what the reader wrote.
    let json = printed(&ayuda(&help, &["export", "feedback", "--format", "json"]));
    assert!(
        json.contains(r#""comment": "=HYPERLINK(\"x\"), \"why\"?\nStep 2""#),
        "{json}"
    );
}

#[test]
fn a_person_is_forgotten_with_all_that_they_said() {
    let help = voted();
    let forget = |sub: &str| said(&ayuda(&help, &["forget", "--sub", sub]));
    insta::assert_snapshot!(forget("mario"), @"Nothing is kept of `mario`");
    let kept = || help.kept().contains("HYPERLINK");
    assert!(kept());
    insta::assert_snapshot!(forget("maria"), @"Removed: 2 votes, of which 1 had a comment");
    insta::assert_snapshot!(forget("maria"), @"Nothing is kept of `maria`");
    let left = printed(&ayuda(&help, &["export", "feedback"]));
    assert!(
        !left.contains("HYPERLINK") && left.contains("paso 3"),
        "{left}"
    );
    assert!(!kept(), "not even in free pages of the file");
    let service = help.serve();
    let counts = ["en", "es"].map(|lang| {
        let path = format!("/api/v1/support/kb/articles/KB-1?lang={lang}");
        let article = &service.anonymous().get(&path).json()["article"];
        (
            article["helpful_count"].as_u64(),
            article["not_helpful_count"].as_u64(),
        )
    });
    assert_eq!(counts, [(Some(1), Some(1)), (Some(0), Some(0))]);
}

#[test]
fn a_running_service_takes_in_what_was_removed() {
    let help = voted();
    let service = help.serve();
    ayuda(&help, &["forget", "--sub", "maria"]);
    let count = || {
        let article = service
            .anonymous()
            .get("/api/v1/support/kb/articles/KB-1")
            .json();
        article["article"]["not_helpful_count"].clone()
    };
    assert_eq!(
        count(),
        2,
        "a running service asks by itself, and this one does not run"
    );
    service.catch_up();
    assert_eq!(count(), 1);
}

#[test]
fn without_key_or_database_nothing_is_made_up() {
    let help = HelpCenter::new();
    if postgres::is_wanted() {
        // A server is there or away: see `stores`.
        return;
    }
    let forget = ayuda(&help, &["forget", "--sub", "maria"]);
    assert_eq!(forget.status.code(), Some(2));
    insta::assert_snapshot!(said(&forget), @"error: no token key at `./data/token.key`: without the key that the votes were kept with, nobody's votes can be found; `--data DIR` names another folder");
    let export = ayuda(&help, &["export", "votes"]);
    assert_eq!(export.status.code(), Some(2));
    insta::assert_snapshot!(said(&export), @"error: no database at `./data`; the service makes it on its first start, `--data DIR` names another folder");
    assert!(!help.path("data").exists());
}
