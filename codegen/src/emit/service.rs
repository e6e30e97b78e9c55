//! What holds for the whole service: clouds, statuses, the fields of a failure.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitted, Item, operations};
use crate::check::names;
use crate::load::SERVICE_FILE;
use crate::model::{Cloud, Service, Status};

pub(super) fn emit(service: &Service) -> Emitted {
    let mut items: Vec<Item> = [
        quote!(
            use modelarts_runtime::codegen::record::field;
        ),
        quote!(
            use modelarts_runtime::codegen::service::{self, Parameter, Service};
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
        doc: "What holds for the whole service.".to_owned(),
        items,
    }
}

fn facts(service: &Service) -> TokenStream {
    let request_id = &service.request_id;
    let failure = &service.failure;
    let (success, code, message) = (&failure.success, &failure.code, &failure.message);
    let solution = failure.solution.as_ref().map(|solution| quote!(, field!(#solution optional)));
    let also = failure.message_also.as_ref().map(|also| quote!(or #also));
    let project = project(service);
    quote! {
        /// The service. The fields of a failure are whether the call succeeded, the code, the message and the solution.
        pub(crate) static SERVICE: Service = Service {
            request_id: #request_id,
            failure: &[field!(#success optional), field!(#code optional), field!(#message optional #also) #solution],
            project: #project,
            clouds: CLOUDS,
            statuses: STATUSES,
            error_codes: super::error_codes::all(),
        };
    }
}

/// What holds for the ID of a project.
fn project(service: &Service) -> TokenStream {
    let rules = service.path_parameters.first().map(operations::rules).unwrap_or_default();
    let name = service.path_parameters.first().map_or("project_id", |parameter| &parameter.name);
    format!("Parameter::path({name:?}){rules}").parse().unwrap_or_default()
}

/// A cloud, and its regions.
fn cloud(cloud: &Cloud) -> impl Iterator<Item = String> {
    let head = format!("cloud {:?} {:?}", cloud.endpoint, cloud.iam_endpoint);
    std::iter::once(head).chain(cloud.regions.iter().map(|region| format!("{region:?}")))
}

fn status(status: &Status) -> String {
    let asks = names::upper_camel(&status.asks.to_string());
    format!("{} {:?} {asks} {:?}", status.status, status.reason, status.doc)
}
