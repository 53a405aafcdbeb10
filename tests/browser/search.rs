//! Search while typing, and the search page, as readers with a keyboard, a finger or
//! no scripts use them.

use std::io::Write;
use std::time::Duration;

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::reader::{Reader, reader, until};

const ARTICLE: &str = "/en/estimating/create-an-estimate/";
const FIELD: &str = "input[type=search]";

impl Reader {
    async fn keys(&self, keys: impl IntoIterator<Item = Key>) {
        for key in keys {
            let focused = self.client.active_element().await.expect("focus");
            focused
                .send_keys(&char::from(key).to_string())
                .await
                .expect("a key");
        }
    }

    async fn write(&self, text: &str) {
        let focused = self.client.active_element().await.expect("focus");
        focused.send_keys(text).await.expect("typing");
    }

    /// The list as somebody hears it: groups, their options, and which is chosen.
    async fn list(&self) -> String {
        let said = self
            .value_of(
                "const name = (one) => (one.querySelector('b') ?? one).textContent.trim();
                const line = (one) => (one.getAttribute('aria-selected') === 'true' ? '> ' : '- ') + (one.className === 'hit' ? name(one) : [...one.childNodes].map((part) => part.tagName === 'SMALL' ? ` (${part.textContent})` : part.textContent).join(''));
                const lines = [];
                for (const part of document.querySelectorAll('[role=listbox] > *')) {
                  if (part.role === 'option') { lines.push(line(part).replace(/\\d+/, 'N')); continue; }
                  lines.push(document.getElementById(part.getAttribute('aria-labelledby')).textContent);
                  for (const option of part.querySelectorAll('[role=option]')) lines.push('  ' + line(option) + (option.lang ? ` (${option.lang})` : ''));
                }
                return lines.join('\\n')",
            )
            .await;
        said.as_str().expect("a list").to_owned()
    }

    async fn is_open(&self) -> bool {
        self.value_of("return document.querySelector('[aria-expanded=true]') !== null")
            .await
            == Value::Bool(true)
    }

    async fn waits_for_list(&self, what: &str) {
        until(
            self,
            what,
            "return document.querySelector('[aria-expanded=true]') !== null",
        )
        .await;
    }

    async fn note(&self, what: &str) -> String {
        until(
            self,
            what,
            "const note = document.querySelector('.found:not([hidden]) .note'); return note !== null && note.textContent !== ''",
        )
        .await;
        self.text(".found .note").await
    }
}

