//! Whether time tells what is hidden: what a caller may not read beside what was never
//! there, asked for in turns, 10,000 pairs, three times.
//!
//!     cargo bench --bench hidden
//!
//! The medians should differ by less than 5 %, and the test of Mann and Whitney ("On a
//! test of whether one of two random variables is stochastically larger than the other",
//! 1947) should not tell the two apart (p > 0.01).

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use ayuda::attachments::Attachments;
use ayuda::compile::{Input, compile};
use ayuda::config::{Brand, Config};
use ayuda::edition::{Edition, Published, Renewal};
use ayuda::feedback::Feedback;
use ayuda::forum::Forum;
use ayuda::gate::Viewer;
use ayuda::history::History;
use ayuda::http::{App, router};
use ayuda::i18n::Messages;
use ayuda::identity::{Sessions, Tokens};
use ayuda::insight::Insight;
use ayuda::search::SearchSettings;
use ayuda::storage::{Clock, Storage};
use ayuda::theme::Theme;
use tokio::runtime::Runtime;
use tower::ServiceExt;

const PAIRS: usize = 10_000;
const RUNS: usize = 3;
const NO_ARTICLE: &str = "/api/v1/support/kb/articles/KB-009912";
const NO_PAGE: &str = "/en/support-dusk/escalation-puth/";
const NO_TOUR: &str = "/api/v1/support/kb/tours/support-dusk";
const PAGE: &str = "/en/support-desk/escalation-path/";
const SEARCH: &str = "/api/v1/support/search?q=escalation";
const SUGGEST: &str = "/api/v1/support/suggest?q=escal";
const TOUR: &str = "/api/v1/support/kb/tours/support-desk";

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn main() {
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let [with, without] = [true, false].map(|hidden| {
        let data = folder.path().join(hidden.to_string());
        runtime.block_on(service(&data, hidden))
    });
    // Names of the same length, of something hidden and of nothing. Where words are asked
    // for, the same ones, of a help center with what is hidden and of one without it. The
    // control is something public beside nothing: that has to be told apart.
    let article = "/api/v1/support/kb/articles/KB-000012";
    let public = "/api/v1/support/kb/articles/KB-000001";
    let cases = [
        ("article by id", (&with, article), (&with, NO_ARTICLE)),
        ("page", (&with, PAGE), (&with, NO_PAGE)),
        ("search for its words", (&with, SEARCH), (&without, SEARCH)),
        ("completion", (&with, SUGGEST), (&without, SUGGEST)),
        ("tour", (&with, TOUR), (&with, NO_TOUR)),
        ("control: public", (&with, public), (&with, NO_ARTICLE)),
    ];
    println!("| asked | run | hidden, median µs | absent, median µs | difference | p |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (name, hidden, absent) in cases {
        for run in 1..=RUNS {
            let (mut first, mut second) = (Vec::new(), Vec::new());
            for pair in 0..PAIRS {
                // In turns, and who comes first in turns too.
                let order = [(hidden, &mut first), (absent, &mut second)];
                let ask = |((router, path), times): ((&Router, &str), &mut Vec<u128>)| {
                    times.push(runtime.block_on(ask(router, path)));
                };
                match pair % 2 {
                    0 => order.into_iter().for_each(ask),
                    _ => order.into_iter().rev().for_each(ask),
                }
            }
            let p = mann_whitney(&first, &second);
            let (first, second) = (median(&mut first), median(&mut second));
            let difference = (first - second) / second * 100.0;
            println!("| {name} | {run} | {first:.1} | {second:.1} | {difference:+.1} % | {p:.3} |");
        }
    }
}

async fn service(data: &std::path::Path, hidden: bool) -> Router {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let (config, _) =
        Config::load(&root.join("ayuda.toml"), true, std::iter::empty()).expect("settings");
    let messages = Arc::new(Messages::built_in());
    let library = compile(&Input {
        folder: &config.resolve(&config.content.path),
        config: &config,
        messages: &messages,
        history: &History::none(),
        drafts: false,
    })
    .library;
    let library = match hidden {
        true => library,
        false => library.visible_to(&Viewer::anonymous()),
    };
    let mut config = config;
    config.service.data = data.to_owned();
    let config = Arc::new(config);
    let (settings, _) = SearchSettings::read(&config.search_folder());
    let theme = Theme::load(None, &Brand::default(), Arc::clone(&messages)).expect("the theme");
    let edition = Edition::build(
        library,
        &data.join("shelves"),
        Arc::new(settings),
        Arc::clone(&config),
        Arc::new(theme),
    )
    .expect("an edition");
    let storage = Storage::open(data).await.expect("a database");
    let app = App {
        forum: Forum::new(storage.clone(), &config.forum.categories),
        attachments: Attachments::open(&config, storage.clone()).expect("a folder"),
        tokens: Tokens::load(&config).expect("a key"),
        sessions: Sessions::new(storage.clone()),
        feedback: Feedback::open(storage.clone()).await.expect("counts"),
        insight: Insight::off(storage.clone()),
        storage,
        stopping: AtomicBool::new(false),
        published: Published::new(edition),
        renewal: Renewal::default(),
        messages,
        clock: Clock::System,
        config,
    };
    router(Arc::new(app))
}

/// Nanoseconds until the answer is there.
async fn ask(router: &Router, path: &str) -> u128 {
    let request = Request::get(path).header("host", "127.0.0.1");
    let request = request.body(Body::empty()).expect("a request");
    let started = Instant::now();
    let answer = router.clone().oneshot(request).await.expect("an answer");
    let _ = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    started.elapsed().as_nanos()
}

/// In microseconds.
fn median(times: &mut [u128]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2] as f64 / 1_000.0
}

/// How probable a difference like this is where there is none, by the normal
/// approximation of U, which is good from twenty values on.
fn mann_whitney(first: &[u128], second: &[u128]) -> f64 {
    let mut all: Vec<(u128, bool)> = first.iter().map(|time| (*time, true)).collect();
    all.extend(second.iter().map(|time| (*time, false)));
    all.sort_unstable();
    let mut ranks = 0.0;
    let mut at = 0;
    while at < all.len() {
        let end = at
            + all[at..]
                .iter()
                .take_while(|one| one.0 == all[at].0)
                .count();
        // Equal times share the mean of their ranks.
        let rank = (at + end + 1) as f64 / 2.0;
        ranks += rank * all[at..end].iter().filter(|one| one.1).count() as f64;
        at = end;
    }
    let (n, m) = (first.len() as f64, second.len() as f64);
    let u = ranks - n * (n + 1.0) / 2.0;
    let z = (u - n * m / 2.0).abs() / (n * m * (n + m + 1.0) / 12.0).sqrt();
    // The tail of the normal distribution: Abramowitz and Stegun, 26.2.17.
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let tail = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
        * t
        * (0.319_381_530
            + t * (-0.356_563_782
                + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    2.0 * tail
}
