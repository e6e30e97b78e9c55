//! The public items of the generated code, compared.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Changes, Class, Side};
use crate::check::names::NEW;
use crate::emit::docs::words;
use crate::emit::{self, File, Item};
use crate::model::Api;

/// What callers see of an item.
#[derive(Debug, Default, PartialEq, Eq)]
struct Public {
    /// What it is in one line, without names of arguments.
    signature: String,
    doc: String,
    /// The traits that it has by derivation or by the table that it is of.
    traits: BTreeSet<String>,
    /// Whether an item more may come without anybody noticing: the others are part of the type.
    may_grow: bool,
}

pub(super) fn changes(old: &Api, new: &Api) -> Vec<Change> {
    let (old, new) = (items(old), items(new));
    let mut changes = Changes { side: Side::Callers, found: Vec::new() };
    for (path, was) in &old {
        let Some(is) = new.get(path) else {
            // What is gone with the type that it is of is told once.
            if holder(path).is_none_or(|holder| new.contains_key(holder) || !old.contains_key(holder)) {
                changes.push(Class::Breaking, path, "is gone");
            }
            continue;
        };
        if was.signature != is.signature {
            changes.push(Class::Breaking, path, format!("is `{}`, was `{}`", is.signature, was.signature));
        }
        for lost in was.traits.difference(&is.traits) {
            changes.push(Class::Breaking, path, format!("is no `{lost}` any more"));
        }
        for gained in is.traits.difference(&was.traits) {
            changes.push(Class::Compatible, path, format!("is `{gained}` now"));
        }
        if was.may_grow && !is.may_grow {
            changes.push(Class::Compatible, path, "may be taken apart now");
        }
        if !was.may_grow && is.may_grow {
            changes.push(Class::Breaking, path, "may not be taken apart any more");
        }
        if was.doc != is.doc {
            changes.push(Class::Documentation, path, "is documented in other words");
        }
    }
    for path in new.keys().filter(|path| !old.contains_key(*path)) {
        match holder(path).and_then(|holder| Some((old.get(holder)?, path.contains('.')))) {
            Some((holder, true)) if !holder.may_grow => {
                changes.push(Class::Breaking, path, "is new, in a type that was closed");
            }
            None if holder(path).is_some_and(|holder| new.contains_key(holder)) => {}
            _ => changes.push(Class::Compatible, path, "is new"),
        }
    }
    changes.found
}

/// The type that a field, a variant or a method is of.
fn holder(path: &str) -> Option<&str> {
    path.rsplit_once('.')
        .or_else(|| path.rsplit_once("::").filter(|(holder, _)| holder.contains("::")))
        .map(|(holder, _)| holder)
}

/// All public items of the client that is generated, by their paths.
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
                    // What the emitter makes is Rust: its tests prove it.
                    if let Ok(item) = syn::parse2(tokens.clone()) {
                        add(&mut items, &module, &item);
                    }
                }
                Item::Table { macro_path: "record::maker", name, rows } => {
                    rows.iter().for_each(|row| add_maker(&mut items, &format!("{module}::{name}"), row));
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
                note(items, format!("{path}.{name}"), words(&field.ty), &field.attrs);
            }
            note(items, path, "struct".to_owned(), &item.attrs);
        }
        syn::Item::Enum(item) => {
            let path = format!("{module}::{}", item.ident);
            for variant in &item.variants {
                note(items, format!("{path}.{}", variant.ident), words(&variant.fields), &variant.attrs);
            }
            note(items, path, "enum".to_owned(), &item.attrs);
        }
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let own = words(&item.self_ty);
            let own = own.trim_start_matches("crate::");
            // Calls begin at the client, whichever resource they are of.
            let path =
                if own == "Client" || own == "V2" { format!("modelarts::{own}") } else { format!("{module}::{own}") };
            for member in &item.items {
                match member {
                    syn::ImplItem::Fn(member) if is_public(&member.vis) => {
                        note(items, format!("{path}::{}", member.sig.ident), signature(&member.sig), &member.attrs);
                    }
                    syn::ImplItem::Const(member) if is_public(&member.vis) => {
                        note(items, format!("{path}::{}", member.ident), words(&member.ty), &member.attrs);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// A row of what makes a record: `new(name: &str)`, or a setter as `id(i32)`.
fn add_maker(items: &mut BTreeMap<String, Public>, path: &str, row: &str) {
    match row.split_once('(') {
        Some((name, value)) if name != NEW => {
            let (setter, _) = name.split_once('.').unwrap_or((name, ""));
            add_method(items, path, &format!("{setter}(self, value: {value} -> Self"));
        }
        _ => add_method(items, path, &format!("{row} -> Self")),
    }
}

/// The rows of a builder: the method that makes it and what it gives, and whether that has pages.
fn add_builder(items: &mut BTreeMap<String, Public>, path: &str, rows: &[String]) {
    let Some((_, answer)) = rows.first().and_then(|row| row.split_once(" -> ")) else { return };
    note(items, path.to_owned(), "struct".to_owned(), &[]);
    add_method(items, path, &format!("send(self) -> Sending<{answer}>"));
    if rows.len() > 1 {
        add_method(items, path, &format!("pages(self) -> Pages<{answer}>"));
        add_method(items, path, &format!("items(self) -> Items<{answer}>"));
    }
}

fn add_method(items: &mut BTreeMap<String, Public>, path: &str, written: &str) {
    // What the emitter makes is Rust: its tests prove it.
    if let Ok(written) = syn::parse_str::<syn::Signature>(&format!("fn {written}")) {
        note(items, format!("{path}::{}", written.ident), signature(&written), &[]);
    }
}

fn note(items: &mut BTreeMap<String, Public>, path: String, signature: String, attributes: &[syn::Attribute]) {
    let public = items.entry(path).or_default();
    public.signature = if signature.is_empty() { "()".to_owned() } else { signature };
    for attribute in attributes {
        match &attribute.meta {
            syn::Meta::NameValue(meta) if meta.path.is_ident("doc") => public.doc += &words(&meta.value),
            syn::Meta::List(meta) if meta.path.is_ident("derive") => {
                public.traits.extend(meta.tokens.to_string().split(',').map(|name| name.trim().to_owned()));
            }
            syn::Meta::Path(path) if path.is_ident("non_exhaustive") => public.may_grow = true,
            _ => {}
        }
    }
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

/// Types of arguments and answer. Names of arguments do not bind a caller.
fn signature(signature: &syn::Signature) -> String {
    let arguments = signature.inputs.iter().map(|input| match input {
        syn::FnArg::Receiver(receiver) => words(receiver).replace("mut self", "self"),
        syn::FnArg::Typed(argument) => words(&argument.ty),
    });
    let arguments: Vec<_> = arguments.collect();
    format!("fn({}){}", arguments.join(", "), words(&signature.output).replacen("->", " -> ", 1))
}
