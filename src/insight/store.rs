//! Searches, openings and deflections in the database: written, and forgotten. `reading` is what reports ask.

mod deflections;
mod reading;
mod tables;

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::insight::joining::{Kept, Screen};
use crate::storage::{Storage, StorageError};

pub(super) use deflections::{count, deflections};
pub(super) use reading::rows;
use tables::{openings, searches};

pub(super) const DAY_MS: i64 = 86_400_000;
/// More searches are not kept, however young: the oldest go.
const MAX_ROWS: u64 = 500_000;
/// Rows of one statement.
const CHUNK: usize = 200;

/// Writes all or nothing.
pub(super) async fn write(storage: &Storage, kept: &[Kept]) -> Result<(), StorageError> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let divided = |screen: &Option<Screen>| match screen {
        Some(screen) => (Some(screen.module.clone()), Some(screen.pattern.clone())),
        None => (None, None),
    };
    let mut asked = Vec::new();
    let mut opened = Vec::new();
    for one in kept {
        match one {
            Kept::Search(search) => {
                let (module, screen) = divided(&search.screen);
                asked.push(searches::ActiveModel {
                    id: NotSet,
                    at: Set(search.at),
                    language: Set(search.language.code().to_owned()),
                    visibility: Set(search.visibility.word().to_owned()),
                    text: Set(search.text.clone()),
                    words: Set(search.words.clone()),
                    missing: Set(search.missing.clone()),
                    found: Set(number(search.found)),
                    elsewhere: Set(number(search.elsewhere)),
                    module: Set(module),
                    screen: Set(screen),
                });
            }
            Kept::Opening(opening) => {
                let (module, screen) = divided(&opening.screen);
                opened.push(openings::ActiveModel {
                    id: NotSet,
                    at: Set(opening.at),
                    language: Set(opening.language.code().to_owned()),
                    visibility: Set(opening.visibility.word().to_owned()),
                    words: Set(opening.words.clone()),
                    module: Set(module),
                    screen: Set(screen),
                    article: Set(opening.article.to_string()),
                    article_language: Set(opening.article_language.code().to_owned()),
                });
            }
        }
    }
    storage
        .write(move |transaction| {
            Box::pin(async move {
                for chunk in asked.chunks(CHUNK) {
                    searches::Entity::insert_many(chunk.to_vec())
                        .exec_without_returning(transaction)
                        .await?;
                }
                for chunk in opened.chunks(CHUNK) {
                    openings::Entity::insert_many(chunk.to_vec())
                        .exec_without_returning(transaction)
                        .await?;
                }
                Ok(())
            })
        })
        .await
}

/// Takes away what is older than `keep_days` days, and the oldest where there is too much.
pub(super) async fn forget(
    storage: &Storage,
    keep_days: u32,
    now: i64,
) -> Result<(), StorageError> {
    let mut until = match keep_days {
        0 => i64::MAX,
        days => now.saturating_sub(i64::from(days).saturating_mul(DAY_MS)),
    };
    // Counts are few: too many searches take none of them along.
    let days_until = until.div_euclid(DAY_MS);
    let too_many_searches = searches::Entity::find()
        .select_only()
        .column(searches::Column::At)
        .order_by_desc(searches::Column::At)
        .offset(MAX_ROWS)
        .limit(1)
        .into_tuple::<i64>()
        .one(storage.reader())
        .await?;
    let too_many_openings = openings::Entity::find()
        .select_only()
        .column(openings::Column::At)
        .order_by_desc(openings::Column::At)
        .offset(MAX_ROWS)
        .limit(1)
        .into_tuple::<i64>()
        .one(storage.reader())
        .await?;
    let too_many = too_many_searches.into_iter().chain(too_many_openings);
    until = too_many.fold(until, std::cmp::max);
    storage
        .write(move |transaction| {
            Box::pin(async move {
                searches::Entity::delete_many()
                    .filter(searches::Column::At.lt(until))
                    .exec(transaction)
                    .await?;
                openings::Entity::delete_many()
                    .filter(openings::Column::At.lt(until))
                    .exec(transaction)
                    .await?;
                deflections::forget(transaction, days_until).await?;
                Ok(())
            })
        })
        .await
}
