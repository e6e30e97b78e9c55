//! `fmt`: one layout for the files of a spec.

use std::fs;
use std::path::Path;

use modelarts_codegen::Sources;
use pretty_yaml::config::{FormatOptions, LanguageOptions, LayoutOptions};

use crate::Result;

/// Brings the files of a spec into the one layout, comments kept; or says which are not in it.
pub(crate) fn run(spec: &Path, only_check: bool) -> Result {
    let sources = Sources::read(spec)?;
    let mut changed = Vec::new();
    for (name, text) in sources.files() {
        let formatted =
            format(text).map_err(|error| format!("{name} is not YAML, `cargo xtask check` tells more: {error}"))?;
        if formatted == *text {
            continue;
        }
        if !only_check {
            let file = spec.join(name);
            fs::write(&file, formatted).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
            println!("formatted: {name}");
        }
        changed.push(name.as_str());
    }
    if only_check && !changed.is_empty() {
        return Err(format!("not formatted: {}; run `cargo xtask fmt`", changed.join(", ")).into());
    }
    Ok(())
}

fn format(text: &str) -> Result<String> {
    // A fact stays on its line, however long the line is.
    let layout = LayoutOptions { print_width: 10_000, ..LayoutOptions::default() };
    let language = LanguageOptions {
        flow_map_prefer_single_line: Some(true),
        flow_sequence_prefer_single_line: Some(true),
        trim_trailing_zero: false,
        ..LanguageOptions::default()
    };
    Ok(pretty_yaml::format_text(text, &FormatOptions { layout, language })?)
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn comments_and_long_lines_stay() -> crate::Result {
        let long = "a long text ".repeat(20);
        let text = format!(
            "# First.\ndoc:   A.   # Behind.\ntables:\n    # Before.\n    A: {{a:  1,b: {long} }}\n\n\n    B: [x,y]\n"
        );
        let expected = format!(
            "# First.\ndoc: A. # Behind.\ntables:\n  # Before.\n  A: {{ a: 1, b: {} }}\n\n  B: [x, y]\n",
            long.trim_end()
        );
        assert_eq!(format(&text)?, expected);
        assert_eq!(format(&expected)?, expected);
        Ok(())
    }
}
