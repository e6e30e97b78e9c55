//! What lists show: filter, search, sort, pages.

use std::cmp::Ordering;
use std::ops::Range;

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Field, Operation, Pages, ParameterType, Reference, Type};
use serde_json::{Number, Value};

use super::call::Call;
use crate::limits::UNPAGED_ITEMS;
use crate::refusal::Refusal;

/// The largest search that is kept to be compared with the next one, in bytes.
const LONGEST_KEPT: usize = 4096;

/// What a list is searched for, and what it is sorted by. Values are named by pointers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Query {
    pub(super) tests: Vec<Test>,
    pub(super) sort: Option<Sorting>,
}

/// What one of several values must be like.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Test {
    pub(super) pointers: Vec<String>,
    pub(super) operator: Operator,
    pub(super) wanted: Vec<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operator {
    /// It is one of those that are wanted.
    In,
    /// It is none of them.
    NotIn,
    /// It contains one of them.
    Contains,
    /// It is between two.
    Between,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sorting {
    by: String,
    is_descending: bool,
}

impl Query {
    /// What the parameters of a call select, search and sort by.
    ///
    /// # Errors
    ///
    /// The refusal, if the list cannot be sorted by what the call names.
    pub(super) fn new(call: &Call<'_>, item: Reference) -> Result<Self, Refusal> {
        let fields = &call.api.table(item).fields;
        let pointer = |field: &usize| format!("/{}", fields[*field].name);
        let mut tests = Vec::new();
        for (index, parameter) in call.operation.parameters.iter().enumerate() {
            let Some(wanted) = call.arguments.get(index) else { continue };
            if let Some(field) = &parameter.filters_by {
                let (pointers, wanted) = (vec![pointer(field)], vec![wanted.clone()]);
                tests.push(Test { pointers, operator: Operator::In, wanted });
            }
            if !parameter.searches_in.is_empty() {
                let pointers = parameter.searches_in.iter().map(pointer).collect();
                tests.push(Test { pointers, operator: Operator::Contains, wanted: vec![wanted.clone()] });
            }
        }
        Ok(Self { tests, sort: Sorting::new(call, item)? })
    }

    /// All values that it looks at.
    pub(super) fn pointers(&self) -> Vec<&str> {
        let tested = self.tests.iter().flat_map(|test| &test.pointers).map(String::as_str);
        let mut pointers: Vec<_> = tested.chain(self.sort.iter().map(|sort| sort.by.as_str())).collect();
        pointers.sort_unstable();
        pointers.dedup();
        pointers
    }

    pub(super) fn is_short(&self) -> bool {
        let wanted = self.tests.iter().flat_map(|test| &test.wanted);
        let length = |value: &Value| value.as_str().map_or(size_of::<Value>(), str::len);
        wanted.map(length).fold(0, usize::saturating_add) <= LONGEST_KEPT
    }
}

impl Sorting {
    /// What a call sorts by: the parameters that the spec says, else `sort_by` and `order`, which name a field of the
    /// items or of an object in them.
    fn new(call: &Call<'_>, item: Reference) -> Result<Option<Self>, Refusal> {
        let is_descending = |order: Option<&Value>| order.and_then(Value::as_str) == Some("desc");
        if let Some(sort) = &call.operation.sort {
            let by = call.arguments.get(sort.by).and_then(Value::as_str).unwrap_or_default();
            let is_descending = is_descending(call.arguments.get(sort.order));
            return Ok(Some(Self { by: format!("/{by}"), is_descending }));
        }
        let Some(by) = call.text("sort_by") else { return Ok(None) };
        let by = field(call.api, item, by).ok_or_else(|| {
            Refusal::new(StatusCode::BAD_REQUEST, "2790", format!("unsupported `sort_by`: {by} is no field"))
        })?;
        Ok(Some(Self { by, is_descending: is_descending(call.get("order")) }))
    }
}

/// Pointer to the field of a name that can be sorted by, in an item or in an object of it.
fn field(api: &Api, item: Reference, name: &str) -> Option<String> {
    let fields = &api.table(item).fields;
    let has = |fields: &[Field]| {
        let is_sortable = |ty: &Type| !matches!(ty, Type::Table(_) | Type::List(_) | Type::Map | Type::Json);
        fields.iter().any(|field| field.name == name && is_sortable(&field.ty))
    };
    if has(fields) {
        return Some(format!("/{name}"));
    }
    let mut objects = fields.iter().filter_map(|field| match field.ty {
        Type::Table(at) => Some((&field.name, api.table(at))),
        _ => None,
    });
    objects.find(|(_, table)| has(&table.fields)).map(|(object, _)| format!("/{object}/{name}"))
}

/// The positions that a search finds, sorted. Those that are equal by the key keep their order.
pub(super) fn select<'a>(
    positions: impl Iterator<Item = i64>,
    query: &Query,
    value: impl Fn(i64, &str) -> Option<&'a Value>,
) -> Vec<i64> {
    let holds = |position: i64, test: &Test| {
        test.pointers.iter().any(|pointer| test.holds(value(position, pointer).unwrap_or(&Value::Null)))
    };
    let found = positions.filter(|position| query.tests.iter().all(|test| holds(*position, test)));
    let Some(sort) = &query.sort else { return found.collect() };
    let mut keyed: Vec<_> = found.map(|position| (value(position, &sort.by), position)).collect();
    keyed.sort_by(|(a, _), (b, _)| {
        let order = compare(*a, *b);
        if sort.is_descending { order.reverse() } else { order }
    });
    keyed.into_iter().map(|(_, position)| position).collect()
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        let is = |wanted: &Value| wanted == value || wanted.as_str() == Some(&*text(value));
        match self.operator {
            Operator::In => self.wanted.iter().any(is),
            Operator::NotIn => !self.wanted.iter().any(is),
            Operator::Contains => {
                let value = text(value);
                self.wanted.iter().any(|wanted| value.contains(wanted.as_str().unwrap_or_default()))
            }
            Operator::Between => match self.wanted.as_slice() {
                [from, to] => is_between(&text(value), &text(from), &text(to)),
                _ => false,
            },
        }
    }
}

