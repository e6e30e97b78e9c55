//! The model of the API: a checked spec, with all names resolved.
//!
//! The emitter, the emulator and the exports read the model, never the YAML. Names in Rust are part of it: `check`
//! decides them.

mod text_rule;

use std::time::Duration;

pub use self::text_rule::{CharacterSet, Characters, TextRule};
pub use crate::load::raw::{Fraction, Literal, RuleKind, StatusAction};

/// The whole API.
#[derive(Clone, Debug)]
pub struct Api {
    /// Facts about the whole service.
    pub service: Service,
    /// The error codes, sorted by code.
    pub error_codes: Vec<ErrorCode>,
    /// The groups, sorted by file.
    pub groups: Vec<Group>,
}

/// Facts about the whole service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Name of the service, as endpoints know it.
    pub name: String,
    /// Documentation of the service.
    pub doc: String,
    /// Base address of the vendor's documents. It ends in `/`.
    pub documents: String,
    /// The clouds that run the service.
    pub clouds: Vec<Cloud>,
    /// The parameters that the client itself puts into paths.
    pub path_parameters: Vec<Parameter>,
    /// The fields of a failed call's response.
    pub failure: Failure,
    /// The response header that holds the ID of the request.
    pub request_id: String,
    /// The HTTP statuses, sorted.
    pub statuses: Vec<Status>,
}

/// A cloud.
#[derive(Clone, Debug)]
pub struct Cloud {
    /// Key in the spec.
    pub key: String,
    /// Documentation of the cloud.
    pub doc: String,
    /// Names of its regions.
    pub regions: Vec<String>,
    /// Address of the service, with `{region}` for the region if the address depends on it.
    pub endpoint: String,
    /// Address of the identity service, with `{region}` for the region.
    pub iam_endpoint: String,
}

/// The object in a response that holds the fields of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureObject {
    /// The one with this name.
    Named(String),
    /// The first one, whatever its name is.
    Any,
}

/// The fields of a failed call's response.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The object that holds the other fields.
    pub object: Option<FailureObject>,
    /// False if the call failed.
    pub success: Option<String>,
    /// The error code.
    pub code: String,
    /// The message.
    pub message: String,
    /// Another name of the message.
    pub message_alias: Option<String>,
    /// The proposed solution.
    pub solution: Option<String>,
}

impl Failure {
    /// Returns whether a field of a response describes the failure. Fields of an object in the response do not.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        let others = self.success.iter().chain(&self.message_alias).chain(&self.solution);
        self.object.is_none() && [&self.code, &self.message].into_iter().chain(others).any(|name| name == field)
    }

    /// Returns whether a field of a response reports success.
    #[must_use]
    pub fn is_flag(&self, field: &str) -> bool {
        self.success.as_deref() == Some(field)
    }
}

/// An HTTP status.
#[derive(Clone, Debug)]
pub struct Status {
    /// Number.
    pub status: u16,
    /// The vendor's reason phrase.
    pub reason: String,
    /// What the client does after such a response.
    pub action: StatusAction,
    /// Meaning of the status.
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
    /// Meaning of the code.
    pub doc: Option<String>,
}

impl ErrorCode {
    /// Returns the first of its statuses that is one of a failed call.
    #[must_use]
    pub fn failure_status(&self) -> Option<u16> {
        self.http.iter().copied().find(|status| (400..600).contains(status))
    }
}

/// A group: a file of the spec, and a module of the client.
#[derive(Clone, Debug)]
pub struct Group {
    /// Name of the file.
    pub file: String,
    /// Name of the module.
    pub module: String,
    /// Documentation of the group.
    pub doc: String,
    /// Name of the type whose methods are the operations.
    pub type_name: String,
    /// Code tables.
    pub codes: Vec<Codes>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Operations.
    pub operations: Vec<Operation>,
    /// The things that the operations are about.
    pub resources: Vec<Resource>,
}

