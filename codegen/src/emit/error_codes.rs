//! The error codes.

use proc_macro2::Literal;
use quote::quote;

use super::{Emitted, Item};
use crate::load::ERROR_CODES_FILE;
use crate::model::ErrorCode;

pub(super) fn emit(codes: &[ErrorCode]) -> Emitted {
    let rows = codes.iter().map(|row| {
        let code = &row.code;
        let http = row.http.iter().map(|status| Literal::u16_unsuffixed(*status));
        let name = row.name.as_ref().map(|name| quote!(.named(#name)));
        let meaning = row.doc.as_ref().map(|doc| quote!(.means(#doc)));
        quote!(ErrorCode::new(#code, &[#(#http),*]) #name #meaning)
    });
    Emitted {
        path: "error_codes.rs".to_owned(),
        source: ERROR_CODES_FILE.to_owned(),
        doc: "The error codes that the documents list, sorted.".to_owned(),
        items: [
            quote!(
                use crate::error_code::ErrorCode;
            ),
            quote!(pub(crate) static ERROR_CODES: &[ErrorCode] = &[#(#rows),*];),
        ]
        .map(Item::from)
        .into(),
    }
}
