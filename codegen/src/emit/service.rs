//! Emits facts about the whole service: clouds, statuses, the fields of a failure.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{Emitted, Item};
use super::rules;
use crate::model::{Cloud, FailureObject, Parameter, Service, Status, StatusAction};
use crate::sources::SERVICE_FILE;

pub(super) fn emit(service: &Service) -> Emitted {
    let mut items: Vec<Item> = [
        quote!(
            use modelarts_runtime::codegen::record::field;
        ),
        quote!(
            use modelarts_runtime::codegen::service::{self, FailureObject, Parameter, Service};
        ),
        facts(service),
    ]
    .into_iter()
    .map(Item::from)
    .collect();
    let table = |macro_path, name: &str, rows| Item::Table { macro_path, name: name.to_owned(), rows };
    items.push(table("service::clouds", "CLOUDS", service.clouds.iter().flat_map(cloud).collect()));
    items.push(table("service::statuses", "STATUSES", service.statuses.iter().map(status).collect()));
    Emitted {
        path: "service.rs".to_owned(),
        source: SERVICE_FILE.to_owned(),
        doc: "Facts about the whole service.".to_owned(),
        items,
    }
}

fn facts(service: &Service) -> TokenStream {
    let request_id = &service.request_id;
    let failure = &service.failure;
    // No field of a response has an empty name.
    let success = failure.success.as_deref().unwrap_or_default();
    let (code, message) = (&failure.code, &failure.message);
    let solution = failure.solution.as_ref().map(|solution| quote!(, field!(#solution optional)));
    let alias = failure.message_alias.as_ref().map(|alias| quote!(or #alias));
    let parameters = service.path_parameters.iter().map(path_parameter);
    let name = &service.name;
    let object = match &failure.object {
        None => quote!(FailureObject::None),
        Some(FailureObject::Any) => quote!(FailureObject::Any),
        Some(FailureObject::Named(name)) => quote!(FailureObject::Named(#name)),
    };
    quote! {
        /// The service. The fields of a failure are whether the call succeeded, the code, the message and the solution.
        pub(crate) static SERVICE: Service = Service {
            name: #name,
            request_id: #request_id,
            failure: &[field!(#success optional), field!(#code optional), field!(#message optional #alias) #solution],
            failure_object: #object,
            path_parameters: &[#(#parameters),*],
            clouds: CLOUDS,
            statuses: STATUSES,
            error_codes: super::error_codes::all(),
        };
    }
}

/// Emits the description of a parameter that the client itself puts into paths.
fn path_parameter(parameter: &Parameter) -> TokenStream {
    format!("Parameter::path({:?}){}", parameter.name, rules::of_parameter(parameter)).parse().unwrap_or_default()
}

/// Emits a cloud and its regions.
fn cloud(cloud: &Cloud) -> impl Iterator<Item = String> {
    let head = format!("cloud {:?} {:?}", cloud.endpoint, cloud.iam_endpoint);
    std::iter::once(head).chain(cloud.regions.iter().map(|region| format!("{region:?}")))
}

fn status(status: &Status) -> String {
    let action = match status.action {
        StatusAction::Proceed => "Proceed",
        StatusAction::Correct => "Correct",
        StatusAction::Authenticate => "Authenticate",
        StatusAction::Repeat => "Repeat",
        StatusAction::Wait => "Wait",
        StatusAction::Resolve => "Resolve",
        StatusAction::Report => "Report",
    };
    format!("{} {:?} {action} {:?}", status.status, status.reason, status.doc)
}
