//! The known words that a mistyped one may have been.
//!
//! Entry point: [`corrections`]. Known are the words of opened shelves alone: a word
//! that stands only in what the reader may not see is never offered.

use std::array;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use tantivy::Term;
use tantivy::query::{DfaWrapper, FuzzyTermQuery};
use tantivy::schema::Field;
use tantivy_fst::Automaton;

use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::kin::heard;
use crate::search::lexicon::Lexicon;
use crate::search::schema::FOLDED_MARK;

/// Shorter words are never corrected.
const MIN_HEARD: usize = 3;
/// Shorter words are only taken for what sounds the same: too many others are one
/// letter away.
const MIN_LETTERS: usize = 4;
/// From here on a word may have two mistakes.
const TWO_MISTAKES: usize = 8;
/// How many words are tried for a mistyped one.
const MAX_CORRECTIONS: usize = 3;
/// Candidates that cost this much more than the best are not tried.
const MAX_BEHIND: f32 = 0.35;
/// What ten times as many articles with a word make up for.
const PER_TENFOLD: f32 = 0.18;

/// A word of the shelves that is close to what was typed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Correction {
    /// As it is mostly written: `cámbio` is corrected to `cambio`, `facturasion` to
    /// `facturación`.
    pub word: String,
    /// 0 for the word itself, about 1 for a mistake.
    pub cost: f32,
}

/// The known words nearest to `typed` (folded), the best first.
///
/// One mistake is allowed from four letters on, two from eight; none in words with
/// digits. A mistake is a letter too many, missing, or wrong, or two that changed
/// places. With `unfinished`, a word may go on behind what was typed.
pub(super) fn corrections(
    shelves: &[&dyn Lexicon],
    typed: &str,
    unfinished: bool,
) -> Result<Vec<Correction>, SearchError> {
    let Some(shelf) = shelves.first() else {
        return Ok(Vec::new());
    };
    let letters: Vec<char> = typed.chars().collect();
    if letters.len() < MIN_HEARD || !letters.iter().all(|letter| letter.is_alphabetic()) {
        return Ok(Vec::new());
    }
    let mistakes = match letters.len() {
        ..MIN_LETTERS => 0,
        MIN_LETTERS..TWO_MISTAKES => 1,
        _ => 2,
    };
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    // In very short words only what sounds the same is looked for.
    let written = match mistakes {
        0 => None,
        _ => Some(Written {
            plain: automaton(typed, mistakes, unfinished)?,
        }),
    };
    let looked_through = written
        .iter()
        .flat_map(|written| shelves.iter().map(move |shelf| (written, shelf)));
    for (written, shelf) in looked_through {
        let mut words = shelf.words().terms().search(written).into_stream()?;
        while words.advance() {
            let word = String::from_utf8_lossy(words.key());
            let (plain, marked) = match word.strip_prefix(FOLDED_MARK) {
                Some(plain) => (plain, true),
                None if word.is_ascii() => (&*word, false),
                // An accented word comes a second time without its accents.
                None => continue,
            };
            let count = shelf.counted(&word, words.value());
            if count > 0 {
                let known = known.entry(plain.to_owned()).or_default();
                known.articles += count;
                known.accented |= marked;
            }
        }
    }
    let mut sound: BTreeMap<String, f32> = BTreeMap::new();
    for (spelling, changes) in heard(typed, shelf.language()) {
        let marked = format!("{FOLDED_MARK}{spelling}");
        let (plain, accented) = shelves.iter().fold((0, 0), |(plain, accented), shelf| {
            (
                plain + shelf.writing(&spelling),
                accented + shelf.writing(&marked),
            )
        });
        if plain + accented > 0 {
            sound.insert(spelling.clone(), changes as f32 * HEARD);
            let known = known.entry(spelling).or_default();
            known.articles = known.articles.max(plain + accented);
            known.accented |= accented > 0;
        }
    }
    let mut found: Vec<(f32, String, Known)> = known
        .into_iter()
        .filter(|(word, _)| word.chars().all(char::is_alphabetic))
        .map(|(word, known)| {
            let cost = cost(&letters, &word, shelf.language(), unfinished);
            let cost = sound.get(&word).map_or(cost, |heard| heard.min(cost));
            let liked = PER_TENFOLD * (known.articles.max(1) as f32).log10();
            (cost - liked, word, known)
        })
        .collect();
    found.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
    let best = found.first().map_or(0.0, |(cost, ..)| *cost);
    found
        .into_iter()
        .take_while(|(cost, ..)| *cost <= best + MAX_BEHIND)
        .take(MAX_CORRECTIONS)
        .map(|(cost, word, known)| {
            Ok(Correction {
                word: match known.accented {
                    true => as_written(shelves, &word)?,
                    false => word,
                },
                cost: (cost - best).max(0.0),
            })
        })
        .collect()
}

