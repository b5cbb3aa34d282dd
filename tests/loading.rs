//! Loading packs from names, files and folders, and what they take from one another.

use std::fs;
use std::path::Path;

use lacuna::pack::{self, Condition, Pack, PackErrors, Severity};

const HEAD: &str = "lacuna: 1\nversion: 1.0.0\ntitle: T\nlanguage: en\n";

fn write(folder: &Path, name: &str, body: &str) {
    fs::write(folder.join(name), format!("{HEAD}{body}")).expect("the folder is writable");
}

fn load(names: &[&Path]) -> Result<Vec<Pack>, PackErrors> {
    pack::load(&names.iter().map(|name| name.display().to_string()).collect::<Vec<_>>())
}

fn ids(pack: &Pack) -> Vec<&str> {
    pack.requirements.iter().map(|requirement| requirement.id.as_str()).collect()
}

fn codes(result: Result<Vec<Pack>, PackErrors>) -> Vec<&'static str> {
    result.expect_err("broken packs").problems().iter().map(|problem| problem.code).collect()
}

const HOME: &str = "pack: home\nexcept: [cookies]\nrequirements:\n\
    - {id: one, title: One, severity: high, met: [one thing]}\n\
    - {id: two, title: Two, met: [two things]}\n\
    - {id: three, title: Three, weight: 7, met: [three things]}\n";

#[test]
fn requirements_of_other_packs_are_taken_replaced_and_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "home.yaml", HOME);
    write(
        folder.path(),
        "law.yaml",
        "pack: law\nas_of: 2026-11-01\nexcept: [marketing]\nimport: [home.yaml]\nrequirements:\n\
         - {id: own, title: Own, met: [own thing]}\n\
         - use: home/*\n\
         - {use: home/two, off: not in this law}\n\
         - {use: home/three, severity: critical, cites: [Art. 3], also: {met: [third thing], except: [advertising]}}\n\
         - {use: home/one, id: first, severity: low}\n",
    );
    let packs = load(&[&folder.path().join("law.yaml")]).unwrap_or_else(|errors| panic!("{errors}"));
    let law = &packs[0];
    assert_eq!(
        ids(law),
        ["law/own", "law/first", "law/three"],
        "a later use replaces what the star took, in its place"
    );
    let removed: Vec<(&str, &str)> = law.removed.iter().map(|(id, reason)| (id.as_str(), reason.as_str())).collect();
    assert_eq!(removed, [("law/two", "not in this law")]);
    let three = &law.requirements[2];
    assert_eq!((three.severity, three.weight), (Severity::Critical, 7), "a weight that was set stays");
    assert_eq!(law.requirements[1].weight, 1, "a weight that follows from the severity follows the new one");
    assert_eq!((three.met.len(), three.except.len()), (2, 3), "both packs' exceptions hold");
    assert_eq!(three.category, "home");
}

