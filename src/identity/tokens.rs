//! The keys and rules of this house's tokens, ready for use.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;

use jiff::Timestamp;
use jsonwebtoken::{DecodingKey, EncodingKey};
use uuid::Uuid;

use crate::identity::claims::{Agreement, Claims};
use crate::identity::key::{self, Secret};
use crate::identity::{Identity, KeyError, TokenError, Voter, jws};

/// Checks tokens, signs them for trying out, and names voters.
///
/// All its keys come from one secret; changing that ends every token, cookie and
/// vote name at once.
pub struct Tokens {
    verifying: DecodingKey,
    signing: EncodingKey,
    cookie_key: [u8; 64],
    person_key: [u8; 32],
    visitor_key: [u8; 32],
    agreement: Agreement,
}

impl Tokens {
    /// Reads the secret from `key_file`, or makes the file when it is missing.
    ///
    /// `roles` and `plans` are those of the configuration; others open nothing.
    ///
    /// # Errors
    /// The file cannot be read or made, or its secret is shorter than 32 bytes.
    pub fn load_or_create(
        key_file: &Path,
        issuer: &str,
        audience: &str,
        roles: &[String],
        plans: &[String],
    ) -> Result<Tokens, KeyError> {
        let secret = key::load_or_create(key_file)?;
        let agreement = Agreement {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            roles: roles.iter().cloned().collect(),
            plans: plans.iter().cloned().collect(),
        };
        Ok(Tokens::new(&secret, agreement))
    }

    fn new(secret: &Secret, agreement: Agreement) -> Self {
        jws::install_cryptography();
        let secret = secret.bytes();
        let mut cookie_key = [0; 64];
        blake3::Hasher::new_derive_key("ayuda 2026-11 key of signed cookies")
            .update(secret)
            .finalize_xof()
            .fill(&mut cookie_key);
        Tokens {
            verifying: DecodingKey::from_secret(secret),
            signing: EncodingKey::from_secret(secret),
            cookie_key,
            person_key: blake3::derive_key("ayuda 2026-11 voters who are signed in", secret),
            visitor_key: blake3::derive_key("ayuda 2026-11 voters who are visitors", secret),
            agreement,
        }
    }

    /// Whom `token` speaks of.
    ///
    /// # Errors
    /// Whatever is wrong with it; there is no token that is half right.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        let claims: Claims = jws::open(token, &self.verifying, jws::KEY_ID)?;
        claims.check(&self.agreement, now)
    }

    /// A token for `identity`, good for 12 hours from `now`.
    ///
    /// # Errors
    /// As [`Tokens::verify`]: what it would refuse is not signed. A public viewer
    /// has no token.
    pub fn sign(&self, identity: &Identity, now: Timestamp) -> Result<String, TokenError> {
        let claims = Claims::of(identity, &self.agreement, now);
        let token = jws::seal(&claims, &self.signing)?;
        self.verify(&token, now)?;
        Ok(token)
    }

    /// The name that the votes of a signed-in person are kept under.
    pub fn voter(&self, identity: &Identity) -> Voter {
        let issuer = self.agreement.issuer.as_bytes();
        let mut hasher = blake3::Hasher::new_keyed(&self.person_key);
        // The length keeps issuer and subject apart.
        hasher.update(&(issuer.len() as u64).to_le_bytes());
        hasher.update(issuer).update(identity.subject.as_bytes());
        Voter::new(hasher.finalize())
    }

    /// The name that the votes of a visitor are kept under, whose random id comes
    /// from a signed cookie.
    pub fn visitor(&self, id: Uuid) -> Voter {
        Voter::new(blake3::keyed_hash(&self.visitor_key, id.as_bytes()))
    }

    /// One who reads without a token and a cookie, by address and browser: for memory
    /// alone, never kept.
    pub fn passer_by(&self, address: Option<IpAddr>, browser: &[u8]) -> Voter {
        let mut hasher = blake3::Hasher::new_keyed(&self.visitor_key);
        // Ends before the browser, and no visitor's id is as long.
        hasher.update(format!("passer-by {address:?} ").as_bytes());
        Voter::new(hasher.update(browser).finalize())
    }

    /// What cookies are signed with.
    pub fn cookie_key(&self) -> [u8; 64] {
        self.cookie_key
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("issuer", &self.agreement.issuer)
            .field("audience", &self.agreement.audience)
            .finish_non_exhaustive()
    }
}
