//! A block's text to sentences: sentencex on bounded pieces, and the merge rules that policies need.

use crate::span::Span;
use crate::text::is_abbreviation;

/// No sentence has more words.
const MOST_WORDS: usize = 1000;
/// No sentence has more bytes; longer runs without a stop are cut.
const MOST_BYTES: usize = 16 << 10;

/// Appends the sentences of `text` to `out`: in order, without overlap, without white space at their ends.
///
/// Everything but white space is in a sentence. `language` is an ISO 639-1 code. Linear in the text's length.
pub(super) fn cut(text: &str, language: &str, out: &mut Vec<Span>) {
    let mut start = 0;
    while start < text.len() {
        let end = line_end(text, start);
        cut_line(text, start, end, language, out);
        start = end + 1;
    }
}

/// The end of the line at `start`; one that goes on in lower case is not over.
fn line_end(text: &str, start: usize) -> usize {
    let mut end = start;
    loop {
        end += text[end..].find('\n').unwrap_or(text.len() - end);
        let next = text[end..].trim_start();
        let closed = text[start..end].trim_end().ends_with([':', ';', '.', '!', '?']);
        if closed || end >= text.len() || !next.starts_with(char::is_lowercase) || starts_with_enumerator(next) {
            return end;
        }
        end += 1;
    }
}

fn cut_line(text: &str, start: usize, end: usize, language: &str, out: &mut Vec<Span>) {
    let mut open = start;
    let mut piece = start;
    while piece < end {
        let piece_end = piece_end(text, piece, end);
        if has_inner_stop(&text[piece..piece_end]) {
            for boundary in sentencex::get_sentence_boundaries(language, &text[piece..piece_end]) {
                let at = piece + boundary.end_byte;
                if at < piece_end && at > open && text.is_char_boundary(at) && is_boundary(text, open, at, end) {
                    push_missed(text, open, at, out);
                    open = at;
                }
            }
        }
        if piece_end < end && (piece_end - open >= MOST_BYTES / 2 || is_boundary(text, open, piece_end, end)) {
            push_missed(text, open, piece_end, out);
            open = piece_end;
        }
        piece = piece_end;
    }
    push_missed(text, open, end, out);
}

/// Appends `start..end`, cut where sentencex sees no boundary and a reader does: after a stop, outside brackets, before a
/// word that starts sentences ("Art. 6 (1) (f) GDPR. You may").
fn push_missed(text: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    let bytes = &text.as_bytes()[..end];
    let mut open = start;
    let mut depth = 0u32;
    for at in start..end.saturating_sub(2) {
        match bytes[at] {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            // a stop, or the last byte of a quotation mark
            b'.' | b'"' | 0x9d => {}
            _ => continue,
        }
        if depth > 0 || bytes[at + 1] != b' ' || !bytes[at + 2].is_ascii_uppercase() {
            continue;
        }
        let Some(body) = text[open..=at].trim_end_matches([')', '"', '”', '’']).strip_suffix('.') else { continue };
        let sure = starts_sentence(&text[at + 2..end]) || ends_in_plain_word(body);
        if sure && is_boundary(text, open, at + 1, end) {
            push(text, open, at + 1, out);
            open = at + 1;
        }
    }
    push(text, open, end, out);
}

/// Where the piece that starts at `start` ends: at a full stop where possible, at white space else.
fn piece_end(text: &str, start: usize, end: usize) -> usize {
    if end - start <= MOST_BYTES / 2 {
        return end;
    }
    let mut stop = start + MOST_BYTES / 2;
    while !text.is_char_boundary(stop) {
        stop -= 1;
    }
    let window = &text[start..stop];
    let half = window.len() / 2;
    let found = window.rfind(". ").or_else(|| window.rfind("; ")).map(|at| at + 2).filter(|&at| at > half);
    let found = found.or_else(|| window.rfind(char::is_whitespace).map(|at| at + 1).filter(|&at| at > half));
    let mut cut = start + found.unwrap_or(window.len());
    while !text.is_char_boundary(cut) {
        cut += 1;
    }
    cut
}

/// Whether there can be a boundary inside: a stop with something after it.
fn has_inner_stop(text: &str) -> bool {
    let body = text.trim_end();
    let body = &body[..body.char_indices().next_back().map_or(0, |(at, _)| at)];
    body.bytes().any(|b| matches!(b, b'.' | b'!' | b'?') || b >= 0xd8) || body.contains('…')
}

