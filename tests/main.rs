//! The integration tests: one binary, a module a subject.

/// One report for all formats.
mod fixture;
/// Formats: looks, widths, safety, schema.
mod reports;
/// Expected output kept as files.
mod snapshot;
