//! When something is off, the panel says what, and what to do.

use std::time::Duration;

use serde_json::json;

use super::{Helped, helped, helped_at};
use crate::harness::own_demo;

const ENDED: &str = "Your sign-in has ended, so you only see what is public. Reload the page";
const OWN: &str = "Approve payments above a limit";

/// The screen's list holds what only owners see, or does not.
async fn comes_for(app: &Helped, own: bool) {
    app.comes("the list", &format!("isSeen(find('ul.screen')) && all('ul.screen b').some((one) => text(one) === {OWN:?}) === {own}"))
        .await;
}

/// How often the app was asked for a token.
async fn tokens(app: &Helped, mark: &mut usize) -> usize {
    let asked = app.asked_since(mark).await;
    let tokens = asked.iter().filter(|one| one.url.contains("/demo/_/token"));
    tokens.count()
}

#[tokio::test]
async fn a_token_that_has_ended_shows_what_is_public_and_says_so() {
    let Some(app) = helped().await else { return };
    // A callback that gives nothing better is not asked for ever.
    let mut mark = usize::MAX;
    app.asked_since(&mut mark).await;
    app.screen("/invoices?lang=en&as=owner&for=-600").await;
    app.value_of("window.errors = []; ayuda('on', 'error', ({ kind }) => errors.push(kind))")
        .await;
    app.opens().await;
    comes_for(&app, false).await;
    assert_eq!(app.list("said()").await, [ENDED]);
    assert_eq!(tokens(&app, &mut mark).await, 2);
    app.value_of("history.pushState(null, '', '/demo/time')")
        .await;
    app.comes(
        "the next list",
        "text(find('ul.screen b')).startsWith('Clock in')",
    )
    .await;
    assert_eq!(tokens(&app, &mut mark).await, 0);
    app.value_of("history.back()").await;
    comes_for(&app, false).await;
    assert_eq!(app.list("[...new Set(errors)]").await, ["expired"]);
    // Somebody who signs in again is welcome.
    app.value_of("ayuda('identify', () => fetch('/demo/_/token?as=owner').then((answer) => answer.json()).then(({ token }) => token))").await;
    comes_for(&app, true).await;
    assert_eq!(app.list("said()").await, Vec::<String>::new());
    // A token without a callback.
    app.value_of("fetch('/demo/_/token?as=owner&for=-600').then((answer) => answer.json()).then(({ token }) => ayuda('identify', token))").await;
    comes_for(&app, false).await;
    assert_eq!(app.list("said()").await, [ENDED]);
    app.expected(&["status of 401"]).await;
}

#[tokio::test]
async fn a_callback_is_asked_before_its_token_ends_and_when_one_is_refused() {
    let Some(app) = helped().await else { return };
    let mut mark = usize::MAX;
    app.asked_since(&mut mark).await;
    // Five seconds until thirty before its end.
    app.screen("/invoices?lang=en&as=owner&for=35").await;
    app.opens().await;
    comes_for(&app, true).await;
    assert_eq!(tokens(&app, &mut mark).await, 1);
    tokio::time::sleep(Duration::from_secs(6)).await;
    app.value_of("history.pushState(null, '', '/demo/time')")
        .await;
    app.comes(
        "the next list",
        "text(find('ul.screen b')).startsWith('Clock in')",
    )
    .await;
    app.value_of("history.back()").await;
    comes_for(&app, true).await;
    assert_eq!(tokens(&app, &mut mark).await, 1);
    // Nobody was refused: the console is empty. Now one is, once.
    assert_eq!(app.complaints().await, Vec::<String>::new());
    app.value_of(
        "let times = 0; ayuda('identify', () => fetch(`/demo/_/token?as=owner&for=${times++ ? 3600 : -600}`).then((answer) => answer.json()).then(({ token }) => token))",
    )
    .await;
    comes_for(&app, true).await;
    assert_eq!(app.list("said()").await, Vec::<String>::new());
    app.expected(&["status of 401"]).await;
}

async fn network(app: &Helped, offline: bool, latency: u32) {
    let conditions = json!({ "offline": offline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1 });
    app.devtools("Network.emulateNetworkConditions", conditions)
        .await;
}

