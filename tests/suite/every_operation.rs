//! Every operation of the spec: called through the client, and read in full and at the least.

use std::collections::BTreeSet;
use std::time::Duration;

use modelarts::algorithms::{NewAlgorithmConfig, NewAlgorithmMetadata};
use modelarts::api_keys::ApiKeyScope;
use modelarts::authorizations::{AuthorizationSortKey, AuthorizationType};
use modelarts::built_in_algorithms::AlgorithmSortKey;
use modelarts::images::{ImageArchitecture, ImageResource, ImageType};
use modelarts::networks::{
    NetworkConnections, NetworkLabels, NetworkSpecUpdate, NewNetworkMetadata, NewNetworkSpec, PeerConnection,
};
use modelarts::notebooks::LeaseType;
use modelarts::service_tasks::{
    DisOutput, ServiceTaskFrequency, ServiceTaskInput, ServiceTaskInputType, ServiceTaskOutput, ServiceTaskPeriod,
    ServiceTaskSchedule, ServiceTaskSource, VcnServer,
};
use modelarts::services::{
    InferenceType, ModelProperties, ServiceConfig, ServiceEventType, ServiceNotification, ServiceNotificationEvent,
    ServiceProperties,
};
use modelarts::training_job_tags::ResourceTag;
use modelarts::training_job_versions::VersionConfig;
use modelarts::training_jobs::{
    AutoSearch, DataLocation, EventLevel, FilterOperator, FlavorType, JobAlgorithm, JobFilter, JobInput, JobPolicies,
    NewJobMetadata, NewJobResource, NewJobSpec, ObsLocation, SearchParameter,
};
use modelarts::training_jobs_v1::{
    DataSource, HostPathVolume, NfsVolume, TrainingJobConfig, TrainingParameter, Volume,
};
use modelarts::visualization_jobs::{
    StopType, TimeUnit, VisualizationJobFlavor, VisualizationJobSchedule, VisualizationJobType,
};
use modelarts::{Client, Credentials};
use modelarts_codegen::model::{Api, Reference, Type};
use modelarts_emulator::Emulator;
use modelarts_tests::{json, serve};
use serde_json::{Map, Value};

use crate::snapshots::assert_snapshot;

/// Calls an operation, and gives what was read as JSON.
macro_rules! operations {
    ($($group:ident { $($name:ident($($argument:expr),*) $(.$setter:ident($value:expr))* $(as $read:ident)?;)* })*) => {
        const IDS: &[&str] = &[$($(concat!(stringify!($group), ".", stringify!($name))),*),*];

        async fn call(client: &Client, id: &str) -> modelarts::Result<Value> {
            $($(if id == concat!(stringify!($group), ".", stringify!($name)) {
                let answer = client.$group().$name($($argument),*) $(.$setter($value))* .send().await?;
                $(let answer = $read(&answer);)?
                return Ok(serde_json::to_value(&answer).unwrap());
            })*)*
            panic!("{id} is not called here");
        }
    };
}

