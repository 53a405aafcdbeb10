//! Posts for whoever indexes them.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

use super::rows::{PostRow, posts};
use super::{all, bound};

/// A post with all that was said to it, as it is indexed: what can be read, and nothing of
/// what cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub key: String,
    /// The order in which it was asked: a small number for an index.
    pub number: i64,
    /// Which change touched it last.
    pub change: i64,
    /// `None` where nothing of it may be found any more.
    pub text: Option<DocumentText>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DocumentText {
    pub category: String,
    pub language: String,
    pub author: String,
    pub title: String,
    /// Markdown.
    pub body: String,
    pub tags: Vec<String>,
    /// Milliseconds since 1970.
    pub created: i64,
    pub active: i64,
    pub votes: i64,
    pub replies: i64,
    pub verified: i64,
    pub accepted: i64,
    pub is_duplicate: bool,
    /// Key, author and Markdown of each reply that can be read, the best first.
    pub said: Vec<(String, String, String)>,
}

#[derive(FromQueryResult)]
struct SaidRow {
    key: String,
    post: String,
    author: String,
    body: String,
}

/// Most posts that are read at once.
const SOME: i64 = 500;

/// Posts that were touched by a later change than `change`, in the order of changes: the first
/// few hundred, and all of the last change among them.
pub(in crate::forum) async fn since(
    connection: &impl ConnectionTrait,
    change: i64,
) -> Result<Vec<Document>, DbErr> {
    let sql = "SELECT * FROM forum_posts WHERE change > $1 AND change <= COALESCE(\
        (SELECT change FROM forum_posts WHERE change > $1 ORDER BY change LIMIT 1 OFFSET $2), \
        (SELECT number FROM changes)) ORDER BY change, number";
    let posts = all(connection, sql, vec![bound(change), bound(SOME)]).await?;
    with_replies(connection, posts).await
}

/// The next posts behind `number`, for whoever reads them all.
pub(in crate::forum) async fn documents(
    connection: &impl ConnectionTrait,
    number: i64,
) -> Result<Vec<Document>, DbErr> {
    with_replies(connection, posts_after(connection, number).await?).await
}

/// The same as rows.
pub(in crate::forum) async fn posts_after(
    connection: &impl ConnectionTrait,
    number: i64,
) -> Result<Vec<PostRow>, DbErr> {
    let sql = "SELECT * FROM forum_posts WHERE number > $1 ORDER BY number LIMIT $2";
    all(connection, sql, vec![bound(number), bound(SOME)]).await
}

/// Those of these keys that there are, in no order.
pub(in crate::forum) async fn documents_of(
    connection: &impl ConnectionTrait,
    keys: &[&str],
) -> Result<Vec<Document>, DbErr> {
    let posts = posts(connection, keys).await?;
    with_replies(connection, posts).await
}

async fn with_replies(
    connection: &impl ConnectionTrait,
    posts: Vec<PostRow>,
) -> Result<Vec<Document>, DbErr> {
    let mut documents = Vec::with_capacity(posts.len());
    for some in posts.chunks(200) {
        let places: Vec<String> = (1..=some.len()).map(|at| format!("${at}")).collect();
        let sql = format!(
            "SELECT key, post, author, body FROM forum_replies WHERE post IN ({}) \
             AND deleted = false AND hidden = false \
             ORDER BY CASE WHEN verified IS NULL THEN 1 ELSE 0 END, \
             CASE WHEN accepted IS NULL THEN 1 ELSE 0 END, votes DESC, number",
            places.join(", ")
        );
        let keys = some.iter().map(|post| bound(post.key.as_str())).collect();
        let mut said = std::collections::HashMap::<String, Vec<_>>::new();
        for row in all::<SaidRow>(connection, &sql, keys).await? {
            said.entry(row.post)
                .or_default()
                .push((row.key, row.author, row.body));
        }
        for post in some {
            let said = said.remove(&post.key).unwrap_or_default();
            documents.push(document(post.clone(), said));
        }
    }
    Ok(documents)
}

fn document(post: PostRow, said: Vec<(String, String, String)>) -> Document {
    let can_be_found = !post.hidden && !post.deleted;
    Document {
        key: post.key,
        number: post.number,
        change: post.change,
        text: can_be_found.then(|| DocumentText {
            category: post.category,
            language: post.language,
            author: post.author,
            title: post.title,
            body: post.body,
            tags: post.tags.split_whitespace().map(str::to_owned).collect(),
            created: post.created,
            active: post.active,
            votes: post.votes,
            replies: post.replies,
            verified: post.verified,
            accepted: post.accepted,
            is_duplicate: post.duplicate_of.is_some(),
            said,
        }),
    }
}
