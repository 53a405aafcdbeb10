//! What is said of each failure, in the caller's language.

use crate::attachments::Refused as FileRefused;
use crate::edition::Part;
use crate::forum::{Fault, MAX_TAGS, MAX_TITLE, MIN_TITLE, Refusal};
use crate::http::problem::{Document, FieldError, Problem, Reason, Unready};
use crate::i18n::{Messages, text};
use crate::locale::Locale;

impl Problem {
    pub(super) fn document(
        &self,
        messages: &Messages,
        locale: Locale,
        request_id: &str,
    ) -> Document {
        let (title, detail) = self.words(messages, locale);
        let errors = match self {
            Problem::Invalid(fields) => fields
                .iter()
                .map(|invalid| FieldError {
                    field: invalid.field,
                    message: invalid.reason.words(messages, locale),
                })
                .collect(),
            Problem::NotReady(lacks) => lacks
                .iter()
                .map(|lack| lack.error(messages, locale))
                .collect(),
            Problem::EditionKept(part) => vec![FieldError {
                field: part.word(),
                message: match part {
                    Part::Settings => text::http_kept_settings(messages, locale),
                    Part::Content => text::http_kept_content(messages, locale),
                    Part::Theme => text::http_kept_theme(messages, locale),
                    Part::Index => text::http_kept_index(messages, locale),
                },
            }],
            _ => Vec::new(),
        };
        Document {
            kind: format!("urn:ayuda:problem:{}", self.name()),
            title,
            status: self.status().as_u16(),
            detail,
            errors,
            request_id: request_id.to_owned(),
        }
    }

    pub(in crate::http) fn words(&self, messages: &Messages, locale: Locale) -> (String, String) {
        let (m, l) = (messages, locale);
        match self {
            Problem::NotFound => (
                text::http_not_found(m, l),
                text::http_not_found_detail(m, l),
            ),
            Problem::Invalid(_) => (text::http_invalid(m, l), text::http_invalid_detail(m, l)),
            Problem::BadBody => (text::http_bad_body(m, l), text::http_bad_body_detail(m, l)),
            Problem::Unauthorized => (
                text::http_unauthorized(m, l),
                text::http_unauthorized_detail(m, l),
            ),
            Problem::SessionEnded => (
                text::http_session_ended(m, l),
                text::http_session_ended_detail(m, l),
            ),
            Problem::SignInNeeded => (text::http_sign_in(m, l), text::http_sign_in_detail(m, l)),
            Problem::Refused(refusal) => (text::http_refused(m, l), refused(*refusal, m, l)),
            Problem::FileRefused(refused) => {
                (text::http_file_refused(m, l), file_refused(*refused, m, l))
            }
            Problem::CrossSite => (
                text::http_cross_site(m, l),
                text::http_cross_site_detail(m, l),
            ),
            Problem::MethodNotAllowed => (text::http_method(m, l), text::http_method_detail(m, l)),
            Problem::TooLarge => (
                text::http_too_large(m, l),
                text::http_too_large_detail(m, l),
            ),
            Problem::FormTooLarge => (
                text::http_too_large(m, l),
                text::http_form_too_large_detail(m, l),
            ),
            Problem::BodyTooSlow => (text::http_slow(m, l), text::http_slow_detail(m, l)),
            Problem::HeadersTooLarge => (text::http_headers(m, l), text::http_headers_detail(m, l)),
            Problem::BadHost => (text::http_host(m, l), text::http_host_detail(m, l)),
            Problem::NotReady(_) => (text::http_unready(m, l), text::http_unready_detail(m, l)),
            Problem::UriTooLong => (
                text::http_uri_too_long(m, l),
                text::http_uri_too_long_detail(m, l),
            ),
            Problem::UnsupportedMediaType => (
                text::http_media_type(m, l),
                text::http_media_type_detail(m, l),
            ),
            Problem::PreconditionFailed => {
                (text::http_changed(m, l), text::http_changed_detail(m, l))
            }
            Problem::RangeNotSatisfiable => (text::http_range(m, l), text::http_range_detail(m, l)),
            Problem::TimedOut => (
                text::http_timed_out(m, l),
                text::http_timed_out_detail(m, l),
            ),
            Problem::TooManyRequests => {
                (text::http_too_many(m, l), text::http_too_many_detail(m, l))
            }
            Problem::Busy => (text::http_busy(m, l), text::http_busy_detail(m, l)),
            Problem::Unsure => (text::http_unsure(m, l), text::http_unsure_detail(m, l)),
            Problem::EditionKept(_) => (text::http_kept(m, l), text::http_kept_detail(m, l)),
            Problem::Overloaded => (
                text::http_overloaded(m, l),
                text::http_overloaded_detail(m, l),
            ),
            Problem::Internal(_) => (text::http_internal(m, l), text::http_internal_detail(m, l)),
        }
    }
}

