//! A copy of what the data folder holds, made while the service writes, and its way back.
//!
//! A backup is a folder: the database as one file, the service's own key, and the kept
//! versions of the widget. It appears whole or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use uuid::Uuid;
use walkdir::WalkDir;

use crate::private;
use crate::storage::error::is_busy;
use crate::storage::{StorageError, migrations, sqlite};

/// Beside the database: the service's own key, what apps have pinned, and files of members.
const BESIDE: [&str; 3] = ["token.key", "widget", "attachments"];
/// Where a restore puts what was there before.
const BEFORE: &str = "before-restore";

/// Why there is no backup, or why it was not restored. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("there is no database in `{}`", .0.display())]
    Nothing(PathBuf),
    #[error("`{}` is there already", .0.display())]
    Taken(PathBuf),
    #[error("the database in `{}` is in use", .0.display())]
    InUse(PathBuf),
    #[error("the database in `{}` is damaged: {said}", path.display())]
    Damaged { path: PathBuf, said: String },
    #[error("cannot read or write `{}`", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<DbErr> for BackupError {
    fn from(error: DbErr) -> Self {
        BackupError::Storage(error.into())
    }
}

/// Copies what `data` holds into the new folder `backup`, as it was in one moment between
/// two commits. The service may run, and go on writing.
pub async fn back_up(data: &Path, backup: &Path) -> Result<(), BackupError> {
    if !data.join(sqlite::FILE).is_file() {
        return Err(BackupError::Nothing(data.to_owned()));
    }
    // An empty folder is taken: it may be a mount.
    if !is_empty_or_absent(backup)? {
        return Err(BackupError::Taken(backup.to_owned()));
    }
    let whole = done(backup, std::path::absolute(backup))?;
    let parent = whole.parent().unwrap_or(&whole);
    let draft = Draft::new(parent)?;
    copy_database(&data.join(sqlite::FILE), &draft.0.join(sqlite::FILE)).await?;
    copy_beside(data, &draft.0)?;
    check(&draft.0.join(sqlite::FILE)).await?;
    settle(&draft.0)?;
    done(backup, fs::rename(&draft.0, &whole))?;
    settle(parent)
}

/// Puts a backup into the folder `data`, which nothing may use meanwhile. With `replace`,
/// what was there is moved aside; returns where.
pub async fn restore(
    backup: &Path,
    data: &Path,
    replace: bool,
) -> Result<Option<PathBuf>, BackupError> {
    let from = backup.join(sqlite::FILE);
    if !from.is_file() {
        return Err(BackupError::Nothing(backup.to_owned()));
    }
    let there = data.join(sqlite::FILE).is_file();
    if there && !replace {
        return Err(BackupError::Taken(data.to_owned()));
    }
    done(data, fs::create_dir_all(data))?;
    let draft = Draft::new(data)?;
    copy_file(&from, &draft.0.join(sqlite::FILE))?;
    copy_beside(backup, &draft.0)?;
    check(&draft.0.join(sqlite::FILE)).await?;
    settle(&draft.0)?;
    let before = match there {
        true => Some(set_aside(data).await?),
        false => None,
    };
    for name in [sqlite::FILE].iter().chain(&BESIDE) {
        let (from, to) = (draft.0.join(name), data.join(name));
        // Without a database, a key or a widget that is there already stays.
        if from.exists() && !to.exists() {
            done(&to, fs::rename(&from, &to))?;
        }
    }
    settle(data)?;
    Ok(before)
}

