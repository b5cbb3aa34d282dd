//! A filter between tokenizer and tree builder that keeps the tree of a hostile page shallow.
//!
//! The tree builder looks through its stack of open elements at most tags, so that 100,000 nested elements would take
//! minutes. Text is never dropped: only tags that a policy can do without.

use std::cell::Cell;

use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};

/// Hands tokens on to `inner`, without tags that only shape letters and without elements nested too deep.
pub(super) struct Capped<S> {
    inner: S,
    depth: Cell<usize>,
    /// Start tags left out, whose end tags are to be left out too.
    skipped: Cell<usize>,
}

/// Elements nested deeper are left out, their text kept.
const MAX_DEPTH: usize = 300;

impl<S> Capped<S> {
    pub(super) fn new(inner: S) -> Self {
        Self { inner, depth: Cell::new(0), skipped: Cell::new(0) }
    }

    pub(super) fn into_inner(self) -> S {
        self.inner
    }

    /// Whether a tag reaches the tree; counts it.
    fn passes(&self, name: &str, kind: TagKind) -> bool {
        if is_shaping(name) {
            return false;
        }
        if !nests(name) {
            return true;
        }
        match kind {
            TagKind::StartTag if self.depth.get() >= MAX_DEPTH => {
                self.skipped.set(self.skipped.get() + 1);
                false
            }
            TagKind::StartTag => {
                self.depth.set(self.depth.get() + 1);
                true
            }
            TagKind::EndTag if self.skipped.get() > 0 => {
                self.skipped.set(self.skipped.get() - 1);
                false
            }
            TagKind::EndTag => {
                self.depth.set(self.depth.get().saturating_sub(1));
                true
            }
        }
    }
}

/// Whether the tag shapes letters and nothing else: the tree builder would repeat it in every later block if unclosed.
fn is_shaping(name: &str) -> bool {
    matches!(name, "font" | "i" | "em" | "u" | "s" | "small" | "big" | "tt" | "strike" | "nobr" | "code")
}

/// Whether the element stays open until its end tag.
fn nests(name: &str) -> bool {
    !matches!(
        name,
        "html"
            | "head"
            | "body"
            | "p"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "tbody"
            | "thead"
            | "tfoot"
            | "option"
            | "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "script"
            | "style"
            | "title"
            | "textarea"
            | "a"
            | "b"
            | "strong"
    )
}

impl<S: TokenSink> TokenSink for Capped<S> {
    type Handle = S::Handle;

    fn process_token(&self, mut token: Token, line_number: u64) -> TokenSinkResult<Self::Handle> {
        if let Token::TagToken(tag) = &mut token {
            if !self.passes(&tag.name, tag.kind) {
                return TokenSinkResult::Continue;
            }
            if matches!(&*tag.name, "b" | "strong") {
                // alike, the tree builder keeps three of them at most
                tag.attrs.clear();
            }
        }
        self.inner.process_token(token, line_number)
    }

    fn end(&self) {
        self.inner.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.inner.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
