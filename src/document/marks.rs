//! Marks that writers set by hand before items and headings: "•", "1.", "(a)", "iv)", "4.2".

/// A mark at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// What it is.
    pub(super) style: Style,
    /// Its bytes, the white space after it included.
    pub(super) len: usize,
}

/// The kinds of marks; marks of one list are of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A bullet: the character.
    Bullet(char),
    /// Arabic numbers: the last of them and how many there are (`4.2` has two), and whether a bracket closes it.
    Number { value: u32, levels: u8, bracket: bool },
    /// A single letter or a Roman number: the first letter, and whether a bracket closes it.
    Letter { first: char, bracket: bool },
}

impl Mark {
    /// Whether Markdown knows the mark too.
    pub(super) fn is_markdown(self) -> bool {
        matches!(self.style, Style::Bullet('-' | '*' | '+') | Style::Number { levels: 1, .. })
    }

    /// Whether the mark numbers headings too.
    pub(super) fn numbers_headings(self) -> bool {
        match self.style {
            Style::Bullet(_) => false,
            Style::Number { bracket, .. } => !bracket,
            Style::Letter { first, bracket } => first.is_ascii_uppercase() && !bracket,
        }
    }

    /// How many levels the number has: 2 for `4.2`.
    pub(super) fn levels(self) -> u8 {
        match self.style {
            Style::Number { levels, .. } => levels,
            _ => 1,
        }
    }
}

impl Style {
    /// Whether marks of both kinds can be of one list.
    pub(super) fn is_like(self, other: Self) -> bool {
        match (self, other) {
            (Self::Bullet(a), Self::Bullet(b)) => a == b,
            (Self::Number { levels: a, bracket: x, .. }, Self::Number { levels: b, bracket: y, .. }) => {
                a == b && x == y
            }
            (Self::Letter { first: a, bracket: x }, Self::Letter { first: b, bracket: y }) => {
                x == y && a.is_ascii_uppercase() == b.is_ascii_uppercase()
            }
            _ => false,
        }
    }
}

/// The mark at the start of `line`, if words follow it.
pub(super) fn list_mark(line: &str) -> Option<Mark> {
    let first = line.chars().next()?;
    let (style, len) = match first {
        '•' | '·' | '●' | '○' | '▪' | '◦' | '‣' | '⁃' | '∙' | '■' | '□' | '➢' | '❖' | '\u{f0b7}' => {
            (Style::Bullet(first), first.len_utf8())
        }
        '-' | '–' | '—' | '*' | '+' => {
            line[first.len_utf8()..].starts_with([' ', '\t', '\u{a0}']).then_some(())?;
            (Style::Bullet(first), first.len_utf8())
        }
        '(' | '0'..='9' | 'a'..='z' | 'A'..='Z' => enumerator(line)?,
        _ => return None,
    };
    let rest = &line[len..];
    let space = rest.len() - rest.trim_start().len();
    rest.chars().any(char::is_alphanumeric).then_some(Mark { style, len: len + space })
}

fn enumerator(line: &str) -> Option<(Style, usize)> {
    let bytes = line.as_bytes();
    let open = usize::from(bytes[0] == b'(');
    let count = |from: usize, is: fn(&u8) -> bool| bytes[from..].iter().take(8).take_while(|b| is(b)).count();
    let mut at = open;
    let style = if bytes.get(at)?.is_ascii_digit() {
        let (mut levels, mut value) = (0u8, 0);
        loop {
            let digits = count(at, u8::is_ascii_digit);
            if digits == 0 || digits > 3 {
                break;
            }
            value = line[at..at + digits].parse().ok()?;
            levels = levels.saturating_add(1);
            at += digits;
            let more = bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            if !more || levels > 4 {
                break;
            }
            at += 1;
        }
        (levels > 0).then_some(())?;
        Style::Number { value, levels, bracket: bytes.get(at) == Some(&b')') }
    } else {
        let letters = count(at, u8::is_ascii_alphabetic);
        let roman = line[at..at + letters].bytes().all(|b| b"ivxIVX".contains(&b));
        (letters == 1 || (roman && (2..=5).contains(&letters))).then_some(())?;
        let first = char::from(bytes[at]);
        at += letters;
        Style::Letter { first, bracket: bytes.get(at) == Some(&b')') }
    };
    match bytes.get(at) {
        Some(b')') => at += 1,
        Some(b'.') if open == 0 => at += 1,
        // "4.2 Your rights": an inner dot is mark enough before a capital
        Some(b' ') if matches!(style, Style::Number { levels: 2.., .. }) => {
            line[at..].trim_start().starts_with(char::is_uppercase).then_some(())?;
        }
        _ => return None,
    }
    // "1.Title" is a mark, "1.5 million" and "e.g." are none
    let next = line[at..].chars().next()?;
    let glued = next.is_uppercase() && matches!(style, Style::Number { .. });
    (next.is_whitespace() || glued).then_some((style, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_known() {
        let cases = [
            ("• names", Some(4)),
            ("•names", Some(3)),
            ("- names", Some(2)),
            ("– names", Some(4)),
            ("-5 degrees", None),
            ("1. Names", Some(3)),
            ("1) names", Some(3)),
            ("(1) names", Some(4)),
            ("12.  Names", Some(5)),
            ("4.2 Your rights", Some(4)),
            ("4.2. Your rights", Some(5)),
            ("1.5 million people", None),
            ("2024. We", None),
            ("24 months", None),
            ("1.Names", Some(2)),
            ("a) names", Some(3)),
            ("(a) names", Some(4)),
            ("a. names", Some(3)),
            ("IV. Retention", Some(4)),
            ("(iii) names", Some(6)),
            ("A person", None),
            ("e.g. names", None),
            ("(we do)", None),
            ("1.", None),
            ("- ", None),
            ("", None),
        ];
        for (line, want) in cases {
            assert_eq!(list_mark(line).map(|mark| mark.len), want, "{line}");
        }
    }
}
