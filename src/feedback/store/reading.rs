//! Counts out of the database: all of them, what moved, and what the votes come to.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::content::ArticleId;
use crate::feedback::store::tables::votes as vote_rows;
use crate::feedback::store::tables::{epochs as epoch_rows, tallies as tally_rows, views};
use crate::feedback::store::{Counted, Place, Tallies};
use crate::feedback::{Epoch, Tally};
use crate::locale::Locale;
use crate::storage::{StorageError, changes};

/// All that is kept in memory.
pub(in crate::feedback) async fn everything(
    connection: &impl ConnectionTrait,
) -> Result<Counted, StorageError> {
    let change = changes(connection).await?;
    let epochs = epoch_rows::Entity::find().all(connection).await?;
    let views = views_of(connection, Condition::all()).await?;
    Ok(Counted {
        change,
        whole: true,
        epochs: epochs.into_iter().filter_map(to_epoch).collect(),
        tallies: tallies(connection).await?,
        views,
    })
}

/// What moved since a change; everything, where the database is an older one than it was.
pub(in crate::feedback) async fn since(
    connection: &impl ConnectionTrait,
    known: i64,
) -> Result<Counted, StorageError> {
    // Read before the rows: what is written meanwhile is read again next time.
    let change = changes(connection).await?;
    if change < known {
        return everything(connection).await;
    }
    let epochs = epoch_rows::Entity::find()
        .filter(epoch_rows::Column::Change.gt(known))
        .all(connection)
        .await?;
    let tallies = tally_rows::Entity::find()
        .filter(tally_rows::Column::Change.gt(known))
        .all(connection)
        .await?;
    let moved = views::Entity::find()
        .select_only()
        .column(views::Column::Article)
        .filter(views::Column::Change.gt(known))
        .into_query();
    let moved = Condition::all().add(views::Column::Article.in_subquery(moved));
    Ok(Counted {
        change,
        whole: false,
        epochs: epochs.into_iter().filter_map(to_epoch).collect(),
        tallies: tallies.into_iter().filter_map(to_place).collect(),
        views: views_of(connection, moved).await?,
    })
}

/// A language that is not offered any more is passed over, here and below.
fn to_epoch(row: epoch_rows::Model) -> Option<Place> {
    let language = Locale::from_tag(&row.language)?;
    Some((
        language,
        ArticleId::new(&row.article),
        Epoch::new(&row.epoch),
    ))
}

fn to_place(row: tally_rows::Model) -> Option<(Place, Tally)> {
    let place = (
        Locale::from_tag(&row.language)?,
        ArticleId::new(&row.article),
        Epoch::new(&row.epoch),
    );
    Some((place, to_tally(row.helpful, row.not_helpful)))
}

async fn views_of(
    connection: &impl ConnectionTrait,
    wanted: Condition,
) -> Result<Vec<(Locale, ArticleId, u64)>, StorageError> {
    let views: Vec<(String, String, i64)> = views::Entity::find()
        .select_only()
        .column(views::Column::Language)
        .column(views::Column::Article)
        // The sum of a database is wider than what is summed.
        .column_as(
            Expr::col(views::Column::Visits).sum().cast_as("bigint"),
            "visits",
        )
        .filter(wanted)
        .group_by(views::Column::Language)
        .group_by(views::Column::Article)
        .into_tuple()
        .all(connection)
        .await?;
    let read = |(language, article, views): (String, String, i64)| {
        let language = Locale::from_tag(&language)?;
        Some((language, ArticleId::new(&article), views.unsigned_abs()))
    };
    Ok(views.into_iter().filter_map(read).collect())
}

pub(in crate::feedback) async fn tallies(
    connection: &impl ConnectionTrait,
) -> Result<Tallies, StorageError> {
    let rows = tally_rows::Entity::find().all(connection).await?;
    let named = rows.into_iter().filter_map(to_place);
    // Votes that were taken back leave a row of zeros.
    Ok(named
        .filter(|(_, tally)| *tally != Tally::default())
        .collect())
}

pub(in crate::feedback) async fn recount(
    connection: &impl ConnectionTrait,
) -> Result<Tallies, StorageError> {
    use vote_rows::Column;
    let rows: Vec<(String, String, String, bool, i64)> = vote_rows::Entity::find()
        .select_only()
        .column(Column::Language)
        .column(Column::Article)
        .column(Column::Epoch)
        .column(Column::Helpful)
        .column_as(Column::Voter.count(), "votes")
        .group_by(Column::Language)
        .group_by(Column::Article)
        .group_by(Column::Epoch)
        .group_by(Column::Helpful)
        .into_tuple()
        .all(connection)
        .await?;
    let mut tallies = Tallies::new();
    for (language, article, epoch, helpful, votes) in rows {
        let Some(language) = Locale::from_tag(&language) else {
            continue;
        };
        let place = (language, ArticleId::new(&article), Epoch::new(&epoch));
        let tally = tallies.entry(place).or_default();
        match helpful {
            true => tally.helpful = votes.unsigned_abs(),
            false => tally.not_helpful = votes.unsigned_abs(),
        }
    }
    Ok(tallies)
}

/// The table holds no negative number: it is checked there.
pub(super) fn to_tally(helpful: i64, not_helpful: i64) -> Tally {
    Tally {
        helpful: helpful.unsigned_abs(),
        not_helpful: not_helpful.unsigned_abs(),
    }
}
