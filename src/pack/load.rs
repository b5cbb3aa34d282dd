//! Loading: names, files and folders to packs, with all that they import and use.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::builtin::{builtin_names, builtin_path, builtin_source};
use super::problem::{Problem, Problems, listed, nearest};
use super::validate::{self, Compiled, Neighbour, Neighbours};
use super::yaml::{self, MAX_BYTES, Node};
use super::{Pack, PackErrors, Source};

/// Files that import files that import files.
const MAX_CHAIN: usize = 32;

/// Loads packs by name, file or folder; a folder stands for its `*.yaml` and `*.yml` files in byte order.
///
/// A name is a built-in pack, else a path. What is named twice is loaded once. Packs that only bring vocabularies come
/// back too, without requirements.
///
/// # Errors
/// All problems of all files.
pub fn load(names: &[String]) -> Result<Vec<Pack>, PackErrors> {
    let mut loader = Loader::default();
    let mut keys: Vec<Key> = Vec::new();
    for name in names {
        for key in loader.expand(name) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    loader.run(&keys)
}

impl Pack {
    /// The pack that `source` spells, `path` being its name in messages; imports are looked up among the built-in packs.
    ///
    /// # Errors
    /// All problems.
    pub fn parse(path: &str, source: &str) -> Result<Self, PackErrors> {
        let mut loader = Loader::default();
        let key = Key::Text;
        loader.files.insert(key.clone(), open(path.to_owned(), source.to_owned(), &mut loader.problems));
        let packs = loader.run(&[key])?;
        Ok(packs.into_iter().next().expect("a loader returns what it was asked for"))
    }
}

/// What a file is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Builtin(&'static str),
    /// The canonical path, so that two ways to one file are one file; and the path as written, for messages.
    File(PathBuf),
    /// Given as text.
    Text,
}

/// A file that was opened.
enum Opened {
    /// It cannot be read; told.
    Broken,
    Tree(Box<(Node, Problems)>),
    /// It is being compiled.
    Busy,
    Compiled(Rc<Compiled>),
}

#[derive(Default)]
struct Loader {
    files: BTreeMap<Key, Opened>,
    /// How a file was first named.
    shown: BTreeMap<Key, String>,
    /// The packs of this run by id.
    run: BTreeMap<String, Key>,
    /// The files that are being compiled, outermost first.
    chain: Vec<Key>,
    problems: Vec<Problem>,
}

impl Loader {
    /// The files that a name on the command line stands for.
    fn expand(&mut self, name: &str) -> Vec<Key> {
        if let Some(builtin) = builtin_names().iter().find(|builtin| **builtin == name) {
            return vec![Key::Builtin(builtin)];
        }
        let path = Path::new(name);
        if path.is_dir() {
            return self.folder(path);
        }
        if !is_path(name) && !path.exists() {
            let help = known_packs(name, builtin_names().iter().copied());
            let mut problem = Problem::error("pack/unknown", None, format!("no pack is called `{name}`"));
            problem.help(format!("{help}; or name a file or folder: `./{name}.yaml`"));
            self.problems.push(problem);
            return Vec::new();
        }
        self.key_of(path).into_iter().collect()
    }

