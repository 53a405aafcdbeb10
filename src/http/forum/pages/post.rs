//! A post with all that was said to it.

use std::ops::Range;

use axum::http::StatusCode;
use axum::response::Response;

use crate::content::ArticleId;
use crate::forum::rules::{About, Action, may};
use crate::forum::{Author, Refusal, Reply, Thread};
use crate::http::forum::pages::rows::{marks, second};
use crate::http::forum::pages::{Asked, Refused, following, history, writing};
use crate::http::forum::rendering::Words;
use crate::http::forum::shapes::{REPLIES, post_url};
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
    let cards = asked.app.forum.cards_of(&asked.who, &[key]).await?;
    let card = cards.first().ok_or(Problem::NotFound)?;
    let url = asked.post_link(card);
    if asked.uri.path() != url {
        let part = asked.uri.query();
        let part = part.filter(|query| query.starts_with("page=") || query.starts_with("at="));
        return Ok(asked.moved(&match part {
            Some(part) => format!("{url}?{part}"),
            None => url,
        }));
    }
    let shown = Shown {
        is_told: parameters.text("told").is_some(),
        page: parameters.number("page", 1, usize::MAX),
        at: parameters.text("at"),
    };
    page(asked, key, Refused::default(), ForumForm::default(), shown).await
}

/// Which part of a post is shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// A report was taken just now.
    pub(super) is_told: bool,
    /// From 1; the first if neither this nor a reply is named.
    pub(super) page: Option<usize>,
    /// The page with this reply.
    pub(super) at: Option<String>,
}

/// The replies of each page: places that are left and what is hidden do not count, so that a post
/// has as many pages as the number of its replies says.
fn pages_of(replies: &[Reply]) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut counted = 0;
    for (at, reply) in replies.iter().enumerate() {
        if reply.content.as_ref().is_none_or(|content| content.hidden) {
            continue;
        }
        if counted == REPLIES {
            starts.push(at);
            counted = 0;
        }
        counted += 1;
    }
    let ends = starts.iter().skip(1).copied().chain([replies.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(from, to)| from..to)
        .collect()
}

/// The page of a post, with what was typed and why it was not taken.
pub(super) async fn page(
    asked: &Asked<'_>,
    key: &str,
    refused: Refused,
    form: ForumForm,
    shown: Shown,
) -> Result<Response, Problem> {
    let (app, who) = (asked.app, &asked.who);
    let mut thread = app.forum.read(who, key).await?;
    let parts = pages_of(&thread.replies);
    let named = shown.at.as_ref().and_then(|wanted| {
        let mut replies = thread.replies.iter();
        let at = replies.position(|reply| reply.key == *wanted)?;
        parts.iter().position(|part| part.contains(&at))
    });
    let number = named.map_or(shown.page.unwrap_or(1), |part| part + 1);
    let part = number.checked_sub(1).and_then(|at| parts.get(at));
    let part = part.cloned().ok_or(Problem::NotFound)?;
    thread.replies = thread.replies.drain(part).collect();
    let is_blocked = app.forum.is_blocked(who).await?;
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
    let query = match number {
        1 => None,
        number => Some(format!("page={number}")),
    };
    let is_plain = refused.status == StatusCode::OK && asked.uri.query() == query.as_deref();
    let about = said_of(asked, &thread, &words, is_plain, query);
    let at_page = |number: usize| match number {
        1 => asked.post_link(&thread.post.card),
        number => format!("{}?page={number}", asked.post_link(&thread.post.card)),
    };
    let post = &thread.post;
    let replies = thread.replies.iter();
    let replies = replies.map(|reply| asked.said_reply(reply, post, &words, is_blocked));
    let category = app.forum.category(&who.viewer, &post.card.category);
    let mut frame = asked.frame(None).await?;
    frame.refusal = refused.text;
    let mut said = asked.said_post(post, &words, is_blocked);
    let followed = following::follows_post(asked, key).await?;
    said.may
        .extend(followed.map(|followed| if followed { "unfollow" } else { "follow" }));
    let page = ForumPost {
        forum: frame,
        told: shown.is_told,
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
        // Not every reader of the post may read what was made of it.
        article: post.article.as_ref().and_then(|id| {
            let (library, id) = (&asked.seen.view.library, ArticleId::new(id));
            let own = library.article(&id, asked.language);
            let article = own.or_else(|| library.translations(&id).next());
            article.map(|article| article.url.clone())
        }),
        tags: asked.tag_links(&post.card),
        post: said,
        replies: replies.collect(),
        total: post.card.replies,
        page: number,
        pages: parts.len(),
        previous: (number > 1).then(|| at_page(number - 1)),
        next: (number < parts.len()).then(|| at_page(number + 1)),
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
fn said_of(
    asked: &Asked<'_>,
    thread: &Thread,
    words: &Words<'_>,
    is_plain: bool,
    query: Option<String>,
) -> ForumAbout {
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
        canonical: Some(match &query {
            None => post_url(&asked.base, card),
            Some(query) => format!("{}?{query}", post_url(&asked.base, card)),
        }),
        trail,
        // Further pages have answers to a question that they do not ask.
        question: (is_own_language && is_indexed && asked.is_anonymous && query.is_none()).then(
            || Question {
                title: card.title.clone(),
                text: plain,
                url: url.clone(),
                author: signed(asked, &card.author),
                created: second(card.created),
                edited: post.edited.map(second),
                votes: card.votes,
                total: card.replies,
                answers: thread
                    .replies
                    .iter()
                    .filter_map(|reply| Some((reply, reply.content.as_ref()?)))
                    .filter(|(_, content)| !content.hidden)
                    .map(|(reply, content)| Answer {
                        text: words.rendered(&content.body).plain,
                        url: asked.place_link(card, &reply.key),
                        author: signed(asked, &content.author),
                        created: second(reply.created),
                        votes: content.votes,
                        is_right: content.verified.is_some() || content.accepted.is_some(),
                    })
                    .collect(),
            },
        ),
    }
}

fn signed(asked: &Asked<'_>, author: &Author) -> Signature {
    let person = asked.person(author);
    Signature {
        name: person.name,
        url: person.url,
    }
}
