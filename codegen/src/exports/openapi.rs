//! Exports the model as an OpenAPI 3.1 document, for other languages and tools.
//!
//! Parts of the model are destructured in full: whoever adds a field decides here whether the document has it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::resources;
use crate::model::{
    Api, Cloud, CodeKind, Codes, Constant, FailureObject, Field, Group, Literal, Location, Operation, Parameter,
    ParameterType, ResponseBody, RuleKind, Segment, Service, Status, Table, TimeForm, Type, ValueRule, Width,
    is_without_body,
};

/// Returns the document.
#[must_use]
pub fn document(api: &Api) -> Value {
    let Service { name, doc, .. } = &api.service;
    let tag = |group: &Group| json!({ "name": group.module, "description": group.doc });
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": name,
            "description": doc,
            "version": "1.0.0",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": api.service.clouds.iter().map(server).collect::<Vec<_>>(),
        "tags": api.groups.iter().map(tag).collect::<Vec<_>>(),
        "security": [{ "token": [] }, { "signature": [] }],
        "paths": paths(api),
        "x-resources": resources::all(api),
        "components": {
            "securitySchemes": security_schemes(),
            "schemas": schemas(api),
            "responses": { "Failure": failure_response(api) },
        },
    })
}

fn server(cloud: &Cloud) -> Value {
    json!({
        "url": cloud.endpoint,
        "description": cloud.doc,
        "variables": { "region": { "default": cloud.regions.first(), "enum": cloud.regions } },
    })
}

fn security_schemes() -> Value {
    json!({
        "token": {
            "type": "apiKey",
            "in": "header",
            "name": "X-Auth-Token",
            "description": "A token of the identity service.",
        },
        "signature": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "A signature of the request, SDK-HMAC-SHA256, made with an access key and a secret key.",
        },
    })
}

/// Returns the operations by path and method.
fn paths(api: &Api) -> Value {
    let mut paths = Map::new();
    for group in &api.groups {
        for operation in &group.operations {
            let path = paths.entry(operation.template(&api.service)).or_insert_with(|| json!({}));
            path[operation.method.as_str().to_ascii_lowercase()] = self::operation(api, group, operation);
        }
    }
    Value::Object(paths)
}

fn operation(api: &Api, group: &Group, operation: &Operation) -> Value {
    let Operation {
        name: _,
        id,
        ident: _,
        builder: _,
        constant: _,
        method: _,
        path: _,
        doc,
        source,
        deprecated,
        parameters,
        content_type: _,
        rules: _,
        success,
        idempotent: _,
        response: _,
        failure,
        pages: _,
        sort: _,
    } = operation;
    let mut described = json!({
        "operationId": id,
        "summary": doc.split_inclusive('.').next(),
        "description": with_deprecation(doc, deprecated.as_deref()),
        "tags": [group.module],
        "responses": {
            "4XX": { "$ref": "#/components/responses/Failure" },
            "5XX": { "$ref": "#/components/responses/Failure" },
        },
    });
    if let Some(at) = failure {
        let mut own = failure_response(api);
        own["content"]["application/json"]["schema"] = reference(&api.table(*at).name);
        described["responses"]["4XX"] = own.clone();
        described["responses"]["5XX"] = own;
    }
    for status in success {
        described["responses"][status.to_string()] = response(api, operation, *status);
    }
    for (status, codes) in not_found(api, operation) {
        let mut failure = failure_response(api);
        failure["description"] = json!(format!("The named thing does not exist: {}.", codes.join(", ")));
        described["responses"][status.to_string()] = failure;
    }
    if deprecated.is_some() {
        described["deprecated"] = json!(true);
    }
    if let Some(page) = source {
        described["externalDocs"] = json!({ "url": format!("{}{page}", api.service.documents) });
    }
    let client = operation.path.iter().filter_map(|segment| match segment {
        Segment::Client(index) => api.service.path_parameters.get(*index),
        _ => None,
    });
    let own = parameters.iter().filter(|parameter| parameter.location != Location::Body);
    described["parameters"] = client.chain(own).map(|parameter| self::parameter(api, parameter)).collect();
    if let Some(body) = body(api, operation) {
        described["requestBody"] = body;
    }
    described
}

/// Returns the error codes of missing things, by HTTP status.
fn not_found(api: &Api, operation: &Operation) -> BTreeMap<u16, Vec<String>> {
    let mut codes: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for parameter in &operation.parameters {
        let Some(code) = parameter.not_found.as_deref().and_then(|code| api.error_code(code)) else { continue };
        let codes = codes.entry(code.failure_status().unwrap_or(400)).or_default();
        codes.push(format!("{} (`{}`)", code.code, parameter.name));
    }
    codes
}

