//! What was found in some segments, and what passes besides the words.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use crate::search::answer::{FacetCount, MatchedBy};
use crate::search::threads::Progress;
use crate::search::threads::facts::{Facts, Names, Sheet};
use crate::search::threads::finding::Wanted;

#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) score: f32,
    pub(super) number: u32,
    pub(super) key: u64,
    pub(super) matched_by: MatchedBy,
}

/// What passes besides the words, in numbers.
pub(super) struct Passing {
    author: Option<Option<u32>>,
    /// By number of a set of tags.
    tags: Option<Vec<bool>>,
    progress: Option<Progress>,
    from: u32,
    to: u32,
    takes_all: bool,
}

impl Passing {
    pub(super) fn new(wanted: &Wanted, names: &Names) -> Self {
        Passing {
            author: wanted.author.as_deref().map(|one| names.author(one)),
            tags: wanted.tag.as_deref().map(|one| names.with_tag(one)),
            progress: wanted.progress,
            from: wanted.from.unwrap_or(0),
            to: wanted.to.unwrap_or(u32::MAX),
            takes_all: !wanted.chooses(),
        }
    }

    pub(super) fn takes(&self, facts: &Sheet, document: usize) -> bool {
        self.takes_all || self.takes_this(&facts[document])
    }

    fn takes_this(&self, facts: &Facts) -> bool {
        let has_tag = |tags: &Vec<bool>| tags.get(facts.tags as usize) == Some(&true);
        self.author
            .is_none_or(|author| author == Some(facts.author))
            && self.tags.as_ref().is_none_or(has_tag)
            && self.progress.is_none_or(|one| one == facts.progress())
            && (self.from..=self.to).contains(&facts.created)
    }
}

/// What was found in some segments.
#[derive(Debug, Default)]
pub(super) struct Tray {
    pub(super) best: Vec<Candidate>,
    pub(super) total: usize,
    pub(super) categories: HashMap<String, usize>,
    pub(super) progress: [usize; 3],
    /// By number of a set of tags.
    pub(super) tags: Vec<usize>,
    /// Whatever is less good is not among the best.
    least: f32,
}

/// Scores are rounded by less than this.
const ROUNDED: f32 = 0.001;

impl Tray {
    pub(super) fn count(&mut self, facts: &Sheet, document: usize) {
        self.total += 1;
        self.progress[facts.progress(document) as usize] += 1;
        let tags = facts.tags(document) as usize;
        if self.tags.len() <= tags {
            self.tags.resize(tags + 1, 0);
        }
        self.tags[tags] += 1;
    }

    /// Whether something of this score may be among the best.
    pub(super) fn wants(&self, score: f32) -> bool {
        score * (1.0 + ROUNDED / 100.0) + ROUNDED >= self.least
    }

    pub(super) fn cut(&mut self, wanted: usize) {
        if self.best.len() > wanted {
            self.best.select_nth_unstable_by(wanted, better);
            self.best.truncate(wanted);
            let scores = self.best.iter().map(|one| one.score);
            self.least = scores.fold(f32::INFINITY, f32::min);
        }
    }

    pub(super) fn add(&mut self, other: Tray, wanted: usize) {
        self.best.extend(other.best);
        self.cut(wanted);
        self.total += other.total;
        for (category, count) in other.categories {
            *self.categories.entry(category).or_default() += count;
        }
        for (all, own) in self.progress.iter_mut().zip(other.progress) {
            *all += own;
        }
        self.tags.resize(self.tags.len().max(other.tags.len()), 0);
        for (all, own) in self.tags.iter_mut().zip(other.tags) {
            *all += own;
        }
    }
}

/// By score; of equals, the one that was asked later.
pub(super) fn better(one: &Candidate, other: &Candidate) -> Ordering {
    let by_score = other.score.total_cmp(&one.score);
    by_score.then_with(|| other.number.cmp(&one.number))
}

pub(super) fn facets(tray: Tray, names: &Names) -> BTreeMap<&'static str, Vec<FacetCount>> {
    let mut tags: HashMap<String, usize> = HashMap::new();
    for (set, count) in tray
        .tags
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
    {
        for tag in names.tags(set as u32) {
            *tags.entry(tag.to_owned()).or_default() += count;
        }
    }
    let progress = Progress::ALL
        .iter()
        .map(|one| (one.word().to_owned(), tray.progress[*one as usize]));
    let counted = |counts: Vec<(String, usize)>| {
        let mut counts: Vec<FacetCount> = counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(value, count)| FacetCount { value, count })
            .collect();
        counts.sort_by(|one, other| {
            let by_count = other.count.cmp(&one.count);
            by_count.then_with(|| one.value.cmp(&other.value))
        });
        counts
    };
    let mut facets = BTreeMap::from([
        ("category", counted(tray.categories.into_iter().collect())),
        ("status", counted(progress.collect())),
        ("tag", counted(tags.into_iter().collect())),
    ]);
    facets.retain(|_, counts| !counts.is_empty());
    facets
}
