//! Converts the documentation of a spec for rustdoc.
//!
//! `doc` and `note` are Markdown. rustdoc would read some texts as a link to a Rust item, as HTML or as a test. They are
//! escaped here, and reported as warnings.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

/// The languages allowed for code blocks. rustdoc could run code with any other word as a test.
const LANGUAGES: &[&str] =
    &["bash", "console", "csv", "html", "http", "ini", "json", "python", "sh", "text", "toml", "xml", "yaml"];
/// How many characters of a fault are shown.
const MAX_SHOWN: usize = 40;
/// How many faults of a text are reported.
const MAX_FAULTS: usize = 20;
/// The size limit for Markdown. Longer texts are shown literally.
const MAX_BYTES: usize = 64 << 10;
/// How often a text is parsed again: an escape may reveal another fault.
const MAX_PASSES: usize = 8;

/// A text that rustdoc would misread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What rustdoc would read it as.
    pub what: &'static str,
    /// The text.
    pub text: String,
    /// What to write.
    pub help: &'static str,
}

/// A documentation text for rustdoc, and its faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rustdoc {
    /// The text, without surrounding blank lines.
    pub text: String,
    /// The faults that were corrected.
    pub faults: Vec<Fault>,
}

/// Converts a text so that rustdoc shows it as intended, without warnings and without tests.
#[must_use]
pub fn to_rustdoc(text: &str) -> Rustdoc {
    if is_plain(text) {
        return Rustdoc { text: text.trim_end().to_owned(), faults: Vec::new() };
    }
    let mut faults = Vec::new();
    let mut text = visible(text, &mut faults);
    faults.truncate(MAX_FAULTS);
    if text.len() > MAX_BYTES {
        let help = "shorten it, and link to a page";
        faults.push(Fault { what: "plain text, because it is too long for Markdown", text: excerpt(&text), help });
        return Rustdoc { text: as_code(&text), faults };
    }
    for pass in 0..MAX_PASSES {
        let edits = edits(&text);
        if edits.is_empty() {
            return Rustdoc { text: text.trim_matches('\n').trim_end().to_owned(), faults };
        }
        // Faults of later passes only follow from those of the first.
        let new = edits.iter().filter(|_| pass == 0).filter_map(|edit| edit.fault.clone());
        faults.extend(new.take(MAX_FAULTS));
        text = apply(&text, edits);
    }
    Rustdoc { text: as_code(&text), faults }
}

/// Returns whether a text is a line without any markup. Most texts are, and need no parser.
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

/// Returns a text as a code block.
fn as_code(text: &str) -> String {
    let fence = "`".repeat(3.max(1 + longest_run(text)));
    format!("{fence}text\n{}\n{fence}", text.trim_end())
}

/// Returns a text as inline code, whatever it contains.
#[must_use]
pub fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() || is_hidden(c) { ' ' } else { c }).collect();
    let fence = "`".repeat(1 + longest_run(&text));
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns the length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// Returns whether a character is invisible or changes the direction of text. The compiler rejects some of these.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns a text with uniform line ends, without tabs and invisible characters.
fn visible(text: &str, faults: &mut Vec<Fault>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => out.push('\n'),
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push_str("    "),
            c if c.is_control() || is_hidden(c) => {
                let text = format!("U+{:04X}", u32::from(c));
                faults.push(Fault { what: "an invisible character", text, help: "remove it" });
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

/// Returns the beginning of the first line.
fn excerpt(text: &str) -> String {
    text.chars().take(MAX_SHOWN).take_while(|c| *c != '\n').collect()
}

/// Returns the length up to a character, if it is near.
fn up_to(text: &str, mark: char) -> usize {
    let near = text.char_indices().take(MAX_SHOWN).find(|(_, c)| *c == mark);
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

/// Finds the necessary edits.
fn edits(text: &str) -> Vec<Edit> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut edits = Vec::new();
    let (mut in_code, mut in_link) = (false, false);
    let mut prose: Range<usize> = 0..0;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if matches!(event, Event::Text(_)) && !in_code && !in_link {
            // The parser splits text at each possible markup character.
            prose = if prose.end == range.start {
                prose.start..range.end
            } else {
                edit_prose(text, &mut edits, prose, range)
            };
            continue;
        }
        prose = edit_prose(text, &mut edits, prose, range.end..range.end);
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
    edit_prose(text, &mut edits, prose, 0..0);
    edits
}

/// Adds the edits of a stretch of text, and returns the next stretch.
fn edit_prose(text: &str, edits: &mut Vec<Edit>, prose: Range<usize>, next: Range<usize>) -> Range<usize> {
    let mut url_end = prose.start;
    let last_close = text.rfind(']').unwrap_or(0);
    for (at, c) in text[prose.clone()].char_indices().map(|(at, c)| (prose.start + at, c)) {
        if at < url_end || is_escaped(text, at) {
            continue;
        }
        let rest = &text[at..prose.end];
        match c {
            // An unclosed bracket is not a link.
            '[' if at < last_close => {
                let end = at + up_to(rest, ']');
                edits.push(Edit::escape(text, at, "a link", at..end, "put it in backticks, or write `\\[`"));
            }
            '`' => edits.push(Edit::escape(text, at, "the beginning of code", at..prose.end, "close the backtick")),
            'h' if rest.starts_with("https://") || rest.starts_with("http://") => {
                let url = url(rest);
                url_end = at + url.len();
                let fault =
                    Fault { what: "plain text, not as a link", text: url.to_owned(), help: "put it in `<` and `>`" };
                edits.push(Edit { range: at..url_end, new: format!("<{url}>"), fault: Some(fault) });
            }
            _ => {}
        }
    }
    next
}

/// Returns the address at the beginning of a text, without punctuation after it.
fn url(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"`[]{}|\\^".contains(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_'])
}

/// Returns whether an odd number of backslashes precedes a character.
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

/// Escapes links that are not addresses: rustdoc would look for a Rust item.
fn link(text: &str, kind: LinkType, address: &str, range: Range<usize>) -> Option<Edit> {
    let is_address = ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
    if is_address || matches!(kind, LinkType::Autolink | LinkType::Email) {
        return None;
    }
    let at = range.start + text[range.clone()].find('[')?;
    Some(Edit::escape(text, at, "a link", range, "link to an address that begins with `https://`"))
}

/// Makes sure that a code block names a language, so that it is no test, and is closed.
fn code_block(text: &str, kind: &CodeBlockKind<'_>, range: Range<usize>) -> Vec<Edit> {
    let line_start = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let block = &text[range.clone()];
    let CodeBlockKind::Fenced(info) = kind else {
        let lines = text[line_start..range.end].lines();
        let lines: Vec<_> = lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
        let fault = Fault {
            what: "a test in Rust",
            text: excerpt(block),
            help: "remove the indentation, or put the code between lines of ` ```text ` and ` ``` `",
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
        let fault = Fault { what: "code up to the end", text: excerpt(first), help: "close the fence" };
        edits.push(Edit { range: text.len()..text.len(), new: format!("\n{fence}"), fault: Some(fault) });
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::{code, to_rustdoc};

    #[test]
    fn markdown_is_kept_and_everything_else_is_escaped() {
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
    fn a_converted_text_has_no_faults() {
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
    fn inline_code_can_hold_any_text() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\nb"), "`a b`");
    }
}
