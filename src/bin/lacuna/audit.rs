//! `lacuna audit`: the main job.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use lacuna::audit::{Auditor, Failure, Options, Outcome};
use lacuna::pack::Pack;
use lacuna::report::{self, Report, ndjson};
use rayon::prelude::*;

use crate::args::{Audit, Format};
use crate::complaint::{self, BadPacks, Complaint};
use crate::gate::Gate;
use crate::inputs::{self, Input};
use crate::output::Output;
use crate::{DONE, ERROR, FOUND};

/// Policies that are audited before the first of them is written, for every thread.
const WINDOW: usize = 32;

/// Audits what `arguments` name and writes the report; returns the exit code.
pub(crate) fn run(arguments: &Audit) -> anyhow::Result<u8> {
    let packs = if arguments.pack.is_empty() {
        lacuna::pack::load(&lacuna::pack::DEFAULT_PACKS.map(str::to_owned))
    } else {
        lacuna::pack::load(&arguments.pack)
    };
    // A folder of packs may hold some that only bring vocabularies.
    let mut packs = packs.map_err(BadPacks)?;
    packs.retain(|pack| !pack.requirements.is_empty());
    if packs.is_empty() {
        let help = "name one with --pack; `lacuna rules list` shows those that come with lacuna";
        return Err(Complaint::new("no pack with requirements was named", help).into());
    }
    known_facts(arguments, &packs)?;
    let mut output = Output::open(arguments.output.as_deref())?;
    let options = Options { facts: arguments.fact.iter().cloned().collect(), language: arguments.language.clone() };
    let auditor = Auditor::new(packs, options);
    let inputs = inputs::collect(arguments)?;
    let mut ending = Ending { gate: Gate::new(arguments), reasons: Vec::new(), failures: Vec::new() };
    match arguments.format {
        Format::Ndjson => each(&inputs, &auditor, arguments, |outcome| {
            ending.note(&outcome);
            ndjson::write_outcome(&outcome, &mut output)
        })?,
        Format::Json | Format::Table => {
            let mut report = Report::default();
            each(&inputs, &auditor, arguments, |outcome| {
                ending.note(&outcome);
                report.outcomes.push(outcome);
                Ok(())
            })?;
            write(&report, arguments, &mut output)?;
        }
    }
    output.finish()?;
    Ok(ending.tell())
}

/// Refuses a fact that no pack asks for: a slip in its name would decide verdicts in silence.
fn known_facts(arguments: &Audit, packs: &[Pack]) -> anyhow::Result<()> {
    let known: BTreeSet<String> = packs.iter().flat_map(Pack::facts).collect();
    for (name, _) in &arguments.fact {
        if known.contains(name) {
            continue;
        }
        let close = known.iter().map(|other| (strsim::damerau_levenshtein(name, other), other));
        let close = close.filter(|(distance, _)| *distance <= 1 + name.chars().count() / 4).min();
        let help = match close {
            Some((_, other)) => format!("did you mean `{other}`?"),
            None if known.is_empty() => "these packs ask for no facts".to_owned(),
            None => format!("they ask for {}", known.iter().cloned().collect::<Vec<_>>().join(", ")),
        };
        return Err(Complaint::new(format!("no pack of this run asks for the fact `{name}`"), help).into());
    }
    Ok(())
}

/// Hands the outcomes of `inputs` to `take`, in their order; a bounded number of them is held.
fn each(
    inputs: &[Input],
    auditor: &Auditor,
    arguments: &Audit,
    mut take: impl FnMut(Outcome) -> io::Result<()>,
) -> anyhow::Result<()> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = if inputs.len() < 2 { 1 } else { arguments.jobs.map_or_else(cores, usize::from).min(inputs.len()) };
    if jobs < 2 {
        return Ok(inputs.iter().try_for_each(|input| take(audit(input, auditor)))?);
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build()?;
    for window in inputs.chunks(jobs * WINDOW) {
        let outcomes: Vec<Outcome> =
            pool.install(|| window.par_iter().with_max_len(1).map(|input| audit(input, auditor)).collect());
        outcomes.into_iter().try_for_each(&mut take)?;
    }
    Ok(())
}

fn audit(input: &Input, auditor: &Auditor) -> Outcome {
    let name = input.name();
    let bytes = match input.read() {
        Ok(bytes) => bytes,
        Err(failure) => return Outcome::Failed(failure),
    };
    // One policy must not take the others with it, whatever is wrong with this program.
    catch_unwind(AssertUnwindSafe(|| auditor.audit(&name, &bytes))).unwrap_or_else(|_| {
        Outcome::Failed(Failure {
            path: name,
            code: "internal/panic".to_owned(),
            message: "lacuna failed on this policy, which is a mistake of its own".to_owned(),
            help: Some("please report it together with the policy".to_owned()),
        })
    })
}

fn write(report: &Report, arguments: &Audit, output: &mut Output) -> io::Result<()> {
    let format = match arguments.format {
        // Errors go to standard error; a table of nothing else would only repeat them.
        Format::Table if report.audited().next().is_none() => return Ok(()),
        Format::Table => report::Format::Table,
        Format::Json => report::Format::Json,
        Format::Ndjson => report::Format::Ndjson,
    };
    let screen = output.is_screen();
    let colour = match anstream::ColorChoice::global() {
        anstream::ColorChoice::Auto if !screen => false,
        _ => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    let terminal = || (screen && io::stdout().is_terminal()).then(terminal_size::terminal_size).flatten();
    let width = arguments.width.or_else(|| terminal().map(|(width, _)| width.0)).map_or(100, usize::from);
    let options = report::Options { width, colour, gaps_only: arguments.gaps_only };
    report::write(report, format, &options, output)?;
    output.flush()
}

/// What the exit code depends on.
struct Ending<'a> {
    gate: Gate<'a>,
    reasons: Vec<String>,
    failures: Vec<Failure>,
}

impl Ending<'_> {
    fn note(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Audited(list) => self.reasons.extend(list.iter().flat_map(|a| self.gate.reasons(a))),
            Outcome::Failed(failure) => self.failures.push(failure.clone()),
        }
    }

    /// Says on standard error what is not as it should be; returns the exit code.
    fn tell(self) -> u8 {
        self.reasons.iter().for_each(|reason| complaint::say("failed", reason, None));
        self.failures.iter().for_each(complaint::print_failure);
        match (self.failures.is_empty(), self.reasons.is_empty()) {
            (false, _) => ERROR,
            (true, false) => FOUND,
            (true, true) => DONE,
        }
    }
}
