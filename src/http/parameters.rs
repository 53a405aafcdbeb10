//! Query parameters: read leniently, refused with a reason.
//!
//! Unknown parameters are passed over; an empty text counts as absent.

use std::collections::HashMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use semver::Version;

use crate::http::problem::{Invalid, Problem, Reason};
use crate::http::shapes::Pagination;

/// Most of a list that one answer holds.
pub(super) const MAX_LIMIT: usize = 100;
pub(super) const DEFAULT_LIMIT: usize = 10;
/// Deeper into a list than anybody reads.
pub(super) const MAX_PAGE: usize = 10_000;
/// Longer than any URL of a screen, in characters.
pub(super) const MAX_URL: usize = 2_048;

/// The parameters of a request, and what was wrong with those looked at.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    values: HashMap<String, String>,
    invalid: Vec<Invalid>,
}

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        let mut values = HashMap::new();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()).take(64) {
            // Of a parameter given twice, the first counts.
            values
                .entry(key.into_owned())
                .or_insert_with(|| value.into_owned());
        }
        Ok(Parameters {
            values,
            invalid: Vec::new(),
        })
    }
}

impl Parameters {
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.values
            .get(name)
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }

    pub(super) fn word<T>(
        &mut self,
        name: &'static str,
        known: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.values.get(name)?.clone();
        let word = read(&text);
        if word.is_none() {
            self.refuse(name, Reason::OneOf(known.join(", ")));
        }
        word
    }

    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.word(name, &["true", "false"], |word| match word {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
    }

    /// A release of the host app; `2.4` is `2.4.0`.
    pub(super) fn version(&mut self) -> Option<Version> {
        let text = self.values.get("version")?.clone();
        if text.is_empty() {
            return None;
        }
        let parts = text
            .split(['-', '+'])
            .next()
            .unwrap_or_default()
            .split('.')
            .count();
        let padded = match (parts, text.find(['-', '+'])) {
            (1, None) => format!("{text}.0.0"),
            (2, None) => format!("{text}.0"),
            _ => text,
        };
        let version = Version::parse(&padded).ok();
        if version.is_none() {
            self.refuse("version", Reason::Version);
        }
        version
    }

    pub(super) fn page(&mut self) -> usize {
        self.number("page", 1, MAX_PAGE).unwrap_or(1)
    }

    pub(super) fn limit(&mut self) -> usize {
        self.number("limit", 1, MAX_LIMIT).unwrap_or(DEFAULT_LIMIT)
    }

    /// `url`: the screen of the host app.
    pub(super) fn screen(&mut self) -> Option<String> {
        let long = self.values.get("url")?.chars().nth(MAX_URL).is_some();
        if long {
            self.refuse("url", Reason::TooLong(MAX_URL));
        }
        self.text("url").filter(|_| !long)
    }

    pub(super) fn number(&mut self, name: &'static str, from: usize, to: usize) -> Option<usize> {
        let text = self.values.get(name)?;
        let number = text
            .parse()
            .ok()
            .filter(|number| (from..=to).contains(number));
        if number.is_none() {
            self.refuse(name, Reason::Number { from, to });
        }
        number
    }

    pub(super) fn refuse(&mut self, field: &'static str, reason: Reason) {
        self.invalid.push(Invalid { field, reason });
    }

    /// Refuses the request if anything was wrong, with all of it.
    pub(super) fn checked(&mut self) -> Result<(), Problem> {
        match self.invalid.is_empty() {
            true => Ok(()),
            false => Err(Problem::Invalid(std::mem::take(&mut self.invalid))),
        }
    }
}

/// The part of a list that stands on one page.
pub(super) fn paged<T>(list: Vec<T>, page: usize, limit: usize) -> (Vec<T>, Pagination) {
    let total = list.len();
    let shown = list
        .into_iter()
        .skip((page - 1) * limit)
        .take(limit)
        .collect();
    let pagination = Pagination {
        page,
        limit,
        total,
        pages: total.div_ceil(limit),
    };
    (shown, pagination)
}
