use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::spanned::{self, Table};

/// What of `value` the schema refuses: the few keywords that our schemas use.
fn refused(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let is = |name: &str| match name {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("`{other}` is no type"),
    };
    let fits = match &schema["type"] {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().any(|name| is(name.as_str().expect("a name"))),
        _ => true,
    };
    if !fits {
        found.push(format!("{at}: type"));
    }
    if let Some(known) = schema["enum"].as_array()
        && !known.contains(value)
    {
        found.push(format!("{at}: enum"));
    }
    if let Some(choices) = schema["anyOf"].as_array()
        && choices
            .iter()
            .all(|one| !refused(one, value, at).is_empty())
    {
        found.push(format!("{at}: anyOf"));
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(refused(&schema["items"], item, &format!("{at}[{number}]")));
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{at}: unknown")),
            (Value::Null, others) => found.extend(refused(others, inner, &at)),
            (known, _) => found.extend(refused(known, inner, &at)),
        }
    }
    found
}

/// A table as an editor's own reader of YAML or TOML sees it.
fn as_json(table: &Table) -> Value {
    fn value(node: &spanned::Node) -> Value {
        match &node.value {
            spanned::Value::Null => Value::Null,
            spanned::Value::Scalar { text, quoted } => (!quoted)
                .then(|| serde_json::from_str(text).ok())
                .flatten()
                .unwrap_or_else(|| Value::String(text.clone())),
            spanned::Value::List(items) => items.iter().map(value).collect(),
            spanned::Value::Table(table) => as_json(table),
        }
    }
    let entries = table.entries.iter();
    entries
        .map(|entry| (entry.key.clone(), value(&entry.node)))
        .collect()
}

fn keys(schema: &Value) -> BTreeSet<String> {
    let properties = schema["properties"].as_object().expect("properties");
    properties.keys().cloned().collect()
}

#[test]
fn the_schema_of_front_matter_has_the_fields_of_the_reader_and_no_others() {
    let schema = front_matter(&Config::default(), &Messages::built_in(), Locale::En);
    let asked = front_matter_fields();
    let asked: BTreeSet<String> = asked.iter().map(|(key, _)| (*key).to_owned()).collect();
    assert_eq!(keys(&schema), asked);
    // What is translated from other systems, and what is documented, are the same fields.
    let known: BTreeSet<String> = FIELDS.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(known, asked);
    let manual = std::fs::read_to_string("docs/writing.md").expect("the manual");
    let undocumented: Vec<&String> = asked
        .iter()
        .filter(|key| {
            !manual.contains(&format!("\n| `{key}` |")) && !manual.contains(&format!("`{key}`,"))
        })
        .collect();
    assert_eq!(undocumented, Vec::<&String>::new());
}

#[test]
fn every_property_is_described_in_both_languages() {
    fn bare(schema: &Value, at: &str, found: &mut Vec<String>) {
        for (key, property) in schema["properties"].as_object().into_iter().flatten() {
            let at = format!("{at}.{key}");
            if property["description"].as_str().is_none_or(str::is_empty) {
                found.push(at.clone());
            }
            bare(property, &at, found);
        }
    }
    let messages = Messages::built_in();
    let mut found = Vec::new();
    for locale in Locale::ALL {
        bare(
            &front_matter(&Config::default(), &messages, locale),
            "field",
            &mut found,
        );
        bare(&settings(&messages, locale), "setting", &mut found);
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_sample_fits_the_schemas() {
    let messages = Messages::built_in();
    let text = std::fs::read_to_string("ayuda.toml").expect("the settings");
    let table = spanned::toml::parse(&text).expect("TOML");
    assert_eq!(
        refused(&settings(&messages, Locale::En), &as_json(&table), ""),
        [""; 0]
    );
    let schema = front_matter(&Config::default(), &messages, Locale::En);
    let mut files = 0;
    for entry in walkdir::WalkDir::new("content") {
        let path = entry.expect("an entry").into_path();
        if path.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a file");
        let Some((written, _)) = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
        else {
            continue;
        };
        let table = spanned::yaml::parse(written).expect("YAML");
        assert_eq!(
            refused(&schema, &as_json(&table), ""),
            [""; 0],
            "{}",
            path.display()
        );
        files += 1;
    }
    assert!(files > 100, "{files}");
}

#[test]
fn settings_that_the_reader_accepts_fit_and_others_do_not() {
    // The documented settings hold every key, those without a default as comments.
    let manual = std::fs::read_to_string("docs/settings.md").expect("the manual");
    let all: String = manual
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("the settings")
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| rest.contains(" = "))
                .unwrap_or(line)
        })
        .fold(String::new(), |text, line| text + line + "\n");
    let file = tempfile::NamedTempFile::new().expect("a file");
    // The only two keys that exclude each other: a key set says how each key signs.
    let together = all.lines().filter(|line| !line.starts_with("algorithm = "));
    let together: Vec<&str> = together.collect();
    std::fs::write(file.path(), together.join("\n")).expect("the settings");
    let (_, diagnostics) =
        Config::load(Path::new(file.path()), true, std::iter::empty()).expect("settings");
    assert_eq!(diagnostics, []);
    let schema = settings(&Messages::built_in(), Locale::En);
    let value = as_json(&spanned::toml::parse(&all).expect("TOML"));
    assert_eq!(refused(&schema, &value, ""), [""; 0]);
    // Every key of the schema is written there, so each was accepted by the reader.
    for (section, keys) in Config::sections() {
        for (key, _) in keys {
            let written = match section {
                "" => &value[key],
                section => &value[section][key],
            };
            assert!(
                !written.is_null(),
                "[{section}] {key} is not in docs/settings.md"
            );
        }
    }
    let wrong = json!({
        "base_ulr": "x",
        "languages": ["fr"],
        "content": {"visibility": "Public", "paht": "x"},
        "front_matter": {"summary": 3},
    });
    assert_eq!(
        refused(&schema, &wrong, ""),
        [
            ".base_ulr: unknown",
            ".content.paht: unknown",
            ".content.visibility: enum",
            ".front_matter.summary: anyOf",
            ".languages[0]: enum",
        ]
    );
}

#[test]
fn front_matter_that_the_reader_refuses_does_not_fit() {
    let schema = front_matter(&Config::default(), &Messages::built_in(), Locale::En);
    let wrong = json!({
        "visiblity": "internal",
        "visibility": "secret",
        "roles": ["boss"],
        "order": "first",
        "featured": "yes",
        "tags": "a, b",
    });
    assert_eq!(
        refused(&schema, &wrong, ""),
        [
            ".featured: type",
            ".order: type",
            ".roles[0]: enum",
            ".tags: type",
            ".visibility: enum",
            ".visiblity: unknown",
        ]
    );
    // In a tree of another system its own keys may stand.
    let mut config = Config::default();
    config.content.ignore_keys = vec!["ms.*".to_owned()];
    let schema = front_matter(&config, &Messages::built_in(), Locale::En);
    assert_eq!(
        refused(&schema, &json!({"ms.date": "1/1/2026"}), ""),
        [""; 0]
    );
}
