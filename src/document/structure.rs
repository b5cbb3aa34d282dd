//! Raw blocks to blocks: headings, lead-ins, table headers and roles settled.

use super::raw::{CellPlace, RawBlock, RawKind};
use super::{Block, BlockId, BlockKind, Role, headings, lines, lists, roles, tables};
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
    set_lead_ins(&mut blocks);
    set_promises(&mut blocks);
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
            self.columns.push((cell.column, id));
            return BlockKind::Cell { column: None, row: None };
        }
        // a header of several blocks or columns heads by its first block, up to the next header
        let after = self.columns.partition_point(|&(column, _)| column <= cell.column);
        let column = after.checked_sub(1).map(|last| self.columns[last].0);
        let column = column.map(|column| self.columns[self.columns.partition_point(|&(other, _)| other < column)].1);
        if cell.column == 0 {
            if self.row.is_none_or(|(row, _)| row != cell.row) {
                self.row = Some((cell.row, id));
            }
            return BlockKind::Cell { column, row: None };
        }
        let row = self.row.filter(|&(row, _)| row == cell.row).map(|(_, id)| id);
        BlockKind::Cell { column, row }
    }
}

/// Gives every item the block that introduces it.
fn set_lead_ins(blocks: &mut [Block]) {
    // the open items: depth, last block, lead-in
    let mut open: Vec<(u8, usize, Option<BlockId>)> = Vec::new();
    let mut list_lead = None;
    let mut before: Option<usize> = None;
    for index in 0..blocks.len() {
        if blocks[index].role != Role::Content {
            continue;
        }
        let BlockKind::Item { depth, first } = blocks[index].kind else {
            open.clear();
            before = (blocks[index].kind == BlockKind::Paragraph).then_some(index);
            list_lead = None;
            continue;
        };
        if let Some(lead) = before.take() {
            list_lead = lists::introduces(blocks[lead].text.as_str()).then(|| id(lead));
        }
        while open.last().is_some_and(|&(other, ..)| if first { other >= depth } else { other > depth }) {
            open.pop();
        }
        if !first && let Some((_, last, lead)) = open.last_mut() {
            *last = index;
            blocks[index].lead_in = *lead;
            continue;
        }
        let lead = match open.last() {
            Some(&(_, parent, _)) if lists::introduces(blocks[parent].text.as_str()) => Some(id(parent)),
            Some(&(_, _, lead)) => lead,
            None => list_lead,
        };
        blocks[index].lead_in = lead;
        open.push((depth, index, lead));
    }
}

fn id(index: usize) -> BlockId {
    BlockId(offset(index))
}

/// Marks the blocks that end in a colon and are followed by nothing that could be meant.
fn set_promises(blocks: &mut [Block]) {
    let mut next: Option<usize> = None;
    for index in (0..blocks.len()).rev() {
        let block = &blocks[index];
        if block.role == Role::Content {
            let text = block.text.as_str();
            let kind = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. });
            let open = kind && lists::promises(text) && !next.is_some_and(|next| keeps(blocks, index, next));
            blocks[index].open_promise = open;
        }
        if block_counts(&blocks[index]) {
            next = Some(index);
        }
    }
}

/// Whether the block can be what a lead-in promised; a table of contents can.
fn block_counts(block: &Block) -> bool {
    matches!(block.role, Role::Content | Role::Contents)
}

/// Whether the block `next`, the first after `lead`, is what `lead` promised.
fn keeps(blocks: &[Block], lead: usize, next: usize) -> bool {
    let (lead, next) = (&blocks[lead], &blocks[next]);
    match next.kind {
        BlockKind::Cell { .. } => true,
        BlockKind::Item { depth, .. } => match lead.kind {
            BlockKind::Item { depth: own, first } => depth > own || (!first && depth == own),
            _ => true,
        },
        BlockKind::Paragraph => !(matches!(lead.kind, BlockKind::Paragraph) && lists::promises(next.text.as_str())),
        BlockKind::Heading { level } => {
            let own = lead.heading.map(|id| &blocks[id.0 as usize]);
            let own_level = own.map_or(0, |own| if let BlockKind::Heading { level } = own.kind { level } else { 0 });
            (own_level > 0 && level > own_level) || shares_a_word(lead.text.as_str(), next.text.as_str())
        }
    }
}

/// Whether heading and lead-in speak of the same: "You have the following rights:" and "Right of access".
fn shares_a_word(lead: &str, heading: &str) -> bool {
    const COMMON: [&str; 14] = [
        "your",
        "with",
        "that",
        "this",
        "have",
        "from",
        "what",
        "when",
        "about",
        "personal",
        "information",
        "data",
        "privacy",
        "policy",
    ];
    let stem = |word: &str| {
        let lower = word.to_lowercase();
        let lower = lower.strip_suffix('s').unwrap_or(&lower).to_owned();
        (lower.chars().count() >= 4 && !COMMON.contains(&lower.as_str())).then_some(lower)
    };
    let words = |text: &'_ str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(60).filter_map(stem).collect()
    };
    let heading = words(heading);
    words(lead).iter().any(|word| heading.contains(word))
}
