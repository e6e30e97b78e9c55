//! The raw spec: one type for each construct of the language, with no names resolved.

mod resources;

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::non_null::{self, NonNull};
use crate::diagnostic::Skipped;

pub use super::entries::Entries;
pub use resources::{Action, Move, Resource, StateDuration, States, Unique};

/// A whole spec.
#[derive(Debug, Default)]
pub struct Spec {
    /// `service.yaml`.
    pub service: Option<Service>,
    /// `error_codes.yaml`: the error codes of the service.
    pub error_codes: ErrorCodes,
    /// The other files, each with its name.
    pub groups: Vec<(String, Group)>,
    /// What could not be read.
    pub skipped: Skipped,
}

/// `service.yaml`: facts about the whole service.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Edition of the spec language: 2.
    #[serde(default, deserialize_with = "non_null::option")]
    pub edition: Option<u32>,
    /// Name of the service.
    #[serde(deserialize_with = "non_null::value")]
    pub service: String,
    /// Documentation of the service.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Base address of the vendor's documents, for pages named by `source`. It ends in `/`.
    #[serde(deserialize_with = "non_null::value")]
    pub documents: String,
    /// The clouds that run the service.
    pub clouds: Entries<String, Cloud>,
    /// The authentication schemes.
    pub authentication: Entries<String, String>,
    /// The parameters that the client itself puts into paths.
    #[serde(default)]
    pub path_parameters: Entries<String, Parameter>,
    /// The fields of a failed call's response.
    pub failure: Failure,
    /// The response header that holds the ID of the request.
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
    /// Documentation of the cloud.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Names of its regions.
    #[serde(deserialize_with = "non_null::list")]
    pub regions: Vec<String>,
    /// Address of each service, with `{region}` for the region if the address depends on it.
    pub endpoints: Entries<String, String>,
}

/// The fields of a failed call's response.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The field of the response that holds the fields of a failure as an object, or `"*"` if its name varies.
    #[serde(default, deserialize_with = "non_null::option")]
    pub object: Option<String>,
    /// The field that is false if the call failed.
    #[serde(default, deserialize_with = "non_null::option")]
    pub success: Option<String>,
    /// The field that holds the error code.
    #[serde(deserialize_with = "non_null::value")]
    pub code: String,
    /// The field that holds the message: its name, then an optional alias.
    #[serde(deserialize_with = "non_null::list")]
    pub message: Vec<String>,
    /// The field that holds the proposed solution.
    #[serde(default, deserialize_with = "non_null::option")]
    pub solution: Option<String>,
}

/// An HTTP status.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// The vendor's reason phrase.
    #[serde(deserialize_with = "non_null::value")]
    pub reason: String,
    /// What the client does after such a response.
    pub action: StatusAction,
    /// Meaning of the status.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
}

/// What the client does after a response with a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatusAction {
    /// Nothing: the call succeeded.
    Proceed,
    /// Change the request: it fails again otherwise.
    Correct,
    /// Log in again.
    Authenticate,
    /// Retry.
    Repeat,
    /// Retry after a delay.
    Wait,
    /// Change the state of the resource first.
    Resolve,
    /// Report an error of the service. Retry only if the operation is idempotent.
    Report,
}

impl fmt::Display for StatusAction {
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

/// `error_codes.yaml`: the error codes of the service.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorCodes {
    /// Page of the vendor's documents, relative to `documents`.
    #[serde(default, deserialize_with = "non_null::option")]
    pub source: Option<String>,
    /// The error codes.
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
    /// Meaning of the code.
    #[serde(default, deserialize_with = "non_null::option")]
    pub doc: Option<String>,
}

/// Any other file: the code tables, tables and operations of a group.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Documentation of the group.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Code tables.
    #[serde(default)]
    pub codes: Entries<String, Codes>,
    /// Tables (objects).
    #[serde(default)]
    pub tables: Entries<String, Table>,
    /// Operations.
    #[serde(default)]
    pub operations: Entries<String, Operation>,
    /// The things that the operations are about.
    #[serde(default)]
    pub resources: Entries<String, Resource>,
}

