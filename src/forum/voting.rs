//! Votes, and what makes an answer of a reply.

use jiff::Timestamp;

use crate::forum::rules::Action;
use crate::forum::telling::event;
use crate::forum::{Forum, ForumError, Target, Who, store};
use crate::outbox::Kind;

impl Forum {
    /// Votes for a post or reply, or takes that back; returns how many do.
    ///
    /// # Errors
    /// They may not.
    pub async fn vote(
        &self,
        who: &Who,
        target: &Target,
        is_for: bool,
        now: Timestamp,
    ) -> Result<i64, ForumError> {
        let now = now.as_millisecond();
        let (who, forum, target) = (who.clone(), self.clone(), target.clone());
        self.written(move |connection| {
            Box::pin(async move {
                let found = match forum
                    .owned_target(connection, &who, &target, Action::Vote, now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                let voter = &found.member.key;
                let votes = store::vote(connection, target.key(), voter, is_for, now).await?;
                store::count_post(connection, &found.post.key).await?;
                store::count_member(connection, &found.author).await?;
                Ok(Ok(votes))
            })
        })
        .await
    }

    /// The asker takes a reply for an answer, or does so no more.
    ///
    /// # Errors
    /// They may not.
    pub async fn accept(
        &self,
        who: &Who,
        reply: &str,
        is_answer: bool,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let now = now.as_millisecond();
        let (who, forum, key) = (who.clone(), self.clone(), reply.to_owned());
        self.written(move |connection| {
            Box::pin(async move {
                let (reply, post, asker) = match forum
                    .owned_reply(connection, &who, &key, Action::Accept, now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                let at = is_answer.then(|| reply.accepted.unwrap_or(now));
                store::set_accepted(connection, &key, at).await?;
                store::count_post(connection, &post.key).await?;
                store::count_member(connection, &reply.author).await?;
                if is_answer && reply.accepted.is_none() {
                    let accepted = event(Kind::Accepted, &post, &key, &asker.key, now);
                    forum.noted(connection, accepted).await?;
                }
                Ok(Ok(()))
            })
        })
        .await
    }

    /// A keeper says that a reply is right, or does so no more.
    ///
    /// # Errors
    /// They may not.
    pub async fn verify(
        &self,
        who: &Who,
        reply: &str,
        is_right: bool,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let now = now.as_millisecond();
        let (who, forum, key) = (who.clone(), self.clone(), reply.to_owned());
        self.written(move |connection| {
            Box::pin(async move {
                let (reply, post, keeper) = match forum
                    .owned_reply(connection, &who, &key, Action::Verify, now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                let by = is_right.then_some((keeper.key.as_str(), now));
                store::set_verified(connection, &key, by).await?;
                store::count_post(connection, &post.key).await?;
                store::count_member(connection, &reply.author).await?;
                if is_right && reply.verified.is_none() {
                    let verified = event(Kind::Verified, &post, &key, &keeper.key, now);
                    forum.noted(connection, verified).await?;
                }
                let act = if is_right { "verify" } else { "unverify" };
                store::act(connection, now, &keeper.key, act, &key, None).await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}
