//! What is counted anew from its rows, in the transaction that moves it.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

use super::write::THIS_CHANGE;
use super::{all, bound, count, run};
use crate::forum::rules::reputation::{ACCEPTED, POST_VOTE, REPLY_VOTE, VERIFIED};

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

#[derive(FromQueryResult)]
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

/// What is counted with each act, and what counting the rows gives.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Recount {
    /// Key of a post, reply or member.
    pub key: String,
    pub kept: i64,
    pub counted: i64,
}

/// Everything whose count is not what its rows say: nothing, or there is a mistake.
pub(in crate::forum) async fn recount(
    connection: &impl ConnectionTrait,
) -> Result<Vec<Recount>, DbErr> {
    let seen =
        "FROM forum_replies r WHERE r.post = p.key AND r.deleted = false AND r.hidden = false";
    let votes = "(SELECT COUNT(*) FROM forum_votes v WHERE v.target = p.key)";
    let counts = [
        ("forum_posts", "votes", votes.to_owned()),
        ("forum_replies", "votes", votes.to_owned()),
        (
            "forum_posts",
            "replies",
            format!("(SELECT COUNT(*) {seen})"),
        ),
        (
            "forum_posts",
            "verified",
            format!("(SELECT COUNT(*) {seen} AND r.verified IS NOT NULL)"),
        ),
        (
            "forum_posts",
            "accepted",
            format!("(SELECT COUNT(*) {seen} AND r.accepted IS NOT NULL)"),
        ),
        ("forum_members", "reputation", worth("p.key")),
    ];
    let mut wrong = Vec::new();
    for (table, column, counted) in counts {
        let sql = format!(
            "SELECT p.key AS key, p.{column} AS kept, {counted} AS counted FROM {table} p \
             WHERE p.{column} <> {counted} ORDER BY p.key"
        );
        wrong.extend(all::<Recount>(connection, &sql, Vec::new()).await?);
    }
    Ok(wrong)
}
