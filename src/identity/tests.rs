//! Attack collections against the whole way from text to [`Identity`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::config::{Config, TokenAlgorithm};
use crate::gate::Viewer;
use crate::identity::keys::{Key, KeySet};
use crate::identity::{
    Identity, JwkFault, JwksFault, SessionOver, Sessions, TokenError, Tokens, jwks, jws, store,
};
use crate::storage::testing;

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

/// A pair of keys, as PEM and as a key of a set.
struct Pair {
    private: String,
    public: String,
    jwk: Value,
}

fn point(seed: u8) -> Pair {
    use p256::elliptic_curve::sec1::ToEncodedPoint as _;
    use p256::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
    let key = p256::SecretKey::from_slice(&[seed; 32]).expect("a key");
    let place = key.public_key().to_encoded_point(false);
    let text = |bytes: Option<&p256::FieldBytes>| {
        BASE64_URL_SAFE_NO_PAD.encode(bytes.expect("a coordinate"))
    };
    let public = key.public_key().to_public_key_pem(LineEnding::LF);
    Pair {
        private: key.to_pkcs8_pem(LineEnding::LF).expect("PEM").to_string(),
        public: public.expect("PEM"),
        jwk: json!({"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": format!("point-{seed}"),
            "x": text(place.x()), "y": text(place.y())}),
    }
}

fn edwards(seed: u8) -> Pair {
    use ed25519_dalek::pkcs8::spki::EncodePublicKey as _;
    use ed25519_dalek::pkcs8::{EncodePrivateKey as _, spki::der::pem::LineEnding};
    let key = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
    let public = key.verifying_key();
    Pair {
        private: key.to_pkcs8_pem(LineEnding::LF).expect("PEM").to_string(),
        public: public.to_public_key_pem(LineEnding::LF).expect("PEM"),
        jwk: json!({"kty": "OKP", "crv": "Ed25519", "kid": format!("edwards-{seed}"),
            "x": BASE64_URL_SAFE_NO_PAD.encode(public.as_bytes())}),
    }
}

/// A folder with keys and the settings that name them.
struct House {
    folder: tempfile::TempDir,
    config: Config,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config {
            root: folder.path().to_owned(),
            ..Config::default()
        };
        House { folder, config }
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.folder.path().join(name), text).expect("written");
    }

    fn key(mut self, algorithm: TokenAlgorithm, text: &str) -> Self {
        self.write("token.pem", text);
        self.config.identity.algorithm = algorithm;
        self.config.identity.key_file = Some("token.pem".into());
        self
    }

    fn set(mut self, keys: &[&Pair]) -> Self {
        self.write_set(keys);
        self.config.identity.jwks = Some("keys.json".into());
        self
    }

    fn write_set(&self, keys: &[&Pair]) {
        let keys: Vec<&Value> = keys.iter().map(|pair| &pair.jwk).collect();
        self.write("keys.json", json!({ "keys": keys }).to_string());
    }

    /// What a host app does that signs with this key of the set.
    fn signing_with(mut self, pair: &Pair) -> Self {
        self.write("token.pem", &pair.private);
        self.config.identity.key_file = Some("token.pem".into());
        self
    }

    fn load(&self) -> Tokens {
        Tokens::load(&self.config).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Why there are no tokens, without the folder.
    fn refused(&self) -> String {
        let error = Tokens::load(&self.config).expect_err("refused").to_string();
        error.replace(&format!("{}/", self.folder.path().display()), "")
    }
}

fn with_key(algorithm: TokenAlgorithm, text: &str) -> Tokens {
    House::new().key(algorithm, text).load()
}

fn customer() -> Identity {
    Identity::new("u-1", Viewer::from_who("customer:pm").expect("a viewer"))
}

fn after(seconds: i64) -> Timestamp {
    Timestamp::from_second(NOW + seconds).expect("a time")
}

#[test]
fn who_has_the_public_half_checks_what_the_private_half_signed() {
    for (algorithm, pair, other) in [
        (TokenAlgorithm::Es256, point(1), point(2)),
        (TokenAlgorithm::EdDsa, edwards(1), edwards(2)),
    ] {
        let token = with_key(algorithm, &pair.private).sign(&customer(), now());
        let token = token.expect("signed");
        let service = with_key(algorithm, &pair.public);
        assert_eq!(service.verify(&token, now()), Ok(customer()));
        let stranger = with_key(algorithm, &other.public);
        assert_eq!(stranger.verify(&token, now()), Err(TokenError::Signature));
        let unsigned = service.sign(&customer(), now());
        assert_eq!(unsigned, Err(TokenError::NoPrivateKey));
    }
}

