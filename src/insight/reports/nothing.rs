//! Searches without an answer, spellings of one thing together.

use std::collections::{BTreeMap, HashMap};

use crate::content::ArticleId;
use crate::feedback::scrub::fold;
use crate::gate::Visibility;
use crate::insight::reports::proposal::{Names, Wanted, distinct, steps};
use crate::insight::reports::surroundings::Surroundings;
use crate::insight::reports::{AskedRow, Row, Rows, SHOWN, State};
use crate::insight::spellings::grouped;
use crate::locale::Locale;
use crate::search::{Group, MatchedBy};

/// A word that is missing in one longer search says nothing yet.
const PARTLY_FROM: u64 = 2;
/// Groups that are looked at; the others were searched less often.
const MAX_GROUPS: usize = 500;

pub(super) fn rows(rows: &Rows, around: &Surroundings<'_>) -> Vec<Row> {
    let names = Names::new(&around.outside);
    let opened = opened_by_words(rows);
    let all = with_missing(&rows.asked, around);
    let mut by_key: BTreeMap<&str, Vec<&AskedRow>> = BTreeMap::new();
    for asked in all.iter().filter(|asked| state(asked).is_some()) {
        by_key.entry(key(asked)).or_default().push(asked);
    }
    let counted = by_key.iter().map(|(key, asked)| {
        let count = asked.iter().map(|one| one.count).sum();
        (*key, count)
    });
    let groups = grouped(counted.collect());
    let mut list: Vec<Row> = groups
        .iter()
        .map(|keys| keys.iter().flat_map(|key| &by_key[key]).copied().collect())
        .filter_map(|group: Vec<&AskedRow>| Some((weight(&group)?, group)))
        .take(MAX_GROUPS)
        .filter_map(|(state, group)| row(state, &group, &names, &opened, around))
        .collect();
    list.sort_by(|one, other| {
        let order = other.count.cmp(&one.count).then(other.last.cmp(&one.last));
        (one.state == Some(State::Partly))
            .cmp(&(other.state == Some(State::Partly)))
            .then(order)
            .then_with(|| one.title.cmp(&other.title))
    });
    list
}

/// The same with the words that no article says, for the most frequent searches.
///
/// While somebody types, the search takes the last word for the start of another and does
/// not miss it; it is asked once more for the finished text.
fn with_missing(asked: &[AskedRow], around: &Surroundings<'_>) -> Vec<AskedRow> {
    let mut known: HashMap<(&str, Locale, Visibility), Option<String>> = HashMap::new();
    let filled = asked.iter().map(|row| {
        let key = (row.words.as_str(), row.language, row.visibility);
        let is_long = row.words.contains(' ');
        if row.found && row.missing.is_none() && is_long && known.len() < MAX_GROUPS {
            known.entry(key).or_insert_with(|| {
                let answer = around.find(row.visibility, row.language, &row.words)?;
                let missing = fold(&answer.missing.join(" "));
                (!missing.is_empty()).then_some(missing)
            });
        }
        let missing = known.get(&key).cloned().flatten();
        AskedRow {
            missing: row.missing.clone().or(missing),
            ..row.clone()
        }
    });
    filled.collect()
}

/// What is the matter with a search; `None` when it was answered.
fn state(asked: &AskedRow) -> Option<State> {
    match (asked.found, asked.elsewhere, &asked.missing) {
        (false, false, _) => Some(State::Nothing),
        (_, _, Some(_)) => Some(State::Partly),
        (false, true, None) => Some(State::Elsewhere),
        (true, _, None) => None,
    }
}

/// The words that were not found.
fn key(asked: &AskedRow) -> &str {
    match (state(asked), &asked.missing) {
        (Some(State::Partly), Some(missing)) => missing,
        _ => &asked.words,
    }
}