    fn folder(&mut self, path: &Path) -> Vec<Key> {
        let mut files: Vec<PathBuf> = match fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries.into_iter().map(|entry| entry.path()).filter(|path| has_yaml_ending(path)).collect(),
            Err(error) => {
                self.unreadable(path, &error);
                return Vec::new();
            }
        };
        files.sort_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
        if files.is_empty() {
            let mut problem =
                Problem::error("pack/empty-folder", None, format!("the folder `{}` has no pack", path.display()));
            problem.help("packs end in `.yaml` or `.yml`");
            self.problems.push(problem);
        }
        files.iter().filter_map(|file| self.key_of(file)).collect()
    }

    /// The key of a file that exists; one that does not is a problem.
    fn key_of(&mut self, path: &Path) -> Option<Key> {
        match path.canonicalize() {
            Ok(canonical) => {
                let key = Key::File(canonical);
                self.shown.entry(key.clone()).or_insert_with(|| path.display().to_string());
                Some(key)
            }
            Err(error) => {
                self.unreadable(path, &error);
                None
            }
        }
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        let message = format!("cannot read `{}`: {}", path.display(), reason(error));
        let mut problem = Problem::error("pack/unreadable", None, message);
        problem.help(if error.kind() == io::ErrorKind::NotFound {
            format!("check the path; built-in packs are {}", builtin_names().join(", "))
        } else {
            "check the path and its permissions".to_owned()
        });
        self.problems.push(problem);
    }

    /// Opens the file of `key` if it is not open.
    fn open(&mut self, key: &Key) {
        if self.files.contains_key(key) {
            return;
        }
        let opened = match key {
            Key::Builtin(name) => {
                let text = builtin_source(name).unwrap_or_default();
                open(builtin_path(name), text.to_owned(), &mut self.problems)
            }
            Key::File(path) => {
                let shown = self.shown.get(key).cloned().unwrap_or_else(|| path.display().to_string());
                match read(path) {
                    Ok(bytes) => match String::from_utf8(bytes) {
                        Ok(text) => open(shown, text, &mut self.problems),
                        Err(error) => {
                            self.problems.push(not_utf8(shown, error.as_bytes(), error.utf8_error().valid_up_to()));
                            Opened::Broken
                        }
                    },
                    Err(error) => {
                        self.unreadable(Path::new(&shown), &error);
                        Opened::Broken
                    }
                }
            }
            Key::Text => Opened::Broken,
        };
        self.files.insert(key.clone(), opened);
    }

    /// The packs of `keys`, or all problems.
    fn run(mut self, keys: &[Key]) -> Result<Vec<Pack>, PackErrors> {
        for key in keys {
            self.open(key);
            self.register(key);
        }
        for key in keys {
            self.compile(key);
        }
        if !self.problems.is_empty() {
            let mut problems = self.problems;
            // a file's problems stand together, in the order in which files were finished
            problems.dedup_by(|a, b| a.to_string() == b.to_string() && a.place.is_none());
            return Err(PackErrors::new(problems));
        }
        let mut packs = Vec::with_capacity(keys.len());
        for key in keys {
            if let Some(Opened::Compiled(compiled)) = self.files.remove(key)
                && let Some(pack) = Rc::into_inner(compiled).and_then(|compiled| compiled.pack)
            {
                packs.push(pack);
            }
        }
        Ok(packs)
    }

    /// Notes the id of a pack of this run; two of one id are a problem.
    fn register(&mut self, key: &Key) {
        let Some(Opened::Tree(tree)) = self.files.get_mut(key) else { return };
        let (root, problems) = &mut **tree;
        let Some(id) = validate::declared_id(root).map(str::to_owned) else { return };
        if let Some(first) = self.run.get(&id) {
            let first = match first {
                Key::Builtin(name) => builtin_path(name),
                other => self.shown.get(other).cloned().unwrap_or_default(),
            };
            let span = validate::id_span(root);
            problems
                .error("pack/duplicate-id", span, format!("two packs of this run are called `{id}`"))
                .help(format!("the other one is {first}: rename one, or leave one out"));
            return;
        }
        self.run.insert(id, key.clone());
    }

    /// Compiles the file of `key` and, before it, what it needs.
    fn compile(&mut self, key: &Key) -> Neighbour {
        self.open(key);
        let (root, mut problems) = match self.files.insert(key.clone(), Opened::Busy) {
            Some(Opened::Tree(tree)) => *tree,
            Some(Opened::Busy) => return self.cycle(key),
            Some(Opened::Compiled(compiled)) => {
                self.files.insert(key.clone(), Opened::Compiled(Rc::clone(&compiled)));
                return Neighbour::Found(compiled);
            }
            Some(Opened::Broken) | None => {
                self.files.insert(key.clone(), Opened::Broken);
                return Neighbour::Broken;
            }
        };
        if self.chain.len() >= MAX_CHAIN {
            self.files.insert(key.clone(), Opened::Tree(Box::new((root, problems))));
            let message = format!("packs import packs more than {MAX_CHAIN} deep");
            return Neighbour::Missing {
                code: "import/too-deep",
                message,
                help: "import from one shared pack".to_owned(),
            };
        }
        self.chain.push(key.clone());
        let mut around = Around { loader: self, imported: BTreeMap::new(), key };
        let compiled = validate::validate(&root, &mut around, &mut problems);
        self.chain.pop();
        self.problems.extend(problems.into_sorted());
        let Some(compiled) = compiled else {
            self.files.insert(key.clone(), Opened::Broken);
            return Neighbour::Broken;
        };
        let compiled = Rc::new(compiled);
        self.files.insert(key.clone(), Opened::Compiled(Rc::clone(&compiled)));
        Neighbour::Found(compiled)
    }

    fn cycle(&self, key: &Key) -> Neighbour {
        let from = self.chain.iter().position(|open| open == key).unwrap_or(0);
        let names: Vec<String> =
            self.chain[from..].iter().chain([key]).map(|key| format!("`{}`", self.name_of(key))).collect();
        Neighbour::Missing {
            code: "import/cycle",
            message: format!("packs need each other: {}", names.join(" -> ")),
            help: "move what they share into a third pack that both import".to_owned(),
        }
    }

    /// The id of a pack of this run, else its path.
    fn name_of(&self, key: &Key) -> String {
        let id = self.run.iter().find(|(_, value)| *value == key).map(|(id, _)| id.clone());
        id.unwrap_or_else(|| match key {
            Key::Builtin(name) => (*name).to_owned(),
            Key::File(path) => self.shown.get(key).cloned().unwrap_or_else(|| path.display().to_string()),
            Key::Text => "this pack".to_owned(),
        })
    }

    /// A pack by id: of this run, else built-in; `others` are suggested as well where there is none.
    fn by_id(&mut self, id: &str, others: &[&str]) -> Neighbour {
        if let Some(key) = self.run.get(id).cloned() {
            return self.compile(&key);
        }
        if let Some(builtin) = builtin_names().iter().find(|builtin| **builtin == id) {
            return self.compile(&Key::Builtin(builtin));
        }
        let mut names: Vec<&str> = self.run.keys().map(String::as_str).chain(others.iter().copied()).collect();
        names.extend(builtin_names());
        names.sort_unstable();
        names.dedup();
        Neighbour::Missing {
            code: "pack/unknown",
            message: format!("no pack is called `{id}`"),
            help: known_packs(id, names.into_iter()),
        }
    }
}

