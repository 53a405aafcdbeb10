//! The forum in the database: one SQL for both systems.

mod counts;
mod follow;
mod keeping;
mod lists;
mod members;
mod open;
mod origin;
mod rows;
mod write;

use crate::storage::sql::{all, bound, count, one, run};

pub use counts::Recount;
pub(super) use counts::{
    count_member, count_members_of, count_post, count_votes_of, recount, vote,
};
pub use follow::{Document, DocumentText};
pub(super) use follow::{documents, documents_of, posts_after, since};
pub(super) use keeping::{act, acts, is_reported, put_report, reports, settle_reports};
pub(super) use lists::{
    answered_by, first_said, is_heard_in, list, mapped, taken_from, unanswered_by_articles,
    wrote_in,
};
pub(super) use members::{block, forget_member, joined};
pub(super) use open::{all_counted, count_by, count_members_after, is_counted_by};
pub(super) use origin::{by_source, is_taken, put_votes, set_origin};
pub(super) use rows::{
    MemberRow, PostRow, ReplyRow, member, member_by_handle, post, posts, replies, reply, revisions,
    voted_by, votes_of, written_by,
};
pub(super) use write::{
    erase_post, erase_reply, insert_post, insert_reply, keep_revision, recent, set_accepted,
    set_article, set_duplicate, set_flag, set_verified, update_post, update_reply,
};
