//! One requirement of the file to a [`Requirement`].

use super::condition::{Reader, Role};
use super::fields::{self, Field};
use super::problem::Problems;
use super::vocabulary::Vocabularies;
use super::yaml::Entry;
use super::{Condition, Entity, Otherwise, PolarityFilter, Requirement, RequirementId, Severity, example};
use crate::span::Span;

/// The keys of a requirement.
pub(super) const KEYS: [&str; 17] = [
    "id",
    "title",
    "question",
    "category",
    "cites",
    "severity",
    "weight",
    "capture",
    "polarity",
    "applies_if",
    "met",
    "partial",
    "contradicted",
    "except",
    "otherwise",
    "remedy",
    "examples",
];
/// The greatest weight.
const MAX_WEIGHT: u32 = 1_000;

/// What the requirements of a file have in common.
pub(super) struct Context<'a> {
    /// The pack's id.
    pub(super) pack: &'a str,
    pub(super) vocabularies: &'a Vocabularies,
    /// The pack's own `except`.
    pub(super) except: &'a [Condition],
    pub(super) problems: &'a mut Problems,
    /// Where the file first cites the law.
    pub(super) cites_at: Option<Span>,
}

impl Context<'_> {
    /// The requirement of a map that has an `id`. What is broken is reported; the rest is read all the same.
    pub(super) fn requirement(&mut self, entries: &[Entry], id: Field<'_>) -> Option<Requirement> {
        fields::check_keys(entries, &KEYS, "a requirement", self.problems);
        let name = self.id(id);
        let title = self.title(entries, id.span());
        let polarity = fields::get(entries, "polarity").and_then(|field| {
            field.one_of("condition/polarity", &PolarityFilter::ALL, PolarityFilter::as_str, self.problems)
        });
        let polarity = polarity.unwrap_or(PolarityFilter::Affirmed);
        let severity = self.severity(entries);
        let weight = self.weight(entries);
        let category = self.line(entries, "category");
        let otherwise = fields::get(entries, "otherwise")
            .and_then(|field| field.one_of("requirement/otherwise", &Otherwise::ALL, Otherwise::as_str, self.problems));
        let capture = fields::get(entries, "capture")
            .and_then(|field| field.one_of("entity/unknown", &Entity::ALL, Entity::as_str, self.problems));
        let mut except = self.conditions(entries, "except", Role::Limit, PolarityFilter::Any);
        except.extend_from_slice(self.except);
        let requirement = Requirement {
            id: RequirementId::new(self.pack, name.as_deref().unwrap_or_default()),
            title: title.unwrap_or_default(),
            question: self.line(entries, "question"),
            category: category.unwrap_or_else(|| self.pack.to_owned()),
            cites: self.cites(entries),
            severity: severity.unwrap_or(Severity::Medium),
            weight: weight.unwrap_or_else(|| severity.unwrap_or(Severity::Medium).weight()),
            applies_if: self.conditions(entries, "applies_if", Role::Limit, PolarityFilter::Any),
            met: self.conditions(entries, "met", Role::Evidence, polarity),
            partial: self.conditions(entries, "partial", Role::Evidence, polarity),
            contradicted: self.conditions(entries, "contradicted", Role::Evidence, polarity),
            except,
            otherwise: otherwise.unwrap_or(Otherwise::Missing),
            capture,
            remedy: self.line(entries, "remedy"),
            examples: self.examples(entries),
            at: self.problems.place(id.span()),
        };
        self.check_whole(entries, id, &requirement);
        name.is_some().then_some(requirement)
    }

    /// What only the whole requirement shows.
    fn check_whole(&mut self, entries: &[Entry], id: Field<'_>, requirement: &Requirement) {
        let has = |key| fields::get(entries, key);
        let conditions = ["met", "partial", "contradicted"];
        if conditions.iter().all(|key| has(key).is_none()) && requirement.question.is_none() {
            let name = requirement.id.name();
            self.problems
                .error(
                    "requirement/no-conditions",
                    id.span(),
                    format!("`{name}` has neither conditions nor a question"),
                )
                .help("add `met`, or, for a check by hand, the `question` that a reader must answer");
        }
        if let Some(otherwise) = has("otherwise")
            && requirement.otherwise == Otherwise::Met
            && has("partial").is_none()
            && has("contradicted").is_none()
        {
            self.problems
                .error(
                    "requirement/always-met",
                    otherwise.span(),
                    "with `otherwise: met` and nothing that contradicts, this is always met",
                )
                .help("add `contradicted` with what the policy must not say");
        }
        if let Some(polarity) = has("polarity")
            && conditions.iter().all(|key| has(key).is_none())
        {
            self.problems
                .error(
                    "requirement/polarity",
                    polarity.span(),
                    "`polarity` is the default of conditions, and there are none",
                )
                .help("remove it, or add `met`");
        }
    }

    /// The id of a requirement, told whether it is well formed.
    pub(super) fn id(&mut self, field: Field<'_>) -> Option<String> {
        let name = field.line(self.problems)?;
        fields::check_kebab("requirement/id", "an id", &name, field.span(), self.problems).then_some(name)
    }

    fn title(&mut self, entries: &[Entry], at: Span) -> Option<String> {
        if fields::get(entries, "title").is_none() && !fields::misspells(entries, "title", &KEYS) {
            self.problems
                .error("key/missing", at, "this requirement has no `title`")
                .help("add `title: ...`, as reports show it");
        }
        self.line(entries, "title")
    }

    /// The text of the field `key`, if it is there.
    pub(super) fn line(&mut self, entries: &[Entry], key: &str) -> Option<String> {
        fields::get(entries, key).and_then(|field| field.line(self.problems))
    }

    /// The citations; notes that there are some.
    pub(super) fn cites(&mut self, entries: &[Entry]) -> Vec<String> {
        let Some(field) = fields::get(entries, "cites") else { return Vec::new() };
        self.cites_at = self.cites_at.or(Some(field.span()));
        field.lines(self.problems)
    }

    pub(super) fn severity(&mut self, entries: &[Entry]) -> Option<Severity> {
        fields::get(entries, "severity")?.one_of(
            "requirement/severity",
            &Severity::ALL,
            Severity::as_str,
            self.problems,
        )
    }

    pub(super) fn weight(&mut self, entries: &[Entry]) -> Option<u32> {
        let field = fields::get(entries, "weight")?;
        let weight = field.typed::<u32>("a whole number", self.problems)?;
        if !(1..=MAX_WEIGHT).contains(&weight) {
            self.problems
                .error("requirement/weight", field.span(), format!("a weight is 1 to {MAX_WEIGHT}, not {weight}"))
                .help("to take a requirement out of a score, leave it out of the pack");
            return None;
        }
        Some(weight)
    }

    pub(super) fn conditions(
        &mut self,
        entries: &[Entry],
        key: &str,
        role: Role,
        polarity: PolarityFilter,
    ) -> Vec<Condition> {
        let Some(field) = fields::get(entries, key) else { return Vec::new() };
        Reader { vocabularies: self.vocabularies, problems: self.problems }.conditions(field, role, polarity)
    }

    pub(super) fn examples(&mut self, entries: &[Entry]) -> Vec<super::Example> {
        fields::get(entries, "examples").map_or_else(Vec::new, |field| example::read(field, self.problems))
    }
}
