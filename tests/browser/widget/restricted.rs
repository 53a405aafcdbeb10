//! What is for some is there for them alone, and leaves with them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Helped, helped};

/// For owners and office admins.
const TITLE: &str = "Approve payments above a limit";
/// For owners and project managers on a large plan, with a picture that is as closed.
const PICTURED: &str = "KB-000036";

async fn reads(app: &Helped, id: &str) -> String {
    app.value_of(&format!("ayuda('article', {id:?})")).await;
    app.comes(
        "an answer",
        "isSeen(panel) && (find('.panel .state') || find('.panel .prose')) !== null",
    )
    .await;
    app.panel().await
}

async fn cookies(app: &Helped) -> Vec<String> {
    let cookies = app.client.get_all_cookies().await.expect("cookies");
    cookies.iter().map(|one| one.name().to_owned()).collect()
}

#[tokio::test]
async fn an_article_of_a_role_is_nothing_at_all_for_others() {
    let Some(app) = helped().await else { return };
    for person in ["owner", "admin"] {
        app.screen(&format!("/?lang=en&as={person}")).await;
        let text = reads(&app, "KB-000009").await;
        assert!(text.contains(TITLE), "{person}: {text}");
    }
    for (language, what) in [("en", "There is nothing here"), ("es", "Aquí no hay nada")] {
        for person in ["field", "pm", "small", ""] {
            // Somebody on a small plan is an owner.
            let id = if person == "small" {
                PICTURED
            } else {
                "KB-000009"
            };
            app.screen(&format!("/?lang={language}&as={person}")).await;
            let hidden = reads(&app, id).await;
            app.screen("/").await;
            let absent = reads(&app, "KB-999999").await;
            assert_eq!(hidden, absent, "{person}");
            assert!(hidden.contains(what), "{hidden}");
        }
    }
    app.expected(&["status of 404"]).await;
    app.screen("/?lang=en&as=").await;
    insta::assert_snapshot!(reads(&app, "KB-000009").await, @"
    There is nothing here
    It may have moved, or you may not have access to it. Search for it.
    Go to the search
    Contact support
    There is nothing here
    ");
    app.expected(&["status of 404"]).await;
    app.choose("Go to the search").await;
    app.comes("the search", "focus() === find('[type=search]')")
        .await;
}

/// Whatever a browser keeps, and all that the page holds, as one text.
const DUMP: &str = r#"
    const seen = [];
    const walk = (node) => {
      seen.push(node.nodeValue ?? "", ...[...(node.attributes ?? [])].map((one) => one.value), node.value ?? "");
      if (node.shadowRoot) walk(node.shadowRoot);
      for (const child of node.childNodes) walk(child);
    };
    walk(document);
    return (async () => {
      const stores = await indexedDB.databases();
      const held = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) held.push(request.url);
      const all = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), JSON.stringify(history.state), document.cookie, JSON.stringify(stores), held, document.title, ...seen];
      return all.join("\n").replace(/\s+/g, " ");
    })()"#;

