//! The error codes of the service.

use std::fmt;

/// An error code that the vendor documents.
///
/// ```
/// use modelarts::{Error, error_codes};
///
/// fn is_taken(error: &Error) -> bool {
///     error.known_code() == Some(&error_codes::MODEL_ARTS_2751)
/// }
///
/// let code = error_codes::find("ModelArts.2799").unwrap();
/// assert_eq!(code.statuses(), [429]);
/// assert_eq!(code.meaning(), Some("There are too many requests."));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErrorCode {
    #[doc(hidden)]
    pub code: &'static str,
    #[doc(hidden)]
    pub statuses: &'static [u16],
    // Empty if there is none.
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub meaning: &'static str,
}

impl ErrorCode {
    /// Looks up a code in a sorted table.
    #[doc(hidden)]
    #[must_use]
    pub fn find_in(codes: &'static [Self], code: &str) -> Option<&'static Self> {
        let index = codes.binary_search_by(|known| known.code.cmp(code)).ok()?;
        codes.get(index)
    }

    /// Returns the code, as in `ModelArts.0101`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Returns the HTTP statuses that it is used with. A failure has one of them.
    #[must_use]
    pub fn statuses(&self) -> &'static [u16] {
        self.statuses
    }

    /// Returns the vendor's name for it, if there is one.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        Some(self.name).filter(|name| !name.is_empty())
    }

    /// Returns what it means, if that is documented.
    #[must_use]
    pub fn meaning(&self) -> Option<&'static str> {
        Some(self.meaning).filter(|meaning| !meaning.is_empty())
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

/// Describes all codes, sorted: the constant, the HTTP statuses, the vendor's name and the meaning. Descriptions are
/// data without calls, so the compiler evaluates nothing.
#[doc(hidden)]
#[macro_export]
macro_rules! error_codes {
    ($codes:ident { $($constant:ident $code:literal [$($status:literal),*] $(named $name:literal)?
        $(means $meaning:literal $(as $shown:literal)?)?),* $(,)? }) => {
        $(#[doc = ::core::concat!("`", $code, "`. ", $($crate::service::error_code::documented!($meaning $(as $shown)?))?)]
        pub const $constant: $crate::service::error_code::ErrorCode = $crate::service::error_code::ErrorCode {
            code: $code,
            statuses: &[$($status),*],
            name: ::core::concat!($($name)?),
            meaning: ::core::concat!($($meaning)?),
        };)*

        /// Returns all codes, sorted. A function, because no upper-case constant can have its name.
        pub(crate) const fn $codes() -> &'static [$crate::service::error_code::ErrorCode] {
            &[$($constant),*]
        }

        /// Looks up a code.
        ///
        /// `None` does not mean that the service does not use it: the vendor's table has gaps.
        #[must_use]
        pub fn find(code: &str) -> ::core::option::Option<&'static $crate::service::error_code::ErrorCode> {
            $crate::service::error_code::ErrorCode::find_in($codes(), code)
        }
    };
}
pub use error_codes;

/// Selects the meaning as the documentation shows it: another text if it is not Markdown.
#[doc(hidden)]
#[macro_export]
macro_rules! documented {
    ($meaning:literal) => {
        $meaning
    };
    ($meaning:literal as $shown:literal) => {
        $shown
    };
}
pub use documented;
