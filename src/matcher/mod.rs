//! Packs to one immutable [`Matcher`]; a document to the hits of all their leaves.
//!
//! Floor 2. One overlapping Aho-Corasick pass over the keys of the whole layout finds where a literal of a leaf
//! stands; only there is the leaf itself run: a phrase by its word machine, a regex over the unit's plain text.
//! Nothing about the text can make this fail.

mod entities;
mod leaf;
mod lexicon;
mod literals;
#[cfg(test)]
mod naive;
mod polarity;
mod program;
mod scan;
mod view;

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

pub(crate) use entities::iso;
pub use leaf::Hit;
pub(crate) use leaf::{CompiledLeaf, PhraseParts, Rejection};
pub use polarity::Polarity;
pub use scan::Hits;
pub(crate) use view::UnitView;

use crate::pack::{Condition, Pack, Requirement, Scope};
use literals::{Deriver, Edge, Literal};

/// The index of a leaf in its matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeafId(pub(crate) u32);

/// Packs, compiled: immutable, and shared by all threads.
#[derive(Debug)]
pub struct Matcher {
    packs: Vec<Pack>,
    checks: Vec<Vec<Checks>>,
    leaves: Vec<CompiledLeaf>,
    lexicon: lexicon::Lexicon,
    /// Knows how rare the vocabularies are, for near misses.
    deriver: Deriver,
    automaton: AhoCorasick,
    /// By pattern of the automaton: the leaves that need it, and at which edges.
    postings: Vec<Vec<(LeafId, Edge)>>,
    /// Leaves without literals: run on every unit.
    always: Vec<LeafId>,
}

/// A requirement's conditions, compiled.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) applies_if: Vec<Check>,
    pub(crate) met: Vec<Check>,
    pub(crate) partial: Vec<Check>,
    pub(crate) contradicted: Vec<Check>,
    pub(crate) except: Vec<Check>,
}

/// A condition, compiled: as [`Condition`], over leaves of the matcher.
#[derive(Debug)]
pub(crate) enum Check {
    Leaf(LeafId),
    Group { least: usize, of: Vec<Check>, scope: Scope },
    Not(Box<Check>),
    Heading(Box<Check>),
    Fact(String),
}

impl Matcher {
    /// Compiles `packs` for one run.
    #[must_use]
    pub fn new(packs: Vec<Pack>) -> Self {
        let mut compiler = Compiler::default();
        let checks = packs
            .iter()
            .map(|pack| pack.requirements.iter().map(|requirement| compiler.requirement(requirement)).collect())
            .collect();
        let (patterns, postings): (Vec<_>, Vec<_>) = compiler.postings.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .expect("the literals of bounded packs are within the automaton's limits");
        Self {
            checks,
            leaves: compiler.leaves,
            lexicon: compiler.lexicon,
            deriver: compiler.deriver,
            automaton,
            postings,
            always: compiler.always,
            packs,
        }
    }

    /// The packs, in the order given.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The compiled conditions of requirement `requirement` of pack `pack`.
    pub(crate) fn checks(&self, pack: usize, requirement: usize) -> &Checks {
        &self.checks[pack][requirement]
    }

    pub(crate) fn leaf(&self, id: LeafId) -> &CompiledLeaf {
        &self.leaves[id.0 as usize]
    }

    /// The parts of a leaf that near misses are told by.
    pub(crate) fn parts(&self, id: LeafId) -> &PhraseParts {
        self.leaf(id).parts(&self.lexicon, &self.deriver)
    }

    pub(crate) fn lexicon(&self) -> &lexicon::Lexicon {
        &self.lexicon
    }
}

#[derive(Default)]
struct Compiler {
    leaves: Vec<CompiledLeaf>,
    /// By address of a leaf: requirements that share one (`use:`) share its hits.
    known: FxHashMap<(usize, bool), LeafId>,
    lexicon: lexicon::Lexicon,
    deriver: Deriver,
    /// Sorted, so that equal packs give equal automata.
    postings: BTreeMap<String, Vec<(LeafId, Edge)>>,
    always: Vec<LeafId>,
}

impl Compiler {
    fn requirement(&mut self, requirement: &Requirement) -> Checks {
        let mut all = |conditions: &[Condition]| conditions.iter().map(|c| self.condition(c, false)).collect();
        Checks {
            applies_if: all(&requirement.applies_if),
            met: all(&requirement.met),
            partial: all(&requirement.partial),
            contradicted: all(&requirement.contradicted),
            except: all(&requirement.except),
        }
    }

    fn condition(&mut self, condition: &Condition, in_heading: bool) -> Check {
        match condition {
            Condition::Leaf(leaf) => Check::Leaf(self.leaf(leaf, in_heading)),
            Condition::Group { least, of, scope } => Check::Group {
                least: *least,
                of: of.iter().map(|part| self.condition(part, in_heading)).collect(),
                scope: *scope,
            },
            Condition::Not(inner) => Check::Not(Box::new(self.condition(inner, in_heading))),
            Condition::Heading(inner) => Check::Heading(Box::new(self.condition(inner, true))),
            Condition::Fact(name) => Check::Fact(name.clone()),
        }
    }

    fn leaf(&mut self, leaf: &std::sync::Arc<crate::pack::Leaf>, in_heading: bool) -> LeafId {
        let key = (std::sync::Arc::as_ptr(leaf).addr(), in_heading);
        if let Some(&id) = self.known.get(&key) {
            return id;
        }
        let id = LeafId(crate::span::offset(self.leaves.len()));
        self.known.insert(key, id);
        for phrase in leaf.phrases() {
            self.lexicon.add(phrase);
        }
        match self.deriver.literals(&leaf.matcher) {
            None => self.always.push(id),
            Some(literals) => {
                for Literal { text, edge } in literals {
                    self.postings.entry(text).or_default().push((id, edge));
                }
            }
        }
        self.leaves.push(CompiledLeaf::new(std::sync::Arc::clone(leaf), in_heading));
        id
    }
}
