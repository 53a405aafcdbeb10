//! The bounds of what one request may be: what is just within works, what is just beyond is
//! refused in the reader's language, and neither costs memory to speak of.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};
use std::net::TcpStream;

use axum::http::Method;
use image::{DynamicImage, GrayImage, ImageFormat};
use serde_json::{Value, json};

use crate::commands::{Running, run};
use crate::harness::{Answer, Client, HelpCenter, Service, dot};
use crate::swaps::resident;

const POSTS: &str = "/api/v1/support/forum/posts";
const FILES: &str = "/api/v1/support/forum/files";
const VOTES: &str = "/api/v1/support/kb/articles/KB-000001/feedback";
const LISTS: &str = "/api/v1/support";

/// Nobody has asked too often.
fn help() -> HelpCenter {
    crate::forum::help().settings(
        "[service]\nrequests_per_minute = 0\nwrites_per_minute = 0\nsearches_per_minute = 0\n\
         [forum.categories.estimating]\nvisibility = \"public\"\ntitle = { en = \"Estimates\", es = \"Presupuestos\" }\n",
    )
}

/// Status, problem, and which field is wrong or what is said of the whole.
fn said(answer: &Answer) -> String {
    let status = answer.status.as_u16();
    if status < 400 {
        return status.to_string();
    }
    if answer.media_type().starts_with("text/html") {
        return format!("{status} on a page");
    }
    let body = answer.json();
    assert_eq!(answer.header("content-language"), "es", "{body}");
    let kind = body["type"].as_str().unwrap_or_default();
    let kind = kind.trim_start_matches("urn:ayuda:problem:");
    let words = match body["errors"][0]["field"].as_str() {
        Some(field) => format!(
            "{field}: {}",
            body["errors"][0]["message"].as_str().unwrap_or("-")
        ),
        None => body["detail"].as_str().unwrap_or("-").to_owned(),
    };
    format!("{status} {kind}, {words}")
}

/// Each member writes but a few posts an hour.
fn member(service: &Service, number: usize) -> Client<'_> {
    let name = format!("Member {number}");
    service.member("customer:pm", &name, &[]).reading("es")
}

