//! Random changes of specs: whatever differs is reported, and nothing else is.

use modelarts_codegen::emit::{self, Item};
use modelarts_codegen::{Api, Sources, openapi, read};
use modelarts_tests::{Random, amount, changing_spec, workspace};
use serde_yaml::{Mapping, Value};

use super::{api, diff};

/// The way to an entry: positions in tables and lists.
type Path = Vec<usize>;

/// Returns all entries of a value, the containers before what they hold.
fn paths(value: &Value, path: &Path, found: &mut Vec<Path>) {
    let inner: Vec<&Value> = match value {
        Value::Mapping(table) => table.values().collect(),
        Value::Sequence(list) => list.iter().collect(),
        _ => return,
    };
    for (index, value) in inner.into_iter().enumerate() {
        let path = [path.as_slice(), &[index]].concat();
        found.push(path.clone());
        paths(value, &path, found);
    }
}

fn container<'a>(value: &'a mut Value, path: &[usize]) -> &'a mut Value {
    path.iter().fold(value, |value, index| match value {
        Value::Mapping(table) => table.values_mut().nth(*index).unwrap(),
        Value::Sequence(list) => &mut list[*index],
        scalar => scalar,
    })
}

/// Replaces the entries of a table or a list, which are pairs of a key (or null) and a value.
fn edit(value: &mut Value, change: impl FnOnce(&mut Vec<(Value, Value)>)) {
    match value {
        Value::Mapping(table) => {
            let mut entries: Vec<_> = std::mem::take(table).into_iter().collect();
            change(&mut entries);
            *table = entries.into_iter().collect::<Mapping>();
        }
        Value::Sequence(list) => {
            let mut entries = list.drain(..).map(|item| (Value::Null, item)).collect();
            change(&mut entries);
            *list = entries.into_iter().map(|(_, item)| item).collect();
        }
        _ => {}
    }
}

/// Returns another value of the same kind.
fn other(value: &Value, known: &[Value], random: &mut Random) -> Value {
    match value {
        Value::Bool(value) => Value::from(!value),
        Value::Number(number) => Value::from(number.as_i64().unwrap_or_default() + [1, -1, 7][random.below(3)]),
        Value::String(text) => match random.below(3) {
            0 => Value::from(format!("{text}x")),
            1 => Value::from(text.replacen(|c: char| c.is_ascii_digit(), "2", 1)),
            _ => known[random.below(known.len())].clone(),
        },
        other => other.clone(),
    }
}

fn renamed(key: &Value) -> Value {
    match key {
        Value::String(key) => Value::from(format!("{key}_x")),
        Value::Number(number) => Value::from(number.as_i64().unwrap_or_default() + 1),
        key => key.clone(),
    }
}

/// Changes one entry of a file.
fn change(file: &mut Value, random: &mut Random) {
    let mut found = Vec::new();
    paths(file, &Vec::new(), &mut found);
    let (path, donor) = (random.one(&found).clone(), random.one(&found).clone());
    let (last, parent) = path.split_last().unwrap();
    // A value of the same key of another entry: another type, another name.
    let key = |file: &mut Value, path: &[usize]| match container(file, &path[..path.len() - 1]) {
        Value::Mapping(table) => table.keys().nth(*path.last().unwrap()).cloned(),
        _ => None,
    };
    let own = key(file, &path);
    let same_key: Vec<_> = found.iter().filter(|path| key(file, path) == own).cloned().collect();
    let known: Vec<_> = same_key.iter().map(|path| container(file, path).clone()).collect();
    // An entry that may be added here: one of a table at the same depth.
    let added = key(file, &donor).map(|key| (key, container(file, &donor).clone()));
    let kind = random.below(7);
    let new = other(container(file, &path), &known, random);
    edit(container(file, parent), |entries| match kind {
        0 => drop(entries.remove(*last)),
        1 => entries[*last].0 = renamed(&entries[*last].0),
        2 if *last > 0 => entries.swap(*last, *last - 1),
        3 => {
            let (key, value) = entries[*last].clone();
            entries.push((renamed(&key), value));
        }
        4 => entries.extend(added),
        _ => entries[*last].1 = new,
    });
}

