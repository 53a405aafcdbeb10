//! What Markdown may refer to, and who knows about it.

use crate::content::{Film, Size};

/// Answers what the links, pictures and terms of a text lead to.
///
/// Articles answer from the plan of the library, tests from a few names. An answer of `Nothing` says that the resolver has reported it already.
pub trait Resolve {
    /// A relative or root-relative link as written, such as `../refunds.md#late`.
    /// `at` is the place of the link in the document's text.
    fn link(&self, written: &str, at: std::ops::Range<usize>) -> LinkTarget;
    /// `[[KB-000012]]`.
    fn id(&self, id: &str, at: std::ops::Range<usize>) -> LinkTarget;
    /// `#section` of the same page, as written.
    fn section(&self, _anchor: &str, _at: std::ops::Range<usize>) {}
    /// A picture file as written.
    fn picture(&self, written: &str, at: std::ops::Range<usize>) -> PictureTarget;
    /// A film file as written.
    fn film(&self, written: &str, at: std::ops::Range<usize>) -> Option<Film>;
    /// `{term:estimate.markup}`.
    fn term(&self, key: &str, at: std::ops::Range<usize>) -> TermTarget;
    /// A root-relative address with scheme and host: a twin is read away from its site.
    fn absolute(&self, url: &str) -> String {
        url.to_owned()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    Page {
        /// Root-relative, with its anchor.
        url: String,
        title: String,
    },
    /// A file to open or print.
    File { url: String },
    /// The link becomes text.
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureTarget {
    Shown {
        url: String,
        /// Words that are written in the picture.
        words: String,
        size: Option<Size>,
    },
    /// The picture becomes its alternative text.
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermTarget {
    Known {
        title: String,
        text: String,
    },
    /// The marker stays as it is written.
    Nothing,
}
