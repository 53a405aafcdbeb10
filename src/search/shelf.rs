//! One shelf: the index of all articles with one lock and one language.
//!
//! [`write()`] fills it in memory and lays its files down; [`Shelf::open`] reads it.
//! A shelf is never changed after that, so it holds no deleted document, whose
//! words tantivy would go on counting.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Index, SegmentReader, TERMINATED, TantivyDocument, Term};

use crate::content::{Article, ArticleId, Kind, Section};
use crate::gate::Gate;
use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::analyzer::{ANALYZER_VERSION, Analyzer, PROBE};
use crate::search::cards::{Card, Names};
use crate::search::ranking::Field;
use crate::search::schema::Schema;
use crate::search::vocabulary::Vocabulary;
use crate::search::writing::Writing;

/// What a shelf is to hold, before it is looked for on disk.
#[derive(Clone, Debug)]
pub(super) struct ShelfPlan {
    pub gate: Gate,
    pub language: Locale,
    /// In the order of their ids.
    pub articles: Vec<Arc<Article>>,
}

/// An opened shelf.
pub(super) struct Shelf {
    /// Of its folder.
    pub name: String,
    pub gate: Gate,
    pub language: Locale,
    pub schema: Schema,
    pub segment: SegmentReader,
    pub words: Arc<InvertedIndexReader>,
    fields: Vec<FieldReader>,
    /// By document, in the order of their ids.
    pub articles: Vec<Arc<Article>>,
    pub cards: Vec<Card>,
}

