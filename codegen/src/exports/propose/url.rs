//! Reads the parameters of a URL.

use super::keys::{Key, Keys};
use super::warning::{Finding, Warning};

const KIND: &str = "parameter";

/// A parameter of the path or of the query.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) key: Key,
    pub(super) ty: &'static str,
    pub(super) is_in_path: bool,
    /// Whether its example is 0.
    pub(super) is_zero: bool,
}

/// A path with a query.
#[derive(Debug, Default)]
pub(super) struct Url<'a> {
    /// The path, whose parameters have the names of keys.
    pub(super) path: String,
    /// The parameters, in their order.
    pub(super) parameters: Vec<Parameter>,
    /// The example of a query.
    pub(super) query: &'a str,
}

/// Reads a path with a query. `of_client` are the parameters that the client itself puts into paths.
pub(super) fn read<'a>(url: &'a str, of_client: &[&str], keys: &mut Keys, warnings: &mut Vec<Warning>) -> Url<'a> {
    let url = url.split('#').next().unwrap_or_default();
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut found = Url { query: query.trim_start_matches('?'), ..Url::default() };
    found.path = without_host(path)
        .split('/')
        .map(|part| segment(part, of_client, keys, &mut found.parameters))
        .collect::<Vec<_>>()
        .join("/");
    let in_path = found.parameters.len();
    // The names and values on the wire.
    let pairs: Vec<_> = found.query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in &pairs {
        let path = format!("query.{name}");
        let mut warn = |finding| warnings.push(Warning { path: path.clone(), finding });
        if let Some(known) = seen.iter().position(|known| known == name) {
            warn(Finding::Repeated);
            let known = &mut found.parameters[in_path + known];
            known.ty = common(known.ty, type_of(value));
            continue;
        }
        let Some(key) = keys.parameter(name, KIND) else {
            warn(Finding::NoKey);
            continue;
        };
        if value.is_empty() {
            warn(Finding::NoValue);
        }
        seen.push(name);
        found.parameters.push(Parameter { key, ty: type_of(value), is_in_path: false, is_zero: value == "0" });
    }
    found
}

/// Returns a URL without scheme and host, as in `https://{endpoint}/v1/jobs`.
#[must_use]
pub fn without_host(url: &str) -> &str {
    let rest = ["https://", "http://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    rest.map_or(url, |rest| rest.find('/').map_or("/", |start| &rest[start..]))
}

/// Returns a segment of a path. A parameter gets the name of its key.
fn segment(part: &str, of_client: &[&str], keys: &mut Keys, parameters: &mut Vec<Parameter>) -> String {
    let Some(name) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return part.to_owned() };
    if of_client.contains(&name) {
        return part.to_owned();
    }
    // A path sends only the value, so the name on the wire does not matter.
    let key = Key { key: keys.chosen(name, KIND), name: None };
    let segment = format!("{{{}}}", key.key);
    parameters.push(Parameter { key, ty: "String", is_in_path: true, is_zero: false });
    segment
}

/// Splits a parameter of a query into name and value.
fn pair(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (decode(name), decode(value))
}

/// Decodes a text of a query.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let code = more.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn type_of(value: &str) -> &'static str {
    // Numbers have one spelling: `007` and `+7` are texts.
    let number = value.parse::<i64>().ok().filter(|number| number.to_string() == value);
    match number {
        Some(number) if i32::try_from(number).is_ok() => "Integer",
        Some(_) => "Long",
        None if matches!(value, "true" | "false") => "Boolean",
        None => "String",
    }
}

/// Returns the type that has the values of both.
fn common(a: &'static str, b: &'static str) -> &'static str {
    match (a, b) {
        ("Integer", "Long") | ("Long", "Integer") => "Long",
        _ if a == b => a,
        _ => "String",
    }
}
