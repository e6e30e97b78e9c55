//! The measured APIs: the same list endpoint N times without shared types, and the real API.
//!
//! Every contender gets the same API, as our spec or as OpenAPI 3.0 or 3.1.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use serde_json::{Map, Value, json};

/// The number of operations in a file of our spec.
pub const FILE: usize = 50;

/// A measured API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Api {
    /// The same list endpoint this many times.
    Lists(usize),
    /// The API of this project.
    Real,
}

impl Api {
    pub fn name(self) -> String {
        match self {
            Self::Lists(count) => count.to_string(),
            Self::Real => "real".to_owned(),
        }
    }
}

struct Field {
    name: &'static str,
    /// The type in our spec.
    ty: &'static str,
    doc: &'static str,
}

const JOB: &[Field] = &[
    Field { name: "job_id", ty: "Long", doc: "ID of the training job." },
    Field { name: "job_name", ty: "String", doc: "Name of the training job." },
    Field { name: "version_id", ty: "Long", doc: "Version ID of the training job." },
    Field { name: "status", ty: "Integer", doc: "Status of the training job." },
    Field { name: "create_time", ty: "Long", doc: "Creation time, in ms since the epoch." },
    Field { name: "duration", ty: "Long", doc: "Running time, in ms." },
    Field { name: "job_desc", ty: "String", doc: "Description of the training job." },
    Field { name: "version_count", ty: "Long", doc: "Number of versions of the training job." },
];

const PAGE: &[Field] = &[
    Field { name: "is_success", ty: "Boolean", doc: "Whether the request succeeded." },
    Field { name: "error_message", ty: "String", doc: "Error message of a failed call." },
    Field { name: "error_code", ty: "String", doc: "Error code of a failed call." },
    Field { name: "job_total_count", ty: "Integer", doc: "Total number of jobs." },
    Field { name: "job_count_limit", ty: "Integer", doc: "Number of jobs that can be created." },
    Field { name: "quotas", ty: "Integer", doc: "Maximum number of jobs." },
];

/// Fields that only failures have.
const FAILURE: &[&str] = &["error_message", "error_code"];
const SORT_KEYS: &[&str] = &["job_name", "job_desc", "status", "duration", "version_count", "create_time"];
const ORDERS: &[&str] = &["asc", "desc"];

/// Writes the API with `count` operations in every format.
pub fn write(count: usize, folder: &Path) -> io::Result<()> {
    let ours = folder.join("spec");
    fs::create_dir_all(&ours)?;
    fs::write(ours.join("service.yaml"), SERVICE)?;
    for (number, first) in (0..count).step_by(FILE).enumerate() {
        let file = ours.join(format!("part_{number}.yaml"));
        fs::write(file, spec(first..count.min(first + FILE)))?;
    }
    fs::write(folder.join("openapi30.json"), openapi(count, "3.0.3").to_string())?;
    fs::write(folder.join("openapi31.json"), openapi(count, "3.1.0").to_string())
}

const SERVICE: &str = "\
edition: 2
service: modelarts
doc: Training jobs.
documents: https://docs.example.com/
clouds:
  cloud:
    doc: A cloud.
    regions: [somewhere]
    endpoints: { modelarts: 'https://modelarts.{region}.example.com', iam: 'https://iam.{region}.example.com' }
authentication: { ak_sk: A signature., account: A token. }
path_parameters:
  project_id: { type: String, length: 1..64, doc: Project ID. }
failure: { success: is_success, code: error_code, message: [error_message, error_msg] }
request_id: X-Request-Id
statuses:
  200: { reason: OK, action: proceed, doc: It worked. }
  401: { reason: Unauthorized, action: authenticate, doc: The credentials are wrong. }
";

fn spec(operations: std::ops::Range<usize>) -> String {
    let mut out = String::from("doc: Training jobs.\n\ncodes:\n");
    for i in operations.clone() {
        let codes = |name: &str, doc: &str, values: &[&str]| {
            let rows: String = values.iter().map(|value| format!("      {value}: {value}\n")).collect();
            format!("  {name}{i}:\n    type: String\n    doc: {doc}\n    values:\n{rows}")
        };
        out += &codes("SortBy", "Field to sort by.", SORT_KEYS);
        out += &codes("Order", "Sort order.", ORDERS);
    }
    out += "\ntables:\n";
    for i in operations.clone() {
        let fields = |fields: &[Field]| -> String {
            let absent = |name: &str| if FAILURE.contains(&name) { "absent_on: success, " } else { "" };
            let row = |field: &Field| {
                format!("      {}: {{ type: {}, {}doc: '{}' }}\n", field.name, field.ty, absent(field.name), field.doc)
            };
            fields.iter().map(row).collect()
        };
        let _ = write!(
            out,
            "  Job{i}:\n    doc: One training job (endpoint {i}).\n    fields:\n{}  ListJobs{i}Response:\n    \
             doc: One page of training jobs (endpoint {i}).\n    fields:\n{}      \
             jobs: {{ type: JSON Array, items: Job{i}, doc: Jobs on this page. }}\n",
            fields(JOB),
            fields(PAGE)
        );
    }
    out += "\noperations:\n";
    for i in operations {
        let _ = write!(
            out,
            "  list_jobs{i}:
    http: GET /v1/{{project_id}}/training-jobs-{i}
    doc: Lists the training jobs created by the user that match the criteria (endpoint {i}).
    parameters:
      status: {{ type: String, doc: Job status to filter by. }}
      per_page: {{ type: Integer, range: 1..1000, default: 10, doc: Jobs on each page. }}
      page: {{ type: Integer, range: 1..65535, default: 1, doc: Index of the page. }}
      sort_by: {{ name: sortBy, type: SortBy{i}, doc: Field to sort by. }}
      order: {{ type: Order{i}, doc: Sort order. }}
      search_content: {{ type: String, length: 0..64, doc: Text to search for in job names. }}
      workspace_id: {{ type: String, default: '0', doc: Workspace of the jobs. }}
    response: ListJobs{i}Response
    pages: {{ page: page, size: per_page, items: jobs, total: job_total_count }}
"
        );
    }
    out
}

