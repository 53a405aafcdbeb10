//! `ayuda check` for programs, and what `--fix` changes.

use std::process::{Command, Output};

use crate::harness::HelpCenter;

fn check(help: &HelpCenter, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ayuda"))
        .current_dir(help.path("."))
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .args(["check", "--quiet"])
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An error, a warning with a mend, a note, and one without a place; in a repository.
fn faulty() -> HelpCenter {
    let help = HelpCenter::new()
        .file("en/a b,c.md", "---\ntitle: A\nkind: artcle\n---\n")
        .file(
            "en/b.md",
            "---\ntitle: B\n---\nAño: [50% off: a,b](#Late)\n\n## Late\n",
        )
        .file("en/c.md", "no title\n");
    std::fs::create_dir(help.path(".git")).expect("a folder");
    help
}

#[test]
fn json_says_all_with_paths_from_the_repository() {
    let help = faulty();
    let output = check(&help, &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(text(&output.stdout), @r#"
    {
      "diagnostics": [
        {
          "code": "unknown-value",
          "severity": "error",
          "file": "content/en/a b,c.md",
          "line": 3,
          "column": 7,
          "end_column": 13,
          "message": "`kind` cannot be `artcle`",
          "help": "did you mean `article`? It can be: article, video, release",
          "suggestion": "article",
          "fixable": true
        },
        {
          "code": "orphaned-article",
          "severity": "note",
          "file": "content/en/b.md",
          "message": "nothing leads to this article but the list of its category",
          "help": "link to it where readers need it, or give it `contexts` or a `module`",
          "fixable": false
        },
        {
          "code": "missing-anchor",
          "severity": "warning",
          "file": "content/en/b.md",
          "line": 4,
          "column": 6,
          "end_column": 27,
          "message": "`en/b.md` has no section `#Late`",
          "help": "did you mean `#late`?",
          "suggestion": "late",
          "fixable": true
        },
        {
          "code": "no-title",
          "severity": "warning",
          "file": "content/en/c.md",
          "message": "this article has no title, so it is called `C`",
          "help": "add `title:` to the front matter",
          "fixable": false
        },
        {
          "code": "orphaned-article",
          "severity": "note",
          "file": "content/en/c.md",
          "message": "nothing leads to this article but the list of its category",
          "help": "link to it where readers need it, or give it `contexts` or a `module`",
          "fixable": false
        }
      ],
      "counts": {
        "errors": 1,
        "warnings": 2,
        "notes": 2
      }
    }
    "#);
    assert_eq!(text(&output.stderr), "");
    let clean = HelpCenter::new();
    let output = check(&clean, &["--format", "json"]);
    insta::assert_snapshot!(text(&output.stdout), @r#"
    {
      "diagnostics": [],
      "counts": {
        "errors": 0,
        "warnings": 0,
        "notes": 0
      }
    }
    "#);
}

#[test]
fn github_gets_annotations_and_notes_where_asked() {
    let help = faulty();
    let output = check(&help, &["--format", "github"]);
    insta::assert_snapshot!(text(&output.stdout), @"
    ::error file=content/en/a b%2Cc.md,line=3,col=7,endColumn=13,title=unknown-value::`kind` cannot be `artcle`%0Adid you mean `article`? It can be: article, video, release
    ::warning file=content/en/b.md,line=4,col=6,endColumn=27,title=missing-anchor::`en/b.md` has no section `#Late`%0Adid you mean `#late`?
    ::warning file=content/en/c.md,title=no-title::this article has no title, so it is called `C`%0Aadd `title:` to the front matter
    ");
    let output = check(&help, &["--format", "github", "--notes"]);
    let stdout = text(&output.stdout);
    let notices = stdout.lines().filter(|line| line.starts_with("::notice "));
    assert_eq!(notices.count(), 2);
}

#[test]
fn sarif_names_a_rule_for_each_result_and_a_page_for_each_rule() {
    let help = faulty();
    let output = check(&help, &["--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), ayuda::diagnostic::Code::ALL.len());
    for rule in rules {
        let help = rule["help"]["markdown"].as_str().expect("a page");
        assert!(help.contains("\n## Example\n"), "{rule}");
    }
    let results = run["results"].as_array().expect("results");
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index");
        let rule = &rules[usize::try_from(index).expect("an index")];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(results).expect("JSON"), @r#"
    [
      {
        "level": "error",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "content/en/a%20b%2Cc.md",
                "uriBaseId": "%SRCROOT%"
              },
              "region": {
                "endColumn": 13,
                "startColumn": 7,
                "startLine": 3
              }
            }
          }
        ],
        "message": {
          "text": "`kind` cannot be `artcle`\ndid you mean `article`? It can be: article, video, release"
        },
        "ruleId": "unknown-value",
        "ruleIndex": 15
      },
      {
        "level": "note",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "content/en/b.md",
                "uriBaseId": "%SRCROOT%"
              }
            }
          }
        ],
        "message": {
          "text": "nothing leads to this article but the list of its category\nlink to it where readers need it, or give it `contexts` or a `module`"
        },
        "ruleId": "orphaned-article",
        "ruleIndex": 76
      },
      {
        "level": "warning",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "content/en/b.md",
                "uriBaseId": "%SRCROOT%"
              },
              "region": {
                "endColumn": 27,
                "startColumn": 6,
                "startLine": 4
              }
            }
          }
        ],
        "message": {
          "text": "`en/b.md` has no section `#Late`\ndid you mean `#late`?"
        },
        "ruleId": "missing-anchor",
        "ruleIndex": 66
      },
      {
        "level": "warning",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "content/en/c.md",
                "uriBaseId": "%SRCROOT%"
              }
            }
          }
        ],
        "message": {
          "text": "this article has no title, so it is called `C`\nadd `title:` to the front matter"
        },
        "ruleId": "no-title",
        "ruleIndex": 26
      },
      {
        "level": "note",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "content/en/c.md",
                "uriBaseId": "%SRCROOT%"
              }
            }
          }
        ],
        "message": {
          "text": "nothing leads to this article but the list of its category\nlink to it where readers need it, or give it `contexts` or a `module`"
        },
        "ruleId": "orphaned-article",
        "ruleIndex": 76
      }
    ]
    "#);
}

