//! Tables: a struct, the list of its fields, and the place of each.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Item, Module, docs, ident};
use crate::model::{Field, Operation, Table, Type, Width};

impl Module<'_> {
    /// The struct.
    pub(super) fn table_type(&self, table: &Table) -> TokenStream {
        let name = ident(&table.name);
        let doc = docs::doc(&[&table.doc, &docs::source(table.source.as_deref(), &self.api.service)]);
        let fields = table.fields.iter().map(|field| {
            let (doc, name, ty) = (field_doc(field), ident(&field.ident), self.field_type(field));
            quote!(#doc pub #name: #ty,)
        });
        quote! {
            #doc
            #[derive(Clone, Debug, Default, PartialEq)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
            }
        }
    }

    fn field_type(&self, field: &Field) -> TokenStream {
        let ty = self.rust_type(&field.ty);
        if field.optional { quote!(Option<#ty>) } else { ty }
    }

    fn rust_type(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Boolean => quote!(bool),
            Type::Number(Width::Byte) => quote!(i8),
            Type::Number(Width::Short) => quote!(i16),
            Type::Number(Width::Integer) => quote!(i32),
            Type::Number(Width::Long) => quote!(i64),
            Type::Text => quote!(String),
            Type::Timestamp => quote!(Timestamp),
            Type::Duration => quote!(Duration),
            Type::Codes(at) => self.codes_path(*at),
            Type::Table(at) => self.table_path(*at),
            Type::List(item) => {
                let item = self.rust_type(item);
                quote!(Vec<#item>)
            }
        }
    }

    /// Fields and places of all tables.
    pub(super) fn records(&self) -> Vec<Item> {
        let mut items: Vec<_> = self.resource.tables.iter().map(record).collect();
        items.extend(self.paged());
        items
    }

    /// Tables that are pages of a list. A table that several operations use is one all the same.
    fn paged(&self) -> Vec<Item> {
        let operations = self.api.resources.iter().flat_map(|resource| &resource.operations);
        let mut seen = std::collections::BTreeSet::new();
        operations
            .filter(|operation| operation.response.resource == self.index && operation.pages.is_some())
            .filter(|operation| seen.insert(operation.response))
            .filter_map(|operation| self.page(operation))
            .collect()
    }

    fn page(&self, operation: &Operation) -> Option<Item> {
        let pages = operation.pages.as_ref()?;
        let table = self.api.table(operation.response);
        let item = &self.api.table(pages.item).name;
        // This stands one module deeper than the types.
        let item = match &self.api.resources[pages.item.resource].module {
            _ if pages.item.resource == self.index => item.clone(),
            module => format!("super::super::{module}::{item}"),
        };
        let items = format!("items {}: {item}", table.fields[pages.items].ident);
        let total = pages.total.map(|total| format!("total {}", table.fields[total].ident));
        let rows = std::iter::once(items).chain(total).collect();
        Some(Item::Table { macro_path: "page::paged", name: table.name.clone(), rows })
    }
}

fn field_doc(field: &Field) -> TokenStream {
    let unit = field.unit.map(|unit| format!("In {unit}.")).unwrap_or_default();
    docs::doc(&[&field.doc, &unit, field.note.as_deref().unwrap_or_default()])
}

fn record(table: &Table) -> Item {
    let row = |(index, field): (usize, &Field)| {
        let optional = if field.optional { " optional" } else { "" };
        let also = field.also.as_ref().map(|also| format!(" or {also:?}")).unwrap_or_default();
        format!("{index} {} = {:?}{optional}{also}", field.ident, field.name)
    };
    let rows = table.fields.iter().enumerate().map(row).collect();
    Item::Table { macro_path: "record::record", name: table.name.clone(), rows }
}
