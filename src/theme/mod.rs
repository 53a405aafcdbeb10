//! How pages look: templates, style and messages, built in or replaced from disk.
//!
//! Entry points: [`Theme::load`] and [`Theme::render`]. What templates are given is
//! described in `themes/README.md` and typed in [`context`]. This room knows
//! nothing of HTTP, and asks no library: it draws what it is handed.

mod assets;
mod colours;
pub mod context;
mod dates;
pub mod forum;
mod functions;
mod overrides;
pub mod reports;
mod words;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fluent_bundle::FluentValue;
use serde::Serialize;
use tera::{Context, Tera};

use crate::config::Brand;
use crate::i18n::Messages;
use crate::locale::Locale;
use crate::theme::context::{Frame, Head};

pub use assets::Asset;
pub use colours::ACCENT;
pub use dates::long as long_date;

/// The built-in files: name below `themes/default` or `themes/widget`, and bytes.
mod built_in {
    include!(concat!(env!("OUT_DIR"), "/theme.rs"));
}

/// Built-in templates can be named with this in front, so that a template that
/// replaces one may still extend it.
const BUILT_IN: &str = "default/";

/// Templates and assets, ready to draw pages with.
pub struct Theme {
    /// The templates as they are written.
    markup: String,
    tera: Tera,
    assets: Vec<Asset>,
    pictures: BrandPictures,
    /// What the widget is made of: the name below `widget`, and the text.
    widget: BTreeMap<String, String>,
    /// Whether some script of the widget is not the built-in one.
    has_own_scripts: bool,
    messages: Arc<Messages>,
}

/// Names of assets that stand for the product.
#[derive(Clone, Debug, Default)]
pub struct BrandPictures {
    pub logo: Option<String>,
    pub art: Option<String>,
}

impl fmt::Debug for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Theme")
            .field("assets", &self.assets)
            .finish_non_exhaustive()
    }
}

/// A theme that cannot be used, or a page that it cannot draw.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    #[error("cannot read `{}`", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("`{}` is not UTF-8 text", path.display())]
    NotText { path: PathBuf },
    #[error(
        "template `{template}` line {line}: no message is called `{key}`; mend the name, \
         or run a newer ayuda if the theme was made for one"
    )]
    UnknownMessage {
        template: String,
        line: usize,
        key: String,
    },
    /// The template engine shows the place by itself.
    #[error("{0}")]
    Template(String),
}

impl From<tera::Error> for ThemeError {
    fn from(error: tera::Error) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            text = format!("{text}\n{inner}");
            source = inner.source();
        }
        // Whoever shows it says by itself that it is one.
        ThemeError::Template(text.trim_start_matches("error: ").to_owned())
    }
}

/// What all pages of one language share, made once.
#[derive(Clone)]
pub struct PreparedFrame(Context);

impl fmt::Debug for PreparedFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreparedFrame")
    }
}

