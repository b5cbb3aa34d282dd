//! The facts that a pack asks for.

use std::collections::BTreeSet;

use super::{Condition, Pack};

impl Pack {
    /// The names of all facts that its conditions ask for, sorted.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for requirement in &self.requirements {
            let lists = [
                &requirement.applies_if,
                &requirement.met,
                &requirement.partial,
                &requirement.contradicted,
                &requirement.except,
            ];
            lists.into_iter().flatten().for_each(|condition| collect(condition, &mut names));
        }
        names
    }
}

fn collect(condition: &Condition, names: &mut BTreeSet<String>) {
    match condition {
        Condition::Leaf(_) => {}
        Condition::Group { of, .. } => of.iter().for_each(|part| collect(part, names)),
        Condition::Not(inner) | Condition::Heading(inner) => collect(inner, names),
        Condition::Fact(name) => {
            names.insert(name.clone());
        }
    }
}
