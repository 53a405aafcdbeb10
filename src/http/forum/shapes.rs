//! The shapes of answers (SPEC 7). More fields may come; these stay.

use serde::Serialize;
use utoipa::ToSchema;

use crate::forum::{Act, Card, Post, QueuedReport, Reply, Revision};
use crate::http::forum::Words;
use crate::http::shapes::Pagination;
use crate::locale::Locale;

/// A post in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PostItem {
    id: String,
    category: String,
    title: String,
    /// Name of who asked.
    author: String,
    /// Who asked, in addresses and mentions.
    author_handle: String,
    /// Whether who asked is of the staff.
    staff: bool,
    language: &'static str,
    created: String,
    /// When something was last said.
    active: String,
    votes: i64,
    /// How many replies there are.
    replies: i64,
    /// How many of them a keeper verified.
    verified: i64,
    /// How many of them the asker took for an answer.
    accepted: i64,
    /// `open`, `answered` or `verified`.
    status: &'static str,
    pinned: bool,
    locked: bool,
    /// Told to keepers alone.
    #[serde(skip_serializing_if = "is_false")]
    hidden: bool,
    duplicate: bool,
    staff_replied: bool,
    tags: Vec<String>,
    /// Root-relative.
    url: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl PostItem {
    pub(super) fn new(card: Card, base: &str) -> Self {
        PostItem {
            url: post_url(base, &card),
            status: card.status().word(),
            author: card.author.name,
            author_handle: card.author.handle,
            staff: card.author.is_staff,
            id: card.key,
            category: card.category,
            title: card.title,
            language: card.language.code(),
            created: card.created.to_string(),
            active: card.active.to_string(),
            votes: card.votes,
            replies: card.replies,
            verified: card.verified,
            accepted: card.accepted,
            pinned: card.pinned,
            locked: card.locked,
            hidden: card.hidden,
            duplicate: card.is_duplicate,
            staff_replied: card.staff_replied,
            tags: card.tags,
        }
    }
}

/// Where a post is read: its key says which, the rest is for people.
pub(in crate::http) fn post_url(base: &str, card: &Card) -> String {
    post_path(base, card.language, card)
}

/// The same for a page in `language`, which need not be that of the post.
pub(super) fn post_path(base: &str, language: Locale, card: &Card) -> String {
    let slug = crate::markup::slug(&card.title);
    let slug: String = slug.chars().filter(char::is_ascii).take(60).collect();
    let slug = match slug.trim_matches('-') {
        "" => String::new(),
        slug => format!("{slug}/"),
    };
    format!("{base}/{}/forum/posts/{}/{slug}", language.code(), card.key)
}

/// Replies on one page of a post.
pub(in crate::http) const REPLIES: i64 = 30;

