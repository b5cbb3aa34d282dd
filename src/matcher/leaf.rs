//! A leaf, compiled, and its run on one unit.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::entities;
use super::lexicon::Lexicon;
use super::literals::Deriver;
use super::polarity::{Cues, Polarity};
use super::program::{Program, Window, smallest};
use super::view::UnitView;
use crate::document::UnitKind;
use crate::pack::{Bound, Element, Entity, InPlace, Leaf, LeafMatcher, Phrase, PolarityFilter};

/// A place where a leaf holds.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The unit, as an index into the layout.
    pub(crate) unit: u32,
    /// Its words in the layout, first to last.
    pub(crate) words: Range<u32>,
    /// The stretches of words that the leaf spells, in order.
    pub(crate) spelled: Box<[Range<u32>]>,
    /// The entity that it contains, as written.
    pub(crate) entity: Option<Box<(Entity, String)>>,
    /// What the sentence does with it.
    polarity: Polarity,
    /// False if it lies wholly in a lead-in or header: the evidence is that unit then, not this one.
    pub(crate) own: bool,
}

impl Hit {
    /// What the sentence does with what the leaf says.
    #[must_use]
    pub fn polarity(&self) -> Polarity {
        self.polarity
    }
}

/// Why a match of a leaf's words is no hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// Its polarity is another than the leaf asks for.
    Polarity(Polarity),
    /// It stands in another place than the leaf asks for.
    Place(InPlace),
    /// Its value is out of bounds.
    Bound,
}

/// A leaf, with its machines built at the first use.
#[derive(Debug)]
pub(crate) struct CompiledLeaf {
    pub(crate) leaf: Arc<Leaf>,
    /// True if it is matched against headings alone.
    in_heading: bool,
    programs: OnceLock<Vec<Program>>,
    parts: OnceLock<PhraseParts>,
}

/// The parts of a leaf between its gaps, for telling which of them a unit lacks.
pub(crate) type PhraseParts = Vec<PhrasePart>;

/// A part of a phrase that stands between gaps, or one phrase of a proximity.
#[derive(Debug)]
pub(crate) struct PhrasePart {
    /// As a pack would write it.
    pub(crate) written: String,
    /// The higher, the more it says that a unit holds it.
    pub(crate) rarity: f64,
    program: Program,
}

impl PhrasePart {
    fn new(elements: &[Element], lexicon: &Lexicon, deriver: &Deriver) -> Self {
        Self { written: written(elements), rarity: deriver.rarity(elements), program: Program::new(elements, lexicon) }
    }

    /// Whether the unit holds the part, wherever.
    pub(crate) fn holds(&self, view: &UnitView<'_>) -> bool {
        !self.program.run(view).is_empty()
    }
}

/// The most alternatives of a group that messages spell out.
const SHOWN: usize = 5;

/// The elements as a pack would write them, vocabularies by their names.
fn written(elements: &[Element]) -> String {
    let words: Vec<String> = elements
        .iter()
        .map(|element| match element {
            Element::Word(word) => word.to_string(),
            Element::Prefix(prefix) => format!("{prefix}*"),
            Element::Choice { name: Some(name), .. } => format!("<{name}>"),
            Element::Choice { name: None, of } => {
                let shown: Vec<String> = of.iter().take(SHOWN).map(|alternative| written(alternative)).collect();
                format!("({}{})", shown.join("|"), if of.len() > SHOWN { "|..." } else { "" })
            }
            Element::Optional(inner) => format!("{}?", written(std::slice::from_ref(&**inner))),
            Element::Gap(words) => format!("...{words}"),
            Element::Entity(entity) => format!("<{}>", entity.as_str()),
        })
        .collect();
    words.join(" ")
}

impl CompiledLeaf {
    pub(crate) fn new(leaf: Arc<Leaf>, in_heading: bool) -> Self {
        let in_heading = in_heading || leaf.place == Some(InPlace::Heading);
        Self { leaf, in_heading, programs: OnceLock::new(), parts: OnceLock::new() }
    }

    /// Whether the leaf is matched against units of this kind at all.
    pub(crate) fn reads(&self, kind: UnitKind) -> bool {
        self.in_heading == (kind == UnitKind::Heading)
    }

    fn programs(&self, lexicon: &Lexicon) -> &[Program] {
        self.programs
            .get_or_init(|| self.leaf.phrases().map(|phrase| Program::new(&phrase.elements, lexicon)).collect())
    }

    /// What the leaf looks for, as a pack would write it, long groups cut short.
    pub(crate) fn in_short(&self) -> String {
        match &self.leaf.matcher {
            LeafMatcher::Phrase(phrase) => written(&phrase.elements),
            LeafMatcher::Near { phrases, .. } => {
                phrases.iter().map(|phrase| written(&phrase.elements)).collect::<Vec<_>>().join(" near ")
            }
            LeafMatcher::Regex(pattern) => pattern.as_str().to_owned(),
        }
    }

    /// The parts that near misses are told by: none for a regex.
    pub(crate) fn parts(&self, lexicon: &Lexicon, deriver: &Deriver) -> &PhraseParts {
        self.parts.get_or_init(|| match &self.leaf.matcher {
            LeafMatcher::Phrase(phrase) => phrase
                .elements
                .split(|element| matches!(element, Element::Gap(_)))
                .map(|part| PhrasePart::new(part, lexicon, deriver))
                .collect(),
            LeafMatcher::Near { phrases, .. } => {
                phrases.iter().map(|phrase| PhrasePart::new(&phrase.elements, lexicon, deriver)).collect()
            }
            LeafMatcher::Regex(_) => Vec::new(),
        })
    }

