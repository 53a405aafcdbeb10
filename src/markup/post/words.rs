//! Addresses and members in the middle of a text.
//!
//! Each character is looked at a fixed number of times, whatever the text is.

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word<'a> {
    Text(&'a str),
    /// As it is written: `www.` may be its start.
    Address(&'a str),
    /// Without its `@`.
    Handle(&'a str),
}

/// Longer names are nobody's.
const MAX_HANDLE: usize = 40;

/// The parts of `text`, which stands behind the character `before`.
pub(super) fn split<'a>(text: &'a str, before: Option<char>, mut each: impl FnMut(Word<'a>)) {
    let mut before = before;
    // Where the text starts that was not handed on, and where is looked next.
    let (mut from, mut at) = (0, 0);
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let found = match character {
            'h' | 'H' | 'w' | 'W' if !before.is_some_and(joins_address) => address(rest),
            '@' if !before.is_some_and(joins_handle) => handle(rest),
            _ => None,
        };
        let Some((word, length)) = found else {
            before = Some(character);
            at += character.len_utf8();
            continue;
        };
        if from < at {
            each(Word::Text(&text[from..at]));
        }
        each(word);
        before = text[at..at + length].chars().next_back();
        at += length;
        from = at;
    }
    if from < text.len() {
        each(Word::Text(&text[from..]));
    }
}

fn joins_address(before: char) -> bool {
    before.is_alphanumeric() || matches!(before, '.' | '-' | '_' | '/' | '@' | ':')
}

fn joins_handle(before: char) -> bool {
    before.is_alphanumeric() || matches!(before, '.' | '-' | '_' | '/' | '@' | '+' | ':')
}

fn address(rest: &str) -> Option<(Word<'_>, usize)> {
    let starts = |start: &str| {
        let own = rest.as_bytes().get(..start.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(start.as_bytes()))
    };
    let start = ["https://", "http://", "www."]
        .into_iter()
        .find(|start| starts(start))?;
    let ends = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`');
    let whole = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let mut unopened = whole.matches(')').count();
    unopened = unopened.saturating_sub(whole.matches('(').count());
    let mut end = whole.len();
    // What ends a sentence or a bracket around the address is not part of it.
    while let Some(last) = whole[..end].chars().next_back() {
        match last {
            ')' if unopened > 0 => unopened -= 1,
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | ']' | '}' | '»' | '”'
            | '’' | '…' => {}
            _ => break,
        }
        end -= last.len_utf8();
    }
    (end > start.len()).then(|| (Word::Address(&whole[..end]), end))
}

fn handle(rest: &str) -> Option<(Word<'_>, usize)> {
    let name = &rest[1..];
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let length = name.find(|c| !part(c)).unwrap_or(name.len());
    // `@josé` is not `@jos`, and `@a@b` is something else altogether.
    let next = name[length..].chars().next();
    if next.is_some_and(|next| next.is_alphanumeric() || next == '@') {
        return None;
    }
    let name = name[..length].trim_end_matches(['.', '-']);
    let fits = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.len() <= MAX_HANDLE;
    fits.then_some((Word::Handle(name), name.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let mut parts = Vec::new();
        split(text, None, |word| {
            parts.push(match word {
                Word::Text(text) => text.to_owned(),
                Word::Address(text) => format!("<{text}>"),
                Word::Handle(text) => format!("@({text})"),
            });
        });
        parts
    }

    #[test]
    fn addresses_end_where_the_sentence_does() {
        assert_eq!(
            parts("See https://example.com/a_(b), (www.example.com) and HTTP://X.es/?a=1."),
            [
                "See ",
                "<https://example.com/a_(b)>",
                ", (",
                "<www.example.com>",
                ") and ",
                "<HTTP://X.es/?a=1>",
                "."
            ]
        );
        for text in [
            "xhttps://example.com",
            "https://",
            "www.",
            "a.www.b.es",
            "ñwww.a.es",
        ] {
            assert_eq!(parts(text), [text], "{text}");
        }
    }

    #[test]
    fn members_are_named_between_words() {
        assert_eq!(
            parts("@ana, thanks! (@bob_b) and @c.d-e."),
            [
                "@(ana)",
                ", thanks! (",
                "@(bob_b)",
                ") and ",
                "@(c.d-e)",
                "."
            ]
        );
        for text in [
            "ana@example.com",
            "@josé",
            "@@ana",
            "@ana@b",
            "@",
            "@-a",
            "/@ana",
        ] {
            assert_eq!(parts(text), [text], "{text}");
        }
        let long = format!("@{}", "a".repeat(MAX_HANDLE + 1));
        assert_eq!(parts(&long), [long.as_str()]);
    }
}
