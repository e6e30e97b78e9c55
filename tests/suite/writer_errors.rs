//! The errors that writers of a spec make, one at a time, at many places of the real spec and of small ones: each is
//! reported once, at its line, with its cause in the writer's terms, and without a wrong proposal.

use std::collections::BTreeSet;

use modelarts_codegen::{Sources, read};
use modelarts_tests::{FEATURES, amount, feature, workspace};
use serde_json::Value;

/// A kind of error.
struct Kind {
    name: &'static str,
    /// Changes a line, if it can have the error: returns the new lines, and words that the report must contain.
    change: fn(&str) -> Option<(String, String)>,
}

#[rustfmt::skip]
const KINDS: &[Kind] = &[
    Kind { name: "no colon after a key", change: |line| {
        let (key, rest) = line_key(line)?;
        Some((format!("{key}{rest}"), format!("missing `:` after `{}`", bare(key))))
    }},
    Kind { name: "no space after a colon", change: |line| {
        let (key, rest) = line_key(line).filter(|(_, rest)| !rest.is_empty())?;
        Some((format!("{key}:{}", rest.trim_start()), format!("missing space after `{}:`", bare(key))))
    }},
    Kind { name: "an equal sign after a key", change: |line| {
        let (key, rest) = line_key(line).filter(|(_, rest)| !rest.is_empty())?;
        Some((format!("{key} ={rest}"), format!("missing `:` after `{}`", bare(key))))
    }},
    Kind { name: "no colon in braces", change: |line| {
        let (before, key, after) = inner_key(line)?;
        Some((format!("{before}{key}{after}"), format!("missing `:` after `{key}`")))
    }},
    Kind { name: "no space after a colon in braces", change: |line| {
        let (before, key, after) = inner_key(line)?;
        Some((format!("{before}{key}:{}", after.trim_start()), format!("missing space after `{key}:`")))
    }},
    Kind { name: "no comma in braces", change: |line| {
        let (before, key, after) = inner_key(line)?;
        let before = before.strip_suffix(", ")?;
        Some((format!("{before} {key}:{after}"), format!("missing `,` before `{key}`")))
    }},
    Kind { name: "a semicolon in braces", change: |line| {
        let (before, key, after) = inner_key(line)?;
        let before = before.strip_suffix(", ")?;
        Some((format!("{before}; {key}:{after}"), format!("missing `,` before `{key}`")))
    }},
    Kind { name: "a brace that does not close", change: |line| {
        let open = line.strip_suffix('}').filter(|_| line.contains(": {"))?;
        Some((open.trim_end().to_owned(), "unclosed `{`".to_owned()))
    }},
    Kind { name: "a brace that does not open", change: |line| {
        let (before, after) = line.split_once(": { ").filter(|_| line.ends_with('}'))?;
        Some((format!("{before}: {after}"), "`}` without `{`".to_owned()))
    }},
    Kind { name: "a bracket that does not close", change: |line| {
        let (before, after) = line.split_once(']').filter(|_| line.contains(": ["))?;
        Some((format!("{before}{after}"), "`[`".to_owned()))
    }},
    Kind { name: "a double quote that does not close", change: |line| {
        let (before, text) = prose(line)?;
        Some((format!("{before}\"{text}"), "unclosed quote".to_owned()))
    }},
    Kind { name: "a single quote that does not close", change: |line| {
        let (before, text) = prose(line)?;
        Some((format!("{before}'{text}"), "unclosed quote".to_owned()))
    }},
    Kind { name: "quotes in quotes", change: |line| {
        let (before, text) = prose(line).filter(|_| !line.contains('{'))?;
        let (first, rest) = text.split_once(' ')?;
        Some((format!("{before}\"{first} \"{rest}\""), "quote in a string in quotes".to_owned()))
    }},
    Kind { name: "a colon in a text", change: |line| {
        let (before, text) = prose(line)?;
        let (first, rest) = text.split_once(' ')?;
        Some((format!("{before}{first}: {rest}"), "`: ` in a string without quotes".to_owned()))
    }},
    Kind { name: "a comma in a text in braces", change: |line| {
        let (before, text) = prose(line).filter(|_| line.contains('{'))?;
        let (first, rest) = text.split_once(' ')?;
        Some((format!("{before}{first}, {rest}"), "`,` in a string without quotes".to_owned()))
    }},
    Kind { name: "a bracket in a text in braces", change: |line| {
        let (before, text) = prose(line).filter(|_| line.contains('{'))?;
        let (first, rest) = text.split_once(' ')?;
        Some((format!("{before}{first} [a] {rest}"), "`[` in a string without quotes".to_owned()))
    }},
    Kind { name: "a text that begins with @", change: |line| {
        let (before, text) = prose(line)?;
        Some((format!("{before}@{text}"), "begins with `@`".to_owned()))
    }},
    Kind { name: "a text that begins with a backtick", change: |line| {
        let (before, text) = prose(line).filter(|(_, text)| !text.contains('`'))?;
        Some((format!("{before}`{text}"), "begins with ```".to_owned()))
    }},
    Kind { name: "a no-break space after a colon", change: |line| {
        let (key, rest) = line_key(line).filter(|(_, rest)| !rest.is_empty())?;
        Some((format!("{key}:\u{a0}{}", rest.trim_start()), "no-break space".to_owned()))
    }},
    Kind { name: "a no-break space in the indentation", change: |line| {
        let rest = line.strip_prefix("  ")?;
        Some((format!("\u{a0} {rest}"), "no-break space".to_owned()))
    }},
    Kind { name: "a full-width colon", change: |line| {
        let (key, rest) = line_key(line).filter(|(_, rest)| !rest.is_empty())?;
        Some((format!("{key}\u{ff1a}{}", rest.trim_start()), "full-width colon".to_owned()))
    }},
    Kind { name: "a full-width comma", change: |line| {
        let (before, key, after) = inner_key(line)?;
        let before = before.strip_suffix(", ")?;
        Some((format!("{before}\u{ff0c}{key}:{after}"), "full-width comma".to_owned()))
    }},
    Kind { name: "a letter of another script in a key", change: |line| {
        let (before, key, after) = inner_key(line).filter(|(_, key, _)| key.contains('e'))?;
        Some((format!("{before}{}:{after}", key.replacen('e', "\u{435}", 1)), "Cyrillic letter".to_owned()))
    }},
    Kind { name: "tabs in the indentation", change: |line| {
        let content = line.trim_start();
        let depth = (line.len() - content.len()) / 2;
        (depth > 0).then(|| (format!("{}{content}", "\t".repeat(depth)), "tab in the indentation".to_owned()))
    }},
    Kind { name: "one space too much", change: |line| {
        line_key(line).filter(|_| line.starts_with("  ")).map(|_| (format!(" {line}"), "indentation".to_owned()))
    }},
    Kind { name: "one space too little", change: |line| {
        let rest = line.strip_prefix(' ').filter(|_| line_key(line).is_some())?;
        Some((rest.to_owned(), "indentation".to_owned()))
    }},
    Kind { name: "a line twice", change: |line| {
        let (key, rest) = line_key(line)?;
        let is_whole = !rest.is_empty() && !rest.trim_start().starts_with(['|', '>']);
        is_whole.then(|| (format!("{line}\n{line}"), format!("duplicate key `{}`", bare(key))))
    }},
    Kind { name: "a misspelled key in braces", change: |line| {
        let (before, key, after) = inner_key(line).filter(|(_, key, _)| key.len() > 3)?;
        Some((format!("{before}{}:{after}", swapped(key)?), format!("did you mean `{key}`?")))
    }},
    Kind { name: "a misspelled type", change: |line| {
        let (before, rest) = line.split_once("type: ")?;
        let (ty, after) = rest.split_at(rest.find([',', ' ']).unwrap_or(rest.len()));
        let is_word = ty.len() > 4 && ty.chars().all(char::is_alphanumeric);
        is_word.then(|| Some((format!("{before}type: {}{after}", swapped(ty)?), format!("did you mean `{ty}`?"))))?
    }},
    Kind { name: "a misspelled response", change: |line| {
        let (before, ty) = line.split_once("response: ").filter(|(before, _)| before.trim().is_empty())?;
        Some((format!("{before}response: {}", swapped(ty)?), format!("did you mean `{ty}`?")))
    }},
    Kind { name: "a type of another language", change: |line| {
        let (own, other) = [("Integer", "int"), ("Boolean", "bool"), ("String", "str"), ("Long", "int64")]
            .into_iter()
            .find(|(own, _)| line.contains(&format!("type: {own},")) && !line.contains("also_type"))?;
        Some((line.replacen(&format!("type: {own},"), &format!("type: {other},"), 1), format!("write `{own}`")))
    }},
    Kind { name: "a key of another language", change: |line| {
        let (own, other) = [(" doc: ", " description: "), (" mandatory: ", " required: ")]
            .into_iter()
            .find(|(own, _)| line.contains(own))?;
        Some((line.replacen(own, other, 1), format!("write `{}`", own.trim().trim_end_matches(':'))))
    }},
    Kind { name: "an unknown key", change: |line| {
        let (before, key, after) = inner_key(line)?;
        Some((format!("{before}qqqqqq: 1, {key}:{after}"), "unknown key `qqqqqq`".to_owned()))
    }},
    Kind { name: "a key without a value", change: |line| {
        let (before, key, after) = inner_key(line)?;
        let end = after.find(", ").or_else(|| after.find(" }"))?;
        let is_plain = !after[..end].contains(['"', '[', '{']);
        is_plain.then(|| (format!("{before}{key}:{}", &after[end..]), format!("missing value of `{key}`")))
    }},
    Kind { name: "a number for a range", change: |line| {
        let (before, rest) = line.split_once(" range: ")?;
        let end = rest.find([',', ' ', '}'])?;
        Some((format!("{before} range: 1000{}", &rest[end..]), "1..1000".to_owned()))
    }},
    Kind { name: "a dash in a range", change: |line| {
        let (before, rest) = line.split_once(" range: ")?;
        let end = rest.find([',', ' ', '}'])?;
        Some((format!("{before} range: 0-1000{}", &rest[end..]), "0..1000".to_owned()))
    }},
    Kind { name: "a minimum and a maximum for a range", change: |line| {
        let (before, rest) = line.split_once(" range: ")?;
        let (range, after) = rest.split_at(rest.find([',', ' ', '}'])?);
        let (min, max) = range.split_once("..").filter(|(_, max)| !max.is_empty())?;
        Some((format!("{before} min: {min}, max: {max}{after}"), "write `range`".to_owned()))
    }},
    Kind { name: "a name in brackets", change: |line| {
        let (before, name) = line.split_once("response: ").filter(|(before, _)| before.trim().is_empty())?;
        Some((format!("{before}response: [{name}]"), format!("write `{name}` without brackets")))
    }},
    Kind { name: "a flag without a value", change: |line| {
        let (before, after) = line.split_once(", mandatory: true,")?;
        Some((format!("{before}, mandatory,{after}"), "write `mandatory: true`".to_owned()))
    }},
    Kind { name: "a type without its key", change: |line| {
        let (before, ty, after) = ["Integer", "String", "Long"].into_iter().find_map(|ty| {
            let (before, after) = line.split_once(&format!("{{ type: {ty}, doc"))?;
            Some((before, ty, after))
        })?;
        Some((format!("{before}{{ {ty}, doc{after}"), format!("write `type: {ty}`")))
    }},
    Kind { name: "an entry joined with the next one", change: |line| {
        let is_entry = line.contains(": { type: ") && line.starts_with("      ") && line.ends_with('}');
        let another = "missing line break before `another`".to_owned();
        is_entry.then(|| (format!("{line} another: {{ type: String, doc: Another. }}"), another))
    }},
    Kind { name: "yes for true", change: |line| {
        Some((line.split_once(": true").map(|(before, after)| format!("{before}: yes{after}")).filter(|_| !line.contains("default: true"))?, "write `true`".to_owned()))
    }},
    Kind { name: "a method in lower case", change: |line| {
        let method = ["GET", "POST", "PUT", "DELETE"].into_iter().find(|method| line.contains(&format!("http: {method} ")))?;
        Some((line.replacen(method, &method.to_lowercase(), 1), "upper case".to_owned()))
    }},
    Kind { name: "a path without a slash", change: |line| {
        let (before, after) = line.split_once("http: GET /")?;
        Some((format!("{before}http: GET {after}"), "begins with `/`".to_owned()))
    }},
    Kind { name: "a marker of a conflict", change: |line| {
        line_key(line).map(|_| (format!("<<<<<<< HEAD\n{line}"), "conflict".to_owned()))
    }},
];

