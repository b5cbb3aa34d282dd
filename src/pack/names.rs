//! The names that people write for the values of [`super`]'s enums, and ids as text.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Entity, Expect, InPlace, Otherwise, PolarityFilter, RequirementId, Scope, Severity};

/// Gives an enum its list of all values and the name of each.
macro_rules! named {
    ($type:ty: $($value:ident = $name:literal),+ $(,)?) => {
        impl $type {
            /// All values, in order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$value),+];

            /// The name as packs and reports write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $name,)+
                }
            }

            /// The value that packs write as `name`.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

named!(Severity: Low = "low", Medium = "medium", High = "high", Critical = "critical");
named!(Otherwise: Missing = "missing", Met = "met");
named!(Scope: Unit = "unit", Paragraph = "paragraph", Section = "section", Document = "document");
named!(PolarityFilter: Affirmed = "affirmed", Denied = "denied", Conditional = "conditional", Any = "any");
named!(InPlace: List = "list", Table = "table", Heading = "heading", Link = "link");
named!(
    Entity: Duration = "duration", Date = "date", Email = "email", Url = "url", Phone = "phone", Number = "number",
    Organization = "organization", Address = "address",
);
named!(
    Expect: Met = "met", Partial = "partial", Contradicted = "contradicted", Missing = "missing",
    NotApplicable = "not-applicable", Todo = "todo",
);

impl Severity {
    /// The points of a requirement that gives no weight.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Low => 1,
            Self::Medium => 2,
            Self::High => 3,
            Self::Critical => 5,
        }
    }
}

impl RequirementId {
    /// The id of the requirement `requirement` of `pack`: `rights/erasure`.
    pub(super) fn new(pack: &str, requirement: &str) -> Self {
        Self(format!("{pack}/{requirement}").into())
    }

    /// The whole id: `rights/erasure`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the slash: `rights`.
    #[must_use]
    pub fn pack(&self) -> &str {
        self.0.split_once('/').map_or(&*self.0, |(pack, _)| pack)
    }

    /// The part after the slash: `erasure`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or(&*self.0, |(_, name)| name)
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RequirementId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
