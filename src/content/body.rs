//! The text of a page, in memory or in a file.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::content::{StoredTexts, TextFile};

/// What a page says, as readers, search and machines get it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    pub html: String,
    pub outline: Vec<Heading>,
    /// Plain text, cut at headings; the first section stands above the first heading.
    pub sections: Vec<Section>,
    /// The Markdown twin: includes expanded, comments gone, links resolved.
    pub markdown: String,
    /// URLs of the pictures shown.
    pub pictures: Vec<String>,
}

/// A heading of the contents list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6: the page's title is the only heading of level 1.
    pub level: u8,
    pub anchor: String,
    pub text: String,
}

/// A piece of an article that a hit can open at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Empty above the first heading.
    pub anchor: String,
    pub heading: String,
    pub text: String,
}

/// The texts of a page, wherever they are. Reading them fails for a file that is gone or is not
/// what was put there, and never gives the text of another page.
#[derive(Clone, Debug)]
pub enum Body {
    /// In memory.
    Held(Arc<Texts>),
    /// In a file of ours.
    Stored(Arc<StoredTexts>),
}

/// As much of the beginning of a text as lists show, and a little more.
const LEAD: usize = 200;

impl Body {
    /// Texts that are put into `file`, so that they need not be held: in memory where there is
    /// none, or it cannot be written.
    pub fn put(texts: Texts, has_summary: bool, file: Option<&Arc<TextFile>>) -> Self {
        match file.and_then(|file| file.put(&texts, has_summary).ok()) {
            Some(stored) => Body::Stored(Arc::new(stored)),
            None => Body::from(texts),
        }
    }

    /// The same texts, lying in `file`; itself where they do so already.
    ///
    /// # Errors
    /// They cannot be read, or not be written.
    pub fn put_into(&self, file: &Arc<TextFile>, has_summary: bool) -> io::Result<Self> {
        if self.file().is_some_and(|own| Arc::ptr_eq(own, file)) {
            return Ok(self.clone());
        }
        let stored = file.put(&*self.texts()?, has_summary)?;
        Ok(Body::Stored(Arc::new(stored)))
    }

