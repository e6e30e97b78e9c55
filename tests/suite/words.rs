//! The words of prose, messages and names: the field's standard terms, in plain English.

use std::fs;

use modelarts_tests::{files, workspace};

/// A word or a phrase, and what to write instead.
const WORDS: &[(&str, &str)] = &[
    ("all the same", "anyway"),
    ("amid", "during"),
    ("anew", "again"),
    ("anybody on the way", "anyone on the network path"),
    ("are told", "are reported"),
    ("as it comes", "by default"),
    ("beside", "next to, in addition to"),
    ("besides", "also, in addition"),
    ("cannot do without", "required"),
    ("comes to an end", "terminates"),
    ("comes to no end", "does not terminate"),
    ("hands on to no end", "chained too deeply"),
    ("if nothing is said", "by default"),
    ("is over", "ends, expires"),
    ("is told", "is reported"),
    ("may be left out", "optional"),
    ("mistake", "error"),
    ("mistakes", "errors"),
    ("no good end", "fails"),
    ("pages that cannot be turned", "invalid `pages`"),
    ("said no", "rejected"),
    ("side by side", "in parallel, concurrently"),
    ("stands beside", "is next to"),
    ("stands here", "is here"),
    ("stands in", "is in, appears in"),
    ("that there is not", "unknown"),
    ("was not over", "timed out"),
    ("what comes back", "the response"),
    ("what is sent", "the request"),
    ("yours to write", "write …"),
];

/// Names in code.
const NAMES: &[(&str, &str)] = &[
    ("AT_REST", "TERMINAL"),
    ("Exchange", "InFlight"),
    ("HANDS", "MAX_PROVIDER_DEPTH"),
    ("Outgoing", "UnsignedRequest"),
    ("PATIENCE", "REFRESH_TIMEOUT"),
    ("Surroundings", "Env"),
    ("Way", "AuthScheme"),
    ("Wish", "Presence"),
    ("boards", "visualization_jobs"),
    ("maker", "setters"),
    ("open_texts", "open_string_enum"),
    ("pauses", "backoff"),
    ("side_by_side", "par_map"),
    ("surroundings", "env"),
    ("told", "has_outcome"),
];

/// Whether a word is in a line, and not a part of a longer word.
fn holds(line: &str, word: &str) -> bool {
    let is_letter = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || char == '_');
    let is_whole =
        |at: usize| !is_letter(line[..at].chars().next_back()) && !is_letter(line[at + word.len()..].chars().next());
    line.match_indices(word).any(|(at, _)| is_whole(at))
}

#[test]
fn standard_terms_are_used() {
    let mut files = files(workspace(), &["md", "rs", "yaml", "snap", "toml"]);
    // The list of words itself.
    files.retain(|file| !file.ends_with("words.rs"));
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let lower = line.to_lowercase();
            let words = WORDS.iter().filter(|(word, _)| holds(&lower, word));
            // The change log says how names were before.
            let names = NAMES.iter().filter(|(name, _)| !file.ends_with("CHANGELOG.md") && holds(line, name));
            for (word, better) in words.chain(names) {
                let place = file.strip_prefix(workspace()).unwrap().display();
                wrong.push(format!("{place}:{}: `{word}` → `{better}`", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{} words to replace:\n{}", wrong.len(), wrong.join("\n"));
}
