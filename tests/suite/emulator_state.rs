//! What the emulator keeps: seeded and created things alike, in all operations of the spec.

use std::collections::BTreeSet;
use std::time::Duration;

use modelarts::training_jobs_v1::JobStatus;
use modelarts_codegen::model::{Location, Method, Operation, Pages, Parameter, Type};
use modelarts_emulator::Emulator;
use modelarts_tests::raw::{RawResponse, Values, call, of_parameter, operation, send};
use serde_json::{Value, json};

const SECOND: Duration = Duration::from_secs(1);
const SHORT: Duration = Duration::from_millis(1);
/// The pages of a list that hold all of its items.
const WHOLE: &[(&str, i64)] = &[("per_page", 100), ("limit", 50)];

fn values<const N: usize>(pairs: [(&str, Value); N]) -> Values {
    pairs.map(|(name, value)| (name.to_owned(), value)).into()
}

/// All items that a list shows, under some arguments.
fn listed(emulator: &Emulator, list: &Operation, values: &Values) -> Vec<Value> {
    let mut values = values.clone();
    for (name, most) in WHOLE {
        values.entry((*name).to_owned()).or_insert_with(|| (*most).into());
    }
    let (status, page) = call(emulator, list, &values);
    assert_eq!(status, 200, "{}: {page}", list.id);
    let pages = list.pages.as_ref().unwrap();
    let items = &emulator.api().table(list.table().unwrap()).fields[pages.items[0]].name;
    page[items].as_array().unwrap().clone()
}

/// The lists of the spec.
fn lists(emulator: &Emulator) -> Vec<(&Operation, &Pages)> {
    emulator.api().operations().filter_map(|list| Some((list, list.pages.as_ref()?))).collect()
}

/// What names a thing that exists, for each parameter of an operation that names one.
fn known(emulator: &Emulator, operation: &Operation) -> Values {
    let first = |id: &str| listed(emulator, self::operation(emulator, id), &Values::new()).remove(0);
    let mut known = Values::new();
    let path = operation.template(&emulator.api().service);
    if path.starts_with("/v1/{project_id}/training-jobs/") {
        let job = first("training_jobs_v1.list");
        let (job_id, version_id) = (job["job_id"].clone(), job["version_id"].clone());
        let files = self::operation(emulator, "training_logs.list_files");
        let about = values([("job_id", job_id), ("version_id", version_id)]);
        let files = call(emulator, files, &about).1["log_file_list"].clone();
        known.extend(about);
        known.insert("log_file".to_owned(), files[0].clone());
        let config = json!({ "worker_server_num": 1, "pre_version_id": job["version_id"], "spec_id": 1 });
        known.insert("config".to_owned(), config);
    } else if path.starts_with("/v1/{project_id}/visualization-jobs/") {
        known.insert("job_id".to_owned(), first("visualization_jobs.list")["job_id"].clone());
    } else if path.starts_with("/v1/{project_id}/training-job-configs/") {
        known.insert("config_name".to_owned(), first("training_job_configs.list")["config_name"].clone());
    } else if path.starts_with("/v2/{project_id}/training-jobs/autosearch/") {
        let kinds = call(emulator, self::operation(emulator, "auto_search.list_yaml_templates"), &Values::new()).1;
        let kind = &kinds["yaml_templates"][0];
        known.insert("algorithm_type".to_owned(), kind["algorithm_type_en"].clone());
        known.insert("algorithm_name".to_owned(), kind["algorithm_names"][0].clone());
    } else if path.starts_with("/v2/{project_id}/training-jobs/") {
        let job = first("training_jobs.list");
        let id = values([("training_job_id", job["metadata"]["id"].clone())]);
        let trials = call(emulator, self::operation(emulator, "auto_search.list_trials"), &id).1;
        let analysis = call(emulator, self::operation(emulator, "auto_search.get_parameter_analysis"), &id).1;
        known.extend(id);
        known.insert("task_id".to_owned(), job["status"]["tasks"][0].clone());
        known.insert("trial_id".to_owned(), trials["items"]["data"][0][0].clone());
        known.insert("parameter_name".to_owned(), analysis["data"][0][0].clone());
    } else if path.starts_with("/v2/{project_id}/algorithms/") {
        known.insert("algorithm_id".to_owned(), first("algorithms.list")["metadata"]["id"].clone());
    } else if path.starts_with("/v1/{project_id}/services/{service_id}/") {
        let deployed = call(emulator, self::operation(emulator, "services.deploy"), &Values::new()).1;
        known.insert("service_id".to_owned(), deployed["service_id"].clone());
    } else if path.starts_with("/v1/{project_id}/networks/") {
        known.insert("network_name".to_owned(), first("networks.list")["metadata"]["name"].clone());
    } else if path.starts_with("/v1/{project_id}/images/{id}") {
        known.insert("id".to_owned(), first("images.list")["id"].clone());
    }
    known
}

/// The parameters that name things whose pages list no error code, not even a similar one. The emulator accepts any value.
const WITHOUT_CODE: &[(&str, &str)] = &[
    ("models.delete", "model_id"),
    ("notebooks.renew_lease", "id"),
    ("service_tasks.stop", "task_id"),
    ("training_job_tags.delete", "training_job_id"),
];

fn is_without_code(operation: &Operation, parameter: &Parameter) -> bool {
    WITHOUT_CODE.contains(&(operation.id.as_str(), parameter.name.as_str()))
}

/// Status and error code of a response.
fn outcome((status, body): &RawResponse) -> (u16, &str) {
    (*status, body["error_code"].as_str().unwrap_or_default())
}

/// Status and error code of what does not exist, by the spec.
fn expected<'a>(emulator: &Emulator, operation: &str, code: Option<&'a String>) -> (u16, &'a str) {
    let code = code.unwrap_or_else(|| panic!("{operation}: nothing says which error code follows"));
    (emulator.api().error_code(code).unwrap().failure_status().unwrap(), code)
}

