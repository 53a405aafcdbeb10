//! One shelf: the index of all articles with one lock and one language.
//!
//! [`write()`] fills it in memory and lays its files down; [`Shelf::open`] reads it. What is
//! written is never changed. Where a few articles change, the next edition has the same index
//! with some documents [`Withdrawn`], and a second shelf in memory for what came instead.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::{DocId, Index, TantivyDocument};

use crate::content::{Article, ArticleId, Kind, Section};
use crate::gate::Gate;
use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::analyzer::{ANALYZER_VERSION, Analyzer, PROBE};
use crate::search::cards::{Card, Names};
use crate::search::indexed::Indexed;
use crate::search::ranking::Field;
use crate::search::schema::Schema;
use crate::search::vocabulary::Vocabulary;
use crate::search::writing::{Counted, Writing};

/// What a shelf is to hold, before it is looked for on disk.
#[derive(Clone, Debug)]
pub(super) struct ShelfPlan {
    pub gate: Gate,
    pub language: Locale,
    /// In the order of their ids.
    pub articles: Vec<Arc<Article>>,
}

/// An opened shelf, or what came to one since it was written.
pub(super) struct Shelf {
    /// Of its folder; `None` for what lies in memory alone.
    pub name: Option<String>,
    pub gate: Gate,
    pub language: Locale,
    pub(super) index: Arc<Indexed>,
    /// By document, in the order of their ids: as they are now, and those that are withdrawn as
    /// they were indexed.
    pub articles: Vec<Arc<Article>>,
    pub cards: Arc<[Card]>,
    pub(super) withdrawn: Option<Withdrawn>,
}

/// Articles whose documents stand in an index that is never changed, and are no longer found.
/// What they added is counted apart, so that it can be taken off again.
pub(super) struct Withdrawn {
    is_gone: Vec<bool>,
    count: usize,
    added: Counted,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf")
            .field("gate", &self.gate)
            .field("language", &self.language)
            .field("articles", &self.articles.len())
            .finish_non_exhaustive()
    }
}

/// Texts of an article as they are indexed.
fn texts<'a>(article: &'a Article, sections: &'a [Section], field: Field) -> Vec<&'a str> {
    match field {
        Field::Title => vec![&article.title],
        Field::Summary => vec![&article.summary],
        Field::Headings => sections.iter().map(|one| one.heading.as_str()).collect(),
        Field::Body => sections.iter().map(|one| one.text.as_str()).collect(),
        // An id that is a path would only repeat the words of its category.
        Field::Keywords => (!article.id.as_str().contains('/'))
            .then_some(article.id.as_str())
            .into_iter()
            .chain((article.kind == Kind::Video).then_some(article.kind.word()))
            .chain(
                article
                    .keywords
                    .iter()
                    .chain(&article.tags)
                    .map(String::as_str),
            )
            .collect(),
    }
}

impl ShelfPlan {
    /// Name of the shelf's folder: a hash of gate and language, and one of all that
    /// its index is made from. A shelf whose name is on disk needs no rebuilding.
    ///
    /// # Errors
    /// The texts of the articles cannot be read.
    pub fn name(&self) -> io::Result<String> {
        let mut place = Hash::default();
        place.part(self.gate.to_string().as_bytes());
        place.part(self.language.code().as_bytes());
        let mut content = Hash::default();
        content.part(&ANALYZER_VERSION.to_le_bytes());
        content.part(tantivy::version_string().as_bytes());
        let mut analyzer = Analyzer::new(self.language);
        for word in PROBE {
            for stem in analyzer.forms(word).stems() {
                content.part(stem.as_bytes());
            }
        }
        for article in &self.articles {
            content.part(article.id.as_str().as_bytes());
            let sections = article.body.sections()?;
            for field in Field::ALL {
                let texts = texts(article, &sections, field);
                content.length(texts.len());
                for text in texts {
                    content.part(text.as_bytes());
                }
            }
        }
        let (place, content) = (place.finish().to_hex(), content.finish().to_hex());
        Ok(format!("{}-{}", &place[..16], &content[..32]))
    }
}

/// A hash of parts. They are gathered first: one of much at once costs a quarter.
#[derive(Default)]
struct Hash {
    hasher: blake3::Hasher,
    gathered: Vec<u8>,
}

