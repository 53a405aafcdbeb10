//! An index that is open: which articles stand in it, and where each term does.
//!
//! Entry point: [`Indexed::open`]. An index is one segment that is never changed, so it holds
//! no deleted document, whose words tantivy would go on counting.

use std::io;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Index, SegmentReader, TERMINATED, Term};

use crate::content::Article;
use crate::search::SearchError;
use crate::search::ranking::Field;
use crate::search::schema::Schema;

/// The terms of some articles.
pub(super) struct Indexed {
    schema: Schema,
    segment: SegmentReader,
    /// As they are written.
    pub words: Arc<InvertedIndexReader>,
    fields: Vec<FieldReader>,
}

/// A field of an index.
pub(super) struct FieldReader {
    stems: Arc<InvertedIndexReader>,
    pub lengths: FieldNormReader,
}

impl Indexed {
    /// Opens an index; `None` where it is not one of ours, whole.
    pub fn open(index: &Index) -> Result<Option<Self>, SearchError> {
        let schema = Schema::new();
        if index.schema() != schema.tantivy {
            return Ok(None);
        }
        let [segment] = &index.searchable_segments()?[..] else {
            return Ok(None);
        };
        let segment = SegmentReader::open(segment)?;
        if segment.has_deletes() {
            return Ok(None);
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
        Ok(Some(Indexed {
            words: segment.inverted_index(schema.words)?,
            fields,
            schema,
            segment,
        }))
    }

    /// How many articles have the stem in `field`.
    pub fn articles_with(&self, field: Field, stem: &str) -> usize {
        match self.field(field).stems.terms().get(stem) {
            Ok(Some(info)) => info.doc_freq as usize,
            _ => 0,
        }
    }

    /// How many words stand in `field` of all articles.
    pub fn tokens(&self, field: Field) -> u64 {
        self.field(field).stems.total_num_tokens()
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
        let stands = |stem: &str| self.articles_with(field, stem) > 0;
        if !stems.iter().all(|(_, stem)| stands(stem)) {
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

    /// Whether the documents are these articles, in the order of their ids.
    pub fn holds(&self, articles: &[Arc<Article>]) -> Result<bool, SearchError> {
        let segment = &self.segment;
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
}
