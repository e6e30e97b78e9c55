//! The description of a parameter.

use crate::value::rule::{Characters, ValueRule};
use crate::value::schema::Form;

/// The authentication scheme of a request. Some names on the wire depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthScheme {
    /// The request is signed with an access key and its secret key.
    AkSk,
    /// The request has a token of an account.
    Account,
}

/// The description of a parameter.
#[derive(Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub location: Location,
    ak_sk: &'static str,
    account: &'static str,
    /// The text between the items of a list that is sent as one text; empty if there is none.
    pub(crate) join: &'static str,
    /// The form of a time.
    pub(crate) form: Form,
    pub(crate) rule: ValueRule,
    pub(super) role: Role,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Path,
    Query,
    /// In the object in the body.
    Body,
    Header,
}

/// The role of a parameter in the paging of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role {
    None,
    /// The number of the page, and that of the first page.
    PageNumber(i64),
    /// The number of the first item, counted from 0.
    FirstItem,
    /// The position of the page, as the page before it says.
    Cursor,
    /// The key of the last item before the page.
    Marker,
    /// The number of items on a page, and its default.
    PageSize(i64),
}

impl Parameter {
    pub const fn query(name: &'static str) -> Self {
        let (form, rule, role) = (Form::Plain, ValueRule::Any, Role::None);
        Self { name, location: Location::Query, ak_sk: name, account: name, join: "", form, rule, role }
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

    /// Sets the names on the wire for each authentication scheme.
    pub const fn named(self, ak_sk: &'static str, account: &'static str) -> Self {
        Self { ak_sk, account, ..self }
    }

    /// Sets the text between the items of a list that is sent as one text.
    pub const fn join(self, join: &'static str) -> Self {
        Self { join, ..self }
    }

    /// Marks a time that is sent as a number of seconds.
    pub const fn seconds(self) -> Self {
        Self { form: Form::Seconds, ..self }
    }

    /// Marks a point in time that is sent as a text.
    pub const fn text(self) -> Self {
        Self { form: Form::Text, ..self }
    }

    pub const fn range(self, min: i64, max: i64) -> Self {
        Self { rule: ValueRule::Range(min, max), ..self }
    }

    pub const fn length(self, min: u64, max: u64) -> Self {
        Self { rule: ValueRule::Text(min, max, &["", "", ""]), ..self }
    }

    /// Limits the characters of a text. Its length is limited before.
    pub const fn characters(self, characters: &'static Characters) -> Self {
        let rule = match self.rule {
            ValueRule::Text(min, max, _) => ValueRule::Text(min, max, characters),
            _ => ValueRule::Text(0, u64::MAX, characters),
        };
        Self { rule, ..self }
    }

    /// Limits the number of items of a list.
    pub const fn items(self, min: u64, max: u64) -> Self {
        Self { rule: ValueRule::Items(min, max), ..self }
    }

    /// Limits a number with a fraction. The flags say whether each end is out of range itself.
    pub const fn fraction(self, min: f64, max: f64, is_above: bool, is_below: bool) -> Self {
        Self { rule: ValueRule::Fraction(min, max, is_above, is_below), ..self }
    }

    /// Marks the number of the page. `first` is that of the first page.
    pub const fn page_number(self, first: i64) -> Self {
        Self { role: Role::PageNumber(first), ..self }
    }

    /// Marks the number of the first item of the page.
    pub const fn first_item(self) -> Self {
        Self { role: Role::FirstItem, ..self }
    }

    /// Marks the position of the page.
    pub const fn cursor(self) -> Self {
        Self { role: Role::Cursor, ..self }
    }

    /// Marks the key of the last item before the page.
    pub const fn marker(self) -> Self {
        Self { role: Role::Marker, ..self }
    }

    /// Marks the number of items on a page.
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
