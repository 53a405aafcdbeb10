//! The name that a vote is kept under.

/// Who voted, as a keyed hash: equal for the same voter, and telling nothing of
/// the person to one who reads the database without the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Voter(String);

impl Voter {
    pub(super) fn new(hash: blake3::Hash) -> Self {
        Voter(hash.to_hex().to_string())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
