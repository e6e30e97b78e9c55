//! The names of a spec, and the keys after which they belong.
//!
//! A name that the schema does not know is accepted, unless it is known to be of another kind: the schema is older than
//! the text in the editor.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::check::schemes::{ACCOUNT, AK_SK};
use crate::check::words;
use crate::model::{Api, Location, Method, Operation, Parameter, ParameterType, Table, Type};

/// Names with their documentation.
type Names<'a> = BTreeMap<&'a str, &'a str>;

const TYPE_NAME: &str = "^[A-Z][A-Za-z0-9]*$";
const TYPE: &str = "^(Array<|Array of |Map<String, *)*([A-Z][A-Za-z0-9]*|[a-z]+s)( objects?)?>*$";
/// A plain type, or a list of plain values.
const PLAIN_TYPE: &str = "^((Array<|Array of )*[A-Z][A-Za-z0-9]*>*|Array of [a-z]+)$";
const ANY: &str = "";

/// Adds the names of a spec to the definitions of the language.
pub(super) fn add(api: &Api, definitions: &mut Map<String, Value>) {
    let types = Types::of(api);
    let fields = Fields::of(api);
    let tables_and_codes = merged(&types.tables, &types.codes);
    let all = merged(&types.built_in, &tables_and_codes);
    let not_plain = merged(&without(&types.built_in, words::is_query_type), &types.tables);
    let none = Names::new();
    let mut list = |name: &str, names: &Names<'_>, pattern: &str, except: &Names<'_>| {
        let list = list_of(names, pattern, except);
        definitions.insert(name.to_owned(), list);
        json!({ "allOf": [{ "$ref": format!("#/$defs/{name}") }] })
    };
    let items = list("Items", &without(&all, |ty| ty == words::LIST), TYPE, &none);
    let all = list("Type", &all, TYPE, &none);
    let plain = merged(&without(&types.built_in, |ty| !words::is_query_type(ty)), &types.codes);
    let plain = list("PlainType", &plain, PLAIN_TYPE, &not_plain);
    let plain_items = plain.clone();
    let of_responses = |ty: &str| matches!(ty, "String" | words::JSON | words::OBJECT | words::MAP);
    let bodies = merged(&types.bodies, &without(&types.built_in, |ty| !of_responses(ty)));
    let not_responses = merged(&without(&types.built_in, of_responses), &types.codes);
    let response = list("Response", &merged(&types.tables, &bodies), TYPE, &not_responses);
    let not_tables = merged(&types.built_in, &types.codes);
    let failure = list("FailureTable", &types.tables, TYPE_NAME, &not_tables);
    let error_code = list("KnownErrorCode", &error_codes(api), ANY, &none);
    let of_items = list("FieldOfItems", &fields.of_items, ANY, &none);
    let number = list("NumberParameter", &fields.numbers, ANY, &none);
    let choice = list("CodeParameter", &fields.choices, ANY, &none);
    let of_bodies = list("FieldOfBody", &fields.of_bodies, ANY, &none);
    let of_sent_tables = list("FieldOfSentTable", &fields.of_sent_tables, ANY, &none);
    let names = OfResources::of(api);
    let operation = list("OperationOfFile", &names.operations, ANY, &none);
    let path_parameter = list("PathParameter", &names.keys, ANY, &none);
    let unique = list("UniqueName", &names.created, ANY, &none);
    let state = list("State", &names.states, ANY, &none);
    let states = json!({ "items": state.clone() });
    let group = list("CodeGroupName", &names.groups, ANY, &none);
    let code_types = without(&types.built_in, |ty| words::code_kind(ty).is_none());
    let free = |names: &Names<'_>| list_of(names, ANY, &Names::new());
    let body_field = body_field(definitions);
    definitions.insert("BodyField".to_owned(), body_field);
    if let Some(success) = at(definitions, &["Operation", "properties", "success"]).and_then(Value::as_object_mut) {
        success.retain(|key, _| key == "description");
    }
    let places = [
        ("Field", "type", all.clone()),
        ("Field", "items", items.clone()),
        ("Field", "not_found", error_code.clone()),
        ("BodyField", "type", all),
        ("BodyField", "items", items),
        ("BodyField", "not_found", error_code.clone()),
        ("Parameter", "type", plain),
        ("Parameter", "items", plain_items),
        ("Parameter", "not_found", error_code.clone()),
        ("Parameter", "filters_by", of_items.clone()),
        ("Parameter", "searches_in", json!({ "items": of_items })),
        ("Codes", "type", only(&code_types)),
        ("Operation", "response", response),
        ("Operation", "failure", failure),
        ("Operation", "success", success(api)),
        ("Service", "authentication", authentication()),
        ("Operation", "http", json!({ "pattern": http_pattern() })),
        ("Resource", "key", path_parameter),
        ("Resource", "create", operation.clone()),
        ("Resource", "get", operation.clone()),
        ("Resource", "list", operation.clone()),
        ("Resource", "update", json!({ "items": operation.clone() })),
        ("Resource", "delete", operation),
        ("Move", "to", state.clone()),
        ("Action", "from", states.clone()),
        ("Action", "to", state.clone()),
        ("Action", "refused", error_code.clone()),
        ("Operation", "body", json!({ "additionalProperties": { "$ref": "#/$defs/BodyField" } })),
    ];
    for (definition, key, schema) in places {
        extend(definitions, &[definition, "properties", key], schema);
    }
    let of_operation = |key: &str, name: &str| ["Operation", "properties", key, "properties", name].map(str::to_owned);
    for (section, key, schema) in [
        ("pages", "page", number.clone()),
        ("pages", "offset", number.clone()),
        ("pages", "size", number.clone()),
        ("pages", "items", free(&fields.lists)),
        ("pages", "total", free(&fields.totals)),
        ("pages", "key", of_items),
        ("sort", "by", choice.clone()),
        ("sort", "order", choice.clone()),
    ] {
        let path = of_operation(section, key);
        extend(definitions, &path.each_ref().map(String::as_str), schema);
    }
    for (keys, schema) in [
        (&["unique", "name"][..], unique),
        (&["unique", "refused"], error_code),
        (&["states", "initial"], state),
        (&["states", "unplanned"], states.clone()),
        (&["states", "terminal"], group.clone()),
        (&["states", "failed"], group),
        (&["states", "duration", "in"], states),
    ] {
        let path: Vec<_> = ["Resource"].into_iter().chain(keys.iter().flat_map(|key| ["properties", key])).collect();
        extend(definitions, &path, schema);
    }
    for (definition, fields) in [("Operation", of_bodies), ("Table", of_sent_tables)] {
        let kinds = at(definitions, &[definition, "properties", "rules", "items", "properties"]);
        for rule in kinds.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
            extend_value(rule, json!({ "items": fields.clone() }));
        }
    }
    let groups = groups(api);
    extend(definitions, &["Group", "properties", "codes"], json!({ "properties": groups }));
}

