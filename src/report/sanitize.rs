//! Text that others wrote, made safe to print: what a terminal would obey or hide is made visible.
//!
//! Control characters (ESC, C1 controls), marks that turn the direction of writing, and characters without width never
//! reach a screen raw.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal would obey `c`, or show nothing for it though it means something.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{180b}'..='\u{180f}' | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}')
        || is_silent(c)
}

/// Whether `c` is an honest part of prose that shows nothing: a soft hyphen, a variation selector.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// `text` with every unsafe character made visible; for names and paths, where each one counts.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    text.chars().for_each(|c| show(c, &mut shown));
    Cow::Owned(shown)
}

/// `text` as one line of prose: runs of white space are one space, soft hyphens and variation selectors are left out,
/// every other unsafe character is made visible.
#[must_use]
pub fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for word in text.split(char::is_whitespace).filter(|word| !word.is_empty()) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        word.chars().filter(|&c| !is_silent(c)).for_each(|c| show(c, &mut shown));
    }
    shown
}

/// Appends `c`, or what stands for it: `␛` for ESC, `\u{202e}` for what has no picture.
fn show(c: char, shown: &mut String) {
    match c {
        '\0'..='\x1f' => shown.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
        '\x7f' => shown.push('\u{2421}'),
        _ if is_unsafe(c) => {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
        _ => shown.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        let cases = [
            ("plain", "plain", "plain"),
            ("escape", "a\x1b[31mb", "a␛[31mb"),
            ("bell and delete", "\x07\x7f", "␇␡"),
            ("one-byte CSI", "\u{9b}31m", "\\u{9b}31m"),
            ("bidi override", "a\u{202e}b", "a\\u{202e}b"),
            ("zero width", "a\u{200b}b", "a\\u{200b}b"),
            ("byte order mark", "\u{feff}a", "\\u{feff}a"),
            ("a tag", "\u{e0041}", "\\u{e0041}"),
            ("accents stay", "déjà vu, 個人情報", "déjà vu, 個人情報"),
        ];
        for (name, text, shown) in cases {
            assert_eq!(visible(text), shown, "{name}");
            assert_eq!(line(text), shown, "{name}, as a line");
        }
    }

    #[test]
    fn prose_is_one_line_and_names_keep_every_character() {
        assert_eq!(line("  a\r\n\tb\u{a0}c  in\u{ad}for\u{fe0f} "), "a b c infor");
        assert_eq!(visible("a\nb\u{ad}"), "a␊b\\u{ad}");
    }
}
