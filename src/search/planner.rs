//! From a query to a plan: what each of its words may mean on the shelves that are open.
//!
//! Entry point: [`Planner::plan`]. Each word gets its alternatives: its stems, what an
//! unfinished one may become, the known words a mistyped one may have been, other names
//! for the same thing, and for the shelves of another language its translations.

mod meaning;

use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::analyzer::Analyzer;
use crate::search::answer::MatchedBy;
use crate::search::dictionary::Rules;
use crate::search::lexicon::Lexicon;
use crate::search::plan::{Alternative, Plan, Word};
use crate::search::query::{Query, QueryWord};
use crate::search::schema::FOLDED_MARK;
use crate::search::settings::SearchSettings;

/// Other names that are looked for in place of one word.
const MAX_OTHERS: usize = 12;

/// Makes plans for the shelves that one viewer may open.
pub(super) struct Planner<'a> {
    pub settings: &'a SearchSettings,
    /// Language of the reader.
    pub reader: Locale,
    /// Opened shelves of all languages: what none of them knows was mistyped.
    pub opened: &'a [&'a dyn Lexicon],
    /// Of how many of them mistyped and unfinished words are looked up: the first ones.
    pub dictionaries: usize,
}

impl Planner<'_> {
    /// The plan for the opened shelves of the reader's language.
    ///
    /// Stop words are passed over, but for queries that have nothing else; within
    /// phrases they count.
    pub fn plan(&self, query: &Query) -> Result<Plan, SearchError> {
        let language = self.reader;
        let analyzer = &mut Analyzer::new(language);
        let shelves: Vec<&dyn Lexicon> = self.of(language).collect();
        let mut words = Vec::new();
        for typed in self.telling(&query.words, &[language]) {
            let mut word = Word::new(typed, analyzer);
            let last = query.words.last().map(|last| last.position);
            word.unfinished = query.unfinished && Some(typed.position) == last;
            words.push(word);
        }
        for word in &mut words {
            word.foreign =
                !word.unfinished && !self.is_known(word, &shelves) && self.is_written(word);
        }
        self.translate_foreign(&query.words, &mut words);
        for word in &mut words {
            if !word.others.is_empty() {
                continue;
            }
            let known = self.is_known(word, &shelves);
            if !word.unfinished && self.add_kin(word, &shelves, analyzer) {
                continue;
            }
            if !known {
                self.find_meant(word, &shelves, analyzer)?;
            } else if !self.is_written(word) {
                self.doubt(word, &shelves, analyzer)?;
            }
        }
        let mut words: Vec<Word> = words
            .into_iter()
            .flat_map(|word| word.apart(analyzer))
            .collect();
        self.join_divided(&mut words, analyzer);
        let rules = &self.settings.dictionary(language).synonyms;
        let weight = self.settings.ranking.synonym;
        let typed = meant(&query.words, &words);
        add_others(&mut words, &typed, rules, analyzer, weight);
        self.lighten(&mut words, language, analyzer);
        let small = small(query, &words, analyzer);
        Ok(Plan::new(query, words, small, analyzer))
    }

    /// Gives words that the reader's language does not know what they are called in it:
    /// many people type one language while they read the other.
    fn translate_foreign(&self, typed: &[QueryWord], words: &mut Vec<Word>) {
        let shelves: Vec<&dyn Lexicon> = self.of(self.reader).collect();
        let known: Vec<bool> = words
            .iter()
            .map(|word| self.is_known(word, &shelves))
            .collect();
        if known.iter().all(|known| *known) {
            return;
        }
        for language in Locale::ALL.into_iter().filter(|one| *one != self.reader) {
            let rules = &self.settings.dictionary(language).translations;
            let analyzer = &mut Analyzer::new(language);
            add_others(words, typed, rules, analyzer, 1.0);
        }
        // What is known means what it says here.
        for (word, known) in words.iter_mut().zip(known) {
            if known {
                word.others.clear();
            }
        }
        // A `de` between words of the other language says nothing.
        let is_foreign = |word: &Word| word.foreign || !word.others.is_empty();
        let tells = |word: &Word| {
            let mut languages = Locale::ALL.into_iter();
            let is_stop_word = |one| self.settings.dictionary(one).is_stop_word(&word.exact);
            !word.others.is_empty() || !languages.any(is_stop_word)
        };
        if words.iter().any(is_foreign) && words.iter().any(tells) {
            words.retain(tells);
        }
    }

    /// The plan for the shelves of `language`, from that for the reader's: its words as
    /// they were corrected, translated by the glossary.
    pub fn translated(&self, query: &Query, plan: &Plan, language: Locale) -> Plan {
        let analyzer = &mut Analyzer::new(language);
        let mut words: Vec<Word> = plan
            .words
            .iter()
            .filter(|word| {
                let dictionary = self.settings.dictionary(language);
                !dictionary.is_stop_word(&word.exact) || plan.words.len() == 1
            })
            .map(|word| Word {
                unfinished: word.unfinished,
                corrected: word.corrected.clone(),
                ..Word::new(&word.typed, analyzer)
            })
            .collect();
        let rules = &self.settings.dictionary(self.reader).translations;
        let typed = meant(&query.words, &plan.words);
        let readers = &mut Analyzer::new(self.reader);
        add_others(&mut words, &typed, rules, readers, 1.0);
        self.lighten(&mut words, language, analyzer);
        Plan::new(query, words, Vec::new(), analyzer)
    }

    /// Marks the words that say little.
    fn lighten(&self, words: &mut [Word], language: Locale, analyzer: &mut Analyzer) {
        let light = &self.settings.dictionary(language).light_words;
        for word in words {
            word.light = light.contains(&analyzer.forms(&word.exact).plain_stem);
        }
    }

    fn of(&self, language: Locale) -> impl Iterator<Item = &dyn Lexicon> {
        let opened = self.opened.iter().copied();
        opened.filter(move |shelf| shelf.language() == language)
    }

    fn few<'s, 'l>(&self, shelves: &'s [&'l dyn Lexicon]) -> &'s [&'l dyn Lexicon] {
        &shelves[..self.dictionaries.min(shelves.len())]
    }

    /// The words that say something, or all when none does.
    fn telling<'q>(&self, words: &'q [QueryWord], languages: &[Locale]) -> Vec<&'q QueryWord> {
        let tells = |word: &&QueryWord| {
            !languages
                .iter()
                .any(|one| self.settings.dictionary(*one).is_stop_word(&word.surface))
        };
        let telling: Vec<&QueryWord> = words.iter().filter(tells).collect();
        match telling.is_empty() {
            true => words.iter().collect(),
            false => telling,
        }
    }

    /// Whether one of `shelves` holds the word in any form, or a writer gave it another
    /// name.
    fn is_known(&self, word: &Word, shelves: &[&dyn Lexicon]) -> bool {
        // On whichever shelf: an article may stand in memory and another one on disk.
        let stands = |stem: &String| shelves.iter().any(|shelf| shelf.knows(stem));
        let in_rules = || {
            let rules = &self.settings.dictionary(self.reader).synonyms;
            word.plain_stem()
                .is_some_and(|stem| rules.fitting(&[stem]).next().is_some())
        };
        let mut own = word.own.iter();
        own.any(|one| one.stems.iter().all(stands))
            || self.is_written_in(word, self.reader)
            || in_rules()
    }

    /// Whether the word stands as it was typed, accents aside, on an opened shelf of any
    /// language.
    fn is_written(&self, word: &Word) -> bool {
        let mut languages = Locale::ALL.into_iter();
        languages.any(|language| self.is_written_in(word, language))
    }

    fn is_written_in(&self, word: &Word, language: Locale) -> bool {
        let marked = format!("{FOLDED_MARK}{}", word.folded);
        let written = [word.exact.as_str(), word.folded.as_str(), marked.as_str()];
        self.of(language)
            .any(|shelf| written.iter().any(|written| shelf.writes(written)))
    }
}

