//! A PostgreSQL server, which several nodes may share.
//!
//! One of them writes at a time, as with the file: each transaction takes one lock of the
//! database first. So two nodes that write the same vote, or move the same count, do it one
//! after the other, nothing has to be tried again, and changes are numbered in the order of
//! their commits.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    RuntimeErr, TransactionTrait,
};
use sqlx::ConnectOptions as _;
use sqlx::postgres::PgConnectOptions;

use crate::config::DatabaseUrl;
use crate::storage::error::Trouble;
use crate::storage::{StorageError, expect_setting};

const READERS: u32 = 8;
/// How long a server may take to answer a new connection.
const ANSWERS: Duration = Duration::from_secs(3);

/// The first statements of a transaction that writes.
///
/// Whatever the server has for a default: what is read is what was committed when it is
/// read, behind the lock, and a commit is on disk when it is told. Nobody waits longer than
/// callers do; a node that is gone without a word holds the lock no longer than that. The
/// number is `ayuda` in ASCII.
const BEGIN: &str = "\
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE; \
    SET LOCAL lock_timeout = '10s'; \
    SET LOCAL idle_in_transaction_session_timeout = '10s'; \
    SELECT set_config('synchronous_commit', 'on', true) \
        WHERE current_setting('synchronous_commit') = 'off'; \
    SELECT pg_advisory_xact_lock(418649564257)";

pub(super) async fn writer(url: &DatabaseUrl) -> Result<DatabaseConnection, StorageError> {
    answers(url).await?;
    let connection = connect(url, 1, false).await?;
    expect_setting(&connection, "fsync", "on").await?;
    Ok(connection)
}

pub(super) async fn readers(url: &DatabaseUrl) -> Result<DatabaseConnection, StorageError> {
    connect(url, READERS, true).await
}

/// One connection that cannot write.
pub(super) async fn look(url: &DatabaseUrl) -> Result<DatabaseConnection, StorageError> {
    answers(url).await?;
    connect(url, 1, true).await
}

/// Connects once, without the pool, which tries again and again and does not say why it gave up.
async fn answers(url: &DatabaseUrl) -> Result<(), StorageError> {
    match tokio::time::timeout(ANSWERS, probe(url)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(trouble(url, error)),
        Err(_) => {
            let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
            Err(trouble(url, to_error(sqlx::Error::Io(late))))
        }
    }
}

async fn probe(url: &DatabaseUrl) -> Result<(), DbErr> {
    use sqlx::Connection as _;
    let connection = options(url)?.disable_statement_logging().connect().await;
    connection
        .map_err(to_error)?
        .close()
        .await
        .map_err(to_error)
}

/// The address as it is understood; an error holds nothing of it.
fn options(url: &DatabaseUrl) -> Result<PgConnectOptions, DbErr> {
    let read = url.secret().and_then(|url| url.parse().ok());
    let read = read.map(|options: PgConnectOptions| options.application_name("ayuda"));
    read.ok_or_else(|| {
        let what = "it cannot be read".into();
        to_error(sqlx::Error::Configuration(what))
    })
}

async fn connect(
    url: &DatabaseUrl,
    connections: u32,
    read_only: bool,
) -> Result<DatabaseConnection, StorageError> {
    let read = options(url).map_err(|error| trouble(url, error))?;
    let mut options = ConnectOptions::new("postgres://");
    options
        .max_connections(connections)
        .acquire_timeout(ANSWERS)
        // The statements hold what people wrote.
        .sqlx_logging(false)
        // What was read of the address is handed on, so that no error can quote it.
        .map_sqlx_postgres_opts(move |_| read.clone().disable_statement_logging());
    if read_only {
        options.map_sqlx_postgres_pool_opts(|pool| {
            pool.after_connect(|connection, _| {
                Box::pin(async move {
                    let read_only = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
                    sqlx::Executor::execute(connection, read_only).await?;
                    Ok(())
                })
            })
        });
    }
    let connected = Database::connect(options).await;
    connected.map_err(|error| trouble(url, error))
}

pub(super) async fn begin(
    connection: &DatabaseConnection,
) -> Result<DatabaseTransaction, StorageError> {
    let transaction = connection.begin().await?;
    transaction.execute_unprepared(BEGIN).await?;
    Ok(transaction)
}

/// What keeps this server from being used, without what the address holds beside its place.
pub(super) fn trouble(url: &DatabaseUrl, error: DbErr) -> StorageError {
    StorageError::Server {
        server: url.place(),
        why: Trouble::of(&error),
        source: Box::new(error),
    }
}

fn to_error(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error)))
}
