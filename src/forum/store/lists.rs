//! Lists of posts, as far as they may be seen.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};

use super::rows::PostRow;
use super::{all, bound, count, one};
use crate::forum::{Listing, Sort, Status};

/// Conditions with the values that they speak of.
struct Where {
    sql: String,
    values: Vec<Value>,
}

impl Where {
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let place = format!("${}", self.values.len());
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace('?', &place));
    }

    /// Posts of these categories that may be seen.
    fn seen(categories: &[&str], with_hidden: bool) -> Self {
        let values: Vec<Value> = categories.iter().map(|one| bound(*one)).collect();
        let places: Vec<String> = (1..=values.len()).map(|at| format!("${at}")).collect();
        let hidden = if with_hidden {
            ""
        } else {
            " AND hidden = false"
        };
        let sql = format!(
            "category IN ({}) AND deleted = false{hidden}",
            places.join(", ")
        );
        Where { sql, values }
    }
}

/// A page of posts of `categories`, and how many there are.
pub(in crate::forum) async fn list(
    connection: &impl ConnectionTrait,
    categories: &[&str],
    with_hidden: bool,
    listing: &Listing,
) -> Result<(Vec<PostRow>, i64), DbErr> {
    if categories.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let mut wanted = Where::seen(categories, with_hidden);
    if let Some(language) = listing.language {
        wanted.and("language = ?", language.code());
    }
    if let Some(author) = &listing.author {
        wanted.and(
            "author = (SELECT key FROM forum_members WHERE handle = ?)",
            author.as_str(),
        );
    }
    if let Some(tag) = &listing.tag {
        // Tags are letters, digits and hyphens: nothing in one is a pattern.
        let tag: String = tag
            .chars()
            .filter(|one| one.is_alphanumeric() || *one == '-')
            .collect();
        wanted.and("tags LIKE ?", format!("% {} %", tag.to_lowercase()));
    }
    wanted.sql.push_str(match listing.status {
        None => "",
        Some(Status::Open) => " AND replies = 0",
        Some(Status::Answered) => " AND replies > 0 AND verified = 0",
        Some(Status::Verified) => " AND verified > 0",
    });
    let total = format!(
        "SELECT COUNT(*) AS count FROM forum_posts WHERE {}",
        wanted.sql
    );
    let total = count(connection, &total, wanted.values.clone()).await?;
    let order = match listing.sort {
        Sort::Active => "pinned DESC, active DESC, number DESC",
        Sort::New => "number DESC",
        Sort::Votes => "votes DESC, number DESC",
    };
    let limit = i64::try_from(listing.limit.max(1)).unwrap_or(i64::MAX);
    let page = i64::try_from(listing.page.max(1)).unwrap_or(i64::MAX);
    let offset = (page - 1).saturating_mul(limit);
    let sql = format!(
        "SELECT * FROM forum_posts WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}",
        wanted.sql
    );
    Ok((all(connection, &sql, wanted.values).await?, total))
}

#[derive(FromQueryResult)]
struct ChangedRow {
    key: String,
    changed: Option<i64>,
}

/// A page of all posts of `categories` that anybody there may see, each with the last moment
/// at which a reply of it became another one; and how many posts there are.
pub(in crate::forum) async fn mapped(
    connection: &impl ConnectionTrait,
    categories: &[&str],
    page: usize,
    limit: usize,
) -> Result<(Vec<(PostRow, Option<i64>)>, i64), DbErr> {
    if categories.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let wanted = Where::seen(categories, false);
    let sql = &wanted.sql;
    let total = format!("SELECT COUNT(*) AS count FROM forum_posts WHERE {sql}");
    let total = count(connection, &total, wanted.values.clone()).await?;
    let offset = page.saturating_sub(1).saturating_mul(limit);
    let some = format!("WHERE {sql} ORDER BY number LIMIT {limit} OFFSET {offset}");
    let posts = format!("SELECT * FROM forum_posts {some}");
    let posts: Vec<PostRow> = all(connection, &posts, wanted.values.clone()).await?;
    let changed = format!(
        "SELECT p.key, (SELECT MAX(CASE WHEN COALESCE(r.edited, 0) > COALESCE(r.verified, 0) \
         THEN r.edited ELSE r.verified END) FROM forum_replies r WHERE r.post = p.key \
         AND r.deleted = false AND r.hidden = false) AS changed \
         FROM (SELECT * FROM forum_posts {some}) p"
    );
    let changed: Vec<ChangedRow> = all(connection, &changed, wanted.values).await?;
    let mut changed: HashMap<String, Option<i64>> = changed
        .into_iter()
        .map(|row| (row.key, row.changed))
        .collect();
    let posts = posts.into_iter().map(|post| {
        let changed = changed.remove(&post.key).flatten();
        (post, changed)
    });
    Ok((posts.collect(), total))
}

/// The newest posts that a member replied to.
pub(in crate::forum) async fn answered_by(
    connection: &impl ConnectionTrait,
    categories: &[&str],
    with_hidden: bool,
    member: &str,
    limit: i64,
) -> Result<Vec<PostRow>, DbErr> {
    if categories.is_empty() {
        return Ok(Vec::new());
    }
    let mut wanted = Where::seen(categories, with_hidden);
    wanted.and(
        "key IN (SELECT post FROM forum_replies WHERE author = ? AND deleted = false AND hidden = false)",
        member,
    );
    wanted.and("author <> ?", member);
    let sql = format!(
        "SELECT * FROM forum_posts WHERE {} ORDER BY active DESC, number DESC LIMIT {limit}",
        wanted.sql
    );
    all(connection, &sql, wanted.values).await
}

