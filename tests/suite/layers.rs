//! The order of imports: a file may use only what is listed before it, and no two files need each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use modelarts_tests::{files, workspace};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

const CRATES: [&str; 5] = ["runtime", "client", "codegen", "emulator", "xtask"];

/// A module by its path below the root of its crate.
type Module = Vec<String>;

/// The modules of a crate, each with the modules that it imports.
fn imports(root: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let files: BTreeMap<Module, PathBuf> =
        files(root, &["rs"]).into_iter().filter_map(|file| Some((module_of(root, &file)?, file))).collect();
    let modules: BTreeSet<Module> = files.keys().cloned().collect();
    let imported = |(module, file): (&Module, &PathBuf)| {
        let tokens: TokenStream = fs::read_to_string(file).unwrap().parse().unwrap();
        let mut paths = Vec::new();
        read_paths(&without_tests(tokens), module, &modules, &mut paths);
        let targets =
            paths.iter().filter_map(|path| (0..=path.len()).rev().map(|n| &path[..n]).find(|m| modules.contains(*m)));
        (module.clone(), targets.filter(|target| target != module).map(<[String]>::to_vec).collect())
    };
    files.iter().map(imported).collect()
}

/// The module of a file; none for a table `wire`, which belongs to its generated module.
fn module_of(root: &Path, file: &Path) -> Option<Module> {
    let path = file.strip_prefix(root).unwrap().with_extension("");
    let mut module: Module = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    let is_generated = module.first().is_some_and(|first| first == "generated");
    match module.last().map(String::as_str) {
        Some("wire") if is_generated => return None,
        Some("lib" | "main" | "mod") => drop(module.pop()),
        _ => {}
    }
    Some(module)
}

/// Removes `#[cfg(test)] mod … { … }`, and what has `#[cfg(test)]` otherwise up to its end.
fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let (mut kept, mut tokens) = (Vec::new(), tokens.into_iter().peekable());
    while let Some(token) = tokens.next() {
        let is_test = matches!(&token, TokenTree::Punct(hash) if hash.as_char() == '#')
            && matches!(tokens.peek(), Some(TokenTree::Group(attribute)) if attribute.stream().to_string() == "cfg (test)");
        if !is_test {
            kept.push(token);
            continue;
        }
        for skipped in tokens.by_ref().skip(1) {
            match skipped {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                TokenTree::Punct(end) if end.as_char() == ';' => break,
                _ => {}
            }
        }
    }
    kept
}

/// Reads every path that begins with `crate`, `super`, `self` or a module below this one, in macros as well.
fn read_paths(tokens: &[TokenTree], module: &Module, modules: &BTreeSet<Module>, paths: &mut Vec<Module>) {
    let child = |name: String| [module.as_slice(), &[name]].concat();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            // What a generator quotes is the code of others.
            TokenTree::Group(_) if is_quoted(&tokens[..at]) => {}
            TokenTree::Group(group) => {
                read_paths(&group.stream().into_iter().collect::<Vec<_>>(), module, modules, paths);
            }
            TokenTree::Ident(first) if is_path(&tokens[at + 1..]) && !goes_on(&tokens[..at]) => match first
                .to_string()
                .as_str()
            {
                "crate" => read_tree(&tokens[at + 1..], Vec::new(), paths),
                "self" => read_tree(&tokens[at + 1..], module.clone(), paths),
                "super" => read_tree(&tokens[at..], module.clone(), paths),
                name if modules.contains(&child(name.to_owned())) => read_tree(&tokens[at..], module.clone(), paths),
                _ => {}
            },
            _ => {}
        }
    }
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')
}

/// Whether these tokens go on with a path.
fn is_path(rest: &[TokenTree]) -> bool {
    matches!(rest, [one, other, _, ..] if is_colon(one) && is_colon(other))
}

/// Whether these tokens end with `quote!`.
fn is_quoted(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(name), TokenTree::Punct(_)] if name == "quote")
}

/// Whether these tokens end in the middle of a path.
fn goes_on(before: &[TokenTree]) -> bool {
    matches!(before, [.., one, other] if is_colon(one) && is_colon(other))
}

/// Reads what follows a module in a path or in a tree of imports.
fn read_tree(mut rest: &[TokenTree], mut path: Module, paths: &mut Vec<Module>) {
    loop {
        match rest {
            [TokenTree::Ident(name), ..] if name == "super" => drop(path.pop()),
            [TokenTree::Ident(name), ..] if name == "self" => {}
            [TokenTree::Ident(name), ..] => path.push(name.to_string()),
            [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
                return inner.split(is_comma).for_each(|branch| read_tree(branch, path.clone(), paths));
            }
            _ if is_path(rest) => {
                rest = &rest[2..];
                continue;
            }
            _ => return paths.push(path),
        }
        rest = &rest[1..];
        if !is_path(rest) {
            return paths.push(path);
        }
    }
}

/// The first parts of modules in the order in which the documentation of the crate lists them.
fn layers(root: &Path) -> Vec<String> {
    let file = [root.join("lib.rs"), root.join("main.rs")].into_iter().find(|file| file.exists()).unwrap();
    let text = fs::read_to_string(file).unwrap();
    let items = text.lines().filter_map(|line| {
        line.strip_prefix("//! ")
            .or_else(|| line.strip_prefix("// "))?
            .trim_start_matches(|c: char| c.is_ascii_digit() || ". -".contains(c))
            .strip_prefix('`')
    });
    items.filter_map(|item| item.split_once('`')).map(|(name, _)| name.trim_end_matches('/').to_owned()).collect()
}

#[test]
fn imports_follow_the_layers_that_each_crate_lists() {
    let mut wrong = Vec::new();
    for name in CRATES {
        let root = workspace().join(name).join("src");
        let order = layers(&root);
        let place = |module: &Module| order.iter().position(|layer| Some(layer) == module.first());
        for (module, targets) in imports(&root).iter().filter(|(module, _)| !module.is_empty()) {
            for target in targets.iter().filter(|target| target.first() != module.first()) {
                match (place(module), place(target)) {
                    (Some(own), Some(other)) if other < own => {}
                    _ => wrong.push(format!("{name}: {} imports {}", module.join("::"), target.join("::"))),
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn no_two_files_import_each_other() {
    let mut cycles = Vec::new();
    for name in CRATES {
        let imports = imports(&workspace().join(name).join("src"));
        let reach = |from: &Module| {
            let (mut reached, mut next) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(at) = next.pop() {
                next.extend(
                    imports.get(&at).into_iter().flatten().filter(|target| reached.insert((*target).clone())).cloned(),
                );
            }
            reached
        };
        for (module, targets) in &imports {
            let back = targets.iter().filter(|target| reach(target).contains(module));
            cycles.extend(back.map(|target| format!("{name}: {} imports {}", module.join("::"), target.join("::"))));
        }
    }
    assert_eq!(cycles, [""; 0]);
}
