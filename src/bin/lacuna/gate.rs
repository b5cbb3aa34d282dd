//! `--fail-under` and `--fail-on`: whether a report makes the program fail, and why.

use lacuna::audit::{Assessment, Judged};
use lacuna::judge::Verdict;
use lacuna::report::gap;

use crate::args::{Audit, FailOn};

/// The conditions that were asked for.
pub(crate) struct Gate<'a> {
    under: Option<f64>,
    on: &'a [FailOn],
}

/// The most requirements that a reason names.
const NAMED: usize = 5;

impl<'a> Gate<'a> {
    pub(crate) fn new(arguments: &'a Audit) -> Self {
        Self { under: arguments.fail_under, on: &arguments.fail_on }
    }

    /// Why `assessment` fails, a line a condition; empty if it passes.
    pub(crate) fn reasons(&self, assessment: &Assessment) -> Vec<String> {
        let place = format!("{}: {}", assessment.policy.path, assessment.pack.id);
        let mut reasons = Vec::new();
        if let Some(least) = self.under {
            match assessment.score {
                Some(score) if score < least => reasons.push(format!("{place}: score {score:.1} is under {least}")),
                Some(_) => {}
                None => reasons.push(format!("{place}: nothing could be scored, so nothing shows {least} points")),
            }
        }
        for condition in self.on {
            let ids: Vec<&str> = assessment
                .requirements
                .iter()
                .filter(|judged| condition.holds(judged))
                .map(|judged| &*judged.id)
                .collect();
            if !ids.is_empty() {
                let more = if ids.len() > NAMED { format!(" and {} more", ids.len() - NAMED) } else { String::new() };
                let named = ids[..ids.len().min(NAMED)].join(", ");
                reasons.push(format!("{place}: {}: {named}{more}", condition.words()));
            }
        }
        reasons
    }
}

impl FailOn {
    fn holds(self, judged: &Judged) -> bool {
        let at_least = |rank| gap::is_gap(judged) && gap::severity_rank(judged.severity) >= rank;
        match self {
            Self::Missing => judged.verdict == Verdict::Missing,
            Self::Partial => judged.verdict == Verdict::Partial,
            Self::Contradicted => judged.verdict == Verdict::Contradicted,
            Self::Conflict => judged.conflict,
            Self::Low => at_least(gap::severity_rank("low")),
            Self::Medium => at_least(gap::severity_rank("medium")),
            Self::High => at_least(gap::severity_rank("high")),
            Self::Critical => at_least(gap::severity_rank("critical")),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Partial => "partial",
            Self::Contradicted => "contradicted",
            Self::Conflict => "met, but contradicted elsewhere",
            Self::Low => "gaps",
            Self::Medium => "gaps of medium severity or worse",
            Self::High => "gaps of high severity or worse",
            Self::Critical => "critical gaps",
        }
    }
}
