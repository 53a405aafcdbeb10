//! What `init` and `new` write, through the real binary.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::HelpCenter;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ayuda"))
        .current_dir(folder)
        .env("LANG", "C")
        .env_remove("LC_ALL")
        .env_remove("AYUDA_CONTENT")
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn fine(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{arguments:?}: {}",
        said(&output)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Git with a name and a moment of its own.
fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Ana", "-c", "user.email=ana@example.com"])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(done.status.success(), "{arguments:?}: {}", said(&done));
}

fn new_help_center() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    fine(folder.path(), &["init", "help"]);
    let own = folder.path().join("help");
    (folder, own)
}

#[test]
fn a_new_help_center_passes_all_that_its_workflow_runs() {
    let (_folder, own) = new_help_center();
    let workflow = fs::read_to_string(own.join(".github/workflows/help.yml")).expect("it");
    let commands: Vec<&str> = workflow
        .lines()
        .filter_map(|line| line.trim().strip_prefix("run: ayuda "))
        .collect();
    assert_eq!(
        commands,
        ["check --strict --format github", "audit", "eval"]
    );
    for command in commands {
        let arguments: Vec<&str> = command.split(' ').collect();
        fine(&own, &arguments);
    }
    // And again over what a web server would get.
    fine(&own, &["build", "--strict"]);
    fine(&own, &["audit"]);
}

#[test]
fn a_new_help_center_has_an_example_of_each_feature_in_both_languages() {
    let (_folder, own) = new_help_center();
    let files = |language: &str| -> BTreeSet<String> {
        let root = own.join("content").join(language);
        walkdir::WalkDir::new(&root)
            .into_iter()
            .map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let inner = entry.path().strip_prefix(&root).expect("below it");
                inner.display().to_string()
            })
            .collect()
    };
    assert_eq!(files("en"), files("es"));
    for language in ["en", "es"] {
        let text: String = files(language)
            .iter()
            .map(|file| own.join("content").join(language).join(file))
            .map(|file| fs::read_to_string(file).expect("a text"))
            .collect();
        for feature in [
            ":::steps",
            ":::tabs",
            ":::tab ",
            ":::cards",
            ":::annotated ",
            "> [!TIP]",
            "> [!WARNING]",
            "{term:",
            "{{include:",
            "[^1]",
            "| --- |",
            "kind: release",
            "visibility: internal",
            "visibility: customer",
            "roles: [owner]",
            "contexts: [",
            "module: ",
            "keywords: [",
            "{target=\"",
            "<title>",
            "related: [",
        ] {
            assert!(text.contains(feature), "{language}: {feature}");
        }
    }
    // Internal articles are there, and nobody else sees them.
    let internal = fine(&own, &["search", "ticket", "--json", "--as", "internal"]);
    let public = fine(&own, &["search", "ticket", "--json"]);
    assert!(internal.contains("KB-000005"), "{internal}");
    assert!(!public.contains("KB-000005"), "{public}");
}

#[test]
fn init_writes_the_schemas_that_the_command_prints() {
    let (_folder, own) = new_help_center();
    for subject in ["front-matter", "settings"] {
        let file = own.join(format!("schema/{subject}.json"));
        let written = fs::read_to_string(file).expect("a schema");
        assert_eq!(written, fine(&own, &["schema", subject]), "{subject}");
    }
    // Roles of one's own are in the schema of one's own.
    fs::write(
        own.join("ayuda.toml"),
        "roles = [\"chef\", \"owner\", \"admin\"]\n",
    )
    .expect("settings");
    let schema: serde_json::Value =
        serde_json::from_str(&fine(&own, &["schema", "front-matter"])).expect("JSON");
    assert_eq!(
        schema["properties"]["roles"]["items"]["enum"],
        serde_json::json!(["chef", "owner", "admin"])
    );
}

