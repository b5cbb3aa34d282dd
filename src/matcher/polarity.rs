//! Does a sentence affirm or deny what a phrase says?
//!
//! A *cue* ("not", "never", "without" ...) denies what stands in its scope: after it, in its clause, near it. What
//! only looks like a cue ("not only", "no later than", "Do Not Track") is passed over. The lists are closed and short:
//! negation is a small part of the language, and a table can be read and tested where a model cannot.

use std::ops::Range;

use super::program::Window;
use super::view::UnitView;

/// What a sentence does with what a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// It says so.
    Affirmed,
    /// It says that it is not so.
    Denied,
    /// It denies it but for an exception: "not ... without your consent".
    Conditional,
    /// It asks.
    Question,
}

/// The most words between a cue and what it denies.
const REACH: u32 = 12;
/// The same for "without", which denies what follows at once.
const REACH_OF_WITHOUT: u32 = 5;

/// A cue of a unit and the words that it denies.
#[derive(Clone, Debug)]
struct Cue {
    words: Range<u32>,
    /// The words in its scope.
    scope: Range<u32>,
    /// False for what shuts out a thing but says nothing against the rest ("without").
    may_be_conditional: bool,
    /// The first word that it leaves alone: a lead-in that says "and with nobody else:" affirms its items.
    spares_from: u32,
}

/// The cues of one unit.
#[derive(Debug)]
pub(crate) struct Cues {
    cues: Vec<Cue>,
    question: bool,
}

impl Cues {
    /// The cues of the unit and what each denies.
    pub(crate) fn new(view: &UnitView<'_>) -> Self {
        let reader = Reader { view };
        let own = view.own_start();
        // only an item's first sentence inherits what its lead-in denies
        let first = if view.unit.first { view.words.start } else { own };
        let cues = (first..view.words.end).filter_map(|at| reader.cue(at)).collect();
        Self { cues, question: view.unit.question }
    }

    /// The polarity of the match at `window`.
    pub(crate) fn polarity(&self, window: &Window, view: &UnitView<'_>) -> Polarity {
        if self.question {
            return Polarity::Question;
        }
        let spells =
            |cue: &Cue| window.spelled.iter().any(|words| words.start < cue.words.end && cue.words.start < words.end);
        let denies = |cue: &&Cue| {
            // what the cue stands before, be it the whole phrase or what the phrase spells after a gap
            let next = window.spelled.iter().map(|words| words.start).find(|&start| start >= cue.words.end);
            !spells(cue) && window.words.end <= cue.spares_from && next.is_some_and(|next| cue.scope.contains(&next))
        };
        let last = self.cues.iter().rfind(denies);
        if last.is_none() && !(Reader { view }).denied_after(window.words.end) {
            return Polarity::Affirmed;
        }
        if last.is_some_and(|cue| cue.may_be_conditional && (Reader { view }).excepts_after(cue.words.end)) {
            return Polarity::Conditional;
        }
        Polarity::Denied
    }
}

struct Reader<'a> {
    view: &'a UnitView<'a>,
}

