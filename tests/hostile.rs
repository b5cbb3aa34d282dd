//! Input that nobody would write: the program ends soon, in little memory, with a clear word.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs lacuna with at most `MEMORY` of address space for data, so that a runaway fails here and not on a user's machine.
fn lacuna(args: &[&str], folder: &Path) -> Output {
    const MEMORY_KB: u32 = 1_500_000;
    const SECONDS: u32 = 60;
    let binary = env!("CARGO_BIN_EXE_lacuna");
    Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {MEMORY_KB}; ulimit -t {SECONDS}; exec \"$0\" \"$@\""))
        .arg(binary)
        .args(args)
        .current_dir(folder)
        .output()
        .expect("sh runs")
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("the folder is writable");
    path
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn large_and_deep_texts_are_audited() {
    let sentence = "You may delete your personal data at any time and we share it with service providers, ";
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("eight megabytes in one line", "line.md", sentence.repeat(8_000_000 / sentence.len()).into_bytes()),
        ("one word of eight megabytes", "word.txt", "a".repeat(8_000_000).into_bytes()),
        ("a hundred thousand nested elements", "deep.html", {
            let mut page = "<html><body>".to_owned();
            page.push_str(&"<div>".repeat(100_000));
            page.push_str("<p>You may delete your personal data.</p>");
            page.into_bytes()
        }),
        ("a hundred thousand nested lists in HTML", "lists.html", {
            format!("<html><body>{}<li>You may delete your personal data.", "<ul><li>".repeat(50_000)).into_bytes()
        }),
        ("nested quotes", "quotes.md", format!("{} You may delete your data.", ">".repeat(100_000)).into_bytes()),
        ("nested list marks", "marks.md", format!("{}You may delete your data.", "- ".repeat(50_000)).into_bytes()),
        ("open brackets", "brackets.md", format!("{} You may delete your data.", "[".repeat(100_000)).into_bytes()),
        ("open emphasis", "stars.md", format!("{} You may delete your data.", "*a ".repeat(100_000)).into_bytes()),
        ("a wide table", "table.md", {
            let row = format!("|{}\n", "a|".repeat(2_000));
            let rule = format!("|{}\n", "-|".repeat(2_000));
            format!("{row}{rule}{}", row.repeat(20)).into_bytes()
        }),
        ("a hundred thousand lead-ins", "leads.txt", "You have the right to:\n".repeat(100_000).into_bytes()),
        (
            "a hundred thousand items",
            "items.md",
            format!("You may:\n\n{}", "- delete your data\n".repeat(100_000)).into_bytes(),
        ),
    ];
    let folder = TempDir::new().expect("a temporary folder");
    for (name, file, bytes) in cases {
        write(&folder, file, &bytes);
        let output = lacuna(&["audit", "--format", "ndjson", file], folder.path());
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        assert_eq!(stdout(&output).lines().count(), 4, "{name}: a line for each of the four packs");
    }
}

#[test]
fn odd_bytes_are_read() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("You may delete your personal data.".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("invalid UTF-8", b"You may delete your personal data. \xff\xfe\xfa caf\xe9".to_vec(), "met"),
        ("Windows-1252", b"You may delete your \x93personal data\x94 at any time \x96 caf\xe9.".to_vec(), "met"),
        ("UTF-8 with a mark", b"\xef\xbb\xbfYou may delete your personal data.".to_vec(), "met"),
        ("UTF-16", utf16, "met"),
    ];
    let folder = TempDir::new().expect("a temporary folder");
    for (name, bytes, want) in cases {
        write(&folder, "policy.txt", &bytes);
        let output = lacuna(&["audit", "--pack", "rights", "--format", "ndjson", "policy.txt"], folder.path());
        let report: serde_json::Value = serde_json::from_str(stdout(&output).trim()).expect("one line of JSON");
        let requirements = report["requirements"].as_array().expect("requirements");
        let erasure = requirements.iter().find(|r| r["id"] == "rights/erasure").expect("the pack has it");
        assert_eq!(erasure["verdict"], want, "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_an_error_with_place_and_cure() {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::create_dir(folder.path().join("nothing")).expect("writable");
    write(&folder, "empty.md", b"");
    write(&folder, "blank.md", b" \n\t\n");
    write(&folder, "binary.txt", &[0x7f, b'E', b'L', b'F', 0, 0, 0, 1, 2, 3, 0, 0, 0, 0]);
    write(&folder, "scan.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n");
    let cases = [
        ("missing file", "gone.md", "gone.md"),
        ("folder without policies", "nothing", "nothing"),
        ("empty file", "empty.md", "empty"),
        ("white space alone", "blank.md", "empty"),
        ("binary", "binary.txt", "binary.txt"),
        ("PDF", "scan.pdf", "PDF"),
    ];
    for (name, argument, word) in cases {
        let output = lacuna(&["audit", argument], folder.path());
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr(&output).contains("error") && stderr(&output).contains(word), "{name}: {}", stderr(&output));
    }
}

