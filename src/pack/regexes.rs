//! Regular expressions of conditions: bounded in size, with the place of a fault inside the scalar.

use regex_syntax::ParserBuilder;

use super::pattern::{NEST_LIMIT, Pattern};
use super::problem::Problems;
use super::yaml::Node;

/// The longest pattern.
const MAX_LEN: usize = 2_000;

/// The expression that `pattern`, the text of the scalar `node`, spells; ignores case unless it says `(?-i)`.
pub(super) fn compile(pattern: &str, node: &Node, problems: &mut Problems) -> Option<Pattern> {
    if pattern.len() > MAX_LEN {
        let message = format!("the regex has {} characters; {MAX_LEN} is the most", pattern.len());
        problems.error("regex/too-long", node.span, message).help("split it into several conditions");
        return None;
    }
    let hir = match ParserBuilder::new().case_insensitive(true).nest_limit(NEST_LIMIT).build().parse(pattern) {
        Ok(hir) => hir,
        Err(error) => {
            report(&error, node, problems);
            return None;
        }
    };
    if hir.properties().minimum_len() == Some(0) {
        problems
            .error("regex/matches-nothing", node.span, "the regex matches the empty text, so that it holds everywhere")
            .help("require something: `+` instead of `*`, or no `?`");
        return None;
    }
    match Pattern::new(pattern, &hir) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let message = match error {
                regex::Error::CompiledTooBig(_) => "the regex is too big once compiled".to_owned(),
                other => format!("the regex cannot be compiled: {other}"),
            };
            problems.error("regex/too-big", node.span, message).help(
                "shorten its repetitions (`{0,40}` rather than `{0,4000}`) or use ASCII classes: `[a-z]` for `\\w`",
            );
            None
        }
    }
}

fn report(error: &regex_syntax::Error, node: &Node, problems: &mut Problems) {
    let (span, message) = match error {
        regex_syntax::Error::Parse(error) => (error.span(), error.kind().to_string()),
        regex_syntax::Error::Translate(error) => (error.span(), error.kind().to_string()),
        other => {
            problems.error("regex/syntax", node.span, format!("the regex is broken: {other}"));
            return;
        }
    };
    let at = node.inner_span(problems.text(), span.start.offset..span.end.offset);
    let help = if message.contains("look-around") {
        "look-around needs backtracking, which lacuna never does: use `all` with `not`, or `except`"
    } else if message.contains("backreference") {
        "backreferences need backtracking, which lacuna never does: spell the alternatives out"
    } else {
        "inside single quotes a backslash is a backslash; escape `( ) [ ] { } . * + ? | ^ $` with one to mean the character"
    };
    problems.error("regex/syntax", at, format!("the regex is broken: {message}")).help(help);
}
