//! Whether a text's lines were broken by hand to a width, and so whether a line break means anything.

/// The width that a text was wrapped to, if it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wrap {
    width: Option<usize>,
}

/// Lines longer than this are not broken by hand.
const WIDEST: usize = 130;

impl Wrap {
    /// How `text` is wrapped; reads it once.
    pub(super) fn of(text: &str) -> Self {
        // lines that another line follows directly: only they can have been broken
        let (mut followed, mut long, mut widest) = (0usize, 0usize, 0);
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let length = line.trim_end().len();
            if length == 0 || lines.peek().is_none_or(|next| next.trim().is_empty()) {
                continue;
            }
            followed += 1;
            if length > WIDEST {
                long += 1;
            } else {
                widest = widest.max(length);
            }
        }
        // one long line (an address of the web) among many does not make the text unwrapped
        let wrapped = followed > 0 && long * 20 <= followed && widest >= 40;
        Self { width: wrapped.then_some(widest) }
    }

    /// Whether the line break at byte `at` of Markdown was meant, though Markdown itself says that it was not.
    pub(super) fn breaks_at(self, text: &str, at: usize) -> bool {
        let rest = text[at..].trim_start();
        let starts = rest.chars().next().is_some_and(|c| c.is_uppercase() || "•-–*([".contains(c));
        starts && (ends(text, at) || line_before(text, at) > WIDEST) && self.separates(text, at)
    }

    /// Whether the line break at byte `at` of plain text ends a paragraph: the next word would have fitted on the line.
    pub(super) fn separates(self, text: &str, at: usize) -> bool {
        let rest = text[at..].trim_start();
        let next = &rest.as_bytes()[..rest.len().min(WIDEST)];
        let word = next.iter().position(u8::is_ascii_whitespace).unwrap_or(next.len());
        match self.width {
            // a tenth of the width is left to writers who break early
            Some(width) => line_before(text, at) + 1 + word < width - width / 10,
            None => !rest.starts_with(char::is_lowercase) || ends(text, at),
        }
    }
}

/// The length of the line that ends at byte `at`, as far as it matters.
fn line_before(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rev().take(WIDEST * 2).take_while(|&&b| b != b'\n').count()
}

/// Whether the line that ends at byte `at` ends like a sentence or a lead-in.
fn ends(text: &str, at: usize) -> bool {
    let line = text[..at].trim_end_matches([' ', '*', '_', '\r', '"', '”', ')']);
    line.ends_with(['.', ':', ';', '!', '?']) || line.ends_with("; and") || line.ends_with("; or")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_are_meant_where_the_next_word_would_have_fitted() {
        let wrapped = "We keep what you give us for as long as you\nhave an account with us and no longer than\nthat. \
                       Ask.\nWe answer your letters within a month or so";
        let long = format!("{} end.\nWe {}\nnext", "long ".repeat(40), "long ".repeat(40));
        let cases = [
            ("forced", wrapped, 0, false),
            ("forced again", wrapped, 1, false),
            ("early", wrapped, 2, true),
            ("unwrapped, sentence end", long.as_str(), 0, true),
            ("unwrapped, runs on", long.as_str(), 1, false),
        ];
        for (name, text, nth, want) in cases {
            let at = text.match_indices('\n').nth(nth).map_or(0, |(at, _)| at);
            assert_eq!(Wrap::of(text).breaks_at(text, at), want, "{name}");
        }
    }
}
