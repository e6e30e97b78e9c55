//! Emits Rust code from the model: a list of items for each file of the client.
//!
//! Emitted code is data and thin typed wrappers. The runtime interprets the data. Each group has a file of types with
//! their documentation, and a file of tables (`wire.rs`).

mod codes;
pub(crate) mod docs;
mod error_codes;
mod example;
mod file;
mod module;
mod operations;
pub(crate) mod resources;
mod rules;
mod service;
mod tables;

use proc_macro2::TokenStream;
use quote::quote;

pub use file::{Emitted, Item};

use crate::model::{Api, Codes, Group, ResponseBody, Type};
use module::{BYTE_STREAM, BYTES, Module, ident, last_segment};

/// A file to emit. Files do not depend on each other, so they can be emitted in parallel.
#[derive(Clone, Copy, Debug)]
pub enum File<'a> {
    /// The list of modules.
    Root(&'a Api),
    /// Facts about the whole service.
    Service(&'a Api),
    /// The error codes.
    ErrorCodes(&'a Api),
    /// Types and builders of a group.
    Types(&'a Api, usize),
    /// Tables and descriptions of a group.
    Wire(&'a Api, usize),
}

/// Returns the files of the client.
#[must_use]
pub fn files(api: &Api) -> Vec<File<'_>> {
    let mut files = vec![File::Root(api), File::Service(api), File::ErrorCodes(api)];
    for index in 0..api.groups.len() {
        files.extend([File::Types(api, index), File::Wire(api, index)]);
    }
    files
}

impl File<'_> {
    /// Returns a rough measure of the work for the file.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::Root(_) | Self::Service(_) | Self::Wire(..) => 0,
            Self::ErrorCodes(api) => api.error_codes.len(),
            Self::Types(api, index) => {
                let group = &api.groups[index];
                let fields = group.tables.iter().map(|table| table.fields.len()).sum::<usize>();
                fields + group.operations.iter().map(|operation| operation.parameters.len()).sum::<usize>()
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
    let modules = api.groups.iter().map(|group| {
        let module = ident(&group.module);
        // Generated code reads and writes what is deprecated. Only callers are warned.
        let allow = group.has_deprecated().then(|| quote!(#[allow(deprecated)]));
        quote!(#allow pub mod #module;)
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
        doc: format!("{}\n\nOne module for each group of operations.", docs::prose(&api.service.doc)),
        items: own.into_iter().chain(modules).map(Item::from).collect(),
    }
}

impl Module<'_> {
    /// Emits types and builders, with their documentation.
    fn types(&self) -> Emitted {
        let mut items = vec![Item::from(quote!(
            mod wire;
        ))];
        items.extend(self.imports().into_iter().map(Item::from));
        items.extend(self.group().into_iter().map(Item::from));
        let codes = self.group.codes.iter().flat_map(|codes| codes::types(self, codes));
        items.extend(codes.map(Item::from));
        items.extend(self.records_of().flat_map(|table| self.table_type(table)));
        items.extend(self.group.operations.iter().flat_map(|operation| self.builder(operation)));
        Emitted {
            path: format!("{}.rs", self.group.module),
            source: self.group.file.clone(),
            doc: Some(docs::prose(&self.group.doc))
                .filter(|doc| !doc.is_empty())
                .unwrap_or(docs::UNDOCUMENTED.to_owned()),
            items,
        }
    }

    /// Emits the tables that the runtime reads.
    fn wire(&self) -> Emitted {
        let mut items: Vec<Item> = self.wire_imports().into_iter().map(Item::from).collect();
        items.extend(self.group.codes.iter().map(codes::table));
        items.extend(self.records());
        items.extend(self.stateful());
        items.extend(self.group.operations.iter().map(|operation| self.description(operation)));
        Emitted {
            path: format!("{}/wire.rs", self.group.module),
            source: self.group.file.clone(),
            doc: "Tables for the runtime: codes, fields, operations.".to_owned(),
            items,
        }
    }

    /// Imports the types that the module uses. Names that it declares itself are not imported: see [`Module::outer`].
    fn imports(&self) -> Vec<TokenStream> {
        let has_operations = !self.group.operations.is_empty();
        let wanted = [
            (self.uses(|ty| matches!(ty, Type::Map(_))), "std::collections::BTreeMap"),
            (self.uses(|ty| matches!(ty, Type::Duration(_))), "std::time::Duration"),
            (has_operations, "modelarts_runtime::codegen::call::Call"),
            (has_operations, "modelarts_runtime::codegen::call"),
            (self.records_of().any(|table| table.is_sent) || self.sends_values(), "modelarts_runtime::codegen::record"),
            (self.receives(&ResponseBody::Stream), BYTE_STREAM),
            (self.receives(&ResponseBody::Bytes), BYTES),
            (has_operations, "modelarts_runtime::ClientInner"),
            (self.uses(|ty| matches!(ty, Type::Secret)), "modelarts_runtime::Secret"),
            (self.uses(|ty| matches!(ty, Type::Timestamp(_))), "modelarts_runtime::Timestamp"),
            (self.group.codes.iter().any(Codes::has_unrecognized), "modelarts_runtime::Unrecognized"),
            (has_operations, "crate::client::Client"),
        ];
        let paths = wanted.into_iter().filter(|(is_used, path)| *is_used && !self.declares(last_segment(path)));
        let paths: Vec<_> = paths.filter_map(|(_, path)| path.rsplit_once("::")).collect();
        let groups = paths.chunk_by(|(parent, _), (next, _)| parent == next);
        groups.map(|group| import(group[0].0, group.iter().map(|(_, name)| *name))).collect()
    }

    fn wire_imports(&self) -> Vec<TokenStream> {
        let Group { codes, operations, .. } = self.group;
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
        let resource = self.has_states().then(|| quote!(resource));
        let modules: Vec<_> = [enums, paged, record, resource, service].into_iter().flatten().collect();
        if !modules.is_empty() {
            imports.push(quote!(use modelarts_runtime::codegen::{#(#modules),*};));
        }
        imports
    }
}

/// Imports one or several names.
fn import<'a>(parent: &str, names: impl Iterator<Item = &'a str>) -> TokenStream {
    let names: Vec<_> = names.map(ident).collect();
    // A path always parses: tests compile each of them.
    let parent: TokenStream = parent.parse().unwrap_or_default();
    match names.as_slice() {
        [name] => quote!(use #parent::#name;),
        names => quote!(use #parent::{#(#names),*};),
    }
}
