//! lacuna audits a policy against rule packs and reports the gaps, with the sentences that decide.

pub mod audit;
pub mod document;
pub mod judge;
pub mod pack;
pub mod report;
pub mod score;
pub mod span;
pub mod text;
