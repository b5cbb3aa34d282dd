//! A policy's source turned into what rules are matched against: blocks, sentences, units and their layout.
//!
//! Floor 1. Knows nothing of packs. Any bytes give a `Document` or a [`ReadError`]; nothing here panics on input.
//!
//! The stages, each in a file of its own:
//! `decode` bytes to text, `sniff` which syntax, `markdown`/`html`/`plain` text to raw blocks (all through the builder
//! of `raw`), `structure` what the syntax left unsaid (`tables` that hold data, `lines` that are headings, `headings` in
//! bold or capitals, `lists` that lost their marks, `roles` of menus and debris, lead-ins), `language` which language
//! it is, `sentences` blocks to sentences, `units` sentences to the layout that is scanned.

mod capped;
mod decode;
mod headings;
mod html;
mod inline;
mod language;
mod lead_ins;
mod lines;
mod lists;
mod markdown;
mod marks;
mod plain;
mod promises;
mod raw;
#[cfg(test)]
mod robustness;
mod roles;
mod sentences;
mod sniff;
mod structure;
mod tables;
mod tags;
mod units;
mod wrap;

pub use decode::ReadError;
pub use inline::{Inline, Link};

use crate::span::{LineIndex, MAX_TEXT, Position, Span, offset};
use crate::text::Folded;

/// The syntax that a source is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// CommonMark with tables.
    Markdown,
    /// HTML, whole pages or fragments.
    Html,
    /// Plain text.
    Plain,
}

impl Syntax {
    /// The name in reports: `markdown`, `html` or `plain`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Plain => "plain",
        }
    }
}

/// A policy, read: its text, its blocks in text order and the layout that is scanned.
#[derive(Debug)]
pub struct Document {
    /// The text that all places refer to: the source as decoded, for HTML the extracted text.
    pub(crate) text: String,
    /// The syntax that was read.
    pub(crate) syntax: Syntax,
    /// All blocks, in text order.
    pub(crate) blocks: Vec<Block>,
    /// The units in text order, folded one after the other.
    pub(crate) layout: Layout,
    /// The language, where the text is long enough and the detection reliable.
    pub(crate) language: Option<Language>,
    /// Words of the whole text, navigation left out.
    pub(crate) word_count: usize,
    pub(crate) lines: LineIndex,
}

impl Document {
    /// The document that `bytes` hold; `extension` is the ending of their file's name, without the dot.
    ///
    /// # Errors
    /// `read/empty`, `read/binary` and `read/too-large`, for bytes that are no text.
    pub fn read(bytes: &[u8], extension: Option<&str>) -> Result<Self, ReadError> {
        Ok(Self::parse(decode::decode(bytes)?, extension))
    }

    /// The document that `text` is; `extension` is the ending of its file's name, without the dot.
    ///
    /// Linear in the text's length. A text longer than [`MAX_TEXT`] is cut there; [`Document::read`] refuses it.
    #[must_use]
    pub fn parse(mut text: String, extension: Option<&str>) -> Self {
        if text.len() > MAX_TEXT {
            text.truncate(text.floor_char_boundary(MAX_TEXT));
        }
        let syntax = sniff::sniff(&text, extension);
        let raw = match syntax {
            Syntax::Markdown => markdown::read(&text),
            Syntax::Plain => plain::read(&text),
            Syntax::Html => {
                let (raw, extracted) = html::read(&text);
                text = extracted;
                raw
            }
        };
        let (blocks, rows) = structure::build(raw);
        let language = language::detect(&blocks);
        let layout = units::lay_out(&blocks, &rows, language.map_or("en", |language| language.code));
        let word_count = layout.own_words();
        let lines = LineIndex::new(&text);
        Self { text, syntax, blocks, layout, language, word_count, lines }
    }

    /// The syntax that was read.
    #[must_use]
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// All blocks, in text order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The block that `id` names.
    ///
    /// # Panics
    /// If `id` is of another, longer document.
    #[must_use]
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    /// The ids of all blocks, in text order.
    pub fn block_ids(&self) -> impl Iterator<Item = BlockId> + use<> {
        (0..offset(self.blocks.len())).map(BlockId)
    }

    /// The bytes of [`Document::text`] that the block's words stand in, from the first to the last.
    #[must_use]
    pub fn block_span(&self, id: BlockId) -> Span {
        let text = &self.block(id).text;
        text.source(Span::new(0, text.as_str().len()))
    }

    /// The units and their layout.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The language, where the text is long enough and the detection reliable.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The number of words: headings included, menus and the like left out.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.word_count
    }

    /// The headings that the block stands under, outermost first; a heading does not stand under itself.
    #[must_use]
    pub fn heading_path(&self, id: BlockId) -> Vec<BlockId> {
        let above = |id: &BlockId| self.block(*id).heading;
        let mut path: Vec<BlockId> = std::iter::successors(above(&id), above).collect();
        path.reverse();
        path
    }

    /// The bytes of [`Document::text`] that `origin` stands for: bytes of the part's block as [`Folded::origin`] gives
    /// them for bytes of the part.
    #[must_use]
    pub fn source(&self, part: &Part, origin: Span) -> Span {
        self.block(part.block).text.source(origin)
    }

    /// The text that all places refer to: the decoded source; for HTML the extracted text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column of byte `at` of [`Document::text`].
    #[must_use]
    pub fn position(&self, at: u32) -> Position {
        self.lines.position(&self.text, at)
    }
}

/// The index of a block in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub(crate) u32);

