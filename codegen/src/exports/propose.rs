//! Proposes the entries of a new operation from its method, its path, and samples of its request and its response.
//!
//! Types are guesses, and warnings say what a sample leaves open. Documentation is left empty, and `check` warns about
//! it. What the spec language cannot say is left out with a comment, or is an error.

mod keys;
mod shape;
mod tables;
mod url;
mod warning;

use std::collections::HashSet;
use std::error::Error;
use std::fmt::{self, Write as _};

pub use keys::file_stem;
pub use shape::{Member, Shape};
pub use url::without_host;
pub use warning::{Finding, Warning};

use crate::check::{MAX_FLAT_FIELDS, names};
use crate::model::Api;
use keys::Keys;
use tables::{Site, Table, Tables};
use url::{Parameter, Url};

/// The operation to describe.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Name of the operation.
    pub name: &'a str,
    /// File of the operation.
    pub file: &'a str,
    /// Method.
    pub method: &'a str,
    /// Path, with parameters in braces. An example of the query may follow after `?`.
    pub path: &'a str,
    /// A sample of the request's body, if it has one.
    pub request_sample: Option<&'a Shape>,
    /// A sample of the response's body, if it has one.
    pub sample: Option<&'a Shape>,
}

/// Proposed entries of a file of a spec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Names and texts of tables.
    pub tables: Vec<(String, String)>,
    /// The operation.
    pub operation: String,
    /// What needs a decision.
    pub warnings: Vec<Warning>,
}

/// A sample that the spec language cannot describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProposeError {
    /// The body is not an object.
    NotAnObject {
        /// The option of the sample.
        option: &'static str,
        /// What the body is.
        kind: &'static str,
    },
    /// The response has more fields than a table may have.
    TooManyFields {
        /// Their number.
        fields: usize,
    },
}

impl fmt::Display for ProposeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject { option, kind } => write!(
                f,
                "unsupported `{option}`: the body is {kind}, and the spec only describes objects; omit `{option}` to \
                 describe the operation without this body"
            ),
            Self::TooManyFields { fields } => write!(
                f,
                "unsupported `--sample`: the response has {fields} fields, and a table has at most {MAX_FLAT_FIELDS}; \
                 remove the fields that are not needed"
            ),
        }
    }
}

impl Error for ProposeError {}

/// Proposes an operation, and the tables of its request and its response.
///
/// # Errors
///
/// The spec language cannot describe a body.
pub fn propose(request: &Request<'_>, api: &Api) -> Result<Proposal, ProposeError> {
    let sent = members(request.request_sample, "--request-sample")?;
    let received = members(request.sample, "--sample")?;
    if let Some(fields) = received.map(<[Member]>::len).filter(|fields| *fields > MAX_FLAT_FIELDS) {
        return Err(ProposeError::TooManyFields { fields });
    }
    let mut warnings = Vec::new();
    let of_client: Vec<_> = api.service.path_parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let mut keys = Keys::taken(of_client.iter().copied());
    let url = url::read(request.path, &of_client, &mut keys, &mut warnings);
    let (mut taken, mut tables) = (taken(api, request.name), Vec::new());
    let operation = names::suggested_type(request.name);
    let body = sent.map(|sent| {
        let tables = Tables::of_request((&mut tables, &mut taken), &mut warnings);
        body(sent, &operation, &mut keys, tables)
    });
    let mut of_request = std::mem::take(&mut tables);
    let response = received.and_then(|members| {
        let mut tables = Tables::of_response(&api.service.failure, (&mut tables, &mut taken), &mut warnings);
        if members.is_empty() {
            tables.warn("response", Finding::NoMembers);
            return None;
        }
        let stem = request.file.strip_suffix(".yaml").unwrap_or(request.file);
        let site = Site { path: "response", table: &names::suggested_type(stem), depth: 0 };
        Some(tables.table(&format!("{operation}Response"), members, site))
    });
    of_request.append(&mut tables);
    let pages = response.as_ref().and_then(|_| pages(received?, &url.parameters, api));
    if pages.is_some() {
        warnings.push(Warning { path: request.name.to_owned(), finding: Finding::Pages });
    }
    let body = body.unwrap_or_default();
    if has_fields(&body) && request.method == "GET" {
        warnings.push(Warning { path: "request".to_owned(), finding: Finding::GetWithBody });
    }
    let operation = entry(request, &url, &body, response.as_deref(), pages.as_deref());
    Ok(Proposal { tables: of_request.into_iter().map(Table::entry).collect(), operation, warnings })
}

/// Returns the members of a body.
fn members<'a>(sample: Option<&'a Shape>, option: &'static str) -> Result<Option<&'a [Member]>, ProposeError> {
    match sample {
        None => Ok(None),
        Some(Shape::Object(members)) => Ok(Some(members)),
        Some(shape) => Err(ProposeError::NotAnObject { option, kind: shape.kind() }),
    }
}

