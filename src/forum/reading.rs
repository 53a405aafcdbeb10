//! What a viewer gets to see.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbErr};

use crate::forum::post::Content;
use crate::forum::store::{self, MemberRow, PostRow};
use crate::forum::{
    Author, Card, Forum, ForumError, Listing, Page, Post, Reply, Revision, Target, Thread, Who,
};
use crate::locale::Locale;

impl Forum {
    /// Posts of the categories that `who` may read.
    ///
    /// # Errors
    /// The database failed.
    pub async fn list(&self, who: &Who, listing: &Listing) -> Result<Page, ForumError> {
        let categories = self.open_to(who, listing.category.as_deref());
        let reader = self.storage.reader();
        let (rows, total) = store::list(reader, &categories, who.is_keeper(), listing).await?;
        Ok(Page {
            posts: self.cards(who, rows).await?,
            total: usize::try_from(total).unwrap_or_default(),
        })
    }

    /// A post with its replies.
    ///
    /// # Errors
    /// There is none that `who` may read.
    pub async fn read(&self, who: &Who, key: &str) -> Result<Thread, ForumError> {
        let reader = self.storage.reader();
        let post = self.seen(reader, who, key).await?;
        let post = post.ok_or(ForumError::NotFound)?;
        let replies = store::replies(reader, key).await?;
        let mut voted = HashSet::new();
        if let Some(member) = who.key() {
            let votes = store::votes_of(reader, member, key).await?;
            voted.extend(votes.into_iter().map(|vote| vote.target));
        }
        let duplicate_of = match &post.duplicate_of {
            Some(other) => self.seen(reader, who, other).await?,
            None => None,
        };
        let mut authors = Authors::default();
        authors
            .read(self, replies.iter().map(|reply| reply.author.as_str()))
            .await?;
        let verifiers = replies
            .iter()
            .filter_map(|reply| reply.verified_by.as_deref());
        authors
            .read(self, verifiers.chain([post.author.as_str()]))
            .await?;
        let is_own = |author: &str| who.key() == Some(author);
        // A place that is left would tell that something was hidden.
        let keeper = who.is_keeper();
        let shown = replies.into_iter().filter(|one| !one.hidden || keeper);
        let replies = shown.map(|reply| {
            let content = (!reply.deleted).then(|| Content {
                author: authors.of(&reply.author),
                edited: reply.edited.map(moment),
                votes: reply.votes,
                verified: reply
                    .verified_by
                    .as_ref()
                    .zip(reply.verified)
                    .map(|(by, at)| (authors.of(by).name, moment(at))),
                accepted: reply.accepted.map(moment),
                hidden: reply.hidden,
                is_own: is_own(&reply.author),
                voted: voted.contains(&reply.key),
                body: reply.body.clone(),
            });
            Reply {
                key: reply.key,
                content,
                created: moment(reply.created),
            }
        });
        let is_duplicate = duplicate_of.is_some();
        Ok(Thread {
            replies: replies.collect(),
            post: Post {
                body: post.body.clone(),
                edited: post.edited.map(moment),
                duplicate_of: duplicate_of.map(|other| (other.key, other.title)),
                article: post.article.clone(),
                is_own: is_own(&post.author),
                voted: voted.contains(&post.key),
                card: Card {
                    is_duplicate,
                    ..card(&authors, post)
                },
            },
        })
    }

    /// The posts of these keys that `who` may read, in the order of the keys.
    ///
    /// # Errors
    /// The database failed.
    pub async fn cards_of(&self, who: &Who, keys: &[&str]) -> Result<Vec<Card>, ForumError> {
        let rows = store::posts(self.storage.reader(), keys).await?;
        let seen = rows
            .into_iter()
            .filter(|post| self.is_seen(who, post))
            .collect();
        let mut cards = self.cards(who, seen).await?;
        cards.sort_by_key(|card| keys.iter().position(|key| *key == card.key));
        Ok(cards)
    }

    /// The post that stood at an address of another forum before it was taken over, if `who` may
    /// read it. With or without TLS and a `/` at the end it is the same address; which place in
    /// the page is meant does not matter.
    ///
    /// # Errors
    /// The database failed.
    pub async fn taken_from(&self, who: &Who, url: &str) -> Result<Option<Card>, ForumError> {
        let url = url.split('#').next().unwrap_or_default();
        let address = url.split_once("://").filter(|(scheme, _)| {
            scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
        });
        let Some((_, address)) = address else {
            return Ok(None);
        };
        let address = address.trim_end_matches('/');
        let sources = ["https", "http"].map(|scheme| {
            let whole = format!("{scheme}://{address}");
            [format!("{whole}/"), whole]
        });
        let sources = sources.as_flattened();
        let (reader, categories) = (self.storage.reader(), self.open_to(who, None));
        // What `who` may not read is not even fetched: it takes no longer than what is not there.
        let found = store::taken_from(reader, &categories, who.is_keeper(), sources).await;
        let mut found = found?;
        found.sort_by_key(|post| post.source.as_ref().map(|url| url.starts_with("http://")));
        found.truncate(1);
        Ok(self.cards(who, found).await?.pop())
    }

    /// All posts that `who` may read, by pages, the oldest first: when something of each last
    /// changed, and how many there are.
    ///
    /// # Errors
    /// The database failed.
    pub async fn mapped(
        &self,
        who: &Who,
        page: usize,
        limit: usize,
    ) -> Result<(Vec<(Card, Timestamp)>, usize), ForumError> {
        let categories = self.open_to(who, None);
        let (rows, total) = store::mapped(self.storage.reader(), &categories, page, limit).await?;
        // Nobody is named: who wrote them is not looked up.
        let nobody = Authors::default();
        let cards = rows.into_iter().map(|(row, said)| {
            let changed = [row.edited, said].into_iter().flatten();
            let changed = changed.fold(row.active, i64::max);
            (card(&nobody, row), moment(changed))
        });
        Ok((cards.collect(), usize::try_from(total).unwrap_or_default()))
    }