#[test]
fn what_does_not_exist_is_refused_by_every_operation_that_names_it() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let mut checked = 0;
    for operation in emulator.api().operations() {
        let known = known(&emulator, operation);
        for parameter in &operation.parameters {
            if parameter.location != Location::Path && parameter.not_found.is_none() {
                continue;
            }
            if is_without_code(operation, parameter) {
                assert_eq!(parameter.not_found, None, "{}", operation.id);
                continue;
            }
            assert!(known.contains_key(&parameter.name), "{}: {} has no value here", operation.id, parameter.name);
            let expected = expected(&emulator, &operation.id, parameter.not_found.as_ref());
            let unknown = match of_parameter(emulator.api(), parameter) {
                Value::Number(_) => vec![json!(0), json!(-1), json!(i64::MAX), json!(i64::MIN)],
                _ => vec![json!("nothing"), json!("ü/%?#"), json!("x".repeat(5000)), json!("00000")],
            };
            for unknown in unknown {
                let mut values = known.clone();
                values.insert(parameter.name.clone(), unknown.clone());
                let response = call(&emulator, operation, &values);
                assert_eq!(outcome(&response), expected, "{}, {} {unknown}", operation.id, parameter.name);
            }
            checked += 1;
        }
    }
    assert!(checked > 40, "{checked}");
}

#[test]
fn what_a_body_names_must_exist() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let api = emulator.api();
    let mut checked = 0;
    for operation in api.operations() {
        for parameter in operation.parameters.iter().filter(|parameter| parameter.location == Location::Body) {
            let (Type::Table(at), _) = parameter.ty.as_field() else { continue };
            for field in api.table(at).fields.iter().filter(|field| field.not_found.is_some()) {
                let mut known = known(&emulator, operation);
                let body = known.remove(&parameter.name).unwrap_or_else(|| of_parameter(api, parameter));
                let mut body = body.as_object().unwrap().clone();
                body.insert(field.name.clone(), if field.ty == Type::Text { json!("nothing") } else { json!(7) });
                known.insert(parameter.name.clone(), body.into());
                let expected = expected(&emulator, &operation.id, field.not_found.as_ref());
                assert_eq!(outcome(&call(&emulator, operation, &known)), expected, "{}", operation.id);
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 2);
}

#[test]
fn what_exists_is_never_reported_as_missing() {
    for operation in Emulator::start().unwrap().api().operations() {
        // Each on things that nothing was done to.
        let emulator = Emulator::builder().jobs(3).start().unwrap();
        let (status, body) = call(&emulator, operation, &known(&emulator, operation));
        assert!(status < 300 || status == 409, "{}: {status} {body}", operation.id);
    }
}

/// The items of a list, and the operation that shows one of them, with the value that names it.
type Shown<'a> = (&'a Operation, Value, Values);

fn shown_by<'a>(emulator: &'a Emulator, list: &Operation, item: &Value) -> Option<Shown<'a>> {
    let about = |name: &str, value: &Value| values([(name, value.clone())]);
    let (shows, about) = match list.id.as_str() {
        "training_jobs_v1.list" => {
            let mut about = about("job_id", &item["job_id"]);
            about.insert("version_id".to_owned(), item["version_id"].clone());
            ("training_job_versions.get", about)
        }
        "training_job_configs.list" => ("training_job_configs.get", about("config_name", &item["config_name"])),
        "visualization_jobs.list" => ("visualization_jobs.get", about("job_id", &item["job_id"])),
        "training_jobs.list" => ("training_jobs.get", about("training_job_id", &item["metadata"]["id"])),
        "algorithms.list" => ("algorithms.get", about("algorithm_id", &item["metadata"]["id"])),
        "networks.list" => ("networks.get", about("network_name", &item["metadata"]["name"])),
        "images.list" => ("images.get", about("id", &item["id"])),
        // No operation shows one of these.
        "authorizations.list"
        | "built_in_algorithms.list"
        | "services.list_events"
        | "services.list_specifications"
        | "training_jobs.list_events"
        | "training_job_versions.list" => return None,
        other => panic!("{other}: which operation shows an item?"),
    };
    Some((operation(emulator, shows), item.clone(), about))
}

/// Whether details have the values that a list shows.
fn assert_same(item: &Value, details: &Value, what: &str) {
    for (name, value) in item.as_object().unwrap() {
        // Lists count the versions, details show one.
        if name != "version_count" {
            assert_eq!(&details[name], value, "{what}, {name}");
        }
    }
}

#[test]
fn each_listed_item_is_what_its_details_show() {
    let emulator = Emulator::builder().jobs(50).start().unwrap();
    let mut checked = 0;
    for (list, _) in lists(&emulator).into_iter().filter(|(list, _)| list.id != "training_job_versions.list") {
        let known = known(&emulator, list);
        let items = listed(&emulator, list, &known);
        assert_eq!(items.len(), 50, "{}", list.id);
        for item in &items {
            let Some((shows, item, about)) = shown_by(&emulator, list, item) else { continue };
            let (status, details) = call(&emulator, shows, &about);
            assert_eq!(status, 200, "{}: {details}", shows.id);
            assert_same(&item, &details, &list.id);
            checked += 1;
        }
        assert_eq!(listed(&emulator, list, &known), items, "{}: looking changes nothing", list.id);
    }
    assert_eq!(checked, 350);
}

