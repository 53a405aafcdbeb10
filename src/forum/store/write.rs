//! What changes rows. Each post that is touched says by which change; what is counted is
//! counted anew.

use sea_orm::{ConnectionTrait, DbErr};

use super::rows::{MemberRow, member, member_by_handle};
use super::{all, bound, count, run};
use crate::forum::Member;
use crate::forum::rules::reputation::{ACCEPTED, POST_VOTE, REPLY_VOTE, VERIFIED};
use crate::forum::store::rows::{PostRow, ReplyRow};

const THIS_CHANGE: &str = "(SELECT number FROM changes)";

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

pub(in crate::forum) async fn insert_post(
    connection: &impl ConnectionTrait,
    post: &PostRow,
) -> Result<(), DbErr> {
    let sql = format!(
        "INSERT INTO forum_posts (key, number, category, language, author, title, body, tags, created, \
         edited, active, votes, replies, verified, accepted, staff_replies, pinned, locked, hidden, deleted, \
         duplicate_of, article, source, change) \
         VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM forum_posts), $2, $3, $4, $5, $6, $7, $8, \
         NULL, $8, 0, 0, 0, 0, 0, false, false, false, false, NULL, NULL, NULL, {THIS_CHANGE})"
    );
    let values = vec![
        bound(post.key.as_str()),
        bound(post.category.as_str()),
        bound(post.language.as_str()),
        bound(post.author.as_str()),
        bound(post.title.as_str()),
        bound(post.body.as_str()),
        bound(post.tags.as_str()),
        bound(post.created),
    ];
    run(connection, &sql, values).await.map(drop)
}

pub(in crate::forum) async fn insert_reply(
    connection: &impl ConnectionTrait,
    reply: &ReplyRow,
) -> Result<(), DbErr> {
    let sql = "INSERT INTO forum_replies (key, post, number, author, body, created, edited, votes, \
         verified_by, verified, accepted, hidden, deleted) \
         VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM forum_replies WHERE post = $2), \
         $3, $4, $5, NULL, 0, NULL, NULL, NULL, false, false)";
    let values = vec![
        bound(reply.key.as_str()),
        bound(reply.post.as_str()),
        bound(reply.author.as_str()),
        bound(reply.body.as_str()),
        bound(reply.created),
    ];
    run(connection, sql, values).await.map(drop)
}

/// How many posts and replies a member wrote since then.
pub(in crate::forum) async fn recent(
    connection: &impl ConnectionTrait,
    table: &'static str,
    author: &str,
    since: i64,
) -> Result<i64, DbErr> {
    let sql = format!("SELECT COUNT(*) AS count FROM {table} WHERE author = $1 AND created > $2");
    count(connection, &sql, vec![bound(author), bound(since)]).await
}

/// Keeps what something said until now.
pub(in crate::forum) async fn keep_revision(
    connection: &impl ConnectionTrait,
    target: &str,
    title: Option<&str>,
    body: &str,
    editor: &str,
    now: i64,
) -> Result<(), DbErr> {
    let sql = "INSERT INTO forum_revisions (target, number, title, body, editor, until) VALUES \
        ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM forum_revisions WHERE target = $1), $2, $3, $4, $5)";
    let values = vec![
        bound(target),
        bound(title.map(str::to_owned)),
        bound(body),
        bound(editor),
        bound(now),
    ];
    run(connection, sql, values).await.map(drop)
}

pub(in crate::forum) async fn update_post(
    connection: &impl ConnectionTrait,
    post: &PostRow,
) -> Result<(), DbErr> {
    let sql = format!(
        "UPDATE forum_posts SET category = $2, language = $3, title = $4, body = $5, tags = $6, edited = $7, \
         change = {THIS_CHANGE} WHERE key = $1"
    );
    let values = vec![
        bound(post.key.as_str()),
        bound(post.category.as_str()),
        bound(post.language.as_str()),
        bound(post.title.as_str()),
        bound(post.body.as_str()),
        bound(post.tags.as_str()),
        bound(post.edited),
    ];
    run(connection, &sql, values).await.map(drop)
}

pub(in crate::forum) async fn update_reply(
    connection: &impl ConnectionTrait,
    reply: &str,
    body: &str,
    now: i64,
) -> Result<(), DbErr> {
    let sql = "UPDATE forum_replies SET body = $2, edited = $3 WHERE key = $1";
    run(connection, sql, vec![bound(reply), bound(body), bound(now)])
        .await
        .map(drop)
}

