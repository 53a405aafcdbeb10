//! What others are told of: noted with each act, and looked at again when it is told.

use jiff::Timestamp;
use sea_orm::{DatabaseTransaction, DbErr};

use crate::forum::store::{self, MemberRow, PostRow};
use crate::forum::{Forum, ForumError, Member, Target, Who};
use crate::locale::Locale;
use crate::markup::post::{handles, plain};
use crate::outbox::{
    self, Choice, Event, Follower, Following, Kind, Look, Looking, Matter, Person, Reader, Spoken,
    Subject, Wanted,
};
use crate::storage::StorageError;

/// Members who are told that one text names them.
const MOST_MENTIONED: usize = 10;

/// What somebody follows, as far as they may read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Follows {
    /// Key and title.
    pub posts: Vec<(String, String)>,
    pub categories: Vec<String>,
    /// Whether posts are followed by asking and replying.
    pub automatic: bool,
    /// Whether letters are wanted.
    pub mails: bool,
    /// Whether letters reach them: there is a mail server, and their token says where.
    pub is_reached: bool,
}

impl Forum {
    /// Notes what happens for whoever is told of it; without this, nothing is noted.
    #[must_use]
    pub fn with_outbox(mut self, wanted: Wanted) -> Self {
        self.wanted = wanted;
        self
    }

