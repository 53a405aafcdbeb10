//! Webhooks that are due: each tells one program one thing that happened.

use futures_util::future::join_all;
use jiff::Timestamp;
use uuid::Uuid;

use crate::outbox::deliver::{Inner, LEASE_MS, Outcome, counted};
use crate::outbox::store::{self, DeliveryRow};
use crate::outbox::webhook::{Webhook, body, signature};
use crate::storage::StorageError;

/// Deliveries of one receiver at a time.
const TOGETHER: i64 = 8;

impl Inner {
    /// Tells one program what is due for it.
    pub(super) async fn call(&self, webhook: &Webhook, now: i64) -> Result<usize, StorageError> {
        let holder = Uuid::new_v4().simple().to_string();
        let (name, holding) = (webhook.name.clone(), holder.clone());
        let claim = self.storage.write(move |connection| {
            Box::pin(async move {
                let until = now + LEASE_MS;
                let rows =
                    store::claim_webhooks(connection, &name, &holding, now, until, TOGETHER).await;
                Ok(rows?)
            })
        });
        let rows = claim.await?;
        let tried = rows.iter().map(|row| self.tell(webhook, row, now));
        let tried = join_all(tried).await;
        let mut done = Vec::new();
        let mut failed = Vec::new();
        for (row, outcome) in rows.into_iter().zip(tried) {
            match outcome? {
                Outcome::Arrived | Outcome::Withheld => done.push(row.id),
                Outcome::Failed { failure, is_final } => failed.push((row, failure, is_final)),
            }
        }
        self.note(done, failed, holder, now).await
    }

    async fn tell(
        &self,
        webhook: &Webhook,
        row: &DeliveryRow,
        now: i64,
    ) -> Result<Outcome, StorageError> {
        let Some((kind, matter)) = self.matter(&webhook.reader, row).await? else {
            counted("webhook", "withheld");
            return Ok(Outcome::Withheld);
        };
        let body = body(row, kind, &matter, &self.base_url);
        let at = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH);
        let headers = [
            ("ayuda-event", kind.word().to_owned()),
            ("ayuda-id", row.event.clone()),
            ("ayuda-signature", signature(&webhook.secret, at, &body)),
        ];
        match self.wire.post(&webhook.url, &headers, body).await {
            Ok(()) => {
                counted("webhook", "arrived");
                Ok(Outcome::Arrived)
            }
            Err(failure) => {
                counted("webhook", "failed");
                tracing::warn!("the webhook `{}` {failure}", webhook.name);
                Ok(Outcome::Failed {
                    failure: failure.to_string(),
                    is_final: false,
                })
            }
        }
    }
}
