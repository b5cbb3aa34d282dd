//! Vocabularies: own, imported and nested ones, each resolved once and shared by all its uses.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::fields::{self, Field};
use super::phrase;
use super::problem::{Problems, listed, nearest};
use super::yaml::{Node, NodeKind};
use super::{Element, Entity, Phrase, VocabularyUse};
use crate::span::Span;

/// How many names a message lists.
const LISTED: usize = 24;

/// A vocabulary, its own vocabularies resolved.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    pub(super) name: Arc<str>,
    pub(super) of: Arc<[Vec<Element>]>,
    /// Words after expansion.
    pub(super) states: usize,
    /// Choices within choices after expansion.
    pub(super) depth: usize,
}

/// What a name in `< >` stands for.
pub(super) enum Found {
    Vocabulary(Vocabulary),
    /// It exists and is broken, or may be in a file that is broken: the problem is told there.
    Broken,
    Unknown {
        help: String,
    },
}

/// Where names in `< >` are looked up.
pub(super) trait Names {
    fn find(&self, name: &str) -> Found;
}

/// The vocabularies that one pack can name.
#[derive(Debug, Default)]
pub(super) struct Vocabularies {
    own: BTreeMap<String, Own>,
    /// By name and by `pack/name`; `None` is broken.
    imported: BTreeMap<String, Option<Vocabulary>>,
    /// An import could not be read, so that a name that is not there may be its.
    incomplete: bool,
}

#[derive(Debug)]
struct Own {
    vocabulary: Option<Vocabulary>,
    at: Span,
    used: Cell<bool>,
}

impl Names for Vocabularies {
    fn find(&self, name: &str) -> Found {
        if let Some(own) = self.own.get(name) {
            own.used.set(true);
            return own.vocabulary.clone().map_or(Found::Broken, Found::Vocabulary);
        }
        match self.imported.get(name) {
            Some(Some(vocabulary)) => Found::Vocabulary(vocabulary.clone()),
            Some(None) => Found::Broken,
            None if self.incomplete => Found::Broken,
            None => Found::Unknown { help: self.help(name) },
        }
    }
}

impl Vocabularies {
    /// Brings in the vocabularies that the pack `id` defines itself; a later import hides an earlier one.
    pub(super) fn import(&mut self, id: &str, pack: &Self) {
        for (name, own) in &pack.own {
            self.imported.insert(format!("{id}/{name}"), own.vocabulary.clone());
            self.imported.insert(name.clone(), own.vocabulary.clone());
        }
    }

    /// An import is missing: unknown names are not reported any more.
    pub(super) fn mark_incomplete(&mut self) {
        self.incomplete = true;
    }

    /// The pack's own vocabularies, in order of names.
    pub(super) fn uses(&self, problems: &Problems) -> Vec<VocabularyUse> {
        let one = |(name, own): (&String, &Own)| VocabularyUse {
            name: name.clone(),
            used: own.used.get(),
            at: problems.place(own.at),
        };
        self.own.iter().map(one).collect()
    }

    fn help(&self, name: &str) -> String {
        let all = || self.own.keys().chain(self.imported.keys()).map(String::as_str);
        let entities = || Entity::ALL.iter().map(|entity| entity.as_str());
        let meant = nearest(name, all().chain(entities()));
        let meant = meant.map_or_else(String::new, |name| format!("did you mean `<{name}>`? "));
        let mut short: Vec<&str> = all().filter(|name| !name.contains('/')).collect();
        short.sort_unstable();
        short.dedup();
        if short.is_empty() {
            return format!("{meant}this pack has no vocabulary: add one under `vocabulary`, or `import: [common]`");
        }
        format!("{meant}this pack has: {}", listed(short, LISTED))
    }

    /// Reads the `vocabulary` map of a pack.
    pub(super) fn define(&mut self, node: &Node, problems: &mut Problems) {
        let Some(entries) = fields::map(node, "vocabulary", "names with lists of phrases", problems) else { return };
        let mut drafts: Vec<Draft<'_>> = Vec::new();
        for entry in entries {
            let name = &*entry.key;
            if Entity::from_name(name).is_some() {
                problems
                    .error(
                        "vocabulary/entity-name",
                        entry.key_span,
                        format!("`{name}` is the name of a built-in entity"),
                    )
                    .help("choose another name: `<duration>`, `<email>` and the like are recognised by themselves");
                continue;
            }
            fields::check_kebab("vocabulary/name", "the name of a vocabulary", name, entry.key_span, problems);
            let phrases = match &entry.value.kind {
                NodeKind::List(items) => items.iter().collect(),
                _ => vec![&entry.value],
            };
            if phrases.is_empty() {
                problems
                    .error("vocabulary/empty", entry.value.span, format!("the vocabulary `{name}` has no phrase"))
                    .help("list at least one phrase");
            }
            drafts.push(Draft { name, at: entry.key_span, phrases, state: State::New });
            let own = Own { vocabulary: None, at: entry.key_span, used: Cell::new(false) };
            self.own.insert(name.to_owned(), own);
        }
        for index in in_order(&mut drafts, problems) {
            let draft = &drafts[index];
            let vocabulary = self.resolve(draft, problems);
            if let Some(own) = self.own.get_mut(draft.name) {
                own.vocabulary = vocabulary;
            }
        }
        for own in self.own.values() {
            // what only other vocabularies use counts as used only if these are; they are looked at again there
            own.used.set(false);
        }
        self.mark_nested(&drafts);
    }

