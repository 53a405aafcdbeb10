//! A part of a shelf: an index of at most [`MOST`] threads that is never changed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::{OwnedBytes, RamDirectory};
use tantivy::fastfield::AliveBitSet;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::InvertedIndexReader;
use tantivy::indexer::merge_filtered_segments;
use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::schema::{self, IndexRecordOption, TextFieldIndexing, TextOptions};
use tantivy::{
    DocId, DocSet, Index, IndexSettings, Segment as IndexSegment, SegmentReader, TERMINATED,
    TantivyDocument, Term,
};

use crate::locale::Locale;
use crate::search::SearchError;
use crate::search::lexicon::Lexicon;
use crate::search::ranking::Field;
use crate::search::schema::{STEMS, WORDS};
use crate::search::threads::ThreadText;
use crate::search::vocabulary::Vocabulary;
use crate::search::writing::{Writing, lay_down};

/// Threads of a segment: as many as can be written anew within the time of an act.
pub(super) const MOST: usize = 20_000;

/// Postings for each chosen thread, from which on it is looked for.
const DENSE: usize = 8;

/// Where a word stands in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Title,
    Body,
    Replies,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Title, Part::Body, Part::Replies];

    fn name(self) -> &'static str {
        match self {
            Part::Title => "title",
            Part::Body => "body",
            Part::Replies => "replies",
        }
    }
}

/// What the index of a segment holds.
#[derive(Clone, Debug)]
pub(super) struct Schema {
    tantivy: schema::Schema,
    words: schema::Field,
    parts: [schema::Field; Part::ALL.len()],
}

impl Schema {
    pub fn new() -> Self {
        let mut builder = schema::Schema::builder();
        let stems = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(STEMS)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let words = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(WORDS)
                .set_index_option(IndexRecordOption::Basic)
                .set_fieldnorms(false),
        );
        let words = builder.add_text_field("words", words);
        let parts = Part::ALL.map(|part| builder.add_text_field(part.name(), stems.clone()));
        Schema {
            tantivy: builder.build(),
            words,
            parts,
        }
    }

    fn part(&self, part: Part) -> schema::Field {
        self.parts[part as usize]
    }
}

/// An opened segment.
pub(super) struct Segment {
    pub language: Locale,
    pub folder: PathBuf,
    schema: Schema,
    index: IndexSegment,
    reader: SegmentReader,
    words: Arc<InvertedIndexReader>,
    parts: Vec<PartReader>,
}

pub(super) struct PartReader {
    pub stems: Arc<InvertedIndexReader>,
    pub lengths: FieldNormReader,
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// Writes a segment of these threads into the new folder `path`.
pub(super) fn write(
    threads: &[&ThreadText],
    language: Locale,
    path: &Path,
) -> Result<(), SearchError> {
    let schema = Schema::new();
    let mut vocabulary = Vocabulary::new(language);
    let parts = Part::ALL.map(|part| schema.part(part));
    let mut writing = Writing::new(&mut vocabulary, &schema.tantivy, schema.words, &parts);
    for thread in threads {
        let mut add = |part: Part, text: &str| {
            if !text.is_empty() {
                writing.add(part as usize, text);
            }
        };
        add(Part::Title, &thread.title);
        add(Part::Body, &thread.body);
        for tag in &thread.tags {
            add(Part::Body, tag);
        }
        for reply in &thread.replies {
            add(Part::Replies, reply);
        }
        writing.end_document();
    }
    writing.write(threads.iter().map(|_| TantivyDocument::new()), path)
}

/// Writes one segment of several into the new folder `path`, without the documents that are
/// not `kept`: neither they nor words of theirs are in it.
pub(super) fn merge(
    segments: &[(&Segment, Option<&[bool]>)],
    path: &Path,
) -> Result<(), SearchError> {
    let indexes: Vec<IndexSegment> = segments.iter().map(|(one, _)| one.index.clone()).collect();
    let kept = segments.iter().map(|(_, kept)| kept.map(alive)).collect();
    let memory = RamDirectory::create();
    let settings = IndexSettings::default();
    let index = merge_filtered_segments(&indexes, settings, kept, memory.clone())?;
    lay_down(&index, &memory, path)
}

fn alive(kept: &[bool]) -> AliveBitSet {
    let mut bytes = Vec::with_capacity(4 + kept.len() / 8 + 8);
    bytes.extend((kept.len() as u32).to_le_bytes());
    for word in kept.chunks(64) {
        let bits = word.iter().enumerate();
        let bits = bits.fold(0_u64, |bits, (at, kept)| bits | u64::from(*kept) << at);
        bytes.extend(bits.to_le_bytes());
    }
    AliveBitSet::open(OwnedBytes::new(bytes))
}

impl Segment {
    /// Opens what [`write()`] or [`merge()`] wrote. All files that a search reads are held
    /// open from here on: the folder may be deleted.
    pub fn open(path: &Path, language: Locale) -> Result<Self, SearchError> {
        let damaged = || SearchError::Damaged {
            folder: path.to_owned(),
        };
        let schema = Schema::new();
        let index = Index::open_in_dir(path)?;
        if index.schema() != schema.tantivy {
            return Err(damaged());
        }
        let [segment] = &index.searchable_segments()?[..] else {
            return Err(damaged());
        };
        let reader = SegmentReader::open(segment)?;
        if reader.has_deletes() {
            return Err(damaged());
        }
        let parts = Part::ALL.into_iter().map(|part| {
            Ok(PartReader {
                stems: reader.inverted_index(schema.part(part))?,
                lengths: reader.get_fieldnorms_reader(schema.part(part))?,
            })
        });
        Ok(Segment {
            language,
            folder: path.to_owned(),
            words: reader.inverted_index(schema.words)?,
            parts: parts.collect::<tantivy::Result<_>>()?,
            index: segment.clone(),
            reader,
            schema,
        })
    }

