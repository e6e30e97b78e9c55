//! Checks `service.yaml`.

use std::collections::HashSet;

use super::key_path::KeyPath;
use super::{addresses, edition, headers, names, parameters, schemes, words};
use crate::diagnostic::{Diagnostics, nearest};
use crate::load::raw;
use crate::model::{Cloud, Failure, FailureObject, Location, Parameter, Service, Status};

/// The identity service, as named in `endpoints`.
const IAM: &str = "iam";

pub(super) fn check(raw: &raw::Service, at: &KeyPath<'_>, report: &mut Diagnostics) -> Service {
    edition::check(raw.edition, at, report);
    let schemes: Vec<_> = raw.authentication.0.iter().map(|(scheme, _)| scheme.as_str()).collect();
    schemes::check(&schemes, &at.key("authentication"), report);
    if !raw.documents.starts_with("https://") || !raw.documents.ends_with('/') || !addresses::is_address(&raw.documents)
    {
        let error = at.key("documents").error("E0028", "invalid address");
        let error = error.label("not an `https://` address that ends in `/`");
        report.push(error.help("write it as in `https://docs.example.com/`"));
    }
    if !headers::is_name(&raw.request_id) {
        let error = at.key("request_id").error("E0039", format!("invalid header name `{}`", raw.request_id));
        report.push(error.help("use letters, digits and `-`, as in `X-Request-Id`"));
    }
    let mut statuses: Vec<_> = raw
        .statuses
        .0
        .iter()
        .map(|(status, row)| Status {
            status: check_status(*status, &at.key("statuses"), report),
            reason: row.reason.clone(),
            action: row.action,
            doc: row.doc.clone(),
        })
        .collect();
    statuses.sort_by_key(|status| status.status);
    check_name(raw, &at.key("service"), report);
    Service {
        name: raw.service.clone(),
        doc: raw.doc.clone(),
        documents: raw.documents.clone(),
        clouds: clouds(raw, at, report),
        path_parameters: path_parameters(raw, at, report),
        failure: failure(&raw.failure, at, report),
        request_id: raw.request_id.clone(),
        statuses,
    }
}

/// Returns whether a name can be that of an endpoint, a package and a part of variables.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

fn check_name(raw: &raw::Service, at: &KeyPath<'_>, report: &mut Diagnostics) {
    if is_name(&raw.service) {
        return;
    }
    let error = at.error("E0028", format!("invalid name `{}`", raw.service));
    let endpoints = raw.clouds.0.iter().flat_map(|(_, cloud)| &cloud.endpoints.0).map(|(name, _)| name.as_str());
    let error = error.label("begins with no letter, or has other characters than letters, digits, `-` and `_`");
    report
        .push(error.suggest(&raw.service, endpoints.filter(|name| *name != IAM)).or_help("write it as in `modelarts`"));
}

fn check_status(status: u16, at: &KeyPath<'_>, report: &mut Diagnostics) -> u16 {
    if !(100..600).contains(&status) {
        let error = at.key(&status.to_string()).key_error("E0045", format!("invalid status {status}"));
        report.push(error.label("out of range 100..=599").help("write a status of HTTP, such as 400"));
    }
    status
}

fn clouds(raw: &raw::Service, at: &KeyPath<'_>, report: &mut Diagnostics) -> Vec<Cloud> {
    let at = at.key("clouds");
    let mut seen = HashSet::new();
    let mut clouds = Vec::new();
    for (name, cloud) in &raw.clouds.0 {
        let at = at.key(name);
        if cloud.regions.is_empty() {
            let error = at.key("regions").key_error("E0028", "no regions").label("the list is empty");
            report.push(error.help("write the name of a region, as in `[eu-de]`"));
        }
        for (index, region) in cloud.regions.iter().enumerate() {
            let index = index.to_string();
            if region.is_empty() || !region.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
                let error = at.key("regions").key(&index).error("E0028", format!("invalid region `{region}`"));
                report.push(error.help("use letters, digits, `-` and `_`, as in `eu-de`"));
            }
            if !seen.insert(region) {
                let error = at.key("regions").key(&index).error("E0017", format!("duplicate region `{region}`"));
                report.push(error.help("remove one of them"));
            }
        }
        let is_known = |name: &str| name == raw.service || name == IAM;
        // If one is missing, the unknown one is most likely that one, misspelled.
        let is_complete = cloud.endpoints.0.iter().filter(|(name, _)| is_known(name)).count() == 2;
        for (name, _) in cloud.endpoints.0.iter().filter(|(name, _)| is_complete && !is_known(name)) {
            let error = at.key("endpoints").key(name).key_error("E0028", format!("unused endpoint `{name}`"));
            let error = error.label(format!("the client only uses `{}` and `{IAM}`", raw.service));
            report.push(error.help("remove it"));
        }
        let mut endpoint = |service: &str| self::endpoint(cloud, service, &at.key("endpoints"), report);
        clouds.push(Cloud {
            key: name.clone(),
            doc: cloud.doc.clone(),
            regions: cloud.regions.clone(),
            endpoint: endpoint(&raw.service),
            iam_endpoint: endpoint(IAM),
        });
    }
    clouds
}

