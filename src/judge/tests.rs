//! Verdicts, evidence and near misses by table: a requirement, a policy, what must come of it.

use std::collections::BTreeMap;

use super::{Finding, NearMissReason, Verdict, judge};
use crate::document::Document;
use crate::matcher::Matcher;
use crate::pack::Pack;

const VOCABULARY: &str = "
vocabulary:
  erase: [delet*, eras*]
  data: [personal data, your data]
";

/// The finding of the one requirement whose conditions are `body`, indented by two spaces.
fn find(body: &str, text: &str, facts: &[(&str, bool)]) -> Finding {
    let body: String = body.trim().lines().map(|line| format!("    {line}\n")).collect();
    let yaml = format!(
        "lacuna: 1\npack: p\nversion: 1.0.0\ntitle: P\nlanguage: en\n{VOCABULARY}requirements:\n  - id: r\n    title: R\n{body}"
    );
    let pack = Pack::parse("p.yaml", &yaml).unwrap_or_else(|errors| panic!("{}", errors.render(false)));
    let matcher = Matcher::new(vec![pack]);
    let document = Document::parse(text.to_owned(), Some("md"));
    let hits = matcher.scan(&document);
    let facts: BTreeMap<String, bool> = facts.iter().map(|(name, told)| ((*name).to_owned(), *told)).collect();
    judge(&matcher, (0, 0), &document, &hits, &facts, true)
}

const ERASURE: &str = "
met:
  - you (may|can) ...6 <erase> ...6 <data>
  - right to ...4 <erase> ...4 <data>
partial: [contact us ...8 <erase>]
contradicted: [{phrase: we ...6 <erase> ...6 <data>, polarity: denied}]
except:
  - <erase> ...3 cookies
  - {heading: brazil}
";

