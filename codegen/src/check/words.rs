//! The words of the spec language for types. They are the vendor's.

use crate::model::{CodeKind, Width};

/// The types that a field may have.
pub(crate) const TYPES: &[&str] =
    &["Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double", "String", "JSON", MAP, LIST];
/// A list.
pub(crate) const LIST: &str = "JSON Array";
/// A map from strings to strings.
pub(crate) const MAP: &str = "Map<String,String>";

/// The types of parameters outside of bodies, in addition to code tables.
pub(crate) const PLAIN_TYPES: [&str; 6] = ["Boolean", "Byte", "Short", "Integer", "Long", "String"];

/// Returns whether a parameter outside of a body may have a type.
#[cfg(feature = "schema")]
pub(crate) fn is_plain_type(name: &str) -> bool {
    PLAIN_TYPES.contains(&name)
}

/// Describes a type of the language.
#[cfg(feature = "schema")]
pub(crate) fn describe(ty: &str) -> &'static str {
    match ty {
        "Boolean" => "`true` or `false`.",
        "Byte" => "A whole number of 8 bits.",
        "Short" => "A whole number of 16 bits.",
        "Integer" => "A whole number of 32 bits.",
        "Long" => "A whole number of 64 bits.",
        "Float" | "Double" => "A number with a fraction.",
        "String" => "A text.",
        "JSON" => "Any JSON value.",
        MAP => "A map from strings to strings.",
        LIST => "A list. `items` is the type of its items.",
        _ => "",
    }
}

/// Returns whether a name is a type of the language.
pub(crate) fn is_type(name: &str) -> bool {
    TYPES.contains(&name)
}

/// Returns the width of a number type.
pub(super) fn width(ty: &str) -> Option<Width> {
    match ty {
        "Byte" => Some(Width::Byte),
        "Short" => Some(Width::Short),
        "Integer" => Some(Width::Integer),
        "Long" => Some(Width::Long),
        _ => None,
    }
}

/// Returns whether codes of a type are numbers or texts on the wire.
pub(crate) fn code_kind(ty: &str) -> Option<CodeKind> {
    match ty {
        "String" => Some(CodeKind::Text),
        _ => width(ty).map(|_| CodeKind::Number),
    }
}

/// Returns the item type of nested lists, written `Array<Array<T>>`, and the depth of nesting.
pub(super) fn unwrap_lists(mut ty: &str) -> (&str, usize) {
    let mut depth = 0;
    while let Some(item) = ty.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
        (ty, depth) = (item, depth + 1);
    }
    (ty, depth)
}

/// Returns the type of a value, or of the innermost items of its lists.
pub(super) fn innermost<'a>(ty: &'a str, items: Option<&'a str>) -> &'a str {
    unwrap_lists(items.unwrap_or(ty)).0
}
