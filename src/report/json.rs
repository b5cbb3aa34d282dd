//! `--format json`: the whole report as one document.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;

use crate::audit::SCHEMA;

use super::Report;
use super::wire::{Document, lines, pretty};

/// Writes `report` as one indented JSON document and a line break.
///
/// # Errors
/// Only what `out` returns.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA,
        lacuna: env!("CARGO_PKG_VERSION"),
        assessments: report.outcomes.iter().flat_map(lines).collect(),
    };
    document.serialize(&mut Serializer::with_formatter(&mut *out, pretty()))?;
    out.write_all(b"\n")
}
