//! The file exactly as written, as types: what the JSON Schema of packs is generated from, and what programs that only
//! want the text of a pack can read with `serde_yaml`.
//!
//! The loader itself reads the node tree of the source, which knows every place and finds all problems at once; a test
//! holds the keys of the two together.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Serialize};

/// A pack of rules that lacuna audits privacy policies against.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "lacuna rule pack")]
pub struct PackFile {
    /// The version of the rule language: 1.
    #[schemars(range(min = 1, max = 1))]
    pub lacuna: u32,
    /// The name of the pack in kebab-case; requirements are called `pack/requirement`.
    #[schemars(regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub pack: String,
    /// The version of the pack: `1.0.0`.
    pub version: Text,
    /// The title that reports show.
    pub title: Text,
    /// What the pack is about, in a sentence.
    pub summary: Option<Text>,
    /// The language of the policies that it reads, as ISO 639-1: `en`. A policy in another one is not assessed.
    #[schemars(regex(pattern = "^[a-z]{2}$"))]
    pub language: Text,
    /// The day whose law it states, `YYYY-MM-DD`; needed where requirements cite.
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub as_of: Option<Text>,
    /// Where its law holds: `EU`.
    pub jurisdiction: Option<Text>,
    /// Where its law and wording come from.
    pub sources: Option<Texts>,
    /// Who wrote it.
    pub authors: Option<Texts>,
    /// Packs whose vocabularies it uses: names, or paths relative to this file.
    pub import: Option<Texts>,
    /// Lists of phrases that phrases use as `<name>`; they may nest.
    pub vocabulary: Option<BTreeMap<String, Texts>>,
    /// What is no evidence for any requirement of the pack: a hit in the same clause is taken out.
    pub except: Option<Condition>,
    /// What a policy must, or must not, state.
    pub requirements: Option<Vec<Requirement>>,
}

/// One thing that a policy must, or must not, state: with an `id` of its own, or taken from another pack by `use`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{"required": ["id", "title"]}, {"required": ["use"]}]))]
pub struct Requirement {
    /// Its name in kebab-case, stable for ever.
    #[schemars(regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub id: Option<Text>,
    /// A requirement of another pack, `pack/requirement`, or all of them, `pack/*`.
    #[schemars(regex(pattern = "^[^/]+/[^/]+$"))]
    pub r#use: Option<Text>,
    /// With `use`: what is added to the requirement.
    pub also: Option<Also>,
    /// With `use`: takes out a requirement that `use: pack/*` brought, with the reason.
    pub off: Option<Text>,
    /// The title that reports show: "Right to erasure".
    pub title: Option<Text>,
    /// What a reader asks the policy; a requirement without conditions is a check by hand and shows it.
    pub question: Option<Text>,
    /// The group it is counted under; the pack's name by default.
    pub category: Option<Text>,
    /// Legal citations: `GDPR Art. 17`.
    pub cites: Option<Texts>,
    /// How serious a gap is; `medium` by default.
    pub severity: Option<SeverityName>,
    /// Points; by severity 1, 2, 3, 5 by default.
    #[schemars(range(min = 1, max = 1000))]
    pub weight: Option<u32>,
    /// The entity whose value is reported.
    pub capture: Option<EntityName>,
    /// The default polarity of its own conditions; `affirmed` where none is given.
    pub polarity: Option<PolarityName>,
    /// Whether it applies at all, looked for in the whole document.
    pub applies_if: Option<Condition>,
    /// Conditions that earn the verdict met; any of them.
    pub met: Option<Condition>,
    /// Conditions that earn the verdict partial.
    pub partial: Option<Condition>,
    /// Conditions that earn the verdict contradicted.
    pub contradicted: Option<Condition>,
    /// What is no evidence: a hit in the same clause is taken out.
    pub except: Option<Condition>,
    /// The verdict when nothing is found; `met` for what a policy must not say.
    pub otherwise: Option<OtherwiseName>,
    /// What would close the gap.
    pub remedy: Option<Text>,
    /// Texts by the verdict that they must get.
    pub examples: Option<Examples>,
}

/// What `use` adds to a requirement of another pack.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Also {
    /// More conditions that earn met.
    pub met: Option<Condition>,
    /// More conditions that earn partial.
    pub partial: Option<Condition>,
    /// More conditions that earn contradicted.
    pub contradicted: Option<Condition>,
    /// More that is no evidence.
    pub except: Option<Condition>,
    /// More examples.
    pub examples: Option<Examples>,
}

