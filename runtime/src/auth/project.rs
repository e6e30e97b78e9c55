//! The project of a client.

/// The project that a client works in.
#[derive(Clone, Debug)]
pub(crate) enum Project {
    Id(String),
    /// The ID is looked up.
    Name(String),
    /// The calls need none.
    Unset,
}
