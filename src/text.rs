//! Folding and word cutting, used alike on policies and on the phrases of packs.
//!
//! Floor 0. A [`Folded`] text has two forms of the same words and one map back to where they came from:
//! *plain* (ASCII quotes, dashes and spaces, nothing invisible; case and hyphens kept) is read by regexes and
//! entities; *keys* (lower-cased words, one separator between them, no punctuation at all) is read by the automaton.
//! A phrase without gaps is therefore a literal of the keys, whatever commas, quotes and hyphens the policy put
//! between its words.

use crate::span::{Span, offset};

/// Separates two words of one clause in the keys.
pub const WORD_SEPARATOR: char = ' ';
/// Separates two words between which a clause ends by punctuation, and two units.
pub const CLAUSE_SEPARATOR: char = '\n';
/// Marks the country in the keys: "US" and "U.S." become `u` + this, so that "by us" names no country.
const COUNTRY_MARK: char = '\u{1}';

/// Texts folded one after the other.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    plain: String,
    keys: String,
    words: Vec<Word>,
    runs: Vec<Run>,
    clause: u32,
}

/// A word of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes of the plain form.
    pub plain: Span,
    /// Its bytes of the keys.
    pub key: Span,
    /// The number of its clause; rises at every clause end, by punctuation or by conjunction.
    pub clause: u32,
}

/// From byte `at` of the plain form on, `origin` counts bytes of what was pushed.
#[derive(Clone, Copy, Debug)]
struct Run {
    at: u32,
    origin: Span,
}

/// How a text follows the one pushed before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It starts afresh: no phrase reaches across.
    Apart,
    /// It completes what came before (lead-in to item, header to cell): its first word is adjacent to the last one.
    Joint,
}

impl Folded {
    /// The plain form.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// The keys: every word lower-cased behind one separator.
    #[must_use]
    pub fn keys(&self) -> &str {
        &self.keys
    }

    /// The words, in order.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The key of word `index`.
    ///
    /// # Panics
    /// If there are not so many words.
    #[must_use]
    pub fn key(&self, index: usize) -> &str {
        &self.keys[self.words[index].key.range()]
    }

    /// Whether a clause ends by punctuation right before word `index`.
    #[must_use]
    pub fn breaks_before(&self, index: usize) -> bool {
        let at = self.words[index].key.start as usize;
        at > 0 && self.keys.as_bytes()[at - 1] == CLAUSE_SEPARATOR as u8
    }

    /// Whether a gap may lead from word `from` to word `to`: no clause ends between them.
    ///
    /// A conjunction opens a new clause, yet a phrase may spell it: the gap then ends right before it.
    #[must_use]
    pub fn same_clause(&self, from: usize, to: usize) -> bool {
        let (a, b) = (self.words[from].clause, self.words[to].clause);
        a == b || (a + 1 == b && self.opens_by_conjunction(to))
    }

    fn opens_by_conjunction(&self, index: usize) -> bool {
        ends_clause(self.key(index)) && !self.breaks_before(index)
    }

    /// What bytes `plain` of the plain form were in the pushed texts, each counted from its own `base`.
    #[must_use]
    pub fn origin(&self, plain: Span) -> Span {
        let (start, _) = self.place(plain.start);
        let (last, whole) = self.place(plain.end.saturating_sub(1).max(plain.start));
        let end = if whole { last.end } else { last.start + 1 };
        Span { start: start.start.min(end), end }
    }

    fn place(&self, at: u32) -> (Span, bool) {
        let index = self.runs.partition_point(|run| run.at <= at);
        let Some(run) = index.checked_sub(1).and_then(|i| self.runs.get(i)) else {
            return (Span::default(), true);
        };
        let next = self.runs.get(index).map_or(offset(self.plain.len()), |next| next.at);
        if run.origin.len() == (next - run.at) as usize {
            (Span { start: run.origin.start + (at - run.at), end: run.origin.end }, false)
        } else {
            (run.origin, true)
        }
    }

    /// Folds `text` and appends it; its bytes count from `base` in [`Folded::origin`].
    ///
    /// Returns its bytes of the plain form.
    pub fn push(&mut self, text: &str, base: u32, join: Join) -> Span {
        let from = offset(self.plain.len());
        let mut cutter = Cutter { out: self, text, base, at: 0, pending: join == Join::Apart, space: false, from };
        cutter.space = join == Join::Joint;
        cutter.run();
        Span { start: from, end: offset(self.plain.len()) }
    }
}

