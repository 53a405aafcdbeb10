//! What is known of threads from elsewhere.

use sea_orm::{ConnectionTrait, DbErr};

use super::rows::{KeyRow, PostRow};
use super::{bound, one, run};

/// The post that was taken over from there.
pub(in crate::forum) async fn by_source(
    connection: &impl ConnectionTrait,
    source: &str,
) -> Result<Option<PostRow>, DbErr> {
    let sql = "SELECT * FROM forum_posts WHERE source = $1 AND deleted = false";
    one(connection, sql, vec![bound(source)]).await
}

/// Whether a post or reply has this key, or had it once.
pub(in crate::forum) async fn is_taken(
    connection: &impl ConnectionTrait,
    key: &str,
) -> Result<bool, DbErr> {
    let sql = "SELECT key FROM forum_posts WHERE key = $1 UNION SELECT key FROM forum_replies WHERE key = $1";
    let row: Option<KeyRow> = one(connection, sql, vec![bound(key)]).await?;
    Ok(row.is_some())
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
