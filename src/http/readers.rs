//! Who reads, and who only fetches: robots, and browsers that load ahead.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

/// What programs that read pages by themselves have in their names.
const ROBOTS: [&str; 14] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scrapy",
    "preview",
    "facebookexternalhit",
    "headless",
    "lighthouse",
    "monitor",
    "curl/",
    "wget/",
    "python-",
    "go-http-client",
];

/// Whether a person may be looking: no robot, and no browser that fetches what may be
/// looked at later.
pub(super) fn may_be_person(headers: &HeaderMap) -> bool {
    let browser = headers.get(USER_AGENT).map(|value| value.as_bytes());
    let is_robot = browser.is_some_and(|browser| is_robot(&String::from_utf8_lossy(browser)));
    !is_robot && !is_ahead(headers)
}

/// The same of somebody who says what they are: who does not is no browser.
pub(super) fn is_person(headers: &HeaderMap) -> bool {
    headers.contains_key(USER_AGENT) && may_be_person(headers)
}

fn is_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .iter()
        .any(|name| {
            let said = headers.get(*name).map(|value| value.as_bytes());
            said.is_some_and(|said| {
                let said = String::from_utf8_lossy(said).to_ascii_lowercase();
                ["prefetch", "prerender", "preview"]
                    .iter()
                    .any(|word| said.contains(word))
            })
        })
}

fn is_robot(browser: &str) -> bool {
    // A make of telephones.
    let browser = browser.to_ascii_lowercase().replace("cubot", "");
    browser.trim().is_empty() || ROBOTS.iter().any(|name| browser.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn robots_are_told_from_readers() {
        for robot in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0)",
            "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/130.0.0.0",
            "curl/8.9.1",
            "python-requests/2.32",
            "Slackbot-LinkExpanding 1.0",
            "",
        ] {
            assert!(is_robot(robot), "{robot}");
        }
        for reader in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile",
            "ObraApp/4.2 (Android 15) okhttp/4.12",
        ] {
            assert!(!is_robot(reader), "{reader}");
        }
    }
}
