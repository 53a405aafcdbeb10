//! Where words may begin that a query asks for: found in a text without cutting it into words.
//!
//! Entry point: [`Starts::find`]. It may name places where nothing is, and never misses one.

use crate::search::analyzer::fold;

/// The first letters of a word, without accents, in lower case.
pub(super) type Beginning = [char; 3];

pub(super) fn beginnings<'s>(stems: impl Iterator<Item = &'s String>) -> Vec<Beginning> {
    let mut beginnings: Vec<Beginning> = stems.map(|stem| of_stem(stem)).collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    beginnings
}

/// How the words of a stem begin: of *dri* also *dry*, the only letter of the first three that
/// stemmers change.
fn of_stem(stem: &str) -> Beginning {
    match beginning(stem) {
        [first, second, 'i'] if stem.chars().count() == 3 => [first, second, '\0'],
        letters => letters,
    }
}

pub(super) fn beginning(word: &str) -> Beginning {
    let mut letters = word
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| match letter {
            letter if letter.is_ascii() => letter.to_ascii_lowercase(),
            'á' | 'Á' => 'a',
            'é' | 'É' => 'e',
            'í' | 'Í' => 'i',
            'ó' | 'Ó' => 'o',
            'ú' | 'Ú' | 'ü' | 'Ü' => 'u',
            'ñ' | 'Ñ' => 'n',
            letter => fold(&letter.to_lowercase().to_string())
                .chars()
                .next()
                .unwrap_or(letter),
        });
    [(); 3].map(|()| letters.next().unwrap_or('\0'))
}

/// The first bytes of words that may be meant.
#[derive(Debug)]
pub(super) struct Starts {
    first: [bool; 256],
    /// A bit for each pair of bytes, the first one eight bits up.
    pairs: Box<[u64; 1024]>,
    beginnings: Vec<Beginning>,
}

/// One in each byte.
const ONES: u64 = u64::from_ne_bytes([1; 8]);
/// The highest bit of each byte.
const HIGH: u64 = 0x80 * ONES;

impl Starts {
    /// Of words that begin in one of these ways.
    pub fn of(beginnings: &[Beginning]) -> Self {
        let mut starts = Starts {
            first: [false; 256],
            pairs: Box::new([0; 1024]),
            beginnings: beginnings.to_vec(),
        };
        for [first, second, _] in beginnings {
            for first in cases(*first) {
                starts.first[usize::from(first)] = true;
                for next in 0..=u8::MAX {
                    // Accents, and signs within a word, say nothing of its second letter.
                    let is_open = *second == '\0' || !next.is_ascii_alphanumeric();
                    if is_open || cases(*second).any(|letter| letter == next) {
                        let pair = pair(first, next);
                        starts.pairs[pair / 64] |= 1 << (pair % 64);
                    }
                }
            }
        }
        starts
    }

    /// The first place from `at` on where one of the words may begin. `at` is no place within a
    /// word.
    pub fn find(&self, text: &[u8], mut at: usize) -> Option<usize> {
        let mut inside = false;
        while let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk) {
            let eight = u64::from_le_bytes(*eight);
            let end = at + 8;
            if eight & HIGH != 0 {
                if let Some(found) = self.find_before(end, text, &mut at, &mut inside) {
                    return Some(found);
                }
                continue;
            }
            let letters = letters_of(eight);
            let mut begun = letters & !(letters << 8 | u64::from(inside) << 7);
            while begun != 0 {
                let place = at + begun.trailing_zeros() as usize / 8;
                if self.may_begin(text, place) {
                    return Some(place);
                }
                begun &= begun - 1;
            }
            inside = letters >> 63 != 0;
            at = end;
        }
        self.find_before(text.len(), text, &mut at, &mut inside)
    }

    /// The same byte by byte, as far as what begins before `end` goes.
    fn find_before(
        &self,
        end: usize,
        text: &[u8],
        at: &mut usize,
        inside: &mut bool,
    ) -> Option<usize> {
        while *at < end {
            let byte = text[*at];
            if byte.is_ascii() {
                if !*inside && self.may_begin(text, *at) {
                    return Some(*at);
                }
                *inside = byte.is_ascii_alphanumeric();
                *at += 1;
                continue;
            }
            match (byte, text.get(*at + 1)) {
                // À to ÿ, but for × and ÷, within a word.
                (0xC3, Some(next)) if *inside && !matches!(next, 0x97 | 0xB7) => *at += 2,
                // Signs such as ¿ and «, but for ª, µ and º.
                (0xC2, Some(next)) if !matches!(next, 0xAA | 0xB5 | 0xBA) => {
                    *inside = false;
                    *at += 2;
                }
                // Quotation marks and dashes.
                (0xE2, Some(0x80)) => {
                    *inside = false;
                    *at += 3;
                }
                _ => return Some(*at),
            }
        }
        None
    }

    /// Whether one of the words may begin at a place that is within no word.
    fn may_begin(&self, text: &[u8], at: usize) -> bool {
        let first = text[at];
        let next = |further: usize| text.get(at + further).copied().unwrap_or(b' ');
        if !self.first[usize::from(first)] {
            return false;
        }
        let pair = pair(first, next(1));
        if self.pairs[pair / 64] & (1 << (pair % 64)) == 0 {
            return false;
        }
        let letters = [first, next(1), next(2)];
        if !letters.iter().all(u8::is_ascii_alphanumeric) {
            return true;
        }
        let letters = letters.map(|letter| char::from(letter.to_ascii_lowercase()));
        let mut beginnings = self.beginnings.iter();
        beginnings.any(|begun| {
            let mut both = begun.iter().zip(&letters);
            both.all(|(begun, letter)| *begun == '\0' || begun == letter)
        })
    }
}

