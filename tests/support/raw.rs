//! Requests to an emulator by hand, for any operation of its spec.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::SystemTime;

use modelarts::signing;
use modelarts_codegen::model::{
    Api, CodeKind, Field, Literal, Location, Operation, Parameter, ParameterType, Reference, RuleKind, Segment,
    TimeForm, Type, ValueRule, Width,
};
use modelarts_emulator::{Emulator, defaults};
use serde_json::{Map, Value, json};

/// Values of parameters by their names, in place of those that are made of their types.
pub type Values = BTreeMap<String, Value>;

/// A response: its status and its body.
pub type RawResponse = (u16, Value);

/// Calls an operation with a token. What is mandatory and has no value gets one that the spec allows.
///
/// # Panics
///
/// If there is no response.
pub fn call(emulator: &Emulator, operation: &Operation, values: &Values) -> RawResponse {
    call_as(emulator, Scheme::Account, operation, values)
}

/// An authentication scheme.
#[derive(Clone, Copy, Debug)]
pub enum Scheme {
    /// A token.
    Account,
    /// A signature.
    AkSk,
}

/// Calls an operation with an authentication scheme, as [`call`] does.
///
/// # Panics
///
/// If there is no response.
pub fn call_as(emulator: &Emulator, scheme: Scheme, operation: &Operation, values: &Values) -> RawResponse {
    let name = |parameter: &Parameter| match scheme {
        Scheme::Account => parameter.wire.account.clone(),
        Scheme::AkSk => parameter.wire.ak_sk.clone(),
    };
    let (target, body) = request_with(emulator.api(), operation, values, name);
    let (method, body) = (operation.method.as_str(), body.map(|body| body.to_string()).unwrap_or_default());
    let headers = match scheme {
        Scheme::Account => format!("X-Auth-Token: {}", emulator.issue_token()),
        Scheme::AkSk => signature(emulator, method, &target, &body),
    };
    let content_type = content_type(operation);
    send_with(emulator, method, &target, &format!("{content_type}{headers}"), &body)
}

/// The header with the content type of a body, with its line end, if it is not that of JSON.
#[must_use]
pub fn content_type(operation: &Operation) -> String {
    operation.content_type.iter().map(|name| format!("Content-Type: {name}\r\n")).collect()
}

/// The headers of a signature.
fn signature(emulator: &Emulator, method: &str, target: &str, body: &str) -> String {
    let host = emulator.address().to_string();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = signing::Request::new(method, &host, path);
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    request.query = pairs.map(|(name, value)| (name.into(), decoded(value).into())).collect();
    let date = signing::date(SystemTime::now());
    request.headers.push((signing::DATE_HEADER.into(), date.clone().into()));
    request.body = body.as_bytes();
    let signature = signing::SigningKey::new(defaults::ACCESS_KEY, defaults::SECRET_KEY).sign(&mut request);
    let more = request.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("host"));
    let more: String = more.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{more}Authorization: {}", signature.authorization)
}

/// The operation of an ID.
///
/// # Panics
///
/// If there is none.
pub fn operation<'a>(emulator: &'a Emulator, id: &str) -> &'a Operation {
    emulator.api().operations().find(|known| known.id == id).expect("the spec has the operation")
}

/// Path with query, and body, for a token.
pub fn request(api: &Api, operation: &Operation, values: &Values) -> (String, Option<Value>) {
    request_with(api, operation, values, |parameter| parameter.wire.account.clone())
}

fn request_with(
    api: &Api,
    operation: &Operation,
    values: &Values,
    name: impl Fn(&Parameter) -> String,
) -> (String, Option<Value>) {
    let value = |parameter: &Parameter| match values.get(&parameter.name) {
        Some(value) => Some(value.clone()),
        None if parameter.constant.is_some() => parameter.constant.as_ref().map(literal),
        None => parameter.mandatory.then(|| of_parameter(api, parameter)),
    };
    let mut target = String::new();
    for segment in &operation.path {
        match segment {
            Segment::Literal(text) => target.push_str(text),
            Segment::Client(_) => target.push_str("emulator-project"),
            Segment::Parameter(index) => target += &encoded(&value(&operation.parameters[*index]).unwrap_or_default()),
        }
    }
    let located = |location| operation.parameters.iter().filter(move |parameter| parameter.location == location);
    let mut separator = '?';
    for parameter in located(Location::Query) {
        let Some(value) = value(parameter) else { continue };
        target += &format!("{separator}{}={}", name(parameter), encoded(&value));
        separator = '&';
    }
    let fields = located(Location::Body).filter_map(|field| Some((name(field), value(field)?)));
    let body = located(Location::Body).next().map(|_| Value::Object(fields.collect()));
    (target, body)
}