fn response(api: &Api, operation: &Operation, status: u16) -> Value {
    let meaning = api.service.statuses.iter().find(|known| known.status == status);
    let mut response = json!({
        "description": meaning.map_or("The call succeeded.", |status: &Status| &status.doc),
        "headers": { api.service.request_id.as_str(): request_id() },
    });
    let bytes = || json!({ "application/octet-stream": {} });
    let content = match &operation.response {
        Some(ResponseBody::Json(ty)) => json!({ "application/json": { "schema": type_schema(api, ty) } }),
        Some(ResponseBody::Text) => json!({ "text/plain": { "schema": { "type": "string" } } }),
        Some(ResponseBody::Bytes | ResponseBody::Stream) => bytes(),
        None => return response,
    };
    if !is_without_body(status) {
        response["content"] = content;
    }
    response
}

fn request_id() -> Value {
    json!({ "description": "ID of the request in the service's logs.", "schema": { "type": "string" } })
}

fn failure_response(api: &Api) -> Value {
    json!({
        "description": "The call failed.",
        "headers": { api.service.request_id.as_str(): request_id() },
        "content": {
            "application/json": { "schema": failure_schema(&api.service) },
        },
    })
}

/// Returns the schema of a failed call's response.
fn failure_schema(service: &Service) -> Value {
    let fields = json!({ "type": "object", "properties": failure_fields(service) });
    match &service.failure.object {
        None => fields,
        Some(FailureObject::Named(name)) => json!({ "type": "object", "properties": { name.as_str(): fields } }),
        Some(FailureObject::Any) => json!({ "type": "object", "additionalProperties": fields }),
    }
}

/// Returns the fields of a failure.
fn failure_fields(service: &Service) -> Map<String, Value> {
    let failure = &service.failure;
    let text = |doc: &str| json!({ "type": "string", "description": doc });
    let mut fields = Map::new();
    if let Some(success) = &failure.success {
        fields.insert(success.clone(), json!({ "type": "boolean", "description": "Whether the call succeeded." }));
    }
    fields.insert(failure.code.clone(), text("Code of the failure. Absent if the call succeeded."));
    for name in std::iter::once(&failure.message).chain(&failure.message_alias) {
        fields.insert(name.clone(), text("Message of the failure. Absent if the call succeeded."));
    }
    if let Some(solution) = &failure.solution {
        fields.insert(solution.clone(), text("Proposed solution. Absent if the call succeeded."));
    }
    fields
}

fn parameter(api: &Api, parameter: &Parameter) -> Value {
    let Parameter {
        name: _,
        ident: _,
        wire,
        location,
        ty,
        mandatory,
        clear: _,
        marked_mandatory,
        join,
        constant: _,
        sends_default: _,
        also_text,
        default: _,
        deprecated,
        unit,
        doc,
        note,
        not_found: _,
        filters_by: _,
        searches_in: _,
    } = parameter;
    let place = match location {
        Location::Path => "path",
        Location::Header => "header",
        Location::Query | Location::Body => "query",
    };
    let mut schema = parameter_schema(api, parameter);
    // Everything in an address is text.
    let is_number = matches!(ty, ParameterType::Codes(at) if api.codes(*at).kind == CodeKind::Number);
    if is_number || *also_text {
        schema = json!({ "anyOf": [schema, { "type": "string" }] });
    }
    let mut described = json!({
        "name": wire.ak_sk,
        "in": place,
        "description": with_deprecation(&description(doc, *unit, note.as_deref()), deprecated.as_deref()),
        "required": *mandatory || *marked_mandatory || parameter.constant.is_some(),
        "schema": schema,
    });
    match join.as_deref() {
        Some("|") => described["style"] = json!("pipeDelimited"),
        Some(" ") => described["style"] = json!("spaceDelimited"),
        Some(",") => described["style"] = json!("form"),
        // OpenAPI has no other separators.
        Some(_) => described["schema"] = json!({ "type": "string" }),
        None => {}
    }
    if deprecated.is_some() {
        described["deprecated"] = json!(true);
    }
    if join.is_some() {
        described["explode"] = json!(false);
    }
    if wire.account != wire.ak_sk {
        described["x-name-with-token"] = json!(wire.account);
    }
    described
}

/// Returns the schema of a parameter, with its rule and default.
fn parameter_schema(api: &Api, parameter: &Parameter) -> Value {
    let (ty, rule) = parameter.ty.as_field();
    let mut schema = type_schema(api, &ty);
    constrain(&mut schema, rule, parameter.default.as_ref());
    if let Some(constant) = &parameter.constant {
        schema["const"] = constant.into();
    }
    if parameter.location == Location::Body && parameter.join.is_some() {
        schema = json!({ "type": "string" });
    }
    schema
}