    /// The post that a reply was said to, if `who` may read both.
    ///
    /// # Errors
    /// The database failed.
    pub async fn post_of(&self, who: &Who, reply: &str) -> Result<String, ForumError> {
        let reader = self.storage.reader();
        let reply = store::reply(reader, reply).await?;
        let reply = reply.filter(|reply| !reply.hidden || who.is_keeper());
        let post = match &reply {
            Some(reply) => self.seen(reader, who, &reply.post).await?,
            None => None,
        };
        post.map(|post| post.key).ok_or(ForumError::NotFound)
    }

    /// What a post or reply said before, the newest first.
    ///
    /// # Errors
    /// There is none that `who` may read.
    pub async fn revisions(&self, who: &Who, target: &Target) -> Result<Vec<Revision>, ForumError> {
        match target {
            Target::Post(key) => {
                let post = self.seen(self.storage.reader(), who, key).await?;
                post.ok_or(ForumError::NotFound)?;
            }
            Target::Reply(key) => {
                self.post_of(who, key).await?;
            }
        }
        let rows = store::revisions(self.storage.reader(), target.key()).await?;
        let mut authors = Authors::default();
        authors
            .read(self, rows.iter().map(|row| row.editor.as_str()))
            .await?;
        let revisions = rows.into_iter().map(|row| Revision {
            editor: authors.of(&row.editor),
            title: row.title,
            body: row.body,
            until: moment(row.until),
        });
        Ok(revisions.collect())
    }

    /// A post that `who` may read.
    pub(super) async fn seen(
        &self,
        connection: &impl ConnectionTrait,
        who: &Who,
        key: &str,
    ) -> Result<Option<PostRow>, DbErr> {
        let post = store::post(connection, key).await?;
        Ok(post.filter(|post| self.is_seen(who, post)))
    }

    fn is_seen(&self, who: &Who, post: &PostRow) -> bool {
        let is_open = self.category(&who.viewer, &post.category).is_some();
        is_open && (!post.hidden || who.is_keeper())
    }

    /// Keys of the categories that `who` may read, or of one of them.
    pub(super) fn open_to(&self, who: &Who, only: Option<&str>) -> Vec<&str> {
        let open = self
            .categories
            .iter()
            .filter(|one| one.gate.admits(&who.viewer));
        let wanted = open.filter(|one| only.is_none_or(|only| one.key == only));
        wanted.map(|one| one.key.as_str()).collect()
    }

    pub(super) async fn cards(
        &self,
        who: &Who,
        rows: Vec<PostRow>,
    ) -> Result<Vec<Card>, ForumError> {
        let originals: HashSet<&str> = rows
            .iter()
            .filter_map(|row| row.duplicate_of.as_deref())
            .collect();
        let originals: Vec<&str> = originals.into_iter().collect();
        let originals = store::posts(self.storage.reader(), &originals).await?;
        let originals: HashSet<String> = originals
            .into_iter()
            .filter(|post| self.is_seen(who, post))
            .map(|post| post.key)
            .collect();
        let mut authors = Authors::default();
        authors
            .read(self, rows.iter().map(|row| row.author.as_str()))
            .await?;
        let cards = rows.into_iter().map(|row| {
            let original = row.duplicate_of.as_ref();
            let is_duplicate = original.is_some_and(|key| originals.contains(key));
            Card {
                is_duplicate,
                ..card(&authors, row)
            }
        });
        Ok(cards.collect())
    }
}

/// Those who wrote what is shown.
#[derive(Default)]
pub(super) struct Authors(HashMap<String, MemberRow>);

impl Authors {
    pub(super) async fn read(
        &mut self,
        forum: &Forum,
        keys: impl Iterator<Item = &str>,
    ) -> Result<(), ForumError> {
        let keys: HashSet<&str> = keys.collect();
        for key in keys {
            if self.0.contains_key(key) {
                continue;
            }
            let member = store::member(forum.storage.reader(), key).await?;
            self.0.extend(member.map(|member| (key.to_owned(), member)));
        }
        Ok(())
    }

    /// Somebody who was forgotten has no name.
    pub(super) fn of(&self, key: &str) -> Author {
        let member = self.0.get(key);
        Author {
            handle: member.map_or_else(String::new, |member| member.handle.clone()),
            name: member.map_or_else(String::new, |member| member.name.clone()),
            is_staff: member.is_some_and(|member| member.staff),
            reputation: member.map_or(0, |member| member.reputation),
        }
    }
}

fn card(authors: &Authors, row: PostRow) -> Card {
    Card {
        author: authors.of(&row.author),
        language: Locale::from_tag(&row.language).unwrap_or(Locale::En),
        tags: row.tags.split_whitespace().map(str::to_owned).collect(),
        created: moment(row.created),
        active: moment(row.active),
        key: row.key,
        category: row.category,
        title: row.title,
        votes: row.votes,
        replies: row.replies,
        verified: row.verified,
        accepted: row.accepted,
        staff_replied: row.staff_replies > 0,
        pinned: row.pinned,
        locked: row.locked,
        hidden: row.hidden,
        // Who may not read the original does not know of it.
        is_duplicate: false,
    }
}

/// What was written came from a clock.
pub(super) fn moment(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}
