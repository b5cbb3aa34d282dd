//! Tests on any input: no panic, places that are right, time that grows with the length alone.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{BlockKind, Document, Role, Syntax, UnitKind};
use crate::span::Span;
use crate::text::fold_words;

/// What holds for every document.
fn check(document: &Document) {
    let text = document.text();
    let mut block_start = 0;
    for id in document.block_ids() {
        let span = document.block_span(id);
        assert!(text.get(span.range()).is_some(), "block {id:?} lies at {span:?} of {}", text.len());
        assert!(span.start >= block_start, "block {id:?} runs backwards");
        block_start = span.start;
        let block = document.block(id);
        for link in block.text.links() {
            assert!(block.text.as_str().get(link.text.range()).is_some_and(|text| !text.is_empty()));
        }
        for above in [block.heading, block.lead_in].into_iter().flatten() {
            assert!(above < id);
        }
        assert!(document.heading_path(id).windows(2).all(|pair| pair[0] < pair[1]));
    }
    let layout = document.layout();
    let folded = layout.folded();
    let (mut words_end, mut paragraph, mut section, mut own_end) = (0, 0, 0, (0, 0));
    for unit in layout.units() {
        let parts = layout.parts(unit);
        let own = parts.last().expect("a unit has its own sentence");
        let block = document.block(unit.block);
        assert_eq!(own.block, unit.block);
        assert_eq!(block.role, Role::Content);
        assert_eq!(unit.kind == UnitKind::Heading, matches!(block.kind, BlockKind::Heading { .. }));
        assert!(unit.words.start == words_end && unit.words.end > words_end);
        assert!(unit.paragraph >= paragraph && unit.section >= section);
        assert!((unit.block.0, own.text.start) >= own_end, "sentences are in order");
        (words_end, paragraph, section) = (unit.words.end, unit.paragraph, unit.section);
        own_end = (unit.block.0, own.text.end);
        let mut word = unit.words.start as usize;
        for (at, part) in parts.iter().enumerate() {
            assert_eq!(part.first_word as usize, word);
            let end = parts.get(at + 1).map_or(unit.words.end, |next| next.first_word) as usize;
            let inline = &document.block(part.block).text;
            let source = document.source(part, part.text);
            assert!(text.get(source.range()).is_some());
            for index in word..end {
                let origin = folded.origin(folded.words()[index].plain);
                assert!(part.text.contains(origin), "a word lies inside its part");
                let place = document.source(part, origin);
                assert!(text.get(place.range()).is_some(), "a word lies on character boundaries");
                let read = &inline.as_str()[origin.range()];
                // the country "US" and adjacent words fold differently on their own
                if read.bytes().all(|b| b.is_ascii_lowercase()) {
                    assert_eq!(fold_words(read), [folded.key(index).into()] as [Box<str>; 1]);
                }
            }
            word = end;
        }
    }
    assert_eq!(words_end as usize, folded.words().len());
    for link in layout.links() {
        assert!(link.words.start < link.words.end && link.words.end <= words_end);
    }
}

#[test]
fn words_lie_where_the_source_has_them() {
    let source = "# Your rights\n\nYou **have** the right to:\n\n- [erase](https://example.com) your data;\n- object &amp; leave.\n";
    let document = Document::parse(source.to_owned(), Some("md"));
    check(&document);
    let layout = document.layout();
    let read: Vec<&str> = layout
        .units()
        .iter()
        .flat_map(|unit| {
            let (document, layout) = (&document, layout);
            layout.parts(unit).iter().map(move |part| &source[document.source(part, part.text).range()])
        })
        .collect();
    assert_eq!(
        read,
        [
            "Your rights",
            "You **have** the right to:",
            "You **have** the right to:",
            "erase](https://example.com) your data;",
            "You **have** the right to:",
            "object &amp; leave.",
        ]
    );
    assert_eq!(layout.links().len(), 1);
    let link = &layout.links()[0];
    assert_eq!(layout.folded().key(link.words.start as usize), "erase");
}

