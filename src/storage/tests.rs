//! The promises of the database, against a real file.

use super::*;

async fn count(connection: &impl ConnectionTrait, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {table}");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.expect("a query");
    row.expect("a row").try_get("", "n").expect("a number")
}

const INSERT: &str = "INSERT INTO tallies (article, language, helpful, not_helpful) VALUES ";

#[tokio::test]
async fn every_commit_is_synchronised_with_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = Storage::open(folder.path()).await.expect("opened");
    for connection in [&storage.writer, &storage.readers] {
        let mut settings = Vec::new();
        for setting in ["journal_mode", "synchronous", "foreign_keys"] {
            settings.push(pragma(connection, setting).await.expect("a setting"));
        }
        assert_eq!(settings, ["wal", "2", "1"]);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_database() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("with ? and % in it/data");
    let storage = Storage::open(&data).await.expect("opened");
    let mut files: Vec<(String, u32)> = fs::read_dir(&data)
        .expect("the folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let mode = entry.metadata().expect("metadata").permissions().mode();
            (
                entry.file_name().to_string_lossy().into_owned(),
                mode & 0o777,
            )
        })
        .collect();
    files.sort();
    let expected =
        ["ayuda.db", "ayuda.db-shm", "ayuda.db-wal"].map(|name| (name.to_owned(), 0o600));
    assert_eq!(files, expected);
    storage.close().await.expect("closed");
}

#[tokio::test]
async fn a_closed_database_is_one_file_and_keeps_what_was_committed() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = Storage::open(folder.path()).await.expect("opened");
    let transaction = storage.begin().await.expect("begun");
    transaction
        .execute_unprepared(&format!("{INSERT} ('KB-1', 'en', 1, 0)"))
        .await
        .expect("written");
    transaction.commit().await.expect("committed");
    let undone = storage.begin().await.expect("begun");
    undone
        .execute_unprepared(&format!("{INSERT} ('KB-2', 'en', 1, 0)"))
        .await
        .expect("written");
    drop(undone);
    storage.close().await.expect("closed");
    let files = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(files, 1);
    let storage = Storage::open(folder.path()).await.expect("opened again");
    assert_eq!(count(storage.reader(), "tallies").await, 1);
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = Storage::open(folder.path()).await.expect("opened");
    let written = storage
        .reader()
        .execute_unprepared(&format!("{INSERT} ('KB-1', 'en', 1, 0)"))
        .await;
    assert!(written.is_err());
    assert_eq!(count(storage.reader(), "tallies").await, 0);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = Storage::open(folder.path()).await.expect("opened");
    storage
        .writer
        .execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_later', 0)")
        .await
        .expect("written");
    storage.close().await.expect("closed");
    let error = Storage::open(folder.path()).await.expect_err("newer");
    assert_eq!(
        error.to_string(),
        "the database was written by a newer ayuda (its change `m9999_later` is not known here); \
         hint: run the newer version, or go back to a backup of before"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_may_open_a_new_database_at_once() {
    let made = i64::try_from(migrations::count()).expect("a few");
    for _ in 0..8 {
        let folder = tempfile::tempdir().expect("a folder");
        let openers: Vec<_> = (0..6)
            .map(|_| {
                let folder = folder.path().to_owned();
                tokio::spawn(async move { Storage::open(&folder).await })
            })
            .collect();
        for opener in openers {
            let storage = opener.await.expect("no panic").expect("opened");
            assert_eq!(count(storage.reader(), "seaql_migrations").await, made);
        }
    }
}
