//! What is sent to the page of a post.

use axum::response::Response;

use crate::forum::{Flag, ForumError, PostEdit, ReportReason, Target};
use crate::http::forum::pages::post::Shown;
use crate::http::forum::pages::{Asked, Refused, done, following, post, writing};
use crate::http::forum::posts::change_post;
use crate::http::forum::replies::{change_reply, say};
use crate::http::forum::sent::Sent;
use crate::http::forum::uploads;
use crate::http::problem::{Problem, Reason};
use crate::locale::Locale;
use crate::outbox::Subject;
use crate::theme::forum::ForumForm;

/// Words of forms.
const ACTS: [&str; 22] = [
    "reply",
    "preview",
    "vote",
    "unvote",
    "accept",
    "unaccept",
    "verify",
    "unverify",
    "edit",
    "delete",
    "pin",
    "unpin",
    "lock",
    "unlock",
    "hide",
    "show",
    "report",
    "duplicate",
    "unduplicate",
    "preview-edit",
    "follow",
    "unfollow",
];

/// Does what a form asks for, to the post or to a reply of it.
pub(super) async fn act(
    asked: &Asked<'_>,
    post: &str,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let act = sent.text("act").unwrap_or_default();
    let target = target(asked, post, &mut sent).await?;
    match act.as_str() {
        "reply" | "preview" => return reply(asked, post, &act, sent).await,
        "edit" | "preview-edit" => return edit(asked, post, &target, &act, sent).await,
        "report" => return report(asked, post, &target, sent).await,
        "duplicate" => return duplicate(asked, post, sent).await,
        _ => {}
    }
    match at_once(asked, &target, &act).await {
        Ok(()) => {}
        Err(problem) => {
            let refused = Refused::of(problem, asked)?;
            return post::page(asked, post, refused, ForumForm::default(), Shown::default()).await;
        }
    }
    match (act.as_str(), &target) {
        ("delete", Target::Post(_)) => Ok(done(asked.below(""))),
        _ => back(asked, post, Some(target.key())).await,
    }
}

/// The reply that is spoken of, or the post. A reply of another post is none of this one.
async fn target(asked: &Asked<'_>, post: &str, sent: &mut Sent) -> Result<Target, Problem> {
    let named = sent.text("target").filter(|key| !key.is_empty());
    let key = named.unwrap_or_else(|| post.to_owned());
    let target = Target::from_key(&key).ok_or(Problem::NotFound)?;
    let of = match &target {
        Target::Post(key) => key.clone(),
        Target::Reply(key) => asked.app.forum.post_of(&asked.who, key).await?,
    };
    match of == post {
        true => Ok(target),
        false => Err(Problem::NotFound),
    }
}

/// What needs nothing but a press.
async fn at_once(asked: &Asked<'_>, target: &Target, act: &str) -> Result<(), Problem> {
    let (app, who, now) = (asked.app, &asked.who, asked.app.clock.now());
    let forum = &app.forum;
    let key = target.key();
    let is_reply = matches!(target, Target::Reply(_));
    let done: Result<(), ForumError> = match act {
        "follow" | "unfollow" if !is_reply => {
            let subject = Subject::Post(key.to_owned());
            return following::follow(asked, &subject, act == "follow").await;
        }
        "vote" => forum.vote(who, target, true, now).await.map(drop),
        "unvote" => forum.vote(who, target, false, now).await.map(drop),
        "accept" if is_reply => forum.accept(who, key, true, now).await,
        "unaccept" if is_reply => forum.accept(who, key, false, now).await,
        "verify" if is_reply => forum.verify(who, key, true, now).await,
        "unverify" if is_reply => forum.verify(who, key, false, now).await,
        "pin" => forum.set(who, target, Flag::Pinned, true, now).await,
        "unpin" => forum.set(who, target, Flag::Pinned, false, now).await,
        "lock" => forum.set(who, target, Flag::Locked, true, now).await,
        "unlock" => forum.set(who, target, Flag::Locked, false, now).await,
        "hide" => forum.set(who, target, Flag::Hidden, true, now).await,
        "show" => forum.set(who, target, Flag::Hidden, false, now).await,
        "unduplicate" if !is_reply => forum.mark_duplicate(who, key, None, now).await,
        "delete" => {
            forum.delete(who, target, now).await?;
            if !is_reply {
                uploads::remove_of(app, key).await?;
            }
            return Ok(());
        }
        _ => return Err(Problem::invalid("act", Reason::OneOf(ACTS.join(", ")))),
    };
    done.map_err(Problem::from)
}

