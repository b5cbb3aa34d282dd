//! Sentences as a table shows them: on one line, the words that decide in view, the rest left out where it is long.

use std::ops::Range;

use super::paint::{Style, char_columns, columns};
use crate::judge::{Evidence, NearMiss};
use crate::report::sanitize;

/// The most columns that one lead-in takes.
const LEAD_IN: usize = 60;

/// `evidence` in at most about `budget` columns: its lead-ins, then the sentence around the words that matched.
pub(super) fn evidence(evidence: &Evidence, budget: usize) -> String {
    let (marks, exact) = marks(evidence);
    let lead_in = lead_in(&evidence.lead_in, budget / 2);
    let left = budget.saturating_sub(columns(&lead_in)).max(24);
    lead_in + &sentence(&evidence.text, &marks, exact, left)
}

/// `miss` in at most about `budget` columns, from its beginning.
pub(super) fn near_miss(miss: &NearMiss, budget: usize) -> String {
    let lead_in = lead_in(&miss.lead_in, budget / 2);
    let left = budget.saturating_sub(columns(&lead_in)).max(24);
    lead_in + &sentence(&miss.text, &[], false, left)
}

/// `text` in at most `budget` columns, from its beginning.
pub(super) fn beginning(text: &str, budget: usize) -> String {
    sentence(text, &[], false, budget)
}

/// The matched words as bytes of the evidence's text, and whether they are exact: markup inside a sentence shifts them.
fn marks(evidence: &Evidence) -> (Vec<Range<usize>>, bool) {
    let place = evidence.start..evidence.end;
    let source = (evidence.end.saturating_sub(evidence.start)).max(1) as usize;
    let exact = source == evidence.text.len();
    let scale = |at: u32| {
        let at = at.saturating_sub(evidence.start) as usize;
        if exact { at } else { at * evidence.text.len() / source }
    };
    let inside = evidence.matched.iter().filter(|span| place.contains(&span.start));
    (inside.map(|span| scale(span.start)..scale(span.end)).collect(), exact)
}

/// The lead-ins, each followed by ` … `; of a long one, its end.
fn lead_in(parts: &[String], budget: usize) -> String {
    let mut shown = String::new();
    let budget = (budget / parts.len().max(1)).clamp(12, LEAD_IN);
    for part in parts {
        let tokens = tokens(part, &[]);
        let mut from = tokens.len();
        let mut used = 0;
        while from > 0 && used + tokens[from - 1].columns() <= budget {
            from -= 1;
            used += tokens[from].columns();
        }
        if from > 0 && from < tokens.len() {
            shown.push('…');
        }
        let text = join(&tokens[from..], false);
        shown.push_str(&text);
        shown.push_str(if text.ends_with('…') { " " } else { " … " });
    }
    if shown.is_empty() { shown } else { Style::Faint.paint(shown.trim_end()) + " " }
}

/// `text` in at most `budget` columns: whole, or the words around `marks` between ellipses.
fn sentence(text: &str, marks: &[Range<usize>], paint: bool, budget: usize) -> String {
    let tokens = tokens(text, marks);
    if tokens.iter().map(Token::columns).sum::<usize>() <= budget + 1 {
        return join(&tokens, paint);
    }
    let first = tokens.iter().position(|token| token.marked).unwrap_or(0);
    let last = tokens.iter().rposition(|token| token.marked).unwrap_or(0);
    let budget = budget.saturating_sub(2);
    let core: usize = tokens[first..=last].iter().map(Token::columns).sum();
    if core <= budget {
        let window = widen(&tokens, first..last + 1, budget - core);
        return ellipsed(&tokens, std::slice::from_ref(&window), paint);
    }
    let half = budget.saturating_sub(3) / 2;
    let head = widen_right(&tokens, first, half);
    let tail = widen_left(&tokens, last + 1, half);
    if tail.start <= head.end {
        let joined = head.start..tail.end;
        return ellipsed(&tokens, std::slice::from_ref(&joined), paint);
    }
    ellipsed(&tokens, &[head, tail], paint)
}

/// `window` with as many tokens on both sides as `budget` columns hold, the left side a little before the right.
fn widen(tokens: &[Token], mut window: Range<usize>, mut budget: usize) -> Range<usize> {
    loop {
        let before = window.start;
        let after = window.end;
        if window.start > 0 && tokens[window.start - 1].columns() <= budget {
            window.start -= 1;
            budget -= tokens[window.start].columns();
        }
        if window.end < tokens.len() && tokens[window.end].columns() <= budget {
            budget -= tokens[window.end].columns();
            window.end += 1;
        }
        if (before, after) == (window.start, window.end) {
            return window;
        }
    }
}

