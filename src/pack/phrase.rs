//! The phrase grammar: the text of a phrase to its elements, or to every fault with its place inside the text.

use std::ops::Range;

use super::vocabulary::{Found, Names};
use super::{Element, Entity};
use crate::text::{Folded, Join, fold_words};

/// Groups in groups.
const MAX_GROUPS: usize = 16;
/// Groups and vocabularies in one another, once a phrase is expanded.
const MAX_DEPTH: usize = 64;
/// Elements of one phrase as written.
const MAX_ELEMENTS: usize = 400;
/// Bytes of one phrase as written.
const MAX_BYTES: usize = 16 << 10;
/// Words of a phrase once its vocabularies are expanded.
const MAX_STATES: usize = 20_000;
/// Words that `...` stands for.
const DEFAULT_GAP: u16 = 6;
/// The widest gap.
pub(super) const MAX_GAP: u16 = 50;
/// The letters that a prefix needs.
const MIN_PREFIX: usize = 3;

/// A phrase without a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) elements: Vec<Element>,
    /// Words, prefixes, entities and gaps after expansion.
    pub(super) states: usize,
    /// Choices within choices after expansion.
    pub(super) depth: usize,
}

/// What is wrong with a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    /// Bytes of the phrase's text.
    pub(super) at: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// The phrase that `text` spells, its vocabularies looked up in `names`.
///
/// # Errors
/// All faults. The list is empty when the only fault was told elsewhere: a vocabulary that is itself broken.
pub(super) fn parse(text: &str, names: &dyn Names) -> Result<Parsed, Vec<Fault>> {
    let mut parser = Parser { text, at: 0, names, faults: Vec::new(), written: 0, broken: false };
    if text.trim().is_empty() {
        parser.fault("phrase/empty", 0..text.len(), "the phrase is empty", "write the words to look for, or remove it");
        return Err(parser.faults);
    }
    if text.len() > MAX_BYTES {
        let message = format!("the phrase has {} bytes; {MAX_BYTES} is the most", text.len());
        parser.fault("phrase/too-long", 0..text.len(), message, "put its parts into a vocabulary");
        return Err(parser.faults);
    }
    let sequence = parser.sequence(0);
    if parser.faults.is_empty() && !parser.broken {
        if sequence.states > MAX_STATES {
            let message = format!("the phrase stands for {} words; {MAX_STATES} is the most", sequence.states);
            parser.fault(
                "phrase/too-many-states",
                0..text.len(),
                message,
                "use smaller vocabularies, or split the phrase",
            );
        } else if sequence.depth > MAX_DEPTH {
            let message = format!("groups and vocabularies are nested more than {MAX_DEPTH} deep");
            parser.fault("phrase/too-deep", 0..text.len(), message, "flatten the vocabularies that it uses");
        }
    }
    if !parser.faults.is_empty() || parser.broken {
        return Err(parser.faults);
    }
    Ok(Parsed { elements: sequence.elements, states: sequence.states, depth: sequence.depth })
}

/// The names in `< >` of a phrase, whether they exist or not.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(name, _)| name))
}

/// A run of elements: a whole phrase or one alternative.
#[derive(Default)]
struct Sequence {
    elements: Vec<Element>,
    states: usize,
    depth: usize,
    /// Something in it must be there.
    required: bool,
    /// A gap that no required element follows yet.
    gap: Option<Range<usize>>,
    /// A word that ends a clause, which nothing may follow.
    clause_end: Option<Range<usize>>,
}

/// An element with what it adds to its sequence.
struct Piece {
    elements: Vec<Element>,
    states: usize,
    depth: usize,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    names: &'a dyn Names,
    faults: Vec<Fault>,
    written: usize,
    /// A part is missing because of a fault, here or in a vocabulary.
    broken: bool,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn fault(&mut self, code: &'static str, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.broken = true;
        self.faults.push(Fault { code, at, message: message.into(), help: help.into() });
    }

