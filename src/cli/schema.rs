//! `ayuda schema`: JSON Schemas of front matter and settings, for editors.
//!
//! Keys and shapes are those that the readers themselves ask for, so a schema cannot
//! know other fields than they do. Only words and patterns are added here.

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use crate::cli::world::World;
use crate::compile::front_matter_fields;
use crate::config::{Config, FIELDS, TokenAlgorithm};
use crate::content::{Impact, Kind, Status};
use crate::gate::Visibility;
use crate::i18n::Messages;
use crate::locale::Locale;
use crate::spanned::Shape;

/// Print a JSON Schema for editors
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// What the schema is of
    #[arg(value_name = "WHAT")]
    subject: Subject,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Subject {
    /// The front matter of articles, categories and tours
    FrontMatter,
    /// `ayuda.toml`
    Settings,
}

impl Schema {
    pub(super) fn run(&self, world: &World) -> anyhow::Result<ExitCode> {
        let (config, messages, locale) = (&world.config, &world.messages, world.locale);
        let schema = match self.subject {
            Subject::FrontMatter => front_matter(config, messages, locale),
            Subject::Settings => settings(messages, locale),
        };
        write!(std::io::stdout(), "{}", printed(&schema))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// As it is printed and written to a file.
pub(super) fn printed(schema: &Value) -> String {
    format!("{schema:#}\n")
}

/// The schema of front matter, with the roles and plans of the settings.
pub(super) fn front_matter(config: &Config, messages: &Messages, locale: Locale) -> Value {
    let mut properties = Map::new();
    for (key, shape) in front_matter_fields() {
        let value = match key {
            "kind" => words(Kind::WORDS),
            "status" => words(Status::WORDS),
            "impact" => words(Impact::WORDS),
            "visibility" => words(&Visibility::ALL.map(Visibility::word)),
            "roles" => json!({"type": "array", "items": {"enum": config.roles}, "minItems": 1}),
            "plans" => json!({"type": "array", "items": {"enum": config.plans}, "minItems": 1}),
            "discussion" => pattern("^p[0-9a-hjkmnp-tv-z]{11}$"),
            "date" | "review_by" => pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            "updated" => pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?$"),
            "slug" => pattern("^[a-z0-9_][a-z0-9_.-]*$"),
            "aliases" => json!({"type": "array", "items": {"type": "string", "pattern": "^/"}}),
            _ => of_shape(shape),
        };
        let text = format!("schema-field-{}", key.replace('_', "-"));
        properties.insert(
            key.to_owned(),
            described(value, messages.find(locale, &text, &[])),
        );
    }
    // In a tree that was written for another system other keys are passed over.
    let foreign = !config.front_matter.is_empty() || !config.content.ignore_keys.is_empty();
    schema("front matter", properties, foreign)
}

/// The schema of `ayuda.toml`.
pub(super) fn settings(messages: &Messages, locale: Locale) -> Value {
    let sections = Config::sections();
    let keys_of = |name: &str| {
        let section = sections.iter().find(|(section, _)| *section == name);
        section.map(|(_, keys)| keys.as_slice())
    };
    let properties = |name: &str| -> Map<String, Value> {
        let keys = keys_of(name).unwrap_or_default().iter();
        keys.map(|(key, shape)| {
            let value = match (name, *key) {
                ("", "languages") => {
                    let codes = Locale::ALL.map(Locale::code);
                    json!({"type": "array", "items": {"enum": codes}, "minItems": 1})
                }
                ("content", "visibility") => words(&Visibility::ALL.map(Visibility::word)),
                ("identity", "algorithm") => words(&TokenAlgorithm::ALL.map(TokenAlgorithm::word)),
                ("service", "log") => words(&["text", "json"]),
                ("site", "accent" | "paper" | "ink") => {
                    let colour = pattern("^#[0-9a-fA-F]{6}$");
                    json!({"anyOf": [
                        colour,
                        {"type": "array", "items": colour, "minItems": 1, "maxItems": 2},
                    ]})
                }
                ("site", "footer") => json!({"type": ["string", "object"]}),
                ("", "front_matter") => json!({
                    "type": "object",
                    "propertyNames": {"enum": FIELDS},
                    "additionalProperties": {"anyOf": [
                        {"type": "string"},
                        {"type": "array", "items": {"type": "string"}},
                    ]},
                }),
                _ => of_shape(*shape),
            };
            let text = match name {
                "" => format!("schema-setting-{}", key.replace('_', "-")),
                name => format!("schema-setting-{name}-{}", key.replace('_', "-")),
            };
            let value = described(value, messages.find(locale, &text, &[]));
            ((*key).to_owned(), value)
        })
        .collect()
    };
    let mut outer = properties("");
    for (name, value) in &mut outer {
        if keys_of(name).is_some() {
            value["properties"] = Value::Object(properties(name));
            value["additionalProperties"] = json!(false);
        }
    }
    schema("ayuda.toml", outer, false)
}

fn schema(title: &str, properties: Map<String, Value>, others: bool) -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": others,
    })
}

/// A text may be written without quotes, and then looks like a number to other readers.
fn of_shape(shape: Shape) -> Value {
    match shape {
        Shape::Any => json!({}),
        Shape::Text => json!({"type": ["string", "number"]}),
        Shape::Boolean => json!({"type": "boolean"}),
        Shape::Integer => json!({"type": "integer"}),
        Shape::List => json!({"type": "array", "items": {"type": ["string", "number"]}}),
        Shape::Table => json!({"type": "object"}),
    }
}

fn words(words: &[&str]) -> Value {
    json!({"enum": words})
}

fn pattern(pattern: &str) -> Value {
    json!({"type": "string", "pattern": pattern})
}

fn described(mut value: Value, text: Option<String>) -> Value {
    if let Some(text) = text {
        value["description"] = Value::String(text);
    }
    value
}

#[cfg(test)]
mod tests;
