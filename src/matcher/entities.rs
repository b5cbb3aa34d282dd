//! The entities that phrases name: durations, dates, addresses of all kinds, and their values.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::view::UnitView;
use crate::pack::Entity;

/// How many kinds of entity there are.
pub(crate) const KINDS: usize = 8;

/// An entity in a unit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// Its words in the layout.
    pub(crate) words: Range<u32>,
    /// As written, in plain form; for a link its target.
    pub(crate) text: String,
}

/// The entities of `kind` in the unit, in text order; for links the targets as well as the words.
pub(crate) fn find(kind: Entity, view: &UnitView<'_>) -> Vec<Found> {
    let plain = view.plain();
    let mut all: Vec<Found> = Vec::new();
    // part by part: no name begins in a table's header and ends in the cell
    for part in view.part_ranges() {
        let (start, text) = (part.start, &plain[part]);
        if !worth_a_search(kind, text) {
            continue;
        }
        for found in places(kind, text) {
            let words = view.words_at(start + found.start..start + found.end);
            if !words.is_empty() {
                all.push(Found { words, text: text[found].to_owned() });
            }
        }
    }
    for link in view.document.layout().links_in(&view.words) {
        if let Some(text) = target(kind, &link.target) {
            all.push(Found { words: link.words.clone(), text: text.to_owned() });
        }
    }
    all.sort_by_key(|found| (found.words.start, found.words.end));
    all.dedup_by(|b, a| a.words == b.words);
    all
}

/// The bytes of `text` at which entities of `kind` stand.
fn places(kind: Entity, text: &str) -> Vec<Range<usize>> {
    let found = regex(kind).find_iter(text).map(|found| found.range());
    let mut places: Vec<Range<usize>> = match kind {
        Entity::Organization => found.map(|form| name_before(text, form.start)..form.end).collect(),
        _ => found.collect(),
    };
    // "Example Company Ltd" has two legal forms and is one name
    places.dedup_by(|b, a| {
        let overlaps = b.start < a.end;
        a.end = if overlaps { a.end.max(b.end) } else { a.end };
        overlaps
    });
    places.retain(|place| accepts(kind, &text[place.clone()]));
    if kind == Entity::Url {
        // the domain of a mailbox is no page, in whatever way its "@" is written
        places.retain(|place| {
            let before = text[..place.start].trim_end().to_ascii_lowercase();
            !["@", "[at]", "(at)", "[ at ]", "( at )"].iter().any(|at| before.ends_with(at))
        });
    }
    places
}

/// Where the name begins that ends with the legal form at `form`: up to seven words with capitals before it.
fn name_before(text: &str, form: usize) -> usize {
    let mut start = form;
    let mut rest = text[..form].trim_end_matches([' ', ',']);
    for _ in 0..7 {
        let word = &rest[rest.rfind(' ').map_or(0, |space| space + 1)..];
        let joins = matches!(word, "of" | "and" | "the" | "de" | "für" | "&");
        let named =
            word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !word.ends_with([',', '.', ':', ';']);
        let at = rest.len() - word.len();
        if named {
            start = at;
        } else if !joins {
            break;
        }
        rest = text[..at].trim_end_matches(' ');
        if rest.is_empty() || rest.len() == at {
            break;
        }
    }
    start
}

/// A cheap necessary test before the regex.
fn worth_a_search(kind: Entity, plain: &str) -> bool {
    let has_digit = || plain.bytes().any(|byte| byte.is_ascii_digit());
    match kind {
        Entity::Email => plain.contains(['@', '[', '(']),
        Entity::Url => plain.contains('.'),
        Entity::Phone | Entity::Date | Entity::Address => has_digit(),
        Entity::Duration => {
            const UNITS: [&[u8]; 8] = [b"day", b"month", b"year", b"week", b"hour", b"minute", b"quarter", b"decade"];
            let starts = |rest: &[u8]| {
                UNITS.iter().any(|unit| rest.get(..unit.len()).is_some_and(|head| head.eq_ignore_ascii_case(unit)))
            };
            (0..plain.len()).any(|at| starts(&plain.as_bytes()[at..]))
        }
        Entity::Number | Entity::Organization => true,
    }
}