    /// Elements up to the end, or up to the `|` or `)` that closes this alternative of a group.
    fn sequence(&mut self, depth: usize) -> Sequence {
        let from = self.at;
        let was_broken = std::mem::take(&mut self.broken);
        let mut out = Sequence::default();
        while let Some(next) = self.peek() {
            let at = self.at;
            match next {
                ')' | '|' if depth > 0 => break,
                '|' => {
                    let help = "put the alternatives in brackets: `(one|other)`";
                    self.fault("phrase/alternation-outside-group", at..at + 1, "`|` stands outside a group", help);
                    self.at += 1;
                }
                ')' | '>' | '?' | '*' => {
                    self.stray(next);
                    self.at += 1;
                }
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '.' if self.rest().starts_with("...") => self.gap(&mut out),
                _ => {
                    self.written += 1;
                    if self.written == MAX_ELEMENTS + 1 {
                        let message = format!("the phrase has more than {MAX_ELEMENTS} elements");
                        self.fault("phrase/too-long", at..self.text.len(), message, "put its parts into a vocabulary");
                    }
                    if self.written > MAX_ELEMENTS {
                        self.at = self.text.len();
                        break;
                    }
                    let piece = match next {
                        '(' => self.group(depth),
                        '<' => self.name(),
                        _ => self.word(&mut out),
                    };
                    self.append(&mut out, piece, at);
                }
            }
        }
        self.check_sequence(&out, from, depth);
        self.broken |= was_broken;
        out
    }

    fn stray(&mut self, mark: char) {
        let at = self.at..self.at + 1;
        let (code, help) = match mark {
            ')' => ("phrase/unopened-group", "remove it, or open the group with `(`"),
            '>' => ("phrase/stray-operator", "a vocabulary is written `<name>`"),
            '?' => ("phrase/stray-operator", "`?` stands right after what may be left out: `your?`, `(right to)?`"),
            _ => ("phrase/stray-operator", "`*` stands right after the beginning of a word: `delet*`"),
        };
        self.fault(code, at, format!("`{mark}` stands where nothing is before it"), help);
    }

    /// Adds a piece, optional if a `?` follows.
    fn append(&mut self, out: &mut Sequence, piece: Option<Piece>, from: usize) {
        let optional = self.peek() == Some('?');
        self.at += usize::from(optional);
        self.after_piece(from);
        let Some(piece) = piece else {
            // the fault is told; what stands around the missing part is not to blame
            (out.required, out.gap) = (true, None);
            return;
        };
        if let Some(end) = out.clause_end.take() {
            let written = &self.text[end.clone()];
            let message = format!("`{written}` ends a clause, and a phrase never goes on after one");
            self.fault("phrase/clause-end", end, message, "end the phrase here, or write two conditions in `all`");
        }
        out.states = out.states.saturating_add(piece.states);
        out.depth = out.depth.max(piece.depth + usize::from(optional));
        if !optional {
            (out.required, out.gap) = (true, None);
            out.elements.extend(piece.elements);
            return;
        }
        let mut elements = piece.elements;
        let inner = if elements.len() == 1 {
            elements.remove(0)
        } else {
            out.depth = out.depth.max(piece.depth + 2);
            Element::Choice { name: None, of: [elements].into() }
        };
        out.elements.push(Element::Optional(Box::new(inner)));
    }

    /// What may stand right after a word, group or name: white space, an operator, punctuation; but no letter.
    fn after_piece(&mut self, from: usize) {
        let closed = self.text[..self.at].ends_with([')', '>', '?', '*']);
        let Some(next) = self.peek() else { return };
        let glued = (closed && next.is_alphanumeric())
            || (matches!(next, '(' | '<') && self.text[..self.at].ends_with(|c: char| c.is_alphanumeric() || c == '>'))
            || (next == '(' && closed);
        if glued {
            let end = self.at + next.len_utf8();
            let message = format!("no space stands before `{next}`");
            let help = "put a space between two elements; for endings write `user*` or `(user|users)`";
            self.fault("phrase/glued", from..end, message, help);
        } else if next == '?' && self.text[..self.at].ends_with('?') {
            self.fault("phrase/stray-operator", self.at..self.at + 1, "`?` stands twice", "write it once");
            self.at += 1;
        }
        if closed {
            // a comma or bracket between words is passed over in the policy, and so it is here
            let mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && !"()|<>?*.;!-–—&".contains(c);
            self.at += self.rest().find(|c| !mark(c)).unwrap_or(self.rest().len());
        }
    }

