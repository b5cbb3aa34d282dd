//! The integration tests.

mod broken_packs;
mod loading;
