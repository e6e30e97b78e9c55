//! A YAML text in the one layout.

use std::{error, fmt, panic};

use modelarts_codegen::load::content;
use pretty_yaml::config::{FormatOptions, LanguageOptions, LayoutOptions};
use yaml_parser::SyntaxError;

use super::scalars;

/// How often a text is formatted until nothing changes any more.
const MAX_RUNS: usize = 4;

/// Formats a text. All values, and comments in their places, stay.
pub(super) fn format(text: &str) -> Result<String, LayoutError> {
    // The formatter's parser counts in 64 bits where lines are indented to, and panics on more.
    panic::catch_unwind(|| checked(text)).unwrap_or(Err(LayoutError::Panic))
}

fn checked(text: &str) -> Result<String, LayoutError> {
    if content::is_too_deep(text) {
        return Err(LayoutError::TooDeep);
    }
    let text = scalars::with_final_line_end(text).map_err(LayoutError::Syntax)?;
    let mut formatted = once(&text)?;
    for _ in 0..MAX_RUNS {
        let again = once(&formatted)?;
        if again == formatted {
            let is_same = content::is_same(&text, &formatted) && has_same_comments(&text, &formatted);
            return if is_same { Ok(formatted) } else { Err(LayoutError::Changed) };
        }
        formatted = again;
    }
    Err(LayoutError::Unstable)
}

fn once(text: &str) -> Result<String, LayoutError> {
    let masked = scalars::mask(text).map_err(LayoutError::Syntax)?;
    // A fact stays on its line, however long the line is.
    let layout = LayoutOptions { print_width: 10_000, ..LayoutOptions::default() };
    let language = LanguageOptions {
        flow_map_prefer_single_line: Some(true),
        flow_sequence_prefer_single_line: Some(true),
        trim_trailing_zero: false,
        ..LanguageOptions::default()
    };
    let formatted = pretty_yaml::format_text(&masked.text, &FormatOptions { layout, language });
    masked.put_back(&formatted.map_err(LayoutError::Syntax)?).map_err(LayoutError::Syntax)
}

/// Whether comments are the same, in the same places: apart from blanks, line ends, commas and quotes, a layout
/// changes nothing, and a comment that has a line of its own keeps one.
fn has_same_comments(a: &str, b: &str) -> bool {
    let is_content = |c: &char| !c.is_whitespace() && !matches!(c, ',' | '\'' | '"');
    let lines = |text: &str| {
        let lines = text.lines().map(str::trim).filter(|line| line.starts_with('#'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    a.chars().filter(is_content).eq(b.chars().filter(is_content)) && lines(a) == lines(b)
}

/// A text cannot be formatted.
#[derive(Debug)]
pub(super) enum LayoutError {
    /// It is not YAML, or not as the formatter knows it.
    Syntax(SyntaxError),
    /// Lists and tables are in each other too deeply.
    TooDeep,
    /// The formatter panics on it.
    Panic,
    /// A value or the place of a comment would change.
    Changed,
    /// Each run would change it again.
    Unstable,
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax(_) => "the formatter cannot read it",
            Self::TooDeep => "lists or tables are in each other too deeply",
            Self::Panic => "the formatter fails on it; indent lines by less than 64 columns",
            Self::Changed => "a value or the place of a comment would change; write it in a simpler way",
            Self::Unstable => "it would change with each run; write it in a simpler way",
        })
    }
}

impl error::Error for LayoutError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Syntax(source) => Some(source),
            Self::TooDeep | Self::Panic | Self::Changed | Self::Unstable => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn comments_and_long_lines_stay() {
        let long = "a long text ".repeat(20);
        let text = format!(
            "# First.\ndoc:   A.   # Behind.\ntables:\n    # Before.\n    A: {{a:  1,b: {long} }}\n\n\n    B: [x,y]\n"
        );
        let expected = format!(
            "# First.\ndoc: A. # Behind.\ntables:\n  # Before.\n  A: {{ a: 1, b: {} }}\n\n  B: [x, y]\n",
            long.trim_end()
        );
        assert_eq!(format(&text).unwrap(), expected);
        assert_eq!(format(&expected).unwrap(), expected);
    }

    /// Layouts of scalars that say something by their blanks and line ends.
    const SCALARS: &[(&str, &str)] = &[
        ("a:   |\n      x  \n\n       y\n", "a: |\n  x  \n\n   y\n"),
        ("a: |+\n    x\n\n\nb:   1\n", "a: |+\n  x\n\n\nb: 1\n"),
        ("a:  |-\n    x\n\n\n\nb: 1\n", "a: |-\n  x\n\nb: 1\n"),
        ("t:\n    a: >\n        x\n        y\n\n        z\n", "t:\n  a: >\n    x\n    y\n\n    z\n"),
        ("t:\n    a: |2\n          x\n        y\n", "t:\n  a: |2\n        x\n      y\n"),
        ("a: |\n    \tx\t\n      \n", "a: |\n  \tx\t\n    \n"),
        ("a: one\n       two\n\n       three\n", "a: one\n  two\n\n  three\n"),
        ("a: \"one \\\n       two\\n\n\n       \\ three\"\n", "a: \"one \\\n  two\\n\n\n  \\ three\"\n"),
        ("a: 'one\n       two'   # c\n", "a: 'one\n  two' # c\n"),
        ("a: x\u{a0}\nb:   y\n", "a: x\u{a0}\nb: y\n"),
        ("- - |\n      x\n  -   y\n", "- - |\n    x\n  - y\n"),
        ("a: |   # c\n    x\n# d\nb: &q   !!str  z\n", "a: | # c\n  x\n# d\nb: &q !!str z\n"),
        ("a:   |\n    x", "a: |-\n  x\n"),
    ];

    #[test]
    fn the_value_of_every_scalar_stays_as_it_was() {
        for (text, expected) in SCALARS {
            assert_eq!(format(text).as_deref().unwrap_or("an error"), *expected, "{text:?}");
            assert_eq!(format(expected).unwrap(), *expected);
        }
    }
}
