//! gen-floor SPEC OUT.rs [PROGRAM.rs]
//!
//! The minimum that a generator of an OpenAPI client can do. It parses the
//! document into serde structs and prints, with format!, what a developer
//! writes by hand: a struct with serde derives per object, an enum per string
//! enum, a query struct and one reqwest call per operation. It does not
//! validate, check names or write docs beyond the summary. The program awaits
//! every operation.
use indexmap::IndexMap;
use serde::Deserialize;
use std::fmt::Write;

#[derive(Deserialize)]
struct Doc {
    paths: IndexMap<String, IndexMap<String, Operation>>,
    components: Components,
}

#[derive(Deserialize)]
struct Components {
    schemas: IndexMap<String, Schema>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    operation_id: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
    request_body: Option<Response>,
    responses: IndexMap<String, Response>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    #[serde(rename = "in")]
    place: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    required: bool,
    schema: Schema,
}

#[derive(Deserialize)]
struct Response {
    #[serde(default)]
    content: IndexMap<String, Media>,
}

impl Response {
    fn schema(&self) -> Option<&Schema> {
        Some(&self.content.get("application/json")?.schema)
    }
}

#[derive(Deserialize)]
struct Media {
    schema: Schema,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    /// A string, or a list of strings.
    #[serde(rename = "type")]
    kind: serde_json::Value,
    format: Option<String>,
    description: Option<String>,
    #[serde(rename = "enum")]
    values: Vec<String>,
    #[serde(rename = "x-extensible-enum")]
    open_values: Vec<serde_json::Value>,
    items: Option<Box<Schema>>,
    #[serde(rename = "additionalProperties")]
    additional: serde_json::Value,
    properties: IndexMap<String, Schema>,
    required: Vec<String>,
}

impl Schema {
    fn rust(&self) -> String {
        if let Some(r) = &self.reference {
            return r.rsplit('/').next().unwrap_or_default().to_string();
        }
        if self.additional.is_object() {
            return "std::collections::BTreeMap<String, String>".to_string();
        }
        match (self.kind.as_str(), self.format.as_deref()) {
            (Some("array"), _) => {
                format!("Vec<{}>", self.items.as_ref().map_or("()".to_string(), |i| i.rust()))
            }
            (Some("boolean"), _) => "bool".to_string(),
            (Some("integer"), Some("int32")) => "i32".to_string(),
            (Some("integer"), _) => "i64".to_string(),
            (Some("number"), _) => "f64".to_string(),
            (Some("string"), _) => "String".to_string(),
            _ => "serde_json::Value".to_string(),
        }
    }
}

fn snake(s: &str) -> String {
    let mut out = String::new();
    for c in s.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn camel(s: &str) -> String {
    s.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| w[..1].to_ascii_uppercase() + &w[1..])
        .collect()
}

fn field(out: &mut String, name: &str, doc: &str, ty: &str, required: bool) -> std::fmt::Result {
    if !doc.is_empty() {
        writeln!(out, "    /// {}", doc.replace('\n', "\n    /// "))?;
    }
    let mut id = snake(name).replace('-', "_");
    let mut attrs = Vec::new();
    if id == "type" {
        id = "r#type".to_string();
    } else if id != name {
        attrs.push(format!("rename = \"{name}\""));
    }
    if !required {
        attrs.push("default, skip_serializing_if = \"Option::is_none\"".to_string());
    }
    if !attrs.is_empty() {
        writeln!(out, "    #[serde({})]", attrs.join(", "))?;
    }
    match required {
        true => writeln!(out, "    pub {id}: {ty},"),
        false => writeln!(out, "    pub {id}: Option<{ty}>,"),
    }
}

