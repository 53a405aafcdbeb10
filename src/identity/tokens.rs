//! The keys and rules of this house's tokens, ready for use.

use std::fmt;
use std::fs;
use std::net::IpAddr;
use std::path::Path;

use jiff::Timestamp;
use jsonwebtoken::EncodingKey;
use uuid::Uuid;

use crate::config::{Config, TokenAlgorithm};
use crate::identity::claims::{Agreement, Claims};
use crate::identity::key;
use crate::identity::keyring::Keyring;
use crate::identity::keys::{self, Fingerprint, KEY_ID, Key, KeySet, Signer};
use crate::identity::session::{Sealed, Session, SessionOver};
use crate::identity::{Identity, KeyError, TokenError, Voter, jws};

/// Of a token made by `ayuda token`, in seconds.
const OWN_LIFETIME: i64 = 12 * 60 * 60;

/// What a session says in the host app's own words, in bytes: twice 256 characters.
const MAX_WORDS: usize = 2 * 256 * 4;

/// Checks tokens, signs them for trying out, turns them into sessions, and names voters.
///
/// With HS256 all its keys come from one secret; changing that ends every token,
/// session, cookie and vote name at once. With public keys, cookies and vote names come
/// from a secret of our own, and a session ends with the key of its token.
pub struct Tokens {
    keyring: Keyring,
    signer: Option<Signer>,
    cookie_key: [u8; 64],
    session_key: [u8; 64],
    person_key: [u8; 32],
    visitor_key: [u8; 32],
    letter_key: [u8; 32],
    agreement: Agreement,
}

/// A good token: whom it speaks of, and what a session needs to know of it.
struct Verified {
    identity: Identity,
    issued: i64,
    expires: i64,
    key: Fingerprint,
}

impl Tokens {
    /// Reads the keys that the settings name. A missing secret is made, a missing public
    /// key is an error.
    ///
    /// # Errors
    /// A file cannot be read or made, or what it holds cannot be trusted.
    pub fn load(config: &Config) -> Result<Tokens, KeyError> {
        let identity = &config.identity;
        if !identity.usable {
            return Err(KeyError::Settings);
        }
        let agreement = Agreement::new(
            &identity.issuer,
            &identity.audience,
            &config.roles,
            &config.plans,
        );
        if let Some(set) = &identity.jwks {
            let set = config.resolve(set);
            let keyring = Keyring::follow(&set)?;
            let signer = match &identity.key_file {
                Some(_) => Some(signer_in(config, &set, &keyring)?),
                None => None,
            };
            let own = key::load_or_create(&config.own_key_file())?;
            return Ok(Tokens::new(agreement, own.bytes(), keyring, signer));
        }
        let path = config.key_file();
        if identity.algorithm == TokenAlgorithm::Hs256 {
            let (issuer, audience) = (&identity.issuer, &identity.audience);
            return Self::load_or_create(&path, issuer, audience, &config.roles, &config.plans);
        }
        let text = fs::read_to_string(&path).map_err(|source| KeyError::Read {
            path: path.clone(),
            source,
        })?;
        let (key, signer) = keys::read_pem(&text, identity.algorithm)
            .map_err(|fault| KeyError::Unusable { path, fault })?;
        let own = key::load_or_create(&config.own_key_file())?;
        let keyring = Keyring::fixed(KeySet(vec![key]));
        Ok(Tokens::new(agreement, own.bytes(), keyring, signer))
    }

    /// Reads the secret of HS256 from `key_file`, or makes the file when it is missing.
    ///
    /// `roles` and `plans` are those of the configuration; others open nothing.
    ///
    /// # Errors
    /// The file cannot be read or made, or what it holds is no good secret.
    pub fn load_or_create(
        key_file: &Path,
        issuer: &str,
        audience: &str,
        roles: &[String],
        plans: &[String],
    ) -> Result<Tokens, KeyError> {
        let secret = key::load_or_create(key_file)?;
        let key = Key::of_secret(Some(KEY_ID.to_owned()), secret.bytes());
        let signer = Signer {
            key: EncodingKey::from_secret(secret.bytes()),
            fingerprint: key.fingerprint.clone(),
        };
        let agreement = Agreement::new(issuer, audience, roles, plans);
        let keyring = Keyring::fixed(KeySet(vec![key]));
        Ok(Tokens::new(
            agreement,
            secret.bytes(),
            keyring,
            Some(signer),
        ))
    }

    fn new(agreement: Agreement, secret: &[u8], keyring: Keyring, signer: Option<Signer>) -> Self {
        jws::install_cryptography();
        let long = |context: &str| {
            let mut key = [0; 64];
            blake3::Hasher::new_derive_key(context)
                .update(secret)
                .finalize_xof()
                .fill(&mut key);
            key
        };
        Tokens {
            keyring,
            signer,
            cookie_key: long("ayuda 2026-11 key of signed cookies"),
            session_key: long("ayuda 2026-11 key of sessions"),
            person_key: blake3::derive_key("ayuda 2026-11 voters who are signed in", secret),
            visitor_key: blake3::derive_key("ayuda 2026-11 voters who are visitors", secret),
            letter_key: blake3::derive_key("ayuda 2026-11 links in letters", secret),
            agreement,
        }
    }

