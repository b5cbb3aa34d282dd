//! The raw blocks that every syntax is read into, and the builder that the readers share.
//!
//! A reader walks its syntax and tells the [`Builder`] what opens, what closes and which text stands where; the builder
//! folds white space, drops blocks without a word, and knows at every moment which item or cell it is in.

use super::inline::Inline;
use crate::span::{Span, offset};

/// A block as its syntax marks it; what the syntax left unsaid is added by `structure`.
#[derive(Clone, Debug)]
pub(super) struct RawBlock {
    /// What it is.
    pub(super) kind: RawKind,
    /// The table cell that it stands in.
    pub(super) cell: Option<CellPlace>,
    /// Its words.
    pub(super) text: Inline,
    /// The bytes of its words that are set in bold, in order.
    pub(super) bold: Vec<Span>,
}

impl RawBlock {
    /// Cuts its words down to bytes `span`.
    pub(super) fn cut(&mut self, span: Span) {
        self.text = self.text.slice(span);
        self.bold.retain(|run| run.overlaps(span));
        for run in &mut self.bold {
            *run = Span { start: run.start.max(span.start) - span.start, end: run.end.min(span.end) - span.start };
        }
    }

    /// Removes no-break spaces, invisible characters and the pipes of broken tables from its ends.
    fn trim(&mut self) {
        let odd = |c: char| {
            c.is_whitespace() || matches!(c, '|' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        };
        let text = self.text.as_str();
        let start = text.len() - text.trim_start_matches(odd).len();
        let end = text.trim_end_matches(odd).len();
        if start > 0 || end < text.len() {
            self.cut(Span::new(start, end));
        }
    }
}

/// What the syntax says that a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RawKind {
    /// A heading; `marked` if the syntax says so, else it was recognised.
    Heading { level: u8, marked: bool },
    /// A paragraph.
    Paragraph,
    /// A paragraph of a list item.
    Item { list: u32, depth: u8, first: bool, ordered: bool },
}

/// Where in which table a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellPlace {
    pub(super) table: u32,
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) header: bool,
}

/// Builds raw blocks from what a reader meets.
#[derive(Debug, Default)]
pub(super) struct Builder {
    blocks: Vec<RawBlock>,
    text: Inline,
    bold: Vec<Span>,
    bold_depth: u32,
    /// The open link: where it starts in `text`, and its target.
    link: Option<(u32, String)>,
    heading: Option<u8>,
    containers: Vec<Container>,
    /// The number of open items, of all lists.
    depth: u8,
    lists: u32,
    tables: u32,
    space: Option<Span>,
    line_break: Option<Span>,
}

#[derive(Clone, Copy, Debug)]
enum Container {
    List { list: u32, ordered: bool },
    Item { list: u32, depth: u8, ordered: bool, started: bool },
    Table { table: u32, row: u32, column: u32 },
    Cell { place: CellPlace },
}

/// Containers nested deeper than this are read as if they were not there.
const MAX_NESTING: usize = 200;

impl Builder {
    /// Appends `piece`, which stands for `source`; runs of white space become one space.
    ///
    /// A piece as long as its source is taken to be the source itself.
    pub(super) fn text(&mut self, piece: &str, source: Span) {
        if piece.len() != source.len() {
            // an entity or the like: its places are those of the whole
            self.word(piece, source);
            return;
        }
        let bytes = piece.as_bytes();
        let at = |from: usize, to: usize| Span { start: source.start + offset(from), end: source.start + offset(to) };
        let mut start = 0;
        while start < bytes.len() {
            let spaces = bytes[start..].iter().take_while(|b| b.is_ascii_whitespace()).count();
            if spaces > 0 {
                self.space(at(start, start + spaces));
                start += spaces;
            }
            // single spaces between words stay part of the run, so that a plain sentence is one run
            let mut end = start;
            while let Some(&byte) = bytes.get(end) {
                let blank = byte.is_ascii_whitespace();
                if blank && (byte != b' ' || bytes.get(end + 1).is_none_or(u8::is_ascii_whitespace)) {
                    break;
                }
                end += 1;
            }
            if end > start {
                self.word(&piece[start..end], at(start, end));
            }
            start = end;
        }
    }

    /// Notes white space, which becomes one space if words follow on the same line.
    pub(super) fn space(&mut self, source: Span) {
        self.space = Some(self.space.map_or(source, |space| space.cover(source)));
    }

