//! The headers that keep what is sent from being more than it is: what a page may load, who may
//! frame it, who may load it, and what a browser must not offer it.
//!
//! The service sends them with every answer, and `_headers` and the file for nginx name them for
//! hosts of the public folder. There is no `Strict-Transport-Security`: it binds a whole host for
//! a year, and whoever ends TLS in front of the service knows whether that can be kept.

use crate::config::Config;

/// What an answer is, as far as that decides over its headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Pages, texts, the API, and failures.
    Page,
    /// A drawing. Opened by itself it has its own style, and does nothing.
    Drawing,
    /// Pictures, films, scripts and styles.
    Media,
}

/// Who may load an answer into a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// Our own pages alone. What other origins read with CORS is asked for in another way.
    Own,
    /// Pages of the same site: what is restricted is shown by the host app's own pages.
    SameSite,
    /// Any page: the help inside the host app shows pictures and films of this host.
    Anybody,
}

impl Loading {
    /// The value of `Cross-Origin-Resource-Policy`.
    pub fn word(self) -> &'static str {
        match self {
            Loading::Own => "same-origin",
            Loading::SameSite => "same-site",
            Loading::Anybody => "cross-origin",
        }
    }
}

/// Sent with everything.
pub const ALWAYS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", DENIED),
];

/// What no page of a help center needs, and no film in it. Copying, full screen and pictures in
/// pictures stay.
const DENIED: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()";

const DRAWING: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/// The value of `Content-Security-Policy`: nothing inline, nothing of others but films, and
/// frames in our own pages and in those of the host app.
pub fn content_policy(answer: Answer, config: &Config) -> String {
    if answer == Answer::Drawing {
        return DRAWING.to_owned();
    }
    let origins = config.service.allowed_origins.iter();
    let origins = origins.filter(|origin| is_origin(origin));
    let framing = origins.fold("'self'".to_owned(), |all, origin| all + " " + origin);
    format!(
        "default-src 'none'; img-src 'self' data:; media-src 'self' https:; style-src 'self'; \
         script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors {framing}; \
         frame-src https://www.youtube-nocookie.com https://player.vimeo.com"
    )
}

/// Of the demo app: what a strict host app has to allow for the help, and nothing else. `help` is
/// the origin of the help where it is another one.
pub fn demo_policy(help: Option<&str>) -> String {
    let help = help.filter(|origin| is_origin(origin));
    let from = help.map_or_else(|| "'self'".to_owned(), |help| format!("'self' {help}"));
    format!(
        "default-src 'none'; script-src {from}; style-src 'self'; connect-src {from}; \
         img-src {from}; media-src {from}; require-trusted-types-for 'script'; \
         trusted-types 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// Whether a text of the settings is an origin, and cannot be read as more of a policy.
fn is_origin(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:/[]".contains(&byte);
    url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    }) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_app_may_frame_pages_and_no_setting_widens_the_policy() {
        let mut config = Config::default();
        let mut framed_by = |origins: &[&str]| {
            config.service.allowed_origins = origins.iter().map(|one| (*one).to_owned()).collect();
            let policy = content_policy(Answer::Page, &config);
            let part = policy
                .split("; ")
                .find(|part| part.starts_with("frame-ancestors"));
            part.expect("a part").to_owned()
        };
        assert_eq!(framed_by(&[]), "frame-ancestors 'self'");
        assert_eq!(
            framed_by(&["https://app.example.com", "http://localhost:3000"]),
            "frame-ancestors 'self' https://app.example.com http://localhost:3000"
        );
        let wrong = [
            "*",
            "null",
            "https:",
            "https://*",
            "https://a.example/; script-src *",
            "https://a.example; script-src *",
            "https://a.example https://b.example",
            "https://a.example,https://b.example",
            "https://a.example/",
            "javascript:alert(1)",
            "",
        ];
        assert_eq!(framed_by(&wrong), "frame-ancestors 'self'");
    }
}
