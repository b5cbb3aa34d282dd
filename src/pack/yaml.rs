//! A YAML source as a tree of nodes that know their bytes, read in one pass over the parser's events.
//!
//! Scalars stay the text that was written: `no`, `on` and `1.10` are no booleans and numbers here. Anchors, aliases, tags
//! and duplicate keys are problems. The tree is built on an explicit stack of bounded depth.

use rustc_hash::FxHashMap;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use super::problem::Problems;
use crate::span::{Span, offset};

/// The largest file that is read, in bytes.
pub(super) const MAX_BYTES: usize = 8 << 20;
/// The deepest nesting of lists and maps.
const MAX_DEPTH: usize = 64;
/// The most nodes of one file.
const MAX_NODES: usize = 500_000;

/// A value of the file.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    /// Its bytes, quotes and brackets included.
    pub(super) span: Span,
}

#[derive(Debug)]
pub(super) enum NodeKind {
    Scalar { text: Box<str>, style: ScalarStyle },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key of a map and its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: Box<str>,
    pub(super) key_span: Span,
    pub(super) value: Node,
}

impl Node {
    /// A scalar that stands for one that is missing at `span`.
    pub(super) fn named(text: &str, span: Span) -> Self {
        Self { kind: NodeKind::Scalar { text: text.into(), style: ScalarStyle::Plain }, span }
    }

    /// The text of a scalar that is not left empty.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// Whether nothing was written: `key:` alone.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.kind, NodeKind::Scalar { text, style: ScalarStyle::Plain } if text.is_empty())
    }

    /// What the node is, for messages.
    pub(super) fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Scalar { .. } if self.is_null() => "nothing",
            NodeKind::Scalar { .. } => "text",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a map",
        }
    }

    /// The bytes of the source that `part` of this scalar's text was read from; the whole scalar where it holds escapes.
    ///
    /// Folded line breaks and block indentation are seen through: only characters that are no white space count.
    pub(super) fn inner_span(&self, source: &str, part: std::ops::Range<usize>) -> Span {
        let NodeKind::Scalar { text, style } = &self.kind else { return self.span };
        let written = &source[self.span.range()];
        let skip = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => 1,
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => 0,
        };
        let Some(inner) = written.get(skip..written.len().saturating_sub(skip)) else { return self.span };
        let solid = |text: &str| text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect::<Vec<_>>();
        let (read, raw) = (solid(text), solid(inner));
        if read.len() != raw.len() || read.iter().zip(&raw).any(|(a, b)| a.1 != b.1) {
            return self.span;
        }
        let base = self.span.start as usize + skip;
        let end_of = |&(at, c): &(usize, char)| at + c.len_utf8();
        let first = read.partition_point(|&(at, _)| at < part.start);
        let past = read.partition_point(|&(at, _)| at < part.end);
        let start = raw.get(first).map_or_else(|| raw.last().map_or(0, end_of), |&(at, _)| at);
        let end = past.checked_sub(1).and_then(|last| raw.get(last)).map_or(start, end_of);
        Span::new(base + start, base + end.max(start))
    }
}

/// From the parser's count of characters to bytes.
struct Offsets {
    /// Empty for ASCII, else the byte of every 32nd character.
    marks: Vec<u32>,
}

impl Offsets {
    const STEP: usize = 32;

    fn new(text: &str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(Self::STEP).map(|(at, _)| offset(at)).collect()
        };
        Self { marks }
    }

    fn byte(&self, text: &str, character: usize) -> usize {
        if self.marks.is_empty() {
            return character.min(text.len());
        }
        let Some(&mark) = self.marks.get(character / Self::STEP) else { return text.len() };
        let rest = &text[mark as usize..];
        rest.char_indices().nth(character % Self::STEP).map_or(text.len(), |(at, _)| mark as usize + at)
    }
}

/// A list or map that is still open.
enum Open {
    List { start: usize, items: Vec<Node> },
    Map { start: usize, entries: Vec<Entry>, seen: Seen, key: Option<(Box<str>, Span)> },
}

/// Finds duplicate keys: by looking along short maps, by a table in long ones.
#[derive(Default)]
struct Seen(FxHashMap<Box<str>, Span>);

impl Seen {
    const LINEAR: usize = 16;

