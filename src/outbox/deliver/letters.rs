//! Letters that are due: one for all that happened to a post.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use jiff::Timestamp;
use uuid::Uuid;

use crate::locale::Locale;
use crate::outbox::Kind;
use crate::outbox::deliver::{Inner, LEASE_MS, Mail, Outcome, counted};
use crate::outbox::letters::{Letter, News, compose};
use crate::outbox::store::{self, DeliveryRow, MemberRow};
use crate::storage::StorageError;

/// Letters at a time: mail servers let few in at once.
const LETTERS: i64 = 4;

impl Inner {
    /// Writes the letters that are due.
    pub(super) async fn write(&self, mail: &Mail, now: i64) -> Result<usize, StorageError> {
        let holder = Uuid::new_v4().simple().to_string();
        let holding = holder.clone();
        let claim = self.storage.write(move |connection| {
            Box::pin(async move {
                let until = now + LEASE_MS;
                Ok(store::claim_letters(connection, &holding, now, until, LETTERS).await?)
            })
        });
        let mut letters: BTreeMap<(String, String), Vec<DeliveryRow>> = BTreeMap::new();
        for row in claim.await? {
            let of = (row.receiver.clone(), row.post.clone());
            letters.entry(of).or_default().push(row);
        }
        let letters: Vec<Vec<DeliveryRow>> = letters.into_values().collect();
        let tried = letters.iter().map(|rows| self.post(mail, rows, now));
        let tried = join_all(tried).await;
        let mut done = Vec::new();
        let mut failed = Vec::new();
        for (rows, outcome) in letters.into_iter().zip(tried) {
            match outcome? {
                Outcome::Arrived | Outcome::Withheld => {
                    done.extend(rows.into_iter().map(|row| row.id));
                }
                Outcome::Failed { failure, is_final } => {
                    failed.extend(rows.into_iter().map(|row| (row, failure.clone(), is_final)));
                }
            }
        }
        self.note(done, failed, holder, now).await
    }

    /// One letter with all that happened to a post, as far as its reader may know of it now.
    async fn post(
        &self,
        mail: &Mail,
        rows: &[DeliveryRow],
        now: i64,
    ) -> Result<Outcome, StorageError> {
        let Some(first) = rows.first() else {
            return Ok(Outcome::Withheld);
        };
        // Looked up now: whoever wants no letters by now gets none.
        let member = store::member(self.storage.reader(), &first.receiver).await?;
        let member = member.filter(|member| member.mails);
        let Some((member, to)) =
            member.and_then(|member: MemberRow| Some((member.clone(), member.email?)))
        else {
            return Ok(Outcome::Withheld);
        };
        let reader = member.reader(now);
        let mut news: Vec<News> = Vec::new();
        for row in rows {
            let Some((kind, matter)) = self.matter(&reader, row).await? else {
                counted("mail", "withheld");
                continue;
            };
            let reason = row.detail.clone();
            let one = News {
                kind,
                reason,
                matter,
            };
            // Who is named in a reply to a post that they follow is told once.
            let same = |other: &&mut News| {
                let both = [other.kind, kind];
                both.contains(&Kind::Mentioned)
                    && [Kind::Asked, Kind::Replied]
                        .iter()
                        .any(|said| both.contains(said))
                    && other.matter.reply == one.matter.reply
            };
            match news.iter_mut().find(same) {
                Some(other) if kind == Kind::Mentioned => *other = one,
                Some(_) => {}
                None => news.push(one),
            }
        }
        let Some(about) = news.first().map(|news| &news.matter) else {
            return Ok(Outcome::Withheld);
        };
        let locale = member.locale.as_deref().and_then(Locale::from_tag);
        let token = mail.letters.token(&member.ticket, &first.post);
        let letter = Letter {
            id: &first.id,
            to: &to,
            locale: locale.unwrap_or(about.language),
            at: Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH),
            news: &news,
            unsubscribe: format!("{}/unsubscribe?token={token}", self.base_url),
        };
        let Some(message) = compose(&mail.sender, &mail.messages, &letter) else {
            counted("mail", "failed");
            return Ok(Outcome::Failed {
                failure: "cannot be written as a letter".to_owned(),
                is_final: true,
            });
        };
        match mail.mailer.send(message).await {
            Ok(()) => {
                counted("mail", "arrived");
                Ok(Outcome::Arrived)
            }
            Err(refused) => {
                counted("mail", "failed");
                tracing::warn!("the mail server {}", refused.failure);
                Ok(Outcome::Failed {
                    failure: refused.failure,
                    is_final: refused.is_final,
                })
            }
        }
    }
}
