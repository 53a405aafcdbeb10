//! The section `[forum]`: the parts of the forum, and who may read each.

use std::collections::BTreeSet;

use crate::config::read::Reader;
use crate::config::{ForumCategory, ForumConfig};
use crate::diagnostic::Code;
use crate::gate::{Gate, Visibility};
use crate::spanned::{Fields, Table, Value};

/// Names of pages that stand where a category would.
const TAKEN: [&str; 7] = [
    "posts",
    "ask",
    "members",
    "moderation",
    "following",
    "search",
    "feed",
];

impl Reader<'_> {
    pub(super) fn forum(
        &mut self,
        table: Table,
        known: &[Vec<String>; 2],
        config: &mut ForumConfig,
    ) {
        let mut fields = Fields::new(table);
        config.threads = fields.take_text("threads").map(|(path, _)| path.into());
        if let Some(table) = fields.take_table("categories") {
            for entry in table.entries {
                let is_name = |text: &str| {
                    let mut bytes = text.bytes();
                    bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                };
                if !is_name(&entry.key) || TAKEN.contains(&entry.key.as_str()) {
                    let examples = ["estimating", "site-and-crew"];
                    self.unknown_value("categories", &entry.key, entry.key_span, &examples);
                    continue;
                }
                match entry.node.value {
                    Value::Table(table) => {
                        let category = self.forum_category(&entry.key, table, known);
                        config.categories.push(category);
                    }
                    _ => self.wrong(&entry, "table"),
                }
            }
        }
        self.finish("forum", fields);
    }

    /// A category that says nothing of who may read it, or says it wrong, is internal.
    fn forum_category(
        &mut self,
        key: &str,
        table: Table,
        known: &[Vec<String>; 2],
    ) -> ForumCategory {
        let mut fields = Fields::new(table);
        let mut gate = Gate::new(Visibility::Internal);
        if let Some((word, span)) = fields.take_text("visibility") {
            match Visibility::from_word(&word) {
                Some(visibility) => gate.visibility = visibility,
                None => {
                    let all = Visibility::ALL.map(Visibility::word);
                    self.unknown_value("visibility", &word, span, &all);
                }
            }
        }
        gate.roles = self.known_words(&mut fields, "roles", &known[0]);
        gate.plans = self.known_words(&mut fields, "plans", &known[1]);
        let category = ForumCategory {
            key: key.to_owned(),
            title: self.localized(&mut fields, "title"),
            summary: self.localized(&mut fields, "summary"),
            module: fields.take_text("module").map(|(module, _)| module),
            gate,
        };
        self.finish("forum.categories", fields);
        category
    }

    /// Words of a list, each of which has to be known; none opens nothing.
    fn known_words(
        &mut self,
        fields: &mut Fields,
        key: &'static str,
        known: &[String],
    ) -> Option<BTreeSet<String>> {
        let (items, span) = fields.take_list(key)?;
        if items.is_empty() {
            self.report(Code::EmptyList, span, "key", key);
        }
        let mut words = BTreeSet::new();
        for (word, span) in items {
            match known.contains(&word) {
                true => drop(words.insert(word)),
                false => {
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    self.unknown_value(key, &word, span, &known);
                }
            }
        }
        Some(words)
    }
}
