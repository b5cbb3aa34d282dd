//! One pass over a document: where literals stand, and what their leaves make of those units.

use super::leaf::{Hit, Rejection};
use super::literals::fits;
use super::polarity::Cues;
use super::view::UnitView;
use super::{LeafId, Matcher};
use crate::document::Document;

/// The most matches of a leaf that are kept though they do not count: only near misses are told by them.
const MOST_REJECTED: usize = 1_000;

/// What the leaves of a matcher found in a document.
#[derive(Debug)]
pub struct Hits {
    /// By leaf: its hits, in text order.
    hits: Vec<Vec<Hit>>,
    /// By leaf: matches of its words that do not count, and why.
    rejected: Vec<Vec<(Hit, Rejection)>>,
    /// By leaf: the units in which one of its literals stands and that it reads, rising.
    candidates: Vec<Vec<u32>>,
}

impl Hits {
    /// The hits of a leaf, in text order.
    pub(crate) fn of(&self, leaf: LeafId) -> &[Hit] {
        &self.hits[leaf.0 as usize]
    }

    /// The hits of a leaf in units `first..end`.
    pub(crate) fn within(&self, leaf: LeafId, units: std::ops::Range<u32>) -> &[Hit] {
        let all = self.of(leaf);
        let first = all.partition_point(|hit| hit.unit < units.start);
        let last = first + all[first..].partition_point(|hit| hit.unit < units.end);
        &all[first..last]
    }

    /// What matched a leaf's words but does not count.
    pub(crate) fn rejected(&self, leaf: LeafId) -> &[(Hit, Rejection)] {
        &self.rejected[leaf.0 as usize]
    }

    /// The units in which a literal of the leaf stands.
    pub(crate) fn candidates(&self, leaf: LeafId) -> &[u32] {
        &self.candidates[leaf.0 as usize]
    }
}

impl Matcher {
    /// Scans `document` for the leaves of all packs.
    #[must_use]
    pub fn scan(&self, document: &Document) -> Hits {
        let mut found = Hits {
            hits: vec![Vec::new(); self.leaves.len()],
            rejected: vec![Vec::new(); self.leaves.len()],
            candidates: self.candidates(document),
        };
        let mut by_unit: Vec<(u32, LeafId)> = found
            .candidates
            .iter()
            .enumerate()
            .flat_map(|(leaf, units)| units.iter().map(move |&unit| (unit, LeafId(crate::span::offset(leaf)))))
            .collect();
        by_unit.sort_unstable();
        for group in by_unit.chunk_by(|a, b| a.0 == b.0) {
            let index = group[0].0;
            let unit = &document.layout().units()[index as usize];
            let view = UnitView::new(document, unit, &self.lexicon);
            let mut cues: Option<Cues> = None;
            for &(_, leaf) in group {
                for (hit, rejection) in self.leaf(leaf).run(index, &view, &mut cues, &self.lexicon) {
                    match rejection {
                        None => found.hits[leaf.0 as usize].push(hit),
                        Some(why) => {
                            let rejected = &mut found.rejected[leaf.0 as usize];
                            if rejected.len() < MOST_REJECTED {
                                rejected.push((hit, why));
                            }
                        }
                    }
                }
            }
        }
        found
    }

    /// By leaf: the units that it must be run on, rising.
    fn candidates(&self, document: &Document) -> Vec<Vec<u32>> {
        let layout = document.layout();
        let units = layout.units();
        let keys = layout.folded().keys();
        let words = layout.folded().words();
        let mut candidates: Vec<Vec<u32>> = vec![Vec::new(); self.leaves.len()];
        let mut add = |leaf: LeafId, index: usize| {
            let index = crate::span::offset(index);
            let list = &mut candidates[leaf.0 as usize];
            if list.last() != Some(&index) && self.leaf(leaf).reads(units[index as usize].kind) {
                list.push(index);
            }
        };
        // matches come by their ends, so the unit they lie in never falls
        let mut unit = 0;
        for found in self.automaton.find_overlapping_iter(keys) {
            while units.get(unit).is_some_and(|unit| {
                unit.words.end.checked_sub(1).is_none_or(|last| (words[last as usize].key.end as usize) < found.end())
            }) {
                unit += 1;
            }
            if unit == units.len() {
                break;
            }
            for &(leaf, edge) in &self.postings[found.pattern().as_usize()] {
                if fits(edge, keys.as_bytes(), found.start(), found.end()) {
                    add(leaf, unit);
                }
            }
        }
        for &leaf in &self.always {
            (0..units.len()).for_each(|index| add(leaf, index));
        }
        candidates
    }
}
