//! Links in letters that end them, without signing in.

use std::fmt;

use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::outbox::store;
use crate::outbox::{Subject, unfollow};
use crate::storage::{Storage, StorageError};

/// Signs and reads the links of letters.
#[derive(Clone)]
pub struct Letters {
    key: [u8; 32],
}

impl fmt::Debug for Letters {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Letters(…)")
    }
}

/// What a letter was about, and whom it went to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    ticket: String,
    pub post: String,
}

/// What is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Letters about the post.
    Post,
    /// All letters.
    All,
}

impl Letters {
    pub fn new(key: [u8; 32]) -> Self {
        Letters { key }
    }

    /// The token of a link in a letter.
    pub fn token(&self, ticket: &str, post: &str) -> String {
        format!("{ticket}.{post}.{}", hex(&self.mac(ticket, post)))
    }

    /// Reads the token of a link, if it is one of ours.
    pub fn read(&self, token: &str) -> Option<Ticket> {
        let mut parts = token.split('.');
        let (ticket, post, mac) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || mac.len() != 32 {
            return None;
        }
        // Compared by hash: how long it takes tells nothing.
        let own = blake3::hash(hex(&self.mac(ticket, post)).as_bytes());
        (own == blake3::hash(mac.as_bytes())).then(|| Ticket {
            ticket: ticket.to_owned(),
            post: post.to_owned(),
        })
    }

    fn mac(&self, ticket: &str, post: &str) -> [u8; 16] {
        let mut short = [0; 16];
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else {
            return short;
        };
        mac.update(format!("unsubscribe {ticket} {post}").as_bytes());
        let whole = mac.finalize().into_bytes();
        short.copy_from_slice(&whole[..16]);
        short
    }
}

/// Ends letters, of one post or all; ending them twice is no error. Whoever follows nothing
/// else is forgotten with it.
///
/// # Errors
/// The database failed.
pub async fn unsubscribe(
    storage: &Storage,
    ticket: &Ticket,
    scope: Scope,
    now: Timestamp,
) -> Result<(), StorageError> {
    let (ticket, now) = (ticket.clone(), now.as_millisecond());
    storage
        .write(move |connection| {
            Box::pin(async move {
                let row = store::by_ticket(connection, &ticket.ticket).await?;
                let Some(mut row) = row else {
                    return Ok(());
                };
                match scope {
                    Scope::Post => {
                        let post = Subject::Post(ticket.post);
                        unfollow(connection, &row.member, &post, now).await
                    }
                    Scope::All => {
                        row.mails = false;
                        store::keep_member(connection, &row).await?;
                        store::silence(connection, &row.member).await?;
                        Ok(())
                    }
                }
            })
        })
        .await
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