#[test]
fn verdicts() {
    use Verdict::{Contradicted, Met, Missing, NotApplicable, NotAssessed, Partial};
    let cases: &[(&str, &str, &str, Verdict)] = &[
        ("granted", ERASURE, "You may delete your data.", Met),
        ("by list", ERASURE, "You have the right to:\n\n- see it\n- erase your data\n", Met),
        ("through a lead-in and a gap", ERASURE, "You can, whenever you like, do this:\n\n- delete your data\n", Met),
        ("denied", ERASURE, "We do not delete your data.", Contradicted),
        ("vague", ERASURE, "Contact us to have it deleted.", Partial),
        ("met beats contradicted", ERASURE, "You may delete your data. We cannot delete your data in backups.", Met),
        (
            "contradicted beats partial",
            ERASURE,
            "Contact us to delete it. We never delete personal data.",
            Contradicted,
        ),
        ("nothing", ERASURE, "We like data.", Missing),
        ("heading alone", ERASURE, "# You may delete your data\n\nSome text follows here.", Missing),
        ("a title that runs in", ERASURE, "Your Right To Delete Personal Data. Some text follows here.", Missing),
        ("a title that runs in and its text", ERASURE, "Your Deletion Rights. You may delete your data.", Met),
        ("a short sentence with somebody who acts", ERASURE, "You May Delete Your Data. Some text follows here.", Met),
        ("except in the clause", ERASURE, "You may delete cookies and your data.", Missing),
        ("except in another clause", ERASURE, "You may delete your data; you may delete the cookies.", Met),
        ("except by heading", ERASURE, "# Brazil\n\nYou may delete your data.", Missing),
        ("under another heading", ERASURE, "# Spain\n\nYou may delete your data.", Met),
        (
            "a promise with nothing after it",
            ERASURE,
            "You have the right to delete your data as follows:\n\n# Contact\n\nText.",
            Missing,
        ),
        ("otherwise met", "otherwise: met\ncontradicted: [lorem ipsum]", "All fine.", Met),
        ("otherwise met, found", "otherwise: met\ncontradicted: [lorem ipsum]", "Lorem ipsum dolor.", Contradicted),
        ("nothing to look for", "question: Is it so?", "All fine.", NotAssessed),
        ("applies", "applies_if: [brazil]\nmet: [sells data]", "We are in Brazil.", Missing),
        ("does not apply", "applies_if: [brazil]\nmet: [sells data]", "We are in Spain.", NotApplicable),
        ("applies even if denied", "applies_if: [sell data]\nmet: [opt out]", "We do not sell data.", Missing),
        ("all in one unit", "met: [{all: [sells data, to brokers]}]", "It sells data. It goes to brokers.", Missing),
        ("all in one unit, held", "met: [{all: [sells data, to brokers]}]", "It sells data, now to brokers.", Met),
        (
            "all in a paragraph",
            "met: [{all: [sells data, to brokers], within: paragraph}]",
            "It sells data. It goes to brokers.",
            Met,
        ),
        (
            "all in a paragraph, not",
            "met: [{all: [sells data, to brokers], within: paragraph}]",
            "It sells data.\n\nIt goes to brokers.",
            Missing,
        ),
        (
            "a list is one paragraph",
            "met: [{all: [sells data, to brokers], within: paragraph}]",
            "It sells data:\n\n- often\n- to brokers\n",
            Met,
        ),
        (
            "all in a section",
            "met: [{all: [sells data, to brokers], within: section}]",
            "# A\n\nIt sells data.\n\nIt goes to brokers.",
            Met,
        ),
        (
            "all in a section, not",
            "met: [{all: [sells data, to brokers], within: section}]",
            "# A\n\nIt sells data.\n\n# B\n\nIt goes to brokers.",
            Missing,
        ),
        (
            "all in a document",
            "met: [{all: [sells data, to brokers], within: document}]",
            "# A\n\nIt sells data.\n\n# B\n\nIt goes to brokers.",
            Met,
        ),
        (
            "count",
            "met: [{count: 2, of: [names, mails, phones], within: document}]",
            "We keep names.\n\nWe keep phones.",
            Met,
        ),
        (
            "count short",
            "met: [{count: 2, of: [names, mails, phones], within: document}]",
            "We keep names and more names.",
            Missing,
        ),
        ("not", "met: [{all: [sells data, {not: brokers}]}]", "It sells data to brokers.", Missing),
        ("not, held", "met: [{all: [sells data, {not: brokers}]}]", "It sells data to banks.", Met),
        ("under a heading", "met: [{all: [on request, {heading: your rights}]}]", "# Your rights\n\nOn request.", Met),
        (
            "under a higher heading",
            "met: [{all: [on request, {heading: your rights}]}]",
            "# Your rights\n\n## Access\n\nOn request.",
            Met,
        ),
        (
            "under no such heading",
            "met: [{all: [on request, {heading: your rights}]}]",
            "# Prices\n\nOn request.",
            Missing,
        ),
        ("in a heading", "met: [{phrase: do not sell, in: heading}]", "# Do Not Sell\n\nText.", Met),
        ("not in a heading", "met: [{phrase: do not sell, in: heading}]", "See Do Not Sell below.", Missing),
        ("in a link", "met: [{phrase: your choices, in: link}]", "Go to [Your Choices](https://example.com) now.", Met),
        ("not in a link", "met: [{phrase: your choices, in: link}]", "These are your choices.", Missing),
        ("in a list", "met: [{phrase: erase, in: list}]", "You may:\n\n- erase it\n", Met),
        (
            "in a table",
            "met: [{phrase: logs ...3 <duration>, in: table}]",
            "| What | Kept |\n|---|---|\n| Logs | 30 days |\n",
            Met,
        ),
        (
            "in a table's header alone",
            "met: [how long we keep]",
            "| What | How long we keep it |\n|---|---|\n| Logs | 30 days |\n",
            Missing,
        ),
        (
            "in a table without a header",
            "met: [ask us to delete]",
            "| Erasure. | You may ask us to delete your data. |\n|---|---|\n| Access. | You may see it. |\n",
            Met,
        ),
        ("bound kept", "met: [{phrase: reply ...4 <duration>, at_most: 45 days}]", "We reply within one month.", Met),
        (
            "bound broken",
            "met: [{phrase: reply ...4 <duration>, at_most: 45 days}]",
            "We reply within two months.",
            Missing,
        ),
        ("near", "met: [{near: [data, brokers], words: 6}]", "Brokers get all the data.", Met),
        ("not near", "met: [{near: [data, brokers], words: 4}]", "Brokers may at some time get all the data.", Missing),
        (
            "regex",
            r"contradicted: [{regex: '\[(company|insert)[^\]]{0,20}\]'}]",
            "Write to [Company Name] now.",
            Contradicted,
        ),
        (
            "a mail address behind a link",
            "met: [write to us ...4 <email>]",
            "Write to us [here](mailto:privacy@example.com).",
            Met,
        ),
    ];
    for (name, body, text, want) in cases {
        let found = find(body, text, &[]);
        assert_eq!(found.verdict, *want, "{name}: {found:#?}");
    }
}

#[test]
fn facts_decide_where_they_are_told() {
    use Verdict::{Missing, NotApplicable};
    let body = "applies_if: [{fact: sells-data}, sells data]\nmet: [opt out]";
    let only_fact = "applies_if: [{fact: sells-data}]\nmet: [opt out]";
    let cases: &[(&str, &str, &str, &[(&str, bool)], Verdict)] = &[
        ("told yes", body, "Nothing.", &[("sells-data", true)], Missing),
        ("told no", body, "Nothing.", &[("sells-data", false)], NotApplicable),
        ("told no, the text says yes", body, "It sells data.", &[("sells-data", false)], Missing),
        ("untold, the text is silent", body, "Nothing.", &[], NotApplicable),
        ("untold, the text says yes", body, "It sells data.", &[], Missing),
        ("only the fact, untold", only_fact, "Nothing.", &[], Missing),
        ("only the fact, no", only_fact, "Nothing.", &[("sells-data", false)], NotApplicable),
    ];
    for (name, body, text, facts, want) in cases {
        assert_eq!(find(body, text, facts).verdict, *want, "{name}");
    }
}

