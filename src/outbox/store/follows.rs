//! Who follows what, and what is known of whom letters reach.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

use super::{all, bound, maybe, one, run};

#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub(in crate::outbox) struct MemberRow {
    pub member: String,
    pub ticket: String,
    pub automatic: bool,
    pub mails: bool,
    pub email: Option<String>,
    pub locale: Option<String>,
    pub viewer: String,
    pub keeper: bool,
    pub seen: i64,
}

#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::outbox) struct FollowRow {
    pub kind: String,
    pub target: String,
}

pub(in crate::outbox) async fn member(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<Option<MemberRow>, DbErr> {
    let sql = "SELECT * FROM outbox_members WHERE member = $1";
    one(connection, sql, vec![bound(member)]).await
}

pub(in crate::outbox) async fn by_ticket(
    connection: &impl ConnectionTrait,
    ticket: &str,
) -> Result<Option<MemberRow>, DbErr> {
    let sql = "SELECT * FROM outbox_members WHERE ticket = $1";
    one(connection, sql, vec![bound(ticket)]).await
}

/// Keeps all of a member but the ticket, which stays what it was.
pub(in crate::outbox) async fn keep_member(
    connection: &impl ConnectionTrait,
    row: &MemberRow,
) -> Result<(), DbErr> {
    let sql = "INSERT INTO outbox_members (member, ticket, automatic, mails, email, locale, viewer, keeper, seen) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (member) DO UPDATE SET \
        automatic = excluded.automatic, mails = excluded.mails, email = excluded.email, \
        locale = excluded.locale, viewer = excluded.viewer, keeper = excluded.keeper, seen = excluded.seen";
    let values = vec![
        bound(row.member.as_str()),
        bound(row.ticket.as_str()),
        bound(row.automatic),
        bound(row.mails),
        maybe(row.email.as_deref()),
        maybe(row.locale.as_deref()),
        bound(row.viewer.as_str()),
        bound(row.keeper),
        bound(row.seen),
    ];
    run(connection, sql, values).await.map(drop)
}

/// What a member wants to hear of, the newest first.
pub(in crate::outbox) async fn follows(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<Vec<FollowRow>, DbErr> {
    let sql = "SELECT kind, target FROM outbox_follows WHERE member = $1 AND wanted = true \
        ORDER BY created DESC, target LIMIT 1000";
    all(connection, sql, vec![bound(member)]).await
}

/// Follows, or says that it is not wanted. `again`: over what the member said before.
pub(in crate::outbox) async fn keep_follow(
    connection: &impl ConnectionTrait,
    member: &str,
    kind: &'static str,
    target: &str,
    wanted: bool,
    again: bool,
    now: i64,
) -> Result<(), DbErr> {
    let then = match again {
        true => "DO UPDATE SET wanted = excluded.wanted, created = excluded.created",
        false => "DO NOTHING",
    };
    let sql = format!(
        "INSERT INTO outbox_follows (member, kind, target, wanted, created) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (member, kind, target) {then}"
    );
    let values = vec![
        bound(member),
        bound(kind),
        bound(target),
        bound(wanted),
        bound(now),
    ];
    run(connection, &sql, values).await.map(drop)
}

/// Forgets where mail reaches a member who follows nothing or wants none, what they may read,
/// and the letters that wait for them.
pub(in crate::outbox) async fn silence(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<(), DbErr> {
    let nobody = "member = $1 AND (mails = false OR NOT EXISTS \
        (SELECT 1 FROM outbox_follows f WHERE f.member = $1 AND f.wanted = true))";
    let letters = format!(
        "DELETE FROM outbox_deliveries WHERE channel = 'mail' AND receiver = $1 AND EXISTS \
         (SELECT 1 FROM outbox_members WHERE {nobody})"
    );
    run(connection, &letters, vec![bound(member)]).await?;
    let known = format!(
        "UPDATE outbox_members SET email = NULL, locale = NULL, viewer = '', keeper = false, seen = 0 \
         WHERE {nobody}"
    );
    run(connection, &known, vec![bound(member)]).await.map(drop)
}

/// Forgets all addresses: there is no mail.
pub(in crate::outbox) async fn forget_addresses(
    connection: &impl ConnectionTrait,
) -> Result<(), DbErr> {
    for sql in [
        "UPDATE outbox_members SET email = NULL, locale = NULL, viewer = '', keeper = false, seen = 0 \
         WHERE email IS NOT NULL",
        "DELETE FROM outbox_deliveries WHERE channel = 'mail'",
    ] {
        run(connection, sql, Vec::new()).await?;
    }
    Ok(())
}

/// Takes away all that is known of a member; returns how much they followed.
pub(in crate::outbox) async fn erase(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<u64, DbErr> {
    let sql = "DELETE FROM outbox_deliveries WHERE receiver = $1 AND channel = 'mail'";
    run(connection, sql, vec![bound(member)]).await?;
    let sql = "DELETE FROM outbox_members WHERE member = $1";
    let known = run(connection, sql, vec![bound(member)]).await?;
    let sql = "DELETE FROM outbox_follows WHERE member = $1";
    let followed = run(connection, sql, vec![bound(member)]).await?;
    Ok(known.rows_affected() + followed.rows_affected())
}
