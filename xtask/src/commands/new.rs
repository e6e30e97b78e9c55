//! `new`: adds a new operation to the spec, or makes a package for another service.

mod service;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use modelarts_codegen::propose::{self, Proposal, Request, Shape};
use modelarts_codegen::{HandWritten, Sources, load, model, write};

use super::{fmt, schema};
use crate::spec::Strictness;
use crate::workspace::{Result, SpecFolder, generated};
use crate::{spec, terminal};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add an operation, with guessed types and empty documentation
    #[command(after_help = "Example: cargo xtask new operation things.list \
                            'GET /v1/{project_id}/things?page=1&per_page=10' --sample things.json")]
    Operation(OperationOptions),
    /// Make a package for the client of another service
    #[command(after_help = "Example: cargo xtask new service evs --path ../evs")]
    Service(service::Options),
}

#[derive(Args, Debug)]
struct OperationOptions {
    /// Name of the operation in its file, as in `list`, or with the name of the file, as in `things.list`
    name: String,
    /// Method and path or URL, with an optional example of the query after `?`
    #[arg(value_name = "METHOD /path")]
    http: String,
    /// JSON file with a sample of the request's body
    #[arg(long, value_name = "FILE")]
    request_sample: Option<PathBuf>,
    /// JSON file with a sample of the response's body
    #[arg(long, value_name = "FILE")]
    sample: Option<PathBuf>,
    /// File of the spec to extend or create [default: named after the path]
    #[arg(long, value_name = "NAME")]
    file: Option<String>,
    #[command(flatten)]
    spec: SpecFolder,
}

/// Adds something to the spec.
pub(crate) fn run(options: Options) -> Result {
    match options.what {
        What::Operation(options) => operation(options),
        What::Service(options) => service::run(&options),
    }
}

/// Adds an operation. The spec is checked with it before anything is written.
fn operation(options: OperationOptions) -> Result {
    let folder = &options.spec.spec;
    let hand_written = HandWritten::around(&generated_from(folder));
    let (api, sources) = spec::load(folder, &hand_written, Strictness::default())?;
    let (method, url) =
        options.http.trim().split_once(' ').ok_or("missing path: write it after the method, as in 'GET /v1/things'")?;
    let (method, url) = (method.to_ascii_uppercase(), propose::without_host(url.trim()));
    let (name, operation) = match (options.name.rsplit_once('.'), options.file) {
        (Some(_), Some(_)) => return Err("the file is named twice: remove `--file`, or the part before the dot".into()),
        (Some((group, operation)), None) => (format!("{group}.yaml"), operation),
        (None, file) => (file.unwrap_or_else(|| file_of(url)), options.name.as_str()),
    };
    if !Sources::is_input(&name) {
        return Err(format!("invalid file `{name}`: it is not a file name that ends in `.yaml`").into());
    }
    let exists =
        |group: &model::Group| group.file == name && group.operations.iter().any(|known| known.name == operation);
    if api.groups.iter().any(exists) {
        return Err(format!("duplicate operation `{operation}` in `{name}`: choose another name").into());
    }
    let request_sample = options.request_sample.as_deref().map(read_sample).transpose()?;
    let sample = options.sample.as_deref().map(read_sample).transpose()?;
    let proposal = propose::propose(
        &Request {
            name: operation,
            file: &name,
            method: &method,
            path: url,
            request_sample: request_sample.as_ref(),
            sample: sample.as_ref(),
        },
        &api,
    )?;
    let text = extended(&name, sources.text(&name).map_or_else(beginning, str::to_owned), &proposal)?;
    let others = sources.files().iter().filter(|(known, _)| *known != name).cloned();
    let api = spec::check(&Sources::new(others.chain([(name.clone(), text.clone())])), &hand_written)
        .map_err(|summary| format!("cannot add `{}`: {summary}; nothing was written", options.name))?;
    let file = folder.join(&name);
    write::replace(&file, with_line_ends_of(&file, text).as_bytes())?;
    schema::update(folder, &api)?;
    for warning in &proposal.warnings {
        terminal::note(format_args!("warning: {warning}\n"));
    }
    let tables = match proposal.tables.len() {
        0 => String::new(),
        1 => " and 1 table".to_owned(),
        many => format!(" and {many} tables"),
    };
    terminal::print(format_args!(
        "{}: added `{}`{tables}\n\
         write the documentation, check the types, then run `cargo xtask generate`\n",
        file.display(),
        options.name,
    ))
}

/// Returns the folder of the code that is generated from a spec: next to the spec in a package of its own, or else that
/// of this workspace.
fn generated_from(spec: &Path) -> PathBuf {
    let own = spec.join("../src/generated");
    if own.exists() { own } else { generated() }
}

