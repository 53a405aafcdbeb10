//! The page on which staff read what readers miss.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use crate::http::App;
use crate::http::caching::{PERSONAL, tagged};
use crate::http::caller::Seen;
use crate::http::parameters::{Parameters, paged};
use crate::http::problem::Problem;
use crate::http::reports::{lists, period, rows};
use crate::insight::reports::{DayRow, Period, Report, summary};
use crate::locale::Locale;
use crate::theme::reports::{Chart, Choice, ReportSection, ReportsPage};

/// Rows of each report where all of them stand.
const FIRST: usize = 5;
/// Rows of a report that stands alone.
const MANY: usize = 25;
const PERIODS: [u32; 4] = [7, 30, 90, 365];
/// Bars for single days are readable up to here; then they are of weeks.
const MAX_BARS: usize = 92;

/// The page for what `parameters` ask for; what they ask wrong is passed over, as a
/// person who changed the address gets a page.
pub(super) async fn reports_page(
    app: &Arc<App>,
    seen: Seen,
    language: Locale,
    parameters: &mut Parameters,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let period = period(app, parameters);
    let kept = rows(app, &seen.edition, &seen.viewer, period).await?;
    let summary = summary(&kept);
    let asked = parameters.text("report");
    let asked = asked.as_deref().and_then(Report::from_word);
    let here = Here { period, asked };
    let wanted = asked.map_or_else(|| Report::ALL.to_vec(), |report| vec![report]);
    let view = Arc::clone(&seen.view);
    let lists = lists(app, seen, kept, wanted.clone()).await?;
    let page = parameters.page();
    let sections = wanted.into_iter().zip(lists).map(|(report, rows)| {
        let total = rows.len();
        let alone = asked.is_some();
        let (page, limit) = if alone { (page, MANY) } else { (1, FIRST) };
        let (rows, turned) = paged(rows, page, limit);
        ReportSection {
            report: report.word(),
            total,
            rows,
            all: (!alone && total > FIRST).then(|| here.report(report)),
            page,
            pages: if alone { turned.pages } else { 1 },
            previous: (alone && page > 1).then(|| here.page(page - 1)),
            next: (alone && page < turned.pages).then(|| here.page(page + 1)),
        }
    });
    let sections = sections.collect();
    let named = app.config.languages.iter();
    let named = named.map(|one| (Some(*one), one.code()));
    let page = ReportsPage {
        chart: chart(&summary.by_day),
        summary,
        keep_days: app.insight.keep_days(),
        periods: PERIODS
            .map(|days| Choice {
                value: days,
                url: here.over(days, period.language),
                current: days == period.days,
            })
            .into(),
        languages: std::iter::once((None, ""))
            .chain(named)
            .map(|(language, value)| Choice {
                value,
                url: here.over(period.days, language),
                current: language == period.language,
            })
            .collect(),
        sections,
        overview: asked.map(|_| {
            Here {
                asked: None,
                ..here
            }
            .address(None)
        }),
    };
    let page = view
        .site
        .reports_page(language, &page)
        .map_err(Problem::internal)?;
    let mut response = tagged(page.bytes.to_vec(), page.media_type, PERSONAL, headers)?;
    let headers = response.headers_mut();
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    Ok(response)
}

/// What is looked at, as an address that can be changed a little.
#[derive(Clone, Copy)]
struct Here {
    period: Period,
    asked: Option<Report>,
}

impl Here {
    fn address(self, page: Option<usize>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("days", &self.period.days.to_string());
        if let Some(language) = self.period.language {
            query.append_pair("lang", language.code());
        }
        if let Some(report) = self.asked {
            query.append_pair("report", report.word());
        }
        if let Some(page) = page {
            query.append_pair("page", &page.to_string());
        }
        format!("?{}", query.finish())
    }

    fn page(self, page: usize) -> String {
        self.address(Some(page))
    }

    fn report(self, report: Report) -> String {
        let asked = Some(report);
        Here { asked, ..self }.address(None)
    }

    fn over(self, days: u32, language: Option<Locale>) -> String {
        let period = Period {
            days,
            language,
            ..self.period
        };
        Here { period, ..self }.address(None)
    }
}

fn chart(days: &[DayRow]) -> Chart {
    let together = if days.len() > MAX_BARS { 7 } else { 1 };
    let bars: Vec<_> = days
        .chunks(together)
        .filter_map(|days| {
            let first = days.first()?;
            let searches = days.iter().map(|day| day.searches).sum();
            let nothing = days.iter().map(|day| day.nothing).sum();
            Some((first.date, searches, nothing))
        })
        .collect();
    Chart::new(together as u64, &bars)
}
