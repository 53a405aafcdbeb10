//! A JSON Web Key Set (RFC 7517): public keys, each with a name.
//!
//! Entry point: [`read`]. A set that holds anything doubtful is refused as a whole: a
//! key that was passed over in silence would be missed by somebody.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::identity::keys::{Key, KeySet};

/// Longer than any set of public keys.
pub(super) const MAX_BYTES: usize = 64 * 1024;
const MAX_KEYS: usize = 32;
const MAX_ID: usize = 256;

/// Why a key set cannot be used.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum JwksFault {
    #[error("it is longer than {MAX_BYTES} bytes")]
    TooLong,
    #[error("it is no JSON Web Key Set: {0}")]
    Syntax(String),
    #[error("it holds no key; hint: with the last key gone, nobody could sign in")]
    Empty,
    #[error("it holds more than {MAX_KEYS} keys; hint: delete those that no longer sign")]
    TooMany,
    #[error("two keys are called `{0}`; hint: `kid` is how a token names its key")]
    SameId(String),
    #[error(
        "{name} has no `kid`, and there are others; hint: give each key a name, and put it into the header of the tokens"
    )]
    NoId { name: String },
    #[error("{name}: {fault}")]
    Key { name: String, fault: JwkFault },
}

/// Why one key of a set cannot be used.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum JwkFault {
    #[error("`kid` is empty or longer than {MAX_ID} bytes")]
    Id,
    #[error(
        "it is a secret (`oct`), and a key set holds public keys; \
         hint: use `identity.key_file` for `HS256`"
    )]
    Secret,
    #[error(
        "it holds its private half (`d`); hint: leave `d` out, and make a new key if others have seen this one"
    )]
    Private,
    #[error(
        "`kty` `{kty}` with `crv` `{crv}` is not understood; hint: `EC` with `P-256`, or `OKP` with `Ed25519`"
    )]
    Kind { kty: String, crv: String },
    #[error("`alg` is `{found}`; hint: such a key signs with `{wanted}`")]
    Algorithm { found: String, wanted: &'static str },
    #[error("it is not for signatures; hint: `use` is `sig`, or `key_ops` holds `verify`")]
    Use,
    #[error("`x` or `y` is not 32 bytes in base64url without padding")]
    Coordinates,
    #[error("its point is not on the curve")]
    NotOnCurve,
    #[error("it is weak: anybody can sign for it; hint: make a new one")]
    Weak,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Jwk>,
}

/// Fields that are not listed here are passed over, as RFC 7517 wants it; those that
/// are may stand once.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    #[serde(default)]
    crv: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    x: Option<String>,
    y: Option<String>,
    d: Option<serde::de::IgnoredAny>,
}

/// The keys of a set.
///
/// # Errors
/// The first thing that is wrong with any of them.
pub(super) fn read(text: &str) -> Result<KeySet, JwksFault> {
    if text.len() > MAX_BYTES {
        return Err(JwksFault::TooLong);
    }
    let set: Set =
        serde_json::from_str(text).map_err(|error| JwksFault::Syntax(error.to_string()))?;
    if set.keys.is_empty() {
        return Err(JwksFault::Empty);
    }
    if set.keys.len() > MAX_KEYS {
        return Err(JwksFault::TooMany);
    }
    let several = set.keys.len() > 1;
    let mut keys: Vec<Key> = Vec::new();
    for (number, jwk) in (1..).zip(&set.keys) {
        let name = match &jwk.kid {
            Some(id) => format!("key `{id}`"),
            None => format!("key number {number}"),
        };
        if several && jwk.kid.is_none() {
            return Err(JwksFault::NoId { name });
        }
        if let Some(id) = &jwk.kid
            && keys.iter().any(|key| key.id.as_ref() == Some(id))
        {
            return Err(JwksFault::SameId(id.clone()));
        }
        keys.push(key(jwk).map_err(|fault| JwksFault::Key { name, fault })?);
    }
    Ok(KeySet(keys))
}

fn key(jwk: &Jwk) -> Result<Key, JwkFault> {
    let id = jwk.kid.clone();
    if id
        .as_ref()
        .is_some_and(|id| id.is_empty() || id.len() > MAX_ID)
    {
        return Err(JwkFault::Id);
    }
    let wanted = match (jwk.kty.as_str(), jwk.crv.as_str()) {
        ("oct", _) => return Err(JwkFault::Secret),
        ("EC", "P-256") => "ES256",
        ("OKP", "Ed25519") => "EdDSA",
        (kty, crv) => {
            return Err(JwkFault::Kind {
                kty: kty.to_owned(),
                crv: crv.to_owned(),
            });
        }
    };
    if jwk.d.is_some() {
        return Err(JwkFault::Private);
    }
    if let Some(found) = jwk.alg.clone().filter(|alg| alg != wanted) {
        return Err(JwkFault::Algorithm { found, wanted });
    }
    let signs = jwk.purpose.as_ref().is_none_or(|one| one == "sig")
        && jwk
            .key_ops
            .as_ref()
            .is_none_or(|all| all.iter().any(|one| one == "verify"));
    if !signs {
        return Err(JwkFault::Use);
    }
    let x = coordinate(jwk.x.as_ref())?;
    if wanted == "EdDSA" {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&x).map_err(|_| JwkFault::NotOnCurve)?;
        return Key::of_edwards(id, &key).ok_or(JwkFault::Weak);
    }
    let y = coordinate(jwk.y.as_ref())?;
    let point = p256::EncodedPoint::from_affine_coordinates(&x.into(), &y.into(), false);
    let point =
        p256::PublicKey::from_sec1_bytes(point.as_bytes()).map_err(|_| JwkFault::NotOnCurve)?;
    Ok(Key::of_point(id, &point))
}

