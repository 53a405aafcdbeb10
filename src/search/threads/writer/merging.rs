//! Few large segments of many small ones.

use std::collections::BTreeMap;

use crate::parallel::in_parallel;
use crate::search::SearchError;
use crate::search::threads::manifest::segment_folder;
use crate::search::threads::segment::{self, MOST};
use crate::search::threads::writer::{Live, Shelf, Writer};

/// Segments of one size, by orders of this number, that a shelf has at most.
const ALIKE: usize = 6;

impl Writer {
    /// Joins small segments of a shelf when there are many of one size.
    pub(super) fn merge_alike(&mut self) -> Result<(), SearchError> {
        let mut shelves: BTreeMap<Shelf, Vec<(usize, u32)>> = BTreeMap::new();
        for (id, live) in &self.segments {
            let threads = live.facts.len();
            if threads <= MOST / 2 {
                let shelf = shelves.entry(live.shelf.clone()).or_default();
                shelf.push((threads, *id));
            }
        }
        let mut groups = Vec::new();
        for sizes in shelves.values_mut() {
            sizes.sort_unstable();
            // The largest order of which there are enough takes the smaller ones along.
            let order = |threads: usize| threads.ilog(ALIKE);
            let crowded = sizes.iter().rev().find(|(threads, _)| {
                let alike = sizes
                    .iter()
                    .filter(|(one, _)| order(*one) == order(*threads));
                alike.count() >= ALIKE
            });
            if let Some((threads, _)) = crowded {
                let together = sizes
                    .iter()
                    .filter(|(one, _)| order(*one) <= order(*threads));
                groups.extend(self.groups(together.map(|(_, id)| *id).collect()));
            }
        }
        self.merge(&groups)
    }

    /// Segments that can be joined without any growing too large.
    pub(super) fn groups(&self, ids: Vec<u32>) -> Vec<Vec<u32>> {
        let mut groups: Vec<(usize, Vec<u32>)> = Vec::new();
        for id in ids {
            let threads = self.segments[&id].facts.len();
            match groups.last_mut() {
                Some((all, group)) if *all + threads <= MOST => {
                    *all += threads;
                    group.push(id);
                }
                _ => groups.push((threads, vec![id])),
            }
        }
        let groups = groups.into_iter().map(|(_, group)| group);
        groups.filter(|group| group.len() > 1).collect()
    }

    pub(super) fn merge(&mut self, groups: &[Vec<u32>]) -> Result<(), SearchError> {
        let numbered: Vec<(u32, &Vec<u32>)> = (self.next..).zip(groups).collect();
        let merged = in_parallel(&numbered, |(number, group)| {
            let parts = group.iter().map(|id| (&*self.segments[id].segment, None));
            let parts: Vec<_> = parts.collect();
            segment::merge(&parts, &self.folder.join(segment_folder(*number)))
        });
        merged.into_iter().collect::<Result<(), _>>()?;
        for group in groups {
            let old: Vec<Live> = group
                .iter()
                .filter_map(|id| self.segments.remove(id))
                .collect();
            let Some(shelf) = old.first().map(|live| live.shelf.clone()) else {
                continue;
            };
            let facts = old.iter().flat_map(|live| live.facts.iter().copied());
            self.put(shelf, facts.collect())?;
            let folders = old.iter().map(|live| live.segment.folder.clone());
            self.dropped.extend(folders);
        }
        Ok(())
    }
}
