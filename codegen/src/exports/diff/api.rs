//! Compares the public items of the generated code.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Changes, Class, Side};
use crate::check::names::{CLIENT, NEW};
use crate::emit::docs::source_text;
use crate::emit::{self, File, Item};
use crate::model::Api;

/// The public part of an item.
#[derive(Debug, Default, PartialEq, Eq)]
struct Public {
    /// Kind or type, without names of arguments.
    signature: String,
    doc: String,
    /// The traits that it derives or has by its table.
    traits: BTreeSet<String>,
    /// Whether it is `#[non_exhaustive]`.
    is_non_exhaustive: bool,
}

pub(super) fn changes(old: &Api, new: &Api) -> Vec<Change> {
    let (old, new) = (items(old), items(new));
    let mut changes = Changes { side: Side::Callers, found: Vec::new() };
    for (path, was) in &old {
        let Some(is) = new.get(path) else {
            // The members of a removed type are not reported.
            if holder(path).is_none_or(|holder| new.contains_key(holder) || !old.contains_key(holder)) {
                changes.push(Class::Breaking, path, "is removed");
            }
            continue;
        };
        if was.signature != is.signature {
            changes.push(Class::Breaking, path, format!("changes from `{}` to `{}`", was.signature, is.signature));
        }
        for lost in was.traits.difference(&is.traits) {
            changes.push(Class::Breaking, path, format!("no longer implements `{lost}`"));
        }
        for gained in is.traits.difference(&was.traits) {
            changes.push(Class::Compatible, path, format!("implements `{gained}`"));
        }
        if was.is_non_exhaustive && !is.is_non_exhaustive {
            changes.push(Class::Compatible, path, "is no longer non-exhaustive");
        }
        if !was.is_non_exhaustive && is.is_non_exhaustive {
            changes.push(Class::Breaking, path, "is non-exhaustive");
        }
        if was.doc != is.doc {
            changes.push(Class::Documentation, path, "has new documentation");
        }
    }
    for path in new.keys().filter(|path| !old.contains_key(*path)) {
        match holder(path).and_then(|holder| Some((old.get(holder)?, path.contains('.')))) {
            Some((holder, true)) if !holder.is_non_exhaustive => {
                changes.push(Class::Breaking, path, "is new in an exhaustive type");
            }
            None if holder(path).is_some_and(|holder| new.contains_key(holder)) => {}
            _ => changes.push(Class::Compatible, path, "is new"),
        }
    }
    changes.found
}

/// Returns the type of a field, a variant or a method.
fn holder(path: &str) -> Option<&str> {
    path.rsplit_once('.')
        .or_else(|| path.rsplit_once("::").filter(|(holder, _)| holder.contains("::")))
        .map(|(holder, _)| holder)
}

/// Returns all public items of the generated client by their paths.
fn items(api: &Api) -> BTreeMap<String, Public> {
    let mut items = BTreeMap::new();
    for file in emit::files(api) {
        let emitted = file.emit();
        let module = match file {
            File::Types(..) => emitted.path.trim_end_matches(".rs").to_owned(),
            File::Wire(..) => emitted.path.trim_end_matches("/wire.rs").to_owned(),
            _ => continue,
        };
        for item in &emitted.items {
            match item {
                Item::Rust(tokens) => {
                    // Emitted code always parses: tests prove it.
                    if let Ok(item) = syn::parse2(tokens.clone()) {
                        add(&mut items, &module, &item);
                    }
                }
                Item::Table { macro_path: "record::setters", name, rows } => {
                    rows.iter().for_each(|row| add_setter(&mut items, &format!("{module}::{name}"), row));
                }
                Item::Table { macro_path: "call::builder", name, rows } => {
                    add_builder(&mut items, &format!("{module}::{name}"), rows);
                }
                Item::Table { macro_path, name, .. } => {
                    let kind = macro_path.rsplit("::").next().unwrap_or_default();
                    items.entry(format!("{module}::{name}")).or_default().traits.insert(kind.to_owned());
                }
            }
        }
    }
    items.retain(|_, public| !public.signature.is_empty());
    items
}

