//! A total order of JSON values, which sorting needs.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// Compares two values: first by kind (`null`, booleans, numbers, strings, objects and lists), then by value.
///
/// A missing value is `null`. Objects and lists are ordered by their JSON.
pub(super) fn compare(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    let (a, b) = (a.unwrap_or(&Value::Null), b.unwrap_or(&Value::Null));
    let by_value = match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => compare_numbers(a, b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Array(_) | Value::Object(_), Value::Array(_) | Value::Object(_)) => a.to_string().cmp(&b.to_string()),
        _ => Ordering::Equal,
    };
    rank(a).cmp(&rank(b)).then(by_value)
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) | Value::Object(_) => 4,
    }
}

/// Compares numbers as floats, which keep the order of integers. Integers with the same float are compared exactly.
fn compare_numbers(a: &Number, b: &Number) -> Ordering {
    let float = |number: &Number| number.as_f64().unwrap_or_default() + 0.0;
    let integer = |number: &Number| {
        let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        exact.unwrap_or_else(|| float(number) as i128)
    };
    float(a).total_cmp(&float(b)).then_with(|| integer(a).cmp(&integer(b)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_all_kinds_are_totally_ordered() {
        let ascending = [
            json!(null),
            json!(false),
            json!(true),
            json!(i64::MIN),
            json!(-1.5),
            json!(0),
            json!(0.25),
            json!(3),
            json!(9_007_199_254_740_992_i64),
            json!(9_007_199_254_740_993_i64),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
            json!(""),
            json!("10"),
            json!("9"),
            json!("a"),
            json!([1]),
            json!({}),
        ];
        for (left, a) in ascending.iter().enumerate() {
            for (right, b) in ascending.iter().enumerate() {
                assert_eq!(compare(Some(a), Some(b)), left.cmp(&right), "{a} {b}");
            }
        }
        assert_eq!(compare(None, Some(&Value::Null)), Ordering::Equal);
        assert_eq!(compare(Some(&json!(0.0)), Some(&json!(-0.0))), Ordering::Equal);
    }
}
