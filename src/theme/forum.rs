//! What the templates of the forum are given. Times are RFC 3339; `html` is safe.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::locale::Locale;
use crate::theme::context::Link;

/// The same on all pages of the forum.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ForumFrame {
    pub home: String,
    pub ask: String,
    pub search: String,
    /// For keepers alone.
    pub moderation: Option<String>,
    /// The feed of what the page lists.
    pub feed: Option<String>,
    /// Of who is signed in and wrote something.
    pub profile: Option<String>,
    /// What who is signed in follows, where letters are sent.
    pub following: Option<String>,
    pub signed_in: bool,
    /// The host app's page that signs in, where one is known.
    pub sign_in: Option<String>,
    /// Where scripts ask, with `/` behind.
    pub api: String,
    /// Why what was sent was not done.
    pub refusal: Option<String>,
}

/// `forum/home.html`
#[derive(Clone, Debug, Serialize)]
pub struct ForumHome {
    pub forum: ForumFrame,
    pub trail: Vec<Link>,
    pub title: String,
    pub categories: Vec<ForumCategoryRow>,
    pub posts: Vec<PostRow>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ForumCategoryRow {
    pub title: String,
    pub summary: Option<String>,
    pub url: String,
    pub count: usize,
    /// Not for everybody.
    pub restricted: bool,
}

/// A post in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PostRow {
    pub title: String,
    pub url: String,
    pub language: Locale,
    pub category: Link,
    pub author: Person,
    pub created: String,
    pub active: String,
    pub votes: i64,
    pub replies: i64,
    /// `open`, `answered` or `verified`.
    pub status: &'static str,
    pub accepted: bool,
    pub staff_replied: bool,
    /// Of `pinned`, `locked`, `hidden`, `duplicate`.
    pub marks: Vec<&'static str>,
    pub tags: Vec<Link>,
}

/// Who wrote something; without a name where they were forgotten.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Person {
    pub name: String,
    pub url: Option<String>,
    pub staff: bool,
    pub reputation: i64,
}

/// `forum/list.html`
#[derive(Clone, Debug, Serialize)]
pub struct ForumList {
    pub forum: ForumFrame,
    /// Of the category.
    pub key: String,
    /// Whether filters are on, and the list without them.
    pub narrowed: bool,
    pub plain: String,
    pub trail: Vec<Link>,
    pub title: String,
    pub summary: Option<String>,
    pub restricted: bool,
    pub total: usize,
    pub posts: Vec<PostRow>,
    pub filters: Vec<ForumFilter>,
    /// Whether its reader follows it; absent where they cannot.
    pub followed: Option<bool>,
    /// The tag that the list is narrowed to, with the list without it.
    pub tag: Option<Link>,
    pub page: usize,
    pub pages: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// `status`, `sort` or `in`, with what can be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct ForumFilter {
    pub field: &'static str,
    pub values: Vec<ForumChoice>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ForumChoice {
    /// `all` for no filter.
    pub value: String,
    pub url: String,
    pub current: bool,
}

/// `forum/post.html`
#[derive(Clone, Debug, Serialize)]
pub struct ForumPost {
    pub forum: ForumFrame,
    /// A report was taken just now.
    pub told: bool,
    pub trail: Vec<Link>,
    /// Where its forms go.
    pub url: String,
    pub title: String,
    pub language: Locale,
    pub category: Link,
    pub restricted: bool,
    pub status: &'static str,
    pub marks: Vec<&'static str>,
    /// The post that asks the same, if its reader may read it.
    pub duplicate_of: Option<Link>,
    /// Address of the article that it is about.
    pub article: Option<String>,
    pub tags: Vec<Link>,
    pub post: Said,
    pub replies: Vec<Said>,
    /// On all pages.
    pub total: i64,
    pub page: usize,
    pub pages: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// `reply`, `locked`, `blocked` or `sign-in`: what stands below.
    pub below: &'static str,
    pub form: ForumForm,
}

/// A post or reply.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Said {
    pub key: String,
    /// Its place stays, and nothing of what it said.
    pub deleted: bool,
    pub author: Person,
    /// Written by who asked the question.
    pub asker: bool,
    pub created: String,
    pub edited: Option<String>,
    pub html: String,
    pub votes: i64,
    pub voted: bool,
    pub verified: Option<Verified>,
    pub accepted: Option<String>,
    pub hidden: bool,
    /// What its reader may do with it, by the word of the form.
    pub may: Vec<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    pub by: String,
    pub at: String,
}

/// What was typed, and what is wrong with it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ForumForm {
    pub category: String,
    pub title: String,
    pub body: String,
    pub tags: String,
    pub language: String,
    /// By field.
    pub errors: BTreeMap<String, String>,
    /// How the text will look, where that was asked for.
    pub preview_html: Option<String>,
    /// Answers were shown before.
    pub answers_shown: bool,
}

/// `forum/write.html`: asking, and changing what one said.
#[derive(Clone, Debug, Serialize)]
pub struct ForumWrite {
    pub forum: ForumFrame,
    pub trail: Vec<Link>,
    pub title: String,
    /// `ask`, `edit-post` or `edit-reply`.
    pub kind: &'static str,
    /// Where the form goes.
    pub url: String,
    /// What is changed.
    pub target: String,
    /// Back without writing.
    pub back: String,
    /// That can be chosen; empty where the category stays.
    pub categories: Vec<ForumOption>,
    pub languages: Vec<ForumOption>,
    pub form: ForumForm,
    /// What may answer the question, and whether that was asked for.
    pub answers: Vec<ForumMayAnswer>,
    pub looked: bool,
    /// Whether there is a form at all.
    pub open: bool,
}

