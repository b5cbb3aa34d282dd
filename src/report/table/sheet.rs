//! The page that the sections write on: paragraphs, labelled paragraphs and grids, none wider than the screen.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use super::paint::{Style, columns, render, wrap};

/// What joins facts on a line.
const DOT: &str = " · ";

/// Prose wider than this is hard to read.
const PROSE: usize = 120;

/// The spaces between two columns of a grid.
pub(super) const GUTTER: usize = 2;

/// A page under way.
pub(super) struct Sheet {
    /// Columns of the screen.
    pub(super) width: usize,
    out: String,
}

/// A column of a [grid](Sheet::grid): its title, its width and whether it holds numbers.
pub(super) struct Column {
    pub(super) title: &'static str,
    pub(super) width: usize,
    pub(super) number: bool,
}

impl Sheet {
    pub(super) fn new(width: usize) -> Self {
        Self { width, out: String::new() }
    }

    /// The page, coloured or not.
    pub(super) fn finish(self, colour: bool) -> String {
        render(&self.out, colour)
    }

    /// An empty line, but never two.
    pub(super) fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A paragraph.
    pub(super) fn line(&mut self, text: &str) {
        self.hanging("", "", text);
    }

    /// Facts on a line, or on several where they do not fit; a fact is broken only if it is wider than the screen.
    pub(super) fn facts(&mut self, first: &str, rest: &str, facts: &[String]) {
        let width = self.width.min(PROSE) - columns(first).max(columns(rest));
        let mut line = String::new();
        let mut lines = Vec::new();
        for fact in facts {
            if !line.is_empty() && columns(&line) + columns(DOT) + columns(fact) > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push_str(DOT);
            }
            line.push_str(fact);
        }
        lines.push(line);
        for (at, line) in lines.iter().enumerate() {
            self.hanging(if at == 0 { first } else { rest }, rest, line);
        }
    }

    /// A heading, with an empty line before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.line(&Style::Strong.paint(text));
    }

    /// A paragraph after `first`, its further lines after `rest`.
    pub(super) fn hanging(&mut self, first: &str, rest: &str, text: &str) {
        let indent = columns(first).max(columns(rest));
        let width = self.width.min(PROSE + indent).saturating_sub(indent);
        for (at, line) in wrap(text, width).iter().enumerate() {
            self.out.push_str(if at == 0 { first } else { rest });
            self.out.push_str(line);
            self.out.push('\n');
        }
    }

    /// A grid of `rows`; each cell is a list of lines that fit its column.
    pub(super) fn grid(&mut self, columns: &[Column], rows: Vec<Vec<Vec<String>>>) {
        let mut table = Table::new();
        table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─')));
        table.set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(columns.iter().map(|column| Cell::new(Style::Faint.paint(column.title))));
        for row in rows {
            table.add_row(row.into_iter().map(|lines| Cell::new(lines.join("\n"))));
        }
        for (index, column) in columns.iter().enumerate() {
            let padding = if index + 1 == columns.len() { 0 } else { GUTTER };
            if let Some(shown) = table.column_mut(index) {
                shown.set_padding((0, u16::try_from(padding).unwrap_or(0)));
                let width = u16::try_from(column.width + padding).unwrap_or(u16::MAX);
                shown.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
                if column.number {
                    shown.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        for line in table.lines() {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }
}
