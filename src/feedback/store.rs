//! Votes and tallies in the database.

use std::cmp;
use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ModelTrait, QueryFilter,
    QuerySelect,
};

use crate::content::ArticleId;
use crate::feedback::{Tally, Vote};
use crate::identity::Voter;
use crate::locale::Locale;
use crate::storage::{Storage, StorageError};

mod votes {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "votes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub voter: String,
        pub helpful: bool,
        pub reason: Option<String>,
        pub comment: Option<String>,
        pub query: Option<String>,
        /// Milliseconds since 1970; kept when the vote changes.
        pub created: i64,
        pub changed: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod tallies {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "tallies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article: String,
        pub helpful: i64,
        pub not_helpful: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Writes a vote and moves its tally, both or neither.
pub(super) async fn put(
    storage: &Storage,
    vote: &Vote,
    now: Timestamp,
) -> Result<Tally, StorageError> {
    let transaction = storage.begin().await?;
    let previous = find(&transaction, &vote.article, vote.language, &vote.voter).await?;
    let now = now.as_millisecond();
    let row = votes::ActiveModel {
        article: Set(vote.article.to_string()),
        language: Set(vote.language.code().to_owned()),
        voter: Set(vote.voter.as_str().to_owned()),
        helpful: Set(vote.helpful),
        reason: Set(vote.reason.map(|reason| reason.word().to_owned())),
        comment: Set(vote.comment.clone()),
        query: Set(vote.query.clone()),
        created: Set(now),
        changed: Set(now),
    };
    let key = [
        votes::Column::Article,
        votes::Column::Language,
        votes::Column::Voter,
    ];
    let written = [
        votes::Column::Helpful,
        votes::Column::Reason,
        votes::Column::Comment,
        votes::Column::Query,
        votes::Column::Changed,
    ];
    votes::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(written).to_owned())
        .exec_without_returning(&transaction)
        .await?;
    let mut step = Step::default();
    step.add(vote.helpful, 1);
    if let Some(previous) = previous {
        step.add(previous.helpful, -1);
    }
    let tally = step
        .take(&transaction, &vote.article, vote.language)
        .await?;
    transaction.commit().await?;
    Ok(tally)
}

/// Removes a vote and moves its tally, both or neither.
pub(super) async fn remove(
    storage: &Storage,
    article: &ArticleId,
    language: Locale,
    voter: &Voter,
) -> Result<Tally, StorageError> {
    let transaction = storage.begin().await?;
    let mut step = Step::default();
    if let Some(previous) = find(&transaction, article, language, voter).await? {
        step.add(previous.helpful, -1);
        previous.delete(&transaction).await?;
    }
    let tally = step.take(&transaction, article, language).await?;
    transaction.commit().await?;
    Ok(tally)
}

async fn find(
    connection: &impl ConnectionTrait,
    article: &ArticleId,
    language: Locale,
    voter: &Voter,
) -> Result<Option<votes::Model>, DbErr> {
    let key = (
        article.to_string(),
        language.code().to_owned(),
        voter.as_str().to_owned(),
    );
    votes::Entity::find_by_id(key).one(connection).await
}

/// How far a tally moves.
#[derive(Default, PartialEq)]
struct Step {
    helpful: i64,
    not_helpful: i64,
}

impl Step {
    fn add(&mut self, helpful: bool, votes: i64) {
        match helpful {
            true => self.helpful += votes,
            false => self.not_helpful += votes,
        }
    }

    async fn take(
        self,
        connection: &impl ConnectionTrait,
        article: &ArticleId,
        language: Locale,
    ) -> Result<Tally, StorageError> {
        if self != Step::default() {
            use tallies::Column;
            let row = tallies::ActiveModel {
                language: Set(language.code().to_owned()),
                article: Set(article.to_string()),
                // The first row of an article; a check of the table looks at it even
                // where there is one already.
                helpful: Set(cmp::max(self.helpful, 0)),
                not_helpful: Set(cmp::max(self.not_helpful, 0)),
            };
            let moved = |column: Column, step: i64| Expr::col((tallies::Entity, column)).add(step);
            let add = OnConflict::columns([Column::Language, Column::Article])
                .value(Column::Helpful, moved(Column::Helpful, self.helpful))
                .value(
                    Column::NotHelpful,
                    moved(Column::NotHelpful, self.not_helpful),
                )
                .to_owned();
            tallies::Entity::insert(row)
                .on_conflict(add)
                .exec_without_returning(connection)
                .await?;
        }
        tally(connection, article, language).await
    }
}

pub(super) async fn tally(
    connection: &impl ConnectionTrait,
    article: &ArticleId,
    language: Locale,
) -> Result<Tally, StorageError> {
    let key = (language.code().to_owned(), article.to_string());
    let row = tallies::Entity::find_by_id(key).one(connection).await?;
    Ok(row.map_or_else(Tally::default, |row| to_tally(row.helpful, row.not_helpful)))
}

pub(super) async fn tallies(
    connection: &impl ConnectionTrait,
    language: Locale,
) -> Result<HashMap<ArticleId, Tally>, StorageError> {
    let rows = tallies::Entity::find()
        .filter(tallies::Column::Language.eq(language.code()))
        .all(connection)
        .await?;
    let named = rows.into_iter().map(|row| {
        let tally = to_tally(row.helpful, row.not_helpful);
        (ArticleId::new(&row.article), tally)
    });
    // Votes that were taken back leave a row of zeros.
    Ok(named
        .filter(|(_, tally)| *tally != Tally::default())
        .collect())
}

pub(super) async fn recount(
    connection: &impl ConnectionTrait,
    language: Locale,
) -> Result<HashMap<ArticleId, Tally>, StorageError> {
    let rows: Vec<(String, bool, i64)> = votes::Entity::find()
        .select_only()
        .column(votes::Column::Article)
        .column(votes::Column::Helpful)
        .column_as(votes::Column::Voter.count(), "votes")
        .filter(votes::Column::Language.eq(language.code()))
        .group_by(votes::Column::Article)
        .group_by(votes::Column::Helpful)
        .into_tuple()
        .all(connection)
        .await?;
    let mut tallies: HashMap<ArticleId, Tally> = HashMap::new();
    for (article, helpful, votes) in rows {
        let tally = tallies.entry(ArticleId::new(&article)).or_default();
        match helpful {
            true => tally.helpful = votes.unsigned_abs(),
            false => tally.not_helpful = votes.unsigned_abs(),
        }
    }
    Ok(tallies)
}

/// The table holds no negative number: it is checked there.
fn to_tally(helpful: i64, not_helpful: i64) -> Tally {
    Tally {
        helpful: helpful.unsigned_abs(),
        not_helpful: not_helpful.unsigned_abs(),
    }
}

/// Reason, comment and query of every vote.
#[cfg(test)]
pub(super) async fn texts(connection: &impl ConnectionTrait) -> Vec<[Option<String>; 3]> {
    let rows = votes::Entity::find().all(connection).await;
    rows.expect("votes")
        .into_iter()
        .map(|row| [row.reason, row.comment, row.query])
        .collect()
}