    fn gap(&mut self, out: &mut Sequence) {
        const HELP: &str = "write `...` or, for up to eight words, `...8`, with a space on both sides";
        let from = self.at;
        let digits = self.rest()[3..].bytes().take_while(u8::is_ascii_digit).count();
        let end = from + 3 + digits;
        let whole = self
            .rest()
            .find(|c: char| c.is_whitespace() || "()|<".contains(c))
            .map_or(self.text.len(), |len| from + len);
        self.at = whole;
        if end != whole {
            let message = format!("`{}` is no gap", &self.text[from..whole]);
            return self.fault("phrase/gap", from..whole, message, HELP);
        }
        let words = if digits == 0 { Ok(DEFAULT_GAP) } else { self.text[from + 3..end].parse() };
        let Some(words) = words.ok().filter(|words| (1..=MAX_GAP).contains(words)) else {
            let message = format!("a gap holds 1 to {MAX_GAP} words, not `{}`", &self.text[from + 3..end]);
            return self.fault("phrase/gap", from..end, message, "for parts further apart use `all` or `near`");
        };
        if out.gap.is_some() && matches!(out.elements.last(), Some(Element::Gap(_))) {
            return self.fault("phrase/gap", from..end, "two gaps stand in a row", "write one, as wide as both");
        }
        if !out.required && !self.broken {
            let message = if out.elements.is_empty() {
                "a gap cannot come first"
            } else {
                "only optional words stand before this gap"
            };
            return self.fault(
                "phrase/gap",
                from..end,
                message,
                "a gap needs a word on both sides: remove it or move it",
            );
        }
        out.elements.push(Element::Gap(words));
        out.states = out.states.saturating_add(1);
        out.gap = Some(from..end);
    }

    fn check_sequence(&mut self, out: &Sequence, from: usize, depth: usize) {
        if self.broken {
            return;
        }
        let alternative = depth > 0;
        if out.elements.is_empty() {
            if alternative {
                let help = "remove it; for something that may be left out write `(a|b)?`";
                self.fault(
                    "phrase/empty-alternative",
                    self.at.saturating_sub(1)..self.at,
                    "an alternative is empty",
                    help,
                );
            } else {
                let help = "write the words to look for; for the characters themselves there is `regex`";
                self.fault("phrase/no-word", 0..self.text.len(), "the phrase holds no word", help);
            }
        } else if let Some(gap) = out.gap.clone() {
            let last = matches!(out.elements.last(), Some(Element::Gap(_)));
            let message = if last { "a gap cannot come last" } else { "only optional words stand after this gap" };
            self.fault("phrase/gap", gap, message, "a gap needs a word on both sides: remove it or move it");
        } else if !out.required {
            let written = self.text[from..self.at].trim();
            let message = if alternative {
                "this alternative can match nothing"
            } else {
                "the phrase can match nothing: all of it is optional"
            };
            let help = match written.strip_suffix('?') {
                Some(word) if word.chars().all(char::is_alphanumeric) => {
                    let single = word.strip_suffix('s').unwrap_or(word);
                    format!(
                        "`?` makes the whole word optional; for an ending write `({single}|{single}s)` or `{single}*`"
                    )
                }
                _ if alternative => "make the whole group optional instead: `(a|b)?`".to_owned(),
                _ => "remove the `?` after what must be there".to_owned(),
            };
            let start = self.at - self.text[from..self.at].trim_start().len();
            self.fault("phrase/matches-nothing", start..start + written.len(), message, help);
        }
    }

