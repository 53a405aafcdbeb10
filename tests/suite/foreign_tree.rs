//! A real product's help, written for another system, builds as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use ayuda::compile::{Input, compile};
use ayuda::config::Config;
use ayuda::edition::Edition;
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::i18n::Messages;
use ayuda::locale::Locale;
use ayuda::search::{Query, Request};

use crate::harness::{shared, theme};

/// All that a foreign tree needs besides its files.
const SETTINGS: &str = r#"
base_url = "https://help.example.com"
[content]
path = "FOLDER"
visibility = "public"
ignore = ["**/TOC.md", "**/includes/**"]
ignore_keys = ["*"]
[front_matter]
summary = "description"
"#;

#[test]
fn a_foreign_tree_builds_by_a_small_settings_file() {
    let Some(folder) = shared("corpora/business-central") else {
        return;
    };
    let own = tempfile::tempdir().expect("a folder");
    let file = own.path().join("ayuda.toml");
    let settings = SETTINGS.replace("FOLDER", &folder.display().to_string());
    std::fs::write(&file, settings).expect("the settings");
    let (config, diagnostics) = Config::load(&file, true, std::iter::empty()).expect("settings");
    assert_eq!(diagnostics, []);
    let compiled = compile(&Input {
        folder: &config.resolve(&config.content.path),
        config: &config,
        messages: &Messages::built_in(),
        history: &History::none(),
        drafts: false,
    });

    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &compiled.diagnostics {
        *codes.entry(one.code.name()).or_default() += 1;
    }
    // The publisher's own faults: what cannot be read is said, and nothing else is lost.
    let errors: Vec<(&str, String)> = compiled
        .diagnostics
        .iter()
        .filter(|one| one.is_error())
        .map(|one| (one.code.name(), one.file.clone()))
        .collect();
    insta::assert_debug_snapshot!(errors);
    // The files that it ignores, above all the Spanish `TOC.md`, hold the rest of the 435
    // and 728 broken relative links that the tree has in all.
    let mut links: BTreeMap<String, usize> = BTreeMap::new();
    for one in compiled
        .diagnostics
        .iter()
        .filter(|one| one.code.name() == "broken-link")
    {
        let target = one.arguments.iter().find(|(name, _)| *name == "target");
        let target = target.map_or("", |(_, target)| target);
        let kind = match target {
            target if target.starts_with('/') => "root-relative",
            target
                if target
                    .split(['#', '?'])
                    .next()
                    .unwrap_or_default()
                    .ends_with(".md") =>
            {
                "to an article"
            }
            _ => "other",
        };
        *links
            .entry(format!("{} {kind}", &one.file[..2]))
            .or_default() += 1;
    }
    insta::assert_debug_snapshot!(links);
    // Every file that is an article is one, but for those errors.
    let articles = |language: Locale| {
        walkdir::WalkDir::new(folder.join(language.code()))
            .into_iter()
            .map(|entry| entry.expect("an entry").into_path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
            .filter(|path| !path.ends_with("TOC.md"))
            .filter(|path| !path.iter().any(|part| part == "includes"))
            .count()
    };
    for (language, left_out) in [(Locale::En, 0), (Locale::Es, 1)] {
        let compiled = compiled.library.articles.iter();
        let compiled = compiled.filter(|one| one.language == language).count();
        assert_eq!(compiled, articles(language) - left_out, "{language}");
    }

    let config = Arc::new(config);
    let edition = Edition::build(
        compiled.library,
        &own.path().join("index"),
        Arc::default(),
        Arc::clone(&config),
        theme(&config),
    )
    .expect("an edition");
    let view = edition.public();
    let pages = view.site.paths().count();
    assert!(pages > 5_000, "{pages}");
    let found = |language, text: &str| {
        let request = Request {
            limit: 3,
            ..Request::new(Query::parse(text), language)
        };
        let answer = edition
            .shelves()
            .search(&view.library, &Viewer::anonymous(), &request);
        let answer = answer.expect("an answer");
        answer.groups.first().map_or_else(Vec::new, |group| {
            group.hits.iter().map(|hit| hit.title.clone()).collect()
        })
    };
    let queries = [
        (Locale::En, "invoice sales"),
        (Locale::En, "set up currencies"),
        (Locale::En, "reconcile bank account"),
        (Locale::En, "return an item"),
        (Locale::En, "dimensions"),
        (Locale::Es, "facturar ventas"),
        (Locale::Es, "configurar divisas"),
        (Locale::Es, "conciliar cuenta bancaria"),
        (Locale::Es, "devolucion de compra"),
        (Locale::Es, "dimensiones"),
    ];
    let answers: Vec<String> = queries
        .into_iter()
        .map(|(language, text)| format!("{language} {text}: {}", found(language, text).join(" | ")))
        .collect();
    insta::assert_snapshot!(answers.join("\n"));
}
