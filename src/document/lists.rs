//! List items whose marks Markdown does not know, or that lost their marks.

use super::headings::is_titled;
use super::lines::{is_bold, is_short};
use super::marks::{self, Style};
use super::raw::{RawBlock, RawKind};
use crate::span::{Span, offset};

/// Turns paragraphs that read as list items into items.
pub(super) fn find(blocks: &mut [RawBlock]) {
    let mut lists = blocks.iter().filter_map(list_of).max().unwrap_or(0);
    find_marked(blocks, &mut lists);
    find_unmarked(blocks, &mut lists);
}

fn list_of(block: &RawBlock) -> Option<u32> {
    match block.kind {
        RawKind::Item { list, .. } => Some(list),
        _ => None,
    }
}

/// Paragraphs with marks set by hand: a run of them is a list, a mark of another kind opens a nested one.
fn find_marked(blocks: &mut [RawBlock], lists: &mut u32) {
    // the styles of the open lists, outermost first, and the depth that they stand at
    let mut styles: Vec<Style> = Vec::new();
    let mut base = 0;
    for block in blocks {
        let mark = match block.kind {
            RawKind::Paragraph if block.cell.is_none() => marks::list_mark(block.text.as_str()),
            _ => None,
        };
        let Some(mark) = mark else {
            styles.clear();
            base = if let RawKind::Item { depth, .. } = block.kind { depth } else { 0 };
            continue;
        };
        match styles.iter().position(|style| style.is_like(mark.style)) {
            Some(at) => styles.truncate(at + 1),
            None => {
                if styles.is_empty() {
                    *lists += 1;
                    // marks by hand go on with a list of the syntax rather than nest in it
                    base = 0;
                }
                styles.push(mark.style);
            }
        }
        let depth = base.saturating_add(u8::try_from(styles.len()).unwrap_or(u8::MAX));
        let ordered = !matches!(mark.style, Style::Bullet(_));
        block.kind = RawKind::Item { list: *lists, depth, first: true, ordered };
        block.cut(Span::new(mark.len, block.text.as_str().len()));
    }
}

/// Words of the longest item without a mark.
const LONGEST_ITEM: usize = 30;

/// Short paragraphs after one that ends in a colon.
fn find_unmarked(blocks: &mut [RawBlock], lists: &mut u32) {
    let mut index = 0;
    while index < blocks.len() {
        index += 1;
        let (before, after) = blocks.split_at_mut(index);
        let leads = before.last().is_some_and(|block| {
            block.kind == RawKind::Paragraph && block.cell.is_none() && block.text.as_str().trim_end().ends_with(':')
        });
        if !leads {
            continue;
        }
        let count = run_length(after);
        if count == 0 {
            continue;
        }
        *lists += 1;
        for block in &mut after[..count] {
            block.kind = RawKind::Item { list: *lists, depth: 1, first: true, ordered: false };
        }
        index += count;
    }
}

/// How many of the blocks after a lead-in are items.
fn run_length(blocks: &[RawBlock]) -> usize {
    let mut count = 0;
    // items that end in a semicolon or comma say that the list goes on
    let mut goes_on = false;
    let mut titled = 0;
    for block in blocks {
        let text = block.text.as_str().trim();
        let whole = block.kind == RawKind::Paragraph && block.cell.is_none() && !text.contains('\n');
        let words = text.split_whitespace().take(LONGEST_ITEM + 1).count();
        let unfinished = text.ends_with([';', ',']);
        if !whole || (words > LONGEST_ITEM && !unfinished) || text.ends_with([':', '?']) {
            break;
        }
        let closed = text.ends_with(['.', '!']) && !text.ends_with("etc.");
        if closed && (goes_on || (words <= 8 && !starts_afresh(text))) {
            count += 1;
            if goes_on {
                break;
            }
            continue;
        }
        let bold = is_bold(block, Span { start: 0, end: offset(block.text.as_str().len()) });
        if closed || (bold && is_short(text)) {
            break;
        }
        goes_on = unfinished || text.ends_with("; and") || text.ends_with("; or");
        titled += usize::from(is_titled(text));
        count += 1;
    }
    // the title of what comes next, in a text that lost its marks
    let last_is_title = count >= 2
        && titled == 1
        && is_titled(blocks[count - 1].text.as_str())
        && blocks[count - 1].text.as_str().split_whitespace().count() <= 6
        && blocks.get(count).is_some_and(|next| next.text.as_str().split_whitespace().count() > 8);
    if last_is_title { count - 1 } else { count }
}

/// Whether the line starts as a sentence of its own would.
fn starts_afresh(text: &str) -> bool {
    const STARTERS: [&str; 16] = [
        "we", "you", "if", "this", "our", "the", "please", "for", "by", "in", "when", "it", "your", "these", "to",
        "all",
    ];
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    STARTERS.contains(&word.as_str())
}

