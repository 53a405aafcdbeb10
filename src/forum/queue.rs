//! What keepers get to see: what was reported, and what they did.

use crate::forum::reading::{Authors, moment};
use crate::forum::rules::{About, Action, may};
use crate::forum::{Act, Forum, ForumError, QueuedReport, Target, Who, store};
use crate::gate::Visibility;

/// Rows of queues and logs that are shown at most.
const MOST: i64 = 200;

impl Forum {
    /// What was reported and nobody decided over, as far as the keeper may read it.
    ///
    /// # Errors
    /// They are no keeper.
    pub async fn queue(&self, who: &Who) -> Result<Vec<QueuedReport>, ForumError> {
        may(Action::Keep, who, About::default()).map_err(ForumError::Refused)?;
        let reader = self.storage.reader();
        let rows = store::reports(reader, MOST).await?;
        let mut authors = Authors::default();
        authors
            .read(self, rows.iter().map(|row| row.reporter.as_str()))
            .await?;
        let mut queue = Vec::new();
        for row in rows {
            let Some(post) = self.seen(reader, who, &row.post).await? else {
                continue;
            };
            let text = match Target::from_key(&row.target) {
                Some(Target::Reply(key)) => match store::reply(reader, &key).await? {
                    Some(reply) => reply.body,
                    None => continue,
                },
                _ => post.body.clone(),
            };
            let Some(post) = self.cards(who, vec![post]).await?.pop() else {
                continue;
            };
            queue.push(QueuedReport {
                target: row.target,
                post,
                text,
                reason: row.reason,
                comment: row.comment,
                reporter: authors.of(&row.reporter),
                created: moment(row.created),
            });
        }
        Ok(queue)
    }

    /// What keepers did, the newest first.
    ///
    /// # Errors
    /// They are no keeper.
    pub async fn acts(&self, who: &Who) -> Result<Vec<Act>, ForumError> {
        may(Action::Keep, who, About::default()).map_err(ForumError::Refused)?;
        let rows = store::acts(self.storage.reader(), MOST).await?;
        let mut told = Vec::new();
        for row in rows {
            if self.may_know_of(who, &row.target).await? {
                told.push(row);
            }
        }
        let rows = told;
        let mut authors = Authors::default();
        authors
            .read(self, rows.iter().map(|row| row.actor.as_str()))
            .await?;
        let acts = rows.into_iter().map(|row| Act {
            at: moment(row.at),
            actor: authors.of(&row.actor).name,
            act: row.act,
            target: row.target,
            detail: row.detail,
        });
        Ok(acts.collect())
    }

    /// Whether a keeper may know that something was done to this: what stands behind a gate is
    /// absent here too, and of what is gone nobody knows behind which gate it stood.
    async fn may_know_of(&self, who: &Who, target: &str) -> Result<bool, ForumError> {
        if who.viewer.visibility == Visibility::Internal {
            return Ok(true);
        }
        let found = match Target::from_key(target) {
            Some(Target::Post(key)) => {
                let post = self.seen(self.storage.reader(), who, &key).await;
                return Ok(post?.is_some());
            }
            Some(Target::Reply(key)) => self.post_of(who, &key).await,
            None => return Ok(true),
        };
        match found {
            Err(ForumError::NotFound) => Ok(false),
            found => found.map(|_| true),
        }
    }
}
