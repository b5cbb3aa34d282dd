//! What a reader wants at a glance: which policy, which pack, what score, how many of which verdict.

use crate::audit::{Assessment, Failure, Outcome};
use crate::report::sanitize;

use super::paint::{Style, columns, wrap};
use super::sheet::{Column, GUTTER, Sheet};
use super::words;

/// A name with fewer columns than this is hard to read; then the counts give way.
const NAME: usize = 20;

/// The facts and counts of one policy: two lines for one pack, a small grid for several.
pub(super) fn policy(assessments: &[Assessment], sheet: &mut Sheet) {
    let Some(first) = assessments.first() else { return };
    if let [only] = assessments {
        let pack =
            format!("{} ({} {})", words::pack(only), sanitize::line(&only.pack.id), sanitize::line(&only.pack.version));
        let score = match only.grade {
            Some(grade) => Style::Strong.paint(&format!("score {}, grade {}", words::score(only), grade.as_str())),
            None => Style::Strong.paint("no score"),
        };
        let mut line = facts(only);
        line.extend([pack, score]);
        sheet.facts("", "", &line);
        sheet.line(&words::counts(&only.counts));
    } else {
        sheet.facts("", "", &facts(first));
        sheet.blank();
        grid(&assessments.iter().map(|a| (words::pack(a), a)).collect::<Vec<_>>(), "Pack", sheet);
    }
    assumptions(assessments, sheet);
}

/// A line for every policy and pack, then how many there are.
pub(super) fn policies(outcomes: &[Outcome], sheet: &mut Sheet) {
    let mut rows = Vec::new();
    for outcome in outcomes {
        if let Outcome::Audited(assessments) = outcome {
            rows.extend(assessments.iter().map(|a| (sanitize::visible(&a.policy.path).into_owned(), a)));
        }
    }
    let failed = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Failed(_))).count();
    let mut line = count_line(outcomes.len() - failed);
    if failed > 0 {
        line += &format!(", {failed} could not be read");
    }
    sheet.line(&Style::Strong.paint(&line));
    if !rows.is_empty() {
        sheet.blank();
        grid(&rows, "Policy", sheet);
    }
}

fn count_line(audited: usize) -> String {
    words::count(audited, "policy audited", "policies audited")
}

/// A policy that could not be read: where, why, and what to do.
pub(super) fn failure(failure: &Failure, sheet: &mut Sheet) {
    sheet.blank();
    let Failure { path, code, message, help } = failure;
    let what = format!("{}: {}", sanitize::visible(path), sanitize::line(message));
    sheet.line(&format!("{}: {what}", Style::Worst.paint(&format!("error[{}]", sanitize::line(code)))));
    if let Some(help) = help {
        sheet.hanging("  help: ", "        ", &sanitize::line(help));
    }
}

fn facts(assessment: &Assessment) -> Vec<String> {
    let policy = &assessment.policy;
    let path = if policy.path == "-" { "standard input".into() } else { sanitize::visible(&policy.path) };
    let language = policy
        .language
        .as_ref()
        .map_or_else(|| "language unknown".to_owned(), |code| format!("language {}", sanitize::line(code)));
    let mut facts = vec![Style::Strong.paint(&path), words::count(policy.words, "word", "words"), language];
    if policy.syntax == "html" {
        // the lines of a page's source tell its reader nothing
        facts.push("lines as `lacuna text` shows them".to_owned());
    }
    facts
}

/// What was told and what was taken for granted, once for all packs.
fn assumptions(assessments: &[Assessment], sheet: &mut Sheet) {
    if let Some(first) = assessments.first().filter(|first| !first.facts.is_empty()) {
        let told = first
            .facts
            .iter()
            .map(|(name, value)| format!("{} {}", sanitize::line(name), if *value { "yes" } else { "no" }));
        sheet.line(&format!("told: {}", told.collect::<Vec<_>>().join(", ")));
    }
    let mut assumed: Vec<String> = Vec::new();
    for text in assessments.iter().flat_map(|assessment| &assessment.assumed) {
        let text = sanitize::line(text);
        if !assumed.contains(&text) {
            assumed.push(text);
        }
    }
    if !assumed.is_empty() {
        sheet.line(&format!("assumed: {}", assumed.join("; ")));
    }
}

