//! Asking, replying, and changing what one said.

use jiff::Timestamp;
use sea_orm::DatabaseTransaction;

use crate::forum::rules::{About, Action, POSTS_PER_HOUR, REPLIES_PER_HOUR, may};
use crate::forum::store::{self, MemberRow, PostRow, ReplyRow};
use crate::forum::telling::event;
use crate::forum::{
    Draft, Fault, Forum, ForumError, Member, PostEdit, Refusal, Target, Who, draft,
};
use crate::markup::slug;
use crate::outbox::Kind;
use crate::storage::{StorageError, Writing};

/// In milliseconds.
const HOUR: i64 = 3_600_000;

/// What is done in a transaction: a refusal writes nothing, and is no failure of the storage.
pub(super) type Done<T> = Result<Result<T, ForumError>, StorageError>;

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
                let (post, author, editor) = match &target {
                    Target::Post(key) => {
                        match forum
                            .owned(connection, &who, key, Action::Delete, now)
                            .await?
                        {
                            Ok((post, editor)) => (post.clone(), post.author, editor),
                            Err(refused) => return Ok(Err(refused)),
                        }
                    }
                    Target::Reply(key) => {
                        match forum
                            .owned_reply(connection, &who, key, Action::Delete, now)
                            .await?
                        {
                            Ok((reply, post, editor)) => (post, reply.author, editor),
                            Err(refused) => return Ok(Err(refused)),
                        }
                    }
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

    /// A post that `who` may do this to, and their own row.
    pub(super) async fn owned(
        &self,
        connection: &DatabaseTransaction,
        who: &Who,
        key: &str,
        action: Action,
        now: i64,
    ) -> Done<(PostRow, MemberRow)> {
        let Some(post) = self.seen(connection, who, key).await? else {
            return Ok(Err(ForumError::NotFound));
        };
        let (member, about) = match writer(connection, who, now).await? {
            Ok(writer) => writer,
            Err(refused) => return Ok(Err(refused)),
        };
        let is_own = post.author == member.key;
        let about = About {
            is_own,
            is_own_post: is_own,
            is_locked: post.locked,
            has_replies: post.replies > 0,
            ..about
        };
        Ok(match may(action, who, about) {
            Ok(()) => Ok((post, member)),
            Err(refusal) => Err(ForumError::Refused(refusal)),
        })
    }

    /// The same for a reply, with its post.
    pub(super) async fn owned_reply(
        &self,
        connection: &DatabaseTransaction,
        who: &Who,
        key: &str,
        action: Action,
        now: i64,
    ) -> Done<(ReplyRow, PostRow, MemberRow)> {
        let reply = store::reply(connection, key).await?;
        let Some(reply) = reply.filter(|reply| !reply.hidden || who.is_keeper()) else {
            return Ok(Err(ForumError::NotFound));
        };
        let Some(post) = self.seen(connection, who, &reply.post).await? else {
            return Ok(Err(ForumError::NotFound));
        };
        let (member, about) = match writer(connection, who, now).await? {
            Ok(writer) => writer,
            Err(refused) => return Ok(Err(refused)),
        };
        let about = About {
            is_own: reply.author == member.key,
            is_own_post: post.author == member.key,
            is_locked: post.locked,
            ..about
        };
        Ok(match may(action, who, about) {
            Ok(()) => Ok((reply, post, member)),
            Err(refusal) => Err(ForumError::Refused(refusal)),
        })
    }

    /// Writes, and turns a refusal into an error.
    pub(super) async fn written<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, Result<T, ForumError>>
        + Send
        + 'static,
    ) -> Result<T, ForumError> {
        let written = self.storage.write(work).await?;
        self.written_something();
        written
    }

    /// The same for what may take something out of sight: nobody finds it any more once this
    /// is answered.
    pub(super) async fn taken_out<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, Result<T, ForumError>>
        + Send
        + 'static,
    ) -> Result<T, ForumError> {
        let written = self.written(work).await?;
        self.settled().await;
        Ok(written)
    }
}

/// The row of who writes, and whether they are blocked.
pub(super) async fn writer(
    connection: &DatabaseTransaction,
    who: &Who,
    now: i64,
) -> Done<(MemberRow, About)> {
    let Some(member) = &who.member else {
        return Ok(Err(ForumError::Refused(Refusal::SignIn)));
    };
    let row = store::joined(connection, member, &handle(member), now).await?;
    let about = About {
        is_blocked: row.blocked.is_some(),
        ..About::default()
    };
    Ok(Ok((row, about)))
}

/// What a member is called in addresses and mentions.
fn handle(member: &Member) -> String {
    let name = member.name.as_deref().unwrap_or_default();
    let handle = slug(name);
    let handle: String = handle.chars().filter(char::is_ascii).take(40).collect();
    match handle.trim_matches('-') {
        "" => "member".to_owned(),
        handle => handle.to_owned(),
    }
}

impl PostRow {
    pub(super) fn new(key: &str, now: i64) -> Self {
        PostRow {
            key: key.to_owned(),
            number: 0,
            category: String::new(),
            language: String::new(),
            author: String::new(),
            title: String::new(),
            body: String::new(),
            tags: String::new(),
            created: now,
            edited: None,
            active: now,
            votes: 0,
            replies: 0,
            verified: 0,
            accepted: 0,
            staff_replies: 0,
            pinned: false,
            locked: false,
            hidden: false,
            deleted: false,
            duplicate_of: None,
            article: None,
            source: None,
            change: 0,
        }
    }
}

impl ReplyRow {
    pub(super) fn new(key: &str, post: &str, author: &str, body: String, now: i64) -> Self {
        ReplyRow {
            key: key.to_owned(),
            post: post.to_owned(),
            author: author.to_owned(),
            body,
            created: now,
            edited: None,
            votes: 0,
            verified_by: None,
            verified: None,
            accepted: None,
            hidden: false,
            deleted: false,
        }
    }
}
