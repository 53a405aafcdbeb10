//! What reports look at: the rows of a period, counted as far as the database can.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::content::ArticleId;
use crate::feedback::Reason;
use crate::feedback::scrub::{fold, one_line, scrub};
use crate::gate::Visibility;
use crate::insight::joining::Screen;
use crate::insight::reports::{AskedRow, DayRow, OpenedRow, Period, Rows, VoteRow};
use crate::locale::Locale;
use crate::storage::{Storage, StorageError};

use super::DAY_MS;
use super::tables::{openings, searches, votes};

/// Different texts, openings and votes that a report looks at.
const MAX_READ: u64 = 50_000;

/// Everything that reports of a period look at, counted as far as the database can.
///
/// Nothing is told of the articles in `hidden`.
pub(in crate::insight) async fn rows(
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

/// What happened in a period, and in its language if it has one.
fn within(at: impl ColumnTrait, language: impl ColumnTrait, period: Period) -> Condition {
    Condition::all()
        .add(at.gte(period.from_ms()))
        .add(at.lt(period.to_ms()))
        .add_option(period.language.map(|one| language.eq(one.code())))
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
    let select = searches::Entity::find()
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
        .filter(within(Column::At, Column::Language, period));
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
    let select = openings::Entity::find()
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
        .filter(within(Column::At, Column::Language, period));
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
    let select = votes::Entity::find()
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
        .filter(within(Column::Changed, Column::Language, period));
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
        let select = searches::Entity::find()
            .select_only()
            .expr_as(day(Expr::col(Column::At)), "on_day")
            .expr_as(some(Column::Found), "some_found")
            .expr_as(some(Column::Elsewhere), "some_elsewhere")
            .expr_as(Column::Id.count(), "searches")
            .filter(within(Column::At, Column::Language, period));
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
        let select = openings::Entity::find()
            .select_only()
            .expr_as(day(Expr::col(Column::At)), "on_day")
            .expr_as(Column::Id.count(), "openings")
            .filter(Column::Words.ne(""))
            .filter(Column::Article.is_not_in(hidden.iter().copied()))
            .filter(within(Column::At, Column::Language, period));
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
        let select = votes::Entity::find()
            .select_only()
            .expr_as(day(Expr::col(Column::Changed)), "on_day")
            .column(Column::Helpful)
            .expr_as(Column::Article.count(), "votes_cast")
            .filter(Column::Article.is_not_in(hidden.iter().copied()))
            .filter(within(Column::Changed, Column::Language, period));
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