#[test]
fn the_versions_of_each_listed_job_are_those_that_it_counts() {
    let emulator = Emulator::builder().jobs(50).start().unwrap();
    let jobs = listed(&emulator, operation(&emulator, "training_jobs_v1.list"), &Values::new());
    let (list, get) =
        (operation(&emulator, "training_job_versions.list"), operation(&emulator, "training_job_versions.get"));
    for job in jobs {
        let about = values([("job_id", job["job_id"].clone())]);
        let versions = listed(&emulator, list, &about);
        assert_eq!(versions.len() as u64, job["version_count"].as_u64().unwrap());
        assert_eq!(versions[0]["version_id"], job["version_id"]);
        assert_eq!(versions[0]["status"], job["status"]);
        for (version, before) in versions.iter().zip(versions.iter().skip(1)) {
            assert_eq!(version["pre_version_id"], before["version_id"]);
        }
        for version in &versions {
            let mut about = about.clone();
            about.insert("version_id".to_owned(), version["version_id"].clone());
            let (status, details) = call(&emulator, get, &about);
            assert_eq!((status, &details["job_name"]), (200, &job["job_name"]));
            let mut version = version.clone();
            version.as_object_mut().unwrap().remove("gpu");
            assert_same(&version, &details, "versions");
        }
    }
}

#[test]
fn what_is_deleted_is_gone_from_everything() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let mut deleted = 0;
    for delete in emulator.api().operations().filter(|operation| operation.method == Method::Delete) {
        let named = delete.parameters.iter().rev().find(|parameter| parameter.location == Location::Path);
        let Some(named) = named.filter(|named| !is_without_code(delete, named)) else { continue };
        let known = known(&emulator, delete);
        let (status, body) = call(&emulator, delete, &known);
        assert_eq!(status, delete.success[0], "{}: {body}", delete.id);
        // All operations that name it: those whose path begins with its own.
        let path = delete.template(&emulator.api().service);
        for operation in emulator.api().operations() {
            if !operation.template(&emulator.api().service).starts_with(&path) {
                continue;
            }
            let mut values = self::known(&emulator, operation);
            values.extend(known.clone());
            let expected = expected(&emulator, &operation.id, named.not_found.as_ref());
            assert_eq!(outcome(&call(&emulator, operation, &values)), expected, "{}", operation.id);
        }
        deleted += 1;
    }
    assert_eq!(deleted, 8);
    for (list, expected) in [
        ("training_jobs_v1.list", 2),
        ("training_job_configs.list", 2),
        ("visualization_jobs.list", 2),
        ("training_jobs.list", 2),
        ("algorithms.list", 2),
        ("networks.list", 2),
        ("images.list", 2),
    ] {
        let items = listed(&emulator, operation(&emulator, list), &Values::new());
        assert_eq!(items.len(), expected, "{list}");
    }
}

#[test]
fn what_is_updated_is_shown_by_lists_and_details() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let mut updated = 0;
    for (list, _) in lists(&emulator) {
        let all = known(&emulator, list);
        let Some(item) = listed(&emulator, list, &all).pop() else { continue };
        let Some((shows, item, about)) = shown_by(&emulator, list, &item) else { continue };
        let name = about.keys().next().unwrap();
        let is_update = |operation: &&Operation| {
            let names = operation.parameters.iter().filter(|parameter| parameter.location == Location::Path);
            matches!(operation.method, Method::Put | Method::Patch)
                && names.map(|parameter| &parameter.name).eq([name])
                && shows.template(&emulator.api().service).starts_with(&operation.template(&emulator.api().service))
        };
        let Some(update) = emulator.api().operations().find(is_update) else {
            assert_eq!(list.id, "images.list", "no operation changes an item");
            continue;
        };
        let mut values = about.clone();
        for field in ["job_desc", "config_desc", "description"] {
            if update.parameters.iter().any(|parameter| parameter.name == field) {
                values.insert(field.to_owned(), json!("it was updated"));
            }
        }
        let metadata = match update.method {
            Method::Patch => json!({ "annotations": { "os.modelarts/description": "it was updated" } }),
            _ => json!({ "name": "renamed", "description": "it was updated" }),
        };
        values.insert("metadata".to_owned(), metadata);
        let (status, body) = call(&emulator, update, &values);
        assert_eq!(status, update.success[0], "{}: {body}", update.id);
        let (_, details) = call(&emulator, shows, &about);
        assert!(details.to_string().contains("it was updated"), "{}: {details}", update.id);
        let after = listed(&emulator, list, &all).pop().unwrap();
        assert!(after.to_string().contains("it was updated"), "{}: {after}", update.id);
        assert_ne!(after, item);
        updated += 1;
    }
    assert_eq!(updated, 6);
}

#[test]
fn what_is_created_is_listed_and_shown() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for (create, list) in [
        ("training_jobs_v1.create", "training_jobs_v1.list"),
        ("training_job_configs.create", "training_job_configs.list"),
        ("visualization_jobs.create", "visualization_jobs.list"),
        ("training_jobs.create", "training_jobs.list"),
        ("algorithms.create", "algorithms.list"),
        ("networks.create", "networks.list"),
        ("images.register", "images.list"),
    ] {
        let (create, list) = (operation(&emulator, create), operation(&emulator, list));
        let before = listed(&emulator, list, &Values::new());
        let (status, body) = call(&emulator, create, &Values::new());
        assert_eq!(status, create.success[0], "{}: {body}", create.id);
        let after = listed(&emulator, list, &Values::new());
        let new: Vec<_> = after.iter().filter(|item| !before.contains(item)).collect();
        assert_eq!((after.len(), new.len()), (4, 1), "{}", create.id);
        let (shows, item, about) = shown_by(&emulator, list, new[0]).unwrap();
        // Time passes between a list and its details: only what does not depend on time is compared.
        let (status, mut details) = call(&emulator, shows, &about);
        assert_eq!(status, 200, "{}: {details}", shows.id);
        for moving in ["duration", "status"] {
            details[moving] = item[moving].clone();
        }
        assert_same(&item, &details, &create.id);
    }
}

