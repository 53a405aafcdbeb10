//! What a member follows, and how they are told of it.

use axum::response::Response;

use crate::forum::{Follows, Target};
use crate::http::forum::pages::{Asked, Refused, done, lists};
use crate::http::forum::sent::Sent;
use crate::http::parameters::Parameters;
use crate::http::problem::{Problem, Reason};
use crate::locale::Locale;
use crate::outbox::{Choice, Subject};
use crate::site::forum::ForumAbout;
use crate::theme::context::Link;
use crate::theme::forum::{Followed, ForumFollowing};

/// Whether following leads to anything: letters are sent, and somebody is there to get them.
pub(super) fn is_offered(asked: &Asked<'_>) -> bool {
    asked.who.member.is_some() && asked.app.config.outbox.smtp.is_some()
}

async fn follows(asked: &Asked<'_>) -> Result<Option<Follows>, Problem> {
    match is_offered(asked) {
        true => Ok(Some(asked.app.forum.following(&asked.who).await?)),
        false => Ok(None),
    }
}

/// Whether the reader follows a post; `None` where they cannot.
pub(super) async fn follows_post(asked: &Asked<'_>, key: &str) -> Result<Option<bool>, Problem> {
    let follows = follows(asked).await?;
    Ok(follows.map(|follows| follows.posts.iter().any(|(post, _)| post == key)))
}

/// The same of a category.
pub(super) async fn follows_category(
    asked: &Asked<'_>,
    key: &str,
) -> Result<Option<bool>, Problem> {
    let follows = follows(asked).await?;
    Ok(follows.map(|follows| follows.categories.iter().any(|one| one == key)))
}

/// Follows something, or does so no more.
pub(super) async fn follow(
    asked: &Asked<'_>,
    subject: &Subject,
    follows: bool,
) -> Result<(), Problem> {
    let now = asked.app.clock.now();
    let done = asked.app.forum.follow(&asked.who, subject, follows, now);
    done.await.map_err(Problem::from)
}

/// What is sent to the page of a category.
pub(super) async fn of_category(
    asked: &Asked<'_>,
    key: &str,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let category = asked.app.forum.category(&asked.who.viewer, key);
    category.ok_or(Problem::NotFound)?;
    let subject = Subject::Category(key.to_owned());
    let followed = match sent.text("act").as_deref() {
        Some("follow") => follow(asked, &subject, true).await,
        Some("unfollow") => follow(asked, &subject, false).await,
        _ => Err(Problem::invalid(
            "act",
            Reason::OneOf("follow, unfollow".to_owned()),
        )),
    };
    match followed {
        Ok(()) => Ok(done(asked.below(&format!("{key}/#_follow")))),
        Err(problem) => {
            let refused = Refused::of(problem, asked)?;
            lists::category(asked, key, &mut Parameters::default(), refused).await
        }
    }
}

/// All that its reader follows, with how they are told.
pub(super) async fn page(asked: &Asked<'_>, refused: Refused) -> Result<Response, Problem> {
    let (Some(member), Some(follows)) = (&asked.who.member, follows(asked).await?) else {
        return Err(Problem::NotFound);
    };
    let title = asked.say("forum-page-following");
    let mut trail = asked.site().forum_trail(asked.language);
    trail.push(Link {
        title: title.clone(),
        url: asked.below("following/"),
    });
    let about = ForumAbout {
        rest: "forum/following/".to_owned(),
        title: title.clone(),
        ..ForumAbout::default()
    };
    let mut frame = asked.frame(None).await?;
    frame.refusal = refused.text;
    let posts = follows.posts.into_iter().map(|(key, title)| Followed {
        url: asked.below(&format!("posts/{key}/")),
        key,
        title,
    });
    let categories = follows.categories.into_iter().map(|key| {
        let Link { title, url } = asked.category_link(&key);
        Followed { key, title, url }
    });
    let page = ForumFollowing {
        forum: frame,
        trail,
        title,
        url: asked.below("following/"),
        posts: posts.collect(),
        categories: categories.collect(),
        automatic: follows.automatic,
        mails: follows.mails,
        email: member.email.clone(),
        letters: member.locale.map_or("post", Locale::code),
    };
    asked.answer(refused.status, "forum/following.html", about, &page)
}

/// What is sent to that page: something to follow no more, or how to be told.
pub(super) async fn change(asked: &Asked<'_>, mut sent: Sent) -> Result<Response, Problem> {
    let target = sent.text("target").unwrap_or_default();
    let changed = match sent.text("act").as_deref() {
        Some("unfollow") => {
            let subject = match Target::from_key(&target) {
                Some(Target::Post(key)) => Subject::Post(key),
                _ => Subject::Category(target),
            };
            follow(asked, &subject, false).await
        }
        Some("choose") => {
            let mut is_ticked = |field| Some(sent.text(field).is_some());
            let choice = Choice {
                automatic: is_ticked("automatic"),
                mails: is_ticked("mails"),
            };
            let now = asked.app.clock.now();
            let chosen = asked.app.forum.choose(&asked.who, choice, now).await;
            chosen.map_err(Problem::from)
        }
        _ => Err(Problem::invalid(
            "act",
            Reason::OneOf("unfollow, choose".to_owned()),
        )),
    };
    match changed {
        Ok(()) => Ok(done(asked.below("following/"))),
        Err(problem) => page(asked, Refused::of(problem, asked)?).await,
    }
}
