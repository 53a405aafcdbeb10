//! What is said to writers: all of it in one run, each in its place.

use ayuda::diagnostic::Code;
use ayuda::i18n::{Messages, text};
use ayuda::locale::Locale;

use crate::harness::{HelpCenter, dot};

#[test]
fn every_problem_of_every_file_comes_in_one_run() {
    let help = HelpCenter::new()
        .file("modules.toml", "[[module]]\nkey = \"jobs\"\ncontexts = [\"jobs\"]\n")
        .file("en/1.md", "---\ntitle: One\nvisiblity: customer\n---\n")
        .file("en/2.md", "---\ntitle: Two\ndate: 2026-02-30\nversion: latest\nkind: artcle\ncontexts: [\"/a/**/b\"]\nmodule: job\n---\n")
        .file("en/3.md", "---\nid: KB-000003\ntitle: Three\n---\nSee [four](four.md), [five](5.md) and {term:nothing}.\n\n:::stpes\nx\n:::\n")
        .file("en/4.md", "---\nid: KB-000003\ntitle: Four\n---\n")
        .file("en/5.md", "---\ntitle: Five\nslug: \"3\"\nroles: []\n---\n")
        .file("en/6.md", "---\ntitle: Six\nslug: 3\n---\n")
        .file("en/7.md", "no front matter, no title\n")
        .file("en/8.md", "---\ntitle: Eight\n")
        .file("en/9.md", "---\ntitle: [Nine\n---\n")
        .file("stray.md", "x\n");
    insta::assert_snapshot!(help.diagnostics());
}

