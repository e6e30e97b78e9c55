//! Follows a path of fields through the objects that hold them, as in `metadata.id`.

use crate::model::{Group, Reference, Table, Type};

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
