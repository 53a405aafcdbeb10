//! Where the links of members may lead, judged by a URL parser.

use url::Url;

/// Longer addresses are no links.
const MAX_ADDRESS: usize = 2_048;

/// Only there to tell what a root-relative address becomes.
const HERE: &str = "https://here.invalid";

/// What may stand in `href`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// Of the web.
    Web(Url),
    Mail(String),
    /// From the root of this site on: `/en/money/`.
    Root(String),
}

/// `None` for whatever else: `javascript:`, other schemes, addresses with a password, those
/// relative to a page, and those that two parsers could read in two ways.
pub(super) fn judge(written: &str) -> Option<Address> {
    let doubtful = |c: char| c.is_control() || c.is_whitespace() || c == '\\' || is_hidden(c);
    if written.len() > MAX_ADDRESS || written.contains(doubtful) {
        return None;
    }
    if written.starts_with('/') {
        return root(written);
    }
    let url = Url::parse(written).ok()?;
    match url.scheme() {
        "http" | "https" => {
            let host = url.host_str().filter(|host| !host.is_empty())?;
            let named = !url.username().is_empty() || url.password().is_some();
            // `https:example.com` and `https:///example.com` are read by browsers alone.
            let written = written.get(url.scheme().len()..)?;
            let clear = written.starts_with("://") && !written.starts_with(":///");
            (clear && !named && !host.contains('%')).then_some(Address::Web(url))
        }
        "mailto" => mail(&url),
        _ => None,
    }
}

fn root(written: &str) -> Option<Address> {
    let here = Url::parse(HERE).ok()?;
    let url = here.join(written).ok()?;
    if url.origin() != here.origin() || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let path = &url[url::Position::BeforePath..];
    // `/..//example.com` becomes `//example.com`, which is another site.
    (path.starts_with('/') && !path.starts_with("//")).then(|| Address::Root(path.to_owned()))
}

/// Without subject and text, which somebody else would have written.
fn mail(url: &Url) -> Option<Address> {
    let path = url.path();
    let (name, host) = path.split_once('@')?;
    let plain = |part: &str| {
        let good = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
        !part.is_empty() && part.chars().all(good)
    };
    (plain(name) && plain(host)).then(|| Address::Mail(format!("mailto:{path}")))
}

/// Characters that are not seen, or turn what is seen around.
fn is_hidden(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(written: &str) -> String {
        match judge(written) {
            None => "-".to_owned(),
            Some(Address::Web(url)) => url.to_string(),
            Some(Address::Mail(address)) => address,
            Some(Address::Root(path)) => format!("root {path}"),
        }
    }

    #[test]
    fn addresses_lead_to_the_web_to_mail_or_to_this_site() {
        let cases = [
            ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
            ("HTTP://EXAMPLE.com", "http://example.com/"),
            ("https://ejemplo.es/año", "https://ejemplo.es/a%C3%B1o"),
            (
                "https://example.com:8443/\"'<>",
                "https://example.com:8443/%22'%3C%3E",
            ),
            ("mailto:ana@example.com", "mailto:ana@example.com"),
            (
                "mailto:ana@example.com?subject=x&body=y",
                "mailto:ana@example.com",
            ),
            ("/en/money/?q=1#top", "root /en/money/?q=1#top"),
            ("/en/../es/", "root /es/"),
        ];
        for (written, wanted) in cases {
            assert_eq!(of(written), wanted, "{written}");
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        let long = format!("https://example.com/{}", "a".repeat(MAX_ADDRESS));
        for written in [
            "",
            "a",
            "page.html",
            "../up",
            "#here",
            "?q",
            "//example.com",
            "/\\example.com",
            "/..//example.com",
            "/.//example.com",
            "/a/..//example.com",
            "/%2e%2e//example.com",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.com",
            "blob:https://example.com/x",
            "tel:+341",
            "https://ana:secret@example.com/",
            "https://ana@example.com/",
            "https://",
            "https:",
            "https:example.com",
            "https:///example.com",
            "http:\\\\example.com",
            "https://example.com/\u{202e}gpj",
            "https://exam\tple.com/",
            "https://exa mple.com/",
            "https://[::1",
            "https://example.com:99999/",
            "mailto:",
            "mailto:ana",
            "mailto:a%0d%0ab@example.com",
            "mailto:a@b,c@d",
            &long,
        ] {
            assert_eq!(of(written), "-", "{written:?}");
        }
    }
}
