//! What is unclear, broken or unusual closes, and never opens.

use crate::harness::{HelpCenter, dot};

/// Asserts that no public file and no public answer holds a canary.
#[track_caller]
fn holds_back(help: &HelpCenter) {
    for (path, bytes) in help.public() {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("zq7f"), "{path}: {text}");
    }
    let client = help.serve();
    let client = client.anonymous();
    for lang in ["en", "es"] {
        for path in [
            "kb/articles?limit=100",
            "kb/categories",
            "kb/terms",
            "kb/tours/secret",
            "search?q=text",
            "kb/contextual?module=secret",
        ] {
            let mark = if path.contains('?') { '&' } else { '?' };
            let answer = client
                .get(&format!("/api/v1/support/{path}{mark}lang={lang}"))
                .text();
            assert!(!answer.to_lowercase().contains("zq7f"), "{path}: {answer}");
        }
    }
}

#[test]
fn a_folder_whose_index_cannot_be_read_publishes_nothing() {
    let secret = "---\ntitle: zq7ftitle\n---\nText.\n";
    for index in [
        &b"---\ntitle: X\nvisibility: internal\n---\n\xff"[..],
        b"---\ntitle: X\nvisibility: internal\n---\n\0",
        b"---\ntitle: X\nvisibility: internl\n---\n",
        b"---\ntitle: [\n---\n",
    ] {
        let help = HelpCenter::new()
            .file("en/x/_index.md", index)
            .file("en/x/a.md", secret)
            .file("es/x/b.md", secret);
        holds_back(&help);
        assert_eq!(help.compile().library.articles.len(), 0);
    }
    let misnamed = HelpCenter::new()
        .file(
            "en/x/_Index.md",
            "---\ntitle: X\nvisibility: internal\n---\n",
        )
        .file("en/x/a.md", secret);
    holds_back(&misnamed);
    assert!(
        misnamed
            .diagnostics()
            .contains("unreadable-file en/x/_Index.md"),
        "{}",
        misnamed.diagnostics()
    );
    let linked = HelpCenter::new().file("en/x/a.md", secret);
    std::fs::write(
        linked.path("outside.md"),
        "---\nvisibility: internal\n---\n",
    )
    .expect("a file");
    std::os::unix::fs::symlink(
        linked.path("outside.md"),
        linked.content().join("en/x/_index.md"),
    )
    .expect("a link");
    holds_back(&linked);
}

#[test]
fn folders_of_passages_and_tours_may_declare_a_gate_too() {
    let help = HelpCenter::new()
        .file("en/_shared/_index.md", "---\nvisibility: internal\n---\n")
        .file("en/_shared/p.md", "zq7fpassage\n")
        .file("en/a.md", "---\ntitle: A\n---\n{{include: _shared/p.md}}\n")
        .file("en/_tours/_index.md", "---\nvisibility: internal\n---\n")
        .file("modules.toml", "[[module]]\nkey = \"secret\"\n")
        .file(
            "en/_tours/secret.md",
            "---\ntitle: zq7ftour\n---\n## zq7fstep\n\nText.\n",
        );
    holds_back(&help);
    insta::assert_snapshot!(help.diagnostics(), @"include-through-gate en/a.md:4:1 gate=public target=en/_shared/p.md other=internal");
}

#[test]
fn what_a_restricted_or_undeclared_index_says_is_not_shown_to_all() {
    let home = HelpCenter::empty()
        .file("en/_index.md", "---\ntitle: zq7ftitle\nsummary: zq7fsummary\nvisibility: customer\n---\nzq7fbody ![x](p.png)\n")
        .file("en/p.png", dot("zq7fbytes"));
    holds_back(&home);
    let undeclared = HelpCenter::empty()
        .file(
            "en/cat/_index.md",
            "---\ntitle: zq7ftitle\nsummary: zq7fsummary\n---\nzq7fbody\n",
        )
        .file(
            "en/cat/a.md",
            "---\ntitle: A\nvisibility: public\n---\nText.\n",
        );
    holds_back(&undeclared);
    let page = undeclared.page("/en/cat/");
    assert!(
        page.contains("<h1>Cat</h1>") || page.contains(">Cat</h1>"),
        "{page}"
    );
    let staff = undeclared.serve();
    let staff = staff
        .sign_in("internal")
        .get("/api/v1/support/kb/categories")
        .text();
    assert!(staff.contains("zq7ftitle"), "{staff}");
}

