//! A help center in the clothes of its product, by settings alone.

use ayuda::config::Config;

use crate::harness::{HelpCenter, line};

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><rect width=\"8\" height=\"8\"/></svg>";

fn branded() -> HelpCenter {
    let help = HelpCenter::new()
        .file(
            "en/_index.md",
            "---\ntitle: Help\nvisibility: public\n---\n",
        )
        .file(
            "es/_index.md",
            "---\ntitle: Ayuda\nvisibility: public\n---\n",
        )
        .file("en/a.md", "---\ntitle: First\n---\nText.\n")
        .file("es/a.md", "---\ntitle: Primero\n---\nTexto.\n")
        .settings(
            r##"
[site]
name = "Acme Help"
logo = "brand/acme.svg"
art = "brand/crane.SVG"
accent = "#ffd400"
paper = ["#fffdf7", "#17150f"]
footer = { en = "Acme <builds>.", es = "Acme construye." }

[site.links]
Status = "https://status.example.com"
[site.links.es]
Privacidad = "https://example.com/privacidad"
"##,
        );
    std::fs::create_dir(help.path("brand")).expect("a folder");
    std::fs::write(help.path("brand/acme.svg"), LOGO).expect("a logo");
    std::fs::write(help.path("brand/crane.SVG"), LOGO).expect("a picture");
    help
}

/// Addresses of assets without their hashes.
fn named(page: &str) -> String {
    let mut parts = page.split("/assets/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        let (name, rest) = part.split_once('.').expect("a name");
        let (_, rest) = rest.split_once('.').expect("a hash");
        format!("{all}/assets/{name}.{rest}")
    })
}

#[test]
fn settings_alone_make_a_help_center_that_of_a_product() {
    let help = branded();
    let english = named(&help.page("/en/"));
    let spanish = named(&help.page("/es/"));
    for wanted in [
        "<link rel=\"icon\" href=\"/assets/logo.svg\">",
        "<img src=\"/assets/logo.svg\" alt=\"\" width=\"32\" height=\"32\"><span>Acme Help</span>",
        "<img class=\"art\" src=\"/assets/art.svg\" alt=\"\">",
        "<p>Acme &lt;builds&gt;.</p>",
        "<li><a href=\"https://status.example.com\">Status</a></li>",
    ] {
        assert!(english.contains(wanted), "{wanted} in {english}");
    }
    assert!(spanish.contains("<p>Acme construye.</p>"));
    assert!(spanish.contains("<a href=\"https://example.com/privacidad\">Privacidad</a>"));
    assert!(spanish.contains(">Status</a>"));
    assert!(!english.contains("Privacidad") && !english.contains("construye"));

    let files = help.public();
    let logo = files
        .iter()
        .find(|(path, _)| path.starts_with("/assets/logo."));
    assert_eq!(logo.expect("a logo").1, LOGO.as_bytes());
    let style = files
        .iter()
        .find(|(path, _)| path.starts_with("/assets/site.") && path.ends_with(".css"));
    let style = String::from_utf8_lossy(style.expect("a style sheet").1).into_owned();
    // Yellow on nearly white is no link that anybody could read.
    let (_, rules) = style.split_once("}:root{").expect("rules of the brand");
    insta::assert_snapshot!(rules, @"
    --paper:#fffdf7;--ink:#1c2226;--wash:#f5f4ee;--raised:#fffdf7;--line:#dfded9;--edge:#7d8080;--soft:#606465;--accent:#705d00;--on-accent:#ffffff;}
    @media screen and (prefers-color-scheme:dark){:root{--paper:#17150f;--ink:#e8ebec;--wash:#1f1d17;--raised:#1f1d17;--line:#34322d;--edge:#747471;--soft:#949593;--accent:#ffd400;--on-accent:#101417;}}
    ");
}

#[test]
fn a_help_center_without_a_brand_has_a_mark_in_its_colour() {
    let help = branded().settings("[site]\naccent = \"#b3261e\"\n");
    let page = named(&help.page("/en/"));
    assert!(
        page.contains("<link rel=\"icon\" href=\"/assets/mark.svg\">"),
        "{page}"
    );
    assert!(!page.contains("class=\"art\"") && !page.contains("<img"));
    let files = help.public();
    let mark = files
        .iter()
        .find(|(path, _)| path.starts_with("/assets/mark."));
    let mark = String::from_utf8_lossy(mark.expect("a mark").1).into_owned();
    assert!(mark.contains("fill=\"#b3261e\""), "{mark}");
}

#[test]
fn what_is_wrong_with_a_brand_is_said_with_its_place() {
    let help = HelpCenter::new().settings(
        r##"
[site]
accent = "blue"
paper = ["#ffffff", "#000", "#111111"]
ink = { light = "#000000" }
footer = ["one", "two"]

logo = "/etc/passwd"
art = "secret.key"

[site.links]
Status = ["https://status.example.com"]
Here = "javascript:alert(1)"
[site.links.fr]
"Confidentialité" = "https://example.com"
"##,
    );
    let (config, diagnostics) =
        Config::load(&help.path("ayuda.toml"), true, std::iter::empty()).expect("settings");
    let said: Vec<String> = diagnostics.iter().map(line).collect();
    insta::assert_snapshot!(said.join("\n"), @r##"
    unknown-value ayuda.toml:8:8 key=logo value=/etc/passwd known=brand/logo.svg, brand/logo.png
    unknown-value ayuda.toml:9:7 key=art value=secret.key known=brand/logo.svg, brand/logo.png
    unknown-value ayuda.toml:3:10 key=accent value=blue known=#1d4ed8, ["#1d4ed8", "#93b4ff"]
    unknown-value ayuda.toml:4:9 key=paper value=#ffffff, #000, #111111 known=#1d4ed8, ["#1d4ed8", "#93b4ff"]
    wrong-shape ayuda.toml:12:10 key=Status wanted=text
    unknown-value ayuda.toml:13:8 key=Here value=javascript:alert(1) known=https://example.com, /docs, mailto:help@example.com
    unknown-key ayuda.toml:14:13 key=fr
    wrong-shape ayuda.toml:5:7 key=ink wanted=text
    wrong-shape ayuda.toml:6:10 key=footer wanted=text
    "##);
    assert_eq!(config.site.brand, ayuda::config::Brand::default());
    assert_eq!(config.site.footer, []);
    assert_eq!(config.site.links, []);
}
