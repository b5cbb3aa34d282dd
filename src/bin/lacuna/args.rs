//! What was typed, and nothing but that.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, ColorChoice, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};

const EXAMPLES: &str = "\
Examples:
  lacuna audit policy.md                      the gaps of one policy
  lacuna audit policies/ --pack rights        every policy of a folder, one pack
  lacuna audit policy.md --fail-on critical   exit 1 on a critical gap
  lacuna rules list                           the packs that come with lacuna";

const AUDIT_EXAMPLES: &str = "\
Examples:
  lacuna audit policy.md
  lacuna audit policy.html --pack rights,retention --pack house.yaml
  lacuna audit policies/ --format ndjson --output gaps.ndjson
  curl -s https://example.com/privacy | lacuna audit -
  lacuna audit policy.md --fail-under 80 --fail-on contradicted,critical

Exit codes: 0 done, 1 a --fail condition was met, 2 an error.";

const TEXT_EXAMPLES: &str = "\
Examples:
  lacuna text policy.html          what places in a report refer to
  lacuna text policy.html --raw    the bytes that `start` and `end` count";

const RULES_EXAMPLES: &str = "\
Examples:
  lacuna rules list                the packs that come with lacuna
  lacuna rules list rights         its requirements
  lacuna rules check house.yaml    every mistake, with place and help
  lacuna rules test house.yaml     its examples, through the whole pipeline";

/// Audit a privacy policy against rule packs: what it states, what is missing, and the sentences that decide.
#[derive(Debug, Parser)]
#[command(name = "lacuna", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Arguments {
    /// When to use colours; NO_COLOR and CLICOLOR are obeyed
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Audit policies and report the gaps
    #[command(after_help = AUDIT_EXAMPLES)]
    Audit(Audit),
    /// Print a policy as lacuna reads it, with line numbers and kinds of blocks
    #[command(after_help = TEXT_EXAMPLES)]
    Text(Text),
    /// List, check and test rule packs
    #[command(subcommand, after_help = RULES_EXAMPLES)]
    Rules(Rules),
}

#[derive(Args, Debug)]
pub(crate) struct Audit {
    /// Policies: files, folders, or - for standard input
    ///
    /// Of a folder, all .md, .markdown, .txt, .html, .htm and .xhtml files are read, and text files without an ending;
    /// hidden and git-ignored ones are left out.
    #[arg(value_name = "POLICY", required_unless_present = "files_from", value_hint = ValueHint::AnyPath)]
    pub(crate) policies: Vec<PathBuf>,
    /// Read more policies from FILE, a path a line; - for standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files_from: Option<PathBuf>,

    /// Packs to audit against: built-in names, files or folders [default: the four topic packs]
    #[arg(long, value_name = "PACK", value_delimiter = ',', help_heading = "Checklist")]
    pub(crate) pack: Vec<String>,
    /// What is true of the company but not in the text: `transfers-abroad=yes`
    #[arg(long, value_name = "NAME=yes|no", value_parser = fact, help_heading = "Checklist")]
    pub(crate) fact: Vec<(String, bool)>,
    /// The language of the policies, as a code (`en`), instead of the detected one
    #[arg(long, value_name = "CODE", value_parser = language, help_heading = "Checklist")]
    pub(crate) language: Option<String>,

    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Table, help_heading = "Report")]
    pub(crate) format: Format,
    /// Write the report to FILE, whole or not at all
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Report")]
    pub(crate) output: Option<PathBuf>,
    /// Leave out what is met (table only)
    #[arg(long, help_heading = "Report")]
    pub(crate) gaps_only: bool,
    /// Columns of the table, 40 to 300 [default: those of the terminal, else 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=300), help_heading = "Report")]
    pub(crate) width: Option<u16>,

    /// Exit 1 if a score is under N, 0 to 100, or nothing could be scored
    #[arg(long, value_name = "N", value_parser = points, help_heading = "Exit code")]
    pub(crate) fail_under: Option<f64>,
    /// Exit 1 on such a verdict, or on a gap of at least such a severity
    #[arg(long, value_name = "WHAT", value_enum, value_delimiter = ',', help_heading = "Exit code")]
    pub(crate) fail_on: Vec<FailOn>,

    /// Policies audited at the same time [default: one a core]
    #[arg(long, short, value_name = "N", help_heading = "Run")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

#[derive(Args, Debug)]
pub(crate) struct Text {
    /// The policy, or - for standard input
    #[arg(value_name = "POLICY", value_hint = ValueHint::FilePath)]
    pub(crate) policy: PathBuf,
    /// Print just the text that `start` and `end` of a report count in
    #[arg(long)]
    pub(crate) raw: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    /// List packs; with PACK, its requirements
    List(Packs),
    /// Find every mistake in packs
    Check(Packs),
    /// Run the examples of packs
    Test(Packs),
}

#[derive(Args, Debug)]
pub(crate) struct Packs {
    /// Built-in names, files or folders [default: all built-in packs]
    #[arg(value_name = "PACK")]
    pub(crate) packs: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One JSON document
    Json,
    /// A JSON object a line, for every policy and pack
    Ndjson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Missing,
    Partial,
    Contradicted,
    /// A requirement that is met and contradicted
    Conflict,
    /// Any gap
    Low,
    /// A gap of medium severity or worse
    Medium,
    /// A gap of high severity or worse
    High,
    /// A critical gap
    Critical,
}