#[tokio::test]
async fn by_keyboard_from_a_page_to_the_section_that_answers() {
    let Some(reader) = reader().await else { return };
    reader.width(1280).await;
    let listen = "window.sent = []; const real = fetch; window.fetch = (url, how) => { if (how?.body) sent.push(url.replace(location.origin, ''), how.body); return real(url, how); }";
    let listen = json!({ "source": listen });
    reader
        .devtools("Page.addScriptToEvaluateOnNewDocument", listen)
        .await;
    reader.open(ARTICLE).await;
    // Ctrl+K, as the keyboard sends it.
    reader
        .value_of("dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true })); return 1")
        .await;
    let focused =
        "return document.activeElement.name === 'q' && document.activeElement.role === 'combobox'";
    until(&reader, "the field has the keyboard", focused).await;
    assert!(!reader.is_open().await, "nothing opens on its own");
    // One letter is no question, whoever asks for the list.
    reader.write("c").await;
    reader.keys([Key::Down]).await;
    reader.write("hange order").await;
    reader.waits_for_list("a list").await;
    insta::assert_snapshot!(reader.list().await, @"
    Articles
      - Create a change order and get it approved
      - Keep track of every change on a job
      - Create a purchase order and send it
      - Let the client choose finishes
    Videos
      - Video: a change order from site to approval
    What’s new
      - Version 2.4: faster logs, deposits by stage
      - Version 2.5: bids side by side, crew clock on a tablet
    Forum
      - Client agrees to half of a change order: how do I split it?
      - Two foremen still on Android 9: does version 2.4 change anything for them?
    Also in Spanish · Forum
      - Aprobó el esposo y la orden de cambio sigue Pendiente (es)
      - Días de impacto: ¿naturales o laborables? Me salen tres y cinco (es)
    - All N results for “change order”
    ");
    let short = "return performance.getEntriesByType('resource').filter((one) => one.name.includes('q=c&')).length";
    assert_eq!(reader.value_of(short).await, json!(0));
    // Up from the field leads to the last, down from there to the field again.
    reader.keys([Key::Up]).await;
    assert!(
        reader
            .list()
            .await
            .ends_with("> All N results for “change order”")
    );
    reader.keys([Key::Down]).await;
    assert!(!reader.list().await.contains("> "));
    let described = "const field = document.activeElement; const active = document.getElementById(field.getAttribute('aria-activedescendant')); return field.name === 'q' ? (active?.textContent ?? 'none') : 'lost'";
    assert_eq!(reader.value_of(described).await, json!("none"));

    // Escape gives the page back and keeps what was typed; down opens the list again.
    reader.keys([Key::Escape]).await;
    assert!(!reader.is_open().await);
    assert_eq!(
        reader.value_of("return document.activeElement.value").await,
        json!("change order")
    );
    reader.keys([Key::Down]).await;
    reader.waits_for_list("the list again").await;
    reader
        .keys([Key::Down, Key::Home, Key::Down, Key::Down])
        .await;
    let active = reader.value_of(described).await;
    let active = active.as_str().expect("a text");
    assert!(active.starts_with("Keep track of every change"), "{active}");
    reader.keys([Key::Enter]).await;
    until(
        &reader,
        "the section",
        "return location.hash === '#open-the-log'",
    )
    .await;
    assert_eq!(
        reader.path().await,
        "/en/change-orders/keep-track-of-changes/#open-the-log"
    );
    // The view tells the question, no later page does, and back leads to it.
    until(&reader, "a view", "return sent.length > 0").await;
    assert_eq!(
        reader.value_of("return sent").await,
        json!([
            "/api/v1/support/kb/articles/KB-000029/views?lang=en",
            "{\"query\":\"change order\"}"
        ])
    );
    let kept = "return sessionStorage.getItem('ayuda-query')";
    assert_eq!(reader.value_of(kept).await, Value::Null);
    reader.client.back().await.expect("back");
    until(
        &reader,
        "the question in its field",
        "return document.querySelector('input[type=search]')?.value === 'change order'",
    )
    .await;
    assert!(!reader.is_open().await);

    // A section of the page that is open is gone to.
    let field = reader
        .client
        .find(Locator::Css(FIELD))
        .await
        .expect("a field");
    field.clear().await.expect("an empty field");
    field.send_keys("check it and send").await.expect("typing");
    reader.waits_for_list("a list").await;
    reader.keys([Key::Down, Key::Enter]).await;
    until(
        &reader,
        "the section",
        "return location.hash === '#check-it-and-send-it'",
    )
    .await;
    assert!(!reader.is_open().await);

    // A second Escape empties the field; Tab leaves it.
    let field = reader
        .client
        .find(Locator::Css(FIELD))
        .await
        .expect("a field");
    field.click().await.expect("a click");
    reader.waits_for_list("the list after a click").await;
    reader.keys([Key::Escape, Key::Escape]).await;
    assert_eq!(
        reader.value_of("return document.activeElement.value").await,
        json!("")
    );
    reader.write("bill").await;
    reader.waits_for_list("a list").await;
    reader.keys([Key::Tab]).await;
    assert!(!reader.is_open().await);
}

#[tokio::test]
async fn accents_may_miss_words_be_mistyped_and_what_the_other_language_has_is_named() {
    let Some(reader) = reader().await else { return };
    reader.width(360).await;
    reader.open("/es/").await;
    let field = reader
        .client
        .find(Locator::Css("main input[type=search]"))
        .await
        .expect("a field");
    let asks = async |text: &str| {
        field.clear().await.expect("an empty field");
        field.send_keys(text).await.expect("typing");
        reader.waits_for_list(text).await;
        let fresh = format!(
            "return [...document.querySelectorAll('[role=listbox] .all')].some((one) => decodeURIComponent(one.search.replaceAll('+', ' ')) === '?q={text}') || document.querySelector('[role=listbox]').textContent.includes('takeoff')"
        );
        until(&reader, text, &fresh).await;
        reader.list().await
    };
    let without = asks("facturacion").await;
    insta::assert_snapshot!(without, @"
    Artículos
      - Factura un anticipo, una etapa o un avance
      - Registra pagos y reembolsos
      - Para proveedores: manda tu cuenta y ve cuándo te pagan
      - Cobra lo que te deben: recordatorios de pago
    Novedades
      - Versión 2.4: reportes más rápidos y anticipo por etapa
      - Versión 2.5: cotizaciones lado a lado y reloj en tableta
    Videos
      - Video: una orden de cambio, de la obra a la aprobación
    Foro
      - Las facturas suman más que el contrato porque no se resta el anticipo
      - Anticipo con IVA: ¿cómo queda el descuento en cada etapa?
    También en inglés · Foro
      - Retainage drops from 10% to 5% halfway: do paid invoices change? (en)
      - Half the retainage now, half after the punch list: one invoice or two? (en)
    - Los N resultados de “facturacion”
    ");
    let with = asks("facturación").await;
    let hits = |list: &str| {
        let all = list.lines().take_while(|line| !line.starts_with("- "));
        all.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(hits(&without), hits(&with));
    let typo = asks("presupeusto").await;
    assert!(
        typo.starts_with("- ¿Quisiste decir presupuesto?\n"),
        "{typo}"
    );
    // What exists in English alone is said to, and is spoken as English.
    insta::assert_snapshot!(asks("takeoff").await, @"
    Artículos
      - Crea una orden de compra y envíala
      - Crea un presupuesto
      - Para proveedores: manda tu cuenta y ve cuándo te pagan
      - Recibe el material en la obra
    Foro
      - Que la cuadrilla vea cantidades del presupuesto, pero ni un precio
      - Quiero que un cabo vea los costos de una sola obra
    También en inglés
      - Bring a takeoff into an estimate (en)
    - Los N resultados de “takeoff”
    ");

    // A finger: what was meant, then a hit. Every target is high enough.
    let typo = asks("presupeusto").await;
    assert!(typo.starts_with("- ¿Quisiste"));
    let low = "return [...document.querySelectorAll('[role=option]')].filter((one) => one.getBoundingClientRect().height < 44).length";
    assert_eq!(reader.value_of(low).await, json!(0));
    let meant = reader.client.find(Locator::Css(".found .meant")).await;
    meant.expect("what was meant").click().await.expect("a tap");
    until(
        &reader,
        "the list of what was meant",
        "return document.querySelector('main input[type=search]').value === 'presupuesto' && document.querySelector('.found .meant') === null && document.querySelector('.found .hit') !== null",
    )
    .await;
    let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(reader.value_of(wide).await, json!(0));
    let hit = reader.client.find(Locator::Css(".found .hit")).await;
    hit.expect("a hit").click().await.expect("a tap");
    until(
        &reader,
        "an article",
        "return document.querySelector('article') !== null",
    )
    .await;
}

#[tokio::test]
async fn nothing_found_no_service_and_no_connection_each_say_what_to_do() {
    let Some(reader) = reader().await else { return };
    reader.width(1280).await;
    reader.open("/en/").await;
    let field = reader
        .client
        .find(Locator::Css(FIELD))
        .await
        .expect("a field");
    field.send_keys("xyzzyqq").await.expect("typing");
    assert_eq!(
        reader.note("nothing").await,
        "Nothing matches “xyzzyqq”.\nTry fewer or more general words, or look for what the button is called in the app."
    );
    // What helped most comes first, and other tests vote.
    let list = reader.list().await;
    let mut lines: Vec<&str> = list.lines().collect();
    assert_eq!(
        (lines.remove(0), lines.pop(), lines.pop()),
        (
            "These may help",
            Some("- Contact support"),
            Some("- Browse all topics")
        )
    );
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "  - Create an estimate",
            "  - Create your company and invite your team",
            "  - Your first project, from estimate to last payment",
        ]
    );
    // Said to those who do not see it, once typing has stopped.
    until(
        &reader,
        "the announcement",
        "return document.querySelector('form.search [role=status]').textContent.startsWith('Nothing matches “xyzzyqq”.')",
    )
    .await;
    field.clear().await.expect("an empty field");
    field.send_keys("estimate").await.expect("typing");
    until(
        &reader,
        "the number of hits",
        "return /^\\d+ results$/.test(document.querySelector('form.search [role=status]').textContent)",
    )
    .await;

    // What takes its time says so, and words that are still being composed are not asked.
    reader.devtools("Network.enable", json!({})).await;
    let slow = json!({ "offline": false, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1 });
    reader
        .devtools("Network.emulateNetworkConditions", slow)
        .await;
    field.clear().await.expect("an empty field");
    until(
        &reader,
        "no list",
        "return document.querySelector('.found').hidden",
    )
    .await;
    let composed = json!({ "text": "sched", "selectionStart": 5, "selectionEnd": 5 });
    reader.devtools("Input.imeSetComposition", composed).await;
    reader
        .devtools("Input.insertText", json!({ "text": "schedule" }))
        .await;
    assert_eq!(reader.note("slow").await, "Searching…");
    reader.waits_for_list("a list in the end").await;
    let asked = "return performance.getEntriesByType('resource').filter((one) => one.name.includes('q=sched')).every((one) => one.name.includes('q=schedule&'))";
    assert_eq!(reader.value_of(asked).await, json!(true));
    let fast =
        json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    reader
        .devtools("Network.emulateNetworkConditions", fast)
        .await;

    let blocked = json!({ "urls": ["*/api/v1/support/search*", "*/api/v1/support/suggest*"] });
    reader.devtools("Network.setBlockedURLs", blocked).await;
    field.clear().await.expect("an empty field");
    field.send_keys("invoice").await.expect("typing");
    assert_eq!(
        reader.note("the service fails").await,
        "The search is not answering right now. Press Enter to try the search page."
    );
    assert!(!reader.is_open().await, "there is no list to walk through");
    // What was answered before is still there.
    field.clear().await.expect("an empty field");
    field.send_keys("estimate").await.expect("typing");
    reader.waits_for_list("a kept answer").await;
    let offline =
        json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    reader
        .devtools("Network.emulateNetworkConditions", offline)
        .await;
    field.clear().await.expect("an empty field");
    field.send_keys("deposit").await.expect("typing");
    assert_eq!(
        reader.note("no connection").await,
        "You are offline. The search works again as soon as you have a connection."
    );
    let online =
        json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    reader
        .devtools("Network.emulateNetworkConditions", online)
        .await;
    // The plain form works still.
    reader.keys([Key::Enter]).await;
    until(
        &reader,
        "the search page",
        "return document.querySelectorAll('.hits h3 a').length > 3",
    )
    .await;
    // The browser itself tells of requests that were blocked, and nothing else may be told.
    let complaints = reader.complaints().await;
    let own: Vec<&String> = complaints
        .iter()
        .filter(|one| !one.contains("/api/v1/support/"))
        .collect();
    assert_eq!(own, Vec::<&String>::new());
}

#[tokio::test]
async fn the_search_page_answers_narrows_and_leads_on_without_scripts() {
    let Some(reader) = reader().await else { return };
    let off = json!({ "value": true });
    reader
        .devtools("Emulation.setScriptExecutionDisabled", off)
        .await;
    reader.width(360).await;
    // On phones a link in the head of each page leads there.
    reader.open(ARTICLE).await;
    let find = reader
        .client
        .find(Locator::Css("a.find"))
        .await
        .expect("a link");
    find.click().await.expect("a tap");
    let field = reader.client.wait().at_most(Duration::from_secs(5));
    let field = field
        .for_element(Locator::Css("main input[type=search]"))
        .await;
    field.expect("a field");
    // The field has the keyboard already.
    reader.write("change order").await;
    reader.keys([Key::Enter]).await;
    let wait = reader.client.wait().at_most(Duration::from_secs(5));
    wait.for_element(Locator::Css(".hits")).await.expect("hits");
    let all = total(&reader).await;
    let section = reader.client.find(Locator::Css(".sections a")).await;
    let section = section.expect("a further section").attr("href").await;
    let section = section.expect("an attribute").expect("an address");
    assert!(
        section.starts_with("/en/change-orders/create-a-change-order/#"),
        "{section}"
    );

    let topic = Locator::Css(".facets a[href*='category=estimating']");
    let topic = reader.client.find(topic).await;
    topic.expect("a topic").click().await.expect("a tap");
    wait_for(&reader, ".chips").await;
    let narrowed = total(&reader).await;
    assert!(narrowed > 0 && narrowed < all, "{narrowed} of {all}");
    let chip = reader
        .client
        .find(Locator::Css(".chips a"))
        .await
        .expect("a chip");
    assert_eq!(
        chip.attr("aria-label")
            .await
            .expect("an attribute")
            .as_deref(),
        Some("Remove the filter Estimating")
    );
    chip.click().await.expect("a tap");
    wait_for(&reader, ".hits").await;
    assert_eq!(total(&reader).await, all);

    reader.open("/es/search/?q=presupeusto").await;
    assert!(reader.text(".notice a").await == "presupuesto");
    reader.open("/es/search/?q=takeoff").await;
    // The glossary finds what is said in Spanish; what only English has stands apart.
    let groups = "return [...document.querySelectorAll('.hits h2')].map((one) => one.innerText)";
    assert_eq!(
        reader.list_of(groups).await,
        ["Artículos\n4", "Foro\n2", "También en inglés\n1"]
    );
    reader.open("/en/search/?q=xyzzyqq&kind=video").await;
    assert_eq!(
        reader.text(".nothing h2").await,
        "Nothing matches “xyzzyqq”."
    );
    reader
        .client
        .find(Locator::Css(".topics a"))
        .await
        .expect("topics");
}

async fn total(reader: &Reader) -> usize {
    let text = reader.text(".total").await;
    let number = text.split(' ').next().unwrap_or_default();
    number.parse().expect("a number of results")
}

async fn wait_for(reader: &Reader, selector: &str) {
    let wait = reader.client.wait().at_most(Duration::from_secs(5));
    wait.for_element(Locator::Css(selector))
        .await
        .expect(selector);
}

#[tokio::test]
async fn opening_the_search_loads_less_than_ten_kilobytes_and_moves_nothing() {
    let Some(reader) = reader().await else { return };
    reader.width(1280).await;
    reader.open(ARTICLE).await;
    // The view is told once the page is there, and is no part of the search.
    until(
        &reader,
        "a view",
        "return performance.getEntriesByType('resource').some((one) => one.name.includes('/views?'))",
    )
    .await;
    let loaded = "return performance.getEntriesByType('resource').map((one) => one.name)";
    let before = reader.value_of(loaded).await;
    reader
        .value_of("window.moved = []; new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved.push(`${one.value} ${one.sources.map((source) => `${source.node?.outerHTML?.slice(0, 90)} ${JSON.stringify([source.previousRect, source.currentRect])}`)}`); }).observe({ type: 'layout-shift' }); return 1")
        .await;
    let field = reader
        .client
        .find(Locator::Css(FIELD))
        .await
        .expect("a field");
    field.send_keys("estimate").await.expect("typing");
    reader.waits_for_list("a list").await;
    assert_eq!(reader.value_of("return window.moved").await, json!([]));
    let after = reader.value_of(loaded).await;
    let (before, after) = (texts(&before), texts(&after));
    let new: Vec<&String> = after.iter().filter(|one| !before.contains(one)).collect();
    let mut weight = 0;
    for url in &new {
        let body = reader
            .client
            .execute_async(
                "const [url, done] = arguments; fetch(url).then((one) => one.text()).then(done)",
                vec![json!(url)],
            )
            .await
            .expect("a file");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed
            .write_all(body.as_str().expect("text").as_bytes())
            .expect("packed");
        weight += packed.finish().expect("packed").len();
    }
    assert!(new.len() >= 4, "{new:?}");
    assert!(weight <= 10 * 1024, "{weight} bytes: {new:?}");
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one.as_str().expect("a text").to_owned())
        .collect()
}
