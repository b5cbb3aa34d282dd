//! Places in a text: byte spans and the line and column that people read.
//!
//! Floor 0: imports nothing of ours.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A half-open range of byte offsets in a text, `start <= end`.
///
/// Serialised as `[start, end]`. Offsets are 32 bits wide: a text is at most [`MAX_TEXT`] bytes long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

/// The longest text, in bytes, that is read: 256 MiB.
pub const MAX_TEXT: usize = 256 << 20;

impl Span {
    /// The span from `start` up to `end`.
    ///
    /// # Panics
    /// If an offset does not fit into 32 bits; texts over [`MAX_TEXT`] are refused before spans are made.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start: offset(start), end: offset(end) }
    }

    /// The number of bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range that slices a `str`.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// `at` as a 32-bit offset.
///
/// # Panics
/// If it does not fit; see [`MAX_TEXT`].
#[must_use]
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("texts are refused above MAX_TEXT, which fits into 32 bits")
}

impl From<(u32, u32)> for Span {
    fn from((start, end): (u32, u32)) -> Self {
        Self { start, end }
    }
}

impl From<Span> for (u32, u32) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

/// A place as people read it: 1-based line, 1-based column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: NonZeroU32,
    /// The column in characters (Unicode scalar values), from 1.
    pub column: NonZeroU32,
}

/// The starts of a text's lines; turns byte offsets into [`Position`]s, in time that no long line makes grow.
///
/// Lines end with `\n`, `\r\n` or a lone `\r`.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// The characters before every [`STRIDE`]th byte.
    characters: Vec<u32>,
}

/// The bytes between two counts of characters.
const STRIDE: usize = 4096;

impl LineIndex {
    /// The index of `text`; reads it once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            let ends_line = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends_line {
                starts.push(offset(at + 1));
            }
        }
        let mut characters = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut count = 0;
        for chunk in bytes.chunks(STRIDE) {
            characters.push(offset(count));
            count += begun(chunk);
        }
        Self { starts, characters }
    }

    /// The position of byte `at` of `text`, the text that the index was made of.
    ///
    /// An offset past the end or inside a character is taken back to the nearest character start.
    #[must_use]
    pub fn position(&self, text: &str, at: u32) -> Position {
        let mut at = (at as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts.partition_point(|&start| start as usize <= at);
        let start = self.starts[line - 1] as usize;
        let column = self.characters_before(text, at) - self.characters_before(text, start) + 1;
        Position { line: one_based(line), column: one_based(column) }
    }

    /// The number of characters that begin before byte `at`.
    fn characters_before(&self, text: &str, at: usize) -> usize {
        let Some(&known) = self.characters.get(at / STRIDE) else {
            // the text's length is a multiple of the stride, and `at` its end
            return self.characters.last().map_or(0, |&last| last as usize + begun(&text.as_bytes()[at - STRIDE..at]));
        };
        known as usize + begun(&text.as_bytes()[at / STRIDE * STRIDE..at])
    }

    /// The number of lines; an empty text has one.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// The byte at which the 1-based `line` starts, if the text has so many lines.
    #[must_use]
    pub fn start_of(&self, line: NonZeroU32) -> Option<u32> {
        self.starts.get(line.get() as usize - 1).copied()
    }
}

/// The number of characters that begin in `bytes` of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

fn one_based(count: usize) -> NonZeroU32 {
    NonZeroU32::new(offset(count)).expect("lines and columns are counted from 1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let cases = [
            ("first byte", "ab\ncd", 0, (1, 1)),
            ("the newline itself is on its line", "ab\ncd", 2, (1, 3)),
            ("after a newline", "ab\ncd", 3, (2, 1)),
            ("characters, not bytes", "äö€x", 7, (1, 4)),
            ("inside a character", "ä", 1, (1, 1)),
            ("CRLF is one line end", "a\r\nb", 3, (2, 1)),
            ("a lone CR ends a line", "a\rb", 2, (2, 1)),
            ("past the end", "ab", 9, (1, 3)),
            ("empty text", "", 0, (1, 1)),
        ];
        for (name, text, at, (line, column)) in cases {
            let place = LineIndex::new(text).position(text, at);
            assert_eq!((place.line.get(), place.column.get()), (line, column), "{name}");
        }
    }

    #[test]
    fn columns_are_right_far_out_on_a_line() {
        for text in
            ["ä".repeat(10_000), "aä€".repeat(4096), "x".repeat(2 * STRIDE), format!("a\n{}", "é".repeat(STRIDE))]
        {
            let index = LineIndex::new(&text);
            let mut line_start = 0;
            for (at, c) in text.char_indices().step_by(97).chain([(text.len(), ' ')]) {
                line_start = text[..at].rfind('\n').map_or(line_start, |newline| newline + 1);
                let column = text[line_start..at].chars().count() + 1;
                assert_eq!(index.position(&text, offset(at)).column.get() as usize, column, "{c:?} at {at}");
            }
        }
    }

    #[test]
    fn spans_know_what_they_hold() {
        let span = Span::new(2, 6);
        assert!(span.contains(Span::new(2, 6)) && span.contains(Span::new(3, 4)));
        assert!(!span.contains(Span::new(1, 3)));
        assert!(span.overlaps(Span::new(5, 9)) && !span.overlaps(Span::new(6, 9)));
        assert_eq!(span.cover(Span::new(8, 9)), Span::new(2, 9));
        assert_eq!(span.len(), 4);
    }
}
