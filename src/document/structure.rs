//! Raw blocks to blocks: headings, lead-ins, table headers and roles settled.

use super::raw::{CellPlace, RawBlock, RawKind};
use super::{Block, BlockId, BlockKind, Role, headings, lead_ins, lines, lists, promises, roles, tables};
use crate::span::offset;

/// The blocks of a document; and its tables' rows: for each block the table and row that it stands in.
pub(super) fn build(mut raw: Vec<RawBlock>) -> (Vec<Block>, Vec<Option<(u32, u32)>>) {
    tables::settle(&mut raw);
    let mut raw = lines::split(raw);
    headings::find(&mut raw);
    lists::find(&mut raw);
    let roles = roles::assign(&raw);
    let rows = raw.iter().map(|block| block.cell.map(|cell| (cell.table, cell.row))).collect();
    let mut path = Path::default();
    let mut grid = Grid::default();
    let mut blocks: Vec<Block> = Vec::with_capacity(raw.len());
    for (index, (block, role)) in raw.into_iter().zip(roles).enumerate() {
        let id = BlockId(offset(index));
        let (kind, heading) = match (block.kind, block.cell) {
            (_, Some(cell)) => (grid.place(id, cell), path.nearest()),
            (RawKind::Heading { level, .. }, _) => {
                let above = if role == Role::Content { path.enter(id, level) } else { path.nearest() };
                (BlockKind::Heading { level }, above)
            }
            (RawKind::Paragraph, _) => (BlockKind::Paragraph, path.nearest()),
            (RawKind::Item { depth, first, .. }, _) => (BlockKind::Item { depth, first }, path.nearest()),
        };
        blocks.push(Block { kind, role, text: block.text, heading, lead_in: None, open_promise: false });
    }
    lead_ins::set_lead_ins(&mut blocks);
    promises::set_promises(&mut blocks);
    (blocks, rows)
}

/// The headings above the current block, outermost first.
#[derive(Default)]
struct Path {
    open: Vec<(u8, BlockId)>,
}

impl Path {
    fn nearest(&self) -> Option<BlockId> {
        self.open.last().map(|&(_, id)| id)
    }

    /// Enters the section of heading `id`; returns the next higher heading.
    fn enter(&mut self, id: BlockId, level: u8) -> Option<BlockId> {
        while self.open.last().is_some_and(|&(open, _)| open >= level) {
            self.open.pop();
        }
        let above = self.nearest();
        self.open.push((level, id));
        above
    }
}

/// The headers of the table that is being read.
#[derive(Default)]
struct Grid {
    table: u32,
    header_row: u32,
    columns: Vec<(u32, BlockId)>,
    /// The first cell of the current row.
    row: Option<(u32, BlockId)>,
}

impl Grid {
    fn place(&mut self, id: BlockId, cell: CellPlace) -> BlockKind {
        if cell.table != self.table {
            *self = Self { table: cell.table, ..Self::default() };
        }
        if cell.header {
            // a row of headers under a title takes its place
            if self.header_row != cell.row {
                self.columns.clear();
                self.header_row = cell.row;
            }
            self.columns.push((cell.column, id));
            return BlockKind::ColumnHeader;
        }
        // a header of several blocks or columns heads by its first block, up to the next header
        let after = self.columns.partition_point(|&(column, _)| column <= cell.column);
        let column = after.checked_sub(1).map(|last| self.columns[last].0);
        let column = column.map(|column| self.columns[self.columns.partition_point(|&(other, _)| other < column)].1);
        if cell.column == 0 && self.row.is_none_or(|(row, _)| row != cell.row) {
            self.row = Some((cell.row, id));
            return BlockKind::Cell { column, row: None };
        }
        // the second line of the first cell is read after its first, too
        let row = self.row.filter(|&(row, _)| row == cell.row).map(|(_, id)| id);
        BlockKind::Cell { column, row }
    }
}
