//! The table of channels: what could carry something restricted, and how it is asked.
//!
//! A new way to reach the service gets a row here, or its requests are added to the row
//! that it belongs to. Each row is asked by every audience in both languages.

use axum::http::Method;

use crate::leaks::planted::{GATES, SHOWN, SOMETIMES, UNSHOWN, canary, category, post_key};

/// One request.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(&'static str, &'static str)>,
    pub body: String,
}

impl Ask {
    pub fn get(path: impl Into<String>) -> Self {
        Ask {
            method: Method::GET,
            path: path.into().replace(' ', "%20"),
            headers: Vec::new(),
            body: String::new(),
        }
    }

    fn send(method: Method, path: impl Into<String>, body: &str) -> Self {
        Ask {
            method,
            body: body.to_owned(),
            headers: vec![("content-type", "application/json")],
            ..Ask::get(path)
        }
    }

    fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// What a row is asked with: a language, and every address that anybody can open.
pub struct Place<'a> {
    pub language: &'static str,
    pub paths: &'a [String],
}

pub struct Channel {
    /// A channel keeps its number; all of them from 1 to 54 are in one of the three lists.
    pub number: u8,
    pub name: &'static str,
    pub asks: fn(&Place<'_>) -> Vec<Ask>,
    /// Whether who may read something sees it here: then the row must show it to them.
    pub shows: bool,
}

const fn row(number: u8, name: &'static str, asks: fn(&Place<'_>) -> Vec<Ask>) -> Channel {
    Channel {
        number,
        name,
        asks,
        shows: true,
    }
}

const fn mute(number: u8, name: &'static str, asks: fn(&Place<'_>) -> Vec<Ask>) -> Channel {
    Channel {
        number,
        name,
        asks,
        shows: false,
    }
}

