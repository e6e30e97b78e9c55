//! The spec as it is written: one type for each construct of the language, nothing resolved.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::non_null::{self, Given};
use crate::diagnostic::Place;

/// A whole spec.
#[derive(Debug, Default)]
pub struct Spec {
    /// `service.yaml`.
    pub service: Option<Service>,
    /// `error_codes.yaml`.
    pub error_codes: ErrorCodes,
    /// The other files, each with its name.
    pub resources: Vec<(String, Resource)>,
    /// What could not be read.
    pub lost: Lost,
}

/// What could not be read, and is told already.
#[derive(Debug, Default)]
pub struct Lost {
    /// Whole files.
    pub files: Vec<String>,
    /// Entries of files that were read otherwise.
    pub places: Vec<Place>,
}

impl Lost {
    /// Whether everything was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.places.is_empty()
    }
}

/// What holds for the whole service.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Name of the service.
    #[serde(deserialize_with = "non_null::value")]
    pub service: String,
    /// What the service is.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Where the pages named by `source` can be read: an address that ends in `/`.
    #[serde(deserialize_with = "non_null::value")]
    pub documents: String,
    /// The clouds that run the service.
    pub clouds: Entries<String, Cloud>,
    /// The ways of authentication.
    pub authentication: Entries<String, String>,
    /// What the client itself puts into paths.
    #[serde(default)]
    pub path_parameters: Entries<String, Parameter>,
    /// How a failed call looks.
    pub failure: Failure,
    /// The response header that names the request.
    #[serde(deserialize_with = "non_null::value")]
    pub request_id: String,
    /// The HTTP statuses.
    pub statuses: Entries<u16, Status>,
}

/// A cloud.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cloud {
    /// What the cloud is.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Names of its regions.
    #[serde(deserialize_with = "non_null::list")]
    pub regions: Vec<String>,
    /// Address of each service, with `{region}` for the region.
    pub endpoints: Entries<String, String>,
}

/// The fields of a failed call's answer.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The field that is false when the call failed.
    #[serde(deserialize_with = "non_null::value")]
    pub success: String,
    /// The field of the error code.
    #[serde(deserialize_with = "non_null::value")]
    pub code: String,
    /// The field of the message: the usual name, then another one.
    #[serde(deserialize_with = "non_null::list")]
    pub message: Vec<String>,
    /// The field of what the service proposes to do.
    #[serde(default, deserialize_with = "non_null::option")]
    pub solution: Option<String>,
}

/// An HTTP status.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// The vendor's word for it.
    #[serde(deserialize_with = "non_null::value")]
    pub reason: String,
    /// What it asks of a client.
    pub asks: Asks,
    /// What it means.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
}

/// What an HTTP status asks of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// Go on, nothing is wrong.
    Proceed,
    /// Send something else.
    Correct,
    /// Renew the credentials.
    Authenticate,
    /// Send the same request again.
    Repeat,
    /// Send the same request again, later.
    Wait,
    /// Bring the resource into another state first.
    Resolve,
    /// Nothing: the service is at fault.
    Report,
}

impl fmt::Display for Asks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Proceed => "proceed",
            Self::Correct => "correct",
            Self::Authenticate => "authenticate",
            Self::Repeat => "repeat",
            Self::Wait => "wait",
            Self::Resolve => "resolve",
            Self::Report => "report",
        })
    }
}

/// `error_codes.yaml`.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorCodes {
    /// Page of the documents.
    #[serde(default, deserialize_with = "non_null::option")]
    pub source: Option<String>,
    /// The codes.
    pub error_codes: Entries<String, ErrorCode>,
}

/// An error code of the service.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// The HTTP statuses that it comes with.
    #[serde(deserialize_with = "non_null::list")]
    pub http: Vec<u16>,
    /// The vendor's symbolic name.
    #[serde(default, deserialize_with = "non_null::option")]
    pub name: Option<String>,
    /// What it means.
    #[serde(default, deserialize_with = "non_null::option")]
    pub doc: Option<String>,
}

/// A file of operations, tables and codes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// What the resource is.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// The version of the API whose operations these are, where it is not the first.
    #[serde(default, deserialize_with = "non_null::option")]
    pub version: Option<Version>,
    /// Code tables.
    #[serde(default)]
    pub codes: Entries<String, Codes>,
    /// Tables (objects).
    #[serde(default)]
    pub tables: Entries<String, Table>,
    /// Operations.
    #[serde(default)]
    pub operations: Entries<String, Operation>,
}

