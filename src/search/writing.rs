//! Writes an index: where each term of the texts stands, and the files of it.
//!
//! Entry points: [`Writing::add`] for the texts of one document after another, and
//! [`Writing::write`]. tantivy lays the files down; what stands in them is gathered here,
//! since its own writer cuts each text anew for each field, and looks each term up by its text.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use foldhash::fast::RandomState;
use tantivy::directory::{Directory, RamDirectory};
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::SegmentComponent;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::{Field, Schema};
use tantivy::tokenizer::{RawTokenizer, TokenizerManager};
use tantivy::{
    DocId, Index, IndexSettings, Segment, SingleSegmentIndexWriter, TantivyDocument, TantivyError,
};

use crate::private;
use crate::search::SearchError;
use crate::search::schema::{STEMS, WORDS};
use crate::search::tokens::Pieces;
use crate::search::vocabulary::{Terms, Vocabulary};

/// What stands in the fields of an index, until it is written.
pub(super) struct Writing<'v> {
    vocabulary: &'v mut Vocabulary,
    schema: Schema,
    /// The field of the words as they are written.
    words: Field,
    spelt: Lists,
    parts: Vec<Part>,
    lengths: FieldNormsWriter,
    document: DocId,
}

/// In how many documents each term stands, for documents that need not be found by them.
#[derive(Debug)]
pub(super) struct Counted {
    words: Counts,
    /// With the number of words, by the field's place.
    stems: Vec<(Counts, u64)>,
}

type Counts = HashMap<Box<str>, u32, RandomState>;

impl Counted {
    pub(super) fn with_word(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or_default()
    }

    pub(super) fn with_stem(&self, part: usize, stem: &str) -> u32 {
        let counts = self.stems.get(part);
        let count = counts.and_then(|(counts, _)| counts.get(stem));
        count.copied().unwrap_or_default()
    }

    pub(super) fn tokens(&self, part: usize) -> u64 {
        self.stems.get(part).map_or(0, |(_, tokens)| *tokens)
    }
}

/// A field of stems.
struct Part {
    field: Field,
    stems: Lists,
    tokens: u64,
    /// Of the document that is being added: where its next text begins, and its length so far.
    next: u32,
    length: u32,
}

/// Where the terms of a field stand.
#[derive(Default)]
struct Lists {
    /// Places in `lists` by the number of the term.
    places: Vec<u32>,
    lists: Vec<List>,
}

/// Where one term stands: for each document how far it is from the one before. With positions,
/// one more than each is from the one before, and a 0.
struct List {
    term: u32,
    bytes: Vec<u8>,
    documents: u32,
    last: DocId,
    position: u32,
}

const NOWHERE: u32 = u32::MAX;

impl<'v> Writing<'v> {
    /// Begins an index with a field of words and fields of stems.
    pub(super) fn new(
        vocabulary: &'v mut Vocabulary,
        schema: &Schema,
        words: Field,
        stems: &[Field],
    ) -> Self {
        vocabulary.begin_index();
        vocabulary.begin_document();
        let part = |field: &Field| Part {
            field: *field,
            stems: Lists::default(),
            tokens: 0,
            next: 0,
            length: 0,
        };
        Writing {
            vocabulary,
            words,
            spelt: Lists::default(),
            parts: stems.iter().map(part).collect(),
            lengths: FieldNormsWriter::for_schema(schema),
            schema: schema.clone(),
            document: 0,
        }
    }

