//! What is not met, most serious first: the order that every format for people shares.

use std::cmp::Reverse;

use crate::audit::{Assessment, Judged};
use crate::judge::Verdict;

/// The gaps of `assessments`: by severity, then contradicted before missing before partial, then in the packs' order.
#[must_use]
pub fn gaps(assessments: &[Assessment]) -> Vec<&Judged> {
    let mut gaps: Vec<&Judged> =
        assessments.iter().flat_map(|assessment| &assessment.requirements).filter(|judged| is_gap(judged)).collect();
    gaps.sort_by_key(|judged| (Reverse(severity_rank(judged.severity)), urgency(judged.verdict)));
    gaps
}

/// Whether the requirement is contradicted, missing or only partly met.
#[must_use]
pub fn is_gap(judged: &Judged) -> bool {
    matches!(judged.verdict, Verdict::Contradicted | Verdict::Missing | Verdict::Partial)
}

/// 1 for low to 4 for critical.
#[must_use]
pub fn severity_rank(severity: &str) -> u8 {
    match severity {
        "critical" => 4,
        "high" => 3,
        "medium" => 2,
        _ => 1,
    }
}

fn urgency(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Contradicted => 0,
        Verdict::Missing => 1,
        Verdict::Partial => 2,
        Verdict::Met | Verdict::NotApplicable | Verdict::NotAssessed => 3,
    }
}