/// A version of the API that stands beside the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// The second.
    V2,
}

/// A code table: an enumeration by number or by name.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// Type of a code on the wire.
    #[serde(rename = "type", deserialize_with = "non_null::value")]
    pub ty: String,
    /// What the codes tell.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Page of the documents.
    #[serde(default, deserialize_with = "non_null::option")]
    pub source: Option<String>,
    /// The codes.
    pub values: Entries<String, CodeValue>,
    /// Groups of codes.
    #[serde(default)]
    pub groups: Entries<String, Group>,
}

/// One code: its documentation alone, or a table.
#[derive(Debug)]
pub struct CodeValue {
    /// Number, where codes are numbers.
    pub code: Option<i64>,
    /// The vendor's symbolic name.
    pub name: Option<String>,
    /// What the code means.
    pub doc: String,
}

/// A group of codes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What the codes have in common.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Keys of the codes.
    #[serde(deserialize_with = "non_null::list")]
    pub values: Vec<String>,
}

/// A table: an object on the wire.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What the object is.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Page of the documents.
    #[serde(default, deserialize_with = "non_null::option")]
    pub source: Option<String>,
    /// Whether the documents leave it open that any of its fields is there.
    #[serde(default)]
    pub optional: bool,
    /// Its fields.
    pub fields: Entries<String, Field>,
    /// What holds between its fields when it is sent.
    #[serde(default, deserialize_with = "non_null::list")]
    pub rules: Vec<Rule>,
}

/// What holds between fields of which some may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// One of them must be there, and no other.
    ExactlyOne,
    /// One of them may be there, and no other.
    AtMostOne,
    /// All of them or none.
    Together,
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl RuleKind {
    /// The key in the spec.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExactlyOne => "exactly_one",
            Self::AtMostOne => "at_most_one",
            Self::Together => "together",
        }
    }
}

/// A rule and the names that it is about, as in `exactly_one: [data_url, dataset_id]`.
pub type Rule = Entries<RuleKind, Vec<String>>;

/// A field of a table.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Type, in the vendor's words, or the name of a table or of a code table.
    #[serde(rename = "type", deserialize_with = "non_null::value")]
    pub ty: String,
    /// Type of the entries of a list.
    #[serde(default, deserialize_with = "non_null::option")]
    pub items: Option<String>,
    /// What the number stands for.
    #[serde(default, deserialize_with = "non_null::option")]
    pub format: Option<Format>,
    /// Unit of a number.
    #[serde(default, deserialize_with = "non_null::option")]
    pub unit: Option<Unit>,
    /// When the field is not there.
    #[serde(default, deserialize_with = "non_null::option")]
    pub absent_on: Option<Outcome>,
    /// Whether the documents leave it open that the field is there.
    #[serde(default)]
    pub optional: bool,
    /// Whether a table that is sent cannot do without it.
    #[serde(default)]
    pub mandatory: bool,
    /// Smallest and largest value.
    #[serde(default, deserialize_with = "non_null::option")]
    pub range: Option<RangeText>,
    /// Smallest and largest number of characters.
    #[serde(default, deserialize_with = "non_null::option")]
    pub length: Option<RangeText>,
    /// What the service takes if nothing is sent.
    #[serde(default, deserialize_with = "non_null::option")]
    pub default: Option<Literal>,
    /// Whether the value comes as a text that holds JSON.
    #[serde(default)]
    pub encoded: bool,
    /// Whether an item may come without its list.
    #[serde(default)]
    pub or_single: bool,
    /// Whether the value is a secret.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether the page marks it as mandatory although it says itself when it may be left out.
    #[serde(default)]
    pub marked_mandatory: bool,
    /// Another name under which the field may come.
    #[serde(default, deserialize_with = "non_null::option")]
    pub also: Option<String>,
    /// What the field holds.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Where pages disagree.
    #[serde(default, deserialize_with = "non_null::option")]
    pub note: Option<String>,
    /// Error code of the service where what it names does not exist.
    #[serde(default, deserialize_with = "non_null::option")]
    pub not_found: Option<String>,
    /// A value, for the emulator.
    #[serde(default, deserialize_with = "non_null::option")]
    pub example: Option<String>,
}

