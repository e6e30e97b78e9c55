//! Formats a YAML text.

use std::{error, fmt, panic};

use modelarts_codegen::load::content;
use pretty_yaml::config::{FormatOptions, LanguageOptions, LayoutOptions};
use yaml_parser::SyntaxError;

use super::scalars;

/// How often a text is formatted until it is stable.
const MAX_RUNS: usize = 4;

/// Formats a text. Values, comments and their places do not change.
pub(super) fn format(text: &str) -> Result<String, LayoutError> {
    // The formatter's parser tracks indentation in 64 bits, and panics on more columns.
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
    // Long lines are not broken.
    let layout = LayoutOptions { print_width: 10_000, ..LayoutOptions::default() };
    let language = LanguageOptions {
        flow_map_prefer_single_line: Some(true),
        flow_sequence_prefer_single_line: Some(true),
        trim_trailing_zero: false,
        ..LanguageOptions::default()
    };
    let formatted = pretty_yaml::format_text(&masked.text, &FormatOptions { layout, language });
    masked.unmask(&formatted.map_err(LayoutError::Syntax)?).map_err(LayoutError::Syntax)
}

/// Returns whether two texts have the same comments in the same places: they differ only by white space, commas and
/// quotes, and comments on lines of their own stay there.
fn has_same_comments(a: &str, b: &str) -> bool {
    let is_content = |c: &char| !c.is_whitespace() && !matches!(c, ',' | '\'' | '"');
    let lines = |text: &str| {
        let lines = text.lines().map(str::trim).filter(|line| line.starts_with('#'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    a.chars().filter(is_content).eq(b.chars().filter(is_content)) && lines(a) == lines(b)
}

/// An error of formatting.
#[derive(Debug)]
pub(super) enum LayoutError {
    /// The formatter cannot parse the text.
    Syntax(SyntaxError),
    /// Lists and tables are nested too deeply.
    TooDeep,
    /// The formatter panics.
    Panic,
    /// A value or the place of a comment would change.
    Changed,
    /// Each run would change the text again.
    Unstable,
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax(_) => "the formatter cannot parse it",
            Self::TooDeep => "nested too deeply",
            Self::Panic => "the formatter fails; indent lines by less than 64 columns",
            Self::Changed => "formatting would change a value or move a comment; simplify the text",
            Self::Unstable => "each run would change it again; simplify the text",
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
    fn comments_and_long_lines_are_kept() {
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

    /// Scalars whose white space is significant.
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
    fn scalars_keep_their_values() {
        for (text, expected) in SCALARS {
            assert_eq!(format(text).as_deref().unwrap_or("an error"), *expected, "{text:?}");
            assert_eq!(format(expected).unwrap(), *expected);
        }
    }
}
