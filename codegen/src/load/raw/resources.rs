//! The section `resources`: the things that operations are about, and their states.

use serde::Deserialize;

use crate::load::entries::Entries;
use crate::load::non_null;

/// A kind of thing: the operations on it, and its states.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// What one such thing is.
    #[serde(deserialize_with = "non_null::value")]
    pub doc: String,
    /// A note, such as what the pages do not say of its states.
    #[serde(default, deserialize_with = "non_null::option")]
    pub note: Option<String>,
    /// The parameter that names a thing in paths.
    #[serde(deserialize_with = "non_null::value")]
    pub key: String,
    /// The operation that creates a thing.
    #[serde(default, deserialize_with = "non_null::option")]
    pub create: Option<String>,
    /// The operation that shows one thing.
    #[serde(default, deserialize_with = "non_null::option")]
    pub get: Option<String>,
    /// The operation that lists things.
    #[serde(default, deserialize_with = "non_null::option")]
    pub list: Option<String>,
    /// The operations that change fields of a thing.
    #[serde(default, deserialize_with = "non_null::list")]
    pub update: Vec<String>,
    /// The operation that deletes a thing.
    #[serde(default, deserialize_with = "non_null::option")]
    pub delete: Option<String>,
    /// The name that no two things have.
    #[serde(default, deserialize_with = "non_null::option")]
    pub unique: Option<Unique>,
    /// The states of a thing.
    #[serde(default, deserialize_with = "non_null::option")]
    pub states: Option<States>,
    /// The operations that change the state of a thing.
    #[serde(default)]
    pub actions: Entries<String, Action>,
}

/// A name that no two things have.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Unique {
    /// The parameter of `create` that sets the name, which is also the field that shows it in `list`.
    #[serde(deserialize_with = "non_null::value")]
    pub name: String,
    /// Error code of the service if another thing has the name.
    #[serde(default, deserialize_with = "non_null::option")]
    pub refused: Option<String>,
}

/// The states of a thing.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct States {
    /// The field that holds the state in the response of `get`: `status`, or `status.phase` if it is in an object.
    #[serde(deserialize_with = "non_null::value")]
    pub field: String,
    /// The state of a thing that was just created.
    #[serde(deserialize_with = "non_null::value")]
    pub initial: String,
    /// The states that a thing leaves by itself.
    #[serde(default)]
    pub moves: Entries<String, Move>,
    /// The field that shows how long a thing was in some of the states.
    #[serde(default, deserialize_with = "non_null::option")]
    pub duration: Option<StateDuration>,
    /// The group of the codes that a thing never leaves by itself.
    #[serde(deserialize_with = "non_null::value")]
    pub terminal: String,
    /// The group of the codes of a thing that failed.
    #[serde(default, deserialize_with = "non_null::option")]
    pub failed: Option<String>,
    /// The states that no move and no action leads to: the service enters them on its own.
    #[serde(default, deserialize_with = "non_null::list")]
    pub unplanned: Vec<String>,
}

/// How a thing leaves a state by itself.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The next state.
    #[serde(deserialize_with = "non_null::value")]
    pub to: String,
    /// About how long that takes: `10s`, `5m` or `2h`.
    #[serde(deserialize_with = "non_null::value")]
    pub after: String,
}

/// How long a thing was in some states.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StateDuration {
    /// The field that holds the duration in the response of `get`.
    #[serde(deserialize_with = "non_null::value")]
    pub field: String,
    /// The states whose time counts.
    #[serde(rename = "in", deserialize_with = "non_null::list")]
    pub states: Vec<String>,
}

/// An operation that changes the state of a thing.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The states in which it is allowed.
    #[serde(deserialize_with = "non_null::list")]
    pub from: Vec<String>,
    /// The next state.
    #[serde(deserialize_with = "non_null::value")]
    pub to: String,
    /// Error code of the service in any other state.
    #[serde(default, deserialize_with = "non_null::option")]
    pub refused: Option<String>,
}