/// What a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A point in time, since 1970-01-01T00:00:00Z.
    Timestamp,
    /// A span of time.
    Duration,
}

/// Unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

/// An outcome of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The call succeeded.
    Success,
}

/// An operation.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Method and path, as in `GET /v1/{project_id}/training-jobs`.
    #[serde(deserialize_with = "non_null::value")]
    pub http: String,
    /// What the operation does.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Page of the documents.
    #[serde(default, deserialize_with = "non_null::option")]
    pub source: Option<String>,
    /// Parameters.
    #[serde(default)]
    pub parameters: Entries<String, Parameter>,
    /// Fields of the body.
    #[serde(default)]
    pub body: Entries<String, Parameter>,
    /// Whether the page shows a body although the method is GET.
    #[serde(default)]
    pub get_with_body: bool,
    /// What holds between the fields of the body.
    #[serde(default, deserialize_with = "non_null::list")]
    pub rules: Vec<Rule>,
    /// Status of an answer that tells of success, where it is not 200.
    #[serde(default, deserialize_with = "non_null::option")]
    pub success: Option<u16>,
    /// Whether the call may be sent again when nobody knows whether the first one arrived, where the
    /// method does not tell: all but POST may.
    #[serde(default, deserialize_with = "non_null::option")]
    pub idempotent: Option<bool>,
    /// Table of the answer; none if the answer has no body.
    #[serde(default, deserialize_with = "non_null::option")]
    pub response: Option<String>,
    /// How the list is paged.
    #[serde(default, deserialize_with = "non_null::option")]
    pub pages: Option<Pages>,
    /// How the list is sorted.
    #[serde(default, deserialize_with = "non_null::option")]
    pub sort: Option<Sort>,
}

/// A parameter.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name on the wire, where it is not the key.
    #[serde(default, deserialize_with = "non_null::option")]
    pub name: Option<WireName>,
    /// Type, in the vendor's words, or the name of a code table; in a body also of a table.
    #[serde(rename = "type", deserialize_with = "non_null::value")]
    pub ty: String,
    /// Type of the entries of a list.
    #[serde(default, deserialize_with = "non_null::option")]
    pub items: Option<String>,
    /// Whether the call cannot do without it.
    #[serde(default)]
    pub mandatory: bool,
    /// Whether the page marks it as mandatory although it says itself when it may be left out.
    #[serde(default)]
    pub marked_mandatory: bool,
    /// Whether the default is sent where nothing else is set.
    #[serde(default)]
    pub send_default: bool,
    /// Another type that the page gives it.
    #[serde(default, deserialize_with = "non_null::option")]
    pub also_type: Option<String>,
    /// Where it goes, if not into the path or the query.
    #[serde(default, rename = "in", deserialize_with = "non_null::option")]
    pub place: Option<ParameterPlace>,
    /// Smallest and largest value.
    #[serde(default, deserialize_with = "non_null::option")]
    pub range: Option<RangeText>,
    /// Smallest and largest number of characters.
    #[serde(default, deserialize_with = "non_null::option")]
    pub length: Option<RangeText>,
    /// What the service takes if nothing is sent.
    #[serde(default, deserialize_with = "non_null::option")]
    pub default: Option<Literal>,
    /// What the parameter does.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Where pages disagree.
    #[serde(default, deserialize_with = "non_null::option")]
    pub note: Option<String>,
    /// Error code of the service where what it names does not exist.
    #[serde(default, deserialize_with = "non_null::option")]
    pub not_found: Option<String>,
    /// The field of the items that must be equal to it.
    #[serde(default, deserialize_with = "non_null::option")]
    pub selects: Option<String>,
    /// The fields of the items of which one must contain it.
    #[serde(default, deserialize_with = "non_null::list")]
    pub searches: Vec<String>,
}

/// Where a parameter may be said to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ParameterPlace {
    /// Into a header.
    Header,
}

