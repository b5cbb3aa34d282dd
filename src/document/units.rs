//! Blocks and their sentences to the layout that is scanned.

use super::sentences;
use super::{Block, BlockId, BlockKind, Layout, LinkPlace, Part, Role, Unit, UnitKind};
use crate::span::{Span, offset};
use crate::text::Join;

/// Words of a lead-in that are repeated before each item: the last ones.
const LEAD_IN_WORDS: usize = 40;
/// Lead-ins that are repeated: the innermost ones.
const LEAD_IN_LEVELS: usize = 4;
/// Bytes that may be repeated in any text, and per byte of the text.
const REPEATED: usize = 256 << 10;
const REPEATED_PER_BYTE: usize = 2;

/// The layout of `blocks`; `rows` says in which table and row each block stands.
pub(super) fn lay_out(blocks: &[Block], rows: &[Option<(u32, u32)>], language: &str) -> Layout {
    let own: usize = blocks.iter().map(|block| block.text.as_str().len()).sum();
    let mut setter = Setter {
        blocks,
        layout: Layout::default(),
        last_units: vec![None; blocks.len()],
        leads: vec![false; blocks.len()],
        budget: REPEATED + REPEATED_PER_BYTE * own,
        paragraph: 0,
        section: 0,
    };
    for block in blocks {
        for id in before(block).into_iter().flatten() {
            setter.leads[id.0 as usize] = true;
        }
    }
    let mut spans = Vec::new();
    let mut last: Option<usize> = None;
    for (index, block) in blocks.iter().enumerate() {
        if block.role != Role::Content {
            continue;
        }
        setter.number(index, last, rows);
        spans.clear();
        if matches!(block.kind, BlockKind::Heading { .. }) {
            spans.push(Span::new(0, block.text.as_str().len()));
        } else {
            sentences::cut(block.text.as_str(), language, &mut spans);
        }
        setter.block(index, &spans);
        last = Some(index);
    }
    setter.layout
}

/// The blocks that are read before `block`'s own words, if they are neighbours of its own: lead-in, or headers.
fn before(block: &Block) -> [Option<BlockId>; 2] {
    match block.kind {
        BlockKind::Cell { column, row } => [column, row],
        _ => [block.lead_in, None],
    }
}

struct Setter<'a> {
    blocks: &'a [Block],
    layout: Layout,
    /// The last unit of each block that has units.
    last_units: Vec<Option<u32>>,
    /// Whether other blocks are read after this one.
    leads: Vec<bool>,
    /// Bytes that may still be repeated.
    budget: usize,
    paragraph: u32,
    section: u32,
}

