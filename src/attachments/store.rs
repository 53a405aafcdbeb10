//! What is known of files, in the database.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    QueryFilter, QuerySelect,
};

use crate::storage::StorageError;

use super::{Attachment, DAY, Quota, Refused};

pub(super) mod attachments {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "attachments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub owner: String,
        pub name: String,
        pub media_type: String,
        pub size: i64,
        pub width: Option<i32>,
        pub height: Option<i32>,
        /// Milliseconds since 1970.
        pub created: i64,
        pub post: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use attachments::{Column, Entity};

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    key: &str,
) -> Result<Option<Attachment>, StorageError> {
    let row = Entity::find_by_id(key.to_owned()).one(connection).await?;
    Ok(row.map(of_row))
}

/// Whether the member may send a file of `size` bytes more.
pub(super) async fn within(
    connection: &impl ConnectionTrait,
    quota: Quota,
    owner: &str,
    size: u64,
    now: Timestamp,
) -> Result<Result<(), Refused>, StorageError> {
    // Sizes are read and summed up here: a sum has another type on each database.
    let sizes: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Size)
        .filter(Column::Owner.eq(owner))
        .filter(Column::Created.gt(now.as_millisecond() - DAY))
        .limit(u64::from(quota.files) + 1)
        .into_tuple()
        .all(connection)
        .await?;
    let bytes: u64 = sizes
        .iter()
        .filter_map(|size| u64::try_from(*size).ok())
        .sum();
    let files = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
    Ok(if files >= quota.files {
        Err(Refused::TooManyFiles { limit: quota.files })
    } else if bytes.saturating_add(size) > quota.bytes {
        Err(Refused::TooManyBytes { limit: quota.bytes })
    } else {
        Ok(())
    })
}

pub(super) async fn insert(
    connection: &impl ConnectionTrait,
    file: &Attachment,
) -> Result<(), StorageError> {
    let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    let row = attachments::ActiveModel {
        key: Set(file.key.clone()),
        owner: Set(file.owner.clone()),
        name: Set(file.name.clone()),
        media_type: Set(file.media_type.clone()),
        size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
        width: Set(file.picture.map(|(width, _)| side(width))),
        height: Set(file.picture.map(|(_, height)| side(height))),
        created: Set(file.created.as_millisecond()),
        post: Set(file.post.clone()),
    };
    Entity::insert(row)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Gives files of a member to a post, and says how many are its now.
pub(super) async fn claim(
    connection: &DatabaseTransaction,
    owner: &str,
    keys: &[String],
    post: &str,
) -> Result<u64, StorageError> {
    let free = Condition::any()
        .add(Column::Post.is_null())
        .add(Column::Post.eq(post));
    let claimed = Entity::update_many()
        .col_expr(Column::Post, Expr::value(post))
        .filter(Column::Key.is_in(keys))
        .filter(Column::Owner.eq(owner))
        .filter(free)
        .exec(connection)
        .await?;
    Ok(claimed.rows_affected)
}

/// Which rows go.
#[derive(Clone, Debug)]
pub(super) enum Which {
    Of(String),
    OfPost(String),
    /// What no post claimed, from before this moment.
    UnclaimedBefore(Timestamp),
}

/// Removes rows, and says which they were.
pub(super) async fn remove(
    connection: &DatabaseTransaction,
    which: Which,
) -> Result<Vec<String>, StorageError> {
    let condition = match which {
        Which::Of(owner) => Column::Owner.eq(owner),
        Which::OfPost(post) => Column::Post.eq(post),
        Which::UnclaimedBefore(moment) => Column::Post
            .is_null()
            .and(Column::Created.lt(moment.as_millisecond())),
    };
    let keys: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Key)
        .filter(condition.clone())
        .into_tuple()
        .all(connection)
        .await?;
    // One transaction writes at a time, so these are the same.
    Entity::delete_many()
        .filter(condition)
        .exec(connection)
        .await?;
    Ok(keys)
}

/// Those of the keys that have a row.
pub(super) async fn known(
    connection: &impl ConnectionTrait,
    keys: &[String],
) -> Result<Vec<String>, StorageError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Key)
        .filter(Column::Key.is_in(keys))
        .into_tuple()
        .all(connection)
        .await?)
}

fn of_row(row: attachments::Model) -> Attachment {
    let side = |side: Option<i32>| side.and_then(|side| u32::try_from(side).ok());
    Attachment {
        key: row.key,
        owner: row.owner,
        name: row.name,
        media_type: row.media_type,
        size: u64::try_from(row.size).unwrap_or_default(),
        picture: side(row.width).zip(side(row.height)),
        // What was written came from a clock.
        created: Timestamp::from_millisecond(row.created).unwrap_or(Timestamp::UNIX_EPOCH),
        post: row.post,
    }
}
