//! How the tables came to be, change by change. A change that was released is
//! never edited; the next one mends it.

mod columns;
mod m0001_votes;
mod m0002_feedback;
mod m0003_insight;
mod m0004_sessions;
mod m0005_changes;
mod m0006_forum;
mod m0007_attachments;
mod m0008_outbox;
mod m0009_deflections;
mod m0010_forum_lists;
mod m0011_forum_open;

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait as _};
use sea_orm_migration::{MigrationTrait, MigratorTrait, seaql_migrations};

use crate::storage::StorageError;

struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_votes::Migration),
            Box::new(m0002_feedback::Migration),
            Box::new(m0003_insight::Migration),
            Box::new(m0004_sessions::Migration),
            Box::new(m0005_changes::Migration),
            Box::new(m0006_forum::Migration),
            Box::new(m0007_attachments::Migration),
            Box::new(m0008_outbox::Migration),
            Box::new(m0009_deflections::Migration),
            Box::new(m0010_forum_lists::Migration),
            Box::new(m0011_forum_open::Migration),
        ]
    }
}

/// How many changes there are.
#[cfg(test)]
pub(super) fn count() -> usize {
    Migrations::migrations().len()
}

/// Makes all changes that the database has not seen, or none of them.
///
/// # Errors
/// The database has seen changes that are not known here.
pub(super) async fn run(transaction: &DatabaseTransaction) -> Result<(), StorageError> {
    refuse_unknown(Migrations::get_migration_models(transaction).await?)?;
    Migrations::up(transaction, None).await.map_err(DbErr::into)
}

/// Whether a database, which is there already, has seen no changes but those that are known here.
///
/// # Errors
/// It has, or it is no database of ayuda.
pub(super) async fn are_known(connection: &DatabaseConnection) -> Result<(), StorageError> {
    let rows = seaql_migrations::Entity::find().all(connection).await?;
    refuse_unknown(rows)
}

/// How a database that is there already stands to the changes that are known here: how many of
/// them it lacks.
///
/// # Errors
/// As [`are_known`].
pub(super) async fn lacking(connection: &DatabaseConnection) -> Result<usize, StorageError> {
    let rows = seaql_migrations::Entity::find().all(connection).await?;
    let seen = rows.len();
    refuse_unknown(rows)?;
    Ok(Migrations::migrations().len() - seen)
}

fn refuse_unknown(seen: Vec<seaql_migrations::Model>) -> Result<(), StorageError> {
    let known = Migrations::migrations();
    let unknown = seen
        .into_iter()
        .find(|change| known.iter().all(|known| known.name() != change.version));
    match unknown {
        Some(change) => Err(StorageError::Newer {
            change: change.version,
        }),
        None => Ok(()),
    }
}

/// Makes the first changes alone, as an older version did.
#[cfg(test)]
pub(super) async fn run_first(
    transaction: &DatabaseTransaction,
    changes: u32,
) -> Result<(), StorageError> {
    Migrations::up(transaction, Some(changes))
        .await
        .map_err(DbErr::into)
}
