//! The languages of the help center and the order in which a reader is served.
//!
//! Entry points: [`Locale`] and [`negotiate`]. This room never reads messages or
//! articles; it only knows which languages exist.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language that articles and messages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Locale {
    En,
    Es,
}

impl Locale {
    pub const ALL: [Locale; 2] = [Locale::En, Locale::Es];

    /// The BCP 47 code, as used in paths, `lang` attributes and answers.
    pub fn code(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Es => "es",
        }
    }

    /// The language of a BCP 47 tag; the region is ignored, so `es-MX` is Spanish.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|locale| primary.eq_ignore_ascii_case(locale.code()))
    }

    /// The name a reader of this language calls it by.
    pub fn own_name(self) -> &'static str {
        match self {
            Locale::En => "English",
            Locale::Es => "Español",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Locale {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = <&str>::deserialize(deserializer)?;
        let known = Self::ALL.into_iter().find(|locale| locale.code() == code);
        known.ok_or_else(|| D::Error::custom("no language of ours"))
    }
}

/// Returns the offered language that an `Accept-Language` header likes best.
///
/// Follows RFC 9110, section 12.5.4: quality values order the wishes, `q=0`
/// refuses. `None` when no wish is offered; equal wishes keep the order written.
pub fn negotiate(accept_language: &str, offered: &[Locale]) -> Option<Locale> {
    let mut best: Option<(Locale, f32)> = None;
    for wish in accept_language.split(',').take(32) {
        let mut parts = wish.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let quality = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(1.0, |q| q.parse().unwrap_or(0.0));
        let locale = match tag {
            "*" => offered.first().copied(),
            _ => Locale::from_tag(tag).filter(|locale| offered.contains(locale)),
        };
        if let Some(locale) = locale
            && quality > best.map_or(0.0, |(_, q)| q)
        {
            best = Some((locale, quality));
        }
    }
    best.map(|(locale, _)| locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_offered_language_wins() {
        let check = |header, expected| assert_eq!(negotiate(header, &Locale::ALL), expected);
        check("es-MX,es;q=0.9,en;q=0.8", Some(Locale::Es));
        check("fr, en;q=0.2, es;q=0.7", Some(Locale::Es));
        check("en, es", Some(Locale::En));
        check("es;q=0, *", Some(Locale::En));
        check("fr", None);
        check(";;q=,,=", None);
    }
}
