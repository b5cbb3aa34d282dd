//! The words of all phrases, numbered: a program steps over numbers, never over strings.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::pack::{Element, Phrase};

/// The number of a word, or of the beginning of a word, that some phrase spells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Symbol(u32);

/// All words and word beginnings of a matcher's phrases.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    words: FxHashMap<Box<str>, Symbol>,
    prefixes: FxHashMap<Box<str>, Symbol>,
    /// The lengths in bytes of the prefixes, rising: only these need be looked up.
    prefix_lengths: Vec<usize>,
    /// The vocabularies whose words were taken in, by address.
    seen: FxHashSet<usize>,
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
                Element::Choice { of, name } => {
                    if name.is_none() || self.seen.insert(of.as_ptr().addr()) {
                        of.iter().for_each(|alternative| self.add_all(alternative));
                    }
                }
                Element::Optional(inner) => self.add_all(std::slice::from_ref(&**inner)),
                Element::Gap(_) | Element::Entity(_) => {}
            }
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

    /// Appends every symbol that `key`, a word of a text, satisfies.
    pub(crate) fn symbols(&self, key: &str, out: &mut Vec<Symbol>) {
        out.extend(self.word(key));
        for &len in &self.prefix_lengths {
            match key.get(..len) {
                Some(start) => out.extend(self.prefix(start)),
                None if len > key.len() => break,
                None => {}
            }
        }
    }
}