/// The words of a query that were passed over.
fn small(query: &Query, words: &[Word], analyzer: &mut Analyzer) -> Vec<Word> {
    let taken = |typed: &&QueryWord| words.iter().any(|w| w.typed.position == typed.position);
    let passed = query.words.iter().filter(|typed| !taken(typed));
    passed.map(|typed| Word::new(typed, analyzer)).collect()
}

/// All words of a query in their order, with those that were corrected as they are meant.
fn meant(all: &[QueryWord], words: &[Word]) -> Vec<QueryWord> {
    all.iter()
        .map(|typed| {
            let word = words.iter().find(|w| w.typed.position == typed.position);
            word.map_or_else(|| typed.clone(), |word| word.typed.clone())
        })
        .collect()
}

/// Gives words what the rules say they are also called. Every word that a rule covers
/// gets what is found by it: `trabajo extra` is found as *orden de cambio* twice.
fn add_others(
    words: &mut [Word],
    typed: &[QueryWord],
    rules: &Rules,
    analyzer: &mut Analyzer,
    weight: f32,
) {
    let mut places: Vec<(usize, String)> = Vec::new();
    for word in typed {
        let parts = match word.parts.is_empty() {
            true => std::slice::from_ref(&word.surface),
            false => &word.parts,
        };
        let stems = parts.iter().map(|part| analyzer.forms(part).plain_stem);
        places.extend(stems.map(|stem| (word.position, stem)));
    }
    let stems: Vec<&str> = places.iter().map(|(_, stem)| stem.as_str()).collect();
    for start in 0..stems.len() {
        for rule in rules.fitting(&stems[start..]) {
            let covered = places[start].0..=places[start + rule.length - 1].0;
            for word in words
                .iter_mut()
                .filter(|word| covered.contains(&word.typed.position))
            {
                for stems in rule.found {
                    let known = word.own.iter().chain(&word.others);
                    if word.others.len() < MAX_OTHERS
                        && !known.into_iter().any(|one| one.stems == *stems)
                    {
                        word.others.push(Alternative {
                            stems: stems.clone(),
                            weight,
                            found_by: MatchedBy::Synonym,
                        });
                    }
                }
            }
        }
    }
}
