//! Conditions: from the file's strings, lists and maps to [`Condition`]s.

use std::sync::Arc;

use super::bound::{self, BoundKind};
use super::fields::{self, Field};
use super::problem::{Problems, nearest};
use super::vocabulary::Vocabularies;
use super::yaml::{Entry, Node, NodeKind};
use super::{Bound, Condition, InPlace, Leaf, LeafMatcher, PolarityFilter, Scope, phrase, regexes};
use crate::span::Span;

/// Conditions within conditions; the YAML's own bound is far above what a reader follows.
const MAX_DEPTH: usize = 24;
/// Words of a `near` that gives none.
const DEFAULT_NEAR: u16 = 8;
/// The keys that say what kind of condition a map is.
const MATCHERS: [&str; 9] = ["phrase", "regex", "near", "any", "all", "count", "not", "heading", "fact"];
/// Arguments and filters, with the matchers that take them.
const EXTRAS: [(&str, &[&str]); 7] = [
    ("words", &["near"]),
    ("of", &["count"]),
    ("polarity", &["phrase", "regex", "near"]),
    ("in", &["phrase", "regex", "near"]),
    ("within", &["any", "all", "count"]),
    ("at_most", &["phrase"]),
    ("at_least", &["phrase"]),
];

/// Every key of a condition's map.
#[cfg(test)]
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    MATCHERS.into_iter().chain(EXTRAS.iter().map(|(name, _)| *name))
}

/// What conditions are for, which decides what they may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// They earn a verdict: met, partial, contradicted.
    Evidence,
    /// They limit: except, applies_if.
    Limit,
}

/// Where a condition stands.
#[derive(Clone, Copy)]
struct Inside {
    depth: usize,
    /// Directly in an `all`.
    all: bool,
    heading: bool,
    polarity: PolarityFilter,
}

/// Reads conditions of one file.
pub(super) struct Reader<'a> {
    pub(super) vocabularies: &'a Vocabularies,
    pub(super) problems: &'a mut Problems,
}

