//! The integration tests: one binary, a module a subject.

/// Packs with one mistake each, beside the text that they must print.
mod broken_packs;
/// The program as it is called.
mod cli;
/// What the documents show.
mod documents;
/// One report for all formats.
mod fixture;
/// Input that nobody would write.
mod hostile;
/// Packs from files, folders and the program itself.
mod loading;
/// The built-in packs.
mod packs;
/// Formats: looks, widths, safety, schema.
mod reports;
/// Expected output kept as files.
mod snapshot;
