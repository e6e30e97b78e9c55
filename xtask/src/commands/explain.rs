//! `explain`: what a mistake of a spec is, and how it is mended.

use annotate_snippets::Renderer;
use clap::Args;
use modelarts_codegen::diagnostic::explanation::{self, Example, Explanation};
use modelarts_codegen::{lint, read};

use crate::terminal;
use crate::workspace::Result;

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Code of the error, as in `E0010`
    code: Option<String>,
}

/// Prints the explanation of a code; a list of all codes if there is none.
pub(crate) fn run(options: &Options) -> Result {
    let Some(code) = &options.code else {
        let line = |known: &Explanation| format!("{}  {}\n", known.code, known.title);
        return terminal::print(explanation::ALL.iter().map(line).collect::<String>());
    };
    let code = code.to_uppercase();
    let explanation = explanation::find(&code)
        .ok_or_else(|| format!("there is no mistake {code}; `cargo xtask explain` lists them all"))?;
    terminal::print(text(explanation))
}

fn text(explanation: &Explanation) -> String {
    let Explanation { code, title, why, example } = explanation;
    let mut text = format!("{code}: {title}\n\nWhy it matters: {why}.\n");
    if let Some(example) = example {
        text += &format!(
            "\nRight, in {}:\n\n{}\n\nWrong, and what is said then:\n\n{}\n",
            example.file,
            lines(example),
            said(example).trim_end()
        );
    }
    text
}

/// What is said of the example once it is wrong.
fn said(example: &Example) -> String {
    let sources = example.broken();
    let found = read(&sources).map_or_else(|found| found, |api| lint::lint(&api));
    found.render(&sources, &Renderer::plain())
}

/// The lines of the example in which something stands.
fn lines(example: &Example) -> String {
    let sources = explanation::example();
    let lines = sources.text(example.file).into_iter().flat_map(str::lines);
    let first = example.right.lines().next().unwrap_or_default();
    lines.filter(|line| line.contains(first)).map(|line| format!("    {}", line.trim())).collect::<Vec<_>>().join("\n")
}