fn coordinate(text: Option<&String>) -> Result<[u8; 32], JwkFault> {
    let bytes = text.and_then(|text| BASE64_URL_SAFE_NO_PAD.decode(text).ok());
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(JwkFault::Coordinates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn edwards() -> Value {
        // RFC 8037, appendix A.2.
        json!({"kty": "OKP", "crv": "Ed25519", "kid": "a", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    }

    fn point() -> Value {
        // RFC 7515, appendix A.3.
        json!({"kty": "EC", "crv": "P-256", "kid": "b",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
    }

    fn said(keys: &[Value]) -> String {
        match read(&json!({ "keys": keys }).to_string()) {
            Ok(set) => format!("{:?}", set.0),
            Err(fault) => fault.to_string(),
        }
    }

    fn with(mut jwk: Value, field: &str, value: Value) -> Value {
        jwk[field] = value;
        jwk
    }

    #[test]
    fn each_key_has_the_one_algorithm_of_its_kind() {
        let fine = with(
            with(with(point(), "alg", json!("ES256")), "use", json!("sig")),
            "x5c",
            json!(["passed over"]),
        );
        insta::assert_snapshot!(
            said(&[edwards(), fine]),
            @r#"[Key(Some("a"), EdDSA), Key(Some("b"), ES256)]"#
        );
        let mut nameless = edwards();
        nameless.as_object_mut().expect("an object").remove("kid");
        insta::assert_snapshot!(said(std::slice::from_ref(&nameless)), @"[Key(None, EdDSA)]");
        insta::assert_snapshot!(said(&[point(), nameless]), @"key number 2 has no `kid`, and there are others; hint: give each key a name, and put it into the header of the tokens");
    }

    #[test]
    fn a_set_with_a_doubtful_key_is_refused_and_says_why() {
        let zero = BASE64_URL_SAFE_NO_PAD.encode([0; 32]);
        let lines = [
            said(&[]),
            said(&vec![edwards(); 33]),
            said(&[edwards(), with(point(), "kid", json!("a"))]),
            said(&[json!({"kty": "oct", "kid": "s", "k": zero})]),
            said(&[with(point(), "d", json!("AA"))]),
            said(&[with(point(), "crv", json!("P-521"))]),
            said(&[json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"})]),
            said(&[with(point(), "alg", json!("HS256"))]),
            said(&[with(edwards(), "alg", json!("none"))]),
            said(&[with(point(), "use", json!("enc"))]),
            said(&[with(edwards(), "key_ops", json!(["encrypt"]))]),
            said(&[with(point(), "y", json!("AA"))]),
            said(&[with(edwards(), "x", json!(format!("{zero}=")))]),
            said(&[with(point(), "x", json!(zero))]),
            said(&[with(edwards(), "x", json!(zero))]),
            said(&[with(edwards(), "kid", json!(""))]),
        ];
        insta::assert_snapshot!(lines.join("\n"), @"
        it holds no key; hint: with the last key gone, nobody could sign in
        it holds more than 32 keys; hint: delete those that no longer sign
        two keys are called `a`; hint: `kid` is how a token names its key
        key `s`: it is a secret (`oct`), and a key set holds public keys; hint: use `identity.key_file` for `HS256`
        key `b`: it holds its private half (`d`); hint: leave `d` out, and make a new key if others have seen this one
        key `b`: `kty` `EC` with `crv` `P-521` is not understood; hint: `EC` with `P-256`, or `OKP` with `Ed25519`
        key number 1: `kty` `RSA` with `crv` `` is not understood; hint: `EC` with `P-256`, or `OKP` with `Ed25519`
        key `b`: `alg` is `HS256`; hint: such a key signs with `ES256`
        key `a`: `alg` is `none`; hint: such a key signs with `EdDSA`
        key `b`: it is not for signatures; hint: `use` is `sig`, or `key_ops` holds `verify`
        key `a`: it is not for signatures; hint: `use` is `sig`, or `key_ops` holds `verify`
        key `b`: `x` or `y` is not 32 bytes in base64url without padding
        key `a`: `x` or `y` is not 32 bytes in base64url without padding
        key `b`: its point is not on the curve
        key `a`: it is weak: anybody can sign for it; hint: make a new one
        key ``: `kid` is empty or longer than 256 bytes
        ");
        let doubled = r#"{"keys": [{"kty": "OKP", "kty": "oct"}]}"#;
        insta::assert_snapshot!(read(doubled).expect_err("doubled"), @"it is no JSON Web Key Set: duplicate field `kty` at line 1 column 30");
        let long = " ".repeat(MAX_BYTES + 1);
        assert_eq!(read(&long).err(), Some(JwksFault::TooLong));
    }
}
