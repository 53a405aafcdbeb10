//! Any bytes as the body of each request that takes one: an answer that is no fault of ours.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use ayuda::attachments::Attachments;
use ayuda::compile::{Input, compile};
use ayuda::config::{Brand, Config};
use ayuda::edition::{Edition, Published, Renewal};
use ayuda::feedback::Feedback;
use ayuda::forum::Forum;
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

const TAKERS: [(&str, &str); 5] = [
    ("POST", "/api/v1/support/kb/articles/KB-000001/feedback"),
    ("POST", "/api/v1/support/kb/articles/KB-000001/views"),
    ("DELETE", "/api/v1/support/kb/articles/KB-000001/feedback"),
    ("POST", "/api/v1/support/session"),
    ("POST", "/en/sign-out/"),
];

const TYPES: [&str; 4] = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
];

static SERVICE: LazyLock<(Runtime, Router, tempfile::TempDir)> = LazyLock::new(|| {
    let runtime = Runtime::new().expect("a runtime");
    // In memory, where there is a place for it: the disk is not what is tried here.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
    let folder = folder.expect("a folder");
    let router = runtime.block_on(service(folder.path()));
    (runtime, router, folder)
});

async fn service(data: &Path) -> Router {
    let root = root();
    let (mut config, _) =
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
    );
    let storage = Storage::open(data).await.expect("a database");
    router(Arc::new(App {
        forum: Forum::new(storage.clone(), &config.forum.categories),
        attachments: Attachments::open(&config, storage.clone()).expect("a folder"),
        tokens: Tokens::load(&config).expect("a key"),
        sessions: Sessions::new(storage.clone()),
        feedback: Feedback::open(storage.clone()).await.expect("counts"),
        insight: Insight::off(storage.clone()),
        storage,
        stopping: AtomicBool::new(false),
        published: Published::new(edition.expect("an edition")),
        renewal: Renewal::default(),
        messages,
        clock: Clock::System,
        config,
    }))
}

pub fn run(bytes: &[u8]) {
    let Some((choice, body)) = bytes.split_first() else {
        return;
    };
    let (method, path) = TAKERS[usize::from(*choice) % TAKERS.len()];
    let media_type = TYPES[usize::from(*choice >> 4) % TYPES.len()];
    let (runtime, router, _) = &*SERVICE;
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1")
        .header("user-agent", "Mozilla/5.0 Firefox/140.0")
        .header("content-type", media_type)
        .body(Body::from(body.to_vec()))
        .expect("a request");
    let answer = runtime
        .block_on(router.clone().oneshot(request))
        .expect("an answer");
    assert!(!answer.status().is_server_error(), "{}", answer.status());
}

/// The repository, whether it is compiled as a part of it or as a crate of its own.
fn root() -> std::path::PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(
        || env!("CARGO_MANIFEST_DIR").into(),
        std::path::PathBuf::from,
    );
    match here.join("content").is_dir() {
        true => here.to_owned(),
        false => here.join("../.."),
    }
}
