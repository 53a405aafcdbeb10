//! What is true of the SQLite file alone.

use std::fs;

use super::*;

#[tokio::test]
async fn every_commit_is_synchronised_with_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = Storage::open(folder.path()).await.expect("opened");
    let writer = storage.place.writer().await.expect("a connection");
    for connection in [&writer, &storage.readers] {
        let mut settings = Vec::new();
        for setting in ["journal_mode", "synchronous", "foreign_keys"] {
            settings.push(value_of(connection, setting).await.expect("a setting"));
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
    let storage = Storage::open(data.as_path()).await.expect("opened");
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
        .execute_unprepared(&format!("{INSERT} ('KB-1', '', 'en', 1, 0)"))
        .await
        .expect("written");
    transaction.commit().await.expect("committed");
    let undone = storage.begin().await.expect("begun");
    undone
        .execute_unprepared(&format!("{INSERT} ('KB-2', '', 'en', 1, 0)"))
        .await
        .expect("written");
    drop(undone);
    storage.close().await.expect("closed");
    let files = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(files, 1);
    let storage = Storage::open(folder.path()).await.expect("opened again");
    assert_eq!(count(storage.reader(), "tallies").await, 1);
}
