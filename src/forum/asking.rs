//! Asking, replying, and changing what one said.

use jiff::Timestamp;

use crate::forum::rules::{About, Action, POSTS_PER_HOUR, REPLIES_PER_HOUR, may};
use crate::forum::store::{self, PostRow, ReplyRow};
use crate::forum::telling::event;
use crate::forum::writing::{Owned, writer};
use crate::forum::{Draft, Fault, Forum, ForumError, PostEdit, Refusal, Target, Who, draft};
use crate::outbox::Kind;

/// In milliseconds.
const HOUR: i64 = 3_600_000;

impl Forum {
    /// Asks; returns the key of the post.
    ///
    /// # Errors
    /// They may not, or the draft cannot be kept; nothing is, then.
    pub async fn ask(
        &self,
        who: &Who,
        draft: &Draft,
        now: Timestamp,
    ) -> Result<String, ForumError> {
        may(Action::Ask, who, About::default()).map_err(ForumError::Refused)?;
        let mut faults = Vec::new();
        let title = draft::title(&draft.title, &mut faults);
        let body = draft::body(&draft.body, &mut faults);
        let tags = draft::tags(&draft.tags, &mut faults);
        if self.category(&who.viewer, &draft.category).is_none() {
            faults.push(Fault::NoSuchCategory);
        }
        if !faults.is_empty() {
            return Err(ForumError::Invalid(faults));
        }
        let now = now.as_millisecond();
        let mut post = PostRow::new(Target::new_post().key(), now);
        post.category = draft.category.clone();
        post.language = draft.language.code().to_owned();
        post.title = title;
        post.body = body;
        post.tags = draft::joined(&tags);
        let (who, forum) = (who.clone(), self.clone());
        self.written(move |connection| {
            Box::pin(async move {
                let (author, about) = match writer(connection, &who, now).await? {
                    Ok(writer) => writer,
                    Err(refused) => return Ok(Err(refused)),
                };
                if let Err(refusal) = may(Action::Ask, &who, about) {
                    return Ok(Err(ForumError::Refused(refusal)));
                }
                let recent =
                    store::recent(connection, "forum_posts", &author.key, now - HOUR).await?;
                if !who.is_keeper() && recent >= POSTS_PER_HOUR {
                    return Ok(Err(ForumError::Refused(Refusal::TooMany)));
                }
                post.author = author.key;
                store::insert_post(connection, &post).await?;
                let asked = event(Kind::Asked, &post, &post.key, &post.author, now);
                forum.told(connection, &who, asked, &post.body, now).await?;
                Ok(Ok(post.key))
            })
        })
        .await
    }

    /// Replies to a post; returns the key of the reply.
    ///
    /// # Errors
    /// As [`Forum::ask`].
    pub async fn reply(
        &self,
        who: &Who,
        post: &str,
        body: &str,
        now: Timestamp,
    ) -> Result<String, ForumError> {
        let mut faults = Vec::new();
        let body = draft::body(body, &mut faults);
        let now = now.as_millisecond();
        let key = post.to_owned();
        let (who, forum) = (who.clone(), self.clone());
        self.written(move |connection| {
            Box::pin(async move {
                let Some(post) = forum.seen(connection, &who, &key).await? else {
                    return Ok(Err(ForumError::NotFound));
                };
                let (author, about) = match writer(connection, &who, now).await? {
                    Ok(writer) => writer,
                    Err(refused) => return Ok(Err(refused)),
                };
                let about = About {
                    is_locked: post.locked,
                    ..about
                };
                if let Err(refusal) = may(Action::Reply, &who, about) {
                    return Ok(Err(ForumError::Refused(refusal)));
                }
                if !faults.is_empty() {
                    return Ok(Err(ForumError::Invalid(faults)));
                }
                let recent =
                    store::recent(connection, "forum_replies", &author.key, now - HOUR).await?;
                if !who.is_keeper() && recent >= REPLIES_PER_HOUR {
                    return Ok(Err(ForumError::Refused(Refusal::TooMany)));
                }
                let reply =
                    ReplyRow::new(Target::new_reply().key(), &post.key, &author.key, body, now);
                store::insert_reply(connection, &reply).await?;
                store::count_post(connection, &post.key).await?;
                let replied = event(Kind::Replied, &post, &reply.key, &author.key, now);
                forum
                    .told(connection, &who, replied, &reply.body, now)
                    .await?;
                Ok(Ok(reply.key))
            })
        })
        .await
    }

