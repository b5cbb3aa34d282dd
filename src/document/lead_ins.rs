//! Which block introduces which items.

use super::{Block, BlockId, BlockKind, Role, lists};
use crate::span::offset;

/// Gives every item the block that introduces it.
pub(super) fn set_lead_ins(blocks: &mut [Block]) {
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

#[cfg(test)]
mod tests {
    use super::super::Document;

    #[test]
    fn items_know_what_introduces_them() {
        // the block that each block is introduced by
        let cases: [(&str, &str, &[Option<u32>]); 9] = [
            ("colon", "You may:\n\n- ask\n- object", &[None, Some(0), Some(0)]),
            ("full stop", "We care.\n\n- ask\n- object", &[None, None, None]),
            ("the following", "You have the following rights.\n\n- ask", &[None, Some(0)]),
            ("nested", "You may:\n\n- ask for\n  - access\n- object", &[None, Some(0), Some(1), Some(0)]),
            ("nested under a sentence", "You may:\n\n- Ask us.\n  - access", &[None, Some(0), Some(0)]),
            ("second paragraph", "You may:\n\n- ask\n\n  at once\n\n- object", &[None, Some(0), Some(0), Some(0)]),
            ("restarted list", "You may:\n\n- ask\n\n* object", &[None, Some(0), Some(0)]),
            ("a heading lies between", "You may:\n\n# Rights\n\n- ask", &[None, None, None]),
            ("a paragraph lies between", "You may:\n\n- ask\n\nWe care.\n\n- object", &[None, Some(0), None, None]),
        ];
        for (name, text, want) in cases {
            let document = Document::parse(text.to_owned(), Some("md"));
            let got: Vec<_> = document.blocks().iter().map(|block| block.lead_in.map(|id| id.0)).collect();
            assert_eq!(got, want, "{name}");
        }
    }
}
