//! Reports, and the log of what keepers did.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

use super::{all, bound, count, run};

/// A report that nobody decided over.
#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::forum) struct ReportRow {
    pub target: String,
    pub reporter: String,
    pub post: String,
    pub reason: String,
    pub comment: Option<String>,
    pub created: i64,
}

/// The oldest first.
pub(in crate::forum) async fn reports(
    connection: &impl ConnectionTrait,
    limit: i64,
) -> Result<Vec<ReportRow>, DbErr> {
    let sql = "SELECT * FROM forum_reports WHERE decided IS NULL ORDER BY created, target LIMIT $1";
    all(connection, sql, vec![bound(limit)]).await
}

/// Whether somebody reported it, and nobody decided over that.
pub(in crate::forum) async fn is_reported(
    connection: &impl ConnectionTrait,
    target: &str,
) -> Result<bool, DbErr> {
    let sql = "SELECT COUNT(*) AS count FROM forum_reports WHERE target = $1 AND decided IS NULL";
    Ok(count(connection, sql, vec![bound(target)]).await? > 0)
}

/// One report a member and target; a second one says it anew.
pub(in crate::forum) async fn put_report(
    connection: &impl ConnectionTrait,
    target: &str,
    reporter: &str,
    post: &str,
    reason: &str,
    comment: Option<&str>,
    now: i64,
) -> Result<(), DbErr> {
    let sql = "INSERT INTO forum_reports (target, reporter, post, reason, comment, created) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (target, reporter) DO UPDATE SET \
        reason = excluded.reason, comment = excluded.comment, created = excluded.created, \
        decided_by = NULL, decided = NULL, decision = NULL";
    let values = vec![
        bound(target),
        bound(reporter),
        bound(post),
        bound(reason),
        bound(comment.map(str::to_owned)),
        bound(now),
    ];
    run(connection, sql, values).await.map(drop)
}

pub(in crate::forum) async fn settle_reports(
    connection: &impl ConnectionTrait,
    target: &str,
    by: &str,
    decision: &str,
    now: i64,
) -> Result<(), DbErr> {
    let sql = "UPDATE forum_reports SET decided_by = $2, decision = $3, decided = $4 \
        WHERE target = $1 AND decided IS NULL";
    let values = vec![bound(target), bound(by), bound(decision), bound(now)];
    run(connection, sql, values).await.map(drop)
}

#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::forum) struct ActRow {
    pub at: i64,
    pub actor: String,
    pub act: String,
    pub target: String,
    pub detail: Option<String>,
}

/// What keepers did, the newest first.
pub(in crate::forum) async fn acts(
    connection: &impl ConnectionTrait,
    limit: i64,
) -> Result<Vec<ActRow>, DbErr> {
    let sql = "SELECT * FROM forum_acts ORDER BY number DESC LIMIT $1";
    all(connection, sql, vec![bound(limit)]).await
}

/// Notes what a keeper did.
pub(in crate::forum) async fn act(
    connection: &impl ConnectionTrait,
    now: i64,
    actor: &str,
    act: &str,
    target: &str,
    detail: Option<&str>,
) -> Result<(), DbErr> {
    let sql = "INSERT INTO forum_acts (number, at, actor, act, target, detail) VALUES \
        ((SELECT COALESCE(MAX(number), 0) + 1 FROM forum_acts), $1, $2, $3, $4, $5)";
    let values = vec![
        bound(now),
        bound(actor),
        bound(act),
        bound(target),
        bound(detail.map(str::to_owned)),
    ];
    run(connection, sql, values).await.map(drop)
}