    /// Adds a text to a field of stems of the document, by the field's place.
    pub(super) fn add(&mut self, part: usize, text: &str) {
        let part = &mut self.parts[part];
        let begin = part.next;
        for piece in Pieces::new(text) {
            let (word, is_new) = self.vocabulary.meet(&text[piece.range]);
            let position = begin + piece.position as u32;
            part.next = part.next.max(position + 1);
            part.length += 1;
            part.stems
                .of(word.stems.first)
                .stand(self.document, position);
            if let Some(second) = word.stems.second {
                part.length += 1;
                part.stems.of(second).stand(self.document, position);
            }
            if is_new {
                self.spelt.of(word.spellings.first).hold(self.document);
                if let Some(second) = word.spellings.second {
                    self.spelt.of(second).hold(self.document);
                }
            }
        }
        // The end of one text and the beginning of the next are no phrase.
        part.next += 1;
    }

    pub(super) fn end_document(&mut self) {
        for part in &mut self.parts {
            self.lengths.record(self.document, part.field, part.length);
            part.tokens += u64::from(part.length);
            (part.next, part.length) = (0, 0);
        }
        self.document += 1;
        self.vocabulary.begin_document();
    }

    /// What an index would count of the texts, without one.
    pub(super) fn counted(self) -> Counted {
        let counts = |lists: &Lists, terms: &Terms| {
            let lists = lists.lists.iter();
            let counts = lists.map(|list| (terms.text(list.term).into(), list.documents));
            counts.collect()
        };
        let parts = self.parts.iter();
        Counted {
            words: counts(&self.spelt, &self.vocabulary.spellings),
            stems: parts
                .map(|part| (counts(&part.stems, &self.vocabulary.stems), part.tokens))
                .collect(),
        }
    }

    /// Writes the files into the new folder `path`. `columns` are what is kept of each document
    /// beside its texts.
    ///
    /// They are made in memory and laid down without waiting for the disk: an index can always
    /// be built again, and a manifest tells whether its files are whole.
    pub(super) fn write(
        self,
        columns: impl Iterator<Item = TantivyDocument>,
        path: &Path,
    ) -> Result<(), SearchError> {
        let (index, memory) = self.in_memory(columns)?;
        lay_down(&index, &memory, path)
    }

    /// The index without a folder, and where its files are.
    pub(super) fn in_memory(
        self,
        columns: impl Iterator<Item = TantivyDocument>,
    ) -> Result<(Index, RamDirectory), SearchError> {
        let memory = RamDirectory::create();
        let tokenizers = TokenizerManager::default();
        // Asked for, and never used: no document has a text.
        for name in [STEMS, WORDS] {
            tokenizers.register(name, RawTokenizer::default());
        }
        let mut writer: SingleSegmentIndexWriter = Index::builder()
            .schema(self.schema.clone())
            // Ids alone are stored: a thread for them costs more than it takes off.
            .settings(IndexSettings {
                docstore_compress_dedicated_thread: false,
                ..IndexSettings::default()
            })
            .tokenizers(tokenizers)
            .single_segment_index_writer(memory.clone(), TERM_TABLE)?;
        for document in columns {
            writer.add_document(document)?;
        }
        let index = writer.finalize()?;
        for segment in index.searchable_segments()? {
            self.write_texts(&segment)?;
        }
        Ok((index, memory))
    }

    /// Puts the texts in the place of those that no document had.
    fn write_texts(&self, segment: &Segment) -> Result<(), TantivyError> {
        use SegmentComponent::{FieldNorms, Positions, Postings, Terms};
        let directory = segment.index().directory();
        for component in [FieldNorms, Terms, Postings, Positions] {
            let file = segment.relative_path(component);
            if directory.exists(&file)? {
                directory
                    .delete(&file)
                    .map_err(|error| io::Error::other(error.to_string()))?;
            }
        }
        let lengths = FieldNormsSerializer::from_write(segment.open_write(FieldNorms)?)?;
        self.lengths.serialize(lengths, None)?;
        let lengths = FieldNormReaders::open(segment.open_read(FieldNorms)?)?;
        let mut files = InvertedIndexSerializer::open(segment)?;
        if !self.spelt.lists.is_empty() {
            let mut field = files.new_field(self.words, self.spelt.holding(), None)?;
            for list in self.spelt.by_term(&self.vocabulary.spellings) {
                let term = self.vocabulary.spellings.text(list.term);
                field.new_term(term.as_bytes(), 0, false)?;
                list.write_documents(&mut field);
                field.close_term()?;
            }
            field.close()?;
        }
        let mut positions = Vec::new();
        for part in self
            .parts
            .iter()
            .filter(|part| !part.stems.lists.is_empty())
        {
            let lengths = lengths.get_field(part.field)?;
            let mut field = files.new_field(part.field, part.tokens, lengths)?;
            for list in part.stems.by_term(&self.vocabulary.stems) {
                let term = self.vocabulary.stems.text(list.term);
                field.new_term(term.as_bytes(), list.documents, true)?;
                list.write_positions(&mut positions, &mut field);
                field.close_term()?;
            }
            field.close()?;
        }
        files.close()?;
        Ok(())
    }
}