fn add(items: &mut BTreeMap<String, Public>, module: &str, item: &syn::Item) {
    match item {
        syn::Item::Struct(item) => {
            let path = format!("{module}::{}", item.ident);
            for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                note(items, format!("{path}.{name}"), source_text(&field.ty), &field.attrs);
            }
            note(items, path, "struct".to_owned(), &item.attrs);
        }
        syn::Item::Enum(item) => {
            let path = format!("{module}::{}", item.ident);
            for variant in &item.variants {
                note(items, format!("{path}.{}", variant.ident), source_text(&variant.fields), &variant.attrs);
            }
            note(items, path, "enum".to_owned(), &item.attrs);
        }
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let own = source_text(&item.self_ty);
            let own = own.trim_start_matches("crate::client::");
            let path = if own == CLIENT { format!("modelarts::{own}") } else { format!("{module}::{own}") };
            for member in &item.items {
                match member {
                    syn::ImplItem::Fn(member) if is_public(&member.vis) => {
                        note(items, format!("{path}::{}", member.sig.ident), signature(&member.sig), &member.attrs);
                    }
                    syn::ImplItem::Const(member) if is_public(&member.vis) => {
                        note(items, format!("{path}::{}", member.ident), source_text(&member.ty), &member.attrs);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Adds the constructor or a setter of a table, as in `new(name: &str)` and `id(i32)`.
fn add_setter(items: &mut BTreeMap<String, Public>, path: &str, row: &str) {
    match row.split_once('(') {
        Some((name, value)) if name != NEW => {
            let (setter, _) = name.split_once('.').unwrap_or((name, ""));
            add_method(items, path, &format!("{setter}(self, value: {value} -> Self"));
        }
        _ => add_method(items, path, &format!("{row} -> Self")),
    }
}

/// Adds a builder: its first row ends with the type of the response, and further rows mean that it has pages.
fn add_builder(items: &mut BTreeMap<String, Public>, path: &str, rows: &[String]) {
    let Some((_, response)) = rows.first().and_then(|row| row.split_once(" -> ")) else { return };
    note(items, path.to_owned(), "struct".to_owned(), &[]);
    add_method(items, path, &format!("send(self) -> ResponseFuture<{response}>"));
    if rows.len() > 1 {
        add_method(items, path, &format!("pages(self) -> Pages<{response}>"));
        add_method(items, path, &format!("items(self) -> Items<{response}>"));
    }
}

fn add_method(items: &mut BTreeMap<String, Public>, path: &str, declaration: &str) {
    // Emitted code always parses: tests prove it.
    if let Ok(method) = syn::parse_str::<syn::Signature>(&format!("fn {declaration}")) {
        note(items, format!("{path}::{}", method.ident), signature(&method), &[]);
    }
}

fn note(items: &mut BTreeMap<String, Public>, path: String, signature: String, attributes: &[syn::Attribute]) {
    let public = items.entry(path).or_default();
    public.signature = if signature.is_empty() { "()".to_owned() } else { signature };
    for attribute in attributes {
        match &attribute.meta {
            syn::Meta::NameValue(meta) if meta.path.is_ident("doc") => public.doc += &source_text(&meta.value),
            syn::Meta::List(meta) if meta.path.is_ident("derive") => {
                public.traits.extend(meta.tokens.to_string().split(',').map(|name| name.trim().to_owned()));
            }
            syn::Meta::Path(path) if path.is_ident("non_exhaustive") => public.is_non_exhaustive = true,
            _ => {}
        }
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

/// Returns the types of arguments and result. Names of arguments do not matter to a caller.
fn signature(signature: &syn::Signature) -> String {
    let arguments = signature.inputs.iter().map(|input| match input {
        syn::FnArg::Receiver(receiver) => source_text(receiver).replace("mut self", "self"),
        syn::FnArg::Typed(argument) => source_text(&argument.ty),
    });
    let arguments: Vec<_> = arguments.collect();
    format!("fn({}){}", arguments.join(", "), source_text(&signature.output).replacen("->", " -> ", 1))
}
