//! Proof that bytes hold nothing of what is restricted.
//!
//! Entry points: [`Probes`], texts that only restricted things hold, and [`Scanner`],
//! which finds them in bytes however these are written: see [`mod@forms`]. A scanner that
//! sees nothing proves nothing: [`blind_spots`] plants a text in every form.

pub mod forms;
mod library;

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, BuildError};

use crate::audit::forms::{Form, folded, forms, planted, squeezed};

pub use library::{is_restricted, of_library, said_in_public};

/// Shorter texts are found by chance.
const MIN_PROBE: usize = 4;
/// Shorter texts are looked for as whole words: `list` is no leak in `listing`.
const MIN_PART: usize = 12;
/// Without spaces, words of two sentences run together.
const MIN_SQUEEZED: usize = 12;

/// Texts to look for, and the file or thing that each is of.
#[derive(Debug, Default)]
pub struct Probes {
    /// What anybody may say: what is part of it is not looked for.
    said: String,
    texts: Vec<String>,
    owners: Vec<String>,
}

impl Probes {
    /// No probe yet, and none to come that is part of `said`.
    pub fn besides(said: &str) -> Self {
        Probes {
            said: folded(said),
            ..Probes::default()
        }
    }

    /// Adds a text of `owner`, unless it is too short to mean anything.
    pub fn add(&mut self, owner: &str, text: &str) {
        let text = folded(text);
        if text.chars().count() >= MIN_PROBE {
            self.texts.push(text);
            self.owners.push(owner.to_owned());
        }
    }

    /// Leaves out the texts that are said anyway.
    fn without_said(self) -> Result<Self, BuildError> {
        let said = said_of(&self.texts, &self.said)?;
        let pairs = self.texts.into_iter().zip(self.owners).zip(said);
        let (texts, owners) = pairs
            .filter(|(_, said)| !said)
            .map(|(pair, _)| pair)
            .unzip();
        Ok(Probes {
            said: self.said,
            texts,
            owners,
        })
    }
}

/// Of each text, whether it is part of what is said; in one pass.
fn said_of(texts: &[String], said: &str) -> Result<Vec<bool>, BuildError> {
    let mut is_said = vec![false; texts.len()];
    for hit in AhoCorasick::new(texts)?.find_overlapping_iter(said) {
        is_said[hit.pattern().as_usize()] = true;
    }
    Ok(is_said)
}

/// A text that was found where it must not be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting<'a> {
    /// The file or thing that the text is of.
    pub owner: &'a str,
    /// The text, without capitals and accents.
    pub text: &'a str,
    /// How it was written.
    pub form: Form,
}

/// Finds many texts in one pass.
#[derive(Debug)]
pub struct Scanner {
    probes: Probes,
    plain: AhoCorasick,
    /// The same texts without anything between their letters, and backwards.
    squeezed: AhoCorasick,
    backwards: AhoCorasick,
    /// Of each text in `squeezed`, its place in `probes`.
    squeezed_of: Vec<usize>,
}

impl Scanner {
    /// # Errors
    /// There are more texts than can be looked for at once, which are hundreds of
    /// megabytes.
    pub fn new(probes: Probes) -> Result<Self, BuildError> {
        let probes = probes.without_said()?;
        let tight: Vec<String> = probes.texts.iter().map(|text| squeezed(text)).collect();
        let said = said_of(&tight, &squeezed(&probes.said))?;
        let (squeezed_of, tight): (Vec<usize>, Vec<String>) = tight
            .into_iter()
            .enumerate()
            .filter(|(at, text)| text.len() >= MIN_SQUEEZED && !said[*at])
            .unzip();
        let reversed = tight.iter().map(|text| text.chars().rev().collect());
        let reversed: Vec<String> = reversed.collect();
        Ok(Scanner {
            plain: AhoCorasick::new(&probes.texts)?,
            squeezed: AhoCorasick::new(&tight)?,
            backwards: AhoCorasick::new(&reversed)?,
            squeezed_of,
            probes,
        })
    }

    /// How many texts are looked for.
    pub fn probes(&self) -> usize {
        self.probes.texts.len()
    }

    /// Every text that stands in `bytes`, in any form.
    pub fn scan(&self, bytes: &[u8]) -> BTreeSet<Sighting<'_>> {
        let mut found = BTreeSet::new();
        for (form, text) in forms(bytes) {
            self.look(form, &folded(&text), &mut found);
        }
        found
    }

    fn look<'a>(&'a self, form: Form, text: &str, found: &mut BTreeSet<Sighting<'a>>) {
        let mut see = |at: usize, form| {
            let owner = self.probes.owners[at].as_str();
            // One sighting of a text is enough; the plainest form comes first.
            let text = self.probes.texts[at].as_str();
            if !found.iter().any(|one| one.owner == owner) {
                found.insert(Sighting { owner, text, form });
            }
        };
        for hit in self.plain.find_overlapping_iter(text) {
            let at = hit.pattern().as_usize();
            let is_part = self.probes.texts[at].chars().count() >= MIN_PART;
            if is_part || is_word(text, hit.start(), hit.end()) {
                see(at, form);
            }
        }
        let tight = squeezed(text);
        for (matcher, form) in [
            (&self.squeezed, Form::Squeezed),
            (&self.backwards, Form::Backwards),
        ] {
            for hit in matcher.find_overlapping_iter(&tight) {
                see(self.squeezed_of[hit.pattern().as_usize()], form);
            }
        }
    }
}

fn is_word(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let behind = text[end..].chars().next();
    !before.into_iter().chain(behind).any(char::is_alphanumeric)
}

/// The forms in which a planted text is not found: none, as long as the scanner works.
pub fn blind_spots() -> Vec<Form> {
    // With letters beyond ASCII, which forms write in their own ways.
    let text = "the lantern of doña inés is under the third stair";
    let mut probes = Probes::default();
    probes.add("planted", text);
    let Ok(scanner) = Scanner::new(probes) else {
        return Form::ALL.to_vec();
    };
    let unseen = |form: &Form| {
        let seen = scanner.scan(&planted(*form, text));
        !seen.iter().any(|one| one.form == *form)
    };
    Form::ALL.into_iter().filter(unseen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanner(texts: &[&str]) -> Scanner {
        let mut probes = Probes::default();
        for text in texts {
            probes.add(text, text);
        }
        Scanner::new(probes).expect("a scanner")
    }

    #[test]
    fn a_planted_text_is_seen_in_every_form() {
        assert_eq!(blind_spots(), Vec::<Form>::new());
    }

    #[test]
    fn short_texts_are_words_and_long_ones_anything() {
        let scanner = scanner(&["crane", "zq7fabcdefgh", "no"]);
        assert_eq!(scanner.probes(), 2);
        let check = |text: &str, expected: &[&str]| {
            let seen = scanner.scan(text.as_bytes());
            let seen: Vec<&str> = seen.iter().map(|one| one.owner).collect();
            assert_eq!(seen, expected, "{text}");
        };
        check("a crane!", &["crane"]);
        check("two cranes", &[]);
        check("grúa-CRANE-2", &["crane"]);
        check("xxZQ7Fabcdefghxx", &["zq7fabcdefgh"]);
        check("no", &[]);
    }

    #[test]
    fn what_is_packed_in_what_is_packed_is_seen() {
        let inner = planted(Form::Base64, "the lantern is under the third stair");
        let packed = forms::gzip(&inner);
        let seen = scanner(&["the lantern is under the third stair"]);
        assert_eq!(seen.scan(&packed).len(), 1);
    }
}