pub const CHANNELS: &[Channel] = &[
    row(1, "pages, with comments, meta and structured data", pages),
    row(2, "sitemap and alternates", |_| {
        ["/sitemap.xml", "/robots.txt"].map(Ask::get).to_vec()
    }),
    row(3, "feeds and what is new", |at| {
        locally(at, ["feed.xml", "opensearch.xml", "whats-new/", "videos/"])
    }),
    row(5, "hits, snippets and totals", |at| {
        let mut asks: Vec<Ask> = words(at)
            .iter()
            .map(|word| query(at, "search", "q", word))
            .collect();
        for word in ["zq7f", "KB-2", "passage"] {
            asks.extend(searches(at, word));
        }
        for (gate, ..) in GATES {
            asks.extend(searches(at, &canary(gate, at.language, "body")));
        }
        asks
    }),
    row(6, "completion of every beginning", |at| {
        beginnings(at)
            .iter()
            .map(|word| query(at, "suggest", "q", word))
            .collect()
    }),
    mute(7, "did you mean, by every mistyped word", |at| {
        mistyped(at)
            .iter()
            .map(|word| query(at, "search", "q", word))
            .collect()
    }),
    row(
        43,
        "the forum: lists, posts, members, search, and acts on what is not there",
        forum,
    ),
    row(8, "facets, counts and pages", |at| {
        let mut asks = Vec::new();
        for tail in [
            "",
            "&limit=1",
            "&limit=1&page=2",
            "&kind=video",
            "&module=roofs",
            "&tag=roof",
        ] {
            for word in ["roof", "gutter ladder"] {
                asks.push(api(at, &format!("search?q={word}{tail}")));
                asks.push(api(at, &format!("kb/articles?q={word}{tail}")));
                asks.push(Ask::get(format!("/{}/search/?q={word}{tail}", at.language)));
            }
        }
        asks
    }),
    row(9, "scores, order and their statistics", |at| {
        let words = [
            "roof",
            "gutter",
            "ladder",
            "roof gutter",
            "\"roof and the gutter\"",
            "roof -ladder",
        ];
        words.iter().flat_map(|word| searches(at, word)).collect()
    }),
    row(10, "what is popular and helpful", |at| {
        ["helpful", "updated", "title", "popular"]
            .map(|sort| api(at, &format!("kb/articles?sort={sort}&limit=100")))
            .to_vec()
    }),
    row(11, "related articles", |at| {
        everything(at, |gate| format!("kb/articles/KB-{gate}"))
    }),
    row(12, "previous, next and the way back", |at| {
        let mut asks = everything(at, |gate| format!("kb/articles/KB-{gate}2"));
        for (gate, ..) in GATES {
            let slug = canary(gate, at.language, "slug");
            for path in [
                format!("{}/{slug}/", folder(at.language)),
                format!("zq7f{gate}place-{}/film/", at.language),
            ] {
                asks.push(Ask::get(format!("/{}/{path}", at.language)));
            }
        }
        asks
    }),
    row(13, "tags", |at| {
        let mut asks = vec![Ask::get(format!("/{}/tags/roof/", at.language))];
        for (gate, ..) in GATES {
            let tag = canary(gate, at.language, "tag");
            asks.push(Ask::get(format!("/{}/tags/{tag}/", at.language)));
            asks.push(api(at, &format!("kb/articles?tag={tag}")));
            asks.push(query(at, "search", "q", &format!("tag:{tag}")));
        }
        asks
    }),
    row(14, "categories and their counts", |at| {
        let mut asks = vec![api(at, "kb/categories")];
        for (gate, ..) in GATES {
            asks.push(api(at, &format!("kb/articles?category=zq7f{gate}folder")));
            asks.push(Ask::get(format!("/{0}/zq7f{gate}place-{0}/", at.language)));
        }
        asks
    }),
    row(15, "translations and the switch between languages", |at| {
        let other = if at.language == "en" { "es" } else { "en" };
        let mut asks = Vec::new();
        for (gate, ..) in GATES {
            asks.push(api(
                at,
                &format!("kb/articles/{}", canary(gate, other, "slug")),
            ));
            asks.push(Ask::get(format!(
                "/{}/{}/{}/",
                at.language,
                folder(at.language),
                canary(gate, other, "slug")
            )));
        }
        asks.push(api(at, "kb/articles/KB-2"));
        asks
    }),
    row(16, "included passages and terms", |at| {
        let mut asks = vec![api(at, "kb/terms")];
        for (gate, ..) in GATES {
            asks.push(api(at, &format!("kb/terms?keys=zq7f{gate}term")));
            asks.push(Ask::get(format!(
                "/{}/zq7f{gate}folder/_passage/",
                at.language
            )));
            asks.push(Ask::get(format!(
                "/{}/zq7f{gate}folder/_passage.md",
                at.language
            )));
        }
        asks
    }),
    row(18, "one answer for hidden and absent", |at| {
        let mut asks = everything(at, |gate| format!("kb/articles/roofs%2Fzq7f{gate}file"));
        for (gate, ..) in GATES {
            let slug = canary(gate, at.language, "slug");
            let path = format!("/{}/{}/{slug}/", at.language, folder(at.language));
            asks.push(Ask::get(format!("/go/{slug}")));
            asks.push(Ask::get(format!("{path}?return_to=//evil.example")));
        }
        asks.extend(locally(at, ["search/", "sign-out/", "nowhere/"]));
        asks.push(Ask::get("/api/v1/support/session"));
        asks
    }),
    mute(19, "votes and views of what is hidden", |at| {
        let mut asks = Vec::new();
        for (gate, ..) in GATES.iter().skip(1) {
            for tail in ["feedback", "views"] {
                let path = format!(
                    "/api/v1/support/kb/articles/KB-{gate}/{tail}?lang={}",
                    at.language
                );
                for body in ["{\"helpful\": true}", "{}", "", "[", "{\"helpful\": 3}"] {
                    let ask = Ask::send(Method::POST, &path, body);
                    asks.push(ask.with("user-agent", "Mozilla/5.0 Firefox/140.0"));
                }
            }
            let path = format!(
                "/api/v1/support/kb/articles/KB-{gate}/feedback?lang={}",
                at.language
            );
            asks.push(Ask::send(Method::DELETE, path, ""));
        }
        asks
    }),
    mute(20, "old addresses, and those of what was archived", |at| {
        let names = |gate| {
            let alias = format!("/{}/{}/", at.language, canary(gate, at.language, "alias"));
            let states = ["archived", "draft", "review"].map(|state| {
                format!(
                    "/{}/{}/zq7f{gate}{state}/",
                    at.language,
                    folder(at.language)
                )
            });
            states.into_iter().chain([alias])
        };
        let paths = GATES.iter().flat_map(|one| names(one.0));
        paths.map(Ask::get).collect()
    }),
    mute(23, "conditional requests", |at| {
        let mut asks = Vec::new();
        for (gate, ..) in GATES {
            let path = format!(
                "/{}/{}/{}/",
                at.language,
                folder(at.language),
                canary(gate, at.language, "slug")
            );
            asks.push(Ask::get(&path).with("if-none-match", "*"));
            asks.push(Ask::get(&path).with("if-modified-since", "Thu, 01 Jan 2026 00:00:00 GMT"));
            asks.push(Ask {
                method: Method::HEAD,
                ..Ask::get(path)
            });
        }
        asks
    }),
    row(24, "caches that keep by other headers", |at| {
        let headers = [
            ("x-forwarded-host", "evil.example"),
            ("x-original-url", "/admin"),
            ("forwarded", "host=evil.example"),
            ("cookie", "ayuda_session=x"),
            ("referer", "https://evil.example/zq7f"),
        ];
        let mut asks = Vec::new();
        for (name, value) in headers {
            asks.push(Ask::get(format!("/{}/", at.language)).with(name, value));
            asks.push(
                Ask::get(format!(
                    "/{}/{}/{}/",
                    at.language,
                    folder(at.language),
                    canary('a', at.language, "slug")
                ))
                .with(name, value),
            );
        }
        asks
    }),
    mute(25, "answers under the name of a file", |at| {
        [
            "search/x.css?q=roof",
            "search;.js?q=roof",
            "search%2fx.css?q=roof",
            "kb/articles/x.css",
            "kb/categories/x.js",
        ]
        .map(|tail| api(at, tail))
        .to_vec()
    }),
    mute(28, "source maps and stamps of the build", |_| {
        [
            "/site.css.map",
            "/build.json",
            "/manifest.json",
            "/.build",
            "/assets/",
        ]
        .map(Ask::get)
        .to_vec()
    }),
    row(29, "Markdown twins", |at| {
        at.paths
            .iter()
            .filter(|path| path.ends_with(".md"))
            .map(Ask::get)
            .collect()
    }),
    row(30, "lists for machines", |at| {
        let mut asks = ["/llms.txt", "/llms-full.txt", "/robots.txt"]
            .map(Ask::get)
            .to_vec();
        asks.extend(locally(at, ["llms.txt", "llms-full.txt"]));
        asks
    }),
    mute(31, "pictures for sharing", |at| {
        let start = format!("/og/{}/", at.language);
        let own = at.paths.iter().filter(|path| path.starts_with(&start));
        let guessed = [
            "/og/",
            "/og/en.png",
            "/og/en/",
            "/og/es/0123456789abcdef0123.png",
        ];
        own.map(Ask::get).chain(guessed.map(Ask::get)).collect()
    }),
    row(32, "pictures and films", |at| {
        at.paths
            .iter()
            .filter(|path| path.starts_with("/media/"))
            .map(Ask::get)
            .collect()
    }),
    mute(34, "reports of the build, and those for staff", |at| {
        let mut asks = [
            "/diagnostics.json",
            "/check.json",
            "/report.json",
            "/.git/HEAD",
            "/ayuda.toml",
        ]
        .map(Ask::get)
        .to_vec();
        asks.push(api(at, "admin/dashboard"));
        let reload = format!("/api/v1/support/admin/reload?lang={}", at.language);
        asks.push(Ask::send(Method::POST, reload, ""));
        for subject in ["posts/p0123456789a", "categories/billing"] {
            let path = format!("/api/v1/support/forum/{subject}/follow");
            asks.push(Ask::send(Method::PUT, &path, ""));
            asks.push(Ask::send(Method::DELETE, &path, ""));
        }
        asks.push(api(at, "forum/following"));
        asks.push(Ask::get("/unsubscribe?token=a.b.c"));
        asks.push(api(at, "admin/reload"));
        for report in [
            "nothing-found",
            "not-opened",
            "not-helpful",
            "screens",
            "stale",
            "comments",
        ] {
            asks.push(api(at, &format!("admin/reports/{report}?limit=100")));
        }
        asks.extend(locally(
            at,
            [
                "_reports/",
                "_reports/?report=stale",
                "_reports/?report=screens",
            ],
        ));
        asks.extend(locally(
            at,
            [
                "_index.md",
                "roofs/_index.md",
                "_terms.toml",
                "_tours/roofs.md",
            ],
        ));
        asks
    }),
    mute(38, "refusals that say too much", |at| {
        let mut asks = Vec::new();
        for (gate, ..) in GATES {
            asks.push(api(
                at,
                &format!("kb/articles?module=zq7f{gate}module&page=zero"),
            ));
            asks.push(api(
                at,
                &format!("kb/articles?sort={}", canary(gate, at.language, "title")),
            ));
            asks.push(api(
                at,
                &format!("kb/contextual?url=/zq7f{gate}module/x&version=one"),
            ));
        }
        asks
    }),
    mute(
        39,
        "parameters for debugging, and the description of the API",
        |at| {
            let mut asks = ["/openapi.json", "/docs", "/healthz", "/readyz"]
                .map(Ask::get)
                .to_vec();
            for tail in [
                "explain=1",
                "debug=1",
                "profile=true",
                "trace=1",
                "as=internal",
                "visibility=internal",
                "role=admin",
            ] {
                asks.push(api(at, &format!("search?q=zq7f&{tail}")));
                asks.push(api(at, &format!("kb/contextual?url=/nowhere&{tail}")));
            }
            asks
        },
    ),
    mute(40, "folders, dotfiles and copies", |at| {
        [
            "/.git/",
            "/content/",
            "/index/",
            "/data/ayuda.db",
            "/media/",
            "/en/roofs/.draft.md",
            "/en/roofs/index.html~",
        ]
        .map(Ask::get)
        .into_iter()
        .chain(locally(at, ["roofs/index.html.bak", ""]))
        .collect()
    }),
    mute(41, "ways around an address", |at| {
        let mut asks = Vec::new();
        for (gate, ..) in GATES.iter().skip(1) {
            let slug = canary(*gate, at.language, "slug");
            for path in [
                format!("//{}/{}/{slug}/", at.language, folder(at.language)),
                format!("/{}/ROOFS/{slug}/", at.language),
                format!("/{}/{}/./{slug}/", at.language, folder(at.language)),
                format!("/{}/x/../{}/{slug}/", at.language, folder(at.language)),
                format!("/{}/{}%2f{slug}/", at.language, folder(at.language)),
                format!("/{}/{}/{slug}/.", at.language, folder(at.language)),
                format!("/{}/{}/{slug}%00/", at.language, folder(at.language)),
                format!(
                    "/{}/{}/{}/",
                    at.language,
                    folder(at.language),
                    slug.to_uppercase()
                ),
            ] {
                asks.push(Ask::get(path));
            }
        }
        asks
    }),
    row(47, "ids, one after the other", |at| {
        let mut asks: Vec<Ask> = (0..12)
            .map(|id| api(at, &format!("kb/articles/KB-{id:06}")))
            .collect();
        asks.extend(
            GATES
                .iter()
                .map(|one| Ask::get(format!("/go/KB-{}", one.0))),
        );
        asks.push(api(at, "kb/articles?limit=100"));
        asks
    }),
    mute(48, "claims from anywhere but the token", |at| {
        let mut asks = Vec::new();
        for (gate, ..) in GATES.iter().skip(1) {
            let article = format!("kb/articles/KB-{gate}");
            for tail in [
                "visibility=internal",
                "roles=admin,owner,pm,field&plan=business",
                "token=x",
                "as=internal:admin",
            ] {
                asks.push(api(at, &format!("{article}?{tail}")));
            }
            for (name, value) in [
                ("x-visibility", "internal"),
                ("x-role", "admin"),
                ("cookie", "visibility=internal; roles=admin"),
                ("x-user", "admin"),
                ("x-http-method-override", "GET"),
            ] {
                asks.push(api(at, &article).with(name, value));
            }
        }
        asks
    }),
    row(49, "packed answers, and tags of what was packed", |at| {
        let mut asks = Vec::new();
        for path in [
            "",
            "roofs/",
            "techos/",
            "feed.xml",
            "llms.txt",
            "search/?q=roof",
        ] {
            asks.push(Ask::get(format!("/{}/{path}", at.language)));
        }
        for word in ["roof", "zq7f"] {
            asks.extend(searches(at, word));
        }
        for (gate, ..) in GATES {
            asks.push(api(at, &format!("kb/articles/KB-{gate}")));
        }
        asks.extend(
            at.paths
                .iter()
                .filter(|path| path.ends_with(".svg"))
                .map(Ask::get),
        );
        let known = asks
            .clone()
            .into_iter()
            .map(|ask| ask.with("if-none-match", "*"));
        let known: Vec<Ask> = known.collect();
        let packed = asks.into_iter().chain(known);
        packed
            .map(|ask| ask.with("accept-encoding", "gzip, br"))
            .collect()
    }),
    row(50, "parts of pictures and films", |at| {
        let media = at.paths.iter().filter(|path| path.starts_with("/media/"));
        let parts = [
            "bytes=0-",
            "bytes=-40",
            "bytes=3-9",
            "bytes=99999999-",
            "bytes=0-1,4-5",
        ];
        let asks = media.flat_map(|path| parts.map(|part| Ask::get(path).with("range", part)));
        asks.collect()
    }),
    mute(51, "heads of answers", |at| {
        let head = |ask: Ask| Ask {
            method: Method::HEAD,
            ..ask
        };
        let mut asks: Vec<Ask> = at.paths.iter().map(Ask::get).map(head).collect();
        for (gate, ..) in GATES {
            asks.push(head(api(at, &format!("kb/articles/KB-{gate}"))));
            asks.push(head(api(
                at,
                &format!("search?q={}", canary(gate, at.language, "title")),
            )));
        }
        asks
    }),
    mute(27, "the widget, which loads no content ahead", |_| {
        ["/widget.js", "/widget/0.1.0-0123456789/en.js"]
            .map(Ask::get)
            .to_vec()
    }),
    mute(52, "files for hosts of the public folder", |_| {
        ["/_headers", "/_nginx.conf", "/_redirects", "/.ayuda"]
            .map(Ask::get)
            .to_vec()
    }),
    mute(53, "pages for what was taken down", |at| {
        let mut asks = locally(at, ["410.html"]);
        for (gate, ..) in GATES {
            let path = format!(
                "/{}/{}/zq7f{gate}archived",
                at.language,
                folder(at.language)
            );
            for tail in ["", "/", "?a=b", "/index.html"] {
                asks.push(Ask::get(format!("{path}{tail}")).with("accept", "text/html"));
            }
        }
        asks
    }),
];

