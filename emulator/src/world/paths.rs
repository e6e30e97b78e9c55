//! The paths of operations, and the pointers to fields.

use modelarts_codegen::model::{Api, Operation, Reference, Segment};

/// Returns the parameters of a path, each with the path before it. In that path, parameters are `{}`: their names do
/// not matter.
pub(super) fn parameters(api: &Api, operation: &Operation) -> Vec<(String, usize)> {
    let (mut path, mut found) = (String::new(), Vec::new());
    for segment in &operation.path {
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Client(index) => path += &format!("{{{}}}", api.service.path_parameters[*index].name),
            Segment::Parameter(index) => {
                found.push((path.trim_end_matches('/').to_owned(), *index));
                path += "{}";
            }
        }
    }
    found
}

/// Returns the whole path, in the form of [`parameters`].
pub(super) fn path(api: &Api, operation: &Operation) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => text.clone(),
        Segment::Client(index) => format!("{{{}}}", api.service.path_parameters[*index].name),
        Segment::Parameter(_) => "{}".to_owned(),
    };
    operation.path.iter().map(segment).collect()
}

/// Returns the pointer to a field, through the objects that hold it.
pub(super) fn pointer(api: &Api, table: Reference, path: &[usize]) -> String {
    api.fields(table, path).map(|field| format!("/{}", field.name)).collect()
}
