//! Follows a path of fields through the objects that hold them, as in `metadata.id`.

use crate::diagnostic;
use crate::model::{Field, Group, Reference, Table, Type};

/// Why a path leads nowhere.
pub(super) enum Broken<'a> {
    /// `name` is not in an object. `before` is the field before it, if there is one.
    NotInAnObject { name: &'a str, before: Option<(Reference, usize)> },
    /// The object has no such field.
    Unknown { name: &'a str, table: &'a Table },
}

/// Returns the fields that a path leads through: each by its table and its index there.
pub(super) fn follow<'a>(
    path: &'a str,
    table: Option<Reference>,
    groups: &'a [Group],
) -> Result<Vec<(Reference, usize)>, Broken<'a>> {
    let (mut holder, mut before, mut found) = (table, None, Vec::new());
    for name in path.split('.') {
        let at = holder.ok_or(Broken::NotInAnObject { name, before })?;
        let table = &groups[at.group].tables[at.index];
        let index = table.fields.iter().position(|field| field.key == name).ok_or(Broken::Unknown { name, table })?;
        holder = if let Type::Table(inner) = table.fields[index].ty { Some(inner) } else { None };
        before = Some((at, index));
        found.push((at, index));
    }
    Ok(found)
}

/// Returns the path that is most likely meant by one that leads nowhere: `metadata.id` for `id`.
pub(super) fn nearest(path: &str, table: Option<Reference>, groups: &[Group]) -> Option<String> {
    let known = paths(table, groups);
    let is_meant = |known: &&String| known.rsplit('.').next() == path.rsplit('.').next();
    let same_end = known.iter().find(is_meant).map(String::as_str);
    same_end.or_else(|| diagnostic::nearest(path, known.iter().map(String::as_str))).map(str::to_owned)
}

/// Returns the paths of the fields of a table, and of those in its objects.
fn paths(table: Option<Reference>, groups: &[Group]) -> Vec<String> {
    let fields = |at: Reference| groups[at.group].tables[at.index].fields.iter();
    let inner = |field: &Field| {
        let table = if let Type::Table(table) = field.ty { Some(table) } else { None };
        table.into_iter().flat_map(fields).map(|inner| format!("{}.{}", field.key, inner.key)).collect::<Vec<_>>()
    };
    let paths = table.into_iter().flat_map(fields);
    paths.flat_map(|field| std::iter::once(field.key.clone()).chain(inner(field))).collect()
}
