//! Attack collections against the whole way from text to [`Identity`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::config::TokenAlgorithm;
use crate::identity::keys::{Key, KeySet};
use crate::identity::tests::keys::{edwards, point, with_key};
use crate::identity::{JwkFault, JwksFault, jwks, jws};

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

/// The cases that the collection leaves to us, each decided once, and why. The same stands in
/// `docs/settings.md`, for who writes the host app.
const DECIDED: [(&str, &str, &str); 8] = [
    (
        "kid missing",
        "accept:customer:field",
        "there is one key: a token that names none can mean no other; refused beside a second key",
    ),
    ("cty JWT nested", "reject", "nested tokens are never opened"),
    (
        "duplicate alg",
        "reject",
        "one reading alone: what is written twice is refused",
    ),
    ("duplicate visibility", "reject", "the same"),
    (
        "exp float",
        "accept:customer:field",
        "RFC 7519 allows fractions of a second, and `time.time()` writes them",
    ),
    (
        "sub path",
        "accept:customer:field",
        "a subject is opaque and is hashed before it is kept; it never becomes a path",
    ),
    (
        "space before",
        "reject",
        "one token has one text; HTTP trims the header before it comes here",
    ),
    (
        "standard alphabet",
        "accept:customer:field",
        "this one holds neither `+` nor `/`, so that both alphabets give the same text; \
         refused if it held one",
    ),
];

fn decided(case: &str) -> &'static str {
    let found = DECIDED.iter().find(|(name, ..)| *name == case);
    found.unwrap_or_else(|| panic!("`{case}` is not decided")).1
}

#[test]
fn each_case_of_our_own_collection_is_answered_as_expected() {
    let Some(file) = attack("own-jwt/cases.json") else {
        return;
    };
    let tokens = tokens();
    let others = [
        with_key(TokenAlgorithm::Es256, &point(1).public),
        with_key(TokenAlgorithm::EdDsa, &edwards(1).public),
    ];
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
            "reject-if-changed" => decided(name),
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
        for others in &others {
            assert!(
                others.verify(&token, now()).is_err(),
                "{name} by a public key"
            );
        }
    }
    assert!(cases.len() >= 155, "only {} cases", cases.len());
    let taken: BTreeSet<&str> = cases
        .iter()
        .filter(|case| {
            ["policy", "reject-if-changed"]
                .iter()
                .any(|one| case["expect"] == *one)
        })
        .map(|case| case["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(taken, DECIDED.iter().map(|(case, ..)| *case).collect());
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
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for group in file["testGroups"].as_array().expect("groups") {
        let (algorithm, keys) = wycheproof_keys(group);
        for test in group["tests"].as_array().expect("tests") {
            let id = test["tcId"].as_u64().expect("a number");
            let token = test["jws"].as_str().expect("a token");
            let opened = jws::open::<Value>(token, &keys);
            let well_signed = matches!(opened, Ok(_) | Err(TokenError::Claims(_)));
            let listed_as_valid = test["result"] == "valid" || misprinted.contains(&id);
            let ours = algorithm != "off our list" && !stricter.contains(&id);
            assert_eq!(well_signed, listed_as_valid && ours, "{id}: {opened:?}");
            let count = counts.entry(algorithm).or_default();
            match well_signed {
                true => count.0 += 1,
                false => count.1 += 1,
            }
        }
    }
    let expected = [
        ("ES256", (2, 37)),
        ("ES256 for other uses", (0, 2)),
        ("HS256", (10, 30)),
        ("off our list", (0, 320)),
    ];
    assert_eq!(counts, expected.into());
}

/// The keys of a group as we would have them: by our own reader of key sets, or a secret.
/// Where the algorithm is none of ours, a secret stands under the name that the tokens give.
fn wycheproof_keys(group: &Value) -> (&'static str, KeySet) {
    let private = &group["private"];
    let id = private["kid"].as_str().map(str::to_owned);
    let secret = |text: &str| {
        let secret = BASE64_URL_SAFE_NO_PAD.decode(text).expect("base64");
        KeySet(vec![Key::of_secret(id.clone(), &secret)])
    };
    if let Some(text) = private["k"].as_str() {
        return ("HS256", secret(text));
    }
    let set = json!({ "keys": [group["public"]] }).to_string();
    match jwks::read(&set) {
        Ok(keys) => ("ES256", keys),
        Err(JwksFault::Key {
            fault: JwkFault::Use,
            ..
        }) => ("ES256 for other uses", secret("")),
        Err(_) => ("off our list", secret("")),
    }
}

/// RFC 8037, appendix A: Wycheproof has no such tokens.
#[test]
fn a_signature_of_ed25519_is_checked() {
    jws::install_cryptography();
    let set = json!({"keys": [{"kty": "OKP", "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]});
    let keys = jwks::read(&set.to_string()).expect("keys");
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
        hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let opened = |token: &str| jws::open::<Value>(token, &keys).expect_err("no claims");
    assert!(matches!(opened(token), TokenError::Claims(_)));
    let changed = token.replace("RXhh", "RXhi");
    assert_eq!(opened(&changed), TokenError::Signature);
}