/// The types of the language and of a spec.
struct Types<'a> {
    built_in: Names<'a>,
    tables: Names<'a>,
    codes: Names<'a>,
    /// The types of responses that are not JSON.
    bodies: Names<'a>,
}

impl<'a> Types<'a> {
    fn of(api: &'a Api) -> Self {
        let built_in = words::TYPES.iter().map(|ty| (*ty, words::describe(ty)));
        let tables = api.groups.iter().flat_map(|group| &group.tables);
        let codes = api.groups.iter().flat_map(|group| &group.codes);
        Self {
            built_in: built_in.collect(),
            tables: tables.map(|table| (table.name.as_str(), table.doc.as_str())).collect(),
            codes: codes.map(|codes| (codes.name.as_str(), codes.doc.as_str())).collect(),
            bodies: [words::BYTES, words::STREAM].map(|ty| (ty, words::describe(ty))).into(),
        }
    }
}

/// The names of fields and parameters, by what refers to them.
#[derive(Default)]
struct Fields<'a> {
    numbers: Names<'a>,
    choices: Names<'a>,
    lists: Names<'a>,
    totals: Names<'a>,
    of_items: Names<'a>,
    of_bodies: Names<'a>,
    of_sent_tables: Names<'a>,
}

impl<'a> Fields<'a> {
    fn of(api: &'a Api) -> Self {
        let mut fields = Self::default();
        api.operations().for_each(|operation| fields.add_operation(operation, api));
        let sent = api.groups.iter().flat_map(|group| &group.tables).filter(|table| table.is_sent);
        fields.of_sent_tables = sent.flat_map(|table| fields_of(table, |_| true)).collect();
        fields
    }

