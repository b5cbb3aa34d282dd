//! Which syntax a text is written in, by what it holds; its file's ending decides only where that leaves it open.

use super::Syntax;
use super::marks;

/// The syntax of `text`, whose file's name ends in `extension` (without the dot).
pub(super) fn sniff(text: &str, extension: Option<&str>) -> Syntax {
    let head = head(text);
    let signs = Signs::of(head);
    if signs.is_html() {
        return Syntax::Html;
    }
    let is =
        |endings: &[&str]| extension.is_some_and(|own| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)));
    // a fragment may consist of one paragraph
    if is(&["html", "htm", "xhtml", "shtml"]) && signs.tags > 0 {
        return Syntax::Html;
    }
    if is(&["md", "markdown", "mdown", "mkd", "mdx"]) || signs.is_markdown() {
        return Syntax::Markdown;
    }
    Syntax::Plain
}

/// The start of `text` that is looked at.
fn head(text: &str) -> &str {
    let mut end = text.len().min(256 << 10);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// What speaks for a syntax.
#[derive(Default)]
struct Signs {
    /// Whether the text starts as a page does.
    starts: bool,
    /// `<html>` or `<body>` somewhere.
    page: bool,
    /// Block tags.
    tags: usize,
    /// The bytes of all block tags and of the lines that start with one.
    tagged_lines: usize,
    lines: usize,
    /// Marks that hardly occur in plain text: ATX headings, links, bold, tables, quotes of links.
    strong: usize,
    /// Marks that plain texts have too: list marks, underlines.
    weak: usize,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self::default();
        let start = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
        let opening = start.get(..start.len().min(15)).unwrap_or("").to_ascii_lowercase();
        signs.starts =
            opening.starts_with("<!doctype html") || opening.starts_with("<html") || opening.starts_with("<?xml");
        let mut after_text = false;
        for line in text.lines().map(str::trim_end) {
            let words = line.trim_start();
            if words.is_empty() {
                after_text = false;
                continue;
            }
            signs.lines += 1;
            signs.line(words, after_text);
            after_text = true;
        }
        signs
    }

    fn line(&mut self, line: &str, after_text: bool) {
        let hashes = line.bytes().take_while(|&b| b == b'#').count();
        let rest = &line.as_bytes()[hashes..];
        self.strong += usize::from((1..=6).contains(&hashes) && rest.first() == Some(&b' ') && rest.len() > 1);
        let rule = |mark: u8| line.len() >= 3 && line.bytes().all(|b| b == mark);
        self.weak += usize::from(after_text && (rule(b'=') || rule(b'-')));
        self.strong += usize::from(line.contains("---|") || line.contains("|---") || line.contains("| ---"));
        self.strong += usize::from(line.contains("](") && line.contains('['));
        self.strong += usize::from(line.starts_with("> ") && line.len() > 2);
        self.strong += usize::from(is_emphasised(line));
        self.weak += usize::from(matches!(marks::list_mark(line), Some(mark) if mark.is_markdown()));
        let mut at = 0;
        let mut tagged = false;
        while let Some(found) = line[at..].find('<') {
            at += found + 1;
            let name_start = at + usize::from(line[at..].starts_with('/'));
            let name_len = line[name_start..].bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
            let name = line[name_start..name_start + name_len].to_ascii_lowercase();
            let block = matches!(
                name.as_str(),
                "p" | "div"
                    | "ul"
                    | "ol"
                    | "li"
                    | "table"
                    | "tr"
                    | "td"
                    | "section"
                    | "h1"
                    | "h2"
                    | "h3"
                    | "h4"
                    | "article"
            );
            self.page |= matches!(name.as_str(), "html" | "body") && !after_close(line, at);
            self.tags += usize::from(block);
            tagged |= block;
        }
        self.tagged_lines += usize::from(tagged);
    }

    fn is_html(&self) -> bool {
        let mostly_tags = self.tags >= 4 && self.tagged_lines * 4 >= self.lines;
        self.starts || (self.page && self.strong <= self.tags) || (mostly_tags && self.strong < self.tags)
    }

    fn is_markdown(&self) -> bool {
        self.strong > 0 || (self.weak >= 2 && self.weak * 50 >= self.lines)
    }
}

/// Whether the tag at `at` is an end tag.
fn after_close(line: &str, at: usize) -> bool {
    line[at..].starts_with('/')
}

/// Whether the line holds text between `**` or `__`, or consists of `*text*`.
fn is_emphasised(line: &str) -> bool {
    ["**", "__"].iter().any(|mark| {
        let mut parts = line.split(mark);
        let closed = parts.next().is_some()
            && parts.next().is_some_and(|inner| {
                !inner.is_empty() && !inner.starts_with(' ') && inner.bytes().any(|b| b.is_ascii_alphanumeric())
            });
        closed && parts.next().is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_says_what_the_syntax_is() {
        let cases = [
            ("a page", "<!DOCTYPE html>\n<html><body><p>Hi</p></body></html>", Some("md"), Syntax::Html),
            ("a page in a text file", "\n<html>\n<p>Hi", Some("txt"), Syntax::Html),
            ("a fragment", "<div><h1>Privacy</h1><p>We care.</p><p>Much.</p></div>", None, Syntax::Html),
            ("a short fragment by its name", "<p>We care.</p>", Some("html"), Syntax::Html),
            ("Markdown in a text file", "# Privacy\n\nWe care.", Some("txt"), Syntax::Markdown),
            ("Markdown links", "Write to [us](mailto:privacy@example.com).", None, Syntax::Markdown),
            ("Markdown bold", "**Cookies**\nWe use none.", Some("txt"), Syntax::Markdown),
            ("Markdown lists", "You may\n\n* ask\n* object\n", None, Syntax::Markdown),
            ("Markdown table", "a | b\n---|---\nc | d", Some("txt"), Syntax::Markdown),
            (
                "Markdown with a few tags",
                "# Privacy\n\n<div>\n\nWe <b>care</b>.<br>\n\n</div>\n\n## More\n\nText\n\nText",
                Some("md"),
                Syntax::Markdown,
            ),
            ("plain", "We care.\nWe sell nothing, for a < b.", Some("txt"), Syntax::Plain),
            ("plain in a Markdown file is Markdown", "We care.", Some("md"), Syntax::Markdown),
            ("a hash is no heading", "Call #1 of us: 5 * 3 * 2", None, Syntax::Plain),
            ("text in an HTML file", "We care.", Some("html"), Syntax::Plain),
            ("nothing", "", None, Syntax::Plain),
        ];
        for (name, text, extension, want) in cases {
            assert_eq!(sniff(text, extension), want, "{name}");
        }
    }
}
