//! ayuda: a bilingual help center that lives in a Git repository.
//!
//! Markdown is compiled into a library of articles; the library becomes a public
//! site and closed search shelves; a service answers from both. `ARCHITECTURE.md`
//! says which room holds what and who may use whom.

#![forbid(unsafe_code)]

pub mod attachments;
pub mod audit;
pub mod cli;
pub mod compile;
pub mod config;
pub mod content;
pub mod context;
pub mod diagnostic;
pub mod edition;
pub mod feedback;
pub mod forum;
pub mod gate;
pub mod history;
pub mod http;
pub mod i18n;
pub mod identity;
pub mod import;
pub mod insight;
pub mod locale;
pub mod markup;
pub mod outbox;
pub mod packing;
pub mod parallel;
pub mod pictures;
pub mod policies;
pub mod private;
pub mod relevance;
pub mod search;
pub mod sharing;
pub mod site;
pub mod spanned;
pub mod stock;
pub mod storage;
pub mod theme;
pub mod translations;
pub mod widget;
