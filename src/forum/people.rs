//! What a viewer gets to know of members.

use sea_orm::{ConnectionTrait, DbErr};

use crate::forum::reading::moment;
use crate::forum::{Forum, ForumError, Listing, Profile, Sort, Who, store};

impl Forum {
    /// A member, as far as `who` may read what they wrote.
    ///
    /// # Errors
    /// There is none.
    pub async fn profile(&self, who: &Who, handle: &str) -> Result<Profile, ForumError> {
        let reader = self.storage.reader();
        let member = store::member_by_handle(reader, handle).await?;
        let member = member.ok_or(ForumError::NotFound)?;
        let categories = self.open_to(who, None);
        let listing = Listing {
            author: Some(handle.to_owned()),
            page: 1,
            limit: 20,
            sort: Sort::New,
            ..Listing::default()
        };
        let posts = self.list(who, &listing).await?.posts;
        let keeper = who.is_keeper();
        let answered = store::answered_by(reader, &categories, keeper, &member.key, 20).await?;
        let answered = self.cards(who, answered).await?;
        // Of somebody who wrote nothing that the viewer may read, the viewer knows nothing.
        let is_known = !posts.is_empty() || !answered.is_empty() || who.key() == Some(&member.key);
        if !is_known && !self.keeps_over(reader, who, &member.key).await? {
            return Err(ForumError::NotFound);
        }
        // They may have written behind a gate before.
        let first = store::first_said(reader, &categories, keeper, &member.key).await?;
        Ok(Profile {
            handle: member.handle,
            name: member.name,
            is_staff: member.staff,
            reputation: member.reputation,
            since: moment(first.unwrap_or(member.created)),
            is_blocked: keeper && member.blocked.is_some(),
            posts,
            answered,
        })
    }

    /// The handle of who asks, if they ever wrote something.
    ///
    /// # Errors
    /// The database failed.
    pub async fn handle_of(&self, who: &Who) -> Result<Option<String>, ForumError> {
        let Some(key) = who.key() else {
            return Ok(None);
        };
        let member = store::member(self.storage.reader(), key).await?;
        Ok(member.map(|member| member.handle))
    }

    /// Whether somebody is called so of whom `who` knows: those who have a [`Forum::profile`].
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_member(&self, who: &Who, handle: &str) -> Result<bool, ForumError> {
        let reader = self.storage.reader();
        let member = store::member_by_handle(reader, handle).await;
        let Some(member) = member? else {
            return Ok(false);
        };
        if who.key() == Some(&member.key) {
            return Ok(true);
        }
        let categories = self.open_to(who, None);
        let heard = store::is_heard_in(reader, &categories, who.is_keeper(), &member.key).await;
        Ok(heard? || self.keeps_over(reader, who, &member.key).await?)
    }

    /// Whether who asks may write no more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_blocked(&self, who: &Who) -> Result<bool, ForumError> {
        let Some(key) = who.key() else {
            return Ok(false);
        };
        let member = store::member(self.storage.reader(), key).await?;
        Ok(member.is_some_and(|member| member.blocked.is_some()))
    }

    /// Whether `who` keeps order where this member writes or wrote.
    pub(super) async fn keeps_over(
        &self,
        connection: &impl ConnectionTrait,
        who: &Who,
        member: &str,
    ) -> Result<bool, DbErr> {
        let categories = self.open_to(who, None);
        Ok(who.is_keeper() && store::wrote_in(connection, &categories, member).await?)
    }
}
