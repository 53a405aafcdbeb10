//! What readers wrote, the newest first.

use std::collections::BTreeMap;

use crate::insight::reports::surroundings::Surroundings;
use crate::insight::reports::{ArticleRef, Row, Rows, StepKind};

pub(super) fn rows(rows: &Rows, around: &Surroundings<'_>) -> Vec<Row> {
    let written = rows.votes.iter().filter_map(|vote| {
        let comment = vote.comment.clone()?;
        let article = around.article(&vote.article, vote.language)?;
        let reasons = vote.reason.map(|reason| (reason.word(), 1));
        Some(Row {
            title: article.title.clone(),
            count: 1,
            article: Some(ArticleRef::of(article)),
            languages: BTreeMap::from([(vote.language, 1)]),
            helpful: Some(u64::from(vote.helpful)),
            not_helpful: Some(u64::from(!vote.helpful)),
            spellings: vote.words.iter().cloned().collect(),
            reasons: reasons.into_iter().collect(),
            comment: Some(comment),
            last: Some(vote.at),
            next: vec![around.open(StepKind::Read, article)],
            ..Row::default()
        })
    });
    written.collect()
}
