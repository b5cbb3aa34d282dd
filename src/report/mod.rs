//! Outcomes to bytes: one pure renderer a format.
//!
//! Floor 6. A [`Report`] is whole before its first byte is written; [`ndjson::write_outcome`] alone streams. Nothing here asks
//! about the terminal: width and colour are told. Whatever comes from a policy, a pack or a path passes [`sanitize`]
//! before a terminal can see it.

pub mod gap;
pub mod json;
pub mod ndjson;
pub mod sanitize;
mod table;
mod wire;

use std::io::{self, Write};

use crate::audit::{Assessment, Failure, Outcome};

pub use wire::schema;

/// All that came of a run, in the order of its input.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// One outcome a policy.
    pub outcomes: Vec<Outcome>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people, in a terminal.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// A JSON object a line, one for every policy and pack.
    Ndjson,
}

/// What a reader wants to see, and what the reader's screen can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Columns of the screen; taken as 40 to 300. Only the table asks.
    pub width: usize,
    /// Whether the screen obeys ANSI colours. Only the table asks.
    pub colour: bool,
    /// Leave out what is met. Only the table asks.
    pub gaps_only: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { width: 100, colour: false, gaps_only: false }
    }
}

impl Report {
    /// The policies that were audited, each with an assessment for every pack.
    pub fn audited(&self) -> impl Iterator<Item = &[Assessment]> {
        self.outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Audited(assessments) => Some(assessments.as_slice()),
            Outcome::Failed(_) => None,
        })
    }

    /// The policies that could not be read.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Failed(failure) => Some(failure),
            Outcome::Audited(_) => None,
        })
    }
}

/// Writes `report` to `out`. Equal reports give equal bytes.
///
/// # Errors
/// Only what `out` returns.
pub fn write(report: &Report, format: Format, options: &Options, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Table => table::write(report, options, out),
        Format::Json => json::write(report, out),
        Format::Ndjson => ndjson::write(report, out),
    }
}
