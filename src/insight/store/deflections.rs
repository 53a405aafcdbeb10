//! Counts of answers that were shown before asking.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::tables::deflections::{Column, Entity};
use crate::insight::deflections::{Deflected, DeflectedRow, Deflections, Place};
use crate::insight::reports::Period;
use crate::locale::Locale;
use crate::storage::{Storage, StorageError};

/// Days of categories and languages that a report looks at.
const MAX_READ: u64 = 100_000;

/// Adds to what was counted before, all or nothing.
pub(in crate::insight) async fn count(
    storage: &Storage,
    more: BTreeMap<Place, Deflected>,
) -> Result<(), StorageError> {
    storage
        .write(move |transaction| {
            Box::pin(async move {
                for ((day, language, category), counts) in &more {
                    let add =
                        OnConflict::columns([Column::Day, Column::Language, Column::Category])
                            .value(Column::Shown, added(Column::Shown, counts.shown))
                            .value(Column::Opened, added(Column::Opened, counts.opened))
                            .value(Column::Asked, added(Column::Asked, counts.asked))
                            .to_owned();
                    let counted = Query::insert()
                        .into_table(Entity)
                        .columns([
                            Column::Day,
                            Column::Language,
                            Column::Category,
                            Column::Shown,
                            Column::Opened,
                            Column::Asked,
                        ])
                        .values_panic([
                            (*day).into(),
                            language.code().into(),
                            category.as_str().into(),
                            number(counts.shown).into(),
                            number(counts.opened).into(),
                            number(counts.asked).into(),
                        ])
                        .on_conflict(add)
                        .to_owned();
                    transaction.execute(&counted).await?;
                }
                Ok(())
            })
        })
        .await
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn added(column: Column, count: u64) -> Expr {
    Expr::col((Entity, column)).add(number(count))
}

/// Takes away the counts of the days before `day`.
pub(super) async fn forget(connection: &impl ConnectionTrait, day: i64) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::Day.lt(day))
        .exec(connection)
        .await?;
    Ok(())
}

/// The counts of a period, by language and category.
pub(in crate::insight) async fn deflections(
    storage: &Storage,
    period: Period,
) -> Result<Deflections, StorageError> {
    // Sums are decimals on PostgreSQL, so the days are added up here.
    let rows = Entity::find()
        .filter(Column::Day.gte(period.first_day()))
        .filter(Column::Day.lte(period.last_day()))
        .order_by_asc(Column::Day)
        .order_by_asc(Column::Language)
        .order_by_asc(Column::Category)
        .limit(MAX_READ)
        .all(storage.reader())
        .await?;
    let mut sums: BTreeMap<(Locale, String), Deflected> = BTreeMap::new();
    for row in rows {
        let Some(language) = Locale::from_tag(&row.language) else {
            continue;
        };
        if period.language.is_some_and(|wanted| wanted != language) {
            continue;
        }
        sums.entry((language, row.category))
            .or_default()
            .add(Deflected {
                shown: row.shown.unsigned_abs(),
                opened: row.opened.unsigned_abs(),
                asked: row.asked.unsigned_abs(),
            });
    }
    let rows = sums
        .into_iter()
        .map(|((language, category), counts)| DeflectedRow {
            category,
            language,
            counts,
        });
    Ok(Deflections::new(rows.collect()))
}
