//! Composes the documentation of emitted code.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::markdown;
use crate::model::{Api, Constant, Literal, Parameter, ParameterType, Service, ValueRule};

/// Replaces empty documentation, which is reported as a warning.
pub(super) const UNDOCUMENTED: &str = "Not documented.";

/// Converts a text of the spec for rustdoc.
pub(super) fn prose(text: &str) -> String {
    markdown::to_rustdoc(text).text
}

/// Joins texts: into one paragraph if each is a single line, otherwise into several.
pub(super) fn joined(texts: &[&str]) -> String {
    let texts: Vec<_> = texts.iter().filter(|text| !text.is_empty()).copied().collect();
    let gap = if texts.iter().any(|text| text.contains('\n')) { "\n\n" } else { " " };
    texts.join(gap)
}

/// Returns a list item. Its text may have several lines.
pub(super) fn item(name: &str, text: &str) -> String {
    let text = if text.contains('\n') { format!("\n\n{text}") } else { format!(" {text}") };
    format!("- `{name}`:{text}").replace('\n', "\n  ")
}

/// Returns a documentation comment with one or more paragraphs.
pub(super) fn doc(paragraphs: &[&str]) -> TokenStream {
    let text = paragraphs.iter().filter(|paragraph| !paragraph.is_empty()).copied().collect::<Vec<_>>().join("\n\n");
    let text = if text.is_empty() { UNDOCUMENTED } else { &text };
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Returns the attribute of a deprecated item, with what to use instead.
pub(super) fn deprecated(instead: Option<&String>) -> Option<TokenStream> {
    instead.map(|instead| quote!(#[deprecated(note = #instead)]))
}

/// Returns the source text of a type, formatted as usual.
pub(crate) fn source_text(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    ["< ", " <", " >", " ,", ":: ", " ::", "& ", "( ", " )", "-> "].iter().fold(text, |text, spaced| {
        let tight = spaced.trim();
        text.replace(spaced, tight)
    })
}

/// Returns a link to a page of the documents.
pub(super) fn source(page: Option<&str>, service: &Service) -> String {
    page.map(|page| format!("See the [vendor's page]({}{page}).", service.documents)).unwrap_or_default()
}

/// Describes the rule and the default of a parameter.
pub(super) fn rule(parameter: &Parameter, api: &Api, codes_path: impl Fn(&str) -> String) -> String {
    let default = parameter.default.as_ref().map(|default| match (default, &parameter.ty) {
        (literal, ParameterType::Codes(at)) => {
            let codes = api.codes(*at);
            let variant = codes.find(literal).map_or("", |code| code.variant.as_str());
            format!("[`{}::{variant}`]", codes_path(&codes.name))
        }
        (literal, _) => self::default(literal),
    });
    facts(parameter.ty.as_field().1, default)
}

/// Returns a default that is not a code.
pub(super) fn default(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) if text.is_empty() => "empty".to_owned(),
        Literal::Text(text) => markdown::code(text),
        Literal::Integer(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Boolean(value) => format!("`{value}`"),
    }
}

/// Describes the fields that always have the same value.
pub(super) fn constants(constants: &[Constant]) -> String {
    let described: Vec<_> = constants
        .iter()
        .map(|Constant { field, value }| match value {
            Literal::Text(text) => markdown::code(&format!("{}: {text}", field.name)),
            value => format!("`{}: {value}`", field.name),
        })
        .collect();
    if described.is_empty() { String::new() } else { format!("Sent with {}.", described.join(", ")) }
}

/// Describes what happens if the named thing does not exist.
pub(super) fn not_found(code: Option<&String>) -> String {
    code.map(|code| format!("Rejected with `{code}` if it does not exist.")).unwrap_or_default()
}

/// Describes a rule and a default.
pub(super) fn facts(rule: ValueRule, default: Option<String>) -> String {
    let default = default.map(|default| format!("Default: {default}.")).unwrap_or_default();
    joined(&[&rule.describe(), &default])
}
