//! Macros that make generated structs records: values with a schema.

/// Makes a public struct a record.
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    ($record:ident $fields:tt) => {
        $crate::value::fields::fields!($record $fields);
        $crate::value::serde_impls::impl_serde!($record);

        impl ::core::default::Default for $record {
            fn default() -> Self {
                <Self as $crate::value::slot::Empty>::EMPTY
            }
        }
    };
}
pub use record;
