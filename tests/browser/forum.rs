//! The forum in a browser: members without scripts, what keeps people out, and what attackers
//! write.

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::axe::{source, violations};
use crate::harness::own_demo;
use crate::pages::nothing;
use crate::reader::{Reader, reader_at, until};

/// A reader of the sample with a forum that is empty.
async fn visitor() -> Option<Reader> {
    reader_at(|| {
        let settings = [("AYUDA_SERVICE__WRITES_PER_MINUTE", "0")];
        let service = own_demo("127.0.0.1:0", &settings);
        let address = service.address.clone();
        (Some(service), address)
    })
    .await
}

/// Signs somebody of the demo in, as the host app does.
async fn sign_in(reader: &Reader, person: &str) {
    reader.open("/en/forum/").await;
    let script = format!(
        "return fetch('/demo/_/token?as={person}').then((answer) => answer.json())\
         .then(({{ token }}) => fetch('/api/v1/support/session', {{ method: 'POST', headers: {{ authorization: `Bearer ${{token}}` }} }}))\
         .then((answer) => answer.status)"
    );
    assert_eq!(reader.value_of(&script).await, 204, "{person}");
}

/// Sends something to the API as whoever is signed in.
async fn send(reader: &Reader, path: &str, body: &Value) -> Value {
    let script = format!(
        "return fetch('/api/v1/support/forum/{path}', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({body}) }})\
         .then((answer) => answer.json())"
    );
    reader.value_of(&script).await
}

async fn click(reader: &Reader, selector: &str) {
    let element = reader.client.find(Locator::Css(selector)).await;
    let element = element.expect(selector);
    element.click().await.expect(selector);
}

#[tokio::test]
async fn members_without_scripts_ask_answer_vote_and_accept() {
    let Some(reader) = visitor().await else {
        return;
    };
    reader.width(360).await;
    sign_in(&reader, "owner").await;
    reader.without_scripts().await;
    reader.open("/es/forum/ask/").await;
    reader.fill("#_title", "¿Cómo cobro un anticipo?").await;
    let choose = "#_category option[value=invoicing]";
    click(&reader, choose).await;
    reader
        .fill("#_body", "Antes de la **primera** factura.")
        .await;
    reader.fill("#_tags", "anticipos").await;
    reader.press("button[value=preview]").await;
    reader.wait_for("#_looks strong").await;
    assert_eq!(
        reader
            .value_of("return document.querySelector('#_title').value")
            .await,
        "¿Cómo cobro un anticipo?"
    );
    reader.press("button[value=ask]").await;
    reader.wait_for("article.question").await;
    let post = reader.path().await;
    assert!(post.ends_with("/como-cobro-un-anticipo/"), "{post}");
    assert_eq!(reader.text("h1").await, "¿Cómo cobro un anticipo?");

    sign_in(&reader, "pm").await;
    reader.open(&post).await;
    reader.fill("#_body", "Con la factura de anticipo.").await;
    reader.press("button[value=reply]").await;
    reader.wait_for(".replies article:target").await;
    reader.press(".question button[value=vote]").await;
    reader.wait_for(".question button[value=unvote]").await;
    assert_eq!(reader.text(".question .votes b").await, "1");

    sign_in(&reader, "owner").await;
    reader.open(&post).await;
    reader.press(".replies button[value=accept]").await;
    reader.wait_for(".replies .accepted").await;
    assert!(
        reader
            .text(".replies .seal")
            .await
            .starts_with("Respuesta aceptada")
    );
    let wide = "return document.documentElement.scrollWidth - innerWidth";
    assert_eq!(reader.value_of(wide).await, 0);
}

