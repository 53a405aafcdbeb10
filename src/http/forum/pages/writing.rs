//! Pages with a form of their own: asking, editing, and what is asked before an act.

use axum::response::Response;

use crate::config::Localized;
use crate::forum::rules::{About, Action, may};
use crate::forum::{Draft, Post, ReportReason, Target, Thread};
use crate::http::forum::pages::post::Shown;
use crate::http::forum::pages::{Asked, Refused, acts, answers, done, post};
use crate::http::forum::posts::asked_of;
use crate::http::forum::rendering::Words;
use crate::http::forum::sent::Sent;
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;
use crate::locale::Locale;
use crate::site::forum::ForumAbout;
use crate::theme::context::Link;
use crate::theme::forum::{ForumAct, ForumForm, ForumMayAnswer, ForumOption, ForumWrite};

/// What somebody typed, whatever of it there is.
pub(super) fn typed(sent: &mut Sent) -> ForumForm {
    ForumForm {
        category: sent.text("category").unwrap_or_default(),
        title: sent.text("title").unwrap_or_default(),
        body: sent.text("body").unwrap_or_default(),
        tags: sent.text("tags").unwrap_or_default(),
        language: sent.text("language").unwrap_or_default(),
        ..ForumForm::default()
    }
}

pub(super) fn tags(text: &str) -> Vec<String> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

pub(super) async fn ask_page(
    asked: &Asked<'_>,
    parameters: &mut Parameters,
) -> Result<Response, Problem> {
    let form = ForumForm {
        category: parameters.text("category").unwrap_or_default(),
        title: parameters.text("title").unwrap_or_default(),
        language: asked.language.code().to_owned(),
        ..ForumForm::default()
    };
    asking(asked, Refused::default(), form, None).await
}

pub(super) async fn ask(asked: &Asked<'_>, mut sent: Sent) -> Result<Response, Problem> {
    let act = sent.text("act");
    let mut form = typed(&mut sent);
    form.answers_shown = sent.text("answers").as_deref() == Some("shown");
    if act.as_deref() == Some("look") {
        let answers = answers::look(asked, &mut form).await?;
        return asking(asked, Refused::default(), form, answers).await;
    }
    if act.as_deref() == Some("preview") {
        form.preview_html = Some(form.body.clone());
        return asking(asked, Refused::default(), form, None).await;
    }
    let draft = Draft {
        category: form.category.clone(),
        title: form.title.clone(),
        body: form.body.clone(),
        tags: tags(&form.tags),
        language: Locale::from_tag(&form.language).unwrap_or(asked.language),
    };
    match asked_of(asked.app, &asked.who, &draft).await {
        Ok(key) => {
            if form.answers_shown {
                answers::asked_anyway(asked, &draft);
            }
            Ok(done(acts::url_of(asked, &key).await?))
        }
        Err(problem) => asking(asked, Refused::of(problem, asked)?, form, None).await,
    }
}

async fn asking(
    asked: &Asked<'_>,
    refused: Refused,
    form: ForumForm,
    answers: Option<Vec<ForumMayAnswer>>,
) -> Result<Response, Problem> {
    let (app, who) = (asked.app, &asked.who);
    let words = words(asked, None, form.preview_html.as_deref()).await?;
    let mut frame = asked.frame(None).await?;
    let is_blocked = app.forum.is_blocked(who).await?;
    let about = About {
        is_blocked,
        ..About::default()
    };
    let open = may(Action::Ask, who, about).is_ok();
    frame.refusal = refused.text;
    if is_blocked && frame.refusal.is_none() {
        frame.refusal = Some(asked.say("forum-refused-blocked"));
    }
    let mut trail = asked.site().forum_trail(asked.language);
    let title = asked.say("forum-page-ask");
    trail.push(Link {
        title: title.clone(),
        url: asked.below("ask/"),
    });
    let about = ForumAbout {
        rest: "forum/ask/".to_owned(),
        title: title.clone(),
        description: asked.say("forum-page-ask-lede"),
        ..ForumAbout::default()
    };
    let page = ForumWrite {
        forum: frame,
        trail,
        title,
        kind: "ask",
        url: asked.below("ask/"),
        target: String::new(),
        back: asked.below(""),
        categories: categories(asked, &form.category),
        languages: languages(asked, &form.language),
        form: ForumForm {
            errors: refused.errors,
            preview_html: form.preview_html.as_ref().map(|text| words.html(text)),
            ..form
        },
        looked: answers.is_some(),
        answers: answers.unwrap_or_default(),
        open,
    };
    asked.answer(refused.status, "forum/write.html", about, &page)
}

