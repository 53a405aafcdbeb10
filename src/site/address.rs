//! Addresses: root-relative, absolute, and as file names.

use crate::config::Config;
use crate::locale::Locale;

/// Where the site stands.
#[derive(Clone, Debug)]
pub(super) struct Address {
    origin: String,
    base: String,
}

impl Address {
    pub(super) fn new(config: &Config) -> Self {
        Address {
            origin: config.origin(),
            base: config.base_path(),
        }
    }

    /// Empty, or `/help`.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// The host, for names that must stay when the scheme changes.
    pub(super) fn host(&self) -> &str {
        let host = self.origin.split("://").nth(1).unwrap_or_default();
        host.split(':').next().unwrap_or_default()
    }

    /// Root-relative address of `rest` at the root of the site.
    pub(super) fn at_root(&self, rest: &str) -> String {
        format!("{}/{rest}", self.base)
    }

    /// Root-relative address of `rest` below a language.
    pub(super) fn below(&self, language: Locale, rest: &str) -> String {
        format!("{}/{language}/{rest}", self.base)
    }

    /// With scheme and host, percent-encoded.
    pub(super) fn absolute(&self, path: &str) -> String {
        format!("{}{}", self.origin, encoded(path))
    }

    /// An old address as writers note it: they may leave the base path away. The form
    /// with a `/` at its end stands for both, unless it names a file.
    pub(super) fn alias(&self, written: &str) -> String {
        let based = match written.strip_prefix(self.base.as_str()) {
            Some(rest) if rest.starts_with('/') => written.to_owned(),
            _ => format!("{}{written}", self.base),
        };
        with_slash(based)
    }

    /// The file of the public folder that a web server answers `path` from.
    pub(super) fn file(&self, path: &str) -> String {
        let below = path.strip_prefix(self.base.as_str()).unwrap_or(path);
        let file = below.trim_start_matches('/');
        match file.is_empty() || file.ends_with('/') {
            true => format!("{file}index.html"),
            false => file.to_owned(),
        }
    }
}

/// Adds the `/` of a folder, unless the last part names a file.
pub(super) fn with_slash(path: String) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    match last.is_empty() || last.contains('.') {
        true => path,
        false => path + "/",
    }
}

/// A path as it stands in a URL; what is encoded already stays.
pub(super) fn encoded(path: &str) -> String {
    percent(path, b"-._~!$&'()*+,;=:@/%")
}

/// A text as one segment of a path: `/` and all that is no letter or digit is encoded.
pub(super) fn encoded_segment(text: &str) -> String {
    percent(text, b"-._~")
}

fn percent(text: &str, kept: &[u8]) -> String {
    let mut all = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            true => all.push(byte.into()),
            false => all.push_str(&format!("%{byte:02X}")),
        }
    }
    all
}

/// A path with percent-encoded bytes as letters; unchanged when they are no text.
pub(super) fn decoded(path: &str) -> String {
    let digit = |byte: u8| (byte as char).to_digit(16);
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes[at..].get(1..3).filter(|_| bytes[at] == b'%');
        let value = pair.and_then(|pair| Some(digit(pair[0])? * 16 + digit(pair[1])?));
        match value.and_then(|value| u8::try_from(value).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_files() {
        let config = Config {
            base_url: "https://example.com:8443/help".to_owned(),
            ..Config::default()
        };
        let address = Address::new(&config);
        assert_eq!(address.file("/help/en/a/"), "en/a/index.html");
        assert_eq!(address.file("/help/"), "index.html");
        assert_eq!(address.file("/help/en/feed.xml"), "en/feed.xml");
        assert_eq!(address.alias("/old"), "/help/old/");
        assert_eq!(address.alias("/help/old.html"), "/help/old.html");
        assert_eq!(address.alias("/helpers"), "/help/helpers/");
        assert_eq!(address.host(), "example.com");
        assert_eq!(
            address.absolute("/help/es/año/"),
            "https://example.com:8443/help/es/a%C3%B1o/"
        );
    }

    #[test]
    fn encoding_and_back() {
        assert_eq!(encoded_segment("a/b ñ"), "a%2Fb%20%C3%B1");
        let check = |text, expected| assert_eq!(decoded(text), expected);
        check("/es/a%C3%B1o/", "/es/año/");
        check("/100%", "/100%");
        check("/%zz%4", "/%zz%4");
        check("/%ff", "/%ff");
        check("/%é0", "/%é0");
    }
}
