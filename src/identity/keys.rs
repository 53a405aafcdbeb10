//! The keys that tokens are checked with: each with its algorithm, chosen by its name.

use std::fmt;

use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};

use crate::config::TokenAlgorithm;

/// The name of the only key of a `key_file`. A token may leave it out, but not name
/// another one.
pub(super) const KEY_ID: &str = "k1";

/// Names a key by its bytes, so that what was made with it can end with it.
pub(super) type Fingerprint = String;

/// One key, with the only algorithm that it is ever used for.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) verifying: DecodingKey,
    pub(super) fingerprint: Fingerprint,
}

impl Key {
    /// `secret` must be long enough: see [`super::key`].
    pub(super) fn of_secret(id: Option<String>, secret: &[u8]) -> Self {
        // Of a secret, only a hash that needs the secret to be made may be told.
        let hash = blake3::derive_key("ayuda 2026-11 name of a token secret", secret);
        Key {
            id,
            algorithm: Algorithm::HS256,
            verifying: DecodingKey::from_secret(secret),
            fingerprint: blake3::Hash::from(hash).to_hex().to_string(),
        }
    }

    pub(super) fn of_point(id: Option<String>, point: &p256::PublicKey) -> Self {
        use p256::elliptic_curve::sec1::ToEncodedPoint as _;
        let point = point.to_encoded_point(false);
        Key {
            id,
            algorithm: Algorithm::ES256,
            verifying: DecodingKey::from_ec_der(point.as_bytes()),
            fingerprint: blake3::hash(point.as_bytes()).to_hex().to_string(),
        }
    }

    /// `None` for a point of small order: signatures of it can be made up.
    pub(super) fn of_edwards(
        id: Option<String>,
        key: &ed25519_dalek::VerifyingKey,
    ) -> Option<Self> {
        (!key.is_weak()).then(|| Key {
            id,
            algorithm: Algorithm::EdDSA,
            verifying: DecodingKey::from_ed_der(key.as_bytes()),
            fingerprint: blake3::hash(key.as_bytes()).to_hex().to_string(),
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?}, {:?})", self.id, self.algorithm)
    }
}

/// All keys of one moment.
#[derive(Clone, Debug)]
pub(super) struct KeySet(pub(super) Vec<Key>);

impl KeySet {
    /// The key that a token names. One that names none is understood where there is
    /// one key alone.
    pub(super) fn find(&self, id: Option<&str>) -> Option<&Key> {
        match (id, &*self.0) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(id), keys) => keys.iter().find(|key| key.id.as_deref() == Some(id)),
        }
    }

    pub(super) fn holds(&self, fingerprint: &str) -> bool {
        self.with(fingerprint).is_some()
    }

    pub(super) fn with(&self, fingerprint: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.fingerprint == fingerprint)
    }
}

/// A private key, and the name of its public half.
pub(super) struct Signer {
    pub(super) key: EncodingKey,
    pub(super) fingerprint: Fingerprint,
}

/// Why the key in a file cannot be used.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyFault {
    #[error(
        "it holds a key in PEM form, whose text anybody may know; \
         hint: set `identity.algorithm` to `ES256` or `EdDSA`"
    )]
    PemAsSecret,
    #[error("it holds JSON, which is no secret; hint: a key set is named by `identity.jwks`")]
    JsonAsSecret,
    #[error(
        "it holds no {} key as `PUBLIC KEY` or unencrypted `PRIVATE KEY`; hint: `{}` makes a private one, \
         and `openssl pkey -in token.pem -pubout` prints its public half",
        curve(*.0), recipe(*.0)
    )]
    NotOfAlgorithm(TokenAlgorithm),
    #[error("it holds a weak key, for which anybody can sign; hint: make a new one")]
    Weak,
}

fn curve(algorithm: TokenAlgorithm) -> &'static str {
    match algorithm {
        TokenAlgorithm::EdDsa => "Ed25519",
        _ => "P-256",
    }
}

fn recipe(algorithm: TokenAlgorithm) -> &'static str {
    match algorithm {
        TokenAlgorithm::EdDsa => "openssl genpkey -algorithm ED25519 -out token.pem",
        _ => "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out token.pem",
    }
}

/// The key in a PEM text, and what signs if the text holds the private half.
pub(super) fn read_pem(
    text: &str,
    algorithm: TokenAlgorithm,
) -> Result<(Key, Option<Signer>), KeyFault> {
    let id = Some(KEY_ID.to_owned());
    let fault = KeyFault::NotOfAlgorithm(algorithm);
    match algorithm {
        TokenAlgorithm::Hs256 => Err(KeyFault::PemAsSecret),
        TokenAlgorithm::Es256 => {
            use p256::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};
            if let Ok(public) = p256::PublicKey::from_public_key_pem(text) {
                return Ok((Key::of_point(id, &public), None));
            }
            // What `openssl ecparam -genkey` writes has its curve in a block before.
            let sec1 = text
                .find("-----BEGIN EC PRIVATE KEY-----")
                .map(|at| &text[at..]);
            let private = p256::SecretKey::from_pkcs8_pem(text)
                .ok()
                .or_else(|| p256::SecretKey::from_sec1_pem(sec1?).ok());
            let private = private.ok_or(fault.clone())?;
            let key = Key::of_point(id, &private.public_key());
            let der = private.to_pkcs8_der().map_err(|_| fault)?;
            let signer = Signer {
                key: EncodingKey::from_ec_der(der.as_bytes()),
                fingerprint: key.fingerprint.clone(),
            };
            Ok((key, Some(signer)))
        }
        TokenAlgorithm::EdDsa => {
            use ed25519_dalek::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _};
            if let Ok(public) = ed25519_dalek::VerifyingKey::from_public_key_pem(text) {
                let key = Key::of_edwards(id, &public).ok_or(KeyFault::Weak)?;
                return Ok((key, None));
            }
            let private = ed25519_dalek::SigningKey::from_pkcs8_pem(text);
            let private = private.map_err(|_| fault.clone())?;
            let key = Key::of_edwards(id, &private.verifying_key()).ok_or(KeyFault::Weak)?;
            let der = private.to_pkcs8_der().map_err(|_| fault)?;
            let signer = Signer {
                key: EncodingKey::from_ed_der(der.as_bytes()),
                fingerprint: key.fingerprint.clone(),
            };
            Ok((key, Some(signer)))
        }
    }
}
