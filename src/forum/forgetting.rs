//! A member who wants to be forgotten.

use crate::forum::{Forum, ForumError, store};
use crate::identity::Voter;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ForgottenMember {
    /// Posts and replies that are nobody's now.
    pub unsigned: usize,
    /// Posts and replies whose text is gone.
    pub erased: usize,
}

impl Forum {
    /// Takes away the name and handle of a member, their votes and their reports. What they
    /// wrote stays as nobody's, because others answered to it; with `texts`, it goes as
    /// well, but for questions to which somebody else replied.
    ///
    /// # Errors
    /// The database failed; nothing was done then.
    pub async fn forget(&self, member: &Voter, texts: bool) -> Result<ForgottenMember, ForumError> {
        let member = member.as_str().to_owned();
        self.taken_out(move |connection| {
            Box::pin(async move {
                let mut done = ForgottenMember::default();
                let mut touched = store::voted_by(connection, &member).await?;
                let (posts, replies) = store::written_by(connection, &member).await?;
                for key in replies {
                    if let Some(reply) = store::reply(connection, &key).await? {
                        touched.push(reply.post);
                    }
                    match texts {
                        true => {
                            store::erase_reply(connection, &key).await?;
                            done.erased += 1;
                        }
                        false => done.unsigned += 1,
                    }
                }
                for key in posts {
                    let post = store::post(connection, &key).await?;
                    let is_alone = post.is_some_and(|post| post.replies == 0);
                    match texts && is_alone {
                        true => {
                            store::erase_post(connection, &key).await?;
                            done.erased += 1;
                        }
                        false => done.unsigned += 1,
                    }
                    touched.push(key);
                }
                store::forget_member(connection, &member).await?;
                touched.sort_unstable();
                touched.dedup();
                for post in touched {
                    store::count_votes_of(connection, &post).await?;
                    store::count_post(connection, &post).await?;
                    store::count_members_of(connection, &post).await?;
                }
                Ok(Ok(done))
            })
        })
        .await
    }
}
