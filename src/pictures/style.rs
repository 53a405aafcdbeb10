//! Style sheets of drawings without addresses.

use std::borrow::Cow;

/// What fetches, and what it becomes: names that no browser knows.
const FETCHING: [(&str, &str); 4] = [
    ("@import", "@none"),
    ("image-set(", "none("),
    ("src(", "none("),
    ("url(", "none("),
];

/// Pictures that may be written into a drawing.
const PICTURES: [&str; 4] = [
    "data:image/png",
    "data:image/jpeg",
    "data:image/gif",
    "data:image/webp",
];

/// Comments made of comments, as nobody writes them.
const MAX_COMMENTS: usize = 3;

/// Whether an address, in lower case and without spaces, is a picture by itself.
pub(super) fn is_picture(address: &str) -> bool {
    PICTURES.iter().any(|one| {
        let rest = address.strip_prefix(one);
        rest.is_some_and(|rest| rest.starts_with([';', ',']))
    })
}

/// Style that fetches nothing: `url()` stays for `#name` and for pictures in the drawing.
///
/// A browser reads names through escapes and past comments; so both go first, and what
/// is left is judged wherever it stands, in strings too.
pub(super) fn harmless(style: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(style);
    if text.contains('\\') {
        text = Cow::Owned(text.replace('\\', ""));
    }
    for _ in 0..MAX_COMMENTS {
        if text.contains("/*") {
            text = Cow::Owned(without_comments(&text));
        }
    }
    if text.contains("/*") {
        return Cow::Borrowed("");
    }
    let lower = text.to_ascii_lowercase();
    if !FETCHING.iter().any(|(name, _)| lower.contains(name)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &lower[at..];
        let found = FETCHING.iter().find(|(name, _)| rest.starts_with(name));
        let Some((name, harmless)) = found else {
            let length = text[at..].chars().next().map_or(1, char::len_utf8);
            out.push_str(&text[at..at + length]);
            at += length;
            continue;
        };
        let address = rest[name.len()..].trim_start_matches([' ', '\t', '\n', '"', '\'']);
        let fine = *name == "url(" && (address.starts_with('#') || is_picture(address));
        out.push_str(if fine {
            &text[at..at + name.len()]
        } else {
            harmless
        });
        at += name.len();
    }
    Cow::Owned(out)
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        // One that does not end takes all that follows.
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_fetches() {
        let check = |style: &str, expected: &str| assert_eq!(harmless(style), expected, "{style}");
        check("a{fill:url(#g)}", "a{fill:url(#g)}");
        check("a{fill:URL( '#g' )}", "a{fill:URL( '#g' )}");
        check("a{b:url(//x)}", "a{b:none(//x)}");
        check("a{b:u\\rl(/x)}", "a{b:none(/x)}");
        check("a{b:\\75 rl(/x)}", "a{b:75 rl(/x)}");
        check("@IMPORT 'x';@im/**/port 'y'", "@none 'x';@none 'y'");
        check("a/*/**/*/b", "a*/b");
        check("/*/**/*@import*/", "*@none*/");
        check(
            "a{b:url(data:image/png;base64,AA)}",
            "a{b:url(data:image/png;base64,AA)}",
        );
        check(
            "a{b:url(data:image/svg+xml,AA)}",
            "a{b:none(data:image/svg+xml,AA)}",
        );
        check(
            "a{b:-webkit-image-set('x' 1x)}",
            "a{b:-webkit-none('x' 1x)}",
        );
        check("ñ{b:/* ñ", "ñ{b:");
        // Comments made of comments come to an end.
        let mut nested = "/*".to_owned();
        for _ in 0..8 {
            nested = nested.replace("/*", "//**/*");
            let style = harmless(&format!("a{nested}@import 'x'")).into_owned();
            assert!(
                !style.contains("/*") && !style.contains("@import"),
                "{style}"
            );
        }
    }
}