fn widen_right(tokens: &[Token], from: usize, budget: usize) -> Range<usize> {
    let mut used = 0;
    let fits = tokens[from..].iter().take_while(|token| {
        used += token.columns();
        used <= budget
    });
    let count = fits.count().max(1);
    from..from + count
}

fn widen_left(tokens: &[Token], to: usize, budget: usize) -> Range<usize> {
    let mut used = 0;
    let fits = tokens[..to].iter().rev().take_while(|token| {
        used += token.columns();
        used <= budget
    });
    let count = fits.count().max(1);
    to - count..to
}

fn ellipsed(tokens: &[Token], windows: &[Range<usize>], paint: bool) -> String {
    let mut shown = String::new();
    for window in windows {
        if window.start > 0 {
            shown.push_str(if shown.is_empty() { "…" } else { " … " });
        }
        shown.push_str(&join(&tokens[window.clone()], paint));
    }
    if windows.last().is_some_and(|window| window.end < tokens.len()) {
        shown.push('…');
    }
    shown
}

/// A word, or a piece of one where words are long or not parted by spaces.
struct Token {
    text: String,
    marked: bool,
    /// Whether a space stands before it.
    spaced: bool,
}

impl Token {
    fn columns(&self) -> usize {
        columns(&self.text) + usize::from(self.spaced)
    }
}

/// The most columns of a token.
const PIECE: usize = 16;

fn tokens(text: &str, marks: &[Range<usize>]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut spaced, mut width, mut fresh) = (false, 0, true);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            (spaced, fresh) = (true, true);
            continue;
        }
        let marked = marks.iter().any(|mark| mark.contains(&at));
        let own = char_columns(c);
        let piece =
            fresh || own > 0 && (width >= PIECE || own > 1) || tokens.last().is_some_and(|t| t.marked != marked);
        if piece {
            tokens.push(Token { text: String::new(), marked, spaced: fresh && spaced && !tokens.is_empty() });
            width = 0;
        }
        if let Some(token) = tokens.last_mut() {
            token.text.push(c);
        }
        (width, fresh) = (width + own, false);
    }
    for token in &mut tokens {
        token.text = sanitize::line(&token.text);
    }
    tokens
}

fn join(tokens: &[Token], paint: bool) -> String {
    let mut shown = String::new();
    let mut at = 0;
    while at < tokens.len() {
        let marked = paint && tokens[at].marked;
        let end =
            tokens[at..].iter().position(|token| (paint && token.marked) != marked).map_or(tokens.len(), |n| at + n);
        let mut run = String::new();
        for (index, token) in tokens[at..end].iter().enumerate() {
            if token.spaced && at + index > 0 {
                if run.is_empty() { shown.push(' ') } else { run.push(' ') }
            }
            run.push_str(&token.text);
        }
        shown.push_str(&if marked { Style::Match.paint(&run) } else { run });
        at = end;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sentences_are_cut_around_the_words_that_matched() {
        let text = "When you write to us at our office, you may ask us to delete your personal data at any time, free of charge.";
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            start..start + words.len()
        };
        let cases = [
            ("whole", vec![at("delete")], 200, text.to_owned()),
            (
                "middle",
                vec![at("delete your personal data")],
                44,
                "…us to delete your personal data at any…".to_owned(),
            ),
            ("no words known", vec![], 30, "When you write to us at our…".to_owned()),
            ("far apart", vec![at("write"), at("charge")], 34, "…write to us … of charge…".to_owned()),
        ];
        for (name, marks, budget, expected) in cases {
            let got = sentence(text, &marks, false, budget);
            assert_eq!(got, expected, "{name}");
            assert!(columns(&got) <= budget, "{name}: {got}");
        }
    }

    #[test]
    fn text_without_spaces_is_cut_too() {
        for text in ["個人情報の削除を求めることができます".repeat(9), "x".repeat(500)] {
            let got = sentence(&text, &[], false, 40);
            assert!(columns(&got) <= 40 && columns(&got) > 20, "{got}");
        }
    }

    #[test]
    fn marked_words_are_painted_as_one() {
        let shown = sentence("you may erase data now", std::slice::from_ref(&(8..18)), true, 99);
        assert_eq!(super::super::paint::render(&shown, true), "you may \x1b[4merase data\x1b[0m now");
    }

    #[test]
    fn a_lead_in_keeps_its_end() {
        let parts = vec![
            "As far as the law of your country allows it, and in the cases named above, we will never:".to_owned(),
        ];
        let shown = super::super::paint::render(&lead_in(&parts, 30), false);
        assert_eq!(shown, "…cases named above, we will never: … ".replace("cases named ", "named "));
    }
}
