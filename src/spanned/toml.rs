//! TOML to a [`Table`].

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use crate::spanned::{Entry, Node, ParseError, Span, Table, Value};

/// Reads TOML 1.0.
///
/// # Errors
/// The first place where the text is no TOML, doubled keys included.
pub fn parse(text: &str) -> Result<Table, ParseError> {
    let document = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        ParseError {
            detail: error.message().to_owned(),
            span: Span::new(span.start, span.end),
        }
    })?;
    Ok(table(document.into_inner()))
}

fn table(source: DeTable<'_>) -> Table {
    let mut entries: Vec<Entry> = source
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: Span::new(key.span().start, key.span().end),
            key: key.into_inner().into_owned(),
            node: node(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Table { entries }
}

fn node(source: Spanned<DeValue<'_>>) -> Node {
    let span = Span::new(source.span().start, source.span().end);
    let plain = |text: String| Value::Scalar {
        text,
        quoted: false,
    };
    let value = match source.into_inner() {
        DeValue::String(text) => Value::Scalar {
            text: text.into_owned(),
            quoted: true,
        },
        DeValue::Integer(integer) => plain(integer.to_string()),
        DeValue::Float(float) => plain(float.to_string()),
        DeValue::Boolean(boolean) => plain(boolean.to_string()),
        DeValue::Datetime(datetime) => plain(datetime.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(inner) => Value::Table(table(inner)),
    };
    Node { value, span }
}