/// Appends bytes `start..end` without white space at the ends, cut if there are too many words.
fn push(text: &str, start: usize, end: usize, out: &mut Vec<Span>) {
    let whole = &text[start..end];
    let trimmed = whole.trim_start();
    let mut start = start + whole.len() - trimmed.len();
    let end = start + trimmed.trim_end().len();
    while end > start {
        let stop = cut_long(text, start, end);
        out.push(Span::new(start, start + text[start..stop].trim_end().len()));
        start = stop + text[stop..end].len() - text[stop..end].trim_start().len();
    }
}

/// Where a sentence of too many words is cut: at the last semicolon or comma of its second half, or hard.
fn cut_long(text: &str, start: usize, end: usize) -> usize {
    if end - start <= MOST_WORDS * 2 {
        return end;
    }
    let mut words = 0;
    let mut clause = None;
    let bytes = text.as_bytes();
    for at in start + 1..end {
        if bytes[at] == b' ' && bytes[at - 1] != b' ' {
            words += 1;
            if words > MOST_WORDS / 2 && matches!(bytes[at - 1], b';' | b',') {
                clause = Some(at);
            }
            if words >= MOST_WORDS {
                return clause.unwrap_or(at);
            }
        }
        if at - start >= MOST_BYTES && text.is_char_boundary(at) {
            return clause.unwrap_or(at);
        }
    }
    end
}

/// Whether a sentence that starts at `open` and the next one meet at `at`.
fn is_boundary(text: &str, open: usize, at: usize, end: usize) -> bool {
    let before = text[open..at].trim_end();
    let after = text[at..end].trim_start();
    let Some(next) = after.chars().next() else { return false };
    let closers = |c: char| matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*');
    let bare = before.trim_end_matches(closers);
    let wide_stop = bare.ends_with(['。', '！', '？', '｡']);
    // sentencex sees lists where there are none: without a stop there is no boundary
    if !wide_stop && !bare.ends_with(['.', '!', '?', '…', '؟', '।', '։', '။', '។']) {
        return false;
    }
    // inside an address or a number
    let spaced = before.len() < at - open || after.len() < end - at;
    if (!spaced && !wide_stop) || next.is_lowercase() || next == '§' || is_enumerator(before) {
        return false;
    }
    if !bare.ends_with('.') || bare.ends_with("..") {
        return true;
    }
    let Some(word) = word_before_stop(bare) else { return true };
    // the end of an address is no abbreviation
    if bare[..bare.len() - word.len() - 1].ends_with(['=', '/', '?', '&', '-', '_', '@', '#']) {
        return true;
    }
    let digit = next.is_ascii_digit();
    if cites(word) {
        // "Art. 6", "Sec. A", "§ 15 Abs. 1"
        return false;
    }
    if word.ends_with(|c: char| c.is_ascii_digit()) {
        // "Art. 6. (1)"
        return !(next == '(' && cites_before(bare, word));
    }
    let lower = word.to_lowercase();
    let abbreviated = is_abbreviation(&lower.replace('.', "")) || is_more_abbreviation(&lower);
    if !abbreviated {
        return true;
    }
    if word == "us" {
        return true;
    }
    if digit || next == '(' || titles(&lower) {
        return false;
    }
    // "Inc. We": what starts a sentence does so after an abbreviation, too; a name may be part of it
    word.len() > 1 && starts_sentence(after)
}

/// The word that a full stop at the end of `text` belongs to, inner dots included.
fn word_before_stop(text: &str) -> Option<&str> {
    let body = text.strip_suffix('.')?;
    let is_part = |c: char| c.is_alphanumeric() || c == '.';
    let start = body.char_indices().rev().take(40).take_while(|&(_, c)| is_part(c)).last().map(|(at, _)| at)?;
    Some(&body[start..])
}