/// The key of a line such as `  key: value`, with its indentation, and the rest after the colon.
fn line_key(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(':')?;
    let is_key = bare(key).chars().all(|c| c.is_alphanumeric() || "_.".contains(c)) && !bare(key).is_empty();
    (is_key && (rest.is_empty() || rest.starts_with(' '))).then_some((key, rest))
}

fn bare(key: &str) -> &str {
    key.trim_start().trim_start_matches("- ")
}

/// A key in the braces of a line, with what is before it and after its colon. Not the first key, and none in a text.
fn inner_key(line: &str) -> Option<(&str, &str, &str)> {
    let keys =
        ["mandatory", "range", "default", "optional", "items", "unit", "format", "doc", "name", "action", "length"];
    let found = |key: &'static str| {
        let at = line.find(&format!(", {key}: "))? + 2;
        let is_before_doc = line.find(" doc: ").is_none_or(|doc| at <= doc + 1);
        (line.contains(": {") && !line[..at].contains(['"', '[']) && is_before_doc)
            .then(|| (&line[..at], &line[at..at + key.len()], &line[at + key.len() + 1..]))
    };
    keys.into_iter().find_map(found)
}

/// The documentation of a line, without quotes.
fn prose(line: &str) -> Option<(&str, &str)> {
    let at = line.find(" doc: ")? + 6;
    let text = &line[at..];
    let is_plain = !text.contains(['"', '\'', '`', ',', '[', ':'])
        && text.split(' ').count() > 3
        && text.starts_with(char::is_alphabetic);
    is_plain.then(|| line.split_at(at))
}