/// Channels that have a test of their own: its file and name.
pub const ELSEWHERE: &[(u8, &str, &str)] = &[
    (
        17,
        "tests/suite/diagnostics.rs",
        "nothing_passes_through_a_gate",
    ),
    (
        21,
        "tests/suite/leaks/mod.rs",
        "what_was_taken_away_is_gone_from_the_folder",
    ),
    (
        22,
        "tests/suite/leaks/mod.rs",
        "what_became_stricter_is_gone_with_the_next_edition",
    ),
    (
        26,
        "tests/browser/widget/restricted.rs",
        "after_signing_out_nothing_restricted_is_left_anywhere",
    ),
    (
        35,
        "tests/suite/commands.rs",
        "dev_is_for_this_machine_alone",
    ),
    (
        36,
        "tests/suite/telling.rs",
        "metrics_have_labels_from_fixed_lists_alone",
    ),
    (
        37,
        "tests/suite/telling.rs",
        "logs_tell_each_request_and_nothing_that_anybody_wrote",
    ),
    (42, "benches/hidden.rs", "main"),
    (
        44,
        "src/forum/tests/outbox/leaving.rs",
        "what_is_closed_between_act_and_sending_is_in_no_byte_that_leaves",
    ),
    (
        45,
        "src/storage/tests/files.rs",
        "only_the_owner_may_read_the_database",
    ),
    (
        46,
        "tests/suite/insight.rs",
        "what_readers_wrote_is_text_on_the_page",
    ),
    (
        54,
        "tests/suite/demo.rs",
        "without_the_option_nobody_is_handed_a_token",
    ),
];

