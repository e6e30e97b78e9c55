//! Compares the service as a whole: clouds, failures, statuses, error codes and resources.

use super::change::{Judgment, SAME_CODE, SAME_WIRE};
use super::collect::{Callers, Collector, DOCUMENTED, Entry, Id, NEW_ORDER, Pairs, UNCHANGED};
use super::parameters::{self, Owner};
use super::resources;
use crate::model::{Cloud, ErrorCode, Failure, FailureObject, Group, Parameter, Service, Status, StatusAction};
use crate::sources::{ERROR_CODES_FILE, SERVICE_FILE};

pub(super) fn id() -> Id {
    Id::new(SERVICE_FILE, &[])
}

pub(super) fn compare(changes: &mut Collector<'_>) {
    let (was, is) = (&changes.old.service, &changes.new.service);
    let Service { name, doc, documents, clouds, path_parameters, failure, request_id, statuses } = is;
    let entry = Entry { subject: "the service".to_owned(), old: id(), new: id() };
    let exported = Judgment::documentation("only exported documents show the name");
    changes.text(&entry, "service", (&was.name, name), UNCHANGED, exported);
    changes.doc(&entry, (&was.doc, doc));
    changes.text(&entry, "documents", (&was.documents, documents), DOCUMENTED, SAME_WIRE);
    self::clouds(&was.clouds, clouds, changes);
    let owner = Owner { subject: "every path", old: &id(), new: &id(), items: (&[], &[]), paths: (&[], &[]) };
    let parameter_id = |at: &Id, parameter: &Parameter| at.child("path_parameters", &parameter.name);
    parameters::compare(&owner, (&was.path_parameters, path_parameters), parameter_id, changes);
    self::failure(&was.failure, failure, changes);
    let wire = Judgment::breaking("clients of the old state do not find the ID of a request");
    changes.text(&entry, "request_id", (&was.request_id, request_id), UNCHANGED, wire);
    self::statuses(&was.statuses, statuses, changes);
}

const NO_REGION: Judgment = Judgment::breaking("programs that name a removed region fail");
const NEW_REGION: Judgment = Judgment::compatible("programs can name one more region");

fn clouds<'a>(was: &'a [Cloud], is: &'a [Cloud], changes: &mut Collector<'a>) {
    let cloud_id = |cloud: &Cloud| id().child("clouds", &cloud.key);
    let subject = |cloud: &Cloud| format!("cloud `{}`", cloud.key);
    let pairs = Pairs::new(was, is, |cloud| &cloud.key).or_by(|_, cloud| &cloud.regions);
    for cloud in pairs.removed() {
        let wire = Judgment::breaking("clients of the old state cannot find its service");
        changes.removed(cloud_id(cloud), subject(cloud), cloud.regions.join(", "), Callers::Is(NO_REGION), wire);
    }
    for cloud in pairs.added() {
        let wire = Judgment::compatible("all other clouds stay the same");
        changes.added(cloud_id(cloud), subject(cloud), cloud.regions.join(", "), Callers::Is(NEW_REGION), wire);
    }
    for (was, is) in pairs.both() {
        let Cloud { key, doc, regions, endpoint, iam_endpoint } = is;
        let entry = changes.entry(subject(is), cloud_id(was), cloud_id(is));
        changes.text(&entry, "key", (&was.key, key), UNCHANGED, Judgment::documentation("only the spec shows the key"));
        let shown = Judgment::documentation("only exported documents show it");
        changes.text(&entry, "doc", (&was.doc, doc), UNCHANGED, shown);
        let wire = Judgment::breaking("clients of the old state send requests to the old address");
        let at = |id: &Id| id.child("endpoints", "");
        let endpoints =
            Entry { subject: format!("endpoints of {}", entry.subject), old: at(&entry.old), new: at(&entry.new) };
        changes.text(&endpoints, &changes.new.service.name, (&was.endpoint, endpoint), UNCHANGED, wire.clone());
        changes.text(&endpoints, "iam", (&was.iam_endpoint, iam_endpoint), UNCHANGED, wire);
        let (callers, wire) = match was.regions.iter().all(|region| regions.contains(region)) {
            false => (NO_REGION, Judgment::breaking("clients of the old state cannot find the service of the region")),
            true if was.regions.len() < regions.len() => {
                (NEW_REGION, Judgment::compatible("all other regions stay the same"))
            }
            true => (SAME_CODE, NEW_ORDER),
        };
        let text = |regions: &Vec<String>| Some(regions.join(", "));
        changes.fact(&entry, "regions", (&was.regions, regions), text, Callers::Is(callers), wire);
    }
    if let Some((old, new)) = pairs.reordered(|_, _| true) {
        let entry = Entry { subject: "the service".to_owned(), old: id(), new: id() };
        let names = |all: &[&Cloud]| Some(all.iter().map(|cloud| cloud.key.as_str()).collect::<Vec<_>>().join(", "));
        changes.change(&entry, "clouds", (names(&old), names(&new)), UNCHANGED, NEW_ORDER);
    }
}