#[tokio::test]
async fn with_scripts_a_vote_needs_no_new_page_and_a_text_is_previewed() {
    let Some(reader) = visitor().await else {
        return;
    };
    sign_in(&reader, "owner").await;
    let post = json!({ "category": "estimating", "title": "How do I copy an estimate?", "body": "Text.", "language": "en" });
    let post = send(&reader, "posts", &post).await;
    let url = post["url"].as_str().expect("an address");
    sign_in(&reader, "pm").await;
    reader.open(url).await;
    reader.value_of("window.stays = true; return true").await;
    reader.press(".question [data-vote] button").await;
    let voted = "return window.stays && document.querySelector('.question [aria-pressed=true]') !== null && document.querySelector('.question .votes b').textContent === '1'";
    until(&reader, "it is voted for", voted).await;
    reader.press(".question [data-vote] button").await;
    let back =
        "return window.stays && document.querySelector('.question .votes b').textContent === '0'";
    until(&reader, "it is taken back", back).await;
    reader.fill("#_body", "Some *words*").await;
    reader.press("button[value=preview]").await;
    reader.wait_for(".preview em").await;
    assert_eq!(reader.value_of("return window.stays").await, true);
}

#[tokio::test]
async fn who_types_a_question_is_shown_answers_that_are_there_already() {
    let Some(reader) = visitor().await else {
        return;
    };
    sign_in(&reader, "owner").await;
    let post = json!({ "category": "invoicing", "title": "How do I bill retainage at the end?", "body": "Text.", "language": "en" });
    send(&reader, "posts", &post).await;
    reader.open("/en/forum/ask/").await;
    reader.fill("#_title", "How do I bill retainage").await;
    let listed =
        "return [...document.querySelectorAll('.answers li')].map((one) => one.textContent)";
    let found = "return document.querySelectorAll('.answers li').length > 1";
    until(&reader, "answers are shown", found).await;
    let rows = reader.value_of(listed).await;
    let rows: Vec<&str> = rows
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(rows.iter().any(|row| row.ends_with(" Article")), "{rows:?}");
    assert!(
        rows.contains(&"How do I bill retainage at the end? Forum"),
        "{rows:?}"
    );
    let line = reader.text(".answers [role=status]").await;
    assert_eq!(
        line,
        format!("Does one of these answer it? ({})", rows.len())
    );
    assert_eq!(
        reader
            .value_of("return document.querySelector('[name=answers]').value")
            .await,
        "shown"
    );
    // Keys alone reach them, and what was typed stays.
    let order = "return document.querySelector('#_title').compareDocumentPosition(document.querySelector('.answers a')) & Node.DOCUMENT_POSITION_FOLLOWING";
    assert_eq!(reader.value_of(order).await, 4);
    reader.value_of("window.told = []; navigator.sendBeacon = (...sent) => window.told.push(sent) > 0; return 0").await;
    reader.value_of("document.querySelector('.answers a').addEventListener('click', (event) => event.preventDefault()); return 0").await;
    reader.press(".answers a").await;
    reader
        .value_of(
            "dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pagehide')); return 0",
        )
        .await;
    let told = reader.value_of("return window.told").await;
    assert_eq!(
        told,
        json!([[
            "/api/v1/support/forum/similar?lang=en",
            "{\"shown\":true,\"opened\":true,\"category\":\"\"}"
        ]])
    );

    // A title that nothing answers takes the list away; without scripts the form asks for it.
    let empty = "document.querySelector('#_title').value = ''; return 0";
    reader.value_of(empty).await;
    reader.fill("#_title", "zzqqxx wwkkvv").await;
    until(
        &reader,
        "none is shown",
        "return document.querySelector('.answers ul').hidden",
    )
    .await;
    assert_eq!(
        reader.text(".answers [role=status]").await,
        "No answer to this yet. Add the details, and ask."
    );
    reader.without_scripts().await;
    reader.open("/en/forum/ask/").await;
    reader.fill("#_title", "How do I bill retainage").await;
    reader.fill("#_body", "At the end.").await;
    reader.press("button[value=look]").await;
    reader.wait_for(".answers li a").await;
    assert_eq!(
        reader
            .value_of("return document.querySelector('#_body').value")
            .await,
        "At the end."
    );
}

