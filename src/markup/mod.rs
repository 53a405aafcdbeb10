//! Markdown to HTML, contents, plain text and a resolved Markdown twin.
//!
//! Entry point: [`render`]. What links, pictures and terms mean is asked of a
//! [`Resolve`]; this room reads no files and knows no articles. Raw HTML is shown
//! as text, comments vanish, and no style attribute or script is ever written. What members
//! write goes through [`post::render`], which allows less.

mod directive;
mod document;
mod escape;
pub mod post;
mod proof;
mod resolve;
mod slug;
mod spaces;
mod twin;
mod writer;

pub(crate) use directive::Fence;
pub use document::{Document, numbered};

pub use escape::{escape_attribute, escape_text};
pub use resolve::{LinkTarget, PictureTarget, Resolve, TermTarget};
pub use slug::slug;
pub(crate) use writer::options;
pub use writer::{Rendered, Step, render, title_of};

/// More problems than this in one page are not listed: somebody who mends the first
/// thousand has mended the cause of the rest.
pub const MAX_PROBLEMS: usize = 1_000;

#[cfg(test)]
mod tests;
