//! The help knows the screen: by its address in any router, by what the app says, and for the role.

use serde_json::json;

use super::helped;

const SCREENS: [(&str, &str); 5] = [
    ("/schedule", "Build the schedule of a project"),
    ("/daily-logs", "Write a daily log from your phone"),
    ("/time", "Clock in and out on site"),
    (
        "/change-orders",
        "Create a change order and get it approved",
    ),
    ("/invoices", "Invoice a deposit, a stage or progress"),
];

#[tokio::test]
async fn with_each_route_the_list_is_another_within_300_milliseconds() {
    let Some(app) = helped().await else { return };
    app.screen("/estimates?as=pm&lang=en").await;
    app.opens().await;
    let first = app.articles().await;
    assert_eq!(first[0], "Create an estimate");
    let mut took = Vec::new();
    for (path, title) in SCREENS {
        // From the call of the router to the list that is drawn.
        let route = format!(
            "const list = document.querySelector('ayuda-help').shadowRoot.querySelector('.screen');
             return new Promise((done) => {{
               const watcher = new MutationObserver(() => {{
                 const first = list.querySelector('ul.screen b')?.textContent;
                 if (first !== {title:?}) return;
                 watcher.disconnect();
                 done(performance.now() - start);
               }});
               watcher.observe(list, {{ childList: true, subtree: true }});
               const start = performance.now();
               history.pushState(null, '', '/demo{path}');
             }})"
        );
        took.push(app.value_of(&route).await.as_f64().expect("a time"));
    }
    took.sort_by(f64::total_cmp);
    assert!(took[took.len() / 2] < 300.0, "{took:?}");

    // Back through all of them, and forward again.
    for (_, title) in SCREENS.iter().rev().skip(1) {
        app.client.back().await.expect("back");
        app.comes(title, &format!("text(find('ul.screen b')) === {title:?}"))
            .await;
    }
    app.value_of("history.go(2)").await;
    let title = SCREENS[2].1;
    app.comes(title, &format!("text(find('ul.screen b')) === {title:?}"))
        .await;
}

#[tokio::test]
async fn a_router_of_the_app_leads_the_help_with_paths_and_with_hashes() {
    let Some(app) = helped().await else { return };
    for flags in ["as=pm&lang=en", "as=pm&lang=en&router=hash"] {
        app.screen(&format!("/?{flags}")).await;
        for (path, title) in SCREENS {
            app.value_of(&format!(
                "document.querySelector('.side [data-path={path:?}]').click()"
            ))
            .await;
            app.value_of("ayuda('open')").await;
            app.comes(title, &format!("text(find('ul.screen b')) === {title:?}"))
                .await;
            app.value_of("ayuda('close')").await;
        }
    }
    let url = app.client.current_url().await.expect("an address");
    assert_eq!(url.fragment(), Some("/invoices"));
}

#[tokio::test]
async fn what_the_app_says_of_its_screen_holds_until_the_address_changes() {
    let Some(app) = helped().await else { return };
    app.screen("/?as=pm&lang=en").await;
    app.value_of("ayuda('page', { path: '/change-orders', module: 'change-orders' })")
        .await;
    app.opens().await;
    assert_eq!(
        app.articles().await,
        [
            "Create a change order and get it approved",
            "Keep track of every change on a job"
        ]
    );
    let screen = "return ayuda('info').then(({ screen }) => [screen.url, screen.module])";
    assert_eq!(
        app.value_of(screen).await,
        json!(["/change-orders", "change-orders"])
    );
    app.value_of("history.pushState(null, '', '/demo/schedule?tab=team&secret=a@b.example')")
        .await;
    app.comes(
        "the schedule",
        "text(find('ul.screen b')).startsWith('Build the schedule')",
    )
    .await;
    assert_eq!(
        app.value_of(screen).await,
        json!(["/schedule?tab=team", null])
    );
}

#[tokio::test]
async fn the_list_is_that_of_the_role() {
    let Some(app) = helped().await else { return };
    let own = [
        "Approve payments above a limit",
        "Pay several bills at once",
    ];
    let all = [
        "Invoice a deposit, a stage or progress",
        "Record payments and refunds",
        "Remind clients who owe you",
        "Release retainage at the end of a job",
    ];
    for (person, sees) in [
        ("owner", &own[..]),
        ("field", &[]),
        ("admin", &own),
        ("", &[]),
    ] {
        app.screen(&format!("/invoices?lang=en&as={person}")).await;
        app.opens().await;
        assert_eq!(app.articles().await, [&all, sees].concat(), "{person}");
    }
}

/// What a screen shows first is one question; the panel needs no second one.
#[tokio::test]
async fn a_screen_asks_once_and_a_pause_asks_nothing() {
    let Some(app) = super::helped_with_tours().await else {
        return;
    };
    let mut mark = usize::MAX;
    app.asked_since(&mut mark).await;
    app.screen("/schedule?lang=en").await;
    app.comes("the invitation", "isSeen(find('[part=tour]'))")
        .await;
    app.opens().await;
    let asked = app.asked_since(&mut mark).await;
    let questions: Vec<_> = asked
        .iter()
        .filter_map(|one| one.url.split_once("/api/v1/support"))
        .map(|(_, question)| question)
        .collect();
    // The words of the screen that the page itself explains are a question of their own.
    let (words, first): (Vec<&str>, Vec<&str>) = questions
        .iter()
        .partition(|one| one.starts_with("/kb/terms"));
    assert_eq!(first, ["/kb/contextual?lang=en&url=%2Fschedule&limit=6"]);
    assert_eq!(words.len(), 1, "{words:?}");
}