/// The state of most searches of a group; `None` when it is not worth a row.
fn weight(group: &[&AskedRow]) -> Option<State> {
    let mut counts: BTreeMap<State, u64> = BTreeMap::new();
    for asked in group {
        if let Some(state) = state(asked) {
            *counts.entry(state).or_default() += asked.count;
        }
    }
    let (state, count) = counts
        .iter()
        .max_by(|(one, a), (other, b)| a.cmp(b).then(other.cmp(one)))?;
    (*state != State::Partly || *count >= PARTLY_FROM).then_some(*state)
}

fn row(
    state: State,
    group: &[&AskedRow],
    names: &Names,
    opened: &HashMap<(&str, Locale), (&ArticleId, u64)>,
    around: &Surroundings<'_>,
) -> Option<Row> {
    let mut languages: BTreeMap<Locale, u64> = BTreeMap::new();
    let mut viewers: BTreeMap<Visibility, u64> = BTreeMap::new();
    for asked in group {
        *languages.entry(asked.language).or_default() += asked.count;
        *viewers.entry(asked.visibility).or_default() += asked.count;
    }
    let most = group.iter().max_by(|one, other| {
        one.count
            .cmp(&other.count)
            .then_with(|| other.text.cmp(&one.text))
    })?;
    let (language, _) = languages
        .iter()
        .max_by(|(one, a), (other, b)| a.cmp(b).then(other.cmp(one)))?;
    // Who may read least of all who asked.
    let who = *viewers.keys().next()?;
    let words = key(most);
    if is_answered(words, *language, who, around) {
        return None;
    }
    let led = group
        .iter()
        .filter_map(|asked| opened.get(&(asked.words.as_str(), *language)))
        .max_by_key(|(id, count)| (*count, std::cmp::Reverse(*id)));
    let wanted = Wanted {
        words,
        typed: &most.words,
        language: *language,
        who,
        screen: group.iter().find_map(|asked| asked.screen.as_ref()),
        opened: led.map(|(id, _)| *id),
    };
    let title = match state {
        State::Partly => words.to_owned(),
        _ => most.text.clone(),
    };
    let mut texts: Vec<&&AskedRow> = group.iter().collect();
    texts.sort_by(|one, other| other.count.cmp(&one.count).then(one.text.cmp(&other.text)));
    let others = texts
        .iter()
        .map(|asked| asked.text.as_str())
        .filter(|text| state == State::Partly || *text != title && !same_case(text, &title));
    Some(Row {
        count: languages.values().sum(),
        spellings: distinct(others, SHOWN),
        languages,
        viewers,
        module: wanted.screen.map(|screen| screen.module.clone()),
        last: group.iter().map(|asked| asked.last).max(),
        next: steps(&wanted, names, around),
        state: Some(state),
        title,
        ..Row::default()
    })
}

/// Whether such a reader finds it by now, in the own language and with every word.
fn is_answered(words: &str, language: Locale, who: Visibility, around: &Surroundings<'_>) -> bool {
    around.find(who, language, words).is_some_and(|answer| {
        // What is found for other words than those is no answer to them.
        let own = |group: &&Group| group.language == language;
        let hits = answer.groups.iter().filter(own).flat_map(|one| &one.hits);
        let said = hits.map(|hit| hit.matched_by).min();
        answer.missing.is_empty() && said.is_some_and(|by| by < MatchedBy::Typo)
    })
}

/// Differs in case and signs alone, which is no other spelling to speak of.
fn same_case(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase() && fold(one) == fold(other)
}

/// The article that was opened most after each search.
fn opened_by_words(rows: &Rows) -> HashMap<(&str, Locale), (&ArticleId, u64)> {
    let mut opened: HashMap<(&str, Locale), (&ArticleId, u64)> = HashMap::new();
    for row in rows.opened.iter().filter(|row| !row.words.is_empty()) {
        let best = opened
            .entry((&row.words, row.language))
            .or_insert((&row.article, 0));
        if row.count > best.1 {
            *best = (&row.article, row.count);
        }
    }
    opened
}
