//! Conditions over leaves to a [`Finding`]: verdict, evidence, near miss.
//!
//! Floor 3. A requirement is judged over the whole document: explicit beats vague wherever it stands, and what is not
//! met comes with the closest that the text gets.

mod evaluate;
mod evidence;
mod near_miss;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::document::{BlockKind, Document, Unit};
use crate::matcher::{Check, Checks, Hit, Hits, Matcher};
use crate::pack::{Otherwise, Requirement};
use crate::span::Span;
use evaluate::{Answer, Evaluator};
use evidence::Support;

/// What the policy does about a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The text states it.
    Met,
    /// The text states a part of it, or vaguely.
    Partial,
    /// The text says the opposite.
    Contradicted,
    /// The text says nothing of it.
    Missing,
    /// The requirement does not apply to this policy.
    NotApplicable,
    /// The program cannot tell: another language, or a requirement for a person to check.
    NotAssessed,
}

impl Verdict {
    /// The verdict's name, as JSON and packs spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partial => "partial",
            Self::Contradicted => "contradicted",
            Self::Missing => "missing",
            Self::NotApplicable => "not-applicable",
            Self::NotAssessed => "not-assessed",
        }
    }
}

/// What was found for one requirement.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// True if the requirement is met and the text contradicts it elsewhere.
    pub conflict: bool,
    /// Why it is not applicable or not assessed.
    pub reason: Option<String>,
    /// What was captured from the evidence, best first.
    pub values: Vec<Value>,
    /// The evidence, best first.
    pub evidence: Vec<Evidence>,
    /// For a requirement that is not met, the closest that the text comes.
    pub near_miss: Option<NearMiss>,
}

/// A value that the evidence states.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Value {
    /// The entity: `duration`, `date`, `email` ...
    pub kind: &'static str,
    /// As written.
    pub text: String,
    /// In ISO 8601 where there is such a form: `P2Y`, `2026-11-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso: Option<String>,
}

/// A sentence that supports a verdict.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Evidence {
    /// The sentence, without markup, as `start..end` of the policy holds it.
    pub text: String,
    /// What introduces the sentence (lead-in, table header), outermost first; empty for most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lead_in: Vec<String>,
    /// The verdict that it supports: met, partial or contradicted.
    pub supports: Verdict,
    /// What kind of unit it is: `sentence`, `item`, `cell` or `heading`.
    pub unit: &'static str,
    /// The condition that it satisfies, as a path in the requirement: `met[0]`.
    pub condition: String,
    /// 1-based line of its first character.
    pub line: u32,
    /// 1-based column of its first character, in characters.
    pub column: u32,
    /// Its first byte in the policy's text (for HTML, in what `lacuna text --raw` prints).
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// The words that matched, as bytes of the policy's text, in order.
    pub matched: Vec<Span>,
    /// The places of `lead_in`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<Span>,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
}

/// The closest that the text comes to a requirement that is not met.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NearMiss {
    /// The sentence.
    pub text: String,
    /// What introduces it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lead_in: Vec<String>,
    /// 1-based line of its first character.
    pub line: u32,
    /// 1-based column of its first character, in characters.
    pub column: u32,
    /// Its first byte in the policy's text.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The parts of the condition that the sentence holds, as written in the pack.
    pub held: Vec<String>,
    /// The part that it lacks, or what disqualified it, in words.
    pub lacks: String,
    /// Why it does not count.
    pub reason: NearMissReason,
}

/// Why the closest sentence does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NearMissReason {
    /// "You have the following rights:" and nothing after it.
    PromiseWithoutContent,
    /// All parts are there, in another polarity than asked for.
    Polarity,
    /// An `except` took it out.
    Excepted,
    /// Its value is out of the bounds asked for.
    OutOfBounds,
    /// It stands in the wrong place (`in:`, a heading).
    Place,
    /// All parts are there, too far apart or in another order.
    GapTooLong,
    /// Some parts are there.
    PartAbsent,
}