/// Texts by the verdict that they must get: Markdown; the words in `[[ ]]` must be the evidence.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Examples {
    /// Must be met.
    pub met: Option<Texts>,
    /// Must be partial.
    pub partial: Option<Texts>,
    /// Must be contradicted.
    pub contradicted: Option<Texts>,
    /// Must be missing.
    pub missing: Option<Texts>,
    /// Must not be applicable.
    pub not_applicable: Option<Texts>,
    /// Known misses of met: listed, not failing.
    pub todo: Option<Texts>,
}

/// The long form of a condition: one matcher (phrase, regex, near, any, all, count, not, heading, fact), its arguments and
/// filters.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = [
    {"required": ["phrase"]}, {"required": ["regex"]}, {"required": ["near"]}, {"required": ["any"]},
    {"required": ["all"]}, {"required": ["count"]}, {"required": ["not"]}, {"required": ["heading"]},
    {"required": ["fact"]}
]))]
pub struct ConditionMap {
    /// A phrase, to hang filters on.
    pub phrase: Option<Text>,
    /// A regular expression over the unit's plain text, ignoring case unless `(?-i)`.
    pub regex: Option<Text>,
    /// Phrases that lie close to each other, in any order, inside a clause.
    pub near: Option<Texts>,
    /// With `near`: within so many words; 8 by default.
    #[schemars(range(max = 50))]
    pub words: Option<u32>,
    /// One of these holds.
    pub any: Option<Vec<Condition>>,
    /// All of these hold.
    pub all: Option<Vec<Condition>>,
    /// At least so many of the conditions in `of` hold.
    #[schemars(range(min = 1))]
    pub count: Option<u32>,
    /// With `count`: the conditions.
    pub of: Option<Vec<Condition>>,
    /// Does not hold; inside `all` only.
    pub not: Option<Box<Condition>>,
    /// A heading above the unit satisfies this.
    pub heading: Option<Box<Condition>>,
    /// A fact that `--fact name=yes` tells.
    pub fact: Option<Text>,
    /// Which polarities count.
    pub polarity: Option<PolarityName>,
    /// Where the words must lie.
    pub r#in: Option<PlaceName>,
    /// Where the parts of `any`, `all` or `count` must hold together.
    pub within: Option<ScopeName>,
    /// The most that the phrase's one `<duration>` or `<number>` may be: `45 days`.
    pub at_most: Option<Text>,
    /// The least that it may be.
    pub at_least: Option<Text>,
}

/// A condition: a phrase, a list of which any holds, or the long form.
#[derive(Clone, Debug)]
pub enum Condition {
    /// A phrase.
    Phrase(Text),
    /// Any of these.
    AnyOf(Vec<Condition>),
    /// The long form.
    Map(Box<ConditionMap>),
}

/// A scalar as the text that was written, as far as `serde_yaml` keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text(pub String);

/// A text or a list of texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Texts(pub Vec<Text>);

/// An enum of names as packs write them.
macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$value_doc:meta])* $value:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $type {
            $($(#[$value_doc])* $value,)+
        }
    };
}

names!(
    /// How serious a gap is.
    SeverityName {
        /// One point.
        Low,
        /// Two points.
        Medium,
        /// Three points.
        High,
        /// Five points; a gap caps the grade at D.
        Critical,
    }
);
names!(
    /// The verdict when nothing is found.
    OtherwiseName {
        /// The default.
        Missing,
        /// For what a policy must not say.
        Met,
    }
);
names!(
    /// Which polarities a condition accepts.
    PolarityName {
        /// Only what is affirmed.
        Affirmed,
        /// Only what is denied.
        Denied,
        /// Only denials that an exception follows.
        Conditional,
        /// All, questions too.
        Any,
    }
);
names!(
    /// Where the matched words must lie.
    PlaceName {
        /// In a list item.
        List,
        /// In a table.
        Table,
        /// In a heading.
        Heading,
        /// In a link's text.
        Link,
    }
);
names!(
    /// Where the parts of a condition must hold together.
    ScopeName {
        /// In one unit: the default.
        Unit,
        /// In one paragraph; a list with its lead-in is one.
        Paragraph,
        /// Under one heading.
        Section,
        /// Anywhere in the document.
        Document,
    }
);
names!(
    /// What the program recognises by itself.
    EntityName {
        /// "24 months".
        Duration,
        /// "1 March 2026".
        Date,
        /// "privacy@example.com".
        Email,
        /// `https://example.com`.
        Url,
        /// "+44 20 7946 0000".
        Phone,
        /// "thirty".
        Number,
        /// "Example GmbH".
        Organization,
        /// A postal address.
        Address,
    }
);

/// The JSON Schema of packs, for editors and other programs.
#[must_use]
pub fn schema() -> serde_json::Value {
    schema_for!(PackFile).to_value()
}

