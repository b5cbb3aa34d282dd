//! Hits to evidence: one entry a sentence, best first, every place exact.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::{Evidence, Value, Verdict};
use crate::document::{Document, Part, Unit, UnitKind};
use crate::matcher::{self, Hit};
use crate::pack::Entity;
use crate::span::Span;

/// A hit and the condition that it satisfies.
pub(super) struct Support<'a> {
    pub(super) hit: &'a Hit,
    pub(super) verdict: Verdict,
    pub(super) condition: &'a str,
}

/// The sentences behind `supports`, best first: those of `verdict` before others, explicit before vague, then by text.
///
/// Sentences that say the same, word by word, are kept once.
pub(super) fn evidence(
    document: &Document,
    supports: &[Support<'_>],
    verdict: Verdict,
    capture: Option<Entity>,
) -> (Vec<Evidence>, Vec<Value>) {
    let mut drafts: BTreeMap<(u32, Verdict), Draft<'_>> = BTreeMap::new();
    for support in supports.iter().filter(|support| support.hit.own) {
        let draft = drafts.entry((support.hit.unit, support.verdict)).or_insert_with(|| Draft::new(support.condition));
        draft.conditions.push(support.condition);
        draft.spelled.extend(support.hit.spelled.iter().cloned());
        let captured = support.hit.entity.as_deref().filter(|(kind, _)| Some(*kind) == capture);
        draft.values.extend(captured.map(|(kind, text)| value(*kind, text)));
    }
    let layout = document.layout();
    let mut ranked: Vec<(Rank, Verdict, Draft<'_>)> = drafts
        .into_iter()
        .map(|((index, supports), draft)| {
            (draft.rank(index, &layout.units()[index as usize], supports == verdict), supports, draft)
        })
        .collect();
    ranked.sort_by(|a, b| a.0.cmp(&b.0));
    let mut seen = HashSet::new();
    let (mut evidence, mut values): (Vec<Evidence>, Vec<Value>) = (Vec::new(), Vec::new());
    for (rank, supports, draft) in ranked {
        let unit = &layout.units()[rank.unit as usize];
        let words = unit.words.start as usize..unit.words.end as usize;
        let said = layout.folded().words()[words].iter().map(|word| &layout.folded().keys()[word.key.range()]);
        if seen.insert((supports, said.collect::<Vec<_>>().join(" "))) {
            for value in &draft.values {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            evidence.push(draft.evidence(document, unit, supports));
        }
    }
    (evidence, values)
}

/// The order of evidence; smaller is better.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    supports_another_verdict: bool,
    states_no_value: bool,
    conditions: Reverse<usize>,
    is_long: bool,
    /// Of equals the first in the text.
    unit: u32,
}

struct Draft<'a> {
    condition: &'a str,
    conditions: Vec<&'a str>,
    spelled: Vec<Range<u32>>,
    values: Vec<Value>,
}

impl<'a> Draft<'a> {
    fn new(condition: &'a str) -> Self {
        Self { condition, conditions: Vec::new(), spelled: Vec::new(), values: Vec::new() }
    }

    fn rank(&self, index: u32, unit: &Unit, decides: bool) -> Rank {
        let mut conditions = self.conditions.clone();
        conditions.sort_unstable();
        conditions.dedup();
        Rank {
            supports_another_verdict: !decides,
            states_no_value: self.values.is_empty(),
            conditions: Reverse(conditions.len()),
            is_long: unit.words.len() > 80,
            unit: index,
        }
    }

    fn evidence(self, document: &Document, unit: &Unit, supports: Verdict) -> Evidence {
        let quote = Quote::new(document, unit);
        Evidence {
            matched: matched(document, unit, self.spelled),
            text: quote.text,
            lead_in: quote.lead_in,
            supports,
            unit: unit_name(unit.kind),
            condition: self.condition.to_owned(),
            line: quote.line,
            column: quote.column,
            start: quote.span.start,
            end: quote.span.end,
            context: quote.context,
            heading: quote.heading,
        }
    }
}

/// A unit's words and places as reports show them.
pub(super) struct Quote {
    pub(super) text: String,
    pub(super) lead_in: Vec<String>,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) span: Span,
    pub(super) context: Vec<Span>,
    pub(super) heading: Vec<String>,
}

impl Quote {
    pub(super) fn new(document: &Document, unit: &Unit) -> Self {
        let parts = document.layout().parts(unit);
        let (own, lead_ins) = parts.split_last().expect("a unit has its own sentence as last part");
        let span = document.source(own, own.text);
        let place = document.position(span.start);
        Self {
            text: words_of(document, own),
            lead_in: lead_ins.iter().map(|part| words_of(document, part)).collect(),
            line: place.line.get(),
            column: place.column.get(),
            span,
            context: lead_ins.iter().map(|part| document.source(part, part.text)).collect(),
            heading: document
                .heading_path(unit.block)
                .into_iter()
                .map(|block| one_line(document.block(block).text.as_str()))
                .collect(),
        }
    }
}

fn words_of(document: &Document, part: &Part) -> String {
    one_line(&document.block(part.block).text.as_str()[part.text.range()])
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unit_name(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Heading => "heading",
        UnitKind::Sentence => "sentence",
        UnitKind::Item => "item",
        UnitKind::Cell => "cell",
    }
}

/// The places in the document's text of stretches of words, joined where they touch, in order.
fn matched(document: &Document, unit: &Unit, mut spelled: Vec<Range<u32>>) -> Vec<Span> {
    spelled.sort_by_key(|words| (words.start, words.end));
    let mut joined: Vec<Range<u32>> = Vec::new();
    for words in spelled {
        match joined.last_mut() {
            Some(last) if words.start <= last.end => last.end = last.end.max(words.end),
            _ => joined.push(words),
        }
    }
    let layout = document.layout();
    let parts = layout.parts(unit);
    let mut places = Vec::new();
    for words in joined {
        for (index, part) in parts.iter().enumerate() {
            let part_end = parts.get(index + 1).map_or(unit.words.end, |next| next.first_word);
            let (first, end) = (words.start.max(part.first_word), words.end.min(part_end));
            if first < end {
                let all = layout.folded().words();
                let plain = all[first as usize].plain.cover(all[end as usize - 1].plain);
                places.push(document.source(part, layout.folded().origin(plain)));
            }
        }
    }
    places.sort_unstable();
    places
}

fn value(kind: Entity, text: &str) -> Value {
    Value { kind: kind.as_str(), text: text.to_owned(), iso: matcher::iso(kind, text) }
}
