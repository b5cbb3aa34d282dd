//! The literals without which a leaf cannot match, derived from its phrase or regex.
//!
//! The automaton looks for these alone. A leaf is run on a unit only if one of its literals stands there, so a set
//! must be *necessary* (no match without one of them) and should be *rare* ("may" would make every unit a candidate).

use std::rc::Rc;

use regex_syntax::hir::{Hir, HirKind};
use rustc_hash::FxHashMap;

use crate::pack::{Element, Entity, LeafMatcher, Phrase};
use crate::text;

/// A string to look for in the keys, and what must stand around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Literal {
    /// The string: words with one space between them.
    pub(crate) text: String,
    /// Where words must begin and end.
    pub(crate) edge: Edge,
}

/// What must stand around a literal in the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Edge {
    /// Whole words.
    Words,
    /// A word begins with it.
    Start,
    /// Anything: it was cut out of a regex.
    Anywhere,
}

/// A necessary set and what looking for it costs.
#[derive(Debug)]
struct Set {
    literals: Vec<Literal>,
    cost: f64,
}

/// The shortest piece of a regex that is worth looking for, in bytes.
const SHORTEST: usize = 3;
/// The most literals of one set.
const MOST: usize = 600;

/// Remembers the sets of vocabularies, by address: many phrases share them.
#[derive(Default)]
pub(crate) struct Deriver {
    choices: FxHashMap<usize, Option<Rc<Set>>>,
}

impl Deriver {
    /// What the vocabularies cost that were derived so far.
    pub(crate) fn into_costs(self) -> Costs {
        Costs(self.choices.into_iter().map(|(address, set)| (address, set.map(|set| set.cost))).collect())
    }

    /// The cheapest necessary set of literals of the leaf; `None` if it has none and must be run on every unit.
    pub(crate) fn literals(&mut self, matcher: &LeafMatcher) -> Option<Vec<Literal>> {
        let set = match matcher {
            LeafMatcher::Phrase(phrase) => self.phrase(phrase),
            LeafMatcher::Regex(regex) => regex_set(regex.as_str()),
            LeafMatcher::Near { phrases, .. } => cheapest(phrases.iter().map(|phrase| self.phrase(phrase)).collect()),
        };
        set.map(|set| set.literals.clone())
    }

    fn phrase(&mut self, phrase: &Phrase) -> Option<Rc<Set>> {
        self.sequence(&phrase.elements)
    }

    /// The cheapest set of a sequence: of one of its parts, or of a run of words.
    fn sequence(&mut self, elements: &[Element]) -> Option<Rc<Set>> {
        let mut sets = Vec::new();
        let mut run: Vec<&str> = Vec::new();
        for element in elements {
            if let Element::Word(word) = element {
                run.push(word);
                continue;
            }
            sets.push(words_set(&std::mem::take(&mut run)));
            sets.push(match element {
                Element::Prefix(prefix) => Some(Rc::new(Set::one(prefix, Edge::Start))),
                Element::Choice { of, name } => {
                    let address = of.as_ptr().addr();
                    if name.is_some() && self.choices.contains_key(&address) {
                        self.choices[&address].clone()
                    } else {
                        let set = self.choice(of);
                        if name.is_some() {
                            self.choices.insert(address, set.clone());
                        }
                        set
                    }
                }
                Element::Entity(Entity::Duration) => Some(Set::durations()),
                Element::Word(_) | Element::Optional(_) | Element::Gap(_) | Element::Entity(_) => None,
            });
        }
        sets.push(words_set(&run));
        cheapest(sets)
    }

    /// All alternatives' sets together; `None` if one of them has none.
    fn choice(&mut self, of: &[Vec<Element>]) -> Option<Rc<Set>> {
        let sets: Option<Vec<Rc<Set>>> = of.iter().map(|alternative| self.sequence(alternative)).collect();
        union(sets?)
    }
}

impl Set {
    fn one(text: &str, edge: Edge) -> Self {
        let cost = text.split(' ').map(|word| frequency(word, edge)).fold(f64::INFINITY, f64::min);
        // a run of words is rarer than its rarest word
        let words = u8::try_from(text.split(' ').count()).unwrap_or(u8::MAX);
        Self { literals: vec![Literal { text: text.to_owned(), edge }], cost: cost / f64::from(words) }
    }

