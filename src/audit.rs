//! The street in one function: a document and a matcher to an [`Assessment`] for every pack.
//!
//! Floor 5.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::judge::{Evidence, NearMiss, Value, Verdict};
use crate::score::{Counts, Grade};

/// One policy judged against one pack: plain data, as the JSON shows it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Assessment {
    /// The version of this form.
    pub schema: u32,
    /// The version of the program.
    pub lacuna: &'static str,
    /// The facts that were told.
    pub facts: BTreeMap<String, bool>,
    /// What was assumed: facts that nobody told, a language that was not detected.
    pub assumed: Vec<String>,
    /// The policy.
    pub policy: PolicyFacts,
    /// The pack.
    pub pack: PackFacts,
    /// 0 to 100, one decimal; null if nothing could be scored.
    pub score: Option<f64>,
    /// A to F; null if there is no score.
    pub grade: Option<Grade>,
    /// Requirements by verdict.
    pub counts: Counts,
    /// Requirements by verdict within each category, categories in the pack's order.
    pub categories: Vec<CategoryCounts>,
    /// Every requirement, in the pack's order.
    pub requirements: Vec<Judged>,
    /// Requirements that the pack takes over from another one but turns off, with the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Removed>,
}

/// What a report says of a policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyFacts {
    /// Its path as given; `-` for standard input.
    pub path: String,
    /// `markdown`, `html` or `plain`.
    pub syntax: &'static str,
    /// The language as ISO 639-1 code; null if it could not be told.
    pub language: Option<String>,
    /// SHA-256 of the file's bytes, in hex.
    pub sha256: String,
    /// Words, navigation left out.
    pub words: usize,
}

/// What a report says of a pack.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PackFacts {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// The day whose law it states.
    pub as_of: Option<String>,
}

/// Requirements by verdict in one category.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CategoryCounts {
    /// The category's name.
    pub category: String,
    /// Its requirements by verdict.
    #[serde(flatten)]
    pub counts: Counts,
}

/// One requirement and what was found for it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Judged {
    /// `pack/requirement`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a reader would ask the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Its category.
    pub category: String,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: &'static str,
    /// Its points.
    pub weight: u32,
    /// Legal citations.
    pub cites: Vec<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// True if it is met and contradicted elsewhere in the text.
    pub conflict: bool,
    /// Why it is not applicable or not assessed.
    pub reason: Option<String>,
    /// What the evidence states in figures.
    pub values: Vec<Value>,
    /// The sentences that decide, best first.
    pub evidence: Vec<Evidence>,
    /// For what is not met, the closest that the text comes.
    pub near_miss: Option<NearMiss>,
    /// What would close the gap.
    pub remedy: Option<String>,
}

/// A requirement that a pack turned off.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Removed {
    /// `pack/requirement`.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// A policy that could not be read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Failure {
    /// Its path as given.
    pub path: String,
    /// What went wrong, stable: `read/binary`.
    pub code: String,
    /// What went wrong, in words.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What came of one policy: an assessment for every pack, in the order given, or why there is none.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was audited.
    Audited(Vec<Assessment>),
    /// It could not be read.
    Failed(Failure),
}

/// What a run is told beside packs and policies.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Facts by name, from `--fact`.
    pub facts: BTreeMap<String, bool>,
    /// The language of the policies, instead of the detected one; ISO 639-1.
    pub language: Option<String>,
}

/// Packs compiled for auditing: immutable, shared by all threads.
#[derive(Debug)]
pub struct Auditor {
    packs: Vec<crate::pack::Pack>,
}

impl Auditor {
    /// An auditor for `packs`.
    #[must_use]
    pub fn new(packs: Vec<crate::pack::Pack>, _options: Options) -> Self {
        Self { packs }
    }

    /// The packs, in the order given.
    #[must_use]
    pub fn packs(&self) -> &[crate::pack::Pack] {
        &self.packs
    }

    /// Reads `bytes` as the policy at `path` and audits it against every pack.
    #[must_use]
    pub fn audit(&self, path: &str, _bytes: &[u8]) -> Outcome {
        Outcome::Failed(Failure { path: path.to_owned(), code: "stub".into(), message: "stub".into(), help: None })
    }
}
/// The version of the JSON that [`Assessment`] writes.
pub const SCHEMA: u32 = 1;