fn constrain(schema: &mut Value, rule: ValueRule, default: Option<&Literal>) {
    match rule {
        ValueRule::Any => {}
        ValueRule::Range(min, max) => {
            let widths = [Width::Byte, Width::Short, Width::Integer, Width::Long].map(Width::range);
            if widths.iter().all(|width| width.0 != min) {
                schema["minimum"] = json!(min);
            }
            if widths.iter().all(|width| width.1 != max) {
                schema["maximum"] = json!(max);
            }
        }
        ValueRule::Fraction(min, max) => {
            schema[if min.is_exclusive { "exclusiveMinimum" } else { "minimum" }] = json!(min.number.0);
            if let Some(max) = max {
                schema[if max.is_exclusive { "exclusiveMaximum" } else { "maximum" }] = json!(max.number.0);
            }
        }
        ValueRule::Items(min, max) => {
            if min > 0 {
                schema["minItems"] = json!(min);
            }
            if let Some(max) = max {
                schema["maxItems"] = json!(max);
            }
        }
        ValueRule::Text(rule) => {
            if rule.min > 0 {
                schema["minLength"] = json!(rule.min);
            }
            if let Some(max) = rule.max {
                schema["maxLength"] = json!(max);
            }
            if let Some(pattern) = rule.characters.pattern() {
                schema["pattern"] = pattern.into();
            }
        }
    }
    if let Some(default) = default {
        schema["default"] = default.into();
    }
}

/// Returns the body of an operation.
fn body(api: &Api, operation: &Operation) -> Option<Value> {
    let fields = || operation.parameters.iter().filter(|parameter| parameter.location == Location::Body);
    fields().next()?;
    let property = |parameter: &Parameter| {
        let mut schema = parameter_schema(api, parameter);
        if parameter.clear.is_some() {
            schema = or_null(&schema);
        }
        let doc = description(&parameter.doc, parameter.unit, parameter.note.as_deref());
        schema["description"] = json!(with_deprecation(&doc, parameter.deprecated.as_deref()));
        if parameter.deprecated.is_some() {
            schema["deprecated"] = json!(true);
        }
        (parameter.wire.ak_sk.clone(), schema)
    };
    let mut schema = json!({
        "type": "object",
        "properties": fields().map(property).collect::<Map<_, _>>(),
        "required": fields().filter(|field| field.mandatory || field.marked_mandatory || field.constant.is_some()).map(|field| &field.wire.ak_sk).collect::<Vec<_>>(),
    });
    let name = |index: usize| operation.parameters[index].wire.ak_sk.as_str();
    let rules: Vec<_> = operation.rules.iter().map(|rule| rule.describe(name)).collect();
    if !rules.is_empty() {
        schema["description"] = json!(rules.join(" "));
    }
    let content_type = operation.content_type.as_deref().unwrap_or("application/json");
    Some(json!({ "required": true, "content": { content_type: { "schema": schema } } }))
}

/// Returns the schemas of tables and code tables.
fn schemas(api: &Api) -> Value {
    let mut schemas = Map::new();
    for group in &api.groups {
        for codes in &group.codes {
            schemas.insert(codes.name.clone(), codes_schema(codes));
        }
        for table in &group.tables {
            schemas.insert(table.name.clone(), table_schema(api, table));
        }
    }
    Value::Object(schemas)
}

