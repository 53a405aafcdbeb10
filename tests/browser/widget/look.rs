//! axe over the help, in each of its states, in both languages, light and dark, narrow and wide.

use super::{Helped, QUIET, WORDS, helped_at};
use crate::axe::{source, violations};
use crate::harness::demo;
use crate::pages::nothing;
use crate::reader::until;

async fn app_with_axe() -> Option<Helped> {
    let source = source()?;
    let app = helped_at(|| (None, demo().address.clone())).await?;
    app.before_pages(QUIET).await;
    app.before_pages(&source).await;
    Some(app)
}

/// What is wrong with the help, whatever the app around it does.
async fn looked(app: &Helped, what: &str) -> Vec<String> {
    // What fades in has come.
    let still = format!(
        "{WORDS} return Promise.all([...document.getAnimations(), ...root.getAnimations()].map((one) => one.finished.catch(() => 0))).then(() => true)"
    );
    until(app, "nothing moves", &still).await;
    let mut wrong = violations(app, what).await;
    // With links in a shadow tree axe takes the app's skip link for none.
    wrong.retain(|one| !one.contains(": region: .skip "));
    wrong
}

async fn nothing_is_wrong(language: &str) {
    let Some(app) = app_with_axe().await else {
        return;
    };
    let mut wrong = Vec::new();
    app.screen(&format!("/change-orders?lang={language}&as=pm"))
        .await;
    app.comes(
        "words",
        "document.querySelector('[data-ayuda-term][aria-description]') !== null",
    )
    .await;
    wrong.extend(looked(&app, "closed").await);
    app.point("document.querySelector('[data-ayuda-term]')")
        .await;
    app.comes("a tip", "isSeen(find('[part=tip]'))").await;
    wrong.extend(looked(&app, "tip").await);
    app.point("document.querySelector('h1')").await;
    app.comes("no tip", "!isSeen(find('[part=tip]'))").await;
    app.value_of("ayuda('tour', 'change-orders')").await;
    app.comes(
        "a tour",
        "isSeen(find('[part=tour]')) && isSeen(find('[part=ring]'))",
    )
    .await;
    wrong.extend(looked(&app, "tour").await);
    app.click("find('[part=tour] .round')").await;
    app.opens().await;
    wrong.extend(looked(&app, "home").await);
    app.value_of("ayuda('search', 'takeoff')").await;
    app.comes("results", "isSeen(find('.found a.row'))").await;
    wrong.extend(looked(&app, "results").await);
    app.value_of("ayuda('search', 'xylophone')").await;
    app.comes("nothing", "isSeen(find('.found .state'))").await;
    wrong.extend(looked(&app, "nothing found").await);
    app.value_of("ayuda('article', 'KB-000018')").await;
    app.comes(
        "the article",
        "isSeen(find('.prose')) && isSeen(find('.vote'))",
    )
    .await;
    wrong.extend(looked(&app, "article").await);
    app.click("all('.vote button')[1]").await;
    app.comes("the form", "isSeen(find('.helpful form'))").await;
    wrong.extend(looked(&app, "vote").await);
    app.click("all('.vote button')[1]").await;
    app.comes("no form", "!isSeen(find('.helpful form'))").await;
    nothing(&wrong);
}

#[tokio::test]
async fn the_help_in_english_has_no_violation_in_any_state() {
    nothing_is_wrong("en").await;
}

#[tokio::test]
async fn the_help_in_spanish_has_no_violation_in_any_state() {
    nothing_is_wrong("es").await;
}
