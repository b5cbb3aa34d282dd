//! Broken packs and what is said of them: `tests/packs/broken/NAME.yaml` beside `NAME.txt`.
//!
//! `LACUNA_UPDATE=1 cargo test broken_packs` writes the texts anew; read the difference before committing it.

use std::fs;
use std::path::Path;

use lacuna::pack;

#[test]
fn every_broken_pack_is_explained() {
    let folder = Path::new("tests/packs/broken");
    let update = std::env::var_os("LACUNA_UPDATE").is_some();
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 20, "the folder holds the cases");
    let mut wrong = Vec::new();
    for name in names {
        let path = format!("tests/packs/broken/{name}.yaml");
        let found = match pack::load(&[path]) {
            Ok(_) => "no problem was found\n".to_owned(),
            Err(errors) => without_pack_list(&errors.render(false)),
        };
        let golden = folder.join(format!("{name}.txt"));
        if update {
            fs::write(&golden, &found).expect("the golden file is writable");
        } else if fs::read_to_string(&golden).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "these differ; LACUNA_UPDATE=1 writes them anew\n\n{}", wrong.join("\n\n"));
}

/// The list of all packs, cut: it grows with every built-in pack.
fn without_pack_list(text: &str) -> String {
    const LIST: &str = "packs are: ";
    let cut = |line: &str| line.find(LIST).map_or(line.to_owned(), |at| format!("{}...", &line[..at + LIST.len()]));
    text.lines().map(|line| cut(line) + "\n").collect()
}

#[test]
fn every_built_in_pack_loads() {
    let names: Vec<String> = pack::builtin_names().iter().map(|&name| name.to_owned()).collect();
    if let Err(errors) = pack::load(&names) {
        panic!("{}", errors.render(false));
    }
}