/// Long words, code and tables on the narrowest screens, and axe on every page of the forum.
#[tokio::test]
async fn pages_of_the_forum_fit_and_keep_nobody_out() {
    let Some(source) = source() else { return };
    let Some(reader) = visitor().await else {
        return;
    };
    let source = json!({ "source": source });
    reader
        .devtools("Page.addScriptToEvaluateOnNewDocument", source)
        .await;
    sign_in(&reader, "owner").await;
    let long = "x".repeat(120);
    let body = format!(
        "{long}\n\n```\n{}\n```\n\n| a | b | c | d | e | f |\n| - | - | - | - | - | - |\n| {} |\n\n> quoted\n",
        "code ".repeat(60),
        "much of it | ".repeat(6)
    );
    let post = json!({ "category": "estimating", "title": long, "body": body, "tags": ["a-tag-of-thirty-letters"], "language": "es" });
    let post = send(&reader, "posts", &post).await;
    let (id, url) = (
        post["id"].as_str().expect("an id"),
        post["url"].as_str().expect("an address"),
    );
    send(
        &reader,
        &format!("posts/{id}/replies"),
        &json!({ "body": body }),
    )
    .await;
    let place = format!("/en/forum/posts/{id}/");
    let mut wrong = Vec::new();
    for page in [
        "/en/forum/",
        "/es/forum/estimating/",
        url,
        "/en/forum/ask/",
        "/es/forum/search/?q=x&category=estimating&status=open&tag=a-tag-of-thirty-letters",
        "/en/forum/members/ana-robles/",
        &format!("{place}?edit={id}"),
        &format!("{place}?history={id}"),
    ] {
        reader.open(page).await;
        wrong.extend(violations(&reader, page).await);
        reader.width(320).await;
        // What a phone draws smaller to fit it in is wider all the same.
        let wide = "return document.documentElement.scrollWidth > 320";
        if reader.value_of(wide).await == true {
            wrong.push(format!("{page} is wider than 320 pixels"));
        }
    }
    nothing(&wrong);
}

/// Everything that attackers of ours write, in titles, texts and tags: nothing of it runs.
#[tokio::test]
async fn nothing_that_members_write_runs() {
    let Some(shared) = std::env::var_os("AYUDA_SHARED") else {
        return;
    };
    let file = std::path::Path::new(&shared).join("attack/own-markdown/xss.json");
    let cases = std::fs::read_to_string(file).expect("the strings");
    let cases: Vec<Value> = serde_json::from_str(&cases).expect("JSON");
    let cases: Vec<&str> = cases
        .iter()
        .filter_map(|case| case["md"].as_str())
        .collect();
    assert!(cases.len() > 1_800);
    let Some(reader) = visitor().await else {
        return;
    };
    let watch = json!({ "source": "window.ran = 0; for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => { window.ran += 1 };" });
    reader
        .devtools("Page.addScriptToEvaluateOnNewDocument", watch)
        .await;
    sign_in(&reader, "owner").await;
    let mut pages = vec!["/en/forum/".to_owned(), "/en/forum/estimating/".to_owned()];
    // As many texts as one member may write in an hour.
    let texts: Vec<String> = cases.chunks(40).map(|some| some.join("\n\n")).collect();
    let mut last = String::new();
    for (at, text) in texts.iter().enumerate() {
        if at % 6 == 0 {
            let title: String = cases[at * 7]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let title: String = format!("{title} <img src=x onerror=alert(1)>")
                .chars()
                .take(150)
                .collect();
            let post =
                json!({ "category": "estimating", "title": title, "body": text, "language": "en" });
            let post = send(&reader, "posts", &post).await;
            let url = post["url"].as_str().unwrap_or_else(|| panic!("{post}"));
            last = post["id"].as_str().expect("an id").to_owned();
            pages.push(url.to_owned());
        } else {
            let said = send(
                &reader,
                &format!("posts/{last}/replies"),
                &json!({ "body": text }),
            )
            .await;
            assert!(said["id"].is_string(), "{said}");
        }
    }
    for page in &pages {
        reader.open(page).await;
        let settle = "return new Promise((done) => setTimeout(() => done(window.ran), 150))";
        assert_eq!(reader.value_of(settle).await, 0, "{page}");
        let made = "return document.querySelectorAll('.prose :is(script, style, iframe, object, embed, form, svg, math, [style], [onerror], [onclick])').length";
        assert_eq!(reader.value_of(made).await, 0, "{page}");
    }
    // Pictures that are named and not there are not asked for.
    assert_eq!(reader.complaints().await, Vec::<String>::new());
}
