//! Formats emitted items as readable text.

use std::fmt::Write as _;

use crate::emit::{Emitted, Item};

use super::errors::WriteError;
use super::output::{self, Output};

/// The maximum length of lines that this module breaks.
const WIDTH: usize = 120;

/// Formats a file item by item, because `prettyplease` leaves no blank lines between items.
pub(super) fn format(emitted: Emitted) -> Result<Output, WriteError> {
    let mut text = header(&emitted);
    let mut before = None;
    for item in emitted.items {
        let tokens = match item {
            Item::Rust(tokens) => tokens,
            Item::Table { macro_path, name, rows } => {
                separate(&mut text, &mut before, Some("table"));
                push_table(&mut text, macro_path, &name, &rows);
                continue;
            }
        };
        let item: syn::Item =
            syn::parse2(tokens).map_err(|source| WriteError::Syntax { path: emitted.path.clone(), source })?;
        // Imports, modules and tables form blocks without blank lines.
        let block = match &item {
            syn::Item::Use(_) => Some("use"),
            syn::Item::Mod(_) => Some("mod"),
            _ => None,
        };
        separate(&mut text, &mut before, block);
        let is_impl = matches!(item, syn::Item::Impl(_));
        let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
        push(&mut text, &prettyplease::unparse(&file), is_impl);
    }
    Ok(Output { path: emitted.path, text })
}

fn header(emitted: &Emitted) -> String {
    let mut text = format!("{}\n\n", output::header(&emitted.source));
    for line in emitted.doc.lines() {
        let space = if line.is_empty() { "" } else { " " };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "//!{space}{line}");
    }
    text
}

/// Adds the text of an item. Functions are joined to as few lines as possible, with a blank line after those of several.
fn push(text: &mut String, item: &str, is_impl: bool) {
    let lines: Vec<&str> = item.lines().collect();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let function = Function::parse(&lines[index..]).filter(|_| is_impl);
        let is_one_line = function.as_ref().is_some_and(|function| function.push(text));
        if function.is_none() {
            text.extend([line, "\n"]);
        }
        index += function.as_ref().map_or(1, |function| function.length);
        let ends = is_impl && lines.get(index - 1).is_some_and(|last| *last == "    }" || *last == "    ];");
        if ends && !is_one_line && lines.get(index).is_some_and(|next| *next != "}") {
            text.push('\n');
        }
    }
}

/// A formatted function of an `impl`.
struct Function<'a> {
    head: &'a [&'a str],
    body: &'a [&'a str],
    /// Number of its lines, including the last brace.
    length: usize,
}

impl<'a> Function<'a> {
    fn parse(lines: &'a [&'a str]) -> Option<Self> {
        lines.first().filter(|line| line.starts_with("    pub fn "))?;
        let end = lines.iter().position(|line| *line == "    }")?;
        let (head, body) = lines[..end].split_at(lines.iter().position(|line| line.ends_with(" {"))? + 1);
        Some(Self { head, body, length: end + 1 })
    }

    /// Adds its text, and returns whether that is one line.
    fn push(&self, text: &mut String) -> bool {
        let (head, body) = (joined(self.head), joined(self.body));
        let is_expression = self.body.iter().filter(|line| begins_statement(line)).count() == 1;
        if is_expression && 4 + head.len() + 1 + body.len() + 2 <= WIDTH {
            text.extend(["    ", &head, " ", &body, " }\n"]);
            return true;
        }
        push_or(text, (4, &head), self.head, true);
        push_or(text, (8, &body), self.body, is_expression);
        text.push_str("    }\n");
        false
    }
}

/// Adds one joined line if that is allowed and fits, otherwise the original lines.
fn push_or(text: &mut String, (indent, line): (usize, &str), lines: &[&str], may_join: bool) {
    if may_join && indent + line.len() <= WIDTH {
        text.extend([&" ".repeat(indent), line, "\n"]);
    } else {
        lines.iter().for_each(|line| text.extend([line, "\n"]));
    }
}

fn begins_statement(line: &str) -> bool {
    line.strip_prefix("        ").is_some_and(|line| !line.starts_with([' ', ')', '}']))
}

/// Joins lines that were broken after an opening bracket, before a closing one, or before a method call.
fn joined(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines.iter().map(|line| line.trim_start()) {
        if line.starts_with(')') && text.ends_with(',') {
            text.pop();
        }
        if !(text.is_empty() || text.ends_with('(') || line.starts_with([')', '.'])) {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

/// Adds a blank line, unless both items are in the same block.
fn separate(text: &mut String, before: &mut Option<&'static str>, block: Option<&'static str>) {
    if block.is_none() || block != *before {
        text.push('\n');
    }
    *before = block;
}

/// Adds a table on one line, or with as many rows on each line as fit.
fn push_table(text: &mut String, macro_path: &str, name: &str, rows: &[String]) {
    let line = format!("{macro_path}!({name} {{ {} }});\n", rows.join(", "));
    if line.len() <= WIDTH {
        text.push_str(&line);
        return;
    }
    text.extend([macro_path, "!(", name, " {"]);
    let mut width = WIDTH;
    for row in rows {
        width += row.len() + 2;
        if width > WIDTH {
            text.push_str("\n   ");
            width = 4 + row.len() + 1;
        }
        text.extend([" ", row, ","]);
    }
    text.push_str("\n});\n");
}
