//! Pages of the forum, as far as they are pages of this site. Like the page of reports they are
//! never part of it: no map lists them, and no file is written of them.

use serde::Serialize;
use serde_json::{Value, json};

use crate::locale::Locale;
use crate::site::head::{About, shortened};
use crate::site::structured::script;
use crate::site::{Page, PageKind, Site};
use crate::theme::ThemeError;
use crate::theme::context::Link;

/// Of a text that is said to machines, in characters.
const TEXT: usize = 5_000;

/// What a page of the forum says of itself.
#[derive(Debug, Default)]
pub struct ForumAbout {
    /// Below the language: `forum/ask/`.
    pub rest: String,
    pub title: String,
    pub description: String,
    pub indexed: bool,
    /// Whether its languages are versions of one page: those of a list are, a post has one.
    pub has_versions: bool,
    /// Root-relative, where it is not the page itself.
    pub canonical: Option<String>,
    pub trail: Vec<Link>,
    pub question: Option<Question>,
}

/// A question with its answers, for search engines. Texts are plain.
#[derive(Debug)]
pub struct Question {
    pub title: String,
    pub text: String,
    pub url: String,
    pub author: Signature,
    pub created: String,
    pub edited: Option<String>,
    pub votes: i64,
    /// Answers on all pages.
    pub total: i64,
    /// Those of the first one.
    pub answers: Vec<Answer>,
}

#[derive(Debug)]
pub struct Answer {
    pub text: String,
    pub url: String,
    pub author: Signature,
    pub created: String,
    pub votes: i64,
    /// Verified, or accepted by who asked.
    pub is_right: bool,
}

/// Who wrote it, and where that is.
#[derive(Debug)]
pub struct Signature {
    pub name: String,
    pub url: Option<String>,
}

impl Site {
    /// Draws a page of the forum.
    ///
    /// # Errors
    /// A template of a theme that asks for what it is not given.
    pub fn forum_page<P: Serialize>(
        &self,
        template: &str,
        language: Locale,
        about: ForumAbout,
        page: &P,
    ) -> Result<Page, ThemeError> {
        let path = self.address.below(language, &about.rest);
        let has_versions = about.has_versions;
        let mut head = self.head(About {
            language,
            path: &path,
            title: about.title,
            description: about.description,
            indexed: about.indexed,
            versions: self.versions_of_own(&about.rest, |one| has_versions || one == language),
            category: "",
        });
        if head.canonical.is_some() {
            if let Some(canonical) = &about.canonical {
                head.canonical = Some(self.with_query(canonical));
            }
            head.json_ld.extend(self.breadcrumbs_json(&about.trail));
            let question = about.question.as_ref();
            head.json_ld
                .extend(question.map(|question| self.question_json(question, language)));
        }
        self.html(template, language, &head, page, &path, PageKind::Html)
    }

    /// The way home, and to the forum.
    pub fn forum_trail(&self, language: Locale) -> Vec<Link> {
        let mut trail = self.trail(language, "");
        trail.push(Link {
            title: self.say(language, "forum-page-title"),
            url: self.address.below(language, "forum/"),
        });
        trail
    }

    /// The host app's page that signs in and leads back.
    pub fn forum_sign_in(&self, path: &str, query: Option<&str>) -> Option<String> {
        self.sign_in(Some((path, query)))
    }

    fn question_json(&self, question: &Question, language: Locale) -> String {
        let answers = |is_right: bool| -> Vec<Value> {
            let wanted = question
                .answers
                .iter()
                .filter(|one| one.is_right == is_right);
            wanted.map(|one| self.answer_json(one)).collect()
        };
        let mut entity = json!({
            "@type": "Question",
            "name": question.title,
            "text": shortened(&question.text, TEXT),
            "url": self.address.absolute(&question.url),
            "author": self.person_json(&question.author),
            "datePublished": question.created,
            "upvoteCount": question.votes,
            "answerCount": question.total,
            "inLanguage": language.code(),
        });
        if let Some(edited) = &question.edited {
            entity["dateModified"] = json!(edited);
        }
        for (name, answers) in [
            ("acceptedAnswer", answers(true)),
            ("suggestedAnswer", answers(false)),
        ] {
            if !answers.is_empty() {
                entity[name] = Value::Array(answers);
            }
        }
        script(&json!({
            "@context": "https://schema.org",
            "@type": "QAPage",
            "mainEntity": entity,
        }))
    }

    /// The whole address of a path, what is asked about it with it.
    fn with_query(&self, path: &str) -> String {
        match path.split_once('?') {
            Some((path, query)) => format!("{}?{query}", self.address.absolute(path)),
            None => self.address.absolute(path),
        }
    }

    fn answer_json(&self, answer: &Answer) -> Value {
        // The anchor is plain: keys are letters and digits.
        let (path, anchor) = answer.url.split_once('#').unwrap_or((&answer.url, ""));
        json!({
            "@type": "Answer",
            "text": shortened(&answer.text, TEXT),
            "url": format!("{}#{anchor}", self.with_query(path)),
            "author": self.person_json(&answer.author),
            "datePublished": answer.created,
            "upvoteCount": answer.votes,
        })
    }

    fn person_json(&self, author: &Signature) -> Value {
        let mut person = json!({"@type": "Person", "name": author.name});
        if let Some(url) = &author.url {
            person["url"] = json!(self.address.absolute(url));
        }
        person
    }
}
