//! A state of the index, as a search sees it from its beginning to its end.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::locale::Locale;
use crate::search::threads::facts::{Names, Sheet};
use crate::search::threads::segment::Segment;

/// All shelves; a search opens those of the categories that the viewer may read.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub(super) shelves: Vec<ShelfView>,
    names: Arc<RwLock<Names>>,
}

/// The threads of one category and language.
#[derive(Clone, Debug)]
pub(super) struct ShelfView {
    pub category: Arc<str>,
    pub language: Locale,
    pub segments: Vec<View>,
}

#[derive(Clone, Debug)]
pub(super) struct View {
    pub segment: Arc<Segment>,
    pub facts: Arc<Sheet>,
    /// When something was last said in one of them.
    pub newest: u32,
}

impl Snapshot {
    pub(super) fn new(shelves: Vec<ShelfView>, names: Arc<RwLock<Names>>) -> Self {
        Snapshot { shelves, names }
    }

    pub(super) fn names(&self) -> RwLockReadGuard<'_, Names> {
        self.names.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many threads can be found in these categories.
    pub fn threads(&self, categories: &[&str]) -> usize {
        let opened = self.shelves.iter();
        let opened = opened.filter(|shelf| categories.contains(&&*shelf.category));
        opened
            .flat_map(|shelf| &shelf.segments)
            .map(|one| one.facts.len())
            .sum()
    }
}
