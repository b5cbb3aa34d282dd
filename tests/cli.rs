//! The program as it is called: exit codes, what goes where, errors that help.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const GOOD: &str = "# Privacy\n\nYou have the right to erasure of your personal data. You may object to direct \
                    marketing. You can lodge a complaint with a supervisory authority.\n";
const BAD: &str = "# Privacy\n\nWe care about your privacy very much, and we are glad that you are here with us.\n";

/// A folder with policies and a pack of its own.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let put = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("good.md", GOOD.as_bytes());
    put("bad.md", BAD.as_bytes());
    put("empty.md", b"");
    put("binary.md", b"\x7fELF\0\0\0\x01\0\0\0\0\0\0\0");
    put("many/b.md", BAD.as_bytes());
    put("many/a.txt", GOOD.as_bytes());
    put("many/NOTICE", GOOD.as_bytes());
    put("many/logo.png", b"\x89PNG\r\n");
    put("many/.hidden.md", BAD.as_bytes());
    put("none/logo.png", b"\x89PNG\r\n");
    put("house.yaml", include_bytes!("house.yaml"));
    put("broken.yaml", b"lacuna: 1\npack: broken\nversion: 1.0.0\ntitle: Broken\nlanguage: en\nrequirements:\n  - id: a\n    title: A\n    met: [right to <nothing-like-it>]\n");
    folder
}

fn lacuna(folder: &Path, line: &str) -> Output {
    command(folder, line).output().unwrap()
}

