//! Files that pages load, named by their content so that they never change under a name.

use std::sync::Arc;

use crate::theme::accent;

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

/// The style sheet that the accent colour of the settings is added to.
const STYLE: &str = "site.css";

/// Gives each file its name by content; the accent colour becomes part of `site.css`.
pub(super) fn named(mut files: Vec<(String, Vec<u8>)>, accent: Option<&str>) -> Vec<Asset> {
    files.sort();
    files
        .into_iter()
        .map(|(name, bytes)| {
            let bytes = match name.ends_with(".css") {
                true => style(&name, &bytes, accent),
                false => bytes,
            };
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

fn style(name: &str, bytes: &[u8], accent: Option<&str>) -> Vec<u8> {
    let mut text = compact(&String::from_utf8_lossy(bytes));
    if name == STYLE
        && let Some(rules) = accent.and_then(accent::rules)
    {
        text.push_str(&rules);
    }
    text.into_bytes()
}

/// Style without comments, indentation and empty lines.
fn compact(style: &str) -> String {
    let mut text = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |all, line| all + line + "\n")
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
        "woff2" => "font/woff2",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
