//! White space, found by the byte: texts of an article are read for it several times over.

/// Whether a character that begins with a byte may be white space.
const MAY_BE_SPACE: [bool; 256] = {
    let mut may = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        may[byte] = matches!(byte, 0x09..=0x0d | 0x20 | 0xc2 | 0xe1..=0xe3);
        byte += 1;
    }
    may
};

/// Where the next white space stands from `from` on, and its length.
fn next_space(text: &str, mut from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    loop {
        let rest = bytes[from..].iter();
        let at = from
            + rest
                .copied()
                .position(|byte| MAY_BE_SPACE[usize::from(byte)])?;
        if bytes[at].is_ascii() {
            return Some((at, 1));
        }
        let first = text[at..].chars().next()?;
        if first.is_whitespace() {
            return Some((at, first.len_utf8()));
        }
        from = at + first.len_utf8();
    }
}

/// The words of a text, each with the place where it starts.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            let (end, space) = next_space(text, start).unwrap_or((text.len(), 0));
            at = end + space;
            if end > start {
                return Some((start, &text[start..end]));
            }
        }
        None
    })
}

/// Runs of white space as one space, and none at either end.
pub(super) fn squeeze(text: &str) -> String {
    let text = text.trim();
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut at) = (0, 0);
    while let Some((start, space)) = next_space(text, at) {
        at = start + space;
        let next = text.as_bytes().get(at);
        let ends = next.is_some_and(|byte| !MAY_BE_SPACE[usize::from(*byte)]);
        // A single space between two words stays, as nearly all do.
        if text.as_bytes()[start] == b' ' && ends {
            continue;
        }
        at = text.len() - text[at..].trim_start().len();
        out.push_str(&text[copied..start]);
        out.push(' ');
        copied = at;
    }
    out.push_str(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::{next_space, squeeze, words_of};

    #[test]
    fn every_white_space_is_found() {
        for c in '\0'..=char::MAX {
            let expected = c.is_whitespace().then_some((1, c.len_utf8()));
            assert_eq!(next_space(&format!("x{c}"), 0), expected, "{c:?}");
        }
    }

    #[test]
    fn words_come_with_their_places() {
        let check = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let found: Vec<(usize, &str)> = words_of(text).collect();
            assert_eq!(found.iter().map(|one| one.1).collect::<Vec<_>>(), words);
            assert!(found.iter().all(|(at, word)| text[*at..].starts_with(word)));
        };
        for text in [
            "",
            " ",
            "one",
            " ¿uno  dos\u{a0}tres\n",
            "a\u{3000}ñ\u{2003}\u{2003}é",
        ] {
            check(text);
        }
    }

    #[test]
    fn runs_become_one_space() {
        let check = |text, expected| assert_eq!(squeeze(text), expected);
        check("", "");
        check(" \n ", "");
        check(
            "  one  two\nthree \u{a0}\u{2003}¿four?\t",
            "one two three ¿four?",
        );
        check("uno ¿dos é ñ\u{85}tres", "uno ¿dos é ñ tres");
        check("\u{3000}a\u{3000}b", "a b");
    }
}
