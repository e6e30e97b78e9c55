//! The API of this project for every contender, and a program that calls all of its operations.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use modelarts_codegen::model::{Api, Operation, Parameter};
use modelarts_codegen::{Sources, openapi};
use serde_json::Value;

use crate::Result;

fn read(spec: &Path) -> Result<Api> {
    let sources = Sources::read(spec)?;
    modelarts_codegen::read(&sources).map_err(|_| "the spec has errors: run `cargo xtask check`".into())
}

/// Writes the spec, and its export as OpenAPI, into a folder.
pub fn write(spec: &Path, folder: &Path) -> Result {
    fs::create_dir_all(folder.join("spec"))?;
    for entry in fs::read_dir(spec)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            fs::copy(&path, folder.join("spec").join(path.file_name().unwrap_or_default()))?;
        }
    }
    let mut document = openapi::document(&read(spec)?);
    // The generator of hand-written code ignores the version.
    fs::write(folder.join("openapi30.json"), document.to_string())?;
    take_first(&mut document);
    fs::write(folder.join("openapi31.json"), document.to_string())?;
    Ok(())
}

/// Keeps only the first of several shapes of a value. oas3-gen overflows its stack on a recursive one.
fn take_first(value: &mut Value) {
    if let Some(first) = value.get_mut("anyOf").map(|shapes| shapes[0].take()) {
        *value = first;
    }
    match value {
        Value::Object(object) => object.values_mut().for_each(take_first),
        Value::Array(items) => items.iter_mut().for_each(take_first),
        _ => {}
    }
}

/// Returns a program that awaits every operation of our client with all parameters set.
pub fn program(spec: &Path) -> Result<String> {
    let api = read(spec)?;
    let mut text = String::from(
        "use client::{Client, Credentials};\n\n/// Returns a value that the compiler cannot predict.\n\
         fn any<T>() -> T {\n    std::hint::black_box(None).unwrap()\n}\n\n",
    );
    let mut awaits = String::new();
    for group in &api.groups {
        let client = format!("client.{}()", group.module);
        for operation in &group.operations {
            let call = call(operation, &client);
            let _ = writeln!(awaits, "        calls += usize::from({call}.send().await.is_ok());");
        }
    }
    let _ = write!(
        text,
        "fn main() {{\n    let base = std::env::args().nth(1).unwrap_or_default();\n    let client = Client::builder()\
         .endpoint(&base).project_id(\"p0\").credentials(Credentials::token(\"token\")).build().unwrap();\n    \
         let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();\n    \
         let calls = runtime.block_on(async {{\n        let mut calls = 0;\n{awaits}        calls\n    }});\n    \
         println!(\"{{calls}}\");\n}}\n"
    );
    Ok(text)
}

fn call(operation: &Operation, client: &str) -> String {
    let (mandatory, others): (Vec<&Parameter>, Vec<_>) =
        operation.parameters.iter().partition(|parameter| parameter.mandatory);
    let arguments = vec!["any()"; mandatory.len()].join(", ");
    let setters: String = others.iter().map(|parameter| format!(".{}(any())", parameter.ident)).collect();
    format!("{client}.{}({arguments}){setters}", operation.ident)
}
