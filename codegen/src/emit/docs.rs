//! The words of documentation.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::markdown;
use crate::model::{Api, Literal, Parameter, ParameterType, Service, ValueRule};

/// What stands for documentation that is empty, of which `check` warns.
pub(super) const UNDOCUMENTED: &str = "Not documented.";

/// A text of the spec as rustdoc shows it.
pub(super) fn prose(text: &str) -> String {
    markdown::to_rustdoc(text).text
}

/// Texts one after another: in one paragraph where each is one, or else apart.
pub(super) fn joined(texts: &[&str]) -> String {
    let texts: Vec<_> = texts.iter().filter(|text| !text.is_empty()).copied().collect();
    let gap = if texts.iter().any(|text| text.contains('\n')) { "\n\n" } else { " " };
    texts.join(gap)
}

/// An item of a list, of whatever many lines.
pub(super) fn item(name: &str, text: &str) -> String {
    let text = if text.contains('\n') { format!("\n\n{text}") } else { format!(" {text}") };
    format!("- `{name}`:{text}").replace('\n', "\n  ")
}

/// A documentation comment; paragraphs are kept apart.
pub(super) fn doc(paragraphs: &[&str]) -> TokenStream {
    let text = paragraphs.iter().filter(|paragraph| !paragraph.is_empty()).copied().collect::<Vec<_>>().join("\n\n");
    let text = if text.is_empty() { UNDOCUMENTED } else { &text };
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
        (literal, ParameterType::Codes(at)) => {
            let codes = api.codes(*at);
            let variant = codes.find(literal).map_or("", |code| code.variant.as_str());
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
        Literal::Text(text) => markdown::code(text),
        Literal::Integer(value) => value.to_string(),
        Literal::Boolean(value) => format!("`{value}`"),
    }
}

/// What happens if what a value names does not exist.
pub(super) fn not_found(code: Option<&String>) -> String {
    code.map(|code| format!("Rejected with `{code}` if it does not exist.")).unwrap_or_default()
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
