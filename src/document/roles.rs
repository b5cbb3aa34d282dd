//! What is the policy's own words, and what is furniture of the page.
//!
//! A clause taken for furniture becomes a false "missing", so all that is in doubt is content.

use std::collections::HashSet;

use super::raw::{RawBlock, RawKind};
use super::{Inline, Role};

/// The role of every block.
pub(super) fn assign(blocks: &[RawBlock]) -> Vec<Role> {
    let mut roles: Vec<Role> = blocks.iter().map(of_one).collect();
    let headings: HashSet<String> = blocks
        .iter()
        .filter(|block| matches!(block.kind, RawKind::Heading { .. }))
        .map(|block| key(block.text.as_str()))
        .collect();
    let prose = |block: &RawBlock| block.text.as_str().split_ascii_whitespace().take(20).count() == 20;
    let first_prose = blocks.iter().position(prose).unwrap_or(blocks.len());
    let last_prose = blocks.iter().rposition(prose).unwrap_or(0);
    let mut start = 0;
    while start < blocks.len() {
        let end = run_end(blocks, start);
        if let Some(role) = of_run(blocks, start..end, &headings, start < first_prose || start > last_prose) {
            for (own, block) in roles[start..end].iter_mut().zip(&blocks[start..end]) {
                // a text or a choice amid a menu stays what it is
                if role == Role::Contents || (is_short(block) && !offers_choice(block.text.as_str())) {
                    *own = role;
                }
            }
        }
        start = end;
    }
    roles
}

/// The end of the run of items, or of short paragraphs, that starts at `start`.
fn run_end(blocks: &[RawBlock], start: usize) -> usize {
    let alike: fn(&RawBlock) -> bool = match blocks[start].kind {
        RawKind::Item { .. } => |block| matches!(block.kind, RawKind::Item { .. }),
        RawKind::Paragraph if is_short(&blocks[start]) => {
            |block| block.kind == RawKind::Paragraph && block.cell.is_none() && is_short(block)
        }
        _ => return start + 1,
    };
    start + blocks[start..].iter().take_while(|block| alike(block)).count().max(1)
}

fn is_short(block: &RawBlock) -> bool {
    block.text.as_str().len() <= 120 && block.text.as_str().split_ascii_whitespace().count() <= 12
}

/// The role of a whole run, if it is clear.
fn of_run(
    blocks: &[RawBlock],
    run: std::ops::Range<usize>,
    headings: &HashSet<String>,
    outside_prose: bool,
) -> Option<Role> {
    let len = run.len();
    if len < 3 {
        return None;
    }
    let all = &blocks[run.clone()];
    let most = |count: usize| count * 5 >= len * 4;
    if all.iter().all(is_short) {
        let anchors = all.iter().filter(|block| linked(&block.text, |target| target.starts_with('#'))).count();
        let named = all.iter().filter(|block| headings.contains(&key(block.text.as_str()))).count();
        if most(anchors) || named * 5 >= len * 3 {
            return Some(Role::Contents);
        }
    }
    let introduced = run.start > 0 && blocks[run.start - 1].text.as_str().trim_end().ends_with(':');
    let menu = |block: &&RawBlock| {
        linked(&block.text, |_| true)
            && block.text.as_str().split_ascii_whitespace().count() <= 6
            && !block.text.as_str().ends_with(['.', ';'])
            && !speaks_of_rights(block.text.as_str())
    };
    (outside_prose && !introduced && most(all.iter().filter(menu).count())).then_some(Role::Navigation)
}

/// Whether a short link may itself be what a rule asks for.
fn speaks_of_rights(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "sell",
        "opt",
        "right",
        "privacy choice",
        "your choice",
        "limit",
        "delete",
        "unsubscribe",
        "request",
        "do not",
        "complain",
        "consent",
        "contact",
        "@",
    ];
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Whether the line offers what the law asks pages to offer.
fn offers_choice(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["not sell", "opt out", "opt-out", "privacy choices"].iter().any(|words| lower.contains(words))
}

