//! The checked model of the API: every name resolved, every rule proven.
//!
//! It is what the emitters, the emulator and every export read; none of them sees the YAML.
//! Names in Rust are decided here once (fields called `ident`, `variant`, `rust_name`).

pub use crate::load::raw::{Asks, Literal, RuleKind, Version};

/// The whole API.
#[derive(Clone, Debug)]
pub struct Api {
    /// What holds for the whole service.
    pub service: Service,
    /// The error codes, sorted by code.
    pub error_codes: Vec<ErrorCode>,
    /// The resources, sorted by file.
    pub resources: Vec<Resource>,
}

/// What holds for the whole service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Name of the service, as endpoints know it.
    pub name: String,
    /// What the service is.
    pub doc: String,
    /// Where pages can be read: an address that ends in `/`.
    pub documents: String,
    /// The clouds that run the service.
    pub clouds: Vec<Cloud>,
    /// What the client itself puts into paths.
    pub path_parameters: Vec<Parameter>,
    /// The fields of a failed call's answer.
    pub failure: Failure,
    /// The response header that names the request.
    pub request_id: String,
    /// The HTTP statuses, sorted.
    pub statuses: Vec<Status>,
}

/// A cloud.
#[derive(Clone, Debug)]
pub struct Cloud {
    /// What the cloud is.
    pub doc: String,
    /// Names of its regions.
    pub regions: Vec<String>,
    /// Address of the service, with `{region}` for the region.
    pub endpoint: String,
    /// Address of the identity service, with `{region}` for the region.
    pub iam_endpoint: String,
}

/// The fields of a failed call's answer.
#[derive(Clone, Debug)]
pub struct Failure {
    /// False when the call failed.
    pub success: String,
    /// The error code.
    pub code: String,
    /// The message.
    pub message: String,
    /// Another name of the message.
    pub message_also: Option<String>,
    /// What the service proposes to do.
    pub solution: Option<String>,
}

impl Failure {
    /// Whether a field belongs to the failure rather than to the answer.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        let others = self.message_also.iter().chain(&self.solution);
        [&self.success, &self.code, &self.message].into_iter().chain(others).any(|name| name == field)
    }
}

/// An HTTP status.
#[derive(Clone, Debug)]
pub struct Status {
    /// Number.
    pub status: u16,
    /// The vendor's word for it.
    pub reason: String,
    /// What it asks of a client.
    pub asks: Asks,
    /// What it means.
    pub doc: String,
}

/// An error code of the service.
#[derive(Clone, Debug)]
pub struct ErrorCode {
    /// The code.
    pub code: String,
    /// Name of the constant.
    pub ident: String,
    /// The HTTP statuses that it comes with.
    pub http: Vec<u16>,
    /// The vendor's symbolic name.
    pub name: Option<String>,
    /// What it means.
    pub doc: Option<String>,
}

impl ErrorCode {
    /// The first of its statuses that is one of a failed call.
    #[must_use]
    pub fn failure_status(&self) -> Option<u16> {
        self.http.iter().copied().find(|status| (400..600).contains(status))
    }
}

/// What one file of the spec describes: a module of the client.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Name of the file.
    pub file: String,
    /// Name of the module.
    pub module: String,
    /// What the resource is.
    pub doc: String,
    /// The version of the API, where it is not the first.
    pub version: Option<Version>,
    /// Code tables.
    pub codes: Vec<Codes>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Operations.
    pub operations: Vec<Operation>,
}

/// Where a table or a code table stands: its resource, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    /// Index of the resource.
    pub resource: usize,
    /// Index in the resource.
    pub index: usize,
}

impl Api {
    /// The table that a reference names.
    #[must_use]
    pub fn table(&self, at: Reference) -> &Table {
        &self.resources[at.resource].tables[at.index]
    }

    /// The code table that a reference names.
    #[must_use]
    pub fn codes(&self, at: Reference) -> &Codes {
        &self.resources[at.resource].codes[at.index]
    }

    /// The error code of that name.
    #[must_use]
    pub fn error_code(&self, code: &str) -> Option<&ErrorCode> {
        self.error_codes
            .binary_search_by(|known| known.code.as_str().cmp(code))
            .ok()
            .map(|index| &self.error_codes[index])
    }

    /// All operations.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.resources.iter().flat_map(|resource| &resource.operations)
    }
}

/// A code table.
#[derive(Clone, Debug)]
pub struct Codes {
    /// Name of the type.
    pub name: String,
    /// Whether codes are numbers or texts on the wire.
    pub kind: CodeKind,
    /// Whether the service may send codes that the table does not have.
    pub open: bool,
    /// What the codes tell.
    pub doc: String,
    /// Page of the documents.
    pub source: Option<String>,
    /// The codes.
    pub values: Vec<Code>,
    /// Groups of codes.
    pub groups: Vec<Group>,
}

impl Codes {
    /// The code that a value on the wire stands for.
    #[must_use]
    pub fn find(&self, value: &Literal) -> Option<&Code> {
        self.values.iter().find(|code| match (self.kind, value) {
            (CodeKind::Number, Literal::Integer(number)) => code.number == *number,
            (CodeKind::Text, Literal::Text(text)) => code.name == *text,
            _ => false,
        })
    }
}

