//! The words of documentation.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::model::{Api, Literal, Operation, Parameter, ParameterType, Service, ValueRule, Version};

/// A documentation comment; paragraphs are kept apart.
pub(super) fn doc(paragraphs: &[&str]) -> TokenStream {
    let text = paragraphs.iter().filter(|paragraph| !paragraph.is_empty()).copied().collect::<Vec<_>>().join("\n\n");
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Tokens of a type as one writes them.
pub(crate) fn words(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    ["< ", " <", " >", " ,", ":: ", " ::", "& ", "( ", " )", "-> "].iter().fold(text, |text, spaced| {
        let tight = spaced.trim();
        text.replace(spaced, tight)
    })
}

/// A link to a page of the documents.
pub(super) fn source(page: Option<&str>, service: &Service) -> String {
    page.map(|page| format!("See the [vendor's page]({}{page}).", service.documents)).unwrap_or_default()
}

/// What values a parameter may have, and what holds if none is set.
pub(super) fn rule(parameter: &Parameter, api: &Api, codes_path: impl Fn(&str) -> String) -> String {
    let rule = match &parameter.ty {
        ParameterType::Number { min, max, width } if *max == width.range().1 && *min == width.range().0 => {
            String::new()
        }
        ParameterType::Number { min, max, width } if *max == width.range().1 => format!("{min} or more"),
        ParameterType::Number { min, max, .. } => format!("{min} to {max}"),
        ParameterType::Text { min, max } => ValueRule::Length(*min, *max).words(),
        ParameterType::Boolean | ParameterType::Codes(_) | ParameterType::Value(_) => String::new(),
    };
    let default = parameter.default.as_ref().map(|default| match (default, &parameter.ty) {
        (Literal::Text(text), ParameterType::Codes(at)) => {
            let codes = api.codes(*at);
            let code = codes.values.iter().find(|code| code.name == *text);
            let variant = code.map_or("", |code| code.variant.as_str());
            format!("[`{}::{variant}`]", codes_path(&codes.name))
        }
        (literal, _) => self::default(literal),
    });
    facts(&rule, default)
}

/// A default that is no code, in words.
pub(super) fn default(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) if text.is_empty() => "empty".to_owned(),
        Literal::Text(text) => format!("`{text}`"),
        Literal::Integer(value) => value.to_string(),
        Literal::Boolean(value) => format!("`{value}`"),
    }
}

/// A rule and a default in one sentence.
pub(super) fn facts(rule: &str, default: Option<String>) -> String {
    match (rule.is_empty(), default) {
        (true, None) => String::new(),
        (false, None) => format!("{rule}."),
        (true, Some(default)) => format!("{default} if not set."),
        (false, Some(default)) => format!("{rule}; {default} if not set."),
    }
}

/// A call of an operation that compiles.
pub(super) fn example(operation: &Operation, version: Option<Version>) -> String {
    let mandatory: Vec<_> = operation.parameters.iter().filter(|parameter| parameter.mandatory).map(argument).collect();
    let shown = operation.parameters.iter().filter(|parameter| {
        let plain = !matches!(parameter.ty, ParameterType::Codes(_) | ParameterType::Value(_));
        !parameter.mandatory && plain && parameter.default.is_some()
    });
    let setters: String =
        shown.take(2).map(|parameter| format!(".{}({})", parameter.ident, argument(parameter))).collect();
    let name = &operation.ident;
    let version = match version {
        None => "",
        Some(Version::V2) => ".v2()",
    };
    [
        "```no_run\n",
        "# async fn example(client: modelarts::Client) -> modelarts::Result<()> {\n",
        &format!("let answer = client{version}.{name}({}){setters}.send().await?;\n", mandatory.join(", ")),
        "# drop(answer); Ok(()) }\n```",
    ]
    .concat()
}

fn argument(parameter: &Parameter) -> String {
    match (&parameter.default, &parameter.ty) {
        (Some(Literal::Text(text)), ParameterType::Text { .. }) if !text.is_empty() => format!("{text:?}"),
        (Some(Literal::Integer(value)), _) => value.to_string(),
        (Some(Literal::Boolean(value)), _) => value.to_string(),
        (_, ParameterType::Boolean) => "true".to_owned(),
        (_, ParameterType::Number { min, .. }) => (*min).max(0).to_string(),
        (_, ParameterType::Text { .. }) => format!("{:?}", parameter.name),
        (_, ParameterType::Codes(_) | ParameterType::Value(_)) => "Default::default()".to_owned(),
    }
}