    fn first(&mut self, entries: &[Entry], key: &str) -> Option<Span> {
        if entries.len() < Self::LINEAR {
            return entries.iter().find(|entry| &*entry.key == key).map(|entry| entry.key_span);
        }
        for entry in &entries[self.0.len().min(entries.len())..] {
            self.0.entry(entry.key.clone()).or_insert(entry.key_span);
        }
        self.0.get(key).copied()
    }
}

/// The tree of the source; `None` where the YAML itself is broken, which is then among the problems.
pub(super) fn parse(problems: &mut Problems) -> Option<Node> {
    let source = std::sync::Arc::clone(problems.source());
    let text = source.text();
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} bytes; {MAX_BYTES} is the most", text.len());
        problems.error("yaml/too-large", Span::default(), message).help("split it into several packs");
        return None;
    }
    // a byte order mark is an editor's habit, no content
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder {
        text: body,
        base: text.len() - body.len(),
        offsets: Offsets::new(body),
        open: Vec::new(),
        root: None,
        nodes: 0,
    };
    for event in Parser::new_from_str(body) {
        match event {
            Ok((event, span)) => builder.event(event, span, problems).ok()?,
            Err(error) => {
                builder.report(&error, problems);
                return None;
            }
        }
    }
    if builder.root.is_none() {
        let end = Span::new(text.len(), text.len());
        problems.error("pack/empty", end, "the file is empty").help("start it with `lacuna: 1` and `pack: NAME`");
    }
    builder.root
}

/// The source cannot be read on; the problem is told.
struct Stop;

struct Builder<'a> {
    text: &'a str,
    base: usize,
    offsets: Offsets,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
}

