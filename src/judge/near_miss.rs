//! For a requirement that is not met: the closest unit, what of a condition it holds and what failed first.

use std::collections::{BTreeMap, BTreeSet};

use super::evaluate::{Answer, Evaluator, Exceptions, collect_leaves};
use super::evidence::Quote;
use super::{NearMiss, NearMissReason};
use crate::matcher::{Check, Checks, Hit, LeafId, Polarity, Rejection, UnitView};
use crate::pack::InPlace;

/// The most units that are looked at closely for one requirement.
const MOST_UNITS: usize = 12;
/// How much of a condition, by the rarity of its parts, a unit must hold to be worth showing.
const LEAST: f64 = 0.4;

struct Candidate {
    closeness: f64,
    unit: u32,
    held: Vec<String>,
    lacks: String,
    reason: NearMissReason,
}

/// The closest that the document comes to what `checks.met` asks for, units in `taken` left aside.
pub(super) fn near_miss<'a>(
    evaluator: &Evaluator<'a>,
    checks: &'a Checks,
    exceptions: &Exceptions,
    taken: &BTreeSet<u32>,
) -> Option<NearMiss> {
    let mut leaves = Vec::new();
    checks.met.iter().for_each(|check| collect_leaves(check, &mut leaves));
    leaves.sort_unstable();
    leaves.dedup();
    let disqualified = leaves.iter().flat_map(|&leaf| disqualified(evaluator, checks, exceptions, leaf));
    let incomplete = close_units(evaluator, &leaves)
        .into_iter()
        .flat_map(|unit| checks.met.iter().filter_map(move |check| incomplete(evaluator, check, unit)));
    let best = disqualified
        .chain(incomplete)
        .filter(|candidate| !taken.contains(&candidate.unit))
        // of equals the first in the text
        .max_by(|a, b| a.closeness.total_cmp(&b.closeness).then(b.unit.cmp(&a.unit)))?;
    let unit = &evaluator.document.layout().units()[best.unit as usize];
    let quote = Quote::new(evaluator.document, unit);
    Some(NearMiss {
        text: quote.text,
        lead_in: quote.lead_in,
        line: quote.line,
        column: quote.column,
        start: quote.span.start,
        end: quote.span.end,
        heading: quote.heading,
        held: best.held,
        lacks: best.lacks,
        reason: best.reason,
    })
}

/// Matches of the leaf's words that did not count.
fn disqualified<'a>(
    evaluator: &Evaluator<'a>,
    checks: &'a Checks,
    exceptions: &Exceptions,
    leaf: LeafId,
) -> Vec<Candidate> {
    let written = evaluator.matcher.leaf(leaf).in_short();
    let candidate = |hit: &Hit, closeness, reason, lacks| Candidate {
        closeness,
        unit: hit.unit,
        held: vec![written.clone()],
        lacks,
        reason,
    };
    let rejected = evaluator.hits.rejected(leaf).iter().filter(|(hit, _)| hit.own).map(|(hit, why)| match why {
        Rejection::Polarity(found) => {
            let lacks = polarity_in_words(*found).to_owned();
            candidate(hit, 3.0, NearMissReason::Polarity, lacks)
        }
        Rejection::Place(place) => {
            let lacks = format!("it does not stand in a {}", place_name(*place));
            candidate(hit, 2.0, NearMissReason::Place, lacks)
        }
        Rejection::Bound => {
            let value = hit.entity.as_deref().map_or("its value", |(_, text)| text);
            candidate(hit, 3.0, NearMissReason::OutOfBounds, format!("{value} is out of bounds"))
        }
    });
    let counted = evaluator.hits.of(leaf).iter().filter(|hit| hit.own);
    let unit_of = |hit: &Hit| &evaluator.document.layout().units()[hit.unit as usize];
    let shut_out = counted.filter_map(|hit| {
        if unit_of(hit).open_promise {
            let lacks = "nothing follows what it announces".to_owned();
            return Some(candidate(hit, 2.5, NearMissReason::PromiseWithoutContent, lacks));
        }
        let index = evaluator.excepted(hit, exceptions, &checks.except)?;
        let lacks = format!("the rule takes it out: {}", describe(evaluator, &checks.except[index]));
        Some(candidate(hit, 0.9, NearMissReason::Excepted, lacks))
    });
    rejected.chain(shut_out).collect()
}

/// The units in which literals of the most leaves stand, and the promises without content.
fn close_units(evaluator: &Evaluator<'_>, leaves: &[LeafId]) -> Vec<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for &leaf in leaves {
        for &unit in evaluator.hits.candidates(leaf) {
            *counts.entry(unit).or_default() += 1;
        }
    }
    let mut units: Vec<(usize, u32)> = counts.into_iter().map(|(unit, count)| (count, unit)).collect();
    units.sort_by_key(|&(count, unit)| (std::cmp::Reverse(count), unit));
    units.truncate(MOST_UNITS);
    let promises = evaluator.document.layout().units().iter().enumerate().filter(|(_, unit)| unit.open_promise);
    let mut close: Vec<u32> = units.into_iter().map(|(_, unit)| unit).collect();
    close.extend(promises.take(MOST_UNITS).map(|(index, _)| crate::span::offset(index)));
    close.sort_unstable();
    close.dedup();
    close
}