fn endpoint(cloud: &raw::Cloud, service: &str, at: &KeyPath<'_>, report: &mut Diagnostics) -> String {
    let Some((_, address)) = cloud.endpoints.0.iter().find(|(name, _)| name == service) else {
        // An invalid name is reported where it is written.
        if !is_name(service) {
            return String::new();
        }
        let known = cloud.endpoints.0.iter().map(|(name, _)| name.as_str());
        let error = match nearest(service, known) {
            Some(similar) => {
                at.key(similar).key_error("E0028", format!("unknown endpoint `{similar}`")).propose(service)
            }
            None => at
                .key_error("E0028", format!("missing endpoint `{service}`"))
                .help(format!("add the key `{service}` with its address")),
        };
        report.push(error.unresolved(service, "endpoints"));
        return String::new();
    };
    if cloud.regions.len() > 1 && !address.contains("{region}") {
        let error = at.key(service).error("E0028", "endpoint without a region");
        let error = error.label("the cloud has several regions, and all would have this address");
        report.push(error.help("add `{region}`, or describe a cloud for the regions with this address"));
    } else if !addresses::is_endpoint(address) {
        report.push(
            at.key(service)
                .error("E0028", "invalid endpoint")
                .label("not an `https://` address, with `{region}` in the host or without it")
                .help(format!("write it as in `https://{service}.{{region}}.example.com`")),
        );
    }
    address.clone()
}

fn path_parameters(raw: &raw::Service, at: &KeyPath<'_>, report: &mut Diagnostics) -> Vec<Parameter> {
    let at = at.key("path_parameters");
    let check = |(name, parameter): &(String, raw::Parameter)| {
        let at = at.key(name);
        names::check_chosen(name, &at, report);
        // An unknown type is reported with the other properties of the parameter.
        if words::is_type(&parameter.ty) && parameter.ty != "String" {
            let error = at.key("type").error("E0010", "wrong type").label("the client puts a String into paths");
            report.push(error.help("write `type: String`"));
        }
        // A new key must be added here, or ignored on purpose.
        let raw::Parameter {
            name: _,
            ty: _,
            items: _,
            format,
            unit: _,
            join: _,
            constant: _,
            sensitive: _,
            mandatory: _,
            marked_mandatory,
            send_default: _,
            also_type: _,
            place,
            range: _,
            length: _,
            characters: _,
            first_character: _,
            last_character: _,
            item_count: _,
            default: _,
            deprecated: _,
            doc: _,
            note: _,
            not_found: _,
            filters_by,
            searches_in,
        } = parameter;
        let unused = [
            ("in", place.is_some()),
            ("format", format.is_some()),
            ("filters_by", filters_by.is_some()),
            ("searches_in", !searches_in.is_empty()),
            ("marked_mandatory", *marked_mandatory),
        ];
        for (key, _) in unused.into_iter().filter(|(_, is_set)| *is_set) {
            let error = at.key(key).key_error("E0046", format!("`{key}` not allowed"));
            report.push(error.label("it has no effect on a parameter of the client").help("remove it"));
        }
        parameters::check(name, parameter, Location::Path, None, &at, report)
    };
    raw.path_parameters.0.iter().map(check).collect()
}

fn failure(raw: &raw::Failure, at: &KeyPath<'_>, report: &mut Diagnostics) -> Failure {
    let at = at.key("failure");
    if raw.message.is_empty() || raw.message.len() > 2 {
        let error = at.key("message").error("E0005", "invalid list").label("one or two names are allowed");
        report.push(error.help("write the name of the field, and an alias if there is one"));
    }
    if raw.object.is_some() && raw.success.is_some() {
        let error = at.key("success").key_error("E0046", "`success` not allowed");
        report.push(
            error
                .label("an object with the fields of a failure says that the call failed")
                .help("remove it, or `object`"),
        );
    }
    let names = [raw.success.as_ref(), Some(&raw.code), raw.solution.as_ref()].into_iter().flatten();
    let mut seen = HashSet::new();
    for name in names.chain(&raw.message) {
        if name.is_empty() || !seen.insert(name) {
            let message = match name.is_empty() {
                true => "empty name of a field".to_owned(),
                false => format!("duplicate name `{name}`"),
            };
            let error = at.key_error("E0014", message);
            report.push(error.help("write a different name for each field of a failure"));
        }
    }
    Failure {
        object: raw.object.as_ref().map(|object| match object.as_str() {
            "*" => FailureObject::Any,
            name => FailureObject::Named(name.to_owned()),
        }),
        success: raw.success.clone(),
        code: raw.code.clone(),
        message: raw.message.first().cloned().unwrap_or_default(),
        message_alias: raw.message.get(1).cloned(),
        solution: raw.solution.clone(),
    }
}
