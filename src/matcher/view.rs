//! One unit as the machines see it: where its words stand, its clauses and joints, its entities.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use super::entities::{self, Found};
use super::lexicon::{Lexicon, Symbol, SymbolSet, VocabularyId};
use super::program::Window;
use crate::document::{Document, Unit};
use crate::pack::Entity;
use crate::text::Folded;

/// A unit, prepared for matching.
pub(crate) struct UnitView<'a> {
    pub(crate) document: &'a Document,
    pub(crate) unit: &'a Unit,
    /// Its words in the layout.
    pub(crate) words: Range<u32>,
    lexicon: &'a Lexicon,
    /// Where words stand that some phrase spells, by symbol and place.
    places: Vec<(Symbol, u32)>,
    symbols: SymbolSet,
    entities: [OnceCell<Vec<Found>>; entities::KINDS],
    /// The windows of the vocabularies that were asked for.
    vocabularies: RefCell<Vec<(VocabularyId, Rc<[Window]>)>>,
}

impl<'a> UnitView<'a> {
    /// The unit's view; reads its words once.
    pub(crate) fn new(document: &'a Document, unit: &'a Unit, lexicon: &'a Lexicon) -> Self {
        let folded = document.layout().folded();
        let mut places = Vec::with_capacity(unit.words.len());
        for at in unit.words.clone() {
            lexicon.symbols(folded.key(at as usize), |symbol| places.push((symbol, at)));
        }
        places.sort_unstable();
        let mut symbols = SymbolSet::default();
        places.iter().rev().for_each(|&(symbol, _)| symbols.insert(symbol));
        Self {
            document,
            unit,
            words: unit.words.clone(),
            lexicon,
            places,
            symbols,
            entities: std::array::from_fn(|_| OnceCell::new()),
            vocabularies: RefCell::default(),
        }
    }

    pub(crate) fn folded(&self) -> &'a Folded {
        self.document.layout().folded()
    }

    /// Everything that the unit spells.
    pub(crate) fn symbols(&self) -> &SymbolSet {
        &self.symbols
    }

    /// The words that are spelled so, in order.
    pub(crate) fn places(&self, symbol: Symbol) -> impl Iterator<Item = u32> {
        let first = self.places.partition_point(|place| place.0 < symbol);
        self.places[first..].iter().take_while(move |place| place.0 == symbol).map(|place| place.1)
    }

    /// Every window of a vocabulary's phrases, by first word; recognised once for all phrases that use it.
    pub(crate) fn vocabulary(&self, id: VocabularyId) -> Rc<[Window]> {
        let known = self.vocabularies.borrow().iter().find(|known| known.0 == id).map(|known| Rc::clone(&known.1));
        known.unwrap_or_else(|| {
            // vocabularies may use others: nothing is borrowed while this runs
            let windows: Rc<[Window]> = self.lexicon.program(id).run_all(self).into();
            self.vocabularies.borrow_mut().push((id, Rc::clone(&windows)));
            windows
        })
    }

    /// Whether a thread due at word `due` that may skip `slack` words can step at word `at`.
    ///
    /// Punctuation that ends a clause stops both; a gap also stops at a conjunction, unless it ends right there.
    /// Words before a joint are not counted: the joint is adjacency.
    pub(crate) fn leads_to(&self, due: u32, slack: u16, at: u32) -> bool {
        if at == due {
            return !self.folded().breaks_before(at as usize);
        }
        if at < due || slack == 0 {
            return false;
        }
        let joint = self.joints().filter(|&joint| joint <= at).last().unwrap_or(0);
        at - due.max(joint) <= u32::from(slack) && self.folded().same_clause(due as usize - 1, at as usize)
    }

    /// The first words of the parts after the first.
    fn joints(&self) -> impl Iterator<Item = u32> {
        self.document.layout().parts(self.unit).iter().skip(1).map(|part| part.first_word)
    }

    /// The first word of the unit's own sentence, past lead-ins and headers.
    pub(crate) fn own_start(&self) -> u32 {
        self.document.layout().parts(self.unit).last().map_or(self.words.start, |part| part.first_word)
    }

    /// The entities of `kind`, with their values.
    pub(crate) fn found(&self, kind: Entity) -> &[Found] {
        self.entities[kind as usize].get_or_init(|| entities::find(kind, self))
    }

    /// The unit's plain text, lead-ins included.
    pub(crate) fn plain(&self) -> &'a str {
        &self.folded().plain()[self.unit.plain.range()]
    }

    /// The bytes of [`UnitView::plain`] that each part takes, in order.
    pub(crate) fn part_ranges(&self) -> impl Iterator<Item = Range<usize>> {
        let base = self.unit.plain.start;
        let parts = self.document.layout().parts(self.unit).iter();
        parts.map(move |part| (part.plain.start - base) as usize..(part.plain.end - base) as usize)
    }

    /// The words that overlap bytes `bytes` of [`UnitView::plain`].
    pub(crate) fn words_at(&self, bytes: Range<usize>) -> Range<u32> {
        let base = self.unit.plain.start as usize;
        let words = &self.folded().words()[self.words.start as usize..self.words.end as usize];
        let first = words.partition_point(|word| (word.plain.end as usize) <= base + bytes.start);
        let last = words.partition_point(|word| (word.plain.start as usize) < base + bytes.end);
        let at = |index: usize| self.words.start + crate::span::offset(index);
        at(first.min(last))..at(last)
    }
}