/// What a link's target says, where it is an entity of `kind`.
fn target(kind: Entity, target: &str) -> Option<&str> {
    let after = |scheme: &str| {
        target.get(..scheme.len()).filter(|head| head.eq_ignore_ascii_case(scheme)).map(|_| &target[scheme.len()..])
    };
    match kind {
        Entity::Email => after("mailto:").map(|rest| rest.split('?').next().unwrap_or(rest)),
        Entity::Phone => after("tel:"),
        Entity::Url => {
            (!target.starts_with('#') && after("mailto:").is_none() && after("tel:").is_none() && !target.is_empty())
                .then_some(target)
        }
        _ => None,
    }
}

const COUNT_WORDS: &str = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](?:one|two|three|four|five|six|seven|eight|nine)\
|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen\
|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred";

const MONTHS: &str = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

fn regex(kind: Entity) -> &'static Regex {
    static DURATION: LazyLock<Regex> = LazyLock::new(|| {
        build(&format!(
            r"(?i-u)\b(?:(?:\d+(?:[.,]\d+)?|an?|{COUNT_WORDS})(?: ?\( ?\d+ ?\))?(?: ?(?:-|to|or) ?(?:\d+|{COUNT_WORDS})(?: ?\( ?\d+ ?\))?)?)[ -]?(?:(?:full|calendar|consecutive|business|working|additional|further|more)[ -])?(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?|decades?)\b"
        ))
    });
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        build(&format!(
            r"(?i-u)\b(?:\d{{4}}-\d\d?-\d\d?|\d\d?[./-]\d\d?[./-](?:\d{{4}}|\d\d)|\d\d?(?:st|nd|rd|th)?(?: of)? {MONTHS}\.?,? (?:19|20)\d\d|{MONTHS}\.? \d\d?(?:st|nd|rd|th)?,? ?(?:19|20)\d\d|{MONTHS}\.?,? (?:19|20)\d\d)\b"
        ))
    });
    static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
        build(
            r"(?i-u)\b[a-z0-9._%+-]+ ?(?:@|\[ ?at ?\]|\( ?at ?\)) ?[a-z0-9-]+(?:(?:\.| ?\[ ?dot ?\] ?| ?\( ?dot ?\) ?)[a-z0-9-]+)+\b",
        )
    });
    static URL: LazyLock<Regex> = LazyLock::new(|| {
        build(
            r#"(?i)(?-u:\b)(?:https?://[^\s<>"')\]]+|www\.[^\s<>"')\]]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|eu|uk|de|fr|ch|at|nl|info|gov|edu|app|dev|co|us|ca|au)(?:/[^\s<>"')\]]*)?)"#,
        )
    });
    static PHONE: LazyLock<Regex> = LazyLock::new(|| {
        build(
            r"(?i-u)(?:\+\d[\d ().-]{6,18}\d|\b1[ .-]8\d\d[ .-][a-z0-9-]{6,10}\b|\(?\b\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}\b|\b0\d{2,5}[ /-]\d{3,}(?:[ -]?\d{2,})*\b|\b8(?:00|33|44|55|66|77|88)[ .-][a-z0-9]{3,7}(?:[ .-][a-z0-9]{3,5})?\b)",
        )
    });
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| build(&format!(r"(?i-u)\b(?:\d+(?:[.,]\d+)*|{COUNT_WORDS})\b")));
    static LEGAL_FORM: LazyLock<Regex> = LazyLock::new(|| {
        build(
            r"(?-u)\b(?:Inc|INC|LLC|L\.L\.C|Ltd|LTD|Limited|LIMITED|GmbH|gGmbH|AG|SE|KG|UG|e\.V|S\.A|SA|SAS|S\.A\.S|SARL|B\.V|BV|N\.V|NV|Corp|CORP|Corporation|Company|Co|PLC|plc|Plc|LLP|LP|L\.P|Oy|OY|Oyj|AB|AS|A/S|ApS|S\.r\.l|S\.R\.L|Srl|S\.p\.A|SpA|S\.L|S\.L\.U|SL|Lda|Kft|d\.o\.o|Pty|Pte|Foundation|Association|Stiftung|Trust)\b",
        )
    });
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        build(
            r"(?-u)\b(?:\d{1,6}[A-Za-z]?,? (?:[NSEW]\.? )?(?:[A-Z0-9][A-Za-z0-9.'-]* ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Way|Court|Ct|Place|Pl|Square|Sq|Parkway|Pkwy|Highway|Hwy|Circle|Terrace|Quay|Row|Walk|Wharf|Plaza|Crescent|Close)\b|P\.? ?O\.? Box \d+|[A-Z][a-z]+(?:stra(?:ss|ß)e|str\.|weg|platz|allee|gasse|straat|laan|gatan|gata|vej|katu) \d+|[A-Z][A-Za-z.]+,? (?:[A-Z]{2}|[A-Z][a-z]+),? \d{5}(?:-\d{4})?\b|[A-Z]{1,2}\d[A-Z0-9]? \d[A-Z]{2}\b|(?:rue|avenue|boulevard|via|calle|piazza) [A-Za-z' -]{3,40},? \d+|\d+,? (?:bis )?(?:rue|avenue|boulevard|quai|place d(?:e|u|es)) )",
        )
    });
    match kind {
        Entity::Duration => &DURATION,
        Entity::Date => &DATE,
        Entity::Email => &EMAIL,
        Entity::Url => &URL,
        Entity::Phone => &PHONE,
        Entity::Number => &NUMBER,
        Entity::Organization => &LEGAL_FORM,
        Entity::Address => &ADDRESS,
    }
}

