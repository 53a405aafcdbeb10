//! What a database says of itself, for whoever runs it. Nothing is made or changed.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TryGetable};

use crate::storage::{Clock, Place, StorageError, migrations, value_of};

/// What was found.
#[derive(Clone, Debug)]
pub struct Examination {
    /// `SQLite 3.46.0`, `PostgreSQL 15.6`.
    pub engine: String,
    /// Of the server, 15 for 15.6.
    pub server: Option<u32>,
    pub schema: Schema,
    /// The first thing that a check of the whole file found.
    pub damage: Option<String>,
    /// Settings that a promise hangs on and that are not kept: name, what it is, what it has to be.
    pub broken: Vec<(&'static str, String, &'static str)>,
    /// Whether it can be read alone: a server that follows another one.
    pub standby: bool,
    /// Whether the user may make tables.
    pub may_create: bool,
    pub votes: i64,
    /// The newest moment that a row tells of.
    pub newest: Option<Timestamp>,
    /// What the clock of the server said, and what ours said then.
    pub clock: Option<(Timestamp, Timestamp)>,
}

/// How the tables stand to what this program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schema {
    /// There are none yet.
    Empty,
    Current,
    /// So many changes will be made by the next start.
    Behind(usize),
    /// A newer program made this change.
    Newer(String),
}

/// Looks at the database at `place`; `None` where there is no file yet.
///
/// # Errors
/// It cannot be opened, reached or read.
pub async fn examine(place: &Place) -> Result<Option<Examination>, StorageError> {
    if !place.may_hold_one() {
        return Ok(None);
    }
    let connection = place.look().await?;
    let found = match place {
        Place::Folder(_) => of_file(&connection).await,
        Place::Server(_) => of_server(&connection).await,
    };
    connection.close().await?;
    Ok(Some(found?))
}

async fn of_file(connection: &DatabaseConnection) -> Result<Examination, StorageError> {
    let version: Option<String> = one(connection, "SELECT sqlite_version() AS value").await?;
    let check = "SELECT integrity_check AS value FROM pragma_integrity_check";
    let said: Option<String> = one(connection, check).await?;
    let tables = "SELECT COUNT(*) AS value FROM sqlite_master WHERE name = 'seaql_migrations'";
    let schema = schema(connection, tables).await?;
    Ok(Examination {
        engine: format!("SQLite {}", version.unwrap_or_default()),
        server: None,
        damage: said.filter(|said| said != "ok"),
        // What else is promised, each connection of the service sets for itself and asks back.
        broken: Vec::new(),
        standby: false,
        may_create: true,
        votes: votes(connection, &schema).await?,
        newest: newest(connection).await,
        clock: None,
        schema,
    })
}

async fn of_server(connection: &DatabaseConnection) -> Result<Examination, StorageError> {
    let mut broken = Vec::new();
    for setting in ["fsync", "full_page_writes"] {
        let found = value_of(connection, setting).await?;
        if found != "on" {
            broken.push((setting, found, "on"));
        }
    }
    let version = value_of(connection, "server_version").await?;
    let number = version.split(['.', ' ']).next().unwrap_or_default();
    let tables = "SELECT COUNT(*) AS value FROM pg_tables \
        WHERE schemaname = current_schema() AND tablename = 'seaql_migrations'";
    let schema = schema(connection, tables).await?;
    let rights = "SELECT has_schema_privilege(current_schema(), 'CREATE') AS value";
    let standby: Option<bool> = one(connection, "SELECT pg_is_in_recovery() AS value").await?;
    // Without any schema in its path, the user may make no tables in it either.
    let may_create: Option<bool> = one(connection, rights).await.unwrap_or_default();
    let clock = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS value";
    let clock: Option<i64> = one(connection, clock).await?;
    let here = Clock::System.now();
    Ok(Examination {
        // The rest names the distribution.
        engine: format!(
            "PostgreSQL {}",
            version.split(' ').next().unwrap_or_default()
        ),
        server: number.parse().ok(),
        damage: None,
        broken,
        standby: standby == Some(true),
        may_create: may_create == Some(true),
        votes: votes(connection, &schema).await?,
        newest: newest(connection).await,
        clock: clock.and_then(|clock| Some((Timestamp::from_millisecond(clock).ok()?, here))),
        schema,
    })
}

async fn schema(connection: &DatabaseConnection, tables: &str) -> Result<Schema, StorageError> {
    if one::<i64>(connection, tables).await?.unwrap_or_default() == 0 {
        return Ok(Schema::Empty);
    }
    match migrations::lacking(connection).await {
        Ok(0) => Ok(Schema::Current),
        Ok(changes) => Ok(Schema::Behind(changes)),
        Err(StorageError::Newer { change }) => Ok(Schema::Newer(change)),
        Err(error) => Err(error),
    }
}

async fn votes(connection: &DatabaseConnection, schema: &Schema) -> Result<i64, StorageError> {
    if *schema == Schema::Empty {
        return Ok(0);
    }
    let votes = one(connection, "SELECT COUNT(*) AS value FROM votes").await?;
    Ok(votes.unwrap_or_default())
}

/// Of the tables that there are: an older database has not all of them.
async fn newest(connection: &DatabaseConnection) -> Option<Timestamp> {
    let mut newest = None;
    for (column, table) in [("changed", "votes"), ("at", "searches"), ("at", "openings")] {
        let sql = format!("SELECT MAX(\"{column}\") AS value FROM \"{table}\"");
        let found: Option<i64> = one(connection, &sql).await.ok().flatten();
        newest = newest.max(found);
    }
    Timestamp::from_millisecond(newest?).ok()
}

/// The `value` of the first row; `None` for no row or none in it.
async fn one<T: TryGetable>(
    connection: &DatabaseConnection,
    sql: &str,
) -> Result<Option<T>, DbErr> {
    let backend: DbBackend = connection.get_database_backend();
    let statement = Statement::from_string(backend, sql);
    match connection.query_one_raw(statement).await? {
        Some(row) => row.try_get("", "value"),
        None => Ok(None),
    }
}