/// A code table: an enumeration of numbers or texts.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// Type of a code on the wire.
    #[serde(rename = "type", deserialize_with = "non_null::value")]
    pub ty: String,
    /// Documentation of the enumeration.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Page of the vendor's documents, relative to `documents`.
    #[serde(default, deserialize_with = "non_null::option")]
    pub source: Option<String>,
    /// The codes.
    pub values: Entries<String, CodeValue>,
    /// Groups of codes.
    #[serde(default)]
    pub groups: Entries<String, CodeGroup>,
}

/// A code: its documentation alone, or a table.
#[derive(Debug)]
pub struct CodeValue {
    /// Number, if codes are numbers.
    pub code: Option<i64>,
    /// The vendor's symbolic name.
    pub name: Option<String>,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Meaning of the code.
    pub doc: String,
}

/// A group of codes.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeGroup {
    /// What the codes of the group have in common.
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
    /// Documentation of the object.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Page of the vendor's documents, relative to `documents`.
    #[serde(default, deserialize_with = "non_null::option")]
    pub source: Option<String>,
    /// Whether all fields are optional in responses.
    #[serde(default)]
    pub optional: bool,
    /// The fields.
    pub fields: Entries<String, Field>,
    /// Rules between its fields, checked before it is sent.
    #[serde(default, deserialize_with = "non_null::list")]
    pub rules: Vec<Rule>,
}

/// A kind of rule between optional fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Exactly one of them must be set.
    ExactlyOne,
    /// At most one of them may be set.
    AtMostOne,
    /// All of them must be set, or none.
    Together,
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl RuleKind {
    /// Returns the key in the spec.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExactlyOne => "exactly_one",
            Self::AtMostOne => "at_most_one",
            Self::Together => "together",
        }
    }
}

/// A rule and the fields it is about, as in `exactly_one: [data_url, dataset_id]`.
pub type Rule = Entries<RuleKind, Vec<String>>;

/// A field of a table.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Name on the wire. Default: the key.
    #[serde(default, deserialize_with = "non_null::option")]
    pub name: Option<String>,
    /// A type in the vendor's words, or the name of a table or a code table.
    #[serde(rename = "type", deserialize_with = "non_null::value")]
    pub ty: String,
    /// Type of the items of a list.
    #[serde(default, deserialize_with = "non_null::option")]
    pub items: Option<String>,
    /// The character between the items of a list that is one text.
    #[serde(default, deserialize_with = "non_null::option")]
    pub join: Option<String>,
    /// Kind of time that the value is.
    #[serde(default, deserialize_with = "non_null::option")]
    pub format: Option<Format>,
    /// Unit of a number.
    #[serde(default, deserialize_with = "non_null::option")]
    pub unit: Option<Unit>,
    /// The outcome with which the field is absent.
    #[serde(default, deserialize_with = "non_null::option")]
    pub absent_on: Option<Outcome>,
    /// Whether the field of a response is data although it has the name of the field that reports success.
    #[serde(default)]
    pub data: bool,
    /// Whether the field is optional in responses.
    #[serde(default)]
    pub optional: bool,
    /// Whether the field is required in requests.
    #[serde(default)]
    pub mandatory: bool,
    /// Smallest and largest number.
    #[serde(default, deserialize_with = "non_null::option")]
    pub range: Option<RangeText>,
    /// Smallest and largest length, in characters.
    #[serde(default, deserialize_with = "non_null::option")]
    pub length: Option<RangeText>,
    /// The characters of a text, as in `letters digits -_`, or `not <>`.
    #[serde(default, deserialize_with = "non_null::option")]
    pub characters: Option<String>,
    /// The characters with which a text may begin.
    #[serde(default, deserialize_with = "non_null::option")]
    pub first_character: Option<String>,
    /// The characters with which a text may end.
    #[serde(default, deserialize_with = "non_null::option")]
    pub last_character: Option<String>,
    /// Smallest and largest number of items of a list.
    #[serde(default, deserialize_with = "non_null::option")]
    pub item_count: Option<RangeText>,
    /// The value that the service uses by default.
    #[serde(default, deserialize_with = "non_null::option")]
    pub default: Option<Literal>,
    /// The only value. It is always sent, and callers do not set it.
    #[serde(default, deserialize_with = "non_null::option")]
    pub constant: Option<Literal>,
    /// Whether the value is a string that holds JSON.
    #[serde(default)]
    pub encoded: bool,
    /// Whether a list of one item may come as the item alone.
    #[serde(default)]
    pub single_or_list: bool,
    /// Whether the value is a secret.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether the page marks it as mandatory although it is optional.
    #[serde(default)]
    pub marked_mandatory: bool,
    /// Another name of the field on the wire.
    #[serde(default, deserialize_with = "non_null::option")]
    pub alias: Option<String>,
    /// Documentation of the field.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// What to use instead, if it is deprecated.
    #[serde(default, deserialize_with = "non_null::option")]
    pub deprecated: Option<String>,
    /// A note, such as where pages disagree.
    #[serde(default, deserialize_with = "non_null::option")]
    pub note: Option<String>,
    /// Error code of the service if the named thing does not exist.
    #[serde(default, deserialize_with = "non_null::option")]
    pub not_found: Option<String>,
    /// An example, which the emulator uses.
    #[serde(default, deserialize_with = "non_null::option")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Literal>"))]
    pub example: Option<String>,
}

