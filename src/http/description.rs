//! The description of the API: OpenAPI, made of the routes themselves.
//!
//! What all operations share is said once, here: what a parameter of a name can be, and the
//! failures that come from in front of the handlers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::openapi::{
    ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, ResponsesBuilder,
};
use utoipa::{IntoResponses, ToSchema as _};

use crate::content::Kind;
use crate::feedback::{MAX_COMMENT, MAX_QUERY, Reason};
use crate::http::articles::SORTS;
use crate::http::parameters::{DEFAULT_LIMIT, MAX_LIMIT, MAX_PAGE, MAX_URL};
use crate::http::problem::Document;
use crate::insight::reports::{DEFAULT_DAYS, MAX_DAYS};

pub(super) const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// How reading may fail: the token is bad, there is nothing to read, or the database is away.
pub(super) struct ReadRefusals;

/// The same for what takes parameters.
pub(super) struct ListRefusals;

/// The same for what keepers alone may read.
pub(super) struct KeeperRefusals;

/// How an act of a member may fail: it is not theirs to do, there is nothing to do it to, it was
/// too often, or the database is away.
pub(super) struct ActRefusals;

/// The same for acts that send a body.
pub(super) struct TextRefusals;

impl IntoResponses for ReadRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&["401", "404", "503"])
    }
}

impl IntoResponses for ListRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&["400", "401", "404", "503"])
    }
}

impl IntoResponses for KeeperRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&["401", "403", "404", "503"])
    }
}

impl IntoResponses for ActRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&["401", "403", "404", "429", "503"])
    }
}

impl IntoResponses for TextRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = ActRefusals::responses();
        all.extend(problems(&["400", "413", "415"]));
        all
    }
}

fn problems(codes: &[&str]) -> BTreeMap<String, RefOr<Response>> {
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(Document::name())))
        .build();
    let response = ResponseBuilder::new().content(PROBLEM, body).build();
    let all = codes.iter().map(|code| (*code, response.clone()));
    ResponsesBuilder::new()
        .responses_from_iter(all)
        .build()
        .into()
}

/// Everything that clients need to know, as JSON; `base` is the path of `base_url`, below
/// which `api` lies. What is in `service` is at the root.
pub(super) fn described(api: OpenApi, service: OpenApi, base: &str) -> Value {
    let mut api = as_json(api);
    let mut service = as_json(service);
    let mut paths = Map::new();
    let mut sent = Vec::new();
    for (path, operations) in taken(&mut api, "paths") {
        paths.insert(format!("{base}{path}"), operations);
    }
    for (path, mut operations) in taken(&mut service, "paths") {
        for operation in operations
            .as_object_mut()
            .into_iter()
            .flat_map(Map::values_mut)
        {
            operation["security"] = json!([]);
        }
        paths.insert(path, operations);
    }
    let mut schemas = taken(&mut api["components"], "schemas");
    schemas.extend(taken(&mut service["components"], "schemas"));
    for operations in paths.values_mut() {
        for method in METHODS {
            let Some(operation) = operations.get_mut(method) else {
                continue;
            };
            let parameters = operation
                .get_mut("parameters")
                .and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                complete(parameter);
            }
            complete_responses(operation, method);
            if let Some(body) = operation.get_mut("requestBody") {
                leave_out(body);
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            sent.extend(
                body.as_str()
                    .and_then(|path| path.rsplit('/').next())
                    .map(str::to_owned),
            );
        }
    }
    complete_bodies(&mut schemas);
    complete_answers(&mut schemas, &sent);
    let problem = json!({
        "description": FAILED,
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Document"}}},
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "ayuda",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Help for the screen, the role and the language: articles, search, terms, tours and votes.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        // Both may be left away: then only what is public is answered.
        "security": [{}, {"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Problem": problem},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "session": {"type": "apiKey", "in": "cookie", "name": "ayuda_session", "description": SESSION},
            },
        },
    })
}

const SESSION: &str = "Set by `POST /api/v1/support/session`; called `__Host-ayuda_session` where the help center is on HTTPS";

const FAILED: &str = "What went wrong, and what to do next";

const PROBLEM: &str = "application/problem+json";

fn as_json(document: OpenApi) -> Value {
    serde_json::to_value(document).unwrap_or_default()
}