/// The words of `text` as the keys spell them: `opt-out` gives `opt`, `out`; `consumer's` gives `consumer`.
#[must_use]
pub fn fold_words(text: &str) -> Vec<Box<str>> {
    let mut folded = Folded::default();
    folded.push(text, 0, Join::Apart);
    (0..folded.words.len()).map(|index| folded.key(index).into()).collect()
}

/// Whether the word opens a new clause: but, however, although, unless, except.
#[must_use]
pub fn ends_clause(key: &str) -> bool {
    matches!(key, "but" | "however" | "although" | "unless" | "except")
}

/// Whether a dot after `word` (lower-cased, without it) usually belongs to the word and ends no sentence.
#[must_use]
pub fn is_abbreviation(word: &str) -> bool {
    const LIST: [&str; 61] = [
        "al", "art", "arts", "ave", "blvd", "bros", "ca", "cal", "cf", "ch", "cir", "civ", "cl", "co", "cong", "corp",
        "dept", "dr", "ed", "eg", "esp", "est", "etc", "exec", "fed", "ff", "fig", "gen", "gov", "ie", "inc", "jr",
        "lit", "ltd", "max", "min", "mr", "mrs", "ms", "no", "nos", "nr", "op", "para", "paras", "pp", "prof", "pub",
        "reg", "rev", "sec", "sr", "st", "stat", "ste", "str", "supp", "tel", "tex", "vol", "vs",
    ];
    let mut chars = word.chars();
    let single = chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none();
    single || LIST.binary_search(&word).is_ok()
}

/// Walks over one text and appends its two forms.
struct Cutter<'a> {
    out: &'a mut Folded,
    text: &'a str,
    base: u32,
    at: usize,
    /// A clause ended by punctuation since the last word.
    pending: bool,
    /// White space since the last plain byte.
    space: bool,
    /// Where this text starts in the plain form.
    from: u32,
}

