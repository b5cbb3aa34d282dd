//! The words and vocabularies of all phrases, numbered: a program steps over numbers, never over strings.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::program::Program;
use crate::pack::{Element, Phrase};

/// The number of a word, or of the beginning of a word, that some phrase spells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Symbol(u32);

/// The number of a vocabulary that some phrase uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VocabularyId(u32);

/// A set of symbols, one bit each.
#[derive(Clone, Debug, Default)]
pub(crate) struct SymbolSet(Vec<u64>);

impl SymbolSet {
    /// Puts `symbol` into the set.
    pub(crate) fn insert(&mut self, symbol: Symbol) {
        let (word, bit) = (symbol.0 as usize / 64, symbol.0 % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }

    /// Puts all of `other` into the set.
    pub(crate) fn extend(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Whether the sets share a symbol.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(mine, theirs)| mine & theirs != 0)
    }

    /// The symbols that both sets hold, rising.
    pub(crate) fn common(&self, other: &Self) -> impl Iterator<Item = Symbol> {
        self.0.iter().zip(&other.0).zip(0u32..).flat_map(|((a, b), index)| {
            let mut both = a & b;
            std::iter::from_fn(move || {
                let bit = (both != 0).then(|| both.trailing_zeros())?;
                both &= both - 1;
                Some(Symbol(index * 64 + bit))
            })
        })
    }
}

/// All words, word beginnings and vocabularies of a matcher's phrases.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    words: FxHashMap<Box<str>, Symbol>,
    prefixes: FxHashMap<Box<str>, Symbol>,
    /// The lengths in bytes of the prefixes, rising: only these need be looked up.
    prefix_lengths: Vec<usize>,
    vocabularies: Vec<Vocabulary>,
    /// The vocabularies by address: all phrases of a pack share them.
    known: FxHashMap<usize, VocabularyId>,
}

/// A vocabulary: its phrases and, from the first use on, their machine.
#[derive(Debug)]
struct Vocabulary {
    of: Arc<[Vec<Element>]>,
    program: OnceLock<Program>,
    /// Every symbol that its phrases spell; `None` if one of them spells none.
    symbols: OnceLock<Option<SymbolSet>>,
}

impl Lexicon {
    /// Takes in every word of `phrase`; a vocabulary shared by many phrases is walked once.
    pub(crate) fn add(&mut self, phrase: &Phrase) {
        self.add_all(&phrase.elements);
    }

    fn add_all(&mut self, elements: &[Element]) {
        for element in elements {
            match element {
                Element::Word(word) => {
                    let next = self.next();
                    self.words.entry(word.clone()).or_insert(next);
                }
                Element::Prefix(prefix) => {
                    let next = self.next();
                    self.prefixes.entry(prefix.clone()).or_insert(next);
                    if let Err(at) = self.prefix_lengths.binary_search(&prefix.len()) {
                        self.prefix_lengths.insert(at, prefix.len());
                    }
                }
                Element::Choice { name: None, of } => of.iter().for_each(|alternative| self.add_all(alternative)),
                Element::Choice { name: Some(_), of } => self.add_vocabulary(of),
                Element::Optional(inner) => self.add_all(std::slice::from_ref(&**inner)),
                Element::Gap(_) | Element::Entity(_) => {}
            }
        }
    }

    fn add_vocabulary(&mut self, of: &Arc<[Vec<Element>]>) {
        let next = VocabularyId(crate::span::offset(self.vocabularies.len()));
        if *self.known.entry(of.as_ptr().addr()).or_insert(next) == next {
            self.vocabularies.push(Vocabulary {
                of: Arc::clone(of),
                program: OnceLock::new(),
                symbols: OnceLock::new(),
            });
            of.iter().for_each(|alternative| self.add_all(alternative));
        }
    }

    fn next(&self) -> Symbol {
        Symbol(crate::span::offset(self.words.len() + self.prefixes.len()))
    }

    /// The symbol of a whole word, if some phrase spells it.
    pub(crate) fn word(&self, word: &str) -> Option<Symbol> {
        self.words.get(word).copied()
    }

    /// The symbol of a word beginning, if some phrase spells it.
    pub(crate) fn prefix(&self, prefix: &str) -> Option<Symbol> {
        self.prefixes.get(prefix).copied()
    }

    /// The number of the vocabulary with these phrases, if some phrase uses it.
    pub(crate) fn vocabulary(&self, of: &Arc<[Vec<Element>]>) -> Option<VocabularyId> {
        self.known.get(&of.as_ptr().addr()).copied()
    }

    /// The machine of a vocabulary; built at the first use.
    pub(crate) fn program(&self, id: VocabularyId) -> &Program {
        let vocabulary = &self.vocabularies[id.0 as usize];
        vocabulary.program.get_or_init(|| Program::any_of(&vocabulary.of, self))
    }

    /// A set of symbols of which every match of `element` holds one; `None` if there is no such set.
    pub(crate) fn needed(&self, element: &Element) -> Option<SymbolSet> {
        let one = |symbol: Option<Symbol>| {
            let mut set = SymbolSet::default();
            symbol.into_iter().for_each(|symbol| set.insert(symbol));
            set
        };
        match element {
            Element::Word(word) => Some(one(self.word(word))),
            Element::Prefix(prefix) => Some(one(self.prefix(prefix))),
            Element::Choice { name: Some(_), of } => {
                let vocabulary = &self.vocabularies[self.vocabulary(of)?.0 as usize];
                vocabulary.symbols.get_or_init(|| self.needed_by_any(of)).clone()
            }
            Element::Choice { name: None, of } => self.needed_by_any(of),
            Element::Optional(_) | Element::Gap(_) | Element::Entity(_) => None,
        }
    }

    fn needed_by_any(&self, of: &[Vec<Element>]) -> Option<SymbolSet> {
        let mut all = SymbolSet::default();
        for alternative in of {
            // one element of each alternative is enough; the first that has words will do
            all.extend(&alternative.iter().find_map(|element| self.needed(element))?);
        }
        Some(all)
    }

    /// Calls `found` with every symbol that `key`, a word of a text, satisfies.
    pub(crate) fn symbols(&self, key: &str, mut found: impl FnMut(Symbol)) {
        if let Some(symbol) = self.word(key) {
            found(symbol);
        }
        for &len in &self.prefix_lengths {
            match key.get(..len) {
                Some(start) => {
                    if let Some(symbol) = self.prefix(start) {
                        found(symbol);
                    }
                }
                None if len > key.len() => break,
                None => {}
            }
        }
    }
}
