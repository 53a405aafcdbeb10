//! The tour of a screen: offered once, never in the way.

use fantoccini::key::Key;
use serde_json::json;

use super::{Helped, helped_with_tours};

const CARD: &str = "isSeen(find('[part=tour]'))";

async fn invited(app: &Helped) {
    app.comes("the invitation", CARD).await;
}

/// Long enough for an invitation that is not to come.
async fn is_left_alone(app: &Helped) {
    app.value_of(
        "return ayuda('suggest').then(() => new Promise((done) => setTimeout(done, 1200)))",
    )
    .await;
    assert_eq!(app.says(CARD).await, false);
}

/// The ring of a step lies around its target.
fn points_at(name: &str) -> String {
    format!(
        "(() => {{ const ring = find('[part=ring]'); if (!isSeen(ring)) return false; const a = ring.getBoundingClientRect(); \
         const b = document.querySelector('[data-ayuda-tour={name}]').getBoundingClientRect(); const card = find('[part=tour]').getBoundingClientRect(); \
         return a.left <= b.left && a.top <= b.top && a.right >= b.right && a.bottom >= b.bottom && b.top >= 0 && b.bottom <= innerHeight \
           && card.top >= 0 && card.bottom <= innerHeight && card.left >= 0 && card.right <= innerWidth \
           && (card.bottom <= b.top || card.top >= b.bottom || card.left >= b.right || card.right <= b.left) }})()"
    )
}

#[tokio::test]
async fn a_tour_is_offered_once_without_taking_the_keyboard() {
    let Some(app) = helped_with_tours().await else {
        return;
    };
    app.screen("/invoices?lang=en&as=pm").await;
    app.value_of("document.querySelector('main input').focus(); document.querySelector('main input').select()").await;
    app.types("7").await;
    invited(&app).await;
    app.types("5").await;
    assert_eq!(app.says("focus().value").await, "75");
    assert_eq!(
        app.says("text(find('[part=tour] button.button'))").await,
        "Show me"
    );
    app.comes(
        "it is said",
        "text(find('.tour-heard')).includes('Press F6')",
    )
    .await;
    app.key(Key::F6).await;
    assert_eq!(
        app.says("find('[part=tour]').contains(root.activeElement)")
            .await,
        true
    );
    app.key(Key::Escape).await;
    app.comes("no card", &format!("!{CARD}")).await;
    assert_eq!(app.says("focus().value").await, "75");
    // Not again, neither here nor after a reload; another module has its own.
    app.screen("/invoices").await;
    is_left_alone(&app).await;
    app.value_of("document.querySelector('.side [data-path=\"/time\"]').click()")
        .await;
    invited(&app).await;
    // Somebody else has not seen it.
    app.screen("/invoices?as=field").await;
    invited(&app).await;
}

#[tokio::test]
async fn who_wants_no_tours_is_offered_none_on_any_screen() {
    let Some(app) = helped_with_tours().await else {
        return;
    };
    app.screen("/schedule?lang=es&as=owner").await;
    invited(&app).await;
    app.choose("No mostrar más recorridos").await;
    app.comes("it is said", "text(find('.tour-heard')) === 'No se mostrarán más recorridos. Puedes iniciar uno desde la ayuda.'").await;
    app.value_of("document.querySelector('.side [data-path=\"/time\"]').click()")
        .await;
    is_left_alone(&app).await;
    app.screen("/daily-logs").await;
    is_left_alone(&app).await;
    // From the panel it is there all the same.
    app.opens().await;
    app.choose("Hacer el recorrido").await;
    app.comes(
        "the first step",
        "isSeen(find('[part=tour]')) && text(find('[part=tour]')).includes('Paso 1 de')",
    )
    .await;
}

#[tokio::test]
async fn steps_point_at_elements_wait_for_late_ones_and_end() {
    let Some(app) = helped_with_tours().await else {
        return;
    };
    for width in [1280, 360] {
        app.width(width).await;
        app.screen("/change-orders?lang=en&as=pm").await;
        app.value_of("document.querySelector('[data-ayuda-tour=change-order-reason]').remove(); ayuda('tour', 'change-orders')").await;
        app.comes("the first step", &points_at("new-change-order"))
            .await;
        assert_eq!(
            app.says("text(find('[part=tour] small'))").await,
            "Step 1 of 6"
        );
        // Asked for, it has the keyboard.
        assert_eq!(
            app.says("find('[part=tour]').contains(root.activeElement)")
                .await,
            true
        );
        app.choose("Next").await;
        app.comes(
            "the second step",
            "text(find('[part=tour] h2')) === 'Say why' && !isSeen(find('[part=ring]'))",
        )
        .await;
        app.value_of("const late = document.createElement('p'); late.textContent = 'Late'; late.dataset.ayudaTour = 'change-order-reason'; document.querySelector('main').append(late)").await;
        app.comes("the late target", &points_at("change-order-reason"))
            .await;
        app.choose("Next").await;
        app.comes("the third step", &points_at("change-order-add-line"))
            .await;
        app.choose("Back").await;
        app.comes(
            "the second again",
            "text(find('[part=tour] h2')) === 'Say why'",
        )
        .await;
        app.comes("its target", &points_at("change-order-reason"))
            .await;
        for target in ["add-line", "schedule-impact", "send", "log"] {
            app.choose("Next").await;
            app.comes(target, &points_at(&format!("change-order-{target}")))
                .await;
        }
        assert_eq!(
            app.says("text(find('[part=tour] small'))").await,
            "Step 6 of 6"
        );
        // The app goes on working under it.
        app.value_of("document.querySelector('[data-ayuda-tour=change-order-send]').click()")
            .await;
        app.choose("Done").await;
        app.comes(
            "no card",
            &format!("!{CARD} && !isSeen(find('[part=ring]'))"),
        )
        .await;
    }
}

#[tokio::test]
async fn a_tour_ends_where_its_module_does_and_waits_while_the_panel_is_open() {
    let Some(app) = helped_with_tours().await else {
        return;
    };
    app.screen("/estimates?lang=en&as=pm").await;
    invited(&app).await;
    app.opens().await;
    assert_eq!(app.says(CARD).await, false);
    app.key(Key::Escape).await;
    invited(&app).await;
    app.choose("Show me").await;
    app.comes(
        "the first step",
        "text(find('[part=tour] small')).startsWith('Step 1')",
    )
    .await;
    app.value_of("history.pushState(null, '', '/demo/settings?tab=company')")
        .await;
    app.comes("no card", &format!("!{CARD}")).await;
    assert_eq!(
        app.says("document.querySelectorAll('[part]').length").await,
        json!(0)
    );
}