/// The address of a post's page that a reply stands on; the anchor comes behind it. A post of one
/// page is its own.
pub(in crate::http) fn opened_at(url: String, card: &Card, reply: &str) -> String {
    match card.replies > REPLIES && reply.starts_with('r') {
        true => format!("{url}?at={reply}"),
        false => url,
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PostList {
    pub(super) posts: Vec<PostItem>,
    pub(super) pagination: Pagination,
}

/// A post whole.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PostDocument {
    post: PostText,
    /// Verified first, then accepted, then by votes and time.
    replies: Vec<ReplyItem>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PostText {
    #[serde(flatten)]
    item: PostItem,
    html: String,
    /// What was written, for who may edit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited: Option<String>,
    /// The post that asks the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_of: Option<Named>,
    /// Id of the article that it is about, or that was made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<String>,
    own: bool,
    voted: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct Named {
    id: String,
    title: String,
}

/// A reply; of one that was deleted only the place is left.
#[derive(Debug, Serialize, ToSchema)]
struct ReplyItem {
    id: String,
    created: String,
    deleted: bool,
    #[serde(flatten)]
    text: Option<ReplyText>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReplyText {
    author: String,
    author_handle: String,
    staff: bool,
    html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edited: Option<String>,
    votes: i64,
    /// Who says that it is right, and since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<Verified>,
    /// Since when the asker takes it for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    hidden: bool,
    own: bool,
    voted: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct Verified {
    by: String,
    at: String,
}

impl PostDocument {
    pub(super) fn new(
        post: Post,
        replies: Vec<Reply>,
        words: &Words<'_>,
        base: &str,
        is_keeper: bool,
    ) -> Self {
        let source = |body: &str, is_own: bool| (is_own || is_keeper).then(|| body.to_owned());
        let replies = replies.into_iter().map(|reply| ReplyItem {
            id: reply.key,
            created: reply.created.to_string(),
            deleted: reply.content.is_none(),
            text: reply.content.map(|content| ReplyText {
                html: words.html(&content.body),
                markdown: source(&content.body, content.is_own),
                author: content.author.name,
                author_handle: content.author.handle,
                staff: content.author.is_staff,
                edited: content.edited.map(|at| at.to_string()),
                votes: content.votes,
                verified: content.verified.map(|(by, at)| Verified {
                    by,
                    at: at.to_string(),
                }),
                accepted: content.accepted.map(|at| at.to_string()),
                hidden: content.hidden,
                own: content.is_own,
                voted: content.voted,
            }),
        });
        PostDocument {
            replies: replies.collect(),
            post: PostText {
                html: words.html(&post.body),
                markdown: source(&post.body, post.is_own),
                edited: post.edited.map(|at| at.to_string()),
                duplicate_of: post.duplicate_of.map(|(id, title)| Named { id, title }),
                article: post.article,
                own: post.is_own,
                voted: post.voted,
                item: PostItem::new(post.card, base),
            },
        }
    }
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Made {
    pub(super) id: String,
    /// Root-relative.
    pub(super) url: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Votes {
    pub(super) id: String,
    pub(super) votes: i64,
    pub(super) voted: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RevisionList {
    revisions: Vec<RevisionItem>,
}

/// What a post or reply said before an edit.
#[derive(Debug, Serialize, ToSchema)]
struct RevisionItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    html: String,
    editor: String,
    until: String,
}

impl RevisionList {
    pub(super) fn new(revisions: Vec<Revision>, words: &Words<'_>) -> Self {
        let items = revisions.into_iter().map(|one| RevisionItem {
            html: words.html(&one.body),
            title: one.title,
            editor: one.editor.name,
            until: one.until.to_string(),
        });
        RevisionList {
            revisions: items.collect(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CategoryList {
    pub(super) categories: Vec<ForumCategoryItem>,
}

/// A part of the forum that the viewer may read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ForumCategoryItem {
    pub(super) key: String,
    pub(super) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) module: Option<String>,
    /// How many posts there are that the viewer may read.
    pub(super) count: usize,
    /// Root-relative.
    pub(super) url: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Queue {
    reports: Vec<QueueItem>,
}

#[derive(Debug, Serialize, ToSchema)]
struct QueueItem {
    /// Key of the post or reply.
    target: String,
    post: PostItem,
    html: String,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    reporter: String,
    created: String,
}

impl Queue {
    pub(super) fn new(reports: Vec<QueuedReport>, words: &Words<'_>, base: &str) -> Self {
        let items = reports.into_iter().map(|one| QueueItem {
            target: one.target,
            html: words.html(&one.text),
            post: PostItem::new(one.post, base),
            reason: one.reason,
            comment: one.comment,
            reporter: one.reporter.name,
            created: one.created.to_string(),
        });
        Queue {
            reports: items.collect(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ActList {
    acts: Vec<ActItem>,
}

/// Something that a keeper did.
#[derive(Debug, Serialize, ToSchema)]
struct ActItem {
    at: String,
    actor: String,
    act: String,
    target: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl ActList {
    pub(super) fn new(acts: Vec<Act>) -> Self {
        let items = acts.into_iter().map(|act| ActItem {
            at: act.at.to_string(),
            actor: act.actor,
            act: act.act,
            target: act.target,
            detail: act.detail,
        });
        ActList {
            acts: items.collect(),
        }
    }
}

/// A member, as far as the viewer may read what they wrote.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberDocument {
    pub(super) handle: String,
    pub(super) name: String,
    pub(super) staff: bool,
    pub(super) reputation: i64,
    pub(super) since: String,
    /// Told to keepers alone.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) blocked: bool,
    pub(super) posts: Vec<PostItem>,
    /// Posts with replies of this member.
    pub(super) answered: Vec<PostItem>,
}

/// A file that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Uploaded {
    /// In a text: `![what it shows](attachment:KEY)`.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) size: u64,
    /// Root-relative.
    pub(super) url: String,
    /// What to write into a text.
    pub(super) markdown: String,
}
