//! Searches and openings in the database, and the votes that reports look at.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::content::ArticleId;
use crate::feedback::Reason;
use crate::feedback::scrub::{fold, one_line, scrub};
use crate::gate::Visibility;
use crate::insight::joining::{Kept, Screen};
use crate::insight::reports::{AskedRow, DayRow, OpenedRow, Period, Rows, VoteRow};
use crate::locale::Locale;
use crate::storage::{Storage, StorageError};

const DAY_MS: i64 = 86_400_000;
/// More searches are not kept, however young: the oldest go.
const MAX_ROWS: u64 = 500_000;
/// Rows of one statement.
const CHUNK: usize = 200;
/// Different texts, openings and votes that a report looks at.
const MAX_READ: u64 = 50_000;

mod searches {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "searches")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        /// Milliseconds since 1970.
        pub at: i64,
        pub language: String,
        pub visibility: String,
        pub text: String,
        pub words: String,
        pub missing: Option<String>,
        pub found: i64,
        pub elsewhere: i64,
        pub module: Option<String>,
        pub screen: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod openings {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "openings")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub at: i64,
        pub language: String,
        pub visibility: String,
        pub words: String,
        pub module: Option<String>,
        pub screen: Option<String>,
        pub article: String,
        pub article_language: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The part of the votes that reports look at; the room `feedback` alone writes them.
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
        pub changed: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

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
                Ok(())
            })
        })
        .await
}

/// Everything that reports of a period look at, counted as far as the database can.
///
/// Nothing is told of the articles in `hidden`.
pub(super) async fn rows(
    storage: &Storage,
    period: Period,
    hidden: &[ArticleId],
) -> Result<Rows, StorageError> {
    let hidden: Vec<&str> = hidden.iter().map(ArticleId::as_str).collect();
    let reader = storage.reader();
    Ok(Rows {
        period,
        asked: asked(reader, period).await?,
        opened: opened(reader, period, &hidden).await?,
        votes: voted(reader, period, &hidden).await?,
        days: days(reader, period, &hidden).await?,
    })
}

/// 1 where a count is not 0.
fn some(column: searches::Column) -> SimpleExpr {
    Expr::case(column.gt(0), 1_i64).finally(0_i64).into()
}

type AskedTuple = (
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    i64,
    i64,
    i64,
    i64,
);

