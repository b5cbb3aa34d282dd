//! Every requirement with its verdict and the sentences that decide: a table a pack, all with the same columns.

use crate::audit::{Assessment, Judged};
use crate::judge::{Evidence, Verdict};
use crate::report::sanitize;

use super::excerpt;
use super::paint::{Style, columns, wrap};
use super::sheet::{Column, GUTTER, Sheet};
use super::words;

/// The most sentences of one requirement.
const SENTENCES: usize = 3;
/// Below this width a requirement and its evidence share a column.
const ROOMY: usize = 90;
/// The widest that evidence is read with ease.
const EVIDENCE: usize = 110;

/// Writes the tables.
pub(super) fn write(assessments: &[Assessment], sheet: &mut Sheet) {
    let several = assessments.len() > 1;
    let shown: Vec<&Assessment> = assessments.iter().filter(|a| !words::nothing_assessed(a)).collect();
    let layout = Layout::of(&shown, sheet.width);
    for assessment in shown {
        if several {
            let id = format!("({} {})", sanitize::line(&assessment.pack.id), sanitize::line(&assessment.pack.version));
            sheet.heading(&format!("{} {}", words::pack(assessment), Style::Faint.paint(&id)));
        } else {
            sheet.blank();
        }
        layout.write(&assessment.requirements, sheet);
    }
}

/// The widths of the columns.
struct Layout {
    verdict: usize,
    requirement: usize,
    severity: usize,
    evidence: usize,
    line: usize,
    roomy: bool,
}

impl Layout {
    fn of(assessments: &[&Assessment], width: usize) -> Self {
        let judged = || assessments.iter().flat_map(|assessment| &assessment.requirements);
        let widest = |least: usize, of: &dyn Fn(&Judged) -> usize| judged().map(of).max().unwrap_or(0).max(least);
        let verdict = widest(7, &|j| columns(words::verdict(j.verdict, j.conflict).0));
        let severity = widest(8, &|j| columns(j.severity));
        let line = widest(4, &|j| deciding(j).iter().map(|e| e.line.to_string().len()).max().unwrap_or(0));
        let roomy = width >= ROOMY;
        if roomy {
            let left = width - verdict - severity - line - 4 * GUTTER;
            let title = widest(11, &|j| columns(&words::title(j)));
            let requirement = title.min(left * 2 / 5).min(44);
            Self { verdict, requirement, severity, evidence: (left - requirement).min(EVIDENCE), line, roomy }
        } else {
            let evidence = width - verdict - GUTTER;
            Self { verdict, requirement: evidence, severity, evidence, line, roomy }
        }
    }

    fn write(&self, requirements: &[Judged], sheet: &mut Sheet) {
        let column = |title, width| Column { title, width, number: false };
        let columns = if self.roomy {
            vec![
                column("Verdict", self.verdict),
                column("Requirement", self.requirement),
                column("Severity", self.severity),
                column("Evidence", self.evidence),
                Column { title: "Line", width: self.line, number: true },
            ]
        } else {
            vec![column("Verdict", self.verdict), column("Requirement, evidence", self.evidence)]
        };
        let row = |judged| if self.roomy { self.wide_row(judged) } else { self.narrow_row(judged) };
        sheet.grid(&columns, requirements.iter().map(row).collect());
    }

    fn wide_row(&self, judged: &Judged) -> Vec<Vec<String>> {
        let (verdict, style) = words::verdict(judged.verdict, judged.conflict);
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for (at, evidence) in deciding(judged).into_iter().enumerate() {
            let lines = wrap(&excerpt::evidence(evidence, self.budget(at)), self.evidence);
            numbers.push(evidence.line.to_string());
            numbers.extend(std::iter::repeat_n(String::new(), lines.len() - 1));
            texts.extend(lines);
        }
        if texts.is_empty() {
            texts = wrap(&Style::Faint.paint(&without_evidence(judged)), self.evidence);
        }
        let mut title = wrap(&words::title(judged), self.requirement);
        title.extend(values(judged).into_iter().flat_map(|value| wrap(&value, self.requirement)));
        vec![vec![style.paint(verdict)], title, vec![severity(judged)], texts, numbers]
    }

    fn narrow_row(&self, judged: &Judged) -> Vec<Vec<String>> {
        let (verdict, style) = words::verdict(judged.verdict, judged.conflict);
        let mut texts = wrap(&Style::Strong.paint(&words::title(judged)), self.evidence);
        texts.extend(values(judged).into_iter().flat_map(|value| wrap(&value, self.evidence)));
        let deciding = deciding(judged);
        for (at, evidence) in deciding.iter().enumerate() {
            let line = Style::Faint.paint(&format!("line {}:", evidence.line));
            texts.extend(wrap(&format!("{line} {}", excerpt::evidence(evidence, self.budget(at))), self.evidence));
        }
        let note = without_evidence(judged);
        if deciding.is_empty() && !note.is_empty() {
            texts.extend(wrap(&Style::Faint.paint(&note), self.evidence));
        }
        vec![vec![style.paint(verdict), severity(judged)], texts]
    }

    /// The columns that the `at`th sentence may take: the best one is read, the others are pointed at.
    fn budget(&self, at: usize) -> usize {
        if at == 0 { (self.evidence * 3).clamp(80, 240) } else { (self.evidence * 2).clamp(40, 90) }
    }
}

fn severity(judged: &Judged) -> String {
    match judged.severity {
        "critical" if crate::report::gap::is_gap(judged) => Style::Strong.paint(judged.severity),
        severity => severity.to_owned(),
    }
}

/// The best sentences that earned the verdict.
fn deciding(judged: &Judged) -> Vec<&Evidence> {
    judged.evidence.iter().filter(|evidence| evidence.supports == judged.verdict).take(SENTENCES).collect()
}

/// What the evidence states in figures, each once.
fn values(judged: &Judged) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for value in &judged.values {
        let text = format!("= {}", sanitize::line(&value.text));
        if !seen.contains(&text) && seen.len() < SENTENCES {
            seen.push(text);
        }
    }
    seen
}

/// What stands where evidence would, if there is none.
fn without_evidence(judged: &Judged) -> String {
    match (judged.verdict, &judged.near_miss, &judged.reason) {
        (Verdict::Missing, Some(miss), _) => format!("not found; line {} comes closest", miss.line),
        (Verdict::Missing, None, _) => "not found".to_owned(),
        (Verdict::Met, ..) => "nothing in the text speaks against it".to_owned(),
        (_, _, Some(reason)) => sanitize::line(reason),
        (_, _, None) => String::new(),
    }
}
