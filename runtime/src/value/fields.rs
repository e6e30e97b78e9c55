//! Macros for the schema of a struct.

/// Describes a field: its name, whether it is optional, and its other name. A description is data without calls, so the
/// compiler evaluates nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! field {
    // Most fields.
    ($field:ident) => {
        $crate::value::schema::Field {
            name: ::core::stringify!($field), also: "", required: true, form: $crate::value::schema::Form::Plain,
        }
    };
    ($field:ident optional) => {
        $crate::value::schema::Field {
            name: ::core::stringify!($field), also: "", required: false, form: $crate::value::schema::Form::Plain,
        }
    };
    (@ $name:expr, $also:literal, $required:literal, $form:expr;) => {
        $crate::value::schema::Field { name: $name, also: $also, required: $required, form: $form }
    };
    (@ $name:expr, $also:literal, $required:literal, $form:expr; optional $($rest:tt)*) => {
        $crate::value::fields::field!(@ $name, $also, false, $form; $($rest)*)
    };
    (@ $name:expr, $also:literal, $required:literal, $form:expr; encoded $($rest:tt)*) => {
        $crate::value::fields::field!(@ $name, $also, $required, $crate::value::schema::Form::Encoded; $($rest)*)
    };
    (@ $name:expr, $also:literal, $required:literal, $form:expr; seconds $($rest:tt)*) => {
        $crate::value::fields::field!(@ $name, $also, $required, $crate::value::schema::Form::Seconds; $($rest)*)
    };
    (@ $name:expr, $also:literal, $required:literal, $form:expr; joined $separator:literal $($rest:tt)*) => {
        $crate::value::fields::field!(@ $name, $also, $required, $crate::value::schema::Form::Joined($separator); $($rest)*)
    };
    (@ $name:expr, $also:literal, $required:literal, $form:expr; text $($rest:tt)*) => {
        $crate::value::fields::field!(@ $name, $also, $required, $crate::value::schema::Form::Text; $($rest)*)
    };
    (@ $name:expr, $also:literal, $required:literal, $form:expr; or $other:literal $($rest:tt)*) => {
        $crate::value::fields::field!(@ $name, $other, $required, $form; $($rest)*)
    };
    ($field:ident = $name:literal $($marks:tt)*) => {
        $crate::value::fields::field!(@ $name, "", true, $crate::value::schema::Form::Plain; $($marks)*)
    };
    ($field:ident $($marks:tt)*) => {
        $crate::value::fields::field!(@ ::core::stringify!($field), "", true, $crate::value::schema::Form::Plain; $($marks)*)
    };
    ($name:literal $($marks:tt)*) => {
        $crate::value::fields::field!(@ $name, "", true, $crate::value::schema::Form::Plain; $($marks)*)
    };
}
pub use field;

/// Implements the schema of a record: the number of each field, its name, and its name on the wire if that differs.
#[doc(hidden)]
#[macro_export]
macro_rules! fields {
    ($record:ident { $(rule $kind:ident $rule:tt),+ $(,)? }) => {
        $crate::value::fields::fields!($record { $(, rule $kind $rule)+ });
    };
    ($record:ident { $($index:literal $field:ident $(= $name:literal)? $($mark:ident $($also:literal)?)*),*
        $(, rule $kind:ident $rule:tt)* $(, cleared $cleared:ident)? $(,)? }) => {
        impl $crate::value::slot::Empty for $record {
            const EMPTY: Self = Self {
                $($field: $crate::value::slot::Empty::EMPTY,)*
                $($cleared: $crate::value::cleared::Cleared::NONE,)?
            };
        }

        impl $crate::value::slot::ApiValue for $record {
            #[inline]
            fn empty() -> Self {
                <Self as $crate::value::slot::Empty>::EMPTY
            }

            // Not inlined: the crates of callers would compile the schema again.
            #[inline(never)]
            fn slot(&mut self) -> $crate::value::slot::Slot<'_> {
                $crate::value::slot::Slot::Record(self)
            }
        }

        impl $crate::value::slot::Record for $record {
            fn schema(&self) -> &'static $crate::value::schema::Schema {
                &$crate::value::schema::Schema {
                    name: ::core::stringify!($record),
                    fields: &[$($crate::value::fields::field!($field $(= $name)? $($mark $($also)?)*)),*],
                    rules: &[$($crate::value::rule::Rule::$kind $rule),*],
                }
            }

            fn field(&mut self, index: usize) -> $crate::value::slot::Slot<'_> {
                match index {
                    $($index => $crate::value::slot::ApiValue::slot(&mut self.$field),)*
                    _ => $crate::value::slot::ApiValue::slot(self),
                }
            }

            $(
                fn is_cleared(&self, index: usize) -> bool {
                    self.$cleared.has(index)
                }
            )?
        }
    };
}
pub use fields;
