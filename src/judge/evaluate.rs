//! Whether a condition holds over a range of units, and the hits that make it hold.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::{BlockId, Document, UnitKind};
use crate::matcher::{Check, Hit, Hits, LeafId, Matcher};
use crate::pack::Scope;

/// A condition's answer over a range of units.
#[derive(Debug)]
pub(super) enum Answer<'a> {
    /// It holds, by these hits; none for conditions that only shut out.
    Holds(Vec<&'a Hit>),
    /// It does not.
    Fails,
    /// It asks for a fact that nobody told.
    LeftOut,
}

/// Everything that conditions are evaluated against.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub(super) matcher: &'a Matcher,
    pub(super) document: &'a Document,
    pub(super) hits: &'a Hits,
    pub(super) facts: &'a BTreeMap<String, bool>,
}

/// What the `except` conditions of a requirement take out.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    /// By unit: the clauses taken out, first and last, and the index of the condition.
    clauses: BTreeMap<u32, Vec<(u32, u32, usize)>>,
    /// Indices of conditions on headings: they take out whole sections.
    headings: Vec<usize>,
}

impl<'a> Evaluator<'a> {
    /// All units.
    pub(super) fn everything(&self) -> Range<u32> {
        0..crate::span::offset(self.document.layout().units().len())
    }

    /// What a requirement's top-level `except` conditions take out.
    pub(super) fn exceptions(&self, except: &'a [Check]) -> Exceptions {
        let mut out = Exceptions::default();
        for (index, check) in except.iter().enumerate() {
            if matches!(check, Check::Heading(_)) {
                out.headings.push(index);
                continue;
            }
            if let Answer::Holds(hits) = self.raw(check, self.everything()) {
                for hit in hits {
                    let (first, last) = self.clauses(hit);
                    out.clauses.entry(hit.unit).or_default().push((first, last, index));
                }
            }
        }
        out
    }

    /// The index of the `except` condition that takes the hit out.
    pub(super) fn excepted(&self, hit: &Hit, exceptions: &Exceptions, except: &'a [Check]) -> Option<usize> {
        let by_clause = exceptions.clauses.get(&hit.unit).and_then(|taken| {
            let (first, last) = self.clauses(hit);
            taken.iter().find(|taken| taken.0 <= last && first <= taken.1).map(|taken| taken.2)
        });
        by_clause.or_else(|| {
            exceptions
                .headings
                .iter()
                .copied()
                .find(|&index| matches!(self.raw(&except[index], hit.unit..hit.unit + 1), Answer::Holds(_)))
        })
    }

    /// The first and last clause that the hit lies in.
    fn clauses(&self, hit: &Hit) -> (u32, u32) {
        let words = self.document.layout().folded().words();
        (words[hit.words.start as usize].clause, words[hit.words.end as usize - 1].clause)
    }

