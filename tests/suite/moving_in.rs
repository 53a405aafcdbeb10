//! `ayuda import`: what other systems wrote becomes a help center that compiles.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ayuda::compile::{Compiled, Input, compile};
use ayuda::config::Config;
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::i18n::Messages;
use serde_json::{Value, json};

use crate::harness::shared;

/// Files of another system, and the folder that they are imported to.
struct Moving {
    folder: tempfile::TempDir,
}

impl Moving {
    fn new(files: &[(&str, &str)]) -> Self {
        let moving = Moving {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(moving.path("old")).expect("a folder");
        for (name, text) in files {
            moving.write(name, text);
        }
        moving
    }

    fn path(&self, inner: &str) -> PathBuf {
        self.folder.path().join(inner)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let file = self.path("old").join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ayuda"))
            .current_dir(self.folder.path())
            .env("LANG", "C")
            .env_remove("LC_ALL")
            .env_remove("AYUDA_CONTENT")
            .arg("import")
            .args(arguments)
            .output()
            .expect("the binary runs")
    }

    /// What the plan says, on stdout.
    fn plan(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.lines()
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect()
    }

    fn apply(&self, arguments: &[&str]) {
        let output = self.run(&[arguments, &["--apply"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }

    fn text(&self, file: &str) -> String {
        let file = self.path("content").join(file);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    fn files(&self, below: &str) -> Vec<String> {
        files(&self.path(below))
    }

    fn compiled(&self) -> Compiled {
        compiled(&self.path("content"))
    }

    /// Codes of errors and warnings with their files; an import leaves no errors.
    fn checked(&self) -> Vec<String> {
        let compiled = self.compiled();
        let errors: Vec<_> = compiled
            .diagnostics
            .iter()
            .filter(|one| one.is_error())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let of = |one: &ayuda::diagnostic::Diagnostic| format!("{} {}", one.code.name(), one.file);
        let told = compiled.diagnostics.iter().filter(|one| !one.is_note());
        told.map(of).collect()
    }

    /// URLs of what everybody may read.
    fn public(&self) -> Vec<String> {
        let library = self.compiled().library.visible_to(&Viewer::anonymous());
        library.articles.iter().map(|one| one.url.clone()).collect()
    }
}

fn compiled(folder: &Path) -> Compiled {
    compile(&Input {
        folder,
        config: &Config::default(),
        messages: &Messages::built_in(),
        history: &History::none(),
        drafts: false,
    })
}

fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let inner = entry.path().strip_prefix(folder).expect("below it");
            inner.display().to_string()
        })
        .collect();
    files.sort();
    files
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A made-up help center: two languages, four gates, one circle of links.
fn help_center() -> Moving {
    let moving = Moving::new(&[]);
    let words = |title: &str, body: &str| json!({"title": title, "body": body});
    let article = |id: u64, section: u64, segment: Value, locale: &str, words: Value| {
        let mut one = json!({
            "id": id, "section_id": section, "user_segment_id": segment, "locale": locale,
            "source_locale": "en-us", "draft": false, "promoted": false, "position": 0,
            "label_names": [], "outdated": false, "vote_sum": 0, "author_id": 7,
            "created_at": "2024-01-02T03:04:05Z", "updated_at": "2025-06-07T08:09:10Z",
            "html_url": format!("https://acme.example.com/hc/{locale}/articles/{id}-Some-Title"),
        });
        for (key, value) in words.as_object().expect("words") {
            one[key] = value.clone();
        }
        one
    };
    let mut first = article(
        101,
        11,
        Value::Null,
        "en-us",
        words(
            "Send an estimate",
            "<h2 id=\"h_01\">Before you start</h2>\
             <p>Read <a href=\"https://acme.example.com/hc/en-us/articles/102-Some-Title#h_9\">limits</a>, \
             <a href=\"/hc/en-us/articles/103\">the desk</a>, \
             <a href=\"/hc/en-us/sections/12-Money\">money</a>, \
             <a href=\"/hc/en-us/articles/999\">what is gone</a> and \
             <a href=\"javascript:alert(1)\">this</a>.</p>\
             <p><img src=\"https://acme.example.com/hc/article_attachments/555/tool%20bar.PNG\" alt=\"The toolbar\"></p>\
             <table><tbody><tr><td>Item</td><td>Price</td></tr><tr><td>Door</td><td>120</td></tr></tbody></table>\
             <script>alert(1)</script>",
        ),
    );
    first["promoted"] = json!(true);
    first["label_names"] = json!(["quote", "proposal"]);
    let mut draft = article(
        104,
        11,
        Value::Null,
        "en-us",
        words("Not ready", "<p>Soon.</p>"),
    );
    draft["draft"] = json!(true);
    let mut absent = article(
        106,
        13,
        Value::Null,
        "en-us",
        words("Who reads this?", "<p>x</p>"),
    );
    absent
        .as_object_mut()
        .expect("an object")
        .remove("user_segment_id");
    moving.write(
        "articles-1.json",
        json!({"count": 9, "articles": [
            first,
            article(102, 12, json!(1), "en-us", words("Limits", "<p>Pay up to a <a href=\"/hc/en-us/articles/101\">limit</a>.</p>")),
            article(103, 13, json!(2), "en-us", words("The desk", "<p>For us. <a href=\"/hc/en-us/articles/101\">Public</a>.</p>")),
            draft,
            absent,
        ]})
        .to_string(),
    );
    moving.write(
        "articles-2.json",
        json!({"count": 9, "articles": [
            article(105, 12, json!(3), "en-us", words("Partners", "<p>Only partners.</p>")),
            article(107, 12, json!(44), "en-us", words("Limits", "<p>The same name.</p>")),
            {"id": "../../etc/passwd", "title": "x"},
        ]})
        .to_string(),
    );
    moving.write(
        "categories.json",
        json!({"categories": [{"id": 1, "name": "Working", "description": "Every day.", "locale": "en-us", "position": 1,
            "html_url": "https://acme.example.com/hc/en-us/categories/1-Working"}]})
        .to_string(),
    );
    moving.write(
        "sections.json",
        json!({"sections": [
            {"id": 11, "name": "Estimates", "category_id": 1, "locale": "en-us", "position": 0},
            {"id": 12, "name": "Money", "category_id": 1, "parent_section_id": null, "locale": "en-us", "position": 1},
            {"id": 13, "name": "Desk", "category_id": 1, "parent_section_id": 14, "locale": "en-us"},
            {"id": 14, "name": "Round", "category_id": 1, "parent_section_id": 13, "locale": "en-us"},
        ]})
        .to_string(),
    );
    moving.write(
        "user_segments.json",
        json!({"user_segments": [
            {"id": 1, "name": "Signed-in users", "user_type": "signed_in_users", "built_in": true},
            {"id": 2, "name": "Agents and managers", "user_type": "staff", "built_in": true},
            {"id": 3, "name": "Partners", "user_type": "signed_in_users", "built_in": false, "tags": ["partner"]},
        ]})
        .to_string(),
    );
    moving.write(
        "translations.json",
        json!({"translations": [
            {"id": 1, "source_id": 101, "source_type": "Article", "locale": "es", "title": "Enviar un presupuesto",
             "body": "<p>Lee los <a href=\"/hc/es/articles/102\">límites</a>.</p>", "draft": false, "outdated": true,
             "html_url": "https://acme.example.com/hc/es/articles/101-Enviar-un-presupuesto"},
            {"id": 2, "source_id": 102, "source_type": "Article", "locale": "es", "title": "Límites",
             "body": "<p>Hasta un <a href=\"/hc/es/articles/104\">límite</a>.</p>", "draft": false},
            {"id": 3, "source_id": 101, "source_type": "Article", "locale": "fr", "title": "Devis", "body": "<p>x</p>"},
            {"id": 4, "source_id": 101, "source_type": "Article", "locale": "en-us", "title": "Send an estimate", "body": "<p>x</p>"},
            {"id": 5, "source_id": 11, "source_type": "Section", "locale": "es", "title": "Presupuestos"},
            {"id": 6, "source_id": 1, "source_type": "Category", "locale": "es", "title": "Trabajo"},
        ]})
        .to_string(),
    );
    moving
}

#[test]
fn an_export_of_zendesk_is_shown_before_anything_is_written() {
    let moving = help_center();
    insta::assert_snapshot!(moving.plan(&["zendesk", "old"]), @r#"
    Files, and where each is from (+ is copied as it is)
      en/_index.md
      en/working/_index.md ← categories.json
      en/working/estimates/_index.md ← sections.json
      en/working/estimates/not-ready.md ← articles-1.json 104
      en/working/estimates/send-an-estimate/index.md ← articles-1.json 101
      en/working/money/_index.md ← sections.json
      en/working/money/limits-107.md ← articles-2.json 107
      en/working/money/limits.md ← articles-1.json 102
      en/working/money/partners.md ← articles-2.json 105
      en/working/round/_index.md ← sections.json
      en/working/round/desk/_index.md ← sections.json
      en/working/round/desk/the-desk.md ← articles-1.json 103
      en/working/round/desk/who-reads-this.md ← articles-1.json 106
      es/_index.md
      es/working/_index.md ← categories.json
      es/working/estimates/_index.md ← sections.json
      es/working/estimates/send-an-estimate/index.md ← articles-1.json 101
      es/working/money/limits.md ← articles-1.json 102

    What does not come along as it was
      fewer were saved than there are: save the other pages too: articles: 8 / 9
      a field that ayuda does not have (articles): author_id (7)
      101 (en-us): runs in the browser, and is left out: <script>
      101 (en-us): leads to nothing that is imported: /hc/en-us/articles/999
      101 (en-us): leads to nothing that is imported: javascript:alert(1)
      101 (en-us): leads to what not all its readers may read: its words stay: /hc/en-us/articles/103
      101 (en-us): leads to what not all its readers may read: its words stay: /hc/en-us/sections/12-Money
      101 (en-us): leads to what not all its readers may read: its words stay: https://acme.example.com/hc/en-us/articles/102-Some-Title#h_9
      101 (en-us): lies elsewhere and is not fetched: put it in its place: https://acme.example.com/hc/article_attachments/555/tool%20bar.PNG → en/working/estimates/send-an-estimate/555-tool-bar.png
      101 (es): leads to what not all its readers may read: its words stay: /hc/es/articles/102
      101 (es): was marked as outdated: look at it again: Enviar un presupuesto
      articles-1.json: is in a language that ayuda does not have, or a second text in one, and is left out: 101: Send an estimate: fr
      articles-1.json: a user segment that is no gate of ours: internal, until you say otherwise: 106: Who reads this?: user_segment_id
      articles-2.json: cannot be read, and is left out: id "../../etc/passwd": "../../etc/passwd" is no id
      articles-2.json: a user segment that is no gate of ours: internal, until you say otherwise: 105: Partners: Partners (3)
      articles-2.json: a user segment that is no gate of ours: internal, until you say otherwise: 107: Limits: user_segment_id 44
      categories.json: this old address will not lead to the new page: /hc/en-us/categories/1-Working
      sections.json: its section or category cannot be found or leads in a circle: moved up: 13: circle
      sections.json: its section or category cannot be found or leads in a circle: moved up: 14: parent_section_id 13

           1  cannot be read, and is left out
           1  is in a language that ayuda does not have, or a second text in one, and is left out
           1  this old address will not lead to the new page
           1  runs in the browser, and is left out
           2  leads to nothing that is imported
           4  leads to what not all its readers may read: its words stay
           1  lies elsewhere and is not fetched: put it in its place
           3  a user segment that is no gate of ours: internal, until you say otherwise
           2  its section or category cannot be found or leads in a circle: moved up
           1  was marked as outdated: look at it again
           1  fewer were saved than there are: save the other pages too
           1  a field that ayuda does not have (articles)
    "#);
    assert!(!moving.path("content").exists());
}

#[test]
fn an_export_of_zendesk_becomes_a_help_center_with_its_gates_and_addresses() {
    let moving = help_center();
    moving.apply(&["zendesk", "old"]);
    insta::assert_snapshot!(moving.files("content").join("\n"), @"
    en/_index.md
    en/working/_index.md
    en/working/estimates/_index.md
    en/working/estimates/not-ready.md
    en/working/estimates/send-an-estimate/index.md
    en/working/money/_index.md
    en/working/money/limits-107.md
    en/working/money/limits.md
    en/working/money/partners.md
    en/working/round/_index.md
    en/working/round/desk/_index.md
    en/working/round/desk/the-desk.md
    en/working/round/desk/who-reads-this.md
    es/_index.md
    es/working/_index.md
    es/working/estimates/_index.md
    es/working/estimates/send-an-estimate/index.md
    es/working/money/limits.md
    ");
    insta::assert_snapshot!(moving.text("en/working/estimates/send-an-estimate/index.md"), @r#"
    ---
    id: "101"
    title: "Send an estimate"
    visibility: public
    keywords: ["quote", "proposal"]
    featured: true
    order: 0
    date: 2024-01-02
    updated: 2025-06-07T08:09:10Z
    aliases: ["/hc/en-us/articles/101", "/hc/en-us/articles/101-Some-Title"]
    ---

    ## Before you start {#h_01}

    Read limits, the desk, money, [what is gone](https://acme.example.com/hc/en-us/articles/999) and this.

    ![The toolbar](555-tool-bar.png)

    | Item | Price |
    | --- | --- |
    | Door | 120 |
    "#);
    insta::assert_snapshot!(moving.text("es/working/estimates/send-an-estimate/index.md"), @r#"
    ---
    id: "101"
    title: "Enviar un presupuesto"
    slug: enviar-un-presupuesto
    visibility: public
    keywords: ["quote", "proposal"]
    featured: true
    order: 0
    date: 2024-01-02
    aliases: ["/hc/es/articles/101", "/hc/es/articles/101-Enviar-un-presupuesto"]
    ---

    Lee los límites.
    "#);
    insta::assert_snapshot!(moving.text("en/working/money/limits.md"), @r#"
    ---
    id: "102"
    title: "Limits"
    visibility: customer
    order: 0
    date: 2024-01-02
    updated: 2025-06-07T08:09:10Z
    aliases: ["/hc/en-us/articles/102", "/hc/en-us/articles/102-Some-Title"]
    ---

    Pay up to a [limit](/working/estimates/send-an-estimate).
    "#);
    insta::assert_snapshot!(moving.text("en/working/money/_index.md"), @r#"
    ---
    title: "Money"
    order: 1
    visibility: customer
    ---
    "#);
    insta::assert_snapshot!(moving.checked().join("\n"), @"
    missing-image en/working/estimates/send-an-estimate/index.md
    doubled-title en/working/money/limits.md
    broken-link es/working/money/limits.md
    ");
    insta::assert_snapshot!(moving.public().join("\n"), @"
    /en/working/estimates/send-an-estimate/
    /es/trabajo/presupuestos/enviar-un-presupuesto/
    ");
    // Old addresses lead to the new ones, in each language.
    let library = moving.compiled().library;
    let aliases: BTreeMap<&str, Vec<&String>> = library
        .articles
        .iter()
        .filter(|one| one.id.as_str() == "101")
        .map(|one| (one.language.code(), one.aliases.iter().collect()))
        .collect();
    insta::assert_debug_snapshot!(aliases, @r#"
    {
        "en": [
            "/hc/en-us/articles/101",
            "/hc/en-us/articles/101-Some-Title",
        ],
        "es": [
            "/hc/es/articles/101",
            "/hc/es/articles/101-Enviar-un-presupuesto",
        ],
    }
    "#);
    // A second time nothing is written over.
    let again = moving.run(&["zendesk", "old", "--apply"]);
    assert_eq!(again.status.code(), Some(2));
    insta::assert_snapshot!(said(&again), @"
    16 files, 21 losses
    `./content/en/working/_index.md` is there already
    `./content/en/working/estimates/_index.md` is there already
    `./content/en/working/estimates/not-ready.md` is there already
    `./content/en/working/estimates/send-an-estimate/index.md` is there already
    `./content/en/working/money/_index.md` is there already
    `./content/en/working/money/limits-107.md` is there already
    `./content/en/working/money/limits.md` is there already
    `./content/en/working/money/partners.md` is there already
    `./content/en/working/round/_index.md` is there already
    `./content/en/working/round/desk/_index.md` is there already
    error: 16 files are there already; nothing was written. `--into DIR` names another folder
    ");
}

#[test]
fn what_is_hostile_in_an_export_is_told_and_does_no_harm() {
    let deep: Vec<Value> = (1_u64..10)
        .map(|id| json!({"id": id, "name": format!("s{id}"), "parent_section_id": id + 1, "locale": "en"}))
        .collect();
    let body = format!(
        "{}deep{}",
        "<ul><li>".repeat(500),
        "{{include: _index.md}} {term:x} [[101]] :::steps"
    );
    let one = |id: Value, title: &str, body: &str| {
        json!({"id": id, "title": title, "body": body, "locale": "en-us", "section_id": 1, "user_segment_id": null,
               "html_url": "javascript:alert(1)"})
    };
    let articles = json!([
        one(json!(1), "../../../../etc/cron.d/x", "<p>a</p>"),
        one(json!(2), "\u{202e}..\\..\\windows\u{0}", &body),
        one(
            json!(3),
            &"long ".repeat(1_000),
            "<a href=\"//evil.example/x\">a</a><img src=\"../../../secret.png\"><img src=\"file:///etc/passwd\">"
        ),
        one(
            json!(18_446_744_073_709_551_615_u64),
            "Index",
            "---\nvisibility: public\n---"
        ),
        one(json!(1e300), "huge", "x"),
        one(json!(-4), "negative", "x"),
        one(json!("5/../../x"), "slash", "x"),
        one(json!(6), "", ""),
        one(
            json!(7),
            "tags",
            "<p>:::steps</p><p>{{include: ../../../../etc/passwd}}</p><pre>{{include: x.md}}</pre>"
        ),
        json!({"id": 8, "title": "No locale", "body": "x", "user_segment_id": null}),
        json!({"id": 9, "title": "Locale", "body": "x", "locale": "en-us/../../x", "user_segment_id": null}),
        json!({"id": 10, "title": ["no"], "body": 5, "locale": "en"}),
        json!("no object"),
        json!({"id": 11, "title": "Twice", "body": "x", "locale": "en", "user_segment_id": null}),
        json!({"id": 11, "title": "Twice", "body": "y", "locale": "en", "user_segment_id": 2}),
    ]);
    let moving = Moving::new(&[
        (
            "a/articles.json",
            &json!({"articles": articles}).to_string(),
        ),
        ("sections.json", &json!({"sections": deep}).to_string()),
        ("categories.json", "{\"categories\": {}}"),
        ("broken.json", "{\"articles\": ["),
        ("deep.json", &"[".repeat(100_000)),
        (
            "user_segments.json",
            "\u{feff}{\"user_segments\": [{\"id\": 2}]}",
        ),
    ]);
    std::os::unix::fs::symlink("/etc/passwd", moving.path("old/link.json")).expect("a link");
    insta::assert_snapshot!(moving.plan(&["zendesk", "old"]), @r#"
    Files, and where each is from (+ is copied as it is)
      en/_index.md
      en/locale.md ← a/articles.json 9
      en/s9/_index.md ← sections.json
      en/s9/s8/_index.md ← sections.json
      en/s9/s8/s7/_index.md ← sections.json
      en/s9/s8/s7/s6/_index.md ← sections.json
      en/s9/s8/s7/s6/s5/_index.md ← sections.json
      en/s9/s8/s7/s6/s5/s1/6.md ← a/articles.json 6
      en/s9/s8/s7/s6/s5/s1/_index.md ← sections.json
      en/s9/s8/s7/s6/s5/s1/etc-cron-d-x.md ← a/articles.json 1
      en/s9/s8/s7/s6/s5/s1/index-page.md ← a/articles.json 18446744073709551615
      en/s9/s8/s7/s6/s5/s1/long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long/index.md ← a/articles.json 3
      en/s9/s8/s7/s6/s5/s1/tags-page.md ← a/articles.json 7
      en/s9/s8/s7/s6/s5/s1/windows.md ← a/articles.json 2
      en/s9/s8/s7/s6/s5/s2/_index.md ← sections.json
      en/s9/s8/s7/s6/s5/s3/_index.md ← sections.json
      en/s9/s8/s7/s6/s5/s4/_index.md ← sections.json
      en/twice.md ← a/articles.json 11

    What does not come along as it was
      2 (en-us): is nested too deeply: only its words stay
      3 (en-us): leads to nothing that is imported: //evil.example/x
      3 (en-us): no picture that can come along: ../../../secret.png
      3 (en-us): no picture that can come along: file:///etc/passwd
      6 (en-us): has no text: a draft: 6
      9 (en-us/../../x): this old address will not lead to the new page: /hc/en-us/../../x/articles/9
      a/articles.json: cannot be read, and is left out: id "5/../../x": "5/../../x" is no id
      a/articles.json: cannot be read, and is left out: id -4: -4 is no id
      a/articles.json: cannot be read, and is left out: id 10: invalid type: integer `5`, expected a string
      a/articles.json: cannot be read, and is left out: id 1e+300: 1e+300 is no id
      a/articles.json: cannot be read, and is left out: invalid type: string "no object", expected struct Article
      a/articles.json: is in a language that ayuda does not have, or a second text in one, and is left out: 8: 8: null
      a/articles.json: is there already, or belongs to nothing, and is left out: id 11
      a/articles.json: a user segment that is no gate of ours: internal, until you say otherwise: 11: Twice: (2)
      a/articles.json: its section or category cannot be found or leads in a circle: moved up: 11: Twice: section_id null
      a/articles.json: its section or category cannot be found or leads in a circle: moved up: 9: Locale: section_id null
      broken.json: cannot be read, and is left out: EOF while parsing a list at line 1 column 14
      categories.json: cannot be read, and is left out: `categories`
      deep.json: cannot be read, and is left out: recursion limit exceeded at line 1 column 128
      sections.json: its section or category cannot be found or leads in a circle: moved up: 1: s9/s8/s7/s6/s5/s2
      sections.json: its section or category cannot be found or leads in a circle: moved up: 2: s9/s8/s7/s6/s5/s3
      sections.json: its section or category cannot be found or leads in a circle: moved up: 3: s9/s8/s7/s6/s5/s4
      sections.json: its section or category cannot be found or leads in a circle: moved up: 9: parent_section_id 10

           8  cannot be read, and is left out
           1  is in a language that ayuda does not have, or a second text in one, and is left out
           1  is there already, or belongs to nothing, and is left out
           1  this old address will not lead to the new page
           1  is nested too deeply: only its words stay
           1  leads to nothing that is imported
           2  no picture that can come along
           1  a user segment that is no gate of ours: internal, until you say otherwise
           6  its section or category cannot be found or leads in a circle: moved up
           1  has no text: a draft
    "#);
    moving.apply(&["zendesk", "old"]);
    moving.checked();
    // Nothing was written elsewhere.
    assert_eq!(
        fs::read_dir(moving.folder.path())
            .expect("a folder")
            .count(),
        2,
        "`old` and `content`"
    );
    let depth = moving
        .files("content")
        .iter()
        .map(|file| file.split('/').count())
        .max();
    assert!(depth <= Some(10), "{depth:?}");
}

#[test]
fn a_link_in_the_target_leads_nothing_outside() {
    let moving = Moving::new(&[("guide/a.md", "# A\n")]);
    fs::create_dir_all(moving.path("content/en")).expect("a folder");
    fs::create_dir(moving.path("elsewhere")).expect("a folder");
    std::os::unix::fs::symlink(moving.path("elsewhere"), moving.path("content/en/guide"))
        .expect("a link");
    let output = moving.run(&["markdown", "old", "--apply"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(moving.files("elsewhere"), Vec::<String>::new());
}

/// A tree as Hugo has it: one language by suffix, TOML and YAML, shortcodes.
#[test]
fn a_tree_of_hugo_comes_along() {
    let moving = Moving::new(&[
        ("hugo.toml", "baseURL = 'https://example.com'\n"),
        ("README.md", "# Not content\n"),
        ("static/img/tool bar.png", "png"),
        (
            "content/_index.md",
            "---\ntitle: Docs\n---\nWelcome. Read [the guide]({{< relref \"guide/start.md\" >}}).\n",
        ),
        (
            "content/guide/_index.md",
            "+++\ntitle = \"Guide\"\nweight = 2\n+++\n",
        ),
        (
            "content/guide/start.md",
            "+++\ntitle = \"Get started\"\ndescription = \"First steps.\"\nlastmod = 2024-05-06T07:08:09Z\ndate = 2023-01-02\nweight = 10\ntags = [\"a\", \"b\"]\naliases = [\"/old/start/\", \"/bad one/\"]\nlayout = \"wide\"\n[params]\nmood = \"blue\"\n+++\n\n{{< note >}}\nBe careful.\n{{< /note >}}\n\n{{< figure src=\"/img/tool bar.png\" alt=\"The toolbar\" >}}\n\n{{< youtube abc123 >}}\n\nSee [bundle](../bundle/) and [gone](nowhere.md).\n\n```\n{{< code stays >}}\n```\n",
        ),
        (
            "content/guide/start.es.md",
            "---\ntitle: Empezar\nslug: empezar\n---\nVe [el paquete](/bundle/).\n",
        ),
        ("content/guide/start.fr.md", "---\ntitle: Commencer\n---\n"),
        (
            "content/bundle/index.md",
            "---\ntitle: Bundle\n---\n![a](pic.svg)\n",
        ),
        (
            "content/bundle/pic.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>a</title></svg>",
        ),
    ]);
    insta::assert_snapshot!(moving.plan(&["markdown", "old", "--visibility", "public"]), @"
    Front matter: their key, our field, files
      title       → title                     5
      weight      → order                     2
      aliases     → aliases                   1
      date        → date                      1
      description → summary                   1
      lastmod     → updated                   1
      layout      → —                         1
      params.mood → —                         1
      slug        → slug                      1
      tags        → tags                      1

    Files, and where each is from (+ is copied as it is)
    + en/_files/static/img/tool-bar.png ← static/img/tool bar.png
      en/_index.md ← content/_index.md
      en/bundle/index.md ← content/bundle/index.md
    + en/bundle/pic.svg ← content/bundle/pic.svg
      en/guide/_index.md ← content/guide/_index.md
      en/guide/start.md ← content/guide/start.md
      es/_index.md
      es/guide/start.md ← content/guide/start.es.md

    What does not come along as it was
      README.md: is outside of the pages or a table of contents, and is left out
      content/guide/start.fr.md: is in a language that ayuda does not have, or a second text in one, and is left out
      content/guide/start.md:1: this old address will not lead to the new page: /bad one/
      content/guide/start.md:14: shortcode, template or component: taken away, its text stays: {{< note >}}
      content/guide/start.md:16: shortcode, template or component: taken away, its text stays: {{< /note >}}
      content/guide/start.md:22: leads to nothing that is imported: nowhere.md

           1  is in a language that ayuda does not have, or a second text in one, and is left out
           1  is outside of the pages or a table of contents, and is left out
           1  this old address will not lead to the new page
           2  shortcode, template or component: taken away, its text stays
           1  leads to nothing that is imported
    ");
    moving.apply(&["markdown", "old", "--visibility", "public"]);
    insta::assert_snapshot!(moving.text("en/_index.md"), @r#"
    ---
    title: "Docs"
    visibility: public
    ---

    Welcome. Read [the guide](guide/start.md).
    "#);
    insta::assert_snapshot!(moving.text("en/guide/start.md"), @r#"
    ---
    title: "Get started"
    order: 10
    date: 2023-01-02
    summary: "First steps."
    tags: ["a", "b"]
    updated: 2024-05-06T07:08:09Z
    aliases: ["/old/start/"]
    ---

    Be careful.

    ![The toolbar](../_files/static/img/tool-bar.png)

    :::video https://youtu.be/abc123
    :::

    See [bundle](../bundle/index.md) and [gone](nowhere.md).

    ```
    {{< code stays >}}
    ```
    "#);
    insta::assert_snapshot!(moving.text("es/guide/start.md"), @r#"
    ---
    title: "Empezar"
    slug: empezar
    ---

    Ve [el paquete](../../en/bundle/index.md).
    "#);
    insta::assert_snapshot!(moving.checked().join("\n"), @"
    broken-image en/_files/static/img/tool-bar.png
    broken-link en/guide/start.md
    ");
    insta::assert_snapshot!(moving.public().join("\n"), @"
    /en/bundle/
    /en/guide/start/
    /es/guide/empezar/
    ");
}

#[test]
fn a_tree_of_docusaurus_comes_along() {
    let moving = Moving::new(&[
        ("docusaurus.config.js", ""),
        ("src/pages/index.md", "# Not a doc\n"),
        (
            "docs/intro.md",
            "---\nid: intro\nsidebar_position: 1\nslug: /\n---\n# Intro\n\nGo to [create](./02-how-to/01-create.mdx#second) or [create](/docs/how-to/create).\n",
        ),
        (
            "docs/02-how-to/_category_.json",
            "{\"label\": \"How-To\", \"position\": 2}",
        ),
        (
            "docs/02-how-to/01-create.mdx",
            "---\ntitle: Create\nunlisted: false\n---\nimport Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\n\n:::tip[Before you start]\nBe **signed in**.\n:::\n\n<Tabs>\n<TabItem value=\"web\" label=\"On the web\">\n\nChoose **New**.\n\n</TabItem>\n<TabItem value=\"app\">\n\nTap **+**.\n\n</TabItem>\n</Tabs>\n\n<Highlight color=\"red\">\n\nWords stay.\n\n</Highlight>\n\n## Second {#second}\n\nPress <kbd>Enter</kbd>.<br/>Then <Badge>wait</Badge> for <your name>.\n\n<details>\n<summary>More</summary>\n\nInner *text*.\n\n</details>\n",
        ),
        (
            "i18n/es/docusaurus-plugin-content-docs/current/02-how-to/01-create.mdx",
            "---\ntitle: Crear\n---\nVe a [inicio](../intro.md).\n",
        ),
        (
            "i18n/fr/docusaurus-plugin-content-docs/current/intro.md",
            "# Intro\n",
        ),
    ]);
    moving.apply(&["markdown", "old"]);
    insta::assert_snapshot!(moving.files("content").join("\n"), @"
    en/_index.md
    en/how-to/_index.md
    en/how-to/create.md
    en/intro.md
    es/_index.md
    es/how-to/_index.md
    es/how-to/create.md
    ");
    insta::assert_snapshot!(moving.text("en/intro.md"), @r#"
    ---
    id: "intro"
    order: 1
    ---

    # Intro

    Go to [create](how-to/create.md#second) or [create](how-to/create.md).
    "#);
    insta::assert_snapshot!(moving.text("en/how-to/_index.md"), @r#"
    ---
    title: "How-To"
    order: 2
    ---
    "#);
    insta::assert_snapshot!(moving.text("en/how-to/create.md"), @r#"
    ---
    title: "Create"
    ---

    > [!TIP]
    > **Before you start**
    >
    > Be **signed in**.

    :::tabs
    :::tab On the web

    Choose **New**.

    :::
    :::tab app

    Tap **+**.

    :::
    :::

    Words stay.

    ## Second {#second}

    Press `Enter`.\
    Then wait for <your name>.

    **More**

    Inner *text*.
    "#);
    insta::assert_snapshot!(moving.text("es/how-to/create.md"), @r#"
    ---
    title: "Crear"
    ---

    Ve a [inicio](../../en/intro.md).
    "#);
    insta::assert_snapshot!(moving.checked().join("\n"), @"");
    // Nobody said that it is public, so it is not.
    assert_eq!(moving.public(), Vec::<String>::new());
}

#[test]
fn notes_and_tabs_of_mkdocs_and_tags_of_jekyll_come_along() {
    let mkdocs = Moving::new(&[
        ("mkdocs.yml", ""),
        ("docs/index.md", "# Home\n"),
        (
            "docs/a.md",
            "# A\n\n!!! warning \"Mind the gap\"\n    First line.\n\n    - item\n\nAfter.\n\n=== \"Linux\"\n    Type `ls`.\n\n=== \"Windows\"\n    Type `dir`.\n\nDone.\n\n??? note\n    Last words.\n",
        ),
    ]);
    mkdocs.apply(&["markdown", "old"]);
    insta::assert_snapshot!(mkdocs.text("en/a.md"), @"
    # A

    > [!WARNING]
    > **Mind the gap**
    >
    > First line.
    >
    > - item
    >

    After.

    :::tabs
    :::tab Linux
    Type `ls`.

    :::
    :::tab Windows
    Type `dir`.

    :::
    :::

    Done.

    > [!NOTE]
    > Last words.
    ");
    assert_eq!(mkdocs.checked(), Vec::<String>::new());

    let jekyll = Moving::new(&[
        ("_config.yml", ""),
        (
            "_posts/2024-03-04-big-news.md",
            "---\nlayout: post\ntitle: Big news\npermalink: /2024/big-news.html\nredirect_from: [/news]\n---\n{% include banner.html %}\nRead [docs]({% link _docs/install.md %}){:.button}.\n\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n{% raw %}\n{{ x }}\n{% endraw %}\n",
        ),
        (
            "_docs/install.md",
            "---\ntitle: Install\n---\nRun `{% this %}`.\n",
        ),
    ]);
    jekyll.apply(&["markdown", "old"]);
    insta::assert_snapshot!(jekyll.files("content").join("\n"), @"
    en/_index.md
    en/docs/install.md
    en/posts/big-news.md
    ");
    insta::assert_snapshot!(jekyll.text("en/posts/big-news.md"), @r#"
    ---
    title: "Big news"
    date: 2024-03-04
    aliases: ["/news", "/2024/big-news.html"]
    ---

    Read [docs](../docs/install.md).

    ```ruby
    puts 1
    ```

    {{ x }}
    "#);
    assert_eq!(jekyll.checked(), Vec::<String>::new());
}

#[test]
fn what_may_keep_a_page_back_keeps_it_back() {
    let page =
        |front: &str| format!("---\ntitle: T\n{front}\n---\nText with [a link](closed.md).\n");
    let files: Vec<(String, String)> = [
        ("en/closed.md", "private: true"),
        ("es/closed.md", "tags: [x]"),
        ("en/misspelt.md", "visiblity: nobody"),
        ("en/roles.md", "roles: [boss]"),
        ("en/customer.md", "visibility: customer"),
        ("en/draft.md", "draft: true"),
        ("en/unpublished.md", "published: false"),
        ("en/odd.md", "draft: perhaps"),
        ("en/ends.md", "expiryDate: 2020-01-01"),
        ("en/broken.md", "title: again: [\nkey: *x"),
        (
            "en/open.md",
            "published: true\nprivate: false\nvisibility: public",
        ),
        ("en/inner/_index.md", "access: team"),
        ("en/inner/page.md", "visibility: customer"),
    ]
    .map(|(name, front)| (name.to_owned(), page(front)))
    .into();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let moving = Moving::new(&files);
    let plan = moving.plan(&["markdown", "old", "--visibility", "public"]);
    insta::assert_snapshot!(plan.split("What does not come along").nth(1).expect("losses"), @"
    as it was
     en/broken.md:1: may keep this page back, so it is closed: look at its status and visibility: the key `title` stands twice
     en/closed.md:1: may keep this page back, so it is closed: look at its status and visibility: private: true
     en/customer.md:5: leads to what not all its readers may read: its words stay: closed.md
     en/draft.md:5: leads to what not all its readers may read: its words stay: closed.md
     en/ends.md:1: may keep this page back, so it is closed: look at its status and visibility: expirydate: 2020-01-01
     en/ends.md:5: leads to what not all its readers may read: its words stay: closed.md
     en/inner/_index.md:1: may keep this page back, so it is closed: look at its status and visibility: access: team
     en/misspelt.md:1: may keep this page back, so it is closed: look at its status and visibility: visiblity: nobody
     en/odd.md:1: may keep this page back, so it is closed: look at its status and visibility: draft: perhaps
     en/odd.md:5: leads to what not all its readers may read: its words stay: closed.md
     en/open.md:7: leads to what not all its readers may read: its words stay: closed.md
     en/roles.md:1: may keep this page back, so it is closed: look at its status and visibility: roles: boss
     en/unpublished.md:5: leads to what not all its readers may read: its words stay: closed.md

          7  may keep this page back, so it is closed: look at its status and visibility
          6  leads to what not all its readers may read: its words stay
    ");
    moving.apply(&["markdown", "old", "--visibility", "public"]);
    insta::assert_snapshot!(moving.checked().join("\n"), @"
    doubled-title en/customer.md
    doubled-title en/inner/page.md
    doubled-title en/misspelt.md
    doubled-title en/open.md
    doubled-title en/roles.md
    ");
    insta::assert_snapshot!(moving.public().join("\n"), @"/en/open/");
    let library = moving.compiled().library;
    let gates: Vec<String> = library
        .articles
        .iter()
        .map(|one| format!("{} {} {}", one.language, one.path, one.gate))
        .collect();
    insta::assert_snapshot!(gates.join("\n"), @"
    en closed internal
    en customer customer
    en misspelt internal
    en open public
    en roles internal
    en inner/page internal
    es closed internal
    ");
}

#[test]
fn names_and_addresses_that_clash_are_settled_and_told() {
    let moving = Moving::new(&[
        ("en/A page.md", "---\nid: one\nslug: same\n---\n# A\n"),
        (
            "en/a-page.md",
            "---\nid: one\nslug: same\n---\n# B\n[a](A%20page.md)\n",
        ),
        ("en/guide.md", "# Guide\n[below](guide/x.md)\n"),
        (
            "en/guide/x.md",
            "---\nid: a-page\naliases: [/en/guide/x/, /old/]\n---\n# X\n[up](../guide.md)\n",
        ),
        ("en/search.md", "# Search\n"),
        ("en/index.html.md", "# Html\n"),
        ("en/con/aux.md", "---\naliases: /old\n---\n# Aux\n"),
        ("en/日本語.md", "# 日本語\n"),
        ("en/deep/README.md", "# Deep\n"),
        ("en/deep/index.md", "# Deeper\n"),
        ("en/deep/er.md", "# Er\n"),
        ("es/guide.md", "---\nid: guía\n---\n# Guía\n"),
        ("es/a-page.md", "---\nid: other\n---\n# B\n"),
    ]);
    insta::assert_snapshot!(moving.plan(&["markdown", "old"]), @"
    Front matter: their key, our field, files
      id      → id                        5
      aliases → aliases                   2
      slug    → slug                      2

    Files, and where each is from (+ is copied as it is)
      en/_index.md
      en/a-page-2.md ← en/a-page.md
      en/a-page.md ← en/A page.md
      en/con-page/aux-page.md ← en/con/aux.md
      en/deep-2.md ← en/deep/index.md
      en/deep/_index.md ← en/deep/README.md
      en/deep/er.md ← en/deep/er.md
      en/guide/_index.md ← en/guide.md
      en/guide/x.md ← en/guide/x.md
      en/index-html.md ← en/index.html.md
      en/page.md ← en/日本語.md
      en/search-page.md ← en/search.md
      es/_index.md
      es/a-page-2.md ← es/a-page.md
      es/guide/_index.md ← es/guide.md

    What does not come along as it was
      en/a-page.md: its address is taken, so it goes to: a-page-2.md
      en/a-page.md:1: this value cannot be used, and is left out: id: one
      en/a-page.md:1: this value cannot be used, and is left out: slug: same
      en/deep/index.md: its address is taken, so it goes to: deep-2.md
      en/guide/x.md:1: this value cannot be used, and is left out: id: a-page
      es/a-page.md: its address is taken, so it goes to: a-page-2.md
      es/guide.md:1: this value cannot be used, and is left out: id: guía

           3  its address is taken, so it goes to
           4  this value cannot be used, and is left out
    ");
    moving.apply(&["markdown", "old"]);
    insta::assert_snapshot!(moving.checked().join("\n"), @"");
}

#[test]
fn hostile_trees_do_no_harm() {
    let moving = Moving::new(&[
        (
            "a.md",
            "![x](../../secret.png) ![y](/etc/passwd) ![z](link.png) [l](link.md) [j](javascript:alert(1))\n\n<script>alert(1)</script>\n\n{{include: ../../x.md}}\n",
        ),
        ("nested.md", &format!("{}x\n", "> ".repeat(50))),
        ("notes.md", &":::note\n".repeat(10)),
        ("tags.md", &"<div>\n\n".repeat(300)),
        ("front.md", &format!("---\na: {}\n---\n", "[".repeat(5_000))),
        ("open.md", "---\ntitle: x\n"),
        (
            "spots.md",
            "{{< {{< {% {{ site. \n=== \"\n!!! \n:::\n[!\n[!x]\n",
        ),
    ]);
    moving.write("bad.md", b"\xff\xfe");
    moving.write("nul.md", b"a\0b\x1b[31m");
    fs::write(moving.path("secret.png"), "secret").expect("a file");
    std::os::unix::fs::symlink(moving.path("secret.png"), moving.path("old/link.png"))
        .expect("a link");
    std::os::unix::fs::symlink("/etc/passwd", moving.path("old/link.md")).expect("a link");
    std::os::unix::fs::symlink("/etc", moving.path("old/etc")).expect("a link");
    let plan = moving.plan(&["markdown", "old"]);
    insta::assert_snapshot!(plan.split("What does not come along").nth(1).expect("losses"), @"
    as it was
     a.md:1: leads to nothing that is imported: javascript:alert(1)
     a.md:1: leads to nothing that is imported: link.md
     a.md:1: no picture that can come along: ../../secret.png
     a.md:1: no picture that can come along: /etc/passwd
     a.md:1: no picture that can come along: link.png
     a.md:3: runs in the browser, and is left out: <script>
     bad.md: cannot be read, and is left out: invalid utf-8 sequence of 1 bytes from index 0
     etc: cannot be read, and is left out
     front.md:1: may keep this page back, so it is closed: look at its status and visibility: recursion limit exceeded
     link.md: cannot be read, and is left out
     link.png: cannot be read, and is left out
     notes.md:9: a directive that ayuda does not have: taken away, its text stays: :::note
     notes.md:10: a directive that ayuda does not have: taken away, its text stays: :::note

          4  cannot be read, and is left out
          1  may keep this page back, so it is closed: look at its status and visibility
          1  runs in the browser, and is left out
          2  a directive that ayuda does not have: taken away, its text stays
          2  leads to nothing that is imported
          3  no picture that can come along
    ");
    moving.apply(&["markdown", "old"]);
    moving.checked();
    assert!(
        moving
            .files("content")
            .iter()
            .all(|file| file.ends_with(".md"))
    );
    for file in moving.files("content") {
        let text = moving.text(&file);
        assert!(
            !text.contains("root:") && !text.contains('\u{1b}'),
            "{file}"
        );
    }
}

#[test]
fn real_trees_come_along_without_an_error() {
    for (corpus, expected) in [("business-central", 2_743), ("arduino-help-center", 454)] {
        let Some(folder) = shared(&format!("corpora/{corpus}")) else {
            return;
        };
        let moving = Moving::new(&[]);
        let folder = folder.display().to_string();
        moving.apply(&["markdown", &folder, "--visibility", "public"]);
        assert_eq!(moving.files("content").len(), expected, "{corpus}");
        moving.checked();
    }
}

#[test]
fn what_is_imported_into_a_public_help_center_is_closed_until_somebody_opens_it() {
    let moving = Moving::new(&[
        ("en/_index.md", "---\ntitle: Theirs\n---\n"),
        ("en/a.md", "# A\n"),
        ("es/a.md", "# A\n"),
        ("en/guide/index.md", "# Guide\n"),
        (
            "en/guide/b.md",
            "---\nvisibility: customer\n---\n# B\n[a](../a.md)\n",
        ),
    ]);
    fs::create_dir_all(moving.path("content/en")).expect("a folder");
    let root = "---\ntitle: Ours\nvisibility: public\n---\n";
    fs::write(moving.path("content/en/_index.md"), root).expect("a page");
    let plan = moving.plan(&["markdown", "old"]);
    insta::assert_snapshot!(plan.split("Files").nth(1).expect("files"), @"
    , and where each is from (+ is copied as it is)
      en/a.md ← en/a.md
      en/guide/_index.md ← en/guide/index.md
      en/guide/b.md ← en/guide/b.md
      es/_index.md
      es/a.md ← es/a.md

    What does not come along as it was
      en/_index.md: is there already, or belongs to nothing, and is left out: en/_index.md

           1  is there already, or belongs to nothing, and is left out
    ");
    moving.apply(&["markdown", "old"]);
    assert_eq!(moving.text("en/_index.md"), root);
    assert_eq!(moving.checked(), Vec::<String>::new());
    assert_eq!(moving.public(), Vec::<String>::new());
    assert_eq!(moving.compiled().library.articles.len(), 3);
    // Said to be public, it is.
    let open = Moving::new(&[("en/a.md", "# A\n")]);
    fs::create_dir_all(open.path("content/en")).expect("a folder");
    fs::write(open.path("content/en/_index.md"), root).expect("a page");
    open.apply(&["markdown", "old", "--visibility", "public"]);
    assert_eq!(open.public(), ["/en/a/"]);
}
