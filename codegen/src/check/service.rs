//! Checks `service.yaml` and `error_codes.yaml`.

use super::{At, headers, names, parameters};
use crate::diagnostic::Diagnostics;
use crate::load::{ERROR_CODES_FILE, raw};
use crate::model::{Cloud, ErrorCode, Failure, Location, Parameter, Service, Status};

/// The ways of authentication that the client has.
pub(super) const AK_SK: &str = "ak_sk";
pub(super) const ACCOUNT: &str = "account";
/// What the client can put into a path.
const PROJECT_ID: &str = "project_id";
/// The identity service, as `endpoints` calls it.
const IAM: &str = "iam";

pub(super) fn check(written: &raw::Service, at: &At<'_>, report: &mut Diagnostics) -> Service {
    authentication(written, at, report);
    if !written.documents.starts_with("https://")
        || !written.documents.ends_with('/')
        || !is_address(&written.documents)
    {
        report.push(at.key("documents").wrong("E0028", "this is not an https:// address that ends in `/`"));
    }
    if !headers::is_name(&written.request_id) {
        report.push(at.key("request_id").wrong("E0039", format!("`{}` is not a name of a header", written.request_id)));
    }
    let mut statuses: Vec<_> = written
        .statuses
        .0
        .iter()
        .map(|(status, row)| Status {
            status: check_status(*status, &at.key("statuses"), report),
            reason: row.reason.clone(),
            asks: row.asks,
            doc: row.doc.clone(),
        })
        .collect();
    statuses.sort_by_key(|status| status.status);
    Service {
        name: written.service.clone(),
        doc: written.doc.clone(),
        documents: written.documents.clone(),
        clouds: clouds(written, at, report),
        path_parameters: path_parameters(written, at, report),
        failure: failure(&written.failure, at, report),
        request_id: written.request_id.clone(),
        statuses,
    }
}

fn check_status(status: u16, at: &At<'_>, report: &mut Diagnostics) -> u16 {
    if !(100..600).contains(&status) {
        let wrong = at.key(&status.to_string()).wrong_key("E0045", format!("{status} is not an HTTP status"));
        report.push(wrong.help("statuses are numbers from 100 to 599"));
    }
    status
}

/// Whether an address is `https://`, a host with the region in it, and nothing but a port and a path after it.
fn is_endpoint(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let (authority, path) = rest.split_once('/').map_or((rest, None), |(authority, path)| (authority, Some(path)));
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let host = host.replacen("{region}", "region", 1);
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    authority.contains("{region}")
        && host.split('.').all(is_word)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
        && path.is_none_or(|path| path.split('/').all(|part| part.split('.').all(is_word)))
}

/// Whether a text can be a part of an address as it stands.
fn is_address(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(c))
}

/// Checks the page that a `source` names, relative to the documents.
pub(super) fn check_source(source: Option<&str>, at: &At<'_>, report: &mut Diagnostics) {
    let Some(source) = source else { return };
    if !is_address(source) || source.starts_with('/') || source.contains("://") {
        let wrong = at.key("source").wrong("E0028", format!("{source:?} is not a page of the documents"));
        report.push(wrong.help("write its path, relative to `documents` in service.yaml"));
    }
}

fn authentication(written: &raw::Service, at: &At<'_>, report: &mut Diagnostics) {
    let ways = written.authentication.0.iter().map(|(way, _)| way.as_str());
    check_ways(&ways.collect::<Vec<_>>(), &at.key("authentication"), report);
}

/// Checks that a table has an entry for each way of authentication, and no other.
pub(super) fn check_ways(ways: &[&str], at: &At<'_>, report: &mut Diagnostics) {
    let known = [AK_SK, ACCOUNT];
    let unknown: Vec<_> = ways.iter().filter(|way| !known.contains(way)).collect();
    for way in &unknown {
        let wrong = at.key(way).wrong_key("E0023", format!("there is no way of authentication `{way}`"));
        report.push(wrong.propose(way, known.into_iter()));
    }
    // One that is unknown is most likely one that is left out, misspelt.
    for way in known.iter().filter(|way| unknown.is_empty() && !ways.contains(way)) {
        report.push(at.wrong_key("E0023", format!("the way of authentication `{way}` is left out")));
    }
}

fn clouds(written: &raw::Service, at: &At<'_>, report: &mut Diagnostics) -> Vec<Cloud> {
    let at = at.key("clouds");
    let mut seen = std::collections::HashSet::new();
    let mut clouds = Vec::new();
    for (name, cloud) in &written.clouds.0 {
        let at = at.key(name);
        for (index, region) in cloud.regions.iter().enumerate() {
            let index = index.to_string();
            if region.is_empty() || !region.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
                let wrong = at.key("regions").key(&index).wrong("E0028", format!("`{region}` is not a region"));
                report.push(wrong.help("regions are named as in `eu-de`"));
            }
            if !seen.insert(region) {
                report
                    .push(at.key("regions").key(&index).wrong("E0017", format!("the region `{region}` stands twice")));
            }
        }
        let is_known = |name: &str| name == written.service || name == IAM;
        // One that is missing is most likely one that is misspelt.
        let is_whole = cloud.endpoints.0.iter().filter(|(name, _)| is_known(name)).count() == 2;
        for (name, _) in cloud.endpoints.0.iter().filter(|(name, _)| is_whole && !is_known(name)) {
            let wrong = at.key("endpoints").key(name).wrong_key("E0028", format!("nothing uses the endpoint `{name}`"));
            report.push(wrong.help(format!("the client knows `{}` and `{IAM}`", written.service)));
        }
        let mut endpoint = |service: &str| self::endpoint(cloud, service, &at.key("endpoints"), report);
        clouds.push(Cloud {
            doc: cloud.doc.clone(),
            regions: cloud.regions.clone(),
            endpoint: endpoint(&written.service),
            iam_endpoint: endpoint(IAM),
        });
    }
    clouds
}

