//! The street in one function: a document and a matcher to an [`Assessment`] for every pack.
//!
//! Floor 5.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::document::Document;
use crate::judge::{Evidence, Finding, NearMiss, Value, Verdict, judge};
use crate::matcher::{Hits, Matcher};
use crate::pack::{Pack, Requirement};
use crate::score::{Counts, Grade, Scored, score};

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
    matcher: Matcher,
    options: Options,
    /// By pack: the facts that its conditions ask for.
    facts_asked: Vec<BTreeSet<String>>,
}

impl Auditor {
    /// An auditor for `packs`.
    #[must_use]
    pub fn new(packs: Vec<Pack>, options: Options) -> Self {
        let facts_asked = packs.iter().map(Pack::facts).collect();
        Self { matcher: Matcher::new(packs), options, facts_asked }
    }

    /// The packs, in the order given.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        self.matcher.packs()
    }

    /// Reads `bytes` as the policy at `path` and audits it against every pack.
    ///
    /// The path is shown, its ending is a hint for the syntax; nothing is opened.
    #[must_use]
    pub fn audit(&self, path: &str, bytes: &[u8]) -> Outcome {
        let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
        match Document::read(bytes, extension) {
            Ok(document) => Outcome::Audited(self.assess(path, &hex(&Sha256::digest(bytes)), &document)),
            Err(error) => Outcome::Failed(Failure {
                path: path.to_owned(),
                code: error.code.to_owned(),
                message: error.message,
                help: error.help,
            }),
        }
    }

    /// The assessments of a document that was read, one a pack.
    #[must_use]
    pub fn assess(&self, path: &str, sha256: &str, document: &Document) -> Vec<Assessment> {
        let hits = self.matcher.scan(document);
        (0..self.packs().len()).map(|pack| self.assessment(pack, path, sha256, document, &hits)).collect()
    }

    fn assessment(&self, index: usize, path: &str, sha256: &str, document: &Document, hits: &Hits) -> Assessment {
        let pack = &self.packs()[index];
        let detected = document.language();
        let told = self.options.language.as_deref();
        let language = told.or(detected.map(|language| language.code));
        let foreign = language.filter(|code| *code != pack.language).map(|code| {
            let name = detected.filter(|_| told.is_none()).map_or(code, |language| language.name);
            format!("the policy is in {name}, the pack reads `{}`", pack.language)
        });
        let judged: Vec<Judged> = pack
            .requirements
            .iter()
            .enumerate()
            .map(|(requirement, of)| {
                let finding = match &foreign {
                    Some(reason) => Finding::without_text(Verdict::NotAssessed, reason.clone()),
                    None => judge(&self.matcher, (index, requirement), document, hits, &self.options.facts, true),
                };
                Judged::new(of, finding)
            })
            .collect();
        let scored: Vec<Scored> = std::iter::zip(&pack.requirements, &judged)
            .map(|(of, judged)| Scored { verdict: judged.verdict, weight: of.weight, severity: of.severity })
            .collect();
        let score = score(&scored);
        Assessment {
            schema: SCHEMA,
            lacuna: env!("CARGO_PKG_VERSION"),
            facts: self.options.facts.clone(),
            assumed: self.assumed(index, language.is_none()),
            policy: PolicyFacts {
                path: path.to_owned(),
                syntax: document.syntax().as_str(),
                language: language.map(str::to_owned),
                sha256: sha256.to_owned(),
                words: document.word_count(),
            },
            pack: PackFacts {
                id: pack.id.clone(),
                title: pack.title.clone(),
                version: pack.version.clone(),
                sha256: pack.sha256.clone(),
                as_of: pack.as_of.clone(),
            },
            score: score.value,
            grade: score.grade,
            counts: score.counts,
            categories: categories(&judged),
            requirements: judged,
            removed: pack
                .removed
                .iter()
                .map(|(id, reason)| Removed { id: id.to_string(), reason: reason.clone() })
                .collect(),
        }
    }

    /// What the assessment takes for granted.
    fn assumed(&self, pack: usize, language_unknown: bool) -> Vec<String> {
        let untold = self.facts_asked[pack].iter().filter(|name| !self.options.facts.contains_key(*name));
        let facts = untold.map(|name| format!("fact `{name}` was not told: what asks for it was left out"));
        let language =
            language_unknown.then(|| format!("language not detected: read as `{}`", self.packs()[pack].language));
        language.into_iter().chain(facts).collect()
    }
}

/// The version of the JSON that [`Assessment`] writes.
pub const SCHEMA: u32 = 1;

impl Judged {
    fn new(of: &Requirement, finding: Finding) -> Self {
        Self {
            id: of.id.to_string(),
            title: of.title.clone(),
            question: of.question.clone(),
            category: of.category.clone(),
            severity: of.severity.as_str(),
            weight: of.weight,
            cites: of.cites.clone(),
            verdict: finding.verdict,
            conflict: finding.conflict,
            reason: finding.reason,
            values: finding.values,
            evidence: finding.evidence,
            near_miss: finding.near_miss,
            remedy: of.remedy.clone(),
        }
    }
}

/// Counts by category, categories in the order in which the requirements name them.
fn categories(judged: &[Judged]) -> Vec<CategoryCounts> {
    let mut names: Vec<&str> = Vec::new();
    for judged in judged {
        if !names.contains(&judged.category.as_str()) {
            names.push(&judged.category);
        }
    }
    names
        .into_iter()
        .map(|name| CategoryCounts {
            category: name.to_owned(),
            counts: Counts::of(judged.iter().filter(|judged| judged.category == name).map(|judged| judged.verdict)),
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