#[test]
fn names_of_seeded_things_are_taken() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for (create, list, name) in [
        ("training_jobs_v1.create", "training_jobs_v1.list", "job_name"),
        ("training_job_configs.create", "training_job_configs.list", "config_name"),
        ("visualization_jobs.create", "visualization_jobs.list", "job_name"),
    ] {
        let items = listed(&emulator, operation(&emulator, list), &Values::new());
        let taken = values([(name, items[0][name].clone())]);
        let response = call(&emulator, operation(&emulator, create), &taken);
        assert_eq!(outcome(&response), (400, "ModelArts.2751"), "{create}");
    }
}

#[test]
fn names_are_free_again_once_their_things_are_deleted() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for (create, list, delete) in [
        ("training_jobs_v1.create", "training_jobs_v1.list", "training_jobs_v1.delete"),
        ("visualization_jobs.create", "visualization_jobs.list", "visualization_jobs.delete"),
    ] {
        let [create, list, delete] = [create, list, delete].map(|id| operation(&emulator, id));
        let job = listed(&emulator, list, &Values::new()).remove(0);
        let named = values([("job_name", job["job_name"].clone())]);
        let mut id = job["job_id"].clone();
        for _ in 0..3 {
            assert_eq!(outcome(&call(&emulator, create, &named)), (400, "ModelArts.2751"), "{}", create.id);
            assert_eq!(call(&emulator, delete, &values([("job_id", id)])).0, delete.success[0]);
            let (status, created) = call(&emulator, create, &named);
            assert_eq!(status, create.success[0], "{created}");
            id = created["job_id"].clone();
        }
    }
}

#[test]
fn seeded_things_are_always_the_same() {
    let lists_of = |emulator: &Emulator| -> Vec<_> {
        lists(emulator).into_iter().map(|(list, _)| listed(emulator, list, &known(emulator, list))).collect()
    };
    let [first, second] = [(); 2].map(|()| Emulator::builder().jobs(20).start().unwrap());
    assert_eq!(lists_of(&first), lists_of(&second));
}

/// Lists of many: names that would be alike are distinguished.
#[test]
fn no_two_seeded_things_have_one_id() {
    let emulator = Emulator::builder().jobs(20_000).start().unwrap();
    for (table, pointer) in
        [("TrainingJob", "/job_id"), ("TrainingJobConfigSummary", "/config_name"), ("VisualizationJob", "/job_id")]
    {
        let records = emulator.records(table);
        let ids: BTreeSet<_> =
            records.iter().map(|record| Value::Object(record.clone()).pointer(pointer).unwrap().to_string()).collect();
        assert_eq!(ids.len(), 20_000, "{table}");
    }
}

#[test]
fn operations_on_seeded_jobs_behave_by_their_state() {
    let emulator = Emulator::builder().jobs(50).start().unwrap();
    let jobs = listed(&emulator, operation(&emulator, "training_jobs_v1.list"), &Values::new());
    let mut seen = BTreeSet::new();
    for job in &jobs {
        let status = JobStatus::from(job["status"].as_i64().unwrap());
        seen.insert(status.code());
        let about = values([("job_id", job["job_id"].clone()), ("version_id", job["version_id"].clone())]);
        let response = call(&emulator, operation(&emulator, "training_job_versions.stop"), &about);
        let is_stoppable = !status.is_terminal() && status != JobStatus::Killing;
        let expected = if is_stoppable { (200, "") } else { (409, "ModelArts.2796") };
        assert_eq!(outcome(&response), expected, "{status:?}");
    }
    assert!(seen.len() > 15, "{seen:?}");
    let jobs = listed(&emulator, operation(&emulator, "visualization_jobs.list"), &Values::new());
    for job in &jobs {
        let status = JobStatus::from(job["status"].as_i64().unwrap());
        let about = values([("job_id", job["job_id"].clone())]);
        let response = call(&emulator, operation(&emulator, "visualization_jobs.restart"), &about);
        let expected = if status.is_terminal() { (200, "") } else { (409, "ModelArts.2813") };
        assert_eq!(outcome(&response), expected, "{status:?}");
    }
}