#[test]
fn hostile_input_takes_bounded_time() {
    let n = 100_000;
    let cases: Vec<(&str, String)> = vec![
        ("one line", "We keep the data you give us. ".repeat(n)),
        ("one word", "a".repeat(20 * n)),
        ("nested elements", "<div>".repeat(n) + "text" + &"</div>".repeat(n)),
        ("nested elements never closed", format!("<html>{}text", "<div>".repeat(n))),
        ("nested lists", format!("<html>{}text", "<ul><li>".repeat(n))),
        ("nested tables", format!("<html>{}text", "<table><tr><td>".repeat(n))),
        ("letter shapes", format!("<html>{}text", "<b class=x><font color=y><p>".repeat(n))),
        ("open links", format!("<html>{}text", "<a href=x><p>a".repeat(n))),
        ("unknown elements", format!("<html>{}text", "<x-y>".repeat(n))),
        ("stray end tags", format!("<html><body>{}text", "</p></b></div>".repeat(n))),
        ("quotes", ">".repeat(n)),
        ("quotes with spaces", "> ".repeat(n) + "text"),
        ("list marks", "- ".repeat(n) + "text"),
        ("numbers", "1. ".repeat(n) + "text"),
        ("open brackets", "[".repeat(n)),
        ("brackets", "[a](".repeat(n)),
        ("open links in Markdown", "[a][b".repeat(n)),
        ("images", "![".repeat(n)),
        ("stars", "*a ".repeat(n)),
        ("mixed emphasis", "*a _b **c __d ".repeat(n)),
        ("backticks", (1..700).map(|count| "`".repeat(count) + "a").collect()),
        ("less-than signs", "<".repeat(n)),
        ("tags never closed", "<a href=\"".repeat(n)),
        ("comments never closed", "a <!-- ".repeat(n)),
        ("declarations", "a <!A ".repeat(n)),
        ("instructions", "a <? ".repeat(n)),
        ("character data", "a <![CDATA[ ".repeat(n)),
        ("scripts never closed", "<script>\n".repeat(n)),
        ("html block of scripts", format!("# a\n\n<div>{}", "<script>x</scrip ".repeat(n))),
        ("table cells", format!("a|b\n-|-\n{}", "c|d\n".repeat(n))),
        ("wide table", format!("{}\n{}\n{}", "a|".repeat(n), "-|".repeat(n), "b|\n".repeat(1000))),
        ("short items", "- a\n".repeat(n)),
        (
            "items after a lead-in",
            format!("You have the right, at any time and in any case, to:\n\n{}", "- a\n".repeat(n)),
        ),
        ("lead-ins", "You may:\n\n".repeat(n)),
        ("headings", "# a\n\n".repeat(n)),
        ("deeper headings", "###### a\n\nb\n\n# c\n\n".repeat(n)),
        ("entities", "&amp;".repeat(n)),
        ("hard breaks", "**a**  \nb  \n".repeat(n)),
        ("lower-case lines", "a\n".repeat(n)),
        ("lower-case lines in HTML", format!("<html>{}", "a<br>".repeat(n))),
        ("bold words", "**a** b ".repeat(n)),
        ("bold lines", format!("<html>{}", "<b>a</b><br>b<br>".repeat(n))),
        ("reference definitions", "[a]: b\n".repeat(n)),
        ("nested quotes, many lines", "> > > > > > > > a\n".repeat(n)),
        ("indented lists", (0..600).map(|depth| " ".repeat(depth * 2) + "- a\n").collect()),
        ("marks by hand", "(a) b\n\n1\\. c\n\n".repeat(n)),
        ("links", "[a](#b) ".repeat(n)),
        ("abbreviations", "Art. Sec. No. ".repeat(n)),
        ("citations in brackets", "(1) a (2) ".repeat(n)),
        ("quotation marks", "\"a. 'b. ".repeat(n)),
        ("invisible characters", "\u{200b}\u{ad}".repeat(n)),
    ];
    for (name, text) in cases {
        for extension in [None, Some("md")] {
            let started = Instant::now();
            let document = Document::parse(text.clone(), extension);
            let taken = started.elapsed();
            // generous, since tests run unoptimised on busy machines; what is quadratic takes minutes
            assert!(taken < Duration::from_secs(20), "{name} took {taken:?} as {:?}", document.syntax());
            if std::env::var_os("LACUNA_TIMES").is_some() {
                use std::io::Write as _;
                let _ = writeln!(std::io::stderr(), "{taken:>12.2?} {name} {:?}", document.syntax());
            }
            let layout = document.layout();
            let bytes = layout.folded().plain().len();
            assert!(bytes <= 4 * text.len() + (1 << 20), "{name}: the layout has {bytes} bytes");
        }
    }
}

