//! What somebody sent: JSON from an app, a form from a page without scripts.

use axum::extract::Request;
use serde_json::{Map, Value};

use crate::http::feedback::media_type;
use crate::http::limits::BODY_LIMIT;
use crate::http::problem::{Invalid, Problem, Reason};

/// Fields with their values, and which were of the wrong kind.
pub(in crate::http) struct Sent {
    fields: Map<String, Value>,
    invalid: Vec<Invalid>,
}

impl Sent {
    /// # Errors
    /// The body is none of the two, or cannot be read.
    pub(in crate::http) async fn read(request: Request) -> Result<Self, Problem> {
        Self::read_up_to(request, BODY_LIMIT).await
    }

    /// The same with another limit: a form takes up to six bytes for a letter.
    ///
    /// # Errors
    /// As [`Sent::read`].
    pub(in crate::http) async fn read_up_to(
        request: Request,
        limit: usize,
    ) -> Result<Self, Problem> {
        let media_type = media_type(request.headers());
        let is_form = match media_type.as_deref() {
            Some("application/json") => false,
            Some("application/x-www-form-urlencoded") => true,
            _ => return Err(Problem::UnsupportedMediaType),
        };
        Self::parsed(request, limit, is_form).await
    }

    /// JSON alone, as an app sends it or as `navigator.sendBeacon` does.
    ///
    /// # Errors
    /// As [`Sent::read`].
    pub(in crate::http) async fn read_beacon(request: Request) -> Result<Self, Problem> {
        match media_type(request.headers()).as_deref() {
            Some("application/json" | "text/plain") => {
                Self::parsed(request, BODY_LIMIT, false).await
            }
            _ => Err(Problem::UnsupportedMediaType),
        }
    }

    async fn parsed(request: Request, limit: usize, is_form: bool) -> Result<Self, Problem> {
        let bytes = axum::body::to_bytes(request.into_body(), limit).await;
        let bytes = bytes.map_err(|_| Problem::TooLarge)?;
        let fields = match is_form {
            false => serde_json::from_slice(&bytes).map_err(|_| Problem::BadBody)?,
            true => {
                let pairs = url::form_urlencoded::parse(&bytes).take(64);
                let pairs = pairs.map(|(key, value)| (key.into_owned(), value.into_owned().into()));
                pairs.collect()
            }
        };
        Ok(Sent {
            fields,
            invalid: Vec::new(),
        })
    }

    pub(in crate::http) fn text(&mut self, field: &'static str) -> Option<String> {
        match self.fields.remove(field) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => {
                self.refuse(field, Reason::Text);
                None
            }
        }
    }

    pub(in crate::http) fn yes_or_no(&mut self, field: &'static str) -> Option<bool> {
        match self.fields.remove(field) {
            None | Some(Value::Null) => None,
            Some(Value::Bool(value)) => Some(value),
            Some(_) => {
                self.refuse(field, Reason::OneOf("true, false".to_owned()));
                None
            }
        }
    }

    /// A list of texts, or one text with spaces or commas between them.
    pub(in crate::http) fn texts(&mut self, field: &'static str) -> Option<Vec<String>> {
        let texts = match self.fields.remove(field) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) => {
                let words = text.split([',', ' ']).filter(|word| !word.is_empty());
                Some(words.map(str::to_owned).collect())
            }
            Some(Value::Array(items)) => {
                let text = |item: Value| match item {
                    Value::String(text) => Some(text),
                    _ => None,
                };
                items.into_iter().map(text).collect::<Option<Vec<_>>>()
            }
            Some(_) => None,
        };
        if texts.is_none() {
            self.refuse(field, Reason::Text);
        }
        texts
    }

    /// One of the words that are known.
    pub(in crate::http) fn word<T>(
        &mut self,
        field: &'static str,
        known: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(field).filter(|text| !text.is_empty())?;
        let word = read(&text);
        if word.is_none() {
            self.refuse(field, Reason::OneOf(known.join(", ")));
        }
        word
    }

    /// The same; it has to be there.
    pub(in crate::http) fn needed<T>(
        &mut self,
        field: &'static str,
        value: Option<T>,
    ) -> Option<T> {
        if value.is_none() && !self.invalid.iter().any(|one| one.field == field) {
            self.refuse(field, Reason::Missing);
        }
        value
    }

    pub(in crate::http) fn refuse(&mut self, field: &'static str, reason: Reason) {
        self.invalid.push(Invalid { field, reason });
    }

    /// # Errors
    /// Something was wrong: all of it.
    pub(in crate::http) fn checked(&mut self) -> Result<(), Problem> {
        match self.invalid.is_empty() {
            true => Ok(()),
            false => Err(Problem::Invalid(std::mem::take(&mut self.invalid))),
        }
    }
}
