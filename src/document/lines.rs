//! Paragraphs whose lines are headings, items and texts of their own, taken apart.

use super::marks;
use super::raw::{RawBlock, RawKind};
use crate::span::Span;

/// Longer lines are no headings.
pub(super) const LONGEST_HEADING: usize = 14;

/// The blocks with paragraphs split at those hard line breaks that separate a heading or an item.
pub(super) fn split(blocks: Vec<RawBlock>) -> Vec<RawBlock> {
    if !blocks.iter().any(holds_parts) {
        return blocks;
    }
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        if holds_parts(&block) {
            split_one(&block, &mut out);
        } else {
            out.push(block);
        }
    }
    out
}

/// The lines of `text`; a line that starts in lower case belongs to the one before.
fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let mut end = at;
        loop {
            end += text[end..].find('\n').unwrap_or(text.len() - end);
            at = end + 1;
            let runs_on = text.get(at..).is_some_and(|next| next.starts_with(char::is_lowercase))
                && !text[start..end].ends_with([':', ';', '.', '!', '?'])
                && marks::list_mark(&text[at..]).is_none();
            if !runs_on {
                return Some(Span::new(start, end));
            }
            end = at;
        }
    })
}

/// Whether some line of the block is a heading, an item or no words at all.
fn holds_parts(block: &RawBlock) -> bool {
    let text = block.text.as_str();
    let open = matches!(block.kind, RawKind::Paragraph | RawKind::Item { .. }) && block.cell.is_none();
    if !open || !text.contains('\n') {
        return false;
    }
    let mut after_lead_in = false;
    lines(text).enumerate().any(|(index, span)| {
        let line = text[span.range()].trim();
        let part = !line.chars().any(char::is_alphanumeric)
            || (index > 0 && marks::list_mark(line).is_some())
            || (is_bold(block, span) && is_short(line))
            || after_lead_in;
        after_lead_in = line.ends_with(':');
        part
    })
}

fn split_one(block: &RawBlock, out: &mut Vec<RawBlock>) {
    let text = block.text.as_str();
    let mut kind = block.kind;
    let mut bold = block.bold.iter().peekable();
    for span in lines(text) {
        let line = &text[span.range()];
        if !line.chars().any(char::is_alphanumeric) {
            continue;
        }
        let mut own_bold = Vec::new();
        while let Some(run) = bold.next_if(|run| run.start < span.end) {
            own_bold.push(Span {
                start: run.start.max(span.start) - span.start,
                end: run.end.min(span.end).max(span.start) - span.start,
            });
            if run.end > span.end {
                break;
            }
        }
        out.push(RawBlock { kind, cell: None, text: block.text.slice(span), bold: own_bold });
        if let RawKind::Item { first, .. } = &mut kind {
            *first = false;
        }
    }
}

/// Whether all letters of bytes `span` are in bold.
pub(super) fn is_bold(block: &RawBlock, span: Span) -> bool {
    let first = block.bold.partition_point(|run| run.end <= span.start);
    let text = block.text.as_str();
    let mut at = span.start;
    for run in &block.bold[first..] {
        let gap_end = run.start.min(span.end).max(at);
        if has_words(&text[at as usize..gap_end as usize]) {
            return false;
        }
        at = run.end.max(at);
        if at >= span.end {
            return true;
        }
    }
    at > span.start && !has_words(&text[at as usize..span.end as usize])
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Whether `line` is short enough for a heading.
pub(super) fn is_short(line: &str) -> bool {
    line.len() <= 160 && line.split_whitespace().take(LONGEST_HEADING + 1).count() <= LONGEST_HEADING
}

#[cfg(test)]
mod tests {
    use super::super::markdown;
    use super::*;

    #[test]
    fn paragraphs_are_split_where_lines_are_parts() {
        let cases: [(&str, &str, &[&str]); 7] = [
            ("bold line", "**Cookies**  \nWe use none.", &["Cookies", "We use none."]),
            ("bold line amid", "We care.  \n**Cookies**  \nWe use none.", &["We care.", "Cookies", "We use none."]),
            ("bold words", "**We care.** Much.  \nAnd so on.", &["We care. Much.\nAnd so on."]),
            ("address", "Example GmbH  \n12 Main Street", &["Example GmbH\n12 Main Street"]),
            ("marks", "You may:  \n• ask  \n• object", &["You may:", "• ask", "• object"]),
            ("lead-in", "You may:  \nAsk  \nObject", &["You may:", "Ask", "Object"]),
            ("runs on", "**Cookies**  \nWe use  \nnone.", &["Cookies", "We use\nnone."]),
        ];
        for (name, text, want) in cases {
            let blocks = split(markdown::read(text));
            assert_eq!(blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), want, "{name}");
        }
    }
}
