//! Ids: shared by translations, and given to one article only.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::compile::plan::{Planned, gate_span, public_first};
use crate::content::ArticleId;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::Locale;
use crate::spanned::Span;

/// Translations of one path share the id that one of them states.
pub(super) fn share_ids(articles: &mut [Planned], diagnostics: &mut Vec<Diagnostic>) {
    let mut stated: BTreeMap<String, (ArticleId, Arc<str>)> = BTreeMap::new();
    let mut left_out = BTreeSet::new();
    for at in public_first(articles) {
        let article = &articles[at];
        let Some(id) = &article.header.id else {
            continue;
        };
        match stated.get(&article.path) {
            Some((known, file)) if *known != article.id => {
                diagnostics.push(
                    article
                        .source()
                        .diagnostic(Code::TranslationId, id.span)
                        .with("id", &article.id)
                        .with("other", known)
                        .with("file", file),
                );
                left_out.insert(at);
            }
            Some(_) => {}
            None => {
                let known = (article.id.clone(), article.file.clone());
                stated.insert(article.path.clone(), known);
            }
        }
    }
    for article in articles.iter_mut() {
        if let Some((id, _)) = stated.get(&article.path)
            && article.header.id.is_none()
        {
            article.id = id.clone();
        }
    }
    for at in left_out {
        articles[at].sound = false;
    }
}

/// Two translations of one article have one gate; where they differ, both go.
pub(super) fn leave_out_different_gates(
    articles: &mut [Planned],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut by_id: BTreeMap<&ArticleId, Vec<usize>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        by_id.entry(&article.id).or_default().push(at);
    }
    let mut left_out = BTreeSet::new();
    for group in by_id.values() {
        for at in group {
            let one = &articles[*at];
            if !one.sound || !one.is_coming() {
                continue;
            }
            let all = group
                .iter()
                .map(|at| &articles[*at])
                .filter(|other| other.sound && other.is_coming());
            let mut all = all;
            let other = all.find(|other| other.language != one.language && other.gate != one.gate);
            let Some(other) = other else {
                continue;
            };
            let span = gate_span(&one.header.declared);
            diagnostics.push(
                one.source()
                    .diagnostic(Code::TranslationGate, span)
                    .with("gate", &one.gate)
                    .with("other", &other.gate)
                    .with("file", &other.file),
            );
            left_out.insert(*at);
        }
    }
    for at in left_out {
        articles[at].sound = false;
    }
}

/// One id in one language belongs to one article: the more public one, else the
/// first by file.
pub(super) fn leave_out_doubled_ids(articles: &mut [Planned], diagnostics: &mut Vec<Diagnostic>) {
    let mut ids: HashMap<(Locale, ArticleId), usize> = HashMap::new();
    for at in public_first(articles) {
        let article = &articles[at];
        let key = (article.language, article.id.clone());
        let Some(first) = ids.get(&key) else {
            ids.insert(key, at);
            continue;
        };
        let span = article
            .header
            .id
            .as_ref()
            .map_or(Span::default(), |id| id.span);
        diagnostics.push(
            article
                .source()
                .diagnostic(Code::DoubledId, span)
                .with("id", &article.id)
                .with("file", &articles[*first].file),
        );
        articles[at].sound = false;
    }
}
