//! Finds front matter and reads it, YAML (`---`) or TOML (`+++`).
//!
//! What looks like front matter but does not stand where it belongs is an error:
//! read as body text, a declared gate would be lost and printed.

use crate::diagnostic::{Code, Diagnostic, Source};
use crate::spanned::{Fenced, Span, Table};

/// Front matter of more bytes than this is no front matter.
const MAX_FRONT_MATTER: usize = 64 * 1024;

/// A table whose places are those of the whole file, and where the body starts.
#[derive(Debug)]
pub(super) struct FrontMatter {
    pub(super) table: Table,
    pub(super) body: usize,
}

/// Splits a file into front matter and body.
///
/// # Errors
/// The one diagnostic that says why the front matter cannot be read.
pub(super) fn split(source: &Source<'_>) -> Result<FrontMatter, Box<Diagnostic>> {
    let syntax = |span: Span, detail: &str| {
        Box::new(
            source
                .diagnostic(Code::FrontMatterSyntax, span)
                .with("detail", detail),
        )
    };
    let front = match Fenced::find(source.text) {
        Fenced::Nothing(start) => return no_front_matter(source, start),
        Fenced::Open { fence, opening } => {
            let open = source
                .diagnostic(Code::FrontMatterOpen, opening)
                .with("fence", fence);
            return Err(Box::new(open));
        }
        Fenced::Closed(front) => front,
    };
    if front.inner.len() > MAX_FRONT_MATTER {
        let start = front.inner.start;
        let span = Span::new(start, start + 1);
        return Err(syntax(span, "it is larger than 64 KiB"));
    }
    let table = front.table(source.text);
    Ok(FrontMatter {
        table: table.map_err(|error| syntax(error.span, &error.detail))?,
        body: front.body,
    })
}

fn no_front_matter(source: &Source<'_>, start: usize) -> Result<FrontMatter, Box<Diagnostic>> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let rest = source.text[start..].trim_start_matches(blank);
    let at = source.text.len() - rest.len();
    let json = rest.starts_with('{') && !rest.starts_with("{{include:");
    if ["---", "+++", ";;;"]
        .iter()
        .any(|fence| rest.starts_with(fence))
        || json
    {
        let length = rest.lines().next().map_or(0, str::len);
        let span = Span::new(at, at + length);
        return Err(Box::new(source.diagnostic(Code::FrontMatterPlace, span)));
    }
    Ok(FrontMatter {
        table: Table::default(),
        body: start,
    })
}