/// Follows a log to its end while the clock is advanced.
async fn follow(emulator: &Emulator, mut log: modelarts::LogFollower) -> String {
    let mut text = String::new();
    let reading = async {
        while let Some(piece) = log.try_next().await.unwrap() {
            text.push_str(&piece);
        }
    };
    let time = async {
        loop {
            emulator.advance(SECOND / 10);
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = reading => {}
        () = time => {}
    }
    text
}

#[tokio::test]
async fn the_log_of_every_seeded_job_ends_with_its_job() {
    let jobs = Emulator::builder().jobs(200).start().unwrap().records("TrainingJob");
    for status in 0..=22 {
        let index = jobs.iter().position(|job| job["status"] == status).unwrap();
        let emulator = Emulator::builder().jobs(200).start().unwrap();
        let client = emulator.ak_sk_client().unwrap();
        let number = |name: &str| jobs[index][name].as_i64().unwrap();
        let (id, version) = (number("job_id"), number("version_id"));
        let file = &client.training_logs().list_files(id, version).send().await.unwrap().log_file_list[0];
        let log = client.training_logs().follow(id, version, file).backoff(SHORT, SHORT).quiet_period(SHORT);
        let text = follow(&emulator, log).await;
        let ended = client.training_job_versions().get(id, version).send().await.unwrap().status;
        let was_at_rest = JobStatus::from(status).is_terminal();
        assert!(if was_at_rest { ended.code() == status } else { ended.is_terminal() }, "{status}: {ended:?}");
        assert_eq!(text.ends_with("step 10 of 10\n"), ended == JobStatus::Completed, "{status}: {text}");
        assert!(!text.is_empty(), "{status}");
    }
}

#[tokio::test]
async fn the_log_of_every_seeded_job_of_version_2_ends_with_its_job() {
    let jobs = Emulator::builder().jobs(100).start().unwrap().records("Job");
    let phases: BTreeSet<_> = jobs.iter().map(|job| job["status"]["phase"].as_str().unwrap()).collect();
    assert_eq!(phases.len(), 8);
    for phase in phases {
        let job = jobs.iter().find(|job| job["status"]["phase"] == phase).unwrap();
        let emulator = Emulator::builder().jobs(100).start().unwrap();
        let client = emulator.ak_sk_client().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (id, task) = (text(&job["metadata"]["id"]), text(&job["status"]["tasks"][0]));
        follow(&emulator, client.training_jobs().follow_log(&id, &task).backoff(SHORT, SHORT).quiet_period(SHORT))
            .await;
        let ended = client.training_jobs().get(&id).send().await.unwrap().status.unwrap().phase.unwrap();
        assert!(ended.is_terminal(), "{phase}: {ended:?}");
    }
}

#[test]
fn what_the_spec_adds_is_kept_too() {
    let spec = "doc: Things.\ntables:\n  Thing:\n    doc: A thing.\n    fields:\n      thing_id: { type: Long, doc: ID. }\n      name: { type: String, doc: Name. }\n  ThingList:\n    doc: Things.\n    fields:\n      total: { type: Integer, doc: How many. }\n      things: { type: JSON Array, items: Thing, doc: The things. }\noperations:\n  list_things:\n    http: GET /v1/{project_id}/things\n    doc: Lists.\n    parameters:\n      page: { type: Integer, range: 1.., default: 1, doc: Page. }\n      per_page: { type: Integer, range: 1..100, default: 10, doc: Size. }\n    response: ThingList\n    pages: { page: page, size: per_page, items: things, total: total }\n  get_thing:\n    http: GET /v1/{project_id}/things/{thing_id}\n    doc: Shows.\n    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }\n    response: Thing\n  rename_thing:\n    http: PUT /v1/{project_id}/things/{thing_id}\n    doc: Renames.\n    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }\n    body: { name: { type: String, mandatory: true, doc: Name. } }\n  delete_thing:\n    http: DELETE /v1/{project_id}/things/{thing_id}\n    doc: Deletes.\n    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }\n";
    let emulator = with_spec(3, spec);
    let things = listed(&emulator, operation(&emulator, "things.list_things"), &Values::new());
    let about = values([("thing_id", things[1]["thing_id"].clone()), ("name", json!("renamed"))]);
    assert_eq!(call(&emulator, operation(&emulator, "things.get_thing"), &about), (200, things[1].clone()));
    assert_eq!(call(&emulator, operation(&emulator, "things.rename_thing"), &about).0, 200);
    assert_eq!(call(&emulator, operation(&emulator, "things.get_thing"), &about).1["name"], "renamed");
    assert_eq!(call(&emulator, operation(&emulator, "things.delete_thing"), &about).0, 200);
    assert_eq!(outcome(&call(&emulator, operation(&emulator, "things.get_thing"), &about)), (400, "ModelArts.2783"));
    let left = listed(&emulator, operation(&emulator, "things.list_things"), &Values::new());
    assert_eq!(left, [things[0].clone(), things[2].clone()]);
    let (status, _) = send(&emulator, "GET", "/v1/emulator-project/things/1", None);
    assert_eq!(status, 400);
}

#[test]
fn filters_without_an_operator_or_with_another_number_of_values_are_refused() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for (filter, code) in [
        (json!({ "key": "name", "value": ["a"] }), "ModelArts.2808"),
        (json!({ "key": "name", "operator": "in" }), "ModelArts.2809"),
        (json!({ "key": "name", "operator": "like", "value": [] }), "ModelArts.2809"),
        (json!({ "key": "create_time", "operator": "between", "value": ["1"] }), "ModelArts.2809"),
        (json!({ "key": "create_time", "operator": "between", "value": ["1", "2", "3"] }), "ModelArts.2809"),
    ] {
        let about = values([("filters", json!([filter]))]);
        let response = call(&emulator, operation(&emulator, "training_jobs.list"), &about);
        assert_eq!(outcome(&response), (400, code), "{filter}");
    }
}

#[test]
fn lists_of_version_2_are_sorted_by_what_the_call_names() {
    let emulator = Emulator::builder().jobs(40).start().unwrap();
    for list in ["training_jobs.list", "algorithms.list"] {
        let list = operation(&emulator, list);
        let column = |about: &Values, pointer: &str| -> Vec<Value> {
            listed(&emulator, list, about).iter().map(|item| item.pointer(pointer).unwrap().clone()).collect()
        };
        let times = column(&Values::new(), "/metadata/create_time");
        assert!(times.windows(2).all(|pair| pair[0].as_i64() >= pair[1].as_i64()), "{}: {times:?}", list.id);
        let about = values([("sort_by", json!("name")), ("order", json!("asc"))]);
        let names = column(&about, "/metadata/name");
        assert!(names.windows(2).all(|pair| pair[0].as_str() <= pair[1].as_str()), "{}: {names:?}", list.id);
        let response = call(&emulator, list, &values([("sort_by", json!("nothing"))]));
        assert_eq!(outcome(&response), (400, "ModelArts.2790"), "{}", list.id);
    }
}

/// The things of a spec that the emulator knows nothing else of.
const THINGS: &str = r#"doc: Things.
codes:
  ThingSort:
    type: String
    doc: Keys.
    values: { name: Name., weight: Weight., rank: Rank., flag: Flag. }
