//! The `lacuna` program: what was typed, what is done, how it ends.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to its user")]

mod args;
mod audit;
mod complaint;
mod gate;
mod inputs;
mod output;
mod rules;
mod text;

use std::process::ExitCode;

use args::{Arguments, Command};

/// Nothing is wrong with what was asked.
const DONE: u8 = 0;
/// A `--fail-*` condition was met, or a check of rules found something.
const FOUND: u8 = 1;
/// Something could not be done.
const ERROR: u8 = 2;

fn main() -> ExitCode {
    let arguments = args::read();
    match run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) if output::is_broken_pipe(&error) => ExitCode::from(DONE),
        Err(error) => {
            complaint::print(&error);
            ExitCode::from(ERROR)
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<u8> {
    match arguments.command {
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Text(arguments) => text::run(&arguments),
        Command::Rules(command) => rules::run(&command),
    }
}
