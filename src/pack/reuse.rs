//! `use:`: requirements of other packs, with this pack's law.

use super::condition::Role;
use super::fields::{self, Field};
use super::problem::{listed, nearest};
use super::requirement::Context;
use super::validate::{Compiled, Neighbour, Neighbours};
use super::yaml::Entry;
use super::{PolarityFilter, Requirement, RequirementId};
use crate::span::Span;

/// The keys of a `use`.
pub(super) const KEYS: [&str; 11] =
    ["use", "id", "title", "question", "cites", "severity", "weight", "applies_if", "remedy", "also", "off"];
/// The keys of `also`.
pub(super) const ALSO_KEYS: [&str; 5] = ["met", "partial", "contradicted", "except", "examples"];

/// A requirement of the pack that is being read.
pub(super) struct Taken {
    pub(super) requirement: Requirement,
    /// Where its name stands, for duplicates.
    pub(super) span: Span,
    /// What `use: pack/*` took it from: a later `use` of the same may replace it.
    pub(super) by_star: Option<RequirementId>,
}

/// What the requirements of a file add up to.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) taken: Vec<Taken>,
    pub(super) removed: Vec<(RequirementId, String)>,
}

impl Context<'_> {
    /// Reads one `use` entry into `out`.
    pub(super) fn reuse(
        &mut self,
        entries: &[Entry],
        target: Field<'_>,
        around: &mut dyn Neighbours,
        out: &mut Collected,
    ) {
        fields::check_keys(entries, &KEYS, "a `use`", self.problems);
        let Some(written) = target.line(self.problems) else { return };
        let Some((pack, name)) = written.split_once('/').filter(|(pack, name)| !pack.is_empty() && !name.is_empty())
        else {
            self.problems
                .error("use/form", target.span(), format!("`{written}` names no requirement"))
                .help("write `use: pack/requirement`, or `use: pack/*` for a whole pack");
            return;
        };
        let Some(found) = self.neighbour(around.pack(pack), target.span()) else { return };
        let Some(home) = &found.pack else { return };
        if name == "*" {
            self.only_keys(
                entries,
                &["use"],
                "`use` of a whole pack takes nothing else",
                "set them on a `use` of the one requirement, after this one",
            );
            for requirement in &home.requirements {
                let by_star = Some(requirement.id.clone());
                let requirement = self.adopt(requirement, requirement.id.name(), target.span());
                out.taken.push(Taken { requirement, span: target.span(), by_star });
            }
            return;
        }
        let Some(original) = home.requirements.iter().find(|requirement| requirement.id.name() == name) else {
            let names = || home.requirements.iter().map(|requirement| requirement.id.name());
            let meant = nearest(name, names());
            let meant = meant.map_or_else(String::new, |name| format!("did you mean `{pack}/{name}`? "));
            let help = if home.requirements.is_empty() {
                format!("`{pack}` only has vocabularies: `import: [{pack}]` brings them")
            } else {
                format!("{meant}`{pack}` has: {}", listed(names(), 40))
            };
            let message = format!("the pack `{pack}` has no requirement `{name}`");
            self.problems.error("use/unknown-requirement", target.span(), message).help(help);
            return;
        };
        let earlier = out.taken.iter().position(|taken| taken.by_star.as_ref() == Some(&original.id));
        if let Some(off) = fields::get(entries, "off") {
            self.only_keys(entries, &["use", "off"], "what is removed takes nothing else", "remove the key");
            let reason = off.line(self.problems);
            if let (Some(reason), Some(index)) = (reason, earlier) {
                let gone = out.taken.remove(index);
                out.removed.push((gone.requirement.id, reason));
            } else if earlier.is_none() {
                self.problems
                    .error(
                        "use/off",
                        target.span(),
                        format!("`{written}` was not taken, so that there is nothing to remove"),
                    )
                    .help(format!("`off` takes out one of what a `use: {pack}/*` before it took"));
            }
            return;
        }
        let id = fields::get(entries, "id").map(|field| (self.id(field), field.span()));
        let span = id.as_ref().map_or(target.span(), |(_, span)| *span);
        let id = id.map_or(Some(name.to_owned()), |(id, _)| id);
        let mut requirement = self.adopt(original, id.as_deref().unwrap_or(name), span);
        self.set_fields(entries, &mut requirement);
        if let Some(also) = fields::get(entries, "also") {
            self.also(also, &mut requirement);
        }
        let taken = Taken { requirement, span, by_star: None };
        match earlier {
            Some(index) => out.taken[index] = taken,
            None => out.taken.push(taken),
        }
    }

    /// The pack that was found, or `None` after its problem was told.
    pub(super) fn neighbour(&mut self, found: Neighbour, at: Span) -> Option<std::rc::Rc<Compiled>> {
        match found {
            Neighbour::Found(compiled) => Some(compiled),
            Neighbour::Broken => None,
            Neighbour::Missing { code, message, help } => {
                self.problems.error(code, at, message).help(help);
                None
            }
        }
    }

    fn only_keys(&mut self, entries: &[Entry], allowed: &[&str], message: &str, help: &str) {
        for entry in entries.iter().filter(|entry| KEYS.contains(&&*entry.key) && !allowed.contains(&&*entry.key)) {
            let message = format!("{message}, not `{}`", entry.key);
            self.problems.error("use/keys", entry.key_span, message).help(help);
        }
    }

    /// `original` as a requirement of this pack.
    fn adopt(&self, original: &Requirement, name: &str, at: Span) -> Requirement {
        let mut requirement = original.clone();
        requirement.id = RequirementId::new(self.pack, name);
        requirement.except.extend_from_slice(self.except);
        requirement.at = self.problems.place(at);
        requirement
    }

    fn set_fields(&mut self, entries: &[Entry], requirement: &mut Requirement) {
        if let Some(title) = self.line(entries, "title") {
            requirement.title = title;
        }
        if let Some(question) = self.line(entries, "question") {
            requirement.question = Some(question);
        }
        if let Some(remedy) = self.line(entries, "remedy") {
            requirement.remedy = Some(remedy);
        }
        if fields::get(entries, "cites").is_some() {
            requirement.cites = self.cites(entries);
        }
        if let Some(severity) = self.severity(entries) {
            // a weight that only followed from the severity follows the new one
            if requirement.weight == requirement.severity.weight() {
                requirement.weight = severity.weight();
            }
            requirement.severity = severity;
        }
        if let Some(weight) = self.weight(entries) {
            requirement.weight = weight;
        }
        if fields::get(entries, "applies_if").is_some() {
            requirement.applies_if = self.conditions(entries, "applies_if", Role::Limit, PolarityFilter::Any);
        }
    }

    fn also(&mut self, also: Field<'_>, requirement: &mut Requirement) {
        let Some(entries) = fields::map(also.node, "also", "conditions and examples", self.problems) else { return };
        fields::check_keys(entries, &ALSO_KEYS, "`also`", self.problems);
        let affirmed = PolarityFilter::Affirmed;
        requirement.met.extend(self.conditions(entries, "met", Role::Evidence, affirmed));
        requirement.partial.extend(self.conditions(entries, "partial", Role::Evidence, affirmed));
        requirement.contradicted.extend(self.conditions(entries, "contradicted", Role::Evidence, affirmed));
        requirement.except.extend(self.conditions(entries, "except", Role::Limit, PolarityFilter::Any));
        requirement.examples.extend(self.examples(entries));
    }
}