tables:
  Thing:
    doc: A thing.
    fields:
      thing_id: { type: Long, doc: ID. }
      name: { type: String, doc: Name. }
      weight: { type: Float, doc: Weight. }
      flag: { type: Boolean, doc: Flag. }
  ThingList:
    doc: Things.
    fields:
      total: { type: Integer, doc: How many. }
      things: { type: JSON Array, items: Thing, doc: The things. }
  Part:
    doc: A part.
    fields:
      part_id: { type: Long, doc: ID. }
      name: { type: String, doc: Name. }
  PartList:
    doc: Parts.
    fields:
      total: { type: Integer, doc: How many. }
      parts: { type: JSON Array, items: Part, doc: The parts. }
  Box:
    doc: A box.
    fields:
      id: { type: String, doc: ID. }
      name: { type: String, doc: Name. }
  Note:
    doc: A note.
    fields:
      note: { type: Integer, doc: Number of the note. }
      text: { type: String, doc: Text. }
  NoteList:
    doc: Notes.
    fields:
      total: { type: Integer, doc: How many. }
      notes: { type: JSON Array, items: Note, doc: The notes. }
  BoxList:
    doc: Boxes.
    fields:
      total: { type: Integer, doc: How many. }
      boxes: { type: JSON Array, items: Box, doc: The boxes. }
