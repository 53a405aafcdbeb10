//! Ended sessions in the database, until they would have run out.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::storage::{Storage, StorageError};

/// Clocks of several nodes may differ: an end is kept a little longer than it matters.
const SPARE: i64 = 60 * 60 * 1000;

mod ended_sessions {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "ended_sessions")]
    pub struct Model {
        /// A hash of the session's id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub session: String,
        /// Milliseconds since 1970.
        pub forget_after: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) async fn is_ended(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<bool, StorageError> {
    let row = ended_sessions::Entity::find_by_id(name.to_owned())
        .one(connection)
        .await?;
    Ok(row.is_some())
}

pub(super) async fn end(
    storage: &Storage,
    name: &str,
    expires: Timestamp,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = ended_sessions::ActiveModel {
        session: Set(name.to_owned()),
        forget_after: Set(expires.as_millisecond() + SPARE),
    };
    // Ended twice is ended.
    let key = ended_sessions::Column::Session;
    let again = OnConflict::column(key)
        .update_column(ended_sessions::Column::ForgetAfter)
        .to_owned();
    let past = ended_sessions::Column::ForgetAfter.lt(now.as_millisecond());
    storage
        .write(move |transaction| {
            Box::pin(async move {
                ended_sessions::Entity::delete_many()
                    .filter(past)
                    .exec(transaction)
                    .await?;
                ended_sessions::Entity::insert(row)
                    .on_conflict(again)
                    .exec_without_returning(transaction)
                    .await?;
                Ok(())
            })
        })
        .await
}

#[cfg(test)]
pub(super) async fn count(storage: &Storage) -> u64 {
    use sea_orm::PaginatorTrait as _;
    ended_sessions::Entity::find()
        .count(storage.reader())
        .await
        .expect("a count")
}
