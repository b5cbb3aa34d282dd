//! The integration tests: one binary, a module a subject.

/// What is said of broken packs.
mod broken_packs;
/// The program as it is called.
mod cli;
/// One report for all formats.
mod fixture;
/// Packs from names, files and folders.
mod loading;
/// Formats: looks, widths, safety, schema.
mod reports;
/// Expected output kept as files.
mod snapshot;