/// Whether a list after `text` belongs to it: it ends in a colon, without a full stop, or says that something follows.
pub(super) fn introduces(text: &str) -> bool {
    let text = trim_end(text);
    let Some(last) = text.chars().next_back() else { return false };
    match last {
        ':' => true,
        '.' | '!' => says_what_follows(last_sentence(text)),
        '?' | ';' | ',' => false,
        // a title without a mark introduces; a sentence that lost its full stop does not
        _ => says_what_follows(last_sentence(text)) || text.split_whitespace().nth(MOST_TITLE_WORDS).is_none(),
    }
}

/// The most words of a lead-in that ends without a mark.
const MOST_TITLE_WORDS: usize = 14;

/// Whether `text` ends in a colon: something must follow.
pub(super) fn promises(text: &str) -> bool {
    trim_end(text).ends_with(':')
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '"' | '”' | ')' | ']'))
}

/// The last sentence, found by its stop alone; at most 400 bytes.
fn last_sentence(text: &str) -> &str {
    let mut start = text.len().saturating_sub(400);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let tail = &text[start..];
    let body = tail.trim_end_matches(['.', '!']);
    let cut = [". ", "? ", "! ", "\n"].iter().filter_map(|stop| body.rfind(stop)).max();
    cut.map_or(tail, |at| &tail[at + 1..])
}

fn says_what_follows(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    ["following", "as follows", "below", "these"].iter().any(|word| {
        lower.match_indices(word).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            let after = lower[at + word.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::{lines, markdown, plain};
    use super::*;

    /// A case: its name, its text, whether that is plain text, and the items with their depths.
    type Case<'a> = (&'a str, &'a str, bool, &'a [(u8, &'a str)]);

    fn items(text: &str, is_plain: bool) -> Vec<(u8, String)> {
        let mut blocks = lines::split(if is_plain { plain::read(text) } else { markdown::read(text) });
        find(&mut blocks);
        let item = |block: &RawBlock| match block.kind {
            RawKind::Item { depth, .. } => Some((depth, block.text.as_str().to_owned())),
            _ => None,
        };
        blocks.iter().filter_map(item).collect()
    }

    #[test]
    fn items_are_recognised() {
        let cases: [Case<'_>; 10] = [
            ("bullets", "You may:\n\n• ask\n\n• object", false, &[(1, "ask"), (1, "object")]),
            (
                "escaped numbers",
                "1\\. We keep it.\n\n2\\. We sell none.",
                false,
                &[(1, "We keep it."), (1, "We sell none.")],
            ),
            ("letters", "(a) ask;\n(b) object.", true, &[(1, "ask;"), (1, "object.")]),
            (
                "nested by kind of mark",
                "1. ask\n(a) by mail\n(b) by phone\n2. object",
                true,
                &[(1, "ask"), (2, "by mail"), (2, "by phone"), (1, "object")],
            ),
            (
                "lost marks",
                "We use your data for the following:\nRunning your account\nSending letters\nWe do not sell your data, and we \
                 never will do so.",
                true,
                &[(1, "Running your account"), (1, "Sending letters")],
            ),
            (
                "lost marks with semicolons",
                "You may:\nask us;\nobject; and\nleave us at any time you like, as we said in the start.\n\nMore text here.",
                true,
                &[(1, "ask us;"), (1, "object; and"), (1, "leave us at any time you like, as we said in the start.")],
            ),
            ("a sentence is no item", "We say:\nWe keep your data for two years and no longer.", true, &[]),
            ("another lead-in is no item", "You have these rights:\nIf you have questions, write to us:", true, &[]),
            (
                "a title ends the run",
                "We use data for:\nRunning your account\nSending letters\nData Security\nWe keep all data locked away in \
                 a safe place.",
                true,
                &[(1, "Running your account"), (1, "Sending letters")],
            ),
            ("no lead-in, no items", "We care.\nMuch\nMore", true, &[]),
        ];
        for (name, text, is_plain, want) in cases {
            let got = items(text, is_plain);
            assert_eq!(got.iter().map(|(depth, text)| (*depth, text.as_str())).collect::<Vec<_>>(), want, "{name}");
        }
    }

    #[test]
    fn lead_ins_introduce() {
        let cases = [
            ("You have the right to:", true),
            ("You have the right **to:**", true),
            ("You have the right to", true),
            ("You have the following rights.", true),
            ("Our reasons are listed below.", true),
            ("We sell the following. We keep nothing.", false),
            ("We never sell data.", false),
            ("What do we keep?", false),
            ("your name;", false),
            ("Theses are kept.", false),
            ("", false),
        ];
        for (text, want) in cases {
            assert_eq!(introduces(text), want, "{text}");
        }
    }
}
