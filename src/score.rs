//! Findings and weights to a [`Score`].
//!
//! Floor 4.

use schemars::JsonSchema;
use serde::Serialize;

use crate::judge::Verdict;
use crate::pack::Severity;

/// How much of a checklist a policy states.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// 0 to 100, rounded to one decimal; `None` if nothing could be scored.
    pub value: Option<f64>,
    /// The grade that goes with it; `None` if there is no value.
    pub grade: Option<Grade>,
    /// How many requirements got which verdict.
    pub counts: Counts,
}

/// A school grade: A from 90 points, B 80, C 70, D 60, else F.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[allow(missing_docs, reason = "the letters explain themselves")]
pub enum Grade {
    A,
    B,
    C,
    D,
    F,
}

/// Requirements by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Met, conflicts included.
    pub met: u32,
    /// Partial.
    pub partial: u32,
    /// Contradicted.
    pub contradicted: u32,
    /// Missing.
    pub missing: u32,
    /// Not applicable: beside the score.
    pub not_applicable: u32,
    /// Not assessed: beside the score.
    pub not_assessed: u32,
}

impl Counts {
    /// The counts of `verdicts`.
    #[must_use]
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        for verdict in verdicts {
            let slot = match verdict {
                Verdict::Met => &mut counts.met,
                Verdict::Partial => &mut counts.partial,
                Verdict::Contradicted => &mut counts.contradicted,
                Verdict::Missing => &mut counts.missing,
                Verdict::NotApplicable => &mut counts.not_applicable,
                Verdict::NotAssessed => &mut counts.not_assessed,
            };
            *slot += 1;
        }
        counts
    }
}

/// What one requirement brings to the score.
#[derive(Clone, Copy, Debug)]
pub struct Scored {
    /// Its verdict.
    pub verdict: Verdict,
    /// Its points.
    pub weight: u32,
    /// How serious a gap is.
    pub severity: Severity,
}

/// The score of a policy: 100 x sum(weight x credit) / sum(weight) over what was judged.
///
/// Credit is 1 for met, 0.5 for partial, 0 for contradicted and missing. A missing or contradicted critical
/// requirement caps the grade at D, whatever the value.
#[must_use]
pub fn score(scored: &[Scored]) -> Score {
    let counts = Counts::of(scored.iter().map(|s| s.verdict));
    let (mut earned, mut total, mut capped) = (0.0, 0.0, false);
    for Scored { verdict, weight, severity } in scored {
        let credit = match verdict {
            Verdict::Met => 1.0,
            Verdict::Partial => 0.5,
            Verdict::Contradicted | Verdict::Missing => 0.0,
            Verdict::NotApplicable | Verdict::NotAssessed => continue,
        };
        earned += f64::from(*weight) * credit;
        total += f64::from(*weight);
        capped |= credit == 0.0 && *severity == Severity::Critical;
    }
    if total == 0.0 {
        return Score { value: None, grade: None, counts };
    }
    let value = (1000.0 * earned / total).round() / 10.0;
    let grade = Grade::of(value);
    Score { value: Some(value), grade: Some(if capped { grade.max(Grade::D) } else { grade }), counts }
}

impl Grade {
    fn of(value: f64) -> Self {
        match value {
            v if v >= 90.0 => Self::A,
            v if v >= 80.0 => Self::B,
            v if v >= 70.0 => Self::C,
            v if v >= 60.0 => Self::D,
            _ => Self::F,
        }
    }

    /// The letter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::F => "F",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_and_grades() {
        use Severity::{Critical, Medium};
        use Verdict::{Contradicted, Met, Missing, NotApplicable, NotAssessed, Partial};
        let cases: [(&str, &[(Verdict, u32, Severity)], Option<f64>, Option<Grade>); 7] = [
            ("nothing", &[], None, None),
            ("nothing judged", &[(NotApplicable, 5, Medium), (NotAssessed, 5, Critical)], None, None),
            ("all met", &[(Met, 2, Medium), (NotApplicable, 9, Medium)], Some(100.0), Some(Grade::A)),
            ("half", &[(Met, 1, Medium), (Missing, 1, Medium)], Some(50.0), Some(Grade::F)),
            ("partial is half", &[(Met, 2, Medium), (Partial, 2, Medium)], Some(75.0), Some(Grade::C)),
            ("weights", &[(Met, 2, Medium), (Contradicted, 1, Medium)], Some(66.7), Some(Grade::D)),
            ("a critical gap caps at D", &[(Met, 95, Medium), (Missing, 5, Critical)], Some(95.0), Some(Grade::D)),
        ];
        for (name, input, value, grade) in cases {
            let scored: Vec<Scored> =
                input.iter().map(|&(verdict, weight, severity)| Scored { verdict, weight, severity }).collect();
            let got = score(&scored);
            assert_eq!((got.value, got.grade), (value, grade), "{name}");
        }
    }

    #[test]
    fn grades_change_at_their_points() {
        let cases =
            [(90.0, "A"), (89.9, "B"), (80.0, "B"), (79.9, "C"), (70.0, "C"), (60.0, "D"), (59.9, "F"), (0.0, "F")];
        for (value, grade) in cases {
            assert_eq!(Grade::of(value).as_str(), grade, "{value}");
        }
    }
}
