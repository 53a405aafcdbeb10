//! Votes, tallies, epochs and views in the database.

mod reading;
mod tables;

use std::cmp;
use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    ModelTrait, QueryFilter, QueryOrder,
};

use crate::content::ArticleId;
use crate::feedback::store::tables::votes as vote_rows;
use crate::feedback::store::tables::{epochs as epoch_rows, tallies as tally_rows, views};
use crate::feedback::{CommentRow, Epoch, Tally, Vote, VoteRow};
use crate::identity::Voter;
use crate::locale::Locale;
use crate::storage::{StorageError, Writing, this_change};

use reading::to_tally;
pub(super) use reading::{everything, recount, since, tallies};

/// The tallies that are not empty.
pub type Tallies = HashMap<(Locale, ArticleId, Epoch), Tally>;

/// Work for the writing task.
pub(super) trait Work<T>:
    for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, T> + Send + 'static
{
}

impl<T, W> Work<T> for W where
    W: for<'a> FnOnce(&'a DatabaseTransaction) -> Writing<'a, T> + Send + 'static
{
}

/// All that is kept in memory, or what moved in it.
pub(super) struct Counted {
    /// The last change that is in it.
    pub(super) change: i64,
    /// Whether it holds all there is.
    pub(super) whole: bool,
    pub(super) epochs: Vec<(Locale, ArticleId, Epoch)>,
    /// Those that are empty too, where it is what moved.
    pub(super) tallies: Tallies,
    pub(super) views: Vec<(Locale, ArticleId, u64)>,
}

/// What was removed of one voter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub votes: usize,
    /// Votes of these that had a comment.
    pub comments: usize,
}

/// Writes a vote and moves its tally, both or neither.
pub(super) fn put(vote: Vote, now: Timestamp) -> impl Work<Tally> {
    move |savepoint| Box::pin(async move { put_vote(savepoint, &vote, now).await })
}

async fn put_vote(
    connection: &DatabaseTransaction,
    vote: &Vote,
    now: Timestamp,
) -> Result<Tally, StorageError> {
    use vote_rows::Column;
    let place = vote.place();
    let previous = find(connection, &place, &vote.voter).await?;
    let now = now.as_millisecond();
    let row = vote_rows::ActiveModel {
        article: Set(vote.article.to_string()),
        language: Set(vote.language.code().to_owned()),
        epoch: Set(vote.epoch.as_str().to_owned()),
        voter: Set(vote.voter.as_str().to_owned()),
        helpful: Set(vote.helpful),
        reason: Set(vote.reason.map(|reason| reason.word().to_owned())),
        comment: Set(vote.comment.clone()),
        query: Set(vote.query.clone()),
        revision: Set(Some(vote.revision.clone()).filter(|one| !one.is_empty())),
        created: Set(now),
        changed: Set(now),
    };
    let key = [
        Column::Article,
        Column::Language,
        Column::Epoch,
        Column::Voter,
    ];
    let written = [
        Column::Helpful,
        Column::Reason,
        Column::Comment,
        Column::Query,
        Column::Revision,
        Column::Changed,
    ];
    vote_rows::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(written).to_owned())
        .exec_without_returning(connection)
        .await?;
    let mut step = Step::default();
    step.add(vote.helpful, 1);
    if let Some(previous) = previous {
        step.add(previous.helpful, -1);
    }
    step.take(connection, &place).await
}

/// Removes the votes of a voter on one article, of all epochs, and moves their tallies, all
/// or none; returns the tallies, that of `epoch` last.
pub(super) fn remove(
    language: Locale,
    article: ArticleId,
    epoch: Epoch,
    voter: Voter,
) -> impl Work<Vec<(Epoch, Tally)>> {
    move |savepoint| {
        Box::pin(async move {
            use vote_rows::Column;
            // Those from before a major edit as well, with what they say.
            let own = vote_rows::Entity::find()
                .filter(Column::Article.eq(article.as_str()))
                .filter(Column::Language.eq(language.code()))
                .filter(Column::Voter.eq(voter.as_str()))
                .all(savepoint)
                .await?;
            let mut moved = Vec::new();
            for vote in own {
                let place = (language, article.clone(), Epoch::new(&vote.epoch));
                let mut step = Step::default();
                step.add(vote.helpful, -1);
                let tally = step.take(savepoint, &place).await?;
                moved.push((place.2, tally));
                vote.delete(savepoint).await?;
            }
            let place = (language, article, epoch);
            let tally = Step::default().take(savepoint, &place).await?;
            moved.push((place.2, tally));
            Ok(moved)
        })
    }
}

/// Removes all votes of a voter, of all epochs, and moves their tallies.
pub(super) fn forget(voter: Voter) -> impl Work<Forgotten> {
    move |savepoint| {
        Box::pin(async move {
            let own = vote_rows::Entity::find()
                .filter(vote_rows::Column::Voter.eq(voter.as_str()))
                .all(savepoint)
                .await?;
            let mut forgotten = Forgotten::default();
            for vote in own {
                forgotten.votes += 1;
                forgotten.comments += usize::from(vote.comment.is_some());
                let mut step = Step::default();
                step.add(vote.helpful, -1);
                let article = ArticleId::new(&vote.article);
                let epoch = Epoch::new(&vote.epoch);
                if let Some(language) = Locale::from_tag(&vote.language) {
                    step.take(savepoint, &(language, article, epoch)).await?;
                }
                vote.delete(savepoint).await?;
            }
            Ok(forgotten)
        })
    }
}