#[test]
fn gates_narrow_and_never_widen() {
    let help = HelpCenter::new()
        .file(
            "en/team/_index.md",
            "---\ntitle: Team\nvisibility: customer\nroles: [owner, pm]\n---\n",
        )
        .file("en/team/same.md", "---\ntitle: Same\n---\n")
        .file(
            "en/team/narrower.md",
            "---\ntitle: Narrower\nroles: [pm]\n---\n",
        )
        .file(
            "en/team/wider.md",
            "---\ntitle: Wider\nvisibility: public\n---\n",
        )
        .file(
            "en/team/more.md",
            "---\ntitle: More\nroles: [pm, field]\n---\n",
        )
        .file(
            "en/team/inner/_index.md",
            "---\ntitle: Inner\nvisibility: public\n---\n",
        )
        .file("en/team/inner/a.md", "---\ntitle: A\n---\n");
    insta::assert_snapshot!(help.diagnostics(), @"
    gate-too-wide en/team/inner/_index.md:3:13 gate=public:owner,pm outer=customer:owner,pm declared=en/team/_index.md
    category-left-out en/team/inner/a.md file=en/team/inner/_index.md
    gate-too-wide en/team/more.md:3:8 gate=customer:field,pm outer=customer:owner,pm declared=en/team/_index.md
    gate-too-wide en/team/wider.md:3:13 gate=public:owner,pm outer=customer:owner,pm declared=en/team/_index.md
    ");
    let gates: Vec<String> = help
        .compile()
        .library
        .articles
        .iter()
        .map(|one| format!("{} {}", one.file, one.gate))
        .collect();
    insta::assert_snapshot!(gates.join("\n"), @"
    en/team/narrower.md customer:pm
    en/team/same.md customer:owner,pm
    ");
}

#[test]
fn a_folder_declared_in_one_language_holds_in_both() {
    let help = HelpCenter::new()
        .file(
            "en/secret/_index.md",
            "---\ntitle: Secret\nvisibility: internal\n---\n",
        )
        .file("es/secret/solo.md", "---\ntitle: Solo en español\n---\n")
        .file(
            "en/both/_index.md",
            "---\ntitle: Both\nvisibility: customer\n---\n",
        )
        .file(
            "es/both/_index.md",
            "---\ntitle: Ambos\nvisibility: internal\n---\n",
        )
        .file("en/both/a.md", "---\ntitle: A\n---\n");
    insta::assert_snapshot!(help.diagnostics(), @"
    category-left-out en/both/a.md file=es/both/_index.md
    category-gate es/both/_index.md:3:13 gate=internal other=customer file=en/both/_index.md
    ");
    let gates: Vec<String> = help
        .compile()
        .library
        .articles
        .iter()
        .map(|one| format!("{} {}", one.file, one.gate))
        .collect();
    assert_eq!(gates, ["es/secret/solo.md internal"]);
}

#[test]
fn translations_have_one_gate_and_one_id() {
    let help = HelpCenter::new()
        .file("en/a.md", "---\nid: KB-000001\ntitle: A\n---\n")
        .file(
            "es/a.md",
            "---\nid: KB-000001\ntitle: A\nvisibility: internal\n---\n",
        )
        .file("en/b.md", "---\nid: KB-000002\ntitle: B\n---\n")
        .file("es/b.md", "---\nid: KB-000003\ntitle: B\n---\n");
    insta::assert_snapshot!(help.diagnostics(), @"
    translation-gate en/a.md:1:1 gate=public other=internal file=es/a.md
    translation-gate es/a.md:4:13 gate=internal other=public file=en/a.md
    translation-id es/b.md:2:5 id=KB-000003 other=KB-000002 file=en/b.md
    ");
    let left: Vec<String> = help
        .compile()
        .library
        .articles
        .iter()
        .map(|one| one.file.clone())
        .collect();
    assert_eq!(left, ["en/b.md"]);
}

#[test]
fn nothing_passes_through_a_gate() {
    let help = HelpCenter::new()
        .file(
            "en/in/_index.md",
            "---\ntitle: In\nvisibility: internal\n---\n",
        )
        .file(
            "en/in/runbook.md",
            "---\nid: KB-000009\ntitle: Runbook\n---\nBack to [home](../out.md).\n",
        )
        .file("en/in/plan.png", dot(""))
        .file("en/in/_shared/passage.md", "Secret.\n")
        .file(
            "en/_terms.toml",
            "[\"in.word\"]\ntitle = \"W\"\ntext = \"T\"\nvisibility = \"internal\"\n",
        )
        .file("en/out.md", "---\ntitle: Out\n---\nFine.\n")
        .file("en/link.md", "---\ntitle: L\n---\n[r](in/runbook.md)\n")
        .file("en/id.md", "---\ntitle: I\n---\n[[KB-000009]]\n")
        .file(
            "en/include.md",
            "---\ntitle: N\n---\n{{include: in/_shared/passage.md}}\n",
        )
        .file(
            "en/picture.md",
            "---\ntitle: P\n---\n![plan](in/plan.png)\n",
        )
        .file("en/term.md", "---\ntitle: T\n---\n{term:in.word}\n")
        .file(
            "en/after.md",
            "---\ntitle: After\n---\nSee [the link](link.md).\n",
        );
    insta::assert_snapshot!(help.diagnostics(), @"
    broken-link en/after.md:4:5 target=link.md
    link-through-gate en/id.md:4:1 gate=public target=en/in/runbook.md other=internal
    include-through-gate en/include.md:4:1 gate=public target=en/in/_shared/passage.md other=internal
    link-through-gate en/link.md:4:1 gate=public target=en/in/runbook.md other=internal
    image-through-gate en/picture.md:4:1 gate=public target=en/in/plan.png other=internal
    term-through-gate en/term.md:4:1 gate=public key=in.word other=internal
    ");
    let library = help.compile().library;
    let left: Vec<&str> = library
        .articles
        .iter()
        .map(|one| one.file.as_str())
        .collect();
    assert_eq!(left, ["en/after.md", "en/out.md", "en/in/runbook.md"]);
    assert_eq!(
        library.articles[0].body.html().expect("in memory"),
        "<p>See the link.</p>\n"
    );
}

#[test]
fn a_public_article_keeps_the_id_and_address_that_a_restricted_one_wants_too() {
    let help = HelpCenter::new()
        .file(
            "en/a.md",
            "---\nid: KB-000001\ntitle: A\nvisibility: internal\nslug: same\n---\n",
        )
        .file("en/b.md", "---\nid: KB-000001\ntitle: B\n---\n")
        .file("en/c.md", "---\ntitle: C\nslug: same\n---\n")
        .file(
            "en/aa.md",
            "---\ntitle: AA\nvisibility: customer\nslug: same\n---\n",
        );
    insta::assert_snapshot!(help.diagnostics(), @"
    doubled-id en/a.md:2:5 id=KB-000001 file=en/b.md
    doubled-url en/aa.md:4:7 url=/en/same/ file=en/c.md
    ");
    let library = help.compile().library;
    let left: Vec<&str> = library
        .articles
        .iter()
        .map(|one| one.file.as_str())
        .collect();
    assert_eq!(left, ["en/b.md", "en/c.md"]);
}

#[test]
fn loops_and_floods_of_includes_end() {
    let help = HelpCenter::new()
        .file("en/_shared/a.md", "{{include: _shared/b.md}}\n")
        .file("en/_shared/b.md", "{{include: _shared/a.md}}\n")
        .file(
            "en/loop.md",
            "---\ntitle: Loop\n---\n{{include: _shared/a.md}}\n",
        )
        .file("en/_shared/big.md", "x\n".repeat(3_000))
        .file(
            "en/_shared/bigger.md",
            "{{include: _shared/big.md}}\n".repeat(10),
        )
        .file(
            "en/flood.md",
            "---\ntitle: Flood\n---\n{{include: _shared/bigger.md}}\n",
        )
        .file(
            "en/gone.md",
            "---\ntitle: Gone\n---\n{{include: _shared/bigg.md}}\n",
        );
    insta::assert_snapshot!(help.diagnostics(), @"
    include-loop en/_shared/b.md:1:1 target=en/_shared/a.md circle=en/loop.md → en/_shared/a.md → en/_shared/b.md → en/_shared/a.md
    include-too-large en/_shared/big.md:1993:1 limit=20000 depth=8
    missing-include en/gone.md:4:1 target=_shared/bigg.md near=_shared/big.md
    ");
}

#[test]
fn a_flood_of_problems_is_cut_and_an_error_in_it_still_counts() {
    let links = "[a](nothing.md) {term:none}\n".repeat(60_000);
    let help = HelpCenter::new()
        .file(
            "en/in.md",
            "---\nid: KB-000009\ntitle: In\nvisibility: internal\n---\n",
        )
        .file("en/flood.md", format!("---\ntitle: Flood\n---\n{links}"))
        .file(
            "en/error.md",
            format!("---\ntitle: Error\n---\n{links}[[KB-000009]]\n"),
        )
        .file(
            "en/line.md",
            format!("---\ntitle: Line\n---\n{}\n", links.replace('\n', " ")),
        );
    let compiled = help.compile();
    let many = |file: &str| {
        compiled
            .diagnostics
            .iter()
            .filter(|one| one.file == file && !one.is_note())
            .count()
    };
    assert_eq!((many("en/flood.md"), many("en/line.md")), (1_001, 1_001));
    let longest = compiled
        .diagnostics
        .iter()
        .filter_map(|one| one.place.as_ref())
        .map(|place| place.text.len())
        .max();
    assert!(longest <= Some(400), "{longest:?}");
    let left: Vec<&str> = compiled
        .library
        .articles
        .iter()
        .map(|one| one.file.as_str())
        .collect();
    assert_eq!(left, ["en/flood.md", "en/in.md", "en/line.md"]);
}

#[test]
fn files_that_cannot_be_articles_stop_nothing() {
    let help = HelpCenter::new()
        .file("en/latin1.md", b"---\ntitle: Caf\xe9\n---\n")
        .file("en/nul.md", b"---\ntitle: A\0B\n---\n")
        .file(
            "en/huge.md",
            format!("---\ntitle: Huge\n---\n{}", "word ".repeat(4_000_000)),
        )
        .file("en/fine.md", "---\ntitle: Fine\n---\n");
    std::fs::write(
        help.path("outside.md"),
        "---\ntitle: Outside\nvisibility: public\n---\n",
    )
    .expect("a file");
    std::os::unix::fs::symlink(
        help.path("outside.md"),
        help.content().join("en/outside.md"),
    )
    .expect("a link");
    std::os::unix::fs::symlink(
        help.content().join("en/loop.md"),
        help.content().join("en/loop.md"),
    )
    .expect("a link");
    insta::assert_snapshot!(help.diagnostics(), @"
    file-too-large en/huge.md size=20 limit=4
    invalid-utf8 en/latin1.md:2:11
    outside-tree en/loop.md
    control-character en/nul.md:2:9 character=U+0000
    outside-tree en/outside.md
    ");
    let left: Vec<String> = help
        .compile()
        .library
        .articles
        .iter()
        .map(|one| one.file.clone())
        .collect();
    assert_eq!(left, ["en/fine.md"]);
}

#[test]
fn every_code_has_its_words_in_both_languages() {
    let messages = Messages::built_in();
    let mut missing = Vec::new();
    for code in Code::ALL {
        for locale in Locale::ALL {
            for attribute in ["", ".help"] {
                let key = format!("diagnostic-{}{attribute}", code.name());
                if messages.find(locale, &key, &[]).is_none() {
                    missing.push(format!("{locale} {key}"));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    let known: Vec<String> = Code::ALL
        .iter()
        .map(|code| format!("diagnostic-{}", code.name()))
        .collect();
    let unused: Vec<&str> = text::KEYS
        .iter()
        .map(|(key, _)| *key)
        .filter(|key| key.starts_with("diagnostic-") && !key.contains('.'))
        .filter(|key| !known.iter().any(|known| known == key))
        .collect();
    assert_eq!(unused, Vec::<&str>::new());
}
