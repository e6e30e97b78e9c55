//! Emits tables: a struct, and the list of its fields.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::Item;
use super::module::{Module, ident};
use super::{docs, rules};
use crate::check::names::NEW;
use crate::model::{Field, Operation, PageBy, Reference, Table, TimeForm, Type, Width};

impl Module<'_> {
    /// Emits the struct, and its constructor and setters if callers send it.
    pub(super) fn table_type(&self, table: &Table) -> Vec<Item> {
        let name = ident(&table.name);
        let rules: Vec<_> = table.rules.iter().map(|rule| rule.describe(|index| &table.fields[index].ident)).collect();
        let source = docs::source(table.source.as_deref(), &self.api.service);
        let constants = if table.is_sent { docs::constants(&table.constants) } else { String::new() };
        let doc = docs::doc(&[&docs::prose(&table.doc), &rules.join(" "), &constants, &source]);
        let fields = table.fields.iter().map(|field| {
            let (doc, name, ty) = (field_doc(field), ident(&field.ident), self.field_type(field));
            let deprecated = docs::deprecated(field.deprecated.as_ref());
            quote!(#doc #deprecated pub #name: #ty,)
        });
        let cleared = table.cleared.as_deref().map(|cleared| {
            let cleared = ident(cleared);
            quote!(#cleared: record::Cleared,)
        });
        let shell = quote! {
            #doc
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
                #cleared
            }
        };
        let constructor = table.is_sent.then(|| self.constructor(table));
        std::iter::once(Item::from(shell)).chain(constructor).chain(clears(table)).collect()
    }

    /// Emits the constructor, with the mandatory fields, and a setter for each other field.
    fn constructor(&self, table: &Table) -> Item {
        let (mandatory, optional): (Vec<_>, Vec<_>) = table.fields.iter().partition(|field| field.mandatory);
        let ty = |field: &Field| docs::source_text(self.argument_type(&field.ty));
        let arguments = mandatory.iter().map(|field| {
            // Responses may lack it.
            let some = if field.optional { " some" } else { "" };
            format!("{}{some}: {}", field.ident, ty(field))
        });
        let new = format!("{NEW}({})", arguments.collect::<Vec<_>>().join(", "));
        let setters = optional.iter().map(|field| {
            let name = if field.setter == field.ident { String::new() } else { format!(".{}", field.ident) };
            let deprecated = field.deprecated.as_ref().map(|instead| format!(" deprecated {instead:?}"));
            format!("{}{name}({}){}", field.setter, ty(field), deprecated.unwrap_or_default())
        });
        let rows = std::iter::once(new).chain(setters).collect();
        Item::Table { macro_path: "record::setters", name: table.name.clone(), rows }
    }

    fn argument_type(&self, ty: &Type) -> TokenStream {
        if *ty == Type::Text { quote!(&str) } else { self.rust_type(ty) }
    }

    fn field_type(&self, field: &Field) -> TokenStream {
        let ty = self.rust_type(&field.ty);
        let option = self.outer("std::option::Option");
        let boxed = self.outer("std::boxed::Box");
        let ty = if field.is_boxed { quote!(#boxed<#ty>) } else { ty };
        if field.optional { quote!(#option<#ty>) } else { ty }
    }

    pub(super) fn rust_type(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Boolean => quote!(bool),
            Type::Number(Width::Byte) => quote!(i8),
            Type::Number(Width::Short) => quote!(i16),
            Type::Number(Width::Integer) => quote!(i32),
            Type::Number(Width::Long) => quote!(i64),
            Type::Float => quote!(f64),
            Type::Text => self.outer("std::string::String"),
            Type::Secret => self.outer("modelarts_runtime::Secret"),
            Type::Json => quote!(serde_json::Value),
            Type::Map(value) => {
                let (map, text) = (self.outer("std::collections::BTreeMap"), self.outer("std::string::String"));
                let value = self.rust_type(value);
                quote!(#map<#text, #value>)
            }
            Type::Timestamp(_) => self.outer("modelarts_runtime::Timestamp"),
            Type::Duration(_) => self.outer("std::time::Duration"),
            Type::Codes(at) => self.codes_path(*at),
            Type::Table(at) => self.table_path(*at),
            Type::List(item) => {
                let item = self.rust_type(item);
                let list = self.outer("std::vec::Vec");
                quote!(#list<#item>)
            }
        }
    }

    /// Emits the fields of all tables.
    pub(super) fn records(&self) -> Vec<Item> {
        let mut items: Vec<_> = self.records_of().map(record).collect();
        items.extend(self.paged());
        items
    }

    /// Emits the tables that are pages of a list, each once.
    pub(super) fn paged(&self) -> Vec<Item> {
        let operations = self.api.groups.iter().flat_map(|group| &group.operations);
        let mut seen = std::collections::BTreeSet::new();
        operations
            .filter_map(|operation| Some((operation, operation.table().filter(|_| operation.pages.is_some())?)))
            .filter(|(_, response)| response.group == self.index && seen.insert(*response))
            .filter_map(|(operation, response)| self.page(operation, response))
            .collect()
    }

    fn page(&self, operation: &Operation, response: Reference) -> Option<Item> {
        let pages = operation.pages.as_ref()?;
        let table = self.api.table(response);
        let item = &self.api.table(pages.item).name;
        let item = self.wire_path(pages.item, item);
        let path = |path: &[usize]| {
            let fields = self.api.fields(response, path).map(|field| field.ident.as_str());
            fields.collect::<Vec<_>>().join(".")
        };
        let items = format!("items {}: {item}", path(&pages.items));
        let total = pages.total.as_ref().map(|total| format!("total {}", path(total)));
        let next = match &pages.by {
            PageBy::Cursor(next) => Some(self.next_cursor(response, next)),
            PageBy::Number | PageBy::Item | PageBy::Marker => None,
        };
        let key = (!pages.key.is_empty()).then(|| format!("key {:?}", pages.key));
        let rows = std::iter::once(items).chain(total).chain(next).chain(key).collect();
        Some(Item::Table { macro_path: "page::paged", name: table.name.clone(), rows })
    }

    /// Emits the path to the next cursor. The objects that hold it may be absent.
    fn next_cursor(&self, response: Reference, path: &[usize]) -> String {
        let fields: Vec<_> = self.api.fields(response, path).collect();
        let last = fields.len().saturating_sub(1);
        let steps = fields.iter().enumerate().map(|(at, field)| {
            let absent = if field.optional && at < last { ".as_ref()?" } else { "" };
            format!(".{}{absent}", field.ident)
        });
        format!("next [{}]", steps.collect::<String>())
    }
}

/// Emits the methods that clear the fields of a table in merge patches.
fn clears(table: &Table) -> Option<Item> {
    let cleared = table.cleared.as_ref()?;
    let row =
        |(index, field): (usize, &Field)| Some(format!("{cleared}[{index}] {} {}", field.clear.as_ref()?, field.ident));
    let rows: Vec<_> = table.fields.iter().enumerate().filter_map(row).collect();
    (!rows.is_empty()).then(|| Item::Table { macro_path: "record::clears", name: table.name.clone(), rows })
}

fn field_doc(field: &Field) -> TokenStream {
    let unit = field.unit.map(|unit| format!("In {unit}.")).unwrap_or_default();
    let facts = docs::facts(field.rule, field.default.as_ref().map(docs::default));
    let text = docs::joined(&[&docs::prose(&field.doc), &facts]);
    let not_found = docs::not_found(field.not_found.as_ref());
    docs::doc(&[&text, &unit, &not_found, &docs::prose(field.note.as_deref().unwrap_or_default())])
}

fn record(table: &Table) -> Item {
    let row = |(index, field): (usize, &Field)| {
        let optional = if field.optional { " optional" } else { "" };
        let alias = field.alias.as_ref().map(|alias| format!(" or {alias:?}")).unwrap_or_default();
        let form = match (&field.ty, field.join) {
            _ if field.encoded => " encoded".to_owned(),
            (_, Some(join)) => format!(" joined {join:?}"),
            (Type::Timestamp(form) | Type::Duration(form), _) => match form {
                TimeForm::Milliseconds => String::new(),
                TimeForm::Seconds(_) => " seconds".to_owned(),
                TimeForm::Text => " text".to_owned(),
            },
            _ => String::new(),
        };
        let name = if field.ident == field.name { String::new() } else { format!(" = {:?}", field.name) };
        format!("{index} {}{name}{optional}{alias}{form}", field.ident)
    };
    let value_rules = table.fields.iter().enumerate().filter(|_| table.is_sent).flat_map(rules::value_rules);
    let groups = table.rules.iter().map(rules::group);
    let needed = table.fields.iter().enumerate().filter(|(_, field)| field.mandatory && field.optional);
    let needed = needed.map(|(index, _)| format!("Mandatory({index})"));
    let constants = table.constants.iter().map(rules::constant);
    let rules = needed.chain(value_rules).chain(groups).chain(constants).map(|rule| format!("rule {rule}"));
    let cleared = table.cleared.as_ref().map(|cleared| format!("cleared {cleared}"));
    let rows = table.fields.iter().enumerate().map(row).chain(rules).chain(cleared).collect();
    Item::Table { macro_path: "record::record", name: table.name.clone(), rows }
}