impl Theme {
    /// The built-in theme with the files of `folder` over it, in the colours and with
    /// the pictures of `brand`.
    ///
    /// # Errors
    /// A file that cannot be read, or a template that cannot be used.
    pub fn load(
        folder: Option<&Path>,
        brand: &Brand,
        messages: Arc<Messages>,
    ) -> Result<Theme, ThemeError> {
        let mut templates: Vec<(String, String)> = Vec::new();
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for (name, bytes) in built_in::FILES {
            if let Some(name) = name.strip_prefix("templates/") {
                let text = String::from_utf8_lossy(bytes).into_owned();
                templates.push((format!("{BUILT_IN}{name}"), text));
            } else if let Some(name) = name.strip_prefix("assets/") {
                files.push((name.to_owned(), bytes.to_vec()));
            }
        }
        let mut has_own_scripts = false;
        let sources = built_in::WIDGET.iter();
        let mut widget: BTreeMap<String, String> = sources
            .map(|(name, bytes)| {
                let text = String::from_utf8_lossy(bytes).into_owned();
                ((*name).to_owned(), text)
            })
            .collect();
        files.extend(words::files(&messages));
        if let Some(folder) = folder {
            let replaced = overrides::read(folder)?;
            templates.extend(replaced.templates);
            has_own_scripts = replaced
                .widget
                .iter()
                .any(|(name, _)| name.ends_with(".js"));
            widget.extend(replaced.widget);
            for (name, bytes) in replaced.assets {
                files.retain(|(other, _)| *other != name);
                files.push((name, bytes));
            }
        }
        for (name, text) in &templates {
            functions::check_messages(name, text)?;
        }
        let mut pictures = BrandPictures::default();
        for (name, path, taken) in [
            ("logo", &brand.logo, &mut pictures.logo),
            ("art", &brand.art, &mut pictures.art),
        ] {
            let Some(path) = path else { continue };
            let bytes = std::fs::read(path).map_err(|source| ThemeError::Unreadable {
                path: path.clone(),
                source,
            })?;
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            let name = format!("{name}.{}", ending.to_lowercase());
            *taken = Some(name.clone());
            files.retain(|(other, _)| *other != name);
            files.push((name, bytes));
        }
        let assets = assets::named(files, brand);
        for (name, text) in &mut widget {
            if name.ends_with(".css") {
                *text = assets::widget_style(text, brand);
            }
        }
        let mut tera = Tera::default();
        tera.set_fallback_prefixes([BUILT_IN])?;
        tera.autoescape_on([".html", ".xml", ".svg"]);
        functions::register(&mut tera, &assets, &messages);
        let texts: Vec<&str> = templates.iter().map(|(_, text)| text.as_str()).collect();
        let markup = texts.join("\n");
        tera.add_raw_templates(templates)?;
        Ok(Theme {
            markup,
            tera,
            assets,
            pictures,
            widget,
            has_own_scripts,
            messages,
        })
    }

    /// Style sheets, icons and whatever else pages load, under names made of their content.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// The pictures of the settings, as assets.
    pub fn pictures(&self) -> &BrandPictures {
        &self.pictures
    }

    /// The fonts of pictures for sharing, the lighter one first. No page loads them.
    pub fn fonts() -> [&'static [u8]; 2] {
        ["fonts/figtree-500.ttf", "fonts/figtree-700.ttf"].map(|wanted| {
            let file = built_in::FILES.iter().find(|(name, _)| *name == wanted);
            file.map_or(&[][..], |(_, bytes)| bytes)
        })
    }

    /// A file of the widget: scripts and types as they are written, style sheets in the colours
    /// of the brand and without what says nothing.
    pub fn widget_source(&self, name: &str) -> Option<&str> {
        self.widget.get(name).map(String::as_str)
    }

    /// The built-in script that begins with the file `entry`, in one and made small; `None` where
    /// the theme has scripts of its own.
    pub fn widget_bundle(&self, entry: &str) -> Option<&'static str> {
        let mut bundles = built_in::BUNDLES.iter();
        let (_, text) = bundles.find(|(name, _)| *name == entry)?;
        (!self.has_own_scripts).then_some(*text)
    }

    /// All messages whose key begins with `prefix`, by the rest of it. `{n}` stands where the
    /// variable `n` comes.
    pub fn words(&self, language: Locale, prefix: &str) -> BTreeMap<&'static str, String> {
        words::named(&self.messages, language, prefix)
    }

    /// The text of all templates: what each page says whatever it is about.
    pub fn markup(&self) -> &str {
        &self.markup
    }

    /// A message in `language`; `None` when no message has that key.
    pub fn message(
        &self,
        language: Locale,
        key: &str,
        arguments: &[(&str, FluentValue<'_>)],
    ) -> Option<String> {
        self.messages.find(language, key, arguments)
    }

    /// Makes the part of the context that is the same on many pages.
    ///
    /// # Errors
    /// None in practice: the frame is plain data.
    pub fn prepare(&self, frame: &Frame) -> Result<PreparedFrame, ThemeError> {
        Ok(PreparedFrame(Context::from_serialize(frame)?))
    }

    /// Draws one page: `template` with the frame, `head` and `page`.
    ///
    /// # Errors
    /// A template that asks for what it is not given.
    pub fn render<P: Serialize>(
        &self,
        template: &str,
        frame: &PreparedFrame,
        head: &Head,
        page: &P,
    ) -> Result<String, ThemeError> {
        let mut context = frame.0.clone();
        context.insert("head", head);
        context.insert("page", page);
        Ok(self.tera.render(template, &context)?)
    }
}

#[cfg(test)]
mod tests;
