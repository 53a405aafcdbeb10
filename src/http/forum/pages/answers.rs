//! What may answer a question, shown before it is asked.

use crate::forum::rules::{About, Action, may};
use crate::forum::{Draft, Status};
use crate::http::forum::pages::Asked;
use crate::http::forum_similar::{Happened, note_deflection, similar_to};
use crate::http::problem::Problem;
use crate::locale::Locale;
use crate::theme::forum::{ForumForm, ForumMayAnswer};

/// Articles, and posts, that a page shows; more are not read by who wants to ask.
const SHOWN: usize = 3;

/// Looks for answers to what is typed so far. They are counted as shown once a draft.
pub(super) async fn look(
    asked: &Asked<'_>,
    form: &mut ForumForm,
) -> Result<Option<Vec<ForumMayAnswer>>, Problem> {
    if may(Action::Ask, &asked.who, About::default()).is_err() {
        return Ok(None);
    }
    let language = Locale::from_tag(&form.language).unwrap_or(asked.language);
    let found = similar_to(asked.app, &asked.seen, &asked.who, &form.title, language).await?;
    let articles = found.articles.iter().take(SHOWN);
    let mut answers: Vec<ForumMayAnswer> = articles
        .map(|article| ForumMayAnswer {
            title: article.title.clone(),
            url: article.url.clone(),
            language: article.language,
            kind: "article",
        })
        .collect();
    answers.extend(found.posts.iter().take(SHOWN).map(|hit| ForumMayAnswer {
        title: hit.card.title.clone(),
        url: match &hit.anchor {
            Some(anchor) => asked.place_link(&hit.card, anchor),
            None => asked.post_link(&hit.card),
        },
        language: hit.card.language,
        kind: match hit.card.status() {
            Status::Verified => "verified",
            Status::Open | Status::Answered => "forum",
        },
    }));
    if !answers.is_empty() && !form.answers_shown {
        form.answers_shown = true;
        let shown = Happened {
            shown: true,
            ..Happened::default()
        };
        note_deflection(asked.app, &asked.who, language, &form.category, shown);
    }
    Ok(Some(answers))
}

/// Counts a question that was asked although answers were shown.
pub(super) fn asked_anyway(asked: &Asked<'_>, draft: &Draft) {
    let happened = Happened {
        asked: true,
        ..Happened::default()
    };
    let (language, category) = (draft.language, &draft.category);
    note_deflection(asked.app, &asked.who, language, category, happened);
}
