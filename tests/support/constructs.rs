//! What the language can say, in one place: each construct with its row of the README, the feature that tests it, and how
//! to find it in an operation.

use std::collections::HashSet;

use modelarts_codegen::model::{
    Api, Characters, CodeKind, Field, Limit, Location, MERGE_PATCH, Method, Operation, PageBy, Pages, Parameter,
    ParameterType, Reference, ResponseBody, RuleKind, Table, TextRule, TimeForm, Type, ValueRule,
};

/// A construct of the language.
pub struct Construct {
    /// What it is.
    pub name: &'static str,
    /// A text of its row in `spec/README.md`.
    pub row: &'static str,
    /// The spec in `tests/specs`, or the service in `tests/services`, that shows it.
    pub feature: &'static str,
    /// How it is found.
    pub sign: Sign,
    /// Where a real operation has it.
    pub real: Real,
}

/// How a construct is found.
#[derive(Clone, Copy)]
pub enum Sign {
    /// In an operation, and the tables that it sends and receives.
    Operation(fn(&Use<'_>) -> bool),
    /// By one of some texts in a file: the model does not keep the writer's words.
    Words(&'static [&'static str]),
}

/// Where a real operation has a construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Real {
    /// In `spec/`.
    Spec,
    /// In another service of `tests/services`, because no page of this one has it.
    Service(&'static str),
}

/// An operation, and the fields of the tables that it sends and receives.
pub struct Use<'a> {
    pub api: &'a Api,
    pub operation: &'a Operation,
    sent: HashSet<Reference>,
    received: HashSet<Reference>,
}

impl<'a> Use<'a> {
    pub fn new(api: &'a Api, operation: &'a Operation) -> Self {
        let sent = operation.parameters.iter().map(|parameter| parameter.ty.as_field().0).collect();
        let received = match &operation.response {
            Some(ResponseBody::Json(ty)) => vec![ty.clone()],
            _ => Vec::new(),
        };
        Self { api, operation, sent: reachable(api, sent), received: reachable(api, received) }
    }

    fn tables(&self) -> impl Iterator<Item = &'a Table> {
        self.sent.union(&self.received).map(|at| self.api.table(*at))
    }

    fn fields(&self) -> impl Iterator<Item = &'a Field> {
        self.tables().flat_map(Table::all_fields)
    }

    fn has_field(&self, is: impl Fn(&Field) -> bool) -> bool {
        self.fields().any(is)
    }

    fn has_parameter(&self, is: impl Fn(&Parameter) -> bool) -> bool {
        self.operation.parameters.iter().any(is)
    }

    /// Returns whether a field or a parameter has a type, in lists and maps as well.
    fn has_type(&self, is: impl Fn(&Type) -> bool) -> bool {
        let parameters = self.operation.parameters.iter().map(|parameter| parameter.ty.as_field().0);
        self.has_field(|field| field.ty.levels().any(&is)) || parameters.into_iter().any(|ty| ty.levels().any(&is))
    }

    fn has_rule(&self, is: impl Fn(ValueRule) -> bool) -> bool {
        self.has_field(|field| is(field.rule)) || self.has_parameter(|parameter| is(parameter.ty.as_field().1))
    }

    fn has_form(&self, is: impl Fn(TimeForm) -> bool) -> bool {
        self.has_type(|ty| matches!(ty, Type::Timestamp(form) | Type::Duration(form) if is(*form)))
    }

    fn has_relation(&self, kind: RuleKind) -> bool {
        let rules = self.tables().flat_map(|table| &table.rules).chain(&self.operation.rules);
        rules.into_iter().any(|rule| rule.kind == kind)
    }

    fn responds(&self, is: impl Fn(&ResponseBody) -> bool) -> bool {
        self.operation.response.as_ref().is_some_and(is)
    }

    fn pages(&self, is: impl Fn(&Pages) -> bool) -> bool {
        self.operation.pages.as_ref().is_some_and(is)
    }
}

/// Returns the tables of some types, and those in them, at any depth.
fn reachable(api: &Api, mut open: Vec<Type>) -> HashSet<Reference> {
    let mut found = HashSet::new();
    while let Some(ty) = open.pop() {
        if let Type::Table(at) = *ty.innermost()
            && found.insert(at)
        {
            open.extend(api.table(at).all_fields().map(|field| field.ty.clone()));
        }
    }
    found
}