/// A kind of thing. Operations are indices in the group.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Name in the spec.
    pub name: String,
    /// What one such thing is.
    pub doc: String,
    /// A note, such as what the pages do not say of its states.
    pub note: Option<String>,
    /// The parameter that names a thing in paths.
    pub key: String,
    /// The operation that creates a thing.
    pub create: Option<usize>,
    /// The operation that shows one thing.
    pub get: Option<usize>,
    /// The operation that lists things.
    pub list: Option<usize>,
    /// The operations that change fields of a thing.
    pub update: Vec<usize>,
    /// The operation that deletes a thing.
    pub delete: Option<usize>,
    /// The name that no two things have.
    pub unique: Option<Unique>,
    /// The states of a thing.
    pub states: Option<States>,
}

/// A name that no two things have.
#[derive(Clone, Debug)]
pub struct Unique {
    /// The parameter of the operation that creates a thing, and the field of a thing in the list.
    pub name: String,
    /// Error code of the service if another thing has the name.
    pub refused: Option<String>,
}

/// The states of a thing. States are indices in the code table.
#[derive(Clone, Debug)]
pub struct States {
    /// Indices of the fields that lead from the response of `get` to the state.
    pub field: Vec<usize>,
    /// The code table of the states.
    pub codes: Reference,
    /// The state of a thing that was just created.
    pub initial: usize,
    /// For each state, how a thing leaves it by itself.
    pub moves: Vec<Option<Move>>,
    /// The field that shows how long a thing was in some of the states.
    pub duration: Option<StateDuration>,
    /// Index of the group of the states that a thing never leaves by itself.
    pub terminal: usize,
    /// Index of the group of the states of a thing that failed.
    pub failed: Option<usize>,
    /// The states that the service enters on its own.
    pub unplanned: Vec<usize>,
    /// The operations that change the state.
    pub actions: Vec<Action>,
}

/// How long a thing was in some states.
#[derive(Clone, Debug)]
pub struct StateDuration {
    /// Indices of the fields that lead from the response of `get` to the duration.
    pub field: Vec<usize>,
    /// The states whose time counts.
    pub states: Vec<usize>,
}

/// How a thing leaves a state by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The next state.
    pub to: usize,
    /// About how long that takes.
    pub after: Duration,
}

/// An operation that changes the state of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Index of the operation.
    pub operation: usize,
    /// The states in which it is allowed.
    pub from: Vec<usize>,
    /// The next state.
    pub to: usize,
    /// Error code of the service in any other state.
    pub refused: Option<String>,
}

impl Group {
    /// Returns whether something in it is deprecated.
    #[must_use]
    pub fn has_deprecated(&self) -> bool {
        let operations = self.operations.iter().flat_map(|operation| {
            let parameters = operation.parameters.iter().map(|parameter| &parameter.deprecated);
            parameters.chain([&operation.deprecated])
        });
        let fields = self.tables.iter().flat_map(|table| &table.fields).map(|field| &field.deprecated);
        let codes = self.codes.iter().flat_map(|codes| &codes.values).map(|code| &code.deprecated);
        operations.chain(fields).chain(codes).any(Option::is_some)
    }
}

/// A reference to a table or a code table: its group, and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    /// Index of the group.
    pub group: usize,
    /// Index in the group.
    pub index: usize,
}

impl Api {
    /// Returns the table of a reference.
    #[must_use]
    pub fn table(&self, at: Reference) -> &Table {
        &self.groups[at.group].tables[at.index]
    }

    /// Returns the code table of a reference.
    #[must_use]
    pub fn codes(&self, at: Reference) -> &Codes {
        &self.groups[at.group].codes[at.index]
    }

    /// Returns the error code of a name.
    #[must_use]
    pub fn error_code(&self, code: &str) -> Option<&ErrorCode> {
        self.error_codes
            .binary_search_by(|known| known.code.as_str().cmp(code))
            .ok()
            .map(|index| &self.error_codes[index])
    }

    /// Returns the fields that indices lead through, from a table through the objects in it, as in `metadata.id`.
    pub fn fields<'a>(&'a self, table: Reference, path: &'a [usize]) -> impl Iterator<Item = &'a Field> {
        let mut holder = Some(table);
        path.iter().map_while(move |index| {
            let field = self.table(holder?).fields.get(*index)?;
            holder = if let Type::Table(inner) = field.ty { Some(inner) } else { None };
            Some(field)
        })
    }

