//! A block's words without markup, each byte mapped to its place in the document's text.

use crate::span::{Span, offset};

/// Text without markup, with the place of every byte in the document's text.
#[derive(Clone, Debug, Default)]
pub struct Inline {
    text: String,
    runs: Vec<Run>,
    links: Vec<Link>,
}

/// A link inside an [`Inline`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Bytes of the inline text.
    pub text: Span,
    /// Where it leads, as written: `mailto:privacy@example.com`.
    pub target: String,
}

/// A stretch of inline text and the stretch of the document's text that it stands for.
#[derive(Clone, Copy, Debug)]
struct Run {
    at: u32,
    source: Span,
}

impl Inline {
    /// The text without markup; soft line breaks are spaces, hard ones `\n`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The links, in order.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Appends `piece`, which stands for `source` of the document's text.
    ///
    /// A piece as long as its source maps byte by byte; any other maps as a whole (an entity, a folded line break).
    pub fn push(&mut self, piece: &str, source: Span) {
        if piece.is_empty() {
            return;
        }
        let at = offset(self.text.len());
        let extends = piece.len() == source.len()
            && self
                .runs
                .last()
                .is_some_and(|last| last.source.end == source.start && last.source.len() == (at - last.at) as usize);
        if extends {
            if let Some(last) = self.runs.last_mut() {
                last.source.end = source.end;
            }
        } else {
            self.runs.push(Run { at, source });
        }
        self.text.push_str(piece);
    }

    /// Records that bytes `text` of this inline are a link to `target`.
    pub fn add_link(&mut self, text: Span, target: String) {
        self.links.push(Link { text, target });
    }

    /// The place in the document's text of bytes `span` of this inline; of the whole for an empty inline.
    #[must_use]
    pub fn source(&self, span: Span) -> Span {
        let (start, _) = self.place(span.start);
        let (last, whole) = self.place(span.end.saturating_sub(1).max(span.start));
        let end = if whole { last.end } else { last.start + 1 };
        Span { start: start.start.min(end), end }
    }

    /// The place of the byte at `at`, and whether it stands for more than one byte of source.
    fn place(&self, at: u32) -> (Span, bool) {
        let index = self.runs.partition_point(|run| run.at <= at);
        let Some(run) = index.checked_sub(1).and_then(|i| self.runs.get(i)) else {
            return (Span::default(), true);
        };
        let next = self.runs.get(index).map_or(offset(self.text.len()), |next| next.at);
        if run.source.len() == (next - run.at) as usize {
            let place = (run.source.start + (at - run.at)).min(run.source.end);
            (Span { start: place, end: run.source.end }, false)
        } else {
            (run.source, true)
        }
    }

    /// The stretches of bytes `span`, each with the stretch of the document's text that it stands for.
    pub(super) fn pieces(&self, span: Span) -> impl Iterator<Item = (Span, Span)> {
        let mut index = self.runs.partition_point(|run| run.at <= span.start).saturating_sub(1);
        let mut at = span.start;
        std::iter::from_fn(move || {
            if at >= span.end || index >= self.runs.len() {
                return None;
            }
            let next = self.runs.get(index + 1).map_or(offset(self.text.len()), |next| next.at);
            let piece = Span { start: at, end: next.min(span.end) };
            at = piece.end;
            index += 1;
            Some((piece, self.source(piece)))
        })
    }

    /// The part of this inline that holds bytes `span`, with its places and links; both ends on character boundaries.
    #[must_use]
    pub fn slice(&self, span: Span) -> Self {
        let mut out = Self::default();
        for (piece, source) in self.pieces(span) {
            out.push(&self.text[piece.range()], source);
        }
        for link in &self.links {
            if link.text.overlaps(span) {
                let start = link.text.start.max(span.start) - span.start;
                let end = link.text.end.min(span.end) - span.start;
                out.add_link(Span { start, end }, link.target.clone());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_entities_and_joined_runs() {
        // source: "a &amp; b  c" with the entity read as one character and two spaces folded into one
        let mut inline = Inline::default();
        inline.push("a ", Span::new(0, 2));
        inline.push("&", Span::new(2, 7));
        inline.push(" b", Span::new(7, 9));
        inline.push(" ", Span::new(9, 11));
        inline.push("c", Span::new(11, 12));
        assert_eq!(inline.as_str(), "a & b c");
        let cases = [
            ("one byte", (0, 1), (0, 1)),
            ("the entity is whole", (2, 3), (2, 7)),
            ("across the entity", (0, 5), (0, 9)),
            ("folded space", (5, 6), (9, 11)),
            ("last", (6, 7), (11, 12)),
        ];
        for (name, (start, end), (from, to)) in cases {
            assert_eq!(inline.source(Span::new(start, end)), Span::new(from, to), "{name}");
        }
        let part = inline.slice(Span::new(2, 5));
        assert_eq!(part.as_str(), "& b");
        assert_eq!(part.source(Span::new(0, 3)), Span::new(2, 9));
    }
}
