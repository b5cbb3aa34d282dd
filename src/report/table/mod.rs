//! `--format table`: the report for people.
//!
//! First what a reader wants at a glance (how much, how serious), then where the text says it, then what to do, most
//! serious first.

mod excerpt;
mod gaps;
mod notes;
mod paint;
mod requirements;
mod sheet;
mod summary;
mod words;

use std::io::{self, Write};

use crate::audit::{Assessment, Outcome};

use super::{Options, Report};
use paint::Style;
use sheet::Sheet;

/// The screens that the table is made for, in columns.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=300;

/// Writes `report` for a screen as `options` describe it.
pub(super) fn write(report: &Report, options: &Options, out: &mut impl Write) -> io::Result<()> {
    let mut sheet = Sheet::new(options.width.clamp(*WIDTHS.start(), *WIDTHS.end()));
    let several = report.outcomes.len() > 1;
    if several {
        summary::policies(&report.outcomes, &mut sheet);
    }
    for failure in report.failures() {
        summary::failure(failure, &mut sheet);
    }
    for outcome in &report.outcomes {
        if let Outcome::Audited(assessments) = outcome {
            if several {
                rule(assessments, &mut sheet);
            }
            policy(assessments, options, &mut sheet);
        }
    }
    if let Some(line) = words::disclaimer(report.audited().flatten()) {
        sheet.blank();
        sheet.line(&Style::Faint.paint(&line));
    }
    out.write_all(sheet.finish(options.colour).as_bytes())
}

/// The line between two policies.
fn rule(assessments: &[Assessment], sheet: &mut Sheet) {
    if !assessments.is_empty() {
        sheet.blank();
        let rule = "═".repeat(sheet.width);
        sheet.line(&Style::Faint.paint(&rule));
    }
}

/// All sections of one policy.
fn policy(assessments: &[Assessment], options: &Options, sheet: &mut Sheet) {
    summary::policy(assessments, sheet);
    if !options.gaps_only {
        requirements::write(assessments, sheet);
    }
    gaps::write(assessments, sheet);
    notes::conflicts(assessments, sheet);
    notes::not_assessed(assessments, sheet);
    if !options.gaps_only {
        notes::not_applicable(assessments, sheet);
        notes::removed(assessments, sheet);
    }
}
