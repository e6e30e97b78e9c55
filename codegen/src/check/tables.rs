//! Checks tables and the types of their fields.

use std::collections::{HashMap, HashSet};

use super::{At, Declared, Scope, examples, identifiers, names, parameters, rules, service};
use crate::diagnostic::Diagnostics;
use crate::load::raw::{self, Format, Unit};
use crate::model::{Field, Reference, Resource, Table, Type, ValueRule, Width};

/// The vendor's words for types that a field may have.
const WORDS: &[&str] = &["Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double", "String", "JSON", MAP, LIST];
/// The vendor's word for a list.
pub(super) const LIST: &str = "JSON Array";
/// The vendor's word for texts under free keys.
const MAP: &str = "Map<String,String>";
/// How many lists may be in each other.
const MAX_LISTS: usize = 8;
/// How many tables may be in each other without a list between, and how many fields they may have in all.
const MAX_DEPTH: usize = 32;
const MAX_FLAT_FIELDS: usize = 1_000;
/// A table keeps its required fields in a mask of this many bits.
const MAX_FIELDS: usize = 64;

pub(super) fn check(written: &raw::Resource, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Vec<Table> {
    let at = at.key("tables");
    written.tables.0.iter().map(|(name, written)| table(name, written, scope, &at.key(name), report)).collect()
}

fn table(name: &str, written: &raw::Table, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Table {
    service::check_source(written.source.as_deref(), at, report);
    let (table, at) = (at, at.key("fields"));
    let is_sent = scope.sent.contains(name);
    let is_response = scope.responses.contains(name);
    let is_held = scope.held.contains(name);
    let table_optional = written.optional;
    let mut names = FieldNames::default();
    let mut tells_success = false;
    let mut fields = Vec::new();
    for (name, written) in &written.fields.0 {
        let at = at.key(name);
        let ident = names::member(name, &at, report);
        let ty = field_type(written, scope, &at, report);
        // The fields of a failure are read once, in the client's own code.
        let place = InTable { is_response, is_sent, is_held };
        if belongs_to_failure((name, written, ty.as_ref()), place, scope, &at, report) {
            tells_success |= *name == scope.failure.success;
            check_facts_of_failure(written, &at, report);
            continue;
        }
        let is_known = ty.is_some();
        check_facts(name, written, ty.as_ref(), is_sent || !scope.knows_bodies, &at, report);
        let rule = ty.as_ref().map(|ty| parameters::field_rule(written, ty, scope, &at, report));
        let optional = if is_sent { !written.mandatory } else { written.optional || table_optional };
        let names_a_thing = is_sent && matches!(ty, None | Some(Type::Number(_) | Type::Text));
        let not_found = identifiers::not_found(written.not_found.as_ref(), names_a_thing, Some(scope), &at, report);
        // A field whose type is wrong stays: rules and pages may name it.
        let (ty, rule) = (ty.unwrap_or(Type::Json), rule.unwrap_or(ValueRule::Any));
        let field = Field { not_found, ..field(name, ident, ty, rule, optional, written, scope) };
        names.insert(name, &field, is_sent, &at, report);
        if is_known {
            examples::check(written, &field, scope, &at, report);
        }
        fields.push(field);
    }
    names.check_others(written, &at, report);
    if fields.len() > MAX_FIELDS {
        report.push(at.wrong_key("E0033", format!("`{name}` has more than {MAX_FIELDS} fields")));
    }
    let is_mandatory = |name: &str| written.fields.0.iter().any(|(known, field)| known == name && field.mandatory);
    let names: Vec<_> = fields.iter().map(|field: &Field| (field.name.as_str(), !is_mandatory(&field.name))).collect();
    let rules = rules::check(&written.rules, &names, &table.key("rules"), report);
    Table {
        name: name.to_owned(),
        doc: written.doc.clone(),
        source: written.source.clone(),
        fields,
        tells_success,
        is_sent,
        rules,
    }
}

/// What the table of a field is used for.
#[derive(Clone, Copy)]
struct InTable {
    is_response: bool,
    is_sent: bool,
    /// Whether another table holds it.
    is_held: bool,
}

/// Reports what is said of a field that tells of a failure, and that nothing would obey.
fn check_facts_of_failure(written: &raw::Field, at: &At<'_>, report: &mut Diagnostics) {
    let keys = [
        ("items", written.items.is_some()),
        ("format", written.format.is_some()),
        ("unit", written.unit.is_some()),
        ("optional", written.optional),
        ("mandatory", written.mandatory),
        ("range", written.range.is_some()),
        ("length", written.length.is_some()),
        ("default", written.default.is_some()),
        ("encoded", written.encoded),
        ("or_single", written.or_single),
        ("sensitive", written.sensitive),
        ("also", written.also.is_some()),
        ("example", written.example.is_some()),
    ];
    for (key, _) in keys.into_iter().filter(|(_, is_written)| *is_written) {
        let wrong = at.key(key).wrong_key("E0046", format!("`{key}` says nothing of a field that tells of a failure"));
        report.push(wrong.help("leave it out: such fields are described in service.yaml"));
    }
}

/// Reports facts that contradict each other, or that nothing would obey.
fn check_facts(
    name: &str,
    written: &raw::Field,
    ty: Option<&Type>,
    is_sent: bool,
    at: &At<'_>,
    report: &mut Diagnostics,
) {
    let mut wrong = |key: &str, message: String, help: &str| {
        report.push(at.key(key).wrong_key("E0046", message).help(help));
    };
    if written.mandatory && !is_sent {
        let help = "only tables that a body holds have mandatory fields; leave it out";
        wrong("mandatory", format!("`{name}` is in no table that is sent"), help);
    }
    if written.mandatory && written.optional {
        wrong("optional", format!("`{name}` is mandatory and optional"), "leave one of them out");
    }
    if written.mandatory && written.default.is_some() {
        wrong("default", format!("`{name}` is mandatory: no default is ever used"), "leave one of them out");
    }
    let is_object = |ty: &Type| matches!(ty, Type::Table(_) | Type::Map | Type::Json);
    let is_number = |ty: &Type| matches!(ty, Type::Number(_) | Type::Float | Type::Timestamp | Type::Duration);
    if written.unit.is_some() && ty.is_some_and(|ty| !is_number(ty)) {
        wrong("unit", format!("`{name}` is not a number and has no unit"), "leave the unit out");
    }
    if written.or_single && ty.is_some_and(|ty| matches!(ty, Type::List(item) if !is_object(item))) {
        wrong(
            "or_single",
            format!("the items of `{name}` are not objects"),
            "only an object may come without its list",
        );
    }
}

/// Whether a field of a table says something of a failed call, and nothing of what was asked for. Only responses
/// have such fields: the flag of success, and what is marked as absent on success.
fn belongs_to_failure(
    (name, written, ty): (&str, &raw::Field, Option<&Type>),
    InTable { is_response, is_sent, is_held }: InTable,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> bool {
    let is_marked = written.absent_on.is_some();
    let is_flag = is_response && name == scope.failure.success;
    let mut wrong = |message: &str, help: &str| {
        let key = if is_marked { "absent_on" } else { "type" };
        report.push(at.key(key).wrong("E0029", format!("`{name}` {message}")).help(help));
    };
    if is_marked && !scope.failure.has(name) {
        wrong(
            "is absent on success, and is not a field of a failure",
            "the fields of a failure are listed in service.yaml, under `failure`",
        );
    } else if is_marked && !is_response && scope.knows_responses {
        wrong(
            "is absent on success, and its table is not the response of an operation",
            "only a response tells of a failure; leave out `absent_on` if the field is data",
        );
    } else if (is_marked || is_flag) && is_sent {
        wrong("belongs to a failure, and its table is sent in a body, too", "describe two tables, one for each");
    } else if (is_marked || is_flag) && is_held {
        wrong(
            "belongs to a failure, and its table is part of another one, too",
            "only the top of a response tells of a failure: describe two tables, one for each",
        );
    } else if is_flag && ty.is_some_and(|ty| *ty != Type::Boolean) {
        wrong("tells whether the call succeeded, and is not a Boolean", "write `type: Boolean`");
    }
    is_flag || (is_marked && is_response)
}

/// The names that the fields of a table have in Rust and on the wire.
#[derive(Default)]
struct FieldNames<'a> {
    idents: names::Distinct<'a>,
    /// Each other name, and the field that has it.
    others: HashMap<&'a str, &'a str>,
}

impl<'a> FieldNames<'a> {
    fn insert(&mut self, name: &'a str, field: &Field, is_sent: bool, at: &At<'_>, report: &mut Diagnostics) {
        // Fields that are alike have setters that are alike, too.
        let ident = if is_sent { &field.setter } else { &field.ident };
        self.idents.insert(ident, name, at, report);
    }

    /// Checks the other names under which fields come: each stands for one field.
    fn check_others(&mut self, table: &'a raw::Table, at: &At<'_>, report: &mut Diagnostics) {
        for (name, field) in &table.fields.0 {
            let Some(also) = &field.also else { continue };
            let at = at.key(name);
            let taken = match table.fields.0.iter().any(|(known, _)| known == also) {
                true => Some(also.as_str()),
                false => self.others.insert(also, name),
            };
            if let Some(first) = taken {
                let wrong = at.key("also").wrong("E0014", format!("`{also}` is a name of `{first}` already"));
                report.push(wrong.help("each name in the response is of one field"));
            }
        }
    }
}

fn field(
    name: &str,
    ident: String,
    ty: Type,
    rule: ValueRule,
    optional: bool,
    written: &raw::Field,
    scope: &Scope<'_>,
) -> Field {
    let unit = match written.unit {
        Some(_) if written.format.is_some() => None,
        Some(Unit::Milliseconds) => Some("milliseconds"),
        Some(Unit::Seconds) => Some("seconds"),
        Some(Unit::Bytes) => Some("bytes"),
        None => None,
    };
    Field {
        name: name.to_owned(),
        also: written.also.clone(),
        setter: names::setter(&ident),
        ident,
        default: written.default.as_ref().map(|default| parameters::on_the_wire(default, &ty, scope)),
        ty,
        optional,
        encoded: written.encoded,
        or_single: written.or_single,
        marked_mandatory: written.marked_mandatory,
        rule,
        doc: written.doc.clone(),
        unit,
        note: written.note.clone(),
        not_found: None,
        example: written.example.clone(),
    }
}

fn field_type(written: &raw::Field, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Option<Type> {
    let ty = value_type(&written.ty, written.items.as_deref(), scope, at, report)?;
    if written.or_single && !matches!(ty, Type::List(_)) {
        report.push(at.key("or_single").wrong_key("E0030", format!("`{}` has no items", written.ty)));
    }
    if written.sensitive {
        if ty == Type::Text {
            return Some(Type::Secret);
        }
        report.push(at.key("sensitive").wrong_key("E0037", "only a String can be a secret"));
    }
    timed(ty, written, at, report)
}

/// The type that a word stands for, or a list of its `items`.
pub(super) fn value_type(
    ty: &str,
    items: Option<&str>,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<Type> {
    match (ty, items) {
        (LIST, Some(item)) => Some(Type::List(Box::new(named(item, scope, &at.key("items"), report)?))),
        (LIST, None) => {
            report.push(at.wrong_key("E0030", "a JSON Array needs `items`").help("as in `items: TrainingJob`"));
            None
        }
        (ty, items) => {
            let resolved = named(ty, scope, &at.key("type"), report)?;
            if items.is_some() {
                report.push(at.key("items").wrong_key("E0030", format!("`{ty}` has no items")));
            }
            Some(resolved)
        }
    }
}

/// A number that stands for a time is a time in Rust.
fn timed(ty: Type, written: &raw::Field, at: &At<'_>, report: &mut Diagnostics) -> Option<Type> {
    let Some(format) = written.format else { return Some(ty) };
    if written.unit != Some(Unit::Milliseconds) {
        report.push(at.key("format").wrong("E0034", "a time needs its unit").help("add `unit: milliseconds`"));
        return None;
    }
    if ty != Type::Number(Width::Long) {
        report.push(at.key("format").wrong("E0034", "a time is of type Long"));
        return None;
    }
    Some(match format {
        Format::Timestamp => Type::Timestamp,
        Format::Duration => Type::Duration,
    })
}

fn named(ty: &str, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Option<Type> {
    let (item, depth) = unwrapped(ty);
    if depth > MAX_LISTS {
        report.push(at.wrong("E0010", format!("more than {MAX_LISTS} lists are in each other")));
        return None;
    }
    let item = plain(item, scope, at, report)?;
    Some((0..depth).fold(item, |item, _| Type::List(Box::new(item))))
}

/// Whether a name is a word of the vendor for a type.
pub(super) fn is_word(name: &str) -> bool {
    WORDS.contains(&name)
}

/// The type that the words for it name, and in how many lists it is: the vendor words a list in a list `Array<...>`.
fn unwrapped(mut ty: &str) -> (&str, usize) {
    let mut depth = 0;
    while let Some(item) = ty.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
        (ty, depth) = (item, depth + 1);
    }
    (ty, depth)
}

/// The type of a value, or of the items of its lists.
pub(super) fn innermost<'a>(ty: &'a str, items: Option<&'a str>) -> &'a str {
    unwrapped(items.unwrap_or(ty)).0
}

fn plain(ty: &str, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Option<Type> {
    let resolved = match ty {
        "Boolean" => Some(Type::Boolean),
        "String" => Some(Type::Text),
        "Float" | "Double" => Some(Type::Float),
        "JSON" => Some(Type::Json),
        MAP => Some(Type::Map),
        _ => width(ty).map(Type::Number).or_else(|| match scope.names.get(ty) {
            Some(Declared::Codes(at)) => Some(Type::Codes(*at)),
            Some(Declared::Table(at)) => Some(Type::Table(*at)),
            None => None,
        }),
    };
    if resolved.is_none() {
        let known = WORDS.iter().copied().chain(scope.known(true)).chain(scope.known(false));
        report.push(at.wrong("E0010", format!("there is no type `{ty}`")).propose(ty, known));
    }
    resolved
}

/// The width that the vendor's word for a number stands for.
pub(super) fn width(ty: &str) -> Option<Width> {
    match ty {
        "Byte" => Some(Width::Byte),
        "Short" => Some(Width::Short),
        "Integer" => Some(Width::Integer),
        "Long" => Some(Width::Long),
        _ => None,
    }
}

/// Reports tables that hold themselves without a list between: they would have no end.
pub(super) fn check_cycles(resources: &[Resource], report: &mut Diagnostics) {
    let (open, order) = tables_without_end(resources, false);
    check_size(resources, &order, false, report);
    check_size(resources, &tables_without_end(resources, true).1, true, report);
    for (resource, described) in resources.iter().enumerate() {
        for (index, table) in described.tables.iter().enumerate() {
            let start = Reference { resource, index };
            for field in table.fields.iter().filter(|_| open.contains(&start)) {
                let Type::Table(next) = field.ty else { continue };
                if open.contains(&next) && reaches(resources, &open, next, start) {
                    let file = At::file(&described.file);
                    let (tables, fields) = ("tables", "fields");
                    report.push(
                        file.key(tables)
                            .key(&table.name)
                            .key(fields)
                            .key(&field.name)
                            .wrong_key("E0032", format!("`{}` holds itself", table.name))
                            .help("only through a JSON Array may a table come back to itself"),
                    );
                }
            }
        }
    }
}

/// The tables that a table holds, at once or through lists, too.
fn held(resources: &[Resource], at: Reference, through_lists: bool) -> impl Iterator<Item = Reference> {
    resources[at.resource].tables[at.index].fields.iter().filter_map(move |field| {
        let mut ty = &field.ty;
        while let Type::List(item) = ty
            && through_lists
        {
            ty = item;
        }
        if let Type::Table(next) = ty { Some(*next) } else { None }
    })
}

/// The tables that are left when those that hold no others, or only such, are taken away one after another; and
/// these, inner ones first.
fn tables_without_end(resources: &[Resource], through_lists: bool) -> (HashSet<Reference>, Vec<Reference>) {
    let mut holders: HashMap<Reference, Vec<Reference>> = HashMap::new();
    let mut count: HashMap<Reference, usize> = HashMap::new();
    for (resource, described) in resources.iter().enumerate() {
        for index in 0..described.tables.len() {
            let at = Reference { resource, index };
            count.insert(at, held(resources, at, through_lists).count());
            held(resources, at, through_lists).for_each(|next| holders.entry(next).or_default().push(at));
        }
    }
    let mut ready: Vec<_> = count.iter().filter(|(_, count)| **count == 0).map(|(at, _)| *at).collect();
    let mut order = Vec::new();
    while let Some(at) = ready.pop() {
        count.remove(&at);
        order.push(at);
        for holder in holders.get(&at).into_iter().flatten() {
            if let Some(left) = count.get_mut(holder) {
                *left -= 1;
                if *left == 0 {
                    ready.push(*holder);
                }
            }
        }
    }
    (count.into_keys().collect(), order)
}

/// Reports tables that hold so many others, in each other or side by side, that no compiler could read them.
fn check_size(resources: &[Resource], order: &[Reference], through_lists: bool, report: &mut Diagnostics) {
    let max_depth = if through_lists { 2 * MAX_DEPTH } else { MAX_DEPTH };
    let mut sizes: HashMap<Reference, (usize, usize)> = HashMap::new();
    for at in order {
        let table = &resources[at.resource].tables[at.index];
        let inner = held(resources, *at, through_lists).filter_map(|held| sizes.get(&held));
        let (depth, fields) = inner.fold((0, table.fields.len()), |(depth, fields), (inner_depth, inner_fields)| {
            (depth.max(inner_depth + 1), fields.saturating_add(*inner_fields))
        });
        // A list is as long as the service makes it: only its depth is known.
        let message = match (depth > max_depth, fields > MAX_FLAT_FIELDS && !through_lists) {
            (true, _) => format!("more than {max_depth} tables are in each other"),
            (_, true) => {
                format!("`{}` and the tables that it holds have more than {MAX_FLAT_FIELDS} fields", table.name)
            }
            _ => {
                sizes.insert(*at, (depth, fields));
                continue;
            }
        };
        let file = At::file(&resources[at.resource].file);
        let wrong = file.key("tables").key(&table.name).wrong_key("E0047", message);
        report.push(wrong.help("hold inner tables in a JSON Array, or describe them as JSON"));
        // What holds it is not reported, too.
        sizes.insert(*at, (0, 0));
    }
}

/// Whether a table holds another one, at whatever depth.
fn reaches(resources: &[Resource], open: &HashSet<Reference>, from: Reference, wanted: Reference) -> bool {
    let (mut seen, mut next) = (HashSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        if at == wanted {
            return true;
        }
        if seen.insert(at) {
            next.extend(held(resources, at, false).filter(|held| open.contains(held)));
        }
    }
    false
}

/// Reports rules of tables that no body holds: nothing would ever check them.
pub(super) fn check_rules_are_used(resources: &[Resource], report: &mut Diagnostics) {
    for resource in resources {
        for table in resource.tables.iter().filter(|table| !table.rules.is_empty() && !table.is_sent) {
            let file = At::file(&resource.file);
            let tables = file.key("tables");
            report.push(
                tables
                    .key(&table.name)
                    .key("rules")
                    .wrong_key("E0035", format!("no body holds `{}`: its rules are never checked", table.name))
                    .help("leave them out, or name the table in a body"),
            );
        }
    }
}