/// An article or a post that may answer a question before it is asked.
#[derive(Clone, Debug, Serialize)]
pub struct ForumMayAnswer {
    pub title: String,
    pub url: String,
    pub language: Locale,
    /// `article`, `forum`, or `verified` for a post with a verified answer.
    pub kind: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct ForumOption {
    pub value: String,
    pub title: String,
    pub current: bool,
}

/// `forum/act.html`: what is asked before something is reported, deleted or joined.
#[derive(Clone, Debug, Serialize)]
pub struct ForumAct {
    pub forum: ForumFrame,
    pub trail: Vec<Link>,
    /// `report`, `delete-post`, `delete-reply` or `duplicate`.
    pub act: &'static str,
    pub url: String,
    pub target: String,
    pub back: String,
    pub author: Person,
    pub html: String,
    /// Reasons of a report.
    pub reasons: Vec<&'static str>,
    pub form: ForumForm,
}

/// `forum/history.html`
#[derive(Clone, Debug, Serialize)]
pub struct ForumHistory {
    pub forum: ForumFrame,
    pub trail: Vec<Link>,
    pub back: String,
    /// The newest first.
    pub edits: Vec<ForumEdit>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ForumEdit {
    pub editor: Person,
    pub at: String,
    /// Empty where it stayed as it was.
    pub title: Vec<Piece>,
    pub body: Vec<Piece>,
}

/// A part of a text: `same`, `gone` or `new`; `skipped` stands for many lines that stayed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Piece {
    pub kind: &'static str,
    pub text: String,
}

/// `forum/member.html`
#[derive(Clone, Debug, Serialize)]
pub struct ForumMember {
    pub forum: ForumFrame,
    pub trail: Vec<Link>,
    pub url: String,
    pub member: Person,
    pub handle: String,
    pub since: String,
    pub posts: Vec<PostRow>,
    pub answered: Vec<PostRow>,
    /// For keepers: `block` or `unblock`.
    pub may: Vec<&'static str>,
    pub blocked: bool,
}

/// `forum/following.html`
#[derive(Clone, Debug, Serialize)]
pub struct ForumFollowing {
    pub forum: ForumFrame,
    pub trail: Vec<Link>,
    pub title: String,
    /// Where its forms go.
    pub url: String,
    pub posts: Vec<Followed>,
    pub categories: Vec<Followed>,
    /// Whether posts are followed by asking and replying.
    pub automatic: bool,
    /// Whether letters are wanted.
    pub mails: bool,
    /// Where letters go; absent where the token of the reader does not say it.
    pub email: Option<String>,
    /// The language of letters: a code, or `post` for that of each post.
    pub letters: &'static str,
}

/// `forum/letters.html`: the end of letters.
#[derive(Clone, Debug, Serialize)]
pub struct ForumLetters {
    pub title: String,
    pub said: String,
    /// Where the form goes, as long as there is something to choose.
    pub action: Option<String>,
}

/// A post or category that is followed.
#[derive(Clone, Debug, Serialize)]
pub struct Followed {
    pub key: String,
    pub title: String,
    pub url: String,
}

/// `forum/moderation.html`
#[derive(Clone, Debug, Serialize)]
pub struct ForumModeration {
    pub forum: ForumFrame,
    pub trail: Vec<Link>,
    pub url: String,
    pub queue: Vec<ForumReport>,
    pub acts: Vec<ForumDeed>,
}

/// Something that was reported, once by each who did.
#[derive(Clone, Debug, Serialize)]
pub struct ForumReport {
    pub target: String,
    pub post: PostRow,
    /// With the place in the page.
    pub url: String,
    pub html: String,
    pub reason: String,
    pub comment: Option<String>,
    pub reporter: Person,
    pub created: String,
}

/// What a keeper did.
#[derive(Clone, Debug, Serialize)]
pub struct ForumDeed {
    pub at: String,
    pub actor: String,
    /// `verify`, `pinned`, …
    pub act: String,
    pub target: String,
    pub url: Option<String>,
    pub detail: Option<String>,
}

/// `forum/search.html`
#[derive(Clone, Debug, Serialize)]
pub struct ForumFound {
    pub forum: ForumFrame,
    pub trail: Vec<Link>,
    pub query: String,
    /// Whether anything was asked for.
    pub asked: bool,
    pub filters: ForumFilters,
    pub total: usize,
    pub groups: Vec<ForumFoundGroup>,
    pub page: usize,
    pub pages: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// What a search can be narrowed to, and is.
#[derive(Clone, Debug, Serialize)]
pub struct ForumFilters {
    pub categories: Vec<ForumOption>,
    pub statuses: Vec<ForumOption>,
    /// Handle of who asked.
    pub author: String,
    pub tag: String,
    /// Days, as in `2026-03-31`.
    pub from: String,
    pub to: String,
    /// Those that are on, each with the search without it.
    pub active: Vec<Link>,
}

/// Hits of one language, that of the page first.
#[derive(Clone, Debug, Serialize)]
pub struct ForumFoundGroup {
    pub language: Locale,
    pub hits: Vec<ForumFoundHit>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ForumFoundHit {
    /// One; its address is that of the reply that answers.
    pub posts: Vec<PostRow>,
    /// Escaped, but for `<mark>`.
    pub snippet_html: String,
}
