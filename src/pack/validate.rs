//! A whole file to a [`Pack`]: every problem is collected, and one bad rule never hides another.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::condition::Role;
use super::fields::{self, Field};
use super::problem::Problems;
use super::requirement::Context;
use super::reuse::Collected;
use super::vocabulary::Vocabularies;
use super::yaml::{Entry, Node, NodeKind};
use super::{Pack, PolarityFilter};
use crate::span::Span;

/// The version of the language that this program reads.
const LANGUAGE_VERSION: u32 = 1;
/// The keys of a pack.
pub(super) const KEYS: [&str; 14] = [
    "lacuna",
    "pack",
    "version",
    "title",
    "summary",
    "language",
    "as_of",
    "jurisdiction",
    "sources",
    "authors",
    "import",
    "vocabulary",
    "except",
    "requirements",
];
/// The keys that a pack cannot lack, with what to write.
const REQUIRED: [(&str, &str); 5] = [
    ("lacuna", "lacuna: 1"),
    ("pack", "pack: my-rules"),
    ("version", "version: 1.0.0"),
    ("title", "title: What the pack is about"),
    ("language", "language: en"),
];

/// A file after validation.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) id: String,
    pub(super) vocabularies: Vocabularies,
    /// `None` when the file has a problem.
    pub(super) pack: Option<Pack>,
}

/// What another pack's name leads to.
pub(super) enum Neighbour {
    Found(Rc<Compiled>),
    /// Its file cannot be read as YAML: told there.
    Broken,
    Missing {
        code: &'static str,
        message: String,
        help: String,
    },
}

/// How a file reaches other packs.
pub(super) trait Neighbours {
    /// What `import: [name]` means: a path relative to this file, else a pack of this run, else a built-in.
    fn import(&mut self, name: &str) -> Neighbour;
    /// What the pack of `use: id/...` is: one that this file imports, else of this run, else a built-in.
    fn pack(&mut self, id: &str) -> Neighbour;
}

/// The pack id that a file gives, if it is a map that gives one.
pub(super) fn declared_id(root: &Node) -> Option<&str> {
    let NodeKind::Map(entries) = &root.kind else { return None };
    fields::get(entries, "pack")?.node.scalar()
}

/// The place of the pack id that a file gives.
pub(super) fn id_span(root: &Node) -> Span {
    let NodeKind::Map(entries) = &root.kind else { return root.span };
    fields::get(entries, "pack").map_or(root.span, Field::span)
}

/// Validates the tree of a file. `None` if it is so far off that not even its vocabularies can be had.
pub(super) fn validate(root: &Node, around: &mut dyn Neighbours, problems: &mut Problems) -> Option<Compiled> {
    let NodeKind::Map(entries) = &root.kind else {
        problems
            .error("pack/form", root.span, format!("a pack is a map of keys and values, not {}", root.describe()))
            .help("start it with `lacuna: 1` and `pack: NAME`");
        return None;
    };
    if !language_version(entries, problems) {
        return None;
    }
    fields::check_keys(entries, &KEYS, "a pack", problems);
    check_required(entries, problems);
    let text = |key, problems: &mut Problems| fields::get(entries, key).and_then(|field| field.line(problems));
    let id = text("pack", problems).unwrap_or_default();
    if let Some(field) = fields::get(entries, "pack").filter(|_| !id.is_empty()) {
        fields::check_kebab("pack/id", "the name of a pack", &id, field.span(), problems);
    }
    let language = text("language", problems).unwrap_or_default();
    check_language(entries, &language, problems);
    let as_of = fields::get(entries, "as_of").and_then(|field| date(field, problems));
    let (version, title) = (text("version", problems), text("title", problems));
    let (summary, jurisdiction) = (text("summary", problems), text("jurisdiction", problems));
    let mut list = |key| fields::get(entries, key).map_or_else(Vec::new, |field| field.lines(problems));
    let (sources, authors) = (list("sources"), list("authors"));

    let mut vocabularies = Vocabularies::default();
    let mut context =
        Context { pack: &id, vocabularies: &Vocabularies::default(), except: &[], problems, cites_at: None };
    import(entries, around, &mut vocabularies, &mut context);
    if let Some(field) = fields::get(entries, "vocabulary") {
        vocabularies.define(field.node, problems);
    }

    let mut context = Context { pack: &id, vocabularies: &vocabularies, except: &[], problems, cites_at: None };
    let except = context.conditions(entries, "except", Role::Limit, PolarityFilter::Any);
    context.except = &except;
    let collected = requirements(entries, around, &mut context);
    let cites_at = context.cites_at;
    if let Some(at) = cites_at.filter(|_| fields::get(entries, "as_of").is_none()) {
        problems
            .error("pack/as-of-missing", at, "the pack cites the law but does not say as of when")
            .help("add the day whose law it states at the top: `as_of: 2026-11-01`");
    }
    let pack = problems.is_empty().then(|| Pack {
        id: id.clone(),
        version: version.unwrap_or_default(),
        title: title.unwrap_or_default(),
        summary: summary.unwrap_or_default(),
        language,
        as_of,
        jurisdiction,
        sha256: sha256(problems.text()),
        requirements: collected.taken.into_iter().map(|taken| taken.requirement).collect(),
        removed: collected.removed,
        sources,
        authors,
        vocabulary: vocabularies.uses(problems),
        source: Arc::clone(problems.source()),
    });
    Some(Compiled { id, vocabularies, pack })
}

