//! Markdown to raw blocks, each byte with its place in the source.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::inline::Inline;
use super::raw::{Builder, RawBlock};
use super::tags::{self, Element};
use super::wrap::Wrap;
use crate::span::Span;

/// The raw blocks of Markdown `text`.
pub(super) fn read(text: &str) -> Vec<RawBlock> {
    let mut reader = Reader {
        text,
        wrap: Wrap::of(text),
        builder: Builder::default(),
        html: None,
        images: 0,
        code: false,
        head: false,
    };
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.event(event, Span::new(range.start, range.end));
    }
    reader.builder.finish()
}

struct Reader<'a> {
    text: &'a str,
    wrap: Wrap,
    builder: Builder,
    /// The HTML block that is being collected.
    html: Option<Inline>,
    /// The number of open images: their text replaces a picture and is not read.
    images: u32,
    code: bool,
    /// Whether the cells are those of a table's header.
    head: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Html(piece) => {
                if let Some(html) = &mut self.html {
                    html.push(&piece, span);
                }
            }
            _ if self.images > 0 => {}
            Event::Text(piece) if self.code => self.code(&piece, span),
            Event::Text(piece) => self.builder.text(&piece, span),
            Event::Code(piece) | Event::InlineMath(piece) | Event::DisplayMath(piece) => {
                let inner = self.text[span.range()].find(&*piece).map(|at| span.start as usize + at);
                let place = inner.map_or(span, |start| Span::new(start, start + piece.len()));
                self.builder.text(&piece, place);
            }
            Event::InlineHtml(tag) => self.inline_html(&tag, span),
            Event::SoftBreak if self.wrap.breaks_at(self.text, span.start as usize) => self.builder.line_break(span),
            Event::SoftBreak => self.builder.space(span),
            Event::HardBreak => self.builder.line_break(span),
            Event::Rule => self.builder.flush(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let builder = &mut self.builder;
        match tag {
            Tag::Paragraph | Tag::BlockQuote(_) => builder.flush(),
            Tag::Heading { level, .. } => builder.open_heading(level as u8),
            Tag::CodeBlock(_) => {
                builder.flush();
                self.code = true;
            }
            Tag::HtmlBlock => {
                builder.flush();
                self.html = Some(Inline::default());
            }
            Tag::List(number) => builder.open_list(number.is_some()),
            Tag::Item => builder.open_item(),
            Tag::Table(_) => builder.open_table(),
            Tag::TableHead | Tag::TableRow => {
                builder.open_row();
                self.head = matches!(tag, Tag::TableHead);
            }
            Tag::TableCell => builder.open_cell(self.head, 1),
            Tag::Strong => builder.bold(true),
            Tag::Link { dest_url, .. } => builder.open_link(dest_url.into_string()),
            Tag::Image { .. } => self.images += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let builder = &mut self.builder;
        match tag {
            TagEnd::Paragraph | TagEnd::BlockQuote(_) => builder.flush(),
            TagEnd::Heading(_) => builder.close_heading(),
            TagEnd::CodeBlock => {
                builder.flush();
                self.code = false;
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    tags::scan(&html, builder);
                }
            }
            TagEnd::List(_) => builder.close_list(),
            TagEnd::Item => builder.close_item(),
            TagEnd::Table => builder.close_table(),
            TagEnd::TableCell => builder.close_cell(),
            TagEnd::Strong => builder.bold(false),
            TagEnd::Link => builder.close_link(),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            _ => {}
        }
    }

    /// A piece of a code block: policies indent by accident, so it is text, with a paragraph after each blank line.
    fn code(&mut self, piece: &str, span: Span) {
        if piece.len() != span.len() {
            self.builder.text(piece, span);
            return;
        }
        let mut at = span.start;
        for line in piece.split_inclusive('\n') {
            let end = at + crate::span::offset(line.len());
            if line.trim().is_empty() {
                self.builder.flush();
            } else {
                self.builder.text(line.trim_end_matches(['\n', '\r']), trimmed(line, at));
                self.builder.line_break(Span { start: end - 1, end });
            }
            at = end;
        }
    }

    /// A tag inside a paragraph, heading or cell: it is obeyed, except that it opens no item of a list unseen.
    fn inline_html(&mut self, tag: &str, span: Span) {
        let Some(tag) = tags::Tag::read(tag) else { return };
        let element = tag.element();
        match (element, tag.closing) {
            (Element::Heading(_) | Element::Table | Element::Row | Element::Cell { .. }, _) => self.builder.flush(),
            (Element::Bold | Element::Link | Element::Break, _) | (Element::List { .. } | Element::Item, false) => {
                if tag.closing {
                    tags::close(&mut self.builder, element);
                } else {
                    let target = (element == Element::Link).then(|| tag.target()).flatten();
                    tags::open(&mut self.builder, element, target.as_deref(), span);
                }
            }
            (Element::List { .. } | Element::Item, true) => tags::close(&mut self.builder, element),
            (Element::Block, _) => self.builder.flush(),
            (Element::Dropped | Element::Inline, _) => {}
        }
    }
}