/// Channels that are not there. Each is asked for, so that this is seen to be so.
pub const ABSENT: &[(u8, &str, &str)] = &[
    (4, "the site ships no search index", "/search.json"),
    (
        33,
        "no list or archive of attachments",
        "/en/attachments.zip",
    ),
];

/// The folder of all articles, as readers of a language know it.
fn folder(language: &str) -> &'static str {
    match language {
        "es" => "techos",
        _ => "roofs",
    }
}

fn api(at: &Place<'_>, tail: &str) -> Ask {
    let mark = if tail.contains('?') { '&' } else { '?' };
    Ask::get(format!("/api/v1/support/{tail}{mark}lang={}", at.language))
}

fn query(at: &Place<'_>, path: &str, name: &str, value: &str) -> Ask {
    let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    api(at, &format!("{path}?{name}={value}"))
}

fn searches(at: &Place<'_>, word: &str) -> Vec<Ask> {
    let q: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
    vec![
        query(at, "search", "q", word),
        query(at, "suggest", "q", word),
        query(at, "kb/articles", "q", word),
        Ask::get(format!("/{}/search/?q={q}", at.language)),
    ]
}

fn locally<const N: usize>(at: &Place<'_>, tails: [&str; N]) -> Vec<Ask> {
    tails
        .map(|tail| Ask::get(format!("/{}/{tail}", at.language)))
        .to_vec()
}

