//! Headings that the syntax did not mark, and marked ones that are none.

use super::lines::{is_bold, is_short};
use super::marks::{self, Mark};
use super::raw::{RawBlock, RawKind};
use crate::span::Span;

/// A marked heading with more words is a paragraph.
const LONGEST_MARKED: usize = 30;

/// Turns paragraphs that read as headings into headings, and headings that read as paragraphs into paragraphs.
pub(super) fn find(blocks: &mut [RawBlock]) {
    demote(blocks);
    let mut any_heading = blocks.iter().any(|block| matches!(block.kind, RawKind::Heading { .. }));
    // recognised headings stand one level below the last marked one
    let mut base = 2;
    for index in 0..blocks.len() {
        if let RawKind::Heading { level, .. } = blocks[index].kind {
            base = (level + 1).min(6);
            continue;
        }
        let (before, rest) = blocks.split_at_mut(index);
        let Some((block, after)) = rest.split_first_mut() else { continue };
        if let Some(deeper) = recognise(block, before.last(), after) {
            block.kind = RawKind::Heading { level: (base + deeper).min(6), marked: false };
            any_heading = true;
            continue_as_paragraphs(after);
        }
    }
    if !any_heading {
        find_titles(blocks);
    }
}

/// Turns the rest of an item whose title became a heading into paragraphs, and its list into one of its own.
fn continue_as_paragraphs(after: &mut [RawBlock]) {
    for block in after {
        match &mut block.kind {
            RawKind::Item { first: false, depth: 1, .. } => block.kind = RawKind::Paragraph,
            RawKind::Item { depth, .. } if *depth > 1 => *depth -= 1,
            _ => return,
        }
    }
}

/// Marked headings that are sentences, and those that introduce a list.
fn demote(blocks: &mut [RawBlock]) {
    for index in 0..blocks.len() {
        if !matches!(blocks[index].kind, RawKind::Heading { .. }) {
            continue;
        }
        let text = blocks[index].text.as_str().trim_end();
        let words = text.split_whitespace().take(LONGEST_MARKED + 1).count();
        let sentence = words > 12 && text.ends_with(['.', ';', ',']);
        let dated = words <= 10 && is_dated(text);
        let lead_in = words >= 4 && text.ends_with(':') && blocks.get(index + 1).is_some_and(is_item);
        if words > LONGEST_MARKED || sentence || lead_in || dated {
            blocks[index].kind = RawKind::Paragraph;
        }
    }
}

fn is_item(block: &RawBlock) -> bool {
    matches!(block.kind, RawKind::Item { .. })
        || (block.kind == RawKind::Paragraph && marks::list_mark(block.text.as_str()).is_some())
}

/// How many levels below the base the block is a heading, if it reads as one.
fn recognise(block: &RawBlock, before: Option<&RawBlock>, after: &[RawBlock]) -> Option<u8> {
    if block.cell.is_some() {
        return None;
    }
    let text = block.text.as_str().trim();
    if !is_short(text) || is_dated(text) || text.contains('@') || text.ends_with([';', ',']) {
        return None;
    }
    let next = after.first();
    let mark = marks::list_mark(text).filter(|mark| mark.numbers_headings());
    let bold = is_bold(block, Span::new(0, block.text.as_str().len()));
    let linked = block.text.links().iter().any(|link| link.text.len() + 3 >= text.len());
    let introduces = text.ends_with(':') && next.is_some_and(is_item) && text.split_whitespace().count() > 3;
    if introduces || linked || is_menu(block) {
        return None;
    }
    match block.kind {
        RawKind::Paragraph => {
            if let Some(mark) = mark {
                let alone = !is_sibling(before, mark) && !next.is_some_and(|next| is_sibling(Some(next), mark));
                let open = !text.ends_with(['.', ':']) || bold;
                return (open && (alone || bold) && next.is_some()).then(|| mark.levels() - 1);
            }
            let sentence = text.ends_with('.') && text.split_whitespace().count() > 6;
            if marks::list_mark(text).is_none() && !sentence && (bold || is_shouted(text)) && next.is_some() {
                return Some(0);
            }
            None
        }
        // the title of an item that holds a whole section
        RawKind::Item { depth: 1, first: true, list, .. } if next.is_some_and(|next| goes_on(next, list)) => {
            let titled = bold || mark.is_some() || text.ends_with('?');
            let section = next.is_some_and(|next| !is_short(next.text.as_str()));
            (titled && section).then_some(0)
        }
        // "1. Introduction", a paragraph, "2. Data": each a list of one for Markdown
        RawKind::Item { depth: 1, first: true, ordered: true, list } => {
            let followed = next.is_some_and(|next| next.kind == RawKind::Paragraph);
            let alone = !before.is_some_and(|before| in_list(before, list));
            let titled = !text.ends_with(['.', ':']) || bold;
            (followed && titled && (alone || bold)).then_some(0)
        }
        _ => None,
    }
}

/// Whether the block is a further paragraph of an item of `list`.
fn goes_on(block: &RawBlock, wanted: u32) -> bool {
    matches!(block.kind, RawKind::Item { list, depth: 1, first: false, .. } if list == wanted)
}

fn in_list(block: &RawBlock, wanted: u32) -> bool {
    matches!(block.kind, RawKind::Item { list, .. } if list == wanted)
}

