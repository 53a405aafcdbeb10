//! The address of a PostgreSQL server, which holds a password.

use std::fmt;

use url::Url;

/// `postgres://user:password@host:5432/database`. What is shown of it is never the password.
///
/// Empty for one that was mistyped: state then goes nowhere, and not into a file.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Option<Url>);

impl DatabaseUrl {
    /// What an address looks like.
    pub const SAMPLE: &str = "postgres://ayuda:secret@127.0.0.1:5432/ayuda";

    pub fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let names_database = url.path().len() > 1;
        (matches!(url.scheme(), "postgres" | "postgresql") && names_database)
            .then_some(DatabaseUrl(Some(url)))
    }

    /// What stands for an address that cannot be read.
    pub(super) const MISTYPED: DatabaseUrl = DatabaseUrl(None);

    /// Host, port and database, for messages.
    pub fn place(&self) -> String {
        let Some(url) = &self.0 else {
            return "service.database_url".to_owned();
        };
        let host = url.host_str().filter(|host| !host.is_empty());
        let port = url.port().map(|port| format!(":{port}"));
        format!(
            "{}{}{}",
            host.unwrap_or("localhost"),
            port.unwrap_or_default(),
            url.path()
        )
    }

    /// The whole address, for whoever connects.
    pub fn secret(&self) -> Option<&str> {
        self.0.as_ref().map(Url::as_str)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseUrl(…)")
    }
}

/// The text without what may be the name and password of an address in it.
pub(super) fn masked(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        kept.push_str(before);
        // A password may hold whatever an address may, and a mistyped one more than that.
        let end = after
            .find(['"', '\'', ' ', '\t', ','])
            .unwrap_or(after.len());
        rest = match after[..end].rfind('@') {
            Some(at) => {
                kept.push('…');
                &after[at..]
            }
            None => after,
        };
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_server_and_a_database() {
        let check = |text: &str, expected: bool| {
            assert_eq!(DatabaseUrl::parse(text).is_some(), expected, "{text}");
        };
        check(DatabaseUrl::SAMPLE, true);
        check(
            "postgresql://db.example.com/ayuda?sslmode=verify-full",
            true,
        );
        check("postgres:///ayuda?host=/run/postgresql", true);
        check("postgres://db.example.com", false);
        check("postgres://db.example.com/", false);
        check("mysql://db.example.com/ayuda", false);
        check("ayuda.db", false);
        let url = DatabaseUrl::parse(DatabaseUrl::SAMPLE).expect("an address");
        assert_eq!(format!("{url:?}"), "DatabaseUrl(…)");
        assert_eq!(url.place(), "127.0.0.1:5432/ayuda");
    }

    #[test]
    fn a_password_is_taken_out_of_what_is_shown() {
        let check = |text, expected: &str| assert_eq!(masked(text), expected);
        check("a = 1", "a = 1");
        check(
            "url = \"https://example.com/a\"",
            "url = \"https://example.com/a\"",
        );
        check(
            "url = \"postgres://u:p@ss@h/d\"",
            "url = \"postgres://…@h/d\"",
        );
        check(
            "u = \"x://a:b@c\", v = \"y://d:e@f\"",
            "u = \"x://…@c\", v = \"y://…@f\"",
        );
    }
}
