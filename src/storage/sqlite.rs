//! The SQLite file.
//!
//! SQLite lets one connection write at a time. Readers see the last committed state and
//! never wait for a writer.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use uuid::Uuid;

use crate::private;
use crate::storage::error::is_busy;
use crate::storage::{StorageError, expect_setting};

pub(super) const FILE: &str = "ayuda.db";
const READERS: u32 = 4;

/// How long a statement waits for another process that holds the file.
const BUSY: Duration = Duration::from_secs(10);

pub(super) async fn writer(path: &Path) -> Result<DatabaseConnection, StorageError> {
    let connection = connect(path, 1, false).await?;
    use_write_ahead_log(&connection).await?;
    expect_setting(&connection, "synchronous", "2").await?;
    expect_setting(&connection, "foreign_keys", "1").await?;
    Ok(connection)
}

pub(super) async fn readers(path: &Path) -> Result<DatabaseConnection, StorageError> {
    Ok(connect(path, READERS, true).await?)
}

/// Makes an empty database that only its owner may read, where there is none.
pub(super) fn create(folder: &Path) -> Result<(), StorageError> {
    let path = folder.join(FILE);
    create_file(folder, &path).map_err(|source| StorageError::Create { path, source })
}

/// SQLite gives its side files the same mode.
///
/// The file is made elsewhere and linked, and never opened in its place: closing a
/// file takes away all locks that this process has on it, those of SQLite too.
fn create_file(folder: &Path, path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".{FILE}-{}", Uuid::new_v4().simple()));
    drop(private::new_file(&draft)?);
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

pub(super) async fn connect(
    path: &Path,
    connections: u32,
    read_only: bool,
) -> Result<DatabaseConnection, DbErr> {
    let path: PathBuf = path.to_owned();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(connections)
        // The statements hold what people wrote.
        .sqlx_logging(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .map_sqlx_sqlite_opts(move |_| {
            // Made anew, because a path in a URL would lose its `?` and `%`.
            let options = SqliteConnectOptions::new()
                .filename(&path)
                .foreign_keys(true)
                .synchronous(SqliteSynchronous::Full)
                // What was removed is overwritten, not only let go of.
                .pragma("secure_delete", "ON")
                .busy_timeout(BUSY);
            match read_only {
                true => options.pragma("query_only", "ON"),
                false => options,
            }
        });
    Database::connect(options).await
}

/// Opens the file without a way to change it.
///
/// Where nobody has it open there is no log beside it: it is then read as a file that cannot
/// change, since looking would leave an empty log behind otherwise.
pub(super) async fn look(path: &Path) -> Result<DatabaseConnection, DbErr> {
    let rests = !path.with_file_name(format!("{FILE}-wal")).exists();
    let path: PathBuf = path.to_owned();
    let mut options = ConnectOptions::new("sqlite::memory:");
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |_| {
            SqliteConnectOptions::new()
                .filename(&path)
                .read_only(true)
                .immutable(rests)
                .busy_timeout(BUSY)
        });
    Database::connect(options).await
}

/// The setting stays in the file, so that only the first opening changes anything.
///
/// SQLite does not wait for others here: of several that open a new file at once,
/// all but one are told that it is locked.
async fn use_write_ahead_log(writer: &DatabaseConnection) -> Result<(), StorageError> {
    let deadline = Instant::now() + BUSY;
    loop {
        match writer.execute_unprepared("PRAGMA journal_mode = WAL").await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Err(error) => return Err(error.into()),
            Ok(_) => break,
        }
    }
    expect_setting(writer, "journal_mode", "wal").await
}

/// It takes the write lock at once: SQLite refuses, without waiting, to turn a
/// reading transaction into a writing one.
pub(super) async fn begin(
    connection: &DatabaseConnection,
) -> Result<DatabaseTransaction, StorageError> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(connection.begin_with_options(options).await?)
}

/// Synchronises what was committed once more, and copies it out of the log into the file,
/// synchronised as well: the system may have forgotten a write that failed.
pub(super) async fn settle(connection: &DatabaseConnection) -> Result<(), StorageError> {
    // Not `TRUNCATE`: a reader of another process must not be waited for.
    connection
        .execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)")
        .await?;
    Ok(())
}

/// Moves everything into the one file.
pub(super) async fn end(connection: &DatabaseConnection) -> Result<(), StorageError> {
    connection
        .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await?;
    Ok(())
}
