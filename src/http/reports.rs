//! What readers miss, for staff: numbers and lists. For others these routes are absent.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::config::Config;
use crate::content::ArticleId;
use crate::edition::Edition;
use crate::gate::{Viewer, Visibility};
use crate::http::App;
use crate::http::caching::json;
use crate::http::caller::{Caller, Seen, language_of};
use crate::http::parameters::{Parameters, paged};
use crate::http::problem::{Document, Problem};
use crate::http::shapes::Pagination;
use crate::insight::reports::{
    DEFAULT_DAYS, MAX_DAYS, Period, Report, Row, Rows, Summary, Surroundings, day_of, list, reads,
    summary,
};
use crate::locale::Locale;

/// The numbers of a period, by day.
#[utoipa::path(
    get,
    path = "/api/v1/support/admin/dashboard",
    tag = "staff",
    params(
        ("days" = Option<usize>, Query,),
        ("lang" = Option<String>, Query, description = "Only what was searched, or voted on, in this language"),
    ),
    responses(
        (status = 200, body = DashboardDocument, description = "For `internal` viewers"),
        (status = 400, body = Document, content_type = "application/problem+json"),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json", description = "For all others"),
    ),
)]
pub(super) async fn get_dashboard(
    State(app): State<Arc<App>>,
    caller: Caller,
    mut parameters: Parameters,
    uri: axum::http::Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    staff(&caller)?;
    let period = period(&app, &mut parameters);
    parameters.checked()?;
    let Seen {
        edition, viewer, ..
    } = caller.sees(&app)?;
    let rows = rows(&app, &edition, &viewer, period).await?;
    let body = Dashboard {
        summary: summary(&rows),
        keep_days: app.insight.keep_days(),
    };
    let language = language_of(&app.config, &uri, &headers);
    json(&body, &caller.viewer(), language, &headers)
}

/// One list of what readers miss, each row with what to do.
#[utoipa::path(
    get,
    path = "/api/v1/support/admin/reports/{report}",
    tag = "staff",
    params(
        ("report" = String, Path, description = "`nothing-found`, `not-opened`, `not-helpful`, `screens`, `stale` or `comments`"),
        ("days" = Option<usize>, Query,),
        ("lang" = Option<String>, Query, description = "Only what was searched, or voted on, in this language"),
        ("page" = Option<usize>, Query, description = "From 1"),
        ("limit" = Option<usize>, Query, description = "1 to 100; 10 if not given"),
    ),
    responses(
        (status = 200, body = ReportDocument, description = "For `internal` viewers"),
        (status = 400, body = Document, content_type = "application/problem+json"),
        (status = 401, body = Document, content_type = "application/problem+json"),
        (status = 404, body = Document, content_type = "application/problem+json", description = "For all others"),
    ),
)]
pub(super) async fn get_report(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(report): Path<String>,
    mut parameters: Parameters,
    uri: axum::http::Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    staff(&caller)?;
    let report = Report::from_word(&report).ok_or(Problem::NotFound)?;
    let period = period(&app, &mut parameters);
    let (page, limit) = (parameters.page(), parameters.limit());
    parameters.checked()?;
    let seen = caller.sees(&app)?;
    let kept = rows(&app, &seen.edition, &seen.viewer, period).await?;
    let mut lists = lists(&app, seen, kept, vec![report]).await?;
    let (rows, pagination) = paged(lists.pop().unwrap_or_default(), page, limit);
    let body = ReportAnswer {
        report: report.word(),
        days: period.days,
        language: period.language,
        rows,
        pagination,
    };
    let language = language_of(&app.config, &uri, &headers);
    json(&body, &caller.viewer(), language, &headers)
}

#[derive(Serialize)]
struct Dashboard {
    #[serde(flatten)]
    summary: Summary,
    keep_days: u32,
}

#[derive(Serialize)]
struct ReportAnswer {
    report: &'static str,
    days: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Locale>,
    rows: Vec<Row>,
    pagination: Pagination,
}

/// Whether it is staff that asks; to all others there is nothing here.
pub(super) fn staff(caller: &Caller) -> Result<(), Problem> {
    match caller.viewer().visibility == Visibility::Internal {
        true => Ok(()),
        false => Err(Problem::NotFound),
    }
}

/// Whether an address is one that is absent for all but staff, whatever the method.
pub(super) fn is_for_staff(config: &Config, path: &str) -> bool {
    path.strip_prefix(&config.base_path())
        .is_some_and(|path| path.starts_with("/api/v1/support/admin/"))
}

