//! The names that hand-written code declares in the crate of the generated code.
//!
//! They are read from the code itself, because a list would become outdated.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How deep folders of hand-written code may be nested.
const MAX_DEPTH: usize = 16;

/// The names that the hand-written code of a crate declares, each with its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandWritten {
    root: BTreeMap<String, String>,
    methods: BTreeMap<(String, String), String>,
}

impl HandWritten {
    /// Reads the crate that contains the folder of generated code. Files that cannot be read or parsed are ignored: the
    /// compiler reports them.
    #[must_use]
    pub fn around(generated: &Path) -> Self {
        let mut names = Self::default();
        let sources = match generated.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return names,
        };
        if sources.join("lib.rs").is_file() {
            names.read_folder(sources, generated, 0);
        }
        names
    }

    /// Returns the file that declares a name at the root of the crate.
    #[must_use]
    pub fn at_root(&self, name: &str) -> Option<&str> {
        self.root.get(name).map(String::as_str)
    }

    /// Returns the file that declares a method of a type.
    #[must_use]
    pub fn method(&self, owner: &str, name: &str) -> Option<&str> {
        self.methods.get(&(owner.to_owned(), name.to_owned())).map(String::as_str)
    }

    /// Adds the names that a file declares. Those of `lib.rs` are names of the crate's root.
    pub fn add(&mut self, file: &str, text: &str) {
        let Ok(parsed) = syn::parse_file(text) else { return };
        let is_root = file == "lib.rs" || file.ends_with("/lib.rs");
        for item in &parsed.items {
            self.add_methods(file, item);
            if is_root {
                self.add_names(file, item);
            }
        }
    }

    fn read_folder(&mut self, folder: &Path, generated: &Path, depth: usize) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && path != generated && depth < MAX_DEPTH {
                self.read_folder(&path, generated, depth + 1);
            } else if kind.is_file()
                && path.extension().is_some_and(|extension| extension == "rs")
                && let Ok(text) = fs::read_to_string(&path)
            {
                self.add(&path.display().to_string(), &text);
            }
        }
    }

    fn add_names(&mut self, file: &str, item: &syn::Item) {
        match item {
            syn::Item::Mod(item) => self.add_name(file, &item.ident),
            syn::Item::ExternCrate(item) => {
                self.add_name(file, item.rename.as_ref().map_or(&item.ident, |(_, name)| name));
            }
            syn::Item::Use(item) => self.add_imports(file, &item.tree, None),
            _ => {}
        }
    }

    fn add_name(&mut self, file: &str, name: &syn::Ident) {
        self.root.insert(name.to_string(), file.to_owned());
    }

    /// Adds the names of an import. Generated code is imported by a glob, which has no names.
    fn add_imports(&mut self, file: &str, tree: &syn::UseTree, parent: Option<&syn::Ident>) {
        match tree {
            syn::UseTree::Path(path) => self.add_imports(file, &path.tree, Some(&path.ident)),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_imports(file, tree, parent)),
            syn::UseTree::Name(name) if name.ident == "self" => {
                parent.into_iter().for_each(|parent| self.add_name(file, parent));
            }
            syn::UseTree::Name(name) => self.add_name(file, &name.ident),
            syn::UseTree::Rename(name) => self.add_name(file, &name.rename),
            _ => {}
        }
    }

    /// Adds the methods of an `impl`, and that of a derived `Clone`.
    fn add_methods(&mut self, file: &str, item: &syn::Item) {
        let mut add = |owner: String, name: String| self.methods.insert((owner, name), file.to_owned());
        match item {
            syn::Item::Impl(item) if item.trait_.is_none() => {
                let syn::Type::Path(owner) = &*item.self_ty else { return };
                let Some(owner) = owner.path.segments.last() else { return };
                for member in &item.items {
                    if let syn::ImplItem::Fn(member) = member {
                        add(owner.ident.to_string(), member.sig.ident.to_string());
                    }
                }
            }
            syn::Item::Struct(item) if item.attrs.iter().any(derives_clone) => {
                add(item.ident.to_string(), "clone".to_owned());
            }
            _ => {}
        }
    }
}

fn derives_clone(attribute: &syn::Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else { return false };
    list.path.is_ident("derive") && list.tokens.to_string().split([',', ' ', ':']).any(|name| name == "Clone")
}