/// Whether the file is of the version that this program reads.
fn language_version(entries: &[Entry], problems: &mut Problems) -> bool {
    let Some(field) = fields::get(entries, "lacuna") else { return true };
    let Some(version) = field.typed::<u32>("the version of the rule language", problems) else { return true };
    if version != LANGUAGE_VERSION {
        let message = format!(
            "the pack is written in version {version} of the rule language; this program reads {LANGUAGE_VERSION}"
        );
        let help =
            if version > LANGUAGE_VERSION { "update lacuna" } else { "the first version is 1: write `lacuna: 1`" };
        problems.error("pack/language-version", field.span(), message).help(help);
        return false;
    }
    true
}

fn check_required(entries: &[Entry], problems: &mut Problems) {
    let start = entries.first().map_or_else(Span::default, |entry| entry.key_span);
    for (key, example) in REQUIRED {
        if fields::get(entries, key).is_none() {
            problems
                .error("key/missing", start, format!("the pack has no `{key}`"))
                .help(format!("add `{example}` at the top"));
        }
    }
}

fn check_language(entries: &[Entry], language: &str, problems: &mut Problems) {
    let well_formed = language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase());
    if let Some(field) = fields::get(entries, "language").filter(|_| !language.is_empty() && !well_formed) {
        problems
            .error("pack/language", field.span(), format!("`{language}` is no language code"))
            .help("two lower-case letters of ISO 639-1: `en`, `de`, `fr`");
    }
}

fn date(field: Field<'_>, problems: &mut Problems) -> Option<String> {
    let text = field.line(problems)?;
    if !is_date(&text) {
        problems
            .error("pack/as-of", field.span(), format!("`{text}` is no day of the calendar"))
            .help("year-month-day: `2026-11-01`");
        return None;
    }
    Some(text)
}

/// Whether the text is a day as `YYYY-MM-DD` that the calendar has.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let digits = |part: &str, len| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return false;
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or(0);
    let (year, month, day) = (number(year), number(month), number(day));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Brings in the vocabularies of `import`.
fn import(entries: &[Entry], around: &mut dyn Neighbours, vocabularies: &mut Vocabularies, context: &mut Context<'_>) {
    let Some(field) = fields::get(entries, "import") else { return };
    for item in field.items() {
        let Some(name) = item.line(context.problems) else { continue };
        match context.neighbour(around.import(&name), item.span()) {
            Some(found) => vocabularies.import(&found.id, &found.vocabularies),
            None => vocabularies.mark_incomplete(),
        }
    }
}

/// Reads the list of requirements; ids that stand twice are problems.
fn requirements(entries: &[Entry], around: &mut dyn Neighbours, context: &mut Context<'_>) -> Collected {
    let mut out = Collected::default();
    let Some(field) = fields::get(entries, "requirements") else {
        if fields::get(entries, "vocabulary").is_none() {
            let start = entries.first().map_or_else(Span::default, |entry| entry.key_span);
            context
                .problems
                .error("pack/nothing", start, "the pack has neither `requirements` nor a `vocabulary`")
                .help("add at least one requirement");
        }
        return out;
    };
    let NodeKind::List(items) = &field.node.kind else {
        let message = format!("`requirements` is a list, not {}", field.node.describe());
        let span =
            entries.iter().find(|entry| &*entry.key == "requirements").map_or(field.span(), |entry| entry.key_span);
        context.problems.error("yaml/type", span, message).help("begin every requirement with `- id: NAME`");
        return out;
    };
    for item in items {
        let NodeKind::Map(entries) = &item.kind else {
            let message = format!("a requirement is a map that begins with `id` or `use`, not {}", item.describe());
            context.problems.error("yaml/type", item.span, message).help("write `- id: NAME`, then its keys below");
            continue;
        };
        if let Some(target) = fields::get(entries, "use") {
            context.reuse(entries, target, around, &mut out);
        } else if let Some(id) = fields::get(entries, "id") {
            if let Some(requirement) = context.requirement(entries, id) {
                out.taken.push(super::reuse::Taken { requirement, span: id.span(), by_star: None });
            }
        } else {
            let span = entries.first().map_or(item.span, |entry| entry.key_span);
            context
                .problems
                .error("key/missing", span, "this requirement has no `id`")
                .help("add `id: NAME`, or `use: pack/requirement` for one of another pack");
            // its other mistakes are told as well
            context.requirement(entries, Field::new("id", &Node::named("unnamed", span)));
        }
    }
    check_duplicates(&out, context.problems);
    out
}

fn check_duplicates(collected: &Collected, problems: &mut Problems) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for taken in &collected.taken {
        let name = taken.requirement.id.name();
        if let Some(first) = seen.get(name) {
            problems
                .error("requirement/duplicate-id", taken.span, format!("two requirements are called `{name}`"))
                .context(*first, "first here")
                .help("ids are unique and stable: rename one");
        } else {
            seen.insert(name, taken.span);
        }
    }
}

/// SHA-256 in hex.
fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes all");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_real_days() {
        let cases = [
            ("2026-11-01", true),
            ("2024-02-29", true),
            ("2026-02-29", false),
            ("2000-02-29", true),
            ("1900-02-29", false),
            ("2026-13-01", false),
            ("2026-00-10", false),
            ("2026-04-31", false),
            ("2026-4-3", false),
            ("01.11.2026", false),
            ("2026-11-01-1", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_date(text), expected, "{text}");
        }
    }
}
