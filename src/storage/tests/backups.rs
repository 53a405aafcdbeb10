//! A backup is made while others write, is whole, and comes back.

use std::fs;
use std::path::Path;

use super::*;
use crate::storage::backup::{BackupError, back_up, restore};

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_writes_holds_all_that_was_acknowledged_before_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("it's data");
    let storage = Storage::open(data.as_path()).await.expect("opened");
    fs::write(data.join("token.key"), "secret").expect("a key");
    fs::create_dir_all(data.join("widget/1")).expect("a folder");
    fs::write(data.join("widget/1/a.js"), "a").expect("a file");
    let writing = {
        let storage = storage.clone();
        tokio::spawn(async move {
            let mut n = 0;
            while storage.write(insert(n)).await.is_ok() {
                n += 1;
            }
        })
    };
    for number in 0..5 {
        let before = count(storage.reader(), "tallies").await;
        let backup = folder.path().join(format!("backup {number}"));
        back_up(&data, &backup).await.expect("a backup");
        let after = count(storage.reader(), "tallies").await;
        assert_eq!(names(&backup), ["ayuda.db", "token.key", "widget"]);
        // Restored elsewhere, it is a database like any other.
        let restored = folder.path().join(format!("restored {number}"));
        restore(&backup, &restored, false).await.expect("restored");
        assert_eq!(names(&restored), ["ayuda.db", "token.key", "widget"]);
        let copy = Storage::open(restored.as_path()).await.expect("opened");
        let kept = count(copy.reader(), "tallies").await;
        assert!((before..=after).contains(&kept), "{before} {kept} {after}");
        // No step is missing: a transaction is in it, or not.
        let last = "SELECT max(CAST(substr(article, 4) AS INTEGER)) AS n FROM tallies";
        let statement = Statement::from_string(DbBackend::Sqlite, last);
        let row = copy
            .reader()
            .query_one_raw(statement)
            .await
            .expect("a query");
        let last: Option<i64> = row.expect("a row").try_get("", "n").expect("a number");
        assert_eq!(last.map_or(0, |last| last + 1), kept);
        assert_eq!(
            fs::read_to_string(restored.join("widget/1/a.js")).expect("a file"),
            "a"
        );
    }
    storage.close().await.expect("closed");
    writing.await.expect("no panic");
}

#[cfg(unix)]
#[tokio::test]
async fn a_backup_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    Storage::open(data.as_path())
        .await
        .expect("opened")
        .close()
        .await
        .expect("closed");
    fs::write(data.join("token.key"), "secret").expect("a key");
    let backup = folder.path().join("backup");
    back_up(&data, &backup).await.expect("a backup");
    let mode = |path: &Path| fs::metadata(path).expect("metadata").permissions().mode() & 0o777;
    assert_eq!(mode(&backup), 0o700);
    for name in names(&backup) {
        assert_eq!(mode(&backup.join(&name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_restore_touches_nothing_that_is_in_use_or_would_be_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let storage = Storage::open(data.as_path()).await.expect("opened");
    storage.write(insert(1)).await.expect("written");
    back_up(&data, &backup).await.expect("a backup");
    storage.write(insert(2)).await.expect("written");

    let again = back_up(&data, &backup).await;
    assert!(matches!(again, Err(BackupError::Taken(_))), "{again:?}");
    let there = restore(&backup, &data, false).await;
    assert!(matches!(there, Err(BackupError::Taken(_))), "{there:?}");
    let in_use = restore(&backup, &data, true).await;
    assert!(matches!(in_use, Err(BackupError::InUse(_))), "{in_use:?}");
    storage.write(insert(3)).await.expect("the service goes on");
    storage.close().await.expect("closed");
    assert_eq!(names(&data), ["ayuda.db"]);

    let before = restore(&backup, &data, true).await.expect("restored");
    assert_eq!(before, Some(data.join("before-restore-1")));
    assert_eq!(names(&data), ["ayuda.db", "before-restore-1"]);
    let restored = Storage::open(data.as_path()).await.expect("opened");
    assert_eq!(count(restored.reader(), "tallies").await, 1);
    let aside = Storage::open(before.expect("a folder").as_path())
        .await
        .expect("opened");
    assert_eq!(count(aside.reader(), "tallies").await, 3);
}

#[tokio::test]
async fn a_damaged_or_newer_backup_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let storage = Storage::open(data.as_path()).await.expect("opened");
    let nothing = back_up(folder.path(), &backup).await;
    assert!(
        matches!(nothing, Err(BackupError::Nothing(_))),
        "{nothing:?}"
    );
    back_up(&data, &backup).await.expect("a backup");
    let whole = fs::read(backup.join("ayuda.db")).expect("the file");

    let mut bytes = whole.clone();
    let middle = bytes.len() / 4;
    bytes[middle..middle * 2].fill(0x5a);
    fs::write(backup.join("ayuda.db"), &bytes).expect("damaged");
    let target = folder.path().join("other");
    let damaged = restore(&backup, &target, false).await;
    assert!(
        matches!(damaged, Err(BackupError::Damaged { .. })),
        "{damaged:?}"
    );
    assert_eq!(names(&target), Vec::<String>::new());

    fs::remove_dir_all(&backup).expect("gone");
    let later = storage.begin().await.expect("begun");
    let row = "INSERT INTO seaql_migrations VALUES ('m9999_later', 0)";
    later.execute_unprepared(row).await.expect("written");
    later.commit().await.expect("committed");
    let newer = back_up(&data, &backup).await.expect_err("newer");
    assert!(newer.to_string().contains("m9999_later"), "{newer}");
    assert!(!backup.exists());
}
