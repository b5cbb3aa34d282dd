//! A phrase as a small machine over words: slots, steps from slot to slot over a word, and gaps between slots.
//!
//! The machine never backtracks. It reads a unit's words once; what it has reached so far is a list of *threads*, and
//! a step looks only at the threads that wait in its slot. Of two threads that reach the same slot at the same word
//! the one that started later wins, so the windows found are the smallest ones.

use std::ops::Range;

use super::lexicon::{Lexicon, Symbol};
use super::view::UnitView;
use crate::pack::{Element, Entity};

/// The most words of text that all gaps of a phrase may skip in a row.
const SLACK_LIMIT: u16 = 400;

type Slot = u16;

/// A phrase, compiled.
#[derive(Debug)]
pub(crate) struct Program {
    /// Steps over one word, sorted by symbol.
    steps: Vec<(Symbol, Slot, Slot)>,
    /// Steps over an entity.
    entities: Vec<(Entity, Slot, Slot)>,
    /// By slot: the slots that are reached from it without a word, itself included, with the words that may be skipped.
    reach: Vec<Vec<(Slot, u16)>>,
    /// By slot: whether a match may begin there.
    initial: Vec<bool>,
    accept: Slot,
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
    /// The first word of the last step.
    from: u32,
    entity: Option<Entity>,
    /// The thread that it continues.
    before: Option<u32>,
}

/// Memory that runs share.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    threads: Vec<Thread>,
}

impl Program {
    /// The machine of `elements`, whose words are all in `lexicon`.
    pub(crate) fn new(elements: &[Element], lexicon: &Lexicon) -> Self {
        let mut builder = Builder { lexicon, steps: Vec::new(), entities: Vec::new(), jumps: Vec::new(), slots: 1 };
        let accept = builder.sequence(elements, 0);
        let Builder { mut steps, entities, jumps, slots, .. } = builder;
        steps.sort_unstable();
        let reach: Vec<_> = (0..slots).map(|slot| closure(slot, &jumps)).collect();
        let mut initial = vec![false; usize::from(slots)];
        for &(slot, _) in &reach[0] {
            initial[usize::from(slot)] = true;
        }
        Self { steps, entities, reach, initial, accept }
    }

    /// The windows in which the phrase matches the unit: of windows that hold one another only the smallest.
    pub(crate) fn run(&self, view: &UnitView<'_>, scratch: &mut Scratch) -> Vec<Window> {
        let threads = &mut scratch.threads;
        threads.clear();
        let mut windows: Vec<Window> = Vec::new();
        for at in view.words.clone() {
            let known = threads.len();
            for &symbol in view.symbols(at) {
                let first = self.steps.partition_point(|step| step.0 < symbol);
                for &(_, from, to) in self.steps[first..].iter().take_while(|step| step.0 == symbol) {
                    self.step(view, threads, known, (from, to), at..at + 1, None, &mut windows);
                }
            }
            for &(entity, from, to) in &self.entities {
                for words in view.entities(entity).iter().filter(|words| words.start == at) {
                    self.step(view, threads, known, (from, to), words.clone(), Some(entity), &mut windows);
                }
            }
        }
        smallest(windows)
    }

    /// Steps over `words` from the best of the first `known` threads that wait in the slot.
    #[expect(clippy::too_many_arguments, reason = "one call site's local state, not an interface")]
    fn step(
        &self,
        view: &UnitView<'_>,
        threads: &mut Vec<Thread>,
        known: usize,
        (from, to): (Slot, Slot),
        words: Range<u32>,
        entity: Option<Entity>,
        windows: &mut Vec<Window>,
    ) {
        let (start, before) = if self.initial[usize::from(from)] {
            (words.start, None)
        } else {
            let best = threads[..known]
                .iter()
                .enumerate()
                .rev()
                .take_while(|(_, thread)| thread.from + u32::from(SLACK_LIMIT) * 4 >= words.start)
                .filter(|(_, thread)| thread.slot == from && view.leads_to(thread.at, thread.slack, words.start))
                .max_by_key(|(_, thread)| thread.start);
            let Some((index, thread)) = best else { return };
            (thread.start, Some(crate::span::offset(index)))
        };
        for &(slot, slack) in &self.reach[usize::from(to)] {
            threads.push(Thread { slot, slack, at: words.end, start, from: words.start, entity, before });
            if slot == self.accept {
                windows.push(trace(threads, threads.len() - 1));
            }
        }
    }
}

/// The window of the match that ends with thread `last`.
fn trace(threads: &[Thread], last: usize) -> Window {
    let mut spelled: Vec<Range<u32>> = Vec::new();
    let mut entity = None;
    let mut next = Some(last);
    while let Some(index) = next {
        let thread = threads[index];
        let words = thread.from..thread.at;
        if let Some(kind) = thread.entity {
            entity = Some((kind, words.clone()));
        }
        match spelled.last_mut() {
            Some(after) if after.start == words.end => after.start = words.start,
            _ => spelled.push(words),
        }
        next = thread.before.map(|before| before as usize);
    }
    spelled.reverse();
    let end = spelled.last().map_or(0, |words| words.end);
    Window { words: threads[last].start..end, spelled, entity }
}

/// The windows that hold no other window, by their ends.
fn smallest(mut windows: Vec<Window>) -> Vec<Window> {
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
    steps: Vec<(Symbol, Slot, Slot)>,
    entities: Vec<(Entity, Slot, Slot)>,
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
            // a word that the lexicon lacks can never be read; only parts of unknown phrases have such
            Element::Word(word) => self.steps.extend(self.lexicon.word(word).map(|symbol| (symbol, from, to))),
            Element::Prefix(prefix) => self.steps.extend(self.lexicon.prefix(prefix).map(|symbol| (symbol, from, to))),
            Element::Entity(entity) => self.entities.push((*entity, from, to)),
            Element::Gap(words) => self.jumps.push((from, to, *words)),
            Element::Optional(inner) => {
                self.element(inner, from, to);
                self.jumps.push((from, to, 0));
            }
            Element::Choice { of, .. } => {
                for alternative in of.iter() {
                    let Some((last, rest)) = alternative.split_last() else { continue };
                    let here = self.sequence(rest, from);
                    self.element(last, here, to);
                }
            }
        }
    }
}
