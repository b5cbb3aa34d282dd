//! Styled text that can be measured and wrapped before it is coloured.
//!
//! A style is a pair of characters without width around the words. [`sanitize`](crate::report::sanitize) lets none of
//! them through from outside, so that only this file can set one; [`render`] turns them into ANSI colours or nothing.

use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::UnicodeWidthChar;

/// What a stretch of text means to the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A heading, a path, a score.
    Strong,
    /// What is there to look up, not to read.
    Faint,
    /// Met.
    Good,
    /// Partial.
    Fair,
    /// Missing.
    Bad,
    /// Contradicted.
    Worst,
    /// The words that decide.
    Match,
}

const STYLES: [(char, Style); 7] = [
    ('\u{2061}', Style::Strong),
    ('\u{2062}', Style::Faint),
    ('\u{2063}', Style::Good),
    ('\u{2064}', Style::Fair),
    ('\u{206a}', Style::Bad),
    ('\u{206b}', Style::Worst),
    ('\u{206c}', Style::Match),
];
const END: char = '\u{206f}';

impl Style {
    /// `text` in this style. Styles nest.
    pub(super) fn paint(self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let (start, _) = STYLES[self as usize];
        format!("{start}{text}{END}")
    }

    fn ansi(self) -> Ansi {
        match self {
            Self::Strong => Ansi::new().bold(),
            Self::Faint => Ansi::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Fair => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Worst => AnsiColor::Red.on_default().bold(),
            Self::Match => Ansi::new().underline(),
        }
    }
}

fn style(c: char) -> Option<Style> {
    STYLES.iter().find(|(start, _)| *start == c).map(|&(_, style)| style)
}

/// The columns that `text` takes on a screen, or a few more where a script joins letters.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(char_columns).sum()
}

pub(super) fn char_columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// `text` with ANSI colours, or without any style.
pub(super) fn render(text: &str, colour: bool) -> String {
    let mut out = String::with_capacity(text.len() + if colour { text.len() / 8 } else { 0 });
    let mut open: Vec<Style> = Vec::new();
    for c in text.chars() {
        if let Some(style) = style(c) {
            open.push(style);
            if colour {
                out.push_str(&style.ansi().render().to_string());
            }
        } else if c == END {
            open.pop();
            if colour {
                out.push_str("\x1b[0m");
                open.iter().for_each(|style| out.push_str(&style.ansi().render().to_string()));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The lines of `text`, none wider than `width` (at least 2), broken at spaces or, in words that are too long, anywhere.
///
/// Each line closes the styles that it leaves open, and the next one opens them again.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Lines { width: width.max(2), ..Lines::default() };
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        lines.word(word);
    }
    if !lines.line.is_empty() || lines.done.is_empty() {
        lines.end();
    }
    lines.done
}

#[derive(Default)]
struct Lines {
    width: usize,
    done: Vec<String>,
    line: String,
    used: usize,
    open: Vec<char>,
}

impl Lines {
    fn word(&mut self, word: &str) {
        let needed = columns(word);
        let space = usize::from(self.used > 0 && needed > 0);
        // A word that no line can hold fills what is left of this one, unless that is next to nothing.
        let fits = self.used + space + needed <= self.width;
        if !fits && self.used > 0 && (needed <= self.width || self.used + 8 > self.width) {
            self.end();
        } else if space == 1 && self.used > 0 {
            self.line.push(' ');
            self.used += 1;
        }
        for c in word.chars() {
            let needed = char_columns(c);
            if needed > 0 && self.used + needed > self.width {
                self.end();
            }
            if style(c).is_some() {
                self.open.push(c);
            } else if c == END {
                self.open.pop();
            }
            self.line.push(c);
            self.used += needed;
        }
    }

    fn end(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.extend(self.open.iter().map(|_| END));
        self.done.push(line);
        self.line.extend(&self.open);
        self.used = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_have_no_width_and_are_unsafe_outside() {
        for c in STYLES.iter().map(|(c, _)| *c).chain([END]) {
            assert_eq!(char_columns(c), 0, "{c:?}");
            assert!(crate::report::sanitize::is_unsafe(c), "{c:?}");
        }
        for (at, (_, style)) in STYLES.iter().enumerate() {
            assert_eq!(*style as usize, at);
        }
    }

    #[test]
    fn lines_hold_their_width() {
        let cases = [
            ("words", "aa bb cc", 5, vec!["aa bb", "cc"]),
            ("exactly", "aa bb", 5, vec!["aa bb"]),
            ("a long word", "abcdefgh", 3, vec!["abc", "def", "gh"]),
            ("wide characters", "個人情報", 5, vec!["個人", "情報"]),
            ("nothing", "", 5, vec![""]),
            ("spaces", "  a   b ", 9, vec!["a b"]),
        ];
        for (name, text, width, lines) in cases {
            assert_eq!(wrap(text, width), lines, "{name}");
        }
    }

    #[test]
    fn a_style_is_closed_at_the_end_of_each_line() {
        let lines = wrap(&Style::Good.paint("aa bb"), 3);
        let shown: Vec<String> = lines.iter().map(|line| render(line, true)).collect();
        assert_eq!(shown, ["\x1b[32maa\x1b[0m", "\x1b[32mbb\x1b[0m"]);
        assert_eq!(render(&lines[0], false), "aa");
    }
}