operations! {
    resources {
        list_engines();
        list_specs();
    }
    training_logs {
        list_files(JOB, VERSION);
        read(JOB, VERSION, "kept-V0001.0").lines(7);
    }
    training_jobs_v1 {
        list().per_page(7);
        create("job", config()).job_desc("a \"job\"").workspace_id("0");
        update_description(JOB, "new");
        delete(JOB);
    }
    training_job_versions {
        create(JOB, VersionConfig::new(1, VERSION).spec_id(3).model_id(4));
        list(JOB).page(1);
        get(JOB, VERSION);
        stop(JOB, VERSION);
        delete(JOB, VERSION);
    }
    training_job_configs {
        create("config", 1, 2).dataset_id("a").dataset_version_id("b").engine_id(9);
        update("kept", 1, 2).data_url("/bucket/data/");
        list();
        get("kept");
        delete("kept");
    }
    built_in_algorithms {
        list().sort_by(AlgorithmSortKey::ModelName);
    }
    visualization_jobs {
        create("board", "/bucket/results/")
            .job_type(VisualizationJobType::MindInsight)
            .flavor(VisualizationJobFlavor::new("modelarts.vm.cpu.2u"))
            .schedule(VisualizationJobSchedule::new(StopType::Stop, TimeUnit::Hours, 24));
        list();
        get(BOARD);
        update_description(BOARD, "");
        stop(BOARD);
        restart(STOPPED_BOARD);
        delete(BOARD);
    }
    training_jobs {
        create(NewJobMetadata::new("job"), algorithm(), NewJobSpec::new().resource(nodes()));
        list().limit(50).filters(vec![
            JobFilter::new().key("phase").operator(FilterOperator::In).value(vec!["Running".to_owned()]),
        ]);
        get(V2_JOB);
        update_description(V2_JOB).description("new");
        stop(V2_JOB);
        delete(V2_JOB);
        list_events(V2_JOB).level(EventLevel::Error).language("en-us");
        preview_log(V2_JOB, "worker-0");
        get_log_link(V2_JOB, "worker-0").content_type("text/plain");
        get_metrics(V2_JOB, "worker-0");
        list_flavors().flavor_type(FlavorType::Cpu);
        list_engines();
    }
    algorithms {
        create(NewAlgorithmMetadata::new("algorithm"), NewAlgorithmConfig::new());
        list().limit(1).searches("name:a");
        get(ALGORITHM);
        update(ALGORITHM, NewAlgorithmMetadata::new("algorithm"), NewAlgorithmConfig::new());
        delete(ALGORITHM);
    }
    auto_search {
        list_trials(V2_JOB);
        get_trial(V2_JOB, "trial-0");
        stop_trial(V2_JOB, "trial-0");
        get_parameter_analysis(V2_JOB);
        get_parameter_analysis_path(V2_JOB, "rate");
        list_algorithms();
        list_yaml_templates();
        get_yaml_template(&template("algorithm_type_en"), &template("algorithm_names"));
    }
    networks {
        create(network("network"), NewNetworkSpec::new("192.168.128.0/17").ipv6enable(true));
        list().limit(7).label_selector("a=b");
        get(NETWORK);
        update(NETWORK).spec(NetworkSpecUpdate::new().connection(connections()));
        delete(NETWORK);
    }
    images {
        register("swr.example.com/organization/image:1")
            .arch(ImageArchitecture::Aarch64)
            .resource_category(vec![ImageResource::Cpu]);
        list().r#type(ImageType::BuildIn).sort_key(vec!["updateTime".to_owned(), "name".to_owned()]);
        list_groups().name_fuzzy_match(false);
        get(IMAGE);
        delete(IMAGE).force(true);
    }
    services {
        deploy(InferenceType::RealTime, "service", vec![service_config()])
            .additional_properties([("smn".to_owned(), notifications())].into());
        list_events(SERVICE).start_time(1.5).event_type(ServiceEventType::Normal);
        list_specifications().limit("2").infer_type(InferenceType::Batch);
    }
    service_tasks {
        create(SERVICE, "task", task_input(), ServiceTaskOutput::new().dis(DisOutput::new("stream")))
            .schedule(ServiceTaskSchedule::new(ServiceTaskFrequency::Daily, "+08:00").periods(vec![period()]));
        stop(SERVICE, "task");
    }
    authorizations {
        configure("key").r#type(AuthorizationType::Credential).secret_key("secret".into());
        list().sort_by(AuthorizationSortKey::UserName);
        delete().user_id("all");
    }
    notebooks {
        renew_lease("notebook").duration(Duration::from_secs(3600)).r#type(LeaseType::Timing);
    }
    models {
        delete("model").cascade(true);
    }
    auth_mode {
        get();
    }
    training_job_tasks {
        list(V2_JOB).schedule_count(1);
    }
    training_job_tags {
        delete(V2_JOB, vec![ResourceTag::new("key").value("value")]);
    }
    api_keys {
        create("key", ApiKeyScope::User) as text;
    }
}

/// What [`prepared`] creates: the emulator counts IDs.
const JOB: i64 = 1_000_000_001;
const VERSION: i64 = 1_000_000_002;
const BOARD: i64 = 1_000_000_003;
const STOPPED_BOARD: i64 = 1_000_000_004;
const V2_JOB: &str = "job-000005";
const ALGORITHM: &str = "algorithm-000006";
const NETWORK: &str = "network-000008";
const IMAGE: &str = "image-000009";
const SERVICE: &str = "service-000010";

/// Creates what the calls name.
async fn prepared(emulator: &Emulator, client: &Client) {
    client.training_jobs_v1().create("kept", config()).send().await.unwrap();
    client.visualization_jobs().create("kept", "/bucket/results/").send().await.unwrap();
    client.visualization_jobs().create("stopped", "/bucket/results/").send().await.unwrap();
    client.visualization_jobs().stop(STOPPED_BOARD).send().await.unwrap();
    emulator.advance(Duration::from_secs(1));
    let search = AutoSearch::new().search_params(vec![SearchParameter::new().name("rate")]);
    let searching = algorithm().policies(JobPolicies::new().auto_search(search));
    let spec = NewJobSpec::new().resource(nodes());
    client.training_jobs().create(NewJobMetadata::new("kept"), searching, spec).send().await.unwrap();
    client.algorithms().create(NewAlgorithmMetadata::new("kept"), NewAlgorithmConfig::new()).send().await.unwrap();
    client.training_job_configs().create("kept", 1, 2).send().await.unwrap();
    client.networks().create(network("kept"), NewNetworkSpec::new("172.16.0.0/12")).send().await.unwrap();
    client.images().register("swr.example.com/organization/kept:1").send().await.unwrap();
    client.services().deploy(InferenceType::RealTime, "kept", vec![service_config()]).send().await.unwrap();
}