    fn add_operation(&mut self, operation: &'a Operation, api: &'a Api) {
        let named = |is: fn(&Parameter) -> bool| {
            let parameters = operation.parameters.iter().filter(move |parameter| is(parameter));
            parameters.map(|parameter| (parameter.name.as_str(), parameter.doc.as_str()))
        };
        self.of_bodies.extend(named(|parameter| parameter.location == Location::Body));
        self.choices.extend(named(|parameter| matches!(parameter.ty, ParameterType::Codes(_))));
        let is_number = |parameter: &Parameter| {
            parameter.location == Location::Query && matches!(parameter.ty, ParameterType::Number { .. })
        };
        self.numbers.extend(named(is_number));
        if let Some(response) = operation.table().map(|at| api.table(at)) {
            self.lists
                .extend(fields_of(response, |ty| matches!(ty, Type::List(item) if matches!(**item, Type::Table(_)))));
            self.totals.extend(fields_of(response, |ty| matches!(ty, Type::Number(_))));
        }
        if let Some(pages) = &operation.pages {
            self.of_items.extend(fields_of(api.table(pages.item), |_| true));
        }
    }
}

/// The names that the section `resources` refers to.
struct OfResources<'a> {
    operations: Names<'a>,
    /// The parameters of paths.
    keys: Names<'a>,
    /// What the operations that create things set.
    created: Names<'a>,
    states: Names<'a>,
    groups: Names<'a>,
}

impl<'a> OfResources<'a> {
    fn of(api: &'a Api) -> Self {
        let parameters = |is: fn(&Operation, &Parameter) -> bool| {
            let all = api.operations().flat_map(|operation| operation.parameters.iter().map(move |it| (operation, it)));
            let some = all.filter(move |(operation, parameter)| is(operation, parameter));
            some.map(|(_, parameter)| (parameter.name.as_str(), parameter.doc.as_str())).collect()
        };
        let codes = || api.groups.iter().flat_map(|group| &group.codes);
        let states = codes().flat_map(|codes| codes.values.iter().map(|code| (code.key.as_str(), code.doc.as_str())));
        let groups =
            codes().flat_map(|codes| codes.groups.iter().map(|group| (group.key.as_str(), group.doc.as_str())));
        Self {
            operations: api.operations().map(|operation| (operation.name.as_str(), operation.doc.as_str())).collect(),
            keys: parameters(|_, parameter| parameter.location == Location::Path),
            created: parameters(|operation, parameter| {
                operation.method == Method::Post && parameter.location == Location::Body
            }),
            states: states.collect(),
            groups: groups.collect(),
        }
    }
}

fn fields_of(table: &Table, is: fn(&Type) -> bool) -> impl Iterator<Item = (&str, &str)> {
    table.fields.iter().filter(move |field| is(&field.ty)).map(|field| (field.key.as_str(), field.doc.as_str()))
}

fn error_codes(api: &Api) -> Names<'_> {
    let codes = api.error_codes.iter().filter(|code| code.failure_status().is_some());
    codes.map(|code| (code.code.as_str(), code.doc.as_deref().unwrap_or_default())).collect()
}

/// Returns the code tables, each with its own codes after `values` of a group.
fn groups(api: &Api) -> Map<String, Value> {
    let tables = api.groups.iter().flat_map(|group| &group.codes);
    let table = |codes: &crate::model::Codes| {
        let names = codes.values.iter().map(|code| (code.key.as_str(), code.doc.as_str())).collect();
        let group = json!({ "properties": { "values": { "items": list_of(&names, ANY, &Names::new()) } } });
        let groups = json!({ "groups": { "additionalProperties": group } });
        (codes.name.clone(), json!({ "allOf": [{ "$ref": "#/$defs/Codes" }], "properties": groups }))
    };
    tables.map(table).collect()
}

