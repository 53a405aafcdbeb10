//! What members write, before it is kept.

use crate::locale::Locale;

/// In characters.
pub const MIN_TITLE: usize = 10;
pub const MAX_TITLE: usize = 150;
/// In bytes (SPEC 10).
pub const MAX_BODY: usize = 32 * 1024;
pub const MAX_TAGS: usize = 5;
const MAX_TAG: usize = 30;

/// A question to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub category: String,
    pub language: Locale,
    pub title: String,
    pub body: String,
    pub tags: Vec<String>,
}

/// What is to be another one; the rest stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PostEdit {
    pub title: Option<String>,
    pub body: Option<String>,
    pub tags: Option<Vec<String>>,
    pub language: Option<Locale>,
    /// Moves it; for keepers alone.
    pub category: Option<String>,
}

/// Why a field cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    TitleTooShort,
    TitleTooLong,
    BodyMissing,
    BodyTooLong,
    /// Quotes and lists in each other, deeper than anybody reads.
    BodyTooDeep,
    TooManyTags,
    BadTag,
    NoSuchCategory,
    NoSuchDuplicate,
}

impl Fault {
    pub fn field(self) -> &'static str {
        match self {
            Fault::TitleTooShort | Fault::TitleTooLong => "title",
            Fault::BodyMissing | Fault::BodyTooLong | Fault::BodyTooDeep => "body",
            Fault::TooManyTags | Fault::BadTag => "tags",
            Fault::NoSuchCategory => "category",
            Fault::NoSuchDuplicate => "duplicate_of",
        }
    }
}

/// One line of text without what nobody sees.
pub(super) fn title(text: &str, faults: &mut Vec<Fault>) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line: String = words.join(" ");
    let line: String = line.chars().filter(|one| is_seen(*one)).collect();
    match line.chars().count() {
        count if count < MIN_TITLE => faults.push(Fault::TitleTooShort),
        count if count > MAX_TITLE => faults.push(Fault::TitleTooLong),
        _ => {}
    }
    line
}

/// Markdown as it was written, with the ends of its lines made alike.
pub(super) fn body(text: &str, faults: &mut Vec<Fault>) -> String {
    if text.len() > MAX_BODY {
        faults.push(Fault::BodyTooLong);
        return String::new();
    }
    let text = text.replace("\r\n", "\n").replace(['\r', '\0'], "\n");
    if text.trim().is_empty() {
        faults.push(Fault::BodyMissing);
    }
    text.trim_end().to_owned()
}

/// Words in small letters: letters, digits and hyphens.
pub(super) fn tags(given: &[String], faults: &mut Vec<Fault>) -> Vec<String> {
    let mut tags = Vec::new();
    for one in given {
        let tag = one.trim().to_lowercase().replace([' ', '_'], "-");
        if tag.is_empty() {
            continue;
        }
        let is_word = tag.chars().all(|one| one.is_alphanumeric() || one == '-');
        if !is_word || tag.chars().count() > MAX_TAG {
            faults.push(Fault::BadTag);
        } else if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS {
        faults.push(Fault::TooManyTags);
    }
    tags
}

/// Tags as they are kept: words with a space before, between and after.
pub(super) fn joined(tags: &[String]) -> String {
    match tags {
        [] => String::new(),
        tags => format!(" {} ", tags.join(" ")),
    }
}

/// Neither a control character, nor one that turns the direction of what follows.
fn is_seen(one: char) -> bool {
    !one.is_control()
        && !matches!(one, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_cleaned_and_what_cannot_be_kept_is_named() {
        let mut faults = Vec::new();
        assert_eq!(
            title("  How do\tI\u{202e} invoice\n a deposit? ", &mut faults),
            "How do I invoice a deposit?"
        );
        assert_eq!(body("One\r\ntwo\r\n\r\n", &mut faults), "One\ntwo");
        let given = ["Retención", "change orders", "", "retención"].map(str::to_owned);
        assert_eq!(tags(&given, &mut faults), ["retención", "change-orders"]);
        assert_eq!(faults, []);
        title("Too short", &mut faults);
        title(&"x".repeat(151), &mut faults);
        body(" \n", &mut faults);
        body(&"x".repeat(MAX_BODY + 1), &mut faults);
        tags(&["a b".to_owned(), "<b>".to_owned()], &mut faults);
        tags(
            &["a", "b", "c", "d", "e", "f"].map(str::to_owned),
            &mut faults,
        );
        use Fault::*;
        assert_eq!(
            faults,
            [
                TitleTooShort,
                TitleTooLong,
                BodyMissing,
                BodyTooLong,
                BadTag,
                TooManyTags
            ]
        );
    }
}
