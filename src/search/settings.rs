//! What writers tune of the search, in files beside the built shelves.
//!
//! Entry point: [`SearchSettings::read`]. A file that is not there leaves what is built
//! in; what is wrong in one is a diagnostic, and the rest of it counts.
//!
//! ```text
//! index/ranking.toml          the weights of `Ranking`
//! index/glossary.toml         words in all languages
//! index/en/synonyms.txt       `a, b` both ways, `a => b` one way
//! index/en/stopwords.txt      a word a line, instead of those built in
//! index/en/lightwords.txt     a word a line, besides those built in
//! ```

use std::fs;
use std::io;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Source};
use crate::locale::Locale;
use crate::search::analyzer::Analyzer;
use crate::search::dictionary::{Dictionary, Stems, stems_of, stop_word};
use crate::search::ranking::Ranking;
use crate::spanned::{Fields, Span, Table, Value, toml};

/// A larger file is not one of these.
const MAX_FILE: u64 = 4 * 1024 * 1024;
/// Words of one side of a rule.
const MAX_PHRASE: usize = 6;

/// Weights and words of one help center.
#[derive(Clone, Debug)]
pub struct SearchSettings {
    pub ranking: Ranking,
    /// In the order of [`Locale::ALL`].
    dictionaries: [Dictionary; Locale::ALL.len()],
}

impl Default for SearchSettings {
    fn default() -> Self {
        SearchSettings {
            ranking: Ranking::default(),
            dictionaries: Locale::ALL.map(Dictionary::built_in),
        }
    }
}

impl SearchSettings {
    /// Reads the files of `folder`, and says what is wrong with them.
    pub fn read(folder: &Path) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader {
            folder,
            diagnostics: Vec::new(),
        };
        let mut settings = SearchSettings::default();
        reader.ranking(&mut settings.ranking);
        for language in Locale::ALL {
            let dictionary = &mut settings.dictionaries[language as usize];
            reader.stop_words(language, dictionary);
            reader.light_words(language, dictionary);
            reader.synonyms(language, dictionary);
        }
        reader.glossary(&mut settings.dictionaries);
        (settings, reader.diagnostics)
    }

    pub(super) fn dictionary(&self, language: Locale) -> &Dictionary {
        &self.dictionaries[language as usize]
    }
}