/// A kind of time. A number has a `unit`; a string is a text as in RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A point in time, since 1970-01-01T00:00:00Z.
    Timestamp,
    /// A duration.
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

/// The outcome of a call.
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
    /// Documentation of the operation.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// Page of the vendor's documents, relative to `documents`.
    #[serde(default, deserialize_with = "non_null::option")]
    pub source: Option<String>,
    /// What to use instead, if it is deprecated.
    #[serde(default, deserialize_with = "non_null::option")]
    pub deprecated: Option<String>,
    /// Parameters of the path, the query and headers.
    #[serde(default)]
    pub parameters: Entries<String, Parameter>,
    /// Fields of the body.
    #[serde(default)]
    pub body: Entries<String, Parameter>,
    /// Whether the operation has a body although its method is GET.
    #[serde(default)]
    pub get_with_body: bool,
    /// Content type of the body. Default: `application/json`. With `application/merge-patch+json`, callers can clear fields.
    #[serde(default, deserialize_with = "non_null::option")]
    pub content_type: Option<String>,
    /// Rules between the fields of the body.
    #[serde(default, deserialize_with = "non_null::list")]
    pub rules: Vec<Rule>,
    /// Status of success, or a list of them. Default: 200.
    #[serde(default, deserialize_with = "non_null::option")]
    pub success: Option<Statuses>,
    /// Whether the client may retry when it is unknown whether the request took effect. Default: false for POST, and for
    /// PATCH without a merge patch; true for other methods.
    #[serde(default, deserialize_with = "non_null::option")]
    pub idempotent: Option<bool>,
    /// Type of the response, if the response has a body: a table, a list as in `Array<Thing>`, `JSON`, `String`, `Bytes`
    /// or `Stream`.
    #[serde(default, deserialize_with = "non_null::option")]
    pub response: Option<String>,
    /// Table of a failed call's response, if it differs from `failure` in service.yaml. It is documentation.
    #[serde(default, deserialize_with = "non_null::option")]
    pub failure: Option<String>,
    /// How the list is split into pages.
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
    /// Name on the wire. Default: the key.
    #[serde(default, deserialize_with = "non_null::option")]
    pub name: Option<WireName>,
    /// A type in the vendor's words, or the name of a code table. In a body also the name of a table.
    #[serde(rename = "type", deserialize_with = "non_null::value")]
    pub ty: String,
    /// Type of the items of a list.
    #[serde(default, deserialize_with = "non_null::option")]
    pub items: Option<String>,
    /// Kind of time that the value is.
    #[serde(default, deserialize_with = "non_null::option")]
    pub format: Option<Format>,
    /// Unit of a number.
    #[serde(default, deserialize_with = "non_null::option")]
    pub unit: Option<Unit>,
    /// The text between the items of a list that is sent as one text. Default: a list in a query repeats the name.
    #[serde(default, deserialize_with = "non_null::option")]
    pub join: Option<String>,
    /// The value that is always sent. Callers do not set it.
    #[serde(default, deserialize_with = "non_null::option")]
    pub constant: Option<Literal>,
    /// Whether the value is a secret.
    #[serde(default)]
    pub sensitive: bool,
    /// Whether the parameter is required.
    #[serde(default)]
    pub mandatory: bool,
    /// Whether the page marks it as mandatory although it is optional.
    #[serde(default)]
    pub marked_mandatory: bool,
    /// Whether the default is sent if no value is set.
    #[serde(default)]
    pub send_default: bool,
    /// Another type of the parameter in the documents.
    #[serde(default, deserialize_with = "non_null::option")]
    pub also_type: Option<String>,
    /// The place of the parameter, if it is not in the path or the query.
    #[serde(default, rename = "in", deserialize_with = "non_null::option")]
    pub place: Option<ParameterPlace>,
    /// Smallest and largest number.
    #[serde(default, deserialize_with = "non_null::option")]
    pub range: Option<RangeText>,
    /// Smallest and largest length, in characters.
    #[serde(default, deserialize_with = "non_null::option")]
    pub length: Option<RangeText>,
    /// The characters of a text, as in `letters digits -_`, or `not <>`.
    #[serde(default, deserialize_with = "non_null::option")]
    pub characters: Option<String>,
    /// The characters with which a text may begin.
    #[serde(default, deserialize_with = "non_null::option")]
    pub first_character: Option<String>,
    /// The characters with which a text may end.
    #[serde(default, deserialize_with = "non_null::option")]
    pub last_character: Option<String>,
    /// Smallest and largest number of items of a list.
    #[serde(default, deserialize_with = "non_null::option")]
    pub item_count: Option<RangeText>,
    /// The value that the service uses by default.
    #[serde(default, deserialize_with = "non_null::option")]
    pub default: Option<Literal>,
    /// Documentation of the parameter.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// What to use instead, if it is deprecated.
    #[serde(default, deserialize_with = "non_null::option")]
    pub deprecated: Option<String>,
    /// A note, such as where pages disagree.
    #[serde(default, deserialize_with = "non_null::option")]
    pub note: Option<String>,
    /// Error code of the service if the named thing does not exist.
    #[serde(default, deserialize_with = "non_null::option")]
    pub not_found: Option<String>,
    /// The field of the items that is equal to the parameter.
    #[serde(default, deserialize_with = "non_null::option")]
    pub filters_by: Option<String>,
    /// The fields of the items of which one contains the parameter.
    #[serde(default, deserialize_with = "non_null::list")]
    pub searches_in: Vec<String>,
}