impl Builder<'_> {
    fn byte(&self, character: usize) -> usize {
        self.base + self.offsets.byte(self.text, character)
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        let start = self.byte(span.start.index());
        Span::new(start, self.byte(span.end.index()).max(start))
    }

    fn event(&mut self, event: Event<'_>, at: saphyr_parser::Span, problems: &mut Problems) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                let span = self.span(at);
                problems
                    .error("yaml/several-documents", span, "a second document starts here")
                    .help("one pack is one file: remove the `---` or split the file");
                return Err(Stop);
            }
            Event::Alias(_) => {
                let span = self.span(at);
                refuse_anchor(problems, span, "an alias (`*name`) is not read in packs");
                return Err(Stop);
            }
            Event::Scalar(value, style, anchor, tag) => {
                let mut span = self.span(at);
                self.refuse(anchor, tag.is_some(), span, problems);
                if style == ScalarStyle::Plain && value.is_empty() {
                    span.end = span.start;
                }
                return self.scalar(value.into(), style, span, problems);
            }
            Event::SequenceStart(anchor, tag) => {
                let span = self.span(at);
                self.refuse(anchor, tag.is_some(), span, problems);
                self.open(Open::List { start: span.start as usize, items: Vec::new() }, span, problems)?;
            }
            Event::MappingStart(anchor, tag) => {
                let span = self.span(at);
                self.refuse(anchor, tag.is_some(), span, problems);
                let map =
                    Open::Map { start: span.start as usize, entries: Vec::new(), seen: Seen::default(), key: None };
                self.open(map, span, problems)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let end = self.span(at);
                return self.close(end, problems);
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn refuse(&self, anchor: usize, tagged: bool, span: Span, problems: &mut Problems) {
        if anchor != 0 {
            refuse_anchor(problems, self.before(span, '&'), "an anchor (`&name`) is not read in packs");
        }
        if tagged {
            problems
                .error("yaml/tag", self.before(span, '!'), "a tag (`!name`) is not read in packs")
                .help("every value is read as the text that was written; if the text begins with `!`, quote it");
        }
    }

    /// The word that begins with `mark` and stands before `span`, where the parser names no place of its own.
    fn before(&self, span: Span, mark: char) -> Span {
        let head = &self.text[..(span.start as usize - self.base).min(self.text.len())];
        let Some(start) = head.rfind(mark) else { return span };
        let len = head[start..].find(char::is_whitespace).unwrap_or(head.len() - start);
        Span::new(self.base + start, self.base + start + len)
    }

    fn open(&mut self, open: Open, span: Span, problems: &mut Problems) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            too_deep(problems, span);
            return Err(Stop);
        }
        self.expect_no_key(span, problems)?;
        self.open.push(open);
        Ok(())
    }

    /// A list or map cannot be a key.
    fn expect_no_key(&self, span: Span, problems: &mut Problems) -> Result<(), Stop> {
        if let Some(Open::Map { key: None, .. }) = self.open.last() {
            problems
                .error("yaml/key", span, "a list or map cannot be a key")
                .help("if it is a text that begins with `[`, `{` or `?`, quote it");
            return Err(Stop);
        }
        Ok(())
    }

    fn scalar(&mut self, text: Box<str>, style: ScalarStyle, span: Span, problems: &mut Problems) -> Result<(), Stop> {
        if let Some(Open::Map { entries, seen, key: key @ None, .. }) = self.open.last_mut() {
            if let Some(first) = seen.first(entries, &text) {
                problems
                    .error("yaml/duplicate-key", span, format!("the key `{text}` stands twice in one map"))
                    .context(first, "first here")
                    .help("join the two, or rename one");
            }
            *key = Some((text, span));
            return Ok(());
        }
        self.add(Node { kind: NodeKind::Scalar { text, style }, span }, problems)
    }

    fn close(&mut self, end: Span, problems: &mut Problems) -> Result<(), Stop> {
        // a flow collection ends with its bracket, a block collection with its last child
        let node = match self.open.pop() {
            Some(Open::List { start, items }) => {
                let last = items.last().map_or(start, |node| node.span.end as usize);
                let end = if end.is_empty() { last } else { end.end as usize };
                Node { kind: NodeKind::List(items), span: Span::new(start, end.max(start)) }
            }
            Some(Open::Map { start, entries, .. }) => {
                let last = entries.last().map_or(start, |entry| entry.value.span.end.max(entry.key_span.end) as usize);
                let end = if end.is_empty() { last } else { end.end as usize };
                Node { kind: NodeKind::Map(entries), span: Span::new(start, end.max(start)) }
            }
            None => return Ok(()),
        };
        self.add(node, problems)
    }

    fn add(&mut self, node: Node, problems: &mut Problems) -> Result<(), Stop> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the file has more than {MAX_NODES} values");
            problems.error("yaml/too-many-values", node.span, message).help("split it into several packs");
            return Err(Stop);
        }
        match self.open.last_mut() {
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => {
                let (key, key_span) = key.take().expect("a value follows its key");
                entries.push(Entry { key, key_span, value: node });
            }
            None => self.root = Some(node),
        }
        Ok(())
    }

    /// The innermost open `[` or `{`, with what closes it.
    fn unclosed(&self) -> Option<(Span, char)> {
        let (Open::List { start, .. } | Open::Map { start, .. }) = self.open.last()?;
        let close = match self.text.as_bytes().get(*start - self.base)? {
            b'[' => ']',
            b'{' => '}',
            _ => return None,
        };
        Some((Span::new(*start, *start + 1), close))
    }

    /// A syntax error, with the cure for the mistakes that phrases invite.
    fn report(&self, error: &ScanError, problems: &mut Problems) {
        let at = self.byte(error.marker().index()) - self.base;
        let here = self.text[at..].chars().next();
        let width = here.map_or(0, |c| if c == '\n' { 0 } else { c.len_utf8() });
        let span = Span::new(self.base + at, self.base + at + width);
        let line_start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.text[line_start..].lines().next().unwrap_or_default();
        let info = error.info();
        if here == Some('\t') || info.contains("tab") || line.trim_start_matches(' ').starts_with('\t') {
            let span = line.find('\t').map_or(span, |tab| {
                let tab = self.base + line_start + tab;
                Span::new(tab, tab + 1)
            });
            problems.error("yaml/tab", span, "a tab where YAML wants spaces").help("indent with spaces");
            return;
        }
        if info.contains("recursion limit") {
            too_deep(problems, span);
            return;
        }
        if info.contains("unknown anchor") {
            refuse_anchor(problems, span, "an alias (`*name`) is not read in packs");
            return;
        }
        if let Some((bracket, close)) = self.unclosed() {
            let message = format!("this is not YAML: {info}");
            problems.error("yaml/syntax", span, message).context(bracket, "opened here").help(format!(
                "close it with `{close}`; put `, ` between items, and quote a text that holds one of , [ ] {{ }}"
            ));
            return;
        }
        let value = line.trim_start().trim_start_matches("- ").trim_start();
        let help = if info.contains("mapping values are not allowed") || info.contains("illegal placement of ':'") {
            "quote the text if the `: ` belongs to it: 'like: this'"
        } else if info.contains("unexpected end of stream") || info.contains("quoted scalar") {
            "close the quote; inside '...' a quote is written twice: ''"
        } else if value.starts_with(['@', '`', '%', '&', '*', '!', '|', '>', '"', '\'', '{', '[']) {
            "quote a text that begins with one of * & ! % @ ` | > { [ ' \""
        } else {
            "check the indentation, and quote texts that hold `: ` or ` #`"
        };
        problems.error("yaml/syntax", span, format!("this is not YAML: {info}")).help(help);
    }
}

