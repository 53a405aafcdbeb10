//! Posts of the database as threads of the index.

use crate::forum::search::plain::plain;
use crate::forum::{Document, DocumentText};
use crate::locale::Locale;
use crate::search::threads::{Thread, ThreadText};

/// What the index calls a post.
pub(super) fn number(document: &Document) -> Option<u32> {
    u32::try_from(document.number).ok()
}

/// How much text it is.
pub(super) fn letters(document: &Document) -> usize {
    let of = |text: &DocumentText| {
        let said = text.said.iter().map(|(_, _, body)| body.len());
        text.title.len() + text.body.len() + said.sum::<usize>()
    };
    document.text.as_ref().map_or(0, of)
}

/// Posts as the search takes them in.
pub(super) fn threads(documents: &[Document]) -> Vec<Thread> {
    let numbered = documents.iter().filter_map(|document| {
        let number = number(document)?;
        Some((number, document))
    });
    numbered
        .map(|(number, document)| Thread {
            number,
            key: document.key.clone(),
            text: document.text.as_ref().map(thread_text),
        })
        .collect()
}

fn thread_text(text: &DocumentText) -> ThreadText {
    let seconds =
        |milliseconds: i64| u32::try_from((milliseconds / 1_000).max(0)).unwrap_or(u32::MAX);
    let some = |count: i64| u16::try_from(count.max(0)).unwrap_or(u16::MAX);
    ThreadText {
        category: text.category.clone(),
        language: Locale::from_tag(&text.language).unwrap_or(Locale::En),
        title: text.title.clone(),
        body: plain(&text.body),
        replies: text.said.iter().map(|(_, _, body)| plain(body)).collect(),
        author: text.author.clone(),
        tags: text.tags.clone(),
        created: seconds(text.created),
        active: seconds(text.active),
        votes: i32::try_from(text.votes).unwrap_or(i32::MAX),
        verified: some(text.verified),
        accepted: some(text.accepted),
        is_duplicate: text.is_duplicate,
    }
}