#[test]
fn odd_input_keeps_its_places() {
    let cases = [
        "",
        " ",
        "\u{feff}# A",
        "\0",
        "a\0b",
        "\r",
        "\r\n\r\n",
        "|",
        "||\n|-|-|\n|é|ü",
        "| a |\n|---|\n| b",
        "**",
        "- ",
        "1. ",
        "1\\. ",
        "&acE;",
        "&amp",
        "&#0; &#x110000; &nGt;x",
        "<br>",
        "<br><br>a<br>",
        "<p",
        "<!--",
        "<!-- a --> b",
        "é<br>ü",
        "é  \nü  \n**ö**  \nß",
        "`` a ` b ``",
        "    code\n\n    more\r\n    end",
        "[é](ü \"ö\")",
        "![é](ü)",
        "<a href=é>ü</a>",
        "# \u{202e}a",
        "• é\n\n• ü",
        "You may:\n\né\n\nü",
        "ﬁ ﬂ ß İ ǆ",
        "Ａ．Ｂ",
        "。。a。b",
        "a\u{a0}\u{a0}b",
        "\u{2028}a\u{2029}b",
        "<html><p>é&nbsp;ü<br>ö<table><tr><td>a<td>é</table>",
        "<html><textarea>é",
        "<html><plaintext>é",
        "<html><svg><p>é",
        "<html><math><mi>é",
        "<html><frameset><frame>",
        "<html><select><option>é",
        "<template>é</template>",
        "<html><nav>é",
        "> a\n> <div>\n> é</div>\n",
        "- <div>\n  é\n  </div>",
        "a\n===\n\né\n---",
        "\\é \\* \\",
        "We say: \u{1f600}.",
    ];
    for text in cases {
        for extension in [None, Some("md"), Some("html"), Some("txt")] {
            check(&Document::parse(text.to_owned(), extension));
        }
    }
}

/// Pieces that documents are made of, and what breaks them.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "# ",
            "## ",
            "- ",
            "  - ",
            "1. ",
            "1\\. ",
            "(a) ",
            "• ",
            "> ",
            "**",
            "*",
            "_",
            "`",
            "```\n",
            "[",
            "](#a)",
            "](b)",
            "![",
            "|",
            "|---|---|\n",
            "\n",
            "\n\n",
            "  \n",
            "\r\n",
            "<br>",
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<table>",
            "<tr>",
            "<td>",
            "<th>",
            "</table>",
            "<ul>",
            "<li>",
            "</ul>",
            "<b>",
            "</b>",
            "<a href=x>",
            "</a>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<h2>",
            "</h2>",
            "&amp;",
            "&nbsp;",
            "&#8217;",
            "&",
            "<",
            ":",
            ". ",
            "? ",
            "We sell data",
            "you may:",
            "é",
            "ß",
            "\u{a0}",
            "\u{200b}",
            "“",
            "’",
            "U.S. ",
            "e.g. ",
            "privacy@example.com",
            " Art. 6 (1) ",
            "    ",
            "\t",
            "---\n",
            "===\n",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z ]{1,12}",
        "\\PC{1,4}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(text in pieces(), extension in proptest::sample::select(vec![None, Some("md"), Some("html")])) {
        check(&Document::parse(text, extension));
    }

    #[test]
    fn any_page_is_read(text in pieces()) {
        let document = Document::parse(format!("<!doctype html>{text}"), None);
        prop_assert!(document.syntax() == Syntax::Html || text.contains("# ") || !text.is_empty());
        check(&document);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(document) = Document::read(&bytes, None) {
            check(&document);
            let all = Span::new(0, document.text().len());
            prop_assert!(document.position(all.end).line.get() >= 1);
        }
    }
}
