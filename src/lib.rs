//! lacuna audits a policy against rule packs and reports the gaps, with the sentences that decide.

pub mod document;
pub mod pack;
pub mod span;
pub mod text;