    fn group(&mut self, depth: usize) -> Option<Piece> {
        let from = self.at;
        if depth >= MAX_GROUPS {
            let message = format!("groups are nested more than {MAX_GROUPS} deep");
            self.fault("phrase/too-deep", from..from + 1, message, "put the inner ones into a vocabulary");
            self.at = self.text.len();
            return None;
        }
        let mut of = Vec::new();
        let (mut states, mut inner) = (0_usize, 0);
        let intact = self.faults.len();
        loop {
            self.at += 1;
            let alternative = self.sequence(depth + 1);
            states = states.saturating_add(alternative.states);
            inner = inner.max(alternative.depth);
            of.push(alternative.elements);
            match self.peek() {
                Some('|') => {}
                Some(_) => break self.at += 1,
                None if self.faults.len() > intact => return None,
                None => {
                    let help = "close it with `)`";
                    self.fault("phrase/unclosed-group", from..from + 1, "this group is not closed", help);
                    return None;
                }
            }
        }
        if self.broken || self.faults.len() > intact {
            return None;
        }
        if let [single] = of.as_mut_slice()
            && single.len() == 1
            && !matches!(single[0], Element::Optional(_))
        {
            return Some(Piece { elements: std::mem::take(single), states, depth: inner });
        }
        Some(Piece { elements: vec![Element::Choice { name: None, of: of.into() }], states, depth: inner + 1 })
    }

    /// `<name>`: an entity or a vocabulary.
    fn name(&mut self) -> Option<Piece> {
        let from = self.at;
        let rest = &self.rest()[1..];
        let len = rest.find(|c: char| c.is_whitespace() || "<>()|?*".contains(c)).unwrap_or(rest.len());
        let name = &rest[..len];
        self.at += 1 + len;
        if self.peek() != Some('>') {
            let at = from..self.at;
            self.fault(
                "phrase/unclosed-name",
                at,
                "`<` opens a name that no `>` closes",
                "a vocabulary is written `<name>`",
            );
            return None;
        }
        self.at += 1;
        let at = from..self.at;
        if let Some(entity) = Entity::from_name(name) {
            return Some(Piece { elements: vec![Element::Entity(entity)], states: 1, depth: 0 });
        }
        match self.names.find(name) {
            Found::Vocabulary(vocabulary) => {
                let choice =
                    Element::Choice { name: Some(vocabulary.name.clone()), of: std::sync::Arc::clone(&vocabulary.of) };
                Some(Piece { elements: vec![choice], states: vocabulary.states, depth: vocabulary.depth + 1 })
            }
            Found::Broken => {
                self.broken = true;
                None
            }
            Found::Unknown { help } => {
                let message = format!("no vocabulary is called `{name}`");
                self.fault("phrase/unknown-vocabulary", at, message, help);
                None
            }
        }
    }

    /// A run of characters up to white space or an operator: one word, or several as in `opt-out`.
    fn word(&mut self, out: &mut Sequence) -> Option<Piece> {
        let from = self.at;
        let rest = self.rest();
        let ends = |c: char| matches!(c, ' ' | '(' | ')' | '|' | '<' | '>' | '?' | '*') || c.is_whitespace();
        let token = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += token.len();
        let end = self.at;
        // nearly every token is one lower-case word, which folds to itself
        if token.bytes().all(|b| b.is_ascii_lowercase()) && !token.is_empty() && self.peek() != Some('*') {
            return Some(Piece { elements: vec![Element::Word(token.into())], states: 1, depth: 0 });
        }
        if let Some(dots) = token.find("...").filter(|&at| at > 0) {
            let help = "put a space before the gap: `word ...6 word`";
            self.fault("phrase/gap", from + dots..end, "a gap stands apart from the words around it", help);
            return None;
        }
        let prefix = self.peek() == Some('*');
        self.at += usize::from(prefix);
        let mut words = fold_token(token);
        let Some(last) = words.last() else {
            let help = if token == "…" || token == ".." {
                "a gap is written with three dots: `...`"
            } else {
                "punctuation is passed over in policies: remove it, or use `regex` for the characters themselves"
            };
            self.fault("phrase/no-word", from..end, format!("`{token}` holds no word"), help);
            return None;
        };
        if prefix {
            if last.chars().count() < MIN_PREFIX || token.ends_with(|c: char| !c.is_alphanumeric()) {
                let message = format!("`{token}*` has fewer than {MIN_PREFIX} letters before the `*`");
                let help = "spell the words out: `(do|does)`; a prefix so short matches nearly everything";
                self.fault("phrase/prefix-too-short", from..self.at, message, help);
                return None;
            }
        } else if ends_clause(token) {
            out.clause_end = out.clause_end.take().or(Some(from..end));
        }
        let tail = words.pop().map(|last| if prefix { Element::Prefix(last) } else { Element::Word(last) });
        let elements: Vec<Element> = words.into_iter().map(Element::Word).chain(tail).collect();
        Some(Piece { states: elements.len(), elements, depth: 0 })
    }
}

