//! Cuts text into words, the same way for articles and for queries.
//!
//! Entry points: [`Pieces`] finds where words stand, [`surface`] writes one down
//! in lower case. This module knows no language: stems and stop words come later.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word is cut after this many characters; nobody types longer ones.
const MAX_SURFACE_CHARS: usize = 64;

/// A word, or a compound such as `sign-in` or `KB-000012` as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text it was cut from.
    pub range: Range<usize>,
    /// Counted in words. A compound stands where its first part stands.
    pub position: usize,
    /// How many parts a compound has; 1 for a plain word.
    pub parts: usize,
}

/// The words of a text in reading order, each compound before its parts.
///
/// `-`, `_` and `&` inside of a word, and `.` or `,` between digits, make a
/// compound; an apostrophe belongs to the word around it; `C++` and `C#` keep
/// their signs. Everything else that is neither letter nor digit divides words.
#[derive(Clone, Debug)]
pub struct Pieces<'t> {
    text: &'t str,
    at: usize,
    position: usize,
    parts: Vec<Range<usize>>,
    next_part: usize,
}

impl<'t> Pieces<'t> {
    pub fn new(text: &'t str) -> Self {
        Pieces {
            text,
            at: 0,
            position: 0,
            parts: Vec::new(),
            next_part: 0,
        }
    }

    /// Reads the next run of words and connectors into `self.parts`.
    fn read_run(&mut self) -> bool {
        self.parts.clear();
        let text = self.text;
        let Some(start) = text[self.at..].find(char::is_alphanumeric) else {
            self.at = text.len();
            return false;
        };
        let mut part = self.at + start;
        let mut end = part;
        let mut before = '\0';
        while let Some(next) = text[end..].chars().next() {
            let after = end + next.len_utf8();
            let follower = || text[after..].chars().next().unwrap_or(' ');
            if is_word(next) {
                before = next;
            } else if is_apostrophe(next) {
                if !follower().is_alphanumeric() {
                    break;
                }
            } else if is_connector(next, before, follower()) {
                self.parts.push(part..end);
                part = after;
            } else {
                break;
            }
            end = after;
        }
        end += self.signs_at(part, end);
        self.parts.push(part..end);
        self.at = end;
        true
    }

    /// Reads the next word if it is one by itself, of letters that are read by the byte: most
    /// are, and the long way would give the same.
    fn read_plain_word(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        let mut end = loop {
            match letter_at(bytes, start) {
                0 => start += divider_at(bytes, start)?,
                letter => break start + letter,
            }
        };
        loop {
            match letter_at(bytes, end) {
                0 => break,
                letter => end += letter,
            }
        }
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        // Whatever does not begin in ASCII may join.
        let ends = |at: usize| {
            bytes
                .get(at)
                .is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
        };
        let divided = match bytes.get(end) {
            None => true,
            Some(b'+' | b'#') => false,
            Some(b'-' | b'_' | b'&' | b'\'') => ends(end + 1),
            Some(b'.' | b',') => !is_digit(end - 1) && bytes[end - 1].is_ascii() || ends(end + 1),
            Some(byte) => byte.is_ascii(),
        };
        if !divided {
            return None;
        }
        self.at = end;
        Some(start..end)
    }

    /// Length of the `++` of `C++` or the `#` of `F#`, right behind a word.
    fn signs_at(&self, part: usize, end: usize) -> usize {
        let word = &self.text[part..end];
        let rest = &self.text[end..];
        let signs = rest.len() - rest.trim_start_matches(['+', '#']).len();
        let divided = !rest[signs..].starts_with(char::is_alphanumeric);
        let name = match &rest[..signs] {
            "++" => word.bytes().all(|byte| byte.is_ascii_alphabetic()),
            "#" => word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic()),
            _ => false,
        };
        if name && divided && self.parts.is_empty() {
            signs
        } else {
            0
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if self.next_part == self.parts.len() {
            if let Some(range) = self.read_plain_word() {
                self.position += 1;
                return Some(Piece {
                    range,
                    position: self.position - 1,
                    parts: 1,
                });
            }
            if !self.read_run() {
                return None;
            }
            self.next_part = 0;
            if let [first, .., last] = &self.parts[..] {
                return Some(Piece {
                    range: first.start..last.end,
                    position: self.position,
                    parts: self.parts.len(),
                });
            }
        }
        let range = self.parts[self.next_part].clone();
        self.next_part += 1;
        self.position += 1;
        Some(Piece {
            range,
            position: self.position - 1,
            parts: 1,
        })
    }
}

/// Writes the word or compound `raw` as it is compared: compatibility forms
/// composed (NFKC), lower case, without the signs that only join.
///
/// `E-Mail` becomes `email`, `KB-000012` `kb000012`, `1,000` `1000`, `2.5` stays
/// `2.5`, and of `owner's` the `owner` is kept.
pub fn surface(raw: &str, out: &mut String) {
    out.clear();
    if raw.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        out.extend(
            raw.bytes()
                .take(MAX_SURFACE_CHARS)
                .map(|byte| byte.to_ascii_lowercase() as char),
        );
        return;
    }
    let thousands = is_grouped_number(raw);
    let mut owner = false;
    let mut before = '\0';
    let mut chars = raw.nfkc().peekable();
    let mut length = 0;
    while let Some(next) = chars.next() {
        let digits = before.is_numeric() && chars.peek().is_some_and(|after| after.is_numeric());
        before = next;
        if is_apostrophe(next) {
            owner = true;
            continue;
        }
        let kept = match next {
            '.' | ',' | '٫' if digits => (!thousands).then_some('.'),
            '-' | '\u{2010}' | '\u{2011}' => digits.then_some('-'),
            '_' | '&' => None,
            next if is_ignorable(next) => None,
            next => Some(next),
        };
        let Some(kept) = kept else { continue };
        if owner && kept.eq_ignore_ascii_case(&'s') && chars.peek().is_none() {
            break;
        }
        owner = false;
        length += 1;
        if length > MAX_SURFACE_CHARS {
            break;
        }
        out.extend(kept.to_lowercase());
    }
}

