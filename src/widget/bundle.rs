//! Files of `themes/widget` into one script.
//!
//! A line `import { a } from "./b.js";` is replaced by that file, once in each bundle, and
//! `"{{panel.css}}"` by the style sheet as a text, `"{{version}}"` and the like by a value.

use std::collections::HashSet;

use serde_json::Value;

use crate::theme::{Theme, compact_script};
use crate::widget::WidgetError;

/// What bundles are made of.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    pub(super) theme: &'a Theme,
    pub(super) values: &'a [(String, Value)],
}

impl Sources<'_> {
    /// The script that begins with the file `entry`.
    pub(super) fn bundle(&self, entry: &str) -> Result<String, WidgetError> {
        let mut text = String::new();
        self.pull(entry, true, &mut HashSet::new(), &mut text)?;
        self.filled(&compact_script(&text))
    }

    fn pull(
        &self,
        name: &str,
        is_entry: bool,
        pulled: &mut HashSet<String>,
        out: &mut String,
    ) -> Result<(), WidgetError> {
        if !pulled.insert(name.to_owned()) {
            return Ok(());
        }
        let source = self.theme.widget_source(name);
        let source = source.ok_or_else(|| WidgetError::Missing(name.to_owned()))?;
        for line in source.lines() {
            if let Some(import) = line.strip_prefix("import ") {
                let file = import
                    .split_once("from \"./")
                    .and_then(|(names, file)| {
                        file.strip_suffix("\";").filter(|_| names.starts_with('{'))
                    })
                    .ok_or_else(|| WidgetError::Import {
                        file: name.to_owned(),
                        name: import.to_owned(),
                    })?;
                self.pull(file, false, pulled, out)?;
                continue;
            }
            // What another file asked for is there under its own name.
            let line = match line.strip_prefix("export ") {
                Some(bare) if !is_entry => bare,
                _ => line,
            };
            out.push_str(line);
            out.push('\n');
        }
        Ok(())
    }

    /// `text` with its marks replaced.
    fn filled(&self, text: &str) -> Result<String, WidgetError> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("\"{{") {
            out.push_str(before);
            let Some((name, after)) = after.split_once("}}\"") else {
                return Err(WidgetError::Missing(after.chars().take(20).collect()));
            };
            let value = match name.ends_with(".css") {
                true => self.theme.widget_style(name).map(Value::String),
                false => {
                    let mut values = self.values.iter();
                    values
                        .find(|(known, _)| known == name)
                        .map(|(_, value)| value.clone())
                }
            };
            let value = value.ok_or_else(|| WidgetError::Missing(name.to_owned()))?;
            out.push_str(&value.to_string());
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}
