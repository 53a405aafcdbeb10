//! Who asks: tokens signed by the host app, sessions made of them, and the names that
//! votes are kept under.
//!
//! Entry points: [`Tokens::load`] and [`Tokens::verify`]. A token that is
//! wrong in any way is refused, never read as a weaker one, and no key, algorithm
//! or address is ever taken from the token itself.

mod claims;
mod examination;
mod jwks;
mod jws;
mod key;
mod keyring;
mod keys;
mod session;
mod signatures;
mod store;
mod tokens;
mod voter;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::gate::Viewer;
use crate::locale::Locale;

pub use examination::{Examined, Part, examine};
pub use jwks::{JwkFault, JwksFault};
pub use jws::TokenError;
pub use key::KeyError;
pub use keys::KeyFault;
pub use session::{Session, SessionOver, Sessions};
pub use tokens::Tokens;
pub use voter::Voter;

/// A person, as told by a checked token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The host app's name for the person: opaque, never a path and never shown.
    pub subject: String,
    /// Holds only roles and a plan that the configuration lists.
    pub viewer: Viewer,
    pub org: Option<String>,
    /// What the person is called.
    pub name: Option<String>,
    /// Where mail reaches the person: one address, checked.
    pub email: Option<String>,
    pub locale: Option<Locale>,
    pub permissions: BTreeSet<Permission>,
}

impl Identity {
    pub fn new(subject: &str, viewer: Viewer) -> Self {
        Identity {
            subject: subject.to_owned(),
            viewer,
            org: None,
            name: None,
            email: None,
            locale: None,
            permissions: BTreeSet::new(),
        }
    }
}

/// What a person may do beyond reading, asking and voting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    Moderate,
    Admin,
}

impl Permission {
    pub const ALL: [Permission; 2] = [Permission::Moderate, Permission::Admin];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Permission::Moderate => "moderate",
            Permission::Admin => "admin",
        }
    }
}