/// A value as filters compare it.
fn text(value: &Value) -> std::borrow::Cow<'_, str> {
    match value {
        Value::String(text) => text.into(),
        Value::Null => "".into(),
        value => value.to_string().into(),
    }
}

fn is_between(value: &str, from: &str, to: &str) -> bool {
    match (value.parse::<i64>(), from.parse::<i64>(), to.parse::<i64>()) {
        (Ok(value), Ok(from), Ok(to)) => from <= value && value <= to,
        _ => from <= value && value <= to,
    }
}

/// A total order: nothing, booleans, numbers, texts, and objects and lists by their JSON. Sorting needs one whatever
/// values things have.
fn compare(a: Option<&Value>, b: Option<&Value>) -> Ordering {
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

/// Numbers by their nearest floats, which keep the order of integers; integers that have the same one by themselves.
fn compare_numbers(a: &Number, b: &Number) -> Ordering {
    let float = |number: &Number| number.as_f64().unwrap_or_default() + 0.0;
    let integer = |number: &Number| {
        let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        exact.unwrap_or_else(|| float(number) as i128)
    };
    float(a).total_cmp(&float(b)).then_with(|| integer(a).cmp(&integer(b)))
}

/// The items of a list that are on the page which a call asks for.
pub(super) fn window(pages: &Pages, call: &Call<'_>, total: usize) -> Range<usize> {
    let number = |index: usize, default: i64| call.arguments.get(index).and_then(Value::as_i64).unwrap_or(default);
    let size = usize::try_from(number(pages.size, pages.default_size)).unwrap_or(0);
    let page = number(pages.page, pages.first);
    // A number before the first page asks for everything at once, as does no size at all.
    let size = if page < pages.first || size == 0 { total.min(UNPAGED_ITEMS) } else { size };
    let step = if pages.by_item { 1 } else { size };
    let from = usize::try_from(page.saturating_sub(pages.first)).unwrap_or(0).saturating_mul(step).min(total);
    from..from.saturating_add(size).min(total)
}

/// What a list can be sorted by although its table does not show it.
pub(super) fn hidden_keys(api: &Api, operation: &Operation, pages: &Pages) -> Vec<String> {
    let Some(sort) = &operation.sort else { return Vec::new() };
    let ParameterType::Codes(at) = operation.parameters[sort.by].ty else { return Vec::new() };
    let fields = &api.table(pages.item).fields;
    let keys = api.codes(at).values.iter().map(|code| code.name.clone());
    keys.filter(|key| fields.iter().all(|field| field.name != *key)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Ordering, compare};

    #[test]
    fn values_of_all_kinds_have_one_total_order() {
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