fn write_schema(out: &mut String, name: &str, schema: &Schema) -> std::fmt::Result {
    if schema.kind == "integer" {
        return writeln!(out, "pub type {name} = i64;");
    }
    let open: Vec<_> = schema.open_values.iter().filter_map(|value| value.as_str()).collect();
    if !schema.values.is_empty() || !open.is_empty() {
        writeln!(out, "#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]")?;
        writeln!(out, "pub enum {name} {{")?;
        for v in schema.values.iter().map(String::as_str).chain(open.iter().copied()) {
            writeln!(out, "    #[serde(rename = \"{v}\")]\n    {},", camel(v))?;
        }
        if !open.is_empty() {
            writeln!(out, "    #[serde(other)]\n    OtherValue,")?;
        }
    } else {
        writeln!(out, "#[derive(Clone, Debug, Serialize, Deserialize)]")?;
        writeln!(out, "pub struct {name} {{")?;
        for (f, s) in &schema.properties {
            let d = s.description.as_deref().unwrap_or_default();
            field(out, f, d, &s.rust(), schema.required.contains(f))?;
        }
    }
    writeln!(out, "}}")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, spec, out_path, program @ ..] = args.as_slice() else {
        return Err("usage: gen-floor SPEC OUT.rs [PROGRAM.rs]".into());
    };
    let text = std::fs::read_to_string(spec)?;
    let doc: Doc = serde_json::from_str(&text)?;

    let mut out = String::from("use serde::{Deserialize, Serialize};\n");
    for (name, schema) in &doc.components.schemas {
        if let Some(d) = &schema.description {
            writeln!(out, "\n/// {}", d.replace('\n', "\n/// "))?;
        } else {
            writeln!(out)?;
        }
        write_schema(&mut out, name, schema)?;
    }

    let (mut methods, mut awaits) = (String::new(), String::new());
    for (path, ops) in &doc.paths {
        for (method, op) in ops {
            let id = &op.operation_id;
            let query = format!("{}Query", camel(id));
            let (mut params, mut values, mut headers) = (String::new(), String::new(), String::new());
            let mut fields = String::new();
            for p in &op.parameters {
                match p.place.as_str() {
                    "path" => write!(params, ", {}: &str", p.name).and_then(|()| write!(values, "any(), "))?,
                    "header" => {
                        let name = snake(&p.name).replace("-_", "_");
                        write!(params, ", {name}: Option<&str>")?;
                        write!(values, "any(), ")?;
                        writeln!(headers, "            .header(\"{}\", {name}.unwrap_or_default())", p.name)?;
                    }
                    _ => field(&mut fields, &p.name, &p.description, &p.schema.rust(), p.required)?,
                }
            }
            if !fields.is_empty() {
                writeln!(out, "\n/// Query of `{id}`.")?;
                writeln!(out, "#[derive(Clone, Debug, Default, Serialize)]\npub struct {query} {{\n{fields}}}")?;
                write!(params, ", query: &{query}")?;
                write!(values, "any(), ")?;
                writeln!(headers, "            .query(query)")?;
            }
            if let Some(schema) = op.request_body.as_ref().and_then(Response::schema) {
                let body = format!("{}Body", camel(id));
                writeln!(out, "\n/// Body of `{id}`.")?;
                write_schema(&mut out, &body, schema)?;
                write!(params, ", body: &{body}")?;
                write!(values, "any(), ")?;
                writeln!(headers, "            .json(body)")?;
            }
            let response = op.responses.iter().find(|(status, _)| status.starts_with('2'));
            let response = response.and_then(|(_, response)| response.schema()).map(Schema::rust);
            writeln!(methods, "\n    /// {}", op.summary)?;
            let body = response.as_deref().unwrap_or("()");
            writeln!(methods, "    pub async fn {id}(&self{params}) -> Result<{body}, reqwest::Error> {{")?;
            let read = if response.is_some() { ".json()\n            .await" } else { ";\n        Ok(())" };
            writeln!(
                methods,
                "        {}self.http\n            .{method}(format!(\"{{}}{path}\", self.base))",
                if response.is_some() { "" } else { "let _ = " }
            )?;
            writeln!(methods, "            .header(\"X-Auth-Token\", &self.token)")?;
            writeln!(methods, "{headers}            .send()\n            .await?\n            .error_for_status()?")?;
            writeln!(methods, "            {read}\n    }}")?;
            writeln!(awaits, "        calls += usize::from(client.{id}({values}).await.is_ok());")?;
        }
    }
    writeln!(
        out,
        "\n/// The client.\n#[derive(Clone, Debug)]\npub struct Client {{\n    base: String,\n    token: String,\n    http: reqwest::Client,\n}}"
    )?;
    writeln!(out, "\nimpl Client {{\n    pub fn new(base: &str, token: &str) -> Self {{")?;
    writeln!(
        out,
        "        Client {{ base: base.to_string(), token: token.to_string(), http: reqwest::Client::new() }}\n    }}"
    )?;
    writeln!(out, "{methods}}}")?;
    std::fs::write(out_path, out)?;
    if let [program] = program {
        std::fs::write(program, PROGRAM.replace("AWAITS", &awaits))?;
    }
    Ok(())
}

const PROGRAM: &str = "\
use client::Client;

/// Returns a value that the compiler cannot predict.
fn any<T>() -> T {
    std::hint::black_box(None).unwrap()
}

fn main() {
    let base = std::env::args().nth(1).unwrap_or_default();
    let client = Client::new(&base, \"token\");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let calls = runtime.block_on(async {
        let mut calls = 0;
AWAITS        calls
    });
    println!(\"{calls}\");
}
";
