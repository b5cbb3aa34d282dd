//! A phrase as a small machine over words: slots, steps from slot to slot over words, and gaps between slots.
//!
//! The machine never backtracks. What can be stepped over in a unit (words, entities, whole vocabularies, which are
//! recognised once a unit for all phrases that use them) is listed in text order and read once; what has been reached
//! so far is a list of *threads*, and a step looks only at the threads that wait in its slot.

use std::ops::Range;
use std::rc::Rc;

use super::lexicon::{Lexicon, Symbol, SymbolSet, VocabularyId};
use super::view::UnitView;
use crate::pack::{Element, Entity};

/// The most words of text that all gaps of a phrase may skip in a row.
const SLACK_LIMIT: u16 = 400;

type Slot = u16;

/// A phrase, compiled.
#[derive(Debug)]
pub(crate) struct Program {
    /// From slot to slot over one word, sorted by symbol.
    words: Vec<(Symbol, Slot, Slot)>,
    /// The symbols of `words`.
    symbols: SymbolSet,
    /// From slot to slot over more than a word.
    others: Vec<(Over, Slot, Slot)>,
    /// Sets of symbols of each of which every match holds one: a unit that lacks one of them is not looked at.
    needed: Vec<SymbolSet>,
    /// By slot: the slots that are reached from it without a word, itself included, with the words that may be skipped.
    reach: Vec<Vec<(Slot, u16)>>,
    /// By slot: whether a match may begin there.
    initial: Vec<bool>,
    accept: Slot,
}

/// What a step reads that may be longer than a word.
#[derive(Clone, Copy, Debug)]
enum Over {
    Entity(Entity),
    Vocabulary(VocabularyId),
}

/// A place where a phrase matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its words in the layout.
    pub(crate) words: Range<u32>,
    /// The stretches of words that the phrase spells, in order; what lies between them are gaps.
    pub(crate) spelled: Vec<Range<u32>>,
    /// The entity that it contains, and its words.
    pub(crate) entity: Option<(Entity, Range<u32>)>,
}

/// A stretch of a unit that a step can read.
#[derive(Clone, Debug)]
struct Stretch {
    words: Range<u32>,
    from: Slot,
    to: Slot,
    what: Read,
}

/// What a stretch is.
#[derive(Clone, Debug)]
enum Read {
    Word,
    Entity(Entity),
    /// A window of a vocabulary: the list that it is in, and where.
    Vocabulary(Rc<[Window]>, usize),
}

/// A beginning of a match.
#[derive(Clone, Copy, Debug)]
struct Thread {
    slot: Slot,
    /// The words that may be skipped before the next step.
    slack: u16,
    /// The word at which the next step is due.
    at: u32,
    /// The match's first word.
    start: u32,
    /// The stretch that was read last.
    read: u32,
    /// The thread that it continues.
    before: Option<u32>,
}

impl Program {
    /// The machine of `elements`, whose words and vocabularies are all in `lexicon`.
    pub(crate) fn new(elements: &[Element], lexicon: &Lexicon) -> Self {
        let needed = elements.iter().filter_map(|element| lexicon.needed(element)).collect();
        Self { needed, ..Self::build(lexicon, |builder| builder.sequence(elements, 0)) }
    }

    /// The machine of a vocabulary: any of its phrases.
    pub(crate) fn any_of(alternatives: &[Vec<Element>], lexicon: &Lexicon) -> Self {
        Self::build(lexicon, |builder| {
            let end = builder.slot();
            builder.choice(alternatives, 0, end);
            end
        })
    }