#[tokio::test]
async fn without_a_connection_what_was_read_is_there_and_the_rest_comes_with_it() {
    let Some(app) = helped().await else { return };
    app.devtools("Network.enable", json!({})).await;
    app.screen("/change-orders?lang=en&as=").await;
    app.opens().await;
    app.choose("Keep track of every change").await;
    app.comes("the article", "isSeen(find('.prose'))").await;
    let read = app.says("text(find('.prose'))").await;
    // On another day.
    app.screen("/change-orders").await;
    app.opens().await;
    app.point("find('ul.screen a')").await;
    app.comes(
        "the reader is here",
        "performance.getEntriesByType('resource').some((one) => one.name.includes('/reader.js'))",
    )
    .await;
    network(&app, true, 0).await;
    app.click("find('ul.recent a')").await;
    app.comes("the copy", "isSeen(find('.notice'))").await;
    assert_eq!(
        app.says("text(find('.notice'))").await,
        "Offline copy: it may have changed since you read it. Try again"
    );
    assert_eq!(app.says("text(find('.prose'))").await, read);
    app.choose("Back").await;
    app.choose("Create a change order").await;
    app.comes("the state", "isSeen(find('.state'))").await;
    insta::assert_snapshot!(app.panel().await, @"
    Create a change order and get it approved
    You are offline
    Check your connection. What you read before is still here.
    Try again
    You are offline
    ");
    app.choose("Back").await;
    app.click("find('[type=search]')").await;
    app.types("margin").await;
    app.comes("the state", "isSeen(find('.found .state'))")
        .await;
    assert_eq!(
        app.says("text(find('.found .what'))").await,
        "You are offline"
    );
    network(&app, false, 0).await;
    app.choose("Try again").await;
    app.comes("results", "isSeen(find('.found a.row'))").await;
    app.expected(&["ERR_INTERNET_DISCONNECTED"]).await;
}

#[tokio::test]
async fn what_failed_comes_by_itself_when_the_connection_does() {
    let Some(app) = helped().await else { return };
    app.devtools("Network.enable", json!({})).await;
    app.screen("/schedule?lang=es&as=").await;
    app.opens().await;
    network(&app, true, 0).await;
    app.value_of("history.pushState(null, '', '/demo/time')")
        .await;
    app.comes("the state", "isSeen(find('.screen .state'))")
        .await;
    insta::assert_snapshot!(app.says("text(find('.screen'))").await.as_str().expect("a text"), @"No tienes conexión Revisa tu conexión. Lo que ya leíste sigue aquí. Intentar de nuevo");
    network(&app, false, 0).await;
    app.comes(
        "the list",
        "text(find('ul.screen b')).startsWith('Registra tu entrada')",
    )
    .await;
    app.expected(&["ERR_INTERNET_DISCONNECTED"]).await;
}

#[tokio::test]
async fn a_service_that_takes_three_seconds_is_waited_for_and_said_to_be_slow() {
    let Some(app) = helped().await else { return };
    app.devtools("Network.enable", json!({})).await;
    app.screen("/schedule?lang=en&as=").await;
    app.opens().await;
    app.choose("Build the schedule").await;
    app.comes("an article", "isSeen(find('.prose'))").await;
    app.choose("Back").await;
    network(&app, false, 3000).await;
    let slow = "said().includes('This is taking longer than usual…')";
    app.value_of("history.pushState(null, '', '/demo/time')")
        .await;
    app.comes("slow", slow).await;
    // What was there stays meanwhile.
    assert_eq!(app.articles().await[0], "Build the schedule of a project");
    app.comes(
        "the list",
        "text(find('ul.screen b')).startsWith('Clock in') && said().length === 0",
    )
    .await;
    app.choose("Clock in and out").await;
    app.comes("slow", slow).await;
    assert_eq!(app.focused().await, "Clock in and out on site");
    app.comes(
        "the article",
        "isSeen(find('.prose')) && !said().some((one) => one.startsWith('This is taking'))",
    )
    .await;
    app.choose("Back").await;
    app.click("find('[type=search]')").await;
    app.types("margin").await;
    app.comes("slow", slow).await;
    app.comes("results", "isSeen(find('.found a.row'))").await;
}

#[tokio::test]
async fn a_service_that_is_down_is_said_to_be_and_asked_again() {
    let service = || {
        let service = own_demo("127.0.0.1:0", &[]);
        let address = service.address.clone();
        (Some(service), address)
    };
    let Some(mut app) = helped_at(service).await else {
        return;
    };
    app.before_pages(super::QUIET).await;
    let address = app.site.trim_start_matches("http://").to_owned();
    app.screen("/estimates?lang=en&as=").await;
    app.opens().await;
    app.0.service = None;
    app.value_of("history.pushState(null, '', '/demo/time')")
        .await;
    app.comes("the state", "isSeen(find('.screen .state'))")
        .await;
    insta::assert_snapshot!(app.says("text(find('.screen'))").await.as_str().expect("a text"), @"Help is not answering Your connection works, but the help center cannot be reached. Try again in a moment. Try again");
    app.0.service = Some(own_demo(&address, &[]));
    app.choose("Try again").await;
    app.comes(
        "the list",
        "text(find('ul.screen b')).startsWith('Clock in')",
    )
    .await;

    let anew = json!({ "cacheDisabled": true });
    app.devtools("Network.enable", json!({})).await;
    app.devtools("Network.setCacheDisabled", anew).await;
    app.screen("/estimates").await;
    app.0.service = None;
    app.click("find('[part=launcher]')").await;
    app.comes("the note", "isSeen(find('[role=alert]'))").await;
    assert_eq!(
        app.says("text(find('[role=alert]'))").await,
        "Help did not load. Try again."
    );
    // What is not there any more is what the next try brings.
    app.0.service = Some(own_demo(&address, &[]));
    app.opens().await;
    assert_eq!(app.says("find('[role=alert]')").await, json!(null));
    app.expected(&["ERR_CONNECTION_REFUSED", "ayuda: no answer from"])
        .await;
}
