//! Posts for those who read them all, whatever stands before them: the index, and writers.

use jiff::Timestamp;

use crate::forum::store::{Document, Recount};
use crate::forum::{Asked, Forum, ForumError, store};
use crate::locale::Locale;

impl Forum {
    /// The number of the last change of the database.
    ///
    /// # Errors
    /// The database failed.
    pub async fn changes(&self) -> Result<i64, ForumError> {
        Ok(self.storage.changes().await?)
    }

    /// Posts that were touched after a change, for an index; empty once there is nothing more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn since(&self, change: i64) -> Result<Vec<Document>, ForumError> {
        Ok(store::since(self.storage.reader(), change).await?)
    }

    /// The next few hundred posts behind a number, for an index that is made anew.
    ///
    /// # Errors
    /// The database failed.
    pub async fn documents(&self, number: i64) -> Result<Vec<Document>, ForumError> {
        Ok(store::documents(self.storage.reader(), number).await?)
    }

    /// What is counted wrong: nothing. Slow, for checking.
    ///
    /// # Errors
    /// The database failed.
    pub async fn recount(&self) -> Result<Vec<Recount>, ForumError> {
        Ok(store::recount(self.storage.reader()).await?)
    }

    /// Questions of all categories, active since then, that no article answers: those first that
    /// most people have. For writers, who may read them all.
    ///
    /// # Errors
    /// The database failed.
    pub async fn without_article(
        &self,
        since: Timestamp,
        language: Option<Locale>,
    ) -> Result<Vec<Asked>, ForumError> {
        let (reader, language) = (self.storage.reader(), language.map(Locale::code));
        let rows = store::unanswered_by_articles(reader, since.as_millisecond(), language).await;
        let asked = rows?.into_iter().map(|row| Asked {
            id: row.key,
            category: row.category,
            language: row.language,
            title: row.title,
            votes: row.votes,
            replies: row.replies,
            verified: row.verified,
            again: row.again,
        });
        Ok(asked.collect())
    }
}