fn is_time(ty: &Type) -> bool {
    matches!(ty, Type::Timestamp(_) | Type::Duration(_))
}

fn is_exclusive(limit: Limit) -> bool {
    limit.is_exclusive
}

fn is_identifier(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit())
}

fn in_query(parameter: &Parameter, is: impl Fn(&Type) -> bool) -> bool {
    parameter.location == Location::Query && is(&parameter.ty.as_field().0)
}

/// Returns whether a rule names the characters of a text, or those that it may not have.
fn has_characters(rule: ValueRule, is_negative: bool) -> bool {
    let ValueRule::Text(TextRule { characters, .. }) = rule else { return false };
    characters != Characters::ANY && characters.all.has('\u{4e00}') == is_negative
}

const fn construct(name: &'static str, row: &'static str, feature: &'static str, sign: Sign) -> Construct {
    Construct { name, row, feature, sign, real: Real::Spec }
}

/// All constructs that pages need.
pub const CONSTRUCTS: &[Construct] = &[
    construct(
        "one table sent and received",
        "requests must have the field: an argument of `Part::new`",
        "both_ways",
        Sign::Operation(|used| !used.sent.is_disjoint(&used.received)),
    ),
    construct(
        "times as texts",
        "| `String` with `format: timestamp` |",
        "times",
        Sign::Operation(|used| used.has_form(|form| form == TimeForm::Text)),
    ),
    construct(
        "times in seconds",
        "`Integer` with `format: timestamp` or `format: duration`, and `unit: seconds`",
        "times",
        Sign::Operation(|used| used.has_form(|form| matches!(form, TimeForm::Seconds(_)))),
    ),
    construct(
        "times in bodies",
        "fields, parameters outside of paths",
        "times",
        Sign::Operation(|used| {
            used.has_parameter(|parameter| parameter.location == Location::Body && is_time(&parameter.ty.as_field().0))
        }),
    ),
    construct(
        "times in queries",
        "fields, parameters outside of paths",
        "times",
        Sign::Operation(|used| used.has_parameter(|parameter| in_query(parameter, is_time))),
    ),
    construct(
        "maps of any type",
        "| `Map<String, T>`, in quotes",
        "vendor_types",
        Sign::Operation(|used| used.has_type(|ty| matches!(ty, Type::Map(value) if matches!(**value, Type::Table(_))))),
    ),
    construct(
        "free JSON",
        "| `Object` |",
        "vendor_types",
        Sign::Operation(|used| used.has_type(|ty| matches!(ty, Type::Map(value) if **value == Type::Json))),
    ),
    construct(
        "responses that are lists",
        "| `Array<Thing>`, `Array<Array<Long>>` |",
        "responses",
        Sign::Operation(|used| used.responds(|body| matches!(body, ResponseBody::Json(Type::List(_))))),
    ),
    construct(
        "responses that are texts",
        "| `String` | `String`: the body as it is",
        "responses",
        Sign::Operation(|used| used.responds(|body| matches!(body, ResponseBody::Text))),
    ),
    construct(
        "responses that are bytes",
        "| `Bytes` | `Bytes`: the body as it is |",
        "responses",
        Sign::Operation(|used| used.responds(|body| matches!(body, ResponseBody::Bytes))),
    ),
    construct(
        "responses without a body",
        "omitted if the response has no body",
        "responses",
        Sign::Operation(|used| used.operation.response.is_none()),
    ),
    construct(
        "one name in the address and in the body",
        "If the path or the query has a parameter with the name of a field of the body",
        "patches",
        Sign::Operation(|used| {
            used.has_parameter(|body| {
                body.location == Location::Body
                    && used
                        .has_parameter(|other| other.location != Location::Body && other.wire.ak_sk == body.wire.ak_sk)
            })
        }),
    ),
    construct(
        "several statuses of success",
        "the status of success, or a list of them",
        "smn",
        Sign::Operation(|used| used.operation.success.len() > 1 && !used.operation.success.contains(&204)),
    ),
    construct(
        "a body that status 204 lacks",
        "With `success: [200, 204]`, the response is an `Option`",
        "responses",
        Sign::Operation(|used| used.operation.may_lack_body()),
    ),
    construct(
        "another status of success alone",
        "success: 201",
        "responses",
        Sign::Operation(|used| used.operation.success == [202]),
    ),
    construct(
        "fields of a failure as data",
        "Without this key, a field of the same name is data",
        "failures_as_data",
        Sign::Operation(|used| {
            let code = &used.api.service.failure.code;
            used.has_field(|field| field.name == *code)
        }),
    ),
    construct(
        "a table of failures",
        "the table of a failed call's response",
        "failures_as_data",
        Sign::Operation(|used| used.operation.failure.is_some()),
    ),
    construct(
        "cursors in nested fields",
        "`cursor` instead of `page` names a parameter that is a position",
        "cursors",
        Sign::Operation(|used| used.pages(|pages| matches!(&pages.by, PageBy::Cursor(next) if next.len() > 1))),
    ),
    construct(
        "offsets and sizes that are texts",
        "may be numbers in a `String` of the query",
        "cursors",
        Sign::Operation(|used| {
            used.operation.pages.is_some()
                && used
                    .has_parameter(|parameter| parameter.name == "limit" && in_query(parameter, |ty| *ty == Type::Text))
        }),
    ),
    construct(
        "lists in queries",
        "queries, if the items are plain values",
        "query_values",
        Sign::Operation(|used| used.has_parameter(|parameter| in_query(parameter, |ty| matches!(ty, Type::List(_))))),
    ),
    construct(
        "numbers with a fraction in queries",
        "| `Float`, `Double`, `Number` | `f64` | fields, bodies, queries |",
        "query_values",
        Sign::Operation(|used| used.has_parameter(|parameter| in_query(parameter, |ty| *ty == Type::Float))),
    ),
    construct(
        "lists in one text",
        "`join: \",\"`",
        "query_values",
        Sign::Operation(|used| used.has_parameter(|parameter| parameter.join.is_some())),
    ),
    construct(
        "PATCH",
        "default: false for POST and PATCH",
        "patches",
        Sign::Operation(|used| used.operation.method == Method::Patch && used.operation.content_type.is_none()),
    ),
    construct(
        "merge patches with null",
        "`application/merge-patch+json`",
        "patches",
        Sign::Operation(|used| {
            used.operation.content_type.as_deref() == Some(MERGE_PATCH) && used.has_field(|field| field.clear.is_some())
        }),
    ),
    construct(
        "paths without the client's parameters",
        "`path_parameters`: the parameters that the client itself puts into paths",
        "billing",
        Sign::Operation(|used| !used.operation.template(&used.api.service).contains("{project_id}")),
    ),
    Construct {
        name: "other parameters of the client",
        row: "which `ClientBuilder::path_parameter` or a variable",
        feature: "billing",
        sign: Sign::Operation(|used| used.operation.template(&used.api.service).contains("{domain_id}")),
        real: Real::Service("billing"),
    },
    construct(
        "secrets in bodies",
        "a `Secret`, which `Debug` does not show; in a body or a header",
        "secrets",
        Sign::Operation(|used| used.has_parameter(|parameter| parameter.ty.as_field().0 == Type::Secret)),
    ),
    construct(
        "secrets in tables",
        "| `sensitive: true` | a `Secret`, which `Debug` does not show |",
        "secrets",
        Sign::Operation(|used| used.has_field(|field| field.ty == Type::Secret)),
    ),
    construct(
        "constants in bodies",
        "the value is always sent, and callers do not set it",
        "constants",
        Sign::Operation(|used| used.has_parameter(|parameter| parameter.constant.is_some())),
    ),
    construct(
        "constants in tables",
        "the field always has this value",
        "constants",
        Sign::Operation(|used| used.tables().any(|table| !table.constants.is_empty())),
    ),
    construct("`Array of strings`", "`Array of strings`", "vendor_types", Sign::Words(&["Array of strings"])),
    construct("`Array of X objects`", "`Array of T objects`", "vendor_types", Sign::Words(&[" objects,"])),
    construct("`X object`", "`Part object`", "vendor_types", Sign::Words(&[" object,", " object\n"])),
    construct("`Object`", "| `Object` |", "vendor_types", Sign::Words(&["type: Object,"])),
    construct("`Number`", "`Number`", "vendor_types", Sign::Words(&["type: Number,"])),
    construct(
        "a map without quotes",
        "in quotes where the field is written on one line",
        "vendor_types",
        Sign::Words(&["type: Map<"]),
    ),
    construct(
        "names that Rust cannot have",
        "| `name: os.modelarts/name` | the name on the wire",
        "field_names",
        Sign::Operation(|used| used.has_field(|field| !is_identifier(&field.name))),
    ),
    construct(
        "keys of a body in camelCase",
        "| field of a `body` | as for fields of tables |",
        "field_names",
        Sign::Operation(|used| {
            used.has_parameter(|parameter| {
                parameter.location == Location::Body && parameter.name.contains(char::is_uppercase)
            })
        }),
    ),
    construct(
        "ranges of numbers with a fraction",
        "which may have a fraction if the type has",
        "value_rules",
        Sign::Operation(|used| used.has_rule(|rule| matches!(rule, ValueRule::Fraction(min, _) if !is_exclusive(min)))),
    ),
    construct(
        "exclusive limits",
        "numbers greater than 0, or less than 1",
        "value_rules",
        Sign::Operation(|used| used.has_rule(|rule| matches!(rule, ValueRule::Fraction(min, _) if is_exclusive(min)))),
    ),
    construct(
        "defaults with a fraction",
        "| `default` | the value that the service uses by default |",
        "value_rules",
        Sign::Operation(|used| used.has_field(|field| field.ty == Type::Float && field.default.is_some())),
    ),
    construct(
        "numbers of items",
        "smallest and largest number of items of a list",
        "value_rules",
        Sign::Operation(|used| used.has_rule(|rule| matches!(rule, ValueRule::Items(..)))),
    ),
    construct(
        "characters of a text",
        "`characters: letters digits -_`",
        "value_rules",
        Sign::Operation(|used| used.has_rule(|rule| has_characters(rule, false))),
    ),
    construct(
        "characters that a text may not have",
        "`characters: not <>&`",
        "value_rules",
        Sign::Operation(|used| used.has_rule(|rule| has_characters(rule, true))),
    ),
    construct(
        "a table that holds itself",
        "A table may hold itself",
        "recursion",
        Sign::Operation(|used| {
            let is_in_itself = |at: &Reference| {
                used.api.table(*at).fields.iter().any(|field| *field.ty.innermost() == Type::Table(*at))
            };
            used.sent.union(&used.received).any(is_in_itself)
        }),
    ),
    Construct {
        name: "failures in an object",
        row: "`object: error` they are in an object of the response",
        feature: "evs",
        sign: Sign::Operation(|used| used.api.service.failure.object.is_some()),
        real: Real::Service("evs"),
    },
    construct(
        "numbers as codes",
        "an enumeration of numbers",
        "number_codes",
        Sign::Operation(|used| {
            used.has_type(|ty| matches!(ty, Type::Codes(at) if used.api.codes(*at).kind == CodeKind::Number))
        }),
    ),
    construct(
        "lists of lists",
        "`Array<T>` for nested lists",
        "second_version",
        Sign::Operation(|used| used.has_type(|ty| matches!(ty, Type::List(item) if matches!(**item, Type::List(_))))),
    ),
    construct(
        "one of two fields",
        "`exactly_one` of them",
        "bodies",
        Sign::Operation(|used| used.has_relation(RuleKind::ExactlyOne)),
    ),
    construct(
        "fields that belong together",
        "all of them `together`, or none",
        "bodies",
        Sign::Operation(|used| used.has_relation(RuleKind::Together)),
    ),
    construct(
        "queries of a DELETE",
        "All others go into the query",
        "path_parameters",
        Sign::Operation(|used| {
            used.operation.method == Method::Delete && used.has_parameter(|parameter| in_query(parameter, |_| true))
        }),
    ),
    construct(
        "codes in queries",
        "| name of a code table | its `enum` | fields, parameters |",
        "text_codes",
        Sign::Operation(|used| {
            used.has_parameter(|parameter| {
                parameter.location == Location::Query && matches!(parameter.ty, ParameterType::Codes(_))
            })
        }),
    ),
];