fn build(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the built-in patterns are tested")
}

/// What the regex alone cannot say.
fn accepts(kind: Entity, text: &str) -> bool {
    match kind {
        Entity::Phone => (7..=15).contains(&text.bytes().filter(u8::is_ascii_alphanumeric).count()),
        Entity::Organization => is_a_name(text),
        _ => true,
    }
}

/// Whether what ends like a company's name is one: not "Our Company", nor "EXCEPT AS" amid capitals.
fn is_a_name(text: &str) -> bool {
    const GENERIC: [&str; 22] = [
        "a", "an", "another", "any", "and", "each", "every", "group", "holding", "new", "no", "of", "other", "our",
        "parent", "such", "that", "the", "their", "this", "we", "your",
    ];
    let mut words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let form = words.pop().unwrap_or_default();
    let named = words.iter().any(|word| !GENERIC.contains(&word.to_ascii_lowercase().as_str()));
    let in_capitals = words.iter().all(|word| word.chars().all(|c| !c.is_lowercase()));
    let ambiguous =
        matches!(form, "AS" | "SE" | "AG" | "SA" | "AB" | "CO" | "Co" | "LP" | "KG" | "UG" | "Trust" | "Association");
    named
        && !(in_capitals && ambiguous && (words.len() > 1 || form == "AS"))
        && words.last().is_some_and(|last| {
            !matches!(
                last.to_ascii_lowercase().as_str(),
                "the" | "our" | "this" | "a" | "another" | "your" | "any" | "such"
            )
        })
}

/// The value of an entity as a number: days for a duration (a month has 30, a year 365), else the number itself.
///
/// Of a range ("12 to 24 months") the upper end. `None` for kinds without a number.
pub(crate) fn number(kind: Entity, text: &str) -> Option<f64> {
    match kind {
        Entity::Duration => Some(amount(text)? * unit_of(text)?.days),
        Entity::Number => amount(text),
        _ => None,
    }
}

/// The value in ISO 8601, for durations and dates that have such a form.
pub(crate) fn iso(kind: Entity, text: &str) -> Option<String> {
    match kind {
        Entity::Duration => {
            let unit = unit_of(text)?;
            let count = amount(text)? * unit.factor;
            (count.fract() == 0.0).then(|| format!("P{}{count}{}", if unit.time { "T" } else { "" }, unit.letter))
        }
        Entity::Date => date(text),
        _ => None,
    }
}

struct TimeUnit {
    days: f64,
    letter: char,
    factor: f64,
    time: bool,
}

