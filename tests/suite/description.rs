//! The description of the API says what the service does: the same routes, answers of the
//! shapes that it gives, examples that fit them.

use std::collections::{BTreeMap, BTreeSet};

use ayuda::edition::{Part, Renewed};
use serde_json::{Value, json};

use crate::harness::{Answer, HelpCenter};
use crate::service::help;

const API: &str = "/api/v1/support";

/// Routes that are pages, or the description itself.
const PAGES: [&str; 9] = [
    "/forum/files/{key}",
    "/docs",
    "/docs/",
    "/go/{id}",
    "/go/{id}/",
    "/openapi.json",
    "/widget.js",
    "/widget/{version}/{name}",
    "/{lang}/search/",
];

/// Every route with its methods, as the router shows itself to who debugs it.
fn routes(shown: &str) -> BTreeSet<String> {
    let (routes, rest) = shown.split_once("node: Node").expect("routes");
    let paths = rest.split("fallback_router").next().expect("paths");
    let paths: BTreeMap<&str, &str> = paths
        .split("RouteId(")
        .skip(1)
        .map(|one| {
            let (id, path) = one.split_once("): \"").expect("a path");
            (id, path.split('"').next().expect("the end of a path"))
        })
        .collect();
    let mut found = BTreeSet::new();
    for one in routes.split("RouteId(").skip(1) {
        let (id, methods) = one.split_once("): ").expect("a route");
        for method in ["get", "post", "put", "patch", "delete"] {
            if methods.contains(&format!("{method}: Route")) {
                found.insert(format!("{method} {}", paths[id]));
            }
        }
    }
    found
}

#[test]
fn every_route_is_described_and_nothing_else() {
    let settings = |base: &str| format!("base_url = \"http://127.0.0.1:8080{base}\"\n");
    for base in ["", "/help"] {
        let service = help().settings(&settings(base)).serve();
        let document = service.anonymous().get("/openapi.json").json();
        let mut described = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for method in methods.as_object().expect("methods").keys() {
                described.insert(format!("{method} {path}"));
            }
        }
        for method in ["get", "post"] {
            described.insert(format!("{method} {base}/{{lang}}/sign-out/"));
            // A page, for whoever comes by a letter.
            described.insert(format!("{method} {base}/unsubscribe"));
        }
        for page in PAGES {
            described.insert(format!("get {base}{page}"));
            if !page.contains('{') {
                described.insert(format!("get {page}"));
            }
        }
        assert_eq!(routes(&format!("{:?}", service.routes())), described);
    }
}

/// What of `value` the schema refuses. Stricter than JSON Schema: a field without a
/// description is refused as well.
fn refused(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut known = BTreeSet::new();
    flatten(document, schema, &mut parts);
    let mut found = Vec::new();
    for part in &parts {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let fits = |word: &Value| word == kind || (word == "number" && kind == "integer");
        let fits = match &part["type"] {
            Value::Null => true,
            Value::Array(words) => words.iter().any(fits),
            word => fits(word),
        };
        let listed = part["enum"]
            .as_array()
            .is_none_or(|list| list.contains(value));
        if !fits || !listed {
            found.push(format!("{at}: {value} is no {part}"));
        }
        for (name, one) in part["properties"].as_object().into_iter().flatten() {
            known.insert(name.as_str());
            match value.get(name) {
                Some(value) => found.extend(refused(document, one, value, &format!("{at}.{name}"))),
                None if part["required"]
                    .as_array()
                    .is_some_and(|all| all.contains(&json!(name))) =>
                {
                    found.push(format!("{at}.{name} is missing"));
                }
                None => {}
            }
        }
        for (number, item) in value.as_array().into_iter().flatten().enumerate() {
            found.extend(refused(
                document,
                &part["items"],
                item,
                &format!("{at}[{number}]"),
            ));
        }
    }
    let mut others = parts.iter().map(|part| &part["additionalProperties"]);
    let others = others.find(|one| one.is_object());
    let object = parts.iter().any(|part| part["type"] == "object");
    for (name, value) in value.as_object().into_iter().flatten() {
        match others {
            _ if known.contains(name.as_str()) || !object => {}
            Some(schema) => found.extend(refused(document, schema, value, &format!("{at}.{name}"))),
            // Nothing is said of its fields at all.
            None if known.is_empty() => {}
            None => found.push(format!("{at}.{name} is not described")),
        }
    }
    found
}

