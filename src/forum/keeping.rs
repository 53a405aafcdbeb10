//! Reports, and what keepers do.

use jiff::Timestamp;

use crate::forum::rules::{About, Action, may};
use crate::forum::telling::event;
use crate::forum::writing::{Owned, writer};
use crate::forum::{Fault, Forum, ForumError, Target, Who, store};
use crate::outbox::Kind;

/// What keepers set on a post or, to hide it, on a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    Pinned,
    Locked,
    Hidden,
}

impl Flag {
    pub const ALL: [Flag; 3] = [Flag::Pinned, Flag::Locked, Flag::Hidden];

    pub fn word(self) -> &'static str {
        match self {
            Flag::Pinned => "pinned",
            Flag::Locked => "locked",
            Flag::Hidden => "hidden",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    fn action(self) -> Action {
        match self {
            Flag::Pinned => Action::Pin,
            Flag::Locked => Action::Lock,
            Flag::Hidden => Action::Hide,
        }
    }
}

/// Why something is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportReason {
    Spam,
    Rude,
    Private,
    Wrong,
    Other,
}

impl ReportReason {
    pub const ALL: [ReportReason; 5] = [
        ReportReason::Spam,
        ReportReason::Rude,
        ReportReason::Private,
        ReportReason::Wrong,
        ReportReason::Other,
    ];

    pub fn word(self) -> &'static str {
        match self {
            ReportReason::Spam => "spam",
            ReportReason::Rude => "rude",
            ReportReason::Private => "private",
            ReportReason::Wrong => "wrong",
            ReportReason::Other => "other",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// What a keeper makes of the reports of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is hidden.
    Hide,
    /// It stays.
    Keep,
}

impl Decision {
    pub fn word(self) -> &'static str {
        match self {
            Decision::Hide => "hide",
            Decision::Keep => "keep",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Decision::Hide, Decision::Keep]
            .into_iter()
            .find(|one| one.word() == word)
    }
}

/// Something that a keeper did.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    pub at: Timestamp,
    /// Name of the keeper.
    pub actor: String,
    pub act: String,
    /// Key of a post or reply, or handle of a member.
    pub target: String,
    pub detail: Option<String>,
}

