//! Paths that were given to policies that can be read.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use ignore::WalkBuilder;
use lacuna::audit::Failure;
use lacuna::span::MAX_TEXT;

use crate::args::Audit;

/// Endings of files that are taken for policies in a folder.
const ENDINGS: [&str; 6] = ["md", "markdown", "txt", "html", "htm", "xhtml"];

/// Something to audit, or why there is nothing.
#[derive(Debug)]
pub(crate) enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A path that leads nowhere.
    Nothing(Failure),
}

/// All that `arguments` name, in the order given; what a folder holds, in byte order of paths.
pub(crate) fn collect(arguments: &Audit) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    arguments.policies.iter().for_each(|path| add(path, &mut inputs));
    if let Some(list) = &arguments.files_from {
        listed(list)?.iter().for_each(|path| add(path, &mut inputs));
    }
    Ok(inputs)
}

fn add(path: &Path, inputs: &mut Vec<Input>) {
    if path.as_os_str() == "-" {
        inputs.push(Input::Stdin);
        return;
    }
    match fs::metadata(path) {
        Ok(known) if known.is_dir() => walk(path, inputs),
        Ok(_) => inputs.push(Input::File(path.to_owned())),
        Err(error) => inputs.push(Input::Nothing(unreadable(path, &error))),
    }
}

/// The paths in the file `list`, one a line, or parted by NUL bytes as `find -print0` writes them.
fn listed(list: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let bytes = if list.as_os_str() == "-" { read_all(io::stdin().lock()) } else { fs::read(list) };
    let bytes = bytes.with_context(|| format!("cannot read the list {}", list.display()))?;
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let lines = bytes.split(|&byte| byte == end).map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    Ok(lines.filter(|line| !line.is_empty()).map(path_of).collect())
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

fn walk(folder: &Path, inputs: &mut Vec<Input>) {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut seen = 0;
    for entry in WalkBuilder::new(folder).git_global(false).git_exclude(false).build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| !kind.is_dir()) => {
                seen += 1;
                // A link is followed if it leads to a file.
                if is_policy(entry.path()) && entry.path().is_file() {
                    files.push(entry.into_path());
                }
            }
            Ok(_) => {}
            Err(error) => inputs.push(Input::Nothing(failure(
                folder,
                "read/unreadable-folder",
                error.to_string(),
                Some("give the program the right to read it, or name its files".to_owned()),
            ))),
        }
    }
    if files.is_empty() {
        let message = match seen {
            0 => "this folder holds no files".to_owned(),
            _ => {
                format!("this folder holds no policies, only {seen} other {}", if seen == 1 { "file" } else { "files" })
            }
        };
        let help = "a policy in a folder ends in .md, .markdown, .txt, .html, .htm or .xhtml and is not hidden or \
                    git-ignored; name other files one by one";
        inputs.push(Input::Nothing(failure(folder, "read/no-policies", message, Some(help.to_owned()))));
    }
    files.sort_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
    inputs.extend(files.into_iter().map(Input::File));
}

/// Whether a file of a folder is taken for a policy.
fn is_policy(path: &Path) -> bool {
    match path.extension().and_then(OsStr::to_str) {
        Some(ending) => ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)),
        None => path.extension().is_none() && looks_like_text(path),
    }
}

/// Whether the first kilobyte is text.
fn looks_like_text(path: &Path) -> bool {
    let mut head = [0; 1024];
    let read = File::open(path).and_then(|mut file| file.read(&mut head));
    read.is_ok_and(|length| length > 0 && !head[..length].contains(&0))
}

impl Input {
    /// The path as reports show it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => path.to_string_lossy().into_owned(),
            Self::Stdin => "-".to_owned(),
            Self::Nothing(failure) => failure.path.clone(),
        }
    }

    /// The bytes of the policy.
    pub(crate) fn read(&self) -> Result<Vec<u8>, Failure> {
        match self {
            Self::File(path) => File::open(path).and_then(read_all).map_err(|error| unreadable(path, &error)),
            Self::Stdin => read_all(io::stdin().lock()).map_err(|error| unreadable(Path::new("-"), &error)),
            Self::Nothing(failure) => Err(failure.clone()),
        }
    }
}

/// All bytes, up to one more than a text may have: enough for the reader to refuse it.
fn read_all(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let (code, message, help) = match error.kind() {
        io::ErrorKind::NotFound => {
            let help = neighbour(path).map(|name| format!("did you mean `{name}`?"));
            ("read/not-found", "there is no such file or folder".to_owned(), help)
        }
        io::ErrorKind::PermissionDenied => (
            "read/permission",
            "no permission to read it".to_owned(),
            Some("give yourself the right to read it".to_owned()),
        ),
        _ => ("read/unreadable", error.to_string(), None),
    };
    failure(path, code, message, help)
}

fn failure(path: &Path, code: &str, message: String, help: Option<String>) -> Failure {
    Failure { path: path.to_string_lossy().into_owned(), code: code.to_owned(), message, help }
}

/// The entry of the same folder whose name is the most like that of `path`, if it is like it at all.
fn neighbour(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = fs::read_dir(folder).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut close: Vec<(usize, String)> = names
        .take(10_000)
        .map(|other| (strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase()), other))
        .filter(|(distance, _)| *distance <= 1 + name.chars().count() / 4)
        .collect();
    close.sort();
    let (_, best) = close.into_iter().next()?;
    Some(path.with_file_name(best).to_string_lossy().into_owned())
}