    /// How many threads it holds.
    pub fn len(&self) -> usize {
        self.reader.max_doc() as usize
    }

    pub fn part(&self, part: Part) -> &PartReader {
        &self.parts[part as usize]
    }

    /// Where the threads are listed that have the stem there.
    pub fn term(&self, part: Part, stem: &str) -> Result<Option<TermInfo>, SearchError> {
        Ok(self.part(part).stems.terms().get(stem)?)
    }

    /// How many threads have the stem there.
    pub fn with(&self, part: Part, stem: &str) -> usize {
        match self.term(part, stem) {
            Ok(Some(term)) => term.doc_freq as usize,
            _ => 0,
        }
    }

    /// Calls `each` for the threads that have the stem `term` in `part`.
    pub fn for_each_of(
        &self,
        part: Part,
        term: &TermInfo,
        each: impl FnMut(DocId),
    ) -> Result<(), SearchError> {
        visit_all(&self.part(part).stems, term, each)
    }

    /// Calls `each` for those threads of `chosen`, which are in order, that have the stem `term`
    /// in `part`, with how often.
    pub fn for_each_among(
        &self,
        part: Part,
        term: &TermInfo,
        chosen: &[DocId],
        mut each: impl FnMut(DocId, u32),
    ) -> Result<(), SearchError> {
        let option = IndexRecordOption::WithFreqs;
        visit(&self.part(part).stems, term, option, chosen, |postings| {
            each(postings.doc(), postings.term_freq());
        })
    }

    /// Calls `each` for the threads that have the stems next to one another in `part`.
    pub fn for_each_row(
        &self,
        part: Part,
        stems: &[String],
        each: impl FnMut(DocId),
    ) -> Result<(), SearchError> {
        let stems: Vec<(usize, String)> = stems.iter().cloned().enumerate().collect();
        self.for_each_sequence(part, &stems, each)
    }

    /// Calls `each` for the threads in whose `part` the stems stand at their distances.
    pub fn for_each_sequence(
        &self,
        part: Part,
        stems: &[(usize, String)],
        mut each: impl FnMut(DocId),
    ) -> Result<(), SearchError> {
        if let [(_, stem)] = stems {
            let term = self.term(part, stem)?;
            return term.map_or(Ok(()), |term| self.for_each_of(part, &term, each));
        }
        if !stems.iter().all(|(_, stem)| self.with(part, stem) > 0) {
            return Ok(());
        }
        let terms = stems
            .iter()
            .map(|(at, stem)| (*at, Term::from_field_text(self.schema.part(part), stem)));
        let weight = PhraseQuery::new_with_offset(terms.collect())
            .weight(EnableScoring::disabled_from_schema(&self.schema.tantivy))?;
        let mut scorer = weight.scorer(&self.reader, 1.0)?;
        while scorer.doc() != TERMINATED {
            each(scorer.doc());
            scorer.advance();
        }
        Ok(())
    }

    /// Calls `each` for the threads that have the word as it is written.
    pub fn for_each_spelt(&self, word: &str, each: impl FnMut(DocId)) -> Result<(), SearchError> {
        match self.words.terms().get(word)? {
            None => Ok(()),
            Some(term) => visit_all(&self.words, &term, each),
        }
    }

    /// The same for those of `chosen`, which are in order.
    pub fn for_each_spelt_among(
        &self,
        word: &str,
        chosen: &[DocId],
        mut each: impl FnMut(DocId),
    ) -> Result<(), SearchError> {
        let Some(term) = self.words.terms().get(word)? else {
            return Ok(());
        };
        let option = IndexRecordOption::Basic;
        visit(&self.words, &term, option, chosen, |postings| {
            each(postings.doc())
        })
    }
}

fn visit_all(
    field: &InvertedIndexReader,
    term: &TermInfo,
    mut each: impl FnMut(DocId),
) -> Result<(), SearchError> {
    let option = IndexRecordOption::Basic;
    let mut postings = field.read_block_postings_from_terminfo(term, option)?;
    while !postings.docs().is_empty() {
        postings.docs().iter().copied().for_each(&mut each);
        postings.advance();
    }
    Ok(())
}

fn visit(
    field: &InvertedIndexReader,
    term: &TermInfo,
    option: IndexRecordOption,
    chosen: &[DocId],
    mut each: impl FnMut(&SegmentPostings),
) -> Result<(), SearchError> {
    let mut postings = field.read_postings_from_terminfo(term, option)?;
    let is_sparse = chosen.len() * DENSE < term.doc_freq as usize;
    for wanted in chosen {
        match is_sparse {
            true if postings.doc() < *wanted => drop(postings.seek(*wanted)),
            true => {}
            false => {
                while postings.doc() < *wanted {
                    postings.advance();
                }
            }
        }
        if postings.doc() == *wanted {
            each(&postings);
        }
    }
    Ok(())
}

impl Lexicon for Segment {
    fn language(&self) -> Locale {
        self.language
    }

    fn knows(&self, stem: &str) -> bool {
        Part::ALL.iter().any(|part| self.with(*part, stem) > 0)
    }

    fn holding(&self, stem: &str) -> [usize; Field::ALL.len()] {
        let mut holding = [0; Field::ALL.len()];
        for (field, part) in [Field::Title, Field::Body, Field::Summary]
            .into_iter()
            .zip(Part::ALL)
        {
            holding[field as usize] = self.with(part, stem);
        }
        holding
    }

    fn words(&self) -> &InvertedIndexReader {
        &self.words
    }

    /// A segment in which a thread changed is written anew.
    fn withdrawn(&self, _: &str) -> u32 {
        0
    }
}
