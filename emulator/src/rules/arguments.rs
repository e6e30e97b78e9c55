//! Checks what a request says against the spec.

use hyper::StatusCode;
use modelarts_codegen::model::{Api, CodeKind, Literal, Location, Operation, Parameter, ParameterType};
use serde_json::{Map, Value};

use crate::authentication::Way;
use crate::body;
use crate::refusal::Refusal;
use crate::route::Route;
use crate::server::Incoming;

/// The value of each parameter, its default where it was not sent.
#[derive(Debug)]
pub(crate) struct Arguments(Vec<Option<Value>>);

impl Arguments {
    pub(crate) fn get(&self, parameter: usize) -> Option<&Value> {
        self.0.get(parameter)?.as_ref()
    }
}

/// Reads the arguments of a route, a query, headers and a body.
pub(crate) fn read(api: &Api, route: &Route<'_>, request: &Incoming, way: Way) -> Result<Arguments, Refusal> {
    let operation = route.operation;
    let mut values = vec![None; operation.parameters.len()];
    for (index, text) in &route.parameters {
        values[*index] = Some(value(api, &operation.parameters[*index], text)?);
    }
    for (name, text) in request.query_pairs() {
        let index = parameter(operation, &name, Location::Query, way)?;
        if values[index].is_some() {
            return Err(Refusal::argument(format!("the parameter {name} is there twice")));
        }
        values[index] = Some(value(api, &operation.parameters[index], &text)?);
    }
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let sent = request.header(wire_name(parameter, way)).filter(|_| parameter.location == Location::Header);
        if let Some(text) = sent {
            values[index] = Some(value(api, parameter, text)?);
        }
    }
    for (name, sent) in body_fields(operation, &request.body)? {
        let index = parameter(operation, &name, Location::Body, way)?;
        body::check_parameter(api, &operation.parameters[index], &sent)?;
        values[index] = Some(sent);
    }
    let is_set = |index: usize| values[index].is_some();
    body::check_rules(&operation.rules, is_set, |index| &operation.parameters[index].name)?;
    for (value, parameter) in values.iter_mut().zip(&operation.parameters) {
        if value.is_none() && parameter.mandatory {
            return Err(Refusal::argument(format!("the parameter {} is missing", wire_name(parameter, way))));
        }
        if value.is_none() {
            *value = parameter.default.as_ref().map(|default| match default {
                Literal::Boolean(value) => Value::from(*value),
                Literal::Integer(value) => Value::from(*value),
                Literal::Text(value) => Value::from(value.as_str()),
            });
        }
    }
    Ok(Arguments(values))
}

/// The fields of the object in the body, where the operation has any.
fn body_fields(operation: &Operation, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if operation.parameters.iter().all(|parameter| parameter.location != Location::Body) {
        return match body {
            [] => Ok(Map::new()),
            _ => Err(Refusal::argument("the operation takes no body")),
        };
    }
    serde_json::from_slice(body)
        .map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "2787", "the body is not a JSON object"))
}

fn wire_name(parameter: &Parameter, way: Way) -> &str {
    match way {
        Way::AkSk => &parameter.wire.ak_sk,
        Way::Account => &parameter.wire.account,
    }
}

/// The parameter that has a name under a way of authentication.
fn parameter(operation: &Operation, name: &str, location: Location, way: Way) -> Result<usize, Refusal> {
    let is = |parameter: &Parameter, way: Way| parameter.location == location && wire_name(parameter, way) == name;
    let position = |way: Way| operation.parameters.iter().position(|parameter| is(parameter, way));
    let other = match way {
        Way::AkSk => Way::Account,
        Way::Account => Way::AkSk,
    };
    position(way).ok_or_else(|| match position(other) {
        Some(index) => {
            let right = wire_name(&operation.parameters[index], way);
            Refusal::argument(format!("the parameter is named {right} under this way of authentication, not {name}"))
        }
        None => Refusal::argument(format!("there is no parameter {name}")),
    })
}

/// Reads a text by the type of its parameter.
fn value(api: &Api, parameter: &Parameter, text: &str) -> Result<Value, Refusal> {
    let wrong = |must: String| Refusal::argument(format!("{} is {text}; it must be {must}", parameter.name));
    match &parameter.ty {
        // Only bodies hold objects and lists.
        ParameterType::Value(_) => Err(wrong("in the body".to_owned())),
        ParameterType::Boolean => text.parse::<bool>().map(Value::from).map_err(|_| wrong("true or false".to_owned())),
        ParameterType::Number { min, max, .. } => match text.parse::<i64>() {
            // In a path it names a thing: by one spelling alone.
            Ok(number) if parameter.location == Location::Path && number.to_string() != text => {
                Err(wrong(format!("spelled {number}")))
            }
            Ok(number) if (*min..=*max).contains(&number) => Ok(number.into()),
            _ => Err(wrong(format!("a number from {min} to {max}"))),
        },
        ParameterType::Text { min, max } => {
            let length = text.chars().count() as u64;
            if length < *min || max.is_some_and(|max| length > max) {
                return Err(wrong(format!("a text of {min} to {} characters", max.unwrap_or(u64::MAX))));
            }
            Ok(text.into())
        }
        ParameterType::Codes(at) => {
            let codes = api.codes(*at);
            let known = codes.values.iter().find(|code| match codes.kind {
                CodeKind::Number => text.parse() == Ok(code.number),
                CodeKind::Text => code.name == text,
            });
            match (known, codes.kind) {
                (Some(code), CodeKind::Number) => Ok(code.number.into()),
                (Some(code), CodeKind::Text) => Ok(code.name.as_str().into()),
                (None, _) => Err(wrong(format!("one of {}", codes.name))),
            }
        }
    }
}
