//! The description of an operation.

use crate::service::parameter::{Parameter, Role};
use crate::value::rule::{Rule, ValueRule};

/// The description of an operation.
#[derive(Debug)]
pub struct Operation {
    pub idempotency: Idempotency,
    pub name: &'static str,
    pub method: &'static str,
    /// The path, with parameter names in braces.
    pub path: &'static str,
    pub parameters: &'static [Parameter],
    /// The rules between parameters.
    pub rules: &'static [Rule],
    /// The content type of the body; empty if it is that of JSON.
    pub content_type: &'static str,
    /// Whether the body of the response is read as it arrives.
    pub streams: bool,
}

/// Whether an operation can be repeated safely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// Repeating it has no further effect.
    Idempotent,
    /// Repeating it has another effect: it creates a second job.
    NonIdempotent,
}

/// The parameters that page a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageParameters {
    pub(crate) page: usize,
    /// Whether `page` counts items.
    pub(crate) by_item: bool,
    pub(crate) first: i64,
    pub(crate) size: usize,
    pub(crate) default_size: i64,
    /// The largest number of items on a page, if there is a limit.
    pub(crate) max_size: Option<i64>,
}

impl Operation {
    /// Sets the content type of the body.
    pub const fn sends(self, content_type: &'static str) -> Self {
        Self { content_type, ..self }
    }

    /// Marks an operation whose response is read as it arrives.
    pub const fn streams(self) -> Self {
        Self { streams: true, ..self }
    }

    /// Returns whether it changes something. An idempotent POST is a search.
    pub(crate) fn is_change(&self) -> bool {
        self.method != "GET" && !(self.method == "POST" && self.idempotency == Idempotency::Idempotent)
    }

    /// Returns the parameter that is the position of a page, and whether it is the key of an item.
    pub(crate) fn cursor(&self) -> Option<(usize, bool)> {
        let position = |(index, parameter): (usize, &Parameter)| match parameter.role {
            Role::Cursor => Some((index, false)),
            Role::Marker => Some((index, true)),
            _ => None,
        };
        self.parameters.iter().enumerate().find_map(position)
    }

    /// Returns the parameters that page the list by numbers, if the operation is one.
    pub(crate) fn pages(&self) -> Option<PageParameters> {
        let find = |wanted: fn(&Role) -> Option<i64>| {
            let indexed = self.parameters.iter().enumerate();
            indexed.filter_map(|(index, parameter)| Some((index, wanted(&parameter.role)?))).next()
        };
        let by_item = find(|role| if let Role::FirstItem = role { Some(0) } else { None });
        let by_page = find(|role| if let Role::PageNumber(first) = role { Some(*first) } else { None });
        let (page, first) = by_item.or(by_page)?;
        let (size, default_size) = find(|role| if let Role::PageSize(default) = role { Some(*default) } else { None })?;
        let max_size = self.parameters.get(size).and_then(|parameter| match parameter.rule {
            ValueRule::Range(_, max) if max < i64::from(i32::MAX) => Some(max),
            _ => None,
        });
        Some(PageParameters { page, by_item: by_item.is_some(), first, size, default_size, max_size })
    }
}

/// Describes an operation: idempotency, name, method and path, then its parameters with their rules.
#[doc(hidden)]
#[macro_export]
macro_rules! operation {
    ($constant:ident { $idempotency:ident $name:literal $method:literal $path:literal $(.$mark:ident($($content:literal)?))*
        $(rule $kind:ident $members:tt)*
        $(, $location:ident $parameter:literal $(.$rule:ident($($value:expr),*))*)* $(,)? }) => {
        pub(super) static $constant: $crate::service::operation::Operation = $crate::service::operation::Operation {
            idempotency: $crate::service::operation::Idempotency::$idempotency,
            name: $name,
            method: $method,
            path: $path,
            rules: &[$($crate::value::rule::Rule::$kind $members),*],
            parameters: &[$($crate::service::parameter::Parameter::$location($parameter) $(.$rule($($value),*))*),*],
            content_type: "",
            streams: false,
        }$(.$mark($($content)?))*;
    };
}
pub use operation;
