//! Emits code tables: an enumeration, and the values of its variants.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::file::Item;
use super::module::{Module, ident};
use crate::check::names::UNRECOGNIZED;
use crate::markdown;
use crate::model::{Code, CodeKind, Codes};

/// Emits the enumeration and its groups.
pub(super) fn types(module: &Module<'_>, codes: &Codes) -> Vec<TokenStream> {
    let service = &module.api.service;
    let name = ident(&codes.name);
    let doc = docs::doc(&[&docs::prose(&codes.doc), &docs::source(codes.source.as_deref(), service)]);
    let variants = codes.values.iter().map(|code| {
        let wire = match codes.kind {
            CodeKind::Number => format!("`{}`:", code.number),
            CodeKind::Text => format!("{}:", markdown::code(&code.name)),
        };
        let (doc, variant) = (docs::joined(&[&wire, &docs::prose(&code.doc)]), ident(&code.variant));
        let doc = docs::doc(&[&doc]);
        let deprecated = docs::deprecated(code.deprecated.as_ref());
        quote!(#doc #deprecated #variant,)
    });
    let copy = (!codes.has_unrecognized() || codes.kind == CodeKind::Number).then(|| quote!(Copy,));
    // Codes that are only sent need not be keys of a map.
    let hash = codes.has_unrecognized().then(|| quote!(, Hash));
    let inner = match codes.kind {
        CodeKind::Number => quote!(i64),
        CodeKind::Text => module.outer("std::string::String"),
    };
    let unrecognized = codes.has_unrecognized().then(|| {
        let (variant, holder) = (ident(UNRECOGNIZED), module.outer("modelarts_runtime::Unrecognized"));
        quote! {
            /// A code that this version of the crate does not know.
            #variant(#holder<#inner>),
        }
    });
    let mut items = vec![quote! {
        #doc
        #[derive(Clone, #copy Debug, PartialEq, Eq #hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #unrecognized
        }
    }];
    if !codes.groups.is_empty() {
        items.push(groups(codes));
    }
    items
}

fn groups(codes: &Codes) -> TokenStream {
    let name = ident(&codes.name);
    let groups = codes.groups.iter().map(|group| {
        let (doc, constant) = (docs::doc(&[&docs::prose(&group.doc)]), ident(&group.constant));
        let variants = group.values.iter().map(|value| ident(&codes.values[*value].variant));
        let predicate = ident(&group.predicate);
        let predicate_doc = docs::doc(&[&format!("Returns whether it is one of [`{0}`](Self::{0}).", group.constant)]);
        quote! {
            #doc
            pub const #constant: &'static [Self] = &[#(Self::#variants),*];

            #predicate_doc
            pub fn #predicate(&self) -> bool {
                Self::#constant.contains(self)
            }
        }
    });
    quote! {
        impl #name {
            #(#groups)*
        }
    }
}

/// Emits the value of each variant on the wire.
pub(super) fn table(codes: &Codes) -> Item {
    let row = |code: &Code| match codes.kind {
        CodeKind::Number => format!("{} = {} {:?}", code.variant, code.number, code.name),
        CodeKind::Text => format!("{} = {:?}", code.variant, code.name),
    };
    Item::Table {
        macro_path: match (codes.kind, codes.open) {
            (CodeKind::Number, _) => "enums::int_enum",
            (CodeKind::Text, true) => "enums::open_string_enum",
            (CodeKind::Text, false) => "enums::string_enum",
        },
        name: codes.name.clone(),
        rows: codes.values.iter().map(row).collect(),
    }
}
