//! The description of the API for programs (`/openapi.json`) and for people (`/docs`).
//!
//! The page is drawn by the theme like every other page, out of the description alone, so
//! that there is nothing that the two could say differently.

mod examples;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_LANGUAGE;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::Response;
use axum::routing::get;
use serde_json::Value;

use crate::config::Config;
use crate::http::App;
use crate::http::caching::{PUBLIC, tagged, varies};
use crate::http::caller::language_of;
use crate::http::description::METHODS;
use crate::http::problem::Problem;
use crate::http::reference::examples::{curl, pretty};
use crate::i18n::Messages;
use crate::locale::Locale;
use crate::theme::context::{
    ReferenceAnswer, ReferenceField, ReferenceGroup, ReferenceKind, ReferenceOperation,
    ReferencePage, ReferenceShape,
};

/// The description, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    document: Arc<Value>,
    bytes: Arc<[u8]>,
    origin: String,
    base: String,
}

impl Reference {
    pub(super) fn new(document: Value, config: &Config) -> Self {
        Reference {
            bytes: document.to_string().into_bytes().into(),
            document: Arc::new(document),
            origin: config.origin(),
            base: config.base_path(),
        }
    }

    /// At the root, and below the path of `base_url` where there is one.
    pub(super) fn router(&self) -> Router<Arc<App>> {
        let (bytes, reference) = (Arc::clone(&self.bytes), self.clone());
        let document = get(move |headers: HeaderMap| async move {
            tagged(bytes.to_vec(), "application/json", PUBLIC, &headers)
        });
        let page = get(
            move |State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap| async move {
                reference.page(&app, &uri, &headers)
            },
        );
        let mut router = Router::new();
        for base in [
            Some(""),
            Some(self.base.as_str()).filter(|base| !base.is_empty()),
        ] {
            let Some(base) = base else { continue };
            router = router
                .route(&format!("{base}/openapi.json"), document.clone())
                .route(&format!("{base}/docs"), page.clone())
                .route(&format!("{base}/docs/"), page.clone());
        }
        router
    }

