//! Values with the place where they stand, read from TOML or YAML.
//!
//! Front matter, `ayuda.toml`, terms and modules all become a [`Table`] of
//! [`Node`]s, so that whatever is wrong with them can be shown where it is
//! written. Entry points: [`toml::parse`] and [`yaml::parse`]. Scalars keep their
//! source text: what `2.10` or `NO` means is for the field to say.

mod fenced;
mod fields;
pub mod toml;
pub mod yaml;

pub use fenced::{Fenced, FrontMatter};
pub use fields::{FieldError, Fields, Shape, nearest, only_near};

/// A range of bytes in a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// The same span in a source that holds this one from `offset` on.
    pub fn shifted(self, offset: usize) -> Self {
        Span::new(self.start + offset, self.end + offset)
    }
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

impl Node {
    fn shift(&mut self, offset: usize) {
        self.span = self.span.shifted(offset);
        match &mut self.value {
            Value::Null | Value::Scalar { .. } => {}
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(offset)),
            Value::Table(table) => *table = std::mem::take(table).shifted(offset),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    /// Any single value; `quoted` tells the text `"true"` from the word `true`.
    Scalar {
        text: String,
        quoted: bool,
    },
    List(Vec<Node>),
    Table(Table),
}

/// Keys and values in the order they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub entries: Vec<Entry>,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The same table in a source that holds this one from `offset` on.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Self {
        for entry in &mut self.entries {
            entry.key_span = entry.key_span.shifted(offset);
            entry.node.shift(offset);
        }
        self
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

/// Text that is not TOML or YAML, or more of it than we accept.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{detail}")]
pub struct ParseError {
    /// The reader's own words, in English; shown as a detail.
    pub detail: String,
    pub span: Span,
}