/// The smallest that tantivy makes.
const TERM_TABLE: usize = 1_000_000;

/// Lays the files of an index in memory down in the new folder `path`.
pub(super) fn lay_down(
    index: &Index,
    memory: &RamDirectory,
    path: &Path,
) -> Result<(), SearchError> {
    let failed = |source| SearchError::io(path, source);
    private::make_folder(path).map_err(failed)?;
    for file in index.directory().list_managed_files() {
        let whole = memory.open_read(&file).map_err(TantivyError::from)?;
        let bytes = whole.read_bytes().map_err(failed)?;
        fs::write(path.join(&file), bytes.as_slice()).map_err(failed)?;
    }
    Ok(())
}

impl Lists {
    fn of(&mut self, term: u32) -> &mut List {
        let number = term as usize;
        if number >= self.places.len() {
            self.places.resize(number + 1, NOWHERE);
        }
        if self.places[number] == NOWHERE {
            self.places[number] = self.lists.len() as u32;
            self.lists.push(List::of(term));
        }
        &mut self.lists[self.places[number] as usize]
    }

    /// In the order of terms, in which an index is written.
    fn by_term(&self, terms: &Terms) -> Vec<&List> {
        let mut lists: Vec<&List> = self.lists.iter().collect();
        lists.sort_unstable_by(|one, other| terms.text(one.term).cmp(terms.text(other.term)));
        lists
    }

    /// How many documents all terms stand in, each counted anew.
    fn holding(&self) -> u64 {
        self.lists
            .iter()
            .map(|list| u64::from(list.documents))
            .sum()
    }
}

impl List {
    fn of(term: u32) -> Self {
        List {
            term,
            bytes: Vec::new(),
            documents: 0,
            last: 0,
            position: 0,
        }
    }

    /// Notes that a document has the term.
    fn hold(&mut self, document: DocId) {
        if self.documents == 0 || self.last != document {
            self.number(document - self.last);
            self.last = document;
            self.documents += 1;
        }
    }

    /// Notes that a document has the term at a position, which never goes back.
    fn stand(&mut self, document: DocId, position: u32) {
        if self.documents == 0 || self.last != document {
            if self.documents > 0 {
                self.bytes.push(0);
            }
            self.position = 0;
        }
        self.hold(document);
        self.number(position - self.position + 1);
        self.position = position;
    }

    fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn write_documents(&self, field: &mut FieldSerializer<'_>) {
        let mut document = 0;
        for step in Numbers(&self.bytes) {
            document += step;
            field.write_doc(document, 0, &[]);
        }
    }

    fn write_positions(&self, steps: &mut Vec<u32>, field: &mut FieldSerializer<'_>) {
        let mut document = 0;
        let mut numbers = Numbers(&self.bytes);
        while let Some(step) = numbers.next() {
            document += step;
            steps.clear();
            steps.extend(
                numbers
                    .by_ref()
                    .take_while(|step| *step > 0)
                    .map(|step| step - 1),
            );
            field.write_doc(document, steps.len() as u32, steps);
        }
    }
}

