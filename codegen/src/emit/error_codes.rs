//! The error codes.

use quote::quote;

use super::{Emitted, Item};
use crate::load::ERROR_CODES_FILE;
use crate::model::ErrorCode;

pub(super) fn emit(codes: &[ErrorCode]) -> Emitted {
    let row = |row: &ErrorCode| {
        let name = row.name.as_ref().map(|name| format!(" named {name:?}")).unwrap_or_default();
        let meaning = row.doc.as_ref().map(|doc| format!(" means {doc:?}")).unwrap_or_default();
        format!("{} {:?} {:?}{name}{meaning}", row.ident, row.code, row.http)
    };
    let rows = codes.iter().map(row).collect();
    Emitted {
        path: "error_codes.rs".to_owned(),
        source: ERROR_CODES_FILE.to_owned(),
        doc: "The error codes that the documents list, sorted.".to_owned(),
        items: vec![
            quote!(
                use crate::error_code;
            )
            .into(),
            Item::Table { macro_path: "error_code::codes", name: "ERROR_CODES".to_owned(), rows },
        ],
    }
}
