//! Files that hold what the program is expected to write.

use std::path::Path;

/// Compares `got` with `path` (below the project's root); with `LACUNA_UPDATE=1` writes it instead.
pub(crate) fn check(path: &str, got: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("LACUNA_UPDATE").is_some() {
        std::fs::write(&file, got).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == got, "{path} is not current; LACUNA_UPDATE=1 cargo test writes it anew. Got:\n{got}");
}