    fn durations() -> Rc<Self> {
        let starts = ["minute", "hour", "day", "week", "month", "quarter", "year", "decade"];
        let sets = starts.iter().map(|start| Rc::new(Self::one(start, Edge::Start))).collect();
        union(sets).expect("the list is not empty")
    }
}

fn words_set(run: &[&str]) -> Option<Rc<Set>> {
    (!run.is_empty()).then(|| Rc::new(Set::one(&run.join(" "), Edge::Words)))
}

fn cheapest(sets: Vec<Option<Rc<Set>>>) -> Option<Rc<Set>> {
    sets.into_iter().flatten().min_by(|a, b| a.cost.total_cmp(&b.cost))
}

fn union(sets: Vec<Rc<Set>>) -> Option<Rc<Set>> {
    let cost = sets.iter().map(|set| set.cost).sum();
    let mut literals: Vec<&Literal> = sets.iter().flat_map(|set| &set.literals).collect();
    literals.sort_unstable();
    literals.dedup();
    let literals: Vec<Literal> = literals.into_iter().cloned().collect();
    (!literals.is_empty() && literals.len() <= MOST).then(|| Rc::new(Set { literals, cost }))
}

/// About how often a word stands in 1,000 words of a policy.
fn frequency(word: &str, edge: Edge) -> f64 {
    const COMMON: [(&str, f64); 72] = [
        ("a", 18.0),
        ("about", 4.0),
        ("access", 3.0),
        ("all", 2.0),
        ("an", 4.0),
        ("and", 45.0),
        ("any", 6.0),
        ("are", 7.0),
        ("as", 9.0),
        ("at", 5.0),
        ("be", 8.0),
        ("by", 9.0),
        ("can", 4.0),
        ("collect", 6.0),
        ("contact", 4.0),
        ("cookies", 6.0),
        ("data", 15.0),
        ("for", 13.0),
        ("from", 6.0),
        ("has", 2.0),
        ("have", 5.0),
        ("if", 5.0),
        ("in", 15.0),
        ("information", 22.0),
        ("is", 7.0),
        ("it", 4.0),
        ("may", 11.0),
        ("not", 6.0),
        ("of", 22.0),
        ("on", 8.0),
        ("or", 20.0),
        ("other", 5.0),
        ("our", 17.0),
        ("parties", 3.0),
        ("party", 3.0),
        ("personal", 13.0),
        ("please", 2.0),
        ("policy", 6.0),
        ("privacy", 8.0),
        ("process", 2.0),
        ("processing", 3.0),
        ("provide", 5.0),
        ("purposes", 3.0),
        ("right", 2.5),
        ("rights", 2.5),
        ("service", 4.0),
        ("services", 8.0),
        ("share", 3.0),
        ("site", 5.0),
        ("such", 4.0),
        ("that", 10.0),
        ("the", 32.0),
        ("their", 3.0),
        ("these", 3.0),
        ("they", 2.0),
        ("third", 4.0),
        ("this", 7.0),
        ("time", 2.0),
        ("to", 34.0),
        ("us", 7.0),
        ("use", 9.0),
        ("used", 3.0),
        ("user", 2.0),
        ("users", 2.0),
        ("we", 22.0),
        ("website", 5.0),
        ("when", 4.0),
        ("which", 3.0),
        ("will", 5.0),
        ("with", 10.0),
        ("you", 28.0),
        ("your", 25.0),
    ];
    let known = |word: &str| COMMON.binary_search_by(|(known, _)| known.cmp(&word)).ok().map(|at| COMMON[at].1);
    let by_length = || 4.0 / f64::from(u8::try_from(word.len().min(20)).unwrap_or(20));
    match edge {
        Edge::Words => known(word).unwrap_or_else(by_length),
        Edge::Start | Edge::Anywhere => {
            let begun: f64 = COMMON.iter().filter(|(known, _)| known.starts_with(word)).map(|(_, often)| often).sum();
            begun + 1.5 * by_length()
        }
    }
}

