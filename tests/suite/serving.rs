//! How answers travel: packed, in parts, with the headers that keep them what they are.

use std::io::Read as _;

use axum::http::{HeaderName, Method, StatusCode};
use ayuda::edition::pack_ahead;
use ayuda::packing::unpacked_brotli;
use image::ImageFormat;
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::harness::{Answer, Client, HelpCenter, Service, dot, photo};

/// A page, a drawing, a photo, a film that is longer than what is compared whole, captions,
/// and the same for customers.
fn help() -> HelpCenter {
    let words = "Change orders go to the owner, who signs them on the phone. ".repeat(40);
    let page = |title: &str, id: &str, gate: &str| {
        format!(
            "---\nid: {id}\ntitle: {title}\nsummary: Signatures.\n{gate}---\n{words}\n\n\
             ![Photo](p/{id}.png)\n![Drawing](p/{id}.svg)\n"
        )
    };
    let drawing = |id: &str| {
        let shapes = "<rect width=\"10\" height=\"10\"/>".repeat(80);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><title>{id}</title>{shapes}</svg>"
        )
    };
    let film: Vec<u8> = (0..1_500_000_u32).map(|at| (at / 7) as u8).collect();
    HelpCenter::new()
        .settings("[service]\nallowed_origins = [\"https://app.example.com\"]\n")
        .file("en/a.md", page("Sign", "KB-1", ""))
        .file("en/p/KB-1.png", photo(ImageFormat::Png, 60, 40, "one"))
        .file("en/p/KB-1.svg", drawing("KB-1"))
        .file("en/c.md", page("Closed", "KB-2", "visibility: customer\n"))
        .file("en/p/KB-2.png", dot("two"))
        .file("en/p/KB-2.svg", drawing("KB-2"))
        .file(
            "en/film.md",
            "---\ntitle: Film\nkind: video\nvideo: p/film.mp4\nduration: \"0:10\"\n---\nText.\n",
        )
        .file("en/p/film.mp4", film)
        .file(
            "en/p/film.vtt",
            "WEBVTT\n\n00:00.000 --> 00:05.000\nSign here.\n",
        )
        .file("en/old.md", "---\ntitle: Old\nstatus: archived\n---\nx\n")
        .file(
            "en/moved.md",
            "---\ntitle: Moved\nstatus: archived\nreplaced_by: KB-1\n---\nx\n",
        )
        .file(
            "es/viejo.md",
            "---\ntitle: Viejo\nstatus: archived\nvisibility: customer\n---\nx\n",
        )
}

/// The address of what a view has with this ending.
fn media(service: &Service, who: &str, ending: &str) -> Vec<String> {
    let viewer = ayuda::gate::Viewer::from_who(who).expect("a viewer");
    let view = service
        .app
        .published
        .current()
        .view(&viewer)
        .expect("a view");
    let paths = view.site.paths().filter(|path| path.contains("/media/"));
    let paths = paths.filter(|path| path.ends_with(ending));
    paths.collect()
}

fn asset(service: &Service) -> String {
    let edition = service.app.published.current();
    let mut paths = edition.public().site.paths();
    let found = paths.find(|path| path.starts_with("/assets/site.") && path.ends_with(".css"));
    found.expect("an asset")
}

fn unpacked(answer: &Answer) -> Vec<u8> {
    match answer.header("content-encoding") {
        "br" => unpacked_brotli(&answer.body, 1 << 24).expect("brotli"),
        "gzip" => {
            let mut bytes = Vec::new();
            let mut reader = flate2::read::GzDecoder::new(&answer.body[..]);
            reader.read_to_end(&mut bytes).expect("gzip");
            bytes
        }
        "" => answer.body.clone(),
        other => panic!("{other}"),
    }
}

fn accepting(client: &Client<'_>, path: &str, codings: &str) -> Answer {
    client.get_with(path, &[("accept-encoding", codings)])
}