/// The place of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ParameterPlace {
    /// A header.
    Header,
}

/// How a list is split into pages: by the number of the page or of its first item, or by a cursor, and by the size of the
/// page.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// The parameter that is the number of the page.
    #[serde(default, deserialize_with = "non_null::option")]
    pub page: Option<String>,
    /// The parameter that is the number of the first item, counted from 0.
    #[serde(default, deserialize_with = "non_null::option")]
    pub offset: Option<String>,
    /// The parameter that is the position of the page, as the page before it says: in the field `next`, or else by the
    /// `key` of its last item.
    #[serde(default, deserialize_with = "non_null::option")]
    pub cursor: Option<String>,
    /// The field that holds the next `cursor`: `next`, or `metadata.continue` if it is in an object.
    #[serde(default, deserialize_with = "non_null::option")]
    pub next: Option<String>,
    /// Number of the first page. Default: the default of the parameter.
    #[serde(default, deserialize_with = "non_null::option")]
    pub first: Option<i64>,
    /// The parameter that is the size of a page.
    #[serde(deserialize_with = "non_null::value")]
    pub size: String,
    /// The field that holds the items: `jobs`, or `result.jobs` if it is in an object.
    #[serde(deserialize_with = "non_null::value")]
    pub items: String,
    /// The field that holds the number of items on all pages.
    #[serde(default, deserialize_with = "non_null::option")]
    pub total: Option<String>,
    /// The field that identifies an item: `job_id`, or `metadata.id` if it is in an object.
    #[serde(default, deserialize_with = "non_null::option")]
    pub key: Option<String>,
}

