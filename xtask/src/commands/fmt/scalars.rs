//! Protects scalars with significant white space: the formatter gets a placeholder for each.

use std::ops::Range;

use yaml_parser::{SyntaxElement, SyntaxError, SyntaxKind, SyntaxNode};

/// The indentation of the lines of a scalar, relative to its entry.
const STEP: usize = 2;

/// A text with placeholders for some scalars.
pub(super) struct Masked {
    pub(super) text: String,
    /// The prefix of placeholders, before the number of the scalar.
    prefix: String,
    scalars: Vec<(String, Kind)>,
}

struct Scalar {
    range: Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Plain or in single quotes: white space at both ends of a line is not significant.
    Flow,
    /// In double quotes: white space at the beginning of a line is not significant.
    Escaped,
    /// After `|` or `>`: lines are indented by at least `indent`.
    Block { indent: usize, explicit: Option<usize> },
}

/// Replaces the scalars that the formatter might change by placeholders.
pub(super) fn mask(text: &str) -> Result<Masked, SyntaxError> {
    let mut prefix = "scalar".to_owned();
    while text.contains(&prefix) {
        prefix.push('x');
    }
    let (mut masked, mut scalars, mut end) = (String::new(), Vec::new(), 0);
    for Scalar { range, kind } in find(text)? {
        masked += &format!("{}{prefix}{}", &text[end..range.start], scalars.len());
        end = range.end;
        scalars.push((text[range].to_owned(), kind));
    }
    masked += &text[end..];
    Ok(Masked { text: masked, prefix, scalars })
}

impl Masked {
    /// Replaces the placeholders by the scalars, with the right indentation.
    pub(super) fn unmask(&self, formatted: &str) -> Result<String, SyntaxError> {
        let root = yaml_parser::parse(formatted)?;
        let (mut text, mut end) = (String::new(), 0);
        for element in root.descendants_with_tokens() {
            let SyntaxElement::Token(token) = &element else { continue };
            let number = token.text().strip_prefix(&self.prefix).and_then(|number| number.parse::<usize>().ok());
            let Some((scalar, kind)) = number.and_then(|number| self.scalars.get(number)) else { continue };
            let range: Range<usize> = token.text_range().into();
            text += &formatted[end..range.start];
            text += &indented(scalar, *kind, entry_column(&element, formatted));
            end = range.end;
        }
        Ok(text + &formatted[end..])
    }
}

/// Adds the missing line end of a text, without adding it to the value of a scalar.
pub(super) fn with_final_line_end(text: &str) -> Result<String, SyntaxError> {
    if text.is_empty() || text.ends_with('\n') {
        return Ok(text.to_owned());
    }
    let last = find(text)?.pop().filter(|scalar| scalar.range.end == text.len());
    let Some(Scalar { range, kind: Kind::Block { indent, .. } }) = last else { return Ok(format!("{text}\n")) };
    let Some((header, body)) = text[range.clone()].split_once('\n') else { return Ok(format!("{text}\n")) };
    let line = body.rsplit('\n').next().unwrap_or_default();
    if is_blank(line, indent) {
        return Ok(text.trim_end_matches(' ').to_owned());
    }
    let (indicators, comment) = split_header(header);
    let indicators = indicators.trim_end_matches(['+', '-']).replace(['+', '-'], "");
    Ok(format!("{}{indicators}-{comment}\n{body}\n", &text[..range.start]))
}

/// Finds scalars of several lines, and those with white space other than spaces.
fn find(text: &str) -> Result<Vec<Scalar>, SyntaxError> {
    let mut scalars: Vec<Scalar> = Vec::new();
    for element in yaml_parser::parse(text)?.descendants_with_tokens() {
        let range: Range<usize> = element.text_range().into();
        let is_odd = || text[range.clone()].contains(|c: char| c.is_control() || (c.is_whitespace() && c != ' '));
        let scalar = match element.kind() {
            SyntaxKind::BLOCK_SCALAR => block(text, range.start, entry_column(&element, text)),
            SyntaxKind::PLAIN_SCALAR | SyntaxKind::SINGLE_QUOTED_SCALAR if is_odd() => {
                Scalar { range, kind: Kind::Flow }
            }
            SyntaxKind::DOUBLE_QUOTED_SCALAR if is_odd() => Scalar { range, kind: Kind::Escaped },
            _ => continue,
        };
        if scalars.last().is_none_or(|last| last.range.end <= scalar.range.start) {
            scalars.push(scalar);
        }
    }
    Ok(scalars)
}

