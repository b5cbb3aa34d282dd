//! The file exactly as written, as types.

/// The JSON Schema of packs.
#[must_use]
pub fn schema() -> serde_json::Value {
    serde_json::Value::Null
}