    /// The texts after a change, where those of before lie; in memory where nothing more is put
    /// into that file.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn changed(&self, has_summary: bool, change: impl FnOnce(&mut Texts)) -> io::Result<Self> {
        let mut texts = self.texts()?.into_owned();
        change(&mut texts);
        let again = match self {
            Body::Held(_) => None,
            Body::Stored(stored) => {
                let file = stored.file();
                file.and_then(|file| file.put_again(&texts, has_summary, Some(stored)).ok())
            }
        };
        Ok(again.map_or_else(
            || Body::from(texts),
            |stored| Body::Stored(Arc::new(stored)),
        ))
    }

    /// The texts in memory, so that no file need stay open for them.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn held(&self) -> io::Result<Self> {
        Ok(match self {
            Body::Held(_) => self.clone(),
            Body::Stored(_) => Body::from(self.texts()?.into_owned()),
        })
    }

    fn file(&self) -> Option<&Arc<TextFile>> {
        match self {
            Body::Held(_) => None,
            Body::Stored(stored) => stored.file(),
        }
    }

    /// From now on, what is stored is read from `file`.
    pub fn lies_in(&mut self, file: &Arc<TextFile>) {
        if let Body::Stored(stored) = self {
            Arc::make_mut(stored).lie_in(file);
        }
    }

    /// Whether its file was found to be damaged, by whoever read in it.
    pub fn is_damaged(&self) -> bool {
        matches!(self, Body::Stored(stored) if stored.is_damaged())
    }

    /// Whether these are the same texts, told without reading them. Others may say the same.
    pub fn is_the_same(&self, other: &Body) -> bool {
        match (self, other) {
            (Body::Held(one), Body::Held(other)) => Arc::ptr_eq(one, other),
            (Body::Stored(one), Body::Stored(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// Whether these are known to say the same, told without reading: of stored ones the hashes
    /// tell, wherever they lie.
    pub fn says_the_same(&self, other: &Body) -> bool {
        match (self, other) {
            (Body::Held(one), Body::Held(other)) => Arc::ptr_eq(one, other) || one == other,
            (Body::Stored(one), Body::Stored(other)) => {
                Arc::ptr_eq(one, other) || one.says_the_same(other)
            }
            _ => false,
        }
    }

    /// Whether the sections are those of the other one. Of stored ones the hashes tell, wherever
    /// they lie.
    ///
    /// # Errors
    /// See [`Body`].
    pub fn has_sections_of(&self, other: &Body) -> io::Result<bool> {
        if self.is_the_same(other) {
            return Ok(true);
        }
        match (self, other) {
            (Body::Stored(one), Body::Stored(other)) => Ok(one.has_sections_of(other)),
            _ => Ok(self.sections()? == other.sections()?),
        }
    }

    /// All texts.
    ///
    /// # Errors
    /// See [`Body`].
    pub fn texts(&self) -> io::Result<Cow<'_, Texts>> {
        match self {
            Body::Held(texts) => Ok(Cow::Borrowed(texts)),
            Body::Stored(stored) => Ok(Cow::Owned(Texts {
                html: stored.html()?,
                outline: stored.outline()?,
                sections: stored.sections()?,
                markdown: stored.markdown()?,
                pictures: stored.pictures().to_vec(),
            })),
        }
    }

    /// URLs of the pictures shown.
    pub fn pictures(&self) -> &[String] {
        match self {
            Body::Held(texts) => &texts.pictures,
            Body::Stored(stored) => stored.pictures(),
        }
    }

    /// # Errors
    /// See [`Body`].
    pub fn html(&self) -> io::Result<Cow<'_, str>> {
        match self {
            Body::Held(texts) => Ok(Cow::Borrowed(&texts.html)),
            Body::Stored(stored) => stored.html().map(Cow::Owned),
        }
    }

    /// The Markdown twin.
    ///
    /// # Errors
    /// See [`Body`].
    pub fn markdown(&self) -> io::Result<Cow<'_, str>> {
        match self {
            Body::Held(texts) => Ok(Cow::Borrowed(&texts.markdown)),
            Body::Stored(stored) => stored.markdown().map(Cow::Owned),
        }
    }

    /// # Errors
    /// See [`Body`].
    pub fn outline(&self) -> io::Result<Cow<'_, [Heading]>> {
        match self {
            Body::Held(texts) => Ok(Cow::Borrowed(&texts.outline)),
            Body::Stored(stored) => stored.outline().map(Cow::Owned),
        }
    }

    /// # Errors
    /// See [`Body`].
    pub fn sections(&self) -> io::Result<Cow<'_, [Section]>> {
        match self {
            Body::Held(texts) => Ok(Cow::Borrowed(&texts.sections)),
            Body::Stored(stored) => stored.sections().map(Cow::Owned),
        }
    }

    /// How the text begins, without line ends and no longer than lists show: for articles
    /// without a summary. Empty where nothing is said, and where there was a summary when it
    /// was stored.
    pub fn lead(&self) -> Cow<'_, str> {
        match self {
            Body::Held(texts) => Cow::Owned(texts.lead()),
            Body::Stored(stored) => Cow::Borrowed(stored.lead()),
        }
    }
}

/// Of what is stored, where it lies is written. What is in memory has to be stored before.
impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Body::Held(_) => Err(S::Error::custom("a text that lies in no file")),
            Body::Stored(stored) => stored.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        StoredTexts::deserialize(deserializer).map(|stored| Body::Stored(Arc::new(stored)))
    }
}

impl Default for Body {
    fn default() -> Self {
        Body::Held(Arc::default())
    }
}

impl From<Texts> for Body {
    fn from(texts: Texts) -> Self {
        Body::Held(Arc::new(texts))
    }
}

impl Texts {
    pub(super) fn lead(&self) -> String {
        let mut texts = self.sections.iter().map(|section| &section.text);
        let Some(first) = texts.find(|text| !text.trim().is_empty()) else {
            return String::new();
        };
        let mut lead = String::with_capacity(LEAD);
        let mut length = 0;
        for word in first.split_whitespace() {
            if !lead.is_empty() {
                lead.push(' ');
                length += 1;
            }
            lead.push_str(word);
            length += word.chars().count();
            if length > LEAD {
                break;
            }
        }
        lead
    }
}
