//! The categories that everybody may read, as the counts have them. They are rows, so that all
//! nodes and all counts know the same ones.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

use super::counts::worth;
use super::{all, bound, one, run};

/// Stands among the categories while members are still to be counted: no category is called so.
const UNCOUNTED: &str = "";

/// Members that are counted in one transaction.
const SOME: i64 = 500;

#[derive(FromQueryResult)]
struct CategoryRow {
    category: String,
}

/// Whether these are the categories that all members were counted by; `sorted` without repeats.
pub(in crate::forum) async fn is_counted_by(
    connection: &impl ConnectionTrait,
    sorted: &[String],
) -> Result<bool, DbErr> {
    let sql = "SELECT category FROM forum_open";
    let rows: Vec<CategoryRow> = all(connection, sql, Vec::new()).await?;
    let mut known: Vec<String> = rows.into_iter().map(|row| row.category).collect();
    // The database sorts by rules of its own.
    known.sort();
    Ok(known == sorted)
}

/// Counts by these categories from now on. Nobody has a reputation until it is counted anew:
/// what it was may tell of what is behind a gate by now.
pub(in crate::forum) async fn count_by(
    connection: &impl ConnectionTrait,
    categories: &[String],
) -> Result<(), DbErr> {
    run(connection, "DELETE FROM forum_open", Vec::new()).await?;
    let all = categories.iter().map(String::as_str).chain([UNCOUNTED]);
    for category in all {
        let sql = "INSERT INTO forum_open (category) VALUES ($1)";
        run(connection, sql, vec![bound(category)]).await?;
    }
    let sql = "UPDATE forum_members SET reputation = 0 WHERE reputation <> 0";
    run(connection, sql, Vec::new()).await.map(drop)
}

#[derive(FromQueryResult)]
struct LastRow {
    last: Option<String>,
}

/// Counts the next members behind a key; the last of them, if there are any.
pub(in crate::forum) async fn count_members_after(
    connection: &impl ConnectionTrait,
    key: &str,
) -> Result<Option<String>, DbErr> {
    let sql = "SELECT MAX(key) AS last FROM \
        (SELECT key FROM forum_members WHERE key > $1 ORDER BY key LIMIT $2) members";
    let row: Option<LastRow> = one(connection, sql, vec![bound(key), bound(SOME)]).await?;
    let Some(last) = row.and_then(|row| row.last) else {
        return Ok(None);
    };
    let sql = format!(
        "UPDATE forum_members SET reputation = {} WHERE key > $1 AND key <= $2",
        worth("forum_members.key")
    );
    run(connection, &sql, vec![bound(key), bound(last.as_str())]).await?;
    Ok(Some(last))
}

/// Says that all members are counted.
pub(in crate::forum) async fn all_counted(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let sql = "DELETE FROM forum_open WHERE category = $1";
    run(connection, sql, vec![bound(UNCOUNTED)]).await.map(drop)
}