/// What a code is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A number.
    Number,
    /// A text.
    Text,
}

/// One code.
#[derive(Clone, Debug)]
pub struct Code {
    /// Key in the spec.
    pub key: String,
    /// Name of the variant.
    pub variant: String,
    /// Number; the place in the table where codes are texts.
    pub number: i64,
    /// The vendor's name; the code itself where codes are texts.
    pub name: String,
    /// What it means.
    pub doc: String,
}

/// A group of codes.
#[derive(Clone, Debug)]
pub struct Group {
    /// Name of the constant.
    pub name: String,
    /// What the codes have in common.
    pub doc: String,
    /// Indices of the codes.
    pub values: Vec<usize>,
}

/// A table: an object on the wire.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of the type.
    pub name: String,
    /// What the object is.
    pub doc: String,
    /// Page of the documents.
    pub source: Option<String>,
    /// Its fields, without those of the failure.
    pub fields: Vec<Field>,
    /// Whether the answer tells by a field whether the call succeeded.
    pub tells_success: bool,
    /// Whether a body holds it: it then can be made by callers.
    pub is_sent: bool,
    /// What holds between its fields when it is sent.
    pub rules: Vec<Rule>,
}

impl Table {
    /// Whether it tells whether the call succeeded, and nothing else.
    #[must_use]
    pub fn is_only_outcome(&self) -> bool {
        self.tells_success && self.fields.is_empty()
    }
}

/// What holds between fields or parameters of which some may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What holds.
    pub kind: RuleKind,
    /// Their indices.
    pub members: Vec<usize>,
}

impl Rule {
    /// The rule in words, given the names of what it is about.
    #[must_use]
    pub fn words<'a>(&self, name: impl Fn(usize) -> &'a str) -> String {
        let names: Vec<_> = self.members.iter().map(|member| format!("`{}`", name(*member))).collect();
        let names = names.join(", ");
        match self.kind {
            RuleKind::ExactlyOne => format!("Exactly one of {names} must be set."),
            RuleKind::AtMostOne => format!("At most one of {names} may be set."),
            RuleKind::Together => format!("Of {names} all must be set, or none."),
        }
    }
}

/// A field of a table.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Another name under which it may come.
    pub also: Option<String>,
    /// Name in Rust.
    pub ident: String,
    /// Name of the method that sets it, where the table is sent.
    pub setter: String,
    /// Type.
    pub ty: Type,
    /// Whether it comes as a text that holds JSON.
    pub encoded: bool,
    /// Whether an item may come without its list.
    pub or_single: bool,
    /// Whether the page marks it as mandatory although it may be left out.
    pub marked_mandatory: bool,
    /// Whether it may be left out.
    pub optional: bool,
    /// The rule that its values obey.
    pub rule: ValueRule,
    /// What the service takes if nothing is sent.
    pub default: Option<Literal>,
    /// What it holds.
    pub doc: String,
    /// Unit, as documentation words it.
    pub unit: Option<&'static str>,
    /// Where pages disagree.
    pub note: Option<String>,
    /// Error code of the service where what it names does not exist.
    pub not_found: Option<String>,
    /// A value, for the emulator.
    pub example: Option<String>,
}

/// The rule of a value that is sent, where its type does not say it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueRule {
    /// Whatever the type allows.
    Any,
    /// A number from the first to the second.
    Range(i64, i64),
    /// A text of so many characters.
    Length(u64, Option<u64>),
}

impl ValueRule {
    /// The rule in words; none if it says nothing.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Any | Self::Length(0, None) => String::new(),
            Self::Range(min, max) if max == Width::Integer.range().1 || max == Width::Long.range().1 => {
                format!("{min} or more")
            }
            Self::Range(min, max) => format!("{min} to {max}"),
            Self::Length(min, Some(max)) => format!("{min} to {max} characters"),
            Self::Length(min, None) => format!("{min} characters or more"),
        }
    }
}

/// Type of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Number(Width),
    /// A number with a fraction.
    Float,
    /// A text.
    Text,
    /// A text that must not be shown.
    Secret,
    /// Any JSON.
    Json,
    /// Texts under free keys.
    Map,
    /// A point in time: milliseconds since 1970-01-01T00:00:00Z.
    Timestamp,
    /// A span of time, in milliseconds.
    Duration,
    /// One of a code table.
    Codes(Reference),
    /// An object.
    Table(Reference),
    /// A list.
    List(Box<Type>),
}

/// Width of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// 8 bits.
    Byte,
    /// 16 bits.
    Short,
    /// 32 bits.
    Integer,
    /// 64 bits.
    Long,
}

