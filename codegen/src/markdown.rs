//! Documentation of a spec as rustdoc reads it.
//!
//! `doc` and `note` are Markdown. What rustdoc would take for a link to Rust, for HTML or for a test is none in a
//! spec: it is escaped here, and the writer is warned.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

/// Languages that a fence may name. Of any other word rustdoc could make a test.
const LANGUAGES: &[&str] =
    &["bash", "console", "csv", "html", "http", "ini", "json", "python", "sh", "text", "toml", "xml", "yaml"];
/// How many characters of a fault are shown.
const MOST_SHOWN: usize = 40;
/// How many faults of a text are reported.
const MOST_FAULTS: usize = 20;
/// The longest text that is read as Markdown: longer ones are shown as they are.
const MOST_BYTES: usize = 64 << 10;
/// How often a text is read again, for what only shows once something else is escaped.
const MOST_PASSES: usize = 8;

/// Something that rustdoc would not take as it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it is taken for.
    pub what: &'static str,
    /// The text.
    pub text: String,
    /// What to write.
    pub help: &'static str,
}

/// A documentation text, and what had to be changed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rustdoc {
    /// The text, without blank lines around it.
    pub text: String,
    /// What was changed.
    pub faults: Vec<Fault>,
}

/// Makes a text one that rustdoc shows as it is meant, without a warning and without a test.
#[must_use]
pub fn to_rustdoc(text: &str) -> Rustdoc {
    if is_plain(text) {
        return Rustdoc { text: text.trim_end().to_owned(), faults: Vec::new() };
    }
    let mut faults = Vec::new();
    let mut text = visible(text, &mut faults);
    faults.truncate(MOST_FAULTS);
    if text.len() > MOST_BYTES {
        let help = "say less, and link to a page";
        faults.push(Fault { what: "plain text: it is too long for Markdown", text: excerpt(&text), help });
        return Rustdoc { text: as_code(&text), faults };
    }
    for pass in 0..MOST_PASSES {
        let edits = edits(&text);
        if edits.is_empty() {
            return Rustdoc { text: text.trim_matches('\n').trim_end().to_owned(), faults };
        }
        // What a later pass finds follows from what is told already.
        let told = edits.iter().filter(|_| pass == 0).filter_map(|edit| edit.fault.clone());
        faults.extend(told.take(MOST_FAULTS));
        text = apply(&text, edits);
    }
    Rustdoc { text: as_code(&text), faults }
}

/// Whether a text is a line that every reader takes alike: most are, and are not read as Markdown.
fn is_plain(text: &str) -> bool {
    let mut backticks = 0;
    for byte in text.bytes() {
        match byte {
            b'[' | b'<' | b'\\' | b'~' | b'&' | 0..b' ' | 0x7f.. => return false,
            b'`' => backticks += 1,
            _ => {}
        }
    }
    let is_code_closed = backticks % 2 == 0 && !text.contains("``");
    is_code_closed && !text.starts_with(' ') && !text.contains("http")
}

/// A text in a fence, as it stands.
fn as_code(text: &str) -> String {
    let fence = "`".repeat(3.max(1 + longest_run(text)));
    format!("{fence}text\n{}\n{fence}", text.trim_end())
}

/// The text as code in a line: whatever it holds, it stands for nothing else.
#[must_use]
pub fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() || is_hidden(c) { ' ' } else { c }).collect();
    let fence = "`".repeat(1 + longest_run(&text));
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The length of the longest row of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// Whether a character changes the direction of others, or has no width: the compiler refuses some of these.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text with one kind of line end, no tabs, and no character that cannot be seen.
fn visible(text: &str, faults: &mut Vec<Fault>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => out.push('\n'),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push_str("    "),
            c if c.is_control() || is_hidden(c) => {
                let text = format!("U+{:04X}", u32::from(c));
                faults.push(Fault { what: "a character that cannot be seen", text, help: "leave it out" });
            }
            c => out.push(c),
        }
    }
    out
}

/// A change of a text.
struct Edit {
    range: Range<usize>,
    new: String,
    fault: Option<Fault>,
}