    fn build(lexicon: &Lexicon, body: impl FnOnce(&mut Builder<'_>) -> Slot) -> Self {
        let mut builder = Builder { lexicon, words: Vec::new(), others: Vec::new(), jumps: Vec::new(), slots: 1 };
        let accept = body(&mut builder);
        let Builder { mut words, others, jumps, slots, .. } = builder;
        words.sort_unstable();
        let mut symbols = SymbolSet::default();
        words.iter().for_each(|&(symbol, ..)| symbols.insert(symbol));
        let reach: Vec<_> = (0..slots).map(|slot| closure(slot, &jumps)).collect();
        let mut initial = vec![false; usize::from(slots)];
        for &(slot, _) in &reach[0] {
            initial[usize::from(slot)] = true;
        }
        Self { words, symbols, others, needed: Vec::new(), reach, initial, accept }
    }

    /// The windows in which the phrase matches the unit: of windows that hold one another only the smallest.
    pub(crate) fn run(&self, view: &UnitView<'_>) -> Vec<Window> {
        // of two threads that reach the same slot at the same word the later started one leads to the smaller window
        smallest(self.windows(view, false))
    }

    /// Every window in which the phrase matches the unit, by first and last word.
    pub(crate) fn run_all(&self, view: &UnitView<'_>) -> Vec<Window> {
        let mut windows = self.windows(view, true);
        windows.sort_by_key(|window| (window.words.start, window.words.end));
        windows.dedup_by(|b, a| a.words == b.words);
        windows
    }

    fn windows(&self, view: &UnitView<'_>, all: bool) -> Vec<Window> {
        if !self.needed.iter().all(|set| set.meets(view.symbols())) {
            return Vec::new();
        }
        let stretches = self.stretches(view);
        if stretches.is_empty() {
            return Vec::new();
        }
        let mut run = Run { program: self, view, stretches: &stretches, threads: Vec::new(), windows: Vec::new() };
        for index in 0..stretches.len() {
            run.read(index, all);
        }
        run.windows
    }

    /// What the steps can read in the unit, in text order.
    fn stretches(&self, view: &UnitView<'_>) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        for symbol in self.symbols.common(view.symbols()) {
            let first = self.words.partition_point(|step| step.0 < symbol);
            for &(_, from, to) in self.words[first..].iter().take_while(|step| step.0 == symbol) {
                let places = view.places(symbol);
                stretches.extend(places.map(|at| Stretch { words: at..at + 1, from, to, what: Read::Word }));
            }
        }
        for &(over, from, to) in &self.others {
            let stretch = |words, what| Stretch { words, from, to, what };
            match over {
                Over::Entity(kind) => {
                    let found = view.found(kind).iter();
                    stretches.extend(found.map(|found| stretch(found.words.clone(), Read::Entity(kind))));
                }
                Over::Vocabulary(id) => {
                    let windows = view.vocabulary(id);
                    stretches.extend(windows.iter().enumerate().map(|(index, window)| {
                        stretch(window.words.clone(), Read::Vocabulary(Rc::clone(&windows), index))
                    }));
                }
            }
        }
        stretches.sort_by_key(|stretch| (stretch.words.start, stretch.words.end));
        stretches
    }
}

/// A run of a program over a unit.
struct Run<'a> {
    program: &'a Program,
    view: &'a UnitView<'a>,
    stretches: &'a [Stretch],
    threads: Vec<Thread>,
    windows: Vec<Window>,
}

impl Run<'_> {
    /// Reads one stretch: continues the threads that wait for it, the best one or all.
    fn read(&mut self, index: usize, all: bool) {
        let Stretch { words, from, to, .. } = &self.stretches[index];
        let initial = self.program.initial[usize::from(*from)];
        if initial {
            self.push(index, *to, words.start, None);
            if !all {
                return;
            }
        }
        let waits = |thread: &Thread| thread.slot == *from && self.view.leads_to(thread.at, thread.slack, words.start);
        let waiting = self.threads.iter().enumerate().rev().filter(|(_, thread)| waits(thread));
        let mut chosen: Vec<(u32, usize)> = waiting.map(|(at, thread)| (thread.start, at)).collect();
        chosen.sort_by_key(|&(start, _)| std::cmp::Reverse(start));
        chosen.dedup_by_key(|&mut (start, _)| start);
        if !all {
            chosen.truncate(1);
        }
        for (start, before) in chosen {
            self.push(index, *to, start, Some(before));
        }
    }

    /// Notes what is reached by reading stretch `index`.
    fn push(&mut self, index: usize, to: Slot, start: u32, before: Option<usize>) {
        for &(slot, slack) in &self.program.reach[usize::from(to)] {
            self.threads.push(Thread {
                slot,
                slack,
                at: self.stretches[index].words.end,
                start,
                read: crate::span::offset(index),
                before: before.map(crate::span::offset),
            });
            if slot == self.program.accept {
                self.windows.push(self.trace(self.threads.len() - 1));
            }
        }
    }

    /// The window of the match that ends with thread `last`.
    fn trace(&self, last: usize) -> Window {
        let mut spelled: Vec<Range<u32>> = Vec::new();
        let mut entity = None;
        let mut add = |words: Range<u32>| match spelled.last_mut() {
            Some(after) if after.start == words.end => after.start = words.start,
            _ => spelled.push(words),
        };
        let mut next = Some(last);
        while let Some(index) = next {
            let thread = self.threads[index];
            let stretch = &self.stretches[thread.read as usize];
            match &stretch.what {
                Read::Word => add(stretch.words.clone()),
                Read::Entity(kind) => {
                    entity = Some((*kind, stretch.words.clone()));
                    add(stretch.words.clone());
                }
                Read::Vocabulary(windows, at) => {
                    let window = &windows[*at];
                    entity = window.entity.clone().or(entity);
                    window.spelled.iter().rev().cloned().for_each(&mut add);
                }
            }
            next = thread.before.map(|before| before as usize);
        }
        spelled.reverse();
        let thread = self.threads[last];
        Window { words: thread.start..thread.at, spelled, entity }
    }
}

