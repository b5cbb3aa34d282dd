//! Rule packs: the YAML that people write, checked and turned into a [`Pack`] that can be compiled.
//!
//! Floor 1. Knows nothing of documents. A `Pack` is valid by construction: every vocabulary is resolved, every phrase
//! parsed, every regex compilable. What is wrong with a file comes back as [`Problem`]s, all at once.

mod bound;
mod builtin;
mod condition;
mod example;
mod facts;
mod fields;
mod load;
mod names;
mod pattern;
mod phrase;
mod problem;
mod regexes;
mod requirement;
mod reuse;
pub mod syntax;
mod validate;
mod vocabulary;
mod yaml;

use std::sync::Arc;

pub use builtin::{DEFAULT_PACKS, builtin_names, builtin_source};
pub use load::load;
pub use pattern::Pattern;
pub use problem::{PackErrors, Place, Problem, ProblemLevel, Source, render_all};
pub use syntax::schema;

/// A valid rule pack.
#[derive(Debug)]
pub struct Pack {
    /// Its name: `rights`.
    pub id: String,
    /// Its version, as written.
    pub version: String,
    /// Its title.
    pub title: String,
    /// What it is about, in a sentence; may be empty.
    pub summary: String,
    /// The language of the policies it can read, as ISO 639-1: `en`.
    pub language: String,
    /// The day whose law it states, as `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// Where its law holds, as written.
    pub jurisdiction: Option<String>,
    /// SHA-256 of the file as written, in hex.
    pub sha256: String,
    /// Its requirements, in the order of the file.
    pub requirements: Vec<Requirement>,
    /// Requirements that `off:` removed, with the reason.
    pub removed: Vec<(RequirementId, String)>,
    /// Where its law and wording come from, as written.
    pub sources: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The vocabularies it defines, and whether anything uses them.
    pub vocabulary: Vec<VocabularyUse>,
    /// The file it was read from.
    pub source: Arc<Source>,
}

/// A vocabulary that a pack defines.
#[derive(Clone, Debug)]
pub struct VocabularyUse {
    /// Its name.
    pub name: String,
    /// Whether a condition or another vocabulary of the pack uses it.
    pub used: bool,
    /// Where its name stands.
    pub at: Place,
}

/// The name of a requirement across all packs: `rights/erasure`. Stable for ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementId(pub(crate) Arc<str>);

/// One thing that a policy must (or must not) state.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Its name: `rights/erasure`.
    pub id: RequirementId,
    /// Its title: "Right to erasure".
    pub title: String,
    /// What a reader would ask the policy.
    pub question: Option<String>,
    /// The group it is counted under; the pack's id where the file gives none.
    pub category: String,
    /// Legal citations.
    pub cites: Vec<String>,
    /// How serious a gap is.
    pub severity: Severity,
    /// Points; at least 1.
    pub weight: u32,
    /// Whether it applies at all; a document-wide condition.
    pub applies_if: Vec<Condition>,
    /// Conditions that earn `met`; any of them.
    pub met: Vec<Condition>,
    /// Conditions that earn `partial`.
    pub partial: Vec<Condition>,
    /// Conditions that earn `contradicted`.
    pub contradicted: Vec<Condition>,
    /// What takes hits out, the pack's own `except` included.
    pub except: Vec<Condition>,
    /// The verdict when nothing is found.
    pub otherwise: Otherwise,
    /// The entity whose value is reported.
    pub capture: Option<Entity>,
    /// What would close the gap.
    pub remedy: Option<String>,
    /// Texts by the verdict that they must get.
    pub examples: Vec<Example>,
    /// Where its `id` (or `use`) stands.
    pub at: Place,
}

/// How serious a gap is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Default weight 1.
    Low,
    /// Default weight 2; the default severity.
    Medium,
    /// Default weight 3.
    High,
    /// Default weight 5; a gap caps the grade at D.
    Critical,
}

/// The verdict of a requirement for which nothing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// The default.
    Missing,
    /// For what a policy must not say.
    Met,
}

