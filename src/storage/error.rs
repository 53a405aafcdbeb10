//! Why state cannot be read or written, and whether it passes.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use sea_orm::{DbErr, RuntimeErr};
use sqlx::Error as Sql;

/// Why state cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("cannot make the database `{}`", path.display())]
    Create { path: PathBuf, source: io::Error },
    #[error("the PostgreSQL server at `{server}` cannot be used: {}", why.text())]
    Server {
        server: String,
        why: Trouble,
        source: Box<DbErr>,
    },
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
    #[error("the database did not answer in time")]
    TooLong,
    #[error("more waits to be written than can be; nothing of this was kept")]
    Busy,
    #[error("the database is being closed; nothing of this was kept")]
    Closed,
    /// What it said is not repeated: it may quote what a reader wrote.
    #[error("a write panicked and was undone")]
    Panicked,
    /// The connection to a server was lost while it was told to commit, or no answer came: it
    /// may have kept it.
    #[error("the commit broke off, and it is not known whether this was kept")]
    Unsure(#[source] Box<StorageError>),
    /// Others that were written in the same transaction have the same error.
    #[error("it was not written with the others")]
    Together(#[source] Arc<StorageError>),
}

/// Why a server cannot be used, as far as somebody can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The settings do not say which server.
    Address,
    /// Nothing answers there.
    Away,
    /// It does not know the user or the password.
    Refused,
    /// It has no database of that name.
    NoDatabase,
    /// The user may not make tables.
    NoRight,
    /// The connection cannot be encrypted as wanted.
    Tls,
    Other,
}

impl Trouble {
    fn text(self) -> &'static str {
        match self {
            Trouble::Address => "this is no address of one",
            Trouble::Away => "nothing answers there",
            Trouble::Refused => "it refuses the user or the password",
            Trouble::NoDatabase => "it has no database of this name",
            Trouble::NoRight => "the user may not make tables in it",
            Trouble::Tls => "the connection cannot be encrypted as wanted",
            Trouble::Other => "see below",
        }
    }

    /// What an error of PostgreSQL comes to.
    pub(super) fn of(error: &DbErr) -> Self {
        match sql(error) {
            Some(Sql::Io(_) | Sql::PoolTimedOut) => Trouble::Away,
            Some(Sql::Tls(_)) => Trouble::Tls,
            Some(Sql::Configuration(_)) => Trouble::Address,
            Some(Sql::Database(error)) => match error.code().as_deref() {
                Some("28P01" | "28000") => Trouble::Refused,
                Some("3D000") => Trouble::NoDatabase,
                Some("42501") => Trouble::NoRight,
                // It starts, ends, or has no connection left.
                Some("57P01" | "57P02" | "57P03" | "53300") => Trouble::Away,
                _ => Trouble::Other,
            },
            _ => Trouble::Other,
        }
    }
}

impl StorageError {
    /// Whether the same may well succeed later: nothing is wrong with what was to be written.
    pub fn is_passing(&self) -> bool {
        match self {
            StorageError::Busy
            | StorageError::Closed
            | StorageError::TooLong
            | StorageError::Create { .. }
            | StorageError::Server { .. } => true,
            StorageError::Together(error) => error.is_passing(),
            StorageError::Unsure(error) => error.is_passing(),
            StorageError::Database(error) => is_passing(error),
            _ => false,
        }
    }

    /// Whether it may have been kept all the same. Whatever else fails was not.
    pub fn is_unsure(&self) -> bool {
        match self {
            StorageError::Unsure(_) => true,
            StorageError::Together(error) => error.is_unsure(),
            _ => false,
        }
    }

    /// What became of a commit that a server did not acknowledge: only its own word is certain.
    pub(super) fn of_commit(error: DbErr) -> Self {
        let certain = sql(&error)
            .and_then(Sql::as_database_error)
            .and_then(|error| error.code())
            // Connection, somebody interfered (it ends), system.
            .is_some_and(|code| {
                !["08", "57", "58"]
                    .iter()
                    .any(|class| code.starts_with(class))
            });
        match certain {
            true => error.into(),
            false => StorageError::Unsure(Box::new(error.into())),
        }
    }
}

/// Whether another process holds what is wanted, for longer than is waited.
pub(super) fn is_busy(error: &DbErr) -> bool {
    code(error).is_some_and(|code| match code.parse::<u32>() {
        // `SQLITE_BUSY` in its forms; `lock_not_available`, `deadlock_detected`.
        Ok(code) if code < 10_000 => code & 0xff == 5,
        _ => matches!(code.as_str(), "55P03" | "40P01"),
    })
}

/// Locks, disks and connections pass; what a statement itself does wrong does not.
fn is_passing(error: &DbErr) -> bool {
    /// Busy, locked, read-only, interrupted, I/O, full, cannot open, protocol.
    const SQLITE: [u32; 8] = [5, 6, 8, 9, 10, 13, 14, 15];
    match sql(error) {
        Some(Sql::Database(database)) => {
            let Some(code) = database.code() else {
                return false;
            };
            match database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
                // Connection, rolled back, resources, somebody interfered, system, recovery.
                Some(_) => {
                    const CLASSES: [&str; 6] = ["08", "40", "53", "55", "57", "58"];
                    let class = code.get(..2).unwrap_or_default();
                    CLASSES.contains(&class) || code == "25006"
                }
                None => code
                    .parse::<u32>()
                    .is_ok_and(|code| SQLITE.contains(&(code & 0xff))),
            }
        }
        Some(
            Sql::Io(_)
            | Sql::Tls(_)
            | Sql::Protocol(_)
            | Sql::PoolTimedOut
            | Sql::PoolClosed
            | Sql::WorkerCrashed,
        ) => true,
        Some(_) => false,
        None => matches!(error, DbErr::ConnectionAcquire(_)),
    }
}

fn code(error: &DbErr) -> Option<String> {
    let error = sql(error)?.as_database_error()?;
    error.code().map(|code| code.into_owned())
}

fn sql(error: &DbErr) -> Option<&Sql> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error.as_ref()),
        _ => None,
    }
}