fn taken(value: &mut Value, key: &str) -> Map<String, Value> {
    match value.get_mut(key).map(Value::take) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// What a parameter can be goes by its name: it is the same in all operations.
fn complete(parameter: &mut Value) {
    let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
    let string = json!({"type": "string"});
    let name = json!({"type": "string", "minLength": 1});
    let (schema, example, description) = match (text("in").as_str(), text("name").as_str()) {
        ("path", "name" | "id") => (name, json!("KB-000003"), ""),
        ("path", "module") => (name, json!("estimating"), "Key of a module"),
        ("query", "q") => (string, json!("change order"), ""),
        ("query", "lang") => (
            json!({"type": "string", "pattern": "^([eE][nNsS]([-_.].*)?)?$"}),
            json!("en"),
            "`en` or `es`; wins over `Accept-Language`",
        ),
        ("query", "limit") => (
            json!({"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}),
            Value::Null,
            "",
        ),
        ("query", "page") => (
            json!({"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1}),
            Value::Null,
            "",
        ),
        ("query", "days") => (
            json!({"type": "integer", "minimum": 1, "maximum": MAX_DAYS, "default": DEFAULT_DAYS}),
            Value::Null,
            "Today included",
        ),
        ("query", "kind") => (
            json!({"type": "string", "enum": Kind::WORDS}),
            Value::Null,
            "Articles of this kind",
        ),
        ("query", "sort") => (
            json!({"type": "string", "enum": SORTS}),
            Value::Null,
            "`relevance` with `q`, else the order of reading, if not given",
        ),
        ("query", "version") => (
            json!({"type": "string", "pattern": "^((0|[1-9][0-9]{0,3})(\\.(0|[1-9][0-9]{0,3})){0,2})?$"}),
            Value::Null,
            "Articles for this release of the host app, such as `2.4`",
        ),
        ("query", "url") => (
            json!({"type": "string", "maxLength": MAX_URL}),
            json!("/estimates/42"),
            "",
        ),
        ("query", "keys") => (string, json!("estimate.markup"), ""),
        ("query", "category") => (
            string,
            Value::Null,
            "Path of a category; those below it count too",
        ),
        ("query", "module") => (string, Value::Null, "Key of a module"),
        ("query", "role") => (string, Value::Null, "Articles for this role"),
        ("query", "tag") => (string, Value::Null, "Articles with this tag"),
        ("query", "featured") => (
            json!({"type": "boolean"}),
            Value::Null,
            "Articles that are featured, or that are not",
        ),
        _ => (Value::Null, Value::Null, ""),
    };
    let Some(parameter) = parameter.as_object_mut() else {
        return;
    };
    if !schema.is_null() {
        parameter.insert("schema".to_owned(), schema);
    }
    if !example.is_null() {
        parameter.entry("example").or_insert(example);
    }
    if !description.is_empty() {
        parameter
            .entry("description")
            .or_insert_with(|| json!(description));
    }
    // Nothing is ever given as null in an address.
    if let Some(schema) = parameter.get_mut("schema") {
        never_null(schema);
    }
}

/// An optional body is left out, never null.
fn leave_out(body: &mut Value) {
    let contents = body.get_mut("content").and_then(Value::as_object_mut);
    let mut optional = false;
    for content in contents.into_iter().flat_map(Map::values_mut) {
        let before = content["schema"].clone();
        never_null(&mut content["schema"]);
        optional |= before != content["schema"];
    }
    if optional {
        body["required"] = json!(false);
    }
}

/// Optional fields of answers are absent, never null.
fn never_null(schema: &mut Value) {
    if let Some(kinds) = schema.get_mut("type").and_then(Value::as_array_mut) {
        kinds.retain(|kind| kind != "null");
        if let [only] = kinds.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice["type"] != "null");
        if let [only] = choices.as_slice() {
            let only = only.clone();
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("oneOf");
                schema.extend(only.as_object().cloned().unwrap_or_default());
            }
        }
    }
}

/// Fields of a name mean the same in all answers, and have the same example.
fn complete_answers(schemas: &mut Map<String, Value>, sent: &[String]) {
    for (name, schema) in schemas {
        if sent.contains(name) {
            continue;
        }
        let parts: Vec<&mut Value> = match schema.get("allOf").is_some() {
            true => schema["allOf"]
                .as_array_mut()
                .into_iter()
                .flatten()
                .collect(),
            false => vec![schema],
        };
        for part in parts {
            for (field, schema) in part["properties"].as_object_mut().into_iter().flatten() {
                never_null(schema);
                let known = schema.get("example").or(schema.get("examples")).is_some();
                if let Some(example) = example(field, &schema["type"]).filter(|_| !known) {
                    schema["examples"] = json!([example]);
                }
            }
        }
    }
}

fn example(field: &str, kind: &Value) -> Option<Value> {
    let text = kind == "string";
    let number = kind == "integer" || kind == "number";
    Some(match field {
        "id" | "article" if text => json!("KB-000003"),
        "slug" => json!("approve-a-change-order"),
        "title" if text => json!("Approve a change order"),
        "summary" => json!("What the client signs, and when work may go on."),
        "language" if text => json!("en"),
        "category" => json!("change-orders"),
        "module" => json!("change-orders"),
        "roles" => json!(["owner", "pm"]),
        "tags" => json!(["change orders"]),
        "kind" if text => json!("article"),
        "url" => json!("/en/change-orders/approve-a-change-order/"),
        "updated" | "changed" => json!("2026-03-02T15:00:00Z"),
        "helpful_count" => json!(12),
        "not_helpful_count" => json!(1),
        "helpfulness_percentage" => json!(92),
        "view_count" => json!(240),
        "html" => json!("<p>The client signs in the portal.</p>"),
        "version" if text => json!(">=2.3, <3"),
        "fallback_reason" => json!("no_translation"),
        "found_by" => json!("context"),
        "pattern" | "matched" => json!("/change-orders/{id}"),
        "key" => json!("change-orders"),
        "icon" => json!("swap"),
        "count" | "total" => json!(1),
        "target" => json!("new"),
        "text" => json!("Work that was agreed after the contract."),
        "query" | "did_you_mean" => json!("change order"),
        "missing" => json!([]),
        "anchor" => json!("when-it-is-signed"),
        "snippet" => json!("The client approves the <mark>change order</mark>."),
        "matched_by" => json!("exact"),
        "score" if number => json!(7.5),
        "value" if text => json!("change-orders"),
        "helpful" if kind == "boolean" => json!(true),
        "contact_url" => json!("https://example.com/contact"),
        "embed_url" => json!("https://www.youtube-nocookie.com/embed/abc"),
        "poster_url" | "captions_url" => json!("/media/film.0123456789ab.vtt"),
        "duration" => json!(272),
        "page" => json!(1),
        "limit" => json!(10),
        "pages" => json!(1),
        "type" => json!("urn:ayuda:problem:invalid-value"),
        "status" if number => json!(400),
        "detail" => json!("`errors` says which, and what they can be."),
        "field" => json!("limit"),
        "message" => json!("is a whole number from 1 to 100"),
        "request_id" => json!("01a1fe68a677762b8ee3cf78f66c6cde"),
        _ => return None,
    })
}

/// Failures that come from in front of the handler, and words for answers without any.
fn complete_responses(operation: &mut Value, method: &str) {
    let open = operation["security"].as_array().is_some_and(Vec::is_empty);
    let parameters = operation["parameters"].as_array();
    let takes = |place: Option<&str>| {
        let mut all = parameters.into_iter().flatten();
        all.any(|one| place.is_none_or(|place| one["in"] == place))
    };
    let mut shared = vec!["408", "413", "414", "415", "431", "500", "503"];
    shared.extend((!open).then_some("401"));
    shared.extend(takes(None).then_some("400"));
    shared.extend(takes(Some("path")).then_some("404"));
    shared.extend((method != "get").then_some("403"));
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for response in responses.values_mut() {
        let said = response["description"].as_str().unwrap_or_default();
        if said.is_empty() {
            let failed = response["content"].get(PROBLEM).is_some();
            let words = if failed { FAILED } else { "What was asked for" };
            response["description"] = json!(words);
        }
    }
    for status in shared {
        responses
            .entry(status)
            .or_insert_with(|| json!({"$ref": "#/components/responses/Problem"}));
    }
    responses.sort_keys();
    let name = operation["operationId"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    for (_, to, value) in LINKS.iter().filter(|(from, _, _)| *from == name) {
        operation["responses"]["200"]["links"][*to] =
            json!({"operationId": to, "parameters": {"name": value}});
    }
}

/// What an answer names, and the operation that takes it.
const LINKS: [(&str, &str, &str); 4] = [
    (
        "list_articles",
        "get_article",
        "$response.body#/articles/0/id",
    ),
    (
        "list_articles",
        "cast_vote",
        "$response.body#/articles/0/id",
    ),
    ("cast_vote", "withdraw_vote", "$response.body#/article"),
    ("withdraw_vote", "get_article", "$response.body#/article"),
];

/// The limits of what is sent stand where they are kept, and are told here.
fn complete_bodies(schemas: &mut Map<String, Value>) {
    if let Some(vote) = schemas.get_mut("VoteBody") {
        vote["properties"]["comment"]["maxLength"] = json!(MAX_COMMENT);
        vote["properties"]["query"]["maxLength"] = json!(MAX_QUERY);
        let mut reasons: Vec<Value> = Reason::ALL.iter().map(|one| json!(one.word())).collect();
        reasons.push(Value::Null);
        vote["properties"]["reason"]["enum"] = reasons.into();
        vote["example"] = json!({"helpful": false, "reason": "incomplete"});
    }
}
