//! The literals without which a leaf cannot match, derived from its phrase or regex.
//!
//! The automaton looks for these alone. A leaf is run on a unit only if one of its literals stands there, so a set
//! must be *necessary* (no match without one of them) and should be *rare* ("may" would make every unit a candidate).

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

/// The shortest piece of a regex that is worth looking for, in bytes.
const SHORTEST: usize = 3;
/// The most literals of one set.
const MOST: usize = 600;

/// What it costs to look for a set of literals.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cost {
    /// About how often one of them stands in 1,000 words.
    often: f64,
    /// How many they are.
    literals: usize,
}

/// Derives literals; knows what every vocabulary costs, by address, since many phrases share them.
#[derive(Debug, Default)]
pub(crate) struct Deriver {
    vocabularies: FxHashMap<usize, Option<Cost>>,
}

/// A part of a sequence by whose literals the whole can be found.
#[derive(Clone, Copy)]
enum Part<'a> {
    /// Words in a row.
    Words(&'a [Element]),
    Other(&'a Element),
}

impl Deriver {
    /// The cheapest necessary set of literals of the leaf; `None` if it has none and must be run on every unit.
    pub(crate) fn literals(&mut self, matcher: &LeafMatcher) -> Option<Vec<Literal>> {
        match matcher {
            LeafMatcher::Phrase(phrase) => self.phrase(phrase),
            LeafMatcher::Regex(pattern) => regex_set(pattern.as_str()).map(|set| set.literals),
            LeafMatcher::Near { phrases, .. } => {
                phrases.iter().for_each(|phrase| self.learn(&phrase.elements));
                let costs = phrases.iter().filter_map(|phrase| Some((phrase, self.sequence(&phrase.elements)?.often)));
                let rarest = costs.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(phrase, _)| phrase);
                rarest.and_then(|phrase| self.phrase(phrase))
            }
        }
    }

    fn phrase(&mut self, phrase: &Phrase) -> Option<Vec<Literal>> {
        self.learn(&phrase.elements);
        self.sequence(&phrase.elements)?;
        let mut literals = Vec::new();
        self.collect(&phrase.elements, &mut literals);
        literals.sort_unstable();
        literals.dedup();
        Some(literals)
    }

    /// How rare what `elements` spell is: the higher, the more it tells that a sentence holds it.
    pub(crate) fn rarity(&self, elements: &[Element]) -> f64 {
        1.0 / (1.0 + self.sequence(elements).map_or(1.0, |cost| cost.often))
    }

    /// Prices the vocabularies that `elements` use, the inner ones first.
    fn learn(&mut self, elements: &[Element]) {
        for element in elements {
            match element {
                Element::Choice { name, of } => {
                    let address = of.as_ptr().addr();
                    if name.is_none() || !self.vocabularies.contains_key(&address) {
                        of.iter().for_each(|alternative| self.learn(alternative));
                    }
                    if name.is_some() && !self.vocabularies.contains_key(&address) {
                        let cost = self.choice(of);
                        self.vocabularies.insert(address, cost);
                    }
                }
                Element::Optional(inner) => self.learn(std::slice::from_ref(&**inner)),
                Element::Word(_) | Element::Prefix(_) | Element::Gap(_) | Element::Entity(_) => {}
            }
        }
    }

    /// The cost of the cheapest part of a sequence.
    fn sequence(&self, elements: &[Element]) -> Option<Cost> {
        self.cheapest(elements).map(|(_, cost)| cost)
    }

    fn cheapest<'a>(&self, elements: &'a [Element]) -> Option<(Part<'a>, Cost)> {
        parts(elements).filter_map(|part| Some((part, self.part(part)?))).min_by(|a, b| a.1.often.total_cmp(&b.1.often))
    }

    fn part(&self, part: Part<'_>) -> Option<Cost> {
        match part {
            Part::Words(words) => {
                let rarest =
                    words.iter().filter_map(word).map(|word| frequency(word, Edge::Words)).min_by(f64::total_cmp)?;
                // a run of words is rarer than its rarest word
                let count = u16::try_from(words.len()).map_or(f64::from(u16::MAX), f64::from);
                Some(Cost { often: rarest / count, literals: 1 })
            }
            Part::Other(Element::Prefix(prefix)) => Some(Cost { often: frequency(prefix, Edge::Start), literals: 1 }),
            Part::Other(Element::Choice { name: Some(_), of }) => {
                self.vocabularies.get(&of.as_ptr().addr()).copied().unwrap_or_else(|| self.choice(of))
            }
            Part::Other(Element::Choice { name: None, of }) => self.choice(of),
            Part::Other(Element::Entity(Entity::Duration)) => {
                let often = TIME_UNITS.iter().map(|unit| frequency(unit, Edge::Start)).sum();
                Some(Cost { often, literals: TIME_UNITS.len() })
            }
            Part::Other(_) => None,
        }
    }

    /// All alternatives together; `None` if one of them has no literals, or if they are too many.
    fn choice(&self, of: &[Vec<Element>]) -> Option<Cost> {
        let mut total = Cost { often: 0.0, literals: 0 };
        for alternative in of {
            let cost = self.sequence(alternative)?;
            total.often += cost.often;
            total.literals += cost.literals;
        }
        (1..=MOST).contains(&total.literals).then_some(total)
    }

    /// Appends the literals of the cheapest part.
    fn collect(&self, elements: &[Element], out: &mut Vec<Literal>) {
        match self.cheapest(elements).map(|(part, _)| part) {
            Some(Part::Words(words)) => {
                let words: Vec<&str> = words.iter().filter_map(word).collect();
                out.push(Literal { text: words.join(" "), edge: Edge::Words });
            }
            Some(Part::Other(Element::Prefix(prefix))) => {
                out.push(Literal { text: prefix.to_string(), edge: Edge::Start });
            }
            Some(Part::Other(Element::Choice { of, .. })) => {
                of.iter().for_each(|alternative| self.collect(alternative, out));
            }
            Some(Part::Other(Element::Entity(Entity::Duration))) => {
                out.extend(TIME_UNITS.iter().map(|unit| Literal { text: (*unit).to_owned(), edge: Edge::Start }));
            }
            Some(Part::Other(_)) | None => {}
        }
    }
}

