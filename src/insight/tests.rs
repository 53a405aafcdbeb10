use std::sync::Arc;

use jiff::Timestamp;

use super::*;
use crate::gate::Visibility;
use crate::locale::Locale;
use crate::storage::testing;

fn now() -> Timestamp {
    "2026-03-02T15:00:00Z".parse().expect("a moment")
}

fn asked(insight: &Insight, number: usize) -> Asked {
    Asked {
        asker: insight.asker(&[b"visitor", &number.to_le_bytes()]),
        at: now().as_millisecond(),
        language: Locale::En,
        visibility: Visibility::Public,
        text: format!("gusset {number}"),
        found: 0,
        elsewhere: 0,
        missing: Vec::new(),
        screen: None,
    }
}

async fn open(folder: &std::path::Path) -> (Storage, Insight) {
    let storage = testing::open(folder).await;
    let insight = Insight::start(storage.clone(), Clock::Fixed(now()), 90).await;
    (storage, insight.expect("started"))
}

async fn searches(storage: &Storage) -> u64 {
    let period = Period::last(1, now(), None);
    let kept = rows(storage, period, &[]).await.expect("rows");
    kept.days.iter().map(|day| day.searches).sum()
}

/// The runtime of this test has one thread: the writer does not run before somebody
/// waits, so that the queue fills up.
#[tokio::test]
async fn what_comes_too_fast_is_dropped_and_counted_and_nobody_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    let (storage, insight) = open(folder.path()).await;
    for number in 0..QUEUE + 10 {
        insight.asked(asked(&insight, number));
    }
    assert_eq!(insight.dropped(), 10);
    insight.settle().await;
    assert_eq!(searches(&storage).await, QUEUE as u64);
}

#[tokio::test]
async fn the_last_handle_to_go_writes_what_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let (storage, insight) = open(folder.path()).await;
    insight.asked(asked(&insight, 1));
    assert_eq!(searches(&storage).await, 0);
    let other = insight.clone();
    drop(insight);
    other.settle().await;
    assert_eq!(searches(&storage).await, 1);
}

#[tokio::test]
async fn a_failing_database_is_counted_and_stops_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (storage, insight) = open(folder.path()).await;
    storage.close().await.expect("closed");
    insight.asked(asked(&insight, 1));
    insight.settle().await;
    insight.asked(asked(&insight, 2));
    insight.settle().await;
    assert_eq!(insight.dropped(), 2);
}

#[tokio::test]
async fn askers_are_told_apart_within_a_process_and_not_between_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, one) = open(folder.path()).await;
    let (_, other) = open(folder.path()).await;
    let name = |insight: &Insight| insight.asker(&[b"person", b"maria"]);
    assert_eq!(name(&one), name(&one));
    assert_ne!(name(&one), name(&other));
    assert_ne!(name(&one), one.asker(&[b"personmaria", b""]));
    assert!(Arc::strong_count(&one.dropped) > 1);
}