    fn word(&mut self, piece: &str, source: Span) {
        let blank = self.text.as_str().is_empty();
        if let Some(line_break) = self.line_break.take() {
            if !blank {
                self.text.push("\n", line_break);
            }
            self.space = None;
        } else if let Some(space) = self.space.take()
            && !blank
        {
            self.text.push(" ", space);
        }
        let start = offset(self.text.as_str().len());
        self.text.push(piece, source);
        if self.bold_depth > 0 {
            let end = offset(self.text.as_str().len());
            match self.bold.last_mut() {
                Some(last) if last.end + 1 >= start => last.end = end,
                _ => self.bold.push(Span { start, end }),
            }
        }
        if let Some((link, _)) = &mut self.link
            && *link == u32::MAX
        {
            *link = start;
        }
    }

    /// A line break that was meant; two in a row end the paragraph.
    pub(super) fn line_break(&mut self, source: Span) {
        if self.line_break.is_some() && self.heading.is_none() {
            self.flush();
        } else if !self.text.as_str().is_empty() {
            self.line_break = Some(source);
        }
    }

    /// Starts or ends bold text.
    pub(super) fn bold(&mut self, on: bool) {
        self.bold_depth = if on { self.bold_depth + 1 } else { self.bold_depth.saturating_sub(1) };
    }

    /// Starts a link to `target`.
    pub(super) fn open_link(&mut self, target: String) {
        self.close_link();
        self.link = Some((u32::MAX, target));
    }

    /// Ends the open link, if there is one.
    pub(super) fn close_link(&mut self) {
        if let Some((start, target)) = self.link.take() {
            let end = offset(self.text.as_str().len());
            if start < end {
                self.text.add_link(Span { start, end }, target);
            }
        }
    }

    /// Ends the block that is being read.
    pub(super) fn flush(&mut self) {
        let link = self.link.as_ref().map(|(_, target)| target.clone());
        self.close_link();
        self.space = None;
        self.line_break = None;
        let text = std::mem::take(&mut self.text);
        let bold = std::mem::take(&mut self.bold);
        self.link = link.map(|target| (u32::MAX, target));
        if !text.as_str().chars().any(char::is_alphanumeric) {
            return;
        }
        let (kind, cell) = self.place();
        let mut block = RawBlock { kind, cell, text, bold };
        block.trim();
        self.blocks.push(block);
    }

    /// What a block that ends here is.
    fn place(&mut self) -> (RawKind, Option<CellPlace>) {
        let cell = self.containers.iter().rev().find_map(|container| match container {
            Container::Cell { place } => Some(*place),
            _ => None,
        });
        if let Some(level) = self.heading {
            return (RawKind::Heading { level, marked: true }, cell);
        }
        let kind = match self.containers.last_mut() {
            Some(Container::Item { list, depth, ordered, started }) => {
                let first = !std::mem::replace(started, true);
                RawKind::Item { list: *list, depth: *depth, first, ordered: *ordered }
            }
            _ => RawKind::Paragraph,
        };
        (kind, cell)
    }

    /// Starts a heading of `level`.
    pub(super) fn open_heading(&mut self, level: u8) {
        self.flush();
        self.heading = Some(level.clamp(1, 6));
    }

    /// Ends the heading.
    pub(super) fn close_heading(&mut self) {
        self.flush();
        self.heading = None;
    }

    /// Starts a list.
    pub(super) fn open_list(&mut self, ordered: bool) {
        self.flush();
        self.lists += 1;
        self.push(Container::List { list: self.lists, ordered });
    }

    /// Ends the innermost list.
    pub(super) fn close_list(&mut self) {
        self.close(|container| matches!(container, Container::List { .. }));
    }

    /// Starts an item; one of the same list that is still open ends.
    pub(super) fn open_item(&mut self) {
        self.flush();
        if matches!(self.containers.last(), Some(Container::Item { .. })) {
            self.pop();
        }
        let (list, ordered) = match self.containers.last() {
            Some(Container::List { list, ordered }) => (*list, *ordered),
            _ => (self.lists, false),
        };
        let depth = self.depth.saturating_add(1);
        self.push(Container::Item { list, depth, ordered, started: false });
    }

    /// Ends the innermost item.
    pub(super) fn close_item(&mut self) {
        self.close(|container| matches!(container, Container::Item { .. }));
    }

    /// Starts a table.
    pub(super) fn open_table(&mut self) {
        self.flush();
        self.tables += 1;
        self.push(Container::Table { table: self.tables, row: 0, column: 0 });
    }

    /// Ends the innermost table.
    pub(super) fn close_table(&mut self) {
        self.close(|container| matches!(container, Container::Table { .. }));
    }

