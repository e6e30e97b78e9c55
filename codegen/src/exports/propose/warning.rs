//! What a sample leaves open, and what the spec language cannot say.

use std::fmt;

/// A part of a proposal that needs a decision, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The place in the samples or in the URL, such as `response.jobs[].labels`.
    pub path: String,
    /// What to decide.
    pub finding: Finding,
}

/// What a sample leaves open, or what the language cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The value is null.
    Null,
    /// A list is empty.
    EmptyList,
    /// An object is empty.
    EmptyObject,
    /// A query parameter has no value.
    NoValue,
    /// Values in the same place have different types.
    Mixed,
    /// All items of a list are null.
    NullItems,
    /// A whole number needs more than 64 bits with a sign.
    LargeNumber,
    /// Lists are nested too deeply.
    DeepLists,
    /// Objects are nested too deeply.
    DeepObjects,
    /// An object has too many members, in it or in the objects that it holds.
    TooManyMembers,
    /// No name of a member can be a field, so the names are most likely data.
    NamesAreData,
    /// A member or a parameter is left out: the language has no key for its name.
    NoKey,
    /// A query parameter occurs more than once.
    Repeated,
    /// A field is one of those that describe a failure.
    Failure,
    /// The flag of success is not a boolean.
    Flag,
    /// The operation is a GET with a body.
    GetWithBody,
    /// The sample of a request or a response has no members.
    NoMembers,
    /// `pages` is guessed from usual names.
    Pages,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.finding {
            Finding::Null => "the value is null, so its type is unknown: `JSON`",
            Finding::EmptyList => "the list is empty, so the type of its items is unknown: `JSON`",
            Finding::EmptyObject => "the object is empty, so its fields are unknown: `JSON`",
            Finding::NoValue => "the parameter has no value, so its type is unknown: `String`",
            Finding::Mixed => "the values have different types: `JSON`",
            Finding::NullItems => "all items are null, so their type is unknown: `JSON`",
            Finding::LargeNumber => "the number is too large for `Long`: `JSON`",
            Finding::DeepLists => "lists are nested too deeply: `JSON`",
            Finding::DeepObjects => "objects are nested too deeply: `JSON`",
            Finding::TooManyMembers => "the object has too many members for a table: `JSON`",
            Finding::NamesAreData => "the names of the members are most likely data, so this is not a table",
            Finding::NoKey => "left out: the name has no Rust name, or that of another field",
            Finding::Repeated => "the parameter occurs more than once; the spec has no lists in a query",
            Finding::Failure => "taken for a field of a failure; remove `absent_on` if a success has it too",
            Finding::Flag => "the flag of success is not a boolean in the sample; the spec needs `Boolean`",
            Finding::GetWithBody => "the method is GET; check that the service reads the body",
            Finding::NoMembers => "the object is empty, so the operation is described without it",
            Finding::Pages => "`pages` is guessed from the names of parameters and fields; check it",
        };
        write!(f, "`{}`: {text}", self.path)
    }
}
