//! The section `[site]`: name, brand, and what stands at the foot of each page.

use std::path::PathBuf;

use crate::config::read::{Reader, path, text};
use crate::config::{Localized, Shades, SiteConfig};
use crate::diagnostic::Code;
use crate::locale::Locale;
use crate::spanned::{self, Entry, Fields, Table, Value};

/// What browsers show as a picture.
const PICTURES: [&str; 6] = ["svg", "png", "webp", "jpg", "jpeg", "ico"];

impl Reader<'_> {
    pub(super) fn site(&mut self, table: Table, config: &mut SiteConfig) {
        let mut fields = Fields::new(table);
        path(&mut fields, "out", &mut config.out);
        text(&mut fields, "name", &mut config.name);
        if let Some((theme, _)) = fields.take_text("theme") {
            config.theme = Some(theme.into());
        }
        if let Some((url, _)) = fields.take_text("edit_url") {
            config.edit_url = Some(url);
        }
        let brand = &mut config.brand;
        brand.logo = self.picture(&mut fields, "logo");
        brand.art = self.picture(&mut fields, "art");
        brand.accent = self.shades(&mut fields, "accent");
        brand.paper = self.shades(&mut fields, "paper");
        brand.ink = self.shades(&mut fields, "ink");
        config.footer = self.localized(&mut fields, "footer");
        if let Some(table) = fields.take_table("links") {
            config.links = self.links(table);
        }
        self.finish("site", fields);
    }

    /// A file that everybody will see: nothing but a picture.
    fn picture(&mut self, fields: &mut Fields, key: &'static str) -> Option<PathBuf> {
        let (text, span) = fields.take_text(key)?;
        let path = PathBuf::from(&text);
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        if PICTURES.contains(&ending.to_lowercase().as_str()) {
            return Some(path);
        }
        self.unknown_value(key, &text, span, &["brand/logo.svg", "brand/logo.png"]);
        None
    }

    /// `"#rrggbb"` for the light scheme, or a list of two, for light and dark.
    fn shades(&mut self, fields: &mut Fields, key: &'static str) -> Option<Shades> {
        let entry = fields.take(key)?;
        let texts = match &entry.node.value {
            Value::Scalar { text, .. } => Some(vec![text.as_str()]),
            Value::List(items) => items.iter().map(|one| scalar(&one.value)).collect(),
            Value::Table(_) | Value::Null => None,
        };
        match texts.as_deref() {
            Some([light]) if is_colour(light) => Some(Shades {
                light: (*light).to_owned(),
                dark: None,
            }),
            Some([light, dark]) if is_colour(light) && is_colour(dark) => Some(Shades {
                light: (*light).to_owned(),
                dark: Some((*dark).to_owned()),
            }),
            Some(texts) => {
                let known = ["#1d4ed8", "[\"#1d4ed8\", \"#93b4ff\"]"];
                self.unknown_value(key, &texts.join(", "), entry.node.span, &known);
                None
            }
            None => fields.wrong_shape(&entry, "text"),
        }
    }

    /// A text for all languages, or a table with one for each.
    pub(super) fn localized(
        &mut self,
        fields: &mut Fields,
        key: &'static str,
    ) -> Vec<Localized<String>> {
        let Some(entry) = fields.take(key) else {
            return Vec::new();
        };
        match entry.node.value {
            Value::Scalar { text, .. } => vec![Localized {
                language: None,
                value: text,
            }],
            Value::Table(table) => {
                let texts = table.entries.into_iter();
                texts
                    .filter_map(|entry| {
                        Some(Localized {
                            language: Some(self.language(&entry)?),
                            value: scalar(&entry.node.value)?.to_owned(),
                        })
                    })
                    .collect()
            }
            _ => {
                fields.wrong_shape::<()>(&entry, "text");
                Vec::new()
            }
        }
    }

    /// `"Title" = "address"`, and tables of these named by a language.
    fn links(&mut self, table: Table) -> Vec<Localized<(String, String)>> {
        let mut links = Vec::new();
        for entry in table.entries {
            let language = match &entry.node.value {
                Value::Table(_) => match self.language(&entry) {
                    Some(language) => Some(language),
                    None => continue,
                },
                _ => None,
            };
            let inner = match entry.node.value {
                Value::Table(inner) => inner.entries,
                _ => vec![entry],
            };
            for entry in inner {
                match scalar(&entry.node.value) {
                    Some(url) if !leads_somewhere(url) => {
                        let known = ["https://example.com", "/docs", "mailto:help@example.com"];
                        self.unknown_value(&entry.key, url, entry.node.span, &known);
                    }
                    Some(url) => links.push(Localized {
                        language,
                        value: (entry.key.clone(), url.to_owned()),
                    }),
                    None => self.wrong(&entry, "text"),
                }
            }
        }
        links
    }

    /// The language that an entry is named by.
    fn language(&mut self, entry: &Entry) -> Option<Locale> {
        let known = Locale::ALL.map(Locale::code);
        let found = Locale::ALL.into_iter().find(|one| one.code() == entry.key);
        if found.is_none() {
            let near = spanned::nearest(&entry.key, known);
            let unknown = self.diagnostic(Code::UnknownKey, entry.key_span);
            self.diagnostics
                .push(unknown.with("key", &entry.key).near(near));
        }
        found
    }

    pub(super) fn wrong(&mut self, entry: &Entry, wanted: &'static str) {
        let wrong = self.diagnostic(Code::WrongShape, entry.node.span);
        let wrong = wrong.with("key", &entry.key).with("wanted", wanted);
        self.diagnostics.push(wrong);
    }
}

fn scalar(value: &Value) -> Option<&str> {
    match value {
        Value::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

/// A page, an address to write to, or a number to call; no script.
fn leads_somewhere(url: &str) -> bool {
    let known = ["/", "https://", "http://", "mailto:", "tel:"];
    known.iter().any(|start| url.starts_with(start))
}