/// Waits for the thread that packs.
fn packed_ahead(service: &Service) {
    let edition = service.app.published.current();
    pack_ahead(&edition, None);
    let kept = &edition.public().kept;
    let is_done = |path: &&str| {
        kept.find(path)
            .is_some_and(|page| page.packings().count() == 2)
    };
    let wanted = ["/en/a/", "/en/a.md", "/en/film/"];
    for _ in 0..6_000 {
        if wanted.iter().all(is_done) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("not packed");
}

#[test]
fn what_is_public_and_text_is_packed_and_comes_back_the_same() {
    let service = help().serve();
    let reader = service.anonymous();
    let paths = [
        "/en/".to_owned(),
        "/en/a/".to_owned(),
        "/en/a.md".to_owned(),
        "/docs".to_owned(),
        "/openapi.json".to_owned(),
        "/en/search/?q=sign".to_owned(),
        "/api/v1/support/kb/articles/KB-1".to_owned(),
        asset(&service),
        media(&service, "public", ".svg").remove(0),
    ];
    let plain: Vec<Answer> = paths.iter().map(|path| reader.get(path)).collect();
    let mut seen = Vec::new();
    for turn in ["on request", "kept", "packed ahead"] {
        if turn == "packed ahead" {
            packed_ahead(&service);
        }
        for (path, plain) in paths.iter().zip(&plain) {
            let packed = accepting(&reader, path, "gzip, deflate, br");
            assert_eq!(packed.status, StatusCode::OK, "{path}");
            assert_eq!(unpacked(&packed), plain.body, "{path}");
            assert!(packed.body.len() * 2 < plain.body.len(), "{path}");
            assert!(packed.header("vary").contains("accept-encoding"), "{path}");
            assert_eq!(packed.header("vary"), plain.header("vary"), "{path}");
            assert_ne!(packed.header("etag"), plain.header("etag"), "{path}");
            for same in ["content-type", "cache-control", "content-language"] {
                assert_eq!(packed.header(same), plain.header(same), "{path}: {same}");
            }
            // Whoever has one form of the bytes has them all, whatever a proxy made of the tag.
            for answer in [&packed, plain] {
                let tag = answer.header("etag");
                for named in [tag.to_owned(), format!("W/{tag}")] {
                    let saved = reader.get_with(
                        path,
                        &[("if-none-match", &named), ("accept-encoding", "br, gzip")],
                    );
                    assert_eq!(saved.status, StatusCode::NOT_MODIFIED, "{path} {named}");
                    assert_eq!(saved.header("etag"), tag, "{path}");
                    assert_eq!(saved.header("content-encoding"), "");
                    assert_eq!(saved.header("vary"), plain.header("vary"));
                }
            }
            let headers = [("accept-encoding", "gzip, deflate, br")];
            let head = reader.send(Method::HEAD, path, &headers, "");
            assert_eq!(head.header("etag"), packed.header("etag"), "{path}");
            let refused = accepting(&reader, path, "identity;q=0, br;q=0, gzip;q=0");
            assert_eq!(refused.body, plain.body, "{path}");
            if path == "/en/a/" {
                seen.push(format!("{turn}: {}", packed.header("content-encoding")));
            }
        }
    }
    assert_eq!(seen, ["on request: gzip", "kept: gzip", "packed ahead: br"]);
    let gzip = accepting(&reader, "/en/a/", "gzip;q=0.5, br;q=0.1");
    assert_eq!(gzip.header("content-encoding"), "gzip");
    assert_eq!(unpacked(&gzip), plain[1].body);
}

#[test]
fn pages_are_the_same_to_every_header_ahead_of_the_routes_and_behind_them() {
    let help = help();
    let (ahead, behind) = (help.serve(), help.serve().by_routes_alone());
    packed_ahead(&ahead);
    packed_ahead(&behind);
    let own = "https://app.example.com";
    let tag = ahead
        .anonymous()
        .get_with("/en/", &[("accept-encoding", "br")]);
    let asked: [&[(&str, &str)]; 9] = [
        &[("accept-encoding", "br, gzip")],
        &[("accept-encoding", "gzip"), ("origin", own)],
        &[
            ("accept-encoding", "br"),
            ("origin", "https://elsewhere.example"),
        ],
        &[
            ("accept-encoding", "br"),
            ("if-none-match", tag.header("etag")),
        ],
        &[("accept-encoding", "br"), ("if-match", "\"other\"")],
        &[("accept-encoding", "br"), ("authorization", "Bearer bad")],
        &[("accept-encoding", "br"), ("range", "bytes=0-9")],
        &[("accept-encoding", "br"), ("cookie", "ayuda_session=bad")],
        &[("accept-encoding", "br"), ("content-encoding", "gzip")],
    ];
    for path in [
        "/en/",
        "/es/",
        "/en/a/",
        "/en/a.md",
        &asset(&ahead),
        "/sitemap.xml",
        "/en/absent/",
        "/en/search/",
        "/en/search/?q=change",
        "/en/a/?q=change",
    ] {
        for headers in asked {
            let of = |service: &Service| to_every_header(&service.anonymous(), path, headers);
            assert_eq!(of(&ahead), of(&behind), "{path} {headers:?}");
        }
    }
}

/// Status, headers and body, but for what is another one for each request.
fn to_every_header(
    client: &Client<'_>,
    path: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, Vec<String>, Option<Vec<u8>>) {
    let answer = client.get_with(path, headers);
    // The length is written with the answer, whoever made it.
    let without_id = |(name, _): &(&_, &_)| {
        !["x-request-id", "content-length"].contains(&HeaderName::as_str(name))
    };
    let headers = answer.headers.iter().filter(without_id);
    let mut headers: Vec<String> = headers
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    // What is said of a failure names the request.
    let body = answer.status.is_success().then_some(answer.body);
    (answer.status, headers, body)
}

/// What was counted while `ask` asked, but for times.
fn counted(ask: impl FnOnce()) -> Vec<String> {
    let recorder = PrometheusBuilder::new().build_recorder();
    metrics::with_local_recorder(&recorder, ask);
    let told = recorder.handle().render();
    let lines = told
        .lines()
        .filter(|line| line.starts_with("ayuda_requests_total"));
    lines.map(str::to_owned).collect()
}

const SCREEN: &str = "/api/v1/support/kb/contextual";

/// Of a screen, and long enough in lists for its answers to be packed.
fn screen_article() -> String {
    let summary = "Who signs what, and on which screen. ".repeat(40);
    format!("---\ntitle: Screens\nsummary: {summary}\ncontexts: [/x]\n---\nText.\n")
}

#[test]
fn help_for_screens_is_the_same_to_every_header_ahead_of_the_routes_and_behind_them() {
    // Under a path of its own too, where the routes see less of the address.
    for base in ["", "/help"] {
        let help = help().file("en/x.md", screen_article());
        if base == "/help" {
            let settings = std::fs::read_to_string(help.path("ayuda.toml")).expect("settings");
            let below = format!("base_url = \"https://example.com{base}\"\n{settings}");
            std::fs::write(help.path("ayuda.toml"), below).expect("settings");
        }
        let (ahead, behind) = (help.serve(), help.serve().by_routes_alone());
        let own = "https://app.example.com";
        let first = format!("{base}{SCREEN}?url=/x&lang=en");
        let tag = behind.anonymous().get(&first).header("etag").to_owned();
        let packed = accepting(&behind.anonymous(), &first, "gzip");
        assert_eq!(packed.header("content-encoding"), "gzip");
        let asked: [&[(&str, &str)]; 17] = [
            &[],
            &[("accept-encoding", "br, gzip")],
            &[("accept-encoding", "gzip"), ("origin", own)],
            &[("origin", "https://elsewhere.example")],
            &[("accept-language", "es-MX, en;q=0.5")],
            &[("accept-language", "fr"), ("accept-encoding", "gzip")],
            &[("accept-language", "\u{e9}")],
            &[("if-none-match", &tag), ("origin", own)],
            &[("if-none-match", packed.header("etag"))],
            &[("if-none-match", "*"), ("accept-encoding", "gzip")],
            &[("if-match", "\"other\"")],
            &[("authorization", "Bearer bad")],
            &[("cookie", "ayuda_session=bad")],
            &[("cookie", "__Host-ayuda_session=bad")],
            &[("cookie", "theme=dark")],
            &[("range", "bytes=0-9"), ("accept-encoding", "gzip")],
            &[("content-encoding", "gzip")],
        ];
        let mut ahead_of_routes = 0;
        for query in [
            "",
            "?",
            "?url=/x&lang=en",
            "?url=/x&lang=es",
            "?url=%2Fx&lang=",
            "?url=/x&q=change",
            "?url=/x&explain=1&limit=1",
            "?module=none&role=pm&plan=pro&version=2",
            // Refused: nothing of it is remembered.
            "?url=/x&lang=fr",
            "?limit=0",
            "?explain=maybe",
        ] {
            let path = format!("{base}{SCREEN}{query}");
            for headers in asked {
                for turn in ["first", "remembered"] {
                    let of = |service: &Service| {
                        let mut answer = None;
                        let told = counted(|| {
                            answer = Some(to_every_header(&service.anonymous(), &path, headers));
                        });
                        assert_eq!(told.len(), 1, "{told:?}");
                        (answer, told)
                    };
                    assert_eq!(of(&ahead), of(&behind), "{path} {headers:?} {turn}");
                }
                // What the routes answer has its length already.
                let again = ahead.anonymous().get_with(&path, headers);
                if again.status == StatusCode::OK {
                    let is_ahead = again.header("content-length").is_empty();
                    let is_theirs = ["authorization", "cookie", "range", "content-encoding"];
                    let is_theirs = headers.iter().any(|(name, _)| is_theirs.contains(name));
                    assert_eq!(is_ahead, !is_theirs, "{path} {headers:?}");
                    ahead_of_routes += u32::from(is_ahead);
                }
            }
        }
        // Eight queries that are right, with seven heads that nobody else has to look at, and more.
        assert!(ahead_of_routes >= 8 * 7, "{ahead_of_routes} below `{base}`");
    }
}

#[test]
fn help_for_screens_is_counted_for_its_caller_ahead_of_the_routes_too() {
    let limited = "[service]\nrequests_per_minute = 4\nsearches_per_minute = 2\n\
                   allowed_origins = [\"https://app.example.com\"]\n";
    let help = help().settings(limited);
    let (ahead, behind) = (help.serve(), help.serve().by_routes_alone());
    let of = |service: &Service, query: &str| {
        let reader = service.anonymous().at("192.0.2.1");
        let origin = [("origin", "https://app.example.com")];
        let (status, headers, body) =
            to_every_header(&reader, &format!("{SCREEN}{query}"), &origin);
        // When the next may come depends on when this one came.
        let timed = |line: &String| {
            let is_refused = status == StatusCode::TOO_MANY_REQUESTS;
            is_refused && (line.starts_with("retry-after") || line.starts_with("ratelimit:"))
        };
        let headers: Vec<String> = headers.into_iter().filter(|line| !timed(line)).collect();
        (status, headers, body)
    };
    let mut told = Vec::new();
    for query in ["?url=/x", "?url=/x&q=a"] {
        for _ in 0..6 {
            let answer = of(&ahead, query);
            assert_eq!(answer, of(&behind, query), "{query} {told:?}");
            let left = answer.1.iter().find(|line| line.starts_with("ratelimit:"));
            told.push(format!(
                "{} {}",
                answer.0.as_u16(),
                left.map_or("", String::as_str)
            ));
        }
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    200 ratelimit: "\"requests\";r=3;t=15"
    200 ratelimit: "\"requests\";r=2;t=30"
    200 ratelimit: "\"requests\";r=1;t=45"
    200 ratelimit: "\"requests\";r=0;t=60"
    429 
    429 
    200 ratelimit: "\"searches\";r=1;t=30"
    200 ratelimit: "\"searches\";r=0;t=60"
    429 
    429 
    429 
    429
    "#);
}

#[test]
fn what_is_personal_small_or_packed_already_is_sent_as_it_is() {
    let service = help().serve();
    let reader = service.anonymous();
    let customer = service.sign_in("customer");
    for (client, path) in [
        (&customer, "/en/c/".to_owned()),
        (&customer, "/en/search/?q=sign".to_owned()),
        (&customer, "/api/v1/support/kb/articles/KB-1".to_owned()),
        (&customer, "/api/v1/support/kb/articles/KB-2".to_owned()),
        (&reader, "/healthz".to_owned()),
        (&reader, "/api/v1/support/kb/terms".to_owned()),
        (&reader, media(&service, "public", ".png").remove(0)),
    ] {
        let plain = client.get(&path);
        let packed = accepting(client, &path, "br, gzip, *");
        assert_eq!(packed.header("content-encoding"), "", "{path}");
        assert_eq!(packed.comparable(), plain.comparable(), "{path}");
    }
    let hidden: Vec<String> = media(&service, "customer", ".svg");
    for path in hidden {
        let answer = accepting(&customer, &path, "br, gzip");
        let is_public = answer.header("cache-control").starts_with("public");
        assert_eq!(
            answer.header("content-encoding") == "gzip",
            is_public,
            "{path}"
        );
    }
}

#[test]
fn conditions_are_held_in_their_order() {
    let service = help().serve();
    let reader = service.anonymous();
    let film = media(&service, "public", ".mp4").remove(0);
    for path in ["/en/a/", "/api/v1/support/kb/articles/KB-1", &film] {
        let tag = reader.get(path).header("etag").to_owned();
        let ask = |headers: &[(&str, &str)]| reader.get_with(path, headers).status.as_u16();
        assert_eq!(ask(&[("if-match", &tag)]), 200, "{path}");
        assert_eq!(ask(&[("if-match", "*")]), 200);
        assert_eq!(ask(&[("if-match", "\"x\""), ("if-match", &tag)]), 200);
        assert_eq!(ask(&[("if-match", "\"x\"")]), 412);
        // A strong comparison: a weak tag is none.
        assert_eq!(ask(&[("if-match", &format!("W/{tag}"))]), 412);
        assert_eq!(ask(&[("if-match", "\"x\""), ("if-none-match", &tag)]), 412);
        assert_eq!(ask(&[("if-match", &tag), ("if-none-match", &tag)]), 304);
        // There are no dates to compare with.
        let old = "Thu, 01 Jan 1970 00:00:00 GMT";
        assert_eq!(ask(&[("if-unmodified-since", old)]), 200);
        assert_eq!(
            ask(&[("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")]),
            200
        );
    }
    let failed = reader.get_with("/en/a/", &[("if-match", "\"x\"")]);
    assert_eq!(
        failed.json()["type"],
        "urn:ayuda:problem:precondition-failed"
    );
    let part = [("range", "bytes=0-1"), ("if-none-match", "*")];
    assert_eq!(reader.get_with(&film, &part).status.as_u16(), 304);
}

#[test]
fn pictures_films_and_assets_are_given_in_parts() {
    let service = help().serve();
    let reader = service.anonymous();
    let customer = service.sign_in("customer");
    let paths = [
        media(&service, "public", ".mp4").remove(0),
        media(&service, "public", ".png").remove(0),
        media(&service, "public", ".svg").remove(0),
        asset(&service),
    ];
    for path in &paths {
        for client in [&reader, &customer] {
            let whole = client.get(path);
            let length = whole.body.len();
            assert_eq!(whole.header("accept-ranges"), "bytes", "{path}");
            assert_eq!(whole.header("content-length"), length.to_string(), "{path}");
            let tag = whole.header("etag");
            let part = |range: &str, more: &[(&str, &str)]| {
                let mut headers = vec![("range", range), ("accept-encoding", "gzip, br")];
                headers.extend(more);
                client.get_with(path, &headers)
            };
            let middle = part("bytes=10-29", &[]);
            assert_eq!(middle.status, StatusCode::PARTIAL_CONTENT, "{path}");
            assert_eq!(
                middle.header("content-range"),
                format!("bytes 10-29/{length}")
            );
            assert_eq!(middle.header("content-length"), "20");
            assert_eq!(middle.header("content-encoding"), "");
            assert_eq!(middle.header("etag"), tag);
            assert_eq!(middle.body, whole.body[10..30]);
            let end = part("bytes=-5", &[]);
            assert_eq!(end.body, whole.body[length - 5..]);
            assert_eq!(part("bytes=0-", &[("if-range", tag)]).body, whole.body);
            assert_eq!(
                part("bytes=0-4", &[("if-range", tag)]).body,
                whole.body[..5]
            );
            for old in [
                "\"x\"",
                &format!("W/{tag}"),
                "Thu, 01 Jan 1970 00:00:00 GMT",
            ] {
                let all = part("bytes=0-4", &[("if-range", old)]);
                assert_eq!(
                    (all.status, unpacked(&all)),
                    (StatusCode::OK, whole.body.clone())
                );
            }
            for many in ["bytes=0-1,4-5", "bytes=5-2", "letters=0-1"] {
                assert_eq!(part(many, &[]).status, StatusCode::OK, "{path} {many}");
            }
            let behind = part(&format!("bytes={length}-"), &[]);
            assert_eq!(behind.status, StatusCode::RANGE_NOT_SATISFIABLE);
            assert_eq!(behind.header("content-range"), format!("bytes */{length}"));
            assert_eq!(
                behind.json()["type"],
                "urn:ayuda:problem:range-not-satisfiable"
            );
            let head = client.send(Method::HEAD, path, &[("range", "bytes=0-1")], "");
            assert_eq!(head.status, StatusCode::OK);
            assert_eq!(head.header("content-length"), length.to_string());
            assert!(head.body.is_empty());
        }
    }
    // Of a page there are no parts.
    let page = reader.get_with("/en/a/", &[("range", "bytes=0-9")]);
    assert_eq!(
        (page.status, page.header("accept-ranges")),
        (StatusCode::OK, "")
    );
    // What is hidden has none either, and is not behind any end.
    for path in media(&service, "customer", ".png") {
        let hidden = reader.get(&path).status == StatusCode::NOT_FOUND;
        let asked = reader.get_with(&path, &[("range", "bytes=99999999-")]);
        let expected = if hidden { 404 } else { 416 };
        assert_eq!(asked.status.as_u16(), expected, "{path}");
    }
}

#[test]
fn a_picture_whose_file_was_changed_is_never_sent_wrong() {
    let help = help();
    let service = help.serve();
    let reader = service.anonymous();
    let folder = help.path("index/built/media");
    let paths = [
        media(&service, "public", ".mp4").remove(0),
        media(&service, "public", ".png").remove(0),
    ];
    let before: Vec<Vec<u8>> = paths.iter().map(|path| reader.get(path).body).collect();
    for entry in std::fs::read_dir(&folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path)
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let bytes = std::fs::read(&path).expect("a file");
        std::fs::write(&path, &bytes[1..]).expect("a shorter file");
    }
    for path in &paths {
        let answer = reader.get(path);
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert_eq!(answer.json()["type"], "urn:ayuda:problem:internal");
    }
    // The next edition puts them back.
    service.publish(&help);
    for (path, bytes) in paths.iter().zip(&before) {
        assert_eq!(&reader.get(path).body, bytes, "{path}");
    }
    std::fs::remove_dir_all(&folder).expect("removed");
    assert_eq!(
        reader.get(&paths[0]).status,
        StatusCode::INTERNAL_SERVER_ERROR
    );
}

#[test]
fn every_kind_of_answer_has_its_headers() {
    let service = help().serve();
    let reader = service.anonymous();
    let customer = service.sign_in("customer");
    let hidden = media(&service, "customer", ".png");
    let hidden = hidden
        .iter()
        .find(|path| reader.get(path).status == StatusCode::NOT_FOUND);
    let names = [
        "content-type",
        "cache-control",
        "vary",
        "content-security-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
        "referrer-policy",
        "x-content-type-options",
    ];
    let mut told = Vec::new();
    for (what, client, path) in [
        ("page", &reader, "/en/a/"),
        ("asset", &reader, asset(&service).as_str()),
        (
            "picture",
            &reader,
            media(&service, "public", ".png")[0].as_str(),
        ),
        (
            "drawing",
            &reader,
            media(&service, "public", ".svg")[0].as_str(),
        ),
        (
            "film",
            &reader,
            media(&service, "public", ".mp4")[0].as_str(),
        ),
        ("API", &reader, "/api/v1/support/kb/articles/KB-1"),
        ("absent", &reader, "/nothing"),
        ("gone", &reader, "/en/old/"),
        ("restricted page", &customer, "/en/c/"),
        (
            "restricted picture",
            &customer,
            hidden.expect("a picture").as_str(),
        ),
        ("feed", &reader, "/en/feed.xml"),
    ] {
        let answer = client.get(path);
        told.push(format!("{what} {}", answer.status.as_u16()));
        let policy = "default-src 'none'; img-src 'self' data:; media-src 'self' https:; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self' https://app.example.com; frame-src https://www.youtube-nocookie.com https://player.vimeo.com";
        for name in names {
            let lines = answer.headers.get_all(name).iter();
            let lines: Vec<&str> = lines.map(|line| line.to_str().expect("text")).collect();
            let value = lines.join(" | ").replace(policy, "POLICY");
            told.push(format!("  {name}: {value}"));
        }
    }
    insta::assert_snapshot!(told.join("\n"), @"
    page 200
      content-type: text/html; charset=utf-8
      cache-control: public, max-age=0, must-revalidate
      vary: accept-encoding | origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: same-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    asset 200
      content-type: text/css; charset=utf-8
      cache-control: public, max-age=31536000, immutable
      vary: accept-encoding | origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: cross-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    picture 200
      content-type: image/png
      cache-control: public, max-age=31536000, immutable
      vary: origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: cross-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    drawing 200
      content-type: image/svg+xml
      cache-control: public, max-age=31536000, immutable
      vary: accept-encoding | origin
      content-security-policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: cross-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    film 200
      content-type: video/mp4
      cache-control: public, max-age=31536000, immutable
      vary: origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: cross-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    API 200
      content-type: application/json
      cache-control: public, max-age=0, must-revalidate
      vary: accept-encoding, accept-language, authorization, cookie | origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: same-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    absent 404
      content-type: text/html; charset=utf-8
      cache-control: private, no-store
      vary: accept-encoding | origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: same-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    gone 410
      content-type: text/html; charset=utf-8
      cache-control: private, no-store
      vary: origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: same-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    restricted page 200
      content-type: text/html; charset=utf-8
      cache-control: private, no-store
      vary: origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: same-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    restricted picture 200
      content-type: image/png
      cache-control: private, no-store
      vary: origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: same-site
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    feed 200
      content-type: application/atom+xml; charset=utf-8
      cache-control: public, max-age=0, must-revalidate
      vary: accept-encoding | origin
      content-security-policy: POLICY
      cross-origin-opener-policy: same-origin
      cross-origin-resource-policy: same-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      referrer-policy: strict-origin-when-cross-origin
      x-content-type-options: nosniff
    ");
}

#[test]
fn what_was_taken_down_says_so_on_a_page_in_the_language_of_its_address() {
    let service = help().serve();
    let reader = service.anonymous();
    let gone = reader.get("/en/old/");
    assert_eq!(gone.status, StatusCode::GONE);
    assert_eq!(gone.header("cache-control"), "private, no-store");
    assert_eq!(gone.media_type(), "text/html; charset=utf-8");
    let text = gone.text();
    assert!(text.contains("<html lang=\"en\"") && text.contains("This page was taken down"));
    assert!(text.contains("noindex") && !text.contains("Old"), "{text}");
    assert_eq!(reader.get("/en/old").text(), text);
    // One hop, and nothing at all of what the reader may not know.
    assert_eq!(reader.get("/en/moved").header("location"), "/en/a/");
    let (hidden, absent) = (reader.get("/es/viejo/"), reader.get("/es/nunca/"));
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    assert_eq!(hidden.text().replace("viejo", "nunca"), absent.text());
    let known = service.sign_in("customer").get("/es/viejo/");
    assert_eq!(known.status, StatusCode::GONE);
    assert!(known.text().contains("Esta página se retiró"));
}
