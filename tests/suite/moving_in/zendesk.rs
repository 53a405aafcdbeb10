//! Exports of Zendesk.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::moving_in::{Moving, said};

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