    /// Starts a table's row; an open cell ends.
    pub(super) fn open_row(&mut self) {
        self.flush();
        self.close_cell();
        if let Some(Container::Table { row, column, .. }) = self.containers.last_mut() {
            *row += 1;
            *column = 0;
        }
    }

    /// Starts a table's cell that is `span` columns wide; an open one ends.
    pub(super) fn open_cell(&mut self, header: bool, span: u32) {
        self.flush();
        self.close_cell();
        if let Some(Container::Table { table, row, column }) = self.containers.last_mut() {
            let place = CellPlace { table: *table, row: *row, column: *column, header };
            *column = column.saturating_add(span.clamp(1, 1000));
            self.push(Container::Cell { place });
        }
    }

    /// Ends the innermost cell, if one is open in the innermost table.
    pub(super) fn close_cell(&mut self) {
        self.flush();
        let mut inner = self.containers.iter().rev();
        if inner.find(|c| matches!(c, Container::Cell { .. } | Container::Table { .. })).is_some_and(is_cell) {
            self.close(is_cell);
        }
    }

    /// The number of open containers, to come back to with [`Builder::rewind`].
    pub(super) fn mark(&self) -> usize {
        self.containers.len()
    }

    /// Ends the block and all containers above `mark`, and bold and links with them.
    pub(super) fn rewind(&mut self, mark: usize) {
        self.flush();
        while self.containers.len() > mark {
            self.pop();
        }
        self.heading = None;
        self.bold_depth = 0;
        self.link = None;
    }

    /// The blocks, in order.
    pub(super) fn finish(mut self) -> Vec<RawBlock> {
        self.flush();
        self.blocks
    }

    fn push(&mut self, container: Container) {
        if self.containers.len() < MAX_NESTING {
            if matches!(container, Container::Item { .. }) {
                self.depth = self.depth.saturating_add(1);
            }
            self.containers.push(container);
        }
    }

    fn pop(&mut self) {
        if let Some(Container::Item { .. }) = self.containers.pop() {
            self.depth = self.depth.saturating_sub(1);
        }
    }

    /// Ends the innermost container that is `wanted` and all inside it, if there is one.
    fn close(&mut self, wanted: fn(&Container) -> bool) {
        self.flush();
        if let Some(at) = self.containers.iter().rposition(wanted) {
            while self.containers.len() > at {
                self.pop();
            }
        }
    }
}

fn is_cell(container: &Container) -> bool {
    matches!(container, Container::Cell { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_folds_and_keeps_its_place() {
        let mut builder = Builder::default();
        let source = "  We \n\n sell  nothing. ";
        builder.text(source, Span::new(0, source.len()));
        let blocks = builder.finish();
        assert_eq!(blocks.len(), 1);
        let text = &blocks[0].text;
        assert_eq!(text.as_str(), "We sell nothing.");
        assert_eq!(&source[text.source(Span::new(3, 7)).range()], "sell");
        assert_eq!(&source[text.source(Span::new(8, 16)).range()], "nothing.");
    }

    #[test]
    fn two_line_breaks_end_a_paragraph() {
        let mut builder = Builder::default();
        let at = Span::default();
        for piece in ["a", "\n", "b", "\n", "\n", "c", "\n"] {
            if piece == "\n" { builder.line_break(at) } else { builder.text(piece, at) }
        }
        let texts: Vec<_> = builder.finish().iter().map(|block| block.text.as_str().to_owned()).collect();
        assert_eq!(texts, ["a\nb", "c"]);
    }

    #[test]
    fn unclosed_items_and_cells_end_where_the_next_begins() {
        let mut builder = Builder::default();
        let at = Span::default();
        builder.open_list(false);
        for piece in ["one", "two"] {
            builder.open_item();
            builder.text(piece, at);
        }
        builder.close_list();
        builder.open_table();
        for piece in ["left", "right"] {
            builder.open_cell(true, 1);
            builder.text(piece, at);
        }
        builder.rewind(0);
        builder.text("after", at);
        let blocks = builder.finish();
        let depths: Vec<_> = blocks
            .iter()
            .map(|block| match block.kind {
                RawKind::Item { depth, first, .. } => (depth, first, None),
                _ => (0, false, block.cell.map(|cell| cell.column)),
            })
            .collect();
        assert_eq!(
            depths,
            [(1, true, None), (1, true, None), (0, false, Some(0)), (0, false, Some(1)), (0, false, None)]
        );
    }
}