#[test]
fn the_form_of_a_key_that_openssl_writes_for_a_curve_is_read() {
    use p256::pkcs8::LineEnding;
    let key = p256::SecretKey::from_slice(&[1; 32]).expect("a key");
    let text = key.to_sec1_pem(LineEnding::LF).expect("PEM");
    let parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    let tokens = with_key(TokenAlgorithm::Es256, &format!("{parameters}{}", *text));
    let token = tokens.sign(&customer(), now()).expect("signed");
    let service = with_key(TokenAlgorithm::Es256, &point(1).public);
    assert_eq!(service.verify(&token, now()), Ok(customer()));
}

#[test]
fn a_key_that_cannot_be_trusted_is_said_with_what_to_do() {
    let house = |algorithm, text: &str| House::new().key(algorithm, text).refused();
    let mut unusable = House::new();
    unusable.config.identity.usable = false;
    let missing = {
        let mut house = House::new();
        house.config.identity.algorithm = TokenAlgorithm::Es256;
        house.config.identity.key_file = Some("nowhere.pem".into());
        house.refused()
    };
    // The point (0, 1), for which signatures can be made up.
    let weak = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n";
    let lines = [
        house(TokenAlgorithm::Hs256, &point(1).public),
        house(TokenAlgorithm::Hs256, &point(1).jwk.to_string()),
        house(TokenAlgorithm::Es256, &edwards(1).public),
        house(TokenAlgorithm::EdDsa, &point(1).private),
        house(TokenAlgorithm::EdDsa, weak),
        house(TokenAlgorithm::Es256, &"0".repeat(64)),
        House::new().set(&[]).refused(),
        House::new()
            .set(&[&point(1)])
            .signing_with(&point(2))
            .refused(),
        missing,
        unusable.refused(),
    ];
    insta::assert_snapshot!(lines.join("\n"), @"
    the token key `token.pem` cannot be used: it holds a key in PEM form, whose text anybody may know; hint: set `identity.algorithm` to `ES256` or `EdDSA`
    the token key `token.pem` cannot be used: it holds JSON, which is no secret; hint: a key set is named by `identity.jwks`
    the token key `token.pem` cannot be used: it holds no P-256 key as `PUBLIC KEY` or unencrypted `PRIVATE KEY`; hint: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out token.pem` makes a private one, and `openssl pkey -in token.pem -pubout` prints its public half
    the token key `token.pem` cannot be used: it holds no Ed25519 key as `PUBLIC KEY` or unencrypted `PRIVATE KEY`; hint: `openssl genpkey -algorithm ED25519 -out token.pem` makes a private one, and `openssl pkey -in token.pem -pubout` prints its public half
    the token key `token.pem` cannot be used: it holds a weak key, for which anybody can sign; hint: make a new one
    the token key `token.pem` cannot be used: it holds no P-256 key as `PUBLIC KEY` or unencrypted `PRIVATE KEY`; hint: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out token.pem` makes a private one, and `openssl pkey -in token.pem -pubout` prints its public half
    the key set `keys.json` cannot be used: it holds no key; hint: with the last key gone, nobody could sign in
    the private key `token.pem` belongs to no key of the set `keys.json`; hint: add its public half to the set, or leave `identity.key_file` out
    cannot read the token key `nowhere.pem`; hint: the path is relative to `ayuda.toml`, and whoever runs the service must be allowed to read it
    the settings of `[identity]` do not say which key to trust; hint: `ayuda check` shows what is wrong
    ");
}

#[test]
fn each_key_of_a_set_is_chosen_by_its_name_and_used_with_its_own_algorithm() {
    let (one, other) = (point(1), edwards(2));
    let service = House::new().set(&[&one, &other]).load();
    for pair in [&one, &other] {
        let host = House::new().set(&[&one, &other]).signing_with(pair).load();
        let token = host.sign(&customer(), now()).expect("signed");
        assert_eq!(service.verify(&token, now()), Ok(customer()));
    }
    // A token that names no key is understood where there is one alone.
    let host = with_key(TokenAlgorithm::Es256, &one.private);
    let nameless = {
        let mut pair = point(1);
        pair.jwk.as_object_mut().expect("an object").remove("kid");
        let host = House::new().set(&[&pair]).signing_with(&pair).load();
        host.sign(&customer(), now()).expect("signed")
    };
    let alone = House::new().set(&[&one]).load();
    assert_eq!(alone.verify(&nameless, now()), Ok(customer()));
    assert_eq!(service.verify(&nameless, now()), Err(TokenError::Key));
    // Well signed, but under a name of nobody.
    let misnamed = host.sign(&customer(), now()).expect("signed");
    assert_eq!(alone.verify(&misnamed, now()), Err(TokenError::Key));
    // The name of one key with the algorithm of the other.
    let mut crossed = edwards(2);
    crossed.jwk["kid"] = json!("point-1");
    let crossed = House::new().set(&[&crossed]).signing_with(&crossed).load();
    let crossed = crossed.sign(&customer(), now()).expect("signed");
    assert_eq!(service.verify(&crossed, now()), Err(TokenError::Algorithm));
}

#[test]
fn a_changed_key_set_is_taken_in_and_a_broken_one_is_not() {
    let (old, new) = (point(1), edwards(2));
    let house = House::new().set(&[&old]);
    let service = house.load();
    let signed = |pair: &Pair| {
        let host = House::new().set(&[pair]).signing_with(pair).load();
        host.sign(&customer(), now()).expect("signed")
    };
    let (by_old, by_new) = (signed(&old), signed(&new));
    let (_, session) = service.start_session(&by_old, now()).expect("a session");
    assert_eq!(service.verify(&by_new, now()), Err(TokenError::Key));

    // The new key is added: a token that names it makes us look, at most once a second.
    house.write_set(&[&old, &new]);
    assert_eq!(service.verify(&by_new, now()), Err(TokenError::Key));
    assert_eq!(service.verify(&by_new, after(1)), Ok(customer()));
    assert_eq!(service.verify(&by_old, after(1)), Ok(customer()));

    // Half a file, then none: the last good keys stay.
    house.write("keys.json", "{\"keys\": [");
    assert_eq!(service.verify(&by_old, after(60)), Ok(customer()));
    std::fs::remove_file(house.folder.path().join("keys.json")).expect("removed");
    assert_eq!(service.verify(&by_old, after(120)), Ok(customer()));
    assert!(service.resume_session(&session, after(120)).is_ok());

    // The old key is removed: its tokens end, and the sessions made of them.
    house.write_set(&[&new]);
    assert_eq!(service.verify(&by_old, after(180)), Err(TokenError::Key));
    assert_eq!(
        service.resume_session(&session, after(180)),
        Err(SessionOver)
    );
    assert_eq!(service.verify(&by_new, after(180)), Ok(customer()));
}

#[test]
fn a_session_is_the_person_of_its_token_until_the_token_ends() {
    let tokens = tokens();
    let mut identity = Identity::new("ü/../1", Viewer::from_who("internal:pm").expect("a viewer"));
    identity.org = Some("acme".to_owned());
    identity.name = Some("María".to_owned());
    identity.permissions = [crate::identity::Permission::Admin].into();
    let token = tokens.sign(&identity, now()).expect("signed");
    let (session, text) = tokens.start_session(&token, after(100)).expect("a session");
    assert_eq!(session.left(after(100)).as_secs(), 12 * 3600 - 100);
    assert_eq!(
        tokens.resume_session(&text, after(12 * 3600 - 1)),
        Ok(session.clone())
    );
    assert_eq!(session.identity, identity);
    assert_eq!(
        tokens.resume_session(&text, after(12 * 3600)),
        Err(SessionOver)
    );
    // In its minute of grace a token is good, and makes no session.
    assert!(tokens.verify(&token, after(12 * 3600)).is_ok());
    let late = tokens.start_session(&token, after(12 * 3600));
    assert_eq!(late.map(|_| ()), Err(TokenError::Expired));
    let other = tokens_with("another-key-that-is-long-enough-0123");
    assert_eq!(other.resume_session(&text, now()), Err(SessionOver));
    assert_ne!(other.session_key(), tokens.session_key());
    assert_ne!(&tokens.session_key()[..], &tokens.cookie_key()[..]);
    for text in ["", "{}", "null", &token] {
        assert_eq!(tokens.resume_session(text, now()), Err(SessionOver));
    }
}

#[tokio::test]
async fn an_ended_session_is_remembered_for_as_long_as_it_could_matter() {
    let house = House::new();
    let storage = testing::open(house.folder.path()).await;
    let sessions = Sessions::new(storage.clone());
    let tokens = tokens();
    let token = tokens.sign(&customer(), now()).expect("signed");
    let start = || tokens.start_session(&token, now()).expect("a session").0;
    let (one, other) = (start(), start());
    sessions.end(&one, now()).await.expect("ended");
    sessions.end(&one, now()).await.expect("ended twice");
    assert!(sessions.is_ended(&one).await.expect("known"));
    assert!(!sessions.is_ended(&other).await.expect("known"));
    assert_eq!(store::count(&storage).await, 1);
    sessions.end(&other, after(12 * 3600)).await.expect("ended");
    assert_eq!(store::count(&storage).await, 2);
    sessions
        .end(&other, after(13 * 3600 + 1))
        .await
        .expect("ended");
    assert!(!sessions.is_ended(&one).await.expect("forgotten"));
    // It names nobody.
    let file = std::fs::read(house.folder.path().join("ayuda.db-wal")).unwrap_or_default();
    let id = one.id.simple().to_string();
    assert!(!String::from_utf8_lossy(&file).contains(&id));
}
