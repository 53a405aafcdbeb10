//! Folders of articles, and the parts of the host app.

use serde::{Deserialize, Serialize};

use crate::content::Context;
use crate::gate::Gate;
use crate::locale::Locale;

/// A folder of articles, in one language. The home of a language is the category
/// with the empty path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub language: Locale,
    /// Path below the language folder, the same in all languages: `estimating/markup`.
    pub path: String,
    pub slug: String,
    /// Root-relative, ends with `/`.
    pub url: String,
    pub title: String,
    pub summary: String,
    pub icon: Option<String>,
    pub order: Option<i64>,
    pub module: Option<String>,
    /// HTML of the text of `_index.md`; empty when it has none.
    pub html: String,
    /// URLs of the pictures that the text shows.
    pub pictures: Vec<String>,
    /// Who may read what `_index.md` says. Whoever may read an article in the category
    /// knows of it, but perhaps by the name of its folder alone.
    pub gate: Gate,
    /// What it is called for those whom the gate does not admit.
    pub bare_title: String,
}

impl Category {
    /// The category as its place alone, without anything that `_index.md` says.
    #[must_use]
    pub fn bare(&self) -> Self {
        Category {
            title: self.bare_title.clone(),
            summary: String::new(),
            icon: None,
            order: None,
            module: None,
            html: String::new(),
            pictures: Vec::new(),
            ..self.clone()
        }
    }

    pub fn is_home(&self) -> bool {
        self.path.is_empty()
    }

    /// Path of the folder around this one; `None` for the home.
    pub fn parent(&self) -> Option<&str> {
        match self.path.rsplit_once('/') {
            Some((parent, _)) => Some(parent),
            None if self.path.is_empty() => None,
            None => Some(""),
        }
    }
}

/// A part of the host app: estimating, scheduling, …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    pub key: String,
    pub icon: Option<String>,
    pub order: Option<i64>,
    /// The screens that belong to it.
    pub contexts: Vec<Context>,
}