/// How a list is paged: by the number of the page or of its first item, and the size of the page.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Parameter that holds the number of the page.
    #[serde(default, deserialize_with = "non_null::option")]
    pub page: Option<String>,
    /// Parameter that holds the number of the first item, counted from 0.
    #[serde(default, deserialize_with = "non_null::option")]
    pub offset: Option<String>,
    /// Number of the first page, where it is not the default: smaller numbers list everything at once.
    #[serde(default, deserialize_with = "non_null::option")]
    pub first: Option<i64>,
    /// Parameter that holds the number of items on a page.
    #[serde(deserialize_with = "non_null::value")]
    pub size: String,
    /// Field that holds the items.
    #[serde(deserialize_with = "non_null::value")]
    pub items: String,
    /// Field that holds the number of items on all pages.
    #[serde(default, deserialize_with = "non_null::option")]
    pub total: Option<String>,
    /// Field of an item that no two items share: `job_id`, or `metadata.id` for one in an object.
    #[serde(default, deserialize_with = "non_null::option")]
    pub key: Option<String>,
}

/// How a list is sorted.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// Parameter that names the field to sort by.
    #[serde(deserialize_with = "non_null::value")]
    pub by: String,
    /// Parameter that names the direction.
    #[serde(deserialize_with = "non_null::value")]
    pub order: String,
}

/// A table of named entries, in the order of the file, no name twice.
#[derive(Debug)]
pub struct Entries<K, V>(pub Vec<(K, V)>);

/// A name on the wire.
#[derive(Debug)]
pub enum WireName {
    /// The same name under every way of authentication.
    One(String),
    /// A name for each way of authentication.
    ByAuthentication(Entries<String, String>),
}

/// A range such as `1..1000`, not read yet.
#[derive(Debug)]
pub struct RangeText(pub String);

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, K: Deserialize<'de> + PartialEq + fmt::Display, V: Deserialize<'de>> Deserialize<'de> for Entries<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de> + PartialEq + fmt::Display, V: Deserialize<'de>> Visitor<'de> for Table<K, V> {
            type Value = Entries<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of names and what they stand for")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries: Vec<(K, V)> = Vec::new();
                let mut seen = std::collections::HashSet::new();
                while let Some(key) = map.next_key::<K>()? {
                    if !seen.insert(key.to_string()) {
                        return Err(A::Error::custom(format_args!("duplicate entry `{key}`")));
                    }
                    entries.push((key, map.next_value::<Given<V>>()?.0));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Table(PhantomData))
    }
}

impl<'de> Deserialize<'de> for CodeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Full {
            #[serde(default, deserialize_with = "non_null::option")]
            code: Option<i64>,
            #[serde(default, deserialize_with = "non_null::option")]
            name: Option<String>,
            #[serde(deserialize_with = "non_null::value")]
            doc: String,
        }
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = CodeValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what the code means, or `{ code, name, doc }`")
            }

            fn visit_str<E: Error>(self, doc: &str) -> Result<CodeValue, E> {
                Ok(CodeValue { code: None, name: None, doc: doc.to_owned() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CodeValue, A::Error> {
                let Full { code, name, doc } = Full::deserialize(MapAccessDeserializer::new(map))?;
                Ok(CodeValue { code, name, doc })
            }
        }
        deserializer.deserialize_any(Value)
    }
}

impl<'de> Deserialize<'de> for WireName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = WireName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name, or a name for each way of authentication")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<WireName, E> {
                Ok(WireName::One(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WireName, A::Error> {
                Entries::deserialize(MapAccessDeserializer::new(map)).map(WireName::ByAuthentication)
            }
        }
        deserializer.deserialize_any(Name)
    }
}

impl<'de> Deserialize<'de> for RangeText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = RangeText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a range such as `1..1000` or `1..`")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<RangeText, E> {
                Ok(RangeText(text.to_owned()))
            }
        }
        deserializer.deserialize_any(Text)
    }
}

impl<'de> Deserialize<'de> for Literal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;
        impl Visitor<'_> for Value {
            type Value = Literal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, a text, `true` or `false`")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Literal, E> {
                Ok(Literal::Boolean(value))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Literal, E> {
                Ok(Literal::Integer(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Literal, E> {
                i64::try_from(value).map(Literal::Integer).map_err(E::custom)
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Literal, E> {
                Ok(Literal::Text(value.to_owned()))
            }
        }
        deserializer.deserialize_any(Value)
    }
}