/// Words that are followed by what they cite.
fn cites(word: &str) -> bool {
    const WORDS: [&str; 27] = [
        "sent", "art", "arts", "sec", "secs", "sect", "para", "paras", "par", "no", "nos", "nr", "abs", "lit", "reg",
        "cl", "ch", "fig", "vol", "pp", "cf", "vs", "e.g", "i.e", "eg", "ie", "viz",
    ];
    let lower = word.to_ascii_lowercase();
    // "no." also ends sentences: "The answer is no."
    WORDS.contains(&lower.as_str()) && (lower != "no" || word.starts_with('N')) && lower != "ch"
}

/// Whether "Art." or "Section" or "§" stands before `word`, the last of `text`.
fn cites_before(text: &str, word: &str) -> bool {
    let head = text.strip_suffix('.').and_then(|text| text.strip_suffix(word)).unwrap_or("").trim_end();
    let last = head.rsplit(char::is_whitespace).next().unwrap_or("").trim_end_matches('.').to_lowercase();
    matches!(last.as_str(), "art" | "article" | "section" | "sec" | "§" | "§§" | "para" | "clause")
}

/// Abbreviations that a name follows.
fn titles(lower: &str) -> bool {
    matches!(
        lower,
        "mr" | "mrs" | "ms" | "dr" | "prof" | "st" | "civ" | "cal" | "ste" | "tel" | "attn" | "dept" | "ave"
    )
}

/// Abbreviations that end hardly any sentence, besides those that end no clause.
fn is_more_abbreviation(lower: &str) -> bool {
    matches!(
        lower,
        "attn"
            | "ext"
            | "approx"
            | "incl"
            | "bzw"
            | "ust"
            | "u.s"
            | "u.k"
            | "e.u"
            | "u.s.a"
            | "d.c"
            | "a.k.a"
            | "p.o"
            | "n.v"
            | "b.v"
            | "s.a"
            | "l.p"
            | "l.l.c"
            | "str"
            | "tel"
            | "jan"
            | "feb"
            | "aug"
            | "sept"
            | "oct"
            | "nov"
            | "dec"
            | "plc"
    ) || lower.ends_with("str")
}

/// Whether `text` ends in a word in lower case that is no abbreviation of any kind.
fn ends_in_plain_word(text: &str) -> bool {
    let letters = text.bytes().rev().take_while(u8::is_ascii_lowercase).count();
    let before = text.as_bytes().get(text.len().wrapping_sub(letters + 1));
    let whole = before.is_none_or(|&b| matches!(b, b' ' | b'\n' | b'-'));
    whole && (letters >= 6 || text.ends_with(" us") || text.ends_with(" it"))
}

/// Whether `text` starts with a word that hardly any name starts with.
fn starts_sentence(text: &str) -> bool {
    const WORDS: [&str; 48] = [
        "A",
        "Additionally",
        "After",
        "All",
        "Although",
        "An",
        "Any",
        "As",
        "At",
        "Because",
        "By",
        "For",
        "However",
        "How",
        "I",
        "If",
        "In",
        "It",
        "Its",
        "Neither",
        "No",
        "Once",
        "On",
        "Our",
        "Please",
        "Such",
        "That",
        "The",
        "Their",
        "Then",
        "There",
        "These",
        "They",
        "This",
        "Those",
        "To",
        "Under",
        "Unless",
        "Upon",
        "We",
        "What",
        "When",
        "Where",
        "While",
        "With",
        "You",
        "Your",
        "Except",
    ];
    let word =
        text.trim_start_matches(['"', '“', '\'', '(']).split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    WORDS.contains(&word)
}

/// Whether `text` is nothing but a clause's number: "1.", "(a)", "xii.", "4.2."
fn is_enumerator(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > 10 {
        return false;
    }
    let body = text.trim_start_matches(['(', '[']).trim_end_matches(['.', ')', ']', ':']);
    let number = body.split('.').all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let roman = body.len() <= 5 && body.bytes().all(|b| b"ivxlcIVXLC".contains(&b));
    let letter = body.len() == 1 && body.bytes().all(|b| b.is_ascii_alphabetic());
    !body.is_empty() && body.len() < text.len() && (number || roman || letter)
}

