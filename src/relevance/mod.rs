//! How well the search answers: what people type, and what must come first.
//!
//! Entry points: [`Cases::read`] and [`Cases::score`]. A case stands for a reader: with a
//! viewer and, inside of the app, a screen. Measures are those of the field; each case
//! that fails says why.

mod cases;
mod score;

pub use cases::{Case, Cases, Floor};
pub use score::{Outcome, Reason, Scores};
