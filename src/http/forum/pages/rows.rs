//! What the forum holds, as templates get it.

use crate::config::Localized;
use crate::forum::rules::{About, Action, may};
use crate::forum::{Author, Card, Content, Post, Reply};
use crate::http::forum::pages::Asked;
use crate::http::forum::rendering::Words;
use crate::http::forum::shapes::{opened_at, post_path};
use crate::theme::context::Link;
use crate::theme::forum::{Person, PostRow, Said, Verified};

impl Asked<'_> {
    /// A category that the reader may read, by its key.
    pub(super) fn category_link(&self, key: &str) -> Link {
        let category = self.app.forum.category(&self.who.viewer, key);
        let title = category.and_then(|one| Localized::of(&one.title, self.language).next());
        Link {
            title: title.cloned().unwrap_or_else(|| key.to_owned()),
            url: self.below(&format!("{key}/")),
        }
    }

    pub(super) fn tag_links(&self, card: &Card) -> Vec<Link> {
        let tags = card.tags.iter().map(|tag| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("tag", tag);
            let category = &card.category;
            Link {
                title: tag.clone(),
                url: self.below(&format!("{category}/?{}", query.finish())),
            }
        });
        tags.collect()
    }

    pub(super) fn person(&self, author: &Author) -> Person {
        let is_known = !author.handle.is_empty();
        Person {
            name: match is_known {
                true => author.name.clone(),
                false => self.say("forum-page-nobody"),
            },
            url: is_known.then(|| self.below(&format!("members/{}/", author.handle))),
            staff: author.is_staff,
            reputation: author.reputation,
        }
    }

    /// Where a post is read in the language of the page.
    pub(super) fn post_link(&self, card: &Card) -> String {
        post_path(&self.base, self.language, card)
    }

    /// The same, at a reply: on the page that it stands on.
    pub(super) fn place_link(&self, card: &Card, at: &str) -> String {
        let url = opened_at(self.post_link(card), card, at);
        format!("{url}#{at}")
    }

    pub(super) fn row(&self, card: &Card) -> PostRow {
        PostRow {
            url: self.post_link(card),
            title: card.title.clone(),
            language: card.language,
            category: self.category_link(&card.category),
            author: self.person(&card.author),
            created: second(card.created),
            active: second(card.active),
            votes: card.votes,
            replies: card.replies,
            status: card.status().word(),
            accepted: card.accepted > 0,
            staff_replied: card.staff_replied,
            marks: marks(card),
            tags: self.tag_links(card),
        }
    }

    pub(super) fn rows(&self, cards: &[Card]) -> Vec<PostRow> {
        cards.iter().map(|card| self.row(card)).collect()
    }

    pub(super) fn said_post(&self, post: &Post, words: &Words<'_>, is_blocked: bool) -> Said {
        let about = About {
            is_own: post.is_own,
            is_own_post: post.is_own,
            is_locked: post.card.locked,
            has_replies: post.card.replies > 0,
            is_blocked,
        };
        let may = |action| may(action, &self.who, about).is_ok();
        let mut acts = self.common_acts(may, post.voted, post.card.hidden);
        let either = |set: bool, on, off| if set { off } else { on };
        if may(Action::Pin) {
            acts.push(either(post.card.pinned, "pin", "unpin"));
        }
        if may(Action::Lock) {
            acts.push(either(post.card.locked, "lock", "unlock"));
        }
        if may(Action::MarkDuplicate) {
            acts.push(either(post.card.is_duplicate, "duplicate", "unduplicate"));
        }
        Said {
            key: post.card.key.clone(),
            deleted: false,
            author: self.person(&post.card.author),
            asker: true,
            created: second(post.card.created),
            edited: post.edited.map(second),
            html: words.html(&post.body),
            votes: post.card.votes,
            voted: post.voted,
            verified: None,
            accepted: None,
            hidden: post.card.hidden,
            may: acts,
        }
    }

    pub(super) fn said_reply(
        &self,
        reply: &Reply,
        post: &Post,
        words: &Words<'_>,
        is_blocked: bool,
    ) -> Said {
        let Some(content) = &reply.content else {
            return Said {
                key: reply.key.clone(),
                deleted: true,
                created: second(reply.created),
                ..Said::default()
            };
        };
        Said {
            key: reply.key.clone(),
            deleted: false,
            author: self.person(&content.author),
            asker: !content.author.handle.is_empty()
                && content.author.handle == post.card.author.handle,
            created: second(reply.created),
            edited: content.edited.map(second),
            html: words.html(&content.body),
            votes: content.votes,
            voted: content.voted,
            verified: content.verified.as_ref().map(|(by, at)| Verified {
                by: by.clone(),
                at: second(*at),
            }),
            accepted: content.accepted.map(second),
            hidden: content.hidden,
            may: self.reply_acts(content, post, is_blocked),
        }
    }

    fn reply_acts(&self, content: &Content, post: &Post, is_blocked: bool) -> Vec<&'static str> {
        let about = About {
            is_own: content.is_own,
            is_own_post: post.is_own,
            is_locked: post.card.locked,
            has_replies: false,
            is_blocked,
        };
        let may = |action| may(action, &self.who, about).is_ok();
        let mut acts = self.common_acts(may, content.voted, content.hidden);
        if may(Action::Accept) {
            let is_set = content.accepted.is_some();
            acts.push(if is_set { "unaccept" } else { "accept" });
        }
        if may(Action::Verify) {
            let is_set = content.verified.is_some();
            acts.push(if is_set { "unverify" } else { "verify" });
        }
        acts
    }

    fn common_acts(
        &self,
        may: impl Fn(Action) -> bool,
        voted: bool,
        hidden: bool,
    ) -> Vec<&'static str> {
        let mut acts = Vec::new();
        if may(Action::Vote) {
            acts.push(if voted { "unvote" } else { "vote" });
        }
        if may(Action::Edit) {
            acts.push("edit");
        }
        if may(Action::Delete) {
            acts.push("delete");
        }
        if may(Action::Hide) {
            acts.push(if hidden { "show" } else { "hide" });
        }
        // Who keeps order acts at once.
        if may(Action::Report) && !self.who.is_keeper() {
            acts.push("report");
        }
        acts
    }
}

pub(super) fn marks(card: &Card) -> Vec<&'static str> {
    let marks = [
        (card.hidden, "hidden"),
        (card.pinned, "pinned"),
        (card.locked, "locked"),
        (card.is_duplicate, "duplicate"),
    ];
    let set = marks.into_iter().filter(|(is_set, _)| *is_set);
    set.map(|(_, mark)| mark).collect()
}

/// Whole seconds: nobody reads more.
pub(super) fn second(moment: jiff::Timestamp) -> String {
    format!("{moment:.0}")
}
