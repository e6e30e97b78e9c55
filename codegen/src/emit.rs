//! The checked model to Rust: one file of tokens for each file of the client.
//!
//! What is emitted is data and thin typed shells; what reads the data stands in the client's own
//! code. Types and their documentation are in one file of a resource, their tables in another.

mod codes;
pub(crate) mod docs;
mod error_codes;
mod example;
mod operations;
mod service;
mod tables;

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::model::{Api, Operation, ParameterType, Reference, Resource, Table, Type, Version};

/// A file of the client, not formatted yet.
#[derive(Debug)]
pub struct Emitted {
    /// Path in the folder of the generated code, with `/` between its parts.
    pub path: String,
    /// The file of the spec that it was made from.
    pub source: String,
    /// Documentation of the module.
    pub doc: String,
    /// The code, item by item.
    pub items: Vec<Item>,
}

/// An item of a file.
#[derive(Debug)]
pub enum Item {
    /// An item of Rust.
    Rust(TokenStream),
    /// A table: a macro of the client's own code, and the rows that it reads.
    Table {
        /// Path of the macro.
        macro_path: &'static str,
        /// The type that the table is of.
        name: String,
        /// The rows.
        rows: Vec<String>,
    },
}

impl From<TokenStream> for Item {
    fn from(tokens: TokenStream) -> Self {
        Self::Rust(tokens)
    }
}

/// A file that is still to be emitted: files do not depend on each other, so that whoever writes
/// them may do so side by side.
#[derive(Clone, Copy, Debug)]
pub enum File<'a> {
    /// The list of modules.
    Root(&'a Api),
    /// What holds for the whole service.
    Service(&'a Api),
    /// The error codes.
    ErrorCodes(&'a Api),
    /// Types and builders of a resource.
    Types(&'a Api, usize),
    /// Tables and descriptions of a resource.
    Wire(&'a Api, usize),
}

/// The files of the client.
#[must_use]
pub fn files(api: &Api) -> Vec<File<'_>> {
    let mut files = vec![File::Root(api), File::Service(api), File::ErrorCodes(api)];
    for index in 0..api.resources.len() {
        files.extend([File::Types(api, index), File::Wire(api, index)]);
    }
    files
}

impl File<'_> {
    /// About how much there is to emit, compared with other files.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Root(_) | Self::Service(_) | Self::Wire(..) => 0,
            Self::ErrorCodes(api) => api.error_codes.len(),
            Self::Types(api, index) => {
                let resource = &api.resources[index];
                let fields = resource.tables.iter().map(|table| table.fields.len()).sum::<usize>();
                fields + resource.operations.iter().map(|operation| operation.parameters.len()).sum::<usize>()
            }
        }
    }

    /// Emits the file.
    #[must_use]
    pub fn emit(self) -> Emitted {
        match self {
            Self::Root(api) => root(api),
            Self::Service(api) => service::emit(&api.service),
            Self::ErrorCodes(api) => error_codes::emit(&api.error_codes),
            Self::Types(api, index) => Module::new(api, index).types(),
            Self::Wire(api, index) => Module::new(api, index).wire(),
        }
    }
}

fn root(api: &Api) -> Emitted {
    let modules = api.resources.iter().map(|resource| {
        let module = ident(&resource.module);
        quote!(pub mod #module;)
    });
    let own = [
        quote!(
            pub mod error_codes;
        ),
        quote!(
            pub(crate) mod service;
        ),
    ];
    Emitted {
        path: "mod.rs".to_owned(),
        source: String::new(),
        doc: format!("{}\n\nOne module for each resource.", docs::prose(&api.service.doc)),
        items: own.into_iter().chain(modules).map(Item::from).collect(),
    }
}

/// A resource on its way to a module.
struct Module<'a> {
    api: &'a Api,
    resource: &'a Resource,
    index: usize,
    /// The types that the module has: tables, code tables and builders.
    declared: HashSet<&'a str>,
}

impl<'a> Module<'a> {
    fn new(api: &'a Api, index: usize) -> Self {
        let resource = &api.resources[index];
        let tables = resource.tables.iter().filter(|table| !table.is_only_outcome()).map(|table| &table.name);
        let codes = resource.codes.iter().map(|codes| &codes.name);
        let builders = resource.operations.iter().map(|operation| &operation.builder);
        let declared = tables.chain(codes).chain(builders).map(String::as_str).collect();
        Self { api, resource, index, declared }
    }

    /// Types, builders, and what documentation shows.
    fn types(&self) -> Emitted {
        let mut items = vec![Item::from(quote!(
            mod wire;
        ))];
        items.extend(self.imports().into_iter().map(Item::from));
        let codes = self.resource.codes.iter().flat_map(|codes| codes::types(self, codes));
        items.extend(codes.map(Item::from));
        items.extend(self.records_of().flat_map(|table| self.table_type(table)));
        items.extend(self.resource.operations.iter().flat_map(|operation| self.builder(operation)));
        items.extend(self.methods().map(Item::from));
        Emitted {
            path: format!("{}.rs", self.resource.module),
            source: self.resource.file.clone(),
            doc: Some(docs::prose(&self.resource.doc))
                .filter(|doc| !doc.is_empty())
                .unwrap_or(docs::UNDOCUMENTED.to_owned()),
            items,
        }
    }

    /// Tables and descriptions, which the client's own code reads.
    fn wire(&self) -> Emitted {
        let mut items: Vec<Item> = self.wire_imports().into_iter().map(Item::from).collect();
        items.extend(self.resource.codes.iter().map(codes::table));
        items.extend(self.records());
        items.extend(self.resource.operations.iter().map(|operation| self.description(operation)));
        Emitted {
            path: format!("{}/wire.rs", self.resource.module),
            source: self.resource.file.clone(),
            doc: "What the client's own code reads: codes, fields, operations.".to_owned(),
            items,
        }
    }

