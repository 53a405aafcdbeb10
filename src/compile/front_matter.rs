//! Finds front matter and reads it, YAML (`---`) or TOML (`+++`).
//!
//! What looks like front matter but does not stand where it belongs is an error:
//! read as body text, a declared gate would be lost and printed.

use crate::diagnostic::{Code, Diagnostic, Source};
use crate::spanned::{self, Span, Table};

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
    let text = source.text;
    let start = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let first = text[start..].lines().next().unwrap_or_default();
    // Spaces after a fence cannot be seen; other space is not what it looks like.
    let fence = match first.trim_end_matches([' ', '\t']) {
        fence @ ("---" | "+++") => fence,
        _ => return no_front_matter(source, start),
    };
    let opening = Span::new(start, start + fence.len());
    let inner = start
        + text[start..]
            .find('\n')
            .map_or(text.len() - start, |at| at + 1);
    let Some((length, body)) = closing(&text[inner..], fence) else {
        let open = source
            .diagnostic(Code::FrontMatterOpen, opening)
            .with("fence", fence);
        return Err(Box::new(open));
    };
    let syntax = |span: Span, detail: &str| {
        let span = span.shifted(inner);
        Box::new(
            source
                .diagnostic(Code::FrontMatterSyntax, span)
                .with("detail", detail),
        )
    };
    if length > MAX_FRONT_MATTER {
        return Err(syntax(Span::new(0, 1), "it is larger than 64 KiB"));
    }
    let written = &text[inner..inner + length];
    let table = match fence {
        "+++" => spanned::toml::parse(written),
        _ => spanned::yaml::parse(written),
    };
    let table = table.map_err(|error| syntax(error.span, &error.detail))?;
    Ok(FrontMatter {
        table: table.shifted(inner),
        body: inner + body,
    })
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
