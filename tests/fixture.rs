//! One report that every format is tested on: an invented policy judged against two invented packs, and a failure.

use lacuna::audit::{Assessment, CategoryCounts, Failure, Judged, Outcome, PackFacts, PolicyFacts, Removed};
use lacuna::judge::{Evidence, NearMiss, NearMissReason, Value, Verdict};
use lacuna::report::Report;
use lacuna::score::{Counts, Grade};
use lacuna::span::Span;

/// The invented policy that all places refer to.
pub(crate) const POLICY: &str = include_str!("fixture.md");

/// A policy against two packs, another against one, and a file that could not be read.
pub(crate) fn several() -> Report {
    let failed = Failure {
        path: "policies/logo.md".to_owned(),
        code: "read/binary".to_owned(),
        message: "this is no text: byte 0 is a NUL".to_owned(),
        help: Some("give a policy as Markdown, HTML or plain text".to_owned()),
    };
    let mut short = assessment(retention());
    short.policy.path = "policies/kiosk.html".to_owned();
    Report {
        outcomes: vec![
            Outcome::Audited(vec![assessment(rights()), assessment(retention())]),
            Outcome::Failed(failed),
            Outcome::Audited(vec![short]),
        ],
    }
}

/// The policy against one pack.
pub(crate) fn one() -> Report {
    Report { outcomes: vec![Outcome::Audited(vec![assessment(rights())])] }
}

/// The policy against both packs.
pub(crate) fn two_packs() -> Report {
    Report { outcomes: vec![Outcome::Audited(vec![assessment(rights()), assessment(retention())])] }
}

/// A report in which every text that others write holds `text`.
pub(crate) fn hostile(text: &str) -> Report {
    let mut report = several();
    for outcome in &mut report.outcomes {
        match outcome {
            Outcome::Failed(Failure { path, message, help, .. }) => {
                path.push_str(text);
                message.push_str(text);
                *help = Some(text.to_owned());
            }
            Outcome::Audited(assessments) => assessments.iter_mut().for_each(|assessment| {
                assessment.policy.path.push_str(text);
                assessment.pack.title.push_str(text);
                assessment.pack.version.push_str(text);
                assessment.assumed.push(text.to_owned());
                assessment.facts.insert(text.to_owned(), true);
                assessment.removed.push(Removed { id: text.to_owned(), reason: text.to_owned() });
                for judged in &mut assessment.requirements {
                    judged.title.push_str(text);
                    judged.cites.push(text.to_owned());
                    judged.reason = Some(text.to_owned());
                    judged.remedy = Some(text.to_owned());
                    judged.question = Some(text.to_owned());
                    for evidence in &mut judged.evidence {
                        evidence.text.insert_str(0, text);
                        evidence.lead_in.push(text.to_owned());
                    }
                    if let Some(miss) = &mut judged.near_miss {
                        miss.text.insert_str(0, text);
                        miss.lacks.push_str(text);
                    }
                    for value in &mut judged.values {
                        value.text.push_str(text);
                    }
                }
            }),
        }
    }
    report
}

type Pack = (PackFacts, Vec<Judged>, Option<(f64, Grade)>);

fn rights() -> Pack {
    let erasure = Judged {
        evidence: vec![
            evidence(
                "erase the personal data we hold",
                &["erase the personal data"],
                Verdict::Met,
                &["You have the right to:"],
            ),
            evidence(
                "To have your personal data deleted, write to privacy@example.com or to our data protection officer at the \
                 address named at the end of this page, and tell us which account you mean, so that nobody else can have \
                 it deleted for you.",
                &["have your personal data deleted"],
                Verdict::Met,
                &[],
            ),
            evidence(
                "We cannot delete invoices before the law lets us.",
                &["cannot delete invoices"],
                Verdict::Contradicted,
                &[],
            ),
        ],
        conflict: true,
        ..judged("rights/erasure", "Right to erasure", "high", Verdict::Met)
    };
    let time = Judged {
        values: vec![Value { kind: "duration", text: "30 days".to_owned(), iso: Some("P30D".to_owned()) }],
        evidence: vec![evidence("We answer within 30 days.", &["answer within 30 days"], Verdict::Met, &[])],
        ..judged("rights/response-time", "Time to answer a request", "medium", Verdict::Met)
    };
    let portability = Judged {
        evidence: vec![evidence(
            "You may ask us for a copy of your data.",
            &["copy of your data"],
            Verdict::Partial,
            &[],
        )],
        near_miss: Some(miss(
            "You may ask us for a copy of your data.",
            "in a <machine-readable> form",
            NearMissReason::PartAbsent,
        )),
        remedy: Some("Say that the copy comes in a structured, commonly used and machine-readable format.".to_owned()),
        ..judged("rights/portability", "Right to data portability", "medium", Verdict::Partial)
    };
    let objection = Judged {
        evidence: vec![evidence(
            "Marketing mails are part of the service, and you cannot object to them.",
            &["cannot object"],
            Verdict::Contradicted,
            &[],
        )],
        remedy: Some("Let people object to direct marketing at any time, and say so apart from other text.".to_owned()),
        ..judged("rights/objection", "Right to object to direct marketing", "high", Verdict::Contradicted)
    };
    let complaint = Judged {
        near_miss: Some(miss(
            "If you are not happy with our answer, talk to our support team first.",
            "<supervisory-authority>",
            NearMissReason::PartAbsent,
        )),
        remedy: Some("Say that people may complain to a supervisory authority, and name yours.".to_owned()),
        ..judged("rights/complaint", "Right to complain to an authority", "critical", Verdict::Missing)
    };
    let withdrawal = Judged {
        question: Some("Does the policy say that consent can be withdrawn?".to_owned()),
        ..judged("rights/withdrawal", "Withdrawal of consent", "low", Verdict::Missing)
    };
    let children = Judged {
        reason: Some("nothing in the text speaks of children".to_owned()),
        ..judged("rights/children", "Children's rights", "low", Verdict::NotApplicable)
    };
    let tone = Judged {
        question: Some("Is the policy written in plain words?".to_owned()),
        reason: Some("for a person to check".to_owned()),
        ..judged("rights/plain-words", "Plain words", "low", Verdict::NotAssessed)
    };
    let list = vec![erasure, time, portability, objection, complaint, withdrawal, children, tone];
    (pack("rights", "Rights over one's data", Some("2026-11-01")), list, Some((47.1, Grade::F)))
}