    /// Returns all operations.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }
}

/// A code table.
#[derive(Clone, Debug)]
pub struct Codes {
    /// Name of the type.
    pub name: String,
    /// Whether codes are numbers or texts on the wire.
    pub kind: CodeKind,
    /// Whether the service may send codes that the table does not list.
    pub open: bool,
    /// Documentation of the enumeration.
    pub doc: String,
    /// Page of the documents.
    pub source: Option<String>,
    /// The codes.
    pub values: Vec<Code>,
    /// Groups of codes.
    pub groups: Vec<CodeGroup>,
}

impl Codes {
    /// Returns whether the enumeration has a variant for codes that it does not list. Enumerations of numbers always
    /// have one: a caller may have a number from any source.
    #[must_use]
    pub fn has_unrecognized(&self) -> bool {
        self.open || self.kind == CodeKind::Number
    }

    /// Returns the code of a value on the wire.
    #[must_use]
    pub fn find(&self, value: &Literal) -> Option<&Code> {
        self.values.iter().find(|code| match (self.kind, value) {
            (CodeKind::Number, Literal::Integer(number)) => code.number == *number,
            (CodeKind::Text, Literal::Text(text)) => code.name == *text,
            _ => false,
        })
    }
}

/// The kind of codes on the wire.
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
    /// Number; the index in the table if codes are texts.
    pub number: i64,
    /// The vendor's name; the code itself if codes are texts.
    pub name: String,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Meaning of the code.
    pub doc: String,
}

/// A group of codes.
#[derive(Clone, Debug)]
pub struct CodeGroup {
    /// Key in the spec.
    pub key: String,
    /// Name of the constant.
    pub constant: String,
    /// Name of the method that tests whether a code is in the group.
    pub predicate: String,
    /// What the codes of the group have in common.
    pub doc: String,
    /// Indices of the codes.
    pub values: Vec<usize>,
}

/// A table: an object on the wire.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of the type.
    pub name: String,
    /// Documentation of the object.
    pub doc: String,
    /// Page of the documents.
    pub source: Option<String>,
    /// The fields, without those of a failure and those that always have the same value.
    pub fields: Vec<Field>,
    /// The fields that always have the same value. The type in Rust has no such fields.
    pub constants: Vec<Constant>,
    /// Whether a field of the response reports success or failure.
    pub has_outcome: bool,
    /// Whether a body holds it, so that callers create it.
    pub is_sent: bool,
    /// Name in Rust of what keeps the fields that are cleared, if merge patches hold the table.
    pub cleared: Option<String>,
    /// Rules between its fields, checked before it is sent.
    pub rules: Vec<Rule>,
}

impl Table {
    /// Returns the fields, then those that always have the same value.
    pub fn all_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().chain(self.constants.iter().map(|constant| &constant.field))
    }

    /// Returns whether it holds nothing but the outcome of the call.
    #[must_use]
    pub fn is_only_outcome(&self) -> bool {
        self.has_outcome && self.fields.is_empty() && self.constants.is_empty()
    }
}

/// A rule between optional fields or parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kind of the rule.
    pub kind: RuleKind,
    /// Indexes of the fields or parameters.
    pub members: Vec<usize>,
}

impl Rule {
    /// Describes the rule in a sentence. `name` returns the name of a member.
    #[must_use]
    pub fn describe<'a>(&self, name: impl Fn(usize) -> &'a str) -> String {
        let names: Vec<_> = self.members.iter().map(|member| format!("`{}`", name(*member))).collect();
        let names = names.join(", ");
        match self.kind {
            RuleKind::ExactlyOne => format!("Exactly one of {names} must be set."),
            RuleKind::AtMostOne => format!("At most one of {names} may be set."),
            RuleKind::Together => format!("All of {names} must be set, or none."),
        }
    }
}

/// A field that always has the same value.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The field.
    pub field: Field,
    /// The value on the wire.
    pub value: Literal,
}

