//! Everything that attackers are known to write, as the text of a member: a browser finds
//! nothing in it but the elements of a list.

use std::fs;
use std::path::Path;

use ayuda::i18n::Messages;
use ayuda::locale::Locale;
use ayuda::markup::post::{Attached, MAX_BYTES, Place, render};
use serde_json::Value;

use crate::harness::dom::{Allowed, dangers};
use crate::harness::shared;

const ALLOWED: Allowed = &[
    ("a", &["href", "rel", "class"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &["class"]),
    ("del", &[]),
    ("div", &["class", "role", "tabindex", "aria-label"]),
    ("em", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("hr", &[]),
    (
        "img",
        &["src", "alt", "width", "height", "loading", "decoding"],
    ),
    ("li", &[]),
    ("ol", &["start"]),
    ("p", &[]),
    ("pre", &["tabindex"]),
    ("span", &["class", "role", "aria-label"]),
    ("strong", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["class"]),
    ("th", &["scope", "class"]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &[]),
];

/// Everybody is a member here, and everything an upload.
struct Open(Messages);

impl Place for Open {
    fn messages(&self) -> (&Messages, Locale) {
        (&self.0, Locale::Es)
    }

    fn member(&self, handle: &str) -> Option<String> {
        Some(format!("/es/community/members/{handle}/"))
    }

    fn attachment(&self, key: &str) -> Option<Attached> {
        let url = format!("/files/{key}");
        let size = key.len().is_multiple_of(2).then_some((4, 3));
        Some(Attached { url, size })
    }

    fn is_ours(&self, _: &url::Url) -> bool {
        false
    }
}

/// Places in Markdown where a text may get into HTML; `{}` stands for it.
const PLACES: [&str; 16] = [
    "{}",
    "a {} b",
    "[a]({})",
    "[a](<{}>)",
    "![a]({})",
    "![{}](attachment:ab)",
    "[{}](/en/)",
    "[a](/en/ \"{}\")",
    "[a](attachment:{})",
    "<{}>",
    "```{}\n{}\n```",
    "`{}`",
    "@{}",
    "https://example.com/{}",
    "[a]\n\n[a]: {}",
    "| {} |\n|---|\n| {} |",
];

fn judged(place: &Open, texts: impl IntoIterator<Item = String>) -> usize {
    let mut count = 0;
    for text in texts {
        count += 1;
        let mut html = String::new();
        for around in PLACES {
            let text = around.replace("{}", &text);
            if let Ok(done) = render(&text, place) {
                html.push_str(&done.html);
            }
        }
        let found = dangers(&html, ALLOWED);
        assert!(found.is_empty(), "{found:?} of {text:?} in {html}");
    }
    count
}

fn lines(file: &Path) -> Vec<String> {
    let bytes = fs::read(file).expect("a list");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.lines().map(str::to_owned).collect()
}

fn json(file: &Path, key: &str) -> Vec<String> {
    let list: Value = serde_json::from_slice(&fs::read(file).expect("a list")).expect("JSON");
    let cases = list.as_array().expect("cases").iter();
    cases
        .map(|case| case[key].as_str().expect("a text").to_owned())
        .collect()
}

#[test]
fn the_oracle_sees_what_runs() {
    for (html, wanted) in [
        ("<p>fine</p>", "[]"),
        ("<p onclick=x>", r#"["<p onclick>"]"#),
        (
            "<a href=\"java&#10;script:x\">",
            r#"["href=java\nscript:x"]"#,
        ),
        ("<script>x</script>", r#"["<script>"]"#),
        (
            "</main><p>",
            r#"["the page has [\"main\", \"p\", \"footer\"]"]"#,
        ),
        ("<img src=\"data:x\">", r#"["src=data:x"]"#),
    ] {
        assert_eq!(format!("{:?}", dangers(html, ALLOWED)), wanted, "{html}");
    }
}

#[test]
fn nothing_of_the_lists_runs_in_a_post() {
    let Some(attack) = shared("attack") else {
        return;
    };
    let place = Open(Messages::built_in());
    let mut count = judged(&place, json(&attack.join("own-markdown/xss.json"), "md"));
    for (file, key) in [
        ("bleach-data.json", "payload"),
        ("dompurify-expect.json", "payload"),
        ("h5sc-items.json", "data"),
    ] {
        let texts = json(&attack.join("xss").join(file), key);
        count += judged(
            &place,
            texts.into_iter().map(|text| {
                text.replace("%js_uri_alert%", "javascript:alert(1)")
                    .replace("%js_alert%", "alert(1)")
            }),
        );
    }
    for entry in fs::read_dir(attack.join("xss")).expect("a folder") {
        let file = entry.expect("a list").path();
        if file.extension().is_some_and(|ending| ending == "txt") {
            count += judged(&place, lines(&file));
        }
    }
    let strings: Vec<String> =
        serde_json::from_slice(&fs::read(attack.join("blns/blns.json")).expect("a list"))
            .expect("strings");
    count += judged(&place, strings);
    assert!(count > 9_500, "{count}");
}

#[test]
fn specifications_and_shapes_stay_in_the_list_too() {
    let Some(attack) = shared("attack") else {
        return;
    };
    let place = Open(Messages::built_in());
    let mut count = 0;
    for file in [
        "commonmark/spec.json",
        "gfm/spec.json",
        "gfm/extensions.json",
    ] {
        count += judged(&place, json(&attack.join(file), "markdown"));
    }
    for entry in fs::read_dir(attack.join("own-markdown/pathological")).expect("a folder") {
        let mut text = fs::read_to_string(entry.expect("a shape").path()).expect("a text");
        let end = (0..=MAX_BYTES.min(text.len())).rev();
        let mut end = end.skip_while(|end| !text.is_char_boundary(*end));
        text.truncate(end.next().expect("an end"));
        if let Ok(done) = render(&text, &place) {
            let found = dangers(&done.html, ALLOWED);
            assert!(found.is_empty(), "{found:?} in {}", done.html);
        }
        count += 1;
    }
    assert!(count > 1_300, "{count}");
}