/// How rare what `elements` spell is: the higher, the more it tells that a sentence holds it.
pub(crate) fn rarity(elements: &[Element], costs: &Costs) -> f64 {
    1.0 / (1.0 + costs.sequence(elements).unwrap_or(1.0))
}

/// What it costs to look for each vocabulary, by address.
#[derive(Debug, Default)]
pub(crate) struct Costs(FxHashMap<usize, Option<f64>>);

impl Costs {
    fn sequence(&self, elements: &[Element]) -> Option<f64> {
        elements.iter().filter_map(|element| self.element(element)).min_by(f64::total_cmp)
    }

    fn element(&self, element: &Element) -> Option<f64> {
        match element {
            Element::Word(word) => Some(frequency(word, Edge::Words)),
            Element::Prefix(prefix) => Some(frequency(prefix, Edge::Start)),
            Element::Choice { name: Some(_), of } => self.0.get(&of.as_ptr().addr()).copied().flatten(),
            Element::Choice { name: None, of } => of.iter().map(|alternative| self.sequence(alternative)).sum(),
            Element::Entity(_) | Element::Optional(_) | Element::Gap(_) => None,
        }
    }
}

/// The necessary literals of a regex over the plain form, as pieces of words of the keys.
fn regex_set(pattern: &str) -> Option<Rc<Set>> {
    let hir = regex_syntax::ParserBuilder::new().case_insensitive(false).build().parse(pattern).ok()?;
    hir_set(&hir)
}

fn hir_set(hir: &Hir) -> Option<Rc<Set>> {
    match hir.kind() {
        HirKind::Literal(literal) => pieces(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Capture(capture) => hir_set(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => hir_set(&repetition.sub),
        HirKind::Concat(parts) => cheapest(parts.iter().map(hir_set).collect()),
        HirKind::Alternation(parts) => union(parts.iter().map(hir_set).collect::<Option<_>>()?),
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// The best piece of a literal text that the keys are sure to hold: a run of ASCII letters and digits, lower-cased.
fn pieces(literal: &str) -> Option<Rc<Set>> {
    cheapest(
        literal
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|piece| piece.len() >= SHORTEST)
            .map(|piece| Some(Rc::new(Set::one(&piece.to_ascii_lowercase(), Edge::Anywhere))))
            .collect(),
    )
}

/// Whether `literal`, found at `start..end` of `keys`, stands at the edges that it needs.
pub(crate) fn fits(edge: Edge, keys: &[u8], start: usize, end: usize) -> bool {
    let separates = |byte: u8| byte == text::WORD_SEPARATOR as u8 || byte == text::CLAUSE_SEPARATOR as u8;
    let begins = || start > 0 && separates(keys[start - 1]);
    match edge {
        Edge::Words => begins() && keys.get(end).is_none_or(|&byte| separates(byte)),
        Edge::Start => begins(),
        Edge::Anywhere => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regex_literals_are_necessary_and_rare() {
        let cases: [(&str, Option<&[&str]>); 9] = [
            (r"do.?not.?track", Some(&["track"])),
            (r"\[(company|your|insert)[^\]]{0,40}\]", Some(&["company", "insert", "your"])),
            (r"Privacy Shield", Some(&["shield"])),
            (r"(?:abc)?xyz", Some(&["xyz"])),
            (r"\d+", None),
            (r"(retain|[a-z]+) data", Some(&["data"])),
            (r"retain|[a-z]+", None),
            (r"a.b", None),
            (r"(?-i)GDPR", Some(&["gdpr"])),
        ];
        for (pattern, want) in cases {
            let got = regex_set(pattern).map(|set| set.literals.iter().map(|l| l.text.clone()).collect::<Vec<_>>());
            assert_eq!(
                got.as_deref(),
                want.map(|w| w.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()).as_deref(),
                "{pattern}"
            );
        }
    }

    #[test]
    fn the_table_of_common_words_is_sorted() {
        assert!(frequency("your", Edge::Words) > 20.0 && frequency("and", Edge::Words) > 20.0);
        assert!(frequency("erasure", Edge::Words) < 1.0);
        assert!(frequency("inform", Edge::Start) > frequency("eras", Edge::Start));
    }
}
