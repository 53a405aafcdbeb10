//! The help looks and works the same in any page, under any policy, from any origin.

use std::net::TcpListener;
use std::process::Command;

use serde_json::{Value, json};

use super::{Helped, QUIET, helped, helped_at};
use crate::harness::{own_demo, repository};

/// How what is shown is drawn: each element of the widget, with all that a browser computes of it.
const STYLES: &str = r#"
    const names = ["button", "panel", "header", "round", "bar h2", "content", "[role=search]", "[type=search]", "section", "h3", "ul", "li", "a.row", "a.row b", "a.row span", "footer", "footer a", ".key", ".key input", ".icon"];
    const selectors = ["[part=launcher]", ".panel", ".panel header", ".panel .round", ".panel h2", ".content", "[role=search]", "[type=search]", ".screen section", ".panel h3", "ul.screen", "ul.screen li", "a.row", "a.row b", "a.row span", "footer", "footer a", ".key", ".key input", ".icon"];
    // The button is drawn while the pointer is on it or not: that is nothing of the page's.
    const apart = ["perspective-origin", "transform-origin"];
    return selectors.flatMap((selector, at) => {
      const one = find(selector);
      if (!one) return [`${names[at]}: is not there`];
      const style = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      return [...style].filter((name) => !name.startsWith("--") && !apart.includes(name)).map((name) => `${selector} ${name}: ${style.getPropertyValue(name)}`).concat(`${selector}: ${[box.x, box.y, box.width, box.height].map(Math.round)}`);
    })"#;

async fn styles(app: &Helped) -> Vec<String> {
    app.opens().await;
    app.value_of(
        "return document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 300)))",
    )
    .await;
    let script = format!("{} {STYLES}", super::WORDS);
    app.list_of(&script).await
}

#[tokio::test]
async fn a_hostile_page_changes_nothing_of_how_the_help_looks_and_works() {
    let Some(app) = helped().await else { return };
    for width in [1280, 360] {
        app.width(width).await;
        app.screen("/estimates?lang=en&as=pm").await;
        let plain = styles(&app).await;
        assert!(plain.len() > 5000, "{}", plain.len());
        app.screen("/estimates?hostile").await;
        app.value_of(
            "document.documentElement.style.setProperty('font-size', '62.5%', 'important'); \
             for (const name of ['line-height', 'letter-spacing', 'text-transform', 'direction', 'color', 'zoom']) \
               document.body.style.setProperty(name, { 'line-height': '4', 'letter-spacing': '-1px', 'text-transform': 'lowercase', direction: 'ltr', color: 'red', zoom: '1' }[name], 'important')",
        )
        .await;
        let hostile = styles(&app).await;
        let other: Vec<_> = plain.iter().zip(&hostile).filter(|(a, b)| a != b).collect();
        assert_eq!(other, Vec::new(), "{width}");
        assert_eq!(plain.len(), hostile.len());
        assert_eq!(
            app.says(
                "typeof [].hostileFirst + getComputedStyle(document.documentElement).fontSize"
            )
            .await,
            "function10px"
        );
        app.choose("Create an estimate").await;
        app.comes(
            "the article",
            "isSeen(find('.prose')) && all('.tick').length > 0",
        )
        .await;
        app.choose("Back").await;
        app.click("find('[type=search]')").await;
        app.types("margin").await;
        app.comes("results", "isSeen(find('.found a.row'))").await;
        app.choose("Close help").await;
        app.comes("closed", "!isSeen(panel)").await;
        app.value_of("ayuda('tour', 'estimating')").await;
        app.comes("a tour", "isSeen(find('[part=tour]'))").await;
    }
}

#[tokio::test]
async fn across_origins_the_app_needs_the_lines_of_the_policy_and_no_more() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let service = || {
        let base = format!("http://localhost:{port}");
        let app = format!("[\"http://127.0.0.1:{port}\"]");
        let settings = [
            ("AYUDA_BASE_URL", base.as_str()),
            ("AYUDA_SERVICE__ALLOWED_ORIGINS", app.as_str()),
        ];
        let service = own_demo(&format!("127.0.0.1:{port}"), &settings);
        (Some(service), format!("127.0.0.1:{port}"))
    };
    let Some(mut app) = helped_at(service).await else {
        return;
    };
    app.0.friend = Some(format!("http://localhost:{port}"));
    app.before_pages(QUIET).await;
    app.screen("/invoices?lang=en&as=owner&across").await;
    assert_eq!(
        app.says("document.querySelector('script[src*=widget]').src")
            .await,
        format!("http://localhost:{port}/widget.js")
    );
    app.opens().await;
    assert_eq!(app.articles().await.len(), 6);
    app.choose("Approve payments above a limit").await;
    app.comes("the article", "isSeen(find('.prose'))").await;
    app.choose("Yes").await;
    app.comes(
        "thanks",
        "said().some((one) => one.startsWith('Thank you'))",
    )
    .await;
    app.choose("Back").await;
    app.click("find('[type=search]')").await;
    app.types("retainage").await;
    app.comes("results", "isSeen(find('.found a.row'))").await;
    app.key(fantoccini::key::Key::Escape).await;
    app.point("document.querySelector('[data-ayuda-term=\"invoice.retainage\"]')")
        .await;
    app.comes("a tip", "isSeen(find('[part=tip]'))").await;
}

/// Loads a script as a page would that pins it; the app's own policy knows no such page.
async fn pinned(app: &Helped, integrity: &str, version: &str) -> Value {
    app.devtools("Page.setBypassCSP", json!({ "enabled": true }))
        .await;
    app.devtools("Network.enable", json!({})).await;
    let moving = format!("{}/widget.js", app.site);
    app.devtools("Network.setBlockedURLs", json!({ "urls": [moving] }))
        .await;
    app.open("/demo/schedule?lang=en&as=").await;
    let load = format!(
        "return new Promise((done) => {{ const one = document.createElement('script'); one.integrity = {integrity:?}; one.crossOrigin = 'anonymous'; \
         one.onload = () => done('runs'); one.onerror = () => done('does not run'); one.src = '/widget/{version}/widget.js'; document.head.append(one) }})"
    );
    app.value_of(&load).await
}

#[tokio::test]
async fn a_pinned_version_runs_and_one_with_another_hash_does_not() {
    let Some(app) = helped().await else { return };
    let lines = Command::new(env!("CARGO_BIN_EXE_ayuda"))
        .arg("widget")
        .current_dir(repository())
        .output()
        .expect("the lines");
    let lines = String::from_utf8(lines.stdout).expect("text");
    let after = |mark: &str| {
        let (_, rest) = lines.split_once(mark).expect(mark);
        rest.split(['"', '/']).next().expect("a word").to_owned()
    };
    let version = after(":8080/widget/");
    let (_, rest) = lines.split_once("integrity=\"").expect("a hash");
    let integrity = rest.split('"').next().expect("a hash");
    assert_eq!(pinned(&app, integrity, &version).await, "runs");
    app.opens().await;
    assert_eq!(app.says("ayuda.version").await, version.as_str());
    app.expected(&["ERR_BLOCKED_BY_CLIENT"]).await;
    let wrong = format!("sha384-{}", "A".repeat(64));
    assert_eq!(pinned(&app, &wrong, &version).await, "does not run");
    assert_eq!(
        app.says("[typeof ayuda.version, host]").await,
        json!(["undefined", null])
    );
    app.expected(&["ERR_BLOCKED_BY_CLIENT", "Failed to find a valid digest"])
        .await;
}
