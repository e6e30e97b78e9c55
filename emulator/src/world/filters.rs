//! Filters of lists of training jobs (version 2 of the API).

use hyper::StatusCode;
use serde_json::Value;

use super::search::{Operator, Test};
use crate::config::limits::FILTER_VALUES;
use crate::rules::refusal::Refusal;

/// Converts filters to tests.
pub(super) fn tests(filters: &[Value]) -> Result<Vec<Test>, Refusal> {
    check_number_of_values(filters)?;
    filters.iter().map(test).collect()
}

/// Converts a filter to a test.
fn test(filter: &Value) -> Result<Test, Refusal> {
    let key = filter["key"].as_str().unwrap_or_default();
    let pointer = match key {
        "name" => "/metadata/name",
        "create_time" => "/metadata/create_time",
        "phase" => "/status/phase",
        "kind" => "/kind",
        "algorithm_name" => "/algorithm/name",
        _ => return Err(Refusal::new(StatusCode::BAD_REQUEST, "2807", format!("unknown filter key `{key}`"))),
    };
    let wanted = values(filter);
    let operator = match filter["operator"].as_str() {
        Some("in") => Operator::In,
        Some("not") => Operator::NotIn,
        Some("like") => Operator::Contains,
        Some("between") => Operator::Between,
        _ => {
            let message = format!("invalid filter of `{key}`: unknown operator");
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "2808", message));
        }
    };
    match (operator, wanted.len()) {
        (Operator::Between, 2) | (Operator::In | Operator::NotIn | Operator::Contains, 1..) => {}
        (Operator::Between, count) => {
            return Err(unsupported_values(format!(
                "invalid filter of `{key}`: `between` takes 2 values, not {count}"
            )));
        }
        (_, _) => return Err(unsupported_values(format!("invalid filter of `{key}`: it has no value"))),
    }
    Ok(Test { pointers: vec![pointer.to_owned()], operator, wanted: wanted.to_vec() })
}

fn values(filter: &Value) -> &[Value] {
    filter["value"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Limits the number of values. Each one is compared with a value of each job, and other calls wait meanwhile.
fn check_number_of_values(filters: &[Value]) -> Result<(), Refusal> {
    let count: usize = filters.iter().map(|filter| values(filter).len()).sum();
    if count > FILTER_VALUES {
        return Err(unsupported_values(format!("too many filter values: {count} is more than {FILTER_VALUES}")));
    }
    Ok(())
}

fn unsupported_values(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "2809", message)
}
