//! For those who keep order: what waits, what was done, and who may write no more.

use std::collections::HashMap;

use axum::response::Response;

use crate::forum::rules::{About, Action, may};
use crate::forum::{Act, Decision, QueuedReport, Target};
use crate::http::forum::pages::rows::second;
use crate::http::forum::pages::{Asked, Refused, done, lists};
use crate::http::forum::rendering::Words;
use crate::http::forum::sent::Sent;
use crate::http::problem::{Problem, Reason};
use crate::site::forum::ForumAbout;
use crate::theme::context::Link;
use crate::theme::forum::{ForumDeed, ForumModeration, ForumReport};

/// For everybody else there is no such page.
pub(super) async fn page(asked: &Asked<'_>, refused: Refused) -> Result<Response, Problem> {
    let (app, who) = (asked.app, &asked.who);
    if may(Action::Keep, who, About::default()).is_err() {
        return Err(Problem::NotFound);
    }
    let queue = app.forum.queue(who).await?;
    let acts = app.forum.acts(who).await?;
    let mut reports = Vec::new();
    for one in queue {
        reports.push(report(asked, one).await?);
    }
    let mut trail = asked.site().forum_trail(asked.language);
    let (title, url) = (
        asked.say("forum-page-moderation"),
        asked.below("moderation/"),
    );
    trail.push(Link {
        title: title.clone(),
        url: url.clone(),
    });
    let mut frame = asked.frame(None).await?;
    frame.refusal = refused.text;
    let page = ForumModeration {
        forum: frame,
        trail,
        url,
        queue: reports,
        acts: deeds(asked, acts).await?,
    };
    let about = ForumAbout {
        rest: "forum/moderation/".to_owned(),
        title,
        ..ForumAbout::default()
    };
    asked.answer(refused.status, "forum/moderation.html", about, &page)
}

async fn report(asked: &Asked<'_>, one: QueuedReport) -> Result<ForumReport, Problem> {
    // Files are those of the post that the text belongs to.
    let texts = std::iter::once(one.text.as_str());
    let key = Some(one.post.key.as_str());
    let words = Words::of(asked.app, &asked.who, key, texts, asked.language).await?;
    Ok(ForumReport {
        url: asked.place_link(&one.post, &one.target),
        html: words.html(&one.text),
        post: asked.row(&one.post),
        reporter: asked.person(&one.reporter),
        created: second(one.created),
        target: one.target,
        reason: one.reason,
        comment: one.comment,
    })
}

/// With the way to what each was done to, where it can still be read.
async fn deeds(asked: &Asked<'_>, acts: Vec<Act>) -> Result<Vec<ForumDeed>, Problem> {
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    let mut deeds = Vec::new();
    for act in acts {
        if !known.contains_key(&act.target) {
            let url = place_of(asked, &act.target).await?;
            known.insert(act.target.clone(), url);
        }
        deeds.push(ForumDeed {
            at: second(act.at),
            actor: act.actor,
            url: known.get(&act.target).cloned().flatten(),
            act: act.act,
            target: act.target,
            detail: act.detail,
        });
    }
    Ok(deeds)
}

async fn place_of(asked: &Asked<'_>, target: &str) -> Result<Option<String>, Problem> {
    let (forum, who) = (&asked.app.forum, &asked.who);
    let post = match Target::from_key(target) {
        Some(Target::Post(key)) => key,
        Some(Target::Reply(key)) => match forum.post_of(who, &key).await.map_err(Problem::from) {
            Ok(post) => post,
            Err(Problem::NotFound) => return Ok(None),
            Err(problem) => return Err(problem),
        },
        None => return Ok(Some(asked.below(&format!("members/{target}/")))),
    };
    let cards = forum.cards_of(who, &[&post]).await?;
    let card = cards.first();
    Ok(card.map(|card| asked.place_link(card, target)))
}

/// Hides what was reported, or lets it stand.
pub(super) async fn decide(asked: &Asked<'_>, mut sent: Sent) -> Result<Response, Problem> {
    let target = sent.text("target").unwrap_or_default();
    let target = Target::from_key(&target).ok_or(Problem::NotFound)?;
    let decision = sent.word("act", &["hide", "keep"], Decision::from_word);
    let decision = sent.needed("act", decision);
    let now = asked.app.clock.now();
    let decided = match (sent.checked(), decision) {
        (Ok(()), Some(decision)) => {
            let decided = asked.app.forum.decide(&asked.who, &target, decision, now);
            decided.await.map_err(Problem::from)
        }
        (checked, _) => checked,
    };
    match decided {
        Ok(()) => Ok(done(asked.below("moderation/"))),
        Err(problem) => page(asked, Refused::of(problem, asked)?).await,
    }
}

/// Lets a member write no more, or again.
pub(super) async fn block(
    asked: &Asked<'_>,
    handle: &str,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let now = asked.app.clock.now();
    // Of whom the reader knows nothing there is nothing to say either.
    asked.app.forum.profile(&asked.who, handle).await?;
    let blocked = match sent.text("act").as_deref() {
        Some("block") => asked.app.forum.block(&asked.who, handle, true, now).await,
        Some("unblock") => asked.app.forum.block(&asked.who, handle, false, now).await,
        _ => {
            let wrong = Problem::invalid("act", Reason::OneOf("block, unblock".to_owned()));
            return lists::member(asked, handle, Refused::of(wrong, asked)?).await;
        }
    };
    match blocked.map_err(Problem::from) {
        Ok(()) => Ok(done(asked.below(&format!("members/{handle}/")))),
        Err(problem) => lists::member(asked, handle, Refused::of(problem, asked)?).await,
    }
}
