//! Which tables hold data, and which only lay out a page.

use super::raw::{CellPlace, RawBlock, RawKind};

/// Longer cells hold a text, not data.
const LONGEST_CELL: usize = 250;
/// Longer cells head no column.
const LONGEST_HEADER: usize = 12;

/// What is known of one table.
#[derive(Default)]
struct Shape {
    rows: u32,
    columns: u32,
    /// Its first row that holds words, and the next one.
    top: [Row; 2],
    /// Whether something in it is no plain cell.
    laid_out: bool,
}

/// What is known of a row.
#[derive(Clone, Copy, Default)]
struct Row {
    number: u32,
    /// One more than its last column that holds words; 0 if the row is not there.
    width: u32,
    blocks: u32,
    /// Whether the syntax calls all its cells headers.
    marked: bool,
    /// Whether every cell could head a column.
    short: bool,
    bold: bool,
}

/// Keeps the cell places of data tables, with `header` true for column headers, and removes all others.
pub(super) fn settle(blocks: &mut [RawBlock]) {
    let count = blocks.iter().filter_map(|block| block.cell).map(|cell| cell.table + 1).max().unwrap_or(0);
    if count == 0 {
        return;
    }
    let mut shapes: Vec<Shape> = std::iter::repeat_with(Shape::default).take(count as usize).collect();
    for block in blocks.iter() {
        if let Some(cell) = block.cell {
            shapes[cell.table as usize].add(block, cell);
        }
    }
    for block in blocks {
        let Some(cell) = &mut block.cell else { continue };
        let shape = &shapes[cell.table as usize];
        if shape.is_data() {
            cell.header =
                shape.header_row() == Some(cell.row) || (shape.has_title() && cell.row == shape.top[0].number);
        } else {
            block.cell = None;
        }
    }
}

impl Shape {
    fn add(&mut self, block: &RawBlock, cell: CellPlace) {
        let text = block.text.as_str();
        let words = text.split_ascii_whitespace().take(LONGEST_CELL + 1).count();
        self.laid_out |= block.kind != RawKind::Paragraph || words > LONGEST_CELL;
        self.columns = self.columns.max(cell.column + 1);
        let row = self.top.iter_mut().find(|row| row.width == 0 || row.number == cell.row);
        if let Some(row) = row {
            if row.width == 0 {
                *row = Row { number: cell.row, marked: true, short: true, bold: true, ..Row::default() };
            }
            row.width = row.width.max(cell.column + 1);
            row.blocks += 1;
            row.marked &= cell.header;
            row.short &= words <= LONGEST_HEADER && !text.ends_with(['.', ';']);
            row.bold &= block.bold.first().is_some_and(|bold| bold.len() + 2 >= text.len());
        }
        self.rows = self.rows.max(cell.row - self.top[0].number.min(cell.row) + 1);
    }

    fn is_data(&self) -> bool {
        self.rows > 1 && self.columns > 1 && !self.laid_out
    }

    /// Whether the first row is one cell that titles the table.
    fn has_title(&self) -> bool {
        let [title, next] = self.top;
        title.blocks == 1 && title.width == 1 && title.short && next.blocks > 1 && next.short
    }

    fn header_row(&self) -> Option<u32> {
        let titled = self.has_title();
        let row = self.top[usize::from(titled)];
        let is_header = row.short && (row.marked || row.bold || self.rows > 2 + u32::from(titled));
        is_header.then_some(row.number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::markdown;
    use super::*;

    #[test]
    fn data_tables_are_told_from_layouts() {
        let long = format!("| a | b |\n|---|---|\n| c | {} |", "word ".repeat(300));
        let cases = [
            (
                "data",
                "| Data | Why |\n|---|---|\n| names | to greet |",
                vec![Some(true), Some(true), Some(false), Some(false)],
            ),
            ("one column", "| We care. |\n|---|\n| We do. |", vec![None, None]),
            ("one row", "| We | care |\n|---|---|", vec![None, None]),
            ("a text in a cell", long.as_str(), vec![None; 4]),
            ("a list in a cell", "| a | b |\n|---|---|\n| c | <ul><li>d</li></ul> |", vec![None; 4]),
            (
                "an empty header, then a header",
                "|  |  |\n|---|---|\n| **Data** | **Why** |\n| names | to greet |",
                vec![Some(true), Some(true), Some(false), Some(false)],
            ),
            (
                "a title, then a header",
                "| What we keep |  |\n|---|---|\n| Data | Why |\n| names | to greet |\n| mail | to write |",
                vec![Some(true), Some(true), Some(true), Some(false), Some(false), Some(false), Some(false)],
            ),
            (
                "a header that is a sentence",
                "| Names. | We use your name to greet you. |\n|---|---|\n| Mail. | We use it to write. |",
                vec![Some(false); 4],
            ),
        ];
        for (name, text, want) in cases {
            let mut blocks = markdown::read(text);
            settle(&mut blocks);
            assert_eq!(
                blocks.iter().map(|block| block.cell.map(|cell| cell.header)).collect::<Vec<_>>(),
                want,
                "{name}"
            );
        }
    }
}