    /// Whether `check` holds over `units`, nothing taken out.
    pub(super) fn raw(&self, check: &'a Check, units: Range<u32>) -> Answer<'a> {
        self.holds(check, units, &|_| true)
    }

    /// Whether `check` holds over `units` by hits that `keep` keeps.
    pub(super) fn holds(&self, check: &'a Check, units: Range<u32>, keep: &dyn Fn(&Hit) -> bool) -> Answer<'a> {
        match check {
            Check::Leaf(leaf) => {
                let hits: Vec<&Hit> = self.hits.within(*leaf, units).iter().filter(|hit| keep(hit)).collect();
                if hits.is_empty() { Answer::Fails } else { Answer::Holds(hits) }
            }
            Check::Group { least, of, scope } => self.group(*least, of, *scope, units, keep),
            Check::Not(inner) => match self.holds(inner, units, keep) {
                Answer::Holds(_) => Answer::Fails,
                Answer::Fails => Answer::Holds(Vec::new()),
                Answer::LeftOut => Answer::LeftOut,
            },
            Check::Heading(inner) => self.heading(inner, &units),
            Check::Fact(name) => match self.facts.get(name) {
                Some(true) => Answer::Holds(Vec::new()),
                Some(false) => Answer::Fails,
                None => Answer::LeftOut,
            },
        }
    }

    /// At least `least` of the conditions in one stretch of `scope`; the hits of all stretches where that is so.
    fn group(
        &self,
        least: usize,
        of: &'a [Check],
        scope: Scope,
        units: Range<u32>,
        keep: &dyn Fn(&Hit) -> bool,
    ) -> Answer<'a> {
        let mut all_hits = Vec::new();
        let (mut held, mut left_out) = (false, true);
        for stretch in self.stretches(of, scope, &units) {
            let mut hits = Vec::new();
            let (mut count, mut told) = (0, 0);
            for part in of {
                match self.holds(part, stretch.clone(), keep) {
                    Answer::Holds(more) => {
                        hits.extend(more);
                        count += 1;
                        told += 1;
                    }
                    Answer::Fails => told += 1,
                    Answer::LeftOut => {}
                }
            }
            if told == 0 {
                continue;
            }
            left_out = false;
            // what was left out need not hold
            let needed = least.min(told).max(1);
            // a unit that holds it all by its lead-in alone repeats that lead-in's own unit
            let own = scope != Scope::Unit || hits.is_empty() || hits.iter().any(|hit| hit.own);
            if count >= needed && own {
                held = true;
                all_hits.extend(hits);
            }
        }
        match (held, left_out && self.asks_facts(of)) {
            (true, _) => Answer::Holds(all_hits),
            (false, true) => Answer::LeftOut,
            (false, false) => Answer::Fails,
        }
    }

    fn asks_facts(&self, of: &[Check]) -> bool {
        of.iter().all(|check| matches!(check, Check::Fact(name) if !self.facts.contains_key(name)))
    }

    /// The stretches of `scope` in which a group can hold: those where one of its leaves has a hit.
    fn stretches(&self, of: &'a [Check], scope: Scope, units: &Range<u32>) -> Vec<Range<u32>> {
        if scope == Scope::Document {
            return vec![self.everything()];
        }
        if units.len() == 1 {
            return vec![self.stretch(units.start, scope)];
        }
        let mut leaves = Vec::new();
        of.iter().for_each(|check| collect_leaves(check, &mut leaves));
        let mut starts: Vec<u32> =
            leaves.iter().flat_map(|leaf| self.hits.within(*leaf, units.clone())).map(|hit| hit.unit).collect();
        starts.sort_unstable();
        starts.dedup();
        let mut stretches: Vec<Range<u32>> = starts.into_iter().map(|unit| self.stretch(unit, scope)).collect();
        stretches.dedup();
        stretches
    }

    /// The stretch of `scope` around a unit.
    fn stretch(&self, unit: u32, scope: Scope) -> Range<u32> {
        let units = self.document.layout().units();
        let group = |index: u32| match scope {
            Scope::Paragraph => units[index as usize].paragraph,
            Scope::Section => units[index as usize].section,
            Scope::Unit | Scope::Document => index,
        };
        match scope {
            Scope::Document => self.everything(),
            Scope::Unit => unit..unit + 1,
            Scope::Paragraph | Scope::Section => {
                let mine = group(unit);
                let mut stretch = unit..unit + 1;
                while stretch.start > 0 && group(stretch.start - 1) == mine {
                    stretch.start -= 1;
                }
                while (stretch.end as usize) < units.len() && group(stretch.end) == mine {
                    stretch.end += 1;
                }
                stretch
            }
        }
    }

    /// Whether a heading above the first of `units` satisfies `inner`.
    fn heading(&self, inner: &'a Check, units: &Range<u32>) -> Answer<'a> {
        let all = self.document.layout().units();
        let Some(unit) = all.get(units.start as usize) else { return Answer::Fails };
        let mut path = self.document.heading_path(unit.block);
        if unit.kind == UnitKind::Heading {
            path.push(unit.block);
        }
        let held = path.into_iter().any(|block| matches!(self.raw(inner, self.units_of(block)), Answer::Holds(_)));
        if held { Answer::Holds(Vec::new()) } else { Answer::Fails }
    }

    /// The units of a block.
    fn units_of(&self, block: BlockId) -> Range<u32> {
        let units = self.document.layout().units();
        let first = units.partition_point(|unit| unit.block < block);
        let last = first + units[first..].partition_point(|unit| unit.block == block);
        crate::span::offset(first)..crate::span::offset(last)
    }
}

/// Appends the leaves whose hits can make `check` hold.
pub(super) fn collect_leaves(check: &Check, out: &mut Vec<LeafId>) {
    match check {
        Check::Leaf(leaf) => out.push(*leaf),
        Check::Group { of, .. } => of.iter().for_each(|part| collect_leaves(part, out)),
        Check::Not(_) | Check::Heading(_) | Check::Fact(_) => {}
    }
}
