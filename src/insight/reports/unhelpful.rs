//! Articles that did not help those who opened them.

use std::collections::{BTreeMap, HashMap};

use crate::insight::reports::proposal::distinct;
use crate::insight::reports::surroundings::Surroundings;
use crate::insight::reports::{ArticleRef, Row, Rows, SHOWN, StepKind, VoteRow};
use crate::locale::Locale;

pub(super) fn rows(rows: &Rows, around: &Surroundings<'_>) -> Vec<Row> {
    let mut by_article: BTreeMap<(&str, Locale), Vec<&VoteRow>> = BTreeMap::new();
    for vote in &rows.votes {
        let key = (vote.article.as_str(), vote.language);
        by_article.entry(key).or_default().push(vote);
    }
    let mut opened: HashMap<(&str, Locale), u64> = HashMap::new();
    for row in &rows.opened {
        let key = (row.article.as_str(), row.article_language);
        *opened.entry(key).or_default() += row.count;
    }
    let mut list: Vec<Row> = by_article
        .into_iter()
        .filter_map(|(key, votes)| row(&votes, opened.get(&key).copied(), around))
        .collect();
    list.sort_by(|one, other| {
        let share = |row: &Row| {
            let helpful = row.helpful.unwrap_or_default();
            1_000 * row.count / (row.count + helpful).max(1)
        };
        let order = other.count.cmp(&one.count);
        order
            .then_with(|| share(other).cmp(&share(one)))
            .then_with(|| one.title.cmp(&other.title))
    });
    list
}

fn row(votes: &[&VoteRow], opened: Option<u64>, around: &Surroundings<'_>) -> Option<Row> {
    let against: Vec<&&VoteRow> = votes.iter().filter(|vote| !vote.helpful).collect();
    let first = against.first()?;
    // Of what is gone, nothing can be mended.
    let article = around.article(&first.article, first.language)?;
    let mut reasons: BTreeMap<&'static str, u64> = BTreeMap::new();
    for reason in against.iter().filter_map(|vote| vote.reason) {
        *reasons.entry(reason.word()).or_default() += 1;
    }
    let count = against.len() as u64;
    let queries = against.iter().filter_map(|vote| vote.words.as_deref());
    Some(Row {
        title: article.title.clone(),
        count,
        spellings: distinct(queries, SHOWN),
        article: Some(ArticleRef::of(article)),
        module: article.module.clone(),
        opened,
        helpful: Some(votes.len() as u64 - count),
        not_helpful: Some(count),
        reasons,
        comment: against.iter().find_map(|vote| vote.comment.clone()),
        last: against.iter().map(|vote| vote.at).max(),
        next: vec![around.open(StepKind::Mend, article)],
        ..Row::default()
    })
}
