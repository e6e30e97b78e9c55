//! `fmt` changes the layout of a spec, but no value and no comment.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use fastrand::Rng;
use serde::Deserialize as _;
use serde_yaml::Value;

use crate::support::{amount, failed, folder, run, stderr, succeeded};

/// The number of files in each run.
const IN_ONE_RUN: usize = 100;

/// Returns the values of a file's documents, or `None` if the file is invalid.
fn values(text: &str) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    // serde_yaml counts a byte order mark as a column.
    for document in serde_yaml::Deserializer::from_str(without_mark(text)) {
        values.push(Value::deserialize(document).ok()?);
    }
    Some(values)
}

fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

/// Returns the text without the characters that a layout may change. It stays the same if comments and values keep their
/// places.
fn skeleton(text: &str) -> String {
    without_mark(text).chars().filter(|c| !c.is_whitespace() && !",'\"".contains(*c)).collect()
}

/// Returns the comments on lines of their own.
fn own_lines(text: &str) -> Vec<&str> {
    without_mark(text).lines().map(str::trim).filter(|line| line.starts_with('#')).collect()
}

/// Returns the files of all specs.
fn specs() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders = vec![root.join("spec"), root.join("codegen/src/diagnostic/example"), root.join("tests/specs")];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    texts.sort();
    texts
}

/// Returns some lines of a spec that are valid on their own.
fn part(random: &mut Rng, text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let starts: Vec<usize> =
        (0..lines.len()).filter(|line| lines[*line].starts_with(|c: char| c.is_ascii_lowercase())).collect();
    let start = starts[random.usize(..starts.len())];
    let end = lines.len().min(start + 3 + random.usize(..60));
    lines[start..end].iter().map(|line| format!("{line}\n")).collect()
}

/// Values in every style, with significant white space. `{}` is the indentation.
const STYLES: &[&str] = &[
    "|\n{}  one  \n{}\n{}   two\n",
    "|-\n{} one\n",
    "|+\n{}    one\n{}    two  \n\n\n",
    ">\n{}  one\n{}  two\n\n\n{}    three\n{}  four\n",
    ">-   # c\n{}      one\n\n",
    ">+\n{}  one\n\n",
    "|2\n{}    one\n{}  two\n",
    "|1-\n{}  one\n",
    "|\n\n{}  one\n{}   \n{}      \n",
    "|\n{}  \tone\t\n{}  #no comment\n{}  a: b\n",
    "one\n{}    two # c\n",
    "one\n{}  two\n\n\n{}  three\n",
    "'one\n{}     two\n\n{}   it''s'\n",
    "\"one \\\n{}   \\ two\\n\n{} three\\\"  \"\n",
    "\"a\\tb\\u00e4\"\n",
    "'a \"b\"'\n",
    "'a'   # c\n",
    "one\ttwo\n",
    "a\u{a0}\n",
    "\u{fc}\u{1f980}  \u{2003}x\n",
    "&b   one\n",
    "!!str   12\n",
    "!<tag:yaml.org,2002:str> 12\n",
    "&c !!str 'x'\n",
    "[ a,b , 'c' ,]\n",
    "[a, # c\n{}  b,\n\n{}  # d\n{}  c]\n",
    "{ a: 1,b:  [2,{c: 3}],}\n",
    "{\n{}  a: 1, # c\n{}  b: |x\n{} }\n",
    "{a: one\n{}   two, b: 'x\n{}   y'}\n",
    "\n{}  - a\n{}  -   - b\n{}      - c\n{}  - k:   v\n{}    l: w\n",
    "\n{}- |\n{}    one\n{}    two\n{}-   # c\n{}  two\n",
    "# c\n{}  one\n",
    "\n{}  # c\n{}  one\n",
    "~\n",
    "\n",
    "1.50\n",
    "0x1F\n",
    "---x\n",
    "a #b\n",
    "a:b\n",
    "-1\n",
    "? x\n",
];

