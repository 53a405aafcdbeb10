//! The key files as they are, for whoever runs the service: nothing is made.

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::config::{Config, TokenAlgorithm};
use crate::identity::keyring::Keyring;
use crate::identity::keys::{self, Key};
use crate::identity::tokens::signer_in;
use crate::identity::{KeyError, key};

/// What a file of keys is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The secret of voters' names, cookies and sessions; with HS256, of tokens as well.
    Secret,
    /// What tokens are checked with, where that is no secret.
    Checking,
    /// The private half that `ayuda token` signs with.
    Signing,
}

/// One file of keys.
#[derive(Debug)]
pub struct Examined {
    pub path: PathBuf,
    pub part: Part,
    /// Whether others must not read it.
    pub secret: bool,
    /// A short name for what it holds, the same on all nodes that hold the same; `None` where the
    /// file is missing and the next start makes it.
    pub key: Result<Option<String>, KeyError>,
}

/// Looks at every file of keys that a start would read.
pub fn examine(config: &Config) -> Vec<Examined> {
    let identity = &config.identity;
    if !identity.usable {
        return vec![Examined {
            path: config.key_file(),
            part: Part::Checking,
            secret: false,
            key: Err(KeyError::Settings),
        }];
    }
    let mut files = Vec::new();
    if let Some(set) = &identity.jwks {
        let set = config.resolve(set);
        let keyring = Keyring::follow(&set);
        if let (Ok(keyring), Some(_)) = (&keyring, &identity.key_file) {
            let signer = signer_in(config, &set, keyring);
            files.push(Examined {
                path: config.key_file(),
                part: Part::Signing,
                secret: true,
                key: signer.map(|signer| Some(short(&signer.fingerprint))),
            });
        }
        let names = keyring.map(|keyring| {
            let keys = keyring.loaded();
            let mut names: Vec<&str> = keys.0.iter().map(|key| &*key.fingerprint).collect();
            names.sort_unstable();
            Some(short(
                blake3::hash(names.concat().as_bytes()).to_hex().as_str(),
            ))
        });
        files.push(Examined {
            path: set,
            part: Part::Checking,
            secret: false,
            key: names,
        });
    } else if identity.algorithm != TokenAlgorithm::Hs256 {
        let path = config.key_file();
        let text = fs::read_to_string(&path).map_err(|source| KeyError::Read {
            path: path.clone(),
            source,
        });
        let read = text.and_then(|text| {
            keys::read_pem(&text, identity.algorithm).map_err(|fault| KeyError::Unusable {
                path: path.clone(),
                fault,
            })
        });
        files.push(Examined {
            path,
            part: Part::Checking,
            secret: matches!(read, Ok((_, Some(_)))),
            key: read.map(|(key, _)| Some(short(&key.fingerprint))),
        });
    }
    let path = config.naming_key_file();
    let key = match key::read(&path) {
        Ok(secret) => Ok(Some(short(
            &Key::of_secret(None, secret.bytes()).fingerprint,
        ))),
        Err(KeyError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    files.push(Examined {
        path,
        part: Part::Secret,
        secret: true,
        key,
    });
    files
}

/// Enough to tell nodes with different keys apart, and too little to find a key by.
fn short(fingerprint: &str) -> String {
    fingerprint.chars().take(8).collect()
}