fn network(name: &str) -> NewNetworkMetadata {
    NewNetworkMetadata::new(NetworkLabels::new(name))
}

fn connections() -> NetworkConnections {
    NetworkConnections::new().peer_connection_list(vec![PeerConnection::new("vpc", "subnet")])
}

/// What a response of bytes holds.
fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn service_config() -> ServiceConfig {
    let properties = ModelProperties::new().max_surge(0.5);
    ServiceConfig::new("modelarts.vm.cpu.2u", "model", 1)
        .weight(100)
        .additional_properties([("model".to_owned(), properties)].into())
}

fn notifications() -> ServiceProperties {
    let events = vec![ServiceNotificationEvent::Failed];
    ServiceProperties::new([("all".to_owned(), ServiceNotification::new("urn", events))].into())
}

fn task_input() -> ServiceTaskInput {
    let source = ServiceTaskSource::new().tag(vec![[("place".to_owned(), "door".to_owned())].into()]);
    ServiceTaskInput::new(ServiceTaskInputType::Vcn, vec![source]).vcn(VcnServer::new(
        "10.0.0.1",
        443,
        "user",
        "secret".into(),
    ))
}

fn period() -> ServiceTaskPeriod {
    ServiceTaskPeriod::new("08:00:00", "20:00:00")
}

/// A name of the first template that is listed.
fn template(field: &str) -> String {
    let list = Emulator::start().unwrap().sample("auto_search.list_yaml_templates").unwrap();
    let name = &list["yaml_templates"][0][field];
    name.as_str().or_else(|| name[0].as_str()).unwrap().to_owned()
}

fn config() -> TrainingJobConfig {
    TrainingJobConfig::new(2)
        .app_url("/bucket/code/")
        .boot_file_url("/bucket/code/train.py")
        .parameter(vec![TrainingParameter::new().label("rate").value("0.01")])
        .data_source(vec![DataSource::new().data_url("/bucket/data/")])
        .spec_id(4)
        .volumes(vec![
            Volume::new().nfs(NfsVolume::new("id", "192.168.8.150:/", "/home/work").read_only(true)),
            Volume::new().host_path(HostPathVolume::new("/data", "/home/work/data")),
        ])
}

fn algorithm() -> JobAlgorithm {
    let data = DataLocation::new().obs(ObsLocation::new("/bucket/data/"));
    JobAlgorithm::new()
        .code_dir("/bucket/code/")
        .boot_file("/bucket/code/train.py")
        .inputs(vec![JobInput::new("data", data)])
        .environments([("SEED".to_owned(), "1".to_owned())].into())
}

fn nodes() -> NewJobResource {
    NewJobResource::new().flavor_id("modelarts.vm.cpu.2u").node_count(1)
}

#[test]
fn all_of_them_are_called_here() {
    let emulator = Emulator::start().unwrap();
    let described: BTreeSet<_> = emulator.api().operations().map(|operation| operation.id.as_str()).collect();
    assert_eq!(described, IDS.iter().copied().collect());
}

#[tokio::test]
async fn every_operation_is_accepted_with_both_authentication_schemes() {
    for way in [Emulator::ak_sk_client, Emulator::account_client] {
        let emulator = Emulator::builder().jobs(3).start().unwrap();
        let client = way(&emulator).unwrap();
        prepared(&emulator, &client).await;
        // What is deleted is deleted last, parts before the whole.
        let (deletes, others): (Vec<_>, Vec<_>) = IDS.iter().partition(|id| id.contains("delete"));
        for id in others.into_iter().chain(deletes.into_iter().rev()) {
            call(&client, id).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        }
    }
}

/// The response without what the documents do not promise.
fn promised(api: &Api, at: Reference, answer: &Value) -> Value {
    let table = api.table(at);
    let mut kept = Map::new();
    for field in table.fields.iter().filter(|field| !field.optional) {
        let value = &answer[&field.name];
        let value = match (&field.ty, value) {
            (Type::Table(at), value) => promised(api, *at, value),
            (Type::List(item), Value::Array(items)) => match **item {
                Type::Table(at) => items.iter().map(|item| promised(api, at, item)).collect(),
                _ => value.clone(),
            },
            _ => value.clone(),
        };
        kept.insert(field.name.clone(), value);
    }
    kept.extend(table.constants.iter().map(|constant| (constant.field.name.clone(), (&constant.value).into())));
    Value::Object(kept)
}

