//! What HTML elements mean for blocks, and a tag scanner for the HTML inside Markdown that keeps byte places.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

use super::inline::Inline;
use super::raw::Builder;
use crate::span::Span;

/// What an element is to the reader of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Heading(u8),
    List {
        ordered: bool,
    },
    Item,
    /// Any other element that stands on lines of its own.
    Block,
    Table,
    Row,
    Cell {
        header: bool,
    },
    Break,
    Bold,
    Link,
    /// Its content is no text of the page.
    Dropped,
    /// Runs on in the line.
    Inline,
}

/// What the element of lower-case `name` is.
pub(super) fn element(name: &str) -> Element {
    match name {
        "h1" => Element::Heading(1),
        "h2" => Element::Heading(2),
        "h3" => Element::Heading(3),
        "h4" => Element::Heading(4),
        "h5" => Element::Heading(5),
        "h6" => Element::Heading(6),
        "ul" | "menu" | "dir" => Element::List { ordered: false },
        "ol" => Element::List { ordered: true },
        "li" => Element::Item,
        "table" => Element::Table,
        "tr" => Element::Row,
        "td" => Element::Cell { header: false },
        "th" => Element::Cell { header: true },
        "br" => Element::Break,
        "b" | "strong" => Element::Bold,
        "a" => Element::Link,
        "script" | "style" | "svg" | "noscript" | "select" | "template" | "iframe" | "head" | "title" | "object"
        | "math" | "canvas" | "audio" | "video" => Element::Dropped,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd" | "details"
        | "dialog" | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "header"
        | "hr" | "html" | "legend" | "main" | "nav" | "p" | "pre" | "section" | "summary" | "tbody" | "tfoot"
        | "thead" | "textarea" | "search" | "hgroup" => Element::Block,
        _ => Element::Inline,
    }
}

/// Tells the builder that an element opens; `target` is where a link leads.
pub(super) fn open(builder: &mut Builder, element: Element, target: Option<&str>, source: Span) {
    match element {
        Element::Heading(level) => builder.open_heading(level),
        Element::List { ordered } => builder.open_list(ordered),
        Element::Item => builder.open_item(),
        Element::Block => builder.flush(),
        Element::Table => builder.open_table(),
        Element::Row => builder.open_row(),
        Element::Cell { header } => builder.open_cell(header, 1),
        Element::Break => builder.line_break(source),
        Element::Bold => builder.bold(true),
        Element::Link => {
            if let Some(target) = target {
                builder.open_link(target.to_owned());
            }
        }
        Element::Dropped | Element::Inline => {}
    }
}

/// Tells the builder that an element closes.
pub(super) fn close(builder: &mut Builder, element: Element) {
    match element {
        Element::Heading(_) => builder.close_heading(),
        Element::List { .. } => builder.close_list(),
        Element::Item => builder.close_item(),
        Element::Block | Element::Row => builder.flush(),
        Element::Table => builder.close_table(),
        Element::Cell { .. } => builder.close_cell(),
        Element::Bold => builder.bold(false),
        Element::Link => builder.close_link(),
        Element::Break | Element::Dropped | Element::Inline => {}
    }
}

/// A tag as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The element's name, as written.
    pub(super) name: &'a str,
    pub(super) closing: bool,
    /// What stands between the name and `>`.
    attributes: &'a str,
    /// The bytes of the whole tag.
    pub(super) len: usize,
}

impl<'a> Tag<'a> {
    /// The tag at the start of `text`, which begins with `<`.
    ///
    /// Looks no further than 4 kB, so that a text full of `<` is read in linear time.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let bytes = &text.as_bytes()[..text.len().min(4096)];
        let closing = bytes.get(1) == Some(&b'/');
        let start = if closing { 2 } else { 1 };
        let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':');
        let end = start + bytes.get(start..)?.iter().take_while(is_name).count();
        if !bytes.get(start)?.is_ascii_alphabetic() {
            return None;
        }
        let mut quote = None;
        for (at, &byte) in bytes.iter().enumerate().skip(end) {
            match (quote, byte) {
                (None, b'>') => {
                    return Some(Self { name: &text[start..end], closing, attributes: &text[end..at], len: at + 1 });
                }
                (None, b'<') => return None,
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        None
    }

    /// What the tag's element is.
    pub(super) fn element(&self) -> Element {
        element(&self.name.to_ascii_lowercase())
    }

    /// The `href`, entities decoded.
    pub(super) fn target(&self) -> Option<String> {
        let at = self.attributes.to_ascii_lowercase().find("href")?;
        let value = self.attributes[at + 4..].trim_start().strip_prefix('=')?.trim_start();
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split(|c: char| c.is_ascii_whitespace()).next()?,
        };
        Some(decode(value))
    }
}

/// `text` with its entities resolved.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (piece, len) = entity(rest).unwrap_or_else(|| ("&".to_owned(), 1));
        out.push_str(&piece);
        rest = &rest[len..];
    }
    out.push_str(rest);
    out
}

/// The characters that the entity at the start of `text` (which begins with `&`) stands for, and its length.
pub(super) fn entity(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(1) == Some(&b'#') {
        let hex = matches!(bytes.get(2), Some(b'x' | b'X'));
        let start = if hex { 3 } else { 2 };
        let is_digit = |b: &&u8| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
        let digits = bytes.get(start..)?.iter().take(8).take_while(is_digit).count();
        let code = u32::from_str_radix(&text[start..start + digits], if hex { 16 } else { 10 }).ok()?;
        let replaced = code.checked_sub(0x80).and_then(|c1| C1_REPLACEMENTS.get(c1 as usize).copied().flatten());
        let char = replaced.or_else(|| char::from_u32(code).filter(|&c| c != '\0')).unwrap_or('\u{fffd}');
        let end = start + digits;
        return Some((char.to_string(), end + usize::from(bytes.get(end) == Some(&b';'))));
    }
    let name = bytes.get(1..)?.iter().take(32).take_while(|b| b.is_ascii_alphanumeric()).count();
    if bytes.get(1 + name) != Some(&b';') {
        return None;
    }
    let &(first, second) = NAMED_ENTITIES.get(&text[1..name + 2])?;
    let chars = [first, second].into_iter().filter(|&code| code != 0).filter_map(char::from_u32);
    Some((chars.collect(), name + 2))
}

