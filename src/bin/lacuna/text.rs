//! `lacuna text`: a policy as lacuna reads it.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use lacuna::document::{BlockId, BlockKind, Document, Role};
use lacuna::report::sanitize;

use crate::args::Text;
use crate::complaint;
use crate::inputs::Input;
use crate::{DONE, ERROR};

/// Prints the policy that `arguments` name; returns the exit code.
pub(crate) fn run(arguments: &Text) -> anyhow::Result<u8> {
    let input = if arguments.policy.as_os_str() == "-" { Input::Stdin } else { Input::File(arguments.policy.clone()) };
    let name = input.name();
    let extension = Path::new(&name).extension().and_then(|extension| extension.to_str());
    let document = input.read().and_then(|bytes| {
        Document::read(&bytes, extension).map_err(|error| lacuna::audit::Failure {
            path: name.clone(),
            code: error.code.to_owned(),
            message: error.message,
            help: error.help,
        })
    });
    let document = match document {
        Ok(document) => document,
        Err(failure) => {
            complaint::print_failure(&failure);
            return Ok(ERROR);
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.raw {
        raw(&document, &mut out)?;
    } else {
        blocks(&document, &mut out)?;
    }
    out.flush()?;
    Ok(DONE)
}

/// The bytes that places count in; on a terminal, with what it would obey made visible.
fn raw(document: &Document, out: &mut impl Write) -> io::Result<()> {
    if !io::stdout().is_terminal() {
        return out.write_all(document.text().as_bytes());
    }
    document.text().lines().try_for_each(|line| writeln!(out, "{}", sanitize::visible(line)))
}

/// A line a block: where it begins, what it is, what it says.
fn blocks(document: &Document, out: &mut impl Write) -> io::Result<()> {
    let place = |id: BlockId| document.position(document.block_span(id).start).line.get();
    let last = document.block_ids().last().map_or(1, place);
    let digits = last.to_string().len().max(4);
    for id in document.block_ids() {
        let block = document.block(id);
        let kind = match (block.role, block.kind) {
            (Role::Navigation, _) => "navigation".to_owned(),
            (Role::Contents, _) => "contents".to_owned(),
            (Role::Debris, _) => "debris".to_owned(),
            (Role::Content, BlockKind::Heading { level }) => format!("heading {level}"),
            (Role::Content, BlockKind::Paragraph) => "paragraph".to_owned(),
            (Role::Content, BlockKind::Item { depth, .. }) => format!("item {depth}"),
            (Role::Content, BlockKind::Cell { .. }) => "cell".to_owned(),
            (Role::Content, BlockKind::ColumnHeader) => "header".to_owned(),
        };
        writeln!(out, "{:>digits$}  {kind:<10}  {}", place(id), sanitize::line(block.text.as_str()))?;
    }
    Ok(())
}
