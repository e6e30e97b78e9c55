//! A key without a value is an error wherever it is, and so is an item of a list that is empty.

use annotate_snippets::Renderer;
use modelarts_codegen::{Sources, read};
use modelarts_tests::{FEATURES, amount, feature};

/// Where each value of a line begins and ends, where the line has simple ones: what comes after `: `, up to a comma
/// or a brace.
fn values(line: &str) -> Vec<(usize, usize)> {
    let is_outside = |at: &usize| line[..*at].matches('"').count().is_multiple_of(2);
    let starts = line.match_indices(": ").map(|(at, _)| at + 2).filter(is_outside);
    let simple = starts.filter(|start| !line[*start..].starts_with(['{', '[', '"', '\'', '|', '>', '#']));
    simple
        .map(|start| {
            let in_braces = line[..start].contains('{');
            let end = if in_braces { line[start..].find([',', '}']) } else { line[start..].find(" #") };
            (start, end.map_or(line.len(), |end| start + line[start..][..end].trim_end().len()))
        })
        .filter(|(start, end)| start < end)
        .collect()
}

/// Checks that a key without a value is an error that names the key.
fn assert_reported(spec: &Sources, file: &str, line: &str, key: &str, changed: &str) {
    let files = spec
        .files()
        .iter()
        .map(|(known, text)| (known.clone(), if known == file { changed.to_owned() } else { text.clone() }));
    let sources = Sources::new(files);
    let Err(found) = read(&sources) else { panic!("{file}: no value of `{key}` is accepted: {line}") };
    let is_told = found
        .entries()
        .iter()
        .any(|entry| entry.code == "E0042" && entry.message == format!("missing value of `{key}`"));
    assert!(is_told, "{file}: {key}: {line}{}", found.render(&sources, &Renderer::plain()));
}

#[test]
fn a_key_without_a_value_is_an_error() {
    let (mut places, step) = (0, amount("STEP", 5, 1));
    for name in FEATURES {
        let spec = feature(name);
        for (file, text) in spec.files() {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                for (from, to) in values(line.trim_end()) {
                    places += 1;
                    let all = ["", "~", "null", "Null", "NULL"];
                    let one = places / step % all.len();
                    let some = match step {
                        1 => &all[..],
                        _ if places % step == 0 => &all[one..=one],
                        _ => &[],
                    };
                    let key = line[..from - 2].rsplit([' ', '{', ',']).next().unwrap().trim_matches('"');
                    for nothing in some {
                        let changed = format!("{}{nothing}{}", &text[..start + from], &text[start + to..]);
                        assert_reported(&spec, file, line, key, &changed);
                    }
                }
                start += line.len();
            }
        }
    }
    assert!(places >= 400, "{places}");
}

#[test]
fn an_empty_item_of_a_list_is_an_error() {
    let broken = |from: &str, to: &str| {
        let files = feature("number_codes").files().to_vec().into_iter();
        read(&Sources::new(files.map(|(name, text)| (name, text.replace(from, to))))).unwrap_err()
    };
    for to in ["[OFF, ~]", "[OFF, null]", "[~]", "[OFF, ]\n        extra: [", "\n          - OFF\n          -"] {
        let found = broken("values: [OFF, half-way]", &format!("values: {to}"));
        assert!(!found.entries().is_empty(), "{to}");
    }
    let found = broken("[OFF, half-way]", "[OFF, ~]");
    assert_eq!(found.entries()[0].message, "empty list item");
}
