//! The meaning of a phrase written down as plainly as possible, to hold the fast path against.
//!
//! Tries every word of every unit as a start, follows every alternative, knows no literals, symbols or clause
//! numbers. Slow, and only for tests.

use std::collections::BTreeSet;

use super::entities;
use super::leaf::Hit;

use super::{LeafId, Matcher, UnitView};
use crate::document::{Document, Layout, Unit, UnitKind};
use crate::pack::{Element, InPlace, LeafMatcher};
use crate::text::ends_clause;

/// Where a partial match stands: its next word is due here, so many words may be skipped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    due: u32,
    slack: u32,
    fresh: bool,
}

struct Naive<'a> {
    layout: &'a Layout,
    unit: &'a Unit,
    view: &'a UnitView<'a>,
}

impl Naive<'_> {
    fn key(&self, word: u32) -> &str {
        self.layout.folded().key(word as usize)
    }

    fn may_step(&self, state: State, at: u32) -> bool {
        let punctuated = |word: u32| self.layout.folded().breaks_before(word as usize);
        if state.fresh || at < state.due {
            return state.fresh && at == state.due;
        }
        if at == state.due {
            return !punctuated(at);
        }
        let joints = self.layout.parts(self.unit)[1..].iter().map(|part| part.first_word);
        let counted_from = joints.filter(|&joint| joint <= at).fold(state.due, u32::max);
        at - counted_from <= state.slack
            && state.slack > 0
            && !(state.due..=at).any(punctuated)
            && !(state.due..at).any(|word| self.opens_clause(word))
    }

    fn opens_clause(&self, word: u32) -> bool {
        let next = |n: u32, want: &str| word + n < self.unit.words.end && self.key(word + n) == want;
        ends_clause(self.key(word)) && !(self.key(word) == "but" && next(1, "not") && next(2, "limited"))
    }

    fn after(&self, elements: &[Element], from: BTreeSet<State>) -> BTreeSet<State> {
        elements
            .iter()
            .fold(from, |states, element| states.iter().flat_map(|&state| self.step(element, state)).collect())
    }

    fn step(&self, element: &Element, state: State) -> BTreeSet<State> {
        let words = |fits: &dyn Fn(&str) -> bool| {
            self.unit
                .words
                .clone()
                .filter(|&at| self.may_step(state, at) && fits(self.key(at)))
                .map(|at| State { due: at + 1, slack: 0, fresh: false })
                .collect()
        };
        match element {
            Element::Word(word) => words(&|key| key == &**word),
            Element::Prefix(prefix) => words(&|key| key.starts_with(&**prefix)),
            Element::Gap(gap) => BTreeSet::from([State { slack: state.slack + u32::from(*gap), ..state }]),
            Element::Optional(inner) => {
                let mut states = self.step(inner, state);
                states.insert(state);
                states
            }
            Element::Choice { of, .. } => {
                of.iter().flat_map(|sequence| self.after(sequence, BTreeSet::from([state]))).collect()
            }
            Element::Entity(kind) => entities::find(*kind, self.view)
                .into_iter()
                .filter(|found| self.may_step(state, found.words.start))
                .map(|found| State { due: found.words.end, slack: 0, fresh: false })
                .collect(),
        }
    }

    /// All windows of the phrase, then those that hold no other.
    fn windows(&self, elements: &[Element]) -> BTreeSet<(u32, u32)> {
        let mut all = BTreeSet::new();
        for start in self.unit.words.clone() {
            let fresh = BTreeSet::from([State { due: start, slack: 0, fresh: true }]);
            all.extend(
                self.after(elements, fresh).into_iter().filter(|state| !state.fresh).map(|state| (start, state.due)),
            );
        }
        let holds_another = |a: &(u32, u32)| all.iter().any(|b| a != b && a.0 <= b.0 && b.1 <= a.1);
        all.iter().filter(|window| !holds_another(window)).copied().collect()
    }
}