operations:
  list_things:
    http: GET /v1/{project_id}/things
    doc: Lists.
    parameters:
      page: { type: Integer, range: 1.., default: 1, doc: Page. }
      per_page: { type: Integer, range: 1..100, default: 10, doc: Size. }
      sort_by: { type: ThingSort, default: name, doc: Key. }
      order: { type: SortOrder, default: asc, doc: Order. }
    response: ThingList
    pages: { page: page, size: per_page, items: things, total: total }
    sort: { by: sort_by, order: order }
  create_thing:
    http: POST /v1/{project_id}/things
    doc: Creates.
    body: { name: { type: String, mandatory: true, doc: Name. }, rank: { type: String, doc: R. } }
    response: Thing
  get_thing:
    http: GET /v1/{project_id}/things/{thing_id}
    doc: Shows.
    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
    response: Thing
  rename_thing:
    http: PUT /v1/{project_id}/things/{thing_id}
    doc: Renames.
    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
    body: { name: { type: String, doc: Name. }, weight: { type: Float, doc: W. }, rank: { type: String, doc: R. }, thing_id2: { type: Long, doc: D.} }
    response: Thing
  delete_thing:
    http: DELETE /v1/{project_id}/things/{thing_id}
    doc: Deletes.
    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
  stop_thing:
    http: POST /v1/{project_id}/things/{thing_id}/stop
    doc: Stops.
    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
  list_parts:
    http: GET /v1/{project_id}/things/{thing_id}/parts
    doc: Lists.
    parameters:
      thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. }
      page: { type: Integer, range: 1.., default: 1, doc: Page. }
      per_page: { type: Integer, range: 1..100, default: 10, doc: Size. }
    response: PartList
    pages: { page: page, size: per_page, items: parts, total: total }
  get_part:
    http: GET /v1/{project_id}/things/{thing_id}/parts/{part_id}
    doc: Shows.
    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. }, part_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
    response: Part
  delete_part:
    http: DELETE /v1/{project_id}/things/{thing_id}/parts/{part_id}
    doc: D.
    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. }, part_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
  list_boxes:
    http: GET /v1/{project_id}/boxes
    doc: Lists.
    parameters:
      page: { type: Integer, range: 1.., default: 1, doc: Page. }
      per_page: { type: Integer, range: 1..100, default: 10, doc: Size. }
    response: BoxList
    pages: { page: page, size: per_page, items: boxes, total: total }
  get_box:
    http: GET /v1/{project_id}/boxes/{box_id}
    doc: Shows.
    parameters: { box_id: { type: String, mandatory: true, not_found: ModelArts.2783, doc: ID. } }
    response: Box
  delete_box:
    http: DELETE /v1/{project_id}/boxes/{box_id}
    doc: D.
    parameters: { box_id: { type: String, mandatory: true, not_found: ModelArts.2783, doc: ID. } }
  create_part:
    http: POST /v1/{project_id}/things/{thing_id}/parts
    doc: Creates.
    parameters: { thing_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
    body: { name: { type: String, mandatory: true, doc: Name. } }
    response: Part
  list_notes:
    http: GET /v1/{project_id}/notes
    doc: Lists.
    parameters:
      page: { type: Integer, range: 1.., default: 1, doc: Page. }
      per_page: { type: Integer, range: 1..100, default: 10, doc: Size. }
    response: NoteList
    pages: { page: page, size: per_page, items: notes, total: total }
  get_note:
    http: GET /v1/{project_id}/notes/{note}
    doc: Shows.
    parameters: { note: { type: Integer, not_found: ModelArts.2783, doc: Number. } }
    response: Note
  create_draft:
    http: POST /v1/{project_id}/drafts
    doc: Creates.
    body: { name: { type: String, mandatory: true, doc: Name. } }
    response: Box
  get_draft:
    http: GET /v1/{project_id}/drafts/{draft_id}
    doc: Shows.
    parameters: { draft_id: { type: String, mandatory: true, not_found: ModelArts.2783, doc: ID. } }
    response: Box
  get_lone:
    http: GET /v1/{project_id}/lones/{lone_id}
    doc: Shows.
    parameters: { lone_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
    response: Thing
  delete_lone:
    http: DELETE /v1/{project_id}/lones/{lone_id}
    doc: D.
    parameters: { lone_id: { type: Long, not_found: ModelArts.2783, doc: ID. } }
"#;

fn with_spec(jobs: usize, spec: &str) -> Emulator {
    let root = modelarts_tests::workspace();
    let committed = modelarts_codegen::Sources::read(&root.join("spec")).unwrap();
    let added = ("things.yaml".to_owned(), spec.to_owned());
    let sources = modelarts_codegen::Sources::new(committed.files().iter().cloned().chain([added]));
    Emulator::builder().jobs(jobs).spec(sources).start().unwrap()
}

const MISSING: (u16, &str) = (400, "ModelArts.2783");

#[test]
fn items_whose_field_is_not_named_as_the_parameter_are_kept() {
    let emulator = with_spec(5, THINGS);
    let (list, get) = (operation(&emulator, "things.list_boxes"), operation(&emulator, "things.get_box"));
    let delete = operation(&emulator, "things.delete_box");
    let boxes = listed(&emulator, list, &Values::new());
    for known in &boxes {
        let about = values([("box_id", known["id"].clone())]);
        assert_eq!(call(&emulator, get, &about), (200, known.clone()));
    }
    for operation in [get, delete] {
        let about = values([("box_id", json!("nothing"))]);
        assert_eq!(outcome(&call(&emulator, operation, &about)), MISSING);
    }
    let about = values([("box_id", boxes[4]["id"].clone())]);
    assert_eq!(call(&emulator, delete, &about).0, 200);
    assert_eq!(outcome(&call(&emulator, get, &about)), MISSING);
    assert_eq!(listed(&emulator, list, &Values::new()), boxes[..4]);
}

#[test]
fn items_that_belong_to_others_are_kept_for_each_of_them() {
    let emulator = with_spec(5, THINGS);
    let [list, get, delete, create] = ["list_parts", "get_part", "delete_part", "create_part"]
        .map(|name| operation(&emulator, &format!("things.{name}")));
    let things = listed(&emulator, operation(&emulator, "things.list_things"), &Values::new());
    let [first, second] = [0, 1].map(|index: usize| values([("thing_id", things[index]["thing_id"].clone())]));
    let parts = listed(&emulator, list, &first);
    assert_eq!(parts.len(), 5);
    let with = |about: &Values, part: &Value| {
        let mut about = about.clone();
        about.insert("part_id".to_owned(), part.clone());
        about
    };
    let part = with(&first, &parts[3]["part_id"]);
    assert_eq!(call(&emulator, get, &part), (200, parts[3].clone()));
    assert_eq!(call(&emulator, delete, &part).0, 200);
    for operation in [get, delete] {
        assert_eq!(outcome(&call(&emulator, operation, &part)), MISSING);
        assert_eq!(outcome(&call(&emulator, operation, &with(&first, &json!(5)))), MISSING);
    }
    assert_eq!(listed(&emulator, list, &first).len(), 4);
    assert_eq!(listed(&emulator, list, &second).len(), 5, "those of another thing are its own");
    let mut about = first.clone();
    about.insert("name".to_owned(), json!("mine"));
    let (status, created) = call(&emulator, create, &about);
    assert_eq!((status, &created["name"]), (200, &json!("mine")));
    assert_eq!(listed(&emulator, list, &first)[0], created);
    assert_eq!(call(&emulator, get, &with(&first, &created["part_id"])), (200, created.clone()));
    assert_eq!(outcome(&call(&emulator, get, &with(&second, &created["part_id"]))), MISSING);
    assert_eq!(call(&emulator, operation(&emulator, "things.delete_thing"), &first).0, 200);
    assert_eq!(outcome(&call(&emulator, list, &first)), MISSING);
}

#[test]
fn what_a_path_of_the_spec_creates_is_listed_and_shown() {
    let emulator = with_spec(3, THINGS);
    let [create, list, get, rename] =
        ["things.create_thing", "things.list_things", "things.get_thing", "things.rename_thing"]
            .map(|id| operation(&emulator, id));
    let (status, created) = call(&emulator, create, &values([("name", json!("mine"))]));
    assert_eq!((status, &created["name"]), (200, &json!("mine")));
    let things = listed(&emulator, list, &Values::new());
    assert_eq!((things.len(), things.iter().filter(|thing| **thing == created).count()), (4, 1));
    let about = values([("thing_id", created["thing_id"].clone()), ("name", json!("renamed"))]);
    assert_eq!(call(&emulator, get, &about), (200, created.clone()));
    let (_, renamed) = call(&emulator, rename, &about);
    assert_eq!((&renamed["thing_id"], &renamed["name"]), (&created["thing_id"], &json!("renamed")));
    assert_eq!(call(&emulator, get, &about), (200, renamed));
}

#[test]
fn things_without_a_list_exist_if_they_are_seeded_or_created() {
    let emulator = with_spec(3, THINGS);
    let [get, delete] = ["things.get_lone", "things.delete_lone"].map(|id| operation(&emulator, id));
    let lone = |id: i64| values([("lone_id", json!(id))]);
    for operation in [get, delete] {
        assert_eq!(outcome(&call(&emulator, operation, &lone(5))), MISSING);
        assert_eq!(call(&emulator, operation, &lone(10_001)).0, 200);
    }
    assert_eq!(outcome(&call(&emulator, get, &lone(10_001))), MISSING);
    // What can be created does not exist before.
    let get = operation(&emulator, "things.get_draft");
    let draft = |id: &Value| values([("draft_id", id.clone())]);
    assert_eq!(outcome(&call(&emulator, get, &draft(&json!("10001")))), MISSING);
    let (_, created) = call(&emulator, operation(&emulator, "things.create_draft"), &values([("name", json!("mine"))]));
    assert_eq!(call(&emulator, get, &draft(&created["id"])), (200, created));
}

#[test]
fn identifiers_of_any_type_and_name_are_unique() {
    let emulator = with_spec(50, THINGS);
    for (list, id) in
        [("things.list_notes", "note"), ("built_in_algorithms.list", "model_id"), ("things.list_things", "thing_id")]
    {
        let items = listed(&emulator, operation(&emulator, list), &Values::new());
        let ids: BTreeSet<_> = items.iter().map(|item| item[id].as_i64().unwrap()).collect();
        assert_eq!(ids.len(), 50, "{list}");
    }
    for note in listed(&emulator, operation(&emulator, "things.list_notes"), &Values::new()) {
        let about = values([("note", note["note"].clone())]);
        assert_eq!(call(&emulator, operation(&emulator, "things.get_note"), &about), (200, note));
    }
}

#[test]
fn values_of_any_kind_are_sorted() {
    let emulator = with_spec(60, THINGS);
    let things = listed(&emulator, operation(&emulator, "things.list_things"), &Values::new());
    for (index, thing) in things.iter().enumerate().step_by(2) {
        let about = values([("thing_id", thing["thing_id"].clone()), ("rank", json!(format!("r{}", index % 7)))]);
        assert_eq!(call(&emulator, operation(&emulator, "things.rename_thing"), &about).0, 200);
    }
    for key in ["name", "weight", "flag", "rank"] {
        for order in ["asc", "desc"] {
            let about = values([("sort_by", json!(key)), ("order", json!(order))]);
            let sorted = listed(&emulator, operation(&emulator, "things.list_things"), &about);
            let keys: Vec<_> = sorted.iter().map(|thing| &thing[key]).collect();
            let is_sorted = keys.windows(2).all(|pair| {
                let [a, b] = if order == "asc" { [pair[0], pair[1]] } else { [pair[1], pair[0]] };
                match (a, b) {
                    (Value::Bool(a), Value::Bool(b)) => a <= b,
                    (Value::Number(a), Value::Number(b)) => a.as_f64() <= b.as_f64(),
                    _ => a.as_str() <= b.as_str(),
                }
            });
            assert!(is_sorted, "{key} {order}: {keys:?}");
        }
    }
}

#[test]
fn lists_and_details_agree_on_a_created_version() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let engines = call(&emulator, operation(&emulator, "resources.list_engines"), &Values::new()).1["engines"].clone();
    for engine in [json!({}), engines[1].clone()] {
        let mut config = json!({ "worker_server_num": 1, "spec_id": 1 });
        if let Some(id) = engine.get("engine_id") {
            config["engine_id"] = id.clone();
        }
        let name = json!(format!("engine-{}", config["engine_id"]));
        let about = values([("job_name", name), ("config", config)]);
        let (_, job) = call(&emulator, operation(&emulator, "training_jobs_v1.create"), &about);
        let about = values([("job_id", job["job_id"].clone()), ("version_id", job["version_id"].clone())]);
        let version = listed(&emulator, operation(&emulator, "training_job_versions.list"), &about).remove(0);
        let (_, details) = call(&emulator, operation(&emulator, "training_job_versions.get"), &about);
        for field in ["engine_id", "engine_type", "engine_name", "engine_version"] {
            assert_eq!(version[field], details[field], "{field}");
            if let Some(known) = engine.get(field) {
                assert_eq!(version[field], *known, "{field}");
            }
        }
    }
}

#[test]
fn a_job_without_versions_is_at_rest_and_gets_its_first_one() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let config = json!({ "worker_server_num": 1, "spec_id": 1, "create_version": false });
    let (_, job) = call(&emulator, operation(&emulator, "training_jobs_v1.create"), &values([("config", config)]));
    assert!(JobStatus::from(job["status"].as_i64().unwrap()).is_terminal(), "{job}");
    let with = |before: &Value| {
        let config = json!({ "worker_server_num": 1, "spec_id": 1, "pre_version_id": before });
        let about = values([("job_id", job["job_id"].clone()), ("config", config)]);
        call(&emulator, operation(&emulator, "training_job_versions.create"), &about)
    };
    let (status, created) = with(&json!(0));
    assert_eq!(status, 200, "{created}");
    assert_eq!(outcome(&with(&json!(0))), (400, "ModelArts.2775"));
    assert_eq!(with(&created["version_id"]).0, 200);
}

