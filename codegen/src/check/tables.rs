//! Checks tables.

use std::collections::HashMap;

use super::fields::{self, Usage};
use super::key_path::KeyPath;
use super::scope::Scope;
use super::{addresses, deprecation, examples, identifiers, lists, names, rules, types, values};
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{Constant, Field, Group, Table, Type, ValueRule};

pub(super) fn check(raw: &raw::Group, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Vec<Table> {
    let at = at.key("tables");
    raw.tables.0.iter().map(|(name, raw)| table(name, raw, scope, &at.key(name), report)).collect()
}

fn table(table_name: &str, raw: &raw::Table, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Table {
    addresses::check_source(raw.source.as_deref(), at, report);
    let (table, at) = (at, at.key("fields"));
    let usage = Usage {
        is_response: scope.responses.contains(table_name),
        is_sent: scope.sent.contains(table_name),
        is_received: scope.received.contains(table_name),
        is_nested: scope.nested.contains(table_name),
    };
    let table_optional = raw.optional;
    let is_only_sent = usage.is_sent && !usage.is_received && scope.knows_responses && scope.knows_bodies;
    if table_optional && is_only_sent {
        fields::report_optional(table, report);
    }
    let mut idents = names::Distinct::default();
    let mut has_outcome = false;
    let (mut fields, mut constants) = (Vec::new(), Vec::new());
    for (key, raw) in &raw.fields.0 {
        let at = at.key(key);
        // Rust has no field for a constant.
        let ident = if raw.constant.is_some() { String::new() } else { names::member(key, &at, report) };
        let name = raw.name.as_ref().unwrap_or(key);
        let ty = types::field(raw, scope, &at, report);
        fields::check_data(name, raw, usage, scope, &at, report);
        // The client reads the fields of a failure itself.
        if fields::belongs_to_failure((name, raw, ty.as_ref()), usage, scope, &at, report) {
            has_outcome |= scope.failure.is_flag(name);
            fields::check_facts_of_failure(raw, &at, report);
            continue;
        }
        let is_known = ty.is_some();
        let known = (usage.is_sent || !scope.knows_bodies, usage.is_received || !scope.knows_responses);
        fields::check_facts(raw, ty.as_ref(), known, &at, report);
        // Together with `mandatory` or `constant`, it is reported already.
        if raw.optional && !raw.mandatory && raw.constant.is_none() && is_only_sent {
            fields::report_optional(&at, report);
        }
        let rule = ty.as_ref().map(|ty| values::field_rule(raw, ty, scope, &at, report));
        // Requests may lack what is not mandatory, and responses what is optional.
        let optional = (usage.is_sent && !raw.mandatory)
            || ((usage.is_received || !usage.is_sent) && (raw.optional || table_optional));
        let optional = optional && raw.constant.is_none();
        let is_identifier = usage.is_sent && matches!(ty, None | Some(Type::Number(_) | Type::Text));
        // A table that no body holds is reported already, and so is a type that may be of a body.
        let is_certain = usage.is_sent || (!raw.mandatory && scope.knows_bodies);
        let not_found = raw.not_found.as_ref().filter(|_| is_certain);
        let not_found = identifiers::not_found(not_found, is_identifier, Some(scope), &at, report);
        // A field with a wrong type is kept: rules and pages may name it.
        let (ty, rule) = (ty.unwrap_or(Type::Json), rule.unwrap_or(ValueRule::Any));
        let deprecated = deprecation::check(raw.deprecated.as_ref(), &at, report);
        let join = lists::joined(raw, &ty, &at, report);
        let field = Field { not_found, deprecated, join, ..field((key, name), ident, ty, rule, optional, raw, scope) };
        if let Some(literal) = &raw.constant {
            fields::check_constant(raw, &at, report);
            let value = values::on_the_wire(literal, &field.ty, scope);
            constants.push(Constant { value, field: Field { mandatory: true, ..field } });
            continue;
        }
        // Setters clash where fields do.
        idents.insert(if usage.is_sent { &field.setter } else { &field.ident }, key, &at, report);
        if is_known {
            examples::check(raw, &field, scope, &at, report);
        }
        fields.push(field);
    }
    check_wire_names(raw, &at, report);
    let mut cleared = None;
    if scope.patched.contains(table_name) {
        for field in fields.iter_mut().filter(|field: &&mut Field| field.optional) {
            let clear = names::clearing(&field.ident);
            idents.check_clearing(&clear, &at.key(&field.key), report);
            field.clear = Some(clear);
        }
        cleared = Some(idents.free("cleared"));
    }
    let is_mandatory = |name: &str| raw.fields.0.iter().any(|(known, field)| known == name && field.mandatory);
    let names: Vec<_> = fields.iter().map(|field: &Field| (field.key.as_str(), !is_mandatory(&field.key))).collect();
    let rules = rules::check(&raw.rules, &names, &table.key("rules"), report);
    Table {
        name: table_name.to_owned(),
        doc: raw.doc.clone(),
        source: raw.source.clone(),
        fields,
        constants,
        has_outcome,
        is_sent: usage.is_sent,
        cleared,
        rules,
    }
}

/// Checks that each name on the wire, and each alias, belongs to one field.
fn check_wire_names(table: &raw::Table, at: &KeyPath<'_>, report: &mut Diagnostics) {
    // Keys are unique, so there is nothing to check without these.
    if table.fields.0.iter().all(|(_, field)| field.alias.is_none() && field.name.is_none()) {
        return;
    }
    let mut owners: HashMap<&str, &str> = HashMap::new();
    let keys = table.fields.0.iter().filter(|(_, field)| field.name.is_none());
    owners.extend(keys.map(|(key, _)| (key.as_str(), key.as_str())));
    let names = table.fields.0.iter().map(|(key, field)| (key, "name", &field.name));
    let aliases = table.fields.0.iter().map(|(key, field)| (key, "alias", &field.alias));
    for (field, key, name) in names.chain(aliases) {
        let Some(name) = name else { continue };
        let at = at.key(field);
        if name.is_empty() {
            report.push(at.key(key).error("E0014", "empty name").help("write the name on the wire"));
        } else if let Some(owner) = owners.insert(name, field) {
            let error = at.key(key).error("E0014", format!("duplicate name `{name}`"));
            report.push(error.label(format!("the field `{owner}` has this name")).help("remove one of them"));
        }
    }
}

fn field(
    (key, name): (&str, &str),
    ident: String,
    ty: Type,
    rule: ValueRule,
    optional: bool,
    raw: &raw::Field,
    scope: &Scope<'_>,
) -> Field {
    Field {
        key: key.to_owned(),
        name: name.to_owned(),
        alias: raw.alias.clone(),
        setter: names::setter(&ident),
        clear: None,
        ident,
        default: raw.default.as_ref().map(|default| values::on_the_wire(default, &ty, scope)),
        ty,
        mandatory: raw.mandatory,
        is_boxed: false,
        optional,
        join: None,
        encoded: raw.encoded,
        single_or_list: raw.single_or_list,
        marked_mandatory: raw.marked_mandatory,
        rule,
        deprecated: None,
        doc: raw.doc.clone(),
        unit: types::unit(raw.unit, raw.format),
        note: raw.note.clone(),
        not_found: None,
        example: raw.example.clone(),
    }
}

/// Reports rules of tables that no body holds. Such rules are never checked.
pub(super) fn check_rules_are_used(groups: &[Group], report: &mut Diagnostics) {
    for group in groups {
        for table in group.tables.iter().filter(|table| !table.rules.is_empty() && !table.is_sent) {
            let file = KeyPath::file(&group.file);
            let tables = file.key("tables");
            let table_path = tables.key(&table.name);
            let error = table_path.key("rules").key_error("E0035", "unused rules");
            let error = error.unresolved(fields::NO_BODY, "");
            report.push(
                error.label(format!("no body holds `{}`", table.name)).help("remove them, or use the table in a body"),
            );
        }
    }
}