/// The other packs as one file sees them.
struct Around<'a> {
    loader: &'a mut Loader,
    /// The packs that it imports, by id.
    imported: BTreeMap<String, Rc<Compiled>>,
    key: &'a Key,
}

impl Neighbours for Around<'_> {
    fn import(&mut self, name: &str) -> Neighbour {
        let found = if is_path(name) { self.by_path(name) } else { self.by_id(name) };
        if let Neighbour::Found(compiled) = &found {
            self.imported.insert(compiled.id.clone(), Rc::clone(compiled));
        }
        found
    }

    fn pack(&mut self, id: &str) -> Neighbour {
        match self.imported.get(id) {
            Some(compiled) => Neighbour::Found(Rc::clone(compiled)),
            None => self.by_id(id),
        }
    }
}

impl Around<'_> {
    fn by_id(&mut self, id: &str) -> Neighbour {
        let imported: Vec<&str> = self.imported.keys().map(String::as_str).collect();
        self.loader.by_id(id, &imported)
    }

    fn by_path(&mut self, name: &str) -> Neighbour {
        let Key::File(file) = self.key else {
            return Neighbour::Missing {
                code: "import/path",
                message: format!("`{name}` is a path, and this pack is no file of a folder"),
                help: format!("import a built-in pack: {}", builtin_names().join(", ")),
            };
        };
        let folder = file.parent().unwrap_or(Path::new(""));
        // messages show the path as it follows from how the importing file was named
        let shown = self.loader.shown.get(self.key).map(PathBuf::from);
        let shown = shown.as_deref().and_then(Path::parent).unwrap_or(folder).join(name);
        match folder.join(name).canonicalize() {
            Ok(canonical) => {
                let key = Key::File(canonical);
                self.loader.shown.entry(key.clone()).or_insert_with(|| shown.display().to_string());
                self.loader.compile(&key)
            }
            Err(error) => Neighbour::Missing {
                code: "import/unreadable",
                message: format!("cannot read `{}`: {}", shown.display(), reason(&error)),
                help: "an import is a path relative to this file, or the name of a pack".to_owned(),
            },
        }
    }
}

/// Parses the YAML of a file.
fn open(path: String, text: String, out: &mut Vec<Problem>) -> Opened {
    let mut problems = Problems::new(&Arc::new(Source::new(path, text)));
    if let Some(root) = yaml::parse(&mut problems) {
        return Opened::Tree(Box::new((root, problems)));
    }
    out.extend(problems.into_sorted());
    Opened::Broken
}

/// The bytes of a file, one more than the limit at most: a device that never ends is refused like a long file.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn not_utf8(path: String, bytes: &[u8], valid: usize) -> Problem {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_BYTES)]).into_owned();
    let source = Arc::new(Source::new(path, text));
    let span = crate::span::Span::new(valid, valid + '\u{fffd}'.len_utf8());
    let mut problem =
        Problem::error("pack/not-utf8", Some(super::Place { source, span }), "the file is not UTF-8 from here on");
    problem.help("save it as UTF-8");
    problem
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

fn known_packs<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let meant = nearest(name, names.clone()).map_or_else(String::new, |name| format!("did you mean `{name}`? "));
    format!("{meant}packs are: {}", listed(names, 40))
}

fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || has_yaml_ending(Path::new(name))
}

fn has_yaml_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml"))
}
