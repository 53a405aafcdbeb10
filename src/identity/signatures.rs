//! The three signatures that tokens may have, on the crates that make and check them.
//!
//! `jsonwebtoken` brings its own set, and with it RSA, of which no version resists attacks by
//! time (RUSTSEC-2023-0071). No token of ours has such a signature; so this program has no line of it.

use ed25519_dalek::pkcs8::DecodePrivateKey as _;
use hmac::{Hmac, Mac as _};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{self, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use sha2::Sha256;

/// What `jsonwebtoken` signs and checks with.
pub(super) static SIGNATURES: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    // For key sets, which `identity::jwks` reads itself.
    key_utils: KeyUtils {
        rsa_pub_components_from_private_key: |_| Err(ErrorKind::InvalidAlgorithm.into()),
        rsa_pub_components_from_public_key: |_| Err(ErrorKind::InvalidAlgorithm.into()),
        ec_pub_components_from_private_key: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
        ed_pub_components_from_private_key: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
        compute_digest: |_, _| Err(ErrorKind::InvalidAlgorithm.into()),
    },
};

struct Hs256(Hmac<Sha256>);

struct Es256<K>(K);

struct EdDsa<K>(K);

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    let bytes = key.as_bytes();
    Ok(match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => Box::new(hmac(bytes)?),
        (Algorithm::ES256, AlgorithmFamily::Ec) => {
            let key = p256::ecdsa::SigningKey::from_pkcs8_der(bytes);
            Box::new(Es256(key.map_err(|_| ErrorKind::InvalidEcdsaKey)?))
        }
        (Algorithm::EdDSA, AlgorithmFamily::Ed) => {
            let key = ed25519_dalek::SigningKey::from_pkcs8_der(bytes);
            Box::new(EdDsa(key.map_err(|_| ErrorKind::InvalidEddsaKey)?))
        }
        _ => return Err(ErrorKind::InvalidAlgorithm.into()),
    })
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    let bytes = key.try_get_as_bytes()?;
    Ok(match (algorithm, key.family()) {
        (Algorithm::HS256, AlgorithmFamily::Hmac) => Box::new(hmac(bytes)?),
        (Algorithm::ES256, AlgorithmFamily::Ec) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes);
            Box::new(Es256(key.map_err(|_| ErrorKind::InvalidEcdsaKey)?))
        }
        (Algorithm::EdDSA, AlgorithmFamily::Ed) => {
            let key = bytes.try_into().map_err(|_| ErrorKind::InvalidEddsaKey)?;
            let key = ed25519_dalek::VerifyingKey::from_bytes(key);
            Box::new(EdDsa(key.map_err(|_| ErrorKind::InvalidEddsaKey)?))
        }
        _ => return Err(ErrorKind::InvalidAlgorithm.into()),
    })
}

fn hmac(secret: &[u8]) -> Result<Hs256, Error> {
    let keyed = Hmac::new_from_slice(secret).map_err(|_| ErrorKind::InvalidKeyFormat)?;
    Ok(Hs256(keyed))
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let signed = self.0.clone().chain_update(message);
        Ok(signed.finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    /// In a time that does not hang on how much of it is right.
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let signed = self.0.clone().chain_update(message);
        signed
            .verify_slice(signature)
            .map_err(signature::Error::from_source)
    }
}

impl Signer<Vec<u8>> for Es256<p256::ecdsa::SigningKey> {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let signed: p256::ecdsa::Signature = self.0.try_sign(message)?;
        Ok(signed.to_vec())
    }
}

impl Verifier<Vec<u8>> for Es256<p256::ecdsa::VerifyingKey> {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let signature = p256::ecdsa::Signature::from_slice(signature)?;
        self.0.verify(message, &signature)
    }
}

impl Signer<Vec<u8>> for EdDsa<ed25519_dalek::SigningKey> {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let signed: ed25519_dalek::Signature = self.0.try_sign(message)?;
        Ok(signed.to_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for EdDsa<ed25519_dalek::VerifyingKey> {
    /// By the strict rules: a weak key, and a signature in another form, are refused.
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let signature = ed25519_dalek::Signature::from_slice(signature)?;
        self.0.verify_strict(message, &signature)
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtSigner for Es256<p256::ecdsa::SigningKey> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

impl JwtVerifier for Es256<p256::ecdsa::VerifyingKey> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

impl JwtSigner for EdDsa<ed25519_dalek::SigningKey> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

impl JwtVerifier for EdDsa<ed25519_dalek::VerifyingKey> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}