fn openapi(count: usize, version: &str) -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for i in 0..count {
        paths.insert(format!("/v1/{{project_id}}/training-jobs-{i}"), json!({ "get": operation(i) }));
        schemas.insert(format!("SortBy{i}"), json!({ "type": "string", "enum": SORT_KEYS }));
        schemas.insert(format!("Order{i}"), json!({ "type": "string", "enum": ORDERS }));
        schemas.insert(format!("Job{i}"), object(&format!("One training job (endpoint {i})."), JOB, None));
        let page = format!("One page of training jobs (endpoint {i}).");
        schemas.insert(format!("ListJobs{i}Response"), object(&page, PAGE, Some(i)));
    }
    json!({
        "openapi": version,
        "info": { "title": "Training jobs", "version": "1.0.0" },
        "servers": [{ "url": "http://127.0.0.1" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn object(doc: &str, fields: &[Field], jobs: Option<usize>) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<&str> =
        fields.iter().map(|field| field.name).filter(|name| !FAILURE.contains(name)).collect();
    for field in fields {
        let mut schema = match field.ty {
            "Long" => json!({ "type": "integer", "format": "int64" }),
            "Integer" => json!({ "type": "integer", "format": "int32" }),
            "Boolean" => json!({ "type": "boolean" }),
            _ => json!({ "type": "string" }),
        };
        schema["description"] = field.doc.into();
        properties.insert(field.name.to_owned(), schema);
    }
    if let Some(i) = jobs {
        let items = json!({ "$ref": format!("#/components/schemas/Job{i}") });
        properties
            .insert("jobs".to_owned(), json!({ "type": "array", "items": items, "description": "Jobs on this page." }));
        required.push("jobs");
    }
    json!({ "type": "object", "description": doc, "required": required, "properties": properties })
}

fn operation(i: usize) -> Value {
    let parameter = |name: &str, place: &str, doc: &str, schema: Value| json!({ "name": name, "in": place, "description": doc, "required": place == "path", "schema": schema });
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}{i}") });
    let count = |max: u32, default: u32| json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": max, "default": default });
    json!({
        "operationId": format!("list_jobs{i}"),
        "summary": format!("Lists the training jobs created by the user that match the criteria (endpoint {i})."),
        "parameters": [
            parameter("project_id", "path", "Project ID.", json!({ "type": "string" })),
            parameter("status", "query", "Job status to filter by.", json!({ "type": "string" })),
            parameter("per_page", "query", "Jobs on each page.", count(1000, 10)),
            parameter("page", "query", "Index of the page.", count(65535, 1)),
            parameter("sortBy", "query", "Field to sort by.", reference("SortBy")),
            parameter("order", "query", "Sort order.", reference("Order")),
            parameter("search_content", "query", "Text to search for in job names.", json!({ "type": "string", "maxLength": 64 })),
            parameter("workspace_id", "query", "Workspace of the jobs.", json!({ "type": "string", "default": "0" })),
        ],
        "responses": { "200": { "description": "OK", "content": { "application/json": {
            "schema": { "$ref": format!("#/components/schemas/ListJobs{i}Response") }
        } } } },
    })
}

/// Returns the server's response: a page of `jobs` jobs out of `total`, starting with job number `first`.
pub fn page(first: usize, jobs: usize, total: usize) -> String {
    let job = |k: usize| {
        json!({
            "job_id": 10_000 + k,
            "job_name": format!("trainjob-{k:06}"),
            "version_id": 20_000 + k,
            "status": k % 20,
            "create_time": 1_524_189_990_635u64 + k as u64,
            "duration": 532_003 + k,
            "job_desc": format!("synthetic training job number {k}"),
            "version_count": 1 + k % 7,
        })
    };
    json!({
        "is_success": true,
        "job_total_count": total,
        "job_count_limit": 95,
        "quotas": 100,
        "jobs": (first..first + jobs).map(job).collect::<Vec<_>>(),
    })
    .to_string()
}