    fn page(&self, app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Response, Problem> {
        let language = language_of(&app.config, uri, headers);
        let edition = app.published.current();
        let page = self.drawn(&app.messages, language);
        let page = edition
            .public()
            .site
            .reference(language, &page)
            .map_err(Problem::internal)?;
        let mut response = tagged(page.bytes.to_vec(), page.media_type, PUBLIC, headers)?;
        varies(&mut response, "accept-language");
        let headers = response.headers_mut();
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
        Ok(response)
    }

    /// What the page shows, in the order of the description.
    fn drawn(&self, messages: &Messages, language: Locale) -> ReferencePage {
        let mut groups: Vec<ReferenceGroup> = Vec::new();
        for (path, operations) in entries(&self.document["paths"]) {
            let methods = METHODS.iter();
            for (method, operation) in methods.filter_map(|one| Some((*one, operations.get(one)?)))
            {
                let tag = operation["tags"][0].as_str().unwrap_or("service");
                let operation = self.operation(method, path, operation);
                match groups.iter_mut().find(|group| group.name == tag) {
                    Some(group) => group.operations.push(operation),
                    None => groups.push(ReferenceGroup {
                        name: tag.to_owned(),
                        title: messages
                            .find(language, &format!("docs-tag-{tag}"), &[])
                            .unwrap_or_else(|| tag.to_owned()),
                        operations: vec![operation],
                    }),
                }
            }
        }
        let order = ["search", "articles", "context", "feedback"];
        let place = |group: &ReferenceGroup| {
            let at = order.iter().position(|name| *name == group.name);
            (at.unwrap_or(order.len()), group.name == "service")
        };
        groups.sort_by_key(place);
        let shapes = entries(&self.document["components"]["schemas"]);
        ReferencePage {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            address: format!("{}{}", self.origin, self.base),
            document: format!("{}/openapi.json", self.base),
            groups,
            shapes: shapes
                .map(|(name, schema)| self.shape(name, schema))
                .collect(),
        }
    }

    fn operation(&self, method: &str, path: &str, operation: &Value) -> ReferenceOperation {
        let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        let mut answers = Vec::new();
        let mut failures = Vec::new();
        for (status, answer) in entries(&operation["responses"]) {
            if answer.get("$ref").is_some() {
                continue;
            }
            if status.starts_with(['4', '5']) {
                failures.push(status.to_owned());
                continue;
            }
            let (media_type, content) = entries(&answer["content"])
                .next()
                .map_or((String::new(), &Value::Null), |(name, content)| {
                    (name.to_owned(), content)
                });
            let schema = &content["schema"];
            let example = match content.get("example") {
                Some(example) => pretty(example),
                None if media_type == "application/json" => {
                    pretty(&examples::of(schema, &self.document))
                }
                None => String::new(),
            };
            answers.push(ReferenceAnswer {
                status: status.to_owned(),
                description: answer["description"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                kind: kind(schema),
                media_type,
                example,
            });
        }
        let description = text("description");
        ReferenceOperation {
            anchor: format!("_{}", text("operationId")),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text("summary"),
            description: match description == text("summary") {
                true => String::new(),
                false => description,
            },
            parameters: parameters.map(parameter).collect(),
            body: body.get("$ref").and_then(|_| kind(body)),
            curl: curl(&self.origin, method, path, operation, &self.document),
            answers,
            failures,
        }
    }

    fn shape(&self, name: &str, schema: &Value) -> ReferenceShape {
        // A shape with the fields of another one has them in its parts.
        let parts: Vec<&Value> = match schema["allOf"].as_array() {
            Some(parts) => parts.iter().collect(),
            None => vec![schema],
        };
        let fields = parts.iter().flat_map(|part| {
            let required: Vec<&str> = part["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            entries(&part["properties"])
                .map(|(name, field)| ReferenceField {
                    name: name.to_owned(),
                    place: String::new(),
                    required: required.contains(&name),
                    kind: kind(field),
                    description: field["description"].as_str().unwrap_or_default().to_owned(),
                })
                .collect::<Vec<_>>()
        });
        ReferenceShape {
            anchor: format!("_shape-{name}"),
            name: name.to_owned(),
            description: schema["description"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            includes: parts
                .iter()
                .filter_map(|part| kind(part).filter(|one| one.anchor.is_some()))
                .collect(),
            fields: fields.collect(),
        }
    }
}

fn parameter(parameter: &Value) -> ReferenceField {
    let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
    ReferenceField {
        name: text("name"),
        place: text("in"),
        required: parameter["required"] == true,
        kind: kind(&parameter["schema"]),
        description: text("description"),
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

/// A schema in a word or two: `string`, `integer 1–100`, a list of a shape.
fn kind(schema: &Value) -> Option<ReferenceKind> {
    if let Some(shape) = schema["$ref"].as_str() {
        let name = shape.rsplit('/').next().unwrap_or_default();
        return Some(ReferenceKind {
            text: name.to_owned(),
            anchor: Some(format!("_shape-{name}")),
            list: false,
        });
    }
    // What may be null may also be left away, and is.
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices
            .iter()
            .find(|one| one["type"] != "null")
            .and_then(kind);
    }
    let word = match &schema["type"] {
        Value::String(word) => word.as_str(),
        Value::Array(words) => words
            .iter()
            .filter_map(Value::as_str)
            .find(|word| *word != "null")?,
        _ => return None,
    };
    if word == "array" {
        return kind(&schema["items"]).map(|items| ReferenceKind {
            list: true,
            ..items
        });
    }
    let words = schema["enum"].as_array().into_iter().flatten();
    let words: Vec<&str> = words.filter_map(Value::as_str).collect();
    let mut text = match words.is_empty() {
        true => word.to_owned(),
        false => words.join(" | "),
    };
    if let (Some(from), Some(to)) = (schema["minimum"].as_u64(), schema["maximum"].as_u64()) {
        text = format!("{text} {from}–{to}");
    }
    if let Some(longest) = schema["maxLength"].as_u64() {
        text = format!("{text} ≤ {longest}");
    }
    Some(ReferenceKind {
        text,
        anchor: None,
        list: false,
    })
}
