//! From text to [`Identity`], and back.

mod attacks;
mod keys;
mod sessions;

use jiff::Timestamp;
use uuid::Uuid;

use crate::gate::Viewer;
use crate::identity::{Identity, TokenError, Tokens};

const NOW: i64 = 1_700_000_010;

fn now() -> Timestamp {
    Timestamp::from_second(NOW).expect("a time")
}

fn tokens_with(secret: &str) -> Tokens {
    let folder = tempfile::tempdir().expect("a folder");
    let key_file = folder.path().join("token.key");
    std::fs::write(&key_file, secret).expect("written");
    let words = |list: &[&str]| -> Vec<String> { list.iter().map(|w| (*w).to_owned()).collect() };
    Tokens::load_or_create(
        &key_file,
        "https://host.example",
        "ayuda",
        &words(&["owner", "pm", "field", "admin"]),
        &words(&["starter", "professional", "business", "enterprise"]),
    )
    .expect("a key")
}

/// `hs256_key_b64url` of own-jwt/cases.json.
fn tokens() -> Tokens {
    tokens_with("ayuda-test-only-hs256-key-0123456789abcdef")
}

fn customer() -> Identity {
    Identity::new("u-1", Viewer::from_who("customer:pm").expect("a viewer"))
}

fn after(seconds: i64) -> Timestamp {
    Timestamp::from_second(NOW + seconds).expect("a time")
}

#[test]
fn a_signed_token_comes_back_as_it_was_and_lasts_twelve_hours() {
    let tokens = tokens();
    let viewer = Viewer::from_who("customer:owner,pm@business").expect("a viewer");
    let mut identity = Identity::new("../../x", viewer);
    identity.org = Some("acme".to_owned());
    let token = tokens.sign(&identity, now()).expect("signed");
    assert_eq!(tokens.verify(&token, after(12 * 3600)), Ok(identity));
    let expired = tokens.verify(&token, after(12 * 3600 + 60));
    assert_eq!(expired, Err(TokenError::Expired));
    let other = tokens_with("another-key-that-is-long-enough-0123");
    assert_eq!(other.verify(&token, now()), Err(TokenError::Signature));
}

#[test]
fn what_would_be_refused_is_not_signed() {
    let public = Identity::new("u-1", Viewer::anonymous());
    assert_eq!(tokens().sign(&public, now()), Err(TokenError::Visibility));
    let viewer = Viewer::from_who("internal").expect("a viewer");
    let nobody = Identity::new("", viewer);
    assert_eq!(tokens().sign(&nobody, now()), Err(TokenError::Text("sub")));
}

#[test]
fn a_token_with_any_character_changed_is_refused() {
    let tokens = tokens();
    let viewer = Viewer::from_who("customer:pm").expect("a viewer");
    let token = tokens
        .sign(&Identity::new("u-1", viewer), now())
        .expect("signed");
    for at in 0..token.len() {
        for other in ['A', 'B', '.', '=', ' ', '\u{e9}'] {
            let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert!(
                changed == token || tokens.verify(&changed, now()).is_err(),
                "accepted with `{other}` at {at}"
            );
        }
    }
}

#[test]
fn voters_are_told_apart_and_tell_nothing() {
    let tokens = tokens();
    let voter = |subject: &str, who: &str| {
        tokens.voter(&Identity::new(
            subject,
            Viewer::from_who(who).expect("a viewer"),
        ))
    };
    assert_eq!(voter("u-1", "customer:pm"), voter("u-1", "internal"));
    assert_ne!(voter("u-1", "internal"), voter("u-2", "internal"));
    let id = Uuid::from_u128(7);
    assert_eq!(tokens.visitor(id), tokens.visitor(id));
    assert_ne!(tokens.visitor(id), tokens.visitor(Uuid::from_u128(8)));
    let same_text = std::str::from_utf8(&[b'7'; 16]).expect("text");
    let same_bytes = Uuid::from_bytes([b'7'; 16]);
    assert_ne!(voter(same_text, "internal"), tokens.visitor(same_bytes));
    let other = tokens_with("another-key-that-is-long-enough-0123");
    assert_ne!(tokens.visitor(id), other.visitor(id));
    assert_ne!(tokens.cookie_key(), other.cookie_key());
}

#[test]
fn no_secret_is_printed() {
    let printed = format!("{:?}", tokens());
    assert_eq!(
        printed,
        r#"Tokens { issuer: "https://host.example", audience: "ayuda", .. }"#
    );
}
