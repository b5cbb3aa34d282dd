//! The words and signs that the sections share.

use crate::audit::{Assessment, Judged};
use crate::judge::Verdict;
use crate::report::sanitize;
use crate::score::Counts;

use super::paint::Style;

/// A verdict as sign and word: readable without colour, found by the eye without reading.
pub(super) fn verdict(verdict: Verdict, conflict: bool) -> (&'static str, Style) {
    match verdict {
        Verdict::Met if conflict => ("✓ met (!)", Style::Fair),
        Verdict::Met => ("✓ met", Style::Good),
        Verdict::Partial => ("~ partial", Style::Fair),
        Verdict::Contradicted => ("! contradicted", Style::Worst),
        Verdict::Missing => ("✗ missing", Style::Bad),
        Verdict::NotApplicable => ("– n/a", Style::Faint),
        Verdict::NotAssessed => ("? not assessed", Style::Faint),
    }
}

/// "1 line" or "2 lines".
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// `number` with commas between thousands.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// "4 met, 1 partial, 0 contradicted, 3 missing; 1 not applicable".
pub(super) fn counts(counts: &Counts) -> String {
    let Counts { met, partial, contradicted, missing, not_applicable, not_assessed } = counts;
    let mut shown = format!("{met} met, {partial} partial, {contradicted} contradicted, {missing} missing");
    let beside = [(not_applicable, "not applicable"), (not_assessed, "not assessed")];
    for (at, (number, name)) in beside.into_iter().filter(|(number, _)| **number > 0).enumerate() {
        shown += &format!("{} {number} {name}", if at == 0 { ";" } else { "," });
    }
    shown
}

/// "61.3", or "–" if nothing could be scored.
pub(super) fn score(assessment: &Assessment) -> String {
    assessment.score.map_or_else(|| "–".to_owned(), |score| format!("{score:.1}"))
}

/// "D", or "–" if nothing could be scored.
pub(super) fn grade(assessment: &Assessment) -> &'static str {
    assessment.grade.map_or("–", |grade| grade.as_str())
}

/// The pack's title, or its id where it has none.
pub(super) fn pack(assessment: &Assessment) -> String {
    let title = sanitize::line(&assessment.pack.title);
    if title.is_empty() { sanitize::line(&assessment.pack.id) } else { title }
}

/// The requirement's title, or its id where it has none.
pub(super) fn title(judged: &Judged) -> String {
    let title = sanitize::line(&judged.title);
    if title.is_empty() { sanitize::line(&judged.id) } else { title }
}

/// Whether a pack could say nothing at all of the policy.
pub(super) fn nothing_assessed(assessment: &Assessment) -> bool {
    assessment.requirements.iter().all(|judged| judged.verdict == Verdict::NotAssessed)
}

/// What a score is, and what it is not; none if there is nothing to say it of.
pub(super) fn disclaimer<'a>(assessments: impl Iterator<Item = &'a Assessment>) -> Option<String> {
    let mut laws: Vec<(String, Vec<String>)> = Vec::new();
    let mut any = false;
    for assessment in assessments {
        any = true;
        let Some(date) = &assessment.pack.as_of else { continue };
        let (date, pack) = (sanitize::line(date), sanitize::line(&assessment.pack.id));
        match laws.iter_mut().find(|(known, _)| *known == date) {
            Some((_, packs)) if packs.contains(&pack) => {}
            Some((_, packs)) => packs.push(pack),
            None => laws.push((date, vec![pack])),
        }
    }
    let law = match laws.as_slice() {
        [] => String::new(),
        [(date, _)] => format!("; law as of {date}"),
        several => {
            let each: Vec<String> =
                several.iter().map(|(date, packs)| format!("{date} ({})", packs.join(", "))).collect();
            format!("; law as of {}", each.join(", "))
        }
    };
    any.then(|| format!("Score: share of this checklist that the text states{law}; no legal advice."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (number, shown) in cases {
            assert_eq!(thousands(number), shown);
        }
        assert_eq!(count(1, "word", "words"), "1 word");
        let counts_of = Counts { met: 4, partial: 1, missing: 3, not_assessed: 2, ..Counts::default() };
        assert_eq!(counts(&counts_of), "4 met, 1 partial, 0 contradicted, 3 missing; 2 not assessed");
    }
}
