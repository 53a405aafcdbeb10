//! The help widget: the script that the host app loads, and the files that it loads in turn.
//!
//! Entry points: [`Widget::assemble`], which makes it of a theme, and [`Versions`], which keeps the ones of
//! before for apps that pinned them. Nothing of the content is in it: everybody gets the same bytes.

mod bundle;
mod pull;
mod versions;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest, Sha384};

use crate::config::Config;
use crate::locale::Locale;
use crate::packing::{Packing, packed};
use crate::theme::Theme;
use crate::widget::bundle::Sources;

pub use versions::Versions;

/// The file that pages load; it names the others.
pub const LOADER: &str = "widget.js";
/// What it is made of.
const ENTRY: &str = "loader.js";
/// Loaded by that one, when they are needed.
const MODULES: [&str; 4] = ["client.js", "panel.js", "reader.js", "guide.js"];
/// The types of what can be called, for the host app's developers.
pub const TYPES: &str = "widget.d.ts";

/// What a file is, by its name.
fn media_type(name: &str) -> &'static str {
    match name.ends_with(".js") {
        true => "text/javascript; charset=utf-8",
        false => "text/plain; charset=utf-8",
    }
}

/// A theme from which no widget can be made.
#[derive(Debug, thiserror::Error)]
pub enum WidgetError {
    #[error("the widget has no `{0}`: files of it stand in `widget/` of the theme")]
    Missing(String),
    #[error("`widget/{file}`: `{line}` is not one line `import {{ … }} from \"./file.js\";`")]
    Import { file: String, line: String },
}

/// A file of the widget, packed ahead: it is asked for by every page of the host app.
#[derive(Clone, Debug)]
pub struct WidgetFile {
    pub media_type: &'static str,
    pub bytes: Arc<[u8]>,
    /// Of the bytes.
    pub hash: String,
    packed: [Arc<[u8]>; 2],
}

impl WidgetFile {
    fn new(name: &str, bytes: Vec<u8>) -> Self {
        WidgetFile {
            media_type: media_type(name),
            packed: Packing::AHEAD.map(|packing| packed(&bytes, packing).into()),
            hash: blake3::hash(&bytes).to_hex()[..32].to_owned(),
            bytes: bytes.into(),
        }
    }

    /// The bytes in one of [`Packing::AHEAD`].
    pub fn packed(&self, wanted: Packing) -> Option<&Arc<[u8]>> {
        let at = Packing::AHEAD.iter().position(|one| *one == wanted)?;
        Some(&self.packed[at])
    }
}

/// All files of one version.
#[derive(Clone, Debug)]
pub struct Widget {
    version: String,
    files: Vec<(String, WidgetFile)>,
}

impl Widget {
    /// Makes the widget of the sources, words and colours of `theme`, unless it would be the
    /// `last` one: packing takes as long as the rest of a small edition.
    ///
    /// # Errors
    /// A source that is not there, or imports what is not.
    pub fn assemble(
        theme: &Theme,
        config: &Config,
        last: Option<&Arc<Widget>>,
    ) -> Result<Arc<Widget>, WidgetError> {
        let words = |language: Locale| theme.words(language, "widget-");
        let labels = config.languages.iter().map(|language| {
            let words = words(*language);
            let word = |key: &str| words.get(key).cloned().unwrap_or_default();
            let label = json!([word("launcher"), word("launcher-failed")]);
            (language.code().to_owned(), label)
        });
        let mut values = vec![
            ("base", json!(config.base_path())),
            ("contact", json!(config.service.contact_url)),
            ("labels", labels.collect()),
            ("version", json!("")),
        ];
        let languages = config.languages.iter().map(|language| {
            let text = format!("export default {};", json!(words(*language)));
            (format!("{language}.js"), text)
        });
        let languages: Vec<(String, String)> = languages.collect();
        // Named by everything that is in it: whoever pins the loader has pinned the rest.
        let mut hash = blake3::Hasher::new();
        let sources = Sources {
            theme,
            values: &values,
        };
        for entry in [ENTRY].into_iter().chain(MODULES) {
            hash.update(sources.bundle(entry)?.as_bytes());
        }
        let types = theme.widget_source(TYPES);
        let types = types.ok_or_else(|| WidgetError::Missing(TYPES.to_owned()))?;
        for text in languages.iter().map(|(_, text)| &**text).chain([types]) {
            hash.update(text.as_bytes());
        }
        let hash = &hash.finalize().to_hex()[..10];
        let version = format!("{}-{hash}", env!("CARGO_PKG_VERSION"));
        if let Some(last) = last.filter(|last| last.version == version) {
            return Ok(Arc::clone(last));
        }
        if let Some(own) = values.last_mut() {
            own.1 = json!(version);
        }
        let sources = Sources {
            theme,
            values: &values,
        };
        let mut files = languages;
        files.push((LOADER.to_owned(), sources.bundle(ENTRY)?));
        for name in MODULES {
            files.push((name.to_owned(), sources.bundle(name)?));
        }
        files.push((TYPES.to_owned(), types.to_owned()));
        let files = files.into_iter().map(|(name, text)| {
            let file = WidgetFile::new(&name, text.into());
            (name, file)
        });
        let files = files.collect();
        Ok(Arc::new(Widget { version, files }))
    }

    /// `0.1.0-0123456789`: of ayuda, and of all that the files say.
    pub fn version(&self) -> &str {
        &self.version
    }

    pub fn file(&self, name: &str) -> Option<&WidgetFile> {
        let file = self.files.iter().find(|(known, _)| known == name);
        file.map(|(_, file)| file)
    }

    /// What a page says of the loader so that the browser runs these very bytes
    /// (Subresource Integrity): `sha384-…`.
    pub fn integrity(&self) -> String {
        let loader = self.file(LOADER).map_or(&[][..], |file| &file.bytes);
        format!("sha384-{}", STANDARD.encode(Sha384::digest(loader)))
    }

    /// Where the files of this version are, below the base path.
    pub fn folder(&self) -> String {
        format!("/widget/{}", self.version)
    }
}