/// The highest bit of each of eight bytes of ASCII that is a letter or a digit.
fn letters_of(eight: u64) -> u64 {
    // Nothing is carried from one byte to the next: each is below 128, and at most that is added.
    let from = |least: u8, bytes: u64| bytes + u64::from(0x80 - least) * ONES;
    let between = |least: u8, most: u8, bytes: u64| from(least, bytes) & !from(most + 1, bytes);
    let lower = eight | (0x20 * ONES);
    (between(b'a', b'z', lower) | between(b'0', b'9', eight)) & HIGH
}

fn pair(first: u8, next: u8) -> usize {
    usize::from(first) << 8 | usize::from(next)
}

/// A letter of ASCII as it may be written; others are looked at wherever they stand.
fn cases(letter: char) -> impl Iterator<Item = u8> {
    let letter = u8::try_from(letter).ok().filter(u8::is_ascii);
    let cases = letter.map(|letter| [letter, letter.to_ascii_uppercase()]);
    cases.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tokens::Pieces;

    const TEXTS: [&str; 9] = [
        "Orders and order lines; re-order, «order» (order) \"ORDER\" iOrder.",
        "¿Órdenes? ¡órdenes! Las órdenes—órdenes… y «Órdenes»; o\u{301}rdenes",
        "O’Brien, o'brien and don’t; d'or x×orden x÷orden ªorden orden",
        "KB-000012 e-mail E-MAIL sign_in R&D C++ F# 10.5 1,000",
        "año AÑO ñandú ÑANDÚ pingüino Ünder über naïve",
        "привет orden 日本語orden orden日本語 \u{200d}orden \u{2010}orden",
        "a b c o or ord orde",
        "",
        "   orden   ",
    ];

    #[test]
    fn no_word_that_may_be_meant_is_passed_over_wherever_it_stands() {
        let stems = [
            "orden", "o", "kb000012", "email", "and", "ñandu", "b", "10", "über",
        ];
        for stem in stems {
            let begun = beginning(stem);
            let starts = Starts::of(&[begun]);
            // Wherever in eight bytes.
            let texts = (0..8).flat_map(|spaces| TEXTS.map(|text| " ".repeat(spaces) + text));
            for text in texts {
                let text = &*text;
                // The runs that are looked at.
                let mut found = Vec::new();
                let mut at = 0;
                while let Some(place) = starts.find(text.as_bytes(), at) {
                    let run = text[place..].split(|c: char| c.is_ascii_whitespace());
                    at = place + run.map(str::len).next().unwrap_or_default();
                    found.push(place..at);
                }
                for piece in Pieces::new(text) {
                    let word = beginning(&text[piece.range.clone()]);
                    let letters = begun.iter().take_while(|letter| **letter != '\0');
                    if letters.zip(&word).any(|(letter, own)| letter != own) {
                        continue;
                    }
                    let run = text[..piece.range.start].rfind(|c: char| c.is_ascii_whitespace());
                    let run = run.map_or(0, |space| space + 1);
                    let seen = found.iter().any(|one| {
                        one.start >= run
                            && one.start <= piece.range.start
                            && one.end >= piece.range.end
                    });
                    assert!(seen, "`{stem}` in `{}` of `{text}`", &text[piece.range]);
                }
            }
        }
    }

    #[test]
    fn eight_bytes_are_told_as_one_is() {
        for byte in 0..0x80_u8 {
            let others = [b'a', byte, b' ', byte, b'9', 0, 0x7f, byte];
            let letters = letters_of(u64::from_le_bytes(others)).to_le_bytes();
            let told = others.map(|one| u8::from(one.is_ascii_alphanumeric()) << 7);
            assert_eq!(letters, told, "{byte}");
        }
    }

    #[test]
    fn a_word_whose_last_letter_its_stem_changes_is_not_passed_over() {
        let starts = Starts::of(&beginnings([&"dri".to_owned()].into_iter()));
        assert_eq!(starts.find(b"paint is dry", 0), Some(9));
    }

    #[test]
    fn most_words_are_passed_over() {
        let starts = Starts::of(&[beginning("orden")]);
        let text =
            "Otra factura se aprobó anteayer, según Iñaki: «ocho olas», once “onzas”, cómo no.";
        assert_eq!(starts.find(text.as_bytes(), 0), None);
        assert_eq!(starts.find("una nueva orden".as_bytes(), 0), Some(10));
    }
}
