//! Reads the arguments of a request and checks them against the spec.

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Location, Operation, Parameter, ParameterType, Type};
use serde_json::{Map, Value};

use super::auth_scheme::AuthScheme;
use super::refusal::Refusal;
use super::route::Route;
use super::value;
use crate::http::Request;

/// The value of each parameter of an operation. A missing one has its default.
#[derive(Debug)]
pub(crate) struct Arguments(Vec<Option<Value>>);

impl Arguments {
    pub(crate) fn get(&self, parameter: usize) -> Option<&Value> {
        self.0.get(parameter)?.as_ref()
    }
}

/// Reads the arguments in the path, the query, the headers and the body.
pub(crate) fn read(api: &Api, route: &Route<'_>, request: &Request, scheme: AuthScheme) -> Result<Arguments, Refusal> {
    let operation = route.operation;
    let mut values = vec![None; operation.parameters.len()];
    for (index, text) in &route.parameters {
        values[*index] = Some(parse(api, &operation.parameters[*index], text)?);
    }
    for (name, text) in request.query_pairs() {
        let index = find(operation, &name, Location::Query, scheme)?;
        let parameter = &operation.parameters[index];
        let value = parse(api, parameter, &text)?;
        match (&mut values[index], value) {
            // A list repeats the name.
            (Some(Value::Array(known)), Value::Array(items)) if parameter.join.is_none() => known.extend(items),
            (Some(_), _) => return Err(Refusal::argument(format!("duplicate parameter `{name}`"))),
            (none, value) => *none = Some(value),
        }
    }
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let header = request.header(wire_name(parameter, scheme)).filter(|_| parameter.location == Location::Header);
        if let Some(text) = header {
            values[index] = Some(parse(api, parameter, text)?);
        }
    }
    check_content_type(operation, request)?;
    for (name, field) in body_fields(operation, &request.body)? {
        let index = find(operation, &name, Location::Body, scheme)?;
        let parameter = &operation.parameters[index];
        let field = match (&parameter.join, field) {
            (_, field) if field.is_null() && parameter.clear.is_some() => {
                values[index] = Some(field);
                continue;
            }
            (Some(_), Value::String(text)) => parse(api, parameter, &text)?,
            (Some(_), _) => {
                return Err(Refusal::argument(format!("invalid `{name}`: expected the items as one string")));
            }
            (None, field) => field,
        };
        if operation.is_merge_patch() {
            value::check_patch(api, parameter, &field)?;
        } else {
            value::check_parameter(api, parameter, &field)?;
        }
        values[index] = Some(field);
    }
    let is_set = |index: usize| values[index].is_some();
    value::check_rules(&operation.rules, is_set, |index| &operation.parameters[index].name)?;
    for (value, parameter) in values.iter_mut().zip(&operation.parameters) {
        if value.is_none() && (parameter.mandatory || parameter.constant.is_some()) {
            return Err(Refusal::argument(format!("missing parameter `{}`", wire_name(parameter, scheme))));
        }
        if let (Some(constant), Some(value)) = (&parameter.constant, &value) {
            value::check_constant(wire_name(parameter, scheme), constant, value)?;
        }
        if value.is_none() {
            *value = parameter.default.as_ref().map(Value::from);
        }
    }
    Ok(Arguments(values))
}

/// Refuses a body with a content type other than that of the spec, if the spec has one.
fn check_content_type(operation: &Operation, request: &Request) -> Result<(), Refusal> {
    let Some(expected) = &operation.content_type else { return Ok(()) };
    let actual = request.header("content-type").unwrap_or_default();
    if actual.split(';').next().is_some_and(|actual| actual.trim().eq_ignore_ascii_case(expected)) {
        return Ok(());
    }
    let message = format!("invalid content type `{actual}`: expected `{expected}`");
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "0104", message))
}

/// Returns the fields of the body, if the operation has a body.
fn body_fields(operation: &Operation, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if operation.parameters.iter().all(|parameter| parameter.location != Location::Body) {
        return match body {
            [] => Ok(Map::new()),
            _ => Err(Refusal::argument("unexpected body: the operation has none")),
        };
    }
    serde_json::from_slice(body)
        .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "2787", "invalid body: it is not a JSON object"))
}

fn wire_name(parameter: &Parameter, scheme: AuthScheme) -> &str {
    match scheme {
        AuthScheme::AkSk => &parameter.wire.ak_sk,
        AuthScheme::Account => &parameter.wire.account,
    }
}

/// Finds the parameter that has a name with an authentication scheme.
fn find(operation: &Operation, name: &str, location: Location, scheme: AuthScheme) -> Result<usize, Refusal> {
    let position = |scheme: AuthScheme| {
        let mut parameters = operation.parameters.iter();
        parameters.position(|parameter| parameter.location == location && wire_name(parameter, scheme) == name)
    };
    position(scheme).ok_or_else(|| {
        Refusal::argument(match position(scheme.other()) {
            Some(index) => {
                let expected = wire_name(&operation.parameters[index], scheme);
                format!("unknown parameter `{name}`: with this authentication its name is `{expected}`")
            }
            None => format!("unknown parameter `{name}`"),
        })
    })
}

/// Parses the text of a parameter and checks the value.
fn parse(api: &Api, parameter: &Parameter, text: &str) -> Result<Value, Refusal> {
    let value = match (&parameter.ty, &parameter.join) {
        (ParameterType::Value(Type::List(item), _), Some(join)) if !text.is_empty() => {
            text.split(join.as_str()).map(|part| value::plain(api, item, part)).collect()
        }
        (ParameterType::Value(Type::List(_), _), Some(_)) => Value::Array(Vec::new()),
        (ParameterType::Value(Type::List(item), _), None) => Value::Array(vec![value::plain(api, item, text)]),
        (ty, _) => value::plain(api, &ty.as_field().0, text),
    };
    value::check_parameter(api, parameter, &value)?;
    // In a path, a number is an ID and has one spelling only.
    let is_id = parameter.location == Location::Path && matches!(parameter.ty, ParameterType::Number { .. });
    if let Some(number) = value.as_i64().filter(|number| is_id && number.to_string() != text) {
        return Err(Refusal::argument(format!("invalid `{}`: write {number}, not `{text}`", parameter.name)));
    }
    Ok(value)
}
