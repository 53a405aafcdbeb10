//! Searches with an answer that nobody opened.

use std::collections::{BTreeMap, HashMap};

use crate::gate::Visibility;
use crate::insight::reports::proposal::distinct;
use crate::insight::reports::surroundings::Surroundings;
use crate::insight::reports::{AskedRow, Row, Rows, SHOWN, StepKind};
use crate::insight::spellings::grouped;
use crate::locale::Locale;

/// Once may be anything: somebody was called away.
const FROM: u64 = 2;
/// Opened by fewer than one in this many counts as not opened.
const ONE_IN: u64 = 4;
const MAX_GROUPS: usize = 500;

pub(super) fn rows(rows: &Rows, around: &Surroundings<'_>) -> Vec<Row> {
    let mut opened: HashMap<(&str, Locale), u64> = HashMap::new();
    for row in rows.opened.iter().filter(|row| !row.words.is_empty()) {
        *opened.entry((&row.words, row.language)).or_default() += row.count;
    }
    for vote in &rows.votes {
        // Who voted has opened it, even where nobody said so.
        if let Some(words) = &vote.words {
            let count = opened.entry((words, vote.language)).or_default();
            *count = (*count).max(1);
        }
    }
    let mut list = Vec::new();
    for language in Locale::ALL {
        let mut by_words: BTreeMap<&str, Vec<&AskedRow>> = BTreeMap::new();
        let found = rows
            .asked
            .iter()
            .filter(|asked| asked.language == language && asked.found && asked.missing.is_none());
        for asked in found {
            by_words.entry(&asked.words).or_default().push(asked);
        }
        let counted = by_words.iter().map(|(words, asked)| {
            let count = asked.iter().map(|one| one.count).sum();
            (*words, count)
        });
        for keys in grouped(counted.collect()).into_iter().take(MAX_GROUPS) {
            let group: Vec<&AskedRow> = keys
                .iter()
                .flat_map(|key| &by_words[key])
                .copied()
                .collect();
            let opened: u64 = keys
                .iter()
                .filter_map(|key| opened.get(&(*key, language)))
                .sum();
            list.extend(row(language, &group, opened, around));
        }
    }
    list.sort_by(|one: &Row, other| {
        let order = other.count.cmp(&one.count).then(other.last.cmp(&one.last));
        order.then_with(|| one.title.cmp(&other.title))
    });
    list
}

fn row(
    language: Locale,
    group: &[&AskedRow],
    opened: u64,
    around: &Surroundings<'_>,
) -> Option<Row> {
    let count: u64 = group.iter().map(|asked| asked.count).sum();
    if count < FROM || opened * ONE_IN > count {
        return None;
    }
    let most = group.iter().max_by(|one, other| {
        one.count
            .cmp(&other.count)
            .then_with(|| other.text.cmp(&one.text))
    })?;
    let mut viewers: BTreeMap<Visibility, u64> = BTreeMap::new();
    for asked in group {
        *viewers.entry(asked.visibility).or_default() += asked.count;
    }
    let who = *viewers.keys().next()?;
    // What comes first now; nothing, when what was found is gone.
    let answer = around.find(who, language, &most.words)?;
    let first = around.first(&answer, language)?;
    let others = group.iter().map(|asked| asked.text.as_str());
    Some(Row {
        title: most.text.clone(),
        count,
        spellings: distinct(others.filter(|text| *text != most.text), SHOWN),
        languages: BTreeMap::from([(language, count)]),
        viewers,
        module: group
            .iter()
            .find_map(|asked| Some(asked.screen.as_ref()?.module.clone())),
        opened: Some(opened),
        last: group.iter().map(|asked| asked.last).max(),
        next: vec![around.open(StepKind::Title, first)],
        ..Row::default()
    })
}
