//! The pictures that are shown where a link to a page is posted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use ayuda::gate::Viewer;
use image::GenericImageView as _;

use crate::harness::HelpCenter;

fn help() -> HelpCenter {
    HelpCenter::new()
        .file(
            "en/money/_index.md",
            "---\ntitle: Money & more\nicon: invoice\n---\n",
        )
        .file(
            "es/money/_index.md",
            "---\ntitle: Dinero\nslug: dinero\n---\n",
        )
        .file(
            "en/money/pay.md",
            "---\nid: KB-000001\ntitle: Pay </script><b> & \"run\" 🚀\ntags: [Bills]\n---\nText.\n",
        )
        .file(
            "es/money/pay.md",
            "---\nid: KB-000001\ntitle: Pagar\nslug: pagar\n---\nTexto.\n",
        )
        .file(
            "en/money/only.md",
            "---\nid: KB-000002\ntitle: Not for search engines\nnoindex: true\n---\nText.\n",
        )
        .file(
            "en/hebrew.md",
            "---\nid: KB-000003\ntitle: כיצד ליצור הצעת מחיר\n---\nText.\n",
        )
}

/// Builds with the real binary, and gives every file of the site.
fn build(help: &HelpCenter, options: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let output = Command::new(env!("CARGO_BIN_EXE_ayuda"))
        .arg("build")
        .args(options)
        .current_dir(help.path("."))
        .env_remove("AYUDA_OG")
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    files(&help.path("public"))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("below");
            let bytes = std::fs::read(entry.path()).expect("a file");
            (name.display().to_string(), bytes)
        })
        .collect()
}

fn content<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\"{name}\" content=\""))?;
    Some(rest.split_once('"')?.0)
}

#[test]
fn a_build_that_is_asked_to_draws_a_picture_for_each_page_that_search_engines_list() {
    let files = build(&help(), &["--og"]);
    let mut named = BTreeSet::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8_lossy(bytes);
        let Some(url) = content(&page, "og:image") else {
            assert!(
                content(&page, "og:title").is_none(),
                "{path} has no picture"
            );
            continue;
        };
        let language = page.split_once("<html lang=\"").expect("a language").1;
        let start = format!("http://127.0.0.1:8080/og/{}/", &language[..2]);
        let name = url
            .strip_prefix(&start)
            .unwrap_or_else(|| panic!("{path}: {url}"));
        assert_eq!(content(&page, "og:image:width"), Some("1200"));
        assert_eq!(content(&page, "og:image:height"), Some("630"));
        assert_eq!(content(&page, "twitter:card"), Some("summary_large_image"));
        assert!(content(&page, "og:image:alt").is_some_and(|alt| alt.ends_with(" · Help")));
        let file = format!("og/{}/{name}", &language[..2]);
        let picture = image::load_from_memory(&files[&file]).expect("a picture");
        assert_eq!(picture.dimensions(), (1200, 630));
        assert!(
            files[&file].len() < 150_000,
            "{path}: {}",
            files[&file].len()
        );
        named.insert(file);
    }
    let drawn: BTreeSet<String> = files
        .keys()
        .filter(|path| path.starts_with("og/"))
        .cloned()
        .collect();
    assert_eq!(named, drawn);
    let pages = [
        "en",
        "es",
        "en/money",
        "es/dinero",
        "en/money/pay",
        "es/dinero/pagar",
        "en/tags/bills",
        "en/hebrew",
    ];
    assert_eq!(drawn.len(), pages.len(), "{drawn:#?}");
    for page in pages {
        let page = String::from_utf8_lossy(&files[&format!("{page}/index.html")]);
        assert!(content(&page, "og:image").is_some());
    }
}

#[test]
fn without_being_asked_a_build_draws_no_pictures_and_names_none() {
    let files = build(&help(), &[]);
    assert!(!files.keys().any(|path| path.starts_with("og/")));
    let page = String::from_utf8_lossy(&files["en/money/pay/index.html"]);
    assert_eq!(content(&page, "og:image"), None);
    assert_eq!(content(&page, "twitter:card"), Some("summary"));
}