/// A schema with what it refers to and what it is put together from.
fn flatten<'a>(document: &'a Value, schema: &'a Value, parts: &mut Vec<&'a Value>) {
    if let Some(path) = schema["$ref"].as_str() {
        let schema = document.pointer(path.trim_start_matches('#'));
        return flatten(document, schema.expect("a schema that is there"), parts);
    }
    match schema["allOf"].as_array() {
        Some(all) => all.iter().for_each(|one| flatten(document, one, parts)),
        None => parts.push(schema),
    }
}

/// Holds an answer against the description of its operation.
#[track_caller]
fn fits(document: &Value, operation: &str, answer: &Answer) {
    let (method, path) = operation.split_once(' ').expect("a method and a path");
    let status = answer.status.as_str();
    let mut described = &document["paths"][path][method]["responses"][status];
    if let Some(path) = described["$ref"].as_str() {
        described = document
            .pointer(path.trim_start_matches('#'))
            .expect("a response");
    }
    let media_type = answer.media_type().split(';').next().expect("a media type");
    let schema = &described["content"][media_type]["schema"];
    assert!(
        schema.is_object(),
        "{operation}: {status} as {media_type} is not described"
    );
    if media_type.ends_with("json") {
        let refused = refused(document, schema, &answer.json(), "");
        assert_eq!(refused, [""; 0], "{operation}");
    }
}

/// Everything that answers can hold is in one of these.
fn rich() -> HelpCenter {
    help()
        .settings("[service]\ncontact_url = \"https://example.com/contact\"\n")
        .file(
            "es/estimating/markup.md",
            "---\nid: KB-000002\ntitle: Margen\n---\nMargen.\n",
        )
}

#[test]
fn answers_have_the_shapes_that_are_described() {
    let service = rich().serve();
    let reader = service.anonymous();
    let document = reader.get("/openapi.json").json();
    let get = |template: &str, path: &str| {
        let path = match path.starts_with("/healthz") || path.starts_with("/readyz") {
            true => path.to_owned(),
            false => format!("{API}{path}"),
        };
        let template = match template.starts_with("/healthz") || template.starts_with("/readyz") {
            true => template.to_owned(),
            false => format!("{API}{template}"),
        };
        for client in [
            service.anonymous(),
            service.sign_in("customer:pm"),
            service.with_token("bad"),
        ] {
            fits(&document, &format!("get {template}"), &client.get(&path));
        }
    };
    get("/healthz", "/healthz");
    get("/readyz", "/readyz");
    get("/search", "/search?q=estimate");
    get(
        "/search",
        "/search?q=estimat+xqzwk&lang=es&url=/estimates/new",
    );
    get("/search", "/search?q=xqzwk&url=/estimates/new");
    get("/search", "/search?q=a&limit=0&kind=song&lang=fr");
    get("/suggest", "/suggest?q=mar");
    get("/kb/articles", "/kb/articles");
    get("/kb/articles", "/kb/articles?sort=luck");
    get("/kb/articles/{name}", "/kb/articles/KB-000001");
    get("/kb/articles/{name}", "/kb/articles/KB-000001?lang=es");
    get("/kb/articles/{name}", "/kb/articles/KB-000003");
    get("/kb/articles/{name}", "/kb/articles/none");
    get("/kb/articles/{name}", "/kb/articles/%FF");
    get("/kb/categories", "/kb/categories");
    get(
        "/kb/contextual",
        "/kb/contextual?url=/estimates/new&explain=1",
    );
    get("/kb/contextual", "/kb/contextual?limit=x");
    get("/kb/terms", "/kb/terms");
    get("/kb/tours/{module}", "/kb/tours/estimating");
    get("/kb/tours/{module}", "/kb/tours/none");
    let vote = |method: &str, body: &str| {
        let template = format!("{method} {API}/kb/articles/{{name}}/feedback");
        let path = format!("{API}/kb/articles/KB-000001/feedback");
        let answer = match method {
            "post" => reader.post(&path, body),
            _ => reader.delete(&path),
        };
        fits(&document, &template, &answer);
    };
    vote("post", "{\"helpful\": true}");
    vote("post", "{\"helpful\": 1, \"reason\": \"luck\"}");
    vote("post", "[]");
    vote("delete", "");
    let reload = || {
        let keeper = service.sign_in_to_keep("internal");
        let template = format!("post {API}/admin/reload");
        fits(
            &document,
            &template,
            &keeper.post(&format!("{API}/admin/reload"), ""),
        );
    };
    reload();
    service.renews(Ok(Renewed {
        number: 2,
        errors: 0,
        warnings: 1,
        notes: 2,
        kept: Some(Part::Theme),
    }));
    reload();
    // Older than what lies on disk, and ready.
    get("/readyz", "/readyz");
    let refused = rich().serve();
    refused.renews(Err(Part::Index));
    let keeper = refused.sign_in_to_keep("internal");
    let answer = keeper.post(&format!("{API}/admin/reload"), "");
    fits(&document, &format!("post {API}/admin/reload"), &answer);
    // Once somebody voted there is a percentage.
    get("/kb/articles", "/kb/articles?sort=helpful");
}