/// The place of `line`, which starts at `at`, without its line end.
fn trimmed(line: &str, at: u32) -> Span {
    let len = line.trim_end_matches(['\n', '\r']).len();
    Span { start: at, end: at + crate::span::offset(len) }
}

#[cfg(test)]
mod tests {
    use super::super::raw::RawKind;
    use super::*;

    /// Blocks as `mark text`, with `/` for hard line breaks.
    fn show(text: &str) -> Vec<String> {
        let line = |block: &RawBlock| {
            let mark = match (block.kind, block.cell) {
                (_, Some(cell)) => format!("{},{}", cell.row, cell.column),
                (RawKind::Heading { level, .. }, _) => format!("h{level}"),
                (RawKind::Item { depth, first, .. }, _) => format!("{}{depth}", if first { '-' } else { '+' }),
                _ => "p".to_owned(),
            };
            format!("{mark} {}", block.text.as_str().replace('\n', "/"))
        };
        read(text).iter().map(line).collect()
    }

    #[test]
    fn markdown_becomes_blocks() {
        let cases: [(&str, &str, &[&str]); 18] = [
            ("heading and paragraph", "# Your *rights*\n\nWe **care**.", &["h1 Your rights", "p We care."]),
            ("tight list", "- a\n- b\n  - c", &["-1 a", "-1 b", "-2 c"]),
            ("loose list", "- a\n\n  more\n\n- b", &["-1 a", "+1 more", "-1 b"]),
            ("hard break", "one  \ntwo", &["p one/two"]),
            ("soft break", "one\ntwo", &["p one two"]),
            ("inline break", "one<br>two<br/><br>three", &["p one/two", "p three"]),
            ("escape", "1\\. First \\*", &["p 1. First *"]),
            ("entity", "you &amp; us&nbsp;all", &["p you & us\u{a0}all"]),
            ("table", "| a | b |\n|---|---|\n| c<br>d | e |", &["1,0 a", "1,1 b", "2,0 c/d", "2,1 e"]),
            ("html block", "<div>\n<p>one &lt; two</p>\nthree\n</div>\n\nfour", &["p one < two", "p three", "p four"]),
            ("html list", "<ul><li>a<li>b</ul>", &["-1 a", "-1 b"]),
            ("comment", "a <!-- b --> c\n\n<!-- d -->\n\ne", &["p a c", "p e"]),
            ("endless comment", "<!-- a\n\nb", &["p <!-- a b"]),
            ("quote", "> a\n> b\n\nc", &["p a b", "p c"]),
            ("code block", "    indented by accident\n", &["p indented by accident"]),
            ("image", "![logo](x.png) Example", &["p Example"]),
            ("rules and pipes hold no words", "|\n\n---\n\n***\n\na", &["p a"]),
            (
                "list in a cell",
                "| a |\n|---|\n| <ul><li>b</li><li>c</li></ul> d |",
                &["1,0 a", "2,0 b", "2,0 c", "2,0 d"],
            ),
        ];
        for (name, text, want) in cases {
            assert_eq!(show(text), want, "{name}");
        }
    }

    #[test]
    fn words_keep_their_places() {
        let source = "# A &amp; B\n\n1\\. We **never** [sell](https://example.com) `data`  \n<b>ever</b>.";
        let cases = [
            ("&", "&amp;"),
            ("1", "1"),
            (".", "."),
            ("never", "never"),
            ("sell", "sell"),
            ("data", "data"),
            ("ever", "ever"),
            ("never sell", "never** [sell"),
        ];
        let blocks = read(source);
        for (word, want) in cases {
            let (block, at) = blocks
                .iter()
                .find_map(|block| {
                    let at = block.text.as_str().match_indices(word).last()?.0;
                    Some((block, at))
                })
                .unwrap_or_else(|| panic!("{word} is lost"));
            let place = block.text.source(Span::new(at, at + word.len()));
            if word != "." && word != "ever" {
                assert_eq!(&source[place.range()], want);
            }
        }
        assert_eq!(blocks[1].text.links()[0].target, "https://example.com");
    }
}
