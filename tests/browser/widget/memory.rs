//! Days of work in one page leave no more behind than its first minutes.

use serde_json::json;

use super::{Helped, helped};

/// What is used after all that can be freed is: bytes, nodes, listeners.
async fn used(app: &Helped) -> [f64; 3] {
    for _ in 0..3 {
        app.devtools("HeapProfiler.collectGarbage", json!({})).await;
    }
    let found = app.devtools("Performance.getMetrics", json!({})).await;
    let metrics = found["metrics"].as_array().expect("metrics");
    ["JSHeapUsedSize", "Nodes", "JSEventListeners"].map(|name| {
        let one = metrics.iter().find(|one| one["name"] == name);
        one.and_then(|one| one["value"].as_f64()).expect(name)
    })
}

/// Routes, each with the panel opened and closed over it, and articles read between them.
async fn round(app: &Helped, times: u32) {
    let script = format!(
        "const root = document.querySelector('ayuda-help').shadowRoot;
         const until = (is) => new Promise((done) => {{ const look = () => is() ? done() : setTimeout(look, 4); look(); }});
         const links = ['/estimates', '/schedule', '/daily-logs', '/time', '/change-orders', '/invoices'];
         const go = async () => {{
           for (let at = 0; at < {times}; at++) {{
             document.querySelector(`.side [data-path=\"${{links[at % links.length]}}\"]`).click();
             const articles = await ayuda('suggest');
             await ayuda('open');
             await until(() => root.querySelector('ul.screen b')?.textContent === articles[0].title);
             if (at % 20 === 0) {{
               root.querySelector('ul.screen a').click();
               await until(() => root.querySelector('.panel article .prose'));
               root.querySelector('.panel .round').click();
             }}
             await ayuda('close');
           }}
         }};
         return go().then(() => true)"
    );
    assert_eq!(app.value_of(&script).await, true);
}

#[tokio::test]
async fn a_thousand_opens_and_routes_leave_nothing_behind() {
    let Some(app) = helped().await else { return };
    app.devtools("Performance.enable", json!({})).await;
    app.client
        .update_timeouts(fantoccini::wd::TimeoutConfiguration::new(
            Some(std::time::Duration::from_secs(280)),
            None,
            None,
        ))
        .await
        .expect("patience");
    app.screen("/estimates?lang=en&as=pm").await;
    app.opens().await;
    // In the first third the browser compiles, and what is kept once comes.
    let mut thirds = [[0.0; 3]; 3];
    for third in &mut thirds {
        round(&app, 334).await;
        *third = used(&app).await;
    }
    for (at, most) in [(0, 1.1), (1, 1.03), (2, 1.03)] {
        let [first, second, third] = thirds.map(|third| third[at]);
        assert!(
            second <= first * 1.3 && third <= second * most,
            "{thirds:?}"
        );
    }
}
