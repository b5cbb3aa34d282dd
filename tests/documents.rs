//! What the documents show is what the program does: every pack in them is run, every console block is repeated.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use lacuna::check::{self, ExampleOutcome};
use lacuna::matcher::Matcher;
use lacuna::pack::Pack;

use crate::snapshot;

const DOCUMENTS: [&str; 5] =
    ["README.md", "docs/design.md", "docs/development.md", "docs/report-format.md", "docs/rule-language.md"];

fn read(path: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of `text` in the language `info`: the 1-based line of each fence and what stands inside.
fn blocks<'a>(text: &'a str, info: &str) -> Vec<(usize, &'a str)> {
    let fence = format!("```{info}\n");
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(&fence).map(|at| at + from) {
        let start = at + fence.len();
        let end = text[start..].find("\n```").map_or(text.len(), |end| start + end + 1);
        found.push((text[..at].lines().count() + 1, &text[start..end]));
        from = end;
    }
    found
}

#[test]
fn every_pack_in_the_documents_is_valid_and_passes_its_examples() {
    let mut ran = 0;
    for path in DOCUMENTS {
        let text = read(path);
        for (line, yaml) in blocks(&text, "yaml").into_iter().filter(|(_, yaml)| yaml.starts_with("lacuna: 1")) {
            let pack = Pack::parse("pack.yaml", yaml)
                .unwrap_or_else(|errors| panic!("{path}:{line}:\n{}", errors.render(false)));
            for result in check::test(&Matcher::new(vec![pack])) {
                let passes = matches!(result.outcome, ExampleOutcome::AsTold | ExampleOutcome::KnownMiss);
                assert!(passes, "{path}:{line}: {result:#?}");
            }
            ran += 1;
        }
    }
    assert!(ran >= 5, "only {ran} packs were found in the documents");
}

/// With `LACUNA_UPDATE=1` the blocks are written anew.
#[test]
fn every_console_block_shows_what_the_program_prints() {
    let mut ran = 0;
    for path in DOCUMENTS {
        let text = read(path);
        let mut current = String::new();
        let mut copied = 0;
        for (_, block) in blocks(&text, "console") {
            let at = block.as_ptr().addr() - text.as_ptr().addr();
            current.push_str(&text[copied..at]);
            for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
                let words: Vec<&str> = command.split_whitespace().collect();
                let (program, arguments) = words.split_first().expect("a command");
                assert_eq!(*program, "lacuna", "{path}: `{command}` is not ours to run");
                let output = Command::new(env!("CARGO_BIN_EXE_lacuna"))
                    .args(arguments)
                    .current_dir(env!("CARGO_MANIFEST_DIR"))
                    .env_remove("CLICOLOR_FORCE")
                    .output()
                    .expect("the program runs");
                let printed =
                    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
                writeln!(current, "$ {command}").expect("a string takes all");
                current.push_str(&printed);
                ran += 1;
            }
            copied = at + block.len();
        }
        current.push_str(&text[copied..]);
        snapshot::check(path, &current);
    }
    assert!(ran >= 5, "only {ran} commands were found in the documents");
}

#[test]
fn the_first_pack_of_the_course_is_the_sample() {
    let course = read("docs/rule-language.md");
    let first = blocks(&course, "yaml").into_iter().find(|(_, yaml)| yaml.starts_with("lacuna: 1"));
    let sample = read("samples/house.yaml");
    let without_schema_line = |text: &str| {
        text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n").trim().to_owned()
    };
    assert_eq!(first.map(|(_, yaml)| without_schema_line(yaml)), Some(without_schema_line(&sample)));
}