#[test]
fn broken_packs_never_run() {
    let folder = TempDir::new().expect("a temporary folder");
    write(&folder, "policy.md", b"You may delete your personal data.");
    let bomb = (0..12).fold("a0: &a0 [x, x]\n".to_owned(), |mut text, level| {
        let refs = vec![format!("*a{level}"); 9].join(", ");
        text.push_str(&format!("a{}: &a{} [{refs}]\n", level + 1, level + 1));
        text
    });
    let head = "lacuna: 1\npack: p\nversion: 1.0.0\ntitle: P\nlanguage: en\nrequirements:\n  - id: r\n    title: R\n";
    let cases: Vec<(&str, String)> = vec![
        ("empty", String::new()),
        ("not YAML", "{{{{".to_owned()),
        ("bomb of aliases", bomb),
        ("a newer language", "lacuna: 99\npack: p\n".to_owned()),
        ("unknown key", format!("{head}    mett: [x]\n")),
        ("unknown vocabulary", format!("{head}    met: [right to <earse>]\n")),
        ("bad regex", format!("{head}    met: [{{regex: '(a'}}]\n")),
        ("regex that explodes", format!("{head}    met: [{{regex: '((a{{1000}}){{1000}}){{1000}}'}}]\n")),
        ("a gap of a billion", format!("{head}    met: [a ...1000000000 b]\n")),
        ("nested brackets", format!("{head}    met: {}\n", "[".repeat(1_000))),
        ("nested groups", format!("{head}    met:\n      - \"{}a{}\"\n", "(".repeat(1_000), ")".repeat(1_000))),
        ("a phrase of ten thousand words", format!("{head}    met:\n      - {}\n", "word ".repeat(10_000))),
    ];
    for (name, yaml) in cases {
        write(&folder, "pack.yaml", yaml.as_bytes());
        let output = lacuna(&["audit", "--pack", "pack.yaml", "policy.md"], folder.path());
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stdout(&output));
        assert!(output.stdout.is_empty(), "{name}: a bad pack never runs");
        let message = stderr(&output);
        assert!(message.contains("error[") && message.contains("pack.yaml:"), "{name}: {message}");
        assert!(message.len() < 20_000, "{name}: the message is {} bytes long", message.len());
    }
}

#[test]
fn an_unknown_pack_is_told_with_the_nearest_name() {
    let folder = TempDir::new().expect("a temporary folder");
    write(&folder, "policy.md", b"You may delete your personal data.");
    let output = lacuna(&["audit", "--pack", "rigths", "policy.md"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("rigths") && stderr(&output).contains("did you mean `rights`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn one_bad_file_among_many_is_reported_and_the_rest_is_audited() {
    let folder = TempDir::new().expect("a temporary folder");
    for index in 0..20 {
        write(&folder, &format!("policy-{index:02}.md"), b"You may delete your personal data.");
    }
    write(&folder, "policy-10.md", &[0; 400]);
    let output = lacuna(&["audit", "--pack", "rights", "--format", "ndjson", "."], folder.path());
    assert_eq!(output.status.code(), Some(2));
    let lines: Vec<serde_json::Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 20);
    let failed: Vec<_> = lines.iter().filter(|line| line.get("error").is_some()).collect();
    assert_eq!(failed.len(), 1);
    assert!(failed[0]["policy"]["path"].as_str().is_some_and(|path| path.ends_with("policy-10.md")));
    assert!(stderr(&output).contains("policy-10.md"));
}

#[test]
fn escape_sequences_are_shown_and_never_obeyed() {
    let folder = TempDir::new().expect("a temporary folder");
    let text = "You may \u{1b}[31mdelete\u{1b}[0m your personal data\u{7}. We \u{202e}never\u{202c} share \u{9b}2J data.\n\n# \u{1b}]0;title\u{7}Head\n\nYou can delete your account.";
    write(&folder, "policy.md", text.as_bytes());
    for format in ["table", "json", "ndjson"] {
        let output = lacuna(&["audit", "--color", "never", "--format", format, "policy.md"], folder.path());
        let shown = stdout(&output);
        let raw = shown
            .chars()
            .find(|&c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c) && format == "table");
        assert_eq!(raw, None, "{format}");
    }
}