impl Cutter<'_> {
    fn run(&mut self) {
        while let Some(next) = self.peek() {
            if next.is_alphanumeric() {
                self.word();
            } else {
                self.mark(next);
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn peek_second(&self) -> Option<char> {
        self.text[self.at..].chars().nth(1)
    }

    /// Appends `piece`, which stands for the next `len` bytes of the text, to the plain form.
    fn plain(&mut self, piece: &str, len: usize) {
        if self.space {
            self.space = false;
            if self.out.plain.len() > self.from as usize || self.out.plain.as_bytes().last().is_some_and(|&b| b != b' ')
            {
                // the space stands for the bytes between the last piece and this one, whatever they were
                let start = self.base + offset(self.at);
                self.record(1, Span { start: start.saturating_sub(1).max(self.base), end: start });
                self.out.plain.push(' ');
            }
        }
        let start = self.base + offset(self.at);
        self.record(piece.len(), Span { start, end: start + offset(len) });
        self.out.plain.push_str(piece);
    }

    /// Notes where the next `len` plain bytes come from; joins what continues.
    fn record(&mut self, len: usize, origin: Span) {
        let at = offset(self.out.plain.len());
        if let Some(last) = self.out.runs.last_mut() {
            let aligned = last.origin.len() == (at - last.at) as usize && origin.len() == len;
            if aligned && last.origin.end == origin.start && at > self.from {
                last.origin.end = origin.end;
                return;
            }
        }
        self.out.runs.push(Run { at, origin });
    }

    /// One character that is no part of a word.
    fn mark(&mut self, next: char) {
        let len = next.len_utf8();
        match fold_mark(next) {
            Mark::Nothing => {}
            Mark::Space => self.space = true,
            Mark::Text(piece) => {
                let spaced = self.space && self.peek_second().is_none_or(|c| matches!(fold_mark(c), Mark::Space));
                let ends = match piece {
                    ";" => true,
                    "?" | "!" => self.ends_before_space(),
                    "-" => spaced,
                    "." => self.dot_ends_clause(),
                    _ => false,
                };
                if piece == "&" && spaced {
                    self.open_word();
                    self.out.keys.push_str("and");
                    self.plain(piece, len);
                    self.close_word(1);
                } else {
                    self.plain(piece, len);
                }
                self.pending |= ends;
            }
        }
        self.at += len;
    }

    /// Whether the mark stands at the end of what it ends: not so in "Yahoo!, Example and others" or "1.5".
    fn ends_before_space(&self) -> bool {
        let mark = self.peek().map_or(0, char::len_utf8);
        let followed = self.text[self.at + mark..].chars().next();
        followed.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | ')' | ']'))
    }

    fn dot_ends_clause(&self) -> bool {
        let at_end = self.ends_before_space();
        let abbreviated = self.text[..self.at].chars().next_back().is_some_and(char::is_alphanumeric)
            && self.out.words.last().is_some_and(|word| is_abbreviation(&self.out.keys[word.key.range()]));
        at_end && !abbreviated
    }

    fn open_word(&mut self) {
        let separator = if self.pending { CLAUSE_SEPARATOR } else { WORD_SEPARATOR };
        self.out.clause += u32::from(self.pending);
        self.pending = false;
        self.out.keys.push(separator);
    }

    /// Closes the word whose key was appended since [`Cutter::open_word`] and whose plain form has `len` bytes.
    fn close_word(&mut self, len: usize) {
        let key_end = self.out.keys.len();
        let key_start = self.out.keys.rfind([WORD_SEPARATOR, CLAUSE_SEPARATOR]).map_or(0, |at| at + 1);
        let plain_end = self.out.plain.len();
        let key = &self.out.keys[key_start..key_end];
        if ends_clause(key) && !self.out.keys[..key_start].ends_with(CLAUSE_SEPARATOR) && !self.goes_on() {
            self.out.clause += 1;
        }
        self.out.words.push(Word {
            plain: Span::new(plain_end - len, plain_end),
            key: Span::new(key_start, key_end),
            clause: self.out.clause,
        });
    }

    /// Whether "but" was read in "including, but not limited to,": what is listed after it belongs to the clause.
    fn goes_on(&self) -> bool {
        const LIMIT: &str = "not limited to";
        let rest = self.text[self.at..].trim_start();
        rest.get(..LIMIT.len()).is_some_and(|head| head.eq_ignore_ascii_case(LIMIT))
    }

    /// One word: letters, digits and inner apostrophes; an address of the web or a mailbox is one word too.
    fn word(&mut self) {
        let rest = &self.text[self.at..];
        if let Some(len) = address_len(rest) {
            self.open_word();
            self.out.keys.extend(rest[..len].chars().filter(|c| !c.is_control()).flat_map(char::to_lowercase));
            let before = self.out.plain.len() + usize::from(self.space && !self.out.plain.ends_with(' '));
            self.plain(&rest[..len], len);
            let plain_len = self.out.plain.len() - before.min(self.out.plain.len());
            self.close_word(plain_len.min(len));
            self.at += len;
            return;
        }
        if let Some(len) = acronym_len(rest) {
            self.acronym(len);
            return;
        }
        let len = word_len(rest);
        let written = &rest[..len];
        self.open_word();
        let key_start = self.out.keys.len();
        let mut plain_len = 0;
        for c in written.chars() {
            let size = c.len_utf8();
            if c.is_ascii_alphanumeric() {
                self.out.keys.push(c.to_ascii_lowercase());
                self.plain(c.encode_utf8(&mut [0; 4]), size);
                plain_len += size;
            } else if let Mark::Text(piece) = fold_mark(c) {
                self.out.keys.push_str(&piece.to_ascii_lowercase());
                self.plain(piece, size);
                plain_len += piece.len();
            } else if c.is_alphanumeric() {
                self.out.keys.extend(c.to_lowercase());
                self.plain(c.encode_utf8(&mut [0; 4]), size);
                plain_len += size;
            }
            self.at += size;
        }
        if self.out.keys[key_start..].ends_with("'s") {
            self.out.keys.truncate(self.out.keys.len() - 2);
        }
        if written == "US" && self.names_a_country(len) {
            self.out.keys.truncate(key_start + 1);
            self.out.keys.push(COUNTRY_MARK);
        }
        self.close_word(plain_len);
    }

    /// "U.S.", "e.g.": the letters alone are the key, the dots end nothing.
    fn acronym(&mut self, len: usize) {
        let written = &self.text[self.at..self.at + len];
        self.open_word();
        let letters: String = written.chars().filter(|&c| c != '.').collect();
        if letters == "US" {
            self.out.keys.push('u');
            self.out.keys.push(COUNTRY_MARK);
        } else {
            self.out.keys.extend(letters.chars().flat_map(char::to_lowercase));
        }
        self.plain(written, len);
        self.close_word(len);
        self.at += len;
    }

    /// Whether a "US" that was just read (and ends at `self.at`) is the country: not so amid words in capitals.
    fn names_a_country(&self, len: usize) -> bool {
        let shouts = |word: &str| {
            word.chars().any(char::is_alphabetic) && word.chars().all(|c| !c.is_lowercase()) && word.chars().count() > 1
        };
        let before = self.text[..self.at - len].split_whitespace().next_back();
        let after = self.text[self.at..].split_whitespace().find(|word| word.chars().any(char::is_alphabetic));
        match (before.filter(|w| w.chars().any(char::is_alphabetic)), after) {
            (None, None) => true,
            (before, after) => !before.into_iter().chain(after).all(shouts),
        }
    }
}

