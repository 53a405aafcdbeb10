//! Following over HTTP, the page that ends letters, and what outlives a crash. What is told, and
//! to whom, is tested in `src/forum/tests/outbox/`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use ayuda::forum::{Draft, Forum, Who};
use ayuda::gate::Viewer;
use ayuda::identity::{Identity, Tokens};
use ayuda::locale::Locale;
use ayuda::outbox::Wanted;
use ayuda::storage::{Clock, Place, Storage};
use insta::assert_snapshot;

use crate::commands::{Running, ayuda, run, said};
use crate::harness::{HelpCenter, NOW, Service};

const FORUM: &str = "[forum.categories.estimating]\nvisibility = \"public\"\n\
    [forum.categories.crew]\nvisibility = \"internal\"\n";
const SMTP: &str =
    "[outbox.smtp]\nhost = \"127.0.0.1\"\nport = 1\ntls = \"none\"\nfrom = \"help@example.com\"\n";

fn draft(title: &str) -> Draft {
    Draft {
        category: "estimating".to_owned(),
        language: Locale::En,
        title: title.to_owned(),
        body: "How does one do it?".to_owned(),
        tags: Vec::new(),
    }
}

fn ana() -> Identity {
    let mut ana = Identity::new("ana", Viewer::from_who("customer:pm").expect("a viewer"));
    ana.name = Some("Ana Robles".to_owned());
    ana.email = Some("ana@example.com".to_owned());
    ana
}

fn ask(service: &Service, who: &Identity, title: &str) -> String {
    let who = Who::new(who, &service.app.tokens.voter(who));
    let now = NOW.parse().expect("a moment");
    let draft = draft(title);
    let asked = service.app.forum.ask(&who, &draft, now);
    service.wait(asked).expect("asked")
}

