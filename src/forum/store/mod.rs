//! The forum in the database: one SQL for both systems.

mod follow;
mod lists;
mod rows;
mod write;

use sea_orm::{ConnectionTrait, DbErr, ExecResult, FromQueryResult, Statement, Value};

pub use follow::{Document, DocumentText, Recount};
pub(super) use follow::{documents, documents_of, posts_after, recount, since};
pub(super) use lists::{answered_by, list, mapped, reports, unanswered_by_articles, wrote_in};
pub(super) use rows::{
    MemberRow, PostRow, ReplyRow, acts, by_source, is_reported, is_taken, member, member_by_handle,
    post, posts, replies, reply, revisions, voted_by, votes_of, written_by,
};
pub(super) use write::{
    act, block, count_member, count_members_of, count_post, count_votes_of, erase_post,
    erase_reply, forget_member, insert_post, insert_reply, joined, keep_revision, put_report,
    put_votes, recent, set_accepted, set_article, set_duplicate, set_flag, set_origin,
    set_verified, settle_reports, update_post, update_reply, vote,
};

/// A value to be bound.
fn bound<T: Into<Value>>(value: T) -> Value {
    value.into()
}

fn statement(connection: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

async fn all<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<R>, DbErr> {
    R::find_by_statement(statement(connection, sql, values))
        .all(connection)
        .await
}

async fn one<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<R>, DbErr> {
    R::find_by_statement(statement(connection, sql, values))
        .one(connection)
        .await
}

async fn run(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<ExecResult, DbErr> {
    connection
        .execute_raw(statement(connection, sql, values))
        .await
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

async fn count(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<i64, DbErr> {
    let row: Option<Count> = one(connection, sql, values).await?;
    Ok(row.map_or(0, |row| row.count))
}