/// A word with two letters swapped.
fn swapped(word: &str) -> Option<String> {
    let middle = word.len() / 2;
    let (first, second) = (word.get(middle - 1..middle)?, word.get(middle..middle + 1)?);
    (first != second).then(|| [&word[..middle - 1], second, first, &word[middle + 1..]].concat())
}

/// A spec with one error.
struct Case {
    name: String,
    file: String,
    line: usize,
    words: String,
    original: String,
    sources: Sources,
}

fn cases(sources: &Sources, spec: &str, places: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    let files: Vec<_> = sources.files().iter().filter(|(name, _)| name != "error_codes.yaml").collect();
    for (number, kind) in KINDS.iter().enumerate() {
        let mut candidates = Vec::new();
        for (file, text) in &files {
            for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#')) {
                candidates.extend((kind.change)(line).map(|(new, words)| (file, text, index, line, new, words)));
            }
        }
        // Spread over all files, and other places for each kind.
        let step = (candidates.len() / places).max(1);
        for (file, text, index, line, new, words) in
            candidates.into_iter().skip(number % step).step_by(step).take(places)
        {
            let mut lines: Vec<&str> = text.lines().collect();
            lines[index] = &new;
            let changed = lines.join("\n") + "\n";
            cases.push(Case {
                name: format!("{}: {spec}/{file}:{}: {new}", kind.name, index + 1),
                file: file.clone(),
                line: index + 1,
                words,
                original: line.to_owned(),
                sources: sources.with(file, &changed),
            });
        }
    }
    cases
}

