//! Search in the panel.

use super::{Helped, helped};

async fn asks(app: &Helped, words: &str) {
    app.click("find('[type=search]')").await;
    app.value_of(&format!("{} find('[type=search]').select()", super::WORDS))
        .await;
    app.types(words).await;
}

#[tokio::test]
async fn search_finds_sections_what_is_in_the_other_language_and_what_was_meant() {
    let Some(app) = helped().await else { return };
    app.screen("/settings?tab=company&lang=en&as=").await;
    app.opens().await;
    asks(&app, "retainage").await;
    app.comes(
        "results",
        "all('.found .sections a').length > 0 && said().some((one) => one.includes('result'))",
    )
    .await;
    insta::assert_snapshot!(app.panel().await, @"
    Help
    Articles
    Release retainage at the end of a job
    Invoicing
    No retainage on one stage. When you bill it, set Retainage to 0 on that invoice. You void an invoice. What it retained leaves the list. If part of it was released already, void the release…
    Release it
    See what is retained
    Invoice a deposit, a stage or progress
    Invoicing › How the amount is worked out
    …of $60,000 with a deposit of $6,000 and 5% retainage, billing a finished $15,000 framing stage gives: Item · Amount; Framing, 100% complete · $15,000; Deposit, in proportion ($15,000 is 25%…
    Bill a stage or progress
    Special cases
    Your first project, from estimate to last payment
    Getting started › How the money adds up
    With 5% retainage and the deposit applied in proportion. The change order has no part in the deposit. Invoice · Work billed · Received; Deposit · – · $6,000; Demolition · $6,000 · $5,100;…
    At the end
    Record payments and refunds
    Invoicing › Special cases
    …it. The client kept back more than the agreed retainage. Record what arrived and leave the rest open. See how retainage is released. A transfer without a name. Record it with Client unknown.…
    One check for several invoices
    Remind clients who owe you
    Invoicing › Before you call
    …by the right person. No payment is waiting under Client unknown in Payments received. Every change order in it was approved. You know which part is retainage, because that is not owed yet.
    Special cases
    What’s new
    Version 2.5: bids side by side, crew clock on a tablet
    Release notes › Fixed
    An invoice that releases retainage no longer counts as new work in reports. Copy yesterday leaves out people who were deactivated since. The cloud beside a project with a star no longer…
    Forum
    Retainage drops from 10% to 5% halfway: do paid invoices change?
    …and a voided number is never used again. Retainage in Payment schedule counts only for invoices you create from then on; the five you sent keep their 10%. So change it to 5% today. For the…
    (opens in a new tab)
    Half the retainage now, half after the punch list: one invoice or two?
    …will ask them for the mirror half. Release retainage, change the lines of the draft until they add up to $2,090, send it. The rest stays retained. When the mirror hangs, Release retainage…
    (opens in a new tab)
    Bank wants a Schedule of Values with every draw: where does it live in Obra?
    …just this month. What the owner holds back adds up stage by stage when you open Payment schedule and choose Retainage. If the bank has a form of its own, fill it in from those two pages.
    (opens in a new tab)
    Forum · Also in Spanish
    Pasar a Obra un proyecto a medias, con retención y todo
    Buenas tardes. Vamos a empezar con Obra a la mitad de un edificio de seis departamentos. Contrato de $3,850,000, facturado $1,540,000, y de eso el cliente nos retiene 5%. No queremos…
    (opens in a new tab)
    See all 12 results
    (opens in a new tab)
    12 results
    ");
    // A section opens where it stands.
    let section = app.says("text(find('.found .sections a'))").await;
    app.click("find('.found .sections a')").await;
    app.comes(
        "the section",
        "isSeen(find('.prose')) && /^H\\d$/.test(focus().tagName) && isSeen(focus())",
    )
    .await;
    assert_eq!(app.says("text(focus())").await, section);

    app.screen("/settings?tab=company&lang=es").await;
    app.opens().await;
    asks(&app, "takeoff").await;
    app.comes(
        "results",
        "text(find('.found')).includes('También en inglés')",
    )
    .await;
    insta::assert_snapshot!(app.panel().await, @"
    Ayuda
    Artículos
    Crea una orden de compra y envíala
    Órdenes de compra › Casos especiales
    …como contacto en la obra, para que en la maderería sepan a quién entregárselo. La abre gente de campo. Quien tiene el rol Campo ve conceptos, cantidades y día de entrega; precios, nunca.
    Crea un presupuesto
    Presupuestos › Casos especiales
    …vez te la sugiere. Conceptos a precio alzado. Escribe 1 en la cantidad y deja vacía la unidad. Alguien de campo abre el presupuesto. Ve partidas y cantidades, nunca costos ni precios.
    Para proveedores: manda tu cuenta y ve cuándo te pagan
    Portal de proveedores › Manda la cuenta
    …los conceptos. Vienen de la orden; cambia las cantidades por lo que estás cobrando ahora. Toca Subir y tómale foto a todas las hojas, o elige un PDF. Caben hasta 10 archivos. Toca Vista…
    Recibe el material en la obra
    Órdenes de compra › Anota lo que llegó
    …con tu nombre y la hora. Con el rol Campo ves cantidades, nunca precios. Las fotos también quedan en Fotos, dentro del proyecto. ¿No hay señal en la obra? Sigue trabajando. Obra guarda los…
    Foro
    Que la cuadrilla vea cantidades del presupuesto, pero ni un precio
    …a escapar una columna con importes. ¿Hay forma de que lo abran ellos en el móvil y vean solo partidas y cantidades? He leído el tema de @omar-villasenor, pero él quería justo lo contrario.
    (se abre en otra pestaña)
    Quiero que un cabo vea los costos de una sola obra
    …de esa obra para que compre sin estarme hablando. De las demás, nada. Está como Campo y ve el presupuesto con partidas y cantidades pero sin un solo precio. ¿Se le puede abrir nada más esa?
    (se abre en otra pestaña)
    También en inglés
    Bring a takeoff into an estimate
    Estimating
    …counted studs, sheets and outlets need not be typed twice. For ten or twenty rows, paste them into the estimate; for a whole takeoff, import the file. Only an import can be refreshed later.
    Ver los 7 resultados
    (se abre en otra pestaña)
    ");
    assert_eq!(
        app.list("all('.found ul[lang=en] b').map(text)").await,
        ["Bring a takeoff into an estimate"]
    );
    asks(&app, "presupeusto").await;
    app.comes(
        "a question",
        "text(find('.found')).includes('¿Quisiste decir')",
    )
    .await;
    app.choose("presupuesto").await;
    app.comes("what was meant", "find('[type=search]').value === 'presupuesto' && !text(find('.found')).includes('¿Quisiste decir')").await;
    assert_eq!(
        app.says("text(find('.found b'))").await,
        "Crea un presupuesto"
    );
    asks(&app, "xilófono").await;
    app.comes("nothing", "said().some((one) => one.includes('xilófono'))")
        .await;
    // What is offered instead is what others read, and so not the same each time.
    let nothing = app.panel().await;
    let (said, instead) = nothing
        .split_once("Esto te puede servir")
        .expect("something else");
    assert_eq!(
        said,
        "Ayuda\nNo encontramos nada para “xilófono”\nPrueba con menos palabras o más generales, o con el nombre que tiene el botón en la aplicación.\n"
    );
    assert!(instead.lines().count() > 3, "{instead}");
}
