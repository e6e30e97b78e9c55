//! The words of the spec language for types. They are the vendor's.

use std::ops::Range;

use crate::diagnostic::nearest;
use crate::model::{CodeKind, Width};

/// The types that a field may have.
pub(crate) const TYPES: &[&str] = &[
    "Boolean", "Byte", "Short", "Int", "Integer", "Long", "Float", "Double", "Number", "String", JSON, OBJECT, MAP,
    LIST,
];
/// Any JSON value.
pub(crate) const JSON: &str = "JSON";
/// Any JSON object.
pub(crate) const OBJECT: &str = "Object";
/// A list.
pub(crate) const LIST: &str = "JSON Array";
/// A map from strings to strings.
pub(crate) const MAP: &str = "Map<String,String>";

/// A response of bytes.
pub(crate) const BYTES: &str = "Bytes";
/// A response of bytes that are read as they arrive.
pub(crate) const STREAM: &str = "Stream";

/// The types of parameters outside of bodies, in addition to code tables.
pub(crate) const PLAIN_TYPES: [&str; 7] = ["Boolean", "Byte", "Short", "Int", "Integer", "Long", "String"];

/// Returns whether a parameter in a query may have a type of the language.
#[cfg(feature = "schema")]
pub(crate) fn is_query_type(name: &str) -> bool {
    PLAIN_TYPES.contains(&name) || is_list_or_float(name)
}

/// Returns whether a type in a query is a list or a number with a fraction.
pub(crate) fn is_list_or_float(ty: &str) -> bool {
    matches!(ty, "Float" | "Double" | "Number" | LIST) || ty.starts_with("Array<") || ty.starts_with("Array of ")
}

/// Describes a type of the language.
#[cfg(feature = "schema")]
pub(crate) fn describe(ty: &str) -> &'static str {
    match ty {
        "Boolean" => "`true` or `false`.",
        "Byte" => "A whole number of 8 bits.",
        "Short" => "A whole number of 16 bits.",
        "Int" | "Integer" => "A whole number of 32 bits.",
        "Long" => "A whole number of 64 bits.",
        "Float" | "Double" | "Number" => "A number with a fraction.",
        "String" => "A text.",
        JSON => "Any JSON value.",
        OBJECT => "Any JSON object.",
        MAP => "A map from strings to strings. Any other type may take the place of the second `String`.",
        LIST => "A list. `items` is the type of its items.",
        BYTES => "Bytes, which are read as a whole.",
        STREAM => "Bytes, which are read as they arrive.",
        _ => "",
    }
}

/// Returns whether a name is a type of the language.
pub(crate) fn is_type(name: &str) -> bool {
    TYPES.contains(&name) || matches!(name, BYTES | STREAM)
}

/// Returns the width of a number type.
pub(super) fn width(ty: &str) -> Option<Width> {
    match ty {
        "Byte" => Some(Width::Byte),
        "Short" => Some(Width::Short),
        "Int" | "Integer" => Some(Width::Integer),
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

/// A type that holds others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    List,
    Map,
}

/// Returns the containers of a type, the outermost first, and the type in the innermost one, as in `Array<Array<T>>`,
/// `Array of T objects` and `Map<String, T>`.
pub(super) fn unwrap_containers(mut ty: &str) -> (Vec<Container>, &str) {
    let mut containers = Vec::new();
    loop {
        ty = ty.trim();
        let Some((container, item)) = unwrap_container(ty) else { return (containers, ty) };
        containers.push(container);
        ty = item;
    }
}

fn unwrap_container(ty: &str) -> Option<(Container, &str)> {
    if let Some(item) = ty.strip_prefix("Array of ") {
        return Some((Container::List, item));
    }
    let (name, item) = ty.strip_suffix('>')?.split_once('<')?;
    match name {
        "Array" => Some((Container::List, item)),
        "Map" => item.split_once(',').filter(|(key, _)| key.trim() == "String").map(|(_, item)| (Container::Map, item)),
        _ => None,
    }
}

/// Returns the bytes of a type in the containers that hold it.
pub(super) fn find(item: &str, whole: &str) -> Range<usize> {
    let start = whole.rfind(item).unwrap_or_default();
    start..start + item.len()
}

/// Returns the word in place of `Array` or `Map`, and that one, as in `Aray of strings` and `Mpa<String, Long>`.
pub(super) fn misspelled_container(ty: &str) -> Option<(&str, &'static str)> {
    let (word, _) = ty.split_once(" of ").or_else(|| ty.split_once('<'))?;
    Some((word, nearest(word, ["Array", "Map"])?))
}

/// Returns the table that is named as in `Part object`.
pub(super) fn object(ty: &str) -> Option<&str> {
    ty.strip_suffix(" object").or_else(|| ty.strip_suffix(" objects"))
}

/// Returns the singular of a type of the language, as in `Array of strings`, or the type itself.
fn singular(ty: &str) -> &str {
    match ty {
        "booleans" => "Boolean",
        "integers" => "Integer",
        "longs" => "Long",
        "floats" => "Float",
        "doubles" => "Double",
        "numbers" => "Number",
        "strings" | "Strings" => "String",
        "objects" | "Objects" => "Object",
        ty => ty,
    }
}

/// Returns the name of the type in the innermost container.
pub(super) fn innermost<'a>(ty: &'a str, items: Option<&'a str>) -> &'a str {
    let (_, item) = unwrap_containers(items.unwrap_or(ty));
    name(item)
}

/// Returns the name of a type that is not a container: a type of the language, a table or a code table.
pub(super) fn name(ty: &str) -> &str {
    object(ty).unwrap_or_else(|| singular(ty))
}