/// How the words of a duration's unit begin.
const TIME_UNITS: [&str; 8] = ["minute", "hour", "day", "week", "month", "quarter", "year", "decade"];

fn word(element: &Element) -> Option<&str> {
    match element {
        Element::Word(word) => Some(word),
        _ => None,
    }
}

/// The runs of words of a sequence, and what stands between them.
fn parts(elements: &[Element]) -> impl Iterator<Item = Part<'_>> {
    elements.chunk_by(|a, b| word(a).is_some() && word(b).is_some()).map(|chunk| match chunk {
        [single] if word(single).is_none() => Part::Other(single),
        words => Part::Words(words),
    })
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

/// The literals of a regex and about how often one of them stands in 1,000 words.
struct Set {
    literals: Vec<Literal>,
    often: f64,
}

fn rarest(sets: Vec<Option<Set>>) -> Option<Set> {
    sets.into_iter().flatten().min_by(|a, b| a.often.total_cmp(&b.often))
}

fn union(sets: Vec<Set>) -> Option<Set> {
    let often = sets.iter().map(|set| set.often).sum();
    let mut literals: Vec<Literal> = sets.into_iter().flat_map(|set| set.literals).collect();
    literals.sort_unstable();
    literals.dedup();
    (1..=MOST).contains(&literals.len()).then_some(Set { literals, often })
}

/// The necessary literals of a regex over the plain form, as pieces of words of the keys.
fn regex_set(pattern: &str) -> Option<Set> {
    let hir = regex_syntax::ParserBuilder::new().case_insensitive(false).build().parse(pattern).ok()?;
    hir_set(&hir)
}

fn hir_set(hir: &Hir) -> Option<Set> {
    match hir.kind() {
        HirKind::Literal(literal) => pieces(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Capture(capture) => hir_set(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => hir_set(&repetition.sub),
        HirKind::Concat(parts) => rarest(parts.iter().map(hir_set).collect()),
        HirKind::Alternation(parts) => union(parts.iter().map(hir_set).collect::<Option<_>>()?),
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// The best piece of a literal text that the keys are sure to hold: a run of ASCII letters and digits, lower-cased.
fn pieces(literal: &str) -> Option<Set> {
    rarest(
        literal
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|piece| piece.len() >= SHORTEST)
            .map(|piece| {
                let text = piece.to_ascii_lowercase();
                let often = frequency(&text, Edge::Anywhere);
                Some(Set { literals: vec![Literal { text, edge: Edge::Anywhere }], often })
            })
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