/// Sends a request with a token.
///
/// # Panics
///
/// If there is no response.
pub fn send(emulator: &Emulator, method: &str, target: &str, body: Option<&str>) -> RawResponse {
    let token = format!("X-Auth-Token: {}", emulator.issue_token());
    send_with(emulator, method, target, &token, body.unwrap_or_default())
}

fn send_with(emulator: &Emulator, method: &str, target: &str, headers: &str, body: &str) -> RawResponse {
    let host = emulator.address();
    let mut stream = TcpStream::connect(host).expect("the emulator listens");
    let head = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\nConnection: close\r\n");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).expect("the emulator reads");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("the emulator responds");
    let (head, body) = response.split_once("\r\n\r\n").expect("a response has a head");
    let status = head.get(9..12).and_then(|status| status.parse().ok()).expect("a response has a status");
    (status, serde_json::from_str(body).unwrap_or_default())
}

fn literal(literal: &Literal) -> Value {
    match literal {
        Literal::Boolean(value) => Value::from(*value),
        Literal::Integer(value) => Value::from(*value),
        Literal::Float(value) => Value::from(value.0),
        Literal::Text(value) => Value::from(value.as_str()),
    }
}

fn encoded(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The text of what [`encoded`] returns.
fn decoded(value: &str) -> String {
    let mut bytes = value.bytes();
    let mut text = Vec::new();
    while let Some(byte) = bytes.next() {
        let digits: Vec<u8> = if byte == b'%' { bytes.by_ref().take(2).collect() } else { Vec::new() };
        let code = std::str::from_utf8(&digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
        text.push(code.unwrap_or(byte));
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// A value that the spec allows for a parameter.
#[must_use]
pub fn of_parameter(api: &Api, parameter: &Parameter) -> Value {
    let (ty, rule) = parameter.ty.as_field();
    match &parameter.ty {
        ParameterType::Number { min, max, .. } => 1.clamp(*min, *max).into(),
        _ => of_type(api, &ty, rule),
    }
}

fn of_type(api: &Api, ty: &Type, rule: ValueRule) -> Value {
    match ty {
        Type::Boolean => true.into(),
        Type::Timestamp(TimeForm::Text) => "2018-04-20T02:06:30Z".into(),
        Type::Number(_) | Type::Timestamp(_) | Type::Duration(_) => match rule {
            ValueRule::Range(min, max) => 1.clamp(min, max).into(),
            _ => Value::from(Width::Byte.range().1),
        },
        Type::Float => match rule {
            ValueRule::Fraction(min, _) => (min.number.0 + 0.5).into(),
            _ => 0.5.into(),
        },
        Type::Text | Type::Secret => "text".into(),
        Type::Json | Type::Map(_) => json!({}),
        Type::List(item) => match rule {
            ValueRule::Items(min, _) => (0..min).map(|_| of_type(api, item, ValueRule::Any)).collect(),
            _ => json!([]),
        },
        Type::Codes(at) => {
            let codes = api.codes(*at);
            codes.values.first().map_or(Value::Null, |code| match codes.kind {
                CodeKind::Number => code.number.into(),
                CodeKind::Text => code.name.as_str().into(),
            })
        }
        Type::Table(at) => Value::Object(of_table(api, *at)),
    }
}

/// An object with the fields that are mandatory, and what rules ask for.
fn of_table(api: &Api, at: Reference) -> Map<String, Value> {
    let table = api.table(at);
    let asked = table.rules.iter().filter(|rule| rule.kind == RuleKind::ExactlyOne).map(|rule| rule.members[0]);
    let asked: Vec<_> = asked.collect();
    let fields = table.fields.iter().enumerate().filter(|(index, field)| field.mandatory || asked.contains(index));
    let constants = table.constants.iter().map(|constant| (constant.field.name.clone(), literal(&constant.value)));
    let value = |field: &Field| match field.join {
        Some(_) => "".into(),
        None => of_type(api, &field.ty, field.rule),
    };
    fields.map(|(_, field)| (field.name.clone(), value(field))).chain(constants).collect()
}
