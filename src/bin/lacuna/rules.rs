//! `lacuna rules`: packs, their mistakes and their examples.

use lacuna::pack::Pack;

use crate::DONE;
use crate::args::{Packs, Rules};
use crate::complaint::BadPacks;

/// Does what `command` says; returns the exit code.
pub(crate) fn run(command: &Rules) -> anyhow::Result<u8> {
    match command {
        Rules::List(packs) => list(packs),
        Rules::Check(packs) => check(packs),
        Rules::Test(packs) => test(packs),
    }
}

fn load(packs: &Packs) -> anyhow::Result<Vec<Pack>> {
    Ok(lacuna::pack::load(&packs.packs).map_err(BadPacks)?)
}

fn list(packs: &Packs) -> anyhow::Result<u8> {
    load(packs).map(|_| DONE)
}

fn check(packs: &Packs) -> anyhow::Result<u8> {
    load(packs).map(|_| DONE)
}

fn test(packs: &Packs) -> anyhow::Result<u8> {
    load(packs).map(|_| DONE)
}
