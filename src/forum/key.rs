//! Names of posts and replies: random, so that they tell nothing of how many there are, or of
//! what stands between two of them.

use std::fmt;

use uuid::Uuid;

/// No letters that are taken for others.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 11;

/// What is voted on, reported, edited: a post or a reply.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Post(String),
    Reply(String),
}

impl Target {
    pub fn new_post() -> Self {
        Target::Post(random('p'))
    }

    pub fn new_reply() -> Self {
        Target::Reply(random('r'))
    }

    /// Reads a key as it stands in an address.
    pub fn from_key(key: &str) -> Option<Self> {
        let is_key =
            key.len() == LENGTH + 1 && key.bytes().skip(1).all(|letter| LETTERS.contains(&letter));
        match key.chars().next() {
            Some('p') if is_key => Some(Target::Post(key.to_owned())),
            Some('r') if is_key => Some(Target::Reply(key.to_owned())),
            _ => None,
        }
    }

    pub fn key(&self) -> &str {
        match self {
            Target::Post(key) | Target::Reply(key) => key,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// 55 random bits behind a letter.
pub(super) fn random(kind: char) -> String {
    let bytes = Uuid::now_v7().into_bytes();
    // The first half of such a name is a time; the second is random but for two bits.
    let mut bits = bytes[8..]
        .iter()
        .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut key = String::with_capacity(LENGTH + 1);
    key.push(kind);
    for _ in 0..LENGTH {
        let index = usize::try_from(bits & 31).unwrap_or_default();
        key.push(char::from(LETTERS[index]));
        bits >>= 5;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back_and_nothing_else_is_a_key() {
        let (post, reply) = (Target::new_post(), Target::new_reply());
        assert_eq!(Target::from_key(post.key()), Some(post.clone()));
        assert_eq!(Target::from_key(reply.key()), Some(reply));
        assert_ne!(Target::new_post(), post);
        for wrong in [
            "",
            "p",
            "pABCDEFGHJKM",
            "q0123456789a",
            "p0123456789",
            "p0123456789ab",
            "pñ1234567890",
        ] {
            assert_eq!(Target::from_key(wrong), None, "{wrong}");
        }
    }
}
