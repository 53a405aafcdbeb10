//! Rows as they are. Times are milliseconds since 1970.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};

use super::{all, bound, one};

#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::forum) struct MemberRow {
    pub key: String,
    pub handle: String,
    pub name: String,
    pub staff: bool,
    pub reputation: i64,
    pub created: i64,
    pub blocked: Option<i64>,
}

#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::forum) struct PostRow {
    pub key: String,
    pub number: i64,
    pub category: String,
    pub language: String,
    pub author: String,
    pub title: String,
    pub body: String,
    pub tags: String,
    pub created: i64,
    pub edited: Option<i64>,
    pub active: i64,
    pub votes: i64,
    pub replies: i64,
    pub verified: i64,
    pub accepted: i64,
    pub staff_replies: i64,
    pub pinned: bool,
    pub locked: bool,
    pub hidden: bool,
    pub deleted: bool,
    pub duplicate_of: Option<String>,
    pub article: Option<String>,
    pub source: Option<String>,
    pub change: i64,
}

#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::forum) struct ReplyRow {
    pub key: String,
    pub post: String,
    pub author: String,
    pub body: String,
    pub created: i64,
    pub edited: Option<i64>,
    pub votes: i64,
    pub verified_by: Option<String>,
    pub verified: Option<i64>,
    pub accepted: Option<i64>,
    pub hidden: bool,
    pub deleted: bool,
}

impl PostRow {
    /// One that is as good as empty.
    pub(in crate::forum) fn new(key: &str, now: i64) -> Self {
        PostRow {
            key: key.to_owned(),
            number: 0,
            category: String::new(),
            language: String::new(),
            author: String::new(),
            title: String::new(),
            body: String::new(),
            tags: String::new(),
            created: now,
            edited: None,
            active: now,
            votes: 0,
            replies: 0,
            verified: 0,
            accepted: 0,
            staff_replies: 0,
            pinned: false,
            locked: false,
            hidden: false,
            deleted: false,
            duplicate_of: None,
            article: None,
            source: None,
            change: 0,
        }
    }
}

impl ReplyRow {
    pub(in crate::forum) fn new(
        key: &str,
        post: &str,
        author: &str,
        body: String,
        now: i64,
    ) -> Self {
        ReplyRow {
            key: key.to_owned(),
            post: post.to_owned(),
            author: author.to_owned(),
            body,
            created: now,
            edited: None,
            votes: 0,
            verified_by: None,
            verified: None,
            accepted: None,
            hidden: false,
            deleted: false,
        }
    }
}

#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::forum) struct RevisionRow {
    pub title: Option<String>,
    pub body: String,
    pub editor: String,
    pub until: i64,
}

#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::forum) struct VoteRow {
    pub target: String,
}

pub(in crate::forum) async fn member(
    connection: &impl ConnectionTrait,
    key: &str,
) -> Result<Option<MemberRow>, DbErr> {
    let sql = "SELECT * FROM forum_members WHERE key = $1";
    one(connection, sql, vec![bound(key)]).await
}

pub(in crate::forum) async fn member_by_handle(
    connection: &impl ConnectionTrait,
    handle: &str,
) -> Result<Option<MemberRow>, DbErr> {
    let sql = "SELECT * FROM forum_members WHERE handle = $1";
    one(connection, sql, vec![bound(handle)]).await
}

pub(in crate::forum) async fn post(
    connection: &impl ConnectionTrait,
    key: &str,
) -> Result<Option<PostRow>, DbErr> {
    let sql = "SELECT * FROM forum_posts WHERE key = $1 AND deleted = false";
    one(connection, sql, vec![bound(key)]).await
}

/// Those of the keys that there are, in no order.
pub(in crate::forum) async fn posts(
    connection: &impl ConnectionTrait,
    keys: &[&str],
) -> Result<Vec<PostRow>, DbErr> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=keys.len()).map(|at| format!("${at}")).collect();
    let sql = format!(
        "SELECT * FROM forum_posts WHERE key IN ({}) AND deleted = false",
        places.join(", ")
    );
    let values: Vec<Value> = keys.iter().map(|key| bound(*key)).collect();
    all(connection, &sql, values).await
}

pub(in crate::forum) async fn reply(
    connection: &impl ConnectionTrait,
    key: &str,
) -> Result<Option<ReplyRow>, DbErr> {
    let sql = "SELECT * FROM forum_replies WHERE key = $1 AND deleted = false";
    one(connection, sql, vec![bound(key)]).await
}

/// Tombstones too, in the order in which they are read: verified, accepted, votes, time.
pub(in crate::forum) async fn replies(
    connection: &impl ConnectionTrait,
    post: &str,
) -> Result<Vec<ReplyRow>, DbErr> {
    let sql = "SELECT * FROM forum_replies WHERE post = $1 \
        ORDER BY CASE WHEN verified IS NULL THEN 1 ELSE 0 END, \
        CASE WHEN accepted IS NULL THEN 1 ELSE 0 END, votes DESC, number";
    all(connection, sql, vec![bound(post)]).await
}

pub(in crate::forum) async fn revisions(
    connection: &impl ConnectionTrait,
    target: &str,
) -> Result<Vec<RevisionRow>, DbErr> {
    let sql = "SELECT * FROM forum_revisions WHERE target = $1 ORDER BY number DESC";
    all(connection, sql, vec![bound(target)]).await
}

/// What of a post and its replies a member voted for.
pub(in crate::forum) async fn votes_of(
    connection: &impl ConnectionTrait,
    voter: &str,
    post: &str,
) -> Result<Vec<VoteRow>, DbErr> {
    let sql = "SELECT target FROM forum_votes WHERE voter = $1 AND \
        (target = $2 OR target IN (SELECT key FROM forum_replies WHERE post = $2))";
    all(connection, sql, vec![bound(voter), bound(post)]).await
}

#[derive(FromQueryResult)]
pub(super) struct KeyRow {
    pub(super) key: String,
}

/// Posts and replies of a member that are there.
pub(in crate::forum) async fn written_by(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<(Vec<String>, Vec<String>), DbErr> {
    let mut both = Vec::new();
    for table in ["forum_posts", "forum_replies"] {
        let sql = format!("SELECT key FROM {table} WHERE author = $1 AND deleted = false");
        let rows: Vec<KeyRow> = all(connection, &sql, vec![bound(member)]).await?;
        both.push(rows.into_iter().map(|row| row.key).collect());
    }
    let replies = both.pop().unwrap_or_default();
    Ok((both.pop().unwrap_or_default(), replies))
}

/// Posts that a member voted for, or whose replies they did.
pub(in crate::forum) async fn voted_by(
    connection: &impl ConnectionTrait,
    member: &str,
) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT key FROM forum_posts WHERE key IN (SELECT target FROM forum_votes WHERE voter = $1) \
        OR key IN (SELECT r.post FROM forum_replies r JOIN forum_votes v ON v.target = r.key WHERE v.voter = $1)";
    let rows: Vec<KeyRow> = all(connection, sql, vec![bound(member)]).await?;
    Ok(rows.into_iter().map(|row| row.key).collect())
}