/// Whether nearly all letters of the text are links to targets that are `wanted`.
fn linked(text: &Inline, wanted: fn(&str) -> bool) -> bool {
    if text.links().is_empty() {
        return false;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let links = text.links().iter().filter(|link| wanted(&link.target));
    let covered: usize = links.map(|link| letters(&text.as_str()[link.text.range()])).sum();
    covered > 0 && covered * 5 >= letters(text.as_str()) * 4
}

/// The text without case, numbers and punctuation, so that an entry equals its heading.
fn key(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphabetic() || c.is_whitespace());
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What archives of policies put before them.
const ARCHIVE_NOTE: &str = "The following text is extracted and transformed from";
/// Buttons, notes and copyright lines have fewer bytes.
const LONGEST_FURNITURE: usize = 200;

/// The role of a block by itself.
fn of_one(block: &RawBlock) -> Role {
    let text = block.text.as_str();
    if text.len() > 600 || block.cell.is_some() {
        return Role::Content;
    }
    if text.len() > LONGEST_FURNITURE && !text.starts_with(ARCHIVE_NOTE) {
        return if is_menu_line(&block.text) { Role::Navigation } else { Role::Content };
    }
    let lower = text.trim().to_lowercase();
    let words = lower.split_whitespace().count();
    let starts = |list: &[&str]| list.iter().any(|start| lower.starts_with(start));
    let is = |list: &[&str]| {
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        list.contains(&bare)
    };
    if matches!(block.kind, RawKind::Heading { .. }) {
        return if is(&["contents", "table of contents", "on this page", "inhalt", "inhaltsverzeichnis", "sommaire"]) {
            Role::Contents
        } else {
            Role::Content
        };
    }
    if text.starts_with(ARCHIVE_NOTE) && lower.contains("archived on") {
        return Role::Debris;
    }
    if words <= 20
        && !offers_choice(text)
        && starts(&["©", "copyright ©", "(c) 19", "(c) 20", "copyright (c)", "copyright 19", "copyright 20"])
    {
        return Role::Debris;
    }
    if words <= 5 && (starts(&["skip to "]) || is(&["main menu", "toggle navigation", "menu", "breadcrumb"])) {
        return Role::Navigation;
    }
    if words <= 16
        && lower.contains("javascript")
        && ["enable", "requires", "disabled", "turn on"].iter().any(|w| lower.contains(w))
    {
        return Role::Debris;
    }
    const DEBRIS: [&str; 26] = [
        "accept",
        "accept all",
        "accept all cookies",
        "accept cookies",
        "reject all",
        "reject all cookies",
        "decline",
        "got it",
        "all rights reserved",
        "back to top",
        "top",
        "top of page",
        "return to top",
        "share",
        "share this",
        "share this page",
        "tweet",
        "print",
        "print this page",
        "download pdf",
        "print page",
        "close",
        "read more",
        "show more",
        "expand all",
        "collapse all",
    ];
    if words <= 4 && is(&DEBRIS) {
        return Role::Debris;
    }
    if is_menu_line(&block.text) || is_breadcrumb(text, words) { Role::Navigation } else { Role::Content }
}

/// Three or more short links in a row and hardly anything else.
fn is_menu_line(text: &Inline) -> bool {
    let links = text.links();
    let short = |span: crate::span::Span| text.as_str()[span.range()].split_ascii_whitespace().count() <= 4;
    links.len() >= 3
        && linked(text, |_| true)
        && links.iter().all(|link| short(link.text))
        && !text.as_str().trim_end().ends_with(['.', ':'])
        && !text.as_str().contains(". ")
        && !speaks_of_rights(text.as_str())
}

/// "Home > Legal > Privacy".
fn is_breadcrumb(text: &str, words: usize) -> bool {
    let first = text.split(['>', '»', '›', '/']).next().unwrap_or("").trim();
    words <= 12 && first.len() < text.len() && first.eq_ignore_ascii_case("home")
}

#[cfg(test)]
mod tests {
    use super::super::{headings, lines, lists, markdown};
    use super::*;

    fn roles(text: &str) -> String {
        let mut blocks = lines::split(markdown::read(text));
        headings::find(&mut blocks);
        lists::find(&mut blocks);
        let letter = |role: &Role| match role {
            Role::Content => 'c',
            Role::Navigation => 'n',
            Role::Contents => 't',
            Role::Debris => 'd',
        };
        assign(&blocks).iter().map(letter).collect()
    }

    #[test]
    fn furniture_is_told_from_the_policy() {
        let prose =
            "We keep the data that you give us for as long as you have an account with us and for one year after.";
        let cases = [
            ("menu", format!("- [Home](/)\n- [Shop](/shop)\n- [Blog](/blog)\n\n{prose}"), "nnnc"),
            ("menu line", format!("[Home](/) | [Shop](/shop) | [Blog](/blog)\n\n{prose}"), "nc"),
            ("menu at the end", format!("{prose}\n\n- [Jobs](/jobs)\n- [Press](/press)\n- [Blog](/blog)"), "cnnn"),
            ("links amid the text", format!("{prose}\n\n- [A](/a)\n- [B](/b)\n- [C](/c)\n\n{prose}"), "ccccc"),
            ("links after a lead-in", format!("Partners:\n\n- [A](/a)\n- [B](/b)\n- [C](/c)\n\n{prose}"), "ccccc"),
            (
                "links that are choices",
                "- [Do not sell my data](/a)\n- [Opt out](/b)\n- [Your rights](/c)".to_owned(),
                "ccc",
            ),
            ("anchors", format!("- [Data](#data)\n- [Rights](#r)\n- [Us](#us)\n\n{prose}"), "tttc"),
            (
                "entries equal to headings",
                format!("1. Data\n2. Rights\n3. Us\n\n## Data\n\n{prose}\n\n## Rights\n\n{prose}\n\n## Us\n\n{prose}"),
                "tttcccccc",
            ),
            ("sentences with links", "You may [ask](#a), [object](#b) and [leave](#c).".to_owned(), "c"),
            ("a contact link", "[privacy@example.com](mailto:privacy@example.com)".to_owned(), "c"),
            ("a titled link", "[Do Not Sell or Share My Personal Information](/x)".to_owned(), "c"),
            (
                "archive note",
                "> *The following text is extracted and transformed from the example.com privacy policy that \
              was archived on 2017-12-14.*"
                    .to_owned(),
                "d",
            ),
            (
                "a choice amid a menu",
                format!(
                    "{prose}\n\n- [Jobs](/a)\n- [Press](/b)\n- [Blog](/c)\n- [News](/d)\n- [Do Not Sell My Data](/e)"
                ),
                "cnnnnc",
            ),
            ("copyright", "© 2024 Example Inc. All rights reserved.".to_owned(), "d"),
            ("buttons", "Accept all cookies\n\nBack to top\n\nShare this".to_owned(), "ddd"),
            ("skip link", "[Skip to content](#main)".to_owned(), "n"),
            ("breadcrumb", "Home > Legal > Privacy".to_owned(), "n"),
            ("script note", "This site requires JavaScript.".to_owned(), "d"),
            ("sharing is content", "We share this with no one.".to_owned(), "c"),
        ];
        for (name, text, want) in cases {
            assert_eq!(roles(&text), want, "{name}");
        }
    }
}