/// What is wrong with the report of an error.
#[derive(Default)]
struct Faults {
    line: Vec<String>,
    words: Vec<String>,
    count: Vec<String>,
    proposals: Vec<String>,
    /// The spec is valid with the change, so it is no error.
    valid: Vec<String>,
}

impl Case {
    fn judge(&self, faults: &mut Faults) {
        let Err(found) = read(&self.sources) else { return faults.valid.push(self.name.clone()) };
        let reports: Vec<Value> =
            found.json_lines(&self.sources).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let shown = || {
            let text = |report: &Value| {
                format!("{}: {} | {} | {}", report["line"], report["message"], report["label"], report["help"])
            };
            format!("{}\n    {}", self.name, reports.iter().map(text).collect::<Vec<_>>().join("\n    "))
        };
        if reports.len() != 1 {
            faults.count.push(shown());
        }
        let (first, file) = (&reports[0], Some(self.file.as_str()));
        let spans = first["spans"].as_array().unwrap();
        let is_here = |span: &Value| span["line"] == self.line && span["file"].as_str() == file;
        if !spans.iter().any(is_here) {
            faults.line.push(shown());
        }
        let said = ["message", "label", "help"].map(|key| first[key].as_str().unwrap_or_default()).join(" | ");
        if !said.contains(&self.words) {
            faults.words.push(format!("{}    expected: {}", shown(), self.words));
        }
        // A proposed word is one that was there before.
        for proposed in said.split("did you mean `").skip(1).filter_map(|rest| rest.split('`').next()) {
            if !self.original.contains(proposed) {
                faults.proposals.push(shown());
            }
        }
    }
}