impl Unready {
    fn error(self, m: &Messages, l: Locale) -> FieldError {
        let (field, message) = match self {
            Unready::Storage => ("storage", text::http_unready_storage(m, l)),
            Unready::Writing => ("storage", text::http_unready_writing(m, l)),
            Unready::Stopping => ("service", text::http_unready_stopping(m, l)),
        };
        FieldError { field, message }
    }
}

impl Reason {
    pub(in crate::http) fn words(&self, m: &Messages, l: Locale) -> String {
        match self {
            Reason::OneOf(known) => text::http_one_of(m, l, known.as_str()),
            Reason::Number { from, to } => text::http_number(m, l, *from, *to),
            Reason::Version => text::http_version(m, l),
            Reason::Date => text::http_date(m, l),
            Reason::Text => text::http_text(m, l),
            Reason::TooLong(limit) => text::http_too_long(m, l, *limit),
            Reason::Missing => text::http_missing(m, l),
            Reason::Fault(fault) => match fault {
                Fault::TitleTooShort => text::forum_title_short(m, l, MIN_TITLE),
                Fault::TitleTooLong => text::http_too_long(m, l, MAX_TITLE),
                Fault::BodyMissing => text::http_missing(m, l),
                Fault::BodyTooLong => text::forum_body_long(m, l),
                Fault::BodyTooDeep => text::forum_body_deep(m, l),
                Fault::TooManyTags => text::forum_tags_many(m, l, MAX_TAGS),
                Fault::BadTag => text::forum_tag_bad(m, l),
                Fault::NoSuchCategory => text::forum_no_category(m, l),
                Fault::NoSuchDuplicate => text::forum_no_duplicate(m, l),
            },
        }
    }
}

fn refused(refusal: Refusal, m: &Messages, l: Locale) -> String {
    match refusal {
        Refusal::SignIn => text::http_sign_in_detail(m, l),
        Refusal::Blocked => text::forum_refused_blocked(m, l),
        Refusal::NotYours => text::forum_refused_not_yours(m, l),
        Refusal::Own => text::forum_refused_own(m, l),
        Refusal::Locked => text::forum_refused_locked(m, l),
        Refusal::KeepersOnly => text::forum_refused_keepers(m, l),
        Refusal::HasReplies => text::forum_refused_replies(m, l),
        Refusal::TooMany => text::forum_refused_many(m, l),
    }
}

fn file_refused(refused: FileRefused, m: &Messages, l: Locale) -> String {
    match refused {
        FileRefused::TooLarge => text::forum_file_large(m, l),
        FileRefused::Empty => text::forum_file_empty(m, l),
        FileRefused::Unknown => text::forum_file_unknown(m, l),
        FileRefused::Damaged => text::forum_file_damaged(m, l),
        FileRefused::TooManyPixels { .. } => text::forum_file_pixels(m, l),
        FileRefused::TooManyFiles { .. } | FileRefused::TooManyBytes { .. } => {
            text::forum_file_many(m, l)
        }
    }
}
