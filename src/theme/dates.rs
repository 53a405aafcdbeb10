//! Dates in the words of a language, in long form.

use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date;
use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences};
use icu_locale_core::locale;
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::locale::Locale;

/// `November 21, 2026` or `21 de noviembre de 2026`.
///
/// The words are those of the United States and of Mexico, where the readers are.
pub fn long(date: civil::Date, language: Locale) -> String {
    let preferences: DateTimeFormatterPreferences = match language {
        Locale::En => locale!("en-US").into(),
        Locale::Es => locale!("es-MX").into(),
    };
    let month = u8::try_from(date.month()).unwrap_or(1);
    let day = u8::try_from(date.day()).unwrap_or(1);
    let formatter = DateTimeFormatter::try_new(preferences, YMD::long());
    match (formatter, Date::try_new_iso(date.year().into(), month, day)) {
        (Ok(formatter), Ok(date)) => formatter.format(&date).to_string(),
        _ => date.to_string(),
    }
}

/// Reads `2026-11-21` or a timestamp, of which the day in UTC counts.
pub(super) fn read(text: &str) -> Option<civil::Date> {
    let day = |moment: Timestamp| moment.to_zoned(TimeZone::UTC).date();
    text.parse().ok().or_else(|| text.parse().ok().map(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_as_readers_say_them() {
        let check = |text, language, expected| {
            let date = read(text).expect("a date");
            assert_eq!(long(date, language), expected);
        };
        check("2026-11-21", Locale::En, "November 21, 2026");
        check("2026-11-01", Locale::Es, "1 de noviembre de 2026");
        check("2026-01-02T23:59:59Z", Locale::Es, "2 de enero de 2026");
        assert_eq!(read("yesterday"), None);
    }
}