#[test]
fn members_follow_by_pages_that_need_no_scripts() {
    let help = HelpCenter::new().settings(&format!("{FORUM}{SMTP}"));
    let service = help.serve();
    let ben = Identity::new("ben", Viewer::from_who("customer").expect("a viewer"));
    let post = ask(&service, &ben, "How do I bill retainage?");
    let url = format!("/en/forum/posts/{post}/how-do-i-bill-retainage/");
    let place = format!("/en/forum/posts/{post}/");
    let token = service.app.tokens.sign(&ana(), service.app.clock.now());
    let ana = service.with_token(&token.expect("a token")).in_a_browser();
    let anybody = service.anonymous().in_a_browser();
    let is_offered = |path: &str| anybody.get(path).text().contains("ollow by e-mail");
    assert!(!is_offered(&url) && !is_offered("/en/forum/estimating/"));
    assert_eq!(
        anybody.get("/en/forum/following/").status,
        StatusCode::NOT_FOUND
    );
    let act = "act=unfollow&target=estimating";
    assert_eq!(
        anybody.post_form("/en/forum/following/", act).status,
        StatusCode::NOT_FOUND
    );

    assert!(
        ana.get(&url)
            .text()
            .contains("value=\"follow\">Follow by e-mail<")
    );
    let done = ana.post_form(&place, &format!("act=follow&target={post}"));
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(done.header("location"), format!("{url}#{post}"));
    assert!(
        ana.get(&url)
            .text()
            .contains("value=\"unfollow\">Stop following<")
    );
    let list = "/en/forum/estimating/";
    // Whose session is over gets the page again, with the reason.
    let refused = anybody.post_form(list, "act=follow");
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.header("content-type"), "text/html; charset=utf-8");
    let text = refused.text();
    assert!(text.contains("id=\"_refusal\""), "{text}");
    assert!(text.contains("How do I bill retainage?"), "{text}");
    assert!(
        ana.get(list)
            .text()
            .contains("Follow new questions by e-mail")
    );
    let done = ana.post_form(list, "act=follow");
    assert_eq!(done.header("location"), "/en/forum/estimating/#_follow");
    assert!(
        ana.get(list)
            .text()
            .contains("You follow this category: stop")
    );
    assert_eq!(
        ana.post_form("/en/forum/crew/", "act=follow").status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        ana.post_form(list, "act=dance").status,
        StatusCode::BAD_REQUEST
    );

    let page = ana.get("/en/forum/following/");
    assert_eq!(page.header("cache-control"), "private, no-store");
    for shown in [
        format!("<a href=\"{place}\" id=\"_f{post}\">How do I bill retainage?</a>"),
        "<a href=\"/en/forum/estimating/\" id=\"_festimating\">estimating</a>".to_owned(),
        "To ana@example.com, in the language of each question.".to_owned(),
        "name=\"mails\" value=\"true\" checked".to_owned(),
    ] {
        assert!(
            page.text().contains(&shown),
            "no `{shown}` in {}",
            page.text()
        );
    }
    for target in [post.as_str(), "estimating"] {
        let done = ana.post_form(
            "/en/forum/following/",
            &format!("act=unfollow&target={target}"),
        );
        assert_eq!(done.header("location"), "/en/forum/following/");
    }
    ana.post_form("/en/forum/following/", "act=choose&automatic=true");
    let page = ana.get("/en/forum/following/").text();
    assert!(
        !page.contains("retainage") && !page.contains("_festimating"),
        "{page}"
    );
    assert!(
        page.contains("name=\"automatic\" value=\"true\" checked"),
        "{page}"
    );
    assert!(page.contains("name=\"mails\" value=\"true\">"), "{page}");

    // Where no letters are sent, nothing is offered that leads to nothing.
    let service = HelpCenter::new().settings(FORUM).serve();
    let post = ask(&service, &ben, "How do I bill retainage?");
    let ana = service.sign_in_as("customer:pm", "ana").in_a_browser();
    let url = format!("/en/forum/posts/{post}/how-do-i-bill-retainage/");
    assert!(!ana.get(&url).text().contains("value=\"follow\""));
    assert_eq!(
        ana.get("/en/forum/following/").status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn members_follow_by_the_api_and_nobody_else_does() {
    let help = HelpCenter::new().settings(&format!("{FORUM}{SMTP}"));
    let service = help.serve();
    let post = ask(
        &service,
        &Identity::new("ben", Viewer::from_who("customer").expect("a viewer")),
        "How do I bill retainage?",
    );
    let token = service
        .app
        .tokens
        .sign(&ana(), NOW.parse().expect("a moment"));
    let client = service.with_token(&token.expect("a token"));
    let following = "/api/v1/support/forum/following";
    let of_post = format!("/api/v1/support/forum/posts/{post}/follow");
    let of_category = "/api/v1/support/forum/categories/estimating/follow";
    let put = |path: &str| client.send(Method::PUT, path, &[], "").status;
    assert_eq!(put(&of_post), StatusCode::NO_CONTENT);
    assert_eq!(put(of_category), StatusCode::NO_CONTENT);
    let answer = client.get(following);
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    assert_snapshot!(answer.json().to_string().replace(&post, "POST"), @r#"{"automatic":true,"categories":["estimating"],"mails":true,"posts":[{"id":"POST","title":"How do I bill retainage?"}],"reached":true}"#);
    assert_eq!(client.delete(of_category).status, StatusCode::NO_CONTENT);
    let json = [("content-type", "application/json")];
    let choose = |body: &str| client.send(Method::PUT, following, &json, body);
    let chosen = choose("{\"automatic\": false, \"mails\": false}").json();
    assert_snapshot!(chosen.to_string().replace(&post, "POST"), @r#"{"automatic":false,"categories":[],"mails":false,"posts":[{"id":"POST","title":"How do I bill retainage?"}],"reached":false}"#);
    assert_eq!(choose("{\"mails\": 3}").status, StatusCode::BAD_REQUEST);
    assert_eq!(choose("[").status, StatusCode::BAD_REQUEST);
    assert_eq!(
        client.send(Method::PUT, following, &[], "{}").status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );

    let absent = StatusCode::NOT_FOUND;
    for path in [
        "posts/p0123456789a",
        "posts/r0123456789a",
        "posts/x",
        "categories/crew",
        "categories/x",
    ] {
        let path = format!("/api/v1/support/forum/{path}/follow");
        assert_eq!(
            (put(&path), client.delete(&path).status),
            (absent, absent),
            "{path}"
        );
    }
    let anybody = service.anonymous();
    assert_eq!(anybody.get(following).status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        anybody.send(Method::PUT, &of_post, &[], "").status,
        StatusCode::UNAUTHORIZED
    );
    // Without a forum there is nothing of it.
    let without = HelpCenter::new().serve();
    assert_eq!(without.sign_in("customer").get(following).status, absent);
}

#[test]
fn the_link_of_a_letter_asks_first_and_one_click_ends_all() {
    let help = HelpCenter::new().settings(&format!("{FORUM}{SMTP}"));
    let service = help.serve();
    let post = ask(&service, &ana(), "How do I bill retainage?");
    let token = service
        .app
        .tokens
        .sign(&ana(), NOW.parse().expect("a moment"));
    let client = service.with_token(&token.expect("a token"));
    let reached = || client.get("/api/v1/support/forum/following").json();
    let is_reached = || {
        (
            reached()["reached"] == true,
            reached()["posts"].as_array().expect("posts").len(),
        )
    };
    assert_eq!(is_reached(), (true, 1));
    // The link as a letter would have it.
    let ticket = service.wait(async {
        use sea_orm::{ConnectionTrait as _, Statement};
        let reader = service.app.storage.reader();
        let sql = "SELECT ticket FROM outbox_members";
        let statement = Statement::from_string(reader.get_database_backend(), sql);
        let row = reader
            .query_one_raw(statement)
            .await
            .expect("a row")
            .expect("a row");
        row.try_get::<String>("", "ticket").expect("a ticket")
    });
    let letters = ayuda::outbox::Letters::new(service.app.tokens.letter_key());
    let link = format!("/unsubscribe?token={}", letters.token(&ticket, &post));

    let anybody = service.anonymous();
    let page = anybody.get(&link);
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers["cache-control"], "private, no-store");
    let text = page.text().replace(&link[19..], "TOKEN");
    let main = text
        .split("<main")
        .nth(1)
        .and_then(|rest| rest.split("</main>").next());
    assert_snapshot!(main.expect("a page of the theme"), @r#"
     id="_content">

    <div class="wrap">
    <header class="intro">
    <h1>E-mail from the forum</h1>
    <p class="lede">Which e-mail do you not want any more?</p>
    </header>
    <form class="write" method="post" action="/unsubscribe?token=TOKEN&amp;lang=en">
    <p class="send"><button class="button" name="what" value="post">Only what is about this question</button> <button class="second" name="what" value="all">All of it</button></p>
    </form>
    </div>
    "#);
    assert!(
        text.contains("<meta name=\"robots\" content=\"noindex\">"),
        "{text}"
    );
    assert_eq!(is_reached(), (true, 1), "looking ends nothing");
    let spanish = anybody.get(&format!("{link}&lang=es")).text();
    assert!(
        spanish.contains("¿Qué correos ya no quieres recibir?"),
        "{spanish}"
    );

    let ended = anybody.post_form(&link, "what=post");
    assert_eq!(ended.status, StatusCode::OK);
    assert!(ended.text().contains("no more e-mail about this question"));
    assert_eq!(is_reached(), (false, 0));
    let follow = format!("/api/v1/support/forum/posts/{post}/follow");
    client.send(Method::PUT, &follow, &[], "");
    assert_eq!(is_reached(), (true, 1));
    // What mail programs send, without a cookie and without an origin.
    let ended = anybody.post_form(&link, "List-Unsubscribe=One-Click");
    assert_eq!(ended.status, StatusCode::OK);
    assert_eq!(is_reached(), (false, 1));

    for wrong in ["", "a.b.c", &link[19..link.len() - 1], "%00", "<script>"] {
        let path = format!("/unsubscribe?token={wrong}").replace(['<', '>'], "%3C");
        for answer in [anybody.get(&path), anybody.post_form(&path, "what=all")] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            let text = answer.text();
            assert!(
                !text.contains("name=\"what\"") && !text.contains("<script>"),
                "{text}"
            );
        }
    }
}

/// Takes requests, and notes the id of each.
fn receiver(ids: &Arc<Mutex<Vec<String>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let ids = Arc::clone(ids);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let ids = Arc::clone(&ids);
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
                let (mut id, mut length) = (String::new(), 0);
                for line in reader.by_ref().lines().map_while(Result::ok) {
                    match line.split_once(": ") {
                        Some(("ayuda-id", value)) => id = value.to_owned(),
                        Some(("content-length", value)) => {
                            length = value.parse().expect("a length")
                        }
                        Some(_) => {}
                        None if line.is_empty() => break,
                        None => {}
                    }
                }
                let mut body = vec![0; length];
                if reader.read_exact(&mut body).is_ok() {
                    ids.lock().expect("ids").push(id);
                    let mut stream = stream;
                    let _ = stream.write_all(b"HTTP/1.1 204 Fine\r\ncontent-length: 0\r\n\r\n");
                }
            });
        }
    });
    port
}

