//! Dates in the words of a language, in long form.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::i18n::{Messages, text};
use crate::locale::Locale;

/// `November 21, 2026` or `21 de noviembre de 2026`.
pub fn long(messages: &Messages, locale: Locale, date: Date) -> String {
    // The messages of other languages choose by the English name.
    let month = date.strftime("%B").to_string();
    text::date_long(messages, locale, date.day(), month, date.year().to_string())
}

/// Reads `2026-11-21` or a timestamp, of which the day in UTC counts.
pub(super) fn read(text: &str) -> Option<Date> {
    let day = |moment: Timestamp| moment.to_zoned(TimeZone::UTC).date();
    text.parse().ok().or_else(|| text.parse().ok().map(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_as_readers_say_them() {
        let messages = Messages::built_in();
        let check = |text: &str, language, expected: &str| {
            let date = read(text).expect("a date");
            assert_eq!(long(&messages, language, date), expected);
        };
        check("2026-11-21", Locale::En, "November 21, 2026");
        check("2026-11-01", Locale::Es, "1 de noviembre de 2026");
        check("2026-01-02T23:59:59Z", Locale::Es, "2 de enero de 2026");
        let months = [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ];
        for (month, name) in (1..).zip(months) {
            let expected = format!("3 de {name} de 2026");
            check(&format!("2026-{month:02}-03"), Locale::Es, &expected);
        }
        assert_eq!(read("yesterday"), None);
    }
}