fn unit_of(text: &str) -> Option<TimeUnit> {
    let word = text.rsplit([' ', '-']).next()?.to_ascii_lowercase();
    let unit = |days, letter, factor, time| Some(TimeUnit { days, letter, factor, time });
    match word.trim_start_matches(|c: char| c.is_ascii_digit()).trim_end_matches('s') {
        "minute" => unit(1.0 / 1440.0, 'M', 1.0, true),
        "hour" => unit(1.0 / 24.0, 'H', 1.0, true),
        "day" => unit(1.0, 'D', 1.0, false),
        "week" => unit(7.0, 'W', 1.0, false),
        "month" => unit(30.0, 'M', 1.0, false),
        "quarter" => unit(90.0, 'M', 3.0, false),
        "year" => unit(365.0, 'Y', 1.0, false),
        "decade" => unit(3650.0, 'Y', 10.0, false),
        _ => None,
    }
}

/// The last amount in `text`, in digits or words.
fn amount(text: &str) -> Option<f64> {
    let digits = text
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .map(|part| part.trim_matches(['.', ',']))
        .filter(|part| !part.is_empty())
        .filter_map(|part| {
            let thousands = part.split_once(',').is_some_and(|(_, rest)| rest.len() == 3);
            if thousands { part.replace(',', "") } else { part.replace(',', ".") }.parse().ok()
        })
        .next_back();
    digits.or_else(|| in_words(&text.to_ascii_lowercase()))
}

fn in_words(text: &str) -> Option<f64> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let place = |list: &[&str], word: &str| list.iter().position(|known| *known == word && !word.is_empty());
    let mut total: Option<f64> = None;
    let mut after_tens = false;
    for word in text.split([' ', '-', '(', ')']) {
        let count = |at: usize| f64::from(u8::try_from(at).unwrap_or(0));
        if let Some(at) = place(&TENS, word) {
            total = Some(count(at) * 10.0);
            after_tens = true;
        } else if let Some(at) = place(&ONES, word) {
            total = Some(count(at) + if after_tens { total.unwrap_or(0.0) } else { 0.0 });
            after_tens = false;
        } else if word == "hundred" {
            total = Some(total.unwrap_or(1.0) * 100.0);
        } else if matches!(word, "a" | "an") && total.is_none() {
            total = Some(1.0);
        }
    }
    total
}

/// `text` as `YYYY-MM-DD` or `YYYY-MM`; dates written in figures alone only where they are unambiguous.
fn date(text: &str) -> Option<String> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let month = parts.iter().find_map(|part| {
        let lower = part.to_ascii_lowercase();
        NAMES.iter().position(|name| lower.starts_with(name)).map(|at| at + 1)
    });
    let figures: Vec<(u32, usize)> = parts
        .iter()
        .filter_map(|part| {
            let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            digits.parse().ok().map(|figure| (figure, digits.len()))
        })
        .collect();
    match (month, figures.as_slice()) {
        (Some(month), [(day, 1 | 2), (year, 4)] | [(year, 4), (day, 1 | 2)]) if (1..=31).contains(day) => {
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        (Some(month), [(year, 4)]) => Some(format!("{year:04}-{month:02}")),
        (None, [(year, 4), (month, _), (day, _)]) if valid(*month, *day) => {
            Some(format!("{year:04}-{month:02}-{day:02}"))
        }
        (None, [(first, _), (second, _), (year, 4)]) => match (valid(*second, *first), valid(*first, *second)) {
            (true, false) => Some(format!("{year:04}-{second:02}-{first:02}")),
            (false, true) => Some(format!("{year:04}-{first:02}-{second:02}")),
            (true, true) if first == second => Some(format!("{year:04}-{first:02}-{second:02}")),
            _ => None,
        },
        _ => None,
    }
}

