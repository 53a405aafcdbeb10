//! `[content]` and `[front_matter]`: what is an article, and what its keys are called.

use std::collections::BTreeMap;

use crate::config::read::{Reader, path};
use crate::config::{ContentConfig, FIELDS};
use crate::diagnostic::Code;
use crate::gate::Visibility;
use crate::spanned::{self, Fields, Table, Value};

impl Reader<'_> {
    pub(super) fn content(&mut self, table: Table, config: &mut ContentConfig) {
        let mut fields = Fields::new(table);
        path(&mut fields, "path", &mut config.path);
        if let Some((word, span)) = fields.take_text("visibility") {
            match Visibility::from_word(&word) {
                Some(visibility) => config.visibility = visibility,
                None => {
                    let known = Visibility::ALL.map(Visibility::word);
                    self.unknown_value("visibility", &word, span, &known);
                }
            }
        }
        if let Some(globs) = self.globs(&mut fields, "ignore") {
            config.ignore = globs;
        }
        if let Some(globs) = self.globs(&mut fields, "ignore_keys") {
            config.ignore_keys = globs;
        }
        self.finish("content", fields);
    }

    fn globs(&mut self, fields: &mut Fields, key: &'static str) -> Option<Vec<String>> {
        let (items, _) = fields.take_list(key)?;
        let mut globs = Vec::new();
        for (glob, span) in items {
            match globset::Glob::new(&glob) {
                Ok(_) => globs.push(glob),
                Err(_) => self.unknown_value(key, &glob, span, &["**/includes/**"]),
            }
        }
        Some(globs)
    }

    /// `ours = "theirs"` or `ours = ["theirs", "also theirs"]`, turned round.
    pub(super) fn front_matter(&mut self, table: Table) -> BTreeMap<String, String> {
        let mut mapping = BTreeMap::new();
        for entry in table.entries {
            if !FIELDS.contains(&entry.key.as_str()) {
                let near = spanned::nearest(&entry.key, FIELDS.iter().copied());
                let unknown = self.diagnostic(Code::UnknownKey, entry.key_span);
                self.diagnostics
                    .push(unknown.with("key", &entry.key).near(near));
                continue;
            }
            let theirs: Option<Vec<String>> = match &entry.node.value {
                Value::Scalar { text, .. } => Some(vec![text.clone()]),
                Value::List(items) => items
                    .iter()
                    .map(|item| match &item.value {
                        Value::Scalar { text, .. } => Some(text.clone()),
                        _ => None,
                    })
                    .collect(),
                _ => None,
            };
            match theirs {
                Some(theirs) => {
                    mapping.extend(theirs.into_iter().map(|key| (key, entry.key.clone())));
                }
                None => self.diagnostics.push(
                    self.diagnostic(Code::WrongShape, entry.node.span)
                        .with("key", &entry.key)
                        .with("wanted", "text"),
                ),
            }
        }
        mapping
    }
}
