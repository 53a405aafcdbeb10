//! Markdown of members to HTML: less than writers may, and harmless whoever wrote it.
//!
//! Entry point: [`render`]. Members have CommonMark with tables, struck text and task lists.
//! Raw HTML is shown as it was typed, and there are no directives, includes, footnotes or
//! links by id: what a text becomes tells nothing about articles. A quote is a block quote;
//! its first line may say whom it quotes (`> @ana wrote:`), as plain Markdown.
//!
//! There is no sanitizer behind the writer: it has no way to write anything but its own few
//! tags, escaped text and judged addresses, and it writes them balanced. A sanitizer would
//! parse everything a second time, in a time that grows with the square of the depth.
//!
//! What a text costs is bounded before it is paid: by its length, by the markers at the start
//! of its lines (`nesting`), and while writing by depth, links and length.

mod addresses;
mod nesting;
mod words;
mod writer;

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::sync::LazyLock;

use crate::i18n::Messages;
use crate::locale::Locale;

/// Longer texts are refused.
pub const MAX_BYTES: usize = 32 * 1024;
/// Blocks and emphasis inside of each other; a table counts as four.
pub const MAX_DEPTH: usize = 32;
/// Links of all kinds in one text, but those to members.
pub const MAX_LINKS: usize = 500;
/// Members that one text may mention; further ones are text.
pub const MAX_MENTIONS: usize = 50;
/// More HTML than this comes of tables with cells that nobody wrote, and the like.
pub const MAX_HTML: usize = 16 * MAX_BYTES;

/// What the markup of members asks about the place that it is shown in.
pub trait Place {
    /// For the few words that are not the member's: labels of tables and tasks.
    fn messages(&self) -> (&Messages, Locale);

    /// The address of a member's profile. The handle is as it was written, without its `@`:
    /// ASCII letters, digits, `_`, `-` and `.`, at most 40.
    fn member(&self, handle: &str) -> Option<String>;

    /// A file that was uploaded here and may be shown in this place.
    fn attachment(&self, key: &str) -> Option<Attached>;

    /// Whether an address of the web is one of this site: such links are not marked as
    /// foreign. Root-relative links always are ours.
    fn is_ours(&self, address: &url::Url) -> bool;
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    pub url: String,
    /// Width and height of a picture; other files are linked.
    pub size: Option<(u32, u32)>,
}

/// What one text became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Safe HTML. Headings are `<h3>` and below, and nothing has an id.
    pub html: String,
    /// The text for search and snippets, code included, a line for each block.
    pub plain: String,
    /// Handles of the members that were found, as they were written, each once, in order.
    pub mentions: Vec<String>,
    /// Keys of the uploads that are shown or linked, each once, in order.
    pub attachments: Vec<String>,
    /// How many links lead away from here.
    pub links: usize,
}

/// Why a text is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the text has {bytes} bytes; {MAX_BYTES} are the most")]
    TooLong { bytes: usize },
    #[error("the text has quotes, lists or emphasis more than {MAX_DEPTH} deep")]
    TooDeep,
    #[error("the text has more than {MAX_LINKS} links")]
    TooManyLinks,
    #[error("the text would grow to more than {MAX_HTML} bytes: a table with too many empty cells")]
    TooLarge,
}

/// Renders what a member wrote.
///
/// # Errors
/// The text is longer, deeper or grows further than anybody writes.
pub fn render(text: &str, place: &impl Place) -> Result<Rendered, Refused> {
    counted(text, place).map(|(rendered, _)| rendered)
}

/// The members and uploads that rendering will ask about, as they are written: for those who
/// have to look them up before.
///
/// # Errors
/// Those of [`render`].
pub fn asked(text: &str, messages: &Messages) -> Result<Asked, Refused> {
    let asking = Asking {
        messages,
        asked: RefCell::default(),
    };
    render(text, &asking)?;
    Ok(asking.asked.into_inner())
}

/// Handles that a text may mention, each once, as they are written; of a text that is refused,
/// none.
pub fn handles(text: &str) -> Vec<String> {
    let mut handles = Vec::new();
    for handle in asked(text, &BARE).map_or_else(|_| Vec::new(), |asked| asked.members) {
        if !handles.contains(&handle) {
            handles.push(handle);
        }
    }
    handles
}

/// What a text says without its markup, a line for each block; of a text that is refused,
/// nothing.
pub fn plain(text: &str) -> String {
    let bare = Asking {
        messages: &BARE,
        asked: RefCell::default(),
    };
    render(text, &bare).map_or_else(|_| String::new(), |rendered| rendered.plain)
}

/// For what is written without a reader in view; none of it is a member's word.
static BARE: LazyLock<Messages> = LazyLock::new(Messages::built_in);

/// What a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub members: Vec<String>,
    pub attachments: Vec<String>,
}

struct Asking<'a> {
    messages: &'a Messages,
    asked: RefCell<Asked>,
}

impl Place for Asking<'_> {
    fn messages(&self) -> (&Messages, Locale) {
        (self.messages, Locale::En)
    }

    fn member(&self, handle: &str) -> Option<String> {
        self.asked.borrow_mut().members.push(handle.to_owned());
        None
    }

    fn attachment(&self, key: &str) -> Option<Attached> {
        self.asked.borrow_mut().attachments.push(key.to_owned());
        None
    }

    fn is_ours(&self, _: &url::Url) -> bool {
        false
    }
}

/// The same as [`render`], with the steps that it took.
fn counted(text: &str, place: &impl Place) -> Result<(Rendered, usize), Refused> {
    if text.len() > MAX_BYTES {
        return Err(Refused::TooLong { bytes: text.len() });
    }
    let text = clean(text);
    nesting::check(&text)?;
    writer::write(&text, place)
}

/// Lines end with `\n`, and what is neither letter nor space is U+FFFD, as in the pages and
/// feeds where it would be an error.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        out.push(match character {
            '\r' if characters.peek() == Some(&'\n') => continue,
            '\r' => '\n',
            '\n' | '\t' => character,
            '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            character if character.is_control() => '\u{fffd}',
            character => character,
        });
    }
    out
}
