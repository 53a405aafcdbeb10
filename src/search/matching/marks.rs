//! What is noted of articles while words are looked for: sums, and a few marks.

use tantivy::DocId;

use crate::search::answer::MatchedBy;

/// The marks of one article while words are added up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    pub(super) score: f32,
    pub(super) covered: f32,
    pub(super) matched_by: MatchedBy,
    /// Words of the query that stand in its title.
    pub(super) in_title: u8,
    /// Its title begins with one of them.
    pub(super) begins: bool,
    pub(super) touched: bool,
    /// Required phrases that it holds.
    pub(super) required: u8,
    pub(super) excluded: bool,
}

/// The marks of one shelf.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) all: Vec<Mark>,
    /// Those that hold a word, in the order they were found.
    pub(super) touched: Vec<DocId>,
}

impl Marks {
    pub(super) fn new(articles: usize) -> Self {
        Marks {
            all: vec![Mark::default(); articles],
            touched: Vec::new(),
        }
    }
}

/// What one word adds to the articles of one shelf. It is emptied for the next word: arrays as
/// long as the shelf are not made for each.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By document.
    pub(super) adding: Vec<Adding>,
    /// Those that hold the word, in the order they were found.
    pub(super) holding: Vec<DocId>,
    /// Those that do in their title; true where it begins with the word.
    pub(super) in_title: Vec<(DocId, bool)>,
    /// Those that hold the word in the field that is looked at.
    pub(super) in_field: Vec<DocId>,
}

/// What a word adds to one article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Adding {
    /// 0 where the article does not hold the word.
    pub(super) sum: f32,
    /// By the best alternative in the field that is looked at.
    pub(super) in_field: f32,
    pub(super) found_by: MatchedBy,
    /// It stands there as it was typed.
    pub(super) raised: bool,
}

impl Default for Adding {
    fn default() -> Self {
        Adding {
            sum: 0.0,
            in_field: 0.0,
            found_by: MatchedBy::Typo,
            raised: false,
        }
    }
}

impl Tally {
    /// Makes room for the articles of a shelf.
    pub(super) fn begin(&mut self, articles: usize) {
        self.adding.resize(articles, Adding::default());
    }

    pub(super) fn sum(&self, document: DocId) -> f32 {
        let adding = self.adding.get(document as usize);
        adding.map_or(0.0, |adding| adding.sum)
    }

    pub(super) fn clear(&mut self) {
        for document in self.holding.drain(..) {
            self.adding[document as usize] = Adding::default();
        }
        self.in_title.clear();
    }
}

/// What a word adds on each opened shelf, by its own forms and by its other names.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    pub(super) own: Vec<Tally>,
    pub(super) others: Vec<Tally>,
}

impl Tallies {
    pub(super) fn new(shelves: usize) -> Self {
        let tallies = || (0..shelves).map(|_| Tally::default()).collect();
        Tallies {
            own: tallies(),
            others: tallies(),
        }
    }
}