impl PackFile {
    /// The file that `source` spells, its types checked and nothing else; see [`super::Pack::parse`] for a valid pack.
    ///
    /// # Errors
    /// The first error of type or key.
    pub fn read(source: &str) -> Result<Self, serde_yaml::Error> {
        serde_yaml::from_str(source)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // `1.10` and `no` are texts to lacuna, though an editor's YAML reader thinks otherwise
        json_schema!({"type": ["string", "number", "boolean"]})
    }
}

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Text>();
        json_schema!({"anyOf": [text, {"type": "array", "items": text}]})
    }
}

impl JsonSchema for Condition {
    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Text>();
        let this = generator.subschema_for::<Self>();
        let map = generator.subschema_for::<ConditionMap>();
        json_schema!({
            "description": "A phrase, a list of conditions of which any holds, or the long form.",
            "anyOf": [text, {"type": "array", "items": this, "minItems": 1}, map]
        })
    }
}

/// Lets a visitor take any scalar as text.
macro_rules! scalars {
    ($to:expr) => {
        fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok($to(Text(value.to_owned())))
        }

        fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
            Ok($to(Text(value.to_string())))
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok($to(Text(value.to_string())))
        }

        fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok($to(Text(value.to_string())))
        }

        fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
            Ok($to(Text(value.to_string())))
        }
    };
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            scalars!(|text| text);
        }
        deserializer.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Texts, A::Error> {
                let mut out = Vec::new();
                while let Some(text) = items.next_element()? {
                    out.push(text);
                }
                Ok(Texts(out))
            }

            scalars!(|text| Texts(vec![text]));
        }
        deserializer.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Condition;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a phrase, a list of conditions or a map with one matcher")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Condition, A::Error> {
                let mut out = Vec::new();
                while let Some(condition) = items.next_element()? {
                    out.push(condition);
                }
                Ok(Condition::AnyOf(out))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Condition, A::Error> {
                ConditionMap::deserialize(MapAccessDeserializer::new(map)).map(|map| Condition::Map(Box::new(map)))
            }

            scalars!(Condition::Phrase);
        }
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{condition, requirement, reuse, validate};
    use super::*;
    use crate::pack::{Entity, Expect, InPlace, Otherwise, PolarityFilter, Scope, Severity};

    fn sorted<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The names of a type's properties, or of its values.
    fn of(schema: &Schema) -> Vec<String> {
        let value = schema.as_value();
        if let Some(properties) = value["properties"].as_object() {
            return sorted(properties.keys().map(String::as_str));
        }
        let values = value["oneOf"].as_array().expect("an enum with documented values");
        sorted(values.iter().filter_map(|value| value["const"].as_str()))
    }

    #[test]
    fn the_types_have_the_keys_and_names_that_the_loader_reads() {
        let both = requirement::KEYS.iter().chain(&reuse::KEYS).copied();
        let names = |names: &[&'static str]| sorted(names.iter().copied());
        assert_eq!(of(&schema_for!(PackFile)), names(&validate::KEYS));
        assert_eq!(of(&schema_for!(Requirement)), sorted(both));
        assert_eq!(of(&schema_for!(Also)), names(&reuse::ALSO_KEYS));
        assert_eq!(of(&schema_for!(ConditionMap)), sorted(condition::keys()));
        assert_eq!(of(&schema_for!(Examples)), names(&Expect::ALL.map(Expect::as_str)));
        assert_eq!(of(&schema_for!(SeverityName)), names(&Severity::ALL.map(Severity::as_str)));
        assert_eq!(of(&schema_for!(OtherwiseName)), names(&Otherwise::ALL.map(Otherwise::as_str)));
        assert_eq!(of(&schema_for!(PolarityName)), names(&PolarityFilter::ALL.map(PolarityFilter::as_str)));
        assert_eq!(of(&schema_for!(PlaceName)), names(&InPlace::ALL.map(InPlace::as_str)));
        assert_eq!(of(&schema_for!(ScopeName)), names(&Scope::ALL.map(Scope::as_str)));
        assert_eq!(of(&schema_for!(EntityName)), names(&Entity::ALL.map(Entity::as_str)));
    }

    #[test]
    fn built_in_packs_are_what_the_schema_says() {
        let validator = jsonschema::validator_for(&schema()).expect("a schema");
        for name in crate::pack::builtin_names() {
            let source = crate::pack::builtin_source(name).expect("a built-in pack");
            if let Err(error) = PackFile::read(source) {
                panic!("{name}: {error}");
            }
            let value: serde_json::Value = serde_yaml::from_str(source).expect("YAML that JSON can hold");
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
        }
    }
}
