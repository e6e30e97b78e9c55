//! Links in Markdown files: their targets exist, and so do the headings that they name.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use modelarts_tests::{files, workspace};

/// Returns the lines outside of fenced code blocks.
fn prose(text: &str) -> Vec<&str> {
    let mut fence: Option<&str> = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        let start = line.trim_start();
        match fence {
            Some(end) if start.starts_with(end) => fence = None,
            Some(_) => {}
            None if start.starts_with("```") => fence = Some("```"),
            None if start.starts_with("~~~") => fence = Some("~~~"),
            None => lines.push(line),
        }
    }
    lines
}

/// Replaces the brackets in code spans, where they have no meaning. All positions stay the same.
fn without_code(line: &str) -> String {
    let mut is_code = false;
    let mask = |char| {
        is_code ^= char == '`';
        if is_code && matches!(char, '[' | ']' | '(' | ')') { 'x' } else { char }
    };
    line.chars().map(mask).collect()
}

/// Returns the anchors of the headings, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let mut counts = BTreeMap::new();
    let headings = prose(text).into_iter().filter_map(|line| {
        let title = line.trim_start_matches('#');
        let level = line.len() - title.len();
        (1..=6).contains(&level).then_some(title.strip_prefix(' ')?)
    });
    let anchor = |title: &str| -> String {
        let kept = title.trim().to_lowercase();
        let kept = kept.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
        kept.map(|char| if char == ' ' { '-' } else { char }).collect()
    };
    headings
        .map(|title| {
            let anchor = anchor(title);
            let count = counts.entry(anchor.clone()).and_modify(|count| *count += 1).or_insert(0);
            if *count == 0 { anchor } else { format!("{anchor}-{count}") }
        })
        .collect()
}

/// A link: what it leads to, or the label of a definition.
#[derive(Debug, PartialEq, Eq)]
enum Link {
    Target(String),
    Label(String),
}

/// Returns the links of a line, and the definition `[label]: target` if the line is one.
fn links(line: &str) -> (Vec<Link>, Option<(String, String)>) {
    let target = |text: &str| text.split_whitespace().next().unwrap_or_default().trim_matches(['<', '>']).to_owned();
    let masked = without_code(line);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = masked[at..].find('[').map(|open| at + open) {
        let Some(close) = masked[open..].find(']').map(|close| open + close) else { break };
        let (label, rest) = (line[open + 1..close].to_lowercase(), &line[close + 1..]);
        at = open + 1;
        if open == 0 && rest.starts_with(':') {
            return (found, Some((label, target(&rest[1..]))));
        }
        if let Some((inner, _)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            found.push(Link::Target(target(inner)));
        } else if let Some((inner, _)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            found.push(Link::Label(inner.to_lowercase()));
            at = close + 2;
        } else if label.starts_with('`') && label.ends_with('`') {
            found.push(Link::Label(label));
        }
    }
    (found, None)
}

/// Returns the dead links of a file: their targets, or their undefined labels.
fn dead_links(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let (mut targets, mut labels, mut definitions) = (Vec::new(), Vec::new(), Vec::new());
    for line in prose(&text) {
        let (links, definition) = links(line);
        for link in links {
            match link {
                Link::Target(target) => targets.push(target),
                Link::Label(label) => labels.push(label),
            }
        }
        definitions.extend(definition);
    }
    let is_undefined = |label: &String| definitions.iter().all(|(known, _)| known != label);
    let undefined: Vec<_> = labels.into_iter().filter(is_undefined).map(|label| format!("[{label}]")).collect();
    targets.extend(definitions.into_iter().map(|(_, target)| target));
    targets.retain(|target| is_dead(file, target));
    targets.extend(undefined);
    targets.iter().map(|dead| format!("{}: {dead}", file.display())).collect()
}

fn is_dead(file: &Path, target: &str) -> bool {
    if target.contains("://") || target.starts_with("mailto:") {
        return false;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let folder = file.parent().unwrap();
    let path = if path.is_empty() { file.to_owned() } else { folder.join(path) };
    let has_anchor = |text: String| anchors(&text).iter().any(|known| known == anchor);
    !path.exists() || (!anchor.is_empty() && !fs::read_to_string(path).is_ok_and(has_anchor))
}

#[test]
fn markdown_links_lead_to_existing_files_and_headings() {
    let root = workspace();
    let files = files(root, &["md"]);
    assert!(files.contains(&root.join("README.md")) && files.contains(&root.join("docs/COMPARISON.md")), "{files:?}");
    let dead: Vec<_> = files.iter().flat_map(|file| dead_links(file)).collect();
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
}

#[test]
fn dead_links_and_anchors_are_found() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("links");
    fs::create_dir_all(&folder).unwrap();
    let page = folder.join("page.md");
    let text = "# A `page`, of links!\n\n## Twice\n\n## Twice\n\n\
        [a](page.md) [b](none.md) [`c`](page.md#a-page-of-links) [d](page.md#none) [e](#twice-1) [f](#twice-2)\n\
        | [g][file] | [h][undefined] | [`file`] | [`undefined`] | `[code](none.md)` | <https://example.com> |\n\n\
        ```\n[i](none.md)\n```\n\n\
        [j](https://example.com/none.md) ![k](none.png \"title\")\n\n\
        [file]: page.md\n[`file`]: none.rs\n";
    fs::write(&page, text).unwrap();
    let found: Vec<_> = dead_links(&page).iter().map(|dead| dead.split_once(": ").unwrap().1.to_owned()).collect();
    assert_eq!(found, ["none.md", "page.md#none", "#twice-2", "none.png", "none.rs", "[undefined]", "[`undefined`]"]);
}