/// Counts a view on the day of `now`, in UTC.
pub(super) fn view(language: Locale, article: ArticleId, now: Timestamp) -> impl Work<()> {
    use views::Column;
    let day = now.strftime("%Y-%m-%d").to_string();
    move |savepoint| {
        Box::pin(async move {
            let more = Expr::col((views::Entity, Column::Visits)).add(1);
            let add = OnConflict::columns([Column::Language, Column::Article, Column::Day])
                .value(Column::Visits, more)
                .value(Column::Change, this_change())
                .to_owned();
            let counted = Query::insert()
                .into_table(views::Entity)
                .columns([
                    Column::Language,
                    Column::Article,
                    Column::Day,
                    Column::Visits,
                    Column::Change,
                ])
                .values_panic([
                    language.code().into(),
                    article.as_str().into(),
                    day.into(),
                    1_i64.into(),
                    this_change(),
                ])
                .on_conflict(add)
                .to_owned();
            savepoint.execute(&counted).await?;
            Ok(())
        })
    }
}

/// Keeps which epoch each of these articles is in.
pub(super) async fn epochs(
    connection: &impl ConnectionTrait,
    news: &[(Locale, ArticleId, Epoch)],
) -> Result<(), StorageError> {
    use epoch_rows::Column;
    for (language, article, epoch) in news {
        let replace = OnConflict::columns([Column::Language, Column::Article])
            .update_columns([Column::Epoch, Column::Change])
            .to_owned();
        let kept = Query::insert()
            .into_table(epoch_rows::Entity)
            .columns([
                Column::Language,
                Column::Article,
                Column::Epoch,
                Column::Change,
            ])
            .values_panic([
                language.code().into(),
                article.as_str().into(),
                epoch.as_str().into(),
                this_change(),
            ])
            .on_conflict(replace)
            .to_owned();
        connection.execute(&kept).await?;
    }
    Ok(())
}

type Place = (Locale, ArticleId, Epoch);

async fn find(
    connection: &impl ConnectionTrait,
    (language, article, epoch): &Place,
    voter: &Voter,
) -> Result<Option<vote_rows::Model>, DbErr> {
    let key = (
        article.to_string(),
        language.code().to_owned(),
        epoch.as_str().to_owned(),
        voter.as_str().to_owned(),
    );
    vote_rows::Entity::find_by_id(key).one(connection).await
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

    /// Moves the tally, and says what it is then.
    async fn take(
        self,
        connection: &impl ConnectionTrait,
        place: &Place,
    ) -> Result<Tally, StorageError> {
        use tally_rows::Column;
        let (language, article, epoch) = place;
        if self != Step::default() {
            let moved =
                |column: Column, step: i64| Expr::col((tally_rows::Entity, column)).add(step);
            let add = OnConflict::columns([Column::Language, Column::Article, Column::Epoch])
                .value(Column::Helpful, moved(Column::Helpful, self.helpful))
                .value(
                    Column::NotHelpful,
                    moved(Column::NotHelpful, self.not_helpful),
                )
                .value(Column::Change, this_change())
                .to_owned();
            let counted = Query::insert()
                .into_table(tally_rows::Entity)
                .columns([
                    Column::Language,
                    Column::Article,
                    Column::Epoch,
                    Column::Helpful,
                    Column::NotHelpful,
                    Column::Change,
                ])
                .values_panic([
                    language.code().into(),
                    article.as_str().into(),
                    epoch.as_str().into(),
                    // The first row of an article; a check of the table looks at it even
                    // where there is one already.
                    cmp::max(self.helpful, 0).into(),
                    cmp::max(self.not_helpful, 0).into(),
                    this_change(),
                ])
                .on_conflict(add)
                .to_owned();
            connection.execute(&counted).await?;
        }
        let key = (
            language.code().to_owned(),
            article.to_string(),
            epoch.as_str().to_owned(),
        );
        let row = tally_rows::Entity::find_by_id(key).one(connection).await?;
        Ok(row.map_or_else(Tally::default, |row| to_tally(row.helpful, row.not_helpful)))
    }
}

async fn rows(connection: &impl ConnectionTrait) -> Result<Vec<vote_rows::Model>, StorageError> {
    use vote_rows::Column;
    Ok(vote_rows::Entity::find()
        .order_by_asc(Column::Language)
        .order_by_asc(Column::Article)
        .order_by_asc(Column::Created)
        // Of votes in the same moment, any order will do that is always the same.
        .order_by_asc(Column::Voter)
        .all(connection)
        .await?)
}

pub(super) async fn votes(connection: &impl ConnectionTrait) -> Result<Vec<VoteRow>, StorageError> {
    let rows = rows(connection).await?.into_iter();
    Ok(rows
        .map(|row| VoteRow {
            article: row.article,
            language: row.language,
            helpful: row.helpful,
            reason: row.reason,
            query: row.query,
            revision: row.revision,
            epoch: Some(row.epoch).filter(|epoch| !epoch.is_empty()),
            created: moment(row.created),
            changed: moment(row.changed),
        })
        .collect())
}

pub(super) async fn comments(
    connection: &impl ConnectionTrait,
) -> Result<Vec<CommentRow>, StorageError> {
    let rows = rows(connection).await?.into_iter();
    Ok(rows
        .filter(|row| row.reason.is_some() || row.comment.is_some())
        .map(|row| CommentRow {
            article: row.article,
            language: row.language,
            helpful: row.helpful,
            reason: row.reason,
            comment: row.comment,
            query: row.query,
            revision: row.revision,
            changed: moment(row.changed),
        })
        .collect())
}

/// What was written came from a clock.
fn moment(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}