/// A field of a table.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name in the spec.
    pub key: String,
    /// Name on the wire.
    pub name: String,
    /// Another name on the wire.
    pub alias: Option<String>,
    /// Name in Rust.
    pub ident: String,
    /// Name of the setter, if the table is sent.
    pub setter: String,
    /// Name of the method that clears it, if it is optional and merge patches hold the table.
    pub clear: Option<String>,
    /// Type.
    pub ty: Type,
    /// The character between the items of a list that is one text.
    pub join: Option<char>,
    /// Whether the value is a string that holds JSON.
    pub encoded: bool,
    /// Whether a list of one item may come as the item alone.
    pub single_or_list: bool,
    /// Whether the page marks it as mandatory although it is optional.
    pub marked_mandatory: bool,
    /// Whether requests must have it.
    pub mandatory: bool,
    /// Whether requests or responses may lack it, so that it is an `Option`.
    pub optional: bool,
    /// Whether the value is in a box: a table holds itself through the field.
    pub is_boxed: bool,
    /// The rule for its values.
    pub rule: ValueRule,
    /// The value that the service uses by default.
    pub default: Option<Literal>,
    /// Documentation of the field.
    pub doc: String,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Unit, as documentation names it.
    pub unit: Option<&'static str>,
    /// A note, such as where pages disagree.
    pub note: Option<String>,
    /// Error code of the service if the named thing does not exist.
    pub not_found: Option<String>,
    /// An example, which the emulator uses.
    pub example: Option<String>,
}

/// The rule for a value, in addition to its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueRule {
    /// Any value of the type.
    Any,
    /// A number in a range, both ends included.
    Range(i64, i64),
    /// A text with a length in a range, and of some characters.
    Text(TextRule),
    /// A number with a fraction, in a range.
    Fraction(Limit, Option<Limit>),
    /// A list with a number of items in a range.
    Items(u64, Option<u64>),
}

/// An end of a range of numbers with a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number.
    pub number: Fraction,
    /// Whether the number itself is out of range.
    pub is_exclusive: bool,
}

impl ValueRule {
    /// Returns whether a number with a fraction obeys the rule.
    #[must_use]
    pub fn has(self, number: f64) -> bool {
        let Self::Fraction(min, max) = self else { return true };
        let is_low = number < min.number.0 || (min.is_exclusive && number <= min.number.0);
        let is_high = max.is_some_and(|max| number > max.number.0 || (max.is_exclusive && number >= max.number.0));
        !is_low && !is_high
    }

    /// Describes the rule in a sentence. Returns an empty string if any value is allowed.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Self::Any => String::new(),
            Self::Text(rule) => rule.describe(),
            Self::Range(min, max) if max == Width::Integer.range().1 || max == Width::Long.range().1 => {
                format!("Minimum: {min}.")
            }
            Self::Range(min, max) => format!("Range: {min} to {max}."),
            Self::Fraction(min, None) => format!("Minimum: {}.", more_than(min)),
            Self::Fraction(min, Some(max)) => {
                let less_than = if max.is_exclusive { "less than " } else { "" };
                format!("Range: {} to {less_than}{}.", more_than(min), max.number)
            }
            Self::Items(0, None) => String::new(),
            Self::Items(min, Some(max)) => format!("Number of items: {min} to {max}."),
            Self::Items(min, None) => format!("Minimum number of items: {min}."),
        }
    }
}

/// Returns a range of numbers with a fraction as it is in the spec.
#[must_use]
pub fn range_text(min: Limit, max: Option<Limit>) -> String {
    let exclusive = |limit: Limit| if limit.is_exclusive { "<" } else { "" };
    let max = max.map(|max| format!("{}{}", exclusive(max), max.number)).unwrap_or_default();
    format!("{}{}..{max}", min.number, exclusive(min))
}

/// Returns a number with a fraction in a range.
#[must_use]
pub fn fraction_in(min: Limit, max: Option<Limit>) -> f64 {
    max.map_or(min.number.0 + 1.0, |max| f64::midpoint(min.number.0, max.number.0))
}