    /// Follows a post or category, or does so no more.
    ///
    /// # Errors
    /// There is none that they may read, or they are not signed in.
    pub async fn follow(
        &self,
        who: &Who,
        subject: &Subject,
        follows: bool,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let follower = follower(who)?;
        let now = now.as_millisecond();
        let (who, forum, subject) = (who.clone(), self.clone(), subject.clone());
        self.written(move |connection| {
            Box::pin(async move {
                // What was followed and is closed by now can be let go of.
                let is_there = match &subject {
                    Subject::Post(key) => forum.seen(connection, &who, key).await?.is_some(),
                    Subject::Category(key) => forum.category(&who.viewer, key).is_some(),
                };
                let known = outbox::following(connection, &follower.member).await?;
                let is_followed = match &subject {
                    Subject::Post(key) => known.posts.contains(key),
                    Subject::Category(key) => known.categories.contains(key),
                };
                if !is_there && (follows || !is_followed) {
                    return Ok(Err(ForumError::NotFound));
                }
                match follows {
                    true => {
                        outbox::follow(connection, &follower, &subject, forum.wanted, now).await?;
                    }
                    false => {
                        outbox::unfollow(connection, &follower.member, &subject, now).await?;
                    }
                }
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Says how a member wants to be told.
    ///
    /// # Errors
    /// They are not signed in.
    pub async fn choose(
        &self,
        who: &Who,
        choice: Choice,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let follower = follower(who)?;
        let (wanted, now) = (self.wanted, now.as_millisecond());
        self.written(move |connection| {
            Box::pin(async move {
                outbox::choose(connection, &follower, choice, wanted, now).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// What a member follows, of what they may read.
    ///
    /// # Errors
    /// They are not signed in.
    pub async fn following(&self, who: &Who) -> Result<Follows, ForumError> {
        let follower = follower(who)?;
        let reader = self.storage.reader();
        let Following {
            posts,
            categories,
            automatic,
            mails,
            is_reached,
        } = outbox::following(reader, &follower.member).await?;
        let keys: Vec<&str> = posts.iter().map(String::as_str).collect();
        let cards = self.cards_of(who, &keys).await?;
        Ok(Follows {
            posts: cards
                .into_iter()
                .map(|card| (card.key, card.title))
                .collect(),
            categories: categories
                .into_iter()
                .filter(|key| self.category(&who.viewer, key).is_some())
                .collect(),
            automatic,
            mails,
            is_reached,
        })
    }

    /// A member came by: letters are written by what their token says now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn visited(&self, who: &Who, now: Timestamp) -> Result<(), ForumError> {
        match follower(who) {
            Ok(follower) if self.wanted.mails => {
                outbox::visited(&self.storage, &follower, self.wanted, now).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes something that was written, and whom it names; who wrote it follows the post.
    pub(super) async fn told(
        &self,
        connection: &DatabaseTransaction,
        who: &Who,
        event: Event,
        text: &str,
        now: i64,
    ) -> Result<(), StorageError> {
        if let Ok(follower) = follower(who) {
            outbox::follow_by_itself(connection, &follower, &event.post, self.wanted, now).await?;
        }
        if self.wanted.mails {
            let members = named(connection, text, &event.actor).await?;
            if !members.is_empty() {
                let mentioned = Event {
                    kind: Kind::Mentioned,
                    members,
                    ..event.clone()
                };
                outbox::note(connection, &mentioned).await?;
            }
        }
        self.noted(connection, event).await
    }

    /// Notes an act.
    pub(super) async fn noted(
        &self,
        connection: &DatabaseTransaction,
        event: Event,
    ) -> Result<(), StorageError> {
        if self.wanted.any() {
            outbox::note(connection, &event).await?;
        }
        Ok(())
    }

    async fn matter(
        &self,
        reader: &Reader,
        spoken: Spoken<'_>,
    ) -> Result<Option<Matter>, StorageError> {
        let connection = self.storage.reader();
        let who = eyes(reader);
        let Some(post) = self.seen(connection, &who, spoken.post).await? else {
            return Ok(None);
        };
        let reply = match Target::from_key(spoken.target) {
            Some(Target::Reply(key)) => {
                let reply = store::reply(connection, &key).await?;
                let seen = |reply: &store::ReplyRow| {
                    reply.post == post.key && (!reply.hidden || who.is_keeper())
                };
                match reply.filter(seen) {
                    Some(reply) => Some(reply),
                    None => return Ok(None),
                }
            }
            _ => None,
        };
        let is_so = match (spoken.kind, &reply) {
            (Kind::Asked | Kind::Mentioned, _) => true,
            (Kind::Replied, Some(_)) => true,
            (Kind::Verified, Some(reply)) => reply.verified.is_some(),
            (Kind::Accepted, Some(reply)) => reply.accepted.is_some(),
            (Kind::Reported, _) => {
                who.is_keeper() && store::is_reported(connection, spoken.target).await?
            }
            (Kind::Replied | Kind::Verified | Kind::Accepted, None) => false,
        };
        if !is_so {
            return Ok(None);
        }
        let (author, body) = match &reply {
            Some(reply) => (&reply.author, &reply.body),
            None => (&post.author, &post.body),
        };
        let language = Locale::from_tag(&post.language).unwrap_or(Locale::En);
        Ok(Some(Matter {
            path: format!("/{}/forum/posts/{}/", language.code(), post.key),
            author: person(store::member(connection, author).await?),
            actor: person(store::member(connection, spoken.actor).await?),
            text: plain(body),
            reply: reply.map(|reply| reply.key),
            post: post.key,
            category: post.category,
            title: post.title,
            language,
        }))
    }
}

impl Look for Forum {
    fn look<'a>(&'a self, reader: &'a Reader, spoken: Spoken<'a>) -> Looking<'a> {
        Box::pin(self.matter(reader, spoken))
    }
}

/// Whoever reads, as the forum knows people.
fn eyes(reader: &Reader) -> Who {
    let keeper = Member {
        key: String::new(),
        name: None,
        is_staff: true,
        is_moderator: true,
        locale: None,
        email: None,
    };
    Who {
        viewer: reader.viewer.clone(),
        member: reader.is_keeper.then_some(keeper),
    }
}

/// Somebody who was forgotten has no name.
fn person(row: Option<MemberRow>) -> Person {
    let (handle, name, is_staff) =
        row.map_or_else(Default::default, |row| (row.handle, row.name, row.staff));
    Person {
        handle,
        name,
        is_staff,
    }
}

/// Members whom a text names, but for who wrote it.
async fn named(
    connection: &DatabaseTransaction,
    text: &str,
    actor: &str,
) -> Result<Vec<String>, DbErr> {
    let mut members = Vec::new();
    for handle in handles(text) {
        if members.len() == MOST_MENTIONED {
            break;
        }
        let found = store::member_by_handle(connection, &handle).await?;
        members.extend(found.map(|row| row.key).filter(|key| key != actor));
    }
    members.dedup();
    Ok(members)
}

fn follower(who: &Who) -> Result<Follower, ForumError> {
    let refused = ForumError::Refused(super::Refusal::SignIn);
    let member = who.member.as_ref().ok_or(refused)?;
    Ok(Follower {
        member: member.key.clone(),
        viewer: who.viewer.clone(),
        is_keeper: who.is_keeper(),
        email: member.email.clone(),
        locale: member.locale,
    })
}

/// An act on a post or reply.
pub(super) fn event(kind: Kind, post: &PostRow, target: &str, actor: &str, at: i64) -> Event {
    Event {
        kind,
        at,
        category: post.category.clone(),
        post: post.key.clone(),
        target: target.to_owned(),
        actor: actor.to_owned(),
        detail: None,
        members: Vec::new(),
    }
}