/// The windows that hold no other window, by their ends.
pub(super) fn smallest(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_by_key(|window| (window.words.end, std::cmp::Reverse(window.words.start)));
    let mut latest = None;
    windows.retain(|window| {
        let keep = latest.is_none_or(|start| window.words.start > start);
        if keep {
            latest = Some(window.words.start);
        }
        keep
    });
    windows
}

/// The slots reached from `slot` over jumps alone, with the greatest number of words that may be skipped.
fn closure(slot: Slot, jumps: &[(Slot, Slot, u16)]) -> Vec<(Slot, u16)> {
    let mut reached: Vec<(Slot, u16)> = vec![(slot, 0)];
    let mut index = 0;
    // jumps lead forward only, so this ends
    while let Some(&(here, slack)) = reached.get(index) {
        for &(_, to, gap) in jumps.iter().filter(|jump| jump.0 == here) {
            let total = slack.saturating_add(gap).min(SLACK_LIMIT);
            match reached.iter_mut().position(|known| known.0 == to) {
                None => reached.push((to, total)),
                Some(at) if reached[at].1 < total => {
                    reached.remove(at);
                    index -= usize::from(at <= index);
                    reached.push((to, total));
                }
                Some(_) => {}
            }
        }
        index += 1;
    }
    reached
}

struct Builder<'a> {
    lexicon: &'a Lexicon,
    words: Vec<(Symbol, Slot, Slot)>,
    others: Vec<(Over, Slot, Slot)>,
    /// From slot to slot without a word, skipping up to so many.
    jumps: Vec<(Slot, Slot, u16)>,
    slots: Slot,
}

impl Builder<'_> {
    fn slot(&mut self) -> Slot {
        let slot = self.slots;
        self.slots = self.slots.checked_add(1).expect("validation bounds the states of a phrase");
        slot
    }

    /// Builds `elements` from slot `from`; returns the slot where they end.
    fn sequence(&mut self, elements: &[Element], from: Slot) -> Slot {
        elements.iter().fold(from, |here, element| {
            let end = self.slot();
            self.element(element, here, end);
            end
        })
    }

    fn element(&mut self, element: &Element, from: Slot, to: Slot) {
        match element {
            Element::Word(word) => self.words.extend(self.lexicon.word(word).map(|symbol| (symbol, from, to))),
            Element::Prefix(prefix) => self.words.extend(self.lexicon.prefix(prefix).map(|symbol| (symbol, from, to))),
            Element::Entity(entity) => self.others.push((Over::Entity(*entity), from, to)),
            Element::Choice { name: Some(_), of } => {
                let id = self.lexicon.vocabulary(of);
                self.others.extend(id.map(|id| (Over::Vocabulary(id), from, to)));
            }
            Element::Choice { name: None, of } => self.choice(of, from, to),
            Element::Gap(words) => self.jumps.push((from, to, *words)),
            Element::Optional(inner) => {
                self.element(inner, from, to);
                self.jumps.push((from, to, 0));
            }
        }
    }

    fn choice(&mut self, alternatives: &[Vec<Element>], from: Slot, to: Slot) {
        for alternative in alternatives {
            let Some((last, rest)) = alternative.split_last() else { continue };
            let here = self.sequence(rest, from);
            self.element(last, here, to);
        }
    }
}