struct Reader<'a> {
    folder: &'a Path,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// The text of a file, or `None` where there is none that can be read.
    fn text(&mut self, file: &str) -> Option<String> {
        let path = self.folder.join(file);
        let read = fs::metadata(&path).and_then(|metadata| match metadata.len() {
            size if size > MAX_FILE => Err(io::Error::other("too large")),
            _ => fs::read_to_string(&path),
        });
        match read {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                let diagnostic = Diagnostic::new(Code::UnreadableFile, file);
                self.diagnostics.push(diagnostic.with("detail", error));
                None
            }
        }
    }

    /// The table of a TOML file.
    fn table<'s>(&mut self, source: &'s Source<'s>) -> Option<Table> {
        match toml::parse(source.text) {
            Ok(table) => Some(table),
            Err(error) => {
                self.diagnostics.push(
                    source
                        .diagnostic(Code::SettingsSyntax, error.span)
                        .with("detail", &error.detail),
                );
                None
            }
        }
    }

    fn finish(&mut self, fields: Fields, source: &Source<'_>) {
        self.diagnostics.extend(source.field_errors(fields));
    }

    fn ranking(&mut self, ranking: &mut Ranking) {
        let file = "ranking.toml";
        let Some(text) = self.text(file) else { return };
        let source = Source::new(file, &text);
        let Some(table) = self.table(&source) else {
            return;
        };
        let mut fields = Fields::new(table);
        for (name, part) in ranking.fields_mut() {
            if let Some(table) = fields.take_table(name) {
                let mut fields = Fields::new(table);
                self.weight(&mut fields, &source, "weight", &mut part.weight);
                self.weight(&mut fields, &source, "length", &mut part.length);
                self.weight(&mut fields, &source, "saturation", &mut part.saturation);
                self.finish(fields, &source);
            }
        }
        for (name, weight) in ranking.weights_mut() {
            self.weight(&mut fields, &source, name, weight);
        }
        self.finish(fields, &source);
    }

    fn weight(
        &mut self,
        fields: &mut Fields,
        source: &Source<'_>,
        name: &'static str,
        weight: &mut f32,
    ) {
        let Some((text, span)) = fields.take_text(name) else {
            return;
        };
        match text.parse::<f32>() {
            Ok(value) if (0.0..=100.0).contains(&value) => *weight = value,
            _ => self.diagnostics.push(
                source
                    .diagnostic(Code::WrongShape, span)
                    .with("key", name)
                    .with("wanted", "weight"),
            ),
        }
    }

    fn stop_words(&mut self, language: Locale, dictionary: &mut Dictionary) {
        let file = format!("{language}/stopwords.txt");
        if let Some(text) = self.text(&file) {
            let words = lines(&text).map(|(line, _)| stop_word(line));
            dictionary.stop_words = words.filter(|word| !word.is_empty()).collect();
        }
    }

    fn light_words(&mut self, language: Locale, dictionary: &mut Dictionary) {
        let file = format!("{language}/lightwords.txt");
        if let Some(text) = self.text(&file) {
            let analyzer = &mut Analyzer::new(language);
            let words = lines(&text).flat_map(|(line, _)| stems_of(line, analyzer));
            dictionary.light_words.extend(words);
        }
    }

    fn synonyms(&mut self, language: Locale, dictionary: &mut Dictionary) {
        let file = format!("{language}/synonyms.txt");
        let Some(text) = self.text(&file) else { return };
        let source = Source::new(&file, &text);
        let analyzer = &mut Analyzer::new(language);
        for (line, span) in lines(&text) {
            let mut side = |text: &str| -> Vec<Stems> {
                text.split(',')
                    .map(|phrase| stems_of(phrase, analyzer))
                    .collect()
            };
            let (typed, found) = match line.split_once("=>") {
                Some((typed, found)) => (side(typed), side(found)),
                None => (side(line), side(line)),
            };
            let fits = |phrases: &[Stems]| {
                phrases
                    .iter()
                    .all(|phrase| (1..=MAX_PHRASE).contains(&phrase.len()))
            };
            let says = typed
                .iter()
                .any(|one| found.iter().any(|other| one != other));
            if !fits(&typed) || !fits(&found) || !says {
                self.diagnostics
                    .push(source.diagnostic(Code::BadSynonym, span));
                continue;
            }
            for one in &typed {
                for other in &found {
                    dictionary.synonyms.add(one, other);
                }
            }
        }
    }

    fn glossary(&mut self, dictionaries: &mut [Dictionary; Locale::ALL.len()]) {
        let file = "glossary.toml";
        let Some(text) = self.text(file) else { return };
        let source = Source::new(file, &text);
        let Some(table) = self.table(&source) else {
            return;
        };
        let mut analyzers = Locale::ALL.map(Analyzer::new);
        let mut fields = Fields::new(table);
        if let Some(entry) = fields.take("entry") {
            let Value::List(items) = entry.node.value else {
                let _: Option<()> = fields.wrong_shape(&entry, "table");
                return self.finish(fields, &source);
            };
            for item in items {
                let Value::Table(table) = item.value else {
                    let diagnostic = source.diagnostic(Code::WrongShape, item.span);
                    self.diagnostics
                        .push(diagnostic.with("key", "entry").with("wanted", "table"));
                    continue;
                };
                let mut words = Fields::new(table);
                let phrases = Locale::ALL.map(|language| -> Vec<Stems> {
                    let (list, _) = words.take_list(language.code()).unwrap_or_default();
                    list.iter()
                        .map(|(text, _)| stems_of(text, &mut analyzers[language as usize]))
                        .filter(|stems| (1..=MAX_PHRASE).contains(&stems.len()))
                        .collect()
                });
                self.finish(words, &source);
                for from in Locale::ALL {
                    for to in Locale::ALL.into_iter().filter(|to| *to != from) {
                        for typed in &phrases[from as usize] {
                            for found in &phrases[to as usize] {
                                let translations = &mut dictionaries[from as usize].translations;
                                translations.add(typed, found);
                            }
                        }
                    }
                }
            }
        }
        self.finish(fields, &source);
    }
}

/// The lines that say something, without what stands behind `#`, and where they stand.
fn lines(text: &str) -> impl Iterator<Item = (&str, Span)> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let said = line.split('#').next().unwrap_or_default();
        let trimmed = said.trim();
        let from = at + said.len() - said.trim_start().len();
        (!trimmed.is_empty()).then(|| (trimmed, Span::new(from, from + trimmed.len())))
    })
}