fn everything(at: &Place<'_>, tail: impl Fn(char) -> String) -> Vec<Ask> {
    let mut asks: Vec<Ask> = GATES.iter().map(|one| api(at, &tail(one.0))).collect();
    for (gate, ..) in GATES {
        asks.push(api(at, &format!("kb/tours/zq7f{gate}module")));
        asks.push(api(at, &format!("kb/contextual?url=/zq7f{gate}module/x")));
        asks.push(api(
            at,
            &format!("kb/contextual?module=zq7f{gate}module&explain=true"),
        ));
    }
    asks.push(api(at, "kb/contextual?url=/roofs&limit=100"));
    asks
}

fn pages(at: &Place<'_>) -> Vec<Ask> {
    let own = format!("/{}/", at.language);
    let mut asks: Vec<Ask> = at
        .paths
        .iter()
        .filter(|path| path.starts_with(&own) && !path.ends_with(".md"))
        .map(Ask::get)
        .collect();
    asks.extend(["/", "/404.html", "/nowhere/"].map(Ask::get));
    asks
}

/// Every planted word, and words that stand on both sides of the gates.
fn words(at: &Place<'_>) -> Vec<String> {
    let planted = GATES.iter().flat_map(|one| {
        let parts = SHOWN.iter().chain(&SOMETIMES).chain(&UNSHOWN);
        parts.map(|part| canary(one.0, at.language, part))
    });
    let common = ["roof", "gutter", "ladder", "passage", "zq7f", "KB-2"].map(str::to_owned);
    let ids = GATES.iter().map(|one| format!("KB-{}", one.0));
    planted.chain(common).chain(ids).collect()
}

