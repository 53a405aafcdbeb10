//! What the panel is for: to find, to read, to say whether it helped, and to go on from there.

use std::time::Duration;

use super::{Helped, helped};

/// How many said yes and no to an article, once it is so.
async fn count(app: &Helped, id: &str, language: &str, wanted: [u64; 2]) {
    let mut found = [u64::MAX; 2];
    for _ in 0..60 {
        let document = app.api(&format!("/kb/articles/{id}?lang={language}")).await;
        found = ["helpful_count", "not_helpful_count"]
            .map(|name| document["article"][name].as_u64().expect("a number"));
        if found == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(found, wanted, "{id} {language}");
}

#[tokio::test]
async fn a_vote_counts_may_say_why_and_is_changed_and_taken_back() {
    let Some(app) = helped().await else { return };
    for (language, person, yes, no, thanks, noted, why, reason, send, back) in [
        (
            "en",
            "",
            "Yes",
            "No",
            "Thank you!",
            "Noted, thank you.",
            "What was missing?",
            "It is hard to follow",
            "Send",
            "Your answer was removed.",
        ),
        (
            "es",
            "pm",
            "Sí",
            "No",
            "¡Gracias!",
            "Anotado, gracias.",
            "¿Qué te faltó?",
            "Cuesta seguirlo",
            "Enviar",
            "Retiramos tu respuesta.",
        ),
    ] {
        app.screen(&format!("/?lang={language}&as={person}")).await;
        app.value_of("window.votes = []; ayuda('on', 'vote', ({ helpful, reason }) => votes.push(`${helpful} ${reason ?? ''}`)); ayuda('article', 'KB-000041')")
            .await;
        let says = async |words: &str| {
            app.comes(
                words,
                &format!("said().some((one) => one.startsWith({words:?}))"),
            )
            .await;
        };
        app.choose(yes).await;
        says(thanks).await;
        assert_eq!(
            app.says("named('Yes')?.ariaPressed ?? named('Sí').ariaPressed")
                .await,
            "true"
        );
        count(&app, "KB-000041", language, [1, 0]).await;
        app.choose(no).await;
        says(noted).await;
        count(&app, "KB-000041", language, [0, 1]).await;
        assert!(app.panel().await.contains(why));
        app.click(&format!(
            "all('.helpful label').find((one) => text(one) === {reason:?})"
        ))
        .await;
        app.click("find('.helpful textarea')").await;
        app.types("? n").await;
        app.choose(send).await;
        app.comes("no form", "!isSeen(find('.helpful form'))").await;
        says(thanks).await;
        count(&app, "KB-000041", language, [0, 1]).await;
        app.choose(no).await;
        says(back).await;
        count(&app, "KB-000041", language, [0, 0]).await;
        assert_eq!(
            app.list("votes").await,
            ["true ", "false ", "false unclear"]
        );
    }
}

#[tokio::test]
async fn one_article_leads_to_the_next_and_back_and_what_was_read_is_kept() {
    let Some(app) = helped().await else { return };
    app.screen("/estimates?lang=en&as=pm").await;
    app.opens().await;
    insta::assert_snapshot!(app.panel().await, @"
    Help
    Help for this screen
    Create an estimate
    Build an estimate with sections and lines, check the price and send it to your client for approval.
    Markup and margin: set the right number
    Tell markup from margin, set it at the right level and check what each job really earns.
    Price with the cost catalog and assemblies
    Keep your unit costs in one list, group what goes together and bring it into any estimate with one quantity.
    Allowances and options: price what is not decided
    Put an amount on the tile nobody has picked and let the client tick extras before approving the estimate.
    Bring a takeoff into an estimate
    Turn counted quantities into estimate lines, match the columns once and refresh them when plans change.
    Take the tour
    A first look at estimating
    See how it is done
    0:32
    Video: an estimate in a minute
    Half a minute from an empty estimate to the price your client reads, on the example of Cedar Lane 118.
    Terms on this screen
    Unit cost
    Cost code
    Markup
    Margin
    Allowance
    Valid until
    Assembly
    Cost type
    Option
    Contact support
    Open the help center
    (opens in a new tab)
    Open help with the ? key
    ");
    app.choose("Allowances and options").await;
    app.comes(
        "the article",
        "text(find('.panel h2')).startsWith('Allowances') && isSeen(find('.related a'))",
    )
    .await;
    let full = app
        .says("[named('Open in full').href, named('Open in full').target]")
        .await;
    assert_eq!(
        full[0],
        format!("{}/en/estimating/allowances-and-options/", app.site)
    );
    assert_eq!(full[1], "_blank");
    let related = app.says("text(find('.related b'))").await;
    app.click("find('.related a')").await;
    app.comes(
        "the related one",
        &format!("text(find('.panel h2')) === {related} && isSeen(find('.prose'))"),
    )
    .await;
    app.choose("Back").await;
    app.comes(
        "the first again",
        "text(find('.panel h2')).startsWith('Allowances')",
    )
    .await;
    assert_eq!(app.says("text(focus().querySelector('b'))").await, related);
    app.choose("Back").await;
    app.comes("the start", "isSeen(find('ul.recent'))").await;
    assert_eq!(
        app.says("all('ul.recent b').map(text)").await,
        serde_json::json!([related, "Allowances and options: price what is not decided"])
    );
    assert_eq!(app.says("!isSeen(named('Back'))").await, true);
    // Also on the next visit, in the other language.
    app.screen("/?lang=es").await;
    app.opens().await;
    assert_eq!(app.says("all('ul.recent b').length").await, 2);
    assert_eq!(
        app.says("named('Contactar a soporte').href").await,
        "mailto:help@obra.example"
    );
    assert_eq!(
        app.says("named('Abrir el centro de ayuda').href").await,
        format!("{}/es/", app.site)
    );
}
