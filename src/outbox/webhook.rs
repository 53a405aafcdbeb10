//! What programs are told, and how they know that it comes from here.

use std::fmt;

use hmac::{Hmac, Mac};
use jiff::Timestamp;
use serde::Serialize;
use sha2::Sha256;
use url::Url;

use crate::outbox::letters::excerpt;
use crate::outbox::store::DeliveryRow;
use crate::outbox::unsubscribe::hex;
use crate::outbox::{Kind, Matter, Person, Reader};

/// Characters of a text that are told.
const MOST_TEXT: usize = 2_000;

/// A receiver, with its secret read.
#[derive(Clone)]
pub(super) struct Webhook {
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) secret: Vec<u8>,
    pub(super) reader: Reader,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Webhook")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What is sent; documented in `docs/following.md`.
#[derive(Serialize)]
struct Body<'a> {
    id: &'a str,
    event: &'static str,
    at: Timestamp,
    actor: Who<'a>,
    post: About<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<&'a str>,
    author: Who<'a>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Who<'a> {
    handle: &'a str,
    name: &'a str,
    staff: bool,
}

#[derive(Serialize)]
struct About<'a> {
    id: &'a str,
    category: &'a str,
    language: &'static str,
    title: &'a str,
    url: String,
}

impl<'a> From<&'a Person> for Who<'a> {
    fn from(person: &'a Person) -> Self {
        Who {
            handle: &person.handle,
            name: &person.name,
            staff: person.is_staff,
        }
    }
}

pub(super) fn body(row: &DeliveryRow, kind: Kind, matter: &Matter, base_url: &str) -> Vec<u8> {
    let body = Body {
        id: &row.event,
        event: kind.word(),
        at: Timestamp::from_millisecond(row.at).unwrap_or(Timestamp::UNIX_EPOCH),
        actor: Who::from(&matter.actor),
        post: About {
            id: &matter.post,
            category: &matter.category,
            language: matter.language.code(),
            title: &matter.title,
            url: format!("{base_url}{}", matter.path),
        },
        reply: matter.reply.as_deref(),
        author: Who::from(&matter.author),
        text: excerpt(&matter.text, MOST_TEXT),
        reason: row.detail.as_deref().filter(|_| kind == Kind::Reported),
    };
    serde_json::to_vec(&body).unwrap_or_default()
}

/// The value of `Ayuda-Signature`: `t=SECONDS,v1=HEX`, where `v1` is the HMAC-SHA256 of
/// `SECONDS.BODY` under the secret.
pub fn signature(secret: &[u8], at: Timestamp, body: &[u8]) -> String {
    let seconds = at.as_second();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return String::new();
    };
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    format!("t={seconds},v1={}", hex(&mac.finalize().into_bytes()))
}
