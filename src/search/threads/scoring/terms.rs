//! Where the stems of a plan stand in the dictionaries of the segments: looked up once.

use tantivy::postings::TermInfo;

use crate::search::SearchError;
use crate::search::plan::Word;
use crate::search::threads::segment::{Part, Segment};

/// The stems of a plan in some segments.
#[derive(Debug)]
pub(super) struct Terms {
    /// Each once, in order.
    stems: Vec<String>,
    /// By segment, stem and part.
    infos: Vec<Option<TermInfo>>,
}

impl Terms {
    pub fn new(words: &[Word], segments: &[&Segment]) -> Result<Self, SearchError> {
        let alternatives = words
            .iter()
            .flat_map(|word| word.own.iter().chain(&word.others));
        let mut stems: Vec<String> = alternatives.flat_map(|one| one.stems.clone()).collect();
        stems.sort_unstable();
        stems.dedup();
        let mut infos = Vec::with_capacity(segments.len() * stems.len() * Part::ALL.len());
        for segment in segments {
            for stem in &stems {
                for part in Part::ALL {
                    infos.push(segment.term(part, stem)?);
                }
            }
        }
        Ok(Terms { stems, infos })
    }

    /// The number of a stem of the plan.
    pub fn stem(&self, stem: &str) -> Option<usize> {
        self.stems
            .binary_search_by(|one| one.as_str().cmp(stem))
            .ok()
    }

    /// The postings of a stem in one segment, if it is there.
    pub fn of(&self, segment: usize, stem: usize, part: Part) -> Option<&TermInfo> {
        let row = segment * self.stems.len() + stem;
        self.infos
            .get(row * Part::ALL.len() + part as usize)?
            .as_ref()
    }

    /// How many threads of all segments have the stem there.
    pub fn holding(&self, stem: &str, part: Part) -> usize {
        let Some(stem) = self.stem(stem) else {
            return 0;
        };
        let one = Part::ALL.len();
        let rows = self.infos.chunks_exact(self.stems.len() * one);
        let infos = rows.filter_map(|row| row[stem * one + part as usize].as_ref());
        infos.map(|info| info.doc_freq as usize).sum()
    }
}
