//! A regular expression of a pack, compiled at its first use.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// The most bytes that a compiled expression may take.
const SIZE_LIMIT: usize = 1 << 20;
/// Groups in groups.
pub(super) const NEST_LIMIT: u32 = 50;
/// Expressions that unfold to fewer states than this are sure to stay below [`SIZE_LIMIT`].
const SURELY_SMALL: usize = 2_000;

/// A regular expression over a unit's plain text; ignores case unless it says `(?-i)`.
///
/// Checked when its pack is read; compiled then only if it might be too big, else at its first use, since compiling
/// costs more than all the rest of reading a pack and most policies need few of its expressions.
#[derive(Debug)]
pub struct Pattern {
    source: String,
    regex: OnceLock<Regex>,
}

impl Pattern {
    /// The pattern of `source`, which parses to `hir`.
    ///
    /// # Errors
    /// If the compiled expression is too big.
    pub(super) fn new(source: &str, hir: &Hir) -> Result<Self, regex::Error> {
        let regex = if states(hir) < SURELY_SMALL { OnceLock::new() } else { OnceLock::from(compile(source)?) };
        Ok(Self { source: source.to_owned(), regex })
    }

    /// The expression as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The compiled expression.
    #[must_use]
    pub fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| compile(&self.source).expect("it was parsed, and is small or was compiled before"))
    }
}

fn compile(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source)
        .case_insensitive(true)
        .nest_limit(NEST_LIMIT)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(SIZE_LIMIT)
        .build()
}

/// About how many states the expression has once its repetitions are unfolded.
fn states(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(4),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1) as usize;
            states(&repetition.sub).saturating_add(1).saturating_mul(times)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().map(states).fold(1, usize::saturating_add),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(source: &str) -> Result<Pattern, regex::Error> {
        let parser = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source);
        Pattern::new(source, &parser.expect("the test's patterns parse"))
    }

    #[test]
    fn small_ones_wait_and_big_ones_are_told_at_once() {
        let cases = [
            ("opt.?out", true, true),
            (r"\[(company|your|insert)[^\]]{0,40}\]", true, true),
            (r"[a-z]{0,900} data", false, true),
            (r"((a{100}){100}){100}", false, false),
        ];
        for (source, waits, fits) in cases {
            match pattern(source) {
                Ok(pattern) => {
                    assert!(fits, "{source}");
                    assert_eq!(pattern.regex.get().is_none(), waits, "{source}");
                    assert_eq!(pattern.regex().as_str(), source);
                }
                Err(_) => assert!(!fits, "{source}"),
            }
        }
    }
}
