//! Where state lies: a file below the data folder, or a PostgreSQL server.

use std::path::{Path, PathBuf};

use sea_orm::{DatabaseConnection, DatabaseTransaction};

use crate::config::{Config, DatabaseUrl};
use crate::storage::{StorageError, postgres, sqlite};

/// Where state lies.
#[derive(Clone, Debug)]
pub enum Place {
    /// `ayuda.db` in this folder.
    Folder(PathBuf),
    /// A database that other nodes may use as well.
    Server(DatabaseUrl),
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Place::Folder(folder.to_owned())
    }
}

impl From<DatabaseUrl> for Place {
    fn from(url: DatabaseUrl) -> Self {
        Place::Server(url)
    }
}

impl Place {
    /// Where the settings have it.
    pub fn of(config: &Config) -> Self {
        match &config.service.database_url {
            Some(url) => Place::Server(url.clone()),
            None => Place::Folder(config.resolve(&config.service.data)),
        }
    }

    /// Whether there is a database; of a server it is known only when it is asked.
    pub fn may_hold_one(&self) -> bool {
        match self {
            Place::Folder(folder) => folder.join(sqlite::FILE).is_file(),
            Place::Server(_) => true,
        }
    }

    /// Makes what has to be there before a connection.
    pub(super) fn prepare(&self) -> Result<(), StorageError> {
        match self {
            Place::Folder(folder) => sqlite::create(folder),
            Place::Server(_) => Ok(()),
        }
    }

    /// The one connection that writes, which keeps what it acknowledges.
    pub(super) async fn writer(&self) -> Result<DatabaseConnection, StorageError> {
        match self {
            Place::Folder(folder) => sqlite::writer(&folder.join(sqlite::FILE)).await,
            Place::Server(url) => postgres::writer(url).await,
        }
    }

    /// One connection to look at what is there, which changes nothing of it.
    pub(super) async fn look(&self) -> Result<DatabaseConnection, StorageError> {
        match self {
            Place::Folder(folder) => Ok(sqlite::look(&folder.join(sqlite::FILE)).await?),
            Place::Server(url) => postgres::look(url).await,
        }
    }

    /// Connections that cannot write.
    pub(super) async fn readers(&self) -> Result<DatabaseConnection, StorageError> {
        match self {
            Place::Folder(folder) => sqlite::readers(&folder.join(sqlite::FILE)).await,
            Place::Server(url) => postgres::readers(url).await,
        }
    }

    /// Begins a transaction that may write, once all earlier ones have ended, those of other
    /// processes and nodes too. Dropped without a commit, it is undone.
    pub(super) async fn begin(
        &self,
        connection: &DatabaseConnection,
    ) -> Result<DatabaseTransaction, StorageError> {
        match self {
            Place::Folder(_) => sqlite::begin(connection).await,
            Place::Server(_) => postgres::begin(connection).await,
        }
    }

    /// Sees to it, after a write has failed, that what was acknowledged before is safe.
    pub(super) async fn settle(&self, connection: &DatabaseConnection) -> Result<(), StorageError> {
        match self {
            Place::Folder(_) => sqlite::settle(connection).await,
            // The server sees to that itself, before it answers again.
            Place::Server(_) => Ok(()),
        }
    }

    /// Leaves one file, where it is one.
    pub(super) async fn end(&self, connection: &DatabaseConnection) -> Result<(), StorageError> {
        match self {
            Place::Folder(_) => sqlite::end(connection).await,
            Place::Server(_) => Ok(()),
        }
    }
}
