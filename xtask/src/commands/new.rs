//! `new`: a start for an operation, in the file where it belongs.

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
    /// Begin an operation, in the file where it belongs
    #[command(after_help = "Example: cargo xtask new operation list_things \
                            'GET /v1/{project_id}/things?page=1&per_page=10' --sample things.json")]
    Operation(OperationOptions),
}

#[derive(Args, Debug)]
struct OperationOptions {
    /// Name of the operation
    name: String,
    /// Method and path, and after `?` a query with the values of an example
    #[arg(value_name = "METHOD /path")]
    http: String,
    /// File with a sample of the response, in JSON
    #[arg(long, value_name = "FILE")]
    sample: Option<PathBuf>,
    /// File of the spec to add it to [default: named after the path]
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

/// Writes the start of an operation.
fn operation(options: OperationOptions) -> Result {
    let folder = &options.spec.spec;
    let api = spec::read(folder)?;
    let sample = options.sample.as_deref().map(read_sample).transpose()?;
    let (method, path) =
        options.http.split_once(' ').ok_or("the path is missing: write it after the method, as in 'GET /v1/things'")?;
    if let Some(known) = api.operations().find(|known| is_the_same(&api, known, &options.name, method, path)) {
        let template = known.template(&api.service);
        let (name, method) = (&known.name, known.method.as_str());
        return Err(format!("the spec has the operation `{name}` already: {method} {template}").into());
    }
    let name = options.file.unwrap_or_else(|| file_of(path));
    if !Sources::is_input(&name) {
        return Err(format!("invalid `--file`: `{name}` is not the name of a file that ends in `.yaml`").into());
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
        "{}: `{}`, and {} tables\n\
         write the documentation where it is empty, look at the types, then run `cargo xtask generate`\n",
        file.display(),
        options.name,
        proposal.tables.len()
    ))
}

/// Refuses a text that would not be a file of a spec: sections that are written in another way cannot be extended.
fn refuse_unreadable(name: &str, text: &str) -> Result {
    let (_, found) = load::load(&Sources::new([(name.to_owned(), text.to_owned())]));
    match found.entries().iter().find(|entry| entry.place.file == name) {
        Some(entry) => Err(format!(
            "cannot add to `{name}`: {}; write `tables:` and `operations:` with their entries on lines of their own, \
             indented by two blanks (`cargo xtask fmt` does)",
            entry.message
        )
        .into()),
        None => Ok(()),
    }
}

/// Whether an operation has the name, in the same version, or the method and path of another.
fn is_the_same(api: &Api, known: &Operation, name: &str, method: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let template = known.template(&api.service);
    let is_v2 = |path: &str| path.starts_with("/v2/");
    (known.name == name && is_v2(&template) == is_v2(path)) || (known.method.as_str() == method && template == path)
}

fn read_sample(file: &Path) -> Result<serde_json::Value> {
    let text = fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    Ok(serde_json::from_str(&text).map_err(|error| format!("{} is not JSON: {error}", file.display()))?)
}

fn type_names(api: &Api) -> Vec<&str> {
    let tables = api.resources.iter().flat_map(|resource| &resource.tables).map(|table| table.name.as_str());
    let codes = api.resources.iter().flat_map(|resource| &resource.codes).map(|codes| codes.name.as_str());
    tables.chain(codes).collect()
}

/// The file of a resource: named after the first word of the path behind the project.
fn file_of(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let words: Vec<_> = path.split('/').filter(|word| !word.is_empty() && !word.starts_with('{')).collect();
    let version = if words.first() == Some(&"v2") { "v2_" } else { "" };
    let resource = words.get(1).map_or_else(|| "resource".to_owned(), |word| word.replace('-', "_"));
    format!("{version}{resource}.yaml")
}

fn beginning(path: &str) -> String {
    let version = if path.starts_with("/v2/") { "version: v2\n" } else { "" };
    format!("# yaml-language-server: $schema={}\ndoc: \"\"\n{version}", schema::FILE)
}

/// Adds entries at the end of a section; what stands there, comments too, stays as it is.
fn add(text: &str, section: &str, entries: &str) -> String {
    if entries.is_empty() {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.lines().collect();
    let Some(start) = lines.iter().position(|line| line.trim_end() == format!("{section}:")) else {
        return format!("{}\n\n{section}:\n{entries}\n", text.trim_end());
    };
    let begins_section = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    let next = lines[start + 1..].iter().position(begins_section).map_or(lines.len(), |behind| start + 1 + behind);
    // Comments and blank lines before the next section are its own.
    let is_inside = |line: &&str| line.starts_with(' ');
    let end = lines[start..next].iter().rposition(is_inside).map_or(start + 1, |last| start + last + 1);
    let (before, behind) = lines.split_at(end);
    // Entries of a section that has some stand apart.
    let gap = if end > start + 1 { "\n" } else { "" };
    format!(
        "{}\n{gap}{entries}\n{}",
        before.join("\n"),
        behind.iter().map(|line| format!("{line}\n")).collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::{add, file_of};

    const TEXT: &str =
        "doc: A.\n\ntables:\n  # A comment.\n  A: { x: 1 } # Another.\n\n# Of the operations.\noperations:\n  a: 1\n";

    #[test]
    fn entries_come_at_the_end_of_their_section_and_nothing_else_changes() {
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
        assert_eq!(file_of("/v2/{project_id}/training-jobs"), "v2_training_jobs.yaml");
    }
}