/// Renames something wherever it is named.
fn rename(texts: &mut [(String, String)], random: &mut Random) {
    let is_in_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: Vec<String> = texts[random.below(texts.len())]
        .1
        .split(|c| !is_in_name(c))
        .filter(|word| word.len() > 3)
        .map(str::to_owned)
        .collect();
    let old = random.one(&words).clone();
    let new = format!("{old}{}", random.one(&["2", "_b", "s"]));
    for (_, text) in texts {
        let mut replaced = String::new();
        for part in text.split_inclusive(|c| !is_in_name(c)) {
            let word = part.trim_end_matches(|c| !is_in_name(c));
            replaced += if word == old { &new } else { word };
            replaced += &part[word.len()..];
        }
        *text = replaced;
    }
}

/// Returns the spec with one random change. Its layout changes as well, and comments are lost.
fn changed(sources: &Sources, random: &mut Random) -> Sources {
    let mut files = sources.files().to_vec();
    if random.below(8) == 0 {
        rename(&mut files, random);
        return Sources::new(files);
    }
    let chosen = random.below(files.len());
    let mut file: Value = serde_yaml::from_str(&files[chosen].1).unwrap();
    change(&mut file, random);
    files[chosen].1 = serde_yaml::to_string(&file).unwrap();
    Sources::new(files)
}

/// Returns what is made of a spec: the generated code and the OpenAPI document.
fn artifacts(api: &Api) -> (Vec<String>, String) {
    let text = |item: &Item| match item {
        Item::Rust(tokens) => tokens.to_string(),
        Item::Table { macro_path, name, rows } => format!("{macro_path} {name} {rows:?}"),
    };
    let files = emit::files(api).into_iter().flat_map(|file| {
        let emitted = file.emit();
        [emitted.path, emitted.doc].into_iter().chain(emitted.items.iter().map(text)).collect::<Vec<_>>()
    });
    (files.collect(), openapi::document(api).to_string())
}

/// Checks random changes of a spec. The emulator serves nothing but the model, so `Debug` of the model shows every
/// difference of what it serves.
fn check(sources: &Sources, cases: usize) {
    let old = api("unchanged", sources);
    let (old_model, old_artifacts) = (format!("{old:?}"), artifacts(&old));
    let mut random = Random::new(7);
    let (mut valid, mut different) = (0, 0);
    for case in 0..cases {
        let sources = changed(sources, &mut random);
        let Ok(new) = read(&sources) else { continue };
        valid += 1;
        let changes = diff(&old, &new);
        let is_same = format!("{new:?}") == old_model;
        different += usize::from(!is_same);
        let shown = || sources.files().iter().map(|(_, text)| text.as_str()).collect::<String>();
        assert_eq!(changes.is_empty(), is_same, "case {case}: {changes:#?}\n{}", shown());
        assert!(!changes.is_empty() || artifacts(&new) == old_artifacts, "case {case}:\n{}", shown());
        let unclassified: Vec<_> = changes.iter().filter(|change| change.key.as_deref() == Some("content")).collect();
        assert!(unclassified.is_empty(), "case {case}: {unclassified:#?}");
        assert_eq!(diff(&new, &old).is_empty(), is_same, "case {case}:\n{}", shown());
    }
    assert!(valid > cases / 8 && different > cases / 12, "{valid} valid, {different} different of {cases}");
}

#[test]
fn whatever_differs_after_a_random_change_of_a_small_spec_is_reported() {
    check(&changing_spec(), amount("CASES", 40, 2_000));
}

#[test]
fn whatever_differs_after_a_random_change_of_the_real_spec_is_reported() {
    check(&Sources::read(&workspace().join("spec")).unwrap(), amount("CASES", 4, 100));
}

/// Comments, quotes and the layout of all files change.
#[test]
fn layout_and_comments_are_no_change() {
    for sources in [changing_spec(), Sources::read(&workspace().join("spec")).unwrap()] {
        let files = sources.files().iter().map(|(name, text)| {
            let value: Value = serde_yaml::from_str(text).unwrap();
            (name.clone(), format!("# A comment.\n\n{}", serde_yaml::to_string(&value).unwrap()))
        });
        let new = Sources::new(files);
        assert_eq!(diff(&api("old", &sources), &api("new", &new)), []);
    }
}
