//! Examples of what is sent and answered, put together from the examples of the fields.

use serde_json::{Map, Value, json};

/// An example of a schema: its own, or one made of its parts.
pub(super) fn of(schema: &Value, document: &Value) -> Value {
    made(schema, document, 0)
}

/// Shapes may hold themselves.
const DEEPEST: usize = 6;

fn made(schema: &Value, document: &Value, depth: usize) -> Value {
    if let Some(shape) = schema["$ref"].as_str() {
        let schema = document.pointer(shape.trim_start_matches('#'));
        return schema.map_or(Value::Null, |schema| made(schema, document, depth));
    }
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(example) = schema["examples"].get(0) {
        return example.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(fields) = made(part, document, depth) {
                whole.extend(fields);
            }
        }
        return Value::Object(whole);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let choice = choices.iter().find(|one| one["type"] != "null");
        return choice.map_or(Value::Null, |one| made(one, document, depth));
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    let word = match &schema["type"] {
        Value::Array(words) => words.iter().find(|word| *word != "null"),
        word => Some(word),
    };
    match word.and_then(Value::as_str) {
        Some("boolean") => json!(true),
        Some("integer") => json!(1),
        Some("number") => json!(0.5),
        Some("array") if depth >= DEEPEST => json!([]),
        Some("array") => match made(&schema["items"], document, depth + 1) {
            Value::Null => json!([]),
            item => json!([item]),
        },
        Some("object") => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            let mut whole: Map<String, Value> = fields
                .map(|(name, field)| (name.clone(), made(field, document, depth + 1)))
                .filter(|(_, value)| !value.is_null())
                .collect();
            if schema["additionalProperties"].is_object() {
                let value = made(&schema["additionalProperties"], document, depth + 1);
                whole.insert("category".to_owned(), value);
            }
            Value::Object(whole)
        }
        Some("string") => json!("…"),
        _ => Value::Null,
    }
}

pub(super) fn pretty(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim_end().to_owned(),
        value => serde_json::to_string_pretty(value).unwrap_or_default(),
    }
}

/// A line to try the operation with, on the examples of its parameters.
pub(super) fn curl(
    origin: &str,
    method: &str,
    path: &str,
    operation: &Value,
    document: &Value,
) -> String {
    let mut path = path.to_owned();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let Some(example) = parameter["example"].as_str() else {
            continue;
        };
        match parameter["in"] == "path" {
            true => path = path.replace(&format!("{{{name}}}"), example),
            false => {
                query.append_pair(name, example);
            }
        }
    }
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    let mut line = "curl".to_owned();
    if method != "get" {
        line.push_str(&format!(" -X {}", method.to_uppercase()));
    }
    line.push_str(&format!(" '{origin}{path}{mark}{query}'"));
    let open = operation["security"].as_array().is_some_and(Vec::is_empty);
    if !open {
        line.push_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"");
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if !body.is_null() {
        let example = of(body, document);
        line.push_str(&format!(
            " \\\n  -H 'Content-Type: application/json' \\\n  -d '{example}'"
        ));
    }
    line
}
