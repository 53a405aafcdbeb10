//! Pictures for sharing: what is shown where a link to a page is posted.
//!
//! Entry points: [`Fonts`], which measures text and breaks it into lines, and
//! [`Pictures`], which draws an SVG once and keeps it. This room knows no library and
//! no site: it is handed texts and drawings of what everybody may read.

mod cache;
mod draw;
mod fonts;

pub use cache::Pictures;
pub use draw::DrawError;
pub use fonts::{Block, Fonts, Step, Weight};

/// What the platforms that show links ask for.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;
