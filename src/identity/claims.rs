//! What a token says, and the rules it must keep (SPEC 7, "Identity").

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::config::is_mail_address;
use crate::gate::{Viewer, Visibility};
use crate::identity::{Identity, Permission, TokenError};
use crate::locale::Locale;

/// How far the clocks of the host app and of ayuda may be apart, in seconds.
const SKEW: i64 = 60;
const MAX_LIFETIME: i64 = 24 * 60 * 60;
const MAX_CHARACTERS: usize = 256;

/// The claims as written. A key written twice and a value of another type are
/// errors; claims that are not listed here are passed over.
#[derive(Deserialize, Serialize)]
pub(super) struct Claims {
    sub: String,
    iss: String,
    aud: Audience,
    iat: Seconds,
    exp: Seconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<Seconds>,
    visibility: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    org: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    permissions: Vec<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Whose tokens are taken, and the words that open something.
pub(super) struct Agreement {
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) roles: BTreeSet<String>,
    pub(super) plans: BTreeSet<String>,
}

impl Agreement {
    pub(super) fn new(issuer: &str, audience: &str, roles: &[String], plans: &[String]) -> Self {
        Agreement {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            roles: roles.iter().cloned().collect(),
            plans: plans.iter().cloned().collect(),
        }
    }
}

impl Claims {
    /// What `identity` says about itself, from `issued` to `expires` in seconds.
    pub(super) fn of(
        identity: &Identity,
        agreement: &Agreement,
        issued: i64,
        expires: i64,
    ) -> Self {
        let viewer = &identity.viewer;
        Claims {
            sub: identity.subject.clone(),
            iss: agreement.issuer.clone(),
            aud: Audience::One(agreement.audience.clone()),
            iat: Seconds(issued),
            exp: Seconds(expires),
            nbf: None,
            visibility: viewer.visibility.word().to_owned(),
            roles: viewer.roles.iter().cloned().collect(),
            plan: viewer.plan.clone(),
            org: identity.org.clone(),
            name: identity.name.clone(),
            email: identity.email.clone(),
            locale: identity.locale.map(|locale| locale.code().to_owned()),
            permissions: identity
                .permissions
                .iter()
                .map(|permission| permission.word().to_owned())
                .collect(),
        }
    }

    /// Whom the claims speak of, if they keep every rule at `now`.
    ///
    /// Roles, plans and permissions that are not known are left out, and so is an `email` that is
    /// no address: they open nothing.
    pub(super) fn check(
        self,
        agreement: &Agreement,
        now: Timestamp,
    ) -> Result<Identity, TokenError> {
        if self.iss != agreement.issuer {
            return Err(TokenError::Issuer);
        }
        let named = match &self.aud {
            Audience::One(audience) => *audience == agreement.audience,
            Audience::Several(audiences) => audiences.contains(&agreement.audience),
        };
        if !named {
            return Err(TokenError::Audience);
        }
        self.check_times(now.as_second())?;
        check_text("sub", Some(&self.sub))?;
        check_text("org", self.org.as_ref())?;
        check_text("name", self.name.as_ref())?;
        let visibility = match Visibility::from_word(&self.visibility) {
            Some(Visibility::Public) | None => return Err(TokenError::Visibility),
            Some(visibility) => visibility,
        };
        Ok(Identity {
            subject: self.sub,
            viewer: Viewer {
                visibility,
                roles: self
                    .roles
                    .into_iter()
                    .filter(|role| agreement.roles.contains(role))
                    .collect(),
                plan: self.plan.filter(|plan| agreement.plans.contains(plan)),
            },
            org: self.org,
            name: self.name,
            email: self.email.filter(|email| is_mail_address(email)),
            locale: self.locale.as_deref().and_then(Locale::from_tag),
            permissions: self
                .permissions
                .iter()
                .filter_map(|word| Permission::from_word(word))
                .collect(),
        })
    }

    /// From when, and until when, in seconds.
    pub(super) fn times(&self) -> (i64, i64) {
        (self.iat.0, self.exp.0)
    }

