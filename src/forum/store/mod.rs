//! The forum in the database: one SQL for both systems.

mod follow;
mod lists;
mod open;
mod rows;
mod write;

use crate::storage::sql::{all, bound, count, one, run};

pub use follow::{Document, DocumentText, Recount};
pub(super) use follow::{documents, documents_of, posts_after, recount, since};
pub(super) use lists::{
    answered_by, first_said, is_heard_in, list, mapped, reports, taken_from,
    unanswered_by_articles, wrote_in,
};
pub(super) use open::{all_counted, count_by, count_members_after, is_counted_by};
pub(super) use rows::{
    MemberRow, PostRow, ReplyRow, acts, by_source, is_reported, is_taken, member, member_by_handle,
    post, posts, replies, reply, revisions, voted_by, votes_of, written_by,
};
pub(super) use write::{
    act, block, count_member, count_members_of, count_post, count_votes_of, erase_post,
    erase_reply, forget_member, insert_post, insert_reply, joined, keep_revision, put_report,
    put_votes, recent, set_accepted, set_article, set_duplicate, set_flag, set_origin,
    set_verified, settle_reports, update_post, update_reply, vote,
};
