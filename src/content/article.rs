//! One help page and the parts it is made of.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use semver::VersionReq;
use serde::{Deserialize, Serialize};

use crate::content::{Body, Context};
use crate::gate::Gate;
use crate::locale::Locale;

/// The name that translations share and that votes, redirects and links hang on:
/// `KB-000012`, or the relative path of an article that has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(Arc<str>);

impl ArticleId {
    pub fn new(id: &str) -> Self {
        ArticleId(id.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum $name { $($variant,)* }

        impl $name {
            pub const WORDS: &[&str] = &[$($word,)*];

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }

            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// What sort of page it is; hits are grouped by it.
    Kind { Article = "article", Video = "video", Release = "release", }
}

words! {
    /// Where it is on its way; only published articles leave `ayuda dev`.
    Status { Draft = "draft", Review = "review", Published = "published", Archived = "archived", }
}

words! {
    /// How much the last edit matters to translations.
    Impact { Typo = "typo", Minor = "minor", Major = "major", }
}

/// One translation of an article.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Article {
    pub id: ArticleId,
    pub language: Locale,
    /// Path below the language folder without ending: `estimating/create-an-estimate`.
    pub path: String,
    /// Path below the content folder: `en/estimating/create-an-estimate.md`.
    pub file: String,
    /// Path of its category; empty for an article of the home folder.
    pub category: String,
    pub slug: String,
    /// Root-relative, with the path of `base_url`: `/en/estimating/create-an-estimate/`.
    pub url: String,
    pub title: String,
    /// Empty when not given.
    pub summary: String,
    pub kind: Kind,
    pub gate: Gate,
    /// `published` everywhere but where drafts are shown to their writers.
    pub stage: Status,
    pub module: Option<String>,
    pub contexts: Vec<Context>,
    pub tags: Vec<String>,
    pub keywords: Vec<String>,
    /// Releases of the host app it is for, as it is written and as it is compared.
    #[serde(with = "range")]
    pub version: Option<(String, VersionReq)>,
    pub video: Option<Video>,
    pub related: Vec<ArticleId>,
    pub featured: bool,
    /// Place in its category, small first; articles without one follow by title.
    pub order: Option<i64>,
    pub author: Option<String>,
    pub owner: Option<String>,
    pub date: Option<Date>,
    pub updated: Option<Timestamp>,
    pub review_by: Option<Date>,
    /// Key of the post of the forum where it is talked about.
    pub discussion: Option<String>,
    pub impact: Impact,
    /// The name that Git gives to what the file says.
    pub revision: String,
    /// Names what the newest major edit said, as far as one is known; votes count since.
    pub major: Option<String>,
    /// What readers are told when it is a translation that has fallen behind.
    pub outdated: Option<Outdated>,
    pub noindex: bool,
    /// Old root-relative URLs that lead here.
    pub aliases: Vec<String>,
    pub body: Body,
}

impl Article {
    /// Whether it is for the given release of the host app; without `version`, for all.
    pub fn is_for_version(&self, version: &semver::Version) -> bool {
        self.version
            .as_ref()
            .is_none_or(|(_, wanted)| wanted.matches(version))
    }

    /// Whether nothing differs at all, as far as that is known without reading texts in files.
    pub fn is_the_same(&self, other: &Article) -> bool {
        // What differs most often comes first.
        self.revision == other.revision
            && self.body.says_the_same(&other.body)
            && self.major == other.major
            && self.outdated == other.outdated
            && self.is_listed_as(other)
    }

    /// Whether lists and look-ups hold both alike: nothing differs but what stands below the
    /// header, and what is known of its text.
    pub fn is_listed_as(&self, other: &Article) -> bool {
        // Named one by one, so that a new field is thought of here.
        let Article {
            id,
            language,
            path,
            file,
            category,
            slug,
            url,
            title,
            summary,
            kind,
            gate,
            stage,
            module,
            contexts,
            tags,
            keywords,
            version,
            video,
            related,
            featured,
            order,
            author,
            owner,
            date,
            updated,
            review_by,
            discussion,
            impact,
            revision: _,
            major: _,
            outdated: _,
            noindex,
            aliases,
            body,
        } = self;
        *id == other.id
            && *language == other.language
            && *path == other.path
            && *file == other.file
            && *category == other.category
            && *slug == other.slug
            && *url == other.url
            && *title == other.title
            && *summary == other.summary
            && *kind == other.kind
            && *gate == other.gate
            && *stage == other.stage
            && *module == other.module
            && *contexts == other.contexts
            && *tags == other.tags
            && *keywords == other.keywords
            && *version == other.version
            && *video == other.video
            && *related == other.related
            && *featured == other.featured
            && *order == other.order
            && *author == other.author
            && *owner == other.owner
            && *date == other.date
            && *updated == other.updated
            && *review_by == other.review_by
            && *discussion == other.discussion
            && *impact == other.impact
            && *noindex == other.noindex
            && *aliases == other.aliases
            && body.pictures() == other.body.pictures()
    }
}

/// A range of versions, written as it is compared.
mod range {
    use semver::VersionReq;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    type Range = Option<(String, VersionReq)>;

