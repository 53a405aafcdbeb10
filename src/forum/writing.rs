//! How an act is done: in one transaction, by somebody who may, on something that they may read.

use sea_orm::DatabaseTransaction;

use crate::forum::rules::{About, Action, may};
use crate::forum::store::{self, MemberRow, PostRow, ReplyRow};
use crate::forum::{Forum, ForumError, Refusal, Target, Who};
use crate::markup::slug;
use crate::storage::{StorageError, Writing};

/// What is done in a transaction: a refusal is no failure of the storage, and writes nothing but
/// the row of who was refused.
pub(super) type Done<T> = Result<Result<T, ForumError>, StorageError>;

/// What somebody may act on.
pub(super) struct Owned {
    /// The post itself, or the one that the reply was said to.
    pub(super) post: PostRow,
    /// Who wrote the post or reply.
    pub(super) author: String,
    /// Who acts.
    pub(super) member: MemberRow,
}

impl Forum {
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

    /// What `who` may do this to, be it a post or a reply.
    pub(super) async fn owned_target(
        &self,
        connection: &DatabaseTransaction,
        who: &Who,
        target: &Target,
        action: Action,
        now: i64,
    ) -> Done<Owned> {
        Ok(match target {
            Target::Post(key) => {
                let found = self.owned(connection, who, key, action, now).await?;
                found.map(|(post, member)| Owned {
                    author: post.author.clone(),
                    post,
                    member,
                })
            }
            Target::Reply(key) => {
                let found = self.owned_reply(connection, who, key, action, now).await?;
                found.map(|(reply, post, member)| Owned {
                    author: reply.author,
                    post,
                    member,
                })
            }
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
    let name = member.name.as_deref().unwrap_or_default();
    let row = store::joined(connection, member, &handle(name), now).await?;
    let about = About {
        is_blocked: row.blocked.is_some(),
        ..About::default()
    };
    Ok(Ok((row, about)))
}

/// What a member is called in addresses and mentions.
pub(super) fn handle(name: &str) -> String {
    let handle: String = slug(name).chars().filter(char::is_ascii).take(40).collect();
    match handle.trim_matches('-') {
        "" => "member".to_owned(),
        handle => handle.to_owned(),
    }
}