fn command(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.args(line.split_whitespace()).current_dir(folder).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn exit_codes_and_what_is_said() {
    let folder = folder();
    // What is typed, how it ends, what standard output and standard error say.
    let cases = [
        ("audit good.md --pack house.yaml", 0, "✓ met", ""),
        ("audit bad.md --pack house.yaml", 0, "✗ missing", ""),
        ("audit many --pack house.yaml", 0, "3 policies audited", ""),
        ("audit good.md --pack house.yaml --fail-under 100", 0, "score 100.0", ""),
        (
            "audit bad.md --pack house.yaml --fail-under 50",
            1,
            "score 0.0",
            "failed: bad.md: house: score 0.0 is under 50",
        ),
        ("audit bad.md --pack house.yaml --fail-on missing", 1, "✗ missing", "failed: bad.md: house: missing: house/"),
        ("audit bad.md --pack house.yaml --fail-on critical", 1, "", "critical gaps: house/complaint"),
        ("audit bad.md --pack house.yaml --fail-on partial,conflict", 0, "", ""),
        ("audit none.md --pack house.yaml", 2, "", "error[read/not-found]: none.md: there is no such file"),
        ("audit god.md --pack house.yaml", 2, "", "did you mean `good.md`?"),
        ("audit none --pack house.yaml", 2, "", "error[read/no-policies]: none: this folder holds no policies"),
        ("audit empty.md --pack house.yaml", 2, "", "error[read/empty]: empty.md: "),
        ("audit binary.md --pack house.yaml", 2, "", "error[read/binary]: binary.md: "),
        ("audit binary.md good.md --pack house.yaml", 2, "1 could not be read", "error[read/binary]: binary.md: "),
        ("audit binary.md bad.md --pack house.yaml --fail-on missing", 2, "", "failed: bad.md"),
        ("audit binary.md --pack house.yaml --format json", 2, "\"code\": \"read/binary\"", "error[read/binary]"),
        ("audit good.md --pack rihgts", 2, "", "rights"),
        ("audit good.md --pack broken.yaml", 2, "", "broken.yaml:9"),
        ("audit good.md --pack house.yaml --fact never-heard=yes", 2, "", "never-heard"),
        ("audit good.md --pack house.yaml --output none/here/x.txt", 2, "", "cannot write to none/here/x.txt"),
        ("audit good.md --pack house.yaml --output many", 2, "", "cannot write to many"),
        ("audit good.md --pack house.yaml --files-from none.txt", 2, "", "cannot read the list none.txt"),
        ("audit", 2, "", "Usage"),
        ("audit good.md --format xml", 2, "", "possible values"),
        ("--version", 0, "lacuna 0.1.0", ""),
        ("audit --help", 0, "Examples:", ""),
        ("text good.md", 0, "heading 1", ""),
        ("text none.md", 2, "", "error[read/not-found]"),
        ("text binary.md", 2, "", "error[read/binary]"),
        ("rules list", 0, "rights", ""),
        ("rules list house.yaml", 0, "house/complaint", ""),
        ("rules check house.yaml", 0, "house", ""),
        ("rules check broken.yaml", 1, "", "nothing-like-it"),
        ("rules check nowhere.yaml", 2, "", "nowhere.yaml"),
        ("rules test house.yaml", 1, "false alarm", ""),
    ];
    for (line, code, out, err) in cases {
        let Output { status, stdout, stderr } = lacuna(folder.path(), line);
        let (stdout, stderr) = (text(&stdout), text(&stderr));
        assert_eq!(status.code(), Some(code), "{line}\n{stdout}\n{stderr}");
        assert!(stdout.contains(out), "{line}: standard output lacks {out:?}:\n{stdout}");
        assert!(stderr.contains(err), "{line}: standard error lacks {err:?}:\n{stderr}");
        assert!(code != 0 || stderr.is_empty(), "{line}: {stderr}");
        assert!(!stderr.contains("panicked"), "{line}: {stderr}");
    }
}

#[test]
fn policies_come_in_the_order_given_and_folders_in_that_of_bytes() {
    let folder = folder();
    for jobs in ["1", "2", "7"] {
        let line = format!("audit good.md many bad.md --pack house.yaml --format ndjson --jobs {jobs}");
        let out = text(&lacuna(folder.path(), &line).stdout);
        let paths: Vec<String> = out
            .lines()
            .map(|line| {
                serde_json::from_str::<serde_json::Value>(line).unwrap()["policy"]["path"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(paths, ["good.md", "many/NOTICE", "many/a.txt", "many/b.md", "bad.md"], "{jobs} jobs");
    }
}

#[test]
fn policies_come_from_standard_input_and_from_lists() {
    let folder = folder();
    for (line, input, expected) in [
        ("audit - --pack house.yaml", GOOD, "standard input"),
        ("audit --files-from - --pack house.yaml", "good.md\r\nbad.md\n\n", "2 policies audited"),
        ("audit --files-from - --pack house.yaml", "good.md\0bad.md\0", "2 policies audited"),
        ("text -", GOOD, "right to erasure"),
    ] {
        let mut child = command(folder.path(), line).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{line}");
        assert!(text(&out.stdout).contains(expected), "{line}: {}", text(&out.stdout));
    }
}

#[test]
fn an_output_file_appears_whole_or_not_at_all() {
    let folder = folder();
    let path = folder.path().join("report.json");
    let line = "audit good.md --pack house.yaml --format json --output report.json";
    assert_eq!(lacuna(folder.path(), line).status.code(), Some(0));
    let direct = lacuna(folder.path(), "audit good.md --pack house.yaml --format json").stdout;
    assert_eq!(fs::read(&path).unwrap(), direct);
    fs::write(&path, "kept").unwrap();
    assert_eq!(lacuna(folder.path(), "audit good.md --pack broken.yaml --output report.json").status.code(), Some(2));
    assert_eq!(fs::read_to_string(&path).unwrap(), "kept", "a run that cannot start leaves the file alone");
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".lacuna-"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "nothing half-written is left behind");
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = folder();
    let line = "audit bad.md --pack house.yaml";
    let coloured = |line: &str, set: &[(&str, &str)]| {
        let out = command(folder.path(), line).envs(set.iter().copied()).output().unwrap();
        out.stdout.contains(&0x1b)
    };
    assert!(!coloured(line, &[]), "not into a pipe");
    assert!(coloured(&format!("{line} --color always"), &[]));
    assert!(coloured(&format!("{line} --color always"), &[("NO_COLOR", "1")]), "a flag beats the environment");
    assert!(coloured(line, &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&format!("{line} --color never"), &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(line, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]) || cfg!(windows));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = folder();
    let mut child = command(folder.path(), "audit good.md bad.md many --pack house.yaml")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!((out.status.code(), text(&out.stderr)), (Some(0), String::new()));
}

#[test]
fn escape_sequences_of_a_policy_are_shown() {
    let folder = folder();
    fs::write(folder.path().join("evil.md"), GOOD.replace("erasure of", "erasure \u{1b}[2J\u{202e} of")).unwrap();
    for line in ["audit evil.md --pack house.yaml", "audit evil.md --pack house.yaml --format json", "text evil.md"] {
        let out = text(&lacuna(folder.path(), line).stdout);
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{line}: {out:?}");
        assert!(out.contains("right to erasure"), "{line}: {out}");
    }
}

#[test]
fn a_table_fits_the_width_that_is_asked_for() {
    let folder = folder();
    for width in [40, 59, 60, 89, 90, 300] {
        let line = format!("audit good.md bad.md empty.md --pack house.yaml --width {width}");
        for line in text(&lacuna(folder.path(), &line).stdout).lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line}");
        }
    }
}
