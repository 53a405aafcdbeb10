//! A page, drawn.

use std::sync::Arc;

/// Something with an address: a page, a feed, a picture.
#[derive(Clone, Debug)]
pub struct Page {
    /// Root-relative, with the path of `base_url`: `/en/estimating/`.
    pub path: String,
    /// Below the public folder, with `/` between its parts: `en/estimating/index.html`.
    pub file: String,
    pub media_type: &'static str,
    pub bytes: Arc<[u8]>,
    pub kind: PageKind,
}

/// What the one who serves a page must know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// HTML for people.
    Html,
    /// To be sent with status 404.
    NotFound,
    /// To be sent as 301; the bytes are for servers that only know files.
    Redirect { to: String },
    /// Feeds, maps and texts for machines.
    Machine,
    /// Its name is made of its content: it never changes.
    Immutable,
}
