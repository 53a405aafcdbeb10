//! What is measured, and the listener that tells it to Prometheus.
//!
//! Labels have values from fixed lists alone: templates of routes, methods, classes of
//! status, kinds of votes. `tests/suite/telling.rs` holds the list of names and labels.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use crate::edition::Part;
use crate::http::App;
use crate::http::widget::keep_version;

pub(super) const REQUESTS: &str = "ayuda_requests_total";
pub(super) const DURATION: &str = "ayuda_request_duration_seconds";
pub(super) const IN_FLIGHT: &str = "ayuda_requests_in_flight";
pub(super) const SHED: &str = "ayuda_requests_shed_total";
pub(super) const CONNECTIONS: &str = "ayuda_connections";
const SEARCHES: &str = "ayuda_search_duration_seconds";
const VOTES: &str = "ayuda_votes_total";
const DEFLECTIONS: &str = "ayuda_forum_deflections_total";
const WRITES: &str = "ayuda_store_writes_total";
const COMMITS: &str = "ayuda_store_commits_total";
const EDITIONS: &str = "ayuda_edition_number";
const PUBLISHED: &str = "ayuda_edition_published_timestamp_seconds";
const BEHIND: &str = "ayuda_edition_behind";
const ARTICLES: &str = "ayuda_articles";
const SHELVES: &str = "ayuda_shelves";

/// Seconds. A page takes tens of microseconds, the worst search 50 ms.
const BUCKETS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

/// How often what was recorded is put into its buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// The one recorder of this process.
#[derive(Clone)]
pub struct Measures(PrometheusHandle);

impl std::fmt::Debug for Measures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Measures")
    }
}

impl Measures {
    /// Begins to record. Until then, measuring does nothing and costs nothing.
    ///
    /// # Errors
    /// It was installed before.
    pub fn install() -> Result<Self, BuildError> {
        let handle = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_duration_seconds".to_owned()), &BUCKETS)?
            .install_recorder()?;
        describe();
        Ok(Measures(handle))
    }

    /// `/metrics`, for a listener of its own.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/metrics", get(tell))
            .with_state(self.clone())
    }

    /// Keeps what was recorded small, for as long as the process lives.
    pub async fn keep_up(self) {
        let mut ticks = tokio::time::interval(UPKEEP);
        loop {
            ticks.tick().await;
            self.0.run_upkeep();
        }
    }
}

async fn tell(State(measures): State<Measures>) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, measures.0.render())
}

/// Notes the edition that is served from now on.
pub fn edition_published(app: &App) {
    let edition = app.published.current();
    keep_version(app, edition.widget());
    let now = app.clock.now().as_second();
    gauge!(EDITIONS).increment(1);
    gauge!(PUBLISHED).set(now as f64);
    gauge!(ARTICLES).set(edition.library().articles.len() as f64);
    gauge!(SHELVES).set(edition.shelves().count() as f64);
}

/// Notes which part of the edition is older than what lies on disk.
pub fn edition_behind(app: &App) {
    let behind = app.renewal.behind().map(|one| one.part);
    for part in Part::ALL {
        let is = f64::from(u8::from(behind == Some(part)));
        gauge!(BEHIND, "part" => part.word()).set(is);
    }
}

/// Measures a search.
pub(super) fn searching<T>(search: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let found = search();
    histogram!(SEARCHES).record(started.elapsed());
    found
}

/// Counts a vote, or one taken back.
pub(super) fn voted(helpful: Option<bool>) {
    let vote = match helpful {
        Some(true) => "helpful",
        Some(false) => "not_helpful",
        None => "withdrawn",
    };
    counter!(VOTES, "vote" => vote).increment(1);
}

/// Counts what became of answers that were shown before asking.
pub(super) fn deflected(shown: bool, opened: bool, asked: bool) {
    for (what, happened) in [("shown", shown), ("opened", opened), ("asked", asked)] {
        if happened {
            counter!(DEFLECTIONS, "what" => what).increment(1);
        }
    }
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by template of the route");
    describe_histogram!(DURATION, Unit::Seconds, "Time until an answer began");
    describe_gauge!(IN_FLIGHT, "Requests that are being answered");
    describe_counter!(SHED, "Requests refused because too much was asked at once");
    describe_gauge!(CONNECTIONS, "Connections to the service");
    describe_histogram!(SEARCHES, Unit::Seconds, "Time that a search took");
    describe_counter!(VOTES, "Votes cast and taken back");
    describe_counter!(
        DEFLECTIONS,
        "Answers shown to who was about to ask, opened, and questions asked all the same"
    );
    describe_counter!(WRITES, "Transactions that may write");
    describe_counter!(COMMITS, "Commits of one or more of them");
    describe_gauge!(EDITIONS, "Editions published since the start");
    describe_gauge!(
        PUBLISHED,
        Unit::Seconds,
        "When the edition of now was published"
    );
    describe_gauge!(
        BEHIND,
        "1 where that part of what is served is older than what lies on disk"
    );
    describe_gauge!(
        ARTICLES,
        "Articles of the edition, whoever may read them, in all languages"
    );
    describe_gauge!(SHELVES, "Shelves of the edition");
    // What never happened is told as 0.
    gauge!(IN_FLIGHT).set(0);
    gauge!(CONNECTIONS).set(0);
    counter!(SHED).absolute(0);
    counter!(WRITES).absolute(0);
    counter!(COMMITS).absolute(0);
    for part in Part::ALL {
        gauge!(BEHIND, "part" => part.word()).set(0);
    }
    for vote in ["helpful", "not_helpful", "withdrawn"] {
        counter!(VOTES, "vote" => vote).absolute(0);
    }
    for what in ["shown", "opened", "asked"] {
        counter!(DEFLECTIONS, "what" => what).absolute(0);
    }
}
