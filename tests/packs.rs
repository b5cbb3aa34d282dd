//! The built-in packs: every example through the whole pipeline, and what a pack owes its readers.

use lacuna::check::{self, ExampleOutcome};
use lacuna::matcher::Matcher;
use lacuna::pack::{self, Condition, Expect, Pack, Scope};

use crate::snapshot;

fn builtins() -> Vec<Pack> {
    let names: Vec<String> = pack::builtin_names().iter().map(|&name| name.to_owned()).collect();
    pack::load(&names).unwrap_or_else(|errors| panic!("{}", errors.render(false)))
}

#[test]
fn every_example_gets_what_it_is_listed_under() {
    let results = check::test(&Matcher::new(builtins()));
    assert!(results.len() > 400, "only {} examples ran", results.len());
    let wrong: Vec<String> = results
        .iter()
        .filter(|result| result.outcome != ExampleOutcome::AsTold && result.expect != Expect::Todo)
        .map(|result| format!("{}:{} {:?}: {}", result.requirement, result.line, result.outcome, result.text))
        .collect();
    assert!(wrong.is_empty(), "{} of {} examples went wrong:\n{}", wrong.len(), results.len(), wrong.join("\n"));
}

#[test]
fn every_requirement_is_cited_explained_and_proved() {
    for pack in builtins() {
        for requirement in &pack.requirements {
            let id = &requirement.id;
            let examples =
                |expect: Expect| requirement.examples.iter().filter(|example| example.expect == expect).count();
            assert!(!requirement.cites.is_empty(), "{id} has no citation");
            assert!(requirement.question.is_some(), "{id} has no question");
            assert!(requirement.remedy.is_some(), "{id} has no remedy");
            assert!(examples(Expect::Met) >= 2, "{id} has fewer than two examples that meet it");
            assert!(examples(Expect::Missing) >= 1, "{id} has no counterexample");
            assert!(requirement.partial.is_empty() || examples(Expect::Partial) >= 1, "{id}: no example of `partial`");
            // two sentences of one document that contradict each other: met wins, and the report shows the conflict
            let conflict = |condition: &Condition| matches!(condition, Condition::Group { scope: Scope::Document, .. });
            assert!(
                requirement.contradicted.iter().all(conflict) || examples(Expect::Contradicted) >= 1,
                "{id}: no example of `contradicted`"
            );
        }
    }
}

/// The ids that other people's tables rely on.
#[test]
fn the_topic_packs_hold_the_requirements_that_they_promise() {
    let promised = [
        (
            "rights",
            "access-or-control access rectification erasure restriction portability objection withdraw-consent \
             automated-decisions complaint how-to-exercise response-time identity-check free-of-charge non-retaliation",
        ),
        (
            "retention",
            "addressed period criteria disposal storage-location after-account-closure backups legal-retention",
        ),
        (
            "disclosure",
            "recipients named-recipients service-providers service-provider-duties affiliates for-advertising \
             for-marketing for-analytics for-security third-party-tracking sale-stated legal-process business-transfer \
             transfers-abroad transfer-safeguards aggregated identifiable public third-party-links",
        ),
        (
            "opt-out",
            "mechanism by-link by-contact opt-in browser-controls account-settings industry-controls marketing \
             advertising sale-or-sharing cookies do-not-track global-privacy-control sensitive-data consequences \
             time-to-effect",
        ),
    ];
    let packs = builtins();
    for (name, ids) in promised {
        let pack = packs.iter().find(|pack| pack.id == name).expect("the pack is built in");
        let mut want: Vec<&str> = ids.split_whitespace().collect();
        let mut got: Vec<&str> = pack.requirements.iter().map(|requirement| requirement.id.name()).collect();
        want.sort_unstable();
        got.sort_unstable();
        assert_eq!(got, want, "{name}");
    }
}

/// Editors read it: the first line of every built-in pack names it.
#[test]
fn the_schema_of_packs_in_docs_is_current() {
    let schema = serde_json::to_string_pretty(&pack::schema()).expect("a value prints") + "\n";
    snapshot::check("docs/pack.schema.json", &schema);
}
