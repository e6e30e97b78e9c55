//! What the service is known to send although its documents say something else: the client reads it.

use modelarts::auto_search::TrialTable;
use modelarts::training_jobs::{JobPhase, JobSecondaryPhase, MetricName};
use modelarts::training_jobs_v1::{JobStatus, TrainingJobConfig};
use modelarts::{Client, Credentials, ErrorKind, Result, Timestamp};
use modelarts_tests::{answer, json, serve};
use serde_json::{Value, from_value, json};

/// A client whose next call gets this response.
fn answered(body: &Value) -> Client {
    client(json(&body.to_string()))
}

fn client(answer: Vec<u8>) -> Client {
    let client = Client::builder().endpoint(serve([answer])).project_id("p").credentials(Credentials::token("t"));
    client.build().unwrap()
}

#[tokio::test]
async fn numbers_are_strings_where_a_job_is_created() {
    let body = json!({ "is_success": true, "job_id": "10", "job_name": "j", "status": "1",
        "create_time": "1524189990635", "version_id": "11", "version_name": "V0001" });
    let job =
        answered(&body).training_jobs_v1().create("j", TrainingJobConfig::new(1).spec_id(1)).send().await.unwrap();
    assert_eq!((job.job_id, job.version_id, job.status), (10, 11, JobStatus::Init));
    assert_eq!(job.create_time, Timestamp::from_millis(1_524_189_990_635));
    let body = json!({ "is_success": true, "job_id": "10", "job_name": "b", "status": "8",
        "create_time": "1524189990635", "service_url": "https://example.com" });
    let job = answered(&body).visualization_jobs().create("b", "/r/").send().await.unwrap();
    assert_eq!((job.job_id, job.status), (10, JobStatus::Running));
}

#[tokio::test]
async fn positions_in_logs_are_large_numbers_and_texts() {
    for position in [json!(1_551_252_759_254_000_002_i64), json!("1551252759254000002")] {
        let body = json!({ "is_success": true, "content": "a\n", "lines": "1",
            "start_line": position, "end_line": position });
        let part = answered(&body).training_logs().read(1, 2, "log").send().await.unwrap();
        assert_eq!((part.lines, &*part.start_line, &*part.end_line), (1, "1551252759254000002", "1551252759254000002"));
    }
}

fn version(fields: Value) -> Value {
    let mut version = json!({ "is_success": true, "job_id": 1, "job_name": "j", "job_desc": "", "version_id": 2,
        "version_name": "V0002", "pre_version_id": 1, "engine_type": 1, "engine_name": "TensorFlow", "engine_id": 1,
        "engine_version": "TF-1.8.0-python2.7", "status": 10, "create_time": 1, "duration": 2 });
    version.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    version
}

#[tokio::test]
async fn strings_are_numbers_in_versions() {
    let body = version(json!({ "core": 2, "cpu": 8, "parameter": [{ "label": "rate", "value": 0.01 }] }));
    let version = answered(&body).training_job_versions().get(1, 2).send().await.unwrap();
    assert_eq!((version.core.as_deref(), version.cpu.as_deref()), (Some("2"), Some("8")));
    assert_eq!(version.parameter.unwrap()[0].value.as_deref(), Some("0.01"));
}

#[tokio::test]
async fn metrics_are_json_in_a_text_or_json() {
    let system = json!({ "cpuUsage": ["0", "1"], "memUsage": [], "gpuUtil": [], "gpuMemUsage": ["2"], "interval": 1 });
    let model =
        json!({ "total_metric": { "total_metric_meta": {}, "total_metric_values": { "f1_score": 0.5, "id": 1 } } });
    for system in [json!(system.to_string()), system] {
        let body = version(json!({ "model_metric_list": model.to_string(), "system_metric_list": system }));
        let version = answered(&body).training_job_versions().get(1, 2).send().await.unwrap();
        let system = version.system_metric_list.unwrap();
        assert_eq!((system.cpu_usage.unwrap(), system.interval.unwrap()), (vec![json!("0"), json!("1")], json!(1)));
        let values = version.model_metric_list.unwrap().total_metric.unwrap().total_metric_values.unwrap();
        assert_eq!(values[0].f1_score, Some(0.5));
    }
    // Before the first measuring there is an empty text.
    let body = version(json!({ "model_metric_list": "", "system_metric_list": "" }));
    let version = answered(&body).training_job_versions().get(1, 2).send().await.unwrap();
    assert_eq!((version.model_metric_list, version.system_metric_list), (None, None));
}

