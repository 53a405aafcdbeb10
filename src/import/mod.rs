//! Moving in: what another system wrote becomes files of a content folder.
//!
//! Entry points: [`markdown::read`] and [`zendesk::read`]. Each reads a folder of files
//! and makes an [`Import`]: what would be written, and everything that does not come
//! along. Nothing is written before [`Import::write`], and nothing is ever written over.
//! What may have kept a page back and is not understood closes the page.

mod edits;
pub mod forum;
mod html;
mod links;
pub mod markdown;
mod page;
mod write;
pub mod zendesk;

use std::fs;
use std::path::{Path, PathBuf};

pub use write::WriteError;

/// What would be written, and what does not come along.
#[derive(Debug, Default)]
pub struct Import {
    /// In the order of their paths.
    pub files: Vec<Planned>,
    /// In the order of files and lines.
    pub losses: Vec<Loss>,
    /// Front-matter keys of the other system, the most frequent first.
    pub keys: Vec<Key>,
}

/// A file of the content folder.
#[derive(Debug)]
pub struct Planned {
    /// Below the content folder, with `/`.
    pub to: String,
    /// Where it comes from, as a person would name it.
    pub from: String,
    pub content: Content,
}

#[derive(Debug)]
pub enum Content {
    Text(String),
    /// A picture or film, copied as it is.
    Copy(PathBuf),
}

/// Something that does not come along as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// The file of the other system; empty where it is about the whole.
    pub file: String,
    /// From 1; 0 where it is about the whole file.
    pub line: usize,
    pub kind: LossKind,
    pub detail: String,
}

/// A key of the front matter that was read, and the field it became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub theirs: String,
    /// `None`: it does not come along.
    pub ours: Option<&'static str>,
    pub files: usize,
}

macro_rules! losses {
    ($($name:ident = $text:literal,)*) => {
        /// What kind of thing does not come along; the words are messages, `import-loss-…`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum LossKind { $($name,)* }

        impl LossKind {
            pub const ALL: &[LossKind] = &[$(LossKind::$name,)*];

            pub fn name(self) -> &'static str {
                match self { $(LossKind::$name => $text,)* }
            }
        }
    };
}

losses! {
    // The file
    Unreadable = "unreadable",
    Closed = "closed",
    Language = "language",
    Outside = "outside",
    Renamed = "renamed",
    Doubled = "doubled",
    // Front matter
    Value = "value",
    Address = "address",
    // The text
    Template = "template",
    Tag = "tag",
    Attributes = "attributes",
    Style = "style",
    Script = "script",
    Embedded = "embedded",
    Form = "form",
    Table = "table",
    TooDeep = "too-deep",
    Directive = "directive",
    Link = "link",
    LinkThroughGate = "link-through-gate",
    Picture = "picture",
    // Exports
    NotFetched = "not-fetched",
    Segment = "segment",
    Section = "section",
    Empty = "empty",
    Outdated = "outdated",
    Incomplete = "incomplete",
    Field = "field",
}

/// What was lost in one text, by line.
pub(crate) type Lost = Vec<(usize, LossKind, String)>;

impl Import {
    /// Drops what is there already of the pages that open a language: the own ones hold.
    pub fn without_existing_roots(&mut self, into: &Path) {
        let (roots, files): (Vec<Planned>, Vec<Planned>) = std::mem::take(&mut self.files)
            .into_iter()
            .partition(|file| file.to.split('/').count() == 2 && file.to.ends_with("/_index.md"));
        self.files = files;
        for root in roots {
            match fs::symlink_metadata(into.join(&root.to)) {
                Err(_) => self.files.push(root),
                Ok(_) => self.losses.push(Loss {
                    file: root.from,
                    line: 0,
                    kind: LossKind::Doubled,
                    detail: root.to,
                }),
            }
        }
        self.sort();
    }

    fn lose(&mut self, file: &str, line: usize, kind: LossKind, detail: impl Into<String>) {
        self.losses.push(Loss {
            file: file.to_owned(),
            line,
            kind,
            detail: shortened(&detail.into()),
        });
    }

    fn lose_all(&mut self, file: &str, lost: Lost) {
        for (line, kind, detail) in lost {
            self.lose(file, line, kind, detail);
        }
    }

    fn text(&mut self, to: String, from: &str, text: String) {
        self.files.push(Planned {
            to,
            from: from.to_owned(),
            content: Content::Text(text),
        });
    }

    fn sort(&mut self) {
        self.files.sort_by(|a, b| a.to.cmp(&b.to));
        self.losses.sort();
        self.losses.dedup();
    }
}

/// What people read on one line: without what cannot be seen, and not without end.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 160;
    let line = page::line(text);
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
