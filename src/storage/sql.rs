//! SQL in its own words, the same for both systems: places are `$1`, `$2`, and rows are read by
//! the names of their columns.

use sea_orm::{ConnectionTrait, DbErr, ExecResult, FromQueryResult, Statement, Value};

/// A value to be bound.
pub fn bound<T: Into<Value>>(value: T) -> Value {
    value.into()
}

/// No text that is kept holds a NUL, and PostgreSQL takes none: what is looked for with one is
/// then not there, on either system.
fn without_nul(value: Value) -> Value {
    match value {
        Value::String(Some(text)) if text.contains('\0') => text.replace('\0', "\u{fffd}").into(),
        other => other,
    }
}

fn statement(connection: &impl ConnectionTrait, sql: &str, values: Vec<Value>) -> Statement {
    let values = values.into_iter().map(without_nul);
    Statement::from_sql_and_values(connection.get_database_backend(), sql, values)
}

/// All rows that a statement finds.
pub async fn all<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<R>, DbErr> {
    R::find_by_statement(statement(connection, sql, values))
        .all(connection)
        .await
}

/// The first row that a statement finds.
pub async fn one<R: FromQueryResult>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Option<R>, DbErr> {
    R::find_by_statement(statement(connection, sql, values))
        .one(connection)
        .await
}

/// Runs a statement that finds nothing.
pub async fn run(
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

/// What a statement counts as `count`; 0 where it finds no row.
pub async fn count(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<i64, DbErr> {
    let row: Option<Count> = one(connection, sql, values).await?;
    Ok(row.map_or(0, |row| row.count))
}

#[cfg(test)]
mod tests {
    use super::{Value, bound, without_nul};

    #[test]
    fn no_server_is_asked_for_a_nul() {
        assert_eq!(without_nul(bound("a\0b")), bound("a\u{fffd}b"));
        assert_eq!(without_nul(bound("año")), bound("año"));
        assert_eq!(without_nul(bound(3_i64)), Value::BigInt(Some(3)));
    }
}
