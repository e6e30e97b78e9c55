//! Emits the error codes.

use quote::quote;

use super::docs;
use super::file::{Emitted, Item};
use crate::model::ErrorCode;
use crate::sources::ERROR_CODES_FILE;

pub(super) fn emit(codes: &[ErrorCode]) -> Emitted {
    let row = |row: &ErrorCode| {
        let name = row.name.as_ref().map(|name| format!(" named {name:?}")).unwrap_or_default();
        let meaning = row.doc.as_ref().map(|doc| {
            // The code comes before it on the same line, so a text of several lines begins a paragraph.
            let shown = docs::prose(doc);
            let shown = if shown.contains('\n') { format!("\n\n{shown}") } else { shown };
            let shown = if shown == *doc { String::new() } else { format!(" as {shown:?}") };
            format!(" means {doc:?}{shown}")
        });
        let meaning = meaning.unwrap_or_default();
        format!("{} {:?} {:?}{name}{meaning}", row.ident, row.code, row.http)
    };
    let rows = codes.iter().map(row).collect();
    Emitted {
        path: "error_codes.rs".to_owned(),
        source: ERROR_CODES_FILE.to_owned(),
        doc: "The error codes that the vendor's documents list, sorted.".to_owned(),
        items: vec![
            quote!(
                use modelarts_runtime::codegen::error_code;
            )
            .into(),
            Item::Table { macro_path: "error_code::error_codes", name: "all".to_owned(), rows },
        ],
    }
}