fn valid(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(kind: Entity, text: &str) -> Vec<&str> {
        places(kind, text).into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn entities_are_found() {
        let cases: [(Entity, &str, &[&str]); 31] = [
            (Entity::Duration, "kept for 24 months after", &["24 months"]),
            (Entity::Duration, "for two (2) years", &["two (2) years"]),
            (Entity::Duration, "a 90-day period", &["90-day"]),
            (Entity::Duration, "within thirty business days", &["thirty business days"]),
            (Entity::Duration, "12 to 24 months", &["12 to 24 months"]),
            (Entity::Duration, "for a year", &["a year"]),
            (Entity::Duration, "the years to come", &[]),
            (Entity::Date, "Updated 1 March 2026.", &["1 March 2026"]),
            (Entity::Date, "as of March 1st, 2026", &["March 1st, 2026"]),
            (Entity::Date, "2026-03-01 or 01.03.2026", &["2026-03-01", "01.03.2026"]),
            (Entity::Date, "Updated March 2026", &["March 2026"]),
            (Entity::Date, "you may 12 times", &[]),
            (Entity::Email, "to privacy@example.com.", &["privacy@example.com"]),
            (Entity::Email, "info [at] example.com", &["info [at] example.com"]),
            (Entity::Email, "info (at) example (dot) com", &["info (at) example (dot) com"]),
            (Entity::Url, "see https://example.com/a?b=c now", &["https://example.com/a?b=c"]),
            (Entity::Url, "visit www.example.com/x", &["www.example.com/x"]),
            (Entity::Url, "visit example.com today", &["example.com"]),
            (Entity::Url, "mail info@example.com or info [at] example.com", &[]),
            (Entity::Phone, "call +44 20 7946 0000 or (555) 123-4567", &["+44 20 7946 0000", "(555) 123-4567"]),
            (Entity::Phone, "toll-free 1-800-EXAMPLE", &["1-800-EXAMPLE"]),
            (Entity::Phone, "Regulation (EU) 2016/679, § 1798.100", &[]),
            (Entity::Organization, "We, Example Widgets GmbH, run", &["Example Widgets GmbH"]),
            (Entity::Organization, "operated by Example, Inc.", &["Example, Inc"]),
            (Entity::Organization, "Our Company and the Company, or Another Company", &[]),
            (Entity::Organization, "EXCEPT AS PROHIBITED", &[]),
            (Entity::Address, "number 2532163-6, place of the registered office", &[]),
            (Entity::Address, "at 12 Example Street, Springfield", &["12 Example Street"]),
            (Entity::Address, "Musterstraße 5", &["Musterstraße 5"]),
            (Entity::Address, "P.O. Box 123", &["P.O. Box 123"]),
            (Entity::Number, "thirty or 1,000", &["thirty", "1,000"]),
        ];
        for (kind, text, want) in cases {
            assert_eq!(texts(kind, text), want, "{kind:?} in {text:?}");
        }
    }

    #[test]
    fn values_are_read() {
        let cases = [
            (Entity::Duration, "24 months", Some(720.0), Some("P24M")),
            (Entity::Duration, "two (2) years", Some(730.0), Some("P2Y")),
            (Entity::Duration, "two years", Some(730.0), Some("P2Y")),
            (Entity::Duration, "90-day", Some(90.0), Some("P90D")),
            (Entity::Duration, "forty-five days", Some(45.0), Some("P45D")),
            (Entity::Duration, "12 to 24 months", Some(720.0), Some("P24M")),
            (Entity::Duration, "72 hours", Some(3.0), Some("PT72H")),
            (Entity::Duration, "a year", Some(365.0), Some("P1Y")),
            (Entity::Number, "1,000", Some(1000.0), None),
            (Entity::Date, "1 March 2026", None, Some("2026-03-01")),
            (Entity::Date, "March 1st, 2026", None, Some("2026-03-01")),
            (Entity::Date, "March 2026", None, Some("2026-03")),
            (Entity::Date, "2026-03-01", None, Some("2026-03-01")),
            (Entity::Date, "25/03/2026", None, Some("2026-03-25")),
            (Entity::Date, "01/03/2026", None, None),
            (Entity::Email, "privacy@example.com", None, None),
        ];
        for (kind, text, value, form) in cases {
            assert_eq!(number(kind, text), value, "{text}");
            assert_eq!(iso(kind, text).as_deref(), form, "{text}");
        }
    }

    #[test]
    fn link_targets_count_for_their_kind() {
        let cases = [
            (Entity::Email, "mailto:privacy@example.com?subject=x", Some("privacy@example.com")),
            (Entity::Phone, "tel:+15551234567", Some("+15551234567")),
            (Entity::Url, "https://example.com/choices", Some("https://example.com/choices")),
            (Entity::Url, "#top", None),
            (Entity::Url, "mailto:a@example.com", None),
            (Entity::Email, "https://example.com", None),
        ];
        for (kind, link, want) in cases {
            assert_eq!(target(kind, link), want, "{kind:?} {link}");
        }
    }
}
