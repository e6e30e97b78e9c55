//! Searches of hyperparameters, and their trials: what a job with a search has.

use serde_json::{Value, json};

use super::call::Call;
use super::v2_training_jobs::shown;
use super::{Answer, State, seed};
use crate::refusal::Refusal;

/// How many trials a search has.
const TRIALS: usize = 3;
/// Pointer to the search of a job.
const SEARCH: &str = "/algorithm/policies/auto_search";

pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Answer {
    let answer = match call.operation.id.as_str() {
        "v2_list_trials" => list_trials,
        "v2_get_trial" => get_trial,
        "v2_stop_trial" => stop_trial,
        "v2_get_parameter_analysis" => analysis,
        "v2_get_parameter_analysis_path" => analysis_path,
        "v2_get_yaml_template" => get_template,
        _ => return None,
    };
    Some(answer(call, state))
}

/// The IDs of the trials of the job that a call names: none without a search.
fn trials(call: &Call<'_>, state: &mut State) -> Result<Vec<String>, Refusal> {
    let count = if shown(call, state)?.pointer(SEARCH).is_some_and(Value::is_object) { TRIALS } else { 0 };
    Ok((0..count).map(|trial| format!("trial-{trial}")).collect())
}

/// A table of trials.
fn table(trials: &[String]) -> Value {
    json!({ "header": ["trial_id"], "data": trials.iter().map(|trial| [trial]).collect::<Vec<_>>() })
}

fn list_trials(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let trials = trials(call, state)?;
    let number = |name: &str| call.number(name).and_then(|number| usize::try_from(number).ok());
    let from = number("offset").unwrap_or(0).min(trials.len());
    let to = from.saturating_add(number("limit").unwrap_or(trials.len())).min(trials.len());
    let page = &trials[from..to];
    Ok(json!({ "total": trials.len(), "count": page.len(), "items": table(page) }))
}

/// The trial that a call names.
fn trial(call: &Call<'_>, state: &mut State) -> Result<String, Refusal> {
    let wanted = call.key("trial_id");
    if trials(call, state)?.contains(&wanted) { Ok(wanted) } else { Err(call.missing("trial_id")) }
}

fn get_trial(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    Ok(table(&[trial(call, state)?]))
}

fn stop_trial(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    trial(call, state)?;
    Ok(json!({ "earlystop_trial": "true" }))
}

/// The hyperparameters that the job which a call names searches.
fn parameters(call: &Call<'_>, state: &mut State) -> Result<Vec<String>, Refusal> {
    let shown = shown(call, state)?;
    let searched = shown.pointer(SEARCH).and_then(|search| search["search_params"].as_array());
    let names = searched.into_iter().flatten().filter_map(|parameter| parameter["name"].as_str());
    Ok(names.map(str::to_owned).collect())
}

fn analysis(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let rows: Vec<_> = parameters(call, state)?.into_iter().map(|name| [name, "0.5".to_owned()]).collect();
    Ok(json!({ "header": ["name", "importance"], "data": rows }))
}

fn analysis_path(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let name = call.key("parameter_name");
    if parameters(call, state)?.contains(&name) { Ok(call.made_up()) } else { Err(call.missing("parameter_name")) }
}

/// A template that the list of templates shows.
fn get_template(call: &Call<'_>, _: &mut State) -> Result<Value, Refusal> {
    let list = call.api.operations().find(|operation| operation.id == "v2_list_yaml_templates");
    let shown = list.and_then(|list| list.response).map(|at| seed::record(call.api, at, 0)).unwrap_or_default();
    let templates = shown.get("yaml_templates").and_then(Value::as_array);
    let is = |value: &Value, name: &str| Some(value) == call.get(name);
    let mut of_type = templates
        .into_iter()
        .flatten()
        .filter(|kind| ["algorithm_type_en", "algorithm_type_zh"].iter().any(|name| is(&kind[*name], "algorithm_type")))
        .peekable();
    if of_type.peek().is_none() {
        return Err(call.missing("algorithm_type"));
    }
    let mut names = of_type.filter_map(|kind| kind["algorithm_names"].as_array()).flatten();
    if names.any(|name| is(name, "algorithm_name")) { Ok(call.made_up()) } else { Err(call.missing("algorithm_name")) }
}