#[test]
fn a_conflict_shows_both_sides() {
    let found = find(ERASURE, "You may delete your data. We cannot delete your data in backups.", &[]);
    assert!(found.conflict);
    let supports: Vec<_> = found.evidence.iter().map(|evidence| (evidence.supports, evidence.text.as_str())).collect();
    assert_eq!(
        supports,
        [
            (Verdict::Met, "You may delete your data."),
            (Verdict::Contradicted, "We cannot delete your data in backups."),
        ]
    );
}

#[test]
fn evidence_has_exact_places() {
    let text = "# Rights\n\nIntro – with a dash.\n\nYou have the right to:\n\n- see it\n- **erase** “your data”, now\n";
    let found = find(ERASURE, text, &[]);
    let evidence = &found.evidence[0];
    assert_eq!(evidence.text, "erase “your data”, now");
    assert_eq!(evidence.lead_in, ["You have the right to:"]);
    assert_eq!(evidence.heading, ["Rights"]);
    assert_eq!(evidence.unit, "item");
    assert_eq!(evidence.condition, "met[1]");
    assert_eq!((evidence.line, evidence.column), (8, 5));
    let matched: Vec<&str> = evidence.matched.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(matched, ["right to", "erase** “your data"]);
    assert_eq!(&text[evidence.context[0].range()], "You have the right to:");
    assert_eq!(&text[evidence.start as usize..evidence.end as usize], "erase** “your data”, now");
}

#[test]
fn equal_sentences_are_told_once() {
    let found =
        find(ERASURE, "You may delete your data.\n\nYou may DELETE your data.\n\nYou can erase personal data.", &[]);
    let texts: Vec<_> = found.evidence.iter().map(|evidence| evidence.text.as_str()).collect();
    assert_eq!(texts, ["You may delete your data.", "You can erase personal data."]);
}

#[test]
fn values_are_captured_from_the_winning_phrase() {
    let body = "capture: duration\nmet: [keep ...6 <duration>]";
    let found = find(body, "We keep logs for two (2) years. The trial lasts 30 days.", &[]);
    let values: Vec<_> = found.values.iter().map(|value| (value.text.as_str(), value.iso.as_deref())).collect();
    assert_eq!(values, [("two (2) years", Some("P2Y"))]);
}

#[test]
fn near_misses_name_what_failed() {
    use NearMissReason::{Excepted, GapTooLong, OutOfBounds, PartAbsent, Place, Polarity, PromiseWithoutContent};
    let right = "met: [right to ...4 <erase> ...4 <data>]\nexcept: [<erase> ...3 cookies]";
    let cases: &[(&str, &str, &str, Option<(NearMissReason, &str)>)] = &[
        (
            "part absent",
            right,
            "You have a right to see your data.\n\nOn request we erase all personal data.",
            Some((PartAbsent, "<erase>")),
        ),
        ("denied", right, "You have no right to erase your data.", Some((Polarity, "the sentence denies it"))),
        (
            "too far",
            right,
            "You have the right to ask, at any time and without giving a reason, that we delete your data.",
            Some((GapTooLong, "its parts stand too far apart, in another order or in different clauses")),
        ),
        (
            "excepted",
            right,
            "You have the right to delete cookies and your data.",
            Some((Excepted, "the rule takes it out: `<erase> ...3 cookies`")),
        ),
        (
            "promise",
            right,
            "You have the following rights regarding your data:\n\n# Contact\n\nWrite to us.",
            Some((PromiseWithoutContent, "nothing follows what it announces")),
        ),
        (
            "place",
            "met: [{phrase: your choices, in: link}]",
            "These are your choices.",
            Some((Place, "it does not stand in a link")),
        ),
        (
            "bound",
            "met: [{phrase: reply ...4 <duration>, at_most: 45 days}]",
            "We reply in two months.",
            Some((OutOfBounds, "two months is out of bounds")),
        ),
        ("nothing near", right, "We bake bread.", None),
    ];
    for (name, body, text, want) in cases {
        let found = find(body, text, &[]);
        let got = found.near_miss.as_ref().map(|miss| (miss.reason, miss.lacks.as_str()));
        assert_eq!(got, *want, "{name}: {found:#?}");
    }
}

#[test]
fn a_met_requirement_has_no_near_miss() {
    assert!(find(ERASURE, "You may delete your data. We never delete it.", &[]).near_miss.is_none());
}