impl Edit {
    fn escape(text: &str, at: usize, what: &'static str, shown: Range<usize>, help: &'static str) -> Self {
        let fault = Fault { what, text: excerpt(&text[shown]), help };
        Self { range: at..at, new: "\\".to_owned(), fault: Some(fault) }
    }
}

/// The beginning of a text's first line.
fn excerpt(text: &str) -> String {
    text.chars().take(MOST_SHOWN).take_while(|c| *c != '\n').collect()
}

/// The text up to a mark, where one is near.
fn up_to(text: &str, mark: char) -> usize {
    let near = text.char_indices().take(MOST_SHOWN).find(|(_, c)| *c == mark);
    near.map_or(text.len(), |(at, mark)| at + mark.len_utf8())
}

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let (mut out, mut end) = (String::with_capacity(text.len() + 16), 0);
    for edit in edits {
        if edit.range.start >= end {
            out.push_str(&text[end..edit.range.start]);
            out.push_str(&edit.new);
            end = edit.range.end;
        }
    }
    out + &text[end..]
}

/// Finds what must be changed.
fn edits(text: &str) -> Vec<Edit> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut edits = Vec::new();
    let (mut in_code, mut in_link) = (false, false);
    let mut prose: Range<usize> = 0..0;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if matches!(event, Event::Text(_)) && !in_code && !in_link {
            // A text is cut at each mark that could have been one of Markdown.
            prose =
                if prose.end == range.start { prose.start..range.end } else { take(text, &mut edits, prose, range) };
            continue;
        }
        prose = take(text, &mut edits, prose, range.end..range.end);
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                edits.extend(code_block(text, &kind, range));
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Html(_) | Event::InlineHtml(_) => edits.extend(html(text, range)),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                in_link = true;
                edits.extend(link(text, link_type, &dest_url, range));
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                edits.extend(link(text, link_type, &dest_url, range));
            }
            _ => {}
        }
    }
    take(text, &mut edits, prose, 0..0);
    edits
}

/// Looks through a stretch of text; gives the one that comes next.
fn take(text: &str, edits: &mut Vec<Edit>, prose: Range<usize>, next: Range<usize>) -> Range<usize> {
    let mut url_end = prose.start;
    let last_close = text.rfind(']').unwrap_or(0);
    for (at, c) in text[prose.clone()].char_indices().map(|(at, c)| (prose.start + at, c)) {
        if at < url_end || is_escaped(text, at) {
            continue;
        }
        let rest = &text[at..prose.end];
        match c {
            // What is never closed is no link.
            '[' if at < last_close => {
                let end = at + up_to(rest, ']');
                edits.push(Edit::escape(text, at, "a link", at..end, "put it in backticks, or write `\\[`"));
            }
            '`' => edits.push(Edit::escape(text, at, "the begin of code", at..prose.end, "close the backtick")),
            'h' if rest.starts_with("https://") || rest.starts_with("http://") => {
                let url = url(rest);
                url_end = at + url.len();
                let fault =
                    Fault { what: "an address that is no link", text: url.to_owned(), help: "put it in `<` and `>`" };
                edits.push(Edit { range: at..url_end, new: format!("<{url}>"), fault: Some(fault) });
            }
            _ => {}
        }
    }
    next
}