fn webhook(port: u16) -> String {
    format!(
        "{FORUM}[outbox.webhooks.crm]\nurl = \"http://127.0.0.1:{port}/\"\nsecret_file = \"crm.key\"\n"
    )
}

/// Acts in a database as another node does; returns once they are acknowledged.
fn asked(help: &HelpCenter, titles: &[String]) {
    let config = help.config();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let storage = Storage::open(Place::of(&config)).await.expect("a database");
        let forum = Forum::new(storage.clone(), &config.forum.categories);
        let forum = forum.with_outbox(Wanted::of(&config.outbox));
        let tokens = Tokens::load(&config).expect("a key");
        let mut sara = Identity::new("sara", Viewer::from_who("internal").expect("a viewer"));
        sara.name = Some("Sara".to_owned());
        let who = Who::new(&sara, &tokens.voter(&sara));
        for title in titles {
            let asked = forum.ask(&who, &draft(title), Clock::System.now()).await;
            asked.expect("acknowledged");
        }
        storage.close().await.expect("closed");
    });
}

fn serve(help: &HelpCenter) -> Running {
    let mut command = ayuda(&help.path("."));
    command
        .arg("serve")
        .env("AYUDA_LISTEN", "127.0.0.1:0")
        .envs(help.environment());
    Running::spawn(command)
}