fn failure(was: &Failure, is: &Failure, changes: &mut Collector<'_>) {
    let Failure { object, success, code, message, message_alias, solution } = is;
    let at = id().child("failure", "");
    let entry = Entry { subject: "the response of a failed call".to_owned(), old: at.clone(), new: at };
    let wire = Judgment::breaking("clients of the old state read the old field");
    let object_name = |object: &Option<FailureObject>| match object {
        Some(FailureObject::Named(name)) => Some(name.clone()),
        Some(FailureObject::Any) => Some("*".to_owned()),
        None => None,
    };
    changes.fact(&entry, "object", (&was.object, object), object_name, UNCHANGED, wire.clone());
    changes.optional(&entry, "success", (&was.success, success), UNCHANGED, wire.clone());
    changes.text(&entry, "code", (&was.code, code), UNCHANGED, wire.clone());
    let names = |failure: &Failure| -> Vec<String> {
        [Some(&failure.message), failure.message_alias.as_ref()].into_iter().flatten().cloned().collect()
    };
    let (old, new) = (names(was), names(is));
    let is_read = old.iter().all(|name| [Some(message), message_alias.as_ref()].contains(&Some(name)));
    let judgment = if is_read { Judgment::compatible("the client reads the old field as well") } else { wire.clone() };
    changes.fact(&entry, "message", (&old, &new), |names| Some(names.join(", ")), UNCHANGED, judgment);
    let wire = match was.solution {
        None => Judgment::compatible("the client reads one more field"),
        Some(_) => wire,
    };
    changes.optional(&entry, "solution", (&was.solution, solution), UNCHANGED, wire);
}

fn statuses(was: &[Status], is: &[Status], changes: &mut Collector<'_>) {
    let status_id = |status: &Status| id().child("statuses", &status.status.to_string());
    let subject = |status: &Status| format!("status {}", status.status);
    let pairs = Pairs::new(was, is, |status| status.status);
    for status in pairs.removed() {
        let wire = judge_actions(status.action, UNLISTED);
        changes.removed(status_id(status), subject(status), status.action.to_string(), DOCUMENTED, wire);
    }
    for status in pairs.added() {
        let wire = judge_actions(UNLISTED, status.action);
        changes.added(status_id(status), subject(status), status.action.to_string(), DOCUMENTED, wire);
    }
    for (was, is) in pairs.both() {
        let Status { status: _, reason, action, doc } = is;
        let entry = changes.entry(subject(is), status_id(was), status_id(is));
        let wire = judge_actions(was.action, *action);
        changes.fact(&entry, "action", (&was.action, action), |action| Some(action.to_string()), UNCHANGED, wire);
        let texts = || Callers::Is(Judgment::documentation("only texts of errors change"));
        changes.text(&entry, "reason", (&was.reason, reason), texts(), SAME_WIRE);
        changes.text(&entry, "doc", (&was.doc, doc), texts(), SAME_WIRE);
    }
}

/// What the client does after a status that is not listed.
const UNLISTED: StatusAction = StatusAction::Correct;