/// Moves what is there away, once nobody else has it open.
async fn set_aside(data: &Path) -> Result<PathBuf, BackupError> {
    let database = sqlite::connect(&data.join(sqlite::FILE), 1, false).await?;
    // Leaving the log behind needs the file to itself, and makes one file of it.
    let alone = async {
        database
            .execute_unprepared("PRAGMA busy_timeout = 0")
            .await?;
        database
            .execute_unprepared("PRAGMA journal_mode = DELETE")
            .await
    };
    let alone = alone.await;
    database.close().await?;
    match alone {
        Err(error) if is_busy(&error) => return Err(BackupError::InUse(data.to_owned())),
        alone => alone?,
    };
    let mut number = 1;
    let before = loop {
        let folder = data.join(format!("{BEFORE}-{number}"));
        match private::new_folder(&folder) {
            Ok(()) => break folder,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return done(&folder, Err(error)),
        }
    };
    for name in [sqlite::FILE].iter().chain(&BESIDE) {
        let from = data.join(name);
        if from.exists() {
            done(&from, fs::rename(&from, before.join(name)))?;
        }
    }
    Ok(before)
}

async fn copy_database(from: &Path, to: &Path) -> Result<(), BackupError> {
    done(to, private::new_file(to).map(drop))?;
    let database = sqlite::connect(from, 1, false).await?;
    let quoted = to.to_string_lossy().replace('\'', "''");
    let copied = database
        .execute_unprepared(&format!("VACUUM INTO '{quoted}'"))
        .await;
    database.close().await?;
    copied?;
    Ok(())
}

/// The file is sound, and of this version or an older one.
async fn check(file: &Path) -> Result<(), BackupError> {
    let damaged = |error: DbErr| BackupError::Damaged {
        path: file.to_owned(),
        said: error.to_string(),
    };
    // Where the first page is damaged, it does not even open.
    let database = sqlite::connect(file, 1, true).await.map_err(damaged)?;
    let checked = async {
        let said = first(&database, "PRAGMA integrity_check", "integrity_check").await?;
        if said != "ok" {
            let path = file.to_owned();
            return Err(BackupError::Damaged { path, said });
        }
        Ok(migrations::are_known(&database).await?)
    };
    let checked = match checked.await {
        Err(BackupError::Storage(StorageError::Database(error))) => Err(damaged(error)),
        checked => checked,
    };
    database.close().await?;
    checked
}

async fn first(
    database: &DatabaseConnection,
    sql: &str,
    column: &str,
) -> Result<String, StorageError> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    match database.query_one_raw(statement).await? {
        Some(row) => Ok(row.try_get("", column)?),
        None => Ok(String::new()),
    }
}

/// A folder that goes away again unless it is moved.
struct Draft(PathBuf);

impl Draft {
    fn new(parent: &Path) -> Result<Self, BackupError> {
        let draft = parent.join(format!(".ayuda-{}", Uuid::new_v4().simple()));
        done(&draft, private::new_folder(&draft))?;
        Ok(Draft(draft))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Gone, where all went well.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy_beside(from: &Path, to: &Path) -> Result<(), BackupError> {
    for name in BESIDE {
        for entry in WalkDir::new(from.join(name)) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() == 0 => continue,
                Err(error) => return done(from, Err(error.into())),
            };
            let inner = entry.path().strip_prefix(from).unwrap_or(entry.path());
            let target = to.join(inner);
            if entry.file_type().is_dir() {
                done(&target, private::new_folder(&target))?;
            } else if entry.file_type().is_file() {
                copy_file(entry.path(), &target)?;
            }
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut source = done(from, File::open(from))?;
    let mut target = done(to, private::new_file(to))?;
    done(to, io::copy(&mut source, &mut target).map(drop))
}

/// Everything below a folder is on disk, its names too.
fn settle(folder: &Path) -> Result<(), BackupError> {
    let deep = match folder.file_name() {
        Some(name) if name.to_string_lossy().starts_with(".ayuda-") => usize::MAX,
        _ => 0,
    };
    for entry in WalkDir::new(folder).max_depth(deep) {
        let path = done(folder, entry.map_err(io::Error::from))?.into_path();
        done(&path, File::open(&path).and_then(|file| file.sync_all()))?;
    }
    Ok(())
}

fn is_empty_or_absent(folder: &Path) -> Result<bool, BackupError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => done(folder, Err(error)),
    }
}

fn done<T>(path: &Path, outcome: io::Result<T>) -> Result<T, BackupError> {
    outcome.map_err(|source| BackupError::Io {
        path: path.to_owned(),
        source,
    })
}