#[tokio::test]
async fn a_text_that_should_hold_json_and_does_not_is_an_error_with_its_place() {
    let body = version(json!({ "model_metric_list": "{\"metric\": 7}" }));
    let error = answered(&body).training_job_versions().get(1, 2).send().await.unwrap_err();
    assert!(error.to_string().contains("model_metric_list.metric"), "{error}");
}

#[tokio::test]
async fn a_flavor_has_numbers_where_a_job_has_texts() {
    let node = json!({ "npu": { "unit_num": "8" }, "gpu": { "unit_num": 4 }, "disk": { "size": 500, "unit": "GB" } });
    let body = json!({ "total_count": 1, "flavors": [{ "flavor_info": node, "attributes": { "a/b": "c" } }] });
    let flavors = answered(&body).training_jobs().list_flavors().send().await.unwrap().flavors;
    let info = flavors[0].flavor_info.as_ref().unwrap();
    assert_eq!(info.npu.as_ref().unwrap().unit_num.as_deref(), Some("8"));
    assert_eq!((info.gpu.as_ref().unwrap().unit_num, info.disk.as_ref().unwrap().size), (Some(4), Some(500)));
    assert_eq!(flavors[0].attributes.as_ref().unwrap()["a/b"], "c");
    let body = json!({ "spec": { "resource": { "flavor_detail": { "flavor_info": { "disk": { "size": "500" } } } } } });
    let job = answered(&body).training_jobs().get("id").send().await.unwrap();
    let detail = job.spec.unwrap().resource.unwrap().flavor_detail.unwrap();
    assert_eq!(detail.flavor_info.unwrap().disk.unwrap().size.as_deref(), Some("500"));
}

#[tokio::test]
async fn an_algorithm_has_a_uuid_a_boolean_and_a_tree_in_either_shape() {
    let tree = json!({ "name": "code/", "children": [{ "name": "train.py" }] });
    let other = json!([{ "name": "code/", "children": { "name": "train.py" } }]);
    for (tree, valid) in [(tree, json!(true)), (other, json!("true"))] {
        let body =
            json!({ "metadata": { "id": "2e5451fe-913f", "is_valid": valid }, "job_config": { "code_tree": tree } });
        let algorithm = answered(&body).algorithms().get("id").send().await.unwrap();
        let metadata = algorithm.metadata.unwrap();
        assert_eq!((metadata.id.as_deref(), metadata.is_valid), (Some("2e5451fe-913f"), Some(true)));
        let tree = algorithm.job_config.unwrap().code_tree.unwrap();
        assert_eq!(tree[0].children.as_ref().unwrap()[0].name.as_deref(), Some("train.py"));
    }
}

#[tokio::test]
async fn environments_are_one_object_or_a_list_of_them() {
    for environments in [json!({ "SEED": "1" }), json!([{ "SEED": "1" }])] {
        let body = json!({ "algorithm": { "environments": environments } });
        let job = answered(&body).training_jobs().get("id").send().await.unwrap();
        assert_eq!(job.algorithm.unwrap().environments.unwrap()[0]["SEED"], "1");
    }
}

#[tokio::test]
async fn cells_of_trials_are_texts_and_objects() {
    let body = json!({ "header": ["trial_id", "config"], "data": [["a", { "rate": 0.1 }]] });
    let trials: TrialTable = answered(&body).auto_search().get_trial("id", "a").send().await.unwrap();
    assert_eq!(trials.data, [[json!("a"), json!({ "rate": 0.1 })]]);
}

