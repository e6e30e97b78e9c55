//! Hyperparameter searches of training jobs, and their trials (version 2 of the API).

use modelarts_codegen::model::Operation;
use serde_json::{Value, json};

use super::call::{Call, Handled};
use super::seed;
use super::store::Store;
use super::training_jobs::shown;
use crate::rules::refusal::Refusal;

/// The number of trials in a search.
const TRIALS: usize = 3;
/// The pointer to the search of a job.
const SEARCH: &str = "/algorithm/policies/auto_search";

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    let handler = match call.operation.id.as_str() {
        "auto_search.list_trials" => list_trials,
        "auto_search.get_trial" => get_trial,
        "auto_search.stop_trial" => stop_trial,
        "auto_search.get_parameter_analysis" => analysis,
        "auto_search.get_parameter_analysis_path" => analysis_path,
        "auto_search.get_yaml_template" => get_template,
        _ => return None,
    };
    Some(handler(call, store))
}

/// Returns the IDs of the trials of the job that a call names. A job without a search has none.
fn trials(call: &Call<'_>, store: &mut Store) -> Result<Vec<String>, Refusal> {
    let count = if shown(call, store)?.pointer(SEARCH).is_some_and(Value::is_object) { TRIALS } else { 0 };
    Ok((0..count).map(|trial| format!("trial-{trial}")).collect())
}

/// Returns a table of trials.
fn table(trials: &[String]) -> Value {
    json!({ "header": ["trial_id"], "data": trials.iter().map(|trial| [trial]).collect::<Vec<_>>() })
}

fn list_trials(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let trials = trials(call, store)?;
    let number = |name: &str| call.number(name).and_then(|number| usize::try_from(number).ok());
    let from = number("offset").unwrap_or(0).min(trials.len());
    let to = from.saturating_add(number("limit").unwrap_or(trials.len())).min(trials.len());
    let page = &trials[from..to];
    Ok(json!({ "total": trials.len(), "count": page.len(), "items": table(page) }))
}

/// Returns the trial that a call names.
fn trial(call: &Call<'_>, store: &mut Store) -> Result<String, Refusal> {
    let wanted = call.key("trial_id");
    if trials(call, store)?.contains(&wanted) { Ok(wanted) } else { Err(call.not_found("trial_id")) }
}

fn get_trial(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    Ok(table(&[trial(call, store)?]))
}

fn stop_trial(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    trial(call, store)?;
    Ok(json!({ "earlystop_trial": "true" }))
}

/// Returns the names of the hyperparameters that the job searches.
fn parameters(call: &Call<'_>, store: &mut Store) -> Result<Vec<String>, Refusal> {
    let shown = shown(call, store)?;
    let searched = shown.pointer(SEARCH).and_then(|search| search["search_params"].as_array());
    let names = searched.into_iter().flatten().filter_map(|parameter| parameter["name"].as_str());
    Ok(names.map(str::to_owned).collect())
}

fn analysis(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let rows: Vec<_> = parameters(call, store)?.into_iter().map(|name| [name, "0.5".to_owned()]).collect();
    Ok(json!({ "header": ["name", "importance"], "data": rows }))
}

fn analysis_path(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let name = call.key("parameter_name");
    if parameters(call, store)?.contains(&name) { Ok(call.made_up()) } else { Err(call.not_found("parameter_name")) }
}

/// Returns a template of the list of templates.
fn get_template(call: &Call<'_>, _: &mut Store) -> Result<Value, Refusal> {
    let list = call.api.operations().find(|operation| operation.id == "auto_search.list_yaml_templates");
    let shown = list.and_then(Operation::table).map(|at| seed::record(call.api, at, 0)).unwrap_or_default();
    let templates = shown.get("yaml_templates").and_then(Value::as_array);
    let is = |value: &Value, name: &str| Some(value) == call.get(name);
    let mut of_type = templates
        .into_iter()
        .flatten()
        .filter(|kind| ["algorithm_type_en", "algorithm_type_zh"].iter().any(|name| is(&kind[*name], "algorithm_type")))
        .peekable();
    if of_type.peek().is_none() {
        return Err(call.not_found("algorithm_type"));
    }
    let mut names = of_type.filter_map(|kind| kind["algorithm_names"].as_array()).flatten();
    if names.any(|name| is(name, "algorithm_name")) {
        Ok(call.made_up())
    } else {
        Err(call.not_found("algorithm_name"))
    }
}
