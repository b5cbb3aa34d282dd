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
    /// Its first row that holds words.
    top: u32,
    /// Whether something in it is no plain cell.
    laid_out: bool,
    /// Whether the syntax calls cells of the first row headers, and none there is none.
    top_marked: bool,
    top_unmarked: bool,
    /// Whether every cell of the first row could head a column.
    top_short: bool,
    top_bold: bool,
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
            cell.header = cell.row == shape.top && shape.has_header();
        } else {
            block.cell = None;
        }
    }
}

impl Shape {
    fn add(&mut self, block: &RawBlock, cell: CellPlace) {
        if self.rows == 0 {
            (self.top, self.top_short, self.top_bold) = (cell.row, true, true);
        }
        self.rows = self.rows.max(cell.row - self.top + 1);
        self.columns = self.columns.max(cell.column + 1);
        let text = block.text.as_str();
        let words = text.split_ascii_whitespace().take(LONGEST_CELL + 1).count();
        self.laid_out |= block.kind != RawKind::Paragraph || words > LONGEST_CELL;
        if cell.row == self.top {
            self.top_marked |= cell.header;
            self.top_unmarked |= !cell.header;
            self.top_short &= words <= LONGEST_HEADER && !text.ends_with(['.', ';']);
            self.top_bold &= block.bold.first().is_some_and(|bold| bold.len() + 2 >= text.len());
        }
    }

    fn is_data(&self) -> bool {
        self.rows > 1 && self.columns > 1 && !self.laid_out
    }

    fn has_header(&self) -> bool {
        let marked = self.top_marked && !self.top_unmarked;
        self.top_short && (marked || self.top_bold || self.rows > 2)
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
