//! Plain text to raw blocks: paragraphs of wrapped lines, or a paragraph a line.

use super::marks;
use super::raw::{Builder, RawBlock};
use super::wrap::Wrap;
use crate::span::Span;

/// The raw blocks of plain `text`.
pub(super) fn read(text: &str) -> Vec<RawBlock> {
    let wrap = Wrap::of(text);
    let mut builder = Builder::default();
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let words = line.trim_end_matches(['\n', '\r']);
        // an empty piece is the second half of a CRLF or a blank line; only the latter ends a paragraph
        let half = words.is_empty() && line == "\n" && text[..at].ends_with('\r');
        if words.trim().is_empty() {
            if !half {
                builder.flush();
            }
        } else {
            let own_line = marks::list_mark(words.trim_start()).is_some();
            if own_line || (at > 0 && wrap.separates(text, at - 1)) {
                builder.flush();
            }
            let end = at + words.len();
            builder.text(words, Span::new(at, end));
            builder.space(Span::new(end, at + line.len()));
        }
        at += line.len();
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_becomes_paragraphs() {
        let cases: [(&str, &str, &[&str]); 6] = [
            ("blank lines", "One.\n\nTwo.\r\n\r\nThree.", &["One.", "Two.", "Three."]),
            ("a line each", "We keep data\nWe sell none", &["We keep data", "We sell none"]),
            ("runs on in lower case", "We keep\nsome data", &["We keep some data"]),
            (
                "wrapped by hand",
                "We keep the data that you give us for as long\nas you have an account with us, and after that\n\
                 for one year.\nThen we delete it.",
                &[
                    "We keep the data that you give us for as long as you have an account with us, and after that for \
                   one year.",
                    "Then we delete it.",
                ],
            ),
            ("list marks", "You may:\n- ask\n- object", &["You may:", "- ask", "- object"]),
            ("lone CR", "One.\rTwo.", &["One.", "Two."]),
        ];
        for (name, text, want) in cases {
            let blocks = read(text);
            assert_eq!(blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), want, "{name}");
        }
    }
}