    /// All matches of the leaf's words in the unit, each a hit or why it is none.
    pub(crate) fn run(
        &self,
        unit: u32,
        view: &UnitView<'_>,
        cues: &mut Option<Cues>,
        lexicon: &Lexicon,
    ) -> Vec<(Hit, Option<Rejection>)> {
        let windows = match &self.leaf.matcher {
            LeafMatcher::Phrase(_) => self.programs(lexicon)[0].run(view),
            LeafMatcher::Regex(pattern) => regex_windows(pattern.regex(), view),
            LeafMatcher::Near { words, .. } => {
                let found: Vec<_> = self.programs(lexicon).iter().map(|program| program.run(view)).collect();
                near_windows(&found, u32::from(*words), view)
            }
        };
        if windows.is_empty() {
            return Vec::new();
        }
        let cues = cues.get_or_insert_with(|| Cues::new(view));
        let own = view.own_start();
        windows
            .into_iter()
            .map(|window| {
                let polarity = cues.polarity(&window, view);
                let rejection = self.rejection(&window, polarity, view);
                let entity = window.entity.as_ref().map(|(kind, words)| {
                    let text = view.found(*kind).iter().find(|found| found.words == *words);
                    Box::new((*kind, text.map_or_else(String::new, |found| found.text.clone())))
                });
                let hit = Hit {
                    unit,
                    own: window.words.end > own,
                    words: window.words,
                    spelled: window.spelled.into(),
                    entity,
                    polarity,
                };
                (hit, rejection)
            })
            .collect()
    }

    fn rejection(&self, window: &Window, polarity: Polarity, view: &UnitView<'_>) -> Option<Rejection> {
        if let Some(place) = self.leaf.place.filter(|&place| !stands_in(place, window, view)) {
            return Some(Rejection::Place(place));
        }
        let accepted = match self.leaf.polarity {
            PolarityFilter::Any => true,
            PolarityFilter::Affirmed => polarity == Polarity::Affirmed,
            PolarityFilter::Denied => polarity == Polarity::Denied,
            PolarityFilter::Conditional => polarity == Polarity::Conditional,
        };
        if !accepted {
            return Some(Rejection::Polarity(polarity));
        }
        let bound = self.leaf.bound?;
        let within = window.entity.as_ref().is_some_and(|(kind, words)| {
            let found = view.found(*kind).iter().find(|found| found.words == *words);
            found.and_then(|found| entities::number(*kind, &found.text)).is_some_and(|value| holds(bound, value))
        });
        (!within).then_some(Rejection::Bound)
    }
}

impl Leaf {
    /// The phrases of the leaf, in order; none for a regex.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        match &self.matcher {
            LeafMatcher::Phrase(phrase) => std::slice::from_ref(phrase),
            LeafMatcher::Near { phrases, .. } => phrases.as_slice(),
            LeafMatcher::Regex(_) => &[],
        }
        .iter()
    }
}

fn holds(bound: Bound, value: f64) -> bool {
    bound.at_least.is_none_or(|least| value >= least) && bound.at_most.is_none_or(|most| value <= most)
}

fn stands_in(place: InPlace, window: &Window, view: &UnitView<'_>) -> bool {
    match place {
        InPlace::List => view.unit.kind == UnitKind::Item,
        InPlace::Table => view.unit.kind == UnitKind::Cell,
        InPlace::Heading => view.unit.kind == UnitKind::Heading,
        InPlace::Link => view
            .document
            .layout()
            .links_in(&view.words)
            .any(|link| link.words.start <= window.words.start && window.words.end <= link.words.end),
    }
}

fn regex_windows(regex: &regex::Regex, view: &UnitView<'_>) -> Vec<Window> {
    regex
        .find_iter(view.plain())
        .map(|found| view.words_at(found.range()))
        .filter(|words| !words.is_empty())
        .map(|words| Window { spelled: vec![words.clone()], words, entity: None })
        .collect()
}

/// The most windows of one phrase that a proximity looks at in one unit.
const MOST_WINDOWS: usize = 64;

/// The smallest windows that hold one of each phrase's windows within `most` words of one clause.
fn near_windows(found: &[Vec<Window>], most: u32, view: &UnitView<'_>) -> Vec<Window> {
    if found.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut all: Vec<Window> = Vec::new();
    // every smallest cover ends with some window: for each one take the latest of the others before its end
    for last in found.iter().flat_map(|windows| windows.iter().take(MOST_WINDOWS)) {
        let end = last.words.end;
        let chosen: Option<Vec<&Window>> = found
            .iter()
            .map(|windows| {
                windows.iter().take(MOST_WINDOWS).filter(|w| w.words.end <= end).max_by_key(|w| w.words.start)
            })
            .collect();
        let Some(chosen) = chosen else { continue };
        let start = chosen.iter().map(|window| window.words.start).min().unwrap_or(end);
        let clause = |at: u32| view.folded().words()[at as usize].clause;
        if end - start > most || clause(start) != clause(end - 1) {
            continue;
        }
        let mut spelled: Vec<Range<u32>> = chosen.iter().flat_map(|window| window.spelled.iter().cloned()).collect();
        spelled.sort_by_key(|words| (words.start, words.end));
        // phrases of a proximity may share words
        spelled.dedup_by(|b, a| {
            let overlaps = b.start < a.end;
            a.end = if overlaps { a.end.max(b.end) } else { a.end };
            overlaps
        });
        let entity = chosen.iter().find_map(|window| window.entity.clone());
        all.push(Window { words: start..end, spelled, entity });
    }
    smallest(all)
}
