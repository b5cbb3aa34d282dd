//! The formats, on one fixture: as they look, and as they must be whatever they show.

use lacuna::report::{self, Format, Options, Report};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::{fixture, snapshot};

fn written(report: &Report, format: Format, options: Options) -> String {
    let mut out = Vec::new();
    report::write(report, format, &options, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn table(report: &Report, width: usize) -> String {
    written(report, Format::Table, Options { width, ..Options::default() })
}

#[test]
fn tables_look_as_kept() {
    for width in [60, 100, 160] {
        snapshot::check(&format!("tests/snapshots/one-{width}.txt"), &table(&fixture::one(), width));
        snapshot::check(&format!("tests/snapshots/several-{width}.txt"), &table(&fixture::several(), width));
    }
    let coloured = Options { colour: true, ..Options::default() };
    snapshot::check("tests/snapshots/coloured.txt", &written(&fixture::one(), Format::Table, coloured));
    let gaps_only = Options { gaps_only: true, ..Options::default() };
    snapshot::check("tests/snapshots/gaps-only.txt", &written(&fixture::two_packs(), Format::Table, gaps_only));
}

#[test]
fn json_looks_as_kept() {
    snapshot::check("tests/snapshots/several.json", &written(&fixture::several(), Format::Json, Options::default()));
    snapshot::check(
        "tests/snapshots/several.ndjson",
        &written(&fixture::several(), Format::Ndjson, Options::default()),
    );
}

#[test]
fn colours_change_nothing_but_colour() {
    for report in [fixture::one(), fixture::several(), fixture::hostile("\x1b[5m")] {
        let coloured = written(&report, Format::Table, Options { colour: true, ..Options::default() });
        assert!(coloured.contains("\x1b["));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), table(&report, 100));
    }
}

#[test]
fn no_line_is_wider_than_the_screen() {
    let long = "個人情報の削除".repeat(40) + &"x".repeat(300) + " e\u{301}e\u{301} 👩‍👩‍👧 ";
    for report in [fixture::one(), fixture::two_packs(), fixture::several(), fixture::hostile(&long)] {
        for width in 40..=300 {
            for (at, line) in table(&report, width).lines().enumerate() {
                assert!(line.width() <= width, "width {width}, line {}: {} columns: {line}", at + 1, line.width());
                assert_eq!(line.trim_end(), line, "width {width}, line {}: spaces at its end", at + 1);
            }
        }
    }
}

#[test]
fn what_others_wrote_is_never_obeyed() {
    let bad =
        ["\x1b[31m", "\x1b]8;;https://example.com\x07", "\u{9b}2J", "\u{202e}", "\u{200b}", "\r", "\u{2066}", "\x7f"];
    for text in bad {
        let report = fixture::hostile(text);
        for format in [Format::Table, Format::Json, Format::Ndjson] {
            let out = written(&report, format, Options::default());
            let raw = out.chars().find(|&c| c != '\n' && report::sanitize::is_unsafe(c));
            assert_eq!(raw, None, "{format:?} lets {text:?} through");
        }
        let read: Value = serde_json::from_str(&written(&report, Format::Json, Options::default())).unwrap();
        let path = read["assessments"][0]["policy"]["path"].as_str().unwrap();
        assert!(path.ends_with(text), "JSON keeps the value: {path:?}");
    }
}

#[test]
fn every_line_number_is_that_of_its_sentence() {
    let ndjson = written(&fixture::two_packs(), Format::Ndjson, Options::default());
    let mut seen = 0;
    for assessment in ndjson.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        for judged in assessment["requirements"].as_array().unwrap() {
            for place in
                judged["evidence"].as_array().unwrap().iter().chain(judged.get("near_miss").filter(|m| m.is_object()))
            {
                let number = |key: &str| usize::try_from(place[key].as_u64().unwrap()).unwrap();
                let text = place["text"].as_str().unwrap();
                assert_eq!(&fixture::POLICY[number("start")..number("end")], text);
                assert!(fixture::POLICY.lines().nth(number("line") - 1).unwrap().contains(text), "{text}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 9);
    let shown = table(&fixture::one(), 100);
    assert!(shown.contains("line 15: “If you are not happy"), "{shown}");
}

#[test]
fn json_is_what_its_schema_says() {
    let schema = serde_json::to_value(report::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    for report in [Report::default(), fixture::one(), fixture::several(), fixture::hostile("\x1b")] {
        let read: Value = serde_json::from_str(&written(&report, Format::Json, Options::default())).unwrap();
        let errors: Vec<String> = validator.iter_errors(&read).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        let lines: Vec<Value> = written(&report, Format::Ndjson, Options::default())
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(read["assessments"], Value::Array(lines), "both forms hold the same objects");
    }
    assert!(!validator.is_valid(&serde_json::json!({"schema": 1, "lacuna": "0.1.0", "assessments": [{}]})));
}

#[test]
fn the_schema_in_docs_is_current() {
    let schema = serde_json::to_string_pretty(&report::schema()).unwrap() + "\n";
    snapshot::check("docs/report.schema.json", &schema);
}