/// Reads numbers of seven bits a byte, the lowest first.
struct Numbers<'a>(&'a [u8]);

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

#[cfg(test)]
mod tests {
    use tantivy::postings::Postings as _;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{DocSet as _, SegmentReader, TERMINATED};

    use super::*;
    use crate::locale::Locale;
    use crate::search::ranking;
    use crate::search::schema::Schema;

    /// Documents that have a term, each with its positions where the field has some.
    fn standing(
        segment: &SegmentReader,
        field: Field,
        term: &str,
        option: IndexRecordOption,
    ) -> Vec<(DocId, Vec<u32>)> {
        let index = segment.inverted_index(field).expect("a field");
        let info = index.terms().get(term).expect("terms");
        let Some(info) = info else { return Vec::new() };
        let postings = index.read_postings_from_terminfo(&info, option);
        let mut postings = postings.expect("postings");
        let mut found = Vec::new();
        while postings.doc() != TERMINATED {
            let mut positions = Vec::new();
            if option.has_positions() {
                postings.positions(&mut positions);
                assert_eq!(positions.len(), postings.term_freq() as usize);
            }
            found.push((postings.doc(), positions));
            postings.advance();
        }
        found
    }

    #[test]
    fn terms_stand_where_their_words_do() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("shelf");
        let schema = Schema::new();
        let fields = ranking::Field::ALL.map(|field| schema.field(field));
        let mut vocabulary = Vocabulary::new(Locale::Es);
        let mut writing = Writing::new(&mut vocabulary, &schema.tantivy, schema.words, &fields);
        // More documents than a block of postings holds, and positions of two bytes.
        let far = format!("{}año", "x ".repeat(200));
        for document in 0..300 {
            writing.add(0, "Un año");
            if document % 3 == 0 {
                writing.add(0, "años, año");
                writing.add(1, &far);
            }
            writing.end_document();
        }
        let columns = (0..300).map(|_| TantivyDocument::new());
        writing.write(columns, &path).expect("written");
        let index = Index::open_in_dir(&path).expect("an index");
        let segments = index.searchable_segments().expect("segments");
        let segment = SegmentReader::open(&segments[0]).expect("a segment");
        assert_eq!(segment.max_doc(), 300);

        let all = IndexRecordOption::WithFreqsAndPositions;
        let stem = |field: usize, stem: &str| standing(&segment, fields[field], stem, all);
        let every = |step: usize, positions: &[u32]| -> Vec<(DocId, Vec<u32>)> {
            let documents = (0..300).step_by(step);
            documents.map(|one| (one, positions.to_vec())).collect()
        };
        let titles = stem(0, "año");
        let (with, without): (Vec<_>, Vec<_>) = titles.into_iter().partition(|one| one.0 % 3 == 0);
        // One place lies between two texts.
        assert_eq!(with, every(3, &[1, 3, 4]));
        assert_eq!(without.len(), 200);
        assert!(without.iter().all(|one| one.1 == [1]));
        assert_eq!(stem(1, "año"), every(3, &[200]));
        assert_eq!(stem(2, "año"), []);
        let lengths = segment.get_fieldnorms_reader(fields[0]).expect("lengths");
        // Each of the words has two stems but the first.
        assert_eq!([lengths.fieldnorm(0), lengths.fieldnorm(1)], [7, 3]);

        let spelt = |word| standing(&segment, schema.words, word, IndexRecordOption::Basic);
        assert_eq!(spelt("año"), every(1, &[]));
        assert_eq!(spelt("~ano"), every(1, &[]));
        assert_eq!(spelt("años"), every(3, &[]));
        assert_eq!(spelt("ano"), []);
    }

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u32::MAX];
        let mut list = List::of(0);
        for number in numbers {
            list.number(number);
        }
        assert!(Numbers(&list.bytes).eq(numbers));
    }
}