#[test]
fn an_id_is_free_on_every_branch_that_git_knows() {
    let help = HelpCenter::new().file("en/a.md", "---\nid: KB-000003\ntitle: A\n---\n");
    let root = help.path(".");
    git(&root, &["init", "-q", "-b", "main"]);
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "one"]);
    // Another writer's branch, and one that was only fetched.
    git(&root, &["checkout", "-qb", "ana"]);
    help.write("en/b.md", "---\ntitle: B\nid: \"KB-000017\"\n---\n");
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "two"]);
    git(&root, &["update-ref", "refs/remotes/origin/luis", "HEAD"]);
    help.write("es/deep/er/c.md", "+++\nid = \"KB-000020\"\n+++\n");
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "three"]);
    git(&root, &["update-ref", "refs/remotes/origin/eva", "HEAD"]);
    git(&root, &["reset", "-q", "--hard", "HEAD~1"]);
    git(&root, &["checkout", "-q", "main"]);
    // What is not of the content folder is no article.
    fs::write(help.path("README.md"), "---\nid: KB-000900\n---\n").expect("a file");
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "four"]);
    // A branch that leads nowhere keeps nobody from the others.
    fs::write(
        help.path(".git/refs/heads/broken"),
        "1111111111111111111111111111111111111111\n",
    )
    .expect("a ref");
    let id = |file: &str| {
        let text = fs::read_to_string(help.content().join(file)).expect("an article");
        text.lines().nth(1).unwrap_or_default().to_owned()
    };
    fine(&root, &["new", "en/new"]);
    assert_eq!(id("en/new.md"), "id: KB-000021");
    // Without Git, the files that are there count.
    fs::remove_dir_all(help.path(".git")).expect("no Git");
    fine(&root, &["new", "en/newer"]);
    assert_eq!(id("en/newer.md"), "id: KB-000022");
}

#[test]
fn a_pair_is_started_at_once_and_names_its_revision() {
    let help = HelpCenter::new();
    let root = help.path(".");
    fine(&root, &["new", "en/estimating/send-it", "--translate"]);
    let text = |file: &str| fs::read_to_string(help.content().join(file)).expect("an article");
    insta::assert_snapshot!(text("es/estimating/send-it.md"), @r#"
    ---
    id: "KB-000001"
    status: "draft"
    source: "19c98eeeee62c7b9cf386fbc2a00e366d53e5b36"
    title: "Send it"
    summary: "One sentence that says what the reader can do afterwards"
    ---

    Start with the task, and keep the special cases for the end.
    "#);
    // The revision is what Git calls the original.
    let hash = Command::new("git")
        .args(["hash-object", "content/en/estimating/send-it.md"])
        .current_dir(&root)
        .output()
        .expect("git runs");
    let hash = String::from_utf8(hash.stdout).expect("a hash");
    let source = format!("source: \"{}\"", hash.trim());
    assert!(
        text("es/estimating/send-it.md").contains(&source),
        "{source}"
    );
    fine(&root, &["check", "--strict"]);
    // Both are there: nothing is written over.
    let again = run(&root, &["new", "en/estimating/send-it", "--translate"]);
    assert_eq!(again.status.code(), Some(2));
    insta::assert_snapshot!(said(&again), @"error: `en/estimating/send-it` is there in every language; nothing was written");
}

#[test]
fn the_translation_of_what_exists_has_its_gate_and_lies_beside_its_pictures() {
    let original = "---\nid: KB-000009\ntitle: \"Limits\"\nslug: limits\nvisibility: customer\nroles: [owner]\n---\n\nPay up to a limit.\n";
    let help = HelpCenter::new().file("en/billing/limits/index.md", original);
    let root = help.path(".");
    fine(&root, &["new", "en/billing/limits", "--translate"]);
    let made = fs::read_to_string(help.content().join("es/billing/limits/index.md")).expect("it");
    insta::assert_snapshot!(made, @r#"
    ---
    id: "KB-000009"
    status: "draft"
    source: "1657b17698a121f14c06540abff54f68e851965b"
    title: "Limits"
    visibility: customer
    roles: [owner]
    ---

    Pay up to a limit.
    "#);
    assert_eq!(
        fs::read_to_string(help.content().join("en/billing/limits/index.md")).expect("it"),
        original
    );
    fine(&root, &["check", "--strict"]);
}