#[test]
fn just_within_each_bound_works_and_just_beyond_is_refused_in_words() {
    let service = help().serve();
    let mut table = String::new();
    let mut row = |bound: &str, within: Answer, beyond: Answer| {
        writeln!(table, "{bound}: {} | {}", said(&within), said(&beyond)).expect("a line");
    };
    let reader = service.anonymous().reading("es");

    // Lists and filters.
    for path in [
        "search?q=open&limit=",
        "suggest?q=open&limit=",
        "kb/articles?limit=",
        "kb/contextual?limit=",
    ] {
        let get = |limit: u32| reader.get(&format!("{LISTS}/{path}{limit}"));
        row(path, get(100), get(101));
    }
    for path in [
        "search?q=open&page=",
        "kb/articles?page=",
        "forum/posts?page=",
    ] {
        let get = |page: u32| reader.get(&format!("{LISTS}/{path}{page}"));
        row(path, get(10_000), get(10_001));
    }
    let screen = |length: usize| {
        let url = format!("/{}", "x".repeat(length - 1));
        reader.get(&format!("{LISTS}/kb/contextual?url={url}"))
    };
    row("url of a screen", screen(2_048), screen(2_049));

    // Votes.
    let vote = |field: &str, length: usize| {
        let body = json!({"helpful": true, field: "ñ".repeat(length)});
        reader.post(VOTES, &body.to_string())
    };
    row("comment", vote("comment", 2_000), vote("comment", 2_001));
    row("query of a vote", vote("query", 256), vote("query", 257));
    let deep = |depth: usize| {
        let inside = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        reader.post(VOTES, &format!("{{\"helpful\":true,\"x\":{inside}}}"))
    };
    row("depth of JSON", deep(100), deep(30_000));

    // Forms of the forum's pages.
    let form = |length: usize| {
        let body = "x".repeat(length);
        reader.post_form("/es/forum/ask/", &body)
    };
    row("bytes of a form", form(200 * 1024), form(200 * 1024 + 1));

    // Posts.
    let mut number = 0;
    let mut post = |field: &str, value: Value| {
        number += 1;
        let mut body = json!({
            "category": "estimating", "title": "A title of some length", "body": "Text.", "tags": [],
        });
        body[field] = value;
        member(&service, number).post(POSTS, &body.to_string())
    };
    let mut both = |bound: &str, field: &str, within: Value, beyond: Value| {
        let (within, beyond) = (post(field, within), post(field, beyond));
        row(bound, within, beyond);
    };
    let of = |text: &str, times: usize| json!(text.repeat(times));
    both("title, short", "title", of("ñ", 10), of("ñ", 9));
    both("title, long", "title", of("ñ", 150), of("ñ", 151));
    both("text", "body", of("x", 32 * 1024), of("x", 32 * 1024 + 1));
    both(
        "depth of a text",
        "body",
        json!(format!("{}x", "> ".repeat(31))),
        json!(format!("{}x", "> ".repeat(32))),
    );
    both(
        "links of a text",
        "body",
        of("[a](/b) ", 500),
        of("[a](/b) ", 501),
    );
    let tags = |count: usize| {
        json!(
            (0..count)
                .map(|one| format!("tag{one}"))
                .collect::<Vec<_>>()
        )
    };
    both("tags", "tags", tags(5), tags(6));
    both(
        "tag",
        "tags",
        json!(["ñ".repeat(30)]),
        json!(["ñ".repeat(31)]),
    );

    // Files.
    let mut upload = |name: &str, bytes: &[u8]| {
        number += 1;
        let path = format!("{FILES}?name={name}");
        member(&service, number).send_bytes(Method::POST, &path, &[], bytes)
    };
    const MOST: usize = 10 * 1024 * 1024;
    let within = upload("a.txt", &vec![b'x'; MOST]);
    row(
        "bytes of a file",
        within,
        upload("a.txt", &vec![b'x'; MOST + 1]),
    );
    let within = upload("a.txt", b"x");
    row("no bytes", within, upload("a.txt", b""));
    let within = upload("a.png", &blank(8_000, 5_000));
    row("pixels", within, upload("a.png", &blank(8_000, 5_001)));

    insta::assert_snapshot!(table, @"
    search?q=open&limit=: 200 | 400 invalid-value, limit: es un número entero de 1 a 100
    suggest?q=open&limit=: 200 | 400 invalid-value, limit: es un número entero de 1 a 100
    kb/articles?limit=: 200 | 400 invalid-value, limit: es un número entero de 1 a 100
    kb/contextual?limit=: 200 | 400 invalid-value, limit: es un número entero de 1 a 100
    search?q=open&page=: 200 | 400 invalid-value, page: es un número entero de 1 a 10000
    kb/articles?page=: 200 | 400 invalid-value, page: es un número entero de 1 a 10000
    forum/posts?page=: 200 | 400 invalid-value, page: es un número entero de 1 a 10000
    url of a screen: 200 | 400 invalid-value, url: puede tener hasta 2048 caracteres
    comment: 200 | 400 invalid-value, comment: puede tener hasta 2000 caracteres
    query of a vote: 200 | 400 invalid-value, query: puede tener hasta 256 caracteres
    depth of JSON: 200 | 400 invalid-body, Envía un objeto JSON con la forma documentada.
    bytes of a form: 403 on a page | 413 too-large, Un formulario puede tener hasta 200 KiB. Envía menos.
    title, short: 201 | 400 invalid-value, title: usa al menos 10 caracteres, para que se sepa de qué se trata
    title, long: 201 | 400 invalid-value, title: puede tener hasta 150 caracteres
    text: 201 | 400 invalid-value, body: como mucho 32 KiB de texto; lo más largo, adjúntalo
    depth of a text: 201 | 400 invalid-value, body: demasiadas listas o citas unas dentro de otras, o demasiados enlaces y tablas; escríbelo de forma más sencilla
    links of a text: 201 | 400 invalid-value, body: demasiadas listas o citas unas dentro de otras, o demasiados enlaces y tablas; escríbelo de forma más sencilla
    tags: 201 | 400 invalid-value, tags: como mucho 5 etiquetas
    tag: 201 | 400 invalid-value, tags: las etiquetas son letras, cifras y guiones, hasta 30
    bytes of a file: 201 | 413 file-refused, Los archivos pueden tener hasta 10 MiB. Hazlo más pequeño o pon un enlace.
    no bytes: 201 | 400 file-refused, El archivo está vacío. Elige otro.
    pixels: 201 | 400 file-refused, La imagen tiene demasiados píxeles. Redúcela a 2560 píxeles de lado como mucho.
    ");
}

/// A PNG of one colour: few bytes that become as many as its pixels are.
fn blank(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let pixels = DynamicImage::from(GrayImage::new(width, height));
    pixels
        .write_to(&mut out, ImageFormat::Png)
        .expect("a picture");
    out.into_inner()
}

/// What costs the most of each kind, one after the other and again.
#[test]
fn the_worst_that_is_let_in_or_refused_leaves_memory_as_it_was() {
    let help = help();
    let running = Running::start(&help.path("."));
    let token = run(&help.path("."), &["token", "--as", "customer:pm"]);
    let token = String::from_utf8(token.stdout).expect("a token");
    let token = token.trim();
    let send = |path: &str, body: &[u8]| {
        let mut stream = TcpStream::connect(&running.address).expect("a connection");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            running.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("a head");
        // Who is refused by the head may find the way closed.
        let _ = stream.write_all(body);
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer.get(9..12).unwrap_or_default().to_owned()
    };
    let picture = |width: u32, height: u32| {
        // Its head alone says how large it is.
        let mut bytes = dot("");
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        bytes
    };
    let preview = |text: String| json!({ "body": text }).to_string().into_bytes();
    let open = "[".repeat(60_000);
    let worst: Vec<(&str, &str, Vec<u8>)> = vec![
        (
            "pixels",
            "/api/v1/support/forum/files?name=a.png",
            picture(65_535, 65_535),
        ),
        (
            "a picture that is no such",
            "/api/v1/support/forum/files?name=a.png",
            picture(8_000, 5_000),
        ),
        (
            "bytes",
            "/api/v1/support/forum/files?name=a.txt",
            vec![b'x'; 10 * 1024 * 1024 + 1],
        ),
        (
            "depth",
            VOTES,
            format!("{{\"helpful\":true,\"query\":{open}").into_bytes(),
        ),
        (
            "quotes",
            "/api/v1/support/forum/preview",
            preview("> ".repeat(16_000)),
        ),
        (
            "links",
            "/api/v1/support/forum/preview",
            preview("[a](/b)".repeat(4_600)),
        ),
        (
            "emphasis",
            "/api/v1/support/forum/preview",
            preview("*a **a ".repeat(4_600)),
        ),
        (
            "a table",
            "/api/v1/support/forum/preview",
            preview(format!(
                "|{}\n|{}\n{}",
                "a|".repeat(400),
                "-|".repeat(400),
                "|\n".repeat(15_000)
            )),
        ),
    ];
    let questions = [
        "a*+".repeat(2_600),
        "a+".repeat(4_000),
        "%22a+b%22+".repeat(700),
        "-a+".repeat(2_600),
        "%EF%B7%BA".repeat(800),
        "module:a+".repeat(800),
    ];
    let mut said = Vec::new();
    let mut round = || {
        said.clear();
        for (name, path, body) in &worst {
            said.push(format!("{name} {}", send(path, body)));
        }
        for question in &questions {
            let path = format!("/api/v1/support/search?q={question}&lang=en");
            said.push(format!("{} {}", &question[..3], &running.get(&path)[9..12]));
        }
    };
    round();
    let before = resident(running.pid());
    for _ in 0..10 {
        round();
    }
    let after = resident(running.pid());
    insta::assert_snapshot!(said.join("\n"), @"
    pixels 400
    a picture that is no such 400
    bytes 413
    depth 400
    quotes 400
    links 400
    emphasis 200
    a table 200
    a*+ 200
    a+a 200
    %22 200
    -a+ 200
    %EF 200
    mod 200
    ");
    assert!(after < before + 32 * 1024, "{before} KB, then {after} KB");
}