/// `days` and `lang`, which narrows what is looked at and not how it is said.
pub(super) fn period(app: &App, parameters: &mut Parameters) -> Period {
    let days = parameters.number("days", 1, MAX_DAYS as usize);
    let days = u32::try_from(days.unwrap_or(DEFAULT_DAYS as usize)).unwrap_or(MAX_DAYS);
    let known: Vec<&str> = app.config.languages.iter().map(|one| one.code()).collect();
    // Empty is absent, as it is wherever a language is asked for.
    let language = parameters.text("lang").and_then(|_| {
        parameters.word("lang", &known, |word| {
            Locale::from_tag(word).filter(|one| app.config.languages.contains(one))
        })
    });
    Period::last(days, app.clock.now(), language)
}

/// What was kept, without what is about articles that the viewer may not read.
pub(super) async fn rows(
    app: &App,
    edition: &Edition,
    viewer: &Viewer,
    period: Period,
) -> Result<Rows, Problem> {
    let articles = edition.library().articles.iter();
    let hidden = articles.filter(|one| !one.gate.admits(viewer));
    let hidden: Vec<ArticleId> = hidden.map(|one| one.id.clone()).collect();
    let _turn = app.insight.turn().await;
    let rows = app.insight.rows(period, &hidden).await;
    rows.map_err(Problem::storage)
}

/// The rows of some reports. They take a while, which no other request has to wait for.
pub(super) async fn lists(
    app: &Arc<App>,
    seen: Seen,
    kept: Rows,
    wanted: Vec<Report>,
) -> Result<Vec<Vec<Row>>, Problem> {
    let app = Arc::clone(app);
    let turn = app.insight.turn().await;
    let made = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let around = surroundings(&app, &seen);
        let lists = wanted.iter().map(|report| list(*report, &kept, &around));
        lists.collect()
    });
    // What a panic said is not repeated: it may quote what a reader wrote.
    made.await
        .map_err(|_| Problem::Internal("a report could not be made".to_owned()))
}

fn surroundings<'a>(app: &App, seen: &'a Seen) -> Surroundings<'a> {
    let config = &app.config;
    let library = &seen.view.library;
    Surroundings::new(
        library,
        seen.edition.shelves(),
        &seen.viewer,
        &config.roles,
        &config.plans,
        day_of(app.clock.now()),
    )
    .of_settings(config)
    .and_modules_without_help(seen.edition.library())
    .read(reads(library, &app.feedback))
}

/// The numbers of a period: the shape of [`Summary`], for the description.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct DashboardDocument {
    days: u32,
    /// The first day, in UTC.
    from: String,
    to: String,
    language: Option<String>,
    totals: TotalsDocument,
    /// Every day of the period.
    by_day: Vec<DayDocument>,
    /// For how many days searches are kept; 0 when they are not.
    keep_days: u32,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct TotalsDocument {
    searches: u64,
    /// Searches that found nothing in any language.
    nothing: u64,
    nothing_percentage: Option<u8>,
    /// Articles that were opened from a search.
    opened: u64,
    opened_percentage: Option<u8>,
    helpful: u64,
    not_helpful: u64,
    helpful_percentage: Option<u8>,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct DayDocument {
    date: String,
    searches: u64,
    nothing: u64,
    opened: u64,
    helpful: u64,
    not_helpful: u64,
}

/// A list of what readers miss.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct ReportDocument {
    report: String,
    days: u32,
    language: Option<String>,
    rows: Vec<RowDocument>,
    pagination: Pagination,
}

/// One line of a report: the shape of [`Row`], for the description.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct RowDocument {
    /// A search, a screen, or the title of an article.
    title: String,
    /// `nothing`, `partly` or `elsewhere`; `empty`, `module_only` or `other_language`;
    /// `outdated` or `review_due`.
    state: Option<String>,
    count: u64,
    #[serde(default)]
    spellings: Vec<String>,
    #[serde(default)]
    languages: HashMap<String, u64>,
    #[serde(default)]
    viewers: HashMap<String, u64>,
    module: Option<String>,
    article: Option<ReportedArticle>,
    opened: Option<u64>,
    helpful: Option<u64>,
    not_helpful: Option<u64>,
    #[serde(default)]
    reasons: HashMap<String, u64>,
    /// What a reader wrote: text, never markup.
    comment: Option<String>,
    due: Option<String>,
    last: Option<String>,
    /// What to do, the likeliest first.
    next: Vec<StepDocument>,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct ReportedArticle {
    id: String,
    language: String,
    title: String,
    url: String,
    visibility: String,
}

#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct StepDocument {
    /// `write`, `translate`, `open`, `synonym`, `keyword`, `title`, `mend`, `context`,
    /// `update`, `review` or `read`.
    kind: String,
    /// To be run in the folder of the help center.
    command: Option<String>,
    file: Option<String>,
    /// To be added to the file.
    line: Option<String>,
    edit_url: Option<String>,
    article: Option<ReportedArticle>,
}
