//! `new`: adds a new operation to the spec.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::{Args, Subcommand};
use modelarts_codegen::model::Operation;
use modelarts_codegen::propose::{self, Request};
use modelarts_codegen::{Api, Sources, load, schema, write};

use crate::workspace::{Result, SpecFolder};
use crate::{spec, terminal};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add an operation, with guessed types and empty documentation
    #[command(after_help = "Example: cargo xtask new operation list_things \
                            'GET /v1/{project_id}/things?page=1&per_page=10' --sample things.json")]
    Operation(OperationOptions),
}

#[derive(Args, Debug)]
struct OperationOptions {
    /// Name of the operation
    name: String,
    /// Method and path, with an optional example of the query after `?`
    #[arg(value_name = "METHOD /path")]
    http: String,
    /// JSON file with a sample of the response
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
    }
}

/// Adds an operation.
fn operation(options: OperationOptions) -> Result {
    let folder = &options.spec.spec;
    let api = spec::read(folder)?;
    let sample = options.sample.as_deref().map(read_sample).transpose()?;
    let (method, path) =
        options.http.split_once(' ').ok_or("missing path: write it after the method, as in 'GET /v1/things'")?;
    if let Some(known) = api.operations().find(|known| is_the_same(&api, known, &options.name, method, path)) {
        let template = known.template(&api.service);
        let (name, method) = (&known.name, known.method.as_str());
        return Err(format!("duplicate operation `{name}`: {method} {template}").into());
    }
    let name = options.file.unwrap_or_else(|| file_of(path));
    if !Sources::is_input(&name) {
        return Err(format!("invalid `--file`: `{name}` is not a file name that ends in `.yaml`").into());
    }
    let request = Request { name: &options.name, method, path, sample: sample.as_ref() };
    let proposal = propose::propose(&request, &api.service.failure, &type_names(&api));
    let file = folder.join(&name);
    let before = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => beginning(path),
        Err(error) => return Err(format!("cannot read `{}`: {error}", file.display()).into()),
    };
    let tables: String = proposal.tables.iter().map(|(_, text)| format!("{text}\n")).collect();
    let text = add(&before, "tables", tables.trim_end());
    let text = add(&text, "operations", proposal.operation.trim_end());
    refuse_unreadable(&name, &text)?;
    write::replace(&file, text.as_bytes())?;
    terminal::print(format_args!(
        "{}: added `{}` and {} tables\n\
         write the documentation, check the types, then run `cargo xtask generate`\n",
        file.display(),
        options.name,
        proposal.tables.len()
    ))
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

/// Returns whether an operation has the same name and version, or the same method and path.
fn is_the_same(api: &Api, known: &Operation, name: &str, method: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let template = known.template(&api.service);
    let is_v2 = |path: &str| path.starts_with("/v2/");
    (known.name == name && is_v2(&template) == is_v2(path)) || (known.method.as_str() == method && template == path)
}

fn read_sample(file: &Path) -> Result<serde_json::Value> {
    let text = fs::read_to_string(file).map_err(|error| format!("cannot read `{}`: {error}", file.display()))?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("invalid JSON in `{}`: {error}", file.display()))?)
}

fn type_names(api: &Api) -> Vec<&str> {
    let tables = api.resources.iter().flat_map(|resource| &resource.tables).map(|table| table.name.as_str());
    let codes = api.resources.iter().flat_map(|resource| &resource.codes).map(|codes| codes.name.as_str());
    tables.chain(codes).collect()
}

/// Returns the file of a resource, named after the first segment of the path after the project.
fn file_of(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let words: Vec<_> = path.split('/').filter(|word| !word.is_empty() && !word.starts_with('{')).collect();
    let version = if words.first() == Some(&"v2") { "v2_" } else { "" };
    let resource = words.get(1).map_or_else(|| "resource".to_owned(), |word| word.replace('-', "_"));
    format!("{version}{resource}.yaml")
}

/// Returns the first lines of a new file.
fn beginning(path: &str) -> String {
    let version = if path.starts_with("/v2/") { "version: v2\n" } else { "" };
    format!("# yaml-language-server: $schema={}\ndoc: \"\"\n{version}", schema::FILE)
}

/// Adds entries at the end of a section, without changing other lines.
fn add(text: &str, section: &str, entries: &str) -> String {
    if entries.is_empty() {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.lines().collect();
    let Some(start) = lines.iter().position(|line| line.trim_end() == format!("{section}:")) else {
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
