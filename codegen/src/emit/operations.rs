//! Emits operations: a method of their group, a builder, and a description.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::file::Item;
use super::module::{Module, ident};
use super::{docs, example, rules};
use crate::check::names::{CLIENT, ITEMS, PAGES, SEND};
use crate::model::{self, CodeKind, Group, Location, Operation, PageBy, Parameter, ParameterType, ResponseBody, Type};

impl Module<'_> {
    /// Emits the group: the method of the client that returns it, its type, and a method for each operation.
    pub(super) fn group(&self) -> Vec<TokenStream> {
        let Group { operations, type_name, module, doc, .. } = self.group;
        if operations.is_empty() {
            return Vec::new();
        }
        let methods = operations.iter().map(|operation| self.method(operation));
        let client = self.outer(&format!("crate::client::{CLIENT}"));
        let inner = self.outer("modelarts_runtime::ClientInner");
        let created = format!("[`{CLIENT}::{module}`](crate::{CLIENT}::{module}) returns it.");
        let (group, accessor) = (ident(type_name), ident(module));
        let (group_doc, accessor_doc) =
            (docs::doc(&[&docs::prose(doc), &created, &self.states_docs()]), docs::doc(&[&docs::prose(doc)]));
        vec![
            quote! {
                #group_doc
                #[derive(Clone, Debug)]
                pub struct #group(pub(crate) #inner);
            },
            quote! {
                impl #client {
                    #accessor_doc
                    pub fn #accessor(&self) -> #group {
                        #group(self.0.clone())
                    }
                }
            },
            quote! {
                impl #group {
                    #(#methods)*
                }
            },
        ]
    }

    fn method(&self, operation: &Operation) -> TokenStream {
        let (name, builder, description) =
            (ident(&operation.ident), ident(&operation.builder), ident(&operation.constant));
        let service = &self.api.service;
        let page = operation.source.as_ref();
        let page = page.map(|page| format!(" ([vendor's page]({}{page}))", service.documents)).unwrap_or_default();
        let http = format!("`{} {}`{page}", operation.method.as_str(), operation.template(service));
        let mandatory: Vec<_> = operation.parameters.iter().filter(|parameter| parameter.mandatory).collect();
        let listed: Vec<_> =
            mandatory.iter().map(|parameter| docs::item(&parameter.name, &self.parameter_text(parameter))).collect();
        let name_of = |index: usize| operation.parameters[index].ident.as_str();
        let rules: Vec<_> = operation.rules.iter().map(|rule| rule.describe(name_of)).collect();
        let (listed, rules) = (listed.join("\n"), rules.join(" "));
        let example = example::call(self.api, self.group, operation);
        let failure = self.failure_text(operation);
        let doc = docs::doc(&[&docs::prose(&operation.doc), &http, &listed, &rules, &failure, &example]);
        let arguments = mandatory.iter().map(|parameter| self.argument(parameter));
        let set = operation.parameters.iter().enumerate().filter_map(|(index, parameter)| {
            if parameter.mandatory { Some(self.set(index, parameter)) } else { preset(index, parameter) }
        });
        let call = self.outer("modelarts_runtime::codegen::call::Call");
        let deprecated = docs::deprecated(operation.deprecated.as_ref());
        quote! {
            #doc
            #deprecated
            pub fn #name(&self, #(#arguments),*) -> #builder {
                #builder(#call::new(&self.0, &wire::#description) #(#set)*)
            }
        }
    }

    /// Returns the documentation of a failed call's response, if it has a table of its own.
    fn failure_text(&self, operation: &Operation) -> String {
        let Some(at) = operation.failure else { return String::new() };
        let (name, module) = (&self.api.table(at).name, &self.api.groups[at.group].module);
        let path = if at.group == self.index { name.clone() } else { format!("super::{module}::{name}") };
        format!("The response to a call that fails is described by [`{path}`].")
    }

    /// Emits the builder: how to send it, and a setter for each optional parameter.
    pub(super) fn builder(&self, operation: &Operation) -> Vec<Item> {
        let response = docs::source_text(self.response(operation));
        let sends = format!("{}::{} {SEND} -> {response}", self.group.type_name, operation.ident);
        let pages = operation.pages.iter().flat_map(|_| [PAGES, ITEMS]).map(str::to_owned);
        let rows = std::iter::once(sends).chain(pages).collect();
        let shell = Item::Table { macro_path: "call::builder", name: operation.builder.clone(), rows };
        let parameters = operation.parameters.iter().enumerate().filter(|(_, parameter)| parameter.has_setter());
        let setters = parameters.flat_map(|(index, parameter)| {
            std::iter::once(self.setter(index, parameter)).chain(clearing_setter(index, parameter))
        });
        let mut setters = setters.peekable();
        let builder = ident(&operation.builder);
        let methods = setters.peek().is_some().then(|| {
            quote! {
                impl #builder {
                    #(#setters)*
                }
            }
        });
        std::iter::once(shell).chain(self.waits(operation)).chain(methods.map(Item::from)).collect()
    }

    fn setter(&self, index: usize, parameter: &Parameter) -> TokenStream {
        let (name, argument) = (ident(&parameter.ident), self.argument(parameter));
        let doc = docs::doc(&[&self.parameter_text(parameter)]);
        let set = self.set(index, parameter);
        let deprecated = docs::deprecated(parameter.deprecated.as_ref());
        quote! {
            #doc
            #deprecated
            pub fn #name(self, #argument) -> Self {
                Self(self.0 #set)
            }
        }
    }

    /// Emits the argument for a parameter. The runtime borrows objects and lists mutably to write them.
    fn argument(&self, parameter: &Parameter) -> TokenStream {
        let (name, ty) = (ident(&parameter.ident), self.parameter_type(parameter));
        match parameter.ty {
            ParameterType::Value(Type::Secret | Type::Float, _) => quote!(#name: #ty),
            ParameterType::Value(..) => quote!(mut #name: #ty),
            _ => quote!(#name: #ty),
        }
    }

    /// Emits the call that sets a parameter to the argument of the same name.
    fn set(&self, index: usize, parameter: &Parameter) -> TokenStream {
        let (index, name) = (Literal::usize_unsuffixed(index), ident(&parameter.ident));
        match &parameter.ty {
            ParameterType::Boolean => quote!(.boolean(#index, #name)),
            ParameterType::Value(Type::Secret, _) => quote!(.secret(#index, #name)),
            ParameterType::Value(Type::Float, _) => quote!(.float(#index, #name)),
            ParameterType::Value(..) => quote!(.json(#index, record::ApiValue::slot(&mut #name))),
            ParameterType::Text(_) => quote!(.text(#index, #name)),
            ParameterType::Number { min, max, .. } if is_unsigned(*min, *max) => quote!(.unsigned(#index, #name)),
            ParameterType::Number { min, max, .. } if is_int(*min, *max) => quote!(.number(#index, #name.into())),
            ParameterType::Number { .. } => quote!(.number(#index, #name)),
            ParameterType::Codes(at) => match self.api.codes(*at) {
                codes if codes.kind == CodeKind::Number => quote!(.number(#index, #name.code())),
                codes if codes.open => quote!(.owned_text(#index, #name.into())),
                _ => quote!(.name(#index, #name.as_str())),
            },
        }
    }

    /// Returns the documentation of a parameter: text, rule, default, error code, note.
    fn parameter_text(&self, parameter: &Parameter) -> String {
        let path = |name: &str| match &parameter.ty {
            ParameterType::Codes(at) if at.group != self.index => {
                format!("super::{}::{name}", self.api.groups[at.group].module)
            }
            _ => name.to_owned(),
        };
        let rule = docs::rule(parameter, self.api, path);
        let not_found = docs::not_found(parameter.not_found.as_ref());
        let note = docs::prose(parameter.note.as_deref().unwrap_or_default());
        // An argument cannot have the attribute.
        let deprecated = parameter.deprecated.as_ref().filter(|_| parameter.mandatory);
        let deprecated = deprecated.map(|instead| format!("Deprecated: {}", docs::prose(instead))).unwrap_or_default();
        let unit = parameter.unit.map(|unit| format!("In {unit}.")).unwrap_or_default();
        docs::joined(&[&docs::prose(&parameter.doc), &unit, &deprecated, &rule, &not_found, &note])
    }

    fn parameter_type(&self, parameter: &Parameter) -> TokenStream {
        match &parameter.ty {
            ParameterType::Boolean => quote!(bool),
            ParameterType::Value(ty, _) => self.rust_type(ty),
            ParameterType::Text(_) => quote!(&str),
            ParameterType::Codes(at) => self.codes_path(*at),
            ParameterType::Number { min, max, .. } if is_unsigned(*min, *max) => quote!(u32),
            ParameterType::Number { min, max, .. } if is_int(*min, *max) => quote!(i32),
            ParameterType::Number { .. } => quote!(i64),
        }
    }

    /// Emits the description, which the runtime reads.
    pub(super) fn description(&self, operation: &Operation) -> Item {
        let (name, method) = (&operation.id, operation.method.as_str());
        let groups: String = operation.rules.iter().map(|rule| format!(" rule {}", rules::group(rule))).collect();
        let effect = if operation.idempotent { "Idempotent" } else { "NonIdempotent" };
        let streams = if operation.response == Some(ResponseBody::Stream) { ".streams()" } else { "" };
        let sends = operation.content_type.as_ref().map(|content_type| format!(".sends({content_type:?})"));
        let marks = sends.unwrap_or_default() + streams;
        let head = format!("{effect} {name:?} {method:?} {:?}{marks}{groups}", operation.template(&self.api.service));
        let parameters = operation.parameters.iter().enumerate().map(|(index, described)| {
            let pages = operation.pages.as_ref();
            let role = match pages {
                Some(pages) if index == pages.page => match pages.by {
                    PageBy::Number => format!(".page_number({})", pages.first),
                    PageBy::Item => ".first_item()".to_owned(),
                    PageBy::Cursor(_) => ".cursor()".to_owned(),
                    PageBy::Marker => ".marker()".to_owned(),
                },
                Some(pages) if index == pages.size => format!(".page_size({})", pages.default_size),
                _ => String::new(),
            };
            let place = match described.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Body => "body",
                Location::Header => "header",
            };
            format!("{place} {:?}{}{role}", described.name, rules::of_parameter(described))
        });
        let rows = std::iter::once(head).chain(parameters).collect();
        Item::Table { macro_path: "service::operation", name: operation.constant.clone(), rows }
    }
}

/// Emits the method that clears a field of a merge patch.
fn clearing_setter(index: usize, parameter: &Parameter) -> Option<TokenStream> {
    let name = ident(parameter.clear.as_ref()?);
    let index = Literal::usize_unsuffixed(index);
    let doc = docs::doc(&[&format!("Clears `{}`: it has no value afterwards.", parameter.name)]);
    Some(quote! {
        #doc
        pub fn #name(self) -> Self {
            Self(self.0.null(#index))
        }
    })
}

/// Emits the call that sets a parameter to its constant, or to its default if that is always sent.
fn preset(index: usize, parameter: &Parameter) -> Option<TokenStream> {
    let index = Literal::usize_unsuffixed(index);
    Some(match parameter.preset()? {
        model::Literal::Boolean(value) => quote!(.boolean(#index, #value)),
        model::Literal::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(.number(#index, #value))
        }
        model::Literal::Float(value) => {
            let value = Literal::f64_unsuffixed(value.0);
            quote!(.float(#index, #value))
        }
        model::Literal::Text(value) => quote!(.name(#index, #value)),
    })
}

/// Returns whether every number of a range is a `u32`.
fn is_unsigned(min: i64, max: i64) -> bool {
    min >= 0 && u32::try_from(max).is_ok()
}

/// Returns whether every number of a range is an `i32`.
fn is_int(min: i64, max: i64) -> bool {
    i32::try_from(min).is_ok() && i32::try_from(max).is_ok()
}