#[test]
fn notes_fail_nothing() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\nreview_by: 2020-01-01\n---\n");
    let output = check(&help, &["--strict"]);
    assert_eq!(
        (output.status.code(), text(&output.stderr)),
        (Some(0), String::new())
    );
    let output = check(&help, &["--strict", "--notes"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(text(&output.stderr), @"
    orphaned-article

      ☞ en/a.md: nothing leads to this article but the list of its category
      help: link to it where readers need it, or give it `contexts` or a `module`

    review-due

      ☞ this article was to be looked at again by 2020-01-01
       ╭─[en/a.md:3:12]
     3 │ review_by: 2020-01-01
       ·            ─────┬────
       ·                 ╰── gone by
       ╰────
      help: read it against the app, and set a new day

    0 errors, 0 warnings
    ");
}

const MENDABLE: &[(&str, &str)] = &[
    (
        "en/a.md",
        "---\r\ntitle: A\r\nsumary: S\r\ndate: \"2026-3-1\"\r\nslug: Año Nuevo\r\nkind: artcle\r\naliases: [en/old/page/, /en/ano-nuevo/]\r\nroles: [owner, pm,\r\n  owner]\r\nplans:\r\n  - free\r\n  - free\r\nmodule: jbs\r\n---\r\n:::stpes\r\n1. See [b](b.md#Late_Payments).\r\n:::\r\n",
    ),
    ("en/b.md", "---\ntitle: B\n---\n## Late payments\n"),
    ("es/b.md", "---\ntitle: B\n---\n[b](../en/b.md)\n"),
    (
        "modules.toml",
        "[[module]]\nkey = \"jobs\"\ncontexts = [\"/jobs\"]\n",
    ),
];

#[test]
fn fix_mends_what_has_one_safe_mend_and_says_so() {
    let mut help = HelpCenter::new();
    for (file, text) in MENDABLE {
        help = help.file(file, text);
    }
    let output = check(&help, &["--fix"]);
    insta::assert_snapshot!(text(&output.stderr), @"
    en/a.md:3:1: `sumary` is now `summary` (unknown-key)
    en/a.md:4:7: `2026-3-1` is now `2026-03-01` (bad-date)
    en/a.md:5:7: `Año Nuevo` is now `ano-nuevo` (bad-slug)
    en/a.md:6:7: `artcle` is now `article` (unknown-value)
    en/a.md:7:11: `en/old/page/` is now `/en/old/page/` (bad-alias)
    en/a.md:9:3: `, owner` is gone (doubled-item)
    en/a.md:12:5: `- free` is gone (doubled-item)
    en/a.md:13:9: `jbs` is now `jobs` (unknown-module)
    en/a.md:15:1: `stpes` is now `steps` (unknown-directive)
    en/a.md:16:8: `#Late_Payments` is now `#late-payments` (missing-anchor)
    es/b.md:4:1: `../en/b.md` is now `b.md` (other-language)
    en/a.md:7:26: `, /en/ano-nuevo/` is gone (alias-loop)
    ");
    assert_eq!(output.status.code(), Some(0));
    let read = |file: &str| std::fs::read_to_string(help.content().join(file)).expect("a file");
    insta::assert_snapshot!(read("en/a.md").replace('\r', "␍"), @r#"
    ---␍
    title: A␍
    summary: S␍
    date: "2026-03-01"␍
    slug: ano-nuevo␍
    kind: article␍
    aliases: [/en/old/page/]␍
    roles: [owner, pm]␍
    plans:␍
      - free␍
    module: jobs␍
    ---␍
    :::steps␍
    1. See [b](b.md#late-payments).␍
    :::␍
    "#);
    insta::assert_snapshot!(read("es/b.md"), @"
    ---
    title: B
    ---
    [b](b.md)
    ");
    assert_eq!(help.diagnostics(), "");
    let before = read("en/a.md");
    let output = check(&help, &["--fix"]);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(read("en/a.md"), before);
    let left: Vec<_> = walkdir::WalkDir::new(help.content())
        .into_iter()
        .filter(|entry| {
            let entry = entry.as_ref().expect("an entry");
            entry.file_name().to_string_lossy().ends_with(".mended")
        })
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn fix_leaves_alone_what_could_mean_two_things_or_opens_a_gate() {
    let files = [
        // A gate and a status are never guessed.
        (
            "en/a.md",
            "---\ntitle: A\nvisiblity: public\nstatus: publishd\n---\n",
        ),
        (
            "en/b.md",
            "---\ntitle: B\nvisibility: publc\nroles: [ownr]\n---\n",
        ),
        (
            "en/_terms.toml",
            "[a]\ntitle = \"A\"\ntext = \"T\"\nvisiblity = \"customer\"\n",
        ),
        ("en/c.md", "---\ntitle: C\ndate: 3/4/2026\n---\n"),
        (
            "en/d.md",
            "---\ntitle: D\nsummary: S\nsumary: T\n---\nThe the.\n",
        ),
        (
            "en/e.md",
            "---\ntitle: E\ndate: 2026-3-1\n---\n<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n",
        ),
    ];
    let mut help = HelpCenter::new();
    for (file, text) in files {
        help = help.file(file, text);
    }
    let output = check(&help, &["--fix", "--format", "json"]);
    insta::assert_snapshot!(text(&output.stderr), @"`en/e.md` has the marks of a merge conflict and was left as it is");
    for (file, text) in files {
        let now = std::fs::read_to_string(help.content().join(file)).expect("a file");
        assert_eq!(now, text, "{file}");
    }
}