impl Reader<'_> {
    /// The key of word `at`; empty past the unit's ends.
    fn key(&self, at: u32) -> &str {
        if self.view.words.contains(&at) { self.view.folded().key(at as usize) } else { "" }
    }

    fn keys(&self, from: u32, want: &[&str]) -> bool {
        (from..).zip(want).all(|(at, want)| self.key(at) == *want)
    }

    /// Whether word `at` is written with a capital.
    fn capital(&self, at: u32) -> bool {
        let word = self.view.folded().words()[at as usize].plain;
        self.view.folded().plain()[word.range()].starts_with(|c: char| c.is_uppercase())
    }

    /// The plain text between words `at` and `at + 1`.
    fn between(&self, at: u32) -> &str {
        let words = self.view.folded().words();
        let end = words.get(at as usize + 1).map_or(self.view.unit.plain.end, |next| next.plain.start);
        let start = words[at as usize].plain.end.min(end);
        &self.view.folded().plain()[start as usize..end as usize]
    }

    /// The cue that begins at word `at`.
    fn cue(&self, at: u32) -> Option<Cue> {
        let next = |n: u32| self.key(at + n);
        let (len, reach) = match self.key(at) {
            "not" | "never" | "cannot" => (1, REACH),
            "no" | "none" | "neither" | "nor" | "nobody" => (1, REACH),
            "without" => (1, REACH_OF_WITHOUT),
            "unable" | "refuse" | "refuses" | "refused" | "decline" | "declines" | "unwilling" if next(1) == "to" => {
                (2, REACH)
            }
            "prohibited" | "prohibits" | "prohibit" | "forbidden" | "forbids" if next(1) == "from" => (2, REACH),
            "refrain" | "refrains" | "prevented" if next(1) == "from" => (2, REACH),
            "rather" if next(1) == "than" => (2, REACH_OF_WITHOUT),
            "instead" if next(1) == "of" => (2, REACH_OF_WITHOUT),
            word if word.ends_with("n't") => (1, REACH),
            _ => return None,
        };
        if self.only_looks_so(at) {
            return None;
        }
        let end = at + len;
        let scope = end..self.scope_end(at, end, reach);
        let own = self.view.own_start();
        let spares = at < own && (self.names_exceptions(end, own) || self.in_subordinate(at));
        let spares_from = if spares { own } else { u32::MAX };
        Some(Cue { words: at..end, scope, may_be_conditional: self.key(at) != "without", spares_from })
    }

    /// Whether a lead-in's words `from..end` announce what it does not deny: "with nobody else:", "except the following:".
    fn names_exceptions(&self, from: u32, end: u32) -> bool {
        (from..end).any(|at| {
            matches!(
                self.key(at),
                "else" | "others" | "except" | "exception" | "exceptions" | "unless" | "outside" | "beyond"
            ) || self.keys(at, &["other", "than"])
                || self.keys(at, &["apart", "from"])
                || self.keys(at, &["aside", "from"])
        })
    }

    /// Whether the cue word at `at` denies nothing.
    fn only_looks_so(&self, at: u32) -> bool {
        let (before, word, next, second) =
            (self.key(at.wrapping_sub(1)), self.key(at), self.key(at + 1), self.key(at + 2));
        match word {
            "no" => match next {
                "later" | "more" | "less" | "matter" | "charge" | "cost" | "fee" | "additional" | "extra"
                | "earlier" | "doubt" => true,
                // "once no longer needed" says when, not that it is not so
                "longer" => matches!(
                    second,
                    "than" | "needed" | "necessary" | "required" | "relevant" | "used" | "useful" | "active"
                ),
                _ => false,
            },
            "without" => {
                // "without undue delay"; consent is the exception of another denial, not a denial
                let meant = if matches!(next, "any" | "undue" | "prior" | "further" | "additional" | "unreasonable") {
                    second
                } else {
                    next
                };
                matches!(
                    meant,
                    "delay"
                        | "undue"
                        | "limitation"
                        | "limitations"
                        | "notice"
                        | "charge"
                        | "cost"
                        | "costs"
                        | "fee"
                        | "affecting"
                        | "prejudice"
                        | "having"
                        | "giving"
                        | "penalty"
                        | "restriction"
                        | "hindrance"
                        | "discrimination"
                        | "retaliation"
                        | "regard"
                ) || self.consent_after(at)
                    || (before == "or" && self.key(at.wrapping_sub(2)) == "with")
            }
            "not" | "never" => {
                let named = word == "not"
                    && before == "do"
                    && self.capital(at)
                    && at + 1 < self.view.words.end
                    && self.capital(at + 1);
                let signal = word == "not"
                    && matches!(next, "track")
                    && (self.key(at + 2).starts_with("signal")
                        || matches!(
                            self.key(at + 2),
                            "request"
                                | "requests"
                                | "setting"
                                | "settings"
                                | "header"
                                | "headers"
                                | "feature"
                                | "features"
                                | "mechanism"
                                | "mechanisms"
                                | "preference"
                                | "preferences"
                        )
                        || self.between(at) == "-");
                let link =
                    word == "not" && next == "sell" && (second == "my" || self.keys(at + 2, &["or", "share", "my"]));
                named
                    || signal
                    || link
                    || matches!(
                        next,
                        "only"
                            | "limited"
                            | "affiliated"
                            | "related"
                            | "associated"
                            | "owned"
                            | "covered"
                            | "described"
                            | "listed"
                            | "just"
                            | "merely"
                            | "hesitate"
                            | "obliged"
                            | "obligated"
                            | "discriminate"
                            | "retaliate"
                            | "penalize"
                            | "penalise"
                            | "exceed"
                            | "less"
                            | "forget"
                            | "later"
                            | "longer"
                            | "necessarily"
                    )
                    || (next == "more" && second == "than")
                    || (next == "to"
                        && matches!(
                            before,
                            "right" | "choose" | "chooses" | "option" | "decide" | "choice" | "prefer" | "elect"
                        )
                        && self.right_not_to(at))
                    || (before == "to" && self.key(at.wrapping_sub(2)) == "right")
                    || (before == "or" && self.key(at.wrapping_sub(2)) == "whether")
                    || before == "whether"
                    || (before == "or" && self.ends_clause_after(at))
                    || (before == "if" && self.ends_clause_after(at))
                    || (next == "be"
                        && matches!(second, "discriminated" | "penalized" | "penalised" | "retaliated" | "limited"))
                    || (next == "required" && second == "to")
                    || (next == "have" && second == "to")
                    || (next == "need" && second == "to")
                    || next == "deny"
            }
            "cannot" => matches!(next, "guarantee" | "ensure" | "promise" | "warrant"),
            "don't" | "doesn't" | "won't" | "shouldn't" => {
                matches!(next, "hesitate" | "forget" | "discriminate" | "retaliate" | "penalize" | "penalise" | "deny")
                    || (next == "have" && second == "to")
                    || (next == "need" && second == "to")
            }
            _ => false,
        }
    }

    /// "the right not to be subject to" denies no right; "we choose not to sell" does deny the sale.
    fn right_not_to(&self, at: u32) -> bool {
        matches!(self.key(at.wrapping_sub(1)), "right" | "option" | "choice")
            || self.key(at.wrapping_sub(2)) == "you"
            || self.key(at.wrapping_sub(3)) == "you"
    }

    fn ends_clause_after(&self, at: u32) -> bool {
        at + 1 >= self.view.words.end || self.between(at).contains([',', '.', ';', ')'])
    }

    /// "without your consent" and the like from word `at` on.
    fn consent_after(&self, at: u32) -> bool {
        self.key(at) == "without"
            && (at + 1..at + 6).any(|near| {
                matches!(
                    self.key(near),
                    "consent"
                        | "permission"
                        | "authorization"
                        | "authorisation"
                        | "approval"
                        | "agreement"
                        | "knowledge"
                        | "opt"
                )
            })
    }

    /// Where the scope of the cue at `at` ends, which itself ends at `end`.
    fn scope_end(&self, at: u32, end: u32, reach: u32) -> u32 {
        let folded = self.view.folded();
        let own = self.view.own_start();
        let clause = folded.words()[at as usize].clause;
        let ends_at_comma = self.key(at) == "without" || self.in_subordinate(at);
        let mut last = end;
        for word in end..self.view.words.end {
            // what a lead-in denies it denies of the item's beginning: its reach is counted anew from there
            let from = if at < own && word >= own { own } else { end };
            let here = &folded.words()[word as usize];
            if word - from >= reach || here.clause != clause || (word > end && self.resets(word)) {
                break;
            }
            last = word + 1;
            if ends_at_comma && self.between(word).contains(',') {
                break;
            }
        }
        last
    }

    /// Whether the cue stands in an if-clause or a relative clause: what it denies there ends with the clause's comma.
    fn in_subordinate(&self, at: u32) -> bool {
        let folded = self.view.folded();
        let clause = folded.words()[at as usize].clause;
        (at.saturating_sub(6).max(self.view.words.start)..at)
            .rev()
            .take_while(|&word| folded.words()[word as usize].clause == clause && !self.between(word).contains(','))
            .any(|word| match self.key(word) {
                "if" | "when" | "where" | "whether" | "should" | "until" | "once" => true,
                "that" | "which" | "who" => at - word <= 3,
                _ => false,
            })
    }

    /// Whether a new statement begins at word `at`.
    fn resets(&self, at: u32) -> bool {
        let next = self.key(at + 1);
        match self.key(at) {
            "because" | "therefore" | "whereas" | "while" | "please" | "instead" | "so" | "only" => true,
            "you" => matches!(next, "may" | "can" | "have" | "could" | "are"),
            "we" => matches!(
                next,
                "may"
                    | "will"
                    | "use"
                    | "share"
                    | "collect"
                    | "disclose"
                    | "process"
                    | "do"
                    | "retain"
                    | "keep"
                    | "store"
            ),
            "and" => matches!(next, "we" | "you" | "they" | "will" | "may" | "our"),
            _ => false,
        }
    }

    /// Whether an exception follows in the unit: unless, except, other than, without your consent.
    fn excepts_after(&self, from: u32) -> bool {
        (from..self.view.words.end).any(|at| {
            matches!(self.key(at), "unless" | "except" | "excepting")
                || self.keys(at, &["other", "than"])
                || self.keys(at, &["apart", "from"])
                || self.keys(at, &["aside", "from"])
                || self.keys(at, &["with", "the", "exception"])
                || self.consent_after(at)
        })
    }

    /// Whether what ends before word `from` is denied right after: "is prohibited", "is not possible".
    fn denied_after(&self, from: u32) -> bool {
        let Some(last) = from.checked_sub(1).filter(|last| self.view.words.contains(last)) else { return false };
        let clause = self.view.folded().words()[last as usize].clause;
        (from..(from + 4).min(self.view.words.end))
            .take_while(|&at| {
                self.view.folded().words()[at as usize].clause == clause && !self.between(at - 1).contains(',')
            })
            .any(|at| {
                let is = matches!(self.key(at), "is" | "are");
                is && (matches!(self.key(at + 1), "prohibited" | "forbidden" | "impossible" | "unavailable")
                    || (self.key(at + 1) == "not"
                        && matches!(
                            self.key(at + 2),
                            "possible" | "permitted" | "allowed" | "available" | "offered" | "provided" | "supported"
                        )))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::Polarity::{self, Affirmed, Conditional, Denied, Question};
    use crate::document::Document;
    use crate::matcher::{Hit, LeafId, Matcher};
    use crate::pack::Pack;

    /// The polarities of all matches of `phrase` in `text`.
    fn polarities(phrase: &str, text: &str) -> Vec<Polarity> {
        let yaml = format!(
            "lacuna: 1\npack: p\nversion: 1.0.0\ntitle: P\nlanguage: en\nrequirements:\n  - id: r\n    title: R\n    met:\n      - {{phrase: \"{phrase}\", polarity: any}}\n"
        );
        let pack = Pack::parse("p.yaml", &yaml).expect("the test's pack is valid");
        let matcher = Matcher::new(vec![pack]);
        let document = Document::parse(text.to_owned(), Some("md"));
        let hits = matcher.scan(&document);
        hits.of(LeafId(0)).iter().filter(|hit| hit.own).map(Hit::polarity).collect()
    }

    #[test]
    fn sentences_affirm_and_deny() {
        let cases: &[(&str, &str, &[Polarity])] = &[
            ("sell ...4 data", "We sell your data.", &[Affirmed]),
            ("sell ...4 data", "We do not sell your data.", &[Denied]),
            ("sell ...4 data", "We don’t sell your data.", &[Denied]),
            ("sell ...4 data", "We never sell your data.", &[Denied]),
            ("sell ...4 data", "We will not, under any circumstances, sell your data.", &[Denied]),
            ("sell ...4 data", "We do not rent, trade, lease or sell your data.", &[Denied]),
            ("sell ...4 data", "We sell none of your data.", &[Denied]),
            ("we collect ...4 data", "We collect no health data.", &[Denied]),
            ("sell ...4 data", "We do not share but sell your data.", &[Affirmed]),
            ("sell ...4 data", "We do not only sell your data.", &[Affirmed]),
            ("sell ...4 data", "We are unable to sell your data.", &[Denied]),
            ("sell ...4 data", "We serve you without selling anything, and sell your data.", &[Affirmed]),
            ("sharing ...4 data", "We can help you without sharing your data.", &[Denied]),
            ("delete ...4 data", "We delete your data without undue delay.", &[Affirmed]),
            ("delete ...4 data", "Without limitation, we delete your data.", &[Affirmed]),
            ("share ...4 data", "We do not share your data without your consent.", &[Conditional]),
            ("share ...4 data", "We do not share your data unless you ask us to.", &[Conditional]),
            ("share ...4 data", "We will not share your data with anybody other than our processors.", &[Conditional]),
            ("share ...4 data", "We will not share your data except as described here.", &[Conditional]),
            ("share ...4 data", "We share your data except for your e-mail address.", &[Affirmed]),
            ("share ...4 data", "We will not share your data without your prior written permission.", &[Conditional]),
            ("delete ...4 data", "If you do not agree, you may ask us to delete your data.", &[Affirmed]),
            ("delete ...4 data", "If you do not want an account you may delete your data.", &[Affirmed]),
            ("delete ...4 data", "Do not hesitate to ask us to delete your data.", &[Affirmed]),
            ("keep ...4 data", "We keep your data no longer than needed.", &[Affirmed]),
            ("keep ...4 data", "We no longer keep your data.", &[Denied]),
            ("delete ...4 data", "We delete your data no later than 30 days after your request.", &[Affirmed]),
            (
                "collect ...4 data",
                "We collect data including but not limited to your name; other data we keep.",
                &[Affirmed],
            ),
            ("right to delete", "We will not discriminate against you for using your right to delete.", &[Affirmed]),
            ("right not to be subject to", "You have the right not to be subject to such decisions.", &[Affirmed]),
            (
                "subject to ...3 decision",
                "You have the right not to be subject to a decision made by machines.",
                &[Affirmed],
            ),
            ("provide ...3 data", "You are not obliged to provide your data.", &[Affirmed]),
            ("respond to ...4 signals", "We do not respond to Do Not Track signals.", &[Denied]),
            ("respond to ...4 signals", "We respond to Do Not Track signals.", &[Affirmed]),
            ("track signals", "Our site honors do not track signals.", &[Affirmed]),
            ("sell my personal information", "Click \\\"Do Not Sell My Personal Information\\\" below.", &[Affirmed]),
            ("delete ...4 data", "Can I delete my own data?", &[Question]),
            ("delete ...4 data", "Whether or not you have an account, we delete your data.", &[Affirmed]),
            ("delete ...4 data", "You cannot delete your data once the order has shipped.", &[Denied]),
            ("delete ...4 data", "We may not be able to delete your data.", &[Denied]),
            ("transfer ...4 data", "Neither we nor our partners transfer your data.", &[Denied]),
            ("deletion of ...4 data", "Deletion of your data is not possible.", &[Denied]),
            ("deletion of ...4 data", "Deletion of your data is free, and reuse is not possible.", &[Affirmed]),
            ("share ...4 data", "We do not want secrets because we share your data.", &[Affirmed]),
            ("sell ...6 data", "We have not sold and do not sell to anyone your data.", &[Denied]),
            ("sell ...4 data", "We are prohibited from selling it and do not sell the data.", &[Denied]),
            ("access ...4 data", "There is no charge to access your data.", &[Affirmed]),
            ("delete ...4 data", "You do not have to log in to delete your data.", &[Affirmed]),
            ("secure ...4 data", "We cannot guarantee that we secure your data.", &[Affirmed]),
            (
                "disclose ...8 advertisers",
                "We may disclose data (with or without payment) to advertisers.",
                &[Affirmed],
            ),
            (
                "share ...12 marketing",
                "We share data with firms not affiliated with us for their marketing.",
                &[Affirmed],
            ),
            (
                "(once|when) ...14 (no longer|needed) ...12 erased",
                "Once the data are no longer needed, they are erased.",
                &[Affirmed],
            ),
            (
                "withdraw ...2 consent",
                "The right to not provide, or, where applicable, withdraw your consent.",
                &[Affirmed],
            ),
            ("without selling ...2 data", "We earn money without selling your data.", &[Affirmed]),
        ];
        for (phrase, text, want) in cases {
            let text = text.replace("\\\"", "\"");
            assert_eq!(polarities(phrase, &text), *want, "`{phrase}` in {text:?}");
        }
    }

    #[test]
    fn a_lead_in_denies_its_items_and_only_their_first_sentences() {
        let cases: &[(&str, &str, &[Polarity])] = &[
            ("sell ...4 data", "We will never:\n\n- sell your data\n- rent it\n", &[Denied]),
            ("sell ...4 data", "We may:\n\n- sell your data\n", &[Affirmed]),
            ("sell ...4 data", "We do not do any of this:\n\n- Rent. We sell your data.\n", &[Affirmed]),
            (
                "share ...8 bank",
                "We share your data with the following recipients, and with nobody else:\n\n- our bank\n",
                &[Affirmed],
            ),
            (
                "share ...8 bank",
                "We share your data only with these, and never with others:\n\n- our bank\n",
                &[Affirmed],
            ),
            (
                "share ...8 bank",
                "We share your data with nobody outside the society, with these exceptions:\n\n- our bank\n",
                &[Affirmed],
            ),
            (
                "share ...8 marketing",
                "We share data that doesn't name you, for example:\n\n- for marketing\n",
                &[Affirmed],
            ),
            ("share ...8 bank", "We do not share your data with any of these:\n\n- our bank\n", &[Denied]),
            ("share ...4 data", "If you do not agree, we may:\n\n- share your data\n", &[Affirmed]),
        ];
        for (phrase, text, want) in cases {
            assert_eq!(polarities(phrase, text), *want, "`{phrase}` in {text:?}");
        }
    }
}
