//! What to do about a search that the library does not answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::{ArticleId, Library};
use crate::feedback::scrub::fold;
use crate::gate::Visibility;
use crate::insight::joining::Screen;
use crate::insight::reports::surroundings::{Surroundings, command};
use crate::insight::reports::{Step, StepKind};
use crate::locale::Locale;
use crate::search::MatchedBy;

/// Words of the name of a new file.
const SLUG_WORDS: usize = 6;
/// Shorter texts are no other name of anything.
const MIN_NAME: usize = 6;
/// Letters that two words must share at their start to be of one family.
const MIN_STEM: usize = 5;
/// Hits of a partial match that are asked for their category.
const ASKED_HITS: usize = 5;

/// What a search wanted, folded.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// What was not found: all that was typed, or the words that no article says.
    pub(super) words: &'a str,
    /// All that was typed, where most typed the same.
    pub(super) typed: &'a str,
    pub(super) language: Locale,
    pub(super) who: Visibility,
    pub(super) screen: Option<&'a Screen>,
    /// The article that readers opened nevertheless.
    pub(super) opened: Option<&'a ArticleId>,
}

/// Names that the library knows, by language.
#[derive(Debug)]
pub(super) struct Names {
    /// Folded names without spaces, and how each is written.
    squeezed: BTreeMap<(Locale, String), String>,
    /// Words of titles and names, and the categories whose articles say them.
    categories: BTreeMap<(Locale, String), BTreeMap<String, u64>>,
}

impl Names {
    pub(super) fn new(library: &Library) -> Self {
        let mut names = Names {
            squeezed: BTreeMap::new(),
            categories: BTreeMap::new(),
        };
        for article in &library.articles {
            let sections = article.body.sections().unwrap_or_default();
            let headings = sections.iter().map(|one| &one.heading);
            let own = std::iter::once(&article.title)
                .chain(&article.keywords)
                .chain(&article.tags)
                .chain(headings);
            for name in own {
                names.add(article.language, name, Some(&article.category));
            }
        }
        for term in &library.terms {
            names.add(term.language, &term.title, None);
        }
        names
    }

    fn add(&mut self, language: Locale, name: &str, category: Option<&str>) {
        let folded = fold(name);
        let words: Vec<&str> = folded.split(' ').collect();
        // Single words and pairs are names too, of which longer ones are made.
        for length in [1, 2, words.len()] {
            for some in words.windows(length.max(1)) {
                let key = (language, some.concat());
                self.squeezed.entry(key).or_insert_with(|| some.join(" "));
            }
        }
        for word in words {
            if let Some(category) = category {
                let key = (language, word.to_owned());
                let categories = self.categories.entry(key).or_default();
                *categories.entry(category.to_owned()).or_default() += 1;
            }
        }
    }

    /// The name that `words` is another spelling of: with other spaces, or two letters
    /// away, which is more than the search allows.
    fn other_name(&self, words: &str, language: Locale) -> Option<&str> {
        let squeezed = words.replace(' ', "");
        let length = squeezed.chars().count();
        if length < MIN_NAME || squeezed.chars().any(char::is_numeric) {
            return None;
        }
        if let Some(name) = self.squeezed.get(&(language, squeezed.clone())) {
            return (name != words).then_some(name);
        }
        let edits = if length >= 8 { 2 } else { 1 };
        let start: String = squeezed.chars().take(2).collect();
        let near = self
            .squeezed
            .range((language, start.clone())..)
            .take_while(|((other, name), _)| *other == language && name.starts_with(&start))
            .filter(|((_, name), _)| name.chars().count().abs_diff(length) <= edits)
            .map(|((_, name), written)| (strsim::osa_distance(name, &squeezed), written))
            .filter(|(distance, _)| *distance <= edits);
        near.min().map(|(_, written)| written.as_str())
    }

    /// The category whose articles say most of these words, or words of their families.
    fn category(&self, words: &str, language: Locale) -> Option<&str> {
        let mut votes: BTreeMap<&str, f64> = BTreeMap::new();
        for word in words.split(' ').filter(|word| word.chars().count() >= 4) {
            let stem: String = word.chars().take(MIN_STEM).collect();
            let family = self
                .categories
                .range((language, stem.clone())..)
                .take_while(|((other, name), _)| *other == language && name.starts_with(&stem));
            for ((_, name), categories) in family {
                // A word of many categories speaks for none of them.
                let all: u64 = categories.values().sum();
                let weight = if name == word { 2.0 } else { 1.0 };
                for (category, count) in categories {
                    *votes.entry(category).or_default() += weight * *count as f64 / all as f64;
                }
            }
        }
        let best = votes
            .into_iter()
            .filter(|(category, _)| !category.is_empty())
            .max_by(|(one, a), (other, b)| a.total_cmp(b).then(other.cmp(one)));
        best.map(|(category, _)| category)
    }
}