#[test]
fn a_link_to_a_category_with_nothing_to_read_is_a_link_to_nothing() {
    let help = HelpCenter::new()
        .file(
            "en/hid/_index.md",
            "---\ntitle: Hidden\nslug: zq7fslug\nvisibility: internal\n---\n",
        )
        .file("en/hid/x.md", "---\ntitle: X\n---\n")
        .file("en/a.md", "---\ntitle: A\n---\n[go](hid/_index.md)\n");
    holds_back(&help);
    insta::assert_snapshot!(help.diagnostics(), @"broken-link en/a.md:4:1 target=hid/_index.md");
}

#[test]
fn only_passages_can_be_included() {
    let help = HelpCenter::new()
        .file(
            "en/_terms.toml",
            "[\"a.b\"]\ntitle = \"zq7fterm\"\ntext = \"zq7ftext\"\nvisibility = \"internal\"\n",
        )
        .file("en/a.md", "---\ntitle: A\n---\n{{include: _terms.toml}}\n");
    holds_back(&help);
}

#[test]
fn drafts_are_shown_nowhere() {
    let help = HelpCenter::new()
        .file("modules.toml", "[[module]]\nkey = \"secret\"\n")
        .file(
            "en/_tours/secret.md",
            "---\ntitle: zq7ftour\nstatus: draft\n---\n## zq7fstep\n\nText.\n",
        )
        .file("en/_shared/p.md", "---\nstatus: draft\n---\nzq7fpassage\n")
        .file("en/a.md", "---\ntitle: A\n---\n{{include: _shared/p.md}}\n")
        .file(
            "en/c/_index.md",
            "---\ntitle: zq7ftitle\nstatus: draft\n---\nzq7fbody\n",
        )
        .file("en/c/b.md", "---\ntitle: B\n---\n");
    holds_back(&help);
    // A draft takes nothing from what is published.
    let draft = HelpCenter::new()
        .file(
            "en/a.md",
            "---\nid: KB-000001\ntitle: A\nslug: same\nstatus: draft\n---\n",
        )
        .file("en/b.md", "---\nid: KB-000001\ntitle: B\nslug: same\n---\n")
        .file(
            "es/b.md",
            "---\nid: KB-000001\ntitle: B\nvisibility: internal\nstatus: draft\n---\n",
        );
    let left: Vec<String> = draft
        .compile()
        .library
        .articles
        .iter()
        .map(|one| one.file.clone())
        .collect();
    assert_eq!(left, ["en/b.md"]);
}

