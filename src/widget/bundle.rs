//! What scripts of the widget are made of: `AYUDA.css.panel` is the style sheet `panel.css`,
//! `AYUDA.version` and the like are values.

use serde_json::Value;

use crate::theme::Theme;
use crate::widget::pull::{Unpulled, pull};
use crate::widget::{ENTRY, WidgetError};

/// Where bundles come from, and what is put into them.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    pub(super) theme: &'a Theme,
    pub(super) values: &'a [(&'static str, Value)],
}

impl Sources<'_> {
    /// The script that begins with the file `entry`: as it was built, unless the theme has
    /// scripts of its own; these are sent as they are written.
    pub(super) fn bundle(&self, entry: &str) -> Result<String, WidgetError> {
        if let Some(text) = self.theme.widget_bundle(entry) {
            return self.filled(text);
        }
        let source = |name: &str| self.theme.widget_source(name).map(str::to_owned);
        let text = pull(&source, entry).map_err(|unpulled| match unpulled {
            Unpulled::Missing(file) => WidgetError::Missing(file),
            Unpulled::Import(file, line) => WidgetError::Import { file, line },
        })?;
        // A classic script shares its names with the page.
        self.filled(&match entry == ENTRY {
            true => format!("(() => {{\n{text}}})();\n"),
            false => text,
        })
    }

    /// `text` with its marks replaced.
    fn filled(&self, text: &str) -> Result<String, WidgetError> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("AYUDA.") {
            out.push_str(before);
            let (style, after) = match after.strip_prefix("css.") {
                Some(after) => (true, after),
                None => (false, after),
            };
            let end = after.find(|one: char| !one.is_ascii_lowercase());
            let (name, after) = after.split_at(end.unwrap_or(after.len()));
            let value = match style {
                true => self
                    .theme
                    .widget_source(&format!("{name}.css"))
                    .map(Value::from),
                false => {
                    let mut values = self.values.iter();
                    let found = values.find(|(known, _)| *known == name);
                    found.map(|(_, value)| value.clone())
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