async fn asked(reader: &impl ConnectionTrait, period: Period) -> Result<Vec<AskedRow>, DbErr> {
    use searches::Column;
    let mut select = searches::Entity::find()
        .select_only()
        .columns([
            Column::Text,
            Column::Words,
            Column::Language,
            Column::Visibility,
            Column::Missing,
            Column::Module,
            Column::Screen,
        ])
        .expr_as(some(Column::Found), "some_found")
        .expr_as(some(Column::Elsewhere), "some_elsewhere")
        .expr_as(Column::Id.count(), "searches")
        .expr_as(Column::At.max(), "last_at")
        .filter(Column::At.gte(period.from_ms()))
        .filter(Column::At.lt(period.to_ms()));
    if let Some(language) = period.language {
        select = select.filter(Column::Language.eq(language.code()));
    }
    let rows: Vec<AskedTuple> = select
        .group_by(Column::Text)
        .group_by(Column::Words)
        .group_by(Column::Language)
        .group_by(Column::Visibility)
        .group_by(Column::Missing)
        .group_by(Column::Module)
        .group_by(Column::Screen)
        .group_by(Expr::col("some_found"))
        .group_by(Expr::col("some_elsewhere"))
        .order_by_desc(Expr::col("searches"))
        .order_by_asc(Column::Words)
        .order_by_asc(Column::Text)
        .limit(MAX_READ)
        .into_tuple()
        .all(reader)
        .await?;
    let read = |row: AskedTuple| {
        let (
            text,
            words,
            language,
            visibility,
            missing,
            module,
            screen,
            found,
            elsewhere,
            count,
            at,
        ) = row;
        Some(AskedRow {
            text,
            words,
            language: Locale::from_tag(&language)?,
            visibility: Visibility::from_word(&visibility)?,
            missing,
            screen: screen_of(module, screen),
            found: found > 0,
            elsewhere: elsewhere > 0,
            count: count.unsigned_abs(),
            last: moment(at),
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

type OpenedTuple = (
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    i64,
    i64,
);

async fn opened(
    reader: &impl ConnectionTrait,
    period: Period,
    hidden: &[&str],
) -> Result<Vec<OpenedRow>, DbErr> {
    use openings::Column;
    let mut select = openings::Entity::find()
        .select_only()
        .columns([
            Column::Words,
            Column::Language,
            Column::Article,
            Column::ArticleLanguage,
            Column::Module,
            Column::Screen,
        ])
        .expr_as(Column::Id.count(), "openings")
        .expr_as(Column::At.max(), "last_at")
        .filter(Column::Article.is_not_in(hidden.iter().copied()))
        .filter(Column::At.gte(period.from_ms()))
        .filter(Column::At.lt(period.to_ms()));
    if let Some(language) = period.language {
        select = select.filter(Column::Language.eq(language.code()));
    }
    let rows: Vec<OpenedTuple> = select
        .group_by(Column::Words)
        .group_by(Column::Language)
        .group_by(Column::Article)
        .group_by(Column::ArticleLanguage)
        .group_by(Column::Module)
        .group_by(Column::Screen)
        .order_by_desc(Expr::col("openings"))
        .order_by_asc(Column::Words)
        .order_by_asc(Column::Article)
        .limit(MAX_READ)
        .into_tuple()
        .all(reader)
        .await?;
    let read = |row: OpenedTuple| {
        let (words, language, article, article_language, module, screen, count, at) = row;
        Some(OpenedRow {
            words,
            language: Locale::from_tag(&language)?,
            article: ArticleId::new(&article),
            article_language: Locale::from_tag(&article_language)?,
            screen: screen_of(module, screen),
            count: count.unsigned_abs(),
            last: moment(at),
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

type VoteTuple = (
    String,
    String,
    bool,
    Option<String>,
    Option<String>,
    Option<String>,
    i64,
);

async fn voted(
    reader: &impl ConnectionTrait,
    period: Period,
    hidden: &[&str],
) -> Result<Vec<VoteRow>, DbErr> {
    use votes::Column;
    let mut select = votes::Entity::find()
        .select_only()
        .columns([
            Column::Article,
            Column::Language,
            Column::Helpful,
            Column::Reason,
            Column::Comment,
            Column::Query,
            Column::Changed,
        ])
        .filter(Column::Article.is_not_in(hidden.iter().copied()))
        .filter(Column::Changed.gte(period.from_ms()))
        .filter(Column::Changed.lt(period.to_ms()));
    if let Some(language) = period.language {
        select = select.filter(Column::Language.eq(language.code()));
    }
    let rows: Vec<VoteTuple> = select
        .order_by_desc(Column::Changed)
        .order_by_asc(Column::Article)
        .order_by_asc(Column::Voter)
        .limit(MAX_READ)
        .into_tuple()
        .all(reader)
        .await?;
    let read = |(article, language, helpful, reason, comment, query, at): VoteTuple| {
        Some(VoteRow {
            article: ArticleId::new(&article),
            language: Locale::from_tag(&language)?,
            helpful,
            reason: reason.as_deref().and_then(Reason::from_word),
            comment: comment
                .map(|comment| one_line(&comment))
                .filter(|comment| !comment.is_empty()),
            words: query.as_deref().and_then(scrub).map(|query| fold(&query)),
            at: moment(at),
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Days are those of UTC.
async fn days(
    reader: &impl ConnectionTrait,
    period: Period,
    hidden: &[&str],
) -> Result<Vec<DayRow>, DbErr> {
    let mut days: BTreeMap<i64, DayRow> = (period.first_day()..=period.last_day())
        .map(|day| (day, DayRow::of(day)))
        .collect();
    let day = |column: SimpleExpr| column.div(DAY_MS);
    {
        use searches::Column;
        let mut select = searches::Entity::find()
            .select_only()
            .expr_as(day(Expr::col(Column::At)), "on_day")
            .expr_as(some(Column::Found), "some_found")
            .expr_as(some(Column::Elsewhere), "some_elsewhere")
            .expr_as(Column::Id.count(), "searches")
            .filter(Column::At.gte(period.from_ms()))
            .filter(Column::At.lt(period.to_ms()));
        if let Some(language) = period.language {
            select = select.filter(Column::Language.eq(language.code()));
        }
        let rows: Vec<(i64, i64, i64, i64)> = select
            .group_by(Expr::col("on_day"))
            .group_by(Expr::col("some_found"))
            .group_by(Expr::col("some_elsewhere"))
            .into_tuple()
            .all(reader)
            .await?;
        for (day, found, elsewhere, count) in rows {
            if let Some(row) = days.get_mut(&day) {
                row.searches += count.unsigned_abs();
                if found == 0 && elsewhere == 0 {
                    row.nothing += count.unsigned_abs();
                }
            }
        }
    }
    {
        use openings::Column;
        let mut select = openings::Entity::find()
            .select_only()
            .expr_as(day(Expr::col(Column::At)), "on_day")
            .expr_as(Column::Id.count(), "openings")
            .filter(Column::Words.ne(""))
            .filter(Column::Article.is_not_in(hidden.iter().copied()))
            .filter(Column::At.gte(period.from_ms()))
            .filter(Column::At.lt(period.to_ms()));
        if let Some(language) = period.language {
            select = select.filter(Column::Language.eq(language.code()));
        }
        let rows: Vec<(i64, i64)> = select
            .group_by(Expr::col("on_day"))
            .into_tuple()
            .all(reader)
            .await?;
        for (day, count) in rows {
            if let Some(row) = days.get_mut(&day) {
                row.opened += count.unsigned_abs();
            }
        }
    }
    {
        use votes::Column;
        let mut select = votes::Entity::find()
            .select_only()
            .expr_as(day(Expr::col(Column::Changed)), "on_day")
            .column(Column::Helpful)
            .expr_as(Column::Article.count(), "votes_cast")
            .filter(Column::Article.is_not_in(hidden.iter().copied()))
            .filter(Column::Changed.gte(period.from_ms()))
            .filter(Column::Changed.lt(period.to_ms()));
        if let Some(language) = period.language {
            select = select.filter(Column::Language.eq(language.code()));
        }
        let rows: Vec<(i64, bool, i64)> = select
            .group_by(Expr::col("on_day"))
            .group_by(Column::Helpful)
            .into_tuple()
            .all(reader)
            .await?;
        for (day, helpful, count) in rows {
            if let Some(row) = days.get_mut(&day) {
                match helpful {
                    true => row.helpful += count.unsigned_abs(),
                    false => row.not_helpful += count.unsigned_abs(),
                }
            }
        }
    }
    Ok(days.into_values().collect())
}

fn screen_of(module: Option<String>, pattern: Option<String>) -> Option<Screen> {
    Some(Screen {
        module: module?,
        pattern: pattern?,
    })
}

fn moment(at: i64) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap_or_default()
}
