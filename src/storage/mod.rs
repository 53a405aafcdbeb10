//! Where state is kept: a SQLite file or a PostgreSQL server, its tables, its transactions,
//! and the clock.
//!
//! Entry point: [`Storage::open`]. Rooms write their own SQL, each in its `store.rs`, once for
//! both; this room knows nothing of votes or posts beyond the shape of their tables. What
//! a committed transaction wrote is on disk, never only in memory. Whatever a request
//! writes goes through [`Storage::write`].

mod backup;
mod clock;
mod error;
mod examination;
mod migrations;
mod place;
mod postgres;
pub mod sql;
mod sqlite;
mod writer;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
};

pub use backup::{BackupError, back_up, restore};
pub use clock::Clock;
pub use error::{StorageError, Trouble};
pub use examination::{Examination, Schema, examine};
pub use place::Place;
pub use writer::Writing;

use writer::Writer;

/// How long a look at the database may take, to know that it answers.
const ANSWERS: Duration = Duration::from_secs(3);

/// The open database; clones share it.
///
/// One connection writes, and one task writes through it what all requests hand to it.
/// Readers have their own few connections.
#[derive(Clone, Debug)]
pub struct Storage {
    #[cfg(test)]
    place: Place,
    writing: Writer,
    readers: DatabaseConnection,
}

impl Storage {
    /// Opens the database at `place`, makes it when it is missing, and brings its
    /// tables up to date.
    ///
    /// # Errors
    /// It cannot be made or reached, it comes from a newer version, or it would
    /// not be synchronised with the disk on each commit.
    pub async fn open(place: impl Into<Place>) -> Result<Storage, StorageError> {
        let place = place.into();
        place.prepare()?;
        let writer = place.writer().await?;
        let migrated = async {
            let transaction = place.begin(&writer).await?;
            migrations::run(&transaction).await?;
            transaction.commit().await?;
            Ok::<_, StorageError>(())
        };
        migrated.await.map_err(|error| named(&place, error))?;
        let readers = place.readers().await?;
        Ok(Storage {
            writing: Writer::start(place.clone(), writer, readers.clone()),
            readers,
            #[cfg(test)]
            place,
        })
    }

    /// For reading alone: writing through it is an error.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Reads a little, to know that the database answers.
    pub async fn answers(&self) -> Result<(), StorageError> {
        let answered = tokio::time::timeout(ANSWERS, self.changes()).await;
        answered.unwrap_or(Err(StorageError::TooLong)).map(|_| ())
    }

    /// The number of the last change: whoever has seen it has seen all there is.
    pub async fn changes(&self) -> Result<i64, StorageError> {
        changes(&self.readers).await
    }

    /// Writes in one transaction with whatever else waits, and returns once it is on disk.
    /// `work` gets a savepoint of its own: if it fails, it is undone, and nothing else.
    ///
    /// It is written even if the caller goes away meanwhile.
    ///
    /// # Errors
    /// `work` failed, too much waits, or the commit failed: nothing of it was kept then. Of a
    /// server that is lost in the middle of a commit, nobody knows.
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

    /// Reads between two commits of this process; `then` is called before the next one, so
    /// that nothing newer is overwritten in memory.
    pub async fn read_then<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, T> + Send + 'static,
        then: impl FnOnce(&T) + Send + 'static,
    ) -> Result<T, StorageError> {
        self.writing.read(work, then).await
    }

    /// Whether the last commit succeeded; not, once the writing task has ended.
    pub fn is_healthy(&self) -> bool {
        self.writing.is_healthy()
    }

    /// A transaction beside the writing task, which waits meanwhile: for tests.
    #[cfg(test)]
    pub async fn begin(&self) -> Result<DatabaseTransaction, StorageError> {
        let connection = self.place.writer().await?;
        self.place.begin(&connection).await
    }

    /// Writes what waits, takes no more, and closes the database; a file is one file then.
    pub async fn close(self) -> Result<(), StorageError> {
        self.writing.close().await
    }
}

/// The number of the last change that `connection` sees.
///
/// Each commit has the next one, in order, whichever node it is of: a row that says
/// [`this_change`] of itself is found by whoever knows only of earlier ones.
pub async fn changes(connection: &impl ConnectionTrait) -> Result<i64, StorageError> {
    let number = Query::select().column("number").from("changes").to_owned();
    match connection.query_one(&number).await? {
        Some(row) => Ok(row.try_get("", "number")?),
        None => Ok(0),
    }
}

/// The number of the change that is being written.
pub fn this_change() -> SimpleExpr {
    Expr::cust("(SELECT \"number\" FROM \"changes\")")
}

/// An error of a server with its name.
fn named(place: &Place, error: StorageError) -> StorageError {
    match (place, error) {
        (Place::Server(url), StorageError::Database(error)) => postgres::trouble(url, error),
        (_, error) => error,
    }
}

async fn expect_setting(
    connection: &DatabaseConnection,
    setting: &'static str,
    wanted: &'static str,
) -> Result<(), StorageError> {
    let found = value_of(connection, setting).await?;
    match found == wanted {
        true => Ok(()),
        false => Err(StorageError::Setting {
            setting,
            found,
            wanted,
        }),
    }
}

async fn value_of(connection: &DatabaseConnection, setting: &str) -> Result<String, DbErr> {
    let backend = connection.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => format!("SELECT current_setting('{setting}') AS value"),
        _ => format!("SELECT CAST({setting} AS TEXT) AS value FROM pragma_{setting}"),
    };
    let statement = Statement::from_string(backend, sql);
    match connection.query_one_raw(statement).await? {
        Some(row) => row.try_get("", "value"),
        None => Ok(String::new()),
    }
}