    /// Changes what a post says; what it said before is kept, and shown to whoever may read it.
    ///
    /// # Errors
    /// As [`Forum::ask`].
    pub async fn edit_post(
        &self,
        who: &Who,
        key: &str,
        edit: &PostEdit,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let mut faults = Vec::new();
        let title = edit
            .title
            .as_deref()
            .map(|text| draft::title(text, &mut faults));
        let body = edit
            .body
            .as_deref()
            .map(|text| draft::body(text, &mut faults));
        let tags = edit
            .tags
            .as_deref()
            .map(|tags| draft::tags(tags, &mut faults));
        let category = edit.category.clone();
        if let Some(category) = &category
            && self.category(&who.viewer, category).is_none()
        {
            faults.push(Fault::NoSuchCategory);
        }
        let language = edit.language;
        let now = now.as_millisecond();
        let key = key.to_owned();
        let (who, forum) = (who.clone(), self.clone());
        self.taken_out(move |connection| {
            Box::pin(async move {
                let (mut post, editor) = match forum
                    .owned(connection, &who, &key, Action::Edit, now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                let moves = category.as_ref().is_some_and(|one| *one != post.category);
                if moves && let Err(refusal) = may(Action::Move, &who, About::default()) {
                    return Ok(Err(ForumError::Refused(refusal)));
                }
                if !faults.is_empty() {
                    return Ok(Err(ForumError::Invalid(faults)));
                }
                let says_more = title.as_ref().is_some_and(|one| *one != post.title)
                    || body.as_ref().is_some_and(|one| *one != post.body);
                if says_more {
                    let (title, body) = (Some(post.title.as_str()), post.body.as_str());
                    store::keep_revision(connection, &post.key, title, body, &editor.key, now)
                        .await?;
                    post.edited = Some(now);
                }
                post.title = title.unwrap_or(post.title);
                post.body = body.unwrap_or(post.body);
                post.tags = tags.map_or(post.tags, |tags| draft::joined(&tags));
                post.language = language.map_or(post.language, |one| one.code().to_owned());
                if moves {
                    let to = category.as_deref().unwrap_or_default();
                    store::act(connection, now, &editor.key, "move", &post.key, Some(to)).await?;
                    post.category = to.to_owned();
                }
                store::update_post(connection, &post).await?;
                if moves {
                    // It may count for nobody any more, or again.
                    store::count_members_of(connection, &post.key).await?;
                }
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Changes what a reply says.
    ///
    /// # Errors
    /// As [`Forum::ask`].
    pub async fn edit_reply(
        &self,
        who: &Who,
        key: &str,
        body: &str,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let mut faults = Vec::new();
        let body = draft::body(body, &mut faults);
        let now = now.as_millisecond();
        let key = key.to_owned();
        let (who, forum) = (who.clone(), self.clone());
        self.taken_out(move |connection| {
            Box::pin(async move {
                let (reply, post, editor) = match forum
                    .owned_reply(connection, &who, &key, Action::Edit, now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                if !faults.is_empty() {
                    return Ok(Err(ForumError::Invalid(faults)));
                }
                if reply.body != body {
                    store::keep_revision(connection, &key, None, &reply.body, &editor.key, now)
                        .await?;
                    store::update_reply(connection, &key, &body, now).await?;
                    store::count_post(connection, &post.key).await?;
                }
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Takes a post or reply away, with all that it said before. Of a reply its place stays.
    ///
    /// # Errors
    /// They may not.
    pub async fn delete(
        &self,
        who: &Who,
        target: &Target,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let now = now.as_millisecond();
        let (who, forum, target) = (who.clone(), self.clone(), target.clone());
        self.taken_out(move |connection| {
            Box::pin(async move {
                let Owned {
                    post,
                    author,
                    member: editor,
                } = match forum
                    .owned_target(connection, &who, &target, Action::Delete, now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                match &target {
                    Target::Post(key) => store::erase_post(connection, key).await?,
                    Target::Reply(key) => store::erase_reply(connection, key).await?,
                }
                store::count_post(connection, &post.key).await?;
                store::count_members_of(connection, &post.key).await?;
                store::count_member(connection, &author).await?;
                if author != editor.key {
                    store::act(connection, now, &editor.key, "delete", target.key(), None).await?;
                }
                Ok(Ok(()))
            })
        })
        .await
    }
}
