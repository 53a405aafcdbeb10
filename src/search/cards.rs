//! What filters, facets and ranking ask of an article, as small numbers.
//!
//! Entry points: [`Names::card`] when shelves are opened, and [`Names::facets`] for an
//! answer. A question may fit thousands of articles: comparing their texts for each of
//! them would cost more than finding them.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use crate::content::{Article, Kind};
use crate::search::answer::FacetCount;

/// The number of a name in a [`Table`].
type Number = u32;

#[derive(Clone, Debug)]
pub(super) struct Card {
    pub kind: Kind,
    pub featured: bool,
    category: Option<Number>,
    pub module: Option<Number>,
    tags: Box<[Number]>,
    /// `None`: for everybody.
    pub roles: Option<Box<[Number]>>,
}

/// All names that articles of all shelves use.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    categories: Table,
    /// Of each category, the one that it lies in.
    parents: Vec<Option<Number>>,
    modules: Table,
    tags: Table,
    roles: Table,
}

#[derive(Clone, Debug, Default)]
struct Table {
    names: Vec<String>,
    numbers: HashMap<String, Number, RandomState>,
}

impl Table {
    fn number(&mut self, name: &str) -> Number {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as Number;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    fn facet(&self, counts: Vec<usize>) -> Vec<FacetCount> {
        let counted = self
            .names
            .iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0);
        let mut facet: Vec<FacetCount> = counted
            .map(|(value, count)| FacetCount {
                value: value.clone(),
                count,
            })
            .collect();
        facet.sort_by(|one, other| {
            let by_count = other.count.cmp(&one.count);
            by_count.then_with(|| one.value.cmp(&other.value))
        });
        facet
    }
}

impl Names {
    pub fn card(&mut self, article: &Article) -> Card {
        let mut tags: Vec<Number> = article
            .tags
            .iter()
            .map(|tag| self.tags.number(tag))
            .collect();
        tags.sort_unstable();
        tags.dedup();
        let roles = article.gate.roles.as_ref();
        Card {
            kind: article.kind,
            featured: article.featured,
            category: self.category(&article.category),
            module: article
                .module
                .as_deref()
                .map(|key| self.modules.number(key)),
            tags: tags.into(),
            roles: roles.map(|roles| roles.iter().map(|role| self.roles.number(role)).collect()),
        }
    }

    /// `None` for the home of a language, which is no facet.
    fn category(&mut self, path: &str) -> Option<Number> {
        if path.is_empty() {
            return None;
        }
        if let Some(number) = self.categories.numbers.get(path) {
            return Some(*number);
        }
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let parent = self.category(parent);
        self.parents.push(parent);
        Some(self.categories.number(path))
    }

    pub fn module(&self, key: &str) -> Option<Number> {
        self.modules.numbers.get(key).copied()
    }

    pub fn role(&self, name: &str) -> Option<Number> {
        self.roles.numbers.get(name).copied()
    }

    /// Counts what each value would leave; the most frequent first, then by value.
    pub fn facets<'c>(
        &self,
        cards: impl Iterator<Item = &'c Card>,
    ) -> BTreeMap<&'static str, Vec<FacetCount>> {
        let none = |table: &Table| vec![0_usize; table.names.len()];
        let mut categories = none(&self.categories);
        let mut modules = none(&self.modules);
        let mut tags = none(&self.tags);
        let mut roles = none(&self.roles);
        let mut for_everybody = 0;
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for card in cards {
            *kinds.entry(card.kind.word()).or_default() += 1;
            let mut category = card.category;
            while let Some(number) = category {
                categories[number as usize] += 1;
                category = self.parents[number as usize];
            }
            if let Some(number) = card.module {
                modules[number as usize] += 1;
            }
            for number in &card.tags {
                tags[*number as usize] += 1;
            }
            match &card.roles {
                Some(named) => named.iter().for_each(|number| roles[*number as usize] += 1),
                None => for_everybody += 1,
            }
        }
        // An article without roles is for everybody, so it counts for each role named.
        for count in roles.iter_mut().filter(|count| **count > 0) {
            *count += for_everybody;
        }
        let mut kinds: Vec<FacetCount> = kinds
            .into_iter()
            .map(|(kind, count)| FacetCount {
                value: kind.to_owned(),
                count,
            })
            .collect();
        kinds.sort_by_key(|one| std::cmp::Reverse(one.count));
        BTreeMap::from([
            ("category", self.categories.facet(categories)),
            ("kind", kinds),
            ("module", self.modules.facet(modules)),
            ("role", self.roles.facet(roles)),
            ("tag", self.tags.facet(tags)),
        ])
    }
}