/// Texts that hold objects or lists as these: the order of keys in them means nothing.
fn unpacked(value: Value) -> Value {
    match value {
        Value::String(text) if text.starts_with(['{', '[']) => serde_json::from_str(&text).unwrap(),
        Value::Array(items) => items.into_iter().map(unpacked).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, unpacked(value))).collect(),
        value => value,
    }
}

/// Answers an operation with a body, and gives what the client read.
async fn read(operation: &str, body: &Value) -> Value {
    let address = serve([json(&body.to_string())]);
    let client = Client::builder().endpoint(address).project_id("p").credentials(Credentials::token("t"));
    call(&client.build().unwrap(), operation).await.unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test]
async fn no_field_of_a_response_is_lost() {
    let emulator = Emulator::start().unwrap();
    let api = emulator.api();
    for operation in api.operations() {
        let (Some(at), Some(mut whole)) = (operation.table(), emulator.sample(&operation.id)) else { continue };
        let least = promised(api, at, &whole);
        let success = whole.as_object_mut().and_then(|whole| whole.remove(api.service.failure.success.as_ref()?));
        if api.table(at).is_only_outcome() {
            assert_eq!(success, Some(true.into()));
            assert_eq!(read(&operation.id, &serde_json::json!({ "is_success": true })).await, Value::Null);
            continue;
        }
        for answer in [whole, least] {
            let read = read(&operation.id, &answer).await;
            assert_eq!(unpacked(read), unpacked(answer), "{}", operation.id);
        }
    }
}

#[tokio::test]
async fn the_body_is_what_was_set() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    client.training_jobs_v1().create("job", config()).job_desc("a \"job\"\n").send().await.unwrap();
    let body: Value = serde_json::from_slice(&emulator.requests().last().unwrap().body).unwrap();
    let expected = serde_json::json!({
        "job_name": "job",
        "job_desc": "a \"job\"\n",
        "config": {
            "worker_server_num": 2,
            "app_url": "/bucket/code/",
            "boot_file_url": "/bucket/code/train.py",
            "parameter": [{ "label": "rate", "value": "0.01" }],
            "data_source": [{ "data_url": "/bucket/data/" }],
            "spec_id": 4,
            "volumes": [
                { "nfs": { "id": "id", "src_path": "192.168.8.150:/", "dest_path": "/home/work", "read_only": true } },
                { "host_path": { "src_path": "/data", "dest_path": "/home/work/data" } },
            ],
        },
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn arguments_that_exclude_each_other_are_refused() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let plain = || TrainingJobConfig::new(1);
    let nested = VisualizationJobSchedule::new(StopType::Stop, TimeUnit::Hours, 25);
    let job = |config| client.training_jobs_v1().create("job", config).send();
    let mut said = Vec::new();
    said.push(job(plain()).await.unwrap_err().to_string());
    said.push(job(plain().spec_id(1).pool_id("pool")).await.unwrap_err().to_string());
    said.push(job(plain().spec_id(1).app_url("/code/")).await.unwrap_err().to_string());
    said.push(job(plain().spec_id(1).data_url("/data/").dataset_id("d")).await.unwrap_err().to_string());
    said.push(job(TrainingJobConfig::new(0).spec_id(1)).await.unwrap_err().to_string());
    let both = DataSource::new().data_url("/data/").dataset_id("d").dataset_version("v");
    said.push(job(plain().spec_id(1).data_source(vec![DataSource::new(), both])).await.unwrap_err().to_string());
    said.push(client.visualization_jobs().create("b", "/r/").schedule(nested).send().await.unwrap_err().to_string());
    said.push(client.visualization_jobs().create("", "/r/").send().await.unwrap_err().to_string());
    let config = client.training_job_configs().create("c", 1, 2).dataset_id("d");
    said.push(config.send().await.unwrap_err().to_string());
    assert!(emulator.requests().is_empty());
    assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn versions_are_returned_whole_or_in_pages() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let job = client.training_jobs_v1().create("job", config()).send().await.unwrap();
    for _ in 1..25 {
        let config = VersionConfig::new(1, job.version_id).spec_id(3);
        client.training_job_versions().create(job.job_id, config).send().await.unwrap();
    }
    // They do not change while they are listed.
    emulator.advance(Duration::from_secs(60));
    let all = client.training_job_versions().list(job.job_id).send().await.unwrap();
    assert_eq!((all.versions.len(), all.version_count), (25, 25));
    let page = client.training_job_versions().list(job.job_id).page(3).send().await.unwrap();
    assert_eq!((page.versions.as_slice(), page.version_count), (&all.versions[20..], 25));
    let list = || client.training_job_versions().list(job.job_id).per_page(10);
    for mut items in [list().items(), list().page(0).items()] {
        for version in &all.versions {
            assert_eq!(items.try_next().await.unwrap().as_ref(), Some(version));
        }
        assert_eq!(items.try_next().await.unwrap(), None);
    }
}