fn codes_schema(codes: &Codes) -> Value {
    let (ty, values): (_, Vec<Value>) = match codes.kind {
        CodeKind::Number => ("integer", codes.values.iter().map(|code| code.number.into()).collect()),
        CodeKind::Text => ("string", codes.values.iter().map(|code| code.name.as_str().into()).collect()),
    };
    let meaning = |(code, value): (&crate::model::Code, &Value)| {
        let doc = with_deprecation(&code.doc, code.deprecated.as_deref());
        format!("- `{}`: {doc}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let meanings: Vec<_> = codes.values.iter().zip(&values).map(meaning).collect();
    let mut schema = json!({ "type": ty, "description": format!("{}\n\n{}", codes.doc, meanings.join("\n")) });
    // The service may send codes that the table does not list.
    schema[if codes.open { "x-extensible-enum" } else { "enum" }] = values.into();
    schema
}

fn table_schema(api: &Api, table: &Table) -> Value {
    let mut properties = if table.has_outcome { failure_fields(&api.service) } else { Map::new() };
    properties.extend(table.fields.iter().map(|field| (field.name.clone(), field_schema(api, field))));
    for Constant { field, value } in &table.constants {
        let mut schema = field_schema(api, field);
        schema["const"] = value.into();
        properties.insert(field.name.clone(), schema);
    }
    let required: Vec<_> =
        table.all_fields().filter(|field| !field.optional || field.marked_mandatory).map(|field| &field.name).collect();
    let name = |index: usize| table.fields[index].name.as_str();
    let rules: Vec<_> = table.rules.iter().map(|rule| rule.describe(name)).collect();
    let mut schema = json!({
        "type": "object",
        "description": std::iter::once(&table.doc).chain(&rules).cloned().collect::<Vec<_>>().join(" "),
        "properties": properties,
    });
    // The response of a failure has no required fields.
    if !required.is_empty() && !table.has_outcome {
        schema["required"] = json!(required);
    }
    for rule in table.rules.iter().filter(|rule| rule.kind == RuleKind::Together) {
        for member in &rule.members {
            let others = rule.members.iter().filter(|other| *other != member).map(|other| name(*other));
            schema["dependentRequired"][name(*member)] = others.collect();
        }
    }
    schema
}

fn field_schema(api: &Api, field: &Field) -> Value {
    let Field {
        key: _,
        name: _,
        alias: _,
        ident: _,
        setter: _,
        clear,
        ty,
        join,
        encoded,
        single_or_list,
        marked_mandatory: _,
        mandatory,
        optional,
        is_boxed: _,
        rule,
        default,
        deprecated,
        doc,
        unit,
        note,
        not_found: _,
        example,
    } = field;
    let mut schema = type_schema(api, ty);
    constrain(&mut schema, *rule, default.as_ref());
    if let (true, Type::List(item)) = (*single_or_list, ty) {
        schema = json!({ "anyOf": [schema, type_schema(api, item)] });
    }
    if let Some(join) = join {
        schema = json!({ "type": "string", "x-items": schema, "x-separator": join });
    }
    if *encoded {
        let text = json!({ "type": "string", "contentMediaType": "application/json", "contentSchema": schema });
        schema = json!({ "anyOf": [text, schema] });
    }
    if clear.is_some() {
        schema = or_null(&schema);
    }
    let doc = if *mandatory && *optional { &format!("{doc} Required in requests.") } else { doc };
    schema["description"] = json!(with_deprecation(&description(doc, *unit, note.as_deref()), deprecated.as_deref()));
    if deprecated.is_some() {
        schema["deprecated"] = json!(true);
    }
    if let (Some(example), Type::Text) = (example, ty) {
        schema["examples"] = json!([example]);
    }
    schema
}

/// Returns the schema of a value that a merge patch may clear.
fn or_null(schema: &Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn type_schema(api: &Api, ty: &Type) -> Value {
    match ty {
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Number(Width::Long) => json!({ "type": "integer", "format": "int64" }),
        Type::Number(_) => json!({ "type": "integer", "format": "int32" }),
        Type::Float => json!({ "type": "number", "format": "double" }),
        Type::Text => json!({ "type": "string" }),
        Type::Secret => json!({ "type": "string", "format": "password" }),
        Type::Map(value) => json!({ "type": "object", "additionalProperties": type_schema(api, value) }),
        Type::Json => json!({ "type": ["object", "array", "string", "number", "boolean", "null"], "items": {} }),
        Type::Timestamp(TimeForm::Text) => json!({ "type": "string", "format": "date-time" }),
        Type::Timestamp(form) => number_of(*form, " since 1970"),
        Type::Duration(form) => number_of(*form, ""),
        Type::Codes(at) => reference(&api.codes(*at).name),
        Type::Table(at) => reference(&api.table(*at).name),
        Type::List(item) => json!({ "type": "array", "items": type_schema(api, item) }),
    }
}

/// Returns the schema of a time that is a number.
fn number_of(form: TimeForm, since: &str) -> Value {
    let (unit, format) = match form {
        TimeForm::Seconds(Width::Integer) => ("seconds", "int32"),
        TimeForm::Seconds(_) => ("seconds", "int64"),
        TimeForm::Milliseconds | TimeForm::Text => ("milliseconds", "int64"),
    };
    json!({ "type": "integer", "format": format, "x-unit": format!("{unit}{since}") })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Appends what to use instead of something deprecated.
fn with_deprecation(doc: &str, instead: Option<&str>) -> String {
    instead.map_or_else(|| doc.to_owned(), |instead| format!("{doc} Deprecated: {instead}"))
}

/// Joins documentation, unit and note.
fn description(doc: &str, unit: Option<&str>, note: Option<&str>) -> String {
    let unit = unit.map(|unit| format!("In {unit}."));
    [Some(doc), unit.as_deref(), note].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
