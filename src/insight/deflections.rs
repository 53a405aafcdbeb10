//! What became of questions whose writers were shown answers first, counted by day.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::locale::Locale;

/// What one page for asking has to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deflection {
    /// Milliseconds since 1970.
    pub at: i64,
    pub language: Locale,
    /// One that the writer may read; `None` as long as none is chosen.
    pub category: Option<String>,
    /// Answers were shown.
    pub shown: bool,
    /// One of them was opened.
    pub opened: bool,
    /// The question was asked all the same.
    pub asked: bool,
}

/// How often answers were shown to somebody who was about to ask, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Deflected {
    pub shown: u64,
    pub opened: u64,
    /// Asked all the same.
    pub asked: u64,
}

impl Deflected {
    pub(super) fn add(&mut self, more: Deflected) {
        self.shown += more.shown;
        self.opened += more.opened;
        self.asked += more.asked;
    }
}

/// A day since 1970, a language, and a category, which is empty where none was chosen.
pub(super) type Place = (i64, Locale, String);

/// Counts that are not written yet.
#[derive(Debug, Default)]
pub(super) struct Pending(BTreeMap<Place, Deflected>);

/// Places that are counted at a time: more than days, languages and categories make.
const MOST: usize = 1_000;

impl Pending {
    /// Whether there was room for it.
    pub(super) fn add(&mut self, one: Deflection) -> bool {
        let place = (
            one.at.div_euclid(super::store::DAY_MS),
            one.language,
            one.category.unwrap_or_default(),
        );
        if self.0.len() >= MOST && !self.0.contains_key(&place) {
            return false;
        }
        self.0.entry(place).or_default().add(Deflected {
            shown: one.shown.into(),
            opened: one.opened.into(),
            asked: one.asked.into(),
        });
        true
    }

    pub(super) fn take(&mut self) -> BTreeMap<Place, Deflected> {
        std::mem::take(&mut self.0)
    }
}

/// The counts of a category in a language over a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeflectedRow {
    /// Empty where none was chosen.
    pub category: String,
    pub language: Locale,
    #[serde(flatten)]
    pub counts: Deflected,
}

/// All of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Deflections {
    #[serde(flatten)]
    pub totals: Deflected,
    /// Those first in which answers were shown most.
    pub rows: Vec<DeflectedRow>,
}

impl Deflections {
    pub(super) fn new(mut rows: Vec<DeflectedRow>) -> Self {
        let key = |row: &DeflectedRow| (std::cmp::Reverse(row.counts.shown), row.language);
        rows.sort_by(|a, b| {
            key(a)
                .cmp(&key(b))
                .then_with(|| a.category.cmp(&b.category))
        });
        let mut totals = Deflected::default();
        for row in &rows {
            totals.add(row.counts);
        }
        Deflections { totals, rows }
    }
}
