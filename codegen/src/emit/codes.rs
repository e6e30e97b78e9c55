//! Code tables: an enumeration, and the table of what is known.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, ident};
use crate::model::{CodeKind, Codes, Service};

/// Whether the enumeration has a place for codes that it does not know. Numbers always have one:
/// a caller may hold a number of any origin.
pub(super) fn has_unrecognized(codes: &Codes) -> bool {
    codes.open || codes.kind == CodeKind::Number
}

/// The enumeration and its groups.
pub(super) fn types(codes: &Codes, service: &Service) -> Vec<TokenStream> {
    let name = ident(&codes.name);
    let doc = docs::doc(&[&codes.doc, &docs::source(codes.source.as_deref(), service)]);
    let variants = codes.values.iter().enumerate().map(|(index, code)| {
        let wire = match codes.kind {
            CodeKind::Number => format!("`{}`: {}", code.number, code.doc),
            CodeKind::Text => format!("`{}`: {}", code.name, code.doc),
        };
        let (doc, variant) = (docs::doc(&[&wire]), ident(&code.variant));
        let default = (index == 0).then(|| quote!(#[default]));
        quote!(#doc #default #variant,)
    });
    let copy = (!has_unrecognized(codes) || codes.kind == CodeKind::Number).then(|| quote!(Copy,));
    let inner = match codes.kind {
        CodeKind::Number => quote!(i64),
        CodeKind::Text => quote!(String),
    };
    let unrecognized = has_unrecognized(codes).then(|| {
        quote! {
            /// A code that this version of the crate does not know.
            Unrecognized(Unrecognized<#inner>),
        }
    });
    let mut items = vec![quote! {
        #doc
        #[derive(Clone, #copy Debug, Default, PartialEq, Eq, Hash)]
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
        let (doc, constant) = (docs::doc(&[&group.doc]), ident(&group.name));
        let variants = group.values.iter().map(|value| ident(&codes.values[*value].variant));
        quote! {
            #doc
            pub const #constant: &'static [Self] = &[#(Self::#variants),*];
        }
    });
    quote! {
        impl #name {
            #(#groups)*
        }
    }
}

/// What is known of each code.
pub(super) fn tables(all: &[Codes]) -> Vec<TokenStream> {
    let mut items: Vec<_> = all.iter().map(table).collect();
    for (name, wanted) in
        [("numbers", numbers as fn(&Codes) -> bool), ("texts", closed_texts), ("open_texts", open_texts)]
    {
        let names: Vec<_> = all.iter().filter(|codes| wanted(codes)).map(|codes| ident(&codes.name)).collect();
        let macro_name = ident(name);
        if !names.is_empty() {
            items.push(quote!(code::#macro_name!(#(#names),*);));
        }
    }
    items
}

fn numbers(codes: &Codes) -> bool {
    codes.kind == CodeKind::Number
}

fn closed_texts(codes: &Codes) -> bool {
    codes.kind == CodeKind::Text && !codes.open
}

fn open_texts(codes: &Codes) -> bool {
    codes.kind == CodeKind::Text && codes.open
}

fn table(codes: &Codes) -> TokenStream {
    let name = ident(&codes.name);
    let rows = codes.values.iter().map(|code| {
        let (variant, text) = (ident(&code.variant), &code.name);
        let number = Literal::i64_unsuffixed(code.number);
        match codes.kind {
            CodeKind::Number => quote!((Self::#variant, #number, #text)),
            CodeKind::Text => quote!((Self::#variant, #text)),
        }
    });
    match codes.kind {
        CodeKind::Number => quote! {
            impl code::Numbers for #name {
                const KNOWN: &'static [(Self, i64, &'static str)] = &[#(#rows),*];

                fn unrecognized(code: Unrecognized<i64>) -> Self {
                    Self::Unrecognized(code)
                }

                fn as_unrecognized(&self) -> Option<Unrecognized<i64>> {
                    match self {
                        Self::Unrecognized(code) => Some(*code),
                        _ => None,
                    }
                }
            }
        },
        CodeKind::Text => quote! {
            impl code::Texts for #name {
                const KNOWN: &'static [(Self, &'static str)] = &[#(#rows),*];
            }
        },
    }
}