#[test]
fn examples_fit_what_they_are_examples_of() {
    let document = help().serve().anonymous().get("/openapi.json").json();
    let mut wrong = Vec::new();
    let mut seen = 0;
    check_examples(&document, &document, "", &mut wrong, &mut seen);
    assert_eq!(wrong, [""; 0]);
    assert!(seen > 100, "{seen} examples");
}

fn check_examples(
    document: &Value,
    value: &Value,
    at: &str,
    wrong: &mut Vec<String>,
    seen: &mut usize,
) {
    if let Value::Object(fields) = value {
        // A parameter and a body have their schema beside the example, a schema is its own.
        let schema = fields.get("schema").unwrap_or(value);
        let several = value["examples"].as_array().into_iter().flatten();
        for example in several.chain(fields.get("example")) {
            *seen += 1;
            wrong.extend(refused(document, schema, example, at));
        }
        for (name, inner) in fields
            .iter()
            .filter(|(name, _)| !name.starts_with("example"))
        {
            check_examples(document, inner, &format!("{at}/{name}"), wrong, seen);
        }
    }
    for (number, inner) in value.as_array().into_iter().flatten().enumerate() {
        check_examples(document, inner, &format!("{at}/{number}"), wrong, seen);
    }
}

#[test]
fn the_reference_shows_every_operation_in_both_languages_without_scripts() {
    let service = help().serve();
    let reader = service.anonymous();
    let document = reader.get("/openapi.json").json();
    for (language, title) in [("en", "API reference"), ("es", "Referencia de la API")] {
        let answer = reader.get(&format!("/docs?lang={language}"));
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=0, must-revalidate"
        );
        assert_eq!(answer.header("content-language"), language);
        let page = answer.text();
        assert!(page.contains(&format!("<h1>{title}</h1>")));
        let own = page.matches("<script type=\"module\" src=\"/assets/");
        assert_eq!(page.matches("<script").count(), own.count());
        assert!(!page.contains("style="));
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                let id = operation["operationId"].as_str().expect("an id");
                assert_eq!(
                    page.matches(&format!("id=\"_{id}\"")).count(),
                    1,
                    "{method} {path}"
                );
            }
        }
        for shape in document["components"]["schemas"]
            .as_object()
            .expect("shapes")
            .keys()
        {
            assert_eq!(
                page.matches(&format!("id=\"_shape-{shape}\"")).count(),
                1,
                "{shape}"
            );
        }
    }
    let vote = reader.get("/docs").text();
    let vote = vote.split("id=\"_cast_vote\"").nth(1).expect("the vote");
    let line = vote
        .split("<pre class=\"line\"><code>")
        .nth(1)
        .expect("a line to try");
    let line = line.split("</code>").next().expect("its end");
    let line = line.replace("&#39;", "'").replace("&quot;", "\"");
    insta::assert_snapshot!(line, @r#"
    curl -X POST 'http://127.0.0.1:8080/api/v1/support/kb/articles/KB-000003/feedback?lang=en' \
      -H "Authorization: Bearer $TOKEN" \
      -H 'Content-Type: application/json' \
      -d '{"helpful":false,"reason":"incomplete"}'
    "#);
}