fn endpoint(cloud: &raw::Cloud, service: &str, at: &At<'_>, report: &mut Diagnostics) -> String {
    let Some((_, address)) = cloud.endpoints.0.iter().find(|(name, _)| name == service) else {
        report.push(at.wrong_key("E0028", format!("the endpoint of `{service}` is missing")));
        return String::new();
    };
    if !is_endpoint(address) {
        report.push(
            at.key(service)
                .wrong("E0028", "this is not an address with `{region}` in it")
                .help(format!("endpoints are written `https://{service}.{{region}}.example.com`")),
        );
    }
    address.clone()
}

fn path_parameters(written: &raw::Service, at: &At<'_>, report: &mut Diagnostics) -> Vec<Parameter> {
    let at = at.key("path_parameters");
    let check = |(name, parameter): &(String, raw::Parameter)| {
        let at = at.key(name);
        if name != PROJECT_ID {
            let wrong = at.wrong_key("E0021", format!("the client has no path parameter `{name}`"));
            report.push(wrong.propose(name, [PROJECT_ID].into_iter()));
        }
        if parameter.ty != "String" {
            report.push(at.key("type").wrong("E0010", "the ID of a project is a text").help("write `type: String`"));
        }
        let odd = [
            ("in", parameter.place.is_some()),
            ("selects", parameter.selects.is_some()),
            ("searches", !parameter.searches.is_empty()),
            ("marked_mandatory", parameter.marked_mandatory),
        ];
        for (key, _) in odd.into_iter().filter(|(_, is_written)| *is_written) {
            report.push(at.key(key).wrong_key("E0046", format!("`{key}` says nothing here")).help("leave it out"));
        }
        parameters::check(PROJECT_ID, parameter, Location::Path, None, &at, report)
    };
    written.path_parameters.0.iter().map(check).collect()
}

fn failure(written: &raw::Failure, at: &At<'_>, report: &mut Diagnostics) -> Failure {
    let at = at.key("failure");
    if written.message.is_empty() || written.message.len() > 2 {
        report.push(at.key("message").wrong("E0005", "a message has one name or two"));
    }
    let names = [Some(&written.success), Some(&written.code), written.solution.as_ref()].into_iter().flatten();
    let mut seen = std::collections::HashSet::new();
    for name in names.chain(&written.message) {
        if name.is_empty() || !seen.insert(name) {
            let wrong = at.wrong_key("E0014", format!("`{name}` cannot be a field of its own"));
            report.push(wrong.help("each fact of a failure has a field of another name"));
        }
    }
    Failure {
        success: written.success.clone(),
        code: written.code.clone(),
        message: written.message.first().cloned().unwrap_or_default(),
        message_also: written.message.get(1).cloned(),
        solution: written.solution.clone(),
    }
}

pub(super) fn error_codes(written: &raw::ErrorCodes, report: &mut Diagnostics) -> Vec<ErrorCode> {
    let file = At::file(ERROR_CODES_FILE);
    let at = file.key("error_codes");
    let mut idents = names::Distinct::default();
    let mut codes = Vec::with_capacity(written.error_codes.0.len());
    for (code, row) in &written.error_codes.0 {
        let ident = names::screaming(code);
        if !code.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
            let wrong = at.key(code).wrong_key("E0013", format!("`{code}` is not an error code"));
            report.push(wrong.help("codes are of letters, digits, `.`, `_` and `-`, as in `ModelArts.0101`"));
        } else if names::is_plain(&ident) {
            idents.insert(&ident, code, &at.key(code), report);
        } else {
            let why = format!("`{code}` does not begin with a letter of ASCII, and is a name in Rust");
            report.push(at.key(code).wrong_key("E0013", why));
        }
        if row.http.is_empty() {
            report.push(at.key(code).key("http").wrong("E0017", "a code comes with at least one HTTP status"));
        }
        let mut seen = std::collections::HashSet::new();
        for (position, status) in row.http.iter().enumerate() {
            let index = position.to_string();
            if !(100..600).contains(status) {
                let wrong =
                    at.key(code).key("http").key(&index).wrong("E0045", format!("{status} is not an HTTP status"));
                report.push(wrong.help("statuses are numbers from 100 to 599"));
            } else if !seen.insert(status) {
                report.push(at.key(code).key("http").key(&index).wrong("E0017", format!("duplicate status {status}")));
            }
        }
        let (code, http, name, doc) = (code.clone(), row.http.clone(), row.name.clone(), row.doc.clone());
        codes.push(ErrorCode { code, ident, http, name, doc });
    }
    codes.sort_by(|a, b| a.code.cmp(&b.code));
    codes
}
