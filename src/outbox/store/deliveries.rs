//! What is to be delivered: claimed for a while, done, tried again, or given up.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use serde::Serialize;

use super::{all, bound, count, maybe, run};
use crate::outbox::backoff::{MAX_TRIES, wait};
use crate::storage::{Storage, StorageError};

#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(in crate::outbox) struct DeliveryRow {
    pub id: String,
    pub event: String,
    pub at: i64,
    pub kind: String,
    pub post: String,
    pub target: String,
    pub actor: String,
    pub detail: Option<String>,
    pub channel: String,
    pub receiver: String,
    pub due: i64,
    pub tries: i64,
    pub dead: bool,
    pub failure: Option<String>,
}

/// What of a delivery is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::outbox) enum Gone {
    /// It is tried again.
    Later,
    /// Nobody tries any more.
    Dead,
}

/// Whether there is anything that other settings could have left.
pub(in crate::outbox) async fn has_rows(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let sql = "SELECT (SELECT COUNT(*) FROM outbox_deliveries) + \
        (SELECT COUNT(*) FROM outbox_members WHERE email IS NOT NULL) AS count";
    Ok(count(connection, sql, Vec::new()).await? > 0)
}

/// Whether anything happened or is due: a look before anything is written.
pub(in crate::outbox) async fn has_work(
    connection: &impl ConnectionTrait,
    now: i64,
) -> Result<bool, DbErr> {
    let sql = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM outbox_events LIMIT 1) e) + (SELECT COUNT(*) FROM \
        (SELECT 1 FROM outbox_deliveries WHERE dead = false AND due <= $1 AND leased <= $1 LIMIT 1) d) AS count";
    Ok(count(connection, sql, vec![bound(now)]).await? > 0)
}

/// Takes some that are due for one webhook, until `until`.
pub(in crate::outbox) async fn claim_webhooks(
    connection: &impl ConnectionTrait,
    name: &str,
    holder: &str,
    now: i64,
    until: i64,
    most: i64,
) -> Result<Vec<DeliveryRow>, DbErr> {
    let sql = "UPDATE outbox_deliveries SET leased = $1, holder = $2 WHERE id IN (SELECT id FROM outbox_deliveries \
        WHERE channel = 'webhook' AND receiver = $3 AND dead = false AND due <= $4 AND leased <= $4 \
        ORDER BY due, at LIMIT $5)";
    let values = vec![
        bound(until),
        bound(holder),
        bound(name),
        bound(now),
        bound(most),
    ];
    run(connection, sql, values).await?;
    held(connection, holder).await
}

#[derive(FromQueryResult)]
struct LetterRow {
    receiver: String,
    post: String,
}

/// Takes the letters that are due, each with all that waits for the same member and post.
pub(in crate::outbox) async fn claim_letters(
    connection: &impl ConnectionTrait,
    holder: &str,
    now: i64,
    until: i64,
    most: i64,
) -> Result<Vec<DeliveryRow>, DbErr> {
    let sql = "SELECT receiver, post FROM outbox_deliveries WHERE channel = 'mail' AND dead = false \
        AND due <= $1 AND leased <= $1 GROUP BY receiver, post ORDER BY MIN(due) LIMIT $2";
    let letters: Vec<LetterRow> = all(connection, sql, vec![bound(now), bound(most)]).await?;
    for letter in letters {
        // What failed before waits for its own time: a letter of today does not hurry it.
        let sql = "UPDATE outbox_deliveries SET leased = $1, holder = $2 WHERE channel = 'mail' AND receiver = $3 \
            AND post = $4 AND dead = false AND leased <= $5 AND (tries = 0 OR due <= $5)";
        let values = vec![
            bound(until),
            bound(holder),
            bound(letter.receiver),
            bound(letter.post),
            bound(now),
        ];
        run(connection, sql, values).await?;
    }
    held(connection, holder).await
}

async fn held(connection: &impl ConnectionTrait, holder: &str) -> Result<Vec<DeliveryRow>, DbErr> {
    let sql = "SELECT * FROM outbox_deliveries WHERE holder = $1 AND dead = false ORDER BY at, id";
    all(connection, sql, vec![bound(holder)]).await
}

/// It arrived, or is told no more.
pub(in crate::outbox) async fn done(
    connection: &impl ConnectionTrait,
    ids: &[String],
    holder: &str,
) -> Result<(), DbErr> {
    for id in ids {
        let sql = "DELETE FROM outbox_deliveries WHERE id = $1 AND holder = $2";
        run(connection, sql, vec![bound(id.as_str()), bound(holder)]).await?;
    }
    Ok(())
}