/// A field of an opened shelf.
pub(super) struct FieldReader {
    pub stems: Arc<InvertedIndexReader>,
    pub lengths: FieldNormReader,
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
    let fields = Field::ALL.map(|field| schema.field(field));
    let mut writing = Writing::new(vocabulary, &schema.tantivy, schema.words, &fields);
    for article in &plan.articles {
        let sections = article.body.sections()?;
        for (at, field) in Field::ALL.into_iter().enumerate() {
            let texts = texts(article, &sections, field).into_iter();
            for text in texts.filter(|text| !text.is_empty()) {
                writing.add(at, text);
            }
        }
        writing.end_document();
    }
    let ids = plan.articles.iter().map(|article| {
        let mut document = TantivyDocument::new();
        document.add_text(schema.id, article.id.as_str());
        document
    });
    writing.write(ids, path)
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
        let damaged = || SearchError::Damaged {
            folder: path.clone(),
        };
        let schema = Schema::new();
        let index = Index::open_in_dir(path)?;
        if index.schema() != schema.tantivy {
            return Err(damaged());
        }
        let [segment] = &index.searchable_segments()?[..] else {
            return Err(damaged());
        };
        let segment = SegmentReader::open(segment)?;
        if segment.has_deletes() || !holds(&segment, &plan.articles)? {
            return Err(damaged());
        }
        let fields = Field::ALL
            .into_iter()
            .map(|field| {
                Ok(FieldReader {
                    stems: segment.inverted_index(schema.field(field))?,
                    lengths: segment.get_fieldnorms_reader(schema.field(field))?,
                })
            })
            .collect::<tantivy::Result<_>>()?;
        let articles = plan.articles.iter();
        let cards = articles.map(|article| names.card(article)).collect();
        Ok(Shelf {
            name: name.to_owned(),
            gate: plan.gate.clone(),
            language: plan.language,
            words: segment.inverted_index(schema.words)?,
            fields,
            schema,
            segment,
            articles: plan.articles.clone(),
            cards,
        })
    }

    /// Whether an article has the stem in `field`.
    pub fn holds(&self, field: Field, stem: &str) -> bool {
        let terms = self.field(field).stems.terms();
        matches!(terms.get(stem), Ok(Some(_)))
    }

    /// How many articles have the stem in `field`.
    pub fn articles_with(&self, field: Field, stem: &str) -> usize {
        match self.field(field).stems.terms().get(stem) {
            Ok(Some(info)) => info.doc_freq as usize,
            _ => 0,
        }
    }

    /// Calls `each` for the articles that have `term` among their words as written.
    pub fn for_each_spelt(&self, term: &str, mut each: impl FnMut(DocId)) -> io::Result<()> {
        let Some(info) = self.words.terms().get(term)? else {
            return Ok(());
        };
        let option = IndexRecordOption::Basic;
        let mut postings = self.words.read_postings_from_terminfo(&info, option)?;
        while postings.doc() != TERMINATED {
            each(postings.doc());
            postings.advance();
        }
        Ok(())
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
        let [stem] = stems else {
            let stems: Vec<(usize, String)> = stems.iter().cloned().enumerate().collect();
            return self.for_each_sequence(field, &stems, |document| each(document, 1, None));
        };
        let is_title = field == Field::Title;
        let option = match is_title {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        let Some(mut postings) = self.postings(field, stem, option)? else {
            return Ok(());
        };
        let mut positions = Vec::new();
        while postings.doc() != TERMINATED {
            let begins = is_title.then(|| {
                postings.positions(&mut positions);
                positions.first() == Some(&0)
            });
            each(postings.doc(), postings.term_freq(), begins);
            postings.advance();
        }
        Ok(())
    }

    /// Calls `each` for the articles in whose `field` the stems stand at their distances.
    pub fn for_each_sequence(
        &self,
        field: Field,
        stems: &[(usize, String)],
        mut each: impl FnMut(DocId),
    ) -> Result<(), SearchError> {
        if let [(_, stem)] = stems {
            let option = IndexRecordOption::WithFreqs;
            if let Some(mut postings) = self.postings(field, stem, option)? {
                while postings.doc() != TERMINATED {
                    each(postings.doc());
                    postings.advance();
                }
            }
            return Ok(());
        }
        if !stems.iter().all(|(_, stem)| self.holds(field, stem)) {
            return Ok(());
        }
        let schema = &self.schema;
        let terms = stems
            .iter()
            .map(|(at, stem)| (*at, Term::from_field_text(schema.field(field), stem)))
            .collect();
        let weight = PhraseQuery::new_with_offset(terms)
            .weight(EnableScoring::disabled_from_schema(&schema.tantivy))?;
        let mut scorer = weight.scorer(&self.segment, 1.0)?;
        while scorer.doc() != TERMINATED {
            each(scorer.doc());
            scorer.advance();
        }
        Ok(())
    }

    /// The articles that have the stem in `field`.
    pub fn postings(
        &self,
        field: Field,
        stem: &str,
        option: IndexRecordOption,
    ) -> io::Result<Option<SegmentPostings>> {
        let stems = &self.field(field).stems;
        match stems.terms().get(stem)? {
            Some(info) => stems.read_postings_from_terminfo(&info, option).map(Some),
            None => Ok(None),
        }
    }

    pub fn field(&self, field: Field) -> &FieldReader {
        &self.fields[field as usize]
    }

    /// The document of an article that stands on it.
    pub fn document(&self, id: &ArticleId) -> Option<DocId> {
        let found = self.articles.binary_search_by(|one| one.id.cmp(id));
        found.ok().map(|at| at as DocId)
    }

    /// How many articles stand on it.
    pub fn len(&self) -> usize {
        self.articles.len()
    }
}

/// Whether the documents are these articles, in the order of their ids.
fn holds(segment: &SegmentReader, articles: &[Arc<Article>]) -> Result<bool, SearchError> {
    let Some(column) = segment.fast_fields().str("id")? else {
        return Ok(articles.is_empty());
    };
    if segment.max_doc() as usize != articles.len() || column.num_terms() != articles.len() {
        return Ok(false);
    }
    // Each has a term of its own, and the terms are in order as the articles are: one pass
    // tells, where looking up each by its number would take some twenty times as long.
    let mut terms = column.dictionary().stream()?;
    for (document, article) in articles.iter().enumerate() {
        let is_next = terms.advance() && terms.key() == article.id.as_str().as_bytes();
        let mut ordinals = column.term_ords(document as DocId);
        if !is_next || ordinals.next() != Some(document as u64) || ordinals.next().is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}
