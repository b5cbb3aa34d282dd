//! Bounds on the value of a phrase's `<duration>` or `<number>`.

use super::{Element, Entity};

/// What a bound counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BoundKind {
    /// The phrase has a `<duration>`.
    Days,
    /// The phrase has a `<number>`.
    Number,
}

/// What the one value of the phrase counts; `None` unless every match has exactly one.
pub(super) fn kind(elements: &[Element]) -> Option<BoundKind> {
    let count = |entity| sequence(elements, entity);
    match (count(Entity::Duration), count(Entity::Number)) {
        ((1, 1), (0, 0)) => Some(BoundKind::Days),
        ((0, 0), (1, 1)) => Some(BoundKind::Number),
        _ => None,
    }
}

/// The least and the greatest number of `entity`s that a match of the sequence holds. Phrases are bounded in depth.
fn sequence(elements: &[Element], entity: Entity) -> (usize, usize) {
    elements
        .iter()
        .map(|element| single(element, entity))
        .fold((0, 0), |(low, high), (a, b)| (low + a, high.max(high + b)))
}

fn single(element: &Element, entity: Entity) -> (usize, usize) {
    match element {
        Element::Entity(found) => (usize::from(*found == entity), usize::from(*found == entity)),
        Element::Optional(inner) => (0, single(inner, entity).1),
        Element::Choice { of, .. } => {
            let counts = || of.iter().map(|alternative| sequence(alternative, entity));
            (counts().map(|(low, _)| low).min().unwrap_or(0), counts().map(|(_, high)| high).max().unwrap_or(0))
        }
        Element::Word(_) | Element::Prefix(_) | Element::Gap(_) => (0, 0),
    }
}

/// The days of a duration as a pack writes it: "45 days", "2 months" (30 days each), "1 year" (365).
pub(super) fn days(text: &str) -> Option<f64> {
    let mut parts = text.split_whitespace();
    let number: f64 = parts.next()?.parse().ok()?;
    let unit = parts.next()?.to_ascii_lowercase();
    let length = match unit.strip_suffix('s').unwrap_or(&unit) {
        "minute" => 1.0 / (24.0 * 60.0),
        "hour" => 1.0 / 24.0,
        "day" => 1.0,
        "week" => 7.0,
        "month" => 30.0,
        "year" => 365.0,
        _ => return None,
    };
    (parts.next().is_none() && number.is_finite() && number >= 0.0).then_some(number * length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_days() {
        let cases = [
            ("45 days", Some(45.0)),
            ("1 day", Some(1.0)),
            ("2 months", Some(60.0)),
            ("1 year", Some(365.0)),
            ("6 weeks", Some(42.0)),
            ("48 hours", Some(2.0)),
            ("1.5 years", Some(547.5)),
            ("45", None),
            ("days", None),
            ("45 dyas", None),
            ("-1 days", None),
            ("inf days", None),
            ("45 days or so", None),
        ];
        for (text, expected) in cases {
            assert_eq!(days(text), expected, "{text}");
        }
    }
}
