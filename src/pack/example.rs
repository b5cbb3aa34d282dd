//! Examples: the text without its `[[ ]]` marks, and what they marked.

use super::fields::{self, Field};
use super::problem::Problems;
use super::{Example, Expect};
use crate::span::Span;

/// The examples of a field, in the order of the file.
pub(super) fn read(field: Field<'_>, problems: &mut Problems) -> Vec<Example> {
    let Some(entries) = fields::map(field.node, "examples", "verdicts with lists of texts", problems) else {
        return Vec::new();
    };
    let names: Vec<&str> = Expect::ALL.iter().map(|expect| expect.as_str()).collect();
    fields::check_keys(entries, &names, "`examples`", problems);
    let mut out = Vec::new();
    for entry in entries {
        let Some(expect) = Expect::from_name(&entry.key) else { continue };
        for item in Field::new(&entry.key, &entry.value).items() {
            out.extend(one(expect, item, problems));
        }
    }
    out
}

fn one(expect: Expect, field: Field<'_>, problems: &mut Problems) -> Option<Example> {
    let written = field.text(problems)?;
    if written.trim().is_empty() {
        problems.error("example/empty", field.span(), "the example is empty").help("write a text, or remove it");
        return None;
    }
    let (text, marked) = match unmark(written) {
        Ok(unmarked) => unmarked,
        Err(at) => {
            let span = field.node.inner_span(problems.text(), at..at + 2);
            let message = format!("this `{}` has no partner", &written[at..at + 2]);
            problems.error("example/marks", span, message).help("marks come in pairs and do not nest: `[[the words]]`");
            return None;
        }
    };
    if !marked.is_empty() && matches!(expect, Expect::Missing | Expect::NotApplicable) {
        let message = format!("an example of `{expect}` has no evidence that could be marked");
        problems.error("example/marks", field.span(), message).help("remove the `[[ ]]`");
    }
    let line = problems.source().position(field.span().start).line.get();
    Some(Example { expect, text, marked, line, at: problems.place(field.span()) })
}

/// The text without marks and the marked bytes of it, or the byte of a mark without partner.
fn unmark(written: &str) -> Result<(String, Vec<Span>), usize> {
    let mut text = String::with_capacity(written.len());
    let (mut marked, mut open) = (Vec::new(), None);
    let mut at = 0;
    while let Some(next) = written[at..].find(['[', ']']).map(|next| at + next) {
        text.push_str(&written[at..next]);
        let mark = written.get(next..next + 2).unwrap_or_default();
        match (mark, open) {
            ("[[", None) => open = Some((text.len(), next)),
            ("]]", Some((start, _))) => {
                marked.push(Span::new(start, text.len()));
                open = None;
            }
            ("[[" | "]]", _) => return Err(next),
            _ => {
                text.push_str(&written[next..=next]);
                at = next + 1;
                continue;
            }
        }
        at = next + 2;
    }
    text.push_str(&written[at..]);
    open.map_or(Ok((text, marked)), |(_, at)| Err(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out() {
        type Case = (&'static str, &'static str, Result<(&'static str, Vec<&'static str>), usize>);
        let cases: [Case; 8] = [
            ("none", "You may ask.", Ok(("You may ask.", vec![]))),
            ("one", "You [[may ask]].", Ok(("You may ask.", vec!["may ask"]))),
            ("two", "[[A]] b [[c]]", Ok(("A b c", vec!["A", "c"]))),
            ("links stay", "[a](b) [[c]]", Ok(("[a](b) c", vec!["c"]))),
            ("letters of two bytes", "ä [[ö]] ü", Ok(("ä ö ü", vec!["ö"]))),
            ("open", "a [[b", Err(2)),
            ("closed only", "a ]] b", Err(2)),
            ("nested", "[[a [[b]] c]]", Err(4)),
        ];
        for (name, written, expected) in cases {
            let found = unmark(written);
            let found = found.as_ref().map_err(|at| *at).map(|(text, marked)| {
                (text.as_str(), marked.iter().map(|span| &text[span.range()]).collect::<Vec<_>>())
            });
            assert_eq!(found, expected, "{name}");
        }
    }
}