fn categories(asked: &Asked<'_>, chosen: &str) -> Vec<ForumOption> {
    let open = asked.app.forum.categories(&asked.who.viewer);
    let options = open.map(|category| {
        let title = Localized::of(&category.title, asked.language).next();
        ForumOption {
            title: title.unwrap_or(&category.key).clone(),
            current: category.key == chosen,
            value: category.key.clone(),
        }
    });
    options.collect()
}

fn languages(asked: &Asked<'_>, chosen: &str) -> Vec<ForumOption> {
    let known = asked.app.config.languages.iter();
    let options = known.map(|language| ForumOption {
        value: language.code().to_owned(),
        title: language.own_name().to_owned(),
        current: language.code() == chosen,
    });
    options.collect()
}

async fn words<'a>(
    asked: &'a Asked<'_>,
    post: Option<&str>,
    text: Option<&str>,
) -> Result<Words<'a>, Problem> {
    Words::of(
        asked.app,
        &asked.who,
        post,
        text.into_iter(),
        asked.language,
    )
    .await
}

/// The page before an act: what it is about, and its form.
pub(super) async fn before(
    asked: &Asked<'_>,
    post: &str,
    act: &'static str,
    target: &str,
) -> Result<Response, Problem> {
    let target = Target::from_key(target).ok_or(Problem::NotFound)?;
    match act {
        "edit" => edit_page(asked, post, &target, Refused::default(), None).await,
        _ => {
            let form = ForumForm::default();
            act_page(asked, post, act, &target, Refused::default(), form).await
        }
    }
}

/// A post or reply as it stands, if its reader may do this to it.
struct SpokenOf {
    thread: Thread,
    author: crate::forum::Author,
    body: String,
}

async fn spoken_of(
    asked: &Asked<'_>,
    post: &str,
    target: &Target,
    action: Action,
) -> Result<Result<SpokenOf, Refused>, Problem> {
    let (app, who) = (asked.app, &asked.who);
    let thread = app.forum.read(who, post).await?;
    let mut about = About {
        is_own_post: thread.post.is_own,
        is_locked: thread.post.card.locked,
        is_blocked: app.forum.is_blocked(who).await?,
        ..About::default()
    };
    let (author, body) = match target {
        Target::Post(key) if key == post => {
            let Post { card, body, .. } = &thread.post;
            about.is_own = thread.post.is_own;
            about.has_replies = card.replies > 0;
            (card.author.clone(), body.clone())
        }
        Target::Post(_) => return Err(Problem::NotFound),
        Target::Reply(key) => {
            let mut replies = thread.replies.iter();
            let reply = replies.find(|reply| reply.key == *key);
            let content = reply.and_then(|reply| reply.content.as_ref());
            let content = content.ok_or(Problem::NotFound)?;
            about.is_own = content.is_own;
            (content.author.clone(), content.body.clone())
        }
    };
    let allowed = may(action, who, about);
    Ok(match allowed {
        Ok(()) => Ok(SpokenOf {
            thread,
            author,
            body,
        }),
        Err(refusal) => {
            let refusal = Problem::from(crate::forum::ForumError::Refused(refusal));
            Err(Refused::of(refusal, asked)?)
        }
    })
}

