//! A group as a module of the client: the types that it declares, and paths to types of other modules.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::model::{Api, Group, Operation, ParameterType, Reference, ResponseBody, Table, Type};

/// The types of responses that are not JSON.
pub(super) const BYTES: &str = "modelarts_runtime::Bytes";
pub(super) const BYTE_STREAM: &str = "modelarts_runtime::ByteStream";

/// A group, as a module of the client.
pub(super) struct Module<'a> {
    pub(super) api: &'a Api,
    pub(super) group: &'a Group,
    pub(super) index: usize,
    /// The types that the module declares: tables, code tables, builders and the group.
    declared: HashSet<&'a str>,
}

impl<'a> Module<'a> {
    pub(super) fn new(api: &'a Api, index: usize) -> Self {
        let group = &api.groups[index];
        let tables = group.tables.iter().filter(|table| !table.is_only_outcome()).map(|table| &table.name);
        let codes = group.codes.iter().map(|codes| &codes.name);
        let builders = group.operations.iter().map(|operation| &operation.builder);
        let own = (!group.operations.is_empty()).then_some(&group.type_name);
        let declared = tables.chain(codes).chain(builders).chain(own).map(String::as_str).collect();
        Self { api, group, index, declared }
    }

    /// Returns whether an operation sends an object or a list.
    pub(super) fn sends_values(&self) -> bool {
        let mut parameters = self.group.operations.iter().flat_map(|operation| &operation.parameters);
        parameters.any(
            |parameter| matches!(&parameter.ty, ParameterType::Value(ty, _) if !matches!(ty, Type::Secret | Type::Float)),
        )
    }

    /// Returns whether an operation has a response.
    pub(super) fn receives(&self, body: &ResponseBody) -> bool {
        self.group.operations.iter().any(|operation| operation.response.as_ref() == Some(body))
    }

    /// Returns whether the module declares a type of a name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    /// Returns a type of another module: its name, or its full path if the module declares a type of that name.
    pub(super) fn outer(&self, path: &str) -> TokenStream {
        let name = last_segment(path);
        if !self.declares(name) {
            return ident(name).into_token_stream();
        }
        let full = if path.starts_with("crate::") { path.to_owned() } else { format!("::{path}") };
        // A path always parses: tests compile each of them.
        full.parse().unwrap_or_default()
    }

    /// Returns whether a field of the group has a type.
    pub(super) fn uses(&self, is: fn(&Type) -> bool) -> bool {
        let fields = self.group.tables.iter().flat_map(|table| &table.fields).map(|field| &field.ty);
        let parameters = self.group.operations.iter().flat_map(|operation| &operation.parameters);
        let sent = parameters.filter_map(|parameter| match &parameter.ty {
            ParameterType::Value(ty, _) => Some(ty),
            _ => None,
        });
        let received = self.group.operations.iter().filter_map(|operation| match &operation.response {
            Some(ResponseBody::Json(ty)) => Some(ty),
            _ => None,
        });
        fields.chain(sent).chain(received).flat_map(Type::levels).any(is)
    }

    /// Returns the tables that become types. A table with nothing but the outcome does not: `Result` holds that.
    pub(super) fn records_of(&self) -> impl Iterator<Item = &'a Table> {
        self.group.tables.iter().filter(|table| !table.is_only_outcome())
    }

    /// Returns the path of a type, as seen from this module.
    pub(super) fn path(&self, at: Reference, name: &str) -> TokenStream {
        let name = ident(name);
        if at.group == self.index {
            return quote!(#name);
        }
        let module = ident(&self.api.groups[at.group].module);
        quote!(super::#module::#name)
    }

    /// Returns the path of a type, as seen from the tables, which are in a module inside that of the types.
    pub(super) fn wire_path(&self, at: Reference, name: &str) -> String {
        match &self.api.groups[at.group].module {
            _ if at.group == self.index => name.to_owned(),
            module => format!("super::super::{module}::{name}"),
        }
    }

    pub(super) fn codes_path(&self, at: Reference) -> TokenStream {
        self.path(at, &self.api.codes(at).name)
    }

    /// Returns the type of an operation's response.
    pub(super) fn response(&self, operation: &Operation) -> TokenStream {
        let body = match &operation.response {
            Some(ResponseBody::Json(Type::Table(at))) if self.api.table(*at).is_only_outcome() => return quote!(()),
            None => return quote!(()),
            Some(ResponseBody::Json(ty)) => self.rust_type(ty),
            Some(ResponseBody::Text) => return self.outer("std::string::String"),
            Some(ResponseBody::Bytes) => return self.outer(BYTES),
            Some(ResponseBody::Stream) => return self.outer(BYTE_STREAM),
        };
        let option = self.outer("std::option::Option");
        if operation.may_lack_body() { quote!(#option<#body>) } else { body }
    }

    pub(super) fn table_path(&self, at: Reference) -> TokenStream {
        self.path(at, &self.api.table(at).name)
    }
}

/// Returns the last segment of a path.
pub(super) fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Returns an identifier. The model escapes keywords.
pub(super) fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}
