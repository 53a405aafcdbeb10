//! Threads from elsewhere, with their dates, votes and answers.

use std::collections::HashMap;

use sea_orm::DatabaseTransaction;

use crate::forum::draft::{joined, tags, title};
use crate::forum::store::{self, PostRow, ReplyRow};
use crate::forum::writing::handle;
use crate::forum::{Forum, ForumError, MAX_BODY, MAX_TAGS, Member, Target};
use crate::locale::Locale;

/// A thread from elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// A key of ours, which it keeps if that is free: addresses go on to lead to it.
    pub key: Option<String>,
    pub category: String,
    pub language: Locale,
    pub title: String,
    pub tags: Vec<String>,
    pub said: Said,
    /// Where it stood.
    pub source: Option<String>,
    pub is_pinned: bool,
    pub is_locked: bool,
    pub replies: Vec<TakenReply>,
}

/// What somebody said, and how many liked it.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// What the author is called there: equal for the same person.
    pub author: String,
    pub name: String,
    pub is_staff: bool,
    /// Markdown.
    pub body: String,
    /// Milliseconds since 1970.
    pub created: i64,
    pub votes: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TakenReply {
    pub key: Option<String>,
    pub said: Said,
    pub is_accepted: bool,
    /// Author of the thread's people who says that it is right.
    pub verified_by: Option<String>,
}

/// Threads of one transaction.
const TOGETHER: usize = 200;

impl Forum {
    /// Whether nobody ever asked anything.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_empty(&self) -> Result<bool, ForumError> {
        Ok(self.documents(0).await?.is_empty())
    }

    /// Keeps threads from elsewhere; returns how many were not there before. One is known again
    /// by where it stood.
    ///
    /// # Errors
    /// A category is none of ours, or the database failed: some hundred threads are kept
    /// together or not at all.
    pub async fn take_over(&self, threads: Vec<Taken>) -> Result<usize, ForumError> {
        let is_known =
            |thread: &Taken| self.categories.iter().any(|one| one.key == thread.category);
        if !threads.iter().all(is_known) {
            return Err(ForumError::Invalid(vec![
                crate::forum::Fault::NoSuchCategory,
            ]));
        }
        let mut kept = 0;
        let mut threads = threads.into_iter();
        loop {
            let some: Vec<Taken> = threads.by_ref().take(TOGETHER).collect();
            if some.is_empty() {
                return Ok(kept);
            }
            kept += self
                .written(move |connection| {
                    Box::pin(async move {
                        let mut kept = 0;
                        let mut people = People::default();
                        for thread in some {
                            kept += usize::from(take(connection, &mut people, thread).await?);
                        }
                        for key in people.0.into_values() {
                            store::count_member(connection, &key).await?;
                        }
                        Ok(Ok(kept))
                    })
                })
                .await?;
        }
    }
}

/// Keys of those who were met in one transaction.
#[derive(Default)]
struct People(HashMap<String, String>);

impl People {
    async fn key(
        &mut self,
        connection: &DatabaseTransaction,
        said: &Said,
    ) -> Result<String, sea_orm::DbErr> {
        if let Some(key) = self.0.get(&said.author) {
            return Ok(key.clone());
        }
        let member = Member {
            key: format!("taken-over:{}", said.author),
            name: Some(said.name.clone()).filter(|name| !name.is_empty()),
            is_staff: said.is_staff,
            is_moderator: false,
            locale: None,
            email: None,
        };
        let row = store::joined(connection, &member, &handle(&said.name), said.created).await?;
        self.0.insert(said.author.clone(), row.key.clone());
        Ok(row.key)
    }
}

async fn take(
    connection: &DatabaseTransaction,
    people: &mut People,
    thread: Taken,
) -> Result<bool, sea_orm::DbErr> {
    if let Some(source) = &thread.source
        && store::by_source(connection, source).await?.is_some()
    {
        return Ok(false);
    }
    // What is a little too short or too long elsewhere comes along all the same.
    let mut passed_over = Vec::new();
    let own = thread.key.as_deref().and_then(Target::from_key);
    let own = own.filter(|target| matches!(target, Target::Post(_)));
    let key = match own {
        Some(own) if store::is_taken(connection, own.key()).await? => return Ok(false),
        Some(own) => own,
        None => Target::new_post(),
    };
    let mut post = PostRow::new(key.key(), thread.said.created);
    post.category = thread.category;
    post.language = thread.language.code().to_owned();
    post.author = people.key(connection, &thread.said).await?;
    post.title = title(&thread.title, &mut passed_over);
    post.body = cut(thread.said.body);
    let mut words = tags(&thread.tags, &mut passed_over);
    words.truncate(MAX_TAGS);
    post.tags = joined(&words);
    store::insert_post(connection, &post).await?;
    store::set_origin(
        connection,
        &post.key,
        thread.source.as_deref(),
        thread.is_pinned,
        thread.is_locked,
    )
    .await?;
    // Who verifies something may say something only later.
    for reply in &thread.replies {
        people.key(connection, &reply.said).await?;
    }
    let mut votes = vec![(post.key.clone(), thread.said.votes)];
    for reply in thread.replies {
        let author = people.key(connection, &reply.said).await?;
        let own = reply.key.as_deref().and_then(Target::from_key);
        let own = own.filter(|target| matches!(target, Target::Reply(_)));
        let key = match own {
            Some(own) if !store::is_taken(connection, own.key()).await? => own,
            _ => Target::new_reply(),
        };
        let row = ReplyRow::new(
            key.key(),
            &post.key,
            &author,
            cut(reply.said.body),
            reply.said.created,
        );
        store::insert_reply(connection, &row).await?;
        if reply.is_accepted {
            store::set_accepted(connection, key.key(), Some(reply.said.created)).await?;
        }
        if let Some(by) = reply.verified_by.and_then(|by| people.0.get(&by)) {
            store::set_verified(connection, key.key(), Some((by, reply.said.created))).await?;
        }
        votes.push((key.key().to_owned(), reply.said.votes));
    }
    store::put_votes(connection, &votes, thread.said.created).await?;
    store::count_votes_of(connection, &post.key).await?;
    store::count_post(connection, &post.key).await?;
    Ok(true)
}

/// As much of a text as one may have.
fn cut(mut text: String) -> String {
    let end = text.floor_char_boundary(MAX_BODY);
    text.truncate(end);
    text
}
