//! What is built, but not as it should be.

use std::path::Path;
use std::process::Command;

use ayuda::compile::{Input, compile};
use ayuda::history::History;
use ayuda::i18n::Messages;

use crate::harness::HelpCenter;

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

#[test]
fn pictures_headings_and_words_are_proofread() {
    let help = HelpCenter::new()
        .file("en/toolbar.svg", SVG)
        .file(
            "en/a.md",
            "---\ntitle: A\n---\n### Deep\n\n![](toolbar.svg) ![ ](toolbar.svg) ![a `b`](toolbar.svg)\n\n\
             :::annotated toolbar.svg\n1. `10,10` One\n:::\n\n\
             ## Two\n\n### Three\n\n##### Five\n\n# Up\n\n## Down\n\n#### Lost\n",
        )
        .file(
            "en/b.md",
            "---\ntitle: B\n---\nOpen the the door.\nIt is\nis shut. The the end, the\nthe.\n\n\
             - open\n- open\n\n| a a | to |\n| --- | --- |\n| to | to |\n\n\
             You had had that that; log in in the app; Walla Walla; `the` the, the *the* `the the`.\n\n\
             ```\nthe the\n```\n\nSee {{include: _shared/p.md}}\n",
        )
        .file("en/_shared/p.md", "one more more passage\n")
        .file(
            "es/b.md",
            "---\ntitle: B\n---\nEs muy muy fácil de de abrir, año año.\n",
        );
    insta::assert_snapshot!(help.diagnostics(), @"
    skipped-heading en/a.md:4:1 level=### wanted=#
    missing-alt en/a.md:6:1
    missing-alt en/a.md:6:18
    missing-alt en/a.md:8:1
    skipped-heading en/a.md:16:1 level=##### wanted=####
    skipped-heading en/a.md:22:1 level=#### wanted=###
    doubled-word en/b.md:4:6 word=the
    doubled-word en/b.md:6:10 word=the
    doubled-word en/b.md:12:3 word=a
    doubled-word en/b.md:22:9 word=more
    doubled-word es/b.md:4:18 word=de
    ");
}

#[test]
fn a_link_to_a_section_is_judged_once_all_pages_are_rendered() {
    let help = HelpCenter::new()
        .file(
            "en/_index.md",
            "---\ntitle: Help\nvisibility: public\n---\n[a](#gone) [b](b.md#late) [c](b.md#laet)\n",
        )
        .file(
            "en/a.md",
            "---\nid: KB-000001\ntitle: A\n---\n## Año nuevo {#ano}\n\n## Late payments\n\n\
             [1](#ano) [2](#Late_Payments) [3](#late-payment) [4](#zzz) [5](#) [6](#top) [7](#a)\n\
             [8](b.md#late) [9](b#Late) [[KB-000002#late]] [[KB-000002#latte]] [ref]\n\n\
             Note.[^1] [back](#fnref-1) [gone](#fn-9)\n\n[^1]: Note.\n\n[ref]: b.md#other\n",
        )
        .file(
            "en/b.md",
            "---\nid: KB-000002\ntitle: B\n---\n{{include: _shared/p.md}}\n",
        )
        .file("en/_shared/p.md", "## Late\n\n[up](#late) [x](#lite)\n");
    insta::assert_snapshot!(help.diagnostics(), @"
    missing-anchor en/_index.md:5:1 anchor=gone file=en/_index.md
    missing-anchor en/_index.md:5:27 anchor=laet file=en/b.md near=late
    missing-anchor en/_shared/p.md:3:13 anchor=lite file=en/b.md near=late
    missing-anchor en/a.md:9:11 anchor=Late_Payments file=en/a.md near=late-payments
    missing-anchor en/a.md:9:31 anchor=late-payment file=en/a.md near=late-payments
    missing-anchor en/a.md:9:50 anchor=zzz file=en/a.md
    missing-anchor en/a.md:10:16 anchor=Late file=en/b.md near=late
    missing-anchor en/a.md:10:47 anchor=latte file=en/b.md near=late
    missing-anchor en/a.md:10:67 anchor=other file=en/b.md
    missing-anchor en/a.md:12:28 anchor=fn-9 file=en/a.md
    ");
}

#[test]
fn a_link_stays_in_its_language_where_it_can() {
    let help = HelpCenter::new()
        .file("en/jobs/a.md", "---\nid: KB-000001\ntitle: A\n---\n")
        .file("en/jobs/only.md", "---\nid: KB-000002\ntitle: Only\n---\n")
        .file(
            "es/jobs/a.md",
            "---\ntitle: A\nslug: aa\n---\n[b](../../en/jobs/a.md#x) [c](/en/jobs/a/) [d](../../en/jobs/only.md)\n\
             [[KB-000002]] [English](../../en/) [jobs](../../en/jobs/)\n",
        );
    insta::assert_snapshot!(help.diagnostics(), @"
    missing-anchor es/jobs/a.md:5:1 anchor=x file=en/jobs/a.md
    other-language es/jobs/a.md:5:1 target=../../en/jobs/a.md language=en near=a.md
    other-language es/jobs/a.md:5:27 target=/en/jobs/a/ language=en near=a.md
    ");
    insta::assert_snapshot!(help.notes(), @"
    orphaned-article es/jobs/a.md
    other-language es/jobs/a.md:5:44 target=../../en/jobs/only.md language=en
    other-language es/jobs/a.md:6:36 target=../../en/jobs/ language=en
    ");
}

#[test]
fn an_alias_leads_neither_to_itself_nor_over_a_page() {
    let help = HelpCenter::new()
        .file(
            "en/a.md",
            "---\ntitle: A\naliases: [\"/en/a\", \"/en/b/\", \"/en/old/\", \"/en/jobs/\", \"/en/old\"]\n---\n",
        )
        .file("en/b.md", "---\ntitle: B\naliases: [\"/en/old/\"]\n---\n")
        .file("en/jobs/_index.md", "---\ntitle: Jobs\n---\n")
        .file("en/jobs/c.md", "---\ntitle: C\n---\n");
    insta::assert_snapshot!(help.diagnostics(), @"
    alias-loop en/a.md:3:11 alias=/en/a file=en/a.md
    alias-over-page en/a.md:3:20 alias=/en/b/ file=en/b.md
    doubled-alias en/a.md:3:30 alias=/en/old/ file=en/b.md
    alias-over-page en/a.md:3:42 alias=/en/jobs/ file=en/jobs/_index.md
    doubled-alias en/a.md:3:55 alias=/en/old file=en/b.md
    ");
    let library = help.compile().library;
    let kept: Vec<&[String]> = library
        .articles
        .iter()
        .map(|one| one.aliases.as_slice())
        .collect();
    insta::assert_debug_snapshot!(kept, @r#"
    [
        [],
        [
            "/en/old/",
        ],
        [],
    ]
    "#);
}

#[test]
fn contexts_without_effect_are_found() {
    let help = HelpCenter::new()
        .file(
            "modules.toml",
            "[[module]]\nkey = \"jobs\"\ncontexts = [\"/jobs/**\", \"-/jobs/{id}/print\", \"-/job\"]\n\n\
             [[module]]\nkey = \"time\"\ncontexts = [\"/time\", \"/Jobs/**\"]\n\n[[module]]\nkey = \"bare\"\n",
        )
        .file(
            "en/a.md",
            "---\ntitle: A\nmodule: jobs\ncontexts: [\"/jobs/{id}\", \"/jobs/*/\", \"/jobs/new\", \"-/jobs/new\", \"-/jobs/{id}/edit\", \"/times/{id}\"]\n---\n",
        )
        .file(
            "en/b.md",
            "---\ntitle: B\ncontexts: [\"/jbos/{id}\", \"/sign-in\", \"-/sign-out\"]\n---\n",
        );
    insta::assert_snapshot!(help.diagnostics(), @"
    shadowed-context en/a.md:4:26 pattern=/jobs/*/ other=/jobs/{id} owner= why=again
    dead-context en/a.md:4:38 pattern=/jobs/new other=-/jobs/new why=taken
    context-without-module en/a.md:4:85 pattern=/times/{id} near=/time/{id}
    context-without-module en/b.md:3:12 pattern=/jbos/{id} near=/jobs/{id}
    dead-context en/b.md:3:38 pattern=-/sign-out other= why=nothing
    dead-context modules.toml:3:46 pattern=-/job other= why=nothing
    shadowed-context modules.toml:7:22 pattern=/Jobs/** other=/jobs/** owner=jobs why=module
    ");
    insta::assert_snapshot!(help.notes(), @"module-without-screen modules.toml:10:7 module=bare");
}

#[test]
fn titles_are_short_and_differ() {
    let long = "a".repeat(61);
    let help = HelpCenter::new()
        .file(
            "en/a.md",
            format!("---\ntitle: {long}\nsummary: {}\n---\n", "b".repeat(161)),
        )
        .file(
            "en/b.md",
            format!("---\ntitle: {long}\nvisibility: customer\n---\n"),
        )
        .file(
            "en/c.md",
            format!("---\ntitle: {long}c\nnoindex: true\n---\n"),
        )
        .file("en/d.md", "---\ntitle: ñandú\nversion: \">=2\"\n---\n")
        .file("en/e.md", "---\ntitle: Ñandú\nversion: \"<2\"\n---\n")
        .file("es/d.md", "---\ntitle: Ñandú\n---\n");
    insta::assert_snapshot!(help.diagnostics(), @"doubled-title en/b.md:2:8 title=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa file=en/a.md");
    insta::assert_snapshot!(help.notes(), @"
    orphaned-article en/a.md
    long-title en/a.md:2:8 length=61 limit=60
    long-summary en/a.md:3:10 length=161 limit=160
    orphaned-article en/b.md
    orphaned-article en/c.md
    orphaned-article en/d.md
    orphaned-article en/e.md
    orphaned-article es/d.md
    ");
}

#[test]
fn what_nothing_leads_to_is_noted() {
    let help = HelpCenter::new()
        .file(
            "en/_terms.toml",
            "[\"a.shown\"]\ntitle = \"S\"\ntext = \"T\"\n[\"a.linked\"]\ntitle = \"L\"\ntext = \"T\"\narticle = \"KB-000005\"\n[a.alone]\ntitle = \"A\"\ntext = \"T\"\n",
        )
        .file("en/self.md", "---\ntitle: Self\n---\n[me](self.md) {term:a.shown}\n")
        .file("en/a.md", "---\ntitle: A\ncontexts: [\"/a\"]\nrelated: [KB-000004]\n---\n[b](b.md) ![x](used.svg)\n")
        .file("en/b.md", "---\ntitle: B\n---\n")
        .file("en/c.md", "---\nid: KB-000004\ntitle: C\n---\n")
        .file("en/d.md", "---\nid: KB-000005\ntitle: D\n---\n")
        .file("en/release.md", "---\ntitle: R\nkind: release\n---\n")
        .file("en/draft.md", "---\ntitle: Draft\nstatus: draft\n---\n![y](draft.svg)\n")
        .file("en/used.svg", SVG)
        .file("en/draft.svg", SVG.replacen("<svg ", "<svg id=\"draft\" ", 1))
        .file("en/alone.svg", SVG.replacen("<svg ", "<svg id=\"alone\" ", 1));
    assert_eq!(help.diagnostics(), "");
    insta::assert_snapshot!(help.notes(), @"
    unused-term en/_terms.toml:8:1 key=a.alone
    unused-picture en/alone.svg
    orphaned-article en/self.md
    ");
}

#[test]
fn a_day_of_review_comes_from_the_outside() {
    let help = HelpCenter::new().file(
        "en/a.md",
        "---\ntitle: A\nreview_by: 2026-03-02\nfeatured: true\n---\n",
    );
    assert_eq!((help.diagnostics(), help.notes()), Default::default());
    let compiled = help.compile();
    let due = |day| compiled.due_by(day).count();
    assert_eq!(due(jiff::civil::date(2026, 3, 1)), 0);
    assert_eq!(due(jiff::civil::date(2026, 3, 2)), 1);
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(status.status.success(), "{arguments:?}: {status:?}");
}

#[test]
fn an_article_that_was_moved_keeps_its_old_address() {
    let text = |title: &str, more: &str| {
        let lines: String = (1..20).map(|n| format!("{title} line {n}.\n")).collect();
        format!("---\ntitle: {title}\n{more}---\n{lines}")
    };
    let help = HelpCenter::new()
        .file("en/a.md", text("A", ""))
        .file("en/b.md", text("B", "slug: bee\n"))
        .file("en/c.md", text("C", ""))
        .file("en/draft.md", text("Draft", "status: draft\n"))
        .file("en/same.md", text("Same", ""))
        .file("en/deleted.md", text("Deleted", ""));
    let root = help.path(".");
    git(&root, &["init", "-q"]);
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "First"]);
    for (from, to) in [
        ("en/a.md", "en/a2.md"),
        ("en/b.md", "en/jobs/b.md"),
        ("en/c.md", "en/c2.md"),
        ("en/draft.md", "en/draft2.md"),
    ] {
        let target = help.content().join(to);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::rename(help.content().join(from), target).expect("a file");
    }
    // A folder of its own does not change an address.
    let same = std::fs::read(help.content().join("en/same.md")).expect("a file");
    help.write("en/same/index.md", same);
    help.remove("en/same.md");
    help.remove("en/deleted.md");
    help.write("en/c2.md", text("C", "aliases: [/en/c/]\n"));
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "Moved"]);
    std::fs::rename(
        help.content().join("en/a2.md"),
        help.content().join("en/a3.md"),
    )
    .expect("a file");
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "Moved again"]);
    let said = || {
        let compiled = compile(&Input {
            folder: &help.content(),
            config: &help.config(),
            messages: &Messages::built_in(),
            history: &History::read(&help.content()),
            drafts: false,
        });
        let all = compiled.diagnostics.iter().filter(|one| !one.is_note());
        let lines: Vec<String> = all
            .map(|one| format!("{} {} {:?}", one.code.name(), one.file, one.arguments))
            .collect();
        lines.join("\n")
    };
    insta::assert_snapshot!(said(), @r#"
    renamed-without-alias en/a3.md [("old", "en/a.md"), ("url", "/en/a/")]
    renamed-without-alias en/a3.md [("old", "en/a2.md"), ("url", "/en/a2/")]
    renamed-without-alias en/jobs/b.md [("old", "en/b.md"), ("url", "/en/bee/")]
    "#);
    help.write("en/a3.md", text("A", "aliases: [/en/a/, /en/a2/]\n"));
    help.write(
        "en/jobs/b.md",
        text("B", "aliases: [/en/bee/]\nslug: bee\n"),
    );
    assert_eq!(said(), "");
}
