//! Hostile front matter, each as its list says it must be treated.

use std::collections::BTreeMap;
use std::fs;

use ayuda::gate::Visibility;

use crate::harness::{HelpCenter, dot, shared};

/// What each file of `attack/own-frontmatter` became.
enum Fate {
    LeftOut,
    Article {
        visibility: Visibility,
        title: String,
    },
}

fn fates(help: &HelpCenter) -> BTreeMap<String, Fate> {
    let compiled = help.compile();
    let mut fates: BTreeMap<String, Fate> = fs::read_dir(help.content().join("en"))
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .map(|name| (name, Fate::LeftOut))
        .collect();
    for article in &compiled.library.articles {
        let name = article.file.trim_start_matches("en/").to_owned();
        let fate = Fate::Article {
            visibility: article.gate.visibility,
            title: article.title.clone(),
        };
        fates.insert(name, fate);
    }
    fates
}

#[test]
fn hostile_front_matter_is_treated_as_the_list_says() {
    let Some(folder) = shared("attack/own-frontmatter") else {
        return;
    };
    let expected: BTreeMap<String, String> =
        serde_json::from_slice(&fs::read(folder.join("EXPECT.json")).expect("EXPECT.json"))
            .expect("a table");
    let help = HelpCenter::empty();
    for name in expected.keys() {
        help.write(
            &format!("en/{name}"),
            fs::read(folder.join(name)).expect("a case"),
        );
    }
    // What a public article must not include, link or show.
    help.write(
        "en/internal-runbook.md",
        "---\ntitle: R\nvisibility: internal\n---\nzq7fsecret\n",
    );
    help.write("en/internal-diagram.png", dot(""));
    let fates = fates(&help);
    let mut wrong = Vec::new();
    for (name, wanted) in &expected {
        let fate = &fates[name];
        let fine = match (wanted.as_str(), fate) {
            (wanted, Fate::LeftOut) => wanted.contains("reject") || wanted.contains("error"),
            ("accept public", Fate::Article { visibility, .. }) => {
                *visibility == Visibility::Public
            }
            ("title is the string NO", Fate::Article { title, .. }) => title == "NO",
            ("accept, escaped everywhere", Fate::Article { .. }) => {
                let page = help.page("/en/title_html/");
                !page.contains("<script>") && !page.contains("<img src=x")
            }
            // A key that we do not know leads nowhere: no redirect bears the slug.
            (wanted, Fate::Article { .. }) if wanted.contains("no public redirect file") => help
                .public()
                .values()
                .all(|bytes| !String::from_utf8_lossy(bytes).contains("secret-project-name")),
            (wanted, Fate::Article { title, .. }) if wanted.contains("or string") => {
                !title.is_empty()
            }
            (wanted, Fate::Article { visibility, .. }) => {
                wanted.starts_with("internal") && *visibility == Visibility::Internal
            }
        };
        if !fine {
            wrong.push(format!("{name}: {wanted}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let diagnostics = help.diagnostics();
    let codes: Vec<&str> = diagnostics
        .lines()
        .map(|line| line.split(':').next().unwrap_or(line))
        .map(|line| line.split(" detail=").next().unwrap_or(line))
        .collect();
    insta::assert_snapshot!(codes.join("\n"));
}

#[test]
fn what_yaml_can_grow_into_is_refused_before_it_grows() {
    let bomb = format!(
        "---\ntitle: T\na: &a [x,x,x,x,x,x,x,x,x]\n{}---\n",
        (0..9)
            .map(|n| format!("{}: &{} [*{}]\n", n + 1, n + 1, n))
            .collect::<String>()
    );
    let help = HelpCenter::new()
        .file("en/bomb.md", bomb)
        .file(
            "en/deep.md",
            format!("---\ntitle: {}\n---\n", "[".repeat(100_000)),
        )
        .file("en/fine.md", "---\ntitle: Fine\n---\nText.\n");
    let articles: Vec<String> = help
        .compile()
        .library
        .articles
        .iter()
        .map(|one| one.file.clone())
        .collect();
    assert_eq!(articles, ["en/fine.md"]);
}

#[test]
fn hostile_pictures_are_refused_or_served_as_what_they_are() {
    let Some(attack) = shared("attack") else {
        return;
    };
    let help = HelpCenter::new();
    let mut page = "---\ntitle: A\n---\n".to_owned();
    for folder in ["own-uploads", "uploads/svg-xss", "uploads/img-metadata-xss"] {
        for entry in fs::read_dir(attack.join(folder)).expect("a folder") {
            let entry = entry.expect("a case");
            let name = entry.file_name().to_string_lossy().into_owned();
            help.write(
                &format!("en/up/{name}"),
                fs::read(entry.path()).expect("a case"),
            );
            let shown = [".png", ".svg", ".gif", ".jpg", ".jpeg"];
            if shown.iter().any(|ending| name.ends_with(ending)) {
                page.push_str(&format!("![{name}](up/{name})\n\n"));
            }
        }
    }
    help.write("en/a.md", page);
    insta::assert_snapshot!(help.diagnostics(), @"
    broken-image en/up/SVG_XSS1.svg
    broken-image en/up/SVG_XSS2.svg
    broken-image en/up/SVG_XSS3.svg
    huge-image en/up/bomb_65535.png height=65535 limit=40 width=65535
    broken-image en/up/empty.png
    broken-image en/up/gifjs.gif
    broken-image en/up/html_named.png
    broken-image en/up/svg_laughs.svg
    broken-image en/up/truncated.png
    ");
    let service = help.serve();
    let public = help.public();
    let media: Vec<&String> = public
        .keys()
        .filter(|path| path.starts_with("/media/"))
        .collect();
    assert!(media.len() > 8, "{media:?}");
    for path in media {
        let answer = service.anonymous().get(path);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("content-type").starts_with("image/"));
        if path.ends_with(".svg") {
            let drawing = answer.text().to_lowercase();
            assert!(
                answer
                    .header("content-security-policy")
                    .ends_with("sandbox")
            );
            for word in [
                "script", "onload", "onmouse", "onclick", "http://x", "doctype", "foreign",
                "data:", "alert",
            ] {
                assert!(!drawing.contains(word), "{word} in {drawing}");
            }
        }
    }
}