/// Returns the definition of a field of a body: a parameter without the keys that only go with the path or the query.
fn body_field(definitions: &Map<String, Value>) -> Value {
    let mut field = definitions.get("Parameter").cloned().unwrap_or_default();
    if let Some(properties) = field.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|key, _| !["in", "filters_by", "searches_in"].contains(&key.as_str()));
    }
    extend_value(&mut field, json!({ "description": "A field of a body." }));
    field
}

/// Returns the statuses of success, from 200 to 299.
fn success(api: &Api) -> Value {
    let statuses = api.service.statuses.iter().filter(|status| (200..300).contains(&status.status));
    let (statuses, docs): (Vec<_>, Vec<_>) = statuses.map(|status| (status.status, status.doc.as_str())).unzip();
    let known = json!({ "enum": statuses, "enumDescriptions": docs });
    // With a type next to these, editors would insert 0.
    let status = json!({ "anyOf": [known, { "type": "integer", "minimum": 200, "maximum": 299 }] });
    json!({ "anyOf": [status, { "type": "array", "items": status, "minItems": 1 }] })
}

fn authentication() -> Value {
    let scheme = json!({ "type": "string", "description": "Documentation of the authentication scheme." });
    json!({ "properties": { AK_SK: scheme, ACCOUNT: scheme }, "required": [AK_SK, ACCOUNT], "additionalProperties": false })
}

fn http_pattern() -> String {
    let methods = Method::ALL.map(Method::as_str);
    format!("^({}) /", methods.join("|"))
}

/// Returns a schema that offers names and accepts others that match a pattern, except some.
fn list_of(names: &Names<'_>, pattern: &str, except: &Names<'_>) -> Value {
    let mut other = json!({ "type": "string" });
    if !pattern.is_empty() {
        extend_value(&mut other, json!({ "pattern": pattern }));
    }
    if !except.is_empty() {
        let except: Vec<_> = except.keys().collect();
        extend_value(&mut other, json!({ "not": { "enum": except } }));
    }
    if names.is_empty() {
        return other;
    }
    let mut known = only(names);
    // Editors would list all names in the error.
    extend_value(&mut known, json!({ "errorMessage": "unknown name, or a name that does not belong here" }));
    // `json!` would copy the names.
    object([("anyOf", Value::Array(vec![known, other]))])
}

/// Returns a schema that accepts names only.
fn only(names: &Names<'_>) -> Value {
    let (names, docs): (Vec<&str>, Vec<&str>) = names.iter().unzip();
    object([("enum", names.into()), ("enumDescriptions", docs.into())])
}

fn object<const KEYS: usize>(entries: [(&str, Value); KEYS]) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn merged<'a>(a: &Names<'a>, b: &Names<'a>) -> Names<'a> {
    a.iter().chain(b).map(|(name, doc)| (*name, *doc)).collect()
}

fn without<'a>(names: &Names<'a>, is: impl Fn(&str) -> bool) -> Names<'a> {
    names.iter().filter(|(name, _)| !is(name)).map(|(name, doc)| (*name, *doc)).collect()
}

/// Adds keys to the schema at a path.
fn extend(definitions: &mut Map<String, Value>, path: &[&str], more: Value) {
    if let Some(place) = at(definitions, path) {
        extend_value(place, more);
    }
}

fn at<'a>(definitions: &'a mut Map<String, Value>, path: &[&str]) -> Option<&'a mut Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(definitions.get_mut(*first)?, |place, key| place.get_mut(*key))
}

/// Adds the keys of a schema to those of another one, at any depth.
fn extend_value(schema: &mut Value, more: Value) {
    match (schema, more) {
        (Value::Object(schema), Value::Object(more)) => {
            for (key, value) in more {
                match schema.get_mut(&key) {
                    Some(known) if known.is_object() && value.get("$ref").is_none() => extend_value(known, value),
                    _ => _ = schema.insert(key, value),
                }
            }
        }
        (schema, more) => *schema = more,
    }
}
