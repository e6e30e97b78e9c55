//! Checks lists that are one text on the wire.

use super::key_path::KeyPath;
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{ParameterType, Type};

/// Returns whether the text of a value holds no others, so that it can be an item of a list in one text.
pub(super) fn is_plain(ty: &Type) -> bool {
    matches!(ty, Type::Boolean | Type::Number(_) | Type::Float | Type::Text | Type::Codes(_))
}

/// Checks that the items of a list can be joined.
pub(super) fn check_join(join: &str, ty: &ParameterType, name: &str, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let error = at.key_error("E0030", "`join` not allowed");
    match ty {
        ParameterType::Value(Type::List(item), _) if is_plain(item) && !join.is_empty() => {}
        ParameterType::Value(Type::List(item), _) if is_plain(item) => {
            let error = at.error("E0030", "empty `join`");
            report.push(error.help("write the text between the items, as in `join: \",\"`"));
        }
        ParameterType::Value(Type::List(_), _) => {
            report.push(error.label("the items are not plain values").help("remove it"));
        }
        _ => report.push(error.label(format!("`{name}` is not a list")).help("remove it")),
    }
}

/// Returns the character between the items of a field that is a list in one text.
pub(super) fn joined(raw: &raw::Field, ty: &Type, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<char> {
    let (join, at) = (raw.join.as_ref()?, at.key("join"));
    let value = ParameterType::Value(ty.clone(), crate::model::ValueRule::Any);
    check_join(join, &value, &raw.ty, &at, report);
    if raw.encoded || raw.single_or_list {
        let error = at.key_error("E0030", "`join` not allowed");
        report.push(error.label("the value has another form already").help("remove it, or the other key"));
    }
    let mut characters = join.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) if character.is_ascii() => Some(character),
        (None, _) => None,
        _ => {
            let error = at.error("E0030", "invalid `join`").label("not one ASCII character");
            report.push(error.help("write the character between the items, as in `join: \",\"`"));
            None
        }
    }
}