#[test]
fn vocabularies_come_from_files_packs_of_the_run_and_built_ins() {
    let folder = tempfile::tempdir().expect("a folder");
    write(
        folder.path(),
        "a.yaml",
        "pack: a\nimport: [b]\nrequirements:\n- {id: x, title: X, met: [\"we <wipe> it\"]}\n",
    );
    write(
        folder.path(),
        "b.yml",
        "pack: b\nimport: [common]\nvocabulary: {wipe: [<common/erase>, wipe out], erase: [<wipe>]}\n",
    );
    write(folder.path(), "notes.txt", "no pack");
    let packs = load(&[folder.path()]).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(packs.iter().map(|pack| pack.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let Condition::Leaf(leaf) = &packs[0].requirements[0].met[0] else { panic!("a phrase") };
    assert_eq!(leaf.written, "we <wipe> it");
    assert_eq!(
        packs[1].vocabulary.iter().map(|one| (one.name.as_str(), one.used)).collect::<Vec<_>>(),
        [("erase", false), ("wipe", true)]
    );
}

#[test]
fn files_that_cannot_be_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("latin.yaml"), b"lacuna: 1\npack: caf\xe9\n").expect("writable");
    fs::write(path("empty.yaml"), "").expect("writable");
    fs::write(path("bom.yaml"), format!("\u{feff}{HEAD}{HOME}")).expect("writable");
    fs::write(path("crlf.yaml"), format!("{HEAD}{HOME}").replace('\n', "\r\n")).expect("writable");
    fs::create_dir(path("nothing")).expect("writable");
    write(folder.path(), "one.yaml", HOME);
    write(folder.path(), "twin.yaml", HOME);
    write(
        folder.path(),
        "left.yaml",
        "pack: left\nimport: [./right.yaml]\nrequirements:\n- {id: x, title: X, met: [\"<far>\"]}\n",
    );
    write(folder.path(), "right.yaml", "pack: right\nimport: [./left.yaml]\nvocabulary: {far: [away]}\n");
    write(
        folder.path(),
        "uses-broken.yaml",
        "pack: u\nimport: [./empty.yaml]\nrequirements:\n- {id: x, title: X, met: [\"<far>\"]}\n",
    );
    assert_eq!(codes(load(&[&path("latin.yaml")])), ["pack/not-utf8"]);
    assert_eq!(codes(load(&[&path("empty.yaml")])), ["pack/empty"]);
    assert_eq!(codes(load(&[&path("gone.yaml")])), ["pack/unreadable"]);
    assert_eq!(codes(load(&[&path("nothing")])), ["pack/empty-folder"]);
    assert_eq!(codes(load(&[Path::new("rihgts-of-none")])), ["pack/unknown"]);
    assert_eq!(codes(load(&[&path("one.yaml"), &path("twin.yaml")])), ["pack/duplicate-id"]);
    assert_eq!(codes(load(&[&path("left.yaml")])), ["import/cycle"]);
    assert_eq!(
        codes(load(&[&path("uses-broken.yaml")])),
        ["pack/empty"],
        "what the broken file hides is not told twice"
    );
    assert_eq!(
        codes(load(&[&path("latin.yaml"), &path("gone.yaml"), &path("empty.yaml")])).len(),
        3,
        "every file's problems are told"
    );
    assert_eq!(load(&[&path("bom.yaml")]).map(|packs| packs.len()).ok(), Some(1));
    assert_eq!(load(&[&path("crlf.yaml"), &path("crlf.yaml")]).map(|packs| packs.len()).ok(), Some(1));
}

#[test]
fn hostile_files_are_refused_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let chain: String = (0..3_000).map(|i| format!("  v{i}: [x <v{}>]\n", i + 1)).collect();
    let bomb: String = (0..40).map(|i| format!("  v{i}: [<v{n}> <v{n}>]\n", n = i + 1)).collect();
    let cases = [
        ("brackets.yaml", format!("pack: p\nvocabulary: {}", "[".repeat(1_000))),
        ("braces.yaml", format!("pack: p\nvocabulary: {}", "{a: ".repeat(1_000))),
        ("indents.yaml", (0..1_000).map(|i| format!("{}a:\n", " ".repeat(i))).collect()),
        ("anchors.yaml", (0..5_000).map(|i| format!("k{i}: &a{i} x\n")).collect()),
        (
            "chain.yaml",
            format!("pack: p\nvocabulary:\n{chain}  v3000: [y]\nrequirements:\n- {{id: a, title: A, met: [<v0>]}}\n"),
        ),
        (
            "bomb.yaml",
            format!("pack: p\nvocabulary:\n{bomb}  v40: [y]\nrequirements:\n- {{id: a, title: A, met: [<v0>]}}\n"),
        ),
        (
            "long.yaml",
            format!("pack: p\nrequirements:\n- {{id: a, title: A, met: ['{}']}}\n", "(a|<b>) ".repeat(600_000)),
        ),
        ("faults.yaml", format!("pack: p\nvocabulary: {{a: [{}]}}\n", "<b>, ".repeat(80_000))),
        ("large.yaml", "x".repeat(9 << 20)),
    ];
    for (name, body) in cases {
        write(folder.path(), name, &body);
        let started = std::time::Instant::now();
        let errors = load(&[&folder.path().join(name)]).expect_err(name);
        assert!(!errors.render(false).is_empty() && !errors.to_string().is_empty());
        assert!(started.elapsed().as_secs() < 10, "{name}: {:?}", started.elapsed());
    }
}
