//! HTML to raw blocks and the text that their places refer to.
//!
//! The page's own words are kept wherever they stand; menus, headers and footers that say they are such are dropped.

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use scraper::node::Element as Node;
use scraper::{Html, HtmlTreeSink};

use super::capped::Capped;
use super::inline::Inline;
use super::raw::{Builder, RawBlock, RawKind};
use super::tags::{self, Element};
use crate::span::Span;

/// The raw blocks of HTML `source`, and the text that they are places of.
pub(super) fn read(source: &str) -> (Vec<RawBlock>, String) {
    let page = parse(source);
    let mut blocks = walk(&page, true);
    if words(&blocks) < FEW_WORDS {
        // pages that hold their whole policy in a footer or a menu
        let all = walk(&page, false);
        if words(&all) > 2 * words(&blocks) {
            blocks = all;
        }
    }
    let text = write_out(&mut blocks);
    (blocks, text)
}

/// With fewer words than these left, what was dropped is looked at again.
const FEW_WORDS: usize = 60;

fn words(blocks: &[RawBlock]) -> usize {
    blocks.iter().map(|block| block.text.as_str().split_ascii_whitespace().count()).sum()
}

/// The tree of `source`, of bounded depth.
fn parse(source: &str) -> Html {
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), TreeBuilderOpts::default());
    let tokenizer = Tokenizer::new(Capped::new(builder), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(source));
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.into_inner().sink.finish()
}

/// Walks the tree without recursion.
fn walk(page: &Html, drop_furniture: bool) -> Vec<RawBlock> {
    let mut builder = Builder::default();
    let mut next = Some(page.tree.root());
    // the depth of open main and article elements, whose headers belong to the text
    let mut bodies = 0u32;
    while let Some(node) = next {
        let mut descend = true;
        match node.value() {
            scraper::Node::Text(text) => builder.text(text, Span::new(0, text.len())),
            scraper::Node::Element(element) => {
                if is_dropped(element) || (drop_furniture && is_furniture(element, bodies > 0)) {
                    builder.space(Span::default());
                    descend = false;
                } else {
                    bodies += u32::from(is_body(element));
                    enter(&mut builder, element);
                }
            }
            _ => {}
        }
        next = node.first_child().filter(|_| descend);
        let mut at = node;
        let mut entered = descend;
        while next.is_none() {
            if entered && let Some(element) = at.value().as_element() {
                bodies -= u32::from(is_body(element));
                leave(&mut builder, element);
            }
            next = at.next_sibling();
            if next.is_none() {
                let Some(parent) = at.parent() else { return builder.finish() };
                at = parent;
                entered = true;
            }
        }
    }
    builder.finish()
}

fn is_body(element: &Node) -> bool {
    matches!(element.name(), "main" | "article")
}

/// Whether the element's content is no text at all.
fn is_dropped(element: &Node) -> bool {
    tags::element(element.name()) == Element::Dropped
}

/// Whether the element says that it is the page's furniture.
fn is_furniture(element: &Node, in_body: bool) -> bool {
    let name = element.name();
    let furniture = matches!(name, "nav" | "footer" | "search") || (name == "header" && !in_body);
    furniture || matches!(element.attr("role"), Some("navigation" | "banner" | "contentinfo" | "search"))
}

fn heading_level(element: &Node) -> Option<u8> {
    if element.attr("role") != Some("heading") || matches!(tags::element(element.name()), Element::Heading(_)) {
        return None;
    }
    Some(element.attr("aria-level").and_then(|level| level.trim().parse().ok()).unwrap_or(2))
}

fn enter(builder: &mut Builder, element: &Node) {
    if let Some(level) = heading_level(element) {
        builder.open_heading(level);
        return;
    }
    match tags::element(element.name()) {
        Element::Cell { header } => {
            let width = element.attr("colspan").and_then(|width| width.trim().parse().ok()).unwrap_or(1);
            builder.open_cell(header, width);
        }
        known => tags::open(builder, known, element.attr("href"), Span::default()),
    }
}

fn leave(builder: &mut Builder, element: &Node) {
    if heading_level(element).is_some() {
        builder.close_heading();
    } else if tags::element(element.name()) != Element::Link || element.attr("href").is_some() {
        tags::close(builder, tags::element(element.name()));
    }
}

/// Writes the blocks into one text and gives them their places in it.
///
/// Paragraphs and headings stand apart by a blank line, items and table rows have a line each.
fn write_out(blocks: &mut [RawBlock]) -> String {
    let mut out = String::new();
    let mut last: Option<(RawKind, Option<super::raw::CellPlace>)> = None;
    for block in blocks {
        let separator = match (last, block.kind, block.cell) {
            (None, ..) => "",
            (Some((_, Some(a))), _, Some(b)) if a.table == b.table && a.row == b.row => {
                if a.column == b.column {
                    "\n"
                } else {
                    " | "
                }
            }
            (Some((_, Some(a))), _, Some(b)) if a.table == b.table => "\n",
            (Some((RawKind::Item { .. }, _)), RawKind::Item { .. }, _) => "\n",
            _ => "\n\n",
        };
        out.push_str(separator);
        if let RawKind::Item { depth, first, .. } = block.kind {
            for _ in 1..depth.min(8) {
                out.push_str("  ");
            }
            out.push_str(if first { "- " } else { "  " });
        }
        let start = out.len();
        out.push_str(block.text.as_str());
        let mut placed = Inline::default();
        placed.push(block.text.as_str(), Span::new(start, out.len()));
        for link in block.text.links() {
            placed.add_link(link.text, link.target.clone());
        }
        block.text = placed;
        last = Some((block.kind, block.cell));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}
