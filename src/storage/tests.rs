//! The promises of the database, against a real file, or a real server (see `testing`).

mod backups;
mod files;
mod migrating;
mod servers;

use std::sync::Arc;

use super::*;
use crate::storage::testing::{open, place};

async fn count(connection: &impl ConnectionTrait, table: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {table}");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.expect("a query");
    row.expect("a row").try_get("", "n").expect("a number")
}

const INSERT: &str = "INSERT INTO tallies (article, epoch, language, helpful, not_helpful) VALUES ";

#[tokio::test]
async fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = open(folder.path()).await;
    let written = storage
        .reader()
        .execute_unprepared(&format!("{INSERT} ('KB-1', '', 'en', 1, 0)"))
        .await;
    assert!(written.is_err());
    assert_eq!(count(storage.reader(), "tallies").await, 0);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = open(folder.path()).await;
    let later = storage.begin().await.expect("begun");
    later
        .execute_unprepared("INSERT INTO seaql_migrations VALUES ('m9999_later', 0)")
        .await
        .expect("written");
    later.commit().await.expect("committed");
    storage.close().await.expect("closed");
    let opened = Storage::open(place(folder.path())).await;
    let error = opened.expect_err("newer");
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
                let place = place(folder.path());
                tokio::spawn(async move { Storage::open(place).await })
            })
            .collect();
        for opener in openers {
            let storage = opener.await.expect("no panic").expect("opened");
            assert_eq!(count(storage.reader(), "seaql_migrations").await, made);
        }
    }
}

/// Writes a row of its own; the names are all different.
fn insert(n: usize) -> impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, usize> {
    move |savepoint| {
        Box::pin(async move {
            let values = format!("('KB-{n}', '', 'en', 1, 0)");
            savepoint
                .execute_unprepared(&format!("{INSERT} {values}"))
                .await?;
            Ok(n)
        })
    }
}

/// Writes, and then fails.
fn failing(n: usize) -> impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, usize> {
    move |savepoint| {
        Box::pin(async move {
            insert(n)(savepoint).await?;
            savepoint.execute_unprepared("no SQL").await?;
            Ok(n)
        })
    }
}

/// Writes, and then panics.
fn panicking(n: usize) -> impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, usize> {
    move |savepoint| {
        Box::pin(async move {
            insert(n)(savepoint).await?;
            panic!("as wanted")
        })
    }
}

#[tokio::test]
async fn a_write_that_fails_or_panics_undoes_itself_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = open(folder.path()).await;
    // While this transaction stands, whatever is written waits, and is written together.
    let other = storage.begin().await.expect("begun");
    let tasks: Vec<_> = (0..30)
        .map(|n| {
            let storage = storage.clone();
            tokio::spawn(async move {
                match n % 3 {
                    0 => storage.write(insert(n)).await,
                    1 => storage.write(failing(n)).await,
                    _ => storage.write(panicking(n)).await,
                }
            })
        })
        .collect();
    tokio::task::yield_now().await;
    other.rollback().await.expect("undone");
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.expect("no panic").is_ok());
    }
    let expected: Vec<bool> = (0..30).map(|n| n % 3 == 0).collect();
    assert_eq!(outcomes, expected);
    assert_eq!(count(storage.reader(), "tallies").await, 10);
    assert!(storage.is_healthy());
}

#[tokio::test]
async fn what_waits_is_written_in_order_and_told_after_the_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = open(folder.path()).await;
    let told: Arc<std::sync::Mutex<Vec<usize>>> = Arc::default();
    let mut tasks = Vec::new();
    for n in 0..300 {
        let (storage, told) = (storage.clone(), Arc::clone(&told));
        tasks.push(tokio::spawn(async move {
            let tell = move |n: &usize| told.lock().expect("a list").push(*n);
            storage.write_then(insert(n), tell).await
        }));
    }
    for (n, task) in tasks.into_iter().enumerate() {
        assert_eq!(task.await.expect("no panic").expect("written"), n);
    }
    assert_eq!(*told.lock().expect("a list"), Vec::from_iter(0..300));
    assert_eq!(count(storage.reader(), "tallies").await, 300);
}

#[tokio::test]
async fn one_write_too_many_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = open(folder.path()).await;
    let place = place(folder.path());
    let connection = place.writer().await.expect("a connection");
    let writing = Writer::with_room(place, connection, storage.readers.clone(), 4);
    let other = storage.begin().await.expect("begun");
    let mut tasks = Vec::new();
    for n in 0..10 {
        let writing = writing.clone();
        tasks.push(tokio::spawn(async move {
            writing.write(insert(n), |_| ()).await
        }));
    }
    // One thread: all have handed over, or been refused, before the writer goes on.
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    other.rollback().await.expect("undone");
    let mut kept = 0;
    for task in tasks {
        match task.await.expect("no panic") {
            Ok(_) => kept += 1,
            Err(error) => assert!(error.is_passing(), "{error}"),
        }
    }
    assert!((4..=8).contains(&kept), "{kept} of 10");
    assert_eq!(count(storage.reader(), "tallies").await, kept);
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all_and_seen_until_one_succeeds() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = open(folder.path()).await;
    assert!(storage.is_healthy());
    // The transaction ends before its savepoint does: nothing of it can be kept.
    let breaking = storage.write(|savepoint| {
        Box::pin(async move {
            insert(1)(savepoint).await?;
            savepoint.execute_unprepared("ROLLBACK").await?;
            Ok(())
        })
    });
    assert!(breaking.await.is_err());
    assert!(!storage.is_healthy());
    assert_eq!(count(storage.reader(), "tallies").await, 0);
    storage.write(insert(2)).await.expect("written");
    assert!(storage.is_healthy());
    assert_eq!(count(storage.reader(), "tallies").await, 1);
}

#[tokio::test]
async fn closing_writes_what_waits_and_takes_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = open(folder.path()).await;
    let mut tasks = Vec::new();
    for n in 0..200 {
        let storage = storage.clone();
        tasks.push(tokio::spawn(async move { storage.write(insert(n)).await }));
    }
    tokio::task::yield_now().await;
    let late = storage.clone();
    storage.close().await.expect("closed");
    for task in tasks {
        task.await
            .expect("no panic")
            .expect("written before the end");
    }
    let refused = late.write(insert(1_000)).await.expect_err("closed");
    assert!(refused.is_passing() && !late.is_healthy());
    let storage = open(folder.path()).await;
    assert_eq!(count(storage.reader(), "tallies").await, 200);
}
