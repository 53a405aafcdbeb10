//! Other spellings and other forms of a word that nobody wrote.
//!
//! Entry points: [`heard`], for words that are written as they sound, and [`kin`], for
//! forms that a stemmer does not join. Both only propose: whoever asks looks up which of
//! them stand on the opened shelves.

use std::collections::BTreeSet;

use crate::locale::Locale;

/// At most so many letters of a word are written as they sound.
const MAX_HEARD: usize = 2;
/// A word is not tried in more spellings.
const MAX_SPELLINGS: usize = 160;
/// Shorter roots belong to too many words.
const MIN_ROOT: usize = 4;

/// What sounds alike in Spanish: `ll` and `y`, `b` and `v`, `s`, `c` and `z`, a silent `h`.
const HEARD_ES: &[(&str, &str)] = &[
    ("b", "v"),
    ("c", "s"),
    ("c", "z"),
    ("g", "j"),
    ("gu", "w"),
    ("hu", "w"),
    ("i", "y"),
    ("k", "c"),
    ("k", "qu"),
    ("ll", "y"),
    ("nb", "mb"),
    ("np", "mp"),
    ("nv", "mb"),
    ("s", "z"),
    ("x", "j"),
];
const HEARD_EN: &[(&str, &str)] = &[
    ("c", "k"),
    ("c", "s"),
    ("ck", "k"),
    ("ei", "ie"),
    ("f", "ph"),
    ("oe", "ow"),
    ("or", "our"),
    ("que", "ck"),
    ("re", "er"),
    ("s", "z"),
    ("tion", "sion"),
];

/// Endings of verbs and of the nouns made of them, longest first.
const ENDINGS_ES: &[&str] = &[
    "imientos", "amientos", "imiento", "amiento", "aciones", "acion", "iendo", "aron", "ando",
    "ieron", "adas", "ados", "idas", "idos", "adores", "ador", "amos", "emos", "imos", "ante",
    "ada", "ado", "ida", "ido", "aba", "are", "ara", "eos", "eo", "ar", "er", "ir", "as", "es",
    "os", "an", "en", "a", "e", "o",
];

/// How a root changes within a verb: *muevo* and *mover*, *corrijo* and *corregir*.
const CHANGES_ES: &[(&str, &str)] = &[("ue", "o"), ("ie", "e"), ("i", "e"), ("u", "o")];
/// How its last letter does.
const LAST_ES: &[(&str, &str)] = &[
    ("j", "g"),
    ("zc", "c"),
    ("qu", "c"),
    ("gu", "g"),
    ("c", "z"),
];

/// Spellings of `folded` that sound the same, with how many letters differ.
pub(super) fn heard(folded: &str, language: Locale) -> Vec<(String, usize)> {
    let pairs = match language {
        Locale::En => HEARD_EN,
        Locale::Es => HEARD_ES,
    };
    let mut known: BTreeSet<String> = BTreeSet::from([folded.to_owned()]);
    let mut spellings: Vec<(String, usize)> = Vec::new();
    let mut last = vec![folded.to_owned()];
    for changes in 1..=MAX_HEARD {
        let mut next = Vec::new();
        for word in &last {
            let both = pairs
                .iter()
                .flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
            let mut respelt: Vec<String> = both
                .flat_map(|(from, to)| replaced_once(word, from, to))
                .collect();
            if language == Locale::Es {
                respelt.extend(replaced_once(word, "h", ""));
                respelt.push(format!("h{word}"));
            }
            for spelling in respelt {
                if known.len() < MAX_SPELLINGS && known.insert(spelling.clone()) {
                    spellings.push((spelling.clone(), changes));
                    next.push(spelling);
                }
            }
        }
        last = next;
    }
    spellings
}

/// The text with `from` replaced at each of its places, one at a time.
fn replaced_once(text: &str, from: &str, to: &str) -> impl Iterator<Item = String> {
    text.match_indices(from)
        .map(move |(at, _)| format!("{}{to}{}", &text[..at], &text[at + from.len()..]))
}