/// Whether the block carries a mark of the same kind: then both are items.
fn is_sibling(block: Option<&RawBlock>, mark: Mark) -> bool {
    block.is_some_and(|block| {
        block.kind == RawKind::Paragraph
            && marks::list_mark(block.text.as_str()).is_some_and(|other| other.style.is_like(mark.style))
    })
}

/// Whether the line says when the policy was changed: that is content.
fn is_dated(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["updated", "effective", "revised", "revision", "modified"].iter().any(|word| lower.contains(word))
        && text.bytes().any(|b| b.is_ascii_digit())
}

/// Whether the line holds several links or parts, as menus do.
fn is_menu(block: &RawBlock) -> bool {
    block.text.links().len() > 1 || block.text.as_str().contains(['|', '»', '›', '>'])
}

/// Whether the line is in capitals.
pub(super) fn is_shouted(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4 && text.chars().all(|c| !c.is_lowercase()) && text.chars().any(char::is_uppercase)
}

/// In a text without any heading: short lines in title case before a paragraph.
fn find_titles(blocks: &mut [RawBlock]) {
    for index in 0..blocks.len() {
        let text = blocks[index].text.as_str();
        let short = text.split_whitespace().take(9).count() <= 8;
        let open = blocks[index].kind == RawKind::Paragraph && blocks[index].cell.is_none();
        if !open || !short || is_dated(text) || is_menu(&blocks[index]) {
            continue;
        }
        let open = text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '?' | ')'));
        let next_is_prose = blocks.get(index + 1).is_some_and(|next| {
            let text = next.text.as_str();
            next.kind == RawKind::Paragraph && text.split_whitespace().count() > 8 && text.ends_with(['.', ':'])
        });
        let after_prose = index == 0 || ends_prose(&blocks[index - 1]);
        if open && next_is_prose && after_prose && is_titled(text) {
            blocks[index].kind = RawKind::Heading { level: 2, marked: false };
        }
    }
}

fn ends_prose(block: &RawBlock) -> bool {
    matches!(block.kind, RawKind::Heading { .. }) || block.text.as_str().ends_with(['.', '!', '?'])
}

/// Whether the long words of the line start with capitals.
pub(super) fn is_titled(text: &str) -> bool {
    let mut long = text.split_whitespace().filter(|word| word.chars().count() > 3).peekable();
    text.starts_with(char::is_uppercase)
        && !text.contains(['@', '/'])
        && long.peek().is_some()
        && long.all(|word| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::super::{lines, markdown, plain};
    use super::*;

    /// A case: its name, its text, whether that is plain text, and the headings with their levels.
    type Case<'a> = (&'a str, &'a str, bool, &'a [(u8, &'a str)]);

    fn headings(text: &str, is_plain: bool) -> Vec<(u8, String)> {
        let mut blocks = lines::split(if is_plain { plain::read(text) } else { markdown::read(text) });
        find(&mut blocks);
        let heading = |block: &RawBlock| match block.kind {
            RawKind::Heading { level, .. } => Some((level, block.text.as_str().to_owned())),
            _ => None,
        };
        blocks.iter().filter_map(heading).collect()
    }

    #[test]
    fn headings_are_recognised() {
        let cases: [Case<'_>; 14] = [
            ("marked", "# Privacy\n\nWe care.", false, &[(1, "Privacy")]),
            ("bold paragraph", "## Privacy\n\n**Cookies**\n\nNone.", false, &[(2, "Privacy"), (3, "Cookies")]),
            ("bold line", "**Cookies**  \nWe use none.", false, &[(2, "Cookies")]),
            ("bold sentence start", "**Cookies.** We use none.", false, &[]),
            ("bold lead-in", "**You have the right to:**\n\n- ask", false, &[]),
            ("bold date", "**Last updated: 1 May 2024**\n\nWe care.", false, &[]),
            ("a sentence marked as heading", &format!("## We {}\n\nText.", "care and ".repeat(20)), false, &[]),
            (
                "numbered lines",
                "1. Data\n\nWe keep it.\n\n2. Rights\n\nYou may ask.",
                true,
                &[(2, "1. Data"), (2, "2. Rights")],
            ),
            (
                "numbered in Markdown",
                "1. Data\n\nWe keep it.\n\n2. Rights\n\nYou may ask.",
                false,
                &[(2, "Data"), (2, "Rights")],
            ),
            ("a numbered list", "You may\n1. ask\n2. object\n3. leave", true, &[]),
            ("levels", "4. Rights\n\nText.\n\n4.1 Access\n\nText.", true, &[(2, "4. Rights"), (3, "4.1 Access")]),
            ("capitals", "YOUR RIGHTS\nYou may ask.", true, &[(2, "YOUR RIGHTS")]),
            (
                "title case in a text without headings",
                "We care for your privacy.\n\nYour Rights\n\nYou may ask us at any time what data we keep of you.",
                true,
                &[(2, "Your Rights")],
            ),
            ("a bold link is content", "**[Do Not Sell My Data](https://example.com)**\n\nWe care.", false, &[]),
        ];
        for (name, text, is_plain, want) in cases {
            let got = headings(text, is_plain);
            assert_eq!(got.iter().map(|(level, text)| (*level, text.as_str())).collect::<Vec<_>>(), want, "{name}");
        }
    }
}
