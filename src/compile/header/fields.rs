//! What each field of a header may say.

use jiff::Timestamp;
use jiff::civil::Date;
use semver::VersionReq;

use crate::compile::header::reader::Reader;
use crate::compile::header::values::{is_alias, is_post_key, is_slug, seconds, whole_date};
use crate::compile::header::{Located, WrittenVideo, contexts, unknown_value};
use crate::content::{Context, VideoSource};
use crate::diagnostic::Code;
use crate::spanned::{self, Fields, Span};

impl Reader<'_> {
    pub(super) fn id(&mut self, fields: &mut Fields) -> Option<Located<String>> {
        let (value, span) = fields.take_text("id")?;
        let fine = !value.is_empty()
            && value.len() <= 100
            && value.split('/').all(|part| {
                !part.is_empty()
                    && !part.starts_with('.')
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            });
        if !fine {
            self.report(Code::BadId, span, "id", &value);
        }
        Some(Located { value, span })
    }

    pub(super) fn slug(&mut self, fields: &mut Fields) -> Option<Located<String>> {
        let (value, span) = fields.take_text("slug")?;
        if !is_slug(&value) {
            let near = Some(crate::markup::slug(&value))
                .filter(|near| !near.is_empty() && near.is_ascii());
            let mend = near
                .as_ref()
                .filter(|near| is_slug(near))
                .and_then(|near| self.source.mend(span, &value, near));
            self.diagnostics.push(
                self.source
                    .diagnostic(Code::BadSlug, span)
                    .with("slug", &value)
                    .near(near)
                    .mended(mend),
            );
        }
        Some(Located { value, span })
    }

    pub(super) fn module(&mut self, fields: &mut Fields) -> Option<String> {
        let module = self.line(fields, "module")?;
        let known: Vec<&str> = self.modules.iter().map(|one| one.key.as_str()).collect();
        if !known.contains(&module.value.as_str()) {
            let only = spanned::only_near(&module.value, known.iter().copied());
            let mend = only.and_then(|only| self.source.mend(module.span, &module.value, only));
            self.diagnostics.push(
                self.source
                    .diagnostic(Code::UnknownModule, module.span)
                    .with("module", &module.value)
                    .with("known", known.join(", "))
                    .near(spanned::nearest(&module.value, known.iter().copied()))
                    .mended(mend),
            );
        }
        Some(module.value)
    }

    pub(super) fn contexts(&mut self, fields: &mut Fields) -> Vec<Context> {
        let written = self.located(fields, "contexts");
        contexts(written, &self.source, &mut self.diagnostics)
    }

    pub(super) fn version(&mut self, fields: &mut Fields) -> Option<(String, VersionReq)> {
        let (text, span) = fields.take_text("version")?;
        match VersionReq::parse(&text) {
            Ok(range) => Some((text, range)),
            Err(error) => {
                self.diagnostics.push(
                    self.source
                        .diagnostic(Code::BadVersion, span)
                        .with("value", &text)
                        .with("detail", error),
                );
                None
            }
        }
    }

    pub(super) fn video(&mut self, fields: &mut Fields) -> Option<WrittenVideo> {
        let duration = fields.take_text("duration");
        let address = fields.take_text("video");
        let seconds = duration.and_then(|(text, span)| {
            let seconds = seconds(&text);
            if seconds.is_none() {
                let known = ["90", "1:30"];
                self.diagnostics
                    .push(unknown_value(&self.source, "duration", &text, span, &known));
            }
            seconds
        });
        let (address, span) = address?;
        if address.contains("://") && VideoSource::from_address(&address).is_none() {
            self.report(Code::BadVideo, span, "address", &address);
            return None;
        }
        Some(WrittenVideo {
            address: Located {
                value: address,
                span,
            },
            duration: seconds,
        })
    }

    pub(super) fn date(&mut self, fields: &mut Fields, key: &'static str) -> Option<Date> {
        let (text, span) = fields.take_text(key)?;
        let date = text.parse().ok();
        if date.is_none() {
            self.bad_date(&text, span);
        }
        date
    }

    /// Whether the forum has such a post is not known here: it lives in the database.
    pub(super) fn discussion(&mut self, fields: &mut Fields) -> Option<String> {
        let (text, span) = fields.take_text("discussion")?;
        if is_post_key(&text) {
            return Some(text);
        }
        // People paste addresses.
        let mut parts = text.split(['/', '?', '#']);
        let near = parts.find(|part| is_post_key(part)).map(str::to_owned);
        let mend = near
            .as_ref()
            .and_then(|near| self.source.mend(span, &text, near));
        self.diagnostics.push(
            self.source
                .diagnostic(Code::BadDiscussion, span)
                .with("value", &text)
                .near(near)
                .mended(mend),
        );
        None
    }

    /// A day, or a moment with its offset.
    pub(super) fn updated(&mut self, fields: &mut Fields) -> Option<Timestamp> {
        let (text, span) = fields.take_text("updated")?;
        let moment = text.parse::<Timestamp>().ok().or_else(|| {
            let day = text.parse::<Date>().ok()?;
            day.to_zoned(jiff::tz::TimeZone::UTC)
                .ok()
                .map(|zoned| zoned.timestamp())
        });
        if moment.is_none() {
            self.bad_date(&text, span);
        }
        moment
    }

    fn bad_date(&mut self, text: &str, span: Span) {
        let near = whole_date(text);
        let mend = near
            .as_ref()
            .and_then(|near| self.source.mend(span, text, near));
        self.diagnostics.push(
            self.source
                .diagnostic(Code::BadDate, span)
                .with("value", text)
                .near(near)
                .mended(mend),
        );
    }

    pub(super) fn aliases(&mut self, fields: &mut Fields) -> Vec<Located<String>> {
        let aliases = self.located(fields, "aliases");
        for alias in &aliases {
            let path = &alias.value;
            if !is_alias(path) {
                // What lacks its first slash alone can only mean one thing.
                let near = Some(format!("/{path}"))
                    .filter(|near| path.contains('/') && !path.contains(':') && is_alias(near));
                let mend = near
                    .as_ref()
                    .and_then(|near| self.source.mend(alias.span, path, near));
                self.diagnostics.push(
                    self.source
                        .diagnostic(Code::BadAlias, alias.span)
                        .with("alias", path)
                        .near(near)
                        .mended(mend),
                );
            }
        }
        aliases
    }
}
