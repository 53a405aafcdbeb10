//! What happened, and whom it is told.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use super::{all, bound, maybe, run};
use crate::config::WebhookConfig;
use crate::outbox::{Event, Kind};

/// Events that are made into deliveries in one transaction.
const SOME: i64 = 50;

#[derive(Clone, Debug, FromQueryResult)]
struct EventRow {
    number: i64,
    id: String,
    at: i64,
    kind: String,
    category: String,
    post: String,
    target: String,
    actor: String,
    detail: Option<String>,
    members: Option<String>,
}

/// Notes what happened, in the transaction in which it does.
///
/// # Errors
/// The database failed.
pub async fn note(connection: &impl ConnectionTrait, event: &Event) -> Result<(), DbErr> {
    let sql = "INSERT INTO outbox_events (number, id, at, kind, category, post, target, actor, detail, members) \
        VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM outbox_events), $1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let members = match event.members.is_empty() {
        true => None,
        false => serde_json::to_string(&event.members).ok(),
    };
    let values = vec![
        bound(Uuid::new_v4().simple().to_string()),
        bound(event.at),
        bound(event.kind.word()),
        bound(event.category.as_str()),
        bound(event.post.as_str()),
        bound(event.target.as_str()),
        bound(event.actor.as_str()),
        maybe(event.detail.as_deref()),
        maybe(members.as_deref()),
    ];
    run(connection, sql, values).await.map(drop)
}

/// Makes a delivery of the next events for each receiver; letters wait for `wait`
/// milliseconds, or are not written. Returns how many events there were.
pub(in crate::outbox) async fn spread(
    connection: &impl ConnectionTrait,
    webhooks: &[WebhookConfig],
    wait: Option<i64>,
) -> Result<usize, DbErr> {
    let sql = "SELECT * FROM outbox_events ORDER BY number LIMIT $1";
    let events: Vec<EventRow> = all(connection, sql, vec![bound(SOME)]).await?;
    for event in &events {
        let wants = |webhook: &&WebhookConfig| webhook.events.contains(&event.kind);
        for webhook in webhooks.iter().filter(wants) {
            let sql = format!(
                "INSERT INTO outbox_deliveries ({COLUMNS}) VALUES \
                 ($1, $2, $3, $4, $5, $6, $7, $8, 'webhook', $9, $3, 0, 0, '', false) \
                 ON CONFLICT (id) DO NOTHING"
            );
            let mut values = vec![bound(format!("{}.{}", event.id, webhook.name))];
            values.extend(event.values());
            values.push(bound(webhook.name.as_str()));
            run(connection, &sql, values).await?;
        }
        if let Some(wait) = wait {
            event.write_letters(connection, wait).await?;
        }
        let sql = "DELETE FROM outbox_events WHERE number = $1";
        run(connection, sql, vec![bound(event.number)]).await?;
    }
    Ok(events.len())
}

const COLUMNS: &str = "id, event, at, kind, post, target, actor, detail, channel, receiver, due, tries, leased, \
    holder, dead";

impl EventRow {
    /// The columns from `event` to `detail`.
    fn values(&self) -> Vec<sea_orm::Value> {
        vec![
            bound(self.id.as_str()),
            bound(self.at),
            bound(self.kind.as_str()),
            bound(self.post.as_str()),
            bound(self.target.as_str()),
            bound(self.actor.as_str()),
            maybe(self.detail.as_deref()),
        ]
    }

    /// A letter for each member who follows, whom letters reach, and who does not hush this post.
    async fn write_letters(
        &self,
        connection: &impl ConnectionTrait,
        wait: i64,
    ) -> Result<(), DbErr> {
        let select = format!(
            "INSERT INTO outbox_deliveries ({COLUMNS}) \
             SELECT $1 || '.' || m.ticket, $1, $2, $3, $4, $5, $6, $7, 'mail', m.member, $2 + $8, 0, 0, '', false \
             FROM outbox_members m WHERE m.mails = true AND m.email IS NOT NULL AND m.member <> $6 \
             AND NOT EXISTS (SELECT 1 FROM outbox_follows h WHERE h.member = m.member AND h.kind = 'post' \
             AND h.target = $4 AND h.wanted = false) AND "
        );
        let follows = |kind: &str| {
            format!(
                "EXISTS (SELECT 1 FROM outbox_follows f WHERE f.member = m.member AND f.kind = '{kind}' \
                 AND f.target = $9 AND f.wanted = true)"
            )
        };
        let mut values = self.values();
        values.push(bound(wait));
        match Kind::from_word(&self.kind) {
            Some(Kind::Asked) => {
                values.push(bound(self.category.as_str()));
                let sql = format!("{select}{}", follows("category"));
                run(connection, &sql, values).await?;
            }
            Some(Kind::Replied | Kind::Verified | Kind::Accepted) => {
                values.push(bound(self.post.as_str()));
                let sql = format!("{select}{}", follows("post"));
                run(connection, &sql, values).await?;
            }
            Some(Kind::Reported) => {
                values.push(bound(self.category.as_str()));
                let sql = format!("{select}m.keeper = true AND {}", follows("category"));
                run(connection, &sql, values).await?;
            }
            Some(Kind::Mentioned) => {
                let members = self.members.as_deref().unwrap_or("[]");
                let members: Vec<String> = serde_json::from_str(members).unwrap_or_default();
                for member in members {
                    let mut values = values.clone();
                    values.push(bound(member));
                    let sql = format!("{select}m.member = $9");
                    run(connection, &sql, values).await?;
                }
            }
            None => {}
        }
        Ok(())
    }
}