    /// Imports what the module uses. A name that it declares itself is not imported: see [`Module::outer`].
    fn imports(&self) -> Vec<TokenStream> {
        let has_operations = !self.resource.operations.is_empty();
        let owner = match self.resource.version {
            None => "crate::client::Client",
            Some(Version::V2) => "crate::client::ClientV2",
        };
        let wanted = [
            (self.uses(|ty| matches!(ty, Type::Map)), "std::collections::BTreeMap"),
            (self.uses(|ty| matches!(ty, Type::Duration)), "std::time::Duration"),
            (has_operations, "modelarts_runtime::codegen::call::Call"),
            (has_operations, "modelarts_runtime::codegen::call"),
            (self.records_of().any(|table| table.is_sent) || self.sends_values(), "modelarts_runtime::codegen::record"),
            (self.uses(|ty| matches!(ty, Type::Secret)), "modelarts_runtime::Secret"),
            (self.uses(|ty| matches!(ty, Type::Timestamp)), "modelarts_runtime::Timestamp"),
            (self.resource.codes.iter().any(codes::has_unrecognized), "modelarts_runtime::Unrecognized"),
            (has_operations, owner),
        ];
        let paths = wanted.into_iter().filter(|(is_used, path)| *is_used && !self.declares(last_segment(path)));
        let paths: Vec<_> = paths.filter_map(|(_, path)| path.rsplit_once("::")).collect();
        let groups = paths.chunk_by(|(parent, _), (next, _)| parent == next);
        groups.map(|group| import(group[0].0, group.iter().map(|(_, name)| *name))).collect()
    }

    /// Whether an operation sends an object or a list.
    fn sends_values(&self) -> bool {
        let mut parameters = self.resource.operations.iter().flat_map(|operation| &operation.parameters);
        parameters.any(|parameter| matches!(parameter.ty, ParameterType::Value(_)))
    }

    /// Whether the module has a type of a name.
    fn declares(&self, name: &str) -> bool {
        self.declared.contains(name)
    }

    /// A type of another crate or module: by its name, or by its whole path where the module has a type of that name.
    fn outer(&self, path: &str) -> TokenStream {
        let name = last_segment(path);
        if !self.declares(name) {
            return ident(name).into_token_stream();
        }
        let written = if path.starts_with("crate::") { path.to_owned() } else { format!("::{path}") };
        // A path is Rust: its tests prove it.
        written.parse().unwrap_or_default()
    }

    fn wire_imports(&self) -> Vec<TokenStream> {
        let Resource { codes, operations, .. } = self.resource;
        let has_records = self.records_of().next().is_some();
        let mut imports = Vec::new();
        if !codes.is_empty() || has_records {
            imports.push(quote!(
                use super::*;
            ));
        }
        let service = (!operations.is_empty()).then(|| quote!(service));
        let paged = (!self.paged().is_empty()).then(|| quote!(page));
        let enums = (!codes.is_empty()).then(|| quote!(enums));
        let record = has_records.then(|| quote!(record));
        let modules: Vec<_> = [enums, paged, record, service].into_iter().flatten().collect();
        if !modules.is_empty() {
            imports.push(quote!(use modelarts_runtime::codegen::{#(#modules),*};));
        }
        imports
    }

    /// Whether a field of the resource is of a type.
    fn uses(&self, is: fn(&Type) -> bool) -> bool {
        let fields = self.resource.tables.iter().flat_map(|table| &table.fields).map(|field| &field.ty);
        let parameters = self.resource.operations.iter().flat_map(|operation| &operation.parameters);
        let sent = parameters.filter_map(|parameter| match &parameter.ty {
            ParameterType::Value(ty) => Some(ty),
            _ => None,
        });
        fields.chain(sent).any(|ty| is(innermost(ty)))
    }

    /// The tables that are types. What tells of nothing but success is none: `Result` says it.
    fn records_of(&self) -> impl Iterator<Item = &'a Table> {
        self.resource.tables.iter().filter(|table| !table.is_only_outcome())
    }

    /// The type that a reference names, as this module writes it.
    fn path(&self, at: Reference, name: &str) -> TokenStream {
        let name = ident(name);
        if at.resource == self.index {
            return quote!(#name);
        }
        let module = ident(&self.api.resources[at.resource].module);
        quote!(super::#module::#name)
    }

    fn codes_path(&self, at: Reference) -> TokenStream {
        self.path(at, &self.api.codes(at).name)
    }

    /// The type of an operation's answer.
    fn answer(&self, operation: &Operation) -> TokenStream {
        match operation.response.filter(|at| !self.api.table(*at).is_only_outcome()) {
            Some(at) => self.table_path(at),
            None => quote!(()),
        }
    }

    fn table_path(&self, at: Reference) -> TokenStream {
        self.path(at, &self.api.table(at).name)
    }
}

/// The type of the items of a list, or the type itself.
fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => innermost(item),
        ty => ty,
    }
}

/// An import of one name or of several.
fn import<'a>(parent: &str, names: impl Iterator<Item = &'a str>) -> TokenStream {
    let names: Vec<_> = names.map(ident).collect();
    // A path is Rust: its tests prove it.
    let parent: TokenStream = parent.parse().unwrap_or_default();
    match names.as_slice() {
        [name] => quote!(use #parent::#name;),
        names => quote!(use #parent::{#(#names),*};),
    }
}

/// The name at the end of a path.
fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// An identifier, raw where the model says so.
fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}