#[tokio::test]
async fn phases_come_and_go() {
    let body =
        json!({ "status": { "phase": "Running", "secondary_phase": "Dreaming", "node_count_metrics": [[1, 2]] } });
    let status = answered(&body).training_jobs().get("id").send().await.unwrap().status.unwrap();
    assert_eq!(status.phase, Some(JobPhase::Running));
    assert!(
        matches!(status.secondary_phase, Some(JobSecondaryPhase::Unrecognized(phase)) if phase.get() == "Dreaming")
    );
    assert_eq!(status.node_count_metrics, Some(vec![vec![1, 2]]));
}

#[tokio::test]
async fn metrics_have_whole_numbers_among_others() {
    let body = json!({ "metrics": [{ "metric": "cpuUsage", "value": [-1, 0.5, 7] }] });
    let metrics = answered(&body).training_jobs().get_metrics("id", "worker-0").send().await.unwrap().metrics;
    assert_eq!((metrics[0].metric.clone(), metrics[0].value.clone()), (MetricName::CpuUsage, vec![-1.0, 0.5, 7.0]));
}

#[tokio::test]
async fn a_deletion_has_an_empty_response_in_many_forms() {
    for body in ["", "null", "\"\"", "{}"] {
        let deleted: Result<()> =
            client(answer("202 Accepted", "application/json", body)).algorithms().delete("id").send().await;
        deleted.unwrap_or_else(|error| panic!("{body}: {error}"));
    }
    let html = client(answer("200 OK", "text/html", "<html>")).algorithms().delete("id").send().await;
    assert!(html.unwrap_err().to_string().contains("text/html"));
    let failed = answered(&json!({ "is_success": false, "error_code": "ModelArts.0118" }))
        .training_jobs_v1()
        .delete(1)
        .send()
        .await;
    assert_eq!(failed.unwrap_err().code(), Some("ModelArts.0118"));
}

#[tokio::test]
async fn a_failure_of_version_2_says_what_to_do() {
    let body = json!({ "error_code": "ModelArts.2763", "error_msg": "wrong flavor", "error_solution": "take another" });
    let client = client(answer("400 Bad Request", "application/json", &body.to_string()));
    let error = client.training_jobs().get("id").send().await.unwrap_err();
    assert_eq!((error.message(), error.solution()), ("wrong flavor", Some("take another")));
    assert!(error.to_string().contains("wrong flavor (take another)"), "{error}");
}

#[test]
fn a_token_of_a_tool_is_not_shown() {
    let tool = json!({ "url": "https://example.com", "token": "canary" });
    let tool: modelarts::training_jobs::JobTool = from_value(tool).unwrap();
    assert!(!format!("{tool:?}").contains("canary"));
    assert_eq!(tool.token.unwrap().expose(), "canary");
}

fn job(fields: &str) -> String {
    format!(
        r#"{{"job_total_count": 1, "job_count_limit": 1, "quotas": 1, "jobs": [{{"job_id": 1, "job_name": "n",
           "version_id": 2, "status": 8, "create_time": 3, "duration": 4, "job_desc": "d", "version_count": 5{fields}}}]}}"#
    )
}

#[tokio::test]
async fn a_boolean_has_many_spellings() {
    for (value, expected) in [("True", true), ("1", true), (" true", true), ("FALSE", false), ("0", false)] {
        for value in [json!(value), value.parse::<i64>().map_or(json!(value), |number| json!(number))] {
            let created = json!({ "is_success": value, "job_id": 10, "job_name": "j", "status": 1, "create_time": 1,
                "version_id": 11, "version_name": "V0001", "error_code": "ModelArts.0101" });
            let config = TrainingJobConfig::new(1).spec_id(1);
            let created = answered(&created).training_jobs_v1().create("j", config).send().await;
            match created {
                Ok(job) => assert!(expected && job.job_id == 10, "{value}"),
                Err(error) => assert!(!expected && error.code() == Some("ModelArts.0101"), "{value}: {error}"),
            }
        }
    }
}