fn more_than(min: Limit) -> String {
    if min.is_exclusive { format!("more than {}", min.number) } else { min.number.to_string() }
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
    /// A secret text, which is never shown.
    Secret,
    /// Any JSON value.
    Json,
    /// A map from strings to values of a type.
    Map(Box<Type>),
    /// A point in time.
    Timestamp(TimeForm),
    /// A duration.
    Duration(TimeForm),
    /// A code of a code table.
    Codes(Reference),
    /// An object.
    Table(Reference),
    /// A list.
    List(Box<Type>),
}

impl Type {
    /// Returns the type, the type in it if it is a list or a map, and so on.
    pub fn levels(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |ty| match ty {
            Self::List(item) | Self::Map(item) => Some(item),
            _ => None,
        })
    }

    /// Returns the type in the innermost list or map, or the type itself.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        self.levels().last().unwrap_or(self)
    }
}

/// The form of a time on the wire. A number counts from 1970-01-01T00:00:00Z, unless it is a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeForm {
    /// A number of milliseconds.
    Milliseconds,
    /// A number of seconds, with its width.
    Seconds(Width),
    /// A text, as in RFC 3339.
    Text,
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
    /// Returns the name of the type in the spec.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::Byte => "Byte",
            Self::Short => "Short",
            Self::Integer => "Integer",
            Self::Long => "Long",
        }
    }

    /// Returns the smallest and the largest value.
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
    /// Name in the spec, which is unique in its file.
    pub name: String,
    /// The file's name and the operation's, as in `training_jobs.list`.
    pub id: String,
    /// Name of the method.
    pub ident: String,
    /// Name of the builder.
    pub builder: String,
    /// Name of the constant that describes the operation.
    pub constant: String,
    /// HTTP method.
    pub method: Method,
    /// The path, split at its parameters.
    pub path: Vec<Segment>,
    /// Documentation of the operation.
    pub doc: String,
    /// Page of the documents.
    pub source: Option<String>,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// Content type of the body, if it is not that of JSON.
    pub content_type: Option<String>,
    /// Rules between its parameters.
    pub rules: Vec<Rule>,
    /// Statuses of success: at least one.
    pub success: Vec<u16>,
    /// Whether the client may retry when it is unknown whether the request took effect.
    pub idempotent: bool,
    /// Body of the response, if it has one.
    pub response: Option<ResponseBody>,
    /// Table of a failed call's response, as documentation.
    pub failure: Option<Reference>,
    /// How the list is split into pages.
    pub pages: Option<Pages>,
    /// How the list is sorted.
    pub sort: Option<Sort>,
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseBody {
    /// JSON of a type.
    Json(Type),
    /// A text.
    Text,
    /// Bytes, which are read as a whole.
    Bytes,
    /// Bytes, which are read as they arrive.
    Stream,
}

/// The content type of a merge patch (RFC 7396): a field that is null is cleared, and an absent one does not change.
pub const MERGE_PATCH: &str = "application/merge-patch+json";

impl Operation {
    /// Returns whether the body is a merge patch.
    #[must_use]
    pub fn is_merge_patch(&self) -> bool {
        self.content_type.as_deref() == Some(MERGE_PATCH)
    }

    /// Returns the table of the response, if the response is an object with one.
    #[must_use]
    pub fn table(&self) -> Option<Reference> {
        match self.response {
            Some(ResponseBody::Json(Type::Table(at))) => Some(at),
            _ => None,
        }
    }

    /// Returns whether only some responses have a body: with status 204 or 205 there is none.
    #[must_use]
    pub fn may_lack_body(&self) -> bool {
        self.response.is_some() && self.success.iter().any(|status| is_without_body(*status))
    }