/// Judges on the wire that the client does something else after a status.
fn judge_actions(was: StatusAction, is: StatusAction) -> Judgment {
    let repeats = |action| matches!(action, StatusAction::Repeat | StatusAction::Wait);
    let returns = |action| matches!(action, StatusAction::Proceed | StatusAction::Correct | StatusAction::Resolve);
    if repeats(is) && !repeats(was) {
        Judgment::breaking("the client repeats requests that may have taken effect, so they may take effect twice")
    } else if was == StatusAction::Authenticate && is != was {
        Judgment::breaking("the client does not log in again, so calls with an expired session fail")
    } else if was == is || returns(was) && returns(is) {
        Judgment::compatible("the client returns the response as before")
    } else {
        Judgment::compatible("requests stay the same, but the client handles the response differently")
    }
}

pub(super) fn error_codes(changes: &mut Collector<'_>) {
    let at = |code: &ErrorCode| Id::new(ERROR_CODES_FILE, &["error_codes", &code.code]);
    let subject = |code: &ErrorCode| format!("error code `{}`", code.code);
    let text = |code: &ErrorCode| format!("HTTP {}", statuses_text(&code.http));
    let pairs = Pairs::new(&changes.old.error_codes, &changes.new.error_codes, |code| &code.code);
    for code in pairs.removed() {
        let callers = Callers::Is(Judgment::breaking("programs that name its constant do not compile"));
        let wire = Judgment::compatible("clients read any error code");
        changes.removed(at(code), subject(code), text(code), callers, wire);
    }
    for code in pairs.added() {
        let callers = Callers::Is(Judgment::compatible("its constant is new"));
        let wire = Judgment::compatible("clients read any error code");
        changes.added(at(code), subject(code), text(code), callers, wire);
    }
    for (was, is) in pairs.both() {
        let ErrorCode { code: _, ident, http, name, doc } = is;
        let entry = changes.entry(subject(is), at(was), at(is));
        let callers = Callers::Is(Judgment::breaking("programs that name the old constant do not compile"));
        changes.text(&entry, "constant", (&was.ident, ident), callers, SAME_WIRE);
        let wire = match was.failure_status() == is.failure_status() {
            true => Judgment::compatible("the first status of a failure stays the same"),
            false => Judgment::breaking("clients of the old state expect another status with the code"),
        };
        let callers = Callers::Is(Judgment::compatible("`ErrorCode::statuses` returns other statuses"));
        changes.fact(&entry, "http", (&was.http, http), |http| Some(statuses_text(http)), callers, wire);
        let callers = Callers::Is(Judgment::compatible("`ErrorCode::name` returns another name"));
        changes.optional(&entry, "name", (&was.name, name), callers, SAME_WIRE);
        changes.optional(&entry, "doc", (&was.doc, doc), DOCUMENTED, SAME_WIRE);
    }
}

fn statuses_text(http: &[u16]) -> String {
    http.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// Compares the files of resources. Their tables, code tables and operations are compared by name, in whatever file they
/// are.
pub(super) fn groups(changes: &mut Collector<'_>) {
    let at = |group: &Group| Id::new(&group.file, &[]);
    let subject = |group: &Group| format!("file `{}`", group.file);
    let pairs = Pairs::new(&changes.old.groups, &changes.new.groups, |group| &group.file);
    for group in pairs.removed() {
        let callers = Callers::Is(Judgment::breaking("programs that name its module do not compile"));
        changes.removed(at(group), subject(group), group.doc.clone(), callers, SAME_WIRE);
    }
    for group in pairs.added() {
        let callers = Callers::Is(Judgment::compatible("its module is new"));
        changes.added(at(group), subject(group), group.doc.clone(), callers, SAME_WIRE);
    }
    for (was, is) in pairs.both() {
        let Group { file: _, module: _, type_name: _, doc, codes, tables, operations, resources: _ } = is;
        let entry = changes.entry(subject(is), at(was), at(is));
        changes.doc(&entry, (&was.doc, doc));
        changes.order(&entry, "codes", &Pairs::new(&was.codes, codes, |codes| &codes.name), |codes| &codes.name);
        changes.order(&entry, "tables", &Pairs::new(&was.tables, tables, |table| &table.name), |table| &table.name);
        let pairs = Pairs::new(&was.operations, operations, |operation| &operation.name);
        changes.order(&entry, "operations", &pairs, |operation| &operation.name);
        resources::compare(&entry, (was, is), changes);
    }
}
