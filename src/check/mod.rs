//! Packs proved by their own examples.
//!
//! Floor 6. Every example goes through the whole pipeline: read, scanned, judged.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::judge::{Finding, Verdict, judge};
use crate::matcher::Matcher;
use crate::pack::{Example, Expect, Requirement};
use crate::span::Span;

/// What came of one example.
#[derive(Clone, Debug)]
pub struct ExampleResult {
    /// `pack/requirement`.
    pub requirement: String,
    /// The pack's file.
    pub path: String,
    /// The 1-based line of that file where the example stands.
    pub line: u32,
    /// The text of the example.
    pub text: String,
    /// The verdict that it is listed under.
    pub expect: Expect,
    /// The verdict that it gets.
    pub got: Verdict,
    /// What that means.
    pub outcome: ExampleOutcome,
    /// The sentences that were found for that verdict.
    pub found: Vec<String>,
    /// The marked words that no sentence holds.
    pub unmatched: Vec<String>,
    /// What the closest sentence lacks.
    pub lacks: Option<String>,
}

/// How an example went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExampleOutcome {
    /// It gets the verdict that it must get, by the words that are marked.
    AsTold,
    /// The requirement does not see what the example states.
    Missed,
    /// The requirement sees what the example does not state.
    FalseAlarm,
    /// The verdict is right, but the words that decide are not the marked ones.
    WrongSentence,
    /// A known miss, listed under `todo`.
    KnownMiss,
    /// Listed under `todo`, and found by now.
    Solved,
}

impl ExampleOutcome {
    /// Whether the example is as its author wants it, known misses included.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(self, Self::AsTold | Self::KnownMiss | Self::Solved)
    }

    /// The outcome in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsTold => "as told",
            Self::Missed => "missed",
            Self::FalseAlarm => "false alarm",
            Self::WrongSentence => "wrong words",
            Self::KnownMiss => "known miss",
            Self::Solved => "solved",
        }
    }
}

/// The results of all examples of the packs of `matcher`, in the order of packs, requirements and examples.
#[must_use]
pub fn test(matcher: &Matcher) -> Vec<ExampleResult> {
    let mut results = Vec::new();
    for (pack, of) in matcher.packs().iter().enumerate() {
        for (index, requirement) in of.requirements.iter().enumerate() {
            let run = |example| run(matcher, (pack, index), requirement, example);
            results.extend(requirement.examples.iter().map(run));
        }
    }
    results
}

fn run(matcher: &Matcher, place: (usize, usize), requirement: &Requirement, example: &Example) -> ExampleResult {
    let applicability = example.expect == Expect::NotApplicable;
    let finding = match Document::read(example.text.as_bytes(), Some("md")) {
        Ok(document) => judge(matcher, place, &document, &matcher.scan(&document), &BTreeMap::new(), applicability),
        Err(error) => Finding::without_text(Verdict::Missing, error.message),
    };
    let unmatched = unmatched(example, &finding);
    ExampleResult {
        requirement: requirement.id.to_string(),
        path: example.at.source.path().to_owned(),
        line: example.line,
        text: example.text.clone(),
        expect: example.expect,
        got: finding.verdict,
        outcome: outcome(example.expect, finding.verdict, unmatched.is_empty()),
        found: finding.evidence.into_iter().map(|evidence| evidence.text).collect(),
        unmatched,
        lacks: finding.near_miss.map(|miss| miss.lacks),
    }
}

fn outcome(expect: Expect, got: Verdict, marked: bool) -> ExampleOutcome {
    let wanted = match expect {
        Expect::Met | Expect::Todo => Verdict::Met,
        Expect::Partial => Verdict::Partial,
        Expect::Contradicted => Verdict::Contradicted,
        Expect::Missing => Verdict::Missing,
        Expect::NotApplicable => Verdict::NotApplicable,
    };
    match (expect, got == wanted) {
        (Expect::Todo, true) => ExampleOutcome::Solved,
        (Expect::Todo, false) => ExampleOutcome::KnownMiss,
        (_, true) if marked => ExampleOutcome::AsTold,
        (_, true) => ExampleOutcome::WrongSentence,
        (Expect::Missing | Expect::NotApplicable, false) => ExampleOutcome::FalseAlarm,
        (_, false) => ExampleOutcome::Missed,
    }
}

/// The marked words, punctuation around them left out, that no sentence's matched words hold; gaps between these count.
fn unmatched(example: &Example, finding: &Finding) -> Vec<String> {
    let hulls: Vec<_> = finding
        .evidence
        .iter()
        .filter(|evidence| evidence.supports == finding.verdict)
        .filter_map(|evidence| evidence.matched.iter().copied().reduce(Span::cover))
        .collect();
    let words = |mark: Span| {
        let marked = &example.text[mark.range()];
        let skipped = marked.len() - marked.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let kept = marked.trim_matches(|c: char| !c.is_alphanumeric()).len();
        let start = mark.range().start + skipped;
        Span::new(start, start + kept)
    };
    let marks = example.marked.iter().map(|&mark| words(mark));
    let missed = marks.filter(|mark| !hulls.iter().any(|hull| hull.contains(*mark)));
    missed.map(|mark| example.text[mark.range()].to_owned()).collect()
}
