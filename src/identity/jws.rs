//! The signed envelope (RFC 7515): opened with the key that it names, and with the one
//! algorithm of that key.
//!
//! Entry points: [`open`] and [`seal`]. What is inside is judged in `claims`.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::identity::keys::{Fingerprint, Key, KeySet};
use crate::identity::signatures::SIGNATURES;

/// Looked at before anything is decoded.
pub(super) const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Why a token is refused. The text is for the developer of the host app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("the token is longer than {MAX_TOKEN_BYTES} bytes")]
    TooLong,
    #[error("the token is not three base64url parts with a header")]
    Malformed,
    #[error("the token is not signed with the algorithm of its key")]
    Algorithm,
    #[error(
        "the token names no key that is known; \
         hint: `kid` is the name of a key in the key set, and is left out where there is one key"
    )]
    Key,
    #[error("the header field `{0}` is not understood")]
    Header(&'static str),
    #[error("the signature is not of this key")]
    Signature,
    /// Well signed, but the claims are not of the agreed shape.
    #[error("the claims cannot be read: {0}")]
    Claims(String),
    #[error("`{0}` is empty, longer than 256 characters or holds control characters")]
    Text(&'static str),
    #[error("`iss` is not the issuer of the configuration")]
    Issuer,
    #[error("`aud` does not hold the audience of the configuration")]
    Audience,
    #[error("`visibility` is neither `customer` nor `internal`")]
    Visibility,
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet; hint: compare the clocks")]
    NotYetValid,
    #[error("`exp` is not within 24 hours of `iat`")]
    Lifetime,
    /// Said to whoever wants to sign, never of a token.
    #[error(
        "there is no private key here to sign with: the settings name public keys alone; \
         hint: let the host app sign, or name its private key for this command with AYUDA_IDENTITY__KEY_FILE"
    )]
    NoPrivateKey,
}

/// Names what signs and checks, which jsonwebtoken panics without.
pub(super) fn install_cryptography() {
    // An error says that this process has named one already.
    let _ = SIGNATURES.install_default();
}

/// Checks envelope and signature, and reads what is inside.
///
/// One token has one text: padding, line breaks, other alphabets and unused bits
/// are refused, so that a token cannot be told from itself.
pub(super) fn open<T: DeserializeOwned>(
    token: &str,
    keys: &KeySet,
) -> Result<(T, Fingerprint), TokenError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(TokenError::TooLong);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Malformed)?;
    let key = keys.find(header.kid.as_deref()).ok_or(TokenError::Key)?;
    // The key says how it is used. What the token says is compared, and never followed.
    if header.alg != key.algorithm {
        return Err(TokenError::Algorithm);
    }
    check_header(&header)?;
    // The signature alone is checked here: times need the caller's clock, and the
    // rest is stricter than what the crate offers.
    let mut validation = Validation::new(key.algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    jsonwebtoken::decode(token, &key.verifying, &validation)
        .map(|data| (data.claims, key.fingerprint.clone()))
        .map_err(|error| match error.kind() {
            ErrorKind::InvalidSignature => TokenError::Signature,
            ErrorKind::Json(error) => TokenError::Claims(error.to_string()),
            _ => TokenError::Malformed,
        })
}

/// Refuses what would change how the token is read, or where its key comes from.
fn check_header(header: &Header) -> Result<(), TokenError> {
    let typ = header.typ.as_deref();
    let refused = [
        (
            "typ",
            typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")),
        ),
        ("crit", header.crit.is_some()),
        ("b64", header.extras.inner().contains_key("b64")),
        ("cty", header.cty.is_some()),
        ("enc", header.enc.is_some()),
        ("zip", header.zip.is_some()),
        ("jku", header.jku.is_some()),
        ("jwk", header.jwk.is_some()),
        ("x5u", header.x5u.is_some()),
        ("x5c", header.x5c.is_some()),
        ("x5t", header.x5t.is_some()),
        ("x5t#S256", header.x5t_s256.is_some()),
    ];
    match refused.into_iter().find(|(_, found)| *found) {
        Some((field, _)) => Err(TokenError::Header(field)),
        None => Ok(()),
    }
}

/// `signing` must be the private half of `key`.
pub(super) fn seal<T: Serialize>(
    claims: &T,
    key: &Key,
    signing: &EncodingKey,
) -> Result<String, TokenError> {
    let mut header = Header::new(key.algorithm);
    header.kid.clone_from(&key.id);
    jsonwebtoken::encode(&header, claims, signing)
        .map_err(|error| TokenError::Claims(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_header_that_changes_the_reading_or_brings_a_key_is_refused() {
        let check = |field: &'static str, value: Value, expected: Result<(), TokenError>| {
            let mut header = json!({"alg": "HS256"});
            header[field] = value;
            let header: Header = serde_json::from_value(header).expect("a header");
            assert_eq!(check_header(&header), expected, "{field}");
        };
        let refused = |field, value| check(field, value, Err(TokenError::Header(field)));
        refused("typ", json!("at+jwt"));
        refused("crit", json!([]));
        refused("b64", json!(true));
        refused("cty", json!("JWT"));
        refused("enc", json!("A128GCM"));
        refused("zip", json!("DEF"));
        refused("jku", json!("https://evil.example/keys"));
        refused("jwk", json!({"kty": "oct", "k": "AAAA"}));
        refused("x5u", json!("https://evil.example/chain"));
        refused("x5c", json!([]));
        refused("x5t", json!("AAAA"));
        refused("x5t#S256", json!("AAAA"));
        check("typ", json!("jwt"), Ok(()));
        check("nothing-we-know", json!(1), Ok(()));
    }
}