impl Reader<'_> {
    /// The conditions of a field: a list's items, or the one that stands there. Broken ones are reported and left out.
    pub(super) fn conditions(&mut self, field: Field<'_>, role: Role, polarity: PolarityFilter) -> Vec<Condition> {
        let items = field.items();
        if items.is_empty() {
            let message = format!("`{}` has no condition", field.name);
            self.problems.error("condition/empty", field.span(), message).help("list at least one, or remove the key");
        }
        let inside = Inside { depth: 0, all: false, heading: false, polarity };
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            let Some(condition) = self.condition(item.node, inside) else { continue };
            if role == Role::Evidence && !condition.has_evidence() {
                self.problems
                    .error(
                        "condition/no-evidence",
                        item.span(),
                        format!("this condition shows no sentence for `{}`", field.name),
                    )
                    .help("a heading alone is no evidence: join it in `all` with a phrase, regex or near");
            }
            out.push(condition);
        }
        out
    }

    fn condition(&mut self, node: &Node, inside: Inside) -> Option<Condition> {
        if inside.depth > MAX_DEPTH {
            let message = format!("conditions are nested more than {MAX_DEPTH} deep");
            self.problems.error("condition/too-deep", node.span, message).help("split the requirement");
            return None;
        }
        match &node.kind {
            NodeKind::Scalar { .. } => {
                let phrase = self.vocabularies.phrase(node, self.problems)?;
                let written = phrase.text.clone();
                Some(self.leaf(LeafMatcher::Phrase(phrase), inside.polarity, written, node.span))
            }
            NodeKind::List(items) => {
                let of = self.group(items, node.span, "a list of conditions", Inside { all: false, ..inside })?;
                Some(Condition::Group { least: 1, of, scope: Scope::Unit })
            }
            NodeKind::Map(entries) => self.map(node, entries, inside),
        }
    }

    fn leaf(&self, matcher: LeafMatcher, polarity: PolarityFilter, written: String, span: Span) -> Condition {
        let at = self.problems.place(span);
        Condition::Leaf(Arc::new(Leaf { matcher, polarity, place: None, bound: None, written, at }))
    }

    /// All of `items`; `None` if one of them is broken, after all were looked at.
    fn group(&mut self, items: &[Node], span: Span, what: &str, inside: Inside) -> Option<Vec<Condition>> {
        if items.is_empty() {
            let message = format!("{what} is empty");
            self.problems.error("condition/empty", span, message).help("list at least one condition");
            return None;
        }
        let inside = Inside { depth: inside.depth + 1, ..inside };
        let of: Vec<Option<Condition>> = items.iter().map(|item| self.condition(item, inside)).collect();
        of.into_iter().collect()
    }

    fn map(&mut self, node: &Node, entries: &[Entry], inside: Inside) -> Option<Condition> {
        let before = self.problems.len();
        let matcher = self.matcher(node, entries)?;
        self.check_extras(entries, &matcher.key);
        let value = Field { name: &matcher.key, node: &matcher.value };
        let condition = match &*matcher.key {
            "phrase" | "regex" | "near" => self.leaf_map(node, entries, value, inside),
            "any" | "all" | "count" => self.group_map(node, entries, value, inside),
            "not" => self.not(node, value, inside),
            "heading" | "fact" if inside.heading => {
                let message = format!("`{}` cannot stand inside `heading`", value.name);
                self.problems
                    .error("condition/inside-heading", matcher.key_span, message)
                    .help("join the two conditions in `all`");
                None
            }
            "heading" => {
                let inside =
                    Inside { depth: inside.depth + 1, all: false, heading: true, polarity: PolarityFilter::Any };
                self.condition(value.node, inside).map(|condition| Condition::Heading(Box::new(condition)))
            }
            _ => {
                let name = value.text(self.problems)?;
                fields::check_kebab("condition/fact-name", "a fact's name", name, value.span(), self.problems);
                Some(Condition::Fact(name.to_owned()))
            }
        };
        if self.problems.len() > before { None } else { condition }
    }

    /// The one entry that says what kind of condition the map is.
    fn matcher<'n>(&mut self, node: &Node, entries: &'n [Entry]) -> Option<&'n Entry> {
        let mut known = entries.iter().filter(|entry| MATCHERS.contains(&&*entry.key));
        let first = known.next();
        if let (Some(first), Some(second)) = (first, known.next()) {
            let message = format!("`{}` and `{}` are two conditions in one map", first.key, second.key);
            self.problems
                .error("condition/two-matchers", second.key_span, message)
                .context(first.key_span, "the first one")
                .help("make each its own item; if both must hold, write `all: [...]`");
            return None;
        }
        let unknown: Vec<&Entry> = entries.iter().filter(|entry| !is_key(&entry.key)).collect();
        for entry in &unknown {
            self.unknown_key(entry);
        }
        if first.is_none() && unknown.is_empty() {
            let span = entries.first().map_or(node.span, |entry| entry.key_span);
            self.problems
                .error("condition/no-matcher", span, "this map does not say what to look for")
                .help(format!("add one of: {}", MATCHERS.join(", ")));
        }
        first
    }

    fn unknown_key(&mut self, entry: &Entry) {
        let key = &*entry.key;
        let known = || MATCHERS.into_iter().chain(EXTRAS.iter().map(|(name, _)| *name));
        let underscored = key.replace('-', "_");
        let meant = known().find(|name| *name == underscored).or_else(|| nearest(key, known()));
        let (message, help) = if let Some(name) = meant {
            (format!("a condition has no key `{key}`"), format!("did you mean `{name}`?"))
        } else if key.contains(char::is_whitespace) || key.contains(['<', '(', '*']) {
            let message = format!("`{key}` is read as a key, since `: ` follows it");
            (message, format!("quote the phrase: '{}: ...'", key.replace('\'', "''")))
        } else {
            let help = format!("a condition has one of {}; if this is a phrase, quote the phrase", MATCHERS.join(", "));
            (format!("a condition has no key `{key}`"), help)
        };
        self.problems.error("key/unknown", entry.key_span, message).help(help);
    }

    fn check_extras(&mut self, entries: &[Entry], matcher: &str) {
        for entry in entries {
            let Some((name, takers)) = EXTRAS.iter().find(|(name, _)| *name == &*entry.key) else { continue };
            if !takers.contains(&matcher) {
                let message = format!("`{matcher}` does not take `{name}`");
                let takers: Vec<String> = takers.iter().map(|taker| format!("`{taker}`")).collect();
                let help = format!("`{name}` goes with {}", takers.join(", "));
                self.problems.error("condition/filter", entry.key_span, message).help(help);
            }
        }
    }

    fn leaf_map(&mut self, node: &Node, entries: &[Entry], value: Field<'_>, inside: Inside) -> Option<Condition> {
        let polarity = fields::get(entries, "polarity").and_then(|field| {
            field.one_of("condition/polarity", &PolarityFilter::ALL, PolarityFilter::as_str, self.problems)
        });
        let place = fields::get(entries, "in")
            .and_then(|field| field.one_of("condition/in", &InPlace::ALL, InPlace::as_str, self.problems));
        let matcher = match value.name {
            "phrase" => LeafMatcher::Phrase(self.vocabularies.phrase(value.node, self.problems)?),
            "regex" => {
                let text = value.text(self.problems)?;
                LeafMatcher::Regex(Box::new(regexes::compile(text, value.node, self.problems)?))
            }
            _ => self.near(entries, value)?,
        };
        let bound = match &matcher {
            LeafMatcher::Phrase(phrase) => self.bound(entries, phrase)?,
            LeafMatcher::Regex(_) | LeafMatcher::Near { .. } => None,
        };
        let written = match &matcher {
            LeafMatcher::Phrase(phrase) if entries.len() == 1 => phrase.text.clone(),
            _ => self.problems.text()[node.span.range()].split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let polarity = polarity.unwrap_or(inside.polarity);
        let at = self.problems.place(node.span);
        Some(Condition::Leaf(Arc::new(Leaf { matcher, polarity, place, bound, written, at })))
    }

    fn near(&mut self, entries: &[Entry], value: Field<'_>) -> Option<LeafMatcher> {
        let items = value.items();
        if items.len() < 2 {
            self.problems
                .error("condition/near", value.span(), "`near` wants at least two phrases")
                .help("for one phrase write it alone; for a gap inside a phrase there is `...`");
        }
        let phrases: Vec<_> =
            items.iter().filter_map(|item| self.vocabularies.phrase(item.node, self.problems)).collect();
        let words = match fields::get(entries, "words") {
            None => DEFAULT_NEAR,
            Some(field) => {
                let words = field.typed::<u16>("a whole number", self.problems)?;
                if words > phrase::MAX_GAP {
                    let message = format!("`words` is at most {}, not {words}", phrase::MAX_GAP);
                    self.problems
                        .error("condition/near", field.span(), message)
                        .help("for parts further apart use `all` with `within: paragraph`");
                }
                words
            }
        };
        Some(LeafMatcher::Near { phrases, words })
    }

    /// The bound of a phrase's value. The outer `None` means that it is broken.
    fn bound(&mut self, entries: &[Entry], phrase: &super::Phrase) -> Option<Option<Bound>> {
        let most = fields::get(entries, "at_most");
        let least = fields::get(entries, "at_least");
        let Some(first) = most.or(least) else { return Some(None) };
        let Some(kind) = bound::kind(&phrase.elements) else {
            let message = format!("`{}` needs a phrase with exactly one `<duration>` or `<number>`", first.name);
            self.problems
                .error("condition/bound", first.span(), message)
                .help("put the one value that is compared into the phrase: `within <duration>`");
            return None;
        };
        let mut read = |field: Option<Field<'_>>| field.map(|field| self.bound_value(field, kind));
        let (at_most, at_least) = (read(most), read(least));
        let bound = Bound { at_most: at_most.flatten(), at_least: at_least.flatten() };
        if let (Some(most), Some(least)) = (bound.at_most, bound.at_least)
            && least > most
        {
            self.problems
                .error("condition/bound", first.span(), "`at_least` is more than `at_most`: nothing can satisfy both")
                .help("swap the two");
        }
        Some(Some(bound))
    }

    fn bound_value(&mut self, field: Field<'_>, kind: BoundKind) -> Option<f64> {
        let text = field.text(self.problems)?;
        let value = match kind {
            BoundKind::Days => bound::days(text),
            BoundKind::Number => text.trim().parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0),
        };
        if value.is_none() {
            let (what, help) = match kind {
                BoundKind::Days => ("a duration", "a number and a unit: `45 days`, `2 months`, `1 year`"),
                BoundKind::Number => ("a number", "the phrase has a `<number>`: write digits alone"),
            };
            let message = format!("`{text}` is not {what}");
            self.problems.error("condition/bound", field.span(), message).help(help);
        }
        value
    }

    fn group_map(&mut self, node: &Node, entries: &[Entry], value: Field<'_>, inside: Inside) -> Option<Condition> {
        let scope = fields::get(entries, "within")
            .map(|field| field.one_of("condition/within", &Scope::ALL, Scope::as_str, self.problems));
        let scope = scope.map_or(Some(Scope::Unit), |scope| scope)?;
        let list = if value.name == "count" {
            let Some(of) = fields::get(entries, "of") else {
                self.problems
                    .error("condition/count", node.span, "`count` lacks `of`")
                    .help("write `{count: 2, of: [one, other, third]}`");
                return None;
            };
            of
        } else {
            value
        };
        let NodeKind::List(items) = &list.node.kind else {
            let message = format!("`{}` is a list of conditions, not {}", list.name, list.node.describe());
            let span = if list.span().is_empty() { node.span } else { list.span() };
            self.problems.error("yaml/type", span, message).help("put the conditions into `[ ]` or under `- `");
            return None;
        };
        let what = format!("`{}`", list.name);
        let of = self.group(items, list.span(), &what, Inside { all: value.name == "all", ..inside });
        let least = match value.name {
            "all" => items.len(),
            "any" => 1,
            _ => {
                let least = value.typed::<usize>("a whole number", self.problems)?;
                if least == 0 || least > items.len() {
                    let message = format!(
                        "`count: {least}` of {} conditions can{}",
                        items.len(),
                        if least == 0 { " only be true" } else { " never hold" }
                    );
                    self.problems
                        .error("condition/count", value.span(), message)
                        .help(format!("a number from 1 to {}", items.len()));
                }
                least
            }
        };
        let of = of?;
        if of.iter().all(|condition| matches!(condition, Condition::Not(_))) {
            self.problems
                .error("condition/only-not", list.span(), "nothing in this `all` must be there")
                .help("add the condition that must hold beside the `not`");
            return None;
        }
        Some(Condition::Group { least, of, scope })
    }

    fn not(&mut self, node: &Node, value: Field<'_>, inside: Inside) -> Option<Condition> {
        if !inside.all {
            self.problems
                .error("condition/not", node.span, "`not` stands outside `all`")
                .help("write `all: [what must be there, {not: what must not}]`, or use `except`");
        }
        let inside = Inside { depth: inside.depth + 1, all: false, ..inside };
        self.condition(value.node, inside).map(|condition| Condition::Not(Box::new(condition)))
    }
}

fn is_key(key: &str) -> bool {
    MATCHERS.contains(&key) || EXTRAS.iter().any(|(name, _)| *name == key)
}

impl Condition {
    /// Whether every way to satisfy the condition shows matched words of a sentence.
    fn has_evidence(&self) -> bool {
        match self {
            Self::Leaf(_) => true,
            Self::Group { least, of, .. } => of.iter().filter(|part| !part.has_evidence()).count() < *least,
            Self::Not(_) | Self::Heading(_) | Self::Fact(_) => false,
        }
    }
}
