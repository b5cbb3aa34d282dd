//! Lead-ins with nothing after them: "you have the following rights:", and then something else.
//!
//! In pages that lost their lists this is a gap; in sound ones the content often stands under headings or behind a
//! second lead-in. Only what plainly starts something else leaves a promise open.

use super::{Block, BlockKind, Role, lists, marks};

/// Marks the blocks that end in a colon and are followed by nothing that could be meant.
pub(super) fn set_promises(blocks: &mut [Block]) {
    let mut next: Option<usize> = None;
    for index in (0..blocks.len()).rev() {
        let block = &blocks[index];
        let speaks = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. });
        if block.role == Role::Content && speaks && lists::promises(block.text.as_str()) {
            blocks[index].open_promise = !next.is_some_and(|next| keeps(blocks, index, next));
        }
        // a table of contents can be what was promised
        if matches!(blocks[index].role, Role::Content | Role::Contents) {
            next = Some(index);
        }
    }
}

/// Whether the block at `next`, the first after the one at `lead`, can be what that one promised.
fn keeps(blocks: &[Block], lead: usize, next: usize) -> bool {
    let (lead, next) = (&blocks[lead], &blocks[next]);
    match next.kind {
        BlockKind::Cell { .. } | BlockKind::ColumnHeader => true,
        // an item of any depth: the nesting of lists is often lost
        BlockKind::Item { .. } => true,
        BlockKind::Paragraph => !starts_other_lead_in(lead, next),
        BlockKind::Heading { level } => {
            let own = lead.heading.map(|id| &blocks[id.0 as usize]);
            let own_level = own.map_or(0, |own| if let BlockKind::Heading { level } = own.kind { level } else { 0 });
            if level > own_level && own_level > 0 {
                return true;
            }
            let numbers = own.and_then(number).zip(number(next));
            let counts_on = numbers.is_some_and(|(own, next)| next == own + 1);
            let restarts = number(next) == Some(1);
            let other = counts_on || (!restarts && titles_other(next.text.as_str()));
            !other || shares_a_word(lead, next) || is_contact(lead.text.as_str())
        }
    }
}

/// Whether `next` is itself a lead-in, of something else than `lead`.
fn starts_other_lead_in(lead: &Block, next: &Block) -> bool {
    const STARTERS: [&str; 7] = ["we", "you", "if", "our", "when", "please", "your"];
    let text = next.text.as_str();
    if !lists::promises(text) || is_contact(lead.text.as_str()) {
        return false;
    }
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let afresh = STARTERS.iter().any(|word| first.eq_ignore_ascii_case(word));
    (is_contact(text) && announces(lead.text.as_str())) || (afresh && !shares_a_word(lead, next))
}

/// Whether the text announces something of the policy rather than a case: not so "If you live in Turkey:".
fn announces(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["following", "these", "includ", "such as", "right"].iter().any(|word| lower.contains(word))
}

/// Whether the text asks to get in touch.
fn is_contact(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    has(&["contact us", "questions", "write to", "reach us", "email us", "e-mail us", "contact:", " at:", " mail"])
}

/// The number that a heading carries: 4 for "4. Your rights".
fn number(heading: &Block) -> Option<u32> {
    match marks::list_mark(heading.text.as_str())?.style {
        marks::Style::Number { value, .. } => Some(value),
        _ => None,
    }
}

/// Whether a heading of the same level plainly titles another part of the policy.
fn titles_other(text: &str) -> bool {
    const STARTERS: [&str; 12] =
        ["how", "why", "who", "what", "when", "where", "your", "our", "do", "is", "are", "can"];
    const PARTS: [&str; 20] = [
        "contact",
        "change",
        "update",
        "amendment",
        "security",
        "secure",
        "child",
        "minor",
        "cookie",
        "retention",
        "retain",
        "third part",
        "links",
        "question",
        "transfer",
        "complain",
        "dispute",
        "governing",
        "definition",
        "do not track",
    ];
    let lower = text.to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).find(|word| word.chars().any(char::is_alphabetic));
    first.is_some_and(|first| STARTERS.contains(&first)) || PARTS.iter().any(|part| lower.contains(part))
}

/// Whether two blocks speak of the same: "You have the following rights:" and "Right of access".
fn shares_a_word(lead: &Block, next: &Block) -> bool {
    let next = words(next.text.as_str());
    words(lead.text.as_str()).iter().any(|word| next.contains(word))
}

/// The words that carry a text's meaning, without the plural; the last 60.
fn words(text: &str) -> Vec<String> {
    const COMMON: [&str; 22] = [
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
        "following",
        "purpose",
        "service",
        "these",
        "such",
        "their",
        "will",
        "which",
    ];
    let stem = |word: &str| {
        let lower = word.to_lowercase();
        let lower = lower.strip_suffix('s').unwrap_or(&lower).to_owned();
        (lower.chars().count() >= 4 && !COMMON.contains(&lower.as_str())).then_some(lower)
    };
    text.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(60).filter_map(stem).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Document;

    #[test]
    fn promises_are_open_where_something_else_follows() {
        let cases = [
            ("a list", "You have the following rights:\n\n- access", false),
            ("a paragraph", "Write to us at:\n\nExample GmbH, 12 Main Street", false),
            ("a table", "We keep:\n\n| Data | Why |\n|---|---|\n| names | to greet |", false),
            ("the end", "You have the following rights:", true),
            ("a section of another kind", "## Rights\n\nYou may do the following:\n\n## Contact\n\nWrite.", true),
            ("a section below", "## Rights\n\nYou have the following rights:\n\n### Access\n\nAsk.", false),
            ("a section that is meant", "## Yours\n\nYou have these rights:\n\n## Right of access\n\nAsk.", false),
            ("the next number", "## 4. Rights\n\nYou may do the following:\n\n## 5. Sharing\n\nWe share.", true),
            (
                "sections that count from one",
                "## Use\n\nWe use your data as follows:\n\n## 1. Letters\n\nWe write.",
                false,
            ),
            (
                "another lead-in",
                "We collect the following types of data to run our shop:\n\nWe use your data for the following purposes:\n\n- x",
                true,
            ),
            (
                "a second lead-in of the same",
                "We also collect the following:\n\nThe data that we collect are:\n\n- x",
                false,
            ),
            (
                "a part of what is meant",
                "We use data for many purposes, including:\n\nTo run our shop, such as:\n\n- x",
                false,
            ),
            (
                "a contact",
                "You have the following rights:\n\nIf you wish to use your rights, contact us:\n\nAt home.",
                true,
            ),
            ("furniture", "You have the following rights:\n\n© 2024 Example Inc.", true),
        ];
        for (name, text, want) in cases {
            let document = Document::parse(text.to_owned(), Some("md"));
            let open: Vec<_> = document.blocks().iter().filter(|block| block.open_promise).collect();
            assert_eq!(open.len(), usize::from(want), "{name}");
            let units = document.layout().units().iter().filter(|unit| unit.open_promise).count();
            assert_eq!(units, open.len(), "{name}");
        }
    }
}
