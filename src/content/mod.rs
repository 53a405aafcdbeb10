//! What an article is, as plain data; no files, no Markdown, no HTTP.
//!
//! Entry point: [`Library`], all articles after checking. [`Library::visible_to`]
//! is the library of one viewer: whatever is made from it cannot show the rest.

mod article;
mod body;
mod category;
mod context;
mod library;
pub mod paths;
mod picture;
mod stored;
mod term;

pub use article::{
    Archived, Article, ArticleId, Film, Impact, Kind, Outdated, Status, Video, VideoSource,
};
pub use body::{Body, Heading, Section, Texts};
pub use category::{Category, Module};
pub use context::{BadContext, Context, ContextRank, ContextTree, Location};
pub use library::{Library, Opened};
pub use picture::{Picture, PictureBytes, Size, Stored};
pub use stored::{StoredTexts, TextFile, failed_reads};
pub use term::{Term, Tour, TourStep};
