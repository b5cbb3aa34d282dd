//! What is wrong with a pack: code, place, cause and cure, and how rustc would print it.
//!
//! Nothing here prints: a [`Problem`] is a value, [`Problem::render`] returns its text.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::span::{LineIndex, Position, Span};

/// More problems than this in one file are cut off: nobody reads them, and a hostile file must not fill the memory.
const MOST_PER_FILE: usize = 1_000;
/// Lines of an excerpt under which a long place is cut.
const EXCERPT_LINES: usize = 4;
/// Bytes of source over which no excerpt is shown, only the place: a line of a megabyte helps nobody.
const LONGEST_EXCERPT: usize = 32 << 10;

/// A file of a pack as it was read.
#[derive(Debug)]
pub struct Source {
    path: String,
    text: String,
    lines: LineIndex,
}

impl Source {
    /// The source that `path` names and that reads `text`.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { path: path.into(), lines: LineIndex::new(&text), text }
    }

    /// The path as messages show it: `rules/rights.yaml`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column of byte `at`.
    #[must_use]
    pub fn position(&self, at: u32) -> Position {
        self.lines.position(&self.text, at)
    }
}

/// Where something of a pack stands: the file and the bytes.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes.
    pub span: Span,
}

/// Whether a problem stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProblemLevel {
    /// The pack cannot be used.
    Error,
    /// The pack works; something in it is doubtful.
    Warning,
}

/// One thing that is wrong with a pack, with the way out.
///
/// Serialised as `level`, `code`, `path`, `line`, `column`, `message`, `help`.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Stable name of the kind of mistake: `phrase/unknown-vocabulary`.
    pub code: &'static str,
    /// Whether it stops the run.
    pub level: ProblemLevel,
    /// Where; `None` when no text was read.
    pub place: Option<Place>,
    /// What is wrong, the offending value in backticks.
    pub message: String,
    /// What is said right under the place.
    pub label: Option<String>,
    /// A second place of the same file that explains the first, with its label.
    pub context: Option<(Span, String)>,
    /// The way out.
    pub help: Option<String>,
}

impl Problem {
    /// An error at `place`.
    #[must_use]
    pub fn error(code: &'static str, place: Option<Place>, message: impl Into<String>) -> Self {
        let level = ProblemLevel::Error;
        Self { code, level, place, message: message.into(), label: None, context: None, help: None }
    }

    /// A warning at `place`.
    #[must_use]
    pub fn warning(code: &'static str, place: Option<Place>, message: impl Into<String>) -> Self {
        Self { level: ProblemLevel::Warning, ..Self::error(code, place, message) }
    }

    /// Sets the way out.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Sets what is said right under the place.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = Some(label.into());
        self
    }

    /// Points at a second place of the same file.
    pub fn context(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.context = Some((span, label.into()));
        self
    }

    /// The path of the file, if one was read.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.place.as_ref().map(|place| place.source.path())
    }

    /// Line and column of the place, if a file was read.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.place.as_ref().map(|place| place.source.position(place.span.start))
    }

    /// The problem as rustc prints one: title, place, excerpt, help; with ANSI colours if `color`. Ends without newline.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let level = match self.level {
            ProblemLevel::Error => Level::ERROR,
            ProblemLevel::Warning => Level::WARNING,
        };
        let mut group = level.primary_title(visible(&self.message)).id(self.code).elements(None::<Origin<'_>>);
        if let Some(place) = &self.place {
            group = self.excerpt(place, group);
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(visible(help)));
        }
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }

    /// Adds the lines of the place; only these, so that a long file costs nothing.
    fn excerpt<'a>(&'a self, place: &'a Place, group: Group<'a>) -> Group<'a> {
        let source = &place.source;
        let mut parts = vec![(place.span, self.label.as_deref(), AnnotationKind::Primary)];
        if let Some((span, label)) = &self.context {
            parts.push((*span, Some(label.as_str()), AnnotationKind::Context));
        }
        let primary = Window::around(source, place.span);
        let windows: Vec<Window<'_>> = parts.iter().map(|(span, ..)| Window::around(source, *span)).collect();
        if windows.iter().any(|window| window.text.len() > LONGEST_EXCERPT) {
            let at = source.position(place.span.start);
            let origin = Origin::path(visible(source.path()));
            return group.element(origin.line(at.line.get() as usize).char_column(at.column.get() as usize));
        }
        let whole = windows.into_iter().fold(primary, |whole, window| whole.joined(&window, source));
        let snippet = Snippet::source(whole.text).line_start(whole.line).path(visible(source.path())).fold(true);
        group.element(parts.into_iter().fold(snippet, |snippet, (span, label, kind)| {
            snippet.annotation(kind.span(whole.local(span)).label(label.map(visible)))
        }))
    }
}

/// Whole lines of a source around a place.
#[derive(Clone, Copy)]
struct Window<'a> {
    text: &'a str,
    start: usize,
    line: usize,
}

