//! Where the front matter of a file lies: YAML between `---`, TOML between `+++`.

use std::ops::Range;

use crate::spanned::{ParseError, Span, Table, toml, yaml};

/// How a file begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fenced {
    /// The first line is no fence; the text starts at this byte, behind a byte order mark.
    Nothing(usize),
    /// A fence opens and nothing closes it.
    Open {
        fence: &'static str,
        opening: Span,
    },
    Closed(FrontMatter),
}

/// Front matter that has both its fences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    pub fence: &'static str,
    pub opening: Span,
    /// What stands between the fences.
    pub inner: Range<usize>,
    /// Where the body starts.
    pub body: usize,
}

impl Fenced {
    /// Looks for the fences of a whole file.
    pub fn find(text: &str) -> Self {
        let start = match text.starts_with('\u{feff}') {
            true => '\u{feff}'.len_utf8(),
            false => 0,
        };
        let first = text[start..].lines().next().unwrap_or_default();
        // Spaces after a fence cannot be seen; other space is not what it looks like.
        let fence = match first.trim_end_matches([' ', '\t']) {
            "---" => "---",
            "+++" => "+++",
            _ => return Fenced::Nothing(start),
        };
        let opening = Span::new(start, start + fence.len());
        let rest = &text[start..];
        let inner = start + rest.find('\n').map_or(rest.len(), |at| at + 1);
        match closing(&text[inner..], fence) {
            Some((length, body)) => Fenced::Closed(FrontMatter {
                fence,
                opening,
                inner: inner..inner + length,
                body: inner + body,
            }),
            None => Fenced::Open { fence, opening },
        }
    }
}

impl FrontMatter {
    /// Reads the keys; places are those of the whole file.
    ///
    /// # Errors
    /// The first place where it is no YAML or TOML that we read.
    pub fn table(&self, text: &str) -> Result<Table, ParseError> {
        let written = &text[self.inner.clone()];
        let table = match self.fence {
            "+++" => toml::parse(written),
            _ => yaml::parse(written),
        };
        let at = self.inner.start;
        table
            .map(|table| table.shifted(at))
            .map_err(|error| ParseError {
                span: error.span.shifted(at),
                ..error
            })
    }
}

/// The length of the front matter, and where the body starts after its end.
fn closing(text: &str, fence: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches(['\n', '\r', ' ', '\t']) == fence {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}