pub(super) async fn edit_page(
    asked: &Asked<'_>,
    post: &str,
    target: &Target,
    refused: Refused,
    form: Option<ForumForm>,
) -> Result<Response, Problem> {
    let found = spoken_of(asked, post, target, Action::Edit).await?;
    let found = match found {
        Ok(found) => found,
        Err(refused) => {
            let form = form.unwrap_or_default();
            return post::page(asked, post, refused, form, Shown::default()).await;
        }
    };
    let card = &found.thread.post.card;
    let is_post = matches!(target, Target::Post(_));
    let form = form.unwrap_or_else(|| ForumForm {
        category: card.category.clone(),
        title: card.title.clone(),
        body: found.body.clone(),
        tags: card.tags.join(", "),
        language: card.language.code().to_owned(),
        ..ForumForm::default()
    });
    let words = words(asked, Some(post), form.preview_html.as_deref()).await?;
    let back = asked.place_link(card, target.key());
    let (kind, title) = match is_post {
        true => ("edit-post", asked.say("forum-page-edit-post")),
        false => ("edit-reply", asked.say("forum-page-edit-reply")),
    };
    let mut frame = asked.frame(None).await?;
    frame.refusal = refused.text;
    let page = ForumWrite {
        forum: frame,
        trail: trail(asked, &found.thread, &title),
        title: title.clone(),
        kind,
        url: asked.below(&format!("posts/{post}/")),
        target: target.key().to_owned(),
        back,
        categories: match is_post && asked.who.is_keeper() {
            true => categories(asked, &form.category),
            false => Vec::new(),
        },
        languages: match is_post {
            true => languages(asked, &form.language),
            false => Vec::new(),
        },
        form: ForumForm {
            errors: refused.errors,
            preview_html: form.preview_html.as_ref().map(|text| words.html(text)),
            ..form
        },
        answers: Vec::new(),
        looked: false,
        open: true,
    };
    let about = about(post, title);
    asked.answer(refused.status, "forum/write.html", about, &page)
}

pub(super) async fn act_page(
    asked: &Asked<'_>,
    post: &str,
    act: &'static str,
    target: &Target,
    refused: Refused,
    form: ForumForm,
) -> Result<Response, Problem> {
    let is_post = matches!(target, Target::Post(_));
    let (action, name) = match (act, is_post) {
        ("report", _) => (Action::Report, "report"),
        ("delete", true) => (Action::Delete, "delete-post"),
        ("delete", false) => (Action::Delete, "delete-reply"),
        ("duplicate", true) => (Action::MarkDuplicate, "duplicate"),
        _ => return Err(Problem::NotFound),
    };
    let found = match spoken_of(asked, post, target, action).await? {
        Ok(found) => found,
        Err(refused) => {
            return post::page(asked, post, refused, ForumForm::default(), Shown::default()).await;
        }
    };
    let words = words(asked, Some(post), Some(&found.body)).await?;
    let title = asked.say(&format!("forum-page-{name}"));
    let mut frame = asked.frame(None).await?;
    frame.refusal = refused.text;
    let back = asked.place_link(&found.thread.post.card, target.key());
    let page = ForumAct {
        forum: frame,
        trail: trail(asked, &found.thread, &title),
        act: name,
        url: asked.below(&format!("posts/{post}/")),
        target: target.key().to_owned(),
        back,
        author: asked.person(&found.author),
        html: words.html(&found.body),
        reasons: match act {
            "report" => ReportReason::ALL.map(ReportReason::word).into(),
            _ => Vec::new(),
        },
        form: ForumForm {
            errors: refused.errors,
            ..form
        },
    };
    let status = refused.status;
    asked.answer(status, "forum/act.html", about(post, title), &page)
}

pub(super) fn trail(asked: &Asked<'_>, thread: &Thread, title: &str) -> Vec<Link> {
    let card = &thread.post.card;
    let mut trail = asked.site().forum_trail(asked.language);
    trail.push(Link {
        title: card.title.clone(),
        url: asked.post_link(card),
    });
    trail.push(Link {
        title: title.to_owned(),
        url: String::new(),
    });
    trail
}

/// A page of one reader about a post, which nobody finds by searching.
pub(super) fn about(post: &str, title: String) -> ForumAbout {
    ForumAbout {
        rest: format!("forum/posts/{post}/"),
        title,
        ..ForumAbout::default()
    }
}