/// What the opened shelves know of a folded word.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    articles: u32,
    /// Written with accents somewhere.
    accented: bool,
}

/// Accepts what `plain` does, and the same behind a mark. Both are looked for in one pass: making
/// an automaton costs as much as looking through a small shelf.
struct Written {
    plain: DfaWrapper,
}

impl Automaton for &Written {
    /// `None` ahead of the first letter.
    type State = Option<u32>;

    fn start(&self) -> Self::State {
        None
    }

    fn is_match(&self, state: &Self::State) -> bool {
        state.is_some_and(|state| self.plain.is_match(&state))
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_none_or(|state| self.plain.can_match(&state))
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let start = || self.plain.start();
        Some(match *state {
            None if byte == FOLDED_MARK as u8 => start(),
            None => self.plain.accept(&start(), byte),
            Some(state) => self.plain.accept(&state, byte),
        })
    }
}

/// What accepts the words that are `text` with so many mistakes.
fn automaton(text: &str, mistakes: u8, unfinished: bool) -> Result<DfaWrapper, SearchError> {
    // The automaton reads nothing but the text.
    let term = Term::from_field_text(Field::from_field_id(0), text);
    let query = match unfinished {
        true => FuzzyTermQuery::new_prefix(term, mistakes, true),
        false => FuzzyTermQuery::new(term, mistakes, true),
    };
    Ok(query.automaton()?)
}

/// The way in which most articles write a folded word.
fn as_written(shelves: &[&dyn Lexicon], folded: &str) -> Result<String, SearchError> {
    let mut spellings: BTreeMap<String, u32> = BTreeMap::new();
    for shelf in shelves {
        for start in starts(folded) {
            let terms = shelf.words().terms();
            let mut words = terms.range().ge(&start).into_stream()?;
            while words.advance() {
                let word = String::from_utf8_lossy(words.key());
                if !word.starts_with(&start) {
                    break;
                }
                let count = shelf.counted(&word, words.value());
                if count > 0 && crate::search::analyzer::fold(&word) == folded {
                    *spellings.entry(word.into_owned()).or_default() += count;
                }
            }
        }
    }
    let most = spellings
        .into_iter()
        .max_by(|one, other| one.1.cmp(&other.1).then_with(|| other.0.cmp(&one.0)));
    Ok(most.map_or_else(|| folded.to_owned(), |(word, _)| word))
}

/// The ways in which a word may begin that is `folded` without its accents, as far as its first
/// letters go: so few words begin alike that all of them can be looked at.
fn starts(folded: &str) -> Vec<String> {
    let mut starts = vec![String::new()];
    for letter in folded.chars().take(3) {
        let accented = match letter {
            'a' => "á",
            'e' => "é",
            'i' => "í",
            'o' => "ó",
            'u' => "úü",
            'n' => "ñ",
            _ => "",
        };
        let letters = || std::iter::once(letter).chain(accented.chars());
        let longer = |start: &String| letters().map(|next| format!("{start}{next}")).collect();
        starts = starts.iter().flat_map::<Vec<String>, _>(longer).collect();
    }
    starts
}

