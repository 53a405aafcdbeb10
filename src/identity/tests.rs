//! Attack collections against the whole way from text to [`Identity`].

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jsonwebtoken::DecodingKey;
use serde_json::Value;
use uuid::Uuid;

use crate::gate::Viewer;
use crate::identity::{Identity, TokenError, Tokens, jws};

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

/// A file of the attack collections; `None`, and said so, where they are not given.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn attack(path: &str) -> Option<Value> {
    let Some(shared) = std::env::var_os("AYUDA_SHARED") else {
        eprintln!("left out: {path}, because AYUDA_SHARED is not set");
        return None;
    };
    let path = PathBuf::from(shared).join("attack").join(path);
    Some(read(&path))
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// The cases that the collection leaves to us, each decided once.
fn decided(case: &str) -> &'static str {
    match case {
        // There is one key: a token that names none can mean no other.
        "kid missing" => "accept:customer:field",
        // Nested tokens are never opened.
        "cty JWT nested" => "reject",
        // One reading alone: what is written twice is refused.
        "duplicate alg" | "duplicate visibility" => "reject",
        // RFC 7519 allows fractions of a second, and `time.time()` writes them.
        "exp float" => "accept:customer:field",
        // A subject is opaque and is hashed before it is kept; it never becomes a path.
        "sub path" => "accept:customer:field",
        // One token has one text; HTTP trims the header before it comes here.
        "space before" => "reject",
        _ => panic!("`{case}` is not decided"),
    }
}

#[test]
fn each_case_of_our_own_collection_is_answered_as_expected() {
    let Some(file) = attack("own-jwt/cases.json") else {
        return;
    };
    let tokens = tokens();
    let mut wrong = Vec::new();
    let cases = file["cases"].as_array().expect("cases");
    for case in cases {
        assert_eq!(case["now"], NOW);
        let name = case["name"].as_str().expect("a name");
        let token = match &case["token"] {
            Value::String(token) => token.clone(),
            _ => generated(case["token_gen"].as_str().expect("a token")),
        };
        let expected = match case["expect"].as_str().expect("what to expect") {
            "policy" => decided(name),
            // The file means: refused if `+` and `/` stand for `-` and `_`.
            "reject-if-changed" if token.contains(['+', '/']) => "reject",
            "reject-if-changed" => "accept:customer:field",
            expected => expected,
        };
        let got = match tokens.verify(&token, now()) {
            Ok(Identity { viewer, .. }) => {
                let roles: Vec<String> = viewer.roles.into_iter().collect();
                format!("accept:{}:{}", viewer.visibility, roles.join(","))
            }
            Err(_) => "reject".to_owned(),
        };
        if got != expected {
            wrong.push(format!("{name}: {got}, expected {expected}"));
        }
    }
    assert!(cases.len() >= 155, "only {} cases", cases.len());
    assert_eq!(wrong, Vec::<String>::new());
}

fn generated(recipe: &str) -> String {
    assert_eq!(recipe, "tok(payload with 1,000,000 byte claim x)");
    // Too long is said before anything is decoded, so that no signature is needed.
    let token = format!("e30.{}.AA", "A".repeat(1_400_000));
    assert_eq!(tokens().verify(&token, now()), Err(TokenError::TooLong));
    token
}

/// Its payloads are no claims: those that are well signed come as far as [`TokenError::Claims`].
#[test]
fn no_invalid_signature_of_wycheproof_is_accepted() {
    let Some(file) = attack("wycheproof-jose/json_web_signature_test.json") else {
        return;
    };
    jws::install_cryptography();
    // 367 and 370 speak of padding, but their text is that of 357, which is valid.
    let misprinted = [367, 370];
    // Both hold a `?` within base64, which the collection lets pass and we do not.
    let stricter = [372, 373];
    let (mut valid, mut invalid) = (0, 0);
    for group in file["testGroups"].as_array().expect("groups") {
        let key = &group["private"];
        let (Some(secret), Some(key_id)) = (key["k"].as_str(), key["kid"].as_str()) else {
            continue;
        };
        let mut padded = secret.replace('-', "+").replace('_', "/");
        padded.push_str(&"=".repeat((4 - secret.len() % 4) % 4));
        let secret = DecodingKey::from_base64_secret(&padded).expect("base64");
        for test in group["tests"].as_array().expect("tests") {
            let id = test["tcId"].as_u64().expect("a number");
            let token = test["jws"].as_str().expect("a token");
            let opened = jws::open::<Value>(token, &secret, key_id);
            let well_signed = matches!(opened, Ok(_) | Err(TokenError::Claims(_)));
            let listed_as_valid = test["result"] == "valid" || misprinted.contains(&id);
            let expected = listed_as_valid && !stricter.contains(&id);
            assert_eq!(well_signed, expected, "{id}: {opened:?}");
            match expected {
                true => valid += 1,
                false => invalid += 1,
            }
        }
    }
    assert_eq!((valid, invalid), (10, 30));
}

#[test]
fn a_signed_token_comes_back_as_it_was_and_lasts_twelve_hours() {
    let tokens = tokens();
    let viewer = Viewer::from_who("customer:owner,pm@business").expect("a viewer");
    let mut identity = Identity::new("../../x", viewer);
    identity.org = Some("acme".to_owned());
    let token = tokens.sign(&identity, now()).expect("signed");
    let after = |seconds: i64| Timestamp::from_second(NOW + seconds).expect("a time");
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