#[tokio::test]
async fn after_signing_out_nothing_restricted_is_left_anywhere() {
    let Some(app) = helped().await else { return };
    app.screen("/invoices?lang=en&as=owner").await;
    // Its title, its summary, and each piece of its text.
    let pieces = app
        .list_of(
            "return fetch('/demo/_/token?as=owner').then((answer) => answer.json()).then(async ({ token }) => {
               const all = [];
               for (const id of ['KB-000009', 'KB-000036']) {
                 const answer = await fetch(`/api/v1/support/kb/articles/${id}?lang=en`, { headers: { authorization: `Bearer ${token}` } });
                 const { article } = await answer.json();
                 const parts = article.html.replaceAll('&#39;', `'`).split(/<[^>]*>/).map((one) => one.replace(/\\s+/g, ' ').trim());
                 all.push(article.title, article.summary, ...parts.filter((one) => one.length > 30 && !one.includes('&')));
               }
               return all;
             })",
        )
        .await;
    assert!(pieces.len() > 20, "{pieces:?}");
    let found = |dump: &Value| -> Vec<String> {
        let dump = dump.as_str().expect("a text");
        let found = pieces.iter().filter(|one| dump.contains(one.as_str()));
        found.cloned().collect()
    };

    // Read it in each way that leaves traces: from the list, by a search, with a picture, and voted on.
    app.opens().await;
    app.choose(TITLE).await;
    app.comes("the article", "isSeen(find('.prose'))").await;
    assert!(found(&app.value_of(DUMP).await).len() > 5);
    app.choose("Yes").await;
    app.comes(
        "thanks",
        "said().some((one) => one.startsWith('Thank you'))",
    )
    .await;
    app.choose("Back").await;
    app.click("find('[type=search]')").await;
    app.types("compare bids").await;
    app.comes(
        "a result",
        "all('.found b').some((one) => text(one).startsWith('Compare bids'))",
    )
    .await;
    app.choose("Compare bids").await;
    app.comes(
        "a picture",
        "isSeen(find('.prose img')) && find('.prose img').naturalWidth > 0",
    )
    .await;
    app.choose("Back").await;
    app.choose("Compare bids").await;
    app.comes("it again", "isSeen(find('.prose'))").await;
    assert!(cookies(&app).await.contains(&"ayuda_session".to_owned()));

    app.value_of("const person = document.querySelector('#person'); person.value = ''; person.dispatchEvent(new Event('change', { bubbles: true }))")
        .await;
    app.comes("the start", "isSeen(find('.screen > *')) && !all('.screen b').some((one) => text(one) === 'Approve payments above a limit')")
        .await;
    let left = app.value_of(DUMP).await;
    assert_eq!(found(&left), Vec::<String>::new());
    // The words of the panel are in the dump: it does see what is there.
    assert!(
        left.as_str()
            .expect("a text")
            .contains("Help for this screen")
    );
    for _ in 0..100 {
        if !cookies(&app).await.contains(&"ayuda_session".to_owned()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!cookies(&app).await.contains(&"ayuda_session".to_owned()));
    let text = reads(&app, "KB-000009").await;
    assert!(text.contains("There is nothing here"), "{text}");
    // After a reload as well.
    app.screen("/invoices").await;
    app.opens().await;
    assert_eq!(found(&app.value_of(DUMP).await), Vec::<String>::new());
    app.expected(&["status of 404"]).await;
}

#[tokio::test]
async fn a_restricted_picture_starts_the_session_and_nothing_before_it_does() {
    let Some(app) = helped().await else { return };
    app.screen("/invoices?lang=en&as=owner").await;
    app.opens().await;
    reads(&app, "KB-000009").await;
    assert_eq!(cookies(&app).await, Vec::<String>::new());
    reads(&app, PICTURED).await;
    app.comes(
        "a picture",
        "isSeen(find('.prose img')) && find('.prose img').naturalWidth > 0",
    )
    .await;
    assert_eq!(cookies(&app).await, ["ayuda_session"]);
    app.expected(&[".svg - Failed to load resource: the server responded with a status of 404"])
        .await;
}

#[tokio::test]
async fn an_anonymous_reader_has_no_cookie_before_the_first_vote_and_no_worker_ever() {
    let Some(app) = helped().await else { return };
    app.screen("/estimates?lang=en&as=").await;
    app.opens().await;
    app.click("find('[type=search]')").await;
    app.types("margin").await;
    app.comes("a result", "isSeen(find('.found a.row'))").await;
    reads(&app, "KB-000016").await;
    assert_eq!(cookies(&app).await, Vec::<String>::new());
    app.choose("Yes").await;
    app.comes(
        "thanks",
        "said().some((one) => one.startsWith('Thank you'))",
    )
    .await;
    assert_eq!(cookies(&app).await.len(), 1);
    app.choose("Yes").await;
    app.comes("no vote", "said().includes('Your answer was removed.')")
        .await;
    let workers = "return navigator.serviceWorker.getRegistrations().then((all) => all.length)";
    assert_eq!(app.value_of(workers).await, json!(0));
    let worker = "return fetch('/sw.js').then((answer) => answer.status)";
    assert_eq!(app.value_of(worker).await, json!(404));
    app.expected(&["/sw.js - Failed to load resource"]).await;
}