/// How far `typed` is from `word`: an edit distance (Damerau, "A technique for computer
/// detection and correction of spelling errors", 1964) in which the mistakes that
/// fingers and ears make cost less. What `word` has more behind an unfinished word
/// costs nothing.
fn cost(typed: &[char], word: &str, language: Locale, unfinished: bool) -> f32 {
    let word: Vec<char> = word.chars().collect();
    let mut before_last: Vec<f32> = Vec::new();
    let mut last: Vec<f32> = vec![0.0];
    for at in 0..word.len() {
        last.push(last[at] + missed(&word, at, language));
    }
    for (at, letter) in typed.iter().enumerate() {
        let mut row = Vec::with_capacity(word.len() + 1);
        row.push(last[0] + dropped(typed, at));
        for (to, wanted) in word.iter().enumerate() {
            let mut least = last[to] + replaced(*letter, *wanted, language);
            least = least.min(last[to + 1] + dropped(typed, at));
            least = least.min(row[to] + missed(&word, to, language));
            let swapped = at > 0 && to > 0 && typed[at - 1] == *wanted && *letter == word[to - 1];
            if swapped && typed[at - 1] != *letter {
                least = least.min(before_last[to - 1] + SWAPPED);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    let whole = match unfinished {
        true => last[typed.len().min(word.len())..]
            .iter()
            .copied()
            .fold(f32::INFINITY, f32::min),
        false => last[word.len()],
    };
    // People rarely mistype how a word begins.
    let first = match (typed.first(), word.first()) {
        (Some(one), Some(other)) if one != other && !is_heard(*one, &word, language) => {
            FIRST_LETTER
        }
        _ => 0.0,
    };
    whole + first
}

/// Whether a word that begins with `typed` sounds as `word` does: *orario*, *zapato*.
fn is_heard(typed: char, word: &[char], language: Locale) -> bool {
    let silent = language == Locale::Es && word[0] == 'h' && word.get(1) == Some(&typed);
    silent || replaced(typed, word[0], language) <= HEARD
}

const SWAPPED: f32 = 0.7;
const DOUBLED: f32 = 0.6;
const NEIGHBOUR: f32 = 0.8;
/// Letters that sound alike in Spanish.
const HEARD: f32 = 0.5;
const FIRST_LETTER: f32 = 0.4;

/// Cost of the letter at `at` that is too many.
fn dropped(typed: &[char], at: usize) -> f32 {
    match at > 0 && typed[at - 1] == typed[at] {
        true => DOUBLED,
        false => 1.0,
    }
}

/// Cost of the letter at `at` of the word that was not typed.
fn missed(word: &[char], at: usize, language: Locale) -> f32 {
    let doubled = at > 0 && word[at - 1] == word[at];
    match word[at] {
        _ if doubled => DOUBLED,
        'h' if language == Locale::Es => HEARD,
        _ => 1.0,
    }
}

/// Cost of each letter of ASCII in place of each other, by language: words are compared letter
/// by letter with hundreds of others.
static REPLACED: LazyLock<[[[f32; 26]; 26]; Locale::ALL.len()]> = LazyLock::new(|| {
    Locale::ALL.map(|language| {
        array::from_fn(|typed| {
            let letter = |at: usize| char::from(b'a' + at as u8);
            array::from_fn(|wanted| replacing(letter(typed), letter(wanted), language))
        })
    })
});

fn replaced(typed: char, wanted: char, language: Locale) -> f32 {
    let place = |letter: char| {
        let is_plain = letter.is_ascii_lowercase();
        is_plain.then(|| letter as usize - 'a' as usize)
    };
    match (place(typed), place(wanted)) {
        (Some(typed), Some(wanted)) => REPLACED[language as usize][typed][wanted],
        _ if typed == wanted => 0.0,
        _ => 1.0,
    }
}

fn replacing(typed: char, wanted: char, language: Locale) -> f32 {
    if typed == wanted {
        return 0.0;
    }
    let alike = [
        "bv", "sz", "cs", "cz", "gj", "yl", "iy", "kc", "qk", "nm", "xj", "wg",
    ];
    let pair = |pairs: &[&str]| {
        pairs
            .iter()
            .any(|pair| pair.contains(typed) && pair.contains(wanted))
    };
    if language == Locale::Es && pair(&alike) {
        return HEARD;
    }
    if pair(&["ae", "ei", "ou", "sc", "iy", "ck"]) || are_neighbours(typed, wanted) {
        return NEIGHBOUR;
    }
    1.0
}

/// Whether two letters lie side by side on a keyboard.
fn are_neighbours(one: char, other: char) -> bool {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let place = |letter: char| {
        ROWS.iter()
            .enumerate()
            .find_map(|(row, letters)| letters.find(letter).map(|at| (row as i32, at as i32)))
    };
    match (place(one), place(other)) {
        (Some((row, at)), Some((other_row, other_at))) => {
            let across = at - other_at;
            match other_row - row {
                0 => across.abs() == 1,
                1 => (0..=1).contains(&across),
                -1 => (-1..=0).contains(&across),
                _ => false,
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likely_mistakes_cost_less() {
        let check = |typed: &str, likely: &str, unlikely: &str, language| {
            let typed: Vec<char> = typed.chars().collect();
            let likely = cost(&typed, likely, language, false);
            let unlikely = cost(&typed, unlikely, language, false);
            assert!(likely < unlikely, "{typed:?}: {likely} and {unlikely}");
        };
        check("canbio", "cambio", "canario", Locale::Es);
        check("facturasion", "facturacion", "facturadora", Locale::Es);
        check("orario", "horario", "ovario", Locale::Es);
        check("invioce", "invoice", "invite", Locale::En);
        check("estimatte", "estimate", "estimates", Locale::En);
        check("esrimate", "estimate", "esximate", Locale::En);
    }

    #[test]
    fn letters_are_neighbours_as_on_a_keyboard() {
        for (one, other) in [('a', 's'), ('q', 'a'), ('w', 'a'), ('g', 'b'), ('l', 'o')] {
            assert!(are_neighbours(one, other), "{one} {other}");
            assert!(are_neighbours(other, one), "{other} {one}");
        }
        for (one, other) in [('a', 'd'), ('q', 's'), ('p', 'z'), ('a', 'ñ')] {
            assert!(!are_neighbours(one, other), "{one} {other}");
        }
    }
}
