//! The files of the help widget, as the service sends them.

use std::collections::BTreeMap;
use std::fs;

use ayuda::packing::{Packing, packed};
use ayuda::widget::{LOADER, Widget};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use insta::assert_snapshot;
use sha2::{Digest, Sha384};

use crate::harness::{HelpCenter, Service};

/// What a page loads, by what it is for, and how many bytes of it may travel (gzip).
const BUDGETS: [(&str, &[&str], usize); 4] = [
    ("loader and button", &["widget.js"], 2_048),
    (
        "panel on first open",
        &["client.js", "panel.js", "es.js"],
        16_384,
    ),
    ("tips and tours", &["guide.js"], 5_120),
    // Not in the contract: what an article takes, once one is opened.
    ("reading an article", &["reader.js"], 8_192),
];

fn version(service: &Service) -> String {
    service
        .app
        .published
        .current()
        .widget()
        .version()
        .to_owned()
}

fn path(service: &Service, name: &str) -> String {
    format!("/widget/{}/{name}", version(service))
}

#[test]
fn the_widget_is_within_its_budgets_at_the_service() {
    let service = HelpCenter::sample().serve();
    let reader = service.anonymous();
    let mut over = Vec::new();
    for (what, files, budget) in BUDGETS {
        let sent = files.iter().map(|name| {
            let answer = reader.get_with(&path(&service, name), &[("accept-encoding", "gzip")]);
            assert_eq!(answer.header("content-encoding"), "gzip", "{name}");
            answer.body.len()
        });
        let sent: usize = sent.sum();
        if sent > budget {
            over.push(format!("{what}: {sent} of {budget}"));
        }
    }
    assert_eq!(over, Vec::<String>::new());
}

