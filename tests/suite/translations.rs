//! Translations: what is missing or behind, what changed, and what readers are told.

use std::path::Path;
use std::process::{Command, Output};

use ayuda::history::blob_id;
use serde_json::{Value, json};

use crate::harness::HelpCenter;

const FIRST: &str = "2026-01-01T10:00:00Z";
const SECOND: &str = "2026-02-02T10:00:00Z";
const THIRD: &str = "2026-03-01T10:00:00Z";

const ORIGINAL: &str = "---\nid: KB-1\ntitle: Ladders\nsummary: How to stand.\n---\nStand on both feet.\n\n\
     ## Climb\n\nGo up slowly.\n\nHold on.\n\n## Go down\n\nFace the ladder.\n";
const TRANSLATION: &str = "---\nid: KB-1\ntitle: Escaleras\nsummary: Cómo pararse.\n---\nPárate en ambos pies.\n\n\
     ## Sube\n\nSube despacio.\n\nAgárrate.\n\n## Baja\n\nMira la escalera.\n";

fn run(help: &HelpCenter, arguments: &[&str]) -> Output {
    run_in(&help.path("."), arguments)
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ayuda"))
        .current_dir(folder)
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .arg("translations")
        .args(arguments)
        .arg("--quiet")
        .output()
        .expect("the binary runs")
}

/// What a command that succeeds prints.
#[track_caller]
fn says(help: &HelpCenter, arguments: &[&str]) -> String {
    let output = run(help, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// State, impact and the rest of each translation, a line each.
fn states(help: &HelpCenter) -> Vec<String> {
    states_of(&says(help, &["--json"]))
}

fn states_of(json: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(json).expect("JSON");
    let list = document["translations"].as_array().expect("a list");
    let field = |one: &Value, name: &str| one[name].as_str().map(str::to_owned);
    list.iter()
        .map(|one| {
            let file = field(one, "translation").or(field(one, "original"));
            let words = one["words"].as_u64().map(|words| words.to_string());
            let parts = [
                file,
                field(one, "state"),
                field(one, "impact"),
                field(one, "known_by"),
                field(one, "unknown"),
                words,
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        })
        .collect()
}

/// An accepted translation in a repository with one commit.
fn pair() -> HelpCenter {
    let help = HelpCenter::new()
        .file("en/a.md", ORIGINAL)
        .file("es/a.md", TRANSLATION);
    accept(&help);
    help.commit(FIRST);
    help
}

fn accept(help: &HelpCenter) {
    says(help, &["accept", "KB-1"]);
}

fn read(help: &HelpCenter, path: &str) -> String {
    std::fs::read_to_string(help.content().join(path)).expect("a file")
}

fn with_impact(text: &str, impact: &str) -> String {
    text.replace("id: KB-1\n", &format!("id: KB-1\nimpact: {impact}\n"))
}

#[test]
fn an_accepted_translation_is_current_until_its_original_says_something_else() {
    let help = pair();
    assert_eq!(states(&help), ["es/a.md current source"]);
    // Fields that say nothing to a translation, and spaces around, change nothing.
    help.write(
        "en/a.md",
        ORIGINAL
            .replace("id: KB-1", "id: KB-1\norder: 3\nkeywords: [steps]")
            .replace("\n\n", "\n\n\n"),
    );
    assert_eq!(states(&help), ["es/a.md current source"]);
    help.write("en/a.md", ORIGINAL.replace("slowly", "quickly"));
    // Before the commit and after it.
    assert_eq!(states(&help), ["es/a.md stale minor source 6"]);
    help.commit(SECOND);
    assert_eq!(states(&help), ["es/a.md stale minor source 6"]);
    accept(&help);
    assert_eq!(states(&help), ["es/a.md current source"]);
    // What is changed back counts for nothing.
    help.write("en/a.md", ORIGINAL.replace("slowly", "backwards"));
    help.commit(THIRD);
    help.write("en/a.md", ORIGINAL.replace("slowly", "quickly"));
    help.commit(THIRD);
    assert_eq!(states(&help), ["es/a.md current source"]);
}

#[test]
fn several_edits_weigh_as_much_as_the_greatest_of_them() {
    let help = pair();
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "typo").replace("Go up", "Do up"),
    );
    help.commit(SECOND);
    assert_eq!(states(&help), ["es/a.md current typo source"]);
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "major").replace("both feet", "one foot"),
    );
    help.commit(SECOND);
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "typo").replace("both feet", "a foot"),
    );
    help.commit(THIRD);
    assert_eq!(states(&help), ["es/a.md stale major source 4"]);
    let document: Value = serde_json::from_str(&says(&help, &["--json"])).expect("JSON");
    // The day of the edit that mattered, not of the last one.
    assert_eq!(document["translations"][0]["changed"], SECOND);
    // A front matter that says `major` and changes nothing else is no edit.
    accept(&help);
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "major").replace("both feet", "a foot"),
    );
    help.commit(THIRD);
    assert_eq!(states(&help), ["es/a.md current source"]);
}