#[test]
fn restricted_folders_and_aliases_take_no_address_from_the_public() {
    let public = || {
        HelpCenter::new()
            .file(
                "en/foo.md",
                "---\nid: KB-000001\ntitle: Foo\naliases: [/en/hid/x/, /en/hid/]\n---\n",
            )
            .file("en/bar/_index.md", "---\ntitle: Bar\n---\n")
            .file("en/bar/a.md", "---\ntitle: A\n---\n")
    };
    let with = public()
        .file("en/foo/x.md", "---\ntitle: X\nvisibility: internal\n---\n")
        .file(
            "en/hid/_index.md",
            "---\ntitle: Hid\nvisibility: internal\n---\n",
        )
        .file("en/hid/x.md", "---\ntitle: X\n---\n")
        .file(
            "en/other/_index.md",
            "---\ntitle: Other\nslug: bar\nvisibility: customer\n---\n",
        )
        .file("en/other/b.md", "---\ntitle: B\n---\n");
    assert_eq!(with.public(), public().public());
    insta::assert_snapshot!(with.diagnostics(), @"
    doubled-url en/foo/_index.md url=/en/foo/ file=en/foo.md
    category-left-out en/foo/x.md file=en/foo/_index.md
    doubled-url en/hid/_index.md url=/en/hid/ file=en/foo.md
    category-left-out en/hid/x.md file=en/hid/_index.md
    doubled-url en/other/_index.md url=/en/bar/ file=en/bar/_index.md
    category-left-out en/other/b.md file=en/other/_index.md
    ");
}

#[test]
fn comments_leave_no_tail_in_the_twin() {
    let help = HelpCenter::new().file(
        "en/a.md",
        "---\ntitle: A\n---\n- a\n  - b\n    - c\n\n      <!-- one\n      two\n      zq7ftail -->\n\n      shown\n",
    );
    holds_back(&help);
    assert!(help.page("/en/a.md").contains("shown"));
}

#[test]
fn pictures_of_an_article_folder_are_behind_its_gate() {
    let help = HelpCenter::new()
        .file(
            "en/art/index.md",
            "---\ntitle: zq7ftitle\nvisibility: internal\n---\n![x](p.png)\n",
        )
        .file("en/art/p.png", dot("zq7fbytes"))
        .file("en/a.md", "---\ntitle: A\n---\n![x](art/p.png)\n");
    holds_back(&help);
    insta::assert_snapshot!(help.diagnostics(), @"image-through-gate en/a.md:4:1 gate=public target=en/art/p.png other=internal");
}

#[test]
fn languages_agree_on_the_gate_of_a_term() {
    let help = HelpCenter::new()
        .file(
            "en/_terms.toml",
            "[\"a.b\"]\ntitle = \"zq7fterm\"\ntext = \"zq7ftext\"\nvisibility = \"internal\"\n",
        )
        .file(
            "es/_terms.toml",
            "[\"a.b\"]\ntitle = \"zq7fterm\"\ntext = \"zq7ftext\"\n",
        );
    holds_back(&help);
    insta::assert_snapshot!(help.diagnostics(), @"
    term-gate en/_terms.toml key=a.b gate=internal other=public file=es/_terms.toml
    term-gate es/_terms.toml key=a.b gate=public other=internal file=en/_terms.toml
    ");
}

#[test]
fn containers_and_footnotes_cross_without_harm() {
    let help = HelpCenter::new()
        .file("en/p.png", dot(""))
        .file("en/a.md", "---\ntitle: A\n---\nText[^a].\n\n:::annotated p.png alt\n1. `1,1` x\n\n[^a]: note\n    :::\n")
        .file("en/b.md", "---\ntitle: B\n---\nText[^a].\n\n[^a]: note\n    :::annotated p.png alt\n    1. `1,1` x\n\n:::\n")
        .file("modules.toml", "[[module]]\nkey = \"m\"\n")
        .file("en/_tours/m.md", "---\ntitle: M\n---\n## One\n\nText[^a].\n\n:::annotated p.png alt\n1. `1,1` x\n\n## Inside ñ\n:::\n\n[^a]: note\n\n    ## In a note\n\n## Two\n\nEnd.\n");
    assert!(
        !help.diagnostics().contains("internal-fault"),
        "{}",
        help.diagnostics()
    );
    let library = help.compile().library;
    assert_eq!(library.articles.len(), 2);
    let titles: Vec<&str> = library.tours[0]
        .steps
        .iter()
        .map(|step| step.title.as_str())
        .collect();
    assert_eq!(titles, ["One", "Inside ñ", "Two"]);
    assert!(
        library.tours[0].steps[2].html.starts_with("<p>End.</p>"),
        "{:?}",
        library.tours[0].steps
    );
}

#[test]
fn includes_cannot_flood_a_page() {
    let big = "x".repeat(1_000_000);
    let help = HelpCenter::new()
        .file("en/_shared/big.md", &big)
        .file(
            "en/a.md",
            format!(
                "---\ntitle: A\n---\n{}",
                "{{include: _shared/big.md}}\n".repeat(50)
            ),
        )
        .file(
            "en/b.md",
            format!(
                "---\ntitle: B\n---\n{}\n",
                "{{include: _shared/none.md}}".repeat(20_000)
            ),
        );
    let compiled = help.compile();
    let codes: Vec<&str> = compiled
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .map(|one| one.code.name())
        .collect();
    assert_eq!(codes, ["include-too-large", "include-too-large"]);
}

#[test]
fn what_is_left_out_for_one_mistake_is_searched_for_the_others() {
    let help = HelpCenter::new()
        .file(
            "en/in/_index.md",
            "---\ntitle: In\nvisibility: internal\nroles: [boss]\n---\n",
        )
        .file(
            "en/in/a.md",
            "---\ntitle: A\n---\n[x](none.md) {term:none}\n",
        )
        .file(
            "en/b.md",
            "---\ntitle: B\nslug: Not A Slug\nid: KB-000001\n---\n[x](none.md)\n",
        )
        .file(
            "en/c.md",
            "---\nid: KB-000001\ntitle: C\n---\nSee [b](b.md).\n",
        );
    insta::assert_snapshot!(help.diagnostics(), @"
    bad-slug en/b.md:3:7 slug=Not A Slug near=not-a-slug
    doubled-id en/b.md:4:5 id=KB-000001 file=en/c.md
    broken-link en/b.md:6:1 target=none.md
    broken-link en/c.md:5:5 target=b.md near=c.md
    unknown-value en/in/_index.md:4:9 key=roles value=boss known=owner, pm, field, admin
    category-left-out en/in/a.md file=en/in/_index.md
    broken-link en/in/a.md:4:1 target=none.md
    unknown-term en/in/a.md:4:14 key=none
    ");
}
