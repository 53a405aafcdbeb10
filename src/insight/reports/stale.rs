//! Articles that are behind, the most read first.

use std::collections::HashMap;

use crate::content::Article;
use crate::insight::reports::surroundings::{Surroundings, command};
use crate::insight::reports::{ArticleRef, Row, Rows, State, Step, StepKind};
use crate::locale::Locale;

pub(super) fn rows(rows: &Rows, around: &Surroundings<'_>) -> Vec<Row> {
    let mut seen: HashMap<(&str, Locale), u64> = HashMap::new();
    for row in &rows.opened {
        let key = (row.article.as_str(), row.article_language);
        *seen.entry(key).or_default() += row.count;
    }
    for vote in &rows.votes {
        let key = (vote.article.as_str(), vote.language);
        *seen.entry(key).or_default() += 1;
    }
    let reads = |article: &Article| {
        let counted = around.reads.get(&(article.id.clone(), article.language));
        let guessed = seen.get(&(article.id.as_str(), article.language));
        // Whoever opened or voted has read as well: the counts are not added.
        let counted = counted.copied().unwrap_or_default();
        counted.max(guessed.copied().unwrap_or_default())
    };
    let articles = around.library.articles.iter();
    let wanted = articles.filter(|article| {
        let language = rows.period.language;
        language.is_none_or(|language| language == article.language)
    });
    let mut list: Vec<Row> = wanted
        .filter_map(|article| {
            let due = article.review_by.filter(|due| *due < around.today);
            let state = match (article.outdated.is_some(), due) {
                (true, _) => State::Outdated,
                (false, Some(_)) => State::ReviewDue,
                (false, None) => return None,
            };
            let mut next = Vec::new();
            if state == State::Outdated {
                next.push(update(article, around));
            }
            if due.is_some() {
                next.push(around.open(StepKind::Review, article));
            }
            Some(Row {
                title: article.title.clone(),
                state: Some(state),
                count: reads(article),
                article: Some(ArticleRef::of(article)),
                module: article.module.clone(),
                due,
                next,
                ..Row::default()
            })
        })
        .collect();
    // The sort is stable: of equals, the first in reading order.
    list.sort_by_key(|row| (std::cmp::Reverse(row.count), row.state, row.due));
    list
}

/// Shows what changed, and where to write it.
fn update(article: &Article, around: &Surroundings<'_>) -> Step {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let run = command(
        StepKind::Update,
        format!("ayuda translations diff {}", article.file),
    );
    Step {
        command: run.command.filter(|_| article.file.chars().all(fine)),
        ..around.open(StepKind::Update, article)
    }
}
