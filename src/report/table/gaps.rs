//! What to do, most serious first: each gap with the law, what the text says instead, and the fix.

use crate::audit::{Assessment, Judged};
use crate::judge::{NearMiss, NearMissReason, Verdict};
use crate::report::{gap, sanitize};

use super::excerpt;
use super::paint::Style;
use super::sheet::Sheet;
use super::words;

/// The most columns of a quoted sentence.
const QUOTE: usize = 280;
/// The most columns of what a sentence lacks: a long list of alternatives says no more than its beginning.
const LACKS: usize = 120;
/// The most sentences quoted for one gap.
const SENTENCES: usize = 3;

/// Writes the gaps of all packs as one list, so that its head is what to do first.
pub(super) fn write(assessments: &[Assessment], sheet: &mut Sheet) {
    let gaps = gap::gaps(assessments);
    if gaps.is_empty() {
        if assessments.iter().any(|assessment| assessment.score.is_some()) {
            sheet.heading("No gaps");
            sheet.line("The text states all that could be judged.");
        }
        return;
    }
    sheet.heading(&format!("{}, most serious first: {}", words::count(gaps.len(), "gap", "gaps"), severities(&gaps)));
    let digits = gaps.len().to_string().len();
    for (at, judged) in gaps.into_iter().enumerate() {
        sheet.blank();
        write_gap(at + 1, digits, judged, sheet);
    }
}

/// "1 critical, 4 high": how many gaps of each severity, worst first.
fn severities(gaps: &[&Judged]) -> String {
    let number = |severity| gaps.iter().filter(|judged| judged.severity == severity).count();
    let present = ["critical", "high", "medium", "low"].map(|severity| (number(severity), severity));
    let words =
        present.iter().filter(|(number, _)| *number > 0).map(|(number, severity)| format!("{number} {severity}"));
    words.collect::<Vec<_>>().join(", ")
}

fn write_gap(number: usize, digits: usize, judged: &Judged, sheet: &mut Sheet) {
    let (verdict, style) = words::verdict(judged.verdict, judged.conflict);
    let indent = " ".repeat(digits + 2);
    let head = format!("{}: {}", style.paint(verdict), Style::Strong.paint(&words::title(judged)));
    sheet.hanging(&format!("{number:>digits$}. "), &indent, &head);
    let severity = match judged.severity {
        "critical" => Style::Worst.paint("critical"),
        severity => severity.to_owned(),
    };
    let mut facts = vec![severity, Style::Faint.paint(&sanitize::line(&judged.id))];
    facts.extend(judged.cites.iter().map(|cite| sanitize::line(cite)));
    sheet.facts(&indent, &indent, &facts);
    let mut labelled = |label: &str, text: &str| {
        sheet.hanging(
            &format!("{indent}{}", Style::Faint.paint(&format!("{label:<9}"))),
            &format!("{indent}         "),
            text,
        );
    };
    let shown = judged.evidence.iter().filter(|evidence| evidence.supports == judged.verdict).take(SENTENCES);
    for (at, evidence) in shown.enumerate() {
        let label = match (at, judged.verdict) {
            (0, Verdict::Partial) => "only",
            (0, _) => "but",
            _ => "",
        };
        labelled(label, &format!("line {}: “{}”", evidence.line, excerpt::evidence(evidence, QUOTE)));
    }
    if let Some(miss) = &judged.near_miss {
        let quoted = judged.evidence.iter().any(|evidence| evidence.start == miss.start && evidence.end == miss.end);
        if !quoted {
            labelled("closest", &format!("line {}: “{}”", miss.line, excerpt::near_miss(miss, QUOTE)));
        }
        labelled("", &lacks(miss));
    } else if judged.evidence.is_empty() {
        labelled("closest", "nothing in the text comes close");
    }
    match (&judged.remedy, &judged.question) {
        (Some(remedy), _) => labelled("fix", &sanitize::line(remedy)),
        (None, Some(question)) => labelled("fix", &format!("answer this: {}", sanitize::line(question))),
        (None, None) => {}
    }
}

/// Why the closest sentence does not count.
fn lacks(miss: &NearMiss) -> String {
    let lacks = excerpt::beginning(&miss.lacks, LACKS);
    match miss.reason {
        NearMissReason::PartAbsent => format!("lacks: {lacks}"),
        _ => format!("does not count: {lacks}"),
    }
}