/// Reads `html`, whose bytes map to the document's text, into the builder: tags are obeyed, text and places are kept.
pub(super) fn scan(html: &Inline, builder: &mut Builder) {
    let text = html.as_str();
    let mark = builder.mark();
    let place = |from: usize, to: usize| html.source(Span::new(from, to));
    // once a closer was searched in vain the rest is not searched again
    let (mut comment_ends, mut content_ends) = (true, true);
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        match rest.as_bytes()[0] {
            b'<' => {
                if comment_ends && (rest.starts_with("<!") || rest.starts_with("<?")) {
                    let closer = if rest.starts_with("<!--") { "-->" } else { ">" };
                    if let Some(end) = rest.find(closer) {
                        at += end + closer.len();
                        continue;
                    }
                    comment_ends = false;
                }
                if let Some(tag) = Tag::read(rest) {
                    let element = tag.element();
                    let source = place(at, at + tag.len);
                    at += tag.len;
                    if tag.closing {
                        close(builder, element);
                    } else {
                        let target = (element == Element::Link).then(|| tag.target()).flatten();
                        open(builder, element, target.as_deref(), source);
                    }
                    if element == Element::Dropped && !tag.closing && content_ends {
                        let len = content_len(&text[at..], tag.name);
                        content_ends = len.is_some();
                        at += len.unwrap_or(0);
                    }
                } else {
                    builder.text("<", place(at, at + 1));
                    at += 1;
                }
            }
            b'&' => {
                let (piece, len) = entity(rest).unwrap_or_else(|| ("&".to_owned(), 1));
                builder.text(&piece, place(at, at + len));
                at += len;
            }
            _ => {
                let len = rest.find(['<', '&']).unwrap_or(rest.len());
                push_mapped(builder, html, Span::new(at, at + len));
                at += len;
            }
        }
    }
    builder.rewind(mark);
}

/// The bytes up to the end tag of a dropped element; `None` if it never ends, so that no text is lost with it.
fn content_len(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let start = from + at + 2;
        let found = text.as_bytes().get(start..start + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(start - 2);
        }
        from = start;
    }
    None
}

/// Appends bytes `span` of `html`, run by run, each with its place.
fn push_mapped(builder: &mut Builder, html: &Inline, span: Span) {
    for (piece, source) in html.pieces(span) {
        builder.text(&html.as_str()[piece.range()], source);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_written() {
        let cases = [
            ("plain", "<p>x", Some(("p", false, 3))),
            ("closing", "</DIV >", Some(("DIV", true, 7))),
            ("quoted bracket", "<a href=\"x>y\">", Some(("a", false, 14))),
            ("self-closing", "<br/>", Some(("br", false, 5))),
            ("less-than sign", "< 5 years", None),
            ("a number", "<13", None),
            ("never closed", "<p class", None),
            ("another opens first", "<p <b>", None),
        ];
        for (name, text, want) in cases {
            assert_eq!(Tag::read(text).map(|tag| (tag.name, tag.closing, tag.len)), want, "{name}");
        }
    }

    #[test]
    fn links_lead_where_they_are_written_to_lead() {
        let cases = [
            ("<a href=\"/a?b=1&amp;c=2\">", Some("/a?b=1&c=2")),
            ("<a class=x HREF='mailto:privacy@example.com'>", Some("mailto:privacy@example.com")),
            ("<a href=#top >", Some("#top")),
            ("<a name=x>", None),
        ];
        for (text, want) in cases {
            assert_eq!(Tag::read(text).and_then(|tag| tag.target()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn entities_are_decoded() {
        let cases = [
            ("&amp; x", Some(("&", 5))),
            ("&rsquo;s", Some(("\u{2019}", 7))),
            ("&#8217;", Some(("\u{2019}", 7))),
            ("&#x2019;", Some(("\u{2019}", 8))),
            ("&#146;", Some(("\u{2019}", 6))),
            ("&#0;", Some(("\u{fffd}", 4))),
            ("&unknown;", None),
            ("& co", None),
            ("&", None),
            ("&#", None),
        ];
        for (text, want) in cases {
            assert_eq!(entity(text), want.map(|(piece, len)| (piece.to_owned(), len)), "{text}");
        }
    }

    #[test]
    fn scanned_html_keeps_text_and_places() {
        let source =
            "<table><tr><th>Data</th><th>Why</th></tr><tr><td>e&#45;mail</td><td>to <b>write</b></table><p>a < b";
        let mut html = Inline::default();
        html.push(source, Span::new(0, source.len()));
        let mut builder = Builder::default();
        scan(&html, &mut builder);
        let blocks = builder.finish();
        let texts: Vec<_> = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["Data", "Why", "e-mail", "to write", "a < b"]);
        assert_eq!(&source[blocks[2].text.source(Span::new(0, 6)).range()], "e&#45;mail");
        assert_eq!(blocks[3].cell.map(|cell| (cell.row, cell.column)), Some((2, 1)));
        assert_eq!(blocks[3].bold, [Span::new(3, 8)]);
    }
}
