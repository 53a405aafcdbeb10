//! Keys by their files and in sets.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::config::{Config, TokenAlgorithm};
use crate::identity::SessionOver;

/// A pair of keys, as PEM and as a key of a set.
pub(super) struct Pair {
    private: String,
    pub(super) public: String,
    jwk: Value,
}

pub(super) fn point(seed: u8) -> Pair {
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

pub(super) fn edwards(seed: u8) -> Pair {
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

pub(super) fn with_key(algorithm: TokenAlgorithm, text: &str) -> Tokens {
    House::new().key(algorithm, text).load()
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