/// What must hold, over one unit or a wider scope.
#[derive(Clone, Debug)]
pub enum Condition {
    /// A phrase, regex or proximity in one unit.
    Leaf(Arc<Leaf>),
    /// At least `least` of the conditions hold within `scope`: `any` has 1, `all` every one, `count` its number.
    Group {
        /// How many must hold.
        least: usize,
        /// The conditions; `Not` only where `least` is their number.
        of: Vec<Condition>,
        /// Where they must hold together.
        scope: Scope,
    },
    /// The condition does not hold; only inside `all`.
    Not(Box<Condition>),
    /// A heading above the unit satisfies the condition.
    Heading(Box<Condition>),
    /// A fact that `--fact` tells.
    Fact(String),
}

/// Where the parts of a condition must hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In one unit.
    Unit,
    /// In one paragraph; a list with its lead-in is one.
    Paragraph,
    /// Under one heading.
    Section,
    /// Anywhere in the document.
    Document,
}

/// A condition that is matched against units.
#[derive(Debug)]
pub struct Leaf {
    /// What is searched.
    pub matcher: LeafMatcher,
    /// Which polarities count.
    pub polarity: PolarityFilter,
    /// Where the words must lie.
    pub place: Option<InPlace>,
    /// The bound on the value of its one `<duration>` or `<number>`.
    pub bound: Option<Bound>,
    /// The condition as written, for messages.
    pub written: String,
    /// Where it is written.
    pub at: Place,
}

/// What a leaf searches.
#[derive(Debug)]
pub enum LeafMatcher {
    /// Words in order.
    Phrase(Phrase),
    /// A regular expression over the unit's plain text.
    Regex(Box<Pattern>),
    /// Phrases close to each other in any order, inside a clause.
    Near {
        /// The phrases; all must be there.
        phrases: Vec<Phrase>,
        /// The most words from the first word of the first phrase to the last word of the last, both counted.
        words: u16,
    },
}

/// A phrase, vocabularies resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// As written.
    pub text: String,
    /// In order.
    pub elements: Vec<Element>,
}

/// A part of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// A word, folded as `text::fold_word` folds it.
    Word(Box<str>),
    /// Any word that begins so, folded.
    Prefix(Box<str>),
    /// One of several sequences.
    Choice {
        /// The vocabulary's name, for a `<name>`.
        name: Option<Arc<str>>,
        /// The alternatives, none empty. Shared by all uses of the vocabulary.
        of: Arc<[Vec<Element>]>,
    },
    /// What may be left out.
    Optional(Box<Element>),
    /// Up to so many words, never across the end of a clause.
    Gap(u16),
    /// A built-in entity.
    Entity(Entity),
}

/// What the program recognises by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// "24 months", "two (2) years".
    Duration,
    /// "1 March 2026", "2026-03-01", "March 2026".
    Date,
    /// "privacy@example.com", also as a link's target.
    Email,
    /// `https://example.com/privacy`, also as a link's target.
    Url,
    /// "+44 20 7946 0000", also as a link's target.
    Phone,
    /// "30", "thirty".
    Number,
    /// "Example GmbH".
    Organization,
    /// A postal address.
    Address,
}

/// Which polarities a leaf accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolarityFilter {
    /// Only what is affirmed.
    Affirmed,
    /// Only what is denied.
    Denied,
    /// Only denials that an exception follows.
    Conditional,
    /// All, questions too.
    Any,
}

/// Where a leaf's words must lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InPlace {
    /// In a list item.
    List,
    /// In a table.
    Table,
    /// In a heading.
    Heading,
    /// In a link's text.
    Link,
}

/// The bound on a value: days for a duration, else the number itself. `None` leaves that side open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The least value.
    pub at_least: Option<f64>,
    /// The greatest value.
    pub at_most: Option<f64>,
}

/// A text and the verdict that it must get.
#[derive(Clone, Debug)]
pub struct Example {
    /// The verdict it is listed under.
    pub expect: Expect,
    /// Markdown, `[[` and `]]` taken out.
    pub text: String,
    /// The words that `[[ ]]` marked, as bytes of `text`; each must lie in one evidence unit's matched words.
    pub marked: Vec<crate::span::Span>,
    /// The 1-based line of its file where it stands.
    pub line: u32,
    /// Where it stands; in the file of another pack for what `use` brought.
    pub at: Place,
}

/// What an example must get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expect {
    /// Verdict met.
    Met,
    /// Verdict partial.
    Partial,
    /// Verdict contradicted.
    Contradicted,
    /// Verdict missing.
    Missing,
    /// Verdict not-applicable.
    NotApplicable,
    /// A known miss of `met`: listed, not failing.
    Todo,
}