fn too_deep(problems: &mut Problems, span: Span) {
    let message = format!("lists and maps are nested more than {MAX_DEPTH} deep");
    problems.error("yaml/too-deep", span, message).help("a pack needs no more than ten levels");
}

fn refuse_anchor(problems: &mut Problems, span: Span, message: &str) {
    problems.error("yaml/anchor", span, message).help(
        "write the value out, or share it with `vocabulary` and `use`; if the text begins with `&` or `*`, quote it",
    );
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::problem::Source;
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<String>) {
        let mut problems = Problems::new(&Arc::new(Source::new("t", text)));
        let node = parse(&mut problems);
        (node, problems.into_sorted().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nodes_know_their_bytes() {
        let text = "ä: [x y, 'q''r']\nb:\n  - one\n  - {k: v}\n";
        let (node, problems) = read(text);
        assert!(problems.is_empty(), "{problems:?}");
        let NodeKind::Map(entries) = node.unwrap().kind else { panic!("a map") };
        let slice = |span: Span| &text[span.range()];
        assert_eq!(slice(entries[0].key_span), "ä");
        assert_eq!(slice(entries[0].value.span), "[x y, 'q''r']");
        assert_eq!(slice(entries[1].value.span), "- one\n  - {k: v}");
    }

    #[test]
    fn parts_of_scalars_are_found_in_the_source() {
        let cases = [
            ("plain", "a: we <earse> it", "<earse>"),
            ("quoted", "a: 'we <earse> it'", "<earse>"),
            ("double", "a: \"we <earse> it\"", "<earse>"),
            ("several lines", "a: we may\n   <earse>\n   it", "<earse>"),
            ("folded block", "a: >-\n   we may\n   <earse>\n   it", "<earse>"),
            ("escaped: the whole scalar", "a: 'don''t <earse> it'", "'don''t <earse> it'"),
        ];
        for (name, text, expected) in cases {
            let (node, problems) = read(text);
            assert!(problems.is_empty(), "{name}: {problems:?}");
            let NodeKind::Map(entries) = node.unwrap().kind else { panic!("a map") };
            let value = &entries[0].value;
            let at = value.scalar().unwrap().find("<earse>").unwrap();
            assert_eq!(&text[value.inner_span(text, at..at + 7).range()], expected, "{name}");
        }
    }

    #[test]
    fn what_is_refused() {
        let deep = "[".repeat(1_000);
        let anchors: String = (0..3_000).map(|i| format!("- &a{i} x\n")).collect();
        let cases = [
            ("anchor", "a: &x b", "t:1:4: error[yaml/anchor]"),
            ("alias", "a: &x b\nc: *x", "t:1:4: error[yaml/anchor]"),
            ("unknown alias", "a: *x", "t:1:4: error[yaml/anchor]"),
            ("tag", "a: !!str b", "t:1:4: error[yaml/tag]"),
            ("duplicate key", "a: 1\nb: 2\na: 3", "t:3:1: error[yaml/duplicate-key]"),
            ("tab", "a:\n\tb: 1", "t:2:1: error[yaml/tab]"),
            ("colon", "a: b: c", "t:1:5: error[yaml/syntax]"),
            ("two documents", "a: b\n---\nc: d", "t:2:1: error[yaml/several-documents]"),
            ("empty", "# nothing\n", "t:2:1: error[pack/empty]"),
            ("deep", &deep, "t:1:256: error[yaml/too-deep]"),
            ("many anchors", &anchors, "t:1:3: error[yaml/anchor]"),
            ("map as a key", "{a: b}: c", "t:1:1: error[yaml/key]"),
        ];
        for (name, text, expected) in cases {
            let (_, problems) = read(text);
            assert!(
                problems.first().is_some_and(|first| first.starts_with(expected)),
                "{name}: {:?}",
                problems.first()
            );
        }
    }

    #[test]
    fn a_large_pack_is_read_in_time() {
        let text = format!("a:\n{}", "  - some phrase (a|b) c\n".repeat(210_000));
        let started = std::time::Instant::now();
        let (node, problems) = read(&text);
        assert!(node.is_some() && problems.is_empty());
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
}