/// The address at the beginning of a text, without the marks of the sentence that it ends.
fn url(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"`[]{}|\\^".contains(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_'])
}

/// Whether an odd number of backslashes is before a character.
fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

fn html(text: &str, range: Range<usize>) -> Vec<Edit> {
    let tags = text[range.clone()].match_indices('<').map(|(at, _)| range.start + at);
    tags.filter(|at| !is_escaped(text, *at))
        .map(|at| {
            let end = at + up_to(&text[at..range.end], '>');
            Edit::escape(text, at, "HTML", at..end, "put it in backticks, or write `\\<`")
        })
        .collect()
}

/// Only addresses are links: what else a link leads to is searched in Rust.
fn link(text: &str, kind: LinkType, address: &str, range: Range<usize>) -> Option<Edit> {
    let is_address = ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
    if is_address || matches!(kind, LinkType::Autolink | LinkType::Email) {
        return None;
    }
    let at = range.start + text[range.clone()].find('[')?;
    Some(Edit::escape(text, at, "a link", range, "link to an address that begins with `https://`"))
}

/// A block of code is no test: its fence says what it is, and has an end.
fn code_block(text: &str, kind: &CodeBlockKind<'_>, range: Range<usize>) -> Vec<Edit> {
    let line_start = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let block = &text[range.clone()];
    let CodeBlockKind::Fenced(info) = kind else {
        let lines = text[line_start..range.end].lines();
        let lines: Vec<_> = lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
        let fault = Fault {
            what: "a test in Rust",
            text: excerpt(block),
            help: "leave out the indentation, or put the code between lines of ` ```text ` and ` ``` `",
        };
        let new = format!("{}\n", as_code(&lines.join("\n")));
        return vec![Edit { range: line_start..range.end, new, fault: Some(fault) }];
    };
    let mut edits = Vec::new();
    let mark = block.chars().next().unwrap_or('`');
    let length = block.chars().take_while(|c| *c == mark).count();
    let first = block.lines().next().unwrap_or_default();
    if !LANGUAGES.contains(&&**info) {
        let fault = Fault {
            what: "a test in Rust",
            text: excerpt(first),
            help: "name the language, as in ` ```json `, or write ` ```text `",
        };
        let info_range = range.start + length..range.start + first.len();
        edits.push(Edit { range: info_range, new: "text".to_owned(), fault: Some(fault) });
    }
    let fence = mark.to_string().repeat(length);
    let last = block.trim_end().lines().skip(1).last().unwrap_or_default().trim();
    let is_closed = last.len() >= length && last.chars().all(|c| c == mark);
    if !is_closed && text[range.end..].trim().is_empty() {
        let fault = Fault { what: "code to the end", text: excerpt(first), help: "close the fence" };
        edits.push(Edit { range: text.len()..text.len(), new: format!("\n{fence}"), fault: Some(fault) });
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::{code, to_rustdoc};

    #[test]
    fn markdown_stays_and_everything_else_is_text() {
        let shown = |text: &str| to_rustdoc(text).text;
        for same in [
            "A thing.",
            "`[a]` and `List<Integer>`, *b* and [c](https://example.com/c).",
            "- a\n- b",
            "```json\n{ \"a\": [1] }\n```",
            "a \\[b\\] \\<c>",
            "1 < 2 and 2 > 1",
            "<https://example.com>",
        ] {
            assert_eq!(to_rustdoc(same).text, same);
            assert_eq!(to_rustdoc(same).faults, []);
        }
        assert_eq!(shown("a [b] c"), "a \\[b] c");
        assert_eq!(shown("#[attr] and [x](y)"), "#\\[attr] and \\[x](y)");
        assert_eq!(shown("an <id> of List<Integer>"), "an \\<id> of List\\<Integer>");
        assert_eq!(shown("see https://a.example.com/b_c?d=1."), "see <https://a.example.com/b_c?d=1>.");
        assert_eq!(shown("```\nlet a;\n```"), "```text\nlet a;\n```");
        assert_eq!(shown("```rust,ignore\nlet a;"), "```text\nlet a;\n```");
        assert_eq!(shown("a\n\n    let b;\n\nc"), "a\n\n```text\nlet b;\n```\n\nc");
        assert_eq!(shown("a `b"), "a \\`b");
        assert_eq!(shown("a\rb\u{202e}c"), "a\nbc");
    }

    #[test]
    fn whatever_is_written_is_read_alike_once_more() {
        let pieces = [
            "[a]",
            "<b>",
            "```",
            "\n",
            "\n\n",
            "    ",
            "- ",
            "> ",
            "`",
            "https://c.d/e_f",
            "[x](y)",
            "*",
            "_",
            "\\",
            "<!--",
            "&lt;",
            "| a | b |\n|---|---|\n",
            "[^1]",
            "[y]: z\n",
            "~~~rust\n",
            "# ",
        ];
        let mut seed = 1_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..(seed >> 40) % 9 + 1 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text += pieces[(seed >> 33) as usize % pieces.len()];
            }
            let once = to_rustdoc(&text);
            let twice = to_rustdoc(&once.text);
            assert_eq!((&twice.text, twice.faults.len()), (&once.text, 0), "{text:?}");
        }
    }

    #[test]
    fn code_holds_whatever_it_is() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\nb"), "`a b`");
    }
}