    fn check_times(&self, now: i64) -> Result<(), TokenError> {
        let Seconds(issued) = self.iat;
        let Seconds(expires) = self.exp;
        let starts = self.nbf.map_or(issued, |Seconds(nbf)| nbf.max(issued));
        if expires.saturating_sub(issued) > MAX_LIFETIME {
            return Err(TokenError::Lifetime);
        }
        if expires.saturating_add(SKEW) <= now {
            return Err(TokenError::Expired);
        }
        if starts > now.saturating_add(SKEW) {
            return Err(TokenError::NotYetValid);
        }
        Ok(())
    }
}

fn check_text(claim: &'static str, text: Option<&String>) -> Result<(), TokenError> {
    let fine = text.is_none_or(|text| {
        !text.is_empty()
            && text.chars().count() <= MAX_CHARACTERS
            && !text.chars().any(char::is_control)
    });
    match fine {
        true => Ok(()),
        false => Err(TokenError::Text(claim)),
    }
}

/// A NumericDate of RFC 7519: a fraction of a second is allowed there, and cut off here.
#[derive(Clone, Copy, Serialize)]
struct Seconds(i64);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        let fraction = || {
            number
                .as_f64()
                .filter(|seconds| seconds.abs() < 1e12)
                .map(|seconds| seconds as i64)
        };
        number
            .as_i64()
            .or_else(fraction)
            .map(Seconds)
            .ok_or_else(|| serde::de::Error::custom("a time is out of range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(claims: &str, now: i64) -> Result<Identity, TokenError> {
        let agreement = Agreement {
            issuer: "host".to_owned(),
            audience: "ayuda".to_owned(),
            roles: ["pm".to_owned()].into(),
            plans: ["business".to_owned()].into(),
        };
        let claims: Claims = serde_json::from_str(claims).expect("claims");
        claims.check(&agreement, Timestamp::from_second(now).expect("a time"))
    }

    fn with_times(times: &str, now: i64) -> Option<TokenError> {
        let claims =
            format!(r#"{{"sub":"u","iss":"host","aud":"ayuda","visibility":"customer",{times}}}"#);
        check(&claims, now).err()
    }

    #[test]
    fn times_hold_to_the_second_with_a_minute_of_skew() {
        let hour = r#""iat":100000,"exp":103600"#;
        assert_eq!(with_times(hour, 99_939), Some(TokenError::NotYetValid));
        assert_eq!(with_times(hour, 99_940), None);
        assert_eq!(with_times(hour, 103_659), None);
        assert_eq!(with_times(hour, 103_660), Some(TokenError::Expired));
        let later = r#""iat":100000,"exp":103600,"nbf":101000"#;
        assert_eq!(with_times(later, 100_939), Some(TokenError::NotYetValid));
        assert_eq!(with_times(later, 100_940), None);
        let day = r#""iat":100000,"exp":186400"#;
        assert_eq!(with_times(day, 100_000), None);
        let longer = r#""iat":100000,"exp":186401"#;
        assert_eq!(with_times(longer, 100_000), Some(TokenError::Lifetime));
        let extremes = r#""iat":-9223372036854775808,"exp":9223372036854775807"#;
        assert_eq!(with_times(extremes, 100_000), Some(TokenError::Lifetime));
    }

    #[test]
    fn everything_a_token_may_say_is_read_and_the_unknown_left_out() {
        let claims = r#"{"sub":"u-1","iss":"host","aud":["x","ayuda"],"iat":1,"exp":9.5,
            "visibility":"internal","roles":["pm","chef"],"plan":"golden","org":"acme",
            "name":"María","email":"maria@example.com","locale":"es-MX","permissions":["moderate","fly"]}"#;
        let mut expected = Identity::new("u-1", Viewer::from_who("internal:pm").expect("a viewer"));
        expected.org = Some("acme".to_owned());
        expected.name = Some("María".to_owned());
        expected.email = Some("maria@example.com".to_owned());
        expected.locale = Some(Locale::Es);
        expected.permissions = [Permission::Moderate].into();
        assert_eq!(check(claims, 2), Ok(expected));
        let wrong = claims.replace(
            "maria@example.com",
            "maria@example.com\\r\\nBcc: x@example.com",
        );
        assert_eq!(check(&wrong, 2).expect("a person").email, None);
    }
}