/// The windows of every leaf in every unit that it reads, as (unit, first word, end word).
fn naive_windows(matcher: &Matcher, leaf: LeafId, document: &Document) -> BTreeSet<(u32, u32, u32)> {
    let compiled = matcher.leaf(leaf);
    let mut all = BTreeSet::new();
    for (index, unit) in document.layout().units().iter().enumerate() {
        if (compiled.leaf.place == Some(InPlace::Heading)) != (unit.kind == UnitKind::Heading) {
            continue;
        }
        let view = UnitView::new(document, unit, matcher.lexicon());
        let naive = Naive { layout: document.layout(), unit, view: &view };
        let index = crate::span::offset(index);
        match &compiled.leaf.matcher {
            LeafMatcher::Phrase(phrase) => {
                all.extend(naive.windows(&phrase.elements).into_iter().map(|(start, end)| (index, start, end)));
            }
            LeafMatcher::Regex(pattern) => {
                let found = pattern.regex().find_iter(view.plain()).map(|found| view.words_at(found.range()));
                all.extend(found.filter(|words| !words.is_empty()).map(|words| (index, words.start, words.end)));
            }
            LeafMatcher::Near { phrases, words } => {
                let found: Vec<_> = phrases.iter().map(|phrase| naive.windows(&phrase.elements)).collect();
                let mut covers: BTreeSet<(u32, u32)> = BTreeSet::from([(u32::MAX, 0)]);
                for windows in &found {
                    covers = covers
                        .iter()
                        .flat_map(|cover| {
                            windows.iter().map(move |window| (cover.0.min(window.0), cover.1.max(window.1)))
                        })
                        .collect();
                }
                let folded = document.layout().folded();
                covers.retain(|&(start, end)| {
                    end - start <= u32::from(*words)
                        && !(start + 1..end)
                            .any(|word| folded.breaks_before(word as usize) || ends_clause(folded.key(word as usize)))
                });
                let smallest = covers.iter().filter(|a| !covers.iter().any(|b| *a != b && a.0 <= b.0 && b.1 <= a.1));
                all.extend(smallest.map(|&(start, end)| (index, start, end)));
            }
        }
    }
    all
}

/// Every hit and every rejected match of the fast path, as (unit, first word, end word).
fn fast_windows(matcher: &Matcher, leaf: LeafId, document: &Document) -> BTreeSet<(u32, u32, u32)> {
    let found = matcher.scan(document);
    let place = |hit: &Hit| (hit.unit, hit.words.start, hit.words.end);
    found.of(leaf).iter().map(place).chain(found.rejected(leaf).iter().map(|(hit, _)| place(hit))).collect()
}

mod tests {
    use super::*;
    use crate::pack::Pack;