fn retention() -> Pack {
    let period = Judged {
        values: vec![Value { kind: "duration", text: "two years".to_owned(), iso: Some("P2Y".to_owned()) }],
        evidence: vec![evidence(
            "お客様の個人情報は、お取引の終了後2年間保管し、その後はすべて安全に消去いたします。",
            &["2年間保管し"],
            Verdict::Met,
            &["Retention period"],
        )],
        ..judged("retention/period", "How long data are kept", "high", Verdict::Met)
    };
    let criteria = judged("retention/criteria", "How the period is determined", "medium", Verdict::Missing);
    (pack("retention", "Retention", None), vec![period, criteria], Some((60.0, Grade::D)))
}

fn assessment((pack, requirements, score): Pack) -> Assessment {
    let counts = Counts::of(requirements.iter().map(|judged| judged.verdict));
    Assessment {
        schema: 1,
        lacuna: "0.1.0",
        facts: [("sells-data".to_owned(), false)].into(),
        assumed: vec!["transfers-abroad was not told".to_owned()],
        policy: PolicyFacts {
            path: "policies/shop.md".to_owned(),
            syntax: "markdown",
            language: Some("en".to_owned()),
            sha256: "0".repeat(64),
            words: 1204,
        },
        score: score.map(|(value, _)| value),
        grade: score.map(|(_, grade)| grade),
        counts,
        categories: vec![CategoryCounts { category: pack.id.clone(), counts }],
        pack,
        requirements,
        removed: Vec::new(),
    }
}

fn pack(id: &str, title: &str, as_of: Option<&str>) -> PackFacts {
    PackFacts {
        id: id.to_owned(),
        title: title.to_owned(),
        version: "1.0.0".to_owned(),
        sha256: "f".repeat(64),
        as_of: as_of.map(str::to_owned),
    }
}

fn judged(id: &str, title: &str, severity: &'static str, verdict: Verdict) -> Judged {
    Judged {
        id: id.to_owned(),
        title: title.to_owned(),
        question: None,
        category: "rights".to_owned(),
        severity,
        weight: 2,
        cites: vec!["GDPR Art. 12(3)".to_owned(), "GDPR Art. 13(2)(b)".to_owned()],
        verdict,
        conflict: false,
        reason: None,
        values: Vec::new(),
        evidence: Vec::new(),
        near_miss: None,
        remedy: None,
    }
}

fn evidence(text: &str, matched: &[&str], supports: Verdict, lead_in: &[&str]) -> Evidence {
    let (start, end, line) = place(text);
    let spans = |words: &[&str]| words.iter().map(|words| span(words)).collect::<Vec<_>>();
    Evidence {
        text: text.to_owned(),
        lead_in: lead_in.iter().map(|text| (*text).to_owned()).collect(),
        supports,
        unit: if lead_in.is_empty() { "sentence" } else { "item" },
        condition: "met[0]".to_owned(),
        line,
        column: 1,
        start,
        end,
        matched: spans(matched),
        context: spans(lead_in),
        heading: vec!["Your rights".to_owned()],
    }
}

fn miss(text: &str, lacks: &str, reason: NearMissReason) -> NearMiss {
    let (start, end, line) = place(text);
    NearMiss {
        text: text.to_owned(),
        lead_in: Vec::new(),
        line,
        column: 1,
        start,
        end,
        heading: Vec::new(),
        held: vec!["you may ...4 <ask>".to_owned()],
        lacks: lacks.to_owned(),
        reason,
    }
}

fn place(text: &str) -> (u32, u32, u32) {
    let Span { start, end } = span(text);
    let line = POLICY[..start as usize].matches('\n').count() + 1;
    (start, end, u32::try_from(line).unwrap())
}

fn span(text: &str) -> Span {
    let start = POLICY.find(text).unwrap_or_else(|| panic!("the policy does not say {text:?}"));
    Span::new(start, start + text.len())
}