    /// Whom `token` speaks of.
    ///
    /// # Errors
    /// Whatever is wrong with it; there is no token that is half right.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, TokenError> {
        Ok(self.open(token, now)?.identity)
    }

    fn open(&self, token: &str, now: Timestamp) -> Result<Verified, TokenError> {
        let opened = match jws::open::<Claims>(token, &self.keyring.current(now)) {
            // The host app may sign with a key that it has just added.
            Err(TokenError::Key) => match self.keyring.renewed(now) {
                Some(newer) => jws::open(token, &newer),
                None => Err(TokenError::Key),
            },
            opened => opened,
        };
        let (claims, key) = opened?;
        let (issued, expires) = claims.times();
        let identity = claims.check(&self.agreement, now)?;
        Ok(Verified {
            identity,
            issued,
            expires,
            key,
        })
    }

    /// A token for `identity`, good for 12 hours from `now`.
    ///
    /// # Errors
    /// As [`Tokens::verify`]: what it would refuse is not signed. A public viewer
    /// has no token. There may be no private key.
    pub fn sign(&self, identity: &Identity, now: Timestamp) -> Result<String, TokenError> {
        self.sign_until(identity, now, now.as_second() + OWN_LIFETIME)
    }

    /// The same, good until `expires` in seconds: to see what happens when a token ends, or
    /// has ended.
    ///
    /// # Errors
    /// As [`Tokens::sign`].
    pub fn sign_until(
        &self,
        identity: &Identity,
        now: Timestamp,
        expires: i64,
    ) -> Result<String, TokenError> {
        let signer = self.signer.as_ref().ok_or(TokenError::NoPrivateKey)?;
        let keys = self.keyring.current(now);
        let key = keys.with(&signer.fingerprint).ok_or(TokenError::Key)?;
        // What has ended was good once.
        let issued = now.as_second().min(expires.saturating_sub(1));
        let claims = Claims::of(identity, &self.agreement, issued, expires);
        let token = jws::seal(&claims, key, &signer.key)?;
        let then = Timestamp::from_second(issued).unwrap_or(now);
        self.verify(&token, then)?;
        Ok(token)
    }

    /// Whether there is a key to sign with: a help center may hold public ones alone.
    pub fn can_sign(&self) -> bool {
        self.signer.is_some()
    }

    /// A session of the person that `token` speaks of, and the text that it is resumed
    /// from: to be encrypted with [`Tokens::session_key`].
    ///
    /// # Errors
    /// As [`Tokens::verify`]; a token in its last minute of grace makes no session.
    pub fn start_session(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<(Session, String), TokenError> {
        let mut verified = self.open(token, now)?;
        // Browsers drop long cookies. `sub` and `org` fit at their longest, and a name is
        // for show.
        let identity = &mut verified.identity;
        let words = [
            Some(&identity.subject),
            identity.org.as_ref(),
            identity.name.as_ref(),
        ];
        if words.into_iter().flatten().map(String::len).sum::<usize>() > MAX_WORDS {
            identity.name = None;
        }
        let expires = Timestamp::from_second(verified.expires)
            .ok()
            .filter(|expires| *expires > now)
            .ok_or(TokenError::Expired)?;
        let sealed = Sealed {
            id: Uuid::new_v4(),
            key: verified.key,
            claims: Claims::of(
                &verified.identity,
                &self.agreement,
                verified.issued,
                verified.expires,
            ),
        };
        let text = serde_json::to_string(&sealed)
            .map_err(|error| TokenError::Claims(error.to_string()))?;
        let session = Session {
            id: sealed.id,
            expires,
            identity: verified.identity,
        };
        Ok((session, text))
    }

    /// The session of a decrypted text, if its time is not over and the key of its token
    /// is still trusted. Whether it was ended is for [`super::Sessions`] to say.
    ///
    /// # Errors
    /// It is over.
    pub fn resume_session(&self, text: &str, now: Timestamp) -> Result<Session, SessionOver> {
        let sealed: Sealed = serde_json::from_str(text).map_err(|_| SessionOver)?;
        if !self.keyring.current(now).holds(&sealed.key) {
            return Err(SessionOver);
        }
        let (_, expires) = sealed.claims.times();
        let expires = Timestamp::from_second(expires)
            .ok()
            .filter(|expires| *expires > now)
            .ok_or(SessionOver)?;
        let identity = sealed.claims.check(&self.agreement, now);
        Ok(Session {
            id: sealed.id,
            expires,
            identity: identity.map_err(|_| SessionOver)?,
        })
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

    /// What the links in letters are signed with.
    pub fn letter_key(&self) -> [u8; 32] {
        self.letter_key
    }

    /// What sessions are encrypted with.
    pub fn session_key(&self) -> [u8; 64] {
        self.session_key
    }
}

/// The private key that `key_file` names beside a key set, for trying out.
pub(super) fn signer_in(
    config: &Config,
    set: &Path,
    keyring: &Keyring,
) -> Result<Signer, KeyError> {
    let path = config.key_file();
    let text = fs::read_to_string(&path).map_err(|source| KeyError::Read {
        path: path.clone(),
        source,
    })?;
    let kinds = [TokenAlgorithm::Es256, TokenAlgorithm::EdDsa];
    let keys = keyring.loaded();
    let signer = kinds
        .into_iter()
        .filter_map(|algorithm| keys::read_pem(&text, algorithm).ok()?.1)
        .find(|signer| keys.holds(&signer.fingerprint));
    signer.ok_or_else(|| KeyError::Stranger {
        path,
        set: set.to_owned(),
    })
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("issuer", &self.agreement.issuer)
            .field("audience", &self.agreement.audience)
            .finish_non_exhaustive()
    }
}
