//! The integration tests: one binary, a module a subject.

/// The program as it is called.
mod cli;
/// One report for all formats.
mod fixture;
/// Formats: looks, widths, safety, schema.
mod reports;
/// Expected output kept as files.
mod snapshot;