impl<'a> Window<'a> {
    /// The lines of the place; of a long place the first ones.
    fn around(source: &'a Source, span: Span) -> Self {
        let text = source.text.as_str();
        let (from, to) = (floor(text, span.start as usize), floor(text, span.end as usize).max(span.start as usize));
        let last = text.get(from..to).and_then(|part| part.match_indices('\n').nth(EXCERPT_LINES - 1));
        let to = last.map_or(to.min(text.len()), |(at, _)| from + at);
        let from = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let to = text[to..].find('\n').map_or(text.len(), |at| to + at);
        Self { text: &text[from..to], start: from, line: source.position(span.start).line.get() as usize }
    }

    /// Both windows and what stands between; this one alone if that is too much.
    fn joined(self, other: &Self, source: &'a Source) -> Self {
        let (first, last) = if self.start <= other.start { (&self, other) } else { (other, &self) };
        let end = (first.start + first.text.len()).max(last.start + last.text.len());
        if end - first.start > LONGEST_EXCERPT {
            return self;
        }
        Self { text: &source.text[first.start..end], ..*first }
    }

    fn local(&self, span: Span) -> std::ops::Range<usize> {
        let local = |at: u32| (at as usize).saturating_sub(self.start).min(self.text.len());
        local(span.start)..local(span.end)
    }
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// `text` with everything that could steer a terminal made visible; line ends stay.
fn visible(text: &str) -> String {
    let safe = |c: char| match c {
        '\n' => c,
        '\t' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        c => c,
    };
    text.chars().map(safe).collect()
}

impl fmt::Display for Problem {
    /// One line: `path:line:column: error[code]: message`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(path), Some(at)) = (self.path(), self.position()) {
            write!(f, "{}:{}:{}: ", visible(path), at.line, at.column)?;
        }
        let level = if self.level == ProblemLevel::Error { "error" } else { "warning" };
        write!(f, "{level}[{}]: {}", self.code, visible(&self.message).replace('\n', " "))
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let position = self.position();
        let mut out = serializer.serialize_struct("Problem", 7)?;
        out.serialize_field("level", &self.level)?;
        out.serialize_field("code", self.code)?;
        out.serialize_field("path", &self.path())?;
        out.serialize_field("line", &position.map(|at| at.line))?;
        out.serialize_field("column", &position.map(|at| at.column))?;
        out.serialize_field("message", &self.message)?;
        out.serialize_field("help", &self.help)?;
        out.end()
    }
}

/// All that is wrong with the packs of a run, in the order of files and places. Never empty.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct PackErrors {
    problems: Vec<Problem>,
}

impl PackErrors {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        debug_assert!(!problems.is_empty(), "errors without a problem");
        Self { problems }
    }

    /// The problems.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// All problems as rustc prints them, an empty line after each; with ANSI colours if `color`.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        render_all(&self.problems, color)
    }
}

/// `problems` as rustc prints them, an empty line between two; ends with a newline.
#[must_use]
pub fn render_all(problems: &[Problem], color: bool) -> String {
    let texts: Vec<String> = problems.iter().map(|problem| problem.render(color) + "\n").collect();
    texts.join("\n")
}

impl fmt::Display for PackErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if index > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for PackErrors {}

/// Collects the problems of one file.
#[derive(Debug)]
pub(super) struct Problems {
    source: Arc<Source>,
    list: Vec<Problem>,
    overflow: Option<Problem>,
}

impl Problems {
    pub(super) fn new(source: &Arc<Source>) -> Self {
        Self { source: Arc::clone(source), list: Vec::new(), overflow: None }
    }

    pub(super) fn source(&self) -> &Arc<Source> {
        &self.source
    }

    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place { source: Arc::clone(&self.source), span }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are; it grows with every error.
    pub(super) fn len(&self) -> usize {
        self.list.len() + usize::from(self.overflow.is_some())
    }

    /// Adds an error; what it returns takes help and labels.
    pub(super) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Problem {
        let problem = Problem::error(code, Some(self.place(span)), message);
        if self.list.len() >= MOST_PER_FILE {
            return self.overflow.insert(problem);
        }
        self.list.push(problem);
        self.list.last_mut().expect("a problem was just added")
    }

    /// The problems by place.
    pub(super) fn into_sorted(mut self) -> Vec<Problem> {
        self.list.sort_by_key(|problem| problem.place.as_ref().map(|place| (place.span.start, place.span.end)));
        if let Some(last) = self.overflow {
            let message = format!("more than {MOST_PER_FILE} problems in one file: the rest is left out");
            self.list.push(Problem::error("pack/too-many-problems", last.place, message));
        }
        self.list
    }
}

/// The candidate that `name` was probably meant to be.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let reach = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= 2 * reach)
        .map(|candidate| (strsim::osa_distance(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= reach)
        .min()
        .map(|(_, candidate)| candidate)
}

/// `names` as a list for a message, cut after `most`.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names[..names.len().min(most)].join(", ");
    if names.len() > most { format!("{shown} and {} more", names.len() - most) } else { shown }
}