/// Words that may be forms of the same Spanish word as `folded`; nothing in English, where
/// the stemmer joins them.
pub(super) fn kin(folded: &str, language: Locale) -> Vec<String> {
    if language == Locale::En || !folded.is_ascii() {
        return Vec::new();
    }
    let mut words = Vec::new();
    for root in roots(folded) {
        let endings = ENDINGS_ES.iter();
        words.extend(endings.map(|ending| format!("{root}{ending}")));
    }
    words.retain(|word| word != folded);
    words
}

/// Simpler forms of an inflected word: `watch` of *watching*, `plan` of *planning*.
pub(super) fn bare_forms(folded: &str, language: Locale) -> Vec<String> {
    let endings: &[&str] = match language {
        Locale::En => &["ing", "ed", "es", "s", "er", "ers", "ly"],
        Locale::Es => ENDINGS_ES,
    };
    let roots = endings
        .iter()
        .filter_map(|ending| folded.strip_suffix(ending));
    let mut forms = Vec::new();
    for root in roots.filter(|root| root.chars().count() >= 3) {
        match language {
            Locale::En => {
                forms.extend([root.to_owned(), format!("{root}e")]);
                let mut letters = root.chars().rev();
                if letters.next() == letters.next() {
                    forms.push(root[..root.len() - 1].to_owned());
                }
            }
            Locale::Es => {
                let endings = ENDINGS_ES.iter();
                forms.extend(endings.map(|ending| format!("{root}{ending}")));
            }
        }
    }
    forms
}

/// What is left of a Spanish word without its ending, also as it is in other forms.
pub(super) fn roots(folded: &str) -> Vec<String> {
    let bare: Vec<&str> = ENDINGS_ES
        .iter()
        .filter_map(|ending| folded.strip_suffix(ending))
        .filter(|root| root.len() >= MIN_ROOT)
        .collect();
    let mut roots: Vec<String> = Vec::new();
    // The longest ending leaves the root; a shorter one would leave a part of the ending.
    let Some(root) = bare.first() else {
        return roots;
    };
    let changed = |root: &str| -> Vec<String> {
        let vowel = CHANGES_ES.iter().filter_map(|(from, to)| {
            let at = root.rfind(from)?;
            let tail = &root[at + from.len()..];
            let is_last = !tail.contains(|c: char| "aeiou".contains(c));
            (at > 0 && is_last).then(|| format!("{}{to}{tail}", &root[..at]))
        });
        vowel.collect()
    };
    roots.push((*root).to_owned());
    roots.extend(changed(root));
    for at in 0..roots.len() {
        let with_last: Vec<String> = LAST_ES
            .iter()
            .flat_map(|(one, other)| [(one, other), (other, one)])
            .filter_map(|(from, to)| Some(format!("{}{to}", roots[at].strip_suffix(*from)?)))
            .collect();
        roots.extend(with_last);
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_written_as_they_sound_are_recognised() {
        let check = |typed: &str, meant: &str, language| {
            let spellings = heard(typed, language);
            assert!(spellings.iter().any(|(one, _)| one == meant), "{typed}");
        };
        check("yega", "llega", Locale::Es);
        check("aller", "ayer", Locale::Es);
        check("ago", "hago", Locale::Es);
        check("imbentario", "inventario", Locale::Es);
        check("kiero", "quiero", Locale::Es);
        check("ize", "hice", Locale::Es);
        check("fone", "phone", Locale::En);
        check("personalise", "personalize", Locale::En);
        check("colour", "color", Locale::En);
    }

    #[test]
    fn forms_of_irregular_verbs_are_recognised() {
        let check = |typed: &str, meant: &str| {
            let words = kin(typed, Locale::Es);
            assert!(words.iter().any(|one| one == meant), "{typed}: {words:?}");
        };
        check("muevo", "mover");
        check("corrijo", "corregir");
        check("cierro", "cerrar");
        check("conteo", "contar");
        check("encuentra", "encontrar");
        check("reduzco", "reducir");
        assert_eq!(kin("invoice", Locale::En), Vec::<String>::new());
    }
}
