//! Checks what is said of a field: keys that contradict each other or have no effect, and fields of a failure.

use super::key_path::KeyPath;
use super::scope::Scope;
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::Type;

/// The cause of errors in tables that no body holds.
pub(super) const NO_BODY: &str = "a body with the table";

/// How the table of a field is used.
#[derive(Clone, Copy)]
pub(super) struct Usage {
    pub(super) is_response: bool,
    /// Whether a body holds it, at any depth.
    pub(super) is_sent: bool,
    /// Whether a response holds it, at any depth.
    pub(super) is_received: bool,
    /// Whether another table holds it.
    pub(super) is_nested: bool,
}

/// Reports keys that contradict each other or have no effect.
pub(super) fn check_facts(
    raw: &raw::Field,
    ty: Option<&Type>,
    (is_sent, is_received): (bool, bool),
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    if raw.mandatory && !is_sent {
        let (label, help) = ("no body holds this table", "remove it: only tables in a body have mandatory fields");
        let error = at.key("mandatory").key_error("E0046", "`mandatory` not allowed").unresolved(NO_BODY, "");
        report.push(error.label(label).help(help));
    }
    let mut error = |key: &str, label: &str, help: &str| {
        let error = at.key(key).key_error("E0046", format!("`{key}` not allowed"));
        report.push(error.label(label).help(help));
    };
    if raw.mandatory && raw.optional && !is_received {
        error(
            "optional",
            "the field is mandatory, and no response holds this table",
            "remove `optional` or `mandatory`",
        );
    }
    if raw.mandatory && raw.default.is_some() {
        error("default", "the field is mandatory: the default is never used", "remove `default` or `mandatory`");
    }
    let is_object = |ty: &Type| matches!(ty, Type::Table(_) | Type::Map(_) | Type::Json);
    let is_number = |ty: &Type| matches!(ty, Type::Number(_) | Type::Float | Type::Timestamp(_) | Type::Duration(_));
    if raw.unit.is_some() && ty.is_some_and(|ty| !is_number(ty)) {
        error("unit", "the field is not a number", "remove it");
    }
    if raw.encoded && raw.format.is_some() {
        error("encoded", "the field is a time", "remove it");
    }
    if raw.single_or_list && ty.is_some_and(|ty| matches!(ty, Type::List(item) if !is_object(item))) {
        error("single_or_list", "the items are not objects", "remove it: only an object may come without its list");
    }
}

/// Reports `optional` in a table that only bodies hold, at a field or at the table.
pub(super) fn report_optional(at: &KeyPath<'_>, report: &mut Diagnostics) {
    let error = at.key("optional").key_error("E0046", "`optional` not allowed");
    let error = error.label("no response holds this table, and requests may lack all fields that are not mandatory");
    report.push(error.help("remove it"));
}

/// Reports keys that have no effect on a field that always has the same value.
pub(super) fn check_constant(raw: &raw::Field, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let keys = [
        ("optional", raw.optional),
        ("mandatory", raw.mandatory),
        ("marked_mandatory", raw.marked_mandatory),
        ("default", raw.default.is_some()),
        ("encoded", raw.encoded),
        ("alias", raw.alias.is_some()),
        ("not_found", raw.not_found.is_some()),
        ("example", raw.example.is_some()),
    ];
    for (key, _) in keys.into_iter().filter(|(_, is_set)| *is_set) {
        let error = at.key(key).key_error("E0016", format!("`{key}` not allowed"));
        report.push(error.label("the constant is always sent").help("remove it"));
    }
}

/// Reports keys that have no effect on a field of a failure.
pub(super) fn check_facts_of_failure(raw: &raw::Field, at: &KeyPath<'_>, report: &mut Diagnostics) {
    // A new key must be added here, or ignored on purpose.
    let raw::Field {
        name: _,
        ty: _,
        items,
        join,
        format,
        unit,
        absent_on: _,
        data,
        optional,
        mandatory,
        range,
        length,
        characters,
        first_character,
        last_character,
        item_count,
        default,
        constant,
        encoded,
        single_or_list,
        sensitive,
        marked_mandatory: _,
        alias,
        deprecated: _,
        doc: _,
        note: _,
        not_found: _,
        example,
    } = raw;
    let keys = [
        ("items", items.is_some()),
        ("join", join.is_some()),
        ("format", format.is_some()),
        ("unit", unit.is_some()),
        ("data", *data),
        ("optional", *optional),
        ("mandatory", *mandatory),
        ("range", range.is_some()),
        ("length", length.is_some()),
        ("characters", characters.is_some()),
        ("first_character", first_character.is_some()),
        ("last_character", last_character.is_some()),
        ("item_count", item_count.is_some()),
        ("default", default.is_some()),
        ("constant", constant.is_some()),
        ("encoded", *encoded),
        ("single_or_list", *single_or_list),
        ("sensitive", *sensitive),
        ("alias", alias.is_some()),
        ("example", example.is_some()),
    ];
    for (key, _) in keys.into_iter().filter(|(_, is_set)| *is_set) {
        let error = at.key(key).key_error("E0046", format!("`{key}` not allowed"));
        report.push(error.label("the field describes a failure").help("remove it: service.yaml describes such fields"));
    }
}

/// Reports `data` on a field that is data anyway.
pub(super) fn check_data(
    name: &str,
    raw: &raw::Field,
    usage: Usage,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    let has_effect = scope.failure.is_flag(name) && (usage.is_response || !scope.knows_responses);
    if raw.data && !has_effect {
        let error = at.key("data").key_error("E0046", "`data` not allowed");
        let label = match &scope.failure.success {
            Some(flag) => format!("only a field `{flag}` of a response may report success"),
            None => "no field of a response reports success".to_owned(),
        };
        report.push(error.label(label).help("remove it: the field is data"));
    }
}

/// Returns whether a field describes a failure rather than data. Only responses have such fields: the flag of success,
/// and fields marked as absent on success.
pub(super) fn belongs_to_failure(
    (name, raw, ty): (&str, &raw::Field, Option<&Type>),
    Usage { is_response, is_sent, is_nested, is_received: _ }: Usage,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> bool {
    let is_marked = raw.absent_on.is_some();
    let is_flag = is_response && scope.failure.is_flag(name) && !raw.data;
    let mut error = |message: &str, label: &str, help: &str| {
        let key = if is_marked { "absent_on" } else { "type" };
        // All fields of a table have the same fault for the same reason.
        let error = at.key(key).error("E0029", message).unresolved(label, at.entry());
        report.push(error.label(label).help(help));
    };
    let (not_allowed, of_failure) = ("`absent_on` not allowed", "the field describes a failure");
    if is_marked && !scope.failure.has(name) {
        error(
            not_allowed,
            "this is not a field of a failure",
            "choose a field listed under `failure` in service.yaml, or remove `absent_on`",
        );
    } else if is_marked && !is_response && scope.knows_responses {
        error(
            not_allowed,
            "the table is not the `response` of an operation",
            "name the table as the `response` of an operation, or remove `absent_on`",
        );
    } else if (is_marked || is_flag) && is_sent {
        error(
            "field of a failure in a body",
            of_failure,
            "describe two tables: one for the response, one for the body",
        );
    } else if (is_marked || is_flag) && is_nested {
        error(
            "field of a failure in a nested table",
            of_failure,
            "describe two tables: one for the response, one for nesting",
        );
    } else if is_flag && ty.is_some_and(|ty| *ty != Type::Boolean) {
        error("wrong type", "this field reports success", "write `type: Boolean`");
    }
    is_flag || (is_marked && is_response)
}