/// What to do, the likeliest first; never nothing.
pub(super) fn steps(wanted: &Wanted<'_>, names: &Names, around: &Surroundings<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let language = wanted.language;
    // Readers found it by other words of theirs: these are what the article lacks.
    if let Some(id) = wanted.opened
        && let Some(article) = around.article(id, language)
    {
        let line = format!("keywords: [{}]", wanted.words);
        return vec![around.add(StepKind::Keyword, article, line)];
    }
    if let Some(step) = translation(wanted, around) {
        return vec![step];
    }
    if let Some(step) = closed(wanted, around) {
        steps.push(step);
    }
    if let Some(name) = names.other_name(wanted.words, language) {
        steps.push(Step {
            file: Some(format!("{}/{language}/synonyms.txt", around.index)),
            line: Some(format!("{} => {name}", wanted.words)),
            ..command(StepKind::Synonym, String::new())
        });
        if let Some(last) = steps.last_mut() {
            last.command = None;
        }
    }
    if steps.is_empty() {
        let path = new_path(wanted, names, around);
        steps.push(command(StepKind::Write, format!("ayuda new {path}")));
    }
    steps
}

/// The answer is there in another language.
fn translation(wanted: &Wanted<'_>, around: &Surroundings<'_>) -> Option<Step> {
    let answer = around.find(wanted.who, wanted.language, wanted.words)?;
    let own = |group: &crate::search::Group| group.language == wanted.language;
    if answer.groups.iter().any(own) || !answer.missing.is_empty() {
        return None;
    }
    let other = answer.groups.first()?.language;
    let article = around.first(&answer, other)?;
    let path = format!("{other}/{}", article.path);
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    Some(Step {
        command: path
            .chars()
            .all(fine)
            .then(|| format!("ayuda new {path} --translate")),
        ..around.open(StepKind::Translate, article)
    })
}

/// The answer is there for others.
fn closed(wanted: &Wanted<'_>, around: &Surroundings<'_>) -> Option<Step> {
    let answer = around.find(Visibility::Internal, wanted.language, wanted.words)?;
    let article = around.first(&answer, wanted.language)?;
    let full = answer.missing.is_empty() && article.gate.visibility > wanted.who;
    full.then(|| around.open(StepKind::Open, article))
}

/// Where a new article would go: beside what comes nearest.
fn new_path(wanted: &Wanted<'_>, names: &Names, around: &Surroundings<'_>) -> String {
    let language = wanted.language;
    // Beside what such readers may read, not in a folder that is closed to them.
    let beside = std::cmp::max(wanted.who, Visibility::Customer);
    let by_search = || {
        let answer = around.find(beside, language, wanted.typed)?;
        let group = answer.groups.iter().find(|one| one.language == language)?;
        // What was found for other words than those lies anywhere.
        let said = group
            .hits
            .iter()
            .filter(|hit| hit.matched_by < MatchedBy::Typo);
        let hits = said.take(ASKED_HITS).enumerate();
        let mut votes: BTreeMap<&str, f64> = BTreeMap::new();
        for (place, hit) in hits {
            if let Some(article) = around.article(&hit.id, language) {
                *votes.entry(&article.category).or_default() += 1.0 / (place as f64 + 1.0);
            }
        }
        let best = votes
            .into_iter()
            .max_by(|(one, a), (other, b)| a.total_cmp(b).then(other.cmp(one)));
        best.map(|(category, _)| category.to_owned())
    };
    let by_screen = || {
        let module = &wanted.screen?.module;
        category_of_module(&around.library, language, module)
    };
    let by_name = || names.category(wanted.typed, language).map(str::to_owned);
    let category = by_search()
        .or_else(by_screen)
        .or_else(by_name)
        .unwrap_or_default();
    let slug = slug(wanted.words);
    match category.is_empty() {
        true => format!("{language}/{slug}"),
        false => format!("{language}/{category}/{slug}"),
    }
}

/// The category that is about a module of the host app.
pub(super) fn category_of_module(
    library: &Library,
    language: Locale,
    module: &str,
) -> Option<String> {
    let mut categories = library.categories.iter();
    let named = categories
        .find(|one| one.language == language && one.module.as_deref() == Some(module))
        .map(|one| one.path.clone());
    let of_articles = || {
        let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
        for article in library.of_module(module) {
            *categories.entry(&article.category).or_default() += 1;
        }
        let most = categories.into_iter().max_by_key(|(_, count)| *count);
        most.map(|(category, _)| category.to_owned())
    };
    named.or_else(of_articles)
}

/// A file name of folded words: ASCII letters, digits and `-`, whatever was typed.
pub(super) fn slug(words: &str) -> String {
    let some: Vec<String> = words
        .split(' ')
        .map(|word| {
            let ascii = word.chars().filter(char::is_ascii_alphanumeric);
            ascii.collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .take(SLUG_WORDS)
        .collect();
    match some.is_empty() {
        true => "new-article".to_owned(),
        false => some.join("-"),
    }
}

/// The words of texts, each once, as one list.
pub(super) fn distinct<'t>(texts: impl Iterator<Item = &'t str>, most: usize) -> Vec<String> {
    let mut seen = BTreeSet::new();
    texts
        .filter(|text| seen.insert(*text))
        .take(most)
        .map(str::to_owned)
        .collect()
}
