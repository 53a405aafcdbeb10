//! Rows of members: made, blocked, and gone.

use sea_orm::{ConnectionTrait, DbErr};

use super::rows::{MemberRow, member, member_by_handle};
use super::{bound, run};
use crate::forum::Member;

/// The row of a member, made when they first write, with what their token says of them now.
pub(in crate::forum) async fn joined(
    connection: &impl ConnectionTrait,
    who: &Member,
    handle: &str,
    now: i64,
) -> Result<MemberRow, DbErr> {
    let name = who.name.clone().unwrap_or_default();
    if let Some(known) = member(connection, &who.key).await? {
        let sql = "UPDATE forum_members SET name = $2, staff = $3, locale = $4 WHERE key = $1";
        let name = if name.is_empty() {
            known.name.clone()
        } else {
            name
        };
        let values = vec![
            bound(who.key.as_str()),
            bound(name.as_str()),
            bound(who.is_staff),
            bound(who.locale.map(|one| one.code().to_owned())),
        ];
        run(connection, sql, values).await?;
        return Ok(MemberRow {
            name,
            staff: who.is_staff,
            ..known
        });
    }
    let mut free = handle.to_owned();
    let mut number = 1;
    while member_by_handle(connection, &free).await?.is_some() {
        number += 1;
        free = format!("{handle}-{number}");
    }
    let name = if name.is_empty() { free.clone() } else { name };
    let sql = "INSERT INTO forum_members (key, handle, name, staff, locale, reputation, created, blocked) \
        VALUES ($1, $2, $3, $4, $5, 0, $6, NULL)";
    let values = vec![
        bound(who.key.as_str()),
        bound(free.as_str()),
        bound(name.as_str()),
        bound(who.is_staff),
        bound(who.locale.map(|one| one.code().to_owned())),
        bound(now),
    ];
    run(connection, sql, values).await?;
    Ok(MemberRow {
        key: who.key.clone(),
        handle: free,
        name,
        staff: who.is_staff,
        reputation: 0,
        created: now,
        blocked: None,
    })
}

pub(in crate::forum) async fn block(
    connection: &impl ConnectionTrait,
    member: &str,
    since: Option<i64>,
) -> Result<(), DbErr> {
    let sql = "UPDATE forum_members SET blocked = $2 WHERE key = $1";
    run(connection, sql, vec![bound(member), bound(since)])
        .await
        .map(drop)
}

/// Takes away who somebody is: their name, their handle, their votes and reports. What they
/// wrote stays, as what others answered to; it is nobody's then.
pub(in crate::forum) async fn forget_member(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<(), DbErr> {
    for sql in [
        "DELETE FROM forum_reports WHERE reporter = $1",
        "DELETE FROM forum_votes WHERE voter = $1",
        "UPDATE forum_posts SET author = '' WHERE author = $1",
        "UPDATE forum_replies SET author = '' WHERE author = $1",
        "UPDATE forum_replies SET verified_by = '' WHERE verified_by = $1",
        "UPDATE forum_revisions SET editor = '' WHERE editor = $1",
        "UPDATE forum_acts SET actor = '' WHERE actor = $1",
        "UPDATE forum_reports SET decided_by = '' WHERE decided_by = $1",
        "DELETE FROM forum_members WHERE key = $1",
    ] {
        run(connection, sql, vec![bound(member)]).await?;
    }
    Ok(())
}
