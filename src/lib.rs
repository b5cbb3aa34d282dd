//! lacuna audits a policy, a privacy policy first of all, against YAML rule packs, and reports the gaps with the
//! sentences that decide.
//!
//! The whole street, from files to a report:
//!
//! ```
//! use lacuna::audit::{Auditor, Options, Outcome};
//! use lacuna::judge::Verdict;
//! use lacuna::pack::Pack;
//!
//! // a pack says what a policy must state, and by which phrases it states it
//! let pack = Pack::parse(
//!     "house.yaml",
//!     "
//! lacuna: 1
//! pack: house
//! version: 1.0.0
//! title: House rules
//! language: en
//! requirements:
//!   - id: erasure
//!     title: People can have their data erased
//!     met: ['(may|can) ...6 (erase|delete) ...4 data']
//! ",
//! )?;
//!
//! // compiled once, shared by all threads, used for any number of policies
//! let auditor = Auditor::new(vec![pack], Options::default());
//! let policy = "# Your rights\n\nYou can:\n\n- see what we hold\n- delete your data\n";
//! let Outcome::Audited(assessments) = auditor.audit("policy.md", policy.as_bytes()) else { panic!("it is readable") };
//!
//! let erasure = &assessments[0].requirements[0];
//! assert_eq!(erasure.verdict, Verdict::Met);
//! assert_eq!(erasure.evidence[0].lead_in, ["You can:"]);
//! assert_eq!(erasure.evidence[0].text, "delete your data");
//! assert_eq!(erasure.evidence[0].line, 6);
//! # Ok::<(), lacuna::pack::PackErrors>(())
//! ```
//!
//! The library never prints, exits, reads the environment or asks about the terminal, and only [`pack::load`] opens
//! files. No text of a policy can make it fail: what can be wrong is a pack, and that is told before anything runs.
//! `docs/design.md` explains the floors; each module may import only from those below its own.

pub mod audit;
pub mod check;
pub mod document;
pub mod judge;
pub mod matcher;
pub mod pack;
pub mod report;
pub mod score;
pub mod span;
pub mod text;