    pub(super) fn serialize<S: Serializer>(
        range: &Range,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let range = range.as_ref();
        let range = range.map(|(written, range)| (written, range.to_string()));
        range.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Range, D::Error> {
        let range = Option::<(String, String)>::deserialize(deserializer)?;
        let read = |(written, range): (String, String)| {
            let range = range.parse().map_err(D::Error::custom)?;
            Ok((written, range))
        };
        range.map(read).transpose()
    }
}

#[cfg(test)]
impl Article {
    /// A public article with nothing in it, for tests.
    pub(crate) fn sample(language: Locale, id: &str) -> Self {
        Article {
            id: ArticleId::new(id),
            language,
            path: id.to_owned(),
            file: format!("{}/{id}.md", language.code()),
            category: String::new(),
            slug: id.to_owned(),
            url: format!("/{}/{id}/", language.code()),
            title: id.to_owned(),
            summary: String::new(),
            kind: Kind::Article,
            gate: Gate::public(),
            stage: Status::Published,
            module: None,
            contexts: Vec::new(),
            tags: Vec::new(),
            keywords: Vec::new(),
            version: None,
            video: None,
            related: Vec::new(),
            featured: false,
            order: None,
            author: None,
            owner: None,
            date: None,
            updated: None,
            review_by: None,
            discussion: None,
            impact: Impact::Minor,
            revision: String::new(),
            major: None,
            outdated: None,
            noindex: false,
            aliases: Vec::new(),
            body: Body::default(),
        }
    }
}

/// The original of a translation has changed in a way that matters to readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outdated {
    /// Language of the original.
    pub original: Locale,
    /// When it was changed, as far as Git knows.
    pub changed: Option<Timestamp>,
}

/// A film that stands for, or beside, the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    pub source: VideoSource,
    /// Seconds.
    pub duration: Option<u32>,
    /// URL of the picture that is shown before it plays.
    pub poster: Option<String>,
    /// What is said in it, by its captions: a line for each paragraph.
    pub transcript: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VideoSource {
    YouTube(String),
    Vimeo(String),
    File(Film),
}

/// A film file that the browser plays itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Film {
    pub url: String,
    /// URL of the picture that is shown before it plays: the file of the same name.
    pub poster: Option<String>,
    /// URL of the captions in the language of the page (WebVTT), of the same name.
    pub captions: Option<String>,
    /// What is said in it, by the captions: a line for each paragraph.
    pub transcript: String,
}

impl Film {
    /// Everything of it that lies in the content folder or, for a film elsewhere, its address.
    pub fn urls(&self) -> impl Iterator<Item = &String> {
        [&self.url]
            .into_iter()
            .chain(&self.poster)
            .chain(&self.captions)
    }
}

impl VideoSource {
    /// Reads the address of a film: YouTube and Vimeo in their usual forms, or a file.
    pub fn from_address(address: &str) -> Option<Self> {
        let url = match url::Url::parse(address) {
            Ok(url) if url.scheme() == "https" => url,
            _ => return None,
        };
        let name = |text: &str| {
            let fine = !text.is_empty()
                && text.len() <= 32
                && text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            fine.then(|| text.to_owned())
        };
        let last = url
            .path_segments()
            .and_then(|mut parts| parts.next_back())
            .unwrap_or_default();
        match url.host_str()?.trim_start_matches("www.") {
            "youtu.be" => name(last).map(VideoSource::YouTube),
            "youtube.com" | "youtube-nocookie.com" | "m.youtube.com" => {
                let query = url.query_pairs().find(|(key, _)| key == "v");
                match query {
                    Some((_, id)) => name(&id).map(VideoSource::YouTube),
                    None => name(last).map(VideoSource::YouTube),
                }
            }
            "vimeo.com" | "player.vimeo.com" => name(last).map(VideoSource::Vimeo),
            _ if last.ends_with(".mp4") || last.ends_with(".webm") => {
                Some(VideoSource::File(Film {
                    url: url.to_string(),
                    ..Film::default()
                }))
            }
            _ => None,
        }
    }

    /// Where a reader without frames watches it.
    pub fn page(&self) -> String {
        match self {
            VideoSource::YouTube(id) => format!("https://www.youtube.com/watch?v={id}"),
            VideoSource::Vimeo(id) => format!("https://vimeo.com/{id}"),
            VideoSource::File(film) => film.url.clone(),
        }
    }

    /// What a frame shows; `None` for a file, which the browser plays itself.
    pub fn frame(&self) -> Option<String> {
        match self {
            VideoSource::YouTube(id) => {
                Some(format!("https://www.youtube-nocookie.com/embed/{id}"))
            }
            VideoSource::Vimeo(id) => Some(format!("https://player.vimeo.com/video/{id}?dnt=1")),
            VideoSource::File(_) => None,
        }
    }

    /// What the browser plays itself.
    pub fn film(&self) -> Option<&Film> {
        match self {
            VideoSource::File(film) => Some(film),
            VideoSource::YouTube(_) | VideoSource::Vimeo(_) => None,
        }
    }
}

/// A page that was taken down on purpose: gone (410), or moved to its replacement (301).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    pub language: Locale,
    pub url: String,
    pub gate: Gate,
    pub replaced_by: Option<ArticleId>,
}