/// Takes away what a post said, now and before, and all that was said to it.
pub(in crate::forum) async fn erase_post(
    connection: &impl ConnectionTrait,
    post: &str,
) -> Result<(), DbErr> {
    let own = "SELECT key FROM forum_replies WHERE post = $1";
    for sql in [
        format!("DELETE FROM forum_revisions WHERE target = $1 OR target IN ({own})"),
        format!("DELETE FROM forum_votes WHERE target = $1 OR target IN ({own})"),
        "DELETE FROM forum_reports WHERE post = $1".to_owned(),
        "UPDATE forum_replies SET body = '', deleted = true, votes = 0, verified = NULL, verified_by = NULL, \
         accepted = NULL WHERE post = $1"
            .to_owned(),
        format!(
            "UPDATE forum_posts SET title = '', body = '', tags = '', deleted = true, votes = 0, \
             change = {THIS_CHANGE} WHERE key = $1"
        ),
    ] {
        run(connection, &sql, vec![bound(post)]).await?;
    }
    Ok(())
}

/// Takes away what a reply said, now and before; its place stays.
pub(in crate::forum) async fn erase_reply(
    connection: &impl ConnectionTrait,
    reply: &str,
) -> Result<(), DbErr> {
    for sql in [
        "DELETE FROM forum_revisions WHERE target = $1",
        "DELETE FROM forum_votes WHERE target = $1",
        "DELETE FROM forum_reports WHERE target = $1",
        "UPDATE forum_replies SET body = '', deleted = true, votes = 0, verified = NULL, verified_by = NULL, \
         accepted = NULL WHERE key = $1",
    ] {
        run(connection, sql, vec![bound(reply)]).await?;
    }
    Ok(())
}

/// Puts a vote or takes it back, and counts those on the target.
pub(in crate::forum) async fn vote(
    connection: &impl ConnectionTrait,
    target: &str,
    voter: &str,
    is_for: bool,
    now: i64,
) -> Result<i64, DbErr> {
    match is_for {
        true => {
            let sql = "INSERT INTO forum_votes (target, voter, created) VALUES ($1, $2, $3) \
                ON CONFLICT (target, voter) DO NOTHING";
            run(
                connection,
                sql,
                vec![bound(target), bound(voter), bound(now)],
            )
            .await?;
        }
        false => {
            let sql = "DELETE FROM forum_votes WHERE target = $1 AND voter = $2";
            run(connection, sql, vec![bound(target), bound(voter)]).await?;
        }
    }
    for table in ["forum_posts", "forum_replies"] {
        let sql = format!(
            "UPDATE {table} SET votes = (SELECT COUNT(*) FROM forum_votes WHERE target = $1) WHERE key = $1"
        );
        run(connection, &sql, vec![bound(target)]).await?;
    }
    let sql = "SELECT COUNT(*) AS count FROM forum_votes WHERE target = $1";
    count(connection, sql, vec![bound(target)]).await
}

/// Counts what was said to a post, and notes that it was touched.
pub(in crate::forum) async fn count_post(
    connection: &impl ConnectionTrait,
    post: &str,
) -> Result<(), DbErr> {
    let seen = "FROM forum_replies r WHERE r.post = $1 AND r.deleted = false AND r.hidden = false";
    let sql = format!(
        "UPDATE forum_posts SET \
         replies = (SELECT COUNT(*) {seen}), \
         verified = (SELECT COUNT(*) {seen} AND r.verified IS NOT NULL), \
         accepted = (SELECT COUNT(*) {seen} AND r.accepted IS NOT NULL), \
         staff_replies = (SELECT COUNT(*) {seen} AND r.author IN \
             (SELECT key FROM forum_members WHERE staff = true)), \
         active = COALESCE((SELECT MAX(r.created) {seen}), created), \
         change = {THIS_CHANGE} WHERE key = $1"
    );
    run(connection, &sql, vec![bound(post)]).await.map(drop)
}

