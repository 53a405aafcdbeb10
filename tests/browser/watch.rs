//! The look that the harness takes at the end of each test: that it sees what it is for.

use std::net::Ipv4Addr;

use axum::{Router, response::Html, routing};
use tokio::net::TcpListener;

use crate::reader::{reader, until};

#[tokio::test]
async fn what_no_page_may_do_is_seen() {
    let Some(reader) = reader().await else { return };
    reader.open("/en/nothing-here/").await;
    assert_eq!(
        reader.complaints().await,
        Vec::<String>::new(),
        "a 404 is a page"
    );

    let wrongs = [
        ("console.warn('a warning'); return true", "a warning"),
        (
            "setTimeout(() => { throw new Error('thrown') }); return true",
            "thrown",
        ),
        (
            "document.body.setAttribute('style', 'color: red'); return true",
            "style-src",
        ),
        (
            "document.head.append(Object.assign(document.createElement('script'), { textContent: '0' })); return true",
            "script-src",
        ),
        (
            "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.2/x.png' })); return true",
            "img-src",
        ),
        (
            "document.body.append(Object.assign(new Image(), { src: '/x.png' })); return true",
            "status of 404",
        ),
    ];
    for (script, mark) in wrongs {
        until(&reader, mark, script).await;
        let wait = "return new Promise((done) => setTimeout(() => done(true), 200))";
        until(&reader, "it has happened", wait).await;
        let complaints = reader.complaints().await;
        let seen = complaints.iter().any(|one| one.contains(mark));
        assert!(seen, "{mark}: {complaints:?}");
    }

    let stranger = stranger().await;
    reader.client.goto(&stranger).await.expect("a page");
    let complaints = reader.complaints().await;
    assert!(
        complaints.contains(&format!("asked another host: {stranger}")),
        "{complaints:?}"
    );
}

/// A page of another host. It has an icon: for a page without one the browser asks on its own, at
/// whatever moment it likes, and the harness would see that too.
async fn stranger() -> String {
    let page = Html("<title>Stranger</title><link rel=icon href='data:,'>");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().route("/", routing::get(move || async move { page }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/")
}
