//! What a picture is by its own bytes, and what is shown in its place.
//!
//! Entry points: [`look`] judges a file by its header, [`drawing::cleaned`] makes an
//! SVG harmless, and [`with_variants`] gives the pictures of a library smaller WebP
//! variants. Only the last decodes pixels; what it made is kept in a folder, so that
//! nobody who asks for a page can make it work.

mod cache;
pub mod drawing;
mod encode;
mod header;
mod store;
mod style;
mod transcript;
mod variants;

pub use header::{Format, Look, MAX_MEGAPIXELS, Unfit, look};
pub use store::{are_whole, find_stored, put_away, tidy};
pub use transcript::transcript;
pub use variants::{WIDEST, with_variants};