/// What a character that is no letter or digit becomes in the plain form.
enum Mark {
    Nothing,
    Space,
    Text(&'static str),
}

fn fold_mark(c: char) -> Mark {
    const ASCII: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    match c {
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => Mark::Nothing,
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{b4}' | '`' | '\u{2bc}' | '\u{ff07}' => {
            Mark::Text("'")
        }
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => Mark::Text("\""),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Mark::Text("-"),
        '\u{2026}' => Mark::Text("..."),
        '\u{2022}' | '\u{b7}' | '\u{25cf}' | '\u{25aa}' => Mark::Text("*"),
        '\u{a7}' => Mark::Text("\u{a7}"),
        '\u{fb00}' => Mark::Text("ff"),
        '\u{fb01}' => Mark::Text("fi"),
        '\u{fb02}' => Mark::Text("fl"),
        '\u{fb03}' => Mark::Text("ffi"),
        '\u{fb04}' => Mark::Text("ffl"),
        '\u{fb05}' | '\u{fb06}' => Mark::Text("st"),
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = u8::try_from(u32::from(c) - 0xfee0).unwrap_or(b' ');
            ASCII.find(ascii as char).map_or(Mark::Space, |at| Mark::Text(&ASCII[at..=at]))
        }
        '_' => Mark::Space,
        c if c.is_ascii_punctuation() => ASCII.find(c).map_or(Mark::Space, |at| Mark::Text(&ASCII[at..=at])),
        _ => Mark::Space,
    }
}

/// The length in bytes of the word at the start of `text`, inner apostrophes and invisible characters included.
fn word_len(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_is_word = chars.peek().is_some_and(|&(_, next)| next.is_alphanumeric());
        let inside = c.is_alphanumeric() || (next_is_word && matches!(fold_mark(c), Mark::Text("'") | Mark::Nothing));
        if !inside {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// The length of "U.S.", "e.g." and the like at the start of `text`: letters with a dot after each.
fn acronym_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while bytes.get(at).is_some_and(u8::is_ascii_alphabetic) && bytes.get(at + 1) == Some(&b'.') {
        at += 2;
    }
    let ends = |at: usize| !text[at..].chars().next().is_some_and(char::is_alphanumeric);
    if at >= 4 && ends(at) {
        return Some(at);
    }
    // "U.S" without its last dot; capitals only, since "a.k" may be the end of one sentence and the start of another
    let last = bytes.get(at).is_some_and(u8::is_ascii_uppercase)
        && at >= 2
        && bytes[..at].iter().all(|b| !b.is_ascii_lowercase());
    (last && ends(at + 1)).then_some(at + 1)
}

/// The length of a web address or mailbox at the start of `text`.
fn address_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let web = ["http://", "https://", "www."]
        .iter()
        .any(|start| bytes.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes())));
    let local = bytes.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(b)).count();
    let mailbox = bytes.get(local) == Some(&b'@') && bytes.get(local + 1).is_some_and(u8::is_ascii_alphanumeric);
    if !web && !mailbox {
        return None;
    }
    let len = bytes.iter().take_while(|&&b| b.is_ascii_graphic() && !b"<>\"'()[]{}|,;".contains(&b)).count();
    Some(text[..len].trim_end_matches(['.', ':', '!', '?', '*', '_']).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> Folded {
        let mut folded = Folded::default();
        folded.push(text, 0, Join::Apart);
        folded
    }

    #[test]
    fn words_are_cut_and_folded() {
        let cases: [(&str, &str, &[&str]); 24] = [
            ("case", "Your DATA", &["your", "data"]),
            ("hyphen", "opt-out", &["opt", "out"]),
            ("typographic hyphen", "opt\u{2011}out", &["opt", "out"]),
            ("possessive", "the consumer's data", &["the", "consumer", "data"]),
            ("curly possessive", "the consumer’s data", &["the", "consumer", "data"]),
            ("plural possessive", "users' data", &["users", "data"]),
            ("contraction", "we don’t sell", &["we", "don't", "sell"]),
            ("e-mail is not email", "e-mail email", &["e", "mail", "email"]),
            ("no-break space", "personal\u{a0}data", &["personal", "data"]),
            ("zero-width and soft hyphen", "per\u{ad}son\u{200b}al", &["personal"]),
            ("ligature", "of\u{fb01}ce \u{fb02}ow", &["office", "flow"]),
            ("brackets and commas", "data (including, \"all\")", &["data", "including", "all"]),
            ("pronoun", "sold by us", &["sold", "by", "us"]),
            ("country", "to the US and", &["to", "the", "u\u{1}", "and"]),
            ("dotted country", "to the U.S. and", &["to", "the", "u\u{1}", "and"]),
            ("country without last dot", "U.S citizens", &["u\u{1}", "citizens"]),
            ("shouted pronoun", "CONTACT US", &["contact", "us"]),
            ("acronym", "e.g. names", &["eg", "names"]),
            ("number", "§ 1798.100", &["1798", "100"]),
            ("url is one word", "see https://example.com/do-not-sell.", &["see", "https://example.com/do-not-sell"]),
            ("mailbox is one word", "at privacy@example.com, or", &["at", "privacy@example.com", "or"]),
            ("ampersand", "terms & conditions at AT&T", &["terms", "and", "conditions", "at", "at", "t"]),
            ("other scripts", "Ünïted ÉTAT", &["ünïted", "état"]),
            ("control characters", "a\u{1b}[31mb\u{1}c", &["a", "31mb", "c"]),
        ];
        for (name, text, want) in cases {
            let got = fold_words(text);
            assert_eq!(got.iter().map(|w| &**w).collect::<Vec<_>>(), want, "{name}");
        }
    }

    #[test]
    fn clauses_end_where_the_language_says() {
        let cases = [
            ("comma does not", "we share, sell and rent", vec![1, 1, 1, 1, 1]),
            ("semicolon", "we share; sell", vec![1, 1, 2]),
            ("spaced dash", "we share - never sell", vec![1, 1, 2, 2]),
            ("joined dash does not", "opt-out right", vec![1, 1, 1]),
            ("conjunction", "we share but never sell", vec![1, 1, 2, 2, 2]),
            ("punctuation before a conjunction counts once", "we share; but never", vec![1, 1, 2, 2]),
            ("no end of a list", "data, including but not limited to names", vec![1, 1, 1, 1, 1, 1, 1]),
            ("abbreviation", "Example Inc. sells", vec![1, 1, 1]),
            ("acronym", "the U.S. sells", vec![1, 1, 1]),
            ("missed sentence end", "we sell. you may", vec![1, 1, 2, 2]),
            ("colon does not", "rights: erase", vec![1, 1]),
            ("question", "why? because", vec![1, 2]),
            ("a name's mark", "Yahoo!, Example", vec![1, 1]),
        ];
        for (name, text, want) in cases {
            let got: Vec<u32> = fold(text).words().iter().map(|w| w.clause).collect();
            assert_eq!(got, want, "{name}");
        }
    }

    #[test]
    fn a_gap_may_end_before_a_spelled_conjunction() {
        let folded = fold("we share data unless you object but why");
        assert!(folded.same_clause(0, 2) && folded.same_clause(0, 3));
        assert!(!folded.same_clause(0, 4) && !folded.same_clause(0, 6));
    }

    #[test]
    fn a_joint_is_adjacency() {
        let mut folded = fold("You have the right to:");
        folded.push("erase data; or", 100, Join::Joint);
        assert_eq!(folded.keys(), "\nyou have the right to erase data\nor");
        assert_eq!(folded.plain(), "You have the right to: erase data; or");
        assert!(folded.same_clause(0, 6));
        assert_eq!(folded.origin(folded.words()[5].plain), Span::new(100, 105));
    }

    #[test]
    fn every_word_maps_back_to_what_was_read() {
        let cases = [
            ("plain", "we sell  your\n data", vec!["we", "sell", "your", "data"]),
            ("curly", "“don’t” – ‘sell’", vec!["don’t", "sell"]),
            ("invisible", "per\u{ad}sonal da\u{200b}ta", vec!["per\u{ad}sonal", "da\u{200b}ta"]),
            ("ligature", "o\u{fb03}ce now", vec!["o\u{fb03}ce", "now"]),
            ("wide", "größe ｏｋ now", vec!["größe", "ｏｋ", "now"]),
            ("address", "mail privacy@example.com. Or", vec!["mail", "privacy@example.com", "Or"]),
            ("acronym", "the U.S. law", vec!["the", "U.S.", "law"]),
        ];
        for (name, text, want) in cases {
            let folded = fold(text);
            let got: Vec<&str> = folded.words().iter().map(|w| &text[folded.origin(w.plain).range()]).collect();
            assert_eq!(got, want, "{name}");
        }
    }

    #[test]
    fn abbreviations_are_sorted_for_the_search() {
        for word in ["inc", "art", "etc", "vs", "x", "lit", "civ"] {
            assert!(is_abbreviation(word), "{word}");
        }
        for word in ["data", "information", "us", "", "12"] {
            assert!(!is_abbreviation(word), "{word}");
        }
    }
}
