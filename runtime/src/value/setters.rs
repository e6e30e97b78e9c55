//! The macro for the constructor and the setters of records that are sent.

/// Implements the constructor, which takes the required fields, and a setter for each optional field.
///
/// `#[inline]`: a program compiles only what it calls.
#[doc(hidden)]
#[macro_export]
macro_rules! setters {
    // Most types need nothing but this: it spares the compiler an expansion for each field.
    ($record:ident { $new:ident($($argument:ident: $argument_type:ty),*) $(, $setter:ident($type:ty))* $(,)? }) => {
        impl $record {
            /// Creates the value from its required fields. No other field is set.
            #[inline]
            #[must_use]
            pub fn $new($($argument: $argument_type),*) -> Self {
                Self {
                    $($argument: ::core::convert::Into::into($argument),)*
                    ..<Self as $crate::value::slot::Empty>::EMPTY
                }
            }

            $(
                #[doc = ::core::concat!("Sets [`", ::core::stringify!($setter), "`](field@Self::", ::core::stringify!($setter), ").")]
                #[inline]
                #[must_use]
                pub fn $setter(mut self, value: $type) -> Self {
                    self.$setter = ::core::option::Option::Some(::core::convert::Into::into(value));
                    self
                }
            )*
        }
    };
    ($record:ident { $new:ident($($argument:ident $($some:ident)?: $argument_type:ty),*)
        $(, $setter:ident$(.$field:ident)?($type:ty) $(deprecated $instead:literal)?)* $(,)? }) => {
        impl $record {
            /// Creates the value from its required fields. No other field is set.
            #[inline]
            #[must_use]
            pub fn $new($($argument: $argument_type),*) -> Self {
                Self {
                    $($argument: $crate::value::setters::argument!($argument $($some)?),)*
                    ..<Self as $crate::value::slot::Empty>::EMPTY
                }
            }

            $($crate::value::setters::setter!($setter, $($field,)? $setter, $type $(, deprecated $instead)?);)*
        }
    };
}
pub use setters;

/// Converts an argument of a constructor to the value of its field. Responses may lack a field with the mark `some`.
#[doc(hidden)]
#[macro_export]
macro_rules! argument {
    ($argument:ident) => {
        ::core::convert::Into::into($argument)
    };
    ($argument:ident some) => {
        ::core::option::Option::Some(::core::convert::Into::into($argument))
    };
}
pub use argument;

/// Implements the setter of a field. It has the name of the field, unless the type has another method of that name.
#[doc(hidden)]
#[macro_export]
macro_rules! setter {
    ($setter:ident, $field:ident, $type:ty $(, deprecated $instead:literal)?) => {
        $(#[deprecated(note = $instead)])?
        #[doc = ::core::concat!("Sets [`", ::core::stringify!($field), "`](field@Self::", ::core::stringify!($field), ").")]
        #[inline]
        #[must_use]
        pub fn $setter(mut self, value: $type) -> Self {
            self.$field = ::core::option::Option::Some(::core::convert::Into::into(value));
            self
        }
    };
    ($setter:ident, $field:ident, $same:ident, $type:ty $(, deprecated $instead:literal)?) => {
        $crate::value::setters::setter!($setter, $field, $type $(, deprecated $instead)?);
    };
}
pub use setter;