    /// A small generator of numbers; the same seed gives the same run everywhere.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 >> 33).expect("31 bits") % sides
        }

        fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
            from[self.roll(from.len())]
        }
    }

    const WORDS: [&str; 15] = [
        "you",
        "may",
        "erase",
        "erasure",
        "data",
        "not",
        "we",
        "sell",
        "cookies",
        "opt-out",
        "but",
        "but not limited to",
        "US",
        "two",
        "days",
    ];
    const ATOMS: [&str; 20] = [
        "you",
        "may",
        "erase",
        "erasure",
        "data",
        "not",
        "we",
        "sell",
        "cookies",
        "opt-out",
        "unless",
        "US",
        "eras*",
        "dat*",
        "<things>",
        "(you|we may)",
        "(erase|sell the? data)",
        "<duration>",
        "two",
        "days",
    ];

    fn phrase(dice: &mut Dice) -> String {
        let count = 1 + dice.roll(4);
        let mut out = String::new();
        for index in 0..count {
            if index > 0 {
                out.push(' ');
                if dice.roll(3) == 0 {
                    let gap = dice.roll(5);
                    out.push_str(&if gap == 0 { "... ".to_owned() } else { format!("...{gap} ") });
                }
            }
            let atom = dice.pick(&ATOMS);
            out.push_str(atom);
            if index > 0 && index + 1 < count && !atom.ends_with('*') && !atom.contains('-') && dice.roll(5) == 0 {
                out.push('?');
            }
        }
        out
    }

    fn condition(dice: &mut Dice) -> String {
        match dice.roll(8) {
            0 => format!("{{near: [\"{}\", \"{}\"], words: {}}}", phrase(dice), phrase(dice), 2 + dice.roll(10)),
            1 => format!(
                "{{regex: '{}'}}",
                dice.pick(&["eras(e|ure) (the )?data", "opt.?out", "[a-z]+ days", "sell|erase", "not? "])
            ),
            _ => format!("{{phrase: \"{}\", polarity: any}}", phrase(dice)),
        }
    }

    fn pack(dice: &mut Dice) -> String {
        let mut yaml = "lacuna: 1\npack: random\nversion: 1.0.0\ntitle: Random\nlanguage: en\nvocabulary:\n  things: [data, cookies, your? (erasure|two days)]\nrequirements:\n  - id: one\n    title: One\n    met:\n".to_owned();
        for _ in 0..12 {
            yaml.push_str("      - ");
            yaml.push_str(&condition(dice));
            yaml.push('\n');
        }
        yaml
    }

    fn text(dice: &mut Dice) -> String {
        let mut out = String::new();
        for _ in 0..1 + dice.roll(6) {
            let item = dice.roll(3) == 0;
            if item {
                out.push_str("- ");
            }
            for _ in 0..1 + dice.roll(14) {
                out.push_str(dice.pick(&WORDS));
                out.push_str(dice.pick(&[" ", " ", " ", " ", ", ", "; ", ". ", " - ", ": ", " (", "? "]));
            }
            out.push_str(if item { "\n" } else { dice.pick(&[".\n\n", ":\n\n", ":\n\n", "\n\n# You may\n\n"]) });
        }
        out
    }

    #[test]
    fn the_fast_path_finds_what_the_naive_one_finds() {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let (mut compared, mut found) = (0, 0);
        for round in 0..400 {
            let source = pack(&mut dice);
            // a phrase may come out invalid (all optional): the generator just tries again
            let Ok(pack) = Pack::parse("random.yaml", &source) else { continue };
            let matcher = Matcher::new(vec![pack]);
            for _ in 0..4 {
                let text = text(&mut dice);
                let document = Document::parse(text.clone(), Some("md"));
                for index in 0..matcher.leaves.len() {
                    let leaf = LeafId(crate::span::offset(index));
                    let naive = naive_windows(&matcher, leaf, &document);
                    let fast = fast_windows(&matcher, leaf, &document);
                    let written = &matcher.leaf(leaf).leaf.written;
                    assert_eq!(fast, naive, "round {round}: {written}\n{text}");
                    compared += 1;
                    found += naive.len();
                }
            }
        }
        assert!(compared > 5_000 && found > 2_000, "the generator went dull: {compared} compared, {found} found");
    }

    #[test]
    fn what_is_spelled_lies_inside_the_window() {
        let mut dice = Dice(42);
        for _ in 0..100 {
            let Ok(pack) = Pack::parse("random.yaml", &pack(&mut dice)) else { continue };
            let matcher = Matcher::new(vec![pack]);
            let document = Document::parse(text(&mut dice), Some("md"));
            let found = matcher.scan(&document);
            for index in 0..matcher.leaves.len() {
                for hit in found.of(LeafId(crate::span::offset(index))) {
                    assert!(hit.spelled.windows(2).all(|pair| pair[0].end <= pair[1].start), "in order: {hit:?}");
                    assert_eq!(hit.spelled.last().map(|words| words.end), Some(hit.words.end), "{hit:?}");
                    assert_eq!(hit.spelled.first().map(|words| words.start), Some(hit.words.start), "{hit:?}");
                }
            }
        }
    }
}
