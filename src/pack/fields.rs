//! Reading the fields of a map: which keys are there, and each value as the type it must have.

use serde::de::DeserializeOwned;

use super::problem::{Problems, listed, nearest};
use super::yaml::{Entry, Node, NodeKind};
use crate::span::Span;

/// A named value of a map.
#[derive(Clone, Copy)]
pub(super) struct Field<'n> {
    /// As messages call it: the key, or what an item is.
    pub(super) name: &'n str,
    pub(super) node: &'n Node,
}

/// The entries of a map; anything else is a problem that says what was expected.
pub(super) fn map<'n>(node: &'n Node, what: &str, of: &str, problems: &mut Problems) -> Option<&'n [Entry]> {
    if let NodeKind::Map(entries) = &node.kind {
        return Some(entries);
    }
    let message = format!("`{what}` is a map of {of}, not {}", node.describe());
    problems.error("yaml/type", node.span, message).help(format!("write `key: value` lines under `{what}`"));
    None
}

/// Reports the keys of `entries` that are not among `known`.
pub(super) fn check_keys(entries: &[Entry], known: &[&str], what: &str, problems: &mut Problems) {
    for entry in entries {
        let key = &*entry.key;
        if known.contains(&key) {
            continue;
        }
        let underscored = key.replace(['-', ' '], "_");
        let hyphened = key.replace(['_', ' '], "-");
        let meant = known.iter().copied().find(|name| *name == underscored || *name == hyphened);
        let help = match meant.or_else(|| nearest(key, known.iter().copied())) {
            Some(name) => format!("did you mean `{name}`? {what} has: {}", listed(known.iter().copied(), known.len())),
            None if key.contains(char::is_whitespace) => {
                format!(
                    "if this is a phrase, quote the phrase; {what} has: {}",
                    listed(known.iter().copied(), known.len())
                )
            }
            None => format!("{what} has: {}", listed(known.iter().copied(), known.len())),
        };
        problems.error("key/unknown", entry.key_span, format!("{what} has no key `{key}`")).help(help);
    }
}

/// Whether a key of `entries` is probably `key` misspelt, which then explains that `key` is missing.
pub(super) fn misspells(entries: &[Entry], key: &str, known: &[&str]) -> bool {
    entries.iter().any(|entry| !known.contains(&&*entry.key) && nearest(&entry.key, known.iter().copied()) == Some(key))
}

/// The field `key` of `entries`.
pub(super) fn get<'n>(entries: &'n [Entry], key: &'n str) -> Option<Field<'n>> {
    entries.iter().find(|entry| &*entry.key == key).map(|entry| Field { name: key, node: &entry.value })
}

/// Reports a name that is not kebab-case.
pub(super) fn check_kebab(code: &'static str, what: &str, name: &str, span: Span, problems: &mut Problems) -> bool {
    let parts_ok = name
        .split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    if !parts_ok {
        let fixed: String =
            name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let fixed = fixed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        let example = if fixed.is_empty() { "right-to-erasure".to_owned() } else { fixed };
        problems
            .error(code, span, format!("{what} is written in kebab-case, not `{name}`"))
            .help(format!("lower-case letters, digits and single hyphens: `{example}`"));
    }
    parts_ok
}

impl<'n> Field<'n> {
    pub(super) fn new(name: &'n str, node: &'n Node) -> Self {
        Self { name, node }
    }

    pub(super) fn span(self) -> Span {
        self.node.span
    }

    /// The text of a scalar, as written.
    pub(super) fn text(self, problems: &mut Problems) -> Option<&'n str> {
        if let Some(text) = self.node.scalar() {
            return Some(text);
        }
        let message = match self.node.describe() {
            "nothing" => format!("`{}` has no value", self.name),
            kind => format!("`{}` is a text, not {kind}", self.name),
        };
        let help = match &self.node.kind {
            NodeKind::Map(_) => "if the text holds `: `, quote it: 'like: this'",
            NodeKind::List(_) => "if the text begins with `[` or `- `, quote it",
            NodeKind::Scalar { .. } => "write a value, or remove the key",
        };
        problems.error("yaml/type", self.problem_span(problems), message).help(help);
        None
    }

    /// The place of the value; of the character before it where nothing was written.
    fn problem_span(self, problems: &Problems) -> Span {
        let span = self.node.span;
        if !span.is_empty() {
            return span;
        }
        let head = problems.text()[..span.start as usize].trim_end();
        let start = head.len() - head.chars().next_back().map_or(0, char::len_utf8);
        Span::new(start, head.len())
    }

    /// The text without white space around it; an empty one is a problem.
    pub(super) fn line(self, problems: &mut Problems) -> Option<String> {
        let text = self.text(problems)?.trim();
        if text.is_empty() {
            let message = format!("`{}` is empty", self.name);
            problems.error("yaml/type", self.node.span, message).help("write a value, or remove the key");
            return None;
        }
        Some(text.to_owned())
    }

    /// The items of a list; one value alone is a list of one.
    pub(super) fn items(self) -> Vec<Self> {
        match &self.node.kind {
            NodeKind::List(items) => items.iter().map(|node| Self { name: self.name, node }).collect(),
            _ => vec![self],
        }
    }

    /// The texts of a list.
    pub(super) fn lines(self, problems: &mut Problems) -> Vec<String> {
        self.items().into_iter().filter_map(|item| item.line(problems)).collect()
    }

    /// The one of `known` that was written.
    pub(super) fn one_of<T: Copy>(
        self,
        code: &'static str,
        known: &[T],
        name_of: fn(T) -> &'static str,
        problems: &mut Problems,
    ) -> Option<T> {
        let text = self.text(problems)?;
        if let Some(&value) = known.iter().find(|&&value| name_of(value) == text) {
            return Some(value);
        }
        let names: Vec<&str> = known.iter().map(|&value| name_of(value)).collect();
        let meant = nearest(text, names.iter().copied());
        let meant = meant.map_or_else(String::new, |name| format!("did you mean `{name}`? "));
        let help = format!("{meant}`{}` is one of: {}", self.name, names.join(", "));
        problems.error(code, self.node.span, format!("`{}` cannot be `{text}`", self.name)).help(help);
        None
    }

    /// A scalar as serde_yaml reads it: for numbers.
    pub(super) fn typed<T: DeserializeOwned>(self, expected: &str, problems: &mut Problems) -> Option<T> {
        let text = self.text(problems)?;
        let value = serde_yaml::from_str::<T>(text).ok();
        if value.is_none() {
            let message = format!("`{}` is {expected}, not `{text}`", self.name);
            problems.error("yaml/type", self.node.span, message).help(format!("write {expected}"));
        }
        value
    }
}
