//! The outbox in the database: one SQL for both systems.

mod deliveries;
mod events;
mod follows;

use sea_orm::{ConnectionTrait, DbErr, ExecResult, FromQueryResult, Statement, Value};

pub use deliveries::{Delivery, discard, retry, undelivered};
pub(super) use deliveries::{
    DeliveryRow, Gone, claim_letters, claim_webhooks, counts, done, failed, give_up_others,
    has_rows, has_work,
};
pub use events::note;
pub(super) use events::spread;
pub(super) use follows::{
    MemberRow, by_ticket, erase, follows, forget_addresses, keep_follow, keep_member, member,
    silence,
};

/// A value to be bound.
fn bound<T: Into<Value>>(value: T) -> Value {
    value.into()
}

fn maybe(value: Option<&str>) -> Value {
    value.map(str::to_owned).into()
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
