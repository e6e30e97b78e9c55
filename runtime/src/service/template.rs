//! Templates of paths and addresses, with names in braces.

/// Expands a template: `put` appends the value of each name in braces.
pub(crate) fn expand_template<E>(
    template: &str,
    mut put: impl FnMut(&mut String, &str) -> Result<(), E>,
) -> Result<String, E> {
    let mut expanded = String::with_capacity(96);
    // Every other part is a name.
    for (index, part) in template.split(['{', '}']).enumerate() {
        match index % 2 {
            0 => expanded.push_str(part),
            _ => put(&mut expanded, part)?,
        }
    }
    Ok(expanded)
}