/// The posts of `categories` that were taken over from one of these addresses.
pub(in crate::forum) async fn taken_from(
    connection: &impl ConnectionTrait,
    categories: &[&str],
    with_hidden: bool,
    sources: &[String],
) -> Result<Vec<PostRow>, DbErr> {
    if categories.is_empty() {
        return Ok(Vec::new());
    }
    let Where { sql, mut values } = Where::seen(categories, with_hidden);
    let first = values.len() + 1;
    values.extend(sources.iter().map(|one| bound(one.as_str())));
    let places: Vec<String> = (first..=values.len()).map(|at| format!("${at}")).collect();
    let sql = format!(
        "SELECT * FROM forum_posts WHERE {sql} AND source IN ({}) ORDER BY number",
        places.join(", ")
    );
    all(connection, &sql, values).await
}

/// Whether a member wrote something in these categories that may be seen.
pub(in crate::forum) async fn is_heard_in(
    connection: &impl ConnectionTrait,
    categories: &[&str],
    with_hidden: bool,
    member: &str,
) -> Result<bool, DbErr> {
    if categories.is_empty() {
        return Ok(false);
    }
    let mut wanted = Where::seen(categories, with_hidden);
    wanted.and(
        "(author = ? OR key IN (SELECT post FROM forum_replies WHERE author = ? \
         AND deleted = false AND hidden = false))",
        member,
    );
    let sql = format!(
        "SELECT COUNT(*) AS count FROM (SELECT key FROM forum_posts WHERE {} LIMIT 1) heard",
        wanted.sql
    );
    Ok(count(connection, &sql, wanted.values).await? > 0)
}

#[derive(FromQueryResult)]
struct FirstRow {
    first: Option<i64>,
}

/// When a member first wrote in these categories: of what is there to be seen, or with all that
/// is hidden or gone.
pub(in crate::forum) async fn first_said(
    connection: &impl ConnectionTrait,
    categories: &[&str],
    with_all: bool,
    member: &str,
) -> Result<Option<i64>, DbErr> {
    if categories.is_empty() {
        return Ok(None);
    }
    let mut values = vec![bound(member)];
    values.extend(categories.iter().map(|one| bound(*one)));
    let places: Vec<String> = (2..=values.len()).map(|at| format!("${at}")).collect();
    let (seen, said) = match with_all {
        true => ("", ""),
        false => (
            " AND p.deleted = false AND p.hidden = false",
            " AND r.deleted = false AND r.hidden = false",
        ),
    };
    let open = format!("p.category IN ({}){seen}", places.join(", "));
    let sql = format!(
        "SELECT MIN(first) AS first FROM (\
         SELECT MIN(p.created) AS first FROM forum_posts p WHERE p.author = $1 AND {open} \
         UNION ALL SELECT MIN(r.created) AS first FROM forum_replies r JOIN forum_posts p ON p.key = r.post \
         WHERE r.author = $1{said} AND {open}) texts"
    );
    let row: Option<FirstRow> = one(connection, &sql, values).await?;
    Ok(row.and_then(|row| row.first))
}

/// Whether a member ever wrote in one of these categories, be it gone by now.
pub(in crate::forum) async fn wrote_in(
    connection: &impl ConnectionTrait,
    categories: &[&str],
    member: &str,
) -> Result<bool, DbErr> {
    let mut values = vec![bound(member)];
    values.extend(categories.iter().map(|one| bound(*one)));
    let places: Vec<String> = (2..=values.len()).map(|at| format!("${at}")).collect();
    if places.is_empty() {
        return Ok(false);
    }
    let sql = format!(
        "SELECT COUNT(*) AS count FROM forum_posts p WHERE p.category IN ({}) AND (p.author = $1 \
         OR p.key IN (SELECT post FROM forum_replies WHERE author = $1))",
        places.join(", ")
    );
    Ok(count(connection, &sql, values).await? > 0)
}

/// A question that no article answers, and how many asked it again.
#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::forum) struct AskedRow {
    pub key: String,
    pub category: String,
    pub language: String,
    pub title: String,
    pub votes: i64,
    pub replies: i64,
    pub verified: i64,
    pub again: i64,
}

/// Questions since a moment, without an article, those first that most people have.
pub(in crate::forum) async fn unanswered_by_articles(
    connection: &impl ConnectionTrait,
    since: i64,
    language: Option<&str>,
) -> Result<Vec<AskedRow>, DbErr> {
    let sql = "SELECT * FROM (SELECT p.key, p.category, p.language, p.title, p.votes, p.replies, p.verified, \
        (SELECT COUNT(*) FROM forum_posts d WHERE d.duplicate_of = p.key AND d.deleted = false) AS again \
        FROM forum_posts p WHERE p.active >= $1 AND ($2 = '' OR p.language = $2) AND p.article IS NULL \
        AND p.duplicate_of IS NULL AND p.deleted = false AND p.hidden = false) asked \
        ORDER BY again * 3 + votes DESC, replies DESC, key LIMIT 200";
    let language = language.unwrap_or_default();
    all(connection, sql, vec![bound(since), bound(language)]).await
}