    /// A vocabulary that another one spells is in use.
    fn mark_nested(&self, drafts: &[Draft<'_>]) {
        for draft in drafts {
            for name in draft.names().filter(|name| *name != draft.name) {
                if let Some(own) = self.own.get(name) {
                    own.used.set(true);
                }
            }
        }
    }

    fn resolve(&self, draft: &Draft<'_>, problems: &mut Problems) -> Option<Vocabulary> {
        let mut of = Vec::with_capacity(draft.phrases.len());
        let (mut states, mut depth, mut broken) = (0_usize, 0, draft.phrases.is_empty());
        for node in &draft.phrases {
            let Some(text) = Field::new("a vocabulary's phrase", node).text(problems) else {
                broken = true;
                continue;
            };
            match phrase::parse(text, self) {
                Ok(parsed) => {
                    states = states.saturating_add(parsed.states);
                    depth = depth.max(parsed.depth);
                    of.push(parsed.elements);
                }
                Err(faults) => {
                    broken = true;
                    report(&faults, node, problems);
                }
            }
        }
        (!broken).then(|| Vocabulary { name: draft.name.into(), of: of.into(), states, depth })
    }

    /// The phrase of a scalar; every fault becomes a problem.
    pub(super) fn phrase(&self, node: &Node, problems: &mut Problems) -> Option<Phrase> {
        let text = Field::new("a phrase", node).text(problems)?;
        match phrase::parse(text, self) {
            Ok(parsed) => Some(Phrase { text: text.to_owned(), elements: parsed.elements }),
            Err(faults) => {
                report(&faults, node, problems);
                None
            }
        }
    }
}

fn report(faults: &[phrase::Fault], node: &Node, problems: &mut Problems) {
    for fault in faults {
        let span = node.inner_span(problems.text(), fault.at.clone());
        problems.error(fault.code, span, &fault.message).help(&fault.help);
    }
}

/// A vocabulary as written.
struct Draft<'a> {
    name: &'a str,
    at: Span,
    phrases: Vec<&'a Node>,
    state: State,
}

impl Draft<'_> {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().filter_map(|node| node.scalar()).flat_map(phrase::names_in)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
    Cyclic,
}

/// The drafts in an order in which each comes after those it names; cycles are reported and left out.
///
/// Walks on an explicit stack: a chain of thousands of vocabularies is as long as it likes.
fn in_order(drafts: &mut [Draft<'_>], problems: &mut Problems) -> Vec<usize> {
    let by_name: BTreeMap<&str, usize> = drafts.iter().enumerate().map(|(index, draft)| (draft.name, index)).collect();
    let names: Vec<Vec<usize>> =
        drafts.iter().map(|draft| draft.names().filter_map(|name| by_name.get(name).copied()).collect()).collect();
    let mut order = Vec::with_capacity(drafts.len());
    for root in 0..drafts.len() {
        if drafts[root].state != State::New {
            continue;
        }
        drafts[root].state = State::Open;
        let mut stack = vec![(root, 0)];
        while let Some((index, next)) = stack.last_mut() {
            let (index, position) = (*index, *next);
            *next += 1;
            let Some(&target) = names[index].get(position) else {
                stack.pop();
                if drafts[index].state == State::Open {
                    drafts[index].state = State::Done;
                    order.push(index);
                }
                continue;
            };
            match drafts[target].state {
                State::New => {
                    drafts[target].state = State::Open;
                    stack.push((target, 0));
                }
                State::Open => {
                    let from = stack.iter().position(|&(open, _)| open == target).unwrap_or(0);
                    let cycle: Vec<usize> = stack[from..].iter().map(|&(open, _)| open).collect();
                    report_cycle(&cycle, drafts, problems);
                    for member in cycle {
                        drafts[member].state = State::Cyclic;
                    }
                }
                State::Done | State::Cyclic => {}
            }
        }
    }
    order
}

fn report_cycle(cycle: &[usize], drafts: &[Draft<'_>], problems: &mut Problems) {
    let path: Vec<String> = cycle.iter().chain(&cycle[..1]).map(|&index| format!("<{}>", drafts[index].name)).collect();
    let first = &drafts[cycle[0]];
    let message = format!("the vocabulary `{}` contains itself: {}", first.name, path.join(" -> "));
    let help = format!("spell out one of them; an imported one is included as `<common/{}>`", first.name);
    problems.error("vocabulary/cycle", first.at, message).help(help);
}