/// A part of a policy that stands alone on the page.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Whether it is the policy's own words or furniture of the page.
    pub role: Role,
    /// Its words without markup, mapped to the document's text.
    pub text: Inline,
    /// The nearest heading above it; for a heading the next higher one.
    pub heading: Option<BlockId>,
    /// The block whose last sentence introduces this one (a list's lead-in, the item above a nested list).
    pub lead_in: Option<BlockId>,
    /// True for a block that introduces others but is followed by none: "you have the following rights:" and nothing.
    pub open_promise: bool,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of level 1 to 6, marked as such or recognised (a line in bold, a short numbered line).
    Heading {
        /// 1 is the highest.
        level: u8,
    },
    /// A paragraph.
    Paragraph,
    /// A paragraph of a list item.
    Item {
        /// Depth of nesting, from 1.
        depth: u8,
        /// False for the second and later paragraphs of the same item.
        first: bool,
    },
    /// The header of a data table's column: like a heading, it names what the cells below it say.
    ColumnHeader,
    /// A cell of a data table.
    Cell {
        /// The header of its column, where there is one.
        column: Option<BlockId>,
        /// The first cell of its row, unless it is that cell.
        row: Option<BlockId>,
    },
}

/// Whether a block is the policy's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The policy itself: gives evidence.
    Content,
    /// Menus, link lists, breadcrumbs: gives none.
    Navigation,
    /// A table of contents: gives none.
    Contents,
    /// Cookie banners, archive notes, share buttons and other debris: gives none.
    Debris,
}

/// The units of a document, folded one after the other into one text.
#[derive(Debug, Default)]
pub struct Layout {
    /// The folded text: all units' parts in order. Unit `u`'s words are `folded.words()[u.words]`.
    pub(crate) folded: Folded,
    /// The units, in text order.
    pub(crate) units: Vec<Unit>,
    /// The parts of all units; a unit holds a range of them.
    pub(crate) parts: Vec<Part>,
    /// The places of links, in the folded plain text, in order.
    pub(crate) links: Vec<LinkPlace>,
}

impl Layout {
    /// The folded text of all units.
    #[must_use]
    pub fn folded(&self) -> &Folded {
        &self.folded
    }

    /// The units, in text order.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The parts of `unit`: lead-ins or headers outermost first, its own sentence last.
    #[must_use]
    pub fn parts(&self, unit: &Unit) -> &[Part] {
        &self.parts[unit.parts.start as usize..unit.parts.end as usize]
    }

    /// The links, in order of their words.
    #[must_use]
    pub fn links(&self) -> &[LinkPlace] {
        &self.links
    }

    /// The links that share a word with `words`, in order.
    pub fn links_in(&self, words: &std::ops::Range<u32>) -> impl Iterator<Item = &LinkPlace> + use<'_> {
        let end = words.end;
        let first = self.links.partition_point(|link| link.words.end <= words.start);
        self.links[first..].iter().take_while(move |link| link.words.start < end)
    }

    /// The words of all units' own sentences.
    fn own_words(&self) -> usize {
        let own = |unit: &Unit| self.parts(unit).last().map_or(0, |part| unit.words.end - part.first_word);
        self.units.iter().map(|unit| own(unit) as usize).sum()
    }
}

/// What conditions are matched against: a sentence, read with what introduces it.
#[derive(Clone, Debug)]
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// The block that it belongs to.
    pub block: BlockId,
    /// Its parts in `Layout::parts`: lead-ins or headers outermost first, its own sentence last.
    pub parts: std::ops::Range<u32>,
    /// Its words in the folded layout.
    pub words: std::ops::Range<u32>,
    /// Its bytes of the folded plain text.
    pub plain: Span,
    /// The paragraph it belongs to; a list with its lead-in is one. Never falls from unit to unit.
    pub paragraph: u32,
    /// The section it belongs to: all that follows one heading. Never falls from unit to unit.
    pub section: u32,
    /// True if this is the first sentence of its block: only that one inherits a lead-in's denial.
    pub first: bool,
    /// True for a lead-in with nothing after it; see [`Block::open_promise`].
    pub open_promise: bool,
    /// True for a title that runs into its paragraph: "Deletion Rights. You may ask us to ...".
    pub run_in_title: bool,
    /// True if other units are read after this one: a lead-in, or a table's header.
    pub introduces: bool,
    /// True if the sentence ends with a question mark.
    pub question: bool,
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A heading, for conditions with `in: heading` alone.
    Heading,
    /// A sentence of a paragraph.
    Sentence,
    /// A sentence of a list item, after its lead-ins.
    Item,
    /// A sentence of a table cell, after its column's header and its row's first cell.
    Cell,
}

/// One piece of a unit: a lead-in, a header or the unit's own sentence.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its bytes of the folded plain text.
    pub plain: Span,
    /// Its words in the folded layout.
    pub first_word: u32,
    /// The block whose words it repeats.
    pub block: BlockId,
    /// Its bytes of that block's [`Inline`]; `block.text.source(text)` is its place in the document's text.
    ///
    /// [`Folded::origin`] of bytes of this part gives bytes of the same [`Inline`].
    pub text: Span,
}

/// A link of a unit.
#[derive(Clone, Debug)]
pub struct LinkPlace {
    /// The words of the link in the folded layout: half-open.
    pub words: std::ops::Range<u32>,
    /// Where it leads, as written.
    pub target: String,
}

/// A detected language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// ISO 639-1 code where there is one, else ISO 639-3: `en`, `de`.
    pub code: &'static str,
    /// Its English name: `English`.
    pub name: &'static str,
}
