//! The numbers of a period.

use jiff::civil::Date;
use serde::Serialize;

use crate::insight::reports::{DayRow, Rows, day_of};
use crate::locale::Locale;

/// The numbers of a period, by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub days: u32,
    pub from: Date,
    pub to: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Locale>,
    pub totals: Totals,
    /// Every day of the period.
    pub by_day: Vec<DayRow>,
}

/// The numbers of all days together. Shares are of a hundred, and absent where there is
/// nothing to divide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub searches: u64,
    /// Searches that found nothing in any language.
    pub nothing: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing_percentage: Option<u8>,
    /// Articles that were opened from a search.
    pub opened: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_percentage: Option<u8>,
    pub helpful: u64,
    pub not_helpful: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helpful_percentage: Option<u8>,
}

pub fn summary(rows: &Rows) -> Summary {
    let sum = |count: fn(&DayRow) -> u64| rows.days.iter().map(count).sum::<u64>();
    let totals = Totals {
        searches: sum(|day| day.searches),
        nothing: sum(|day| day.nothing),
        opened: sum(|day| day.opened),
        helpful: sum(|day| day.helpful),
        not_helpful: sum(|day| day.not_helpful),
        ..Totals::default()
    };
    Summary {
        days: rows.period.days,
        from: day_of(rows.period.from),
        to: day_of(rows.period.to),
        language: rows.period.language,
        totals: Totals {
            nothing_percentage: share(totals.nothing, totals.searches),
            // Several articles may be opened from one search.
            opened_percentage: share(totals.opened.min(totals.searches), totals.searches),
            helpful_percentage: share(totals.helpful, totals.helpful + totals.not_helpful),
            ..totals
        },
        by_day: rows.days.clone(),
    }
}

/// Rounded.
fn share(part: u64, whole: u64) -> Option<u8> {
    let share = (u128::from(part) * 200 + u128::from(whole)).checked_div(2 * u128::from(whole))?;
    u8::try_from(share).ok()
}
