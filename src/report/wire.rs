//! The objects that programs read, and their JSON Schema. Shared by `json` and `ndjson`.

use std::io;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::audit::{Assessment, Failure, Outcome};

use super::sanitize;

/// One policy against one pack, or a policy that could not be read.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Line<'a> {
    /// What was found.
    Audited(&'a Assessment),
    /// Why there is nothing.
    Failed(FailedLine<'a>),
}

/// A policy that could not be read.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "Failed")]
pub(super) struct FailedLine<'a> {
    policy: FailedPolicy<'a>,
    error: FailureFacts<'a>,
    /// Always empty: nothing was judged.
    requirements: [(); 0],
}

/// The policy that could not be read.
#[derive(Serialize, JsonSchema)]
struct FailedPolicy<'a> {
    /// Its path as given.
    path: &'a str,
}

/// Why it could not be read.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "Error")]
struct FailureFacts<'a> {
    /// What went wrong, stable: `read/binary`.
    code: &'a str,
    /// What went wrong, in words.
    message: &'a str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

/// The report as one document: `--format json`.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "Report")]
pub(super) struct Document<'a> {
    /// The version of this form.
    pub(super) schema: u32,
    /// The version of the program.
    pub(super) lacuna: &'a str,
    /// What `--format ndjson` prints a line of: every policy against every pack, in the order given.
    pub(super) assessments: Vec<Line<'a>>,
}

/// The objects of one policy, in the order of its packs.
pub(super) fn lines(outcome: &Outcome) -> Vec<Line<'_>> {
    match outcome {
        Outcome::Audited(assessments) => assessments.iter().map(Line::Audited).collect(),
        Outcome::Failed(failure) => vec![Line::Failed(FailedLine::from(failure))],
    }
}

impl<'a> From<&'a Failure> for FailedLine<'a> {
    fn from(Failure { path, code, message, help }: &'a Failure) -> Self {
        Self {
            policy: FailedPolicy { path },
            error: FailureFacts { code, message, help: help.as_deref() },
            requirements: [],
        }
    }
}

/// The JSON Schema of `--format json`; a line of ndjson is an item of its `assessments`.
#[must_use]
pub fn schema() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Document<'static>>()
}

/// Writes strings so that no character reaches a screen that would obey it: the value read back is the same.
pub(super) struct Careful<F>(F);

/// One line.
pub(super) fn compact() -> Careful<CompactFormatter> {
    Careful(CompactFormatter)
}

/// Indented by two spaces.
pub(super) fn pretty() -> Careful<PrettyFormatter<'static>> {
    Careful(PrettyFormatter::new())
}

macro_rules! delegate {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $kind)*) -> io::Result<()> {
            self.0.$name(writer $(, $argument)*)
        })*
    };
}

impl<F: Formatter> Formatter for Careful<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| sanitize::is_unsafe(c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    delegate! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}