impl Width {
    /// Smallest and largest value.
    #[must_use]
    pub fn range(self) -> (i64, i64) {
        match self {
            Self::Byte => (i8::MIN.into(), i8::MAX.into()),
            Self::Short => (i16::MIN.into(), i16::MAX.into()),
            Self::Integer => (i32::MIN.into(), i32::MAX.into()),
            Self::Long => (i64::MIN, i64::MAX),
        }
    }
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Name in the spec.
    pub name: String,
    /// The name, told apart from that of another version.
    pub id: String,
    /// Name of the client's method.
    pub ident: String,
    /// Name of the builder.
    pub builder: String,
    /// HTTP method.
    pub method: Method,
    /// The path, cut at its parameters.
    pub path: Vec<Segment>,
    /// What it does.
    pub doc: String,
    /// Page of the documents.
    pub source: Option<String>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What holds between its parameters.
    pub rules: Vec<Rule>,
    /// Status of an answer that tells of success.
    pub success: u16,
    /// Whether the call may be sent again when nobody knows whether the first one arrived.
    pub idempotent: bool,
    /// Table of the answer; none if the answer has no body.
    pub response: Option<Reference>,
    /// How the list is paged.
    pub pages: Option<Pages>,
    /// How the list is sorted.
    pub sort: Option<Sort>,
}

impl Operation {
    /// The path as it stands in the spec.
    #[must_use]
    pub fn template(&self, service: &Service) -> String {
        let part = |segment: &Segment| match segment {
            Segment::Literal(text) => text.clone(),
            Segment::Client(index) => format!("{{{}}}", service.path_parameters[*index].name),
            Segment::Parameter(index) => format!("{{{}}}", self.parameters[*index].name),
        };
        self.path.iter().map(part).collect()
    }
}

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `DELETE`.
    Delete,
}

impl Method {
    /// The method as it goes over the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text as it stands.
    Literal(String),
    /// A parameter of the client, its project: index in [`Service::path_parameters`].
    Client(usize),
    /// A parameter of the operation: index in [`Operation::parameters`].
    Parameter(usize),
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub ident: String,
    /// Name on the wire.
    pub wire: WireName,
    /// Where it goes.
    pub location: Location,
    /// Type and rule.
    pub ty: ParameterType,
    /// Whether the call cannot do without it.
    pub mandatory: bool,
    /// Whether the page marks it as mandatory although it may be left out.
    pub marked_mandatory: bool,
    /// Whether the default is sent where nothing else is set.
    pub sends_default: bool,
    /// Whether the page gives it the type of a text, too.
    pub also_text: bool,
    /// What the service takes if nothing is sent.
    pub default: Option<Literal>,
    /// What it does.
    pub doc: String,
    /// Where pages disagree.
    pub note: Option<String>,
    /// Error code of the service where what it names does not exist.
    pub not_found: Option<String>,
    /// The field of the items that must be equal to it.
    pub selects: Option<usize>,
    /// The fields of the items of which one must contain it.
    pub searches: Vec<usize>,
}

/// A name on the wire, under each way of authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireName {
    /// With a signature.
    pub ak_sk: String,
    /// With a token.
    pub account: String,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into the body, as a field of its object.
    Body,
    /// Into a header.
    Header,
}

/// Type of a parameter, with the rule that its values obey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// `true` or `false`.
    Boolean,
    /// A whole number from `min` to `max`.
    Number {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
        /// Width on the wire.
        width: Width,
    },
    /// A text of `min` to `max` characters.
    Text {
        /// Fewest characters.
        min: u64,
        /// Most characters.
        max: Option<u64>,
    },
    /// One of a code table.
    Codes(Reference),
    /// An object or a list, in a body.
    Value(Type),
}

impl ParameterType {
    /// The type as that of a field, and the rule that is left. A bound that is the type's own is none.
    #[must_use]
    pub fn as_field(&self) -> (Type, ValueRule) {
        match self {
            Self::Boolean => (Type::Boolean, ValueRule::Any),
            Self::Number { min, max, width } if (*min, *max) == width.range() => (Type::Number(*width), ValueRule::Any),
            Self::Number { min, max, width } => (Type::Number(*width), ValueRule::Range(*min, *max)),
            Self::Text { min: 0, max: None } => (Type::Text, ValueRule::Any),
            Self::Text { min, max } => (Type::Text, ValueRule::Length(*min, *max)),
            Self::Codes(at) => (Type::Codes(*at), ValueRule::Any),
            Self::Value(ty) => (ty.clone(), ValueRule::Any),
        }
    }
}

/// How a list is paged.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Index of the parameter that says where the page begins.
    pub page: usize,
    /// Whether it holds the number of an item, not that of the page.
    pub by_item: bool,
    /// Number of the first page or item.
    pub first: i64,
    /// Index of the parameter that holds the number of items on a page.
    pub size: usize,
    /// Number of items on a page if nothing is sent; 0 where the documents do not tell.
    pub default_size: i64,
    /// Index of the field that holds the items.
    pub items: usize,
    /// Table of an item.
    pub item: Reference,
    /// Index of the field that holds the number of items on all pages.
    pub total: Option<usize>,
    /// Indexes of the fields that lead from an item to its key; empty if there is none.
    pub key: Vec<usize>,
}

/// How a list is sorted.
#[derive(Clone, Debug)]
pub struct Sort {
    /// Index of the parameter that names the field to sort by.
    pub by: usize,
    /// Index of the parameter that names the direction.
    pub order: usize,
}
