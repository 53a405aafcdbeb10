//! Where state is kept: one SQLite file, its tables, its transactions, and the clock.
//!
//! Entry point: [`Storage::open`]. Rooms write their own SQL, each in its `store.rs`;
//! this room knows nothing of votes or posts beyond the shape of their tables. What
//! a committed transaction wrote is on disk, never only in memory. Whatever a request
//! writes goes through [`Storage::write`].

mod clock;
mod migrations;
mod writer;

#[cfg(test)]
mod tests;

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::sea_query::Query;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    RuntimeErr, Statement,
};

use uuid::Uuid;

pub use clock::Clock;
pub use writer::Writing;

use writer::Writer;

const FILE: &str = "ayuda.db";
const READERS: u32 = 4;

/// How long a statement waits for another process that holds the file.
const BUSY: Duration = Duration::from_secs(10);

/// Why state cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("cannot make the database `{}`", path.display())]
    Create { path: PathBuf, source: io::Error },
    #[error(
        "the database was written by a newer ayuda (its change `{change}` is not known here); \
         hint: run the newer version, or go back to a backup of before"
    )]
    Newer { change: String },
    #[error("the database does not keep its promise: `{setting}` is `{found}`, not `{wanted}`")]
    Setting {
        setting: &'static str,
        found: String,
        wanted: &'static str,
    },
    #[error("the database failed")]
    Database(#[from] DbErr),
    #[error("more waits to be written than can be; nothing of this was kept")]
    Busy,
    #[error("the database is being closed; nothing of this was kept")]
    Closed,
    /// What it said is not repeated: it may quote what a reader wrote.
    #[error("a write panicked and was undone")]
    Panicked,
    /// Others that were written in the same transaction have the same error.
    #[error("nothing of this was kept")]
    Together(#[source] Arc<StorageError>),
}

impl StorageError {
    /// Whether the same may well succeed in a moment: nothing of it was kept.
    pub fn is_passing(&self) -> bool {
        match self {
            StorageError::Busy | StorageError::Closed => true,
            StorageError::Together(error) => error.is_passing(),
            StorageError::Database(error) => is_busy(error),
            _ => false,
        }
    }
}

/// The open database; clones share it.
///
/// SQLite lets one connection write at a time, so there is one for it, and one task that
/// writes what all requests hand to it. Readers have their own few connections: they see
/// the last committed state and never wait for a writer.
#[derive(Clone, Debug)]
pub struct Storage {
    writer: DatabaseConnection,
    writing: Writer,
    readers: DatabaseConnection,
}

impl Storage {
    /// Opens `ayuda.db` in `folder`, makes it when it is missing, and brings its
    /// tables up to date.
    ///
    /// # Errors
    /// The file cannot be made or opened, it comes from a newer version, or it would
    /// not be synchronised with the disk on each commit.
    pub async fn open(folder: &Path) -> Result<Storage, StorageError> {
        let path = folder.join(FILE);
        create(folder, &path).map_err(|source| StorageError::Create {
            path: path.clone(),
            source,
        })?;
        let writer = connect(&path, 1, false).await?;
        use_write_ahead_log(&writer).await?;
        expect_setting(&writer, "synchronous", "2").await?;
        expect_setting(&writer, "foreign_keys", "1").await?;
        let readers = connect(&path, READERS, true).await?;
        let transaction = writer::begin(&writer).await?;
        migrations::run(&transaction).await?;
        transaction.commit().await?;
        Ok(Storage {
            writing: Writer::start(writer.clone()),
            writer,
            readers,
        })
    }

    /// Whether there is a database in `folder`.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(FILE).is_file()
    }

    /// For reading alone: writing through it is an error.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Reads a little, to know that the database answers.
    pub async fn answers(&self) -> Result<(), StorageError> {
        let known = Query::select()
            .column("version")
            .from("seaql_migrations")
            .limit(1)
            .to_owned();
        self.readers.query_one(&known).await?;
        Ok(())
    }

    /// Writes in one transaction with whatever else waits, and returns once it is on disk.
    /// `work` gets a savepoint of its own: if it fails, it is undone, and nothing else.
    ///
    /// It is written even if the caller goes away meanwhile.
    ///
    /// # Errors
    /// `work` failed, too much waits, or the commit failed: nothing of it was kept then.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, T> + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writing.write(work, |_| ()).await
    }

    /// The same; `then` is called between the commit and the answer, in the order of
    /// commits, to keep in memory what was written.
    pub async fn write_then<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, T> + Send + 'static,
        then: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writing.write(work, then).await
    }

    /// Whether the last commit succeeded; not, once the writing task has ended.
    pub fn is_healthy(&self) -> bool {
        self.writing.is_healthy()
    }

    /// A transaction beside the writing task, which waits meanwhile: for tests.
    #[cfg(test)]
    pub async fn begin(&self) -> Result<DatabaseTransaction, StorageError> {
        writer::begin(&self.writer).await
    }

    /// Writes what waits, takes no more, moves everything into the one file, and closes it.
    pub async fn close(self) -> Result<(), StorageError> {
        self.writing.close().await;
        self.readers.close_by_ref().await?;
        self.writer
            .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
            .await?;
        self.writer.close_by_ref().await?;
        Ok(())
    }
}

/// Makes an empty database that only its owner may read; SQLite gives its side
/// files the same mode.
///
/// The file is made elsewhere and linked, and never opened in its place: closing a
/// file takes away all locks that this process has on it, those of SQLite too.
fn create(folder: &Path, path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".{FILE}-{}", Uuid::new_v4().simple()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(&draft)?);
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

async fn connect(
    path: &Path,
    connections: u32,
    read_only: bool,
) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
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

fn is_busy(error: &DbErr) -> bool {
    const SQLITE_BUSY: &str = "5";
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    error
        .as_database_error()
        .and_then(|error| error.code())
        .is_some_and(|code| code == SQLITE_BUSY)
}

async fn expect_setting(
    connection: &DatabaseConnection,
    setting: &'static str,
    wanted: &'static str,
) -> Result<(), StorageError> {
    let found = pragma(connection, setting).await?;
    match found == wanted {
        true => Ok(()),
        false => Err(StorageError::Setting {
            setting,
            found,
            wanted,
        }),
    }
}

async fn pragma(connection: &DatabaseConnection, setting: &str) -> Result<String, DbErr> {
    let sql = format!("SELECT CAST({setting} AS TEXT) AS value FROM pragma_{setting}");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    match connection.query_one_raw(statement).await? {
        Some(row) => row.try_get("", "value"),
        None => Ok(String::new()),
    }
}