/// One line an assessment: a name (with the pack's id where the name is a policy's), score, grade, counts.
fn grid(rows: &[(String, &Assessment)], name: &'static str, sheet: &mut Sheet) {
    let with_pack = name == "Policy";
    let aside = Aside::of(rows);
    let pack_width =
        if with_pack { rows.iter().map(|(_, a)| columns(&pack_id(a))).max().unwrap_or(0).clamp(4, 14) } else { 0 };
    let widest = rows.iter().map(|(name, _)| columns(name)).max().unwrap_or(0).max(name.len());
    // What is left for the name once the other columns have theirs.
    let left = |numbers: &[Column]| {
        let packs = if with_pack { pack_width + GUTTER } else { 0 };
        sheet.width.saturating_sub(packs + numbers.iter().map(|column| column.width + GUTTER).sum::<usize>())
    };
    let wide = wide_columns(&aside);
    let roomy = left(&wide) >= widest.min(NAME);
    let numbers = if roomy { wide } else { narrow_columns() };
    let mut grid = vec![Column { title: name, width: widest.min(left(&numbers)).max(6), number: false }];
    if with_pack {
        grid.push(Column { title: "Pack", width: pack_width, number: false });
    }
    grid.extend(numbers);
    let name_width = grid[0].width;
    let mut previous = None;
    let mut lines = Vec::with_capacity(rows.len());
    for (name, assessment) in rows {
        let repeated = with_pack && previous == Some(name);
        previous = Some(name);
        let mut line = vec![if repeated { vec![String::new()] } else { wrap(name, name_width) }];
        if with_pack {
            line.push(wrap(&pack_id(assessment), pack_width));
        }
        line.extend(figures(assessment, roomy, &aside).into_iter().map(|figure| vec![figure]));
        lines.push(line);
    }
    sheet.grid(&grid, lines);
}

/// Which of the verdicts beside the score occur at all.
struct Aside {
    not_applicable: bool,
    not_assessed: bool,
}

impl Aside {
    fn of(rows: &[(String, &Assessment)]) -> Self {
        Self {
            not_applicable: rows.iter().any(|(_, assessment)| assessment.counts.not_applicable > 0),
            not_assessed: rows.iter().any(|(_, assessment)| assessment.counts.not_assessed > 0),
        }
    }
}

fn number(title: &'static str) -> Column {
    Column { title, width: columns(title).max(5), number: true }
}

fn wide_columns(aside: &Aside) -> Vec<Column> {
    let mut titles = vec!["Score", "Grade", "✓ Met", "~ Partial", "! Contra", "✗ Missing"];
    titles.extend(aside.not_applicable.then_some("n/a"));
    titles.extend(aside.not_assessed.then_some("? Open"));
    titles.into_iter().map(number).collect()
}

fn narrow_columns() -> Vec<Column> {
    vec![Column { title: "Score", width: 7, number: true }, number("Met"), number("Gaps")]
}

fn pack_id(assessment: &Assessment) -> String {
    sanitize::line(&assessment.pack.id)
}

fn figures(assessment: &Assessment, roomy: bool, aside: &Aside) -> Vec<String> {
    let counts = &assessment.counts;
    let graded = |text: &str| match words::grade(assessment) {
        "A" | "B" => Style::Good.paint(text),
        "C" | "D" => Style::Fair.paint(text),
        "F" => Style::Bad.paint(text),
        _ => text.to_owned(),
    };
    let figure = |number: u32, style: Style| {
        if number == 0 { Style::Faint.paint("0") } else { style.paint(&number.to_string()) }
    };
    if roomy {
        let mut figures = vec![
            graded(&words::score(assessment)),
            graded(words::grade(assessment)),
            figure(counts.met, Style::Good),
            figure(counts.partial, Style::Fair),
            figure(counts.contradicted, Style::Worst),
            figure(counts.missing, Style::Bad),
        ];
        figures.extend(aside.not_applicable.then(|| figure(counts.not_applicable, Style::Faint)));
        figures.extend(aside.not_assessed.then(|| figure(counts.not_assessed, Style::Fair)));
        figures
    } else {
        let score = format!("{} {}", words::score(assessment), words::grade(assessment));
        let gaps = counts.partial + counts.contradicted + counts.missing;
        vec![graded(&score), figure(counts.met, Style::Good), figure(gaps, Style::Bad)]
    }
}
