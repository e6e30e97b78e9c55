//! What is emitted: the items of a file.

use proc_macro2::TokenStream;

/// A file of the client, before formatting.
#[derive(Debug)]
pub struct Emitted {
    /// Path in the folder of the generated code, with `/` between its parts.
    pub path: String,
    /// The file of the spec that it is generated from.
    pub source: String,
    /// Documentation of the module.
    pub doc: String,
    /// The items.
    pub items: Vec<Item>,
}

/// An item of a file.
#[derive(Debug)]
pub enum Item {
    /// An item of Rust.
    Rust(TokenStream),
    /// A table: a call of a macro of the runtime, with rows.
    Table {
        /// Path of the macro.
        macro_path: &'static str,
        /// Name of the type or constant that the table describes.
        name: String,
        /// The rows.
        rows: Vec<String>,
    },
}

impl From<TokenStream> for Item {
    fn from(tokens: TokenStream) -> Self {
        Self::Rust(tokens)
    }
}