/// The words of a token, as the text floor folds them between spaces.
fn fold_token(token: &str) -> Vec<Box<str>> {
    if token.bytes().all(|b| b.is_ascii_lowercase()) {
        return vec![token.into()];
    }
    fold_words(&format!(" {token} "))
}

/// Whether a clause ends between `token` and a word after it.
fn ends_clause(token: &str) -> bool {
    if !token.contains(['.', ';', '!']) {
        return false;
    }
    let mut folded = Folded::default();
    folded.push(&format!("{token} x"), 0, Join::Apart);
    folded.words().len().checked_sub(1).is_some_and(|last| last > 0 && folded.breaks_before(last))
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::Vocabulary;
    use super::*;

    struct Fixture;

    impl Names for Fixture {
        fn find(&self, name: &str) -> Found {
            let erase = || Vocabulary {
                name: "erase".into(),
                of: [
                    vec![Element::Prefix("delet".into())],
                    vec![Element::Word("wipe".into()), Element::Word("out".into())],
                ]
                .into(),
                states: 3,
                depth: 0,
            };
            match name {
                "erase" | "common/erase" => Found::Vocabulary(erase()),
                "huge" => Found::Vocabulary(Vocabulary { states: MAX_STATES, ..erase() }),
                "broken" => Found::Broken,
                _ => Found::Unknown { help: "this pack has: erase".to_owned() },
            }
        }
    }

    /// Elements in a short notation: words bare, `delet*`, `[a|b c]`, `?`, `..6`, `<entity>`, `erase[...]`.
    fn shown(elements: &[Element]) -> String {
        let one = |element: &Element| match element {
            Element::Word(word) => word.to_string(),
            Element::Prefix(word) => format!("{word}*"),
            Element::Choice { name, of } => {
                let of: Vec<String> = of.iter().map(|elements| shown(elements)).collect();
                format!("{}[{}]", name.as_deref().unwrap_or_default(), of.join("|"))
            }
            Element::Optional(inner) => format!("{}?", shown(std::slice::from_ref(inner))),
            Element::Gap(words) => format!("..{words}"),
            Element::Entity(entity) => format!("<{}>", entity.as_str()),
        };
        elements.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn phrases_read() {
        let cases = [
            ("words", "Right to  Erasure", "right to erasure"),
            ("hyphens give two words", "opt-out", "opt out"),
            ("apostrophes stay", "don't sell", "don't sell"),
            ("possessives go", "consumer's data", "consumer data"),
            ("group", "(delete|erase the) data", "[delete|erase the] data"),
            ("nested groups", "(a (b|c)|d) e", "[a [b|c]|d] e"),
            ("optional word", "your? data", "your? data"),
            ("optional group", "the (right to)? erasure", "the [right to]? erasure"),
            ("optional name", "<erase>? data", "erase[delet*|wipe out]? data"),
            ("optional two words", "opt-out? now", "[opt out]? now"),
            ("prefix", "delet* data", "delet* data"),
            ("prefix of the last word", "e-mail* x", "e mail* x"),
            ("gaps", "a ... b ...8 c", "a ..6 b ..8 c"),
            ("gap after an optional word", "we may? ... delete", "we may? ..6 delete"),
            ("entities", "within <duration>", "within <duration>"),
            ("entity alone", "<email>", "<email>"),
            ("vocabulary", "we <erase> it", "we erase[delet*|wipe out] it"),
            ("vocabulary of another pack", "<common/erase>", "erase[delet*|wipe out]"),
            ("commas are passed over", "sell, rent (or share), data", "sell rent [or share] data"),
            ("ampersand", "terms & conditions", "terms and conditions"),
            ("abbreviation", "Art. 6 GDPR", "art 6 gdpr"),
            ("a single group is no choice", "(data) here", "data here"),
            ("scalars stay text", "no", "no"),
        ];
        for (name, text, expected) in cases {
            let parsed = parse(text, &Fixture).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
            assert_eq!(shown(&parsed.elements), expected, "{name}");
        }
    }

    #[test]
    fn faults_have_a_code_and_a_place() {
        let deep = format!("{}a{}", "(".repeat(40), ")".repeat(40));
        let deep_at = "(";
        let long = "a ".repeat(401);
        let cases = [
            ("unknown vocabulary", "a <earse> b", &[("phrase/unknown-vocabulary", "<earse>")][..]),
            ("both unknown", "<a> <b>", &[("phrase/unknown-vocabulary", "<a>"), ("phrase/unknown-vocabulary", "<b>")]),
            ("empty", "  ", &[("phrase/empty", "  ")]),
            ("only punctuation", "--", &[("phrase/no-word", "--")]),
            ("loose dash", "a - b", &[("phrase/no-word", "-")]),
            ("empty alternative", "(a|) b", &[("phrase/empty-alternative", "|")]),
            ("empty group", "a ()", &[("phrase/empty-alternative", "(")]),
            ("bar outside", "a | b", &[("phrase/alternation-outside-group", "|")]),
            ("unclosed", "a (b c", &[("phrase/unclosed-group", "(")]),
            ("unopened", "a b) c", &[("phrase/unopened-group", ")")]),
            ("unclosed name", "a <erase b", &[("phrase/unclosed-name", "<erase")]),
            ("stray name end", "a erase> b", &[("phrase/stray-operator", ">")]),
            ("stray question mark", "a ?", &[("phrase/stray-operator", "?")]),
            ("stray star", "* a", &[("phrase/stray-operator", "*")]),
            ("all optional", "your? data?", &[("phrase/matches-nothing", "your? data?")]),
            ("nullable alternative", "(a? b?|c) d", &[("phrase/matches-nothing", "a? b?")]),
            ("short prefix", "do* it", &[("phrase/prefix-too-short", "do*")]),
            ("first gap", "... a", &[("phrase/gap", "...")]),
            ("last gap", "a ...4", &[("phrase/gap", "...4")]),
            ("gap after optional only", "a? ... b", &[("phrase/gap", "...")]),
            ("gap before optional only", "b ...3 a?", &[("phrase/gap", "...3")]),
            ("gap at the edge of an alternative", "a (... b|c)", &[("phrase/gap", "...")]),
            ("two gaps", "a ... ...3 b", &[("phrase/gap", "...3")]),
            ("wide gap", "a ...51 b", &[("phrase/gap", "...51")]),
            ("no gap", "a ...0 b", &[("phrase/gap", "...0")]),
            ("gap with letters", "a ...x b", &[("phrase/gap", "...x")]),
            ("gap stuck to a word", "a... b", &[("phrase/gap", "...")]),
            ("ending in brackets", "user(s) data", &[("phrase/glued", "user(")]),
            ("clause end inside", "we stop; you go", &[("phrase/clause-end", "stop;")]),
            ("too many states", "<huge> <huge>", &[("phrase/too-many-states", "<huge> <huge>")]),
            ("too deep", &deep, &[("phrase/too-deep", deep_at)]),
            ("too long", &long, &[("phrase/too-long", "a ")]),
            ("a broken vocabulary is told elsewhere", "a <broken>", &[]),
        ];
        for (name, text, expected) in cases {
            let faults = parse(text, &Fixture).expect_err(name);
            let found: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.code, &text[fault.at.clone()])).collect();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic() {
        let pieces =
            ["(", ")", "|", "<", ">", "?", "*", "...", "...9", " ", "a", "ä", "<erase>", "U.S.", ";", "-", "&", "…"];
        let mut state = 7_u32;
        for _ in 0..20_000 {
            let text: String = (0..12)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    pieces[(state >> 16) as usize % pieces.len()]
                })
                .collect();
            if let Err(faults) = parse(&text, &Fixture) {
                assert!(faults.iter().all(|fault| text.get(fault.at.clone()).is_some()), "{text}: {faults:?}");
                assert!(!faults.is_empty(), "{text}");
            }
        }
    }
}