/// What of `check` the unit holds, if that is much.
fn incomplete<'a>(evaluator: &Evaluator<'a>, check: &'a Check, unit: u32) -> Option<Candidate> {
    let view = UnitView::new(
        evaluator.document,
        &evaluator.document.layout().units()[unit as usize],
        evaluator.matcher.lexicon(),
    );
    // what matches and yet does not count is told as disqualified, with the reason
    if matches_there(evaluator, check, unit) {
        return None;
    }
    let parts = parts(evaluator, check, unit, &view);
    let total: f64 = parts.iter().map(|part| part.rarity).sum();
    let closeness = parts.iter().filter(|part| part.holds).map(|part| part.rarity).sum::<f64>() / total;
    let promise = view.unit.open_promise;
    // "you have the following rights:" concerns every right, whichever words its condition spells
    let promised = promise && announces_rights(&view) && describe(evaluator, check).contains("right");
    if parts.len() < 2 || !closeness.is_finite() || (closeness < LEAST && !promised) {
        return None;
    }
    let held: Vec<String> = parts.iter().filter(|part| part.holds).map(|part| part.written.clone()).collect();
    let (reason, closeness, lacks) = if promise {
        (NearMissReason::PromiseWithoutContent, 1.0 + closeness, "nothing follows what it announces".to_owned())
    } else if let Some(absent) = parts.iter().filter(|part| !part.holds).max_by(|a, b| a.rarity.total_cmp(&b.rarity)) {
        (NearMissReason::PartAbsent, closeness, absent.written.clone())
    } else {
        let lacks = "its parts stand too far apart, in another order or in different clauses".to_owned();
        (NearMissReason::GapTooLong, 1.5, lacks)
    };
    Some(Candidate { closeness, unit, held, lacks, reason })
}

fn announces_rights(view: &UnitView<'_>) -> bool {
    view.words.clone().any(|word| matches!(view.folded().key(word as usize), "right" | "rights"))
}

fn matches_there(evaluator: &Evaluator<'_>, check: &Check, unit: u32) -> bool {
    let mut leaves = Vec::new();
    collect_leaves(check, &mut leaves);
    leaves.into_iter().any(|leaf| {
        let rejected = evaluator.hits.rejected(leaf).iter().any(|(hit, _)| hit.unit == unit);
        rejected || !evaluator.hits.within(leaf, unit..unit + 1).is_empty()
    }) && !matches!(check, Check::Group { .. })
}

/// A part of a condition and whether a unit holds it.
struct HeldPart {
    written: String,
    holds: bool,
    rarity: f64,
}

fn parts<'a>(evaluator: &Evaluator<'a>, check: &'a Check, unit: u32, view: &UnitView<'_>) -> Vec<HeldPart> {
    match check {
        Check::Leaf(leaf) => evaluator
            .matcher
            .parts(*leaf)
            .iter()
            .map(|part| HeldPart { written: part.written.clone(), holds: part.holds(view), rarity: part.rarity })
            .collect(),
        Check::Group { least, of, .. } if *least == of.len() => of
            .iter()
            .filter(|part| !matches!(part, Check::Not(_) | Check::Heading(_) | Check::Fact(_)))
            .map(|part| HeldPart {
                written: describe(evaluator, part),
                holds: matches!(evaluator.raw(part, unit..unit + 1), Answer::Holds(_)),
                rarity: 1.0,
            })
            .collect(),
        Check::Group { of, .. } => of
            .iter()
            .map(|part| parts(evaluator, part, unit, view))
            .max_by_key(|parts| parts.iter().filter(|part| part.holds).count())
            .unwrap_or_default(),
        Check::Not(_) | Check::Heading(_) | Check::Fact(_) => Vec::new(),
    }
}

/// The condition as a reader of the pack knows it: its words, without filters.
pub(super) fn describe(evaluator: &Evaluator<'_>, check: &Check) -> String {
    match check {
        Check::Leaf(leaf) => format!("`{}`", evaluator.matcher.leaf(*leaf).in_short()),
        Check::Group { least, of, .. } => {
            let inner: Vec<String> = of.iter().take(3).map(|part| describe(evaluator, part)).collect();
            let more = if of.len() > 3 { ", ..." } else { "" };
            let how = if *least == of.len() && of.len() > 1 { "all of " } else { "one of " };
            format!("{}{}{more}", if of.len() > 1 { how } else { "" }, inner.join(", "))
        }
        Check::Not(inner) => format!("not {}", describe(evaluator, inner)),
        Check::Heading(inner) => format!("a heading with {}", describe(evaluator, inner)),
        Check::Fact(name) => format!("the fact `{name}`"),
    }
}

fn polarity_in_words(found: Polarity) -> &'static str {
    match found {
        Polarity::Affirmed => "the sentence affirms it",
        Polarity::Denied => "the sentence denies it",
        Polarity::Conditional => "the sentence denies it but for an exception",
        Polarity::Question => "the sentence asks it",
    }
}

fn place_name(place: InPlace) -> &'static str {
    match place {
        InPlace::List => "list",
        InPlace::Table => "table",
        InPlace::Heading => "heading",
        InPlace::Link => "link",
    }
}
