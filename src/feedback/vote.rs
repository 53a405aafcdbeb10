//! A vote and what votes come to, as plain data.

use serde::Serialize;

use crate::content::ArticleId;
use crate::feedback::scrub::scrub;
use crate::feedback::{FeedbackError, MAX_COMMENT, MAX_QUERY};
use crate::identity::Voter;
use crate::locale::Locale;

/// What votes on an article are counted together: those since the same major edit. The
/// empty one stands before any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Epoch(String);

impl Epoch {
    pub fn new(name: &str) -> Self {
        Epoch(name.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What one reader says of one article in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    pub article: ArticleId,
    pub language: Locale,
    pub epoch: Epoch,
    pub voter: Voter,
    pub helpful: bool,
    pub reason: Option<Reason>,
    /// Text, never markup.
    pub comment: Option<String>,
    /// The search that led the reader to the article.
    pub query: Option<String>,
    /// What the reader had read, by Git's name for the content; may be unknown.
    pub revision: String,
}

/// What was missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Outdated,
    Unclear,
    Incomplete,
    Wrong,
    NotMyQuestion,
    Other,
}

/// How many found an article helpful, and how many did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub helpful: u64,
    pub not_helpful: u64,
}

impl Tally {
    /// How sure it is that an article helps: the lower bound of the 95 % interval of
    /// Wilson, "Probable inference, the law of succession, and statistical inference"
    /// (1927), so that one vote does not beat a hundred. 0 without votes.
    pub fn confidence(self) -> f64 {
        let helpful = self.helpful as f64;
        let all = (self.helpful + self.not_helpful) as f64;
        if all == 0.0 {
            return 0.0;
        }
        let z = 1.96_f64;
        let share = helpful / all;
        let spread = z * ((share * (1.0 - share) + z * z / (4.0 * all)) / all).sqrt();
        (share + z * z / (2.0 * all) - spread) / (1.0 + z * z / all)
    }
}

impl Vote {
    /// Where it counts.
    pub(super) fn place(&self) -> (Locale, ArticleId, Epoch) {
        (self.language, self.article.clone(), self.epoch.clone())
    }

    /// The vote with its texts freed of control characters and empty ones left out.
    pub(super) fn cleaned(&self) -> Result<Vote, FeedbackError> {
        let comment = self.comment.as_deref().and_then(|text| {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            clean(&text, |c| matches!(c, '\n' | '\t'))
        });
        let query = self
            .query
            .as_deref()
            .and_then(|text| clean(text, |_| false));
        if is_longer(&comment, MAX_COMMENT) {
            return Err(FeedbackError::CommentTooLong);
        }
        if is_longer(&query, MAX_QUERY) {
            return Err(FeedbackError::QueryTooLong);
        }
        Ok(Vote {
            comment,
            // What could say who searched is taken out, as it is from kept searches.
            query: query.and_then(|text| scrub(&text)),
            ..self.clone()
        })
    }
}

fn clean(text: &str, keeps: impl Fn(char) -> bool) -> Option<String> {
    let kept: String = text
        .chars()
        .filter(|&c| !c.is_control() || keeps(c))
        .collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

fn is_longer(text: &Option<String>, limit: usize) -> bool {
    text.as_ref()
        .is_some_and(|text| text.chars().nth(limit).is_some())
}

impl Reason {
    pub const ALL: [Reason; 6] = [
        Reason::Outdated,
        Reason::Unclear,
        Reason::Incomplete,
        Reason::Wrong,
        Reason::NotMyQuestion,
        Reason::Other,
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Reason::Outdated => "outdated",
            Reason::Unclear => "unclear",
            Reason::Incomplete => "incomplete",
            Reason::Wrong => "wrong",
            Reason::NotMyQuestion => "not_my_question",
            Reason::Other => "other",
        }
    }
}

impl Tally {
    /// How many of a hundred found it helpful, rounded; `None` before the first vote.
    pub fn percentage(self) -> Option<u8> {
        let helpful = u128::from(self.helpful);
        let votes = helpful + u128::from(self.not_helpful);
        let percentage = (200 * helpful + votes).checked_div(2 * votes)?;
        u8::try_from(percentage).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_rounded_and_needs_a_vote() {
        let check = |helpful, not_helpful, expected| {
            let tally = Tally {
                helpful,
                not_helpful,
            };
            assert_eq!(tally.percentage(), expected, "{tally:?}");
        };
        check(0, 0, None);
        check(0, 1, Some(0));
        check(1, 0, Some(100));
        check(1, 2, Some(33));
        check(2, 1, Some(67));
        check(1, 7, Some(13));
        check(u64::MAX, u64::MAX, Some(50));
    }

    #[test]
    fn texts_lose_control_characters_and_surrounding_space() {
        let check = |text, expected: Option<&str>| {
            let kept = clean(text, |c| c == '\n');
            assert_eq!(kept.as_deref(), expected, "{text:?}");
        };
        check(" dos\npasos\u{0}\u{1b}[31m ", Some("dos\npasos[31m"));
        check("\u{0}\u{85} \n", None);
        check("<b>&", Some("<b>&"));
    }

    #[test]
    fn a_reason_is_one_of_the_agreed_words() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_word(reason.word()), Some(reason));
        }
        assert_eq!(Reason::from_word("Outdated"), None);
    }
}
