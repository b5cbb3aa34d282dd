//! Conditions over leaves to a [`Finding`]: verdict, evidence, near miss.
//!
//! Floor 3.

use schemars::JsonSchema;
use serde::Serialize;

use crate::span::Span;

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
    /// It stands in the wrong place (`in:`, a heading).
    Place,
    /// All parts are there, too far apart or in another order.
    GapTooLong,
    /// Some parts are there.
    PartAbsent,
}
