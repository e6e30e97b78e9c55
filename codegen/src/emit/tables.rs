//! Tables: a struct, the list of its fields, and the place of each.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Module, docs, ident};
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
    pub(super) fn records(&self) -> Vec<TokenStream> {
        let tables = &self.resource.tables;
        let mut items: Vec<_> = tables.iter().map(record).collect();
        if !tables.is_empty() {
            let names = tables.iter().map(|table| ident(&table.name));
            items.push(quote!(record::records!(#(#names),*);));
        }
        items.extend(self.paged());
        items
    }

    /// Tables that are pages of a list. A table that several operations use is one all the same.
    fn paged(&self) -> Vec<TokenStream> {
        let operations = self.api.resources.iter().flat_map(|resource| &resource.operations);
        let mut seen = std::collections::BTreeSet::new();
        operations
            .filter(|operation| operation.response.resource == self.index && operation.pages.is_some())
            .filter(|operation| seen.insert(operation.response))
            .filter_map(|operation| self.page(operation))
            .collect()
    }

    fn page(&self, operation: &Operation) -> Option<TokenStream> {
        let pages = operation.pages.as_ref()?;
        let table = self.api.table(operation.response);
        let (name, item) = (ident(&table.name), self.table_path(pages.item));
        // This stands one module deeper than the types.
        let item = if pages.item.resource == self.index { item } else { quote!(super::#item) };
        let items = ident(&table.fields[pages.items].ident);
        let total = pages.total.map(|total| &table.fields[total]);
        let total = match total.map(|field| (ident(&field.ident), field.optional)) {
            Some((field, true)) => quote!(self.#field.map(i64::from)),
            Some((field, false)) => quote!(Some(self.#field.into())),
            None => quote!(None),
        };
        Some(quote! {
            impl crate::Paged for #name {
                type Item = #item;

                fn items(&mut self) -> &mut Vec<#item> {
                    &mut self.#items
                }

                fn total(&self) -> Option<i64> {
                    #total
                }
            }
        })
    }
}

fn field_doc(field: &Field) -> TokenStream {
    let unit = field.unit.map(|unit| format!("In {unit}.")).unwrap_or_default();
    docs::doc(&[&field.doc, &unit, field.note.as_deref().unwrap_or_default()])
}

fn record(table: &Table) -> TokenStream {
    let (name, label) = (ident(&table.name), &table.name);
    let fields = table.fields.iter().map(|field| {
        let name = &field.name;
        let also = field.also.as_ref().map(|also| quote!(.or(#also)));
        if field.optional { quote!(Field::optional(#name) #also) } else { quote!(Field::required(#name) #also) }
    });
    let last = table.fields.len().saturating_sub(1);
    let places = table.fields.iter().enumerate().map(|(index, field)| {
        let name = ident(&field.ident);
        let number = Literal::usize_unsuffixed(index);
        let pattern = if index == last { quote!(_) } else { quote!(#number) };
        quote!(#pattern => self.#name.slot(),)
    });
    let slot = match &table.fields[..] {
        [] => quote!(
            fn slot(&mut self, _: usize) -> Slot<'_> {
                Slot::Record(self)
            }
        ),
        [only] => {
            let name = ident(&only.ident);
            quote!(fn slot(&mut self, _: usize) -> Slot<'_> { self.#name.slot() })
        }
        _ => quote!(fn slot(&mut self, field: usize) -> Slot<'_> { match field { #(#places)* } }),
    };
    quote! {
        impl Record for #name {
            fn table(&self) -> &'static Table {
                static TABLE: Table = Table::new(#label, &[#(#fields),*]);
                &TABLE
            }

            #slot
        }
    }
}
