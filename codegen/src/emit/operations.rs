//! Operations: a method of the client, a builder, and the description that both hand on.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};

use super::{Module, docs, ident};
use crate::model::{Location, Operation, Parameter, ParameterType, Segment, Width};

impl Module<'_> {
    /// The methods of the client.
    pub(super) fn methods(&self) -> Option<TokenStream> {
        let operations = &self.resource.operations;
        let methods = operations.iter().map(|operation| self.method(operation));
        (!operations.is_empty()).then(|| {
            quote! {
                impl Client {
                    #(#methods)*
                }
            }
        })
    }

    fn method(&self, operation: &Operation) -> TokenStream {
        let (name, builder, description) =
            (ident(&operation.ident), ident(&operation.builder), description_name(operation));
        let service = &self.api.service;
        let page = operation.source.as_ref();
        let page = page.map(|page| format!(" ([vendor's page]({}{page}))", service.documents)).unwrap_or_default();
        let http = format!("`{} {}`{page}", operation.method.as_str(), operation.template(service));
        let mandatory: Vec<_> = operation.parameters.iter().filter(|parameter| parameter.mandatory).collect();
        let listed: Vec<_> = mandatory
            .iter()
            .map(|parameter| format!("- `{}`: {}", parameter.name, self.parameter_text(parameter).join(" ")))
            .collect();
        let doc = docs::doc(&[&operation.doc, &http, &listed.join("\n"), &docs::example(operation)]);
        let arguments = mandatory.iter().map(|parameter| {
            let (name, ty) = (ident(&parameter.ident), self.parameter_type(parameter));
            quote!(#name: #ty)
        });
        let set = operation.parameters.iter().enumerate().filter(|(_, parameter)| parameter.mandatory);
        let set = set.map(|(index, parameter)| {
            let (index, name) = (Literal::usize_unsuffixed(index), ident(&parameter.ident));
            quote!(.with(#index, #name.into()))
        });
        quote! {
            #doc
            pub fn #name(&self, #(#arguments),*) -> #builder {
                #builder(Call::new(self, &wire::#description) #(#set)*)
            }
        }
    }

    /// The builder: a setter for each parameter that may be left out, and the ways to send it.
    pub(super) fn builder(&self, operation: &Operation) -> Vec<TokenStream> {
        let builder = ident(&operation.builder);
        let doc = docs::doc(&[&format!("A call of [`Client::{}`].", operation.ident)]);
        let parameters = operation.parameters.iter().enumerate().filter(|(_, parameter)| !parameter.mandatory);
        let setters = parameters.map(|(index, parameter)| self.setter(index, parameter));
        let response = self.table_path(operation.response);
        let paging = operation.pages.is_some().then(|| {
            quote! {
                /// The list page by page, from the page that is set.
                pub fn pages(self) -> Pages<#response> {
                    Pages::new(self.0)
                }

                /// The list item by item, from the page that is set.
                pub fn items(self) -> Items<#response> {
                    Items::new(self.0)
                }
            }
        });
        let shell = quote! {
            #doc
            #[derive(Clone, Debug)]
            #[must_use = "nothing is sent before this is"]
            pub struct #builder(Call);
        };
        let methods = quote! {
            impl #builder {
                #(#setters)*

                /// Sends the call.
                ///
                /// # Errors
                ///
                /// See [`ErrorKind`](crate::ErrorKind). A parameter that breaks its rule is found
                /// before anything is sent.
                pub fn send(self) -> Sending<#response> {
                    Sending::new(self.0)
                }

                #paging
            }
        };
        vec![shell, methods]
    }

    fn setter(&self, index: usize, parameter: &Parameter) -> TokenStream {
        let (name, ty) = (ident(&parameter.ident), self.parameter_type(parameter));
        let text = self.parameter_text(parameter);
        let doc = docs::doc(&text.iter().map(String::as_str).collect::<Vec<_>>());
        let index = Literal::usize_unsuffixed(index);
        quote! {
            #doc
            pub fn #name(self, #name: #ty) -> Self {
                Self(self.0.with(#index, #name.into()))
            }
        }
    }

    /// What documentation says of a parameter: what it does, its rule, a note.
    fn parameter_text(&self, parameter: &Parameter) -> Vec<String> {
        let path = |name: &str| match &parameter.ty {
            ParameterType::Codes(at) if at.resource != self.index => {
                format!("super::{}::{name}", self.api.resources[at.resource].module)
            }
            _ => name.to_owned(),
        };
        let rule = docs::rule(parameter, self.api, path);
        let note = parameter.note.clone().unwrap_or_default();
        [parameter.doc.clone(), rule, note].into_iter().filter(|text| !text.is_empty()).collect()
    }

    fn parameter_type(&self, parameter: &Parameter) -> TokenStream {
        match &parameter.ty {
            ParameterType::Boolean => quote!(bool),
            ParameterType::Text { .. } => quote!(&str),
            ParameterType::Codes(at) => self.codes_path(*at),
            ParameterType::Number { min, max, .. } if *min >= 0 && u32::try_from(*max).is_ok() => quote!(u32),
            ParameterType::Number { min, max, .. } if i32::try_from(*min).is_ok() && i32::try_from(*max).is_ok() => {
                quote!(i32)
            }
            ParameterType::Number { .. } => quote!(i64),
        }
    }

    /// The description.
    pub(super) fn description(&self, operation: &Operation) -> TokenStream {
        let (constant, name, method) = (description_name(operation), &operation.name, operation.method.as_str());
        let segments = operation.path.iter().map(|segment| match segment {
            Segment::Literal(text) => quote!(Segment::Literal(#text)),
            Segment::Client(_) => quote!(Segment::Project),
            Segment::Parameter(index) => {
                let index = Literal::usize_unsuffixed(*index);
                quote!(Segment::Parameter(#index))
            }
        });
        let parameters = operation.parameters.iter().map(parameter);
        let pages = match &operation.pages {
            Some(pages) => {
                let [page, size] = [pages.page, pages.size].map(Literal::usize_unsuffixed);
                let [first, default_size] = [pages.first, pages.default_size].map(Literal::i64_unsuffixed);
                quote!(Some(PageParameters { page: #page, first: #first, size: #size, default_size: #default_size }))
            }
            None => quote!(None),
        };
        quote! {
            pub(super) static #constant: Operation = Operation {
                name: #name,
                method: #method,
                path: &[#(#segments),*],
                parameters: &[#(#parameters),*],
                pages: #pages,
            };
        }
    }
}

/// The description of a parameter.
pub(super) fn parameter(parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let base = match parameter.location {
        Location::Path => quote!(Parameter::path(#name)),
        Location::Query => quote!(Parameter::query(#name)),
    };
    let (ak_sk, account) = (&parameter.wire.ak_sk, &parameter.wire.account);
    let named = (ak_sk != name || account != name).then(|| quote!(.named(#ak_sk, #account)));
    let rule = match &parameter.ty {
        ParameterType::Number { min, max, width } => number_rule(*min, *max, *width),
        ParameterType::Text { min: 0, max: None } | ParameterType::Boolean | ParameterType::Codes(_) => None,
        ParameterType::Text { min, max } => {
            let min = Literal::u64_unsuffixed(*min);
            let max = max.map(Literal::u64_unsuffixed).map_or(quote!(u64::MAX), |max| quote!(#max));
            Some(quote!(.length(#min, #max)))
        }
    };
    quote!(#base #named #rule)
}

/// The rule of a number, unless the setter's own type says it all.
fn number_rule(min: i64, max: i64, width: Width) -> Option<TokenStream> {
    let whole = (min, max) == width.range() && matches!(width, Width::Integer | Width::Long);
    let min = Literal::i64_unsuffixed(min);
    let max = match max {
        i64::MAX => quote!(i64::MAX),
        _ if max == i64::from(i32::MAX) => quote!(i32::MAX as i64),
        _ => Literal::i64_unsuffixed(max).into_token_stream(),
    };
    (!whole).then(|| quote!(.range(#min, #max)))
}

fn description_name(operation: &Operation) -> proc_macro2::Ident {
    ident(&operation.name.to_ascii_uppercase())
}