impl Hash {
    const MUCH: usize = 64 * 1024;

    /// Adds a part with its length, so that parts cannot run into one another.
    fn part(&mut self, part: &[u8]) {
        self.length(part.len());
        self.gathered.extend_from_slice(part);
        if self.gathered.len() >= Hash::MUCH {
            self.hasher.update(&self.gathered);
            self.gathered.clear();
        }
    }

    fn length(&mut self, length: usize) {
        let length = (length as u64).to_le_bytes();
        self.gathered.extend_from_slice(&length);
    }

    fn finish(mut self) -> blake3::Hash {
        self.hasher.update(&self.gathered);
        self.hasher.finalize()
    }
}

/// Writes the index of `plan` into the new folder `path`, in one thread and as one
/// segment. `vocabulary` is that of its language.
pub(super) fn write(
    plan: &ShelfPlan,
    path: &Path,
    vocabulary: &mut Vocabulary,
) -> Result<(), SearchError> {
    let schema = Schema::new();
    let writing = gathered(&schema, &plan.articles, vocabulary)?;
    writing.write(columns(&schema, &plan.articles), path)
}

fn gathered<'v>(
    schema: &Schema,
    articles: &[Arc<Article>],
    vocabulary: &'v mut Vocabulary,
) -> Result<Writing<'v>, SearchError> {
    let fields = Field::ALL.map(|field| schema.field(field));
    let mut writing = Writing::new(vocabulary, &schema.tantivy, schema.words, &fields);
    for article in articles {
        let sections = article.body.sections()?;
        for (at, field) in Field::ALL.into_iter().enumerate() {
            let texts = texts(article, &sections, field).into_iter();
            for text in texts.filter(|text| !text.is_empty()) {
                writing.add(at, text);
            }
        }
        writing.end_document();
    }
    Ok(writing)
}

fn columns(schema: &Schema, articles: &[Arc<Article>]) -> impl Iterator<Item = TantivyDocument> {
    articles.iter().map(|article| {
        let mut document = TantivyDocument::new();
        document.add_text(schema.id, article.id.as_str());
        document
    })
}

/// Whether two articles are indexed alike.
pub(super) fn are_indexed_alike(one: &Arc<Article>, other: &Arc<Article>) -> io::Result<bool> {
    if Arc::ptr_eq(one, other) {
        return Ok(true);
    }
    let is_head = |field: &Field| !matches!(field, Field::Headings | Field::Body);
    let of_head = |article, field| texts(article, &[], field);
    let mut heads = Field::ALL.into_iter().filter(is_head);
    if one.id != other.id || !heads.all(|field| of_head(one, field) == of_head(other, field)) {
        return Ok(false);
    }
    one.body.has_sections_of(&other.body)
}

impl Withdrawn {
    /// Those of `articles`, by document, that are gone; `None` where none is.
    pub fn of(
        articles: &[Arc<Article>],
        is_gone: Vec<bool>,
        vocabulary: &mut Vocabulary,
    ) -> Result<Option<Self>, SearchError> {
        let gone = articles.iter().zip(&is_gone).filter(|(_, gone)| **gone);
        let gone: Vec<Arc<Article>> = gone.map(|(article, _)| Arc::clone(article)).collect();
        if gone.is_empty() {
            return Ok(None);
        }
        Ok(Some(Withdrawn {
            is_gone,
            count: gone.len(),
            added: gathered(&Schema::new(), &gone, vocabulary)?.counted(),
        }))
    }
}

impl Shelf {
    /// Opens what [`write()`] wrote for `plan`.
    ///
    /// # Errors
    /// [`SearchError::Damaged`] when the documents are not those of the plan.
    pub fn open(
        name: &str,
        plan: &ShelfPlan,
        folder: &Path,
        names: &mut Names,
    ) -> Result<Self, SearchError> {
        let path = &folder.join(name);
        let opened = Indexed::open(&Index::open_in_dir(path)?)?;
        let index = match opened {
            Some(index) if index.holds(&plan.articles)? => index,
            _ => {
                let folder = path.clone();
                return Err(SearchError::Damaged { folder });
            }
        };
        Ok(Self::of(Some(name.to_owned()), plan, index, names))
    }

