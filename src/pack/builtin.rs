//! The packs that come with the program. They are read exactly like a user's own.

/// What an audit reads when no pack is named.
pub const DEFAULT_PACKS: [&str; 4] = ["rights", "retention", "disclosure", "opt-out"];

/// Name and text of every built-in pack, in order of names.
const BUILTINS: &[(&str, &str)] = &[
    ("common", include_str!("../../rules/common.yaml")),
    ("disclosure", include_str!("../../rules/disclosure.yaml")),
    ("notice", include_str!("../../rules/notice.yaml")),
    ("opt-out", include_str!("../../rules/opt-out.yaml")),
    ("practices", include_str!("../../rules/practices.yaml")),
    ("retention", include_str!("../../rules/retention.yaml")),
    ("rights", include_str!("../../rules/rights.yaml")),
    ("security", include_str!("../../rules/security.yaml")),
];

/// The names of the built-in packs, in order.
#[must_use]
pub fn builtin_names() -> &'static [&'static str] {
    const NAMES: [&str; BUILTINS.len()] = {
        let mut names = [""; BUILTINS.len()];
        let mut index = 0;
        while index < names.len() {
            names[index] = BUILTINS[index].0;
            index += 1;
        }
        names
    };
    &NAMES
}

/// The YAML of the built-in pack `name`.
#[must_use]
pub fn builtin_source(name: &str) -> Option<&'static str> {
    BUILTINS.iter().find(|(builtin, _)| *builtin == name).map(|(_, text)| *text)
}

/// The path that messages show for the built-in pack `name`.
pub(super) fn builtin_path(name: &str) -> String {
    format!("rules/{name}.yaml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_rules_is_built_in() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("rules/ is there")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
            .collect();
        files.sort();
        assert_eq!(builtin_names(), files, "add the file to BUILTINS, in order of names");
    }
}
