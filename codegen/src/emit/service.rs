//! What holds for the whole service: clouds, statuses, the fields of a failure.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Emitted, Item, ident, operations};
use crate::check::names;
use crate::load::SERVICE_FILE;
use crate::model::{Cloud, Service, Status};

pub(super) fn emit(service: &Service) -> Emitted {
    let request_id = &service.request_id;
    let project = service.path_parameters.iter().filter_map(|parameter| {
        let (constant, name) = (ident(&parameter.name.to_ascii_uppercase()), &parameter.name);
        let description: TokenStream =
            format!("Parameter::path({name:?}){}", operations::rules(parameter)).parse().ok()?;
        Some(quote! {
            pub(crate) static #constant: Parameter = #description;
        })
    });
    let clouds = service.clouds.iter().map(cloud);
    let statuses = service.statuses.iter().map(status);
    let failure = &service.failure;
    let (success, code, message) = (&failure.success, &failure.code, &failure.message);
    let solution = failure.solution.as_ref().map(|solution| quote!(, field!(#solution optional)));
    let also = failure.message_also.as_ref().map(|also| quote!(or #also));
    let mut items = vec![
        quote!(
            use crate::call::Parameter;
        ),
        quote!(
            use crate::record::{Field, field};
        ),
        quote!(
            use crate::service::{Asks, Cloud, Status};
        ),
        quote! {
            /// The response header that names the request.
            pub(crate) const REQUEST_ID: &str = #request_id;
        },
        quote! {
            /// What an answer says of its own failure: whether it succeeded, code, message, what to do.
            pub(crate) static FAILURE: &[Field] =
                &[field!(#success optional), field!(#code optional), field!(#message optional #also) #solution];
        },
        quote! {
            pub(crate) static CLOUDS: &[Cloud] = &[#(#clouds),*];
        },
        quote! {
            pub(crate) static STATUSES: &[Status] = &[#(#statuses),*];
        },
    ];
    items.extend(project);
    Emitted {
        path: "service.rs".to_owned(),
        source: SERVICE_FILE.to_owned(),
        doc: "What holds for the whole service.".to_owned(),
        items: items.into_iter().map(Item::from).collect(),
    }
}

fn cloud(cloud: &Cloud) -> TokenStream {
    let Cloud { regions, endpoint, iam_endpoint, .. } = cloud;
    quote!(Cloud { regions: &[#(#regions),*], endpoint: #endpoint, iam_endpoint: #iam_endpoint })
}

fn status(status: &Status) -> TokenStream {
    let number = Literal::u16_unsuffixed(status.status);
    let (reason, doc) = (&status.reason, &status.doc);
    let asks = ident(&names::upper_camel(&status.asks.to_string()));
    quote!(Status::new(#number, #reason, Asks::#asks, #doc))
}