/// Adds a proposal to the text of a file. Only the new entries are formatted.
fn extended(name: &str, before: String, proposal: &Proposal) -> Result<String> {
    let tables: Vec<_> = proposal.tables.iter().map(|(_, text)| text.as_str()).collect();
    let mut text = before;
    for (section, entries) in [("tables", tables.join("\n")), ("operations", proposal.operation.clone())] {
        if entries.is_empty() {
            continue;
        }
        let formatted = fmt::format_text(&format!("{section}:\n{entries}"))?;
        let entries = formatted.split_once('\n').map_or("", |(_, entries)| entries);
        text = add(&text, section, entries.trim_end());
    }
    refuse_unreadable(name, &text)?;
    Ok(text)
}

/// Returns a text with the line ends and the byte order mark of an existing file.
fn with_line_ends_of(file: &Path, text: String) -> String {
    let before = fs::read_to_string(file).unwrap_or_default();
    let text = if before.contains("\r\n") { text.replace('\n', "\r\n") } else { text };
    if before.starts_with('\u{feff}') { format!("\u{feff}{text}") } else { text }
}

/// Refuses a text that is not a valid file of a spec. Sections in braces, for example, cannot be extended.
fn refuse_unreadable(name: &str, text: &str) -> Result {
    let (_, found) = load::load(&Sources::new([(name.to_owned(), text.to_owned())]));
    match found.entries().iter().find(|entry| entry.place.file == name) {
        Some(entry) => Err(format!(
            "cannot extend `{name}`: {}; write each entry of `tables` and `operations` on its own line, indented by two \
             spaces (see `cargo xtask fmt`)",
            entry.message
        )
        .into()),
        None => Ok(()),
    }
}

fn read_sample(file: &Path) -> Result<Shape> {
    let text = fs::read_to_string(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(serde_json::from_str(text).map_err(|error| format!("invalid JSON in `{}`: {error}", file.display()))?)
}

/// Returns the file of a resource, named after the first segment of the path after the project.
fn file_of(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let words: Vec<_> = path.split('/').filter(|word| !word.is_empty() && !word.starts_with('{')).collect();
    let is_version =
        |word: &str| word.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let resource = words.iter().find(|word| !is_version(word)).copied().unwrap_or("resource");
    format!("{}.yaml", propose::file_stem(resource))
}

/// Returns the first lines of a new file.
fn beginning() -> String {
    format!("# yaml-language-server: $schema={}\ndoc: \"\"\n", modelarts_codegen::schema::FILE)
}

/// Adds entries at the end of a section, without changing other lines.
fn add(text: &str, section: &str, entries: &str) -> String {
    if entries.is_empty() {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.lines().collect();
    let Some(start) = lines.iter().position(|line| begins(line, section)) else {
        return format!("{}\n\n{section}:\n{entries}\n", text.trim_end());
    };
    let begins_section = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    let next = lines[start + 1..].iter().position(begins_section).map_or(lines.len(), |next| start + 1 + next);
    // Comments and blank lines before the next section belong to that.
    let is_inside = |line: &&str| line.starts_with(' ');
    let end = lines[start..next].iter().rposition(is_inside).map_or(start + 1, |last| start + last + 1);
    let (before, after) = lines.split_at(end);
    // A blank line separates new entries from existing ones.
    let gap = if end > start + 1 { "\n" } else { "" };
    format!(
        "{}\n{gap}{entries}\n{}",
        before.join("\n"),
        after.iter().map(|line| format!("{line}\n")).collect::<String>()
    )
}

/// Returns whether a line begins a section, whose entries are on the lines after it.
fn begins(line: &str, section: &str) -> bool {
    let rest = line.strip_prefix(section).and_then(|rest| rest.strip_prefix(':'));
    rest.is_some_and(|rest| rest.trim().is_empty() || rest.trim_start_matches(' ').starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::{add, file_of};

    const TEXT: &str =
        "doc: A.\n\ntables:\n  # A comment.\n  A: { x: 1 } # Another.\n\n# Of the operations.\noperations:\n  a: 1\n";

    #[test]
    fn entries_are_added_at_the_end_of_their_section() {
        let with = add(TEXT, "tables", "  B:\n    y: 2");
        assert_eq!(with, TEXT.replace("# Another.\n", "# Another.\n\n  B:\n    y: 2\n"));
        let with = add(TEXT, "operations", "  b: 2");
        assert_eq!(with, format!("{TEXT}\n  b: 2\n"));
        let with = add(TEXT, "codes", "  C: 3");
        assert_eq!(with, format!("{TEXT}\ncodes:\n  C: 3\n"));
    }

    #[test]
    fn a_file_is_named_after_its_resource() {
        assert_eq!(file_of("/v1/{project_id}/services/{id}?limit=1"), "services.yaml");
        assert_eq!(file_of("/v2/{project_id}/training-jobs"), "training_jobs.yaml");
    }
}