#[test]
fn one_address_moves_with_each_release_and_one_never_changes() {
    let service = HelpCenter::sample().serve();
    let reader = service.anonymous();
    let moving = reader.get("/widget.js");
    let pinned = reader.get(&path(&service, LOADER));
    assert_eq!(moving.body, pinned.body);
    let heads = [("moving", &moving), ("pinned", &pinned)].map(|(name, answer)| {
        let head = [
            "content-type",
            "cache-control",
            "access-control-allow-origin",
            "cross-origin-resource-policy",
        ]
        .map(|header| format!("{header}: {}", answer.header(header)));
        format!("{name} {}\n{}", answer.status, head.join("\n"))
    });
    assert_snapshot!(heads.join("\n"), @"
    moving 200 OK
    content-type: text/javascript; charset=utf-8
    cache-control: public, max-age=300, stale-while-revalidate=86400
    access-control-allow-origin: *
    cross-origin-resource-policy: cross-origin
    pinned 200 OK
    content-type: text/javascript; charset=utf-8
    cache-control: public, max-age=31536000, immutable
    access-control-allow-origin: *
    cross-origin-resource-policy: cross-origin
    ");

    // What a page says of it is what the browser computes.
    let edition = service.app.published.current();
    let digest = STANDARD.encode(Sha384::digest(&pinned.body));
    assert_eq!(edition.widget().integrity(), format!("sha384-{digest}"));
    // The loader names the files of its own version.
    assert!(
        moving
            .text()
            .contains(&format!("\"{}\"", version(&service)))
    );
    for packing in [Packing::Gzip, Packing::Brotli] {
        let answer = reader.get_with("/widget.js", &[("accept-encoding", packing.coding())]);
        assert_eq!(answer.body, packed(&moving.body, packing), "{packing:?}");
        let tag = answer.header("etag").to_owned();
        let again = reader.get_with("/widget.js", &[("if-none-match", &tag)]);
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    }
}

#[test]
fn pages_that_have_an_older_version_go_on_to_get_its_files() {
    let help = HelpCenter::sample().settings("[site]\ntheme = \"own\"\n");
    fs::create_dir_all(help.path("own/widget")).expect("a folder");
    let service = help.serve();
    let before = version(&service);
    let files = [
        "widget.js",
        "client.js",
        "panel.js",
        "guide.js",
        "en.js",
        "es.js",
        "widget.d.ts",
    ];
    let old: BTreeMap<&str, Vec<u8>> = files
        .iter()
        .map(|name| (*name, service.anonymous().get(&path(&service, name)).body))
        .collect();
    ayuda::http::edition_published(&service.app);

    fs::write(
        help.path("own/widget/launcher.css"),
        "button { color: tomato }",
    )
    .expect("a file");
    service.publish(&help);
    assert_ne!(version(&service), before);
    for (name, bytes) in &old {
        let answer = service.anonymous().get(&format!("/widget/{before}/{name}"));
        assert_eq!(answer.status.as_u16(), 200, "{name}");
        assert_eq!(&answer.body, bytes, "{name}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
    }
    assert!(
        service
            .anonymous()
            .get("/widget.js")
            .text()
            .contains("tomato")
    );
}

#[test]
fn no_address_of_the_widget_leads_anywhere_else() {
    let help = HelpCenter::sample();
    let service = help.serve();
    ayuda::http::edition_published(&service.app);
    let version = version(&service);
    let reader = service.anonymous();
    let absent = reader.get("/widget/no/such.js");
    assert_eq!(absent.status.as_u16(), 404);
    for path in [
        format!("/widget/{version}/"),
        format!("/widget/{version}"),
        "/widget/".to_owned(),
        format!("/widget/{version}/loader.js"),
        format!("/widget/{version}/..%2f..%2ftoken.key"),
        format!("/widget/..%2f..%2fdata/{LOADER}"),
        "/widget/..%2f/token.key".to_owned(),
        "/widget/0.1.0-0123456789/widget.js".to_owned(),
        "/widget/x-..%2f..%2f..%2f/ayuda.db".to_owned(),
        format!("/widget/.{version}/widget.js"),
        format!("/widget/{version}/.widget.js"),
    ] {
        let answer = reader.get(&path);
        assert_eq!(answer.status.as_u16(), 404, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}

#[test]
fn the_widget_is_the_same_for_everybody_and_says_nothing_of_the_content() {
    let plain = HelpCenter::new()
        .file("en/a.md", "---\ntitle: Sign\n---\nText.\n")
        .serve();
    let full = HelpCenter::new()
        .file("en/a.md", "---\ntitle: Sign\n---\nText.\n")
        .file(
            "en/b.md",
            "---\ntitle: Zq7fsecret\nvisibility: internal\n---\nZq7fsecret.\n",
        )
        .file(
            "en/_terms.toml",
            "[zq7fterm]\ntitle = \"Zq7f\"\ntext = \"Zq7f\"\n",
        )
        .serve();
    assert_eq!(version(&plain), version(&full));
    let staff = full.sign_in("internal:admin");
    for name in [
        "widget.js",
        "client.js",
        "panel.js",
        "guide.js",
        "en.js",
        "es.js",
    ] {
        let path = path(&full, name);
        let body = plain.anonymous().get(&path).body;
        assert_eq!(full.anonymous().get(&path).body, body, "{name}");
        assert_eq!(staff.get(&path).body, body, "{name}");
    }
}

#[test]
fn a_theme_may_replace_any_file_and_a_file_too_few_is_named() {
    let help = HelpCenter::sample().settings("[site]\ntheme = \"own\"\naccent = \"#aa3300\"\n");
    fs::create_dir_all(help.path("own/widget")).expect("a folder");
    let style = "/* Ours. */\n:host { --accent: light-dark(#2f5fb3, #9dbdf5) }\n[part=launcher] { color: red }\n";
    fs::write(help.path("own/widget/launcher.css"), style).expect("a file");
    let widget = Widget::assemble(&help.theme(), &help.config(), None).expect("a widget");
    let loader = widget.file(LOADER).expect("a loader");
    let loader = String::from_utf8_lossy(&loader.bytes);
    let (_, style) = loader.split_once("replaceSync(").expect("a style sheet");
    let (style, _) = style.split_once("\")").expect("its end");
    assert_snapshot!(style, @r#"":host{--accent:light-dark(#aa3300,#cf8c70)}[part=launcher]{color:red}"#);

    fs::write(
        help.path("own/widget/loader.js"),
        "import { a } from \"./gone.js\";\n",
    )
    .expect("a file");
    let error = Widget::assemble(&help.theme(), &help.config(), None).expect_err("no widget");
    assert_snapshot!(error, @"the widget has no `gone.js`: files of it stand in `widget/` of the theme");
    fs::write(
        help.path("own/widget/loader.js"),
        "import a from \"elsewhere\";\n",
    )
    .expect("a file");
    let error = Widget::assemble(&help.theme(), &help.config(), None).expect_err("no widget");
    assert_snapshot!(error, @r#"`widget/loader.js`: `import a from "elsewhere";` is not one line `import { … } from "./file.js";`"#);
}

#[test]
fn a_theme_with_a_script_of_its_own_has_them_sent_as_they_are_written() {
    let help = HelpCenter::sample().settings("[site]\ntheme = \"own\"\n");
    fs::create_dir_all(help.path("own/widget")).expect("a folder");
    let built_in = Widget::assemble(&help.theme(), &help.config(), None).expect("a widget");
    let own = "// Ours.\nexport const start = (core) => core;\n";
    fs::write(help.path("own/widget/guide.js"), own).expect("a file");
    let replaced = Widget::assemble(&help.theme(), &help.config(), None).expect("a widget");
    let text = |widget: &Widget, name: &str| {
        let file = widget.file(name).expect(name);
        String::from_utf8_lossy(&file.bytes).into_owned()
    };
    assert_eq!(text(&replaced, "guide.js"), own);
    for name in [LOADER, "client.js", "panel.js", "reader.js"] {
        let (small, written) = (text(&built_in, name), text(&replaced, name));
        assert!(small.len() < written.len(), "{name}");
        for left in ["AYUDA.", "\nimport "] {
            assert!(
                !small.contains(left) && !written.contains(left),
                "{left} in {name}"
            );
        }
    }
}

#[test]
fn below_a_path_the_widget_asks_below_that_path() {
    let help = HelpCenter::sample().settings("base_url = \"https://example.com/help\"\n");
    let service = help.serve();
    let reader = service.anonymous();
    let loader = reader.get("/help/widget.js");
    assert_eq!(loader.status.as_u16(), 200);
    assert_eq!(reader.get("/widget.js").body, loader.body);
    assert!(loader.text().contains(".origin+\"/help\""));
    let client = reader.get(&format!("/help{}", path(&service, "client.js")));
    assert_eq!(client.status.as_u16(), 200);
}
