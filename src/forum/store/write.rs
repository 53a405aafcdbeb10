//! What changes posts and replies. Each post that is touched says by which change.

use sea_orm::{ConnectionTrait, DbErr};

use super::rows::{PostRow, ReplyRow};
use super::{bound, count, run};

pub(super) const THIS_CHANGE: &str = "(SELECT number FROM changes)";

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