/// Judges requirement `requirement` of pack `pack` of the matcher by what was found in the document.
///
/// `applicability` is false for examples, which are judged as if the requirement applied.
#[must_use]
pub fn judge(
    matcher: &Matcher,
    (pack, requirement): (usize, usize),
    document: &Document,
    hits: &Hits,
    facts: &BTreeMap<String, bool>,
    applicability: bool,
) -> Finding {
    let evaluator = Evaluator { matcher, document, hits, facts };
    let checks = matcher.checks(pack, requirement);
    let requirement = &matcher.packs()[pack].requirements[requirement];
    if applicability && let Some(reason) = not_applicable(&evaluator, checks) {
        return Finding::without_text(Verdict::NotApplicable, reason);
    }
    if checks.met.is_empty() && checks.partial.is_empty() && checks.contradicted.is_empty() {
        let question = requirement.question.as_deref().unwrap_or(&requirement.title);
        return Finding::without_text(Verdict::NotAssessed, format!("for a person to check: {question}"));
    }
    found(&evaluator, checks, requirement)
}

fn found(evaluator: &Evaluator<'_>, checks: &Checks, requirement: &Requirement) -> Finding {
    let exceptions = evaluator.exceptions(&checks.except);
    let units = evaluator.document.layout().units();
    let keep = |hit: &Hit| {
        speaks(&units[hit.unit as usize], evaluator.document)
            && evaluator.excepted(hit, &exceptions, &checks.except).is_none()
    };
    let names: Vec<(Verdict, &Check, String)> = [
        (Verdict::Met, &checks.met, "met"),
        (Verdict::Contradicted, &checks.contradicted, "contradicted"),
        (Verdict::Partial, &checks.partial, "partial"),
    ]
    .into_iter()
    .flat_map(|(verdict, list, name)| {
        list.iter().enumerate().map(move |(index, check)| (verdict, check, format!("{name}[{index}]")))
    })
    .collect();
    let mut supports = Vec::new();
    for (verdict, check, condition) in &names {
        if let Answer::Holds(hits) = evaluator.holds(check, evaluator.everything(), &keep) {
            let own = hits.into_iter().filter(|hit| hit.own);
            supports.extend(own.map(|hit| Support { hit, verdict: *verdict, condition }));
        }
    }
    let says = |verdict| supports.iter().any(|support| support.verdict == verdict);
    // met beats contradicted beats partial: good policies grant a right and list its exceptions
    let verdict = match requirement.otherwise {
        _ if says(Verdict::Met) => Verdict::Met,
        _ if says(Verdict::Contradicted) => Verdict::Contradicted,
        _ if says(Verdict::Partial) => Verdict::Partial,
        Otherwise::Missing => Verdict::Missing,
        Otherwise::Met => Verdict::Met,
    };
    let conflict = verdict == Verdict::Met && says(Verdict::Contradicted);
    let (evidence, values) = evidence::evidence(evaluator.document, &supports, verdict, requirement.capture);
    let near_miss = (verdict != Verdict::Met).then(|| {
        let taken: BTreeSet<u32> = supports.iter().map(|support| support.hit.unit).collect();
        near_miss::near_miss(evaluator, checks, &exceptions, &taken)
    });
    Finding { verdict, conflict, reason: None, values, evidence, near_miss: near_miss.flatten() }
}

/// Whether a unit's own words can be evidence.
///
/// Not so "you have the following rights:" with nothing after it, nor a title that runs into its paragraph or heads a
/// table's column: like a heading, it names what others say.
fn speaks(unit: &Unit, document: &Document) -> bool {
    !unit.open_promise && !unit.run_in_title && document.block(unit.block).kind != BlockKind::ColumnHeader
}

/// Why the requirement does not apply, if so.
fn not_applicable(evaluator: &Evaluator<'_>, checks: &Checks) -> Option<String> {
    let mut denied = Vec::new();
    for check in &checks.applies_if {
        match evaluator.raw(check, evaluator.everything()) {
            Answer::Holds(_) => return None,
            Answer::Fails => denied.push(near_miss::describe(evaluator, check)),
            Answer::LeftOut => {}
        }
    }
    // conditions that only ask for untold facts decide nothing
    (!denied.is_empty()).then(|| {
        let more = if denied.len() > 3 { format!(" and {} more", denied.len() - 3) } else { String::new() };
        denied.truncate(3);
        format!("applies only to a policy with {}{more}: this one has none", denied.join(" or "))
    })
}

impl Finding {
    /// A finding that rests on no sentence.
    #[must_use]
    pub fn without_text(verdict: Verdict, reason: String) -> Self {
        Self {
            verdict,
            conflict: false,
            reason: Some(reason),
            values: Vec::new(),
            evidence: Vec::new(),
            near_miss: None,
        }
    }
}