/// What was typed; ends the program with help, version or a usage error.
pub(crate) fn read() -> Arguments {
    let arguments = Arguments::parse();
    if let Err(error) = arguments.check() {
        error.exit();
    }
    let choice = match arguments.color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
    arguments
}

impl Arguments {
    /// What clap cannot say by itself.
    fn check(&self) -> Result<(), clap::Error> {
        let Command::Audit(audit) = &self.command else { return Ok(()) };
        let refuse = |kind, message: String| Err(Self::command().error(kind, message));
        if audit.format != Format::Table && audit.gaps_only {
            return refuse(
                ErrorKind::ArgumentConflict,
                "--gaps-only is for --format table; JSON holds it all".to_owned(),
            );
        }
        if audit.format != Format::Table && audit.width.is_some() {
            return refuse(ErrorKind::ArgumentConflict, "--width is for --format table".to_owned());
        }
        let inputs = audit.policies.iter().chain(&audit.files_from).filter(|path| path.as_os_str() == "-").count();
        if inputs > 1 {
            return refuse(ErrorKind::ArgumentConflict, "standard input can be read once: give - once".to_owned());
        }
        let mut told = BTreeMap::new();
        for (name, value) in &audit.fact {
            if told.insert(name, value).is_some_and(|before| before != value) {
                return refuse(ErrorKind::ValueValidation, format!("--fact {name} is told both yes and no"));
            }
        }
        Ok(())
    }
}

fn fact(typed: &str) -> Result<(String, bool), String> {
    let (name, value) = typed.split_once('=').ok_or_else(|| format!("write `{typed}=yes` or `{typed}=no`"))?;
    match (name.trim(), value.trim().to_ascii_lowercase().as_str()) {
        ("", _) => Err("a fact has a name: `transfers-abroad=yes`".to_owned()),
        (name, "yes" | "true") => Ok((name.to_owned(), true)),
        (name, "no" | "false") => Ok((name.to_owned(), false)),
        (name, _) => Err(format!("a fact is `yes` or `no`: `{name}=yes`")),
    }
}

fn language(typed: &str) -> Result<String, String> {
    let code = typed.to_ascii_lowercase();
    let code = code.split(['-', '_']).next().unwrap_or_default();
    if matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(code.to_owned())
    } else {
        Err("give an ISO 639 code: `en`, `de`".to_owned())
    }
}

fn points(typed: &str) -> Result<f64, String> {
    let points = typed.parse::<f64>().ok().filter(|points| (0.0..=100.0).contains(points));
    points.ok_or_else(|| "give points from 0 to 100".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        let arguments = Arguments::try_parse_from(line.split_whitespace())?;
        arguments.check()?;
        Ok(arguments)
    }

    #[test]
    fn what_is_understood() {
        for line in [
            "lacuna audit policy.md",
            "lacuna audit - a b/",
            "lacuna audit --files-from list.txt",
            "lacuna audit --files-from - a.md",
            "lacuna audit a.md --pack rights,retention --pack house.yaml",
            "lacuna audit a.md --fact sells-data=no --fact transfers-abroad=YES",
            "lacuna audit a.md --language en-GB",
            "lacuna audit a.md --format ndjson --output out.ndjson --jobs 4",
            "lacuna audit a.md --fail-under 79.5 --fail-on missing,critical --fail-on conflict",
            "lacuna audit a.md --gaps-only --width 40 --color never",
            "lacuna --color always audit a.md",
            "lacuna text a.html --raw",
            "lacuna rules list",
            "lacuna rules check rights house.yaml",
            "lacuna rules test",
        ] {
            assert!(parse(line).is_ok(), "{line}: {}", parse(line).unwrap_err());
        }
    }

    #[test]
    fn what_is_refused() {
        for (line, says) in [
            ("lacuna", "Usage"),
            ("lacuna audit", "POLICY"),
            ("lacuna audit a.md --format xml", "possible values"),
            ("lacuna audit a.md --format json --gaps-only", "table"),
            ("lacuna audit a.md --format ndjson --width 80", "table"),
            ("lacuna audit a.md --width 39", "40"),
            ("lacuna audit a.md --width 301", "300"),
            ("lacuna audit a.md --jobs 0", "0"),
            ("lacuna audit a.md --fail-under 101", "100"),
            ("lacuna audit a.md --fail-under NaN", "100"),
            ("lacuna audit a.md --fail-on met", "missing"),
            ("lacuna audit a.md --fact sells-data", "sells-data=yes"),
            ("lacuna audit a.md --fact sells-data=maybe", "yes"),
            ("lacuna audit a.md --fact a=yes --fact a=no", "both"),
            ("lacuna audit a.md --language English", "ISO 639"),
            ("lacuna audit - -", "once"),
            ("lacuna audit - --files-from -", "once"),
            ("lacuna text", "POLICY"),
            ("lacuna text a b", "unexpected"),
            ("lacuna rules", "Usage"),
            ("lacuna rule list", "rules"),
        ] {
            let refused = parse(line).map(|arguments| format!("{arguments:?}")).unwrap_err().to_string();
            assert!(refused.contains(says), "{line}: {refused}");
        }
    }
}
