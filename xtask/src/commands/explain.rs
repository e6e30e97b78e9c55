//! `explain`: explains an error of a spec.

use annotate_snippets::Renderer;
use clap::Args;
use modelarts_codegen::diagnostic::explanation::{self, Example, Explanation};
use modelarts_codegen::{lint, read};

use crate::terminal;
use crate::workspace::Result;

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Code of the error, such as E0010
    code: Option<String>,
}

/// Prints the explanation of a code. Without a code, lists all codes.
pub(crate) fn run(options: &Options) -> Result {
    let Some(code) = &options.code else {
        let line = |known: &Explanation| format!("{}  {}\n", known.code, known.title);
        return terminal::print(explanation::ALL.iter().map(line).collect::<String>());
    };
    let code = code.to_uppercase();
    let explanation = explanation::find(&code)
        .ok_or_else(|| format!("unknown code `{code}`; run `cargo xtask explain` to list all codes"))?;
    terminal::print(text(explanation))
}

fn text(explanation: &Explanation) -> String {
    let Explanation { code, title, why, example } = explanation;
    let mut text = format!("{code}: {title}\n\nWhy: {why}.\n");
    if let Some(example) = example {
        text += &format!(
            "\nCorrect, in {}:\n\n{}\n\nWrong:\n\n{}\n",
            example.file,
            lines(example),
            diagnostics(example).trim_end()
        );
    }
    text
}

/// Returns the diagnostics of the wrong example.
fn diagnostics(example: &Example) -> String {
    let sources = example.broken();
    let found = read(&sources).map_or_else(|found| found, |api| lint::lint(&api));
    found.render(&sources, &Renderer::plain())
}

/// Returns the lines of the correct example.
fn lines(example: &Example) -> String {
    let sources = explanation::example();
    let lines = sources.text(example.file).into_iter().flat_map(str::lines);
    let first = example.right.lines().next().unwrap_or_default();
    lines.filter(|line| line.contains(first)).map(|line| format!("    {}", line.trim())).collect::<Vec<_>>().join("\n")
}
