//! What is told outside, and by which ways.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use url::{Host, Url};

use crate::gate::Viewer;

/// What a webhook may be told of.
pub const WEBHOOK_EVENTS: [&str; 5] = ["asked", "replied", "verified", "accepted", "reported"];

/// Without a webhook and a mail server nothing leaves, and nothing is noted for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutboxConfig {
    pub webhooks: Vec<WebhookConfig>,
    pub smtp: Option<SmtpConfig>,
    /// Networks that are not of the open internet, and that names of receivers may lead to.
    pub private_networks: Vec<IpNet>,
}

/// Somebody who is told by HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookConfig {
    /// Names it in the database and in messages.
    pub name: String,
    pub url: Url,
    pub secret: SecretConfig,
    pub events: Vec<String>,
    /// Whoever receives it reads no more than this viewer.
    pub reads_as: Viewer,
}

/// The mail server that letters are given to.
#[derive(Clone, Debug, PartialEq)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    pub user: Option<String>,
    pub password: SecretConfig,
    /// Address alone; the name is that of the site.
    pub from: String,
    /// How long what happens to one post is collected for one letter.
    pub wait_minutes: u32,
}

/// How the way to the mail server is closed to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// Asked for before anything is said, and never gone without.
    StartTls,
    /// From the first byte.
    Tls,
    /// Not at all, and then without a password.
    None,
}

impl SmtpTls {
    pub const ALL: [SmtpTls; 3] = [SmtpTls::StartTls, SmtpTls::Tls, SmtpTls::None];

    pub fn word(self) -> &'static str {
        match self {
            SmtpTls::StartTls => "starttls",
            SmtpTls::Tls => "tls",
            SmtpTls::None => "none",
        }
    }

    pub(super) fn port(self) -> u16 {
        match self {
            SmtpTls::StartTls => 587,
            SmtpTls::Tls => 465,
            SmtpTls::None => 25,
        }
    }
}

/// Where a secret is: in a file, or given by the environment. Never in the settings, which
/// lie in a repository.
#[derive(Clone, Default, PartialEq)]
pub enum SecretConfig {
    #[default]
    None,
    File(PathBuf),
    Given(String),
}

impl fmt::Debug for SecretConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretConfig::None => formatter.write_str("None"),
            SecretConfig::File(path) => write!(formatter, "File({})", path.display()),
            SecretConfig::Given(_) => formatter.write_str("Given(…)"),
        }
    }
}

impl OutboxConfig {
    /// Whether anything leaves.
    pub fn is_open(&self) -> bool {
        !self.webhooks.is_empty() || self.smtp.is_some()
    }
}

/// Whether a webhook may lead there: over TLS, or to this machine.
pub(super) fn is_receiver(url: &Url) -> bool {
    let is_plain_address = url.username().is_empty() && url.password().is_none();
    is_plain_address
        && match url.scheme() {
            "https" => url.host().is_some(),
            "http" => url.host().is_some_and(|host| is_loopback(&host)),
            _ => false,
        }
}

/// Whether a host is this machine, by what it is called.
pub fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref().eq_ignore_ascii_case("localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => IpAddr::from(*address).to_canonical().is_loopback(),
    }
}

/// Whether a text is one address of mail, and can be nothing else wherever it is written.
pub fn is_mail_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_name = (1..=64).contains(&name.len())
        && name
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(is_word));
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    is_name && text.len() <= 254 && host.contains('.') && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_mail_is_one_and_carries_nothing_else() {
        for right in [
            "ana@example.com",
            "ana.robles+help@mail.example.com",
            "o'hara@x-y.example",
        ] {
            assert!(is_mail_address(right), "{right}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}example.com", "a.".repeat(130));
        for wrong in [
            "",
            "ana",
            "@example.com",
            "ana@",
            "ana@localhost",
            "a b@example.com",
            "ana@example.com\r\nBcc: all@example.com",
            "ana@example.com,ben@example.com",
            "<ana@example.com>",
            "Ana <ana@example.com>",
            "\"a\"@example.com",
            "ana..b@example.com",
            "ana@[127.0.0.1]",
            "ana@-x.example",
            "ñandú@example.com",
            "ana@exämple.com",
            "ana@example.com\0",
            long.as_str(),
            longer.as_str(),
        ] {
            assert!(!is_mail_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn receivers_are_behind_tls_or_on_this_machine() {
        for (url, expected) in [
            ("https://hooks.example.com/ayuda", true),
            ("https://10.1.2.3/", true),
            ("http://127.0.0.1:9000/x", true),
            ("http://localhost:9000", true),
            ("http://[::1]/", true),
            ("http://hooks.example.com/", false),
            ("http://localhost.example.com/", false),
            ("http://10.1.2.3/", false),
            ("https://user:word@hooks.example.com/", false),
            ("ftp://127.0.0.1/", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_receiver(&url.parse().expect("a url")), expected, "{url}");
        }
    }
}