impl Setter<'_> {
    /// Counts paragraphs and sections up to block `index`, which follows block `last`.
    fn number(&mut self, index: usize, last: Option<usize>, rows: &[Option<(u32, u32)>]) {
        let block = &self.blocks[index];
        let goes_on = last.is_some_and(|last| match block.kind {
            BlockKind::Item { .. } => {
                let listed = matches!(self.blocks[last].kind, BlockKind::Item { .. });
                listed || block.lead_in == Some(BlockId(offset(last)))
            }
            BlockKind::Cell { .. } | BlockKind::ColumnHeader => rows[index].is_some() && rows[index] == rows[last],
            _ => false,
        });
        self.paragraph += u32::from(last.is_some() && !goes_on);
        self.section += u32::from(last.is_some() && matches!(block.kind, BlockKind::Heading { .. }));
    }

    /// Lays out the sentences of one block.
    fn block(&mut self, index: usize, sentences: &[Span]) {
        let block = &self.blocks[index];
        let kind = match block.kind {
            BlockKind::Heading { .. } => UnitKind::Heading,
            BlockKind::Paragraph => UnitKind::Sentence,
            BlockKind::Item { .. } => UnitKind::Item,
            BlockKind::Cell { .. } | BlockKind::ColumnHeader => UnitKind::Cell,
        };
        let starts_item = !matches!(block.kind, BlockKind::Item { first: false, .. });
        let from = self.layout.units.len();
        let mut links = 0;
        for &sentence in sentences {
            // what holds no word (a rule, a bullet) is no unit
            if !block.text.as_str()[sentence.range()].chars().any(char::is_alphanumeric) {
                continue;
            }
            let first_part = offset(self.layout.parts.len());
            let first_word = offset(self.layout.folded.words().len());
            let plain_start = offset(self.layout.folded.plain().len());
            let repeated = self.lead_ins(block);
            let join = if repeated { Join::Joint } else { Join::Apart };
            let own_word = self.layout.folded.words().len();
            self.part(BlockId(offset(index)), sentence, join);
            let end_word = self.layout.folded.words().len();
            if end_word == own_word && !repeated {
                self.layout.parts.truncate(first_part as usize);
                continue;
            }
            self.links(block, sentence, own_word, &mut links);
            let text =
                block.text.as_str()[sentence.range()].trim_end_matches(['"', '”', '\'', '’', ')', ']', '*', '_']);
            self.layout.units.push(Unit {
                kind,
                block: BlockId(offset(index)),
                parts: first_part..offset(self.layout.parts.len()),
                words: first_word..offset(end_word),
                plain: Span { start: plain_start, end: offset(self.layout.folded.plain().len()) },
                paragraph: self.paragraph,
                section: self.section,
                first: starts_item && self.layout.units.len() == from,
                open_promise: false,
                run_in_title: self.layout.units.len() == from && sentences.len() > 1 && is_title(text),
                introduces: false,
                question: text.ends_with(['?', '？', '؟']),
            });
        }
        if self.layout.units.len() > from
            && let Some(last) = self.layout.units.last_mut()
        {
            last.open_promise = block.open_promise;
            last.introduces = self.leads[index];
            self.last_units[index] = Some(offset(self.layout.units.len() - 1));
        }
    }

    /// Repeats what introduces `block`, outermost first; says whether there is any.
    fn lead_ins(&mut self, block: &Block) -> bool {
        let mut chain = [None; LEAD_IN_LEVELS];
        if let BlockKind::Cell { column, row } = block.kind {
            chain[..2].copy_from_slice(&[row, column]);
        } else {
            let mut next = block.lead_in;
            for slot in &mut chain {
                *slot = next;
                next = next.and_then(|id| self.blocks[id.0 as usize].lead_in);
            }
        }
        let mut any = false;
        for id in chain.into_iter().rev().flatten() {
            let Some(text) = self.tail(id) else { continue };
            if text.len() > self.budget {
                continue;
            }
            self.budget -= text.len();
            self.part(id, text, if any { Join::Joint } else { Join::Apart });
            any = true;
        }
        any
    }

    /// The last words of the last sentence of block `id`, as bytes of its inline text.
    fn tail(&self, id: BlockId) -> Option<Span> {
        let unit = &self.layout.units[self.last_units[id.0 as usize]? as usize];
        let part = self.layout.parts[unit.parts.end as usize - 1];
        let words = part.first_word as usize..unit.words.end as usize;
        if words.len() <= LEAD_IN_WORDS {
            return Some(part.text);
        }
        let first = self.layout.folded.words()[words.end - LEAD_IN_WORDS].plain;
        Some(Span { start: self.layout.folded.origin(first).start.max(part.text.start), end: part.text.end })
    }

    /// Appends bytes `text` of block `id`.
    fn part(&mut self, id: BlockId, text: Span, join: Join) {
        let first_word = offset(self.layout.folded.words().len());
        let words = &self.blocks[id.0 as usize].text.as_str()[text.range()];
        let plain = self.layout.folded.push(words, text.start, join);
        self.layout.parts.push(Part { plain, first_word, block: id, text });
    }

    /// Notes the links of `sentence`, whose words start with `own_word`; `next` is the first link to look at.
    fn links(&mut self, block: &Block, sentence: Span, own_word: usize, next: &mut usize) {
        let links = block.text.links();
        let mut word = own_word;
        while let Some(link) = links.get(*next) {
            if link.text.start >= sentence.end {
                return;
            }
            let folded = &self.layout.folded;
            let words = folded.words();
            while word < words.len() && folded.origin(words[word].plain).end <= link.text.start {
                word += 1;
            }
            let mut end = word;
            while end < words.len() && folded.origin(words[end].plain).start < link.text.end {
                end += 1;
            }
            if end > word {
                let target = link.target.clone();
                self.layout.links.push(LinkPlace { words: offset(word)..offset(end), target });
            }
            if link.text.end > sentence.end {
                return;
            }
            *next += 1;
        }
    }
}

/// Whether a sentence is written as titles are: a few words with capitals, and nobody who does anything.
fn is_title(text: &str) -> bool {
    const MOST_WORDS: usize = 9;
    let parts = text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'));
    let words: Vec<&str> = parts.filter(|word| !word.is_empty()).collect();
    let capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let acts = |word: &&str| ["we", "you", "i", "us"].iter().any(|who| word.eq_ignore_ascii_case(who));
    let long: Vec<&str> = words.iter().copied().filter(|word| word.len() > 3).collect();
    words.len() <= MOST_WORDS
        && long.len() >= 2
        && long.iter().all(capital)
        && !words.iter().any(acts)
        && text.chars().any(char::is_lowercase)
}