/// Counts what a member's texts brought them.
pub(in crate::forum) async fn count_member(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<(), DbErr> {
    let sql = format!(
        "UPDATE forum_members SET reputation = {} WHERE key = $1",
        worth("$1")
    );
    run(connection, &sql, vec![bound(member)]).await.map(drop)
}

/// What the texts of a member are worth: those that everybody can read.
pub(super) fn worth(member: &str) -> String {
    let posts = format!(
        "SELECT COALESCE(SUM(own.votes), 0) FROM forum_posts own \
         WHERE own.author = {member} AND own.deleted = false AND own.hidden = false \
         AND own.category IN (SELECT category FROM forum_open)"
    );
    let replies = format!(
        "FROM forum_replies r JOIN forum_posts q ON q.key = r.post WHERE r.author = {member} \
         AND r.deleted = false AND r.hidden = false AND q.deleted = false AND q.hidden = false \
         AND q.category IN (SELECT category FROM forum_open)"
    );
    format!(
        "CAST({POST_VOTE} * ({posts}) + {REPLY_VOTE} * (SELECT COALESCE(SUM(r.votes), 0) {replies}) \
         + {ACCEPTED} * (SELECT COUNT(*) {replies} AND r.accepted IS NOT NULL AND q.author <> r.author) \
         + {VERIFIED} * (SELECT COUNT(*) {replies} AND r.verified IS NOT NULL AND r.verified_by <> r.author) \
         AS BIGINT)"
    )
}

#[derive(sea_orm::FromQueryResult)]
struct AuthorRow {
    author: String,
}

/// Counts for everybody who wrote in a post.
pub(in crate::forum) async fn count_members_of(
    connection: &impl ConnectionTrait,
    post: &str,
) -> Result<(), DbErr> {
    let sql = "SELECT author FROM forum_posts WHERE key = $1 \
        UNION SELECT author FROM forum_replies WHERE post = $1";
    let authors: Vec<AuthorRow> = all(connection, sql, vec![bound(post)]).await?;
    for AuthorRow { author } in authors {
        count_member(connection, &author).await?;
    }
    Ok(())
}

pub(in crate::forum) async fn set_accepted(
    connection: &impl ConnectionTrait,
    reply: &str,
    at: Option<i64>,
) -> Result<(), DbErr> {
    let sql = "UPDATE forum_replies SET accepted = $2 WHERE key = $1";
    run(connection, sql, vec![bound(reply), bound(at)])
        .await
        .map(drop)
}

pub(in crate::forum) async fn set_verified(
    connection: &impl ConnectionTrait,
    reply: &str,
    by: Option<(&str, i64)>,
) -> Result<(), DbErr> {
    let sql = "UPDATE forum_replies SET verified_by = $2, verified = $3 WHERE key = $1";
    let values = vec![
        bound(reply),
        bound(by.map(|(who, _)| who.to_owned())),
        bound(by.map(|(_, at)| at)),
    ];
    run(connection, sql, values).await.map(drop)
}

/// Sets a column of posts, or of replies, that says yes or no.
pub(in crate::forum) async fn set_flag(
    connection: &impl ConnectionTrait,
    table: &'static str,
    column: &'static str,
    key: &str,
    is_set: bool,
) -> Result<(), DbErr> {
    let sql = format!("UPDATE {table} SET {column} = $2 WHERE key = $1");
    run(connection, &sql, vec![bound(key), bound(is_set)])
        .await
        .map(drop)
}

pub(in crate::forum) async fn set_duplicate(
    connection: &impl ConnectionTrait,
    post: &str,
    of: Option<&str>,
) -> Result<(), DbErr> {
    let sql = "UPDATE forum_posts SET duplicate_of = $2 WHERE key = $1";
    run(
        connection,
        sql,
        vec![bound(post), bound(of.map(str::to_owned))],
    )
    .await
    .map(drop)
}

pub(in crate::forum) async fn set_article(
    connection: &impl ConnectionTrait,
    post: &str,
    article: Option<&str>,
) -> Result<(), DbErr> {
    let sql = "UPDATE forum_posts SET article = $2 WHERE key = $1";
    run(
        connection,
        sql,
        vec![bound(post), bound(article.map(str::to_owned))],
    )
    .await
    .map(drop)
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

/// Where a post stood before, and how it stands.
pub(in crate::forum) async fn set_origin(
    connection: &impl ConnectionTrait,
    post: &str,
    source: Option<&str>,
    is_pinned: bool,
    is_locked: bool,
) -> Result<(), DbErr> {
    let sql = "UPDATE forum_posts SET source = $2, pinned = $3, locked = $4 WHERE key = $1";
    let values = vec![
        bound(post),
        bound(source.map(str::to_owned)),
        bound(is_pinned),
        bound(is_locked),
    ];
    run(connection, sql, values).await.map(drop)
}

/// Votes of people who are known by number alone.
pub(in crate::forum) async fn put_votes(
    connection: &impl ConnectionTrait,
    votes: &[(String, i64)],
    now: i64,
) -> Result<(), DbErr> {
    let each = votes
        .iter()
        .flat_map(|(target, votes)| (0..*votes).map(move |number| (target, number)));
    let all: Vec<_> = each.collect();
    for some in all.chunks(200) {
        let mut values = vec![bound(now)];
        let mut rows = Vec::new();
        for (target, number) in some {
            values.push(bound(target.as_str()));
            values.push(bound(format!("taken-over:{number}")));
            rows.push(format!("(${}, ${}, $1)", values.len() - 1, values.len()));
        }
        let sql = format!(
            "INSERT INTO forum_votes (target, voter, created) VALUES {} ON CONFLICT DO NOTHING",
            rows.join(", ")
        );
        run(connection, &sql, values).await?;
    }
    Ok(())
}

/// Counts the votes on a post and on all that was said to it.
pub(in crate::forum) async fn count_votes_of(
    connection: &impl ConnectionTrait,
    post: &str,
) -> Result<(), DbErr> {
    for (table, column) in [("forum_posts", "key"), ("forum_replies", "post")] {
        let sql = format!(
            "UPDATE {table} SET votes = (SELECT COUNT(*) FROM forum_votes v WHERE v.target = {table}.key) \
             WHERE {column} = $1"
        );
        run(connection, &sql, vec![bound(post)]).await?;
    }
    Ok(())
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