/// Returns the names that no new table may have: those of types and builders.
fn taken(api: &Api, operation: &str) -> HashSet<String> {
    let tables = api.groups.iter().flat_map(|group| &group.tables).map(|table| &table.name);
    let codes = api.groups.iter().flat_map(|group| &group.codes).map(|codes| &codes.name);
    let builders = api.operations().map(|operation| &operation.builder);
    tables.chain(codes).chain(builders).cloned().chain([names::upper_camel(operation)]).collect()
}

/// Returns the fields of a body.
fn body(members: &[Member], operation: &str, keys: &mut Keys, mut tables: Tables<'_>) -> String {
    if members.is_empty() {
        tables.warn("request", Finding::NoMembers);
    }
    let mut text = String::new();
    for member in members {
        let path = format!("request.{}", member.name);
        let Some(keys::Key { key, name }) = keys.parameter(&member.name, "field") else {
            tables.warn(&path, Finding::NoKey);
            let _ = writeln!(text, "      {}", keys::left_out(member));
            continue;
        };
        let name = name.map(|name| format!("name: {}, ", keys::scalar(&name))).unwrap_or_default();
        let site = Site { path: &path, table: operation, depth: 1 };
        let ty = tables.type_keys(&member.name, &member.shape, site);
        let _ = writeln!(text, "      {}: {{ {name}{ty}, doc: \"\" }}", keys::scalar(&key));
    }
    text
}

/// Returns the text of an operation.
fn entry(request: &Request<'_>, url: &Url<'_>, body: &str, response: Option<&str>, pages: Option<&str>) -> String {
    let http = format!("{} {}", request.method, url.path);
    let mut text = format!("  {}:\n    http: {}\n    doc: \"\"\n", keys::scalar(request.name), plain(&http));
    // Writing to a `String` cannot fail.
    if !url.query.is_empty() {
        let _ = writeln!(text, "    # An example of the query: {}", keys::comment(url.query));
    }
    if !url.parameters.is_empty() {
        text.push_str("    parameters:\n");
        for Parameter { key: keys::Key { key, name }, ty, is_in_path, .. } in &url.parameters {
            let name = name.as_ref().map(|name| format!("name: {}, ", keys::scalar(name))).unwrap_or_default();
            let mandatory = if *is_in_path { "mandatory: true, " } else { "" };
            let _ = writeln!(text, "      {}: {{ {name}type: {ty}, {mandatory}doc: \"\" }}", keys::scalar(key));
        }
    }
    if has_fields(body) {
        if request.method == "GET" {
            text.push_str("    get_with_body: true\n");
        }
        text.push_str("    body:\n");
    }
    text.push_str(body);
    if let Some(table) = response {
        let _ = writeln!(text, "    response: {table}");
    }
    if let Some(pages) = pages {
        let _ = writeln!(text, "    pages: {{ {pages} }}");
    }
    text
}

/// Returns whether the text of a body holds more than comments.
fn has_fields(body: &str) -> bool {
    body.lines().any(|line| !line.trim_start().starts_with('#'))
}

/// Writes a method and a path, in quotes if `check` will refuse them anyway.
fn plain(http: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " /{}-._~".contains(c);
    if http.chars().all(is_plain) { http.to_owned() } else { keys::scalar(http) }
}

/// Guesses how a list is split into pages from the usual names of parameters and fields.
fn pages(response: &[Member], parameters: &[Parameter], api: &Api) -> Option<String> {
    let of = |names: &[&str]| {
        let is = |parameter: &&Parameter| names.contains(&&*parameter.key.key) && parameter.ty == "Integer";
        parameters.iter().find(is)
    };
    let begin = of(&["page"]).map(|page| {
        let first = u8::from(!page.is_zero);
        format!("page: {}, first: {first}", page.key.key)
    });
    let begin = begin.or_else(|| of(&["offset"]).map(|offset| format!("offset: {}", offset.key.key)))?;
    let size = &of(&["per_page", "limit", "size", "page_size"])?.key.key;
    let mut keys = Keys::default();
    let fields: Vec<_> = response
        .iter()
        .filter(|member| keys.field(&member.name).is_some() && !member.is_optional)
        .filter(|member| !api.service.failure.has(&member.name))
        .collect();
    let items = fields.iter().find(|member| tables::is_list_of_tables(&member.shape))?;
    let total = |word: &str| fields.iter().find(|member| tables::is_count(member) && member.name.contains(word));
    let total = total("total").or_else(|| total("count"));
    let total = total.map(|member| format!(", total: {}", keys::scalar(&member.name))).unwrap_or_default();
    Some(format!("{begin}, size: {size}, items: {}{total}", keys::scalar(&items.name)))
}
