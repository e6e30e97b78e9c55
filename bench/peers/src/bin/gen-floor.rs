//! gen-floor SPEC OUT.rs
//!
//! The floor: the least a generator of an OpenAPI client can do. It parses the
//! document into serde structs and prints, with format!, what one would write
//! by hand: a struct with serde derives per object, an enum per string enum,
//! a query struct and one reqwest call per operation. No validation, no
//! checks of names, no docs beyond the summary.
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
    content: IndexMap<String, Media>,
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
    #[serde(rename = "type")]
    kind: Option<String>,
    format: Option<String>,
    description: Option<String>,
    #[serde(rename = "enum")]
    values: Vec<String>,
    items: Option<Box<Schema>>,
    properties: IndexMap<String, Schema>,
    required: Vec<String>,
}

impl Schema {
    fn rust(&self) -> String {
        if let Some(r) = &self.reference {
            return r.rsplit('/').next().unwrap_or_default().to_string();
        }
        match (self.kind.as_deref(), self.format.as_deref()) {
            (Some("array"), _) => {
                format!("Vec<{}>", self.items.as_ref().map_or("()".to_string(), |i| i.rust()))
            }
            (Some("boolean"), _) => "bool".to_string(),
            (Some("integer"), Some("int32")) => "i32".to_string(),
            (Some("integer"), _) => "i64".to_string(),
            (Some("number"), _) => "f64".to_string(),
            _ => "String".to_string(),
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
    s.split(['_', '-']).map(|w| w[..1].to_ascii_uppercase() + &w[1..]).collect()
}

fn field(out: &mut String, name: &str, doc: &str, ty: &str, required: bool) -> std::fmt::Result {
    if !doc.is_empty() {
        writeln!(out, "    /// {doc}")?;
    }
    let id = snake(name);
    let mut attrs = Vec::new();
    if id != name {
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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, spec, out_path] = args.as_slice() else {
        return Err("usage: gen-floor SPEC OUT.rs".into());
    };
    let text = std::fs::read_to_string(spec)?;
    let doc: Doc = serde_json::from_str(&text)?;

    let mut out = String::from("use serde::{Deserialize, Serialize};\n");
    for (name, schema) in &doc.components.schemas {
        if let Some(d) = &schema.description {
            writeln!(out, "\n/// {d}")?;
        } else {
            writeln!(out)?;
        }
        if !schema.values.is_empty() {
            writeln!(out, "#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]")?;
            writeln!(out, "pub enum {name} {{")?;
            for v in &schema.values {
                writeln!(out, "    #[serde(rename = \"{v}\")]\n    {},", camel(v))?;
            }
        } else {
            writeln!(out, "#[derive(Clone, Debug, Serialize, Deserialize)]")?;
            writeln!(out, "pub struct {name} {{")?;
            for (f, s) in &schema.properties {
                let d = s.description.as_deref().unwrap_or_default();
                field(&mut out, f, d, &s.rust(), schema.required.contains(f))?;
            }
        }
        writeln!(out, "}}")?;
    }

    let mut methods = String::new();
    for (path, ops) in &doc.paths {
        for (method, op) in ops {
            let query = format!("{}Query", camel(&op.operation_id));
            writeln!(out, "\n/// Query of `{}`.", op.operation_id)?;
            writeln!(out, "#[derive(Clone, Debug, Default, Serialize)]\npub struct {query} {{")?;
            let mut params = String::new();
            for p in &op.parameters {
                match p.place.as_str() {
                    "path" => write!(params, ", {}: &str", p.name)?,
                    _ => field(&mut out, &p.name, &p.description, &p.schema.rust(), p.required)?,
                }
            }
            writeln!(out, "}}")?;
            let body = op.responses["200"].content["application/json"].schema.rust();
            writeln!(methods, "\n    /// {}", op.summary)?;
            writeln!(
                methods,
                "    pub async fn {}(&self{params}, query: &{query}) -> Result<{body}, reqwest::Error> {{",
                op.operation_id
            )?;
            writeln!(methods, "        self.http")?;
            writeln!(methods, "            .{method}(format!(\"{{}}{path}\", self.base))")?;
            writeln!(
                methods,
                "            .header(\"X-Auth-Token\", &self.token)\n            .query(query)\n            .send()\n            .await?"
            )?;
            writeln!(methods, "            .error_for_status()?\n            .json()\n            .await\n    }}")?;
        }
    }
    writeln!(
        out,
        "\n/// The client.\n#[derive(Clone, Debug)]\npub struct Client {{\n    base: String,\n    token: String,\n    http: reqwest::Client,\n}}"
    )?;
    writeln!(out, "\nimpl Client {{\n    pub fn new(base: &str, token: &str) -> Self {{")?;
    // TLS by ring, which reqwest takes where it is installed.
    writeln!(out, "        let _ = rustls::crypto::ring::default_provider().install_default();")?;
    writeln!(
        out,
        "        Client {{ base: base.to_string(), token: token.to_string(), http: reqwest::Client::new() }}\n    }}"
    )?;
    writeln!(out, "{methods}}}")?;
    std::fs::write(out_path, out)?;
    Ok(())
}