    /// Returns the path as it is in the spec.
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

/// Returns whether a response with a status never has a body.
#[must_use]
pub fn is_without_body(status: u16) -> bool {
    matches!(status, 204 | 205)
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
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

impl Method {
    /// All methods.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// Returns the method as it is on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Literal text.
    Literal(String),
    /// A parameter of the client: index in [`Service::path_parameters`].
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
    /// The place in the request.
    pub location: Location,
    /// Type, with the rule for its values.
    pub ty: ParameterType,
    /// Whether it is required.
    pub mandatory: bool,
    /// Name of the method that clears it, if it is an optional field of a merge patch.
    pub clear: Option<String>,
    /// Whether the page marks it as mandatory although it is optional.
    pub marked_mandatory: bool,
    /// The text between the items of a list that is sent as one text.
    pub join: Option<String>,
    /// The value that is always sent. Callers do not set it.
    pub constant: Option<Literal>,
    /// Whether the default is sent if no value is set.
    pub sends_default: bool,
    /// Whether it is also a text in the documents.
    pub also_text: bool,
    /// The value that the service uses by default.
    pub default: Option<Literal>,
    /// What to use instead, if it is deprecated.
    pub deprecated: Option<String>,
    /// Unit, as documentation names it.
    pub unit: Option<&'static str>,
    /// Documentation of the parameter.
    pub doc: String,
    /// A note, such as where pages disagree.
    pub note: Option<String>,
    /// Error code of the service if the named thing does not exist.
    pub not_found: Option<String>,
    /// The field of the items that is equal to it.
    pub filters_by: Option<usize>,
    /// The fields of the items of which one contains it.
    pub searches_in: Vec<usize>,
}

/// A name on the wire, for each authentication scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireName {
    /// With a signature.
    pub ak_sk: String,
    /// With a token.
    pub account: String,
}

/// The place of a parameter in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// The path.
    Path,
    /// The query.
    Query,
    /// The body: the parameter is a field of its object.
    Body,
    /// A header.
    Header,
}

/// Type of a parameter, with the rule for its values.
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
    /// A text.
    Text(TextRule),
    /// A code of a code table.
    Codes(Reference),
    /// Any other type: in a body, a list or a number with a fraction in a query, a secret in a header.
    Value(Type, ValueRule),
}

impl Parameter {
    /// Returns the value that is sent if the caller sets none.
    #[must_use]
    pub fn preset(&self) -> Option<&Literal> {
        self.constant.as_ref().or(self.default.as_ref().filter(|_| self.sends_default))
    }

    /// Returns whether callers set it by a setter.
    #[must_use]
    pub fn has_setter(&self) -> bool {
        !self.mandatory && self.constant.is_none()
    }
}

impl ParameterType {
    /// Returns the type as one of a field, and the rule. A range that covers the whole type is no rule.
    #[must_use]
    pub fn as_field(&self) -> (Type, ValueRule) {
        match self {
            Self::Boolean => (Type::Boolean, ValueRule::Any),
            Self::Number { min, max, width } if (*min, *max) == width.range() => (Type::Number(*width), ValueRule::Any),
            Self::Number { min, max, width } => (Type::Number(*width), ValueRule::Range(*min, *max)),
            Self::Text(TextRule::ANY) => (Type::Text, ValueRule::Any),
            Self::Text(rule) => (Type::Text, ValueRule::Text(*rule)),
            Self::Codes(at) => (Type::Codes(*at), ValueRule::Any),
            Self::Value(ty, rule) => (ty.clone(), *rule),
        }
    }
}

/// How a list is split into pages.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Index of the parameter that is the number of the page or of its first item.
    pub page: usize,
    /// What that parameter is.
    pub by: PageBy,
    /// Number of the first page or item; 0 with a cursor.
    pub first: i64,
    /// Index of the parameter that is the size of a page.
    pub size: usize,
    /// Default size of a page; 0 if the documents do not specify it.
    pub default_size: i64,
    /// Indexes of the fields that lead to the items.
    pub items: Vec<usize>,
    /// Table of an item.
    pub item: Reference,
    /// Indexes of the fields that lead to the number of items on all pages.
    pub total: Option<Vec<usize>>,
    /// Indexes of the fields that lead from an item to its key; empty if the items have no key.
    pub key: Vec<usize>,
}

/// What selects a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageBy {
    /// Its number.
    Number,
    /// The number of its first item.
    Item,
    /// A cursor of the page before it: the indexes of the fields that lead to it.
    Cursor(Vec<usize>),
    /// The key of the last item before it.
    Marker,
}

/// How a list is sorted.
#[derive(Clone, Debug)]
pub struct Sort {
    /// Index of the parameter that names the field to sort by.
    pub by: usize,
    /// Index of the parameter that names the direction.
    pub order: usize,
}