#[test]
fn diff_shows_each_section_and_the_place_to_follow_it() {
    let help = pair();
    help.write(
        "en/a.md",
        ORIGINAL
            .replace("title: Ladders", "title: Ladders and steps")
            .replace("Go up slowly.", "Go up step by step, slowly.")
            .replace("Hold on.\n", "")
            .replace("## Go down", "## Rest\n\nSit.\n\n## Come down"),
    );
    insta::assert_snapshot!(says(&help, &["diff"]), @"
    es/a.md
      stale, minor: the original since `76912975e7c7`

      title:
      ~ Ladders {+and steps+}

      ## Climb
      es/a.md:9: edit here
      ~ Go up {+step by step,+} slowly.
      - Hold on.

      ## Rest (new)
      es/a.md:9: goes behind this section
      + ## Rest
      + Sit.

      ## Come down
      es/a.md:15: edit here
      ~ ## [-Go-] {+Come+} down
    ");
    insta::assert_snapshot!(says(&help, &["diff", "es/a.md", "--color", "always"]), @"
    [1mes/a.md[0m
      stale, minor: the original since `76912975e7c7`

      title:
      ~ Ladders [32mand steps[0m

    [1m  ## Climb[0m
      es/a.md:9: edit here
      ~ Go up [32mstep by step,[0m slowly.
    [31;9m  - Hold on.[0m

    [1m  ## Rest (new)[0m
      es/a.md:9: goes behind this section
    [32m  + ## Rest[0m
    [32m  + Sit.[0m

    [1m  ## Come down[0m
      es/a.md:15: edit here
      ~ ## [31;9mGo[0m [32mCome[0m down
    ");
    // In the terminal's language, for one that is current.
    accept(&help);
    assert_eq!(says(&help, &["diff", "KB-1"]), "es/a.md is current\n");
    assert_eq!(says(&help, &["diff"]), "");
}

#[test]
fn sections_that_move_or_go_are_told_from_those_that_change() {
    let help = pair();
    let (climb, down) = (
        "## Climb\n\nGo up slowly.\n\nHold on.\n",
        "## Go down\n\nFace the ladder.\n",
    );
    help.write(
        "en/a.md",
        ORIGINAL.replace(&format!("{climb}\n{down}"), &format!("{down}\n{climb}")),
    );
    let sections = |help: &HelpCenter| {
        let document: Value = serde_json::from_str(&says(help, &["--json"])).expect("JSON");
        document["translations"][0]["sections"].clone()
    };
    assert_eq!(
        sections(&help),
        json!([{"change": "moved", "heading": "Go down", "line": 8, "translation_line": 15, "words": 0}])
    );
    help.write("en/a.md", ORIGINAL.replace(climb, ""));
    assert_eq!(
        sections(&help),
        json!([{"change": "removed", "heading": "Climb", "translation_line": 9, "words": 0}])
    );
    // Where the outlines differ, no place is made up; `#` in code is no heading.
    help.write("en/a.md", ORIGINAL.replace(climb, "```\n## Climb\n```\n"));
    help.write("es/a.md", read(&help, "es/a.md") + "\n## Más\n\nAlgo.\n");
    assert_eq!(
        sections(&help),
        json!([
            {"change": "changed", "heading": "", "line": 6, "words": 5},
            {"change": "removed", "heading": "Climb", "words": 0},
        ])
    );
}

#[test]
fn an_original_that_moved_is_followed() {
    let help = pair();
    std::fs::create_dir_all(help.content().join("en/steps")).expect("a folder");
    std::fs::create_dir_all(help.content().join("es/steps")).expect("a folder");
    for language in ["en", "es"] {
        let path = |inner: &str| help.content().join(format!("{language}/{inner}"));
        std::fs::rename(path("a.md"), path("steps/b.md")).expect("moved");
    }
    help.commit(SECOND);
    assert_eq!(states(&help), ["es/steps/b.md current source"]);
    // Weights are added up across the move.
    help.write(
        "en/steps/b.md",
        with_impact(ORIGINAL, "major").replace("both feet", "one foot"),
    );
    help.commit(SECOND);
    help.write(
        "en/steps/b.md",
        with_impact(ORIGINAL, "typo").replace("both feet", "a foot"),
    );
    help.commit(THIRD);
    assert_eq!(states(&help), ["es/steps/b.md stale major source 4"]);
}

#[test]
fn missing_and_orphaned_are_listed_by_category_and_ci_can_fail_on_them() {
    let help = pair()
        .file("en/tools/_index.md", "---\ntitle: Tools\n---\n")
        .file(
            "en/tools/saw.md",
            "---\nid: KB-2\ntitle: A saw\n---\nSaw the *board*.\n",
        )
        .file(
            "en/tools/nail.md",
            "---\nid: KB-3\ntitle: A nail\n---\nHit it.\n",
        )
        .file(
            "es/tools/nail.md",
            "---\nid: KB-3\ntitle: Un clavo\nstatus: draft\n---\nDale.\n",
        )
        .file(
            "en/tools/old.md",
            "---\nid: KB-4\ntitle: Old\nstatus: archived\n---\nOld.\n",
        )
        .file(
            "es/tools/old.md",
            "---\nid: KB-4\ntitle: Vieja\nsource: 1234567\n---\nVieja.\n",
        )
        .file(
            "es/tools/gone.md",
            "---\nid: KB-5\ntitle: Ida\nsource: 1234567\n---\nIda.\n",
        )
        .file(
            "es/tools/own.md",
            "---\nid: KB-6\ntitle: Propia\n---\nSolo aquí.\n",
        )
        .file(
            "en/tools/late.md",
            "---\nid: KB-7\ntitle: Late\nstatus: draft\n---\nLate.\n",
        );
    insta::assert_snapshot!(says(&help, &["status"]), @"
    English: 1 article

    tools
      missing         es/tools/own.md  3 words

    1 missing; 3 words to do

    Español: 5 articles

    home
      current         1

    tools
      missing         en/tools/saw.md  5 words
      missing         en/tools/nail.md  4 words
                      es/tools/nail.md is a draft
      orphaned        es/tools/gone.md
                      its original is gone: archive it too, or delete its `source` and let it stand for itself
      orphaned        es/tools/old.md
                      its original is archived: archive it too, or delete its `source` and let it stand for itself

    1 current, 2 orphaned, 2 missing; 9 words to do
    ");
    insta::assert_snapshot!(says(&help, &["status", "--lang", "en"]), @"
    English: 1 article

    tools
      missing         es/tools/own.md  3 words

    1 missing; 3 words to do
    ");
    let code = |arguments: &[&str]| run(&help, arguments).status.code();
    assert_eq!(code(&["--fail-on", "missing"]), Some(1));
    assert_eq!(code(&["--fail-on", "stale,orphaned"]), Some(1));
    assert_eq!(code(&["--fail-on", "stale,major,perhaps-stale"]), Some(0));
    assert_eq!(code(&["--fail-on", "missing", "--lang", "en"]), Some(1));
    assert_eq!(code(&["--fail-on", "rotten"]), Some(2));
    help.write("en/a.md", ORIGINAL.replace("slowly", "quickly"));
    assert_eq!(code(&["--fail-on", "stale"]), Some(1));
    assert_eq!(code(&["--fail-on", "major"]), Some(0));
}

#[test]
fn without_a_source_commits_are_compared_and_it_is_said_so() {
    let help = HelpCenter::new()
        .file("en/a.md", ORIGINAL)
        .file("es/a.md", TRANSLATION);
    assert_eq!(states(&help), ["es/a.md current nothing"]);
    help.commit(FIRST);
    assert_eq!(states(&help), ["es/a.md current commits"]);
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "major").replace("slowly", "quickly"),
    );
    help.commit(SECOND);
    assert_eq!(states(&help), ["es/a.md perhaps-stale major commits 6"]);
    insta::assert_snapshot!(says(&help, &["diff"]), @"
    es/a.md
      perhaps stale: the original since the last commit of this file

      ## Climb
      es/a.md:8: edit here
      ~ Go up [-slowly.-] {+quickly.+}
    ");
    insta::assert_snapshot!(says(&help, &["status"]), @"
    Español: 1 article

    home
      perhaps stale   es/a.md  6 words
                      Climb

    1 translation names no `source`: compared with what the original said at the last commit of the translation
    1 perhaps stale; 6 words to do
    ");
    // Readers are told of what is known alone.
    assert!(!help.page("/es/a/").contains("desactualizada"));
    help.write("es/a.md", TRANSLATION.replace("despacio", "rápido"));
    help.commit(THIRD);
    assert_eq!(states(&help), ["es/a.md current commits"]);
}

#[test]
fn the_original_may_be_in_the_other_language() {
    let help = HelpCenter::new().file("es/a.md", TRANSLATION).file(
        "en/a.md",
        ORIGINAL.replace("id: KB-1", "id: KB-1\nsource: abcd1234"),
    );
    assert_eq!(states(&help), ["en/a.md stale minor hash no-repository"]);
    accept(&help);
    assert_eq!(states(&help), ["en/a.md current source"]);
}

#[test]
fn accept_edits_one_line_of_any_front_matter() {
    let original = "---\nid: KB-1\ntitle: A\n---\nText.\n";
    let help = HelpCenter::new().file("en/a.md", original);
    let revision = &blob_id(original.as_bytes()).expect("a hash").to_string()[..12];
    let accepted = |before: &str| {
        help.write("es/a.md", before);
        says(&help, &["accept", "es/a.md"]);
        let after = read(&help, "es/a.md");
        assert_eq!(states(&help), ["es/a.md current source"], "{before}");
        after.replace(revision, "REVISION")
    };
    for (before, after) in [
        (
            "---\nid: KB-1\ntitle: A\n---\nTexto.\n",
            "---\nid: KB-1\ntitle: A\nsource: \"REVISION\"\n---\nTexto.\n",
        ),
        (
            "---\nsource: 1234567 # old\nid: KB-1\n---\nT\n",
            "---\nsource: \"REVISION\" # old\nid: KB-1\n---\nT\n",
        ),
        (
            "---\nid: KB-1\nsource: 'x'\n---\nT\n",
            "---\nid: KB-1\nsource: \"REVISION\"\n---\nT\n",
        ),
        (
            "---\r\nid: KB-1\r\n---\r\nT\r\n",
            "---\r\nid: KB-1\r\nsource: \"REVISION\"\r\n---\r\nT\r\n",
        ),
        (
            "+++\nid = \"KB-1\"\n+++\nT\n",
            "+++\nid = \"KB-1\"\nsource = \"REVISION\"\n+++\nT\n",
        ),
        (
            "+++\nsource=\"ab\"\nid = \"KB-1\"\n+++\nT\n",
            "+++\nsource=\"REVISION\"\nid = \"KB-1\"\n+++\nT\n",
        ),
        (
            "+++\nid = \"KB-1\"\n[extra]\na = 1\n+++\nT\n",
            "+++\nsource = \"REVISION\"\nid = \"KB-1\"\n[extra]\na = 1\n+++\nT\n",
        ),
        (
            "\u{feff}---\nid: KB-1\n---\nT\n",
            "\u{feff}---\nid: KB-1\nsource: \"REVISION\"\n---\nT\n",
        ),
        (
            "# A\r\n\r\nT\r\n",
            "---\r\nsource: \"REVISION\"\r\n---\r\n\r\n# A\r\n\r\nT\r\n",
        ),
    ] {
        assert_eq!(accepted(before), after);
    }
    // What takes no line stays as it is, and the writer is told which line to add.
    let odd = "---\n{id: KB-1, title: A}\n---\nT\n";
    help.write("es/a.md", odd);
    let output = run(&help, &["accept", "--all"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).replace(revision, "REVISION");
    insta::assert_snapshot!(said, @r#"error: `es/a.md`: its front matter is written in an unusual way; add the line `source: "REVISION"` yourself"#);
    assert_eq!(read(&help, "es/a.md"), odd);
}

#[test]
fn accept_says_what_it_did_and_what_to_name() {
    let help = pair()
        .file("en/b.md", "---\nid: KB-2\ntitle: B\n---\n")
        .file("en/c.md", "---\nid: KB-3\ntitle: C\nstatus: draft\n---\n")
        .file("es/c.md", "---\nid: KB-3\ntitle: C\nstatus: draft\n---\n");
    let revision = blob_id(ORIGINAL.as_bytes()).expect("a hash").to_string();
    let short = &revision[..12];
    assert_eq!(
        says(&help, &["accept", "content/en/a.md"]),
        format!("es/a.md: `source` is `{short}` already\n")
    );
    help.write("es/a.md", TRANSLATION);
    // Drafts are translated before they are published.
    let all = says(&help, &["accept", "--all"]);
    assert!(
        all.starts_with(&format!("es/a.md: `source` is now `{short}`\nes/c.md: ")),
        "{all}"
    );
    let fails = |arguments: &[&str]| {
        let output = run(&help, arguments);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    insta::assert_snapshot!(fails(&["accept"]), @"error: name a translation by id or by file, or `--all`");
    insta::assert_snapshot!(fails(&["accept", "KB-2"]), @"error: `KB-2` is no translation: there is no published article in another language that it could be made from");
    insta::assert_snapshot!(fails(&["accept", "es/aa.md"]), @"error: no article is called `es/aa.md`; did you mean `es/a.md`?");
    insta::assert_snapshot!(fails(&["diff", "../../etc/passwd"]), @"error: no article is called `../../etc/passwd`; name it by id or by file, such as `es/billing/refunds.md`");
}

#[test]
fn what_a_shallow_clone_does_not_have_is_said_not_guessed() {
    let help = pair();
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "typo").replace("slowly", "quickly"),
    );
    help.commit(SECOND);
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "major").replace("slowly", "quickly, then rest"),
    );
    help.write("es/b.md", "---\nid: KB-2\ntitle: B\n---\nB.\n");
    help.write("en/b.md", "---\nid: KB-2\ntitle: B\n---\nB.\n");
    help.commit(THIRD);
    let from = format!(
        "file://{}",
        help.path(".").canonicalize().expect("a folder").display()
    );
    help.git(&["clone", "--quiet", "--depth", "1", &from, "clone"], THIRD);
    let shallow = help.path("clone");
    let output = run_in(&shallow, &["--json"]);
    assert_eq!(
        states_of(&String::from_utf8_lossy(&output.stdout)),
        [
            "es/a.md stale major hash shallow",
            "es/b.md current nothing"
        ]
    );
    let said = run_in(&shallow, &["status"]);
    insta::assert_snapshot!(String::from_utf8_lossy(&said.stdout), @"
    Español: 2 articles

    home
      stale, major    es/a.md
                      the text of `76912975e7c7` is not in this shallow clone (`git fetch --unshallow` brings it); that the original says something else now is all that is known
      current         1

    1 translation names no `source`, and Git knows nothing of it: it is taken as current
    1 current, 1 stale (1 by a major change); 0 words to do and the unknown changes of 1 article
    ");
    let said = run_in(&shallow, &["diff"]);
    insta::assert_snapshot!(String::from_utf8_lossy(&said.stdout), @"
    es/a.md
      stale, major: the original since `76912975e7c7`
      the text of `76912975e7c7` is not in this shallow clone (`git fetch --unshallow` brings it); that the original says something else now is all that is known
    ");
    // With the whole history it is known.
    help.git(&["-C", "clone", "fetch", "--quiet", "--unshallow"], THIRD);
    let output = run_in(&shallow, &["--json"]);
    assert_eq!(
        states_of(&String::from_utf8_lossy(&output.stdout)),
        ["es/a.md stale major source 8", "es/b.md current commits"]
    );
}

#[test]
fn outside_of_git_the_hash_alone_tells() {
    let help = HelpCenter::new()
        .file("en/a.md", ORIGINAL)
        .file("es/a.md", TRANSLATION);
    accept(&help);
    assert_eq!(states(&help), ["es/a.md current source"]);
    help.write("en/a.md", ORIGINAL.replace("slowly", "quickly"));
    assert_eq!(states(&help), ["es/a.md stale minor hash no-repository"]);
    help.write("en/a.md", with_impact(ORIGINAL, "typo"));
    assert_eq!(states(&help), ["es/a.md current typo hash no-repository"]);
    // A name that Git never had.
    help.write("en/a.md", ORIGINAL);
    help.write(
        "es/a.md",
        TRANSLATION.replace("id: KB-1", "id: KB-1\nsource: feedbeef"),
    );
    help.commit(FIRST);
    assert_eq!(states(&help), ["es/a.md stale minor hash gone"]);
    // What is no hash at all names nothing.
    help.write(
        "es/a.md",
        TRANSLATION.replace("id: KB-1", "id: KB-1\nsource: version two"),
    );
    assert_eq!(states(&help), ["es/a.md current commits"]);
}

#[test]
fn a_commit_names_the_original_as_it_was_then() {
    let help = pair();
    let commit = help.git(&["rev-parse", "--short=10", "HEAD"], FIRST);
    help.write(
        "es/a.md",
        TRANSLATION.replace("id: KB-1", &format!("id: KB-1\nsource: {commit}")),
    );
    assert_eq!(states(&help), ["es/a.md current source"]);
    help.write("en/a.md", ORIGINAL.replace("slowly", "quickly"));
    assert_eq!(states(&help), ["es/a.md stale minor source 6"]);
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let help = pair();
    let windows = |text: &str| text.replace('\n', "\r\n");
    // Git may hand out a file with other line ends than it keeps.
    help.write("en/a.md", windows(ORIGINAL));
    assert_eq!(states(&help), ["es/a.md current source"]);
    let before = read(&help, "es/a.md");
    accept(&help);
    assert_eq!(read(&help, "es/a.md"), before);
    help.write("en/a.md", windows(&ORIGINAL.replace("slowly", "quickly")));
    assert_eq!(states(&help), ["es/a.md stale minor source 6"]);
    // Kept with them, they are part of the name.
    help.commit(SECOND);
    accept(&help);
    let name = help.git(&["rev-parse", "HEAD:content/en/a.md"], SECOND);
    assert!(read(&help, "es/a.md").contains(&name[..12]));
    assert_eq!(states(&help), ["es/a.md current source"]);
}

#[test]
fn readers_are_told_of_a_major_change_in_their_language() {
    let help = pair();
    let notice = |help: &HelpCenter| {
        let page = help.page("/es/a/");
        let line = page.lines().find(|line| line.contains("class=\"notice\""));
        line.map(str::to_owned)
    };
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "minor").replace("slowly", "quickly"),
    );
    help.commit(SECOND);
    assert_eq!(notice(&help), None);
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "major").replace("slowly", "never"),
    );
    // Without a commit there is no day.
    insta::assert_snapshot!(notice(&help).expect("a notice"), @r#"<p class="notice">Esta página puede estar desactualizada: la versión en inglés cambió después de traducirla. <a href="/en/a/" hreflang="en">Leerla en inglés</a></p>"#);
    help.commit(SECOND);
    insta::assert_snapshot!(notice(&help).expect("a notice"), @r#"<p class="notice">Esta página puede estar desactualizada: la versión en inglés cambió el 2 de febrero de 2026. <a href="/en/a/" hreflang="en">Leerla en inglés</a></p>"#);
    assert!(!help.page("/en/a/").contains("class=\"notice\""));
    let service = help.serve();
    let article = |lang: &str| {
        let path = format!("/api/v1/support/kb/articles/KB-1?lang={lang}");
        service.anonymous().get(&path).json()["article"]["outdated"].clone()
    };
    assert_eq!(
        article("es"),
        json!({"language": "en", "url": "/en/a/", "changed": SECOND})
    );
    assert_eq!(article("en"), Value::Null);
    // A draft of the next version of the original is nobody's business, and neither is an archived one.
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "major").replace("id: KB-1", "id: KB-1\nstatus: draft"),
    );
    assert_eq!(notice(&help), None);
    help.write(
        "en/a.md",
        with_impact(ORIGINAL, "major").replace("slowly", "never"),
    );
    accept(&help);
    assert_eq!(notice(&help), None);
}