/// Changes a text at one place.
fn mutate(random: &mut Rng, text: &mut String, number: usize) {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return;
    }
    let at = random.usize(..lines.len());
    let blanks = |random: &mut Rng| " ".repeat(random.usize(..8));
    match random.usize(..14) {
        0 => lines.insert(at, format!("{}# comment {number}, ü 'x\n", blanks(random))),
        1 => {
            let end = lines[at].trim_end().len();
            lines[at].insert_str(end, &format!(" {}# comment {number}: {{", blanks(random)));
        }
        2 => lines.insert(at, format!("{}\n", blanks(random))),
        3 => {
            let end = lines[at].trim_end().len();
            lines[at].insert_str(end, &blanks(random));
        }
        4..=7 => {
            let line = lines[at].clone();
            if let Some((key, _)) = line.split_once(": ").filter(|(key, _)| !key.contains(['{', '#'])) {
                let indent = " ".repeat(key.len() - key.trim_start().len());
                lines[at] = format!("{key}: {}", random.choice(STYLES).unwrap().replace("{}", &indent));
            }
        }
        8 => {
            let wider = |line: &String| format!("{}{line}", &line[..line.len() - line.trim_start_matches(' ').len()]);
            lines = lines.iter().map(wider).collect();
        }
        9 => {
            let indent = lines[at].len() - lines[at].trim_start().len() + 2 + random.usize(..4);
            let comment = if random.bool() { format!(" # comment {number}") } else { String::new() };
            lines[at] = lines[at].replacen(", ", &format!(",{comment}\n{}", " ".repeat(indent)), 1 + random.usize(..3));
        }
        10 => lines[at] = lines[at].replacen([':', '{', '[', ','], "$0", 0).replacen(": ", ":   ", 1),
        11 if random.usize(..4) == 0 => {
            lines.insert(0, "---\n".to_owned());
            if random.bool() {
                lines.push("...\n".to_owned());
            }
        }
        12 => {
            let line = lines[at].clone();
            if let Some((key, value)) = line.split_once(": ").filter(|(_, value)| value.len() > 3) {
                lines[at] = format!("{key}: &anchor{number} {value}");
                let key = key.trim_start();
                let indent = &line[..line.len() - line.trim_start().len()];
                lines.insert(at + 1, format!("{indent}{key}{number}:  *anchor{number}\n"));
            }
        }
        _ => {
            let end = lines[at].trim_end().len();
            lines[at].insert_str(end, random.choice(["\t", "\u{a0}", " \u{3000}", " ü", "  x"]).unwrap());
        }
    }
    *text = lines.concat();
}

/// Returns a valid spec with random changes.
fn mutated(random: &mut Rng, specs: &[String]) -> String {
    loop {
        let whole = random.choice(specs).unwrap();
        let mut text = if whole.len() > 3_000 { part(random, whole) } else { whole.clone() };
        if values(&text).is_none() {
            continue;
        }
        for number in 0..1 + random.usize(..8) {
            let mut next = text.clone();
            mutate(random, &mut next, number);
            if values(&next).is_some() {
                text = next;
            }
        }
        if random.usize(..8) == 0 {
            text = text.trim_end_matches('\n').to_owned();
        }
        if random.usize(..8) == 0 {
            text = text.replace('\n', "\r\n");
        }
        if random.usize(..16) == 0 {
            text.insert(0, '\u{feff}');
        }
        if values(&text).is_some() {
            return text;
        }
    }
}

