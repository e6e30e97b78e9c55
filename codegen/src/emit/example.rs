//! Emits the example in the documentation of an operation: a call that compiles.

use crate::model::{Api, Group, Literal, Operation, Parameter, ParameterType, Reference, Type, ValueRule, fraction_in};

/// The maximum length of a line.
const WIDTH: usize = 100;

/// Emits a call with the mandatory parameters, and up to two parameters that have a default.
pub(super) fn call(api: &Api, group: &Group, operation: &Operation) -> String {
    let mandatory = operation.parameters.iter().filter(|parameter| parameter.mandatory);
    let arguments: Vec<_> = mandatory.map(|parameter| argument(api, parameter)).collect();
    let shown = operation.parameters.iter().filter(|parameter| {
        let plain = !matches!(parameter.ty, ParameterType::Codes(_) | ParameterType::Value(..));
        !parameter.mandatory && plain && parameter.default.is_some()
    });
    let setters = shown.take(2).map(|parameter| format!(".{}({})", parameter.ident, argument(api, parameter)));
    let called = [format!(".{}()", group.module), format!(".{}({})", operation.ident, arguments.join(", "))];
    let send = [".send()", ".await?;"].map(str::to_owned);
    let calls: Vec<_> = called.into_iter().chain(setters).chain(send).collect();
    let line = format!("let response = client{}", calls.concat());
    let lines = format!("let response = client\n    {}", calls.join("\n    "));
    [
        "```no_run\n",
        &format!("# async fn example(client: {name}::Client) -> {name}::Result<()> {{\n", name = package(api)),
        if line.len() > WIDTH { &lines } else { &line },
        "\n",
        "# drop(response); Ok(()) }\n```",
    ]
    .concat()
}

/// The longest text that an example has only because of a minimum length.
const LONGEST: usize = 100;

fn argument(api: &Api, parameter: &Parameter) -> String {
    match (&parameter.default, &parameter.ty) {
        (Some(Literal::Text(text)), ParameterType::Text(_)) if !text.is_empty() => format!("{text:?}"),
        (Some(Literal::Integer(value)), ParameterType::Number { .. }) => value.to_string(),
        (Some(Literal::Boolean(value)), _) => value.to_string(),
        (_, ParameterType::Text(rule)) => format!("{:?}", rule.fit(&parameter.name, LONGEST)),
        (_, ty) => {
            let (ty, rule) = ty.as_field();
            value(api, &parameter.name, &ty, rule)
        }
    }
}

/// Emits a value of a type, with the mandatory fields only. This terminates: no table contains itself without a list.
fn value(api: &Api, name: &str, ty: &Type, rule: ValueRule) -> String {
    match (ty, rule) {
        (Type::Boolean, _) => "true".to_owned(),
        (Type::Number(_), ValueRule::Range(min, max)) => min.max(0).min(max).to_string(),
        (Type::Number(_), _) => "0".to_owned(),
        (Type::Float, ValueRule::Fraction(min, max)) => format!("{:?}", fraction_in(min, max)),
        (Type::Float, _) => "0.5".to_owned(),
        (Type::Text, ValueRule::Text(rule)) => format!("{:?}", rule.fit(name, LONGEST)),
        (Type::Text, _) => format!("{name:?}"),
        (Type::Secret, _) => format!("{}::Secret::from({name:?})", package(api)),
        (Type::Codes(at), _) => {
            let codes = api.codes(*at);
            let variant = codes.values.first().map_or("", |code| code.variant.as_str());
            format!("{}::{variant}", path(api, *at, &codes.name))
        }
        (Type::Table(at), _) => {
            let table = api.table(*at);
            let mandatory = table.fields.iter().filter(|field| field.mandatory);
            let arguments: Vec<_> = mandatory.map(|field| value(api, &field.key, &field.ty, field.rule)).collect();
            format!("{}::new({})", path(api, *at, &table.name), arguments.join(", "))
        }
        (Type::Json | Type::Map(_) | Type::Timestamp(_) | Type::Duration(_) | Type::List(_), _) => {
            "Default::default()".to_owned()
        }
    }
}

fn path(api: &Api, at: Reference, name: &str) -> String {
    format!("{}::{}::{name}", package(api), api.groups[at.group].module)
}

/// Returns the name of the client's crate: that of the service.
fn package(api: &Api) -> String {
    api.service.name.replace('-', "_")
}