/// Length of a letter or digit of ASCII or Latin-1; 0 for everything else.
fn letter_at(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(byte) if byte.is_ascii_alphanumeric() => 1,
        // Of `À` to `ÿ`, all but `×` and `÷`.
        Some(0xc3) if !matches!(bytes.get(at + 1), Some(0x97 | 0xb7)) => 2,
        _ => 0,
    }
}

/// Length of what stands between words and is of ASCII, `¡` or `¿`; `None` for everything else.
fn divider_at(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        0xc2 if matches!(bytes.get(at + 1), Some(0xa1 | 0xbf)) => Some(2),
        byte => (byte.is_ascii() && !byte.is_ascii_alphanumeric()).then_some(1),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && (is_combining_mark(c) || is_ignorable(c)))
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{FF07}')
}

fn is_connector(c: char, before: char, after: char) -> bool {
    match c {
        '-' | '\u{2010}' | '\u{2011}' | '_' | '&' => after.is_alphanumeric(),
        '.' | ',' => before.is_numeric() && after.is_numeric(),
        _ => false,
    }
}

/// Characters without width that hide inside of words that were copied.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// `1,000` and `1.250.000`, but neither `2.5` nor `1.10`.
fn is_grouped_number(raw: &str) -> bool {
    let mut groups = raw.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len())
        && digits(first)
        && groups.all(|group| group.len() == 3 && digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words as `surface@position`, separated by spaces.
    fn words(text: &str) -> String {
        let mut out = String::new();
        let words: Vec<String> = Pieces::new(text)
            .map(|piece| {
                surface(&text[piece.range], &mut out);
                format!("{out}@{}", piece.position)
            })
            .collect();
        words.join(" ")
    }

    #[test]
    fn text_is_cut_into_words_codes_and_compounds() {
        let check = |text: &str, expected: &str| assert_eq!(words(text), expected, "{text}");
        check("", "");
        check("¿Cómo agrego una orden?", "cómo@0 agrego@1 una@2 orden@3");
        check("See KB-000012, P1.", "see@0 kb000012@1 kb@1 000012@2 p1@3");
        check("W-9 & e-mail", "w9@0 w@0 9@1 email@2 e@2 mail@3");
        check("sign-in page", "signin@0 sign@0 in@1 page@2");
        check("C++, C# and a+b", "c++@0 c#@1 and@2 a@3 b@4");
        check(
            "the owner's don’t users' 'x'",
            "the@0 owner@1 dont@2 users@3 x@4",
        );
        check(
            "1,000 or 2.5 or 1.10",
            "1000@0 1@0 000@1 or@2 2.5@3 2@3 5@4 or@5 1.10@6 1@6 10@7",
        );
        check("2-3 days", "2-3@0 2@0 3@1 days@2");
        check("P&L y/o a.b", "pl@0 p@0 l@1 y@2 o@3 a@4 b@5");
        check(
            "cafe\u{301} so\u{AD}li\u{200B}d ﬁle ＡＢ",
            "café@0 solid@1 file@2 ab@3",
        );
        check("- -- ' \" 😍 … ++", "");
    }

    /// The words of a text without [`Pieces::read_plain_word`].
    fn the_long_way(text: &str) -> Vec<Piece> {
        let mut pieces = Pieces::new(text);
        let mut found = Vec::new();
        while pieces.read_run() {
            let parts = std::mem::take(&mut pieces.parts);
            if let [first, .., last] = &parts[..] {
                found.push(Piece {
                    range: first.start..last.end,
                    position: pieces.position,
                    parts: parts.len(),
                });
            }
            for range in parts {
                found.push(Piece {
                    range,
                    position: pieces.position,
                    parts: 1,
                });
                pieces.position += 1;
            }
        }
        found
    }

    #[test]
    fn plain_words_are_those_of_the_long_way() {
        let some = [
            "a", "B2", "7", "ñ", "É", "ÿ", "×", "÷", "ß", "ł", "½", "²", "¿", "¡", "·", " ", "\n",
            "\u{a0}", "-", "\u{2010}", "_", "&", "'", "’", ".", ",", "+", "++", "#", "/", "(", "%",
            "e\u{301}", "\u{301}", "\u{ad}", "\u{200b}", "😍", "字", "٣",
        ];
        let check = |text: &str| {
            let pieces: Vec<Piece> = Pieces::new(text).collect();
            assert_eq!(pieces, the_long_way(text), "{text:?}");
        };
        for one in some {
            for two in some {
                for three in some {
                    check(&format!("{one}{two}{three}"));
                    check(&format!("x{one}{two}{three}y 1{one}{two}2"));
                    check(&format!("ab {one}1{two}{three} c"));
                }
            }
        }
    }

    #[test]
    fn ranges_point_at_the_text() {
        let text = "El año-nuevo ¡ya!";
        let found: Vec<&str> = Pieces::new(text).map(|piece| &text[piece.range]).collect();
        assert_eq!(found, ["El", "año-nuevo", "año", "nuevo", "ya"]);
    }
}
