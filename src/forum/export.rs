//! All threads, in the form in which they can be taken over elsewhere.

use serde::Serialize;

use crate::forum::store::{self, MemberRow, PostRow};
use crate::forum::{Forum, ForumError};

/// A thread as a line of JSON. Times are RFC 3339.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub id: String,
    pub category: String,
    pub language: String,
    pub title: String,
    pub tags: Vec<String>,
    pub created: String,
    pub score: i64,
    /// Handle.
    pub author: String,
    pub author_name: String,
    pub staff: bool,
    /// Markdown.
    pub body: String,
    pub pinned: bool,
    pub closed: bool,
    pub hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub replies: Vec<LineReply>,
}

#[derive(Clone, Debug, Serialize)]
pub struct LineReply {
    pub id: String,
    pub created: String,
    pub score: i64,
    pub author: String,
    pub author_name: String,
    pub staff: bool,
    pub body: String,
    pub accepted: bool,
    /// Handle of who says that it is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
    pub hidden: bool,
}

impl Forum {
    /// The next few hundred threads behind a number, and the number of the last; whatever
    /// stands behind gates or is hidden too. Nothing that was deleted.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lines(&self, after: i64) -> Result<(Vec<Line>, Option<i64>), ForumError> {
        let reader = self.storage.reader();
        let posts = store::posts_after(reader, after).await?;
        let last = posts.last().map(|post| post.number);
        let mut lines = Vec::with_capacity(posts.len());
        for post in posts.into_iter().filter(|post| !post.deleted) {
            lines.push(self.line(post).await?);
        }
        Ok((lines, last))
    }

    async fn line(&self, post: PostRow) -> Result<Line, sea_orm::DbErr> {
        let reader = self.storage.reader();
        let author = store::member(reader, &post.author).await?;
        let mut replies = Vec::new();
        for reply in store::replies(reader, &post.key).await? {
            if reply.deleted {
                continue;
            }
            let author = store::member(reader, &reply.author).await?;
            let by = match &reply.verified_by {
                Some(by) => store::member(reader, by).await?,
                None => None,
            };
            replies.push(LineReply {
                id: reply.key,
                created: moment(reply.created),
                score: reply.votes,
                author: handle(author.as_ref()),
                author_name: name(author.as_ref()),
                staff: author.is_some_and(|author| author.staff),
                body: reply.body,
                accepted: reply.accepted.is_some(),
                verified_by: reply.verified.map(|_| handle(by.as_ref())),
                hidden: reply.hidden,
            });
        }
        Ok(Line {
            id: post.key,
            category: post.category,
            language: post.language,
            title: post.title,
            tags: post.tags.split_whitespace().map(str::to_owned).collect(),
            created: moment(post.created),
            score: post.votes,
            author: handle(author.as_ref()),
            author_name: name(author.as_ref()),
            staff: author.is_some_and(|author| author.staff),
            body: post.body,
            pinned: post.pinned,
            closed: post.locked,
            hidden: post.hidden,
            url: post.source,
            replies,
        })
    }
}

fn handle(member: Option<&MemberRow>) -> String {
    member.map_or_else(String::new, |member| member.handle.clone())
}

fn name(member: Option<&MemberRow>) -> String {
    member.map_or_else(String::new, |member| member.name.clone())
}

fn moment(milliseconds: i64) -> String {
    super::reading::moment(milliseconds).to_string()
}