fn beginnings(at: &Place<'_>) -> Vec<String> {
    let mut all = vec![
        "r".to_owned(),
        "ro".to_owned(),
        "gut".to_owned(),
        "lad".to_owned(),
    ];
    for (gate, ..) in GATES {
        let word = canary(gate, at.language, "title");
        all.extend([1, 2, 3, 4, 5, 7, 9].map(|end| word[..end].to_owned()));
    }
    all.sort();
    all.dedup();
    all
}

/// Planted words with a letter too few, one too many, two swapped, one changed.
fn mistyped(at: &Place<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for (gate, ..) in GATES {
        for part in ["title", "body", "tag"] {
            let word = canary(gate, at.language, part);
            let end = word.len() - 1;
            all.push(word[..end].to_owned());
            all.push(format!("{word}x"));
            all.push(format!("{}x", &word[..end]));
            all.push(word.replacen("q7", "7q", 1));
        }
    }
    all
}

/// Whatever the forum answers. What is done to a post of somebody else's is in
/// `tests/suite/forum.rs`: here it would be done once for each audience.
fn forum(at: &Place<'_>) -> Vec<Ask> {
    let mut asks = vec![
        api(at, "forum/posts?limit=100"),
        api(at, "forum/posts?limit=100&sort=votes&status=answered"),
        api(at, "forum/categories"),
        api(at, "forum/queue"),
        api(at, "forum/acts"),
        api(at, "forum/search?q=roof&limit=100"),
        api(at, "forum/search?q=zq7f&limit=100"),
        api(at, "forum/similar?title=The+roof+of+a+member"),
        api(at, "search?q=member"),
    ];
    for (gate, ..) in GATES {
        let key = post_key(gate, at.language);
        let reply = key.replacen('p', "r", 1);
        let part = category(gate);
        for tail in [
            format!("forum/posts/{key}"),
            format!("forum/revisions/{key}"),
            format!("forum/revisions/{reply}"),
            format!("forum/posts?category={part}&limit=100"),
            format!("forum/posts?author=zq7f{gate}asker"),
            format!("forum/posts?tag={}", canary(gate, at.language, "tag")),
            format!("forum/members/zq7f{gate}asker"),
            format!("forum/members/zq7f{gate}answerer"),
            format!("forum/search?q={}", canary(gate, at.language, "body")),
            format!("forum/search?q=roof&category={part}"),
            format!("forum/search?q=roof&author=zq7f{gate}asker"),
            format!("forum/similar?title={}", canary(gate, at.language, "title")),
        ] {
            asks.push(api(at, &tail));
        }
    }
    let never = "/api/v1/support/forum/posts/p0123456789a";
    let no_reply = "/api/v1/support/forum/replies/r0123456789a";
    let members = "/api/v1/support/forum/members/nobody";
    let act = |method: Method, path: String| {
        Ask::send(
            method,
            path,
            r#"{"body": "So.", "reason": "spam", "decision": "keep"}"#,
        )
    };
    for path in [never, no_reply] {
        asks.push(act(Method::PATCH, path.to_owned()));
        asks.push(act(Method::DELETE, path.to_owned()));
        asks.push(act(Method::POST, format!("{path}/report")));
        for tail in ["vote", "hidden"] {
            asks.push(act(Method::PUT, format!("{path}/{tail}")));
            asks.push(act(Method::DELETE, format!("{path}/{tail}")));
        }
    }
    for tail in ["accepted", "verified"] {
        asks.push(act(Method::PUT, format!("{no_reply}/{tail}")));
        asks.push(act(Method::DELETE, format!("{no_reply}/{tail}")));
    }
    for method in [Method::PUT, Method::DELETE] {
        asks.push(act(
            method.clone(),
            format!("{never}/duplicate/p0123456789b"),
        ));
        asks.push(act(method, format!("{members}/blocked")));
    }
    asks.push(act(Method::POST, format!("{never}/replies")));
    asks.push(act(Method::POST, "/api/v1/support/forum/posts".to_owned()));
    asks.push(act(
        Method::POST,
        "/api/v1/support/forum/preview".to_owned(),
    ));
    asks.push(act(
        Method::POST,
        "/api/v1/support/forum/queue/p0123456789a".to_owned(),
    ));
    for method in [Method::PUT, Method::DELETE] {
        asks.push(act(method.clone(), format!("{never}/follow")));
        asks.push(act(
            method,
            "/api/v1/support/forum/categories/nowhere/follow".to_owned(),
        ));
    }
    asks.push(api(at, "forum/following"));
    // An empty file is none: nothing is left of it.
    asks.push(Ask::send(Method::POST, "/api/v1/support/forum/files", ""));
    // A category that nobody may read is no category: nothing tells that it is there.
    asks.push(Ask::send(
        Method::POST,
        "/api/v1/support/forum/similar",
        "{\"shown\":true,\"category\":\"never\"}",
    ));
    asks
}
