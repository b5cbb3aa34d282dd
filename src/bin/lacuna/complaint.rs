//! Errors as the user sees them: what, why, and what to do.

use std::fmt;

use anstyle::{AnsiColor, Style};
use lacuna::audit::Failure;
use lacuna::pack::PackErrors;
use lacuna::report::sanitize;

/// An error with the way out.
#[derive(Debug)]
pub(crate) struct Complaint {
    message: String,
    help: String,
}

/// Packs that cannot be used, as an error of this program.
#[derive(Debug)]
pub(crate) struct BadPacks(pub(crate) PackErrors);

impl Complaint {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Complaint {}

impl fmt::Display for BadPacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pack cannot be used")
    }
}

impl std::error::Error for BadPacks {}

/// Prints what made the program stop.
pub(crate) fn print(error: &anyhow::Error) {
    if let Some(BadPacks(errors)) = error.downcast_ref() {
        anstream::eprint!("{}", errors.render(true));
        return;
    }
    say("error", &format!("{error:#}"), error.downcast_ref::<Complaint>().map(|complaint| complaint.help.as_str()));
}

/// Prints why a policy could not be audited.
pub(crate) fn print_failure(Failure { path, code, message, help }: &Failure) {
    say(&format!("error[{code}]"), &format!("{path}: {message}"), help.as_deref());
}

/// Prints a title in red, what it is about, and the way out.
pub(crate) fn say(title: &str, message: &str, help: Option<&str>) {
    let red = AnsiColor::Red.on_default().bold();
    let bold = Style::new().bold();
    anstream::eprintln!("{red}{title}{red:#}: {}", lines(message));
    if let Some(help) = help {
        anstream::eprintln!("  {bold}help{bold:#}: {}", lines(help));
    }
}

/// `text` with what a terminal would obey made visible; its own line breaks stay.
fn lines(text: &str) -> String {
    text.lines().map(sanitize::visible).collect::<Vec<_>>().join("\n")
}