fn secret(folder: &Path) {
    std::fs::write(folder.join("crm.key"), "k".repeat(32)).expect("a secret");
}

#[test]
fn what_was_acknowledged_is_told_whenever_the_process_dies() {
    let ids = Arc::<Mutex<Vec<String>>>::default();
    let help = HelpCenter::new().settings(&webhook(receiver(&ids)));
    secret(&help.path("."));
    let mut titles = 0;
    for round in 0..4 {
        let mut service = serve(&help);
        let of_round: Vec<String> = (0..6)
            .map(|n| format!("How do I bill number {n} of {round}?"))
            .collect();
        asked(&help, &of_round);
        titles += of_round.len();
        // Before, in the middle of, or after telling it.
        std::thread::sleep(Duration::from_millis(200 * round));
        service.kill();
    }
    let _service = serve(&help);
    let patience = Instant::now() + Duration::from_secs(60);
    let told = || {
        ids.lock()
            .expect("ids")
            .iter()
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    while told().len() < titles && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(told().len(), titles);
}

#[test]
fn what_was_given_up_is_listed_tried_again_or_dropped() {
    // Nobody listens there.
    let help = HelpCenter::new().settings(&webhook(1));
    secret(&help.path("."));
    asked(&help, &["How do I bill retainage?".to_owned()]);
    let outbox = |arguments: &[&str]| {
        let mut command = ayuda(&help.path("."));
        command
            .arg("outbox")
            .args(arguments)
            .envs(help.environment());
        command.output().expect("the binary runs")
    };
    let empty = outbox(&[]);
    assert_eq!(
        (said(&empty).as_str(), empty.stdout.len()),
        ("Everything was delivered\n", 0)
    );
    let _service = serve(&help);
    let patience = Instant::now() + Duration::from_secs(60);
    let listed = loop {
        let json: serde_json::Value =
            serde_json::from_slice(&outbox(&["--json"]).stdout).expect("JSON");
        if json["deliveries"][0].is_object() || Instant::now() > patience {
            break json["deliveries"][0].clone();
        }
    };
    assert_eq!(
        (&listed["tries"], &listed["failure"]),
        (&1.into(), &"cannot be reached".into()),
        "{listed}"
    );
    assert_eq!(
        (&listed["channel"], &listed["receiver"]),
        (&"webhook".into(), &"crm".into())
    );
    let text = String::from_utf8(outbox(&[]).stdout).expect("UTF-8");
    assert!(
        text.contains("asked p") && text.contains("webhook crm  cannot be reached  1 try  2"),
        "{text}"
    );
    let id = listed["id"].as_str().expect("an id");
    let none = outbox(&["--drop", "nothing"]);
    assert_eq!(none.status.code(), Some(2));
    assert_snapshot!(said(&none), @"error: there is no undelivered `nothing`; `ayuda outbox` lists what failed, and `all` means all that was given up");
    let dropped = outbox(&["--drop", id]);
    assert_eq!(
        String::from_utf8_lossy(&dropped.stderr) + &*String::from_utf8_lossy(&dropped.stdout),
        "1 delivery was dropped\n"
    );
    assert_eq!(said(&outbox(&[])), "Everything was delivered\n");
    assert_eq!(
        run(&help.path("."), &["outbox", "--drop", "a", "--retry", "b"])
            .status
            .code(),
        Some(2)
    );
}

#[test]
fn secrets_do_not_stand_in_the_settings_and_what_is_wrong_there_tells_nobody() {
    let help = HelpCenter::new().settings(
        "[outbox.webhooks.crm]\nurl = \"http://crm.example.com/\"\nsecret = \"zq7fsecret\"\n\
         [outbox.smtp]\nhost = \"mail.example.com\"\ntls = \"none\"\nuser = \"ayuda\"\npassword = \"zq7fsecret\"\nfrom = \"Help <help@example.com>\"\n",
    );
    let output = run(&help.path("."), &["check", "--quiet"]);
    let text = said(&output) + &String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("zq7fsecret"), "{text}");
    assert_snapshot!(text, @r#"
    unknown-value

      × `url` cannot be `http://crm.example.com/`
       ╭─[ayuda.toml:2:7]
     2 │ url = "http://crm.example.com/"
       ·       ────────────┬────────────
       ·                   ╰── unknown
       ╰────
      help: it can be: https://hooks.example.com/ayuda, http://127.0.0.1:9000/ayuda

    unknown-key

      × no field is called `secret`
       ╭─[ayuda.toml:3:10]
     3 │ secret = …
       · ───┬──
       ·    ╰── unknown
       ╰────
      help: did you mean `secret_file`?

    unknown-value

      × `tls` cannot be `none`
       ╭─[ayuda.toml:6:7]
     6 │ tls = "none"
       ·       ───┬──
       ·          ╰── unknown
       ╰────
      help: it can be: starttls, tls

    unknown-key

      × no field is called `password`
       ╭─[ayuda.toml:8:12]
     8 │ password = …
       · ────┬───
       ·     ╰── unknown
       ╰────
      help: did you mean `password_file`?

    unknown-value

      × `from` cannot be `Help <help@example.com>`
       ╭─[ayuda.toml:9:8]
     9 │ from = "Help <help@example.com>"
       ·        ────────────┬────────────
       ·                    ╰── unknown
       ╰────
      help: it can be: help@example.com

    5 errors, 0 warnings
    "#);
}
