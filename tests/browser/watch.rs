//! The look that the harness takes at the end of each test: that it sees what it is for.

use crate::harness::driver;
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

    let stranger = format!("http://127.0.0.1:{}/status", driver().address);
    reader.client.goto(&stranger).await.expect("a page");
    let complaints = reader.complaints().await;
    assert!(
        complaints.contains(&format!("asked another host: {stranger}")),
        "{complaints:?}"
    );
}