/// It did not arrive; it is tried again, or given up.
pub(in crate::outbox) async fn failed(
    connection: &impl ConnectionTrait,
    row: &DeliveryRow,
    failure: &str,
    is_final: bool,
    holder: &str,
    now: i64,
) -> Result<Gone, DbErr> {
    let tries = row.tries + 1;
    let is_dead = is_final || tries >= MAX_TRIES;
    let sql = "UPDATE outbox_deliveries SET tries = $3, due = $4, leased = 0, holder = '', dead = $5, failure = $6 \
        WHERE id = $1 AND holder = $2";
    let values = vec![
        bound(row.id.as_str()),
        bound(holder),
        bound(tries),
        bound(now + wait(&row.id, tries)),
        bound(is_dead),
        maybe(Some(failure)),
    ];
    run(connection, sql, values).await?;
    Ok(match is_dead {
        true => Gone::Dead,
        false => Gone::Later,
    })
}

/// Gives up what is for webhooks that the settings do not name.
pub(in crate::outbox) async fn give_up_others(
    connection: &impl ConnectionTrait,
    names: &[String],
) -> Result<(), DbErr> {
    let places: Vec<String> = (2..names.len() + 2).map(|at| format!("${at}")).collect();
    let known = match places.is_empty() {
        true => String::new(),
        false => format!("AND receiver NOT IN ({})", places.join(", ")),
    };
    let sql = format!(
        "UPDATE outbox_deliveries SET dead = true, failure = $1, tries = tries + 1 \
         WHERE channel = 'webhook' AND dead = false {known}"
    );
    let mut values = vec![bound("is not in the settings")];
    values.extend(names.iter().map(|name| bound(name.as_str())));
    run(connection, &sql, values).await.map(drop)
}

/// How many wait, and how many were given up.
pub(in crate::outbox) async fn counts(
    connection: &impl ConnectionTrait,
) -> Result<(i64, i64), DbErr> {
    let waiting = "SELECT (SELECT COUNT(*) FROM outbox_events) + \
        (SELECT COUNT(*) FROM outbox_deliveries WHERE dead = false) AS count";
    let dead = "SELECT COUNT(*) AS count FROM outbox_deliveries WHERE dead = true";
    Ok((
        count(connection, waiting, Vec::new()).await?,
        count(connection, dead, Vec::new()).await?,
    ))
}

/// What did not arrive, for whoever looks after it: without any text of members.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Delivery {
    pub id: String,
    /// `webhook` or `mail`.
    pub channel: String,
    /// Name of the webhook; of letters nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver: Option<String>,
    pub event: String,
    pub post: String,
    pub at: Timestamp,
    pub tries: i64,
    /// Nobody tries any more.
    pub dead: bool,
    /// When it is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Most that are listed.
const MOST: i64 = 500;

/// What failed at least once, what was given up first.
///
/// # Errors
/// The database failed.
pub async fn undelivered(storage: &Storage) -> Result<Vec<Delivery>, StorageError> {
    let sql = "SELECT * FROM outbox_deliveries WHERE tries > 0 ORDER BY dead DESC, at, id LIMIT $1";
    let rows: Vec<DeliveryRow> = all(storage.reader(), sql, vec![bound(MOST)]).await?;
    let moment = |at| Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    let deliveries = rows.into_iter().map(|row| Delivery {
        receiver: (row.channel == "webhook").then_some(row.receiver),
        due: (!row.dead).then(|| moment(row.due)),
        at: moment(row.at),
        id: row.id,
        channel: row.channel,
        event: row.kind,
        post: row.post,
        tries: row.tries,
        dead: row.dead,
        failure: row.failure,
    });
    Ok(deliveries.collect())
}

/// Tries something again from the start, or all that was given up; returns how much.
///
/// # Errors
/// The database failed.
pub async fn retry(storage: &Storage, id: &str, now: Timestamp) -> Result<u64, StorageError> {
    let (id, now) = (id.to_owned(), now.as_millisecond());
    storage
        .write(move |connection| {
            Box::pin(async move {
                let which = match id.as_str() {
                    "all" => "dead = true AND $2 = 'all'",
                    _ => "tries > 0 AND id = $2",
                };
                let sql = format!(
                    "UPDATE outbox_deliveries SET tries = 0, due = $1, leased = 0, holder = '', dead = false \
                     WHERE {which}"
                );
                let done = run(connection, &sql, vec![bound(now), bound(id)]).await?;
                Ok(done.rows_affected())
            })
        })
        .await
}

/// Lets go of something that did not arrive, or of all that was given up; returns how much.
///
/// # Errors
/// The database failed.
pub async fn discard(storage: &Storage, id: &str) -> Result<u64, StorageError> {
    let id = id.to_owned();
    storage
        .write(move |connection| {
            Box::pin(async move {
                let which = match id.as_str() {
                    "all" => "dead = true AND $1 = 'all'",
                    _ => "tries > 0 AND id = $1",
                };
                let sql = format!("DELETE FROM outbox_deliveries WHERE {which}");
                let done = run(connection, &sql, vec![bound(id)]).await?;
                Ok(done.rows_affected())
            })
        })
        .await
}