#[tokio::test]
async fn an_outcome_that_cannot_be_read_leaves_the_change_open() {
    let created = json!({ "is_success": "perhaps", "job_id": 10 });
    let config = TrainingJobConfig::new(1).spec_id(1);
    let error = answered(&created).training_jobs_v1().create("j", config).send().await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable(), error.may_have_taken_effect()), (ErrorKind::Decode, false, true));
    let shown = error.to_string();
    assert!(shown.contains("is_success") && shown.ends_with("it may still have taken effect; check before retrying"));
    assert_eq!(error.body(), Some(created.to_string().as_bytes()));
    // Nothing is changed by reading.
    let error = answered(&json!({ "job_total_count": {} })).training_jobs_v1().list().send().await.unwrap_err();
    assert!(!error.may_have_taken_effect() && !error.to_string().contains("taken effect"), "{error}");
    // What is idempotent can be repeated.
    let error = client(json("?")).training_jobs_v1().delete(7).send().await.unwrap_err();
    assert!(error.may_have_taken_effect() && error.to_string().ends_with("it is safe to repeat"), "{error}");
}

#[tokio::test]
async fn a_change_may_succeed_without_a_body() {
    for status in ["204 No Content", "200 OK"] {
        let empty = || client(answer(status, "application/json", ""));
        empty().training_jobs_v1().delete(7).send().await.unwrap();
        // Every field of a job is optional.
        assert_eq!(empty().training_jobs().stop("id").send().await.unwrap(), Default::default());
        let config = TrainingJobConfig::new(1).spec_id(1);
        let error = empty().training_jobs_v1().create("j", config).send().await.unwrap_err();
        assert!(error.to_string().contains("`job_id` is missing"), "{error}");
        assert!(error.to_string().ends_with("it may still have taken effect; check before retrying"), "{error}");
        let error = empty().training_jobs_v1().list().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}

#[tokio::test]
async fn an_empty_text_is_an_absent_value_where_the_field_is_optional() {
    let body =
        json!({ "kind": "", "metadata": { "id": "", "create_time": "" }, "status": "", "tasks": "", "spec": null });
    let job = answered(&body).training_jobs().get("id").send().await.unwrap();
    let metadata = job.metadata.unwrap();
    assert_eq!((metadata.id.as_deref(), metadata.create_time), (Some(""), None));
    assert_eq!((job.kind, job.status, job.tasks, job.spec), (None, None, None, None));
    for (field, value) in [("job_id", "\"\""), ("create_time", "\"\""), ("duration", "\"\""), ("status", "\"\"")] {
        let error = client(json(&job_list(field, value))).training_jobs_v1().list().send().await.unwrap_err();
        assert!(error.to_string().contains(&format!("jobs[0].{field}")), "{error}");
        assert!(error.body().is_some_and(|body| body.starts_with(b"{\"job_total_count\"")));
    }
}

/// A list whose only job has another value in a field.
fn job_list(field: &str, value: &str) -> String {
    job(&format!(r#", "{field}": {value}"#))
}

#[tokio::test]
async fn a_time_in_milliseconds_may_come_as_iso_8601() {
    for time in ["\"2018-04-20T10:06:30.635+08:00\"", "\"2018-04-20T02:06:30.635Z\"", "1524189990635"] {
        let list = client(json(&job_list("create_time", time))).training_jobs_v1().list().send().await.unwrap();
        assert_eq!(list.jobs[0].create_time, Timestamp::from_millis(1_524_189_990_635), "{time}");
    }
}

#[tokio::test]
async fn a_number_that_does_not_fit_is_absent_or_named() {
    let metadata = r#"{"metadata": {"create_time": 18446744073709551615, "name": "n"}}"#;
    let job = client(json(metadata)).training_jobs().get("id").send().await.unwrap();
    let metadata = job.metadata.unwrap();
    assert_eq!((metadata.create_time, metadata.name.as_deref()), (None, Some("n")));
    for value in ["18446744073709551615", "1e400", "NaN", "null"] {
        let error = client(json(&job_list("job_id", value))).training_jobs_v1().list().send().await.unwrap_err();
        assert!(error.to_string().contains("jobs[0].job_id"), "{value}: {error}");
    }
}

#[tokio::test]
async fn numbers_that_json_cannot_express_lose_nothing_else() {
    let metrics = r#"{"metrics": [{"metric": "cpuUsage", "value": [NaN, 0.5, -Infinity, 1e400]}]}"#;
    let metrics = client(json(metrics)).training_jobs().get_metrics("id", "w").send().await.unwrap().metrics;
    let value = &metrics[0].value;
    assert!(value[0].is_nan());
    assert_eq!((metrics.len(), &value[1..]), (1, &[0.5, f64::NEG_INFINITY, f64::INFINITY][..]));
    // As a text that holds JSON, and in JSON of any shape.
    let model = r#"{"total_metric": {"total_metric_values": {"f1_score": NaN, "recall": 0.5}}}"#;
    let system = r#"{"cpuUsage": [NaN, "1"], "memUsage": [], "gpuUtil": [], "gpuMemUsage": [], "interval": 1}"#;
    let body = version(json!({ "model_metric_list": model, "system_metric_list": system }));
    let version = answered(&body).training_job_versions().get(1, 2).send().await.unwrap();
    assert_eq!(version.system_metric_list.unwrap().cpu_usage.unwrap(), [json!("NaN"), json!("1")]);
    let values = version.model_metric_list.unwrap().total_metric.unwrap().total_metric_values.unwrap();
    assert!(values.len() == 1 && values[0].f1_score.unwrap().is_nan());
    assert_eq!(values[0].recall, Some(0.5));
}

#[tokio::test]
async fn a_byte_order_mark_is_no_part_of_the_body() {
    let list = client(json(&format!("\u{feff}{}", job("")))).training_jobs_v1().list().send().await.unwrap();
    assert_eq!(list.jobs.len(), 1);
    client(json("\u{feff}")).training_jobs_v1().delete(1).send().await.unwrap();
    let refused = answer("400 Bad Request", "application/json", "\u{feff}{\"error_msg\": \"no\"}");
    assert_eq!(client(refused).training_jobs_v1().list().send().await.unwrap_err().message(), "no");
}

#[tokio::test]
async fn a_failure_of_any_shape_is_shown_and_kept() {
    for (content_type, body, message, code) in [
        ("text/plain", "quota\r\nexceeded", "quota exceeded", None),
        ("application/json", r#"{"error": {"message": "m", "code": "c"}}"#, "m", Some("c")),
        ("application/json", r#"{"errors": [{"detail": "m"}]}"#, "m", None),
        ("application/json", r#"["m"]"#, r#"["m"]"#, None),
        ("application/json", r#"{"error_code": "c", "error_msg": "m", "message": "other"}"#, "m", Some("c")),
        ("text/html", "<html>", "<html>", None),
        ("", "", "", None),
    ] {
        let refused = client(answer("400 Bad Request", content_type, body));
        let error = refused.training_jobs_v1().list().send().await.unwrap_err();
        assert_eq!((error.message(), error.code()), (message, code), "{body}");
        assert_eq!(error.body(), Some(body.as_bytes()));
        assert!(error.to_string().contains(message), "{error}");
    }
    let long = "\u{1b}[31m".repeat(1_000_000);
    let refused = client(answer("400 Bad Request", "text/plain", &long));
    let error = refused.training_jobs_v1().list().send().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.len() < 8192 && !shown.contains('\u{1b}'), "{}", shown.len());
    assert_eq!(error.body().map(<[u8]>::len), Some(long.len()));
}
