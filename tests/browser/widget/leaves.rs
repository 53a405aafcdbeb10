//! The help can go without a trace, and stays where an app exchanges what is around it.

use serde_json::{Value, json};

use super::{Helped, helped, helped_with_tours};

/// Listeners of window and document, by their types.
async fn listeners(app: &Helped) -> Vec<String> {
    let mut all = Vec::new();
    for name in [
        "window",
        "document",
        "document.body",
        "history",
        "visualViewport",
        "navigation",
    ] {
        let object = app
            .devtools("Runtime.evaluate", json!({ "expression": name }))
            .await;
        let id = &object["result"]["objectId"];
        let found = app
            .devtools("DOMDebugger.getEventListeners", json!({ "objectId": id }))
            .await;
        let found = found["listeners"].as_array().expect("listeners").clone();
        all.extend(
            found
                .iter()
                .map(|one| format!("{name} {}", one["type"].as_str().expect("a type"))),
        );
    }
    all.sort();
    all
}

/// All that is in the page, and all that its scripts can name.
async fn page(app: &Helped) -> Value {
    app.says("[document.documentElement.outerHTML, Object.getOwnPropertyNames(window).filter((name) => name !== 'ayuda'), \
              document.adoptedStyleSheets.length, [history.pushState, history.replaceState].map(String)]")
        .await
}

#[tokio::test]
async fn when_it_is_destroyed_no_node_listener_or_global_is_left() {
    let Some(app) = helped_with_tours().await else {
        return;
    };
    app.devtools("Network.enable", json!({})).await;
    let block = json!({ "urls": [format!("{}/widget.js", app.site)] });
    app.devtools("Network.setBlockedURLs", block).await;
    app.open("/demo/change-orders?lang=en&as=pm").await;
    app.open("/demo/change-orders").await;
    app.comes(
        "the app alone",
        "document.querySelector('main h1') !== null",
    )
    .await;
    let (before, listened) = (page(&app).await, listeners(&app).await);
    assert!(
        listened.contains(&"window popstate".to_owned()),
        "{listened:?}"
    );
    assert_eq!(app.says("typeof ayuda.version").await, "undefined");

    // All of it at work: words, an invitation, the panel, an article, a search, a tour.
    app.devtools("Network.setBlockedURLs", json!({ "urls": [] }))
        .await;
    app.screen("/change-orders").await;
    app.comes("the invitation", "isSeen(find('[part=tour]'))")
        .await;
    app.comes(
        "words",
        "document.querySelector('[data-ayuda-term][aria-description]') !== null",
    )
    .await;
    app.opens().await;
    app.choose("Create a change order").await;
    app.comes("the article", "isSeen(find('.prose'))").await;
    app.value_of("ayuda('search', 'margin')").await;
    app.comes("results", "isSeen(find('.found a.row'))").await;
    app.value_of("ayuda('tour', 'change-orders')").await;
    app.comes("a tour", "isSeen(find('[part=ring]'))").await;
    app.value_of("ayuda('open')").await;
    app.comes("the panel", "isSeen(panel)").await;
    app.point("document.querySelector('[data-ayuda-term=\"change-order.reason\"]')")
        .await;
    app.comes("a tip", "isSeen(find('[part=tip]'))").await;
    assert!(listeners(&app).await.len() > listened.len());
    app.value_of(
        "window.kept = ayuda; ayuda('destroy'); delete window.kept; document.activeElement.blur()",
    )
    .await;
    app.comes("no global", "!('ayuda' in window)").await;
    app.value_of("return new Promise((done) => setTimeout(done, 500))")
        .await;
    let after = page(&app).await;
    assert_eq!(after[0], before[0]);
    assert_eq!(after, before);
    assert_eq!(listeners(&app).await, listened);
    // Nothing wakes it: no question, no node, nothing said.
    let mut mark = usize::MAX;
    app.asked_since(&mut mark).await;
    app.value_of("document.querySelector('.side [data-path=\"/estimates\"]').click(); document.querySelector('h1').dataset.ayudaTerm = 'estimate.markup'").await;
    app.types("?").await;
    app.value_of("return new Promise((done) => setTimeout(done, 800))")
        .await;
    assert_eq!(
        app.asked_since(&mut mark)
            .await
            .iter()
            .map(|one| &one.url)
            .collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    assert_eq!(
        app.says(
            "[document.querySelector('ayuda-help'), document.querySelector('[aria-description]')]"
        )
        .await,
        json!([null, null])
    );
    app.expected(&["ERR_BLOCKED_BY_CLIENT"]).await;
}

#[tokio::test]
async fn loaded_twice_it_is_there_once_and_after_its_end_it_can_come_again() {
    let Some(app) = helped().await else { return };
    app.devtools("Page.setBypassCSP", json!({ "enabled": true }))
        .await;
    app.screen("/schedule?lang=en&as=").await;
    let load = "return new Promise((done) => { const one = document.createElement('script'); one.src = '/widget.js?' + Math.random(); one.onload = done; document.head.append(one) })";
    app.opens().await;
    app.value_of(load).await;
    assert_eq!(
        app.says("document.querySelectorAll('ayuda-help').length")
            .await,
        1
    );
    app.choose("Build the schedule").await;
    app.comes("the article", "isSeen(find('.prose'))").await;
    app.value_of("ayuda('destroy')").await;
    assert_eq!(
        app.says("[document.querySelectorAll('ayuda-help').length, typeof ayuda]")
            .await,
        json!([0, "undefined"])
    );
    app.value_of(load).await;
    app.value_of("ayuda('init', { base: '/demo', tours: false })")
        .await;
    app.opens().await;
    assert_eq!(app.articles().await[0], "Build the schedule of a project");
    assert_eq!(
        app.says("document.querySelectorAll('ayuda-help').length")
            .await,
        1
    );
}

#[tokio::test]
async fn another_body_as_turbo_brings_one_keeps_the_open_panel_and_what_is_in_it() {
    let Some(app) = helped().await else { return };
    for width in [1280, 360] {
        app.width(width).await;
        app.screen("/schedule?lang=en&as=").await;
        app.opens().await;
        app.choose("Build the schedule").await;
        app.comes("the article", "isSeen(find('.prose'))").await;
        // There is something to scroll once all of it is laid out.
        app.comes(
            "the place in the article",
            "(panel.querySelector('.content').scrollTop = 200, panel.querySelector('.content').scrollTop === 200)",
        )
        .await;
        // A reader has seen it there before anything else happens: with a frame comes its event.
        app.value_of("return new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(() => seen(0))))")
            .await;
        app.value_of(
            "const next = document.createElement('body'); next.append(document.createElement('h1')); \
             history.pushState(null, '', '/demo/time'); document.body.replaceWith(next)",
        )
        .await;
        app.comes("the panel as it was", "isSeen(panel) && (panel.matches(':popover-open') || panel.open) && text(find('.panel h2')).startsWith('Build the schedule')").await;
        assert_eq!(app.says("[document.querySelectorAll('ayuda-help').length, host.parentNode === document.body, panel.querySelector('.content').scrollTop]").await, json!([1, true, 200]));
        app.choose("Back").await;
        app.comes(
            "the help of the next screen",
            "text(find('ul.screen b')).startsWith('Clock in')",
        )
        .await;
        app.choose("Close help").await;
        app.comes("closed", "!isSeen(panel)").await;
        app.opens().await;
    }
}
