//! ayuda: a bilingual help center that lives in a Git repository.
//!
//! Markdown is compiled into a library of articles; the library becomes a public
//! site and closed search shelves; a service answers from both. `ARCHITECTURE.md`
//! says which room holds what and who may use whom.

#![forbid(unsafe_code)]

pub mod config;
pub mod content;
pub mod diagnostic;
pub mod gate;
pub mod i18n;
pub mod locale;
pub mod search;
pub mod spanned;
