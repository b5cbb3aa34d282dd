//! `lacuna rules`: packs, their mistakes and their examples.

use std::io::{self, Write};

use lacuna::check::{self, ExampleOutcome, ExampleResult};
use lacuna::matcher::Matcher;
use lacuna::pack::{self, Pack, PackErrors};
use lacuna::report::sanitize;
use unicode_width::UnicodeWidthStr as _;

use crate::args::{Packs, Rules};
use crate::complaint::BadPacks;
use crate::{DONE, ERROR, FOUND};

/// Does what `command` says; returns the exit code.
pub(crate) fn run(command: &Rules) -> anyhow::Result<u8> {
    match command {
        Rules::List(packs) if packs.packs.is_empty() => list(&load(packs)?),
        Rules::List(packs) => requirements(&load(packs)?),
        Rules::Check(packs) => check(packs),
        Rules::Test(packs) => test(load(packs)?),
    }
}

/// The packs that were named; without names, all that come with the program.
fn named(packs: &Packs) -> Result<Vec<Pack>, PackErrors> {
    if packs.packs.is_empty() {
        pack::load(&pack::builtin_names().iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
    } else {
        pack::load(&packs.packs)
    }
}

fn load(packs: &Packs) -> anyhow::Result<Vec<Pack>> {
    Ok(named(packs).map_err(BadPacks)?)
}

/// A line a pack.
fn list(packs: &[Pack]) -> anyhow::Result<u8> {
    let mut rows = vec![["Pack", "Version", "Requirements", "Language", "Law as of", "Title"].map(str::to_owned)];
    rows.extend(packs.iter().map(|pack| {
        let requirements = match pack.requirements.len() {
            0 => "vocabularies".to_owned(),
            number => number.to_string(),
        };
        let law = pack.as_of.as_deref().unwrap_or("–");
        [&pack.id, &pack.version, &requirements, &pack.language, law, &pack.title].map(sanitize::line)
    }));
    columns(&rows, &mut io::stdout().lock())?;
    Ok(DONE)
}

/// A line a requirement, pack by pack.
fn requirements(packs: &[Pack]) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    for (index, pack) in packs.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", sanitize::line(&heading(pack)))?;
        if !pack.summary.is_empty() {
            writeln!(out, "{}", sanitize::line(&pack.summary))?;
        }
        writeln!(out)?;
        let mut rows = vec![["Requirement", "Severity", "Weight", "Examples", "Title"].map(str::to_owned)];
        rows.extend(pack.requirements.iter().map(|requirement| {
            let (weight, examples) = (requirement.weight.to_string(), requirement.examples.len().to_string());
            [requirement.id.as_str(), requirement.severity.as_str(), &weight, &examples, &requirement.title]
                .map(sanitize::line)
        }));
        columns(&rows, &mut out)?;
    }
    Ok(DONE)
}

fn heading(pack: &Pack) -> String {
    let law = pack.as_of.as_ref().map_or_else(String::new, |date| format!(", law as of {date}"));
    format!("{} ({} {}){law}", pack.title, pack.id, pack.version)
}

/// Rows with their columns aligned, the last one as it is.
fn columns<const N: usize>(rows: &[[String; N]], out: &mut impl Write) -> io::Result<()> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line += cell;
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.width()));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Every mistake of the packs; what is sound, a line a pack.
fn check(packs: &Packs) -> anyhow::Result<u8> {
    match named(packs) {
        Ok(packs) => {
            let mut out = io::stdout().lock();
            for pack in packs {
                let requirements = pack.requirements.len();
                let plural = if requirements == 1 { "" } else { "s" };
                writeln!(out, "ok: {} {}, {requirements} requirement{plural}", pack.id, sanitize::line(&pack.version))?;
            }
            Ok(DONE)
        }
        Err(errors) => {
            anstream::eprint!("{}", errors.render(true));
            // A problem without a place is a pack that could not be read at all.
            let unread = errors.problems().iter().any(|problem| problem.place.is_none());
            Ok(if unread { ERROR } else { FOUND })
        }
    }
}

/// Runs the examples: what is not as told in full, then a line a pack.
fn test(packs: Vec<Pack>) -> anyhow::Result<u8> {
    let matcher = Matcher::new(packs);
    let results = check::test(&matcher);
    let mut out = io::stdout().lock();
    for result in results.iter().filter(|result| result.outcome != ExampleOutcome::AsTold) {
        show(result, &mut out)?;
    }
    for pack in matcher.packs() {
        let own: Vec<&ExampleResult> =
            results.iter().filter(|result| result.requirement.starts_with(&format!("{}/", pack.id))).collect();
        if own.is_empty() {
            continue;
        }
        let number = |outcome| own.iter().filter(|result| result.outcome == outcome).count();
        let failed = own.iter().filter(|result| !result.outcome.passes()).count();
        let mut line = format!("{}: {} examples, {} as told", pack.id, own.len(), number(ExampleOutcome::AsTold));
        for outcome in [
            ExampleOutcome::Missed,
            ExampleOutcome::FalseAlarm,
            ExampleOutcome::WrongSentence,
            ExampleOutcome::KnownMiss,
            ExampleOutcome::Solved,
        ] {
            if number(outcome) > 0 {
                line += &format!(", {} {}", number(outcome), outcome.as_str());
            }
        }
        writeln!(out, "{} {line}", if failed == 0 { "ok" } else { "FAILED" })?;
    }
    Ok(if results.iter().all(|result| result.outcome.passes()) { DONE } else { FOUND })
}

/// One example that is not as told: where, what, and what was found instead.
fn show(result: &ExampleResult, out: &mut impl Write) -> io::Result<()> {
    let ExampleResult { requirement, path, line, text, expect, got, outcome, found, unmatched, lacks } = result;
    let (path, text) = (sanitize::visible(path), sanitize::line(text));
    writeln!(out, "{}: {requirement}: listed under `{}`, got `{}`", outcome.as_str(), expect.as_str(), got.as_str())?;
    writeln!(out, "  --> {path}:{line}")?;
    writeln!(out, "  example: {text}")?;
    match outcome {
        ExampleOutcome::WrongSentence => {
            for words in unmatched {
                writeln!(out, "  not among the words that matched: {}", sanitize::line(words))?;
            }
        }
        ExampleOutcome::Solved => writeln!(out, "  help: move it from `todo` to `met`")?,
        _ => {}
    }
    for sentence in found.iter().take(3) {
        writeln!(out, "  found: {}", sanitize::line(sentence))?;
    }
    if let Some(lacks) = lacks.as_ref().filter(|_| found.is_empty()) {
        writeln!(out, "  lacks: {}", sanitize::line(lacks))?;
    }
    writeln!(out)
}