impl Forum {
    /// Pins, locks or hides, or ends that. Of replies there is only hiding.
    ///
    /// # Errors
    /// They may not.
    pub async fn set(
        &self,
        who: &Who,
        target: &Target,
        flag: Flag,
        is_set: bool,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        if matches!(target, Target::Reply(_)) && flag != Flag::Hidden {
            return Err(ForumError::NotFound);
        }
        let now = now.as_millisecond();
        let (who, forum, target) = (who.clone(), self.clone(), target.clone());
        self.taken_out(move |connection| {
            Box::pin(async move {
                let found = match forum
                    .owned_target(connection, &who, &target, flag.action(), now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                let (post, keeper) = (found.post.key, found.member);
                let table = match &target {
                    Target::Post(_) => "forum_posts",
                    Target::Reply(_) => "forum_replies",
                };
                store::set_flag(connection, table, flag.word(), target.key(), is_set).await?;
                store::count_post(connection, &post).await?;
                store::count_members_of(connection, &post).await?;
                let detail = if is_set { "on" } else { "off" };
                let act = flag.word();
                store::act(
                    connection,
                    now,
                    &keeper.key,
                    act,
                    target.key(),
                    Some(detail),
                )
                .await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Says that another post asks the same, or does so no more.
    ///
    /// # Errors
    /// They may not, or may not read the other one.
    pub async fn mark_duplicate(
        &self,
        who: &Who,
        post: &str,
        of: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let now = now.as_millisecond();
        let (who, forum) = (who.clone(), self.clone());
        let (key, of) = (post.to_owned(), of.map(str::to_owned));
        self.written(move |connection| {
            Box::pin(async move {
                let (post, keeper) = match forum
                    .owned(connection, &who, &key, Action::MarkDuplicate, now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                if let Some(of) = &of {
                    let other = forum.seen(connection, &who, of).await?;
                    // One that is a duplicate itself would lead in a circle.
                    if other
                        .is_none_or(|other| other.key == post.key || other.duplicate_of.is_some())
                    {
                        return Ok(Err(ForumError::Invalid(vec![Fault::NoSuchDuplicate])));
                    }
                }
                store::set_duplicate(connection, &key, of.as_deref()).await?;
                store::count_post(connection, &key).await?;
                store::act(
                    connection,
                    now,
                    &keeper.key,
                    "duplicate",
                    &key,
                    of.as_deref(),
                )
                .await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Ties a post to the article that was made of it.
    ///
    /// # Errors
    /// They may not.
    pub async fn set_article(
        &self,
        who: &Who,
        post: &str,
        article: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let now = now.as_millisecond();
        let (who, forum) = (who.clone(), self.clone());
        let (key, article) = (post.to_owned(), article.map(str::to_owned));
        self.written(move |connection| {
            Box::pin(async move {
                let keeper = match forum
                    .owned(connection, &who, &key, Action::MarkDuplicate, now)
                    .await?
                {
                    Ok((_, keeper)) => keeper,
                    Err(refused) => return Ok(Err(refused)),
                };
                store::set_article(connection, &key, article.as_deref()).await?;
                store::act(
                    connection,
                    now,
                    &keeper.key,
                    "article",
                    &key,
                    article.as_deref(),
                )
                .await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// The same by who writes the article, beside the service.
    ///
    /// # Errors
    /// There is no such post.
    pub async fn tie_to_article(&self, post: &str, article: &str) -> Result<(), ForumError> {
        let (key, article) = (post.to_owned(), article.to_owned());
        self.written(move |connection| {
            Box::pin(async move {
                if store::post(connection, &key).await?.is_none() {
                    return Ok(Err(ForumError::NotFound));
                }
                store::set_article(connection, &key, Some(&article)).await?;
                store::count_post(connection, &key).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Tells keepers that something should not stand there.
    ///
    /// # Errors
    /// They may not.
    pub async fn report(
        &self,
        who: &Who,
        target: &Target,
        reason: ReportReason,
        comment: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let now = now.as_millisecond();
        let comment = comment.map(str::trim).filter(|text| !text.is_empty());
        let comment = comment.map(|text| text.chars().take(1_000).collect::<String>());
        let (who, forum, target) = (who.clone(), self.clone(), target.clone());
        self.written(move |connection| {
            Box::pin(async move {
                let Owned { post, member, .. } = match forum
                    .owned_target(connection, &who, &target, Action::Report, now)
                    .await?
                {
                    Ok(found) => found,
                    Err(refused) => return Ok(Err(refused)),
                };
                let (target, reason) = (target.key(), reason.word());
                store::put_report(
                    connection,
                    target,
                    &member.key,
                    &post.key,
                    reason,
                    comment.as_deref(),
                    now,
                )
                .await?;
                let mut reported = event(Kind::Reported, &post, target, &member.key, now);
                reported.detail = Some(reason.to_owned());
                forum.noted(connection, reported).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Decides over all reports of something.
    ///
    /// # Errors
    /// They may not.
    pub async fn decide(
        &self,
        who: &Who,
        target: &Target,
        decision: Decision,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        if decision == Decision::Hide {
            self.set(who, target, Flag::Hidden, true, now).await?;
        }
        let now = now.as_millisecond();
        let (who, forum, target) = (who.clone(), self.clone(), target.clone());
        self.taken_out(move |connection| {
            Box::pin(async move {
                let keeper = match forum
                    .owned_target(connection, &who, &target, Action::Keep, now)
                    .await?
                {
                    Ok(found) => found.member,
                    Err(refused) => return Ok(Err(refused)),
                };
                let (key, word) = (target.key(), decision.word());
                store::settle_reports(connection, key, &keeper.key, word, now).await?;
                store::act(connection, now, &keeper.key, "decide", key, Some(word)).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Lets a member write no more, or again.
    ///
    /// # Errors
    /// They may not; nobody blocks a keeper.
    pub async fn block(
        &self,
        who: &Who,
        handle: &str,
        is_blocked: bool,
        now: Timestamp,
    ) -> Result<(), ForumError> {
        let now = now.as_millisecond();
        let (who, forum, handle) = (who.clone(), self.clone(), handle.to_owned());
        self.written(move |connection| {
            Box::pin(async move {
                let (keeper, about) = match writer(connection, &who, now).await? {
                    Ok(writer) => writer,
                    Err(refused) => return Ok(Err(refused)),
                };
                let about = About {
                    is_blocked: about.is_blocked,
                    ..About::default()
                };
                if let Err(refusal) = may(Action::Keep, &who, about) {
                    return Ok(Err(ForumError::Refused(refusal)));
                }
                let member = store::member_by_handle(connection, &handle).await?;
                let Some(member) =
                    member.filter(|member| !member.staff && member.key != keeper.key)
                else {
                    return Ok(Err(ForumError::NotFound));
                };
                if !forum.keeps_over(connection, &who, &member.key).await? {
                    return Ok(Err(ForumError::NotFound));
                }
                store::block(connection, &member.key, is_blocked.then_some(now)).await?;
                let act = if is_blocked { "block" } else { "unblock" };
                store::act(connection, now, &keeper.key, act, &handle, None).await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}
