//! The description of a parameter.

use crate::value::rule::ValueRule;

/// The authentication scheme of a request. Some names on the wire depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthScheme {
    /// The request is signed with an access key and its secret key.
    AkSk,
    /// The request has a token of an account.
    Account,
}

/// What the spec says of a parameter.
#[derive(Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub location: Location,
    ak_sk: &'static str,
    account: &'static str,
    pub(crate) rule: ValueRule,
    pub(super) role: Role,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Path,
    Query,
    /// The object in the body.
    Body,
    Header,
}

/// What a parameter is to the paging of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role {
    None,
    /// The number of the page; this is the first one.
    PageNumber(i64),
    /// The number of the first item, counted from 0.
    FirstItem,
    /// The number of items on a page; this many if it is not set.
    PageSize(i64),
}

impl Parameter {
    pub const fn query(name: &'static str) -> Self {
        Self { name, location: Location::Query, ak_sk: name, account: name, rule: ValueRule::Any, role: Role::None }
    }

    pub const fn path(name: &'static str) -> Self {
        Self { location: Location::Path, ..Self::query(name) }
    }

    pub const fn header(name: &'static str) -> Self {
        Self { location: Location::Header, ..Self::query(name) }
    }

    pub const fn body(name: &'static str) -> Self {
        Self { location: Location::Body, ..Self::query(name) }
    }

    /// The name on the wire under each way of authentication.
    pub const fn named(self, ak_sk: &'static str, account: &'static str) -> Self {
        Self { ak_sk, account, ..self }
    }

    pub const fn range(self, min: i64, max: i64) -> Self {
        Self { rule: ValueRule::Range(min, max), ..self }
    }

    pub const fn length(self, min: u64, max: u64) -> Self {
        Self { rule: ValueRule::Length(min, max), ..self }
    }

    /// It holds the number of the page, which begins with this one.
    pub const fn page_number(self, first: i64) -> Self {
        Self { role: Role::PageNumber(first), ..self }
    }

    /// It holds the number of the first item of the page.
    pub const fn first_item(self) -> Self {
        Self { role: Role::FirstItem, ..self }
    }

    /// It holds the number of items on a page, this many if it is not set.
    pub const fn page_size(self, default: i64) -> Self {
        Self { role: Role::PageSize(default), ..self }
    }

    pub(crate) fn wire_name(&self, scheme: AuthScheme) -> &'static str {
        match scheme {
            AuthScheme::AkSk => self.ak_sk,
            AuthScheme::Account => self.account,
        }
    }
}
