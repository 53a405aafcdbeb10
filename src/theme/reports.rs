//! What `reports.html` is given: what readers miss, for staff.

use jiff::civil::Date;
use serde::Serialize;

/// `reports.html`; numbers and rows are those of the API.
#[derive(Clone, Debug, Serialize)]
pub struct ReportsPage<S, R> {
    /// Totals, first and last day, and each day.
    pub summary: S,
    /// For how many days searches are kept; 0 when they are not.
    pub keep_days: u32,
    /// By days.
    pub periods: Vec<Choice<u32>>,
    /// By code; empty for all languages.
    pub languages: Vec<Choice<&'static str>>,
    pub chart: Chart,
    /// All reports with their first rows, or one with many.
    pub sections: Vec<ReportSection<R>>,
    /// Back to all of them; absent there.
    pub overview: Option<String>,
}

/// A way to look at other rows.
#[derive(Clone, Debug, Serialize)]
pub struct Choice<T> {
    pub value: T,
    pub url: String,
    pub current: bool,
}

/// Searches over time, as bars from left to right.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Chart {
    pub width: u64,
    pub height: u64,
    pub bars: Vec<Bar>,
    /// Days in one bar.
    pub days: u64,
    /// The highest bar.
    pub most: u64,
    pub most_on: Option<Date>,
}

/// Searches of some days; above them, those that found nothing.
#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    pub x: u64,
    pub y: u64,
    pub height: u64,
    pub nothing_y: u64,
    pub nothing_height: u64,
    /// The first day in it.
    pub date: Date,
    pub searches: u64,
    pub nothing: u64,
}

/// One report.
#[derive(Clone, Debug, Serialize)]
pub struct ReportSection<R> {
    /// `nothing-found`, `not-opened`, …
    pub report: &'static str,
    pub total: usize,
    pub rows: Vec<R>,
    /// All rows, when there are more than stand here.
    pub all: Option<String>,
    pub page: usize,
    pub pages: usize,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Chart {
    /// Bars of `(first day, searches, searches without an answer)`.
    pub fn new(days: u64, bars: &[(Date, u64, u64)]) -> Self {
        const STEP: u64 = 10;
        const HEIGHT: u64 = 100;
        let most = bars.iter().map(|(_, searches, _)| *searches).max();
        let most = most.unwrap_or_default();
        let scaled = |count: u64| match count {
            0 => 0,
            // What is there is seen, however small.
            count => (count * HEIGHT / most.max(1)).max(2),
        };
        let bar = |(at, (date, searches, nothing)): (usize, &(Date, u64, u64))| {
            let height = scaled(*searches);
            let nothing_height = scaled(*nothing).min(height);
            Bar {
                x: at as u64 * STEP,
                y: HEIGHT - height,
                height,
                nothing_y: HEIGHT - height,
                nothing_height,
                date: *date,
                searches: *searches,
                nothing: *nothing,
            }
        };
        Chart {
            width: bars.len() as u64 * STEP,
            height: HEIGHT,
            days,
            most,
            most_on: bars
                .iter()
                .find(|(_, searches, _)| *searches == most && most > 0)
                .map(|(date, ..)| *date),
            bars: bars.iter().enumerate().map(bar).collect(),
        }
    }
}