/// Returns the column of the innermost entry that holds an element.
fn entry_column(element: &SyntaxElement, text: &str) -> Option<usize> {
    let is_entry = |node: &SyntaxNode| matches!(node.kind(), SyntaxKind::BLOCK_MAP_ENTRY | SyntaxKind::BLOCK_SEQ_ENTRY);
    let parents = std::iter::successors(element.parent(), SyntaxNode::parent);
    let start = usize::from(parents.into_iter().find(is_entry)?.text_range().start());
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    Some(text[line..start].chars().count())
}

/// Parses the block scalar that starts at an offset.
fn block(text: &str, start: usize, entry: Option<usize>) -> Scalar {
    let header = text[start..].lines().next().unwrap_or_default();
    let (indicators, _) = split_header(header);
    let explicit = indicators.chars().find_map(|c| c.to_digit(10)).map(|digit| digit as usize);
    let body = text.get(start + header.len() + 1..).unwrap_or_default();
    let first = body.lines().find(|line| !line.trim_start_matches(' ').is_empty());
    let least = entry.map_or(0, |column| column + 1);
    let indent = match explicit {
        Some(digit) => entry.unwrap_or(0) + digit,
        None => first.map_or(least, leading).max(least),
    };
    let is_kept = indicators.contains('+');
    let (mut end, mut last) = (start + header.len(), start + header.trim_end().len());
    for line in body.split('\n') {
        let is_marker = indent == 0 && (line.starts_with("---") || line.starts_with("..."));
        if (leading(line) < indent && !is_blank(line, indent)) || is_marker || end == text.len() {
            break;
        }
        end = text.len().min(end + 1 + line.len());
        if is_kept || !is_blank(line, indent) {
            last = end;
        }
    }
    // The last line end of the text is not part of the scalar.
    if last == text.len() && text.ends_with('\n') {
        last -= 1;
    }
    Scalar { range: start..last, kind: Kind::Block { indent, explicit } }
}

/// Indents a scalar for an entry at this column.
fn indented(scalar: &str, kind: Kind, entry: Option<usize>) -> String {
    let mut lines = scalar.split('\n');
    let first = lines.next().unwrap_or_default();
    let (first, indent) = match kind {
        Kind::Flow => (first.trim_end_matches([' ', '\t']).to_owned(), entry.unwrap_or(0) + STEP),
        Kind::Escaped => (first.to_owned(), entry.unwrap_or(0) + STEP),
        Kind::Block { explicit, .. } => {
            let (indicators, comment) = split_header(first);
            (format!("{indicators}{comment}"), entry.unwrap_or(0) + explicit.unwrap_or(STEP))
        }
    };
    let indent = " ".repeat(indent);
    let line = |line: &str| {
        let line = match kind {
            Kind::Flow => line.trim_matches([' ', '\t']),
            Kind::Escaped => line.trim_start_matches([' ', '\t']),
            Kind::Block { indent, .. } => line.get(indent..).unwrap_or_default(),
        };
        if line.is_empty() { "\n".to_owned() } else { format!("\n{indent}{line}") }
    };
    first + &lines.map(line).collect::<String>()
}

/// Splits the first line of a block scalar into indicators and a comment with a space before it.
fn split_header(header: &str) -> (&str, String) {
    let (indicators, comment) = header.split_at(header.find([' ', '\t']).unwrap_or(header.len()));
    let comment = comment.trim();
    (indicators, if comment.is_empty() { String::new() } else { format!(" {comment}") })
}

/// Returns whether a line of a scalar has nothing but indentation.
fn is_blank(line: &str, indent: usize) -> bool {
    line.len() <= indent && leading(line) == line.len()
}

fn leading(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
