//! Small texts for the host app: what a field means, how a module starts.

use serde::{Deserialize, Serialize};

use crate::content::ArticleId;
use crate::gate::Gate;
use crate::locale::Locale;

/// A field of the host app with its definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub language: Locale,
    /// Dotted, as the host app names it: `estimate.markup`.
    pub key: String,
    pub title: String,
    pub text: String,
    pub article: Option<ArticleId>,
    pub gate: Gate,
}

/// The first-visit orientation of a module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tour {
    pub language: Locale,
    pub module: String,
    pub title: String,
    pub gate: Gate,
    pub steps: Vec<TourStep>,
    /// URLs of the pictures shown.
    pub pictures: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TourStep {
    pub title: String,
    pub html: String,
    /// Value of `data-ayuda-tour` on the element that the step points at.
    pub target: Option<String>,
}