fn judge(cases: &[Case]) -> Faults {
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let judge = |worker: usize| {
        let mut faults = Faults::default();
        cases.iter().skip(worker).step_by(workers).for_each(|case| case.judge(&mut faults));
        faults
    };
    let judge = &judge;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(move || judge(worker))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).fold(Faults::default(), |mut all, some| {
            all.line.extend(some.line);
            all.words.extend(some.words);
            all.count.extend(some.count);
            all.proposals.extend(some.proposals);
            all.valid.extend(some.valid);
            all
        })
    })
}

#[test]
fn each_error_is_reported_once_at_its_line_with_its_cause() {
    let real = Sources::new(Sources::read(&workspace().join("spec")).unwrap().files().to_vec());
    let places = amount("PLACES", 1, 20);
    let mut all = cases(&real, "spec", places);
    for name in FEATURES.iter().step_by(amount("STEP", 3, 1)) {
        all.extend(cases(&feature(name), name, 1));
    }
    let kinds: BTreeSet<_> = all.iter().filter_map(|case| case.name.split(':').next()).collect();
    assert_eq!(kinds.len(), KINDS.len(), "a kind has no place");
    assert!(all.len() >= 200, "{} cases are too few", all.len());
    let faults = judge(&all);
    let errors = all.len() - faults.valid.len();
    assert!(faults.valid.len() * 50 < all.len(), "valid anyway: {:?}", faults.valid);
    let rate = |faults: &[String]| 100.0 - 100.0 * faults.len() as f64 / errors as f64;
    println!(
        "{errors} errors: right line {:.1} %, cause named {:.1} %, reported once {:.1} %, wrong proposals {}",
        rate(&faults.line),
        rate(&faults.words),
        rate(&faults.count),
        faults.proposals.len()
    );
    let show = |what: &str, faults: &[String]| format!("{what}:\n{}\n", faults.join("\n"));
    println!("{}{}{}", show("line", &faults.line), show("words", &faults.words), show("count", &faults.count));
    assert!(faults.proposals.is_empty(), "{}", show("wrong proposals", &faults.proposals));
    assert!(rate(&faults.line) >= 99.0 && rate(&faults.words) >= 99.0 && rate(&faults.count) >= 99.0);
}

/// Characters that mean something to YAML or look like those that do, at any place.
#[test]
fn any_character_at_any_place_is_accepted_or_reported() {
    let characters = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        ":",
        ": ",
        ", ",
        "#",
        " #",
        "- ",
        "\t",
        "\n",
        "\\",
        "*",
        "!",
        "(",
        "\u{a0}",
        "\u{ff0c}",
        "\u{ff1a}",
        "\u{201c}",
        "\u{1f600}",
        "e\u{301}",
        "\u{0}",
    ];
    let mut reported = 0;
    for (number, name) in FEATURES.iter().enumerate() {
        let sources = feature(name);
        for (file, text) in sources.files().iter().filter(|(file, _)| file != "service.yaml") {
            let places = text.char_indices().map(|(at, _)| at).skip(number).step_by(amount("STEP", 293, 5));
            for (at, character) in places.zip(characters.iter().cycle().skip(number)) {
                let changed = [&text[..at], character, &text[at..]].concat();
                let sources = sources.with(file, &changed);
                if let Err(found) = read(&sources) {
                    assert!(!found.json_lines(&sources).is_empty() && !found.github_lines(&sources).is_empty());
                    reported += 1;
                }
            }
        }
    }
    assert!(reported > 50, "{reported}");
}