    /// A shelf in memory.
    pub fn in_memory(
        plan: &ShelfPlan,
        names: &mut Names,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self, SearchError> {
        let schema = Schema::new();
        let writing = gathered(&schema, &plan.articles, vocabulary)?;
        let (index, _) = writing.in_memory(columns(&schema, &plan.articles))?;
        let index = Indexed::open(&index)?.ok_or_else(|| SearchError::Damaged {
            folder: PathBuf::new(),
        })?;
        Ok(Self::of(None, plan, index, names))
    }

    fn of(name: Option<String>, plan: &ShelfPlan, index: Indexed, names: &mut Names) -> Self {
        let cards = plan.articles.iter().map(|article| names.card(article));
        Shelf {
            name,
            gate: plan.gate.clone(),
            language: plan.language,
            index: Arc::new(index),
            cards: cards.collect(),
            articles: plan.articles.clone(),
            withdrawn: None,
        }
    }

    /// Whether an article has the stem in `field`.
    pub fn holds(&self, field: Field, stem: &str) -> bool {
        self.articles_with(field, stem) > 0
    }

    /// How many articles have the stem in `field`.
    pub fn articles_with(&self, field: Field, stem: &str) -> usize {
        let gone = self.withdrawn.as_ref();
        let gone = gone.map_or(0, |gone| gone.added.with_stem(field as usize, stem));
        let all = self.index.articles_with(field, stem);
        all.saturating_sub(gone as usize)
    }

    /// How many words stand in `field` of all articles.
    pub fn tokens(&self, field: Field) -> u64 {
        let gone = self.withdrawn.as_ref();
        let gone = gone.map_or(0, |gone| gone.added.tokens(field as usize));
        self.index.tokens(field).saturating_sub(gone)
    }

    /// How many articles had a word as written and are withdrawn.
    pub fn withdrawn_with(&self, word: &str) -> u32 {
        let gone = self.withdrawn.as_ref();
        gone.map_or(0, |gone| gone.added.with_word(word))
    }

    /// Calls `each` for the articles that have `term` among their words as written.
    pub fn for_each_spelt(&self, term: &str, each: impl FnMut(DocId)) -> io::Result<()> {
        self.index.for_each_spelt(term, self.found(each))
    }

    /// Calls `each` for the articles that have the stems next to one another in `field`,
    /// with how often (a sequence counts once), and for single stems of a title whether
    /// it begins with them.
    pub fn for_each_frequency(
        &self,
        field: Field,
        stems: &[String],
        mut each: impl FnMut(DocId, u32, Option<bool>),
    ) -> Result<(), SearchError> {
        self.index
            .for_each_frequency(field, stems, |document, count, begins| {
                if !self.is_gone(document) {
                    each(document, count, begins);
                }
            })
    }

    /// Calls `each` for the articles in whose `field` the stems stand at their distances.
    pub fn for_each_sequence(
        &self,
        field: Field,
        stems: &[(usize, String)],
        each: impl FnMut(DocId),
    ) -> Result<(), SearchError> {
        self.index.for_each_sequence(field, stems, self.found(each))
    }

    /// Calls `each` for what is not withdrawn.
    fn found(&self, mut each: impl FnMut(DocId)) -> impl FnMut(DocId) {
        move |document| {
            if !self.is_gone(document) {
                each(document);
            }
        }
    }

    /// Whether the document is that of an article that is withdrawn.
    pub fn is_gone(&self, document: DocId) -> bool {
        let gone = self.withdrawn.as_ref();
        gone.is_some_and(|gone| gone.is_gone[document as usize])
    }

    /// The document of an article that stands on it.
    pub fn document(&self, id: &ArticleId) -> Option<DocId> {
        let found = self.articles.binary_search_by(|one| one.id.cmp(id));
        let found = found.ok().map(|at| at as DocId);
        found.filter(|document| !self.is_gone(*document))
    }

    /// How many articles stand on it.
    pub fn len(&self) -> usize {
        let gone = self.withdrawn.as_ref().map_or(0, |gone| gone.count);
        self.articles.len() - gone
    }

    /// How many documents there are, with those that are gone: each has a place of its own.
    pub fn documents(&self) -> usize {
        self.articles.len()
    }
}