/// Whether `text` starts with "a)", "(i)" or the like, which starts a line of its own.
fn starts_with_enumerator(text: &str) -> bool {
    let word = text.split(char::is_whitespace).next().unwrap_or("");
    word.ends_with(')') && is_enumerator(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        cut(text, "en", &mut spans);
        spans.iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn sentences_end_where_readers_say() {
        // sentences are separated by " | "
        let cases = [
            "We keep data.",
            "We keep data. | We sell none.",
            "We keep data! | Really? | Yes.",
            "No stop at the end",
            "We keep data. | No stop at the end",
            "Example Inc. sells nothing.",
            "Example Inc. | We sell nothing.",
            "Example Inc. Privacy Policy applies.",
            "Example Ltd. and Example Corp. share data.",
            "Data of users (e.g. names) are kept.",
            "Data, e.g. Names and Addresses, are kept.",
            "Identifiers, i.e. names, are kept. | Nothing else is.",
            "We rely on Art. 6 (1) (f) GDPR. | You may object.",
            "We rely on Art. 6 para. 1 lit. b GDPR. | You may object.",
            "We rely on Art. 6(1)(a). | We ask you first.",
            "See § 1798.100 for more.",
            "See Cal. Civ. Code § 1798.83 for more. | Ask us.",
            "See Sec. 4 of the Act.",
            "Under sec. 1 sent. 1 we may.",
            "Write to privacy@example.com. | We answer.",
            "See https://example.com/a.b?c=D. | We answer.",
            "See www.example.com/privacy.html for more.",
            "1. We keep data. | We sell none.",
            "xii. We keep data.",
            "4.2. Your rights are these.",
            "(a) We keep data. | (b) We sell none.",
            "We use the U.S. mail.",
            "We live in the U.S. | We sell nothing.",
            "Dr. Example is our officer.",
            "Call us at no. 5 of the list.",
            "The answer is no. | We never do.",
            "We keep names, addresses, etc. | We delete them.",
            "We keep names, addresses, etc. as you ask.",
            "He said \"We sell nothing.\" | We agree.",
            "(We sell nothing, that is.) | We agree.",
            "They say “We sell nothing.” | We agree.",
            "We paid $1.5 million.",
            "Version 2.0 of this policy.",
            "The data, cf. Annex I, are kept.",
            "We keep data... | And more.",
            "Was it sold? | no one knows".split(" | ").next().unwrap_or(""),
            "Example is at 5 Main St. Springfield.",
            "Our shop is in Ste. 1875 downtown.",
            "We write to J. Doe.",
            "Terms refer to: (i) data; or (ii) names.",
            "Was in Kraft seit Jan. 2020 gilt.",
            "iPhone users are tracked. | Others are not.",
            "We keep data for 2 years. | 3 months later we delete it.",
            "We may not. | E-mail us.",
            "Visit us.Then go.",
            "It matters to us. | Learn how we keep it.",
            "We care for that policy. | Read more in it.",
            "We rely on Art. 6 (1) (b) and (f) GDPR. | You may object.",
        ];
        assert!(cases.len() >= 40);
        for case in cases {
            let text = case.replace(" | ", " ");
            assert_eq!(sentences(&text).join(" | "), case);
        }
    }

    #[test]
    fn line_breaks_end_sentences_unless_the_line_runs_on() {
        let cases: [(&str, &[&str]); 4] = [
            ("Example GmbH\n12 Main Street", &["Example GmbH", "12 Main Street"]),
            ("We keep\nyour data. Yes.", &["We keep\nyour data.", "Yes."]),
            ("You may\na) ask\nb) object", &["You may", "a) ask", "b) object"]),
            ("\n\n", &[]),
        ];
        for (text, want) in cases {
            assert_eq!(sentences(text), want, "{text}");
        }
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_too_long() {
        let cases = [
            "word ".repeat(100_000),
            "word, ".repeat(50_000),
            "a".repeat(100_000),
            "é".repeat(50_000),
            "We sell none. ".repeat(10_000),
            "a.b.".repeat(30_000),
            ". ".repeat(50_000),
            "(1) ".repeat(30_000),
            "“".repeat(30_000),
        ];
        for text in &cases {
            let mut spans = Vec::new();
            cut(text, "en", &mut spans);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            let kept: usize = spans.iter().map(|span| letters(&text[span.range()])).sum();
            assert_eq!(kept, letters(text));
            assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for span in spans {
                let words = text[span.range()].split_whitespace().count();
                assert!(words <= MOST_WORDS && span.len() <= MOST_BYTES, "{words} words");
            }
        }
    }
}