#[test]
fn only_the_canonical_spelling_of_a_number_names_a_thing() {
    let emulator = Emulator::builder().jobs(5).start().unwrap();
    let with = |id: &str| send(&emulator, "GET", &format!("/v1/emulator-project/training-jobs/{id}/versions"), None).0;
    assert_eq!(with("10004"), 200);
    for id in ["+10004", "010004", "%2B10004", "-0"] {
        assert_eq!(with(id), 400, "{id}");
    }
}

#[test]
fn a_position_in_a_log_is_a_number() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let read = operation(&emulator, "training_logs.read");
    let mut about = known(&emulator, read);
    about.insert("base_line".to_owned(), json!("abc"));
    assert_eq!(outcome(&call(&emulator, read, &about)), (400, "ModelArts.0104"));
}

#[test]
fn pages_show_what_was_asked_for_and_counts_what_is_there() {
    let emulator = Emulator::builder().jobs(30).start().unwrap();
    let list = operation(&emulator, "training_jobs.list");
    let (_, page) =
        call(&emulator, list, &values([("offset", json!(1)), ("limit", json!(7)), ("order", json!("asc"))]));
    assert_eq!((&page["offset"], &page["limit"], &page["order"]), (&json!(1), &json!(7), &json!("asc")));
    assert_eq!((&page["count"], &page["total"], &page["sort_by"]), (&json!(7), &json!(30), &json!("create_time")));
    let (_, page) = call(&emulator, list, &Values::new());
    assert_eq!((&page["offset"], &page["limit"]), (&json!(0), &json!(30)));
    let (_, specs) = call(&emulator, operation(&emulator, "resources.list_specs"), &Values::new());
    assert_eq!(specs["spec_total_count"], specs["specs"].as_array().unwrap().len());
}

#[test]
fn refusals_name_the_state_that_is_shown() {
    let emulator = Emulator::builder().jobs(1).start().unwrap();
    let (_, job) = call(&emulator, operation(&emulator, "training_jobs.create"), &Values::new());
    let about = values([("training_job_id", job["metadata"]["id"].clone())]);
    let stop = operation(&emulator, "training_jobs.stop");
    assert_eq!(call(&emulator, stop, &about).0, 202);
    let (_, body) = call(&emulator, stop, &about);
    assert_eq!(
        body["error_msg"].as_str().or(body["error_message"].as_str()).map(|text| text.contains("Terminating")),
        Some(true),
        "{body}"
    );
}
