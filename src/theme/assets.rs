//! Files that pages load, named by their content so that they never change under a name.

use std::sync::Arc;

use crate::config::Brand;
use crate::theme::colours;

/// A file that pages load.
#[derive(Clone, Debug)]
pub struct Asset {
    /// As templates ask for it: `site.css`.
    pub name: String,
    /// Below the base path: `/assets/site.0123456789ab.css`.
    pub path: String,
    pub media_type: &'static str,
    pub bytes: Arc<[u8]>,
}

/// The style sheet that the colours of the settings are added to.
const STYLE: &str = "site.css";

/// The mark of those who have no logo: it takes their colour.
const MARK: &str = "mark.svg";

/// Gives each file its name by content; the colours of the brand become part of them.
pub(super) fn named(mut files: Vec<(String, Vec<u8>)>, brand: &Brand) -> Vec<Asset> {
    files.sort();
    files
        .into_iter()
        .map(|(name, bytes)| {
            let bytes = branded(&name, bytes, brand);
            let hash = blake3::hash(&bytes).to_hex();
            let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "bin"));
            Asset {
                path: format!("/assets/{stem}.{}.{ending}", &hash[..12]),
                media_type: media_type(ending),
                bytes: bytes.into(),
                name,
            }
        })
        .collect()
}

fn branded(name: &str, bytes: Vec<u8>, brand: &Brand) -> Vec<u8> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match name {
        STYLE => (compact(&text(&bytes)) + &colours::rules(brand)).into_bytes(),
        MARK => match colours::accent(brand) {
            Some(accent) => text(&bytes).replace(colours::ACCENT, &accent).into_bytes(),
            None => bytes,
        },
        _ if name.ends_with(".css") => compact(&text(&bytes)).into_bytes(),
        _ => bytes,
    }
}

/// A style sheet of the widget.
pub(super) fn widget_style(style: &str, brand: &Brand) -> String {
    colours::in_tokens(compact(style), brand)
}

/// Style without comments and without white space that says nothing.
fn compact(style: &str) -> String {
    let mut text = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '"' | '\'' => {
                let end = rest[1..].find(next).map_or(rest.len(), |at| at + 2);
                text.push_str(&rest[..end]);
                end
            }
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            _ if next.is_whitespace() => {
                if !text.is_empty() && !text.ends_with([' ', '{', '}', ';', ',', '>', ':']) {
                    text.push(' ');
                }
                next.len_utf8()
            }
            '{' | '}' | ';' | ',' | '>' => {
                let kept = text.trim_end_matches(match next {
                    '}' => [' ', ';'],
                    _ => [' ', ' '],
                });
                text.truncate(kept.len());
                text.push(next);
                1
            }
            _ => {
                text.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    text
}

fn media_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "gif" => "image/gif",
        "avif" => "image/avif",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml; charset=utf-8",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "vtt" => "text/vtt; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn a_style_sheet_loses_what_says_nothing() {
        let check = |style: &str, expected: &str| assert_eq!(compact(style), expected);
        check(
            "/* Ground. */\na , b > c { color : red ; margin: 0 auto;\n}\n",
            "a,b>c{color :red;margin:0 auto}",
        );
        check(
            "a::after { content: \" ( \" attr(href) \";}\" }",
            "a::after{content:\" ( \" attr(href) \";}\"}",
        );
        check(
            ".x :is(a, b) + p::before { inset: calc(1rem - 1px) }",
            ".x :is(a,b) + p::before{inset:calc(1rem - 1px)}",
        );
        check(
            "@media (min-width: 40rem) and print { a { b: c } }",
            "@media (min-width:40rem) and print{a{b:c}}",
        );
        check("a { b: url( 'x  y' ) } /* left open", "a{b:url( 'x  y' )}");
    }
}