#[test]
fn a_second_build_draws_nothing_and_a_damaged_picture_is_drawn_again() {
    let help = help();
    let first = build(&help, &["--og"]);
    let kept = help.path("index/built/sharing");
    let before = files(&kept);
    // Whatever lies under the name of a picture, and is whole, is taken for it.
    let (name, other) = (before.keys().next(), before.values().last());
    let (name, other) = (name.expect("a picture"), other.expect("a picture"));
    std::fs::write(kept.join(name), other).expect("written");
    let second = build(&help, &["--og"]);
    let changed = first
        .iter()
        .filter(|(path, bytes)| second[*path] != **bytes);
    assert_eq!(changed.count(), 1, "the others were not drawn");
    std::fs::write(kept.join(name), &other[..other.len() - 1]).expect("written");
    std::fs::write(kept.join("0".repeat(20)), "old").expect("written");
    assert_eq!(build(&help, &["--og"]), first);
    assert_eq!(files(&kept), before, "what no page needs is deleted");
}

#[test]
fn a_picture_changes_its_address_with_what_is_in_it_and_no_other_does() {
    let help = help();
    let first = build(&help, &["--og"]);
    help.write(
        "es/money/pay.md",
        "---\nid: KB-000001\ntitle: Paga\nslug: pagar\n---\nTexto.\n",
    );
    let second = build(&help, &["--og"]);
    let pictures = |files: &BTreeMap<String, Vec<u8>>| -> BTreeSet<String> {
        files
            .keys()
            .filter(|path| path.starts_with("og/"))
            .cloned()
            .collect()
    };
    let (before, after) = (pictures(&first), pictures(&second));
    assert_eq!(before.difference(&after).count(), 1);
    assert_eq!(after.difference(&before).count(), 1);
}

#[test]
fn the_service_shows_the_pictures_that_the_last_build_drew() {
    let help = help();
    let address = |answer: &str| {
        let url = content(answer, "og:image")?;
        url.strip_prefix("http://127.0.0.1:8080").map(str::to_owned)
    };
    let service = help.serve();
    let page = service.anonymous().get("/en/money/pay/").text();
    assert_eq!(address(&page), None);
    let files = build(&help, &["--og"]);

    let service = help.serve();
    let (client, staff) = (service.anonymous(), service.sign_in("internal"));
    let page = client.get("/en/money/pay/").text();
    let path = address(&page).expect("a picture");
    for client in [&client, &staff] {
        let picture = client.get(&path);
        assert_eq!(picture.status, 200);
        assert_eq!(picture.header("content-type"), "image/png");
        assert!(picture.header("cache-control").contains("immutable"));
        assert!(picture.body == files[&path[1..]]);
    }
    for absent in [
        "/og/",
        "/og/en/",
        "/og/en.png",
        "/og/en/0123456789abcdef0123.png",
        &path.replace("/en/", "/es/"),
    ] {
        assert_eq!(client.get(absent).status, 404, "{absent}");
    }
    // What was deleted meanwhile is not there, and nothing else is wrong.
    std::fs::remove_dir_all(help.path("index/built/sharing")).expect("removed");
    assert_eq!(client.get(&path).status, 404);
    // A page that changed has no picture until it is drawn.
    build(&help, &["--og"]);
    help.write(
        "en/money/pay.md",
        "---\nid: KB-000001\ntitle: Pay now\n---\nText.\n",
    );
    service.publish(&help);
    assert_eq!(address(&client.get("/en/money/pay/").text()), None);
    assert!(address(&client.get("/en/money/").text()).is_some());
}

#[test]
fn nothing_is_drawn_of_what_is_restricted() {
    let restricted = |help: HelpCenter| {
        help.file(
            "en/money/staff.md",
            "---\nid: KB-000009\ntitle: For staff\nvisibility: internal\n---\nText.\n",
        )
        .file(
            "en/staff/_index.md",
            "---\ntitle: Staff\nvisibility: customer\nicon: wrench\n---\n",
        )
        .file(
            "en/staff/a.md",
            "---\nid: KB-000010\ntitle: Pay for customers\ntags: [Bills]\n---\nText.\n",
        )
    };
    assert!(build(&help(), &["--og"]) == build(&restricted(help()), &["--og"]));
    let help = restricted(help());
    build(&help, &["--og"]);
    let service = help.serve();
    let page = service.sign_in("internal").get("/en/money/staff/").text();
    assert!(page.contains("For staff"));
    assert_eq!(content(&page, "og:image"), None);
    let viewer = Viewer::from_who("internal").expect("a viewer");
    let view = service
        .app
        .published
        .current()
        .view(&viewer)
        .expect("a view");
    assert!(!view.site.paths().any(|path| path.starts_with("/og/")));
}
