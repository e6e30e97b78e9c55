//! `generate`: generates the client from the spec.

use std::path::{Path, PathBuf};

use clap::Args;
use modelarts_codegen::write::Stale;
use modelarts_codegen::{HandWritten, write};

use super::schema;
use crate::workspace::{ClientFolder, Result, SpecFolder};
use crate::{spec, terminal};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    spec: SpecFolder,
    #[command(flatten)]
    out: ClientFolder,
}

/// Updates the generated client.
pub(crate) fn run(options: &Options) -> Result {
    generate(&options.spec.spec, &options.out.out)
}

pub(crate) fn generate(spec: &Path, out: &Path) -> Result {
    refuse_spec(spec, out)?;
    let api = spec::read_with(spec, &HandWritten::around(out))?;
    let outputs = write::render(&api)?;
    let changed = write::write(out, &outputs)?;
    schema::update(spec, &api)?;
    let line = |stale: &Stale| {
        let action = if matches!(stale, Stale::Leftover(_)) { "removed" } else { "updated" };
        format!("{action}: {}\n", stale.path().display())
    };
    let lines: String = changed.iter().map(line).collect();
    terminal::print(format_args!("{lines}{} files generated, {} changed\n", outputs.len(), changed.len()))
}

/// Refuses an output folder that holds the spec.
fn refuse_spec(spec: &Path, out: &Path) -> Result {
    if resolved(spec).starts_with(resolved(out)) {
        let (out, spec) = (out.display(), spec.display());
        return Err(format!(
            "refused to write to `{out}`: it holds the spec `{spec}`; choose another folder with `--out`"
        )
        .into());
    }
    Ok(())
}

/// Resolves links in the existing part of a path.
fn resolved(path: &Path) -> PathBuf {
    let mut ancestors = path.ancestors().filter(|ancestor| !ancestor.as_os_str().is_empty());
    let existing = ancestors.find_map(|ancestor| Some((ancestor, ancestor.canonicalize().ok()?)));
    match existing {
        Some((ancestor, resolved)) => path.strip_prefix(ancestor).map_or(resolved.clone(), |rest| resolved.join(rest)),
        None => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}
