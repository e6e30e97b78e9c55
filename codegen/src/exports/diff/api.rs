//! Compares the public items of the generated code.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Class;
use crate::check::names::{CLIENT, NEW};
use crate::emit::docs::source_text;
use crate::emit::{self, File, Item};
use crate::model::{Api, Group};

/// The public part of an item.
#[derive(Debug, Default, PartialEq, Eq)]
struct Public {
    /// Kind or type, without names of arguments.
    signature: String,
    /// Whether it is an argument of a method or a constructor.
    is_argument: bool,
    /// The traits that it derives or has by its table.
    traits: BTreeSet<String>,
    /// Whether it is `#[non_exhaustive]`.
    is_non_exhaustive: bool,
}

impl Public {
    fn argument(&self) -> Option<String> {
        self.is_argument.then(|| self.signature.clone())
    }
}

/// A difference between public items. Documentation is not compared.
#[derive(Debug)]
pub(super) struct Difference {
    /// Path of the item, as in `things::Thing.size` or `things::Thing::new(size)`.
    pub(super) path: String,
    /// Whether the new code has the item.
    pub(super) is_in_new: bool,
    /// The type, if the item is an argument that is new or removed.
    pub(super) argument: Option<String>,
    pub(super) class: Class,
    /// The difference, in a sentence.
    pub(super) message: String,
}

pub(super) fn differences(old: &Api, new: &Api) -> Vec<Difference> {
    let (old, new) = (items(old), items(new));
    let mut found = Vec::new();
    for (path, was) in &old {
        match new.get(path) {
            Some(is) => compare(path, was, is, &mut found),
            // The members of a removed type are not reported.
            None if holder(path).is_none_or(|holder| new.contains_key(holder) || !old.contains_key(holder)) => {
                let message = format!("`{path}` is removed");
                found.push(Difference {
                    path: path.clone(),
                    is_in_new: false,
                    argument: was.argument(),
                    class: Class::Breaking,
                    message,
                });
            }
            None => {}
        }
    }
    for (path, is) in new.iter().filter(|(path, _)| !old.contains_key(*path)) {
        let holder = holder(path).filter(|holder| new.contains_key(*holder));
        let class = match holder.map(|holder| old.get(holder)) {
            // The members of a new type are not reported.
            Some(None) => continue,
            Some(Some(_)) if is.is_argument => Class::Breaking,
            Some(Some(holder)) if path.contains('.') && !holder.is_non_exhaustive => Class::Breaking,
            _ => Class::Compatible,
        };
        let message = format!("`{path}` is new");
        found.push(Difference { path: path.clone(), is_in_new: true, argument: is.argument(), class, message });
    }
    found
}

fn compare(path: &str, was: &Public, is: &Public, found: &mut Vec<Difference>) {
    let mut push = |class, message: String| {
        let message = format!("`{path}` {message}");
        found.push(Difference { path: path.to_owned(), is_in_new: true, argument: None, class, message });
    };
    if was.signature != is.signature {
        push(Class::Breaking, format!("changes from `{}` to `{}`", was.signature, is.signature));
    }
    for lost in was.traits.difference(&is.traits) {
        push(Class::Breaking, format!("no longer implements `{lost}`"));
    }
    for gained in is.traits.difference(&was.traits) {
        push(Class::Compatible, format!("implements `{gained}`"));
    }
    if was.is_non_exhaustive != is.is_non_exhaustive {
        let (class, message) = match is.is_non_exhaustive {
            true => (Class::Breaking, "is non-exhaustive"),
            false => (Class::Compatible, "is no longer non-exhaustive"),
        };
        push(class, message.to_owned());
    }
}

/// Returns the type of a field, a variant or a method.
pub(super) fn holder(path: &str) -> Option<&str> {
    path.rsplit_once('.')
        .or_else(|| path.rsplit_once("::").filter(|(holder, _)| holder.contains("::")))
        .map(|(holder, _)| holder)
}

/// Returns all public items of the generated client by their paths.
fn items(api: &Api) -> BTreeMap<String, Public> {
    let mut items = BTreeMap::new();
    for file in emit::files(api) {
        let emitted = file.emit();
        let (File::Types(_, index) | File::Wire(_, index)) = file else { continue };
        let group = &api.groups[index];
        let module = &group.module;
        for item in &emitted.items {
            match item {
                Item::Rust(tokens) => {
                    // Emitted code always parses: tests prove it.
                    if let Ok(item) = syn::parse2(tokens.clone()) {
                        add(&mut items, group, &item);
                    }
                }
                Item::Table { macro_path: "record::setters", name, rows } => {
                    rows.iter().for_each(|row| add_setter(&mut items, &format!("{module}::{name}"), row));
                }
                Item::Table { macro_path: "record::clears", name, rows } => {
                    let methods = rows.iter().filter_map(|row| row.split(' ').nth(1));
                    let path = format!("{module}::{name}");
                    methods.for_each(|clear| add_method(&mut items, &path, &format!("{clear}(self) -> Self")));
                }
                Item::Table { macro_path: "call::builder", name, rows } => {
                    add_builder(&mut items, &format!("{module}::{name}"), rows);
                }
                Item::Table { macro_path: "call::waits", name, rows } => {
                    add_waits(&mut items, &format!("{module}::{name}"), rows);
                }
                // The methods of the builder show them.
                Item::Table { macro_path: "page::paged" | "resource::stateful", .. } => {}
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

fn add(items: &mut BTreeMap<String, Public>, group: &Group, item: &syn::Item) {
    let module = &group.module;
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
                        let makes_builder = own == group.type_name;
                        if let (true, syn::ReturnType::Type(_, builder)) = (makes_builder, &member.sig.output) {
                            add_arguments(items, &format!("{module}::{}", source_text(builder)), "", &member.sig);
                        }
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
    let row = row.split_once(" deprecated ").map_or(row, |(row, _)| row);
    match row.split_once('(') {
        Some((name, value)) if name != NEW => {
            let (setter, _) = name.split_once('.').unwrap_or((name, ""));
            add_method(items, path, &format!("{setter}(self, value: {value} -> Self"));
        }
        _ => {
            let row = row.replace(" some:", ":");
            add_method(items, path, &format!("{row} -> Self"));
            // Emitted code always parses: tests prove it.
            if let Ok(constructor) = syn::parse_str::<syn::Signature>(&format!("fn {row} -> Self")) {
                add_arguments(items, path, NEW, &constructor);
            }
        }
    }
}

/// Adds the arguments of a function that makes a value of a type.
fn add_arguments(items: &mut BTreeMap<String, Public>, path: &str, function: &str, signature: &syn::Signature) {
    for input in &signature.inputs {
        let syn::FnArg::Typed(argument) = input else { continue };
        let name = source_text(&argument.pat);
        let path = format!("{path}::{function}({})", name.trim_start_matches("mut "));
        note(items, path.clone(), source_text(&argument.ty), &[]);
        items.entry(path).and_modify(|argument| argument.is_argument = true);
    }
}

/// Adds the methods of a builder that wait for a state: its rows are `wait_for STATE` and `wait_for_end -> RESPONSE`.
fn add_waits(items: &mut BTreeMap<String, Public>, path: &str, rows: &[String]) {
    let [first, last] = rows else { return };
    let (Some((wait, state)), Some((wait_end, response))) = (first.split_once(' '), last.split_once(" -> ")) else {
        return;
    };
    add_method(items, path, &format!("{wait}(self, state: {state}) -> Wait<{response}>"));
    add_method(items, path, &format!("{wait_end}(self) -> Wait<{response}>"));
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