/// Formats specs with random changes. Returns how many were formatted, and how many were refused.
fn format_mutated(seed: u64, specs: &[String]) -> (usize, usize) {
    let (folder, mut random) = (folder(), Rng::with_seed(seed));
    let texts: Vec<String> = (0..IN_ONE_RUN).map(|_| mutated(&mut random, specs)).collect();
    let path = |number: usize| folder.path().join(format!("f{number:04}.yaml"));
    for (number, text) in texts.iter().enumerate() {
        fs::write(path(number), text).unwrap();
    }
    let said = stderr(&run("fmt --spec {}", folder.path()));
    assert!(!said.contains("panicked"), "{seed}: {said}");
    let (mut changed, mut left) = (0, 0);
    for (number, text) in texts.iter().enumerate() {
        let formatted = fs::read_to_string(path(number)).unwrap();
        changed += usize::from(formatted != *text);
        if said.contains(&format!("cannot format `f{number:04}.yaml`")) {
            assert_eq!(formatted, *text);
            left += 1;
            continue;
        }
        assert_eq!(values(&formatted), values(text), "{text}\n---\n{formatted}");
        // `|` becomes `|-` where a missing line end at the end of the file is added: the value must not change.
        let marks: &[char] = if text.ends_with('\n') { &[] } else { &['-', '+'] };
        let [is, was] = [&formatted, text].map(|text| skeleton(text).replace(marks, ""));
        assert_eq!(is, was, "{text}\n---\n{formatted}");
        assert_eq!(own_lines(&formatted), own_lines(text), "{text}\n---\n{formatted}");
    }
    let again = run("fmt --spec {}", folder.path());
    assert!(again.stdout.is_empty(), "{}", String::from_utf8_lossy(&again.stdout));
    (changed, left)
}

#[test]
fn formatting_changes_no_value_and_no_comment_of_random_specs() {
    let runs = amount("FORMAT_RUNS", 4);
    let specs = specs();
    let next = AtomicU64::new(0);
    let work = || {
        let seeds = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed)).take_while(|seed| *seed < runs);
        seeds.map(|seed| format_mutated(seed, &specs)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let (changed, left) = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let (own, other) = (work(), other.join().unwrap());
        (own.0 + other.0, own.1 + other.1)
    });
    let files = runs as usize * IN_ONE_RUN;
    assert!(changed > files * 3 / 4, "{changed} files were changed: too few to prove anything");
    assert!(left < files / 100, "{left} files were left as they were");
}

/// Writes and formats a file. Returns its contents and the standard error.
fn format(bytes: &[u8]) -> (Vec<u8>, String) {
    let folder = folder();
    let file = folder.path().join("a.yaml");
    fs::write(&file, bytes).unwrap();
    let said = stderr(&run("fmt --spec {}", folder.path()));
    (fs::read(&file).unwrap(), said)
}

#[test]
fn files_that_cannot_be_formatted_are_unchanged() {
    let too_large = vec![b'#'; 9 << 20];
    let too_deep = format!("a: {}", "[".repeat(50_000));
    let nested: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    for bytes in [
        &b"a:   \xff\n"[..],
        b"\xff\xfea\0:\0 \0b\0\n\0",
        &too_large,
        too_deep.as_bytes(),
        nested.as_bytes(),
        b"a: 'open\n",
        b"a: 1\n  b:   2\n",
        format!("a:   1\nb:\n{}c: 2\n", " ".repeat(100)).as_bytes(),
    ] {
        let (after, said) = format(bytes);
        assert!(after == bytes, "{said}");
        assert!(said.contains("cannot format `a.yaml`: ") && !said.contains("panicked"), "{said}");
    }
}

#[test]
fn windows_line_ends_and_byte_order_marks_need_no_formatting() {
    let folder = folder();
    let text = "# First.\na: |\n  one\n\n  two\nb: 'x \"'\n";
    for text in [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), format!("\u{feff}{text}").replace('\n', "\r\n")]
    {
        fs::write(folder.path().join("a.yaml"), &text).unwrap();
        succeeded(&run("fmt --check --spec {}", folder.path()));
        assert_eq!(succeeded(&run("fmt --spec {}", folder.path())), "");
        assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), text);
        fs::write(folder.path().join("a.yaml"), format!("{text}c:   1\r\n")).unwrap();
        assert!(failed(&run("fmt --check --spec {}", folder.path())).contains("not formatted: a.yaml"));
        succeeded(&run("fmt --spec {}", folder.path()));
        let formatted = fs::read_to_string(folder.path().join("a.yaml")).unwrap();
        assert_eq!(formatted, "# First.\na: |\n  one\n\n  two\nb: 'x \"'\nc: 1\n");
    }
}
