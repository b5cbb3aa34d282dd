//! `--format ndjson`: a JSON object a line, one for every policy and pack.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;

use crate::audit::Outcome;

use super::Report;
use super::wire::{compact, lines};

/// Writes all outcomes of `report`.
///
/// # Errors
/// Only what `out` returns.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    report.outcomes.iter().try_for_each(|outcome| write_outcome(outcome, out))
}

/// Writes the lines of one policy, so that a corpus need not be held in memory.
///
/// # Errors
/// Only what `out` returns.
pub fn write_outcome(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    for line in lines(outcome) {
        line.serialize(&mut Serializer::with_formatter(&mut *out, compact()))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
