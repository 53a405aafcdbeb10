//! Takes typed fields out of a [`Table`], collecting what is wrong with them.

use crate::spanned::{Entry, Node, Span, Table, Value};

/// What is wrong with one field, and where.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldError {
    /// The value is not of the shape that the field wants: `text`, `list`, …
    WrongShape {
        key: String,
        wanted: &'static str,
        span: Span,
    },
    /// No field has this name; `near` is the known one that looks most like it.
    UnknownKey {
        key: String,
        near: Option<&'static str>,
        /// `near`, where no other field can have been meant and it is not there already.
        only: Option<&'static str>,
        span: Span,
    },
}

/// The shape that a reader asks a field to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Any,
    Text,
    Boolean,
    Integer,
    List,
    Table,
}

/// Hands out the entries of a table by name and shape.
///
/// Each `take_*` removes its entry; [`Fields::finish`] then reports the rest as unknown.
#[derive(Debug)]
pub struct Fields {
    table: Table,
    asked: Vec<(&'static str, Shape)>,
    /// Those of `asked` that the table has.
    taken: Vec<&'static str>,
    errors: Vec<FieldError>,
}

impl Fields {
    pub fn new(table: Table) -> Self {
        Fields {
            table,
            asked: Vec::new(),
            taken: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Removes the entry named `key`, whatever its shape.
    pub fn take(&mut self, key: &'static str) -> Option<Entry> {
        self.remove(key, Shape::Any)
    }

    /// Every field that was asked for so far, there or not: what this reader knows.
    pub fn asked(&self) -> &[(&'static str, Shape)] {
        &self.asked
    }

    fn remove(&mut self, key: &'static str, shape: Shape) -> Option<Entry> {
        self.asked.push((key, shape));
        let at = self.table.entries.iter().position(|e| e.key == key)?;
        self.taken.push(key);
        Some(self.table.entries.remove(at))
    }

    pub fn take_text(&mut self, key: &'static str) -> Option<(String, Span)> {
        let entry = self.remove(key, Shape::Text)?;
        match entry.node.value {
            Value::Scalar { text, .. } => Some((text, entry.node.span)),
            _ => self.wrong_shape(&entry, "text"),
        }
    }

    pub fn take_bool(&mut self, key: &'static str) -> Option<bool> {
        let entry = self.remove(key, Shape::Boolean)?;
        match &entry.node.value {
            Value::Scalar {
                text,
                quoted: false,
            } if text == "true" => Some(true),
            Value::Scalar {
                text,
                quoted: false,
            } if text == "false" => Some(false),
            _ => self.wrong_shape(&entry, "boolean"),
        }
    }

    pub fn take_integer(&mut self, key: &'static str) -> Option<i64> {
        let entry = self.remove(key, Shape::Integer)?;
        let number = match &entry.node.value {
            Value::Scalar {
                text,
                quoted: false,
            } => text.parse().ok(),
            _ => None,
        };
        number.or_else(|| self.wrong_shape(&entry, "integer"))
    }

    /// A list of texts, each with its place.
    pub fn take_list(&mut self, key: &'static str) -> Option<(Vec<(String, Span)>, Span)> {
        let entry = self.remove(key, Shape::List)?;
        let span = entry.node.span;
        let Some(items) = text_items(&entry.node) else {
            return self.wrong_shape(&entry, "list");
        };
        Some((items, span))
    }

    pub fn take_table(&mut self, key: &'static str) -> Option<Table> {
        let entry = self.remove(key, Shape::Table)?;
        match entry.node.value {
            Value::Table(table) => Some(table),
            _ => self.wrong_shape(&entry, "table"),
        }
    }

    pub fn wrong_shape<T>(&mut self, entry: &Entry, wanted: &'static str) -> Option<T> {
        self.errors.push(FieldError::WrongShape {
            key: entry.key.clone(),
            wanted,
            span: entry.node.span,
        });
        None
    }

    /// Everything that was wrong, unknown keys included.
    pub fn finish(self) -> Vec<FieldError> {
        let Fields {
            table,
            asked,
            taken,
            mut errors,
        } = self;
        errors.extend(table.entries.into_iter().map(|entry| {
            FieldError::UnknownKey {
                near: nearest(&entry.key, asked.iter().map(|(key, _)| *key)),
                only: only_near(&entry.key, asked.iter().map(|(key, _)| *key))
                    .filter(|key| !taken.contains(key)),
                span: entry.key_span,
                key: entry.key,
            }
        }));
        errors
    }
}

/// The only name that can have been meant by `given`: at most two letters away, and
/// nearer than any other.
pub fn only_near<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&given, name), name))
        .filter(|(distance, name)| *distance <= 2 && *distance * 3 <= name.chars().count().max(3))
        .collect();
    near.sort_unstable();
    near.dedup();
    match near.as_slice() {
        [one] => Some(one.1),
        [one, next, ..] if one.0 < next.0 => Some(one.1),
        _ => None,
    }
}

fn text_items(node: &Node) -> Option<Vec<(String, Span)>> {
    let Value::List(items) = &node.value else {
        return None;
    };
    items
        .iter()
        .map(|item| match &item.value {
            Value::Scalar { text, .. } => Some((text.clone(), item.span)),
            _ => None,
        })
        .collect()
}

/// The name that looks most like `given`, if one does: at most a third of it differs.
pub fn nearest<'a>(given: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    names
        .into_iter()
        .map(|name| {
            (
                strsim::damerau_levenshtein(&given, &name.to_lowercase()),
                name,
            )
        })
        .filter(|(distance, name)| *distance * 3 <= name.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