/// How a list is sorted.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// The parameter that names the field to sort by.
    #[serde(deserialize_with = "non_null::value")]
    pub by: String,
    /// The parameter that names the direction.
    #[serde(deserialize_with = "non_null::value")]
    pub order: String,
}

/// A name on the wire.
#[derive(Debug)]
pub enum WireName {
    /// The same name with every authentication scheme.
    One(String),
    /// A name for each authentication scheme.
    ByScheme(Entries<String, String>),
}

/// One HTTP status, or several.
#[derive(Debug)]
pub struct Statuses(pub Vec<u16>);

/// A range such as `1..1000`, not parsed yet.
#[derive(Debug)]
pub struct RangeText(pub String);

/// A literal value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(Fraction),
    /// A string.
    Text(String),
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

impl From<&Literal> for serde_json::Value {
    fn from(literal: &Literal) -> Self {
        match literal {
            Literal::Boolean(value) => Self::from(*value),
            Literal::Integer(value) => Self::from(*value),
            Literal::Float(value) => Self::from(value.0),
            Literal::Text(value) => Self::from(value.as_str()),
        }
    }
}

/// A number with a fraction, which is finite.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Fraction(pub f64);

// The number is finite, so it is equal to itself.
impl Eq for Fraction {}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
            #[serde(default, deserialize_with = "non_null::option")]
            deprecated: Option<String>,
            #[serde(deserialize_with = "non_null::value")]
            doc: String,
        }
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = CodeValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("documentation, or `{ code, name, doc }`")
            }

            fn visit_str<E: Error>(self, doc: &str) -> Result<CodeValue, E> {
                Ok(CodeValue { code: None, name: None, deprecated: None, doc: doc.to_owned() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CodeValue, A::Error> {
                let Full { code, name, deprecated, doc } = Full::deserialize(MapAccessDeserializer::new(map))?;
                Ok(CodeValue { code, name, deprecated, doc })
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
                f.write_str("a name, or a name for each authentication scheme")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<WireName, E> {
                Ok(WireName::One(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WireName, A::Error> {
                Entries::deserialize(MapAccessDeserializer::new(map)).map(WireName::ByScheme)
            }
        }
        deserializer.deserialize_any(Name)
    }
}

impl<'de> Deserialize<'de> for Statuses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Statuses;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an HTTP status, or a list of them")
            }

            fn visit_u64<E: Error>(self, status: u64) -> Result<Statuses, E> {
                u16::try_from(status).map(|status| Statuses(vec![status])).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Statuses, A::Error> {
                let mut statuses = Vec::new();
                while let Some(status) = list.next_element::<NonNull<u16>>()? {
                    statuses.push(status.0);
                }
                Ok(Statuses(statuses))
            }
        }
        deserializer.deserialize_any(List)
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
                f.write_str("a number, a string, `true` or `false`")
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

            fn visit_f64<E: Error>(self, value: f64) -> Result<Literal, E> {
                match value.is_finite() {
                    true => Ok(Literal::Float(Fraction(value))),
                    false => Err(E::custom("the number is not finite")),
                }
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Literal, E> {
                Ok(Literal::Text(value.to_owned()))
            }
        }
        deserializer.deserialize_any(Value)
    }
}