async fn reply(
    asked: &Asked<'_>,
    post: &str,
    act: &str,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let body = sent.text("body").unwrap_or_default();
    let form = ForumForm {
        preview_html: (act == "preview").then(|| body.clone()),
        body,
        ..ForumForm::default()
    };
    if act == "preview" {
        return post::page(asked, post, Refused::default(), form, Shown::default()).await;
    }
    match say(asked.app, &asked.who, post, &form.body).await {
        Ok(reply) => back(asked, post, Some(&reply)).await,
        Err(problem) => {
            let refused = Refused::of(problem, asked)?;
            post::page(asked, post, refused, form, Shown::default()).await
        }
    }
}

async fn edit(
    asked: &Asked<'_>,
    post: &str,
    target: &Target,
    act: &str,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let (app, who) = (asked.app, &asked.who);
    let mut form = writing::typed(&mut sent);
    if act == "preview-edit" {
        form.preview_html = Some(form.body.clone());
        return writing::edit_page(asked, post, target, Refused::default(), Some(form)).await;
    }
    let written = match target {
        Target::Post(key) => {
            let edit = PostEdit {
                title: Some(form.title.clone()),
                body: Some(form.body.clone()),
                tags: Some(writing::tags(&form.tags)),
                language: Locale::from_tag(&form.language),
                category: Some(form.category.clone()).filter(|key| !key.is_empty()),
            };
            change_post(app, who, key, &edit).await
        }
        Target::Reply(key) => change_reply(app, who, key, &form.body).await,
    };
    match written {
        Ok(()) => back(asked, post, Some(target.key())).await,
        Err(problem) => {
            let refused = Refused::of(problem, asked)?;
            writing::edit_page(asked, post, target, refused, Some(form)).await
        }
    }
}

async fn report(
    asked: &Asked<'_>,
    post: &str,
    target: &Target,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let known = ReportReason::ALL.map(ReportReason::word);
    let reason = sent.word("reason", &known, ReportReason::from_word);
    let reason = sent.needed("reason", reason);
    let comment = sent.text("comment").unwrap_or_default();
    let now = asked.app.clock.now();
    let told = match (sent.checked(), reason) {
        (Ok(()), Some(reason)) => {
            let forum = &asked.app.forum;
            let told = forum.report(&asked.who, target, reason, Some(&comment), now);
            told.await.map_err(Problem::from)
        }
        (checked, _) => checked,
    };
    match told {
        Ok(()) => {
            let url = url_of(asked, post).await?;
            Ok(done(format!("{url}?told=1#_told")))
        }
        Err(problem) => {
            let refused = Refused::of(problem, asked)?;
            let form = ForumForm {
                body: comment,
                ..ForumForm::default()
            };
            writing::act_page(asked, post, "report", target, refused, form).await
        }
    }
}

async fn duplicate(asked: &Asked<'_>, post: &str, mut sent: Sent) -> Result<Response, Problem> {
    let given = sent.text("of").unwrap_or_default();
    // People paste addresses.
    let mut parts = given.trim().split(['/', '?', '#', ' ']);
    let of = parts.find(|part| matches!(Target::from_key(part), Some(Target::Post(_))));
    let now = asked.app.clock.now();
    let marked = asked
        .app
        .forum
        .mark_duplicate(&asked.who, post, Some(of.unwrap_or("-")), now)
        .await;
    match marked.map_err(Problem::from) {
        Ok(()) => back(asked, post, None).await,
        Err(problem) => {
            let refused = Refused::of(problem, asked)?;
            let form = ForumForm {
                title: given,
                ..ForumForm::default()
            };
            let target = Target::Post(post.to_owned());
            writing::act_page(asked, post, "duplicate", &target, refused, form).await
        }
    }
}

/// Back to the post, at the place of what was done.
async fn back(asked: &Asked<'_>, post: &str, at: Option<&str>) -> Result<Response, Problem> {
    let cards = asked.app.forum.cards_of(&asked.who, &[post]).await?;
    Ok(done(match (cards.first(), at) {
        (Some(card), Some(key)) => asked.place_link(card, key),
        (Some(card), None) => asked.post_link(card),
        // It went where its writer may not follow.
        (None, _) => asked.below(""),
    }))
}

pub(super) async fn url_of(asked: &Asked<'_>, post: &str) -> Result<String, Problem> {
    let cards = asked.app.forum.cards_of(&asked.who, &[post]).await?;
    Ok(match cards.first() {
        Some(card) => asked.post_link(card),
        // It went where its writer may not follow.
        None => asked.below(""),
    })
}
