//! A post with all that was said to it.

use axum::http::StatusCode;
use axum::response::Response;

use crate::forum::rules::{About, Action, may};
use crate::forum::{Author, Refusal, Thread};
use crate::http::forum::pages::rows::{marks, second};
use crate::http::forum::pages::{Asked, Refused, history, writing};
use crate::http::forum::problem;
use crate::http::forum::rendering::Words;
use crate::http::forum::shapes::post_url;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::site::forum::{Answer, ForumAbout, Question, Signature};
use crate::theme::context::Link;
use crate::theme::forum::{ForumForm, ForumPost};

/// The post, or what one asks about it: its history, or the page before an act.
pub(super) async fn read(
    asked: &Asked<'_>,
    key: &str,
    parameters: &mut Parameters,
) -> Result<Response, Problem> {
    if let Some(target) = parameters.text("history") {
        return history::page(asked, key, &target).await;
    }
    for act in ["edit", "report", "delete", "duplicate"] {
        if let Some(target) = parameters.text(act) {
            return writing::before(asked, key, act, &target).await;
        }
    }
    let cards = asked.app.forum.cards_of(&asked.who, &[key]).await;
    let cards = cards.map_err(problem)?;
    let card = cards.first().ok_or(Problem::NotFound)?;
    let url = asked.post_link(card);
    if asked.uri.path() != url {
        return Ok(asked.moved(&url));
    }
    let is_told = parameters.text("told").is_some();
    page(
        asked,
        key,
        Refused::default(),
        ForumForm::default(),
        is_told,
    )
    .await
}

/// The page of a post, with what was typed and why it was not taken.
pub(super) async fn page(
    asked: &Asked<'_>,
    key: &str,
    refused: Refused,
    form: ForumForm,
    is_told: bool,
) -> Result<Response, Problem> {
    let (app, who) = (asked.app, &asked.who);
    let thread = app.forum.read(who, key).await.map_err(problem)?;
    let is_blocked = app.forum.is_blocked(who).await.map_err(problem)?;
    let words = words(asked, &thread, &form).await?;
    let about = About {
        is_locked: thread.post.card.locked,
        is_blocked,
        ..About::default()
    };
    let below = match may(Action::Reply, who, about) {
        Ok(()) => "reply",
        Err(Refusal::SignIn) => "sign-in",
        Err(Refusal::Blocked) => "blocked",
        Err(_) => "locked",
    };
    let is_plain = refused.status == StatusCode::OK && !is_told && asked.uri.query().is_none();
    let about = said_of(asked, &thread, &words, is_plain);
    let post = &thread.post;
    let replies = thread.replies.iter();
    let replies = replies.map(|reply| asked.said_reply(reply, post, &words, is_blocked));
    let category = app.forum.category(&who.viewer, &post.card.category);
    let mut frame = asked.frame(None).await?;
    frame.refusal = refused.text;
    let page = ForumPost {
        forum: frame,
        told: is_told,
        trail: about.trail.clone(),
        url: asked.below(&format!("posts/{key}/")),
        title: post.card.title.clone(),
        language: post.card.language,
        category: asked.category_link(&post.card.category),
        restricted: category.is_some_and(super::lists::is_restricted),
        status: post.card.status().word(),
        marks: marks(&post.card),
        duplicate_of: post.duplicate_of.as_ref().map(|(key, title)| Link {
            title: title.clone(),
            url: asked.below(&format!("posts/{key}/")),
        }),
        article: post
            .article
            .as_ref()
            .map(|id| format!("{}/go/{id}/", asked.base)),
        tags: asked.tag_links(&post.card),
        post: asked.said_post(post, &words, is_blocked),
        replies: replies.collect(),
        total: post.card.replies,
        below,
        form: ForumForm {
            errors: refused.errors,
            preview_html: form.preview_html.as_ref().map(|text| words.html(text)),
            ..form
        },
    };
    asked.answer(refused.status, "forum/post.html", about, &page)
}

async fn words<'a>(
    asked: &'a Asked<'_>,
    thread: &Thread,
    form: &ForumForm,
) -> Result<Words<'a>, Problem> {
    let said = thread
        .replies
        .iter()
        .filter_map(|reply| reply.content.as_ref());
    let texts = said.map(|content| content.body.as_str());
    let texts = texts.chain([thread.post.body.as_str()]);
    let texts = texts.chain(form.preview_html.as_deref());
    let key = Some(thread.post.card.key.as_str());
    Words::of(asked.app, &asked.who, key, texts, asked.language).await
}

/// What the page says of itself: its words are those of the post, whatever language is
/// around it.
fn said_of(asked: &Asked<'_>, thread: &Thread, words: &Words<'_>, is_plain: bool) -> ForumAbout {
    let post = &thread.post;
    let card = &post.card;
    let mut trail = asked.site().forum_trail(asked.language);
    trail.push(asked.category_link(&card.category));
    let url = asked.post_link(card);
    trail.push(Link {
        title: card.title.clone(),
        url: url.clone(),
    });
    let is_own_language = card.language == asked.language;
    let is_indexed = is_plain && !card.hidden;
    let plain = words.rendered(&post.body).plain;
    ForumAbout {
        rest: url
            .strip_prefix(&format!("{}/{}/", asked.base, asked.language))
            .unwrap_or_default()
            .to_owned(),
        title: card.title.clone(),
        description: plain.clone(),
        indexed: is_indexed,
        has_versions: false,
        canonical: Some(post_url(&asked.base, card)),
        trail,
        question: (is_own_language && is_indexed && asked.is_anonymous).then(|| Question {
            title: card.title.clone(),
            text: plain,
            url: url.clone(),
            author: signed(asked, &card.author),
            created: second(card.created),
            edited: post.edited.map(second),
            votes: card.votes,
            answers: thread
                .replies
                .iter()
                .filter_map(|reply| Some((reply, reply.content.as_ref()?)))
                .filter(|(_, content)| !content.hidden)
                .map(|(reply, content)| Answer {
                    text: words.rendered(&content.body).plain,
                    url: format!("{url}#{}", reply.key),
                    author: signed(asked, &content.author),
                    created: second(reply.created),
                    votes: content.votes,
                    is_right: content.verified.is_some() || content.accepted.is_some(),
                })
                .collect(),
        }),
    }
}

fn signed(asked: &Asked<'_>, author: &Author) -> Signature {
    let person = asked.person(author);
    Signature {
        name: person.name,
        url: person.url,
    }
}
