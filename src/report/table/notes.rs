//! What a person has to look at, and what was left out of the score.

use crate::audit::{Assessment, Judged};
use crate::judge::Verdict;
use crate::report::sanitize;

use super::excerpt;
use super::paint::Style;
use super::sheet::Sheet;
use super::words;

const QUOTE: usize = 280;
const DASH: (&str, &str) = ("  - ", "    ");

/// Requirements that the text meets and contradicts: both sentences.
pub(super) fn conflicts(assessments: &[Assessment], sheet: &mut Sheet) {
    let conflicts: Vec<&Judged> = all(assessments).filter(|judged| judged.conflict).collect();
    if conflicts.is_empty() {
        return;
    }
    sheet.heading("For review: met, but the text also says the opposite");
    for judged in conflicts {
        sheet.hanging(DASH.0, DASH.1, &named(judged));
        for (label, supports) in [("says", Verdict::Met), ("but", Verdict::Contradicted)] {
            if let Some(evidence) = judged.evidence.iter().find(|evidence| evidence.supports == supports) {
                let quote = format!("line {}: “{}”", evidence.line, excerpt::evidence(evidence, QUOTE));
                sheet.hanging(&format!("    {}", Style::Faint.paint(&format!("{label:<5}"))), "         ", &quote);
            }
        }
    }
}

/// Requirements that only a person can judge, and packs for another language.
pub(super) fn not_assessed(assessments: &[Assessment], sheet: &mut Sheet) {
    let mut headed = false;
    let mut head = |sheet: &mut Sheet| {
        if !std::mem::replace(&mut headed, true) {
            sheet.heading("Not assessed: check these yourself");
        }
    };
    for assessment in assessments {
        if words::nothing_assessed(assessment) && assessment.requirements.len() > 1 && same_reason(assessment) {
            head(sheet);
            let number = words::count(assessment.requirements.len(), "requirement", "requirements");
            let reason = assessment.requirements[0].reason.as_deref().unwrap_or("the program cannot tell");
            sheet.hanging(
                DASH.0,
                DASH.1,
                &format!("{}, all {number}: {}", words::pack(assessment), sanitize::line(reason)),
            );
            continue;
        }
        for judged in assessment.requirements.iter().filter(|judged| judged.verdict == Verdict::NotAssessed) {
            head(sheet);
            let question = judged.question.as_deref().or(judged.reason.as_deref()).unwrap_or("");
            sheet.hanging(DASH.0, DASH.1, &format!("{}: {}", named(judged), sanitize::line(question)));
        }
    }
}

/// Requirements that do not concern this policy, and why.
pub(super) fn not_applicable(assessments: &[Assessment], sheet: &mut Sheet) {
    let aside: Vec<&Judged> = all(assessments).filter(|judged| judged.verdict == Verdict::NotApplicable).collect();
    if aside.is_empty() {
        return;
    }
    sheet.heading("Not applicable");
    for judged in aside {
        let reason =
            judged.reason.as_deref().map_or_else(String::new, |reason| format!(": {}", sanitize::line(reason)));
        sheet.hanging(DASH.0, DASH.1, &(named(judged) + &reason));
    }
}

/// Requirements that a pack turned off.
pub(super) fn removed(assessments: &[Assessment], sheet: &mut Sheet) {
    let removed: Vec<_> = assessments.iter().flat_map(|assessment| &assessment.removed).collect();
    if removed.is_empty() {
        return;
    }
    sheet.heading("Turned off by the pack");
    for one in removed {
        sheet.hanging(DASH.0, DASH.1, &format!("{}: {}", sanitize::line(&one.id), sanitize::line(&one.reason)));
    }
}

fn all(assessments: &[Assessment]) -> impl Iterator<Item = &Judged> {
    assessments.iter().flat_map(|assessment| &assessment.requirements)
}

fn named(judged: &Judged) -> String {
    format!("{} {}", words::title(judged), Style::Faint.paint(&format!("({})", sanitize::line(&judged.id))))
}

fn same_reason(assessment: &Assessment) -> bool {
    assessment.requirements.windows(2).all(|pair| pair[0].reason == pair[1].reason)
}
