//! The error codes of the service.

use std::fmt;

use crate::generated::error_codes::ERROR_CODES;

/// An error code that the documents list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ErrorCode {
    code: &'static str,
    statuses: &'static [u16],
    name: Option<&'static str>,
    meaning: Option<&'static str>,
}

impl ErrorCode {
    pub(crate) const fn new(code: &'static str, statuses: &'static [u16]) -> Self {
        Self { code, statuses, name: None, meaning: None }
    }

    pub(crate) const fn named(self, name: &'static str) -> Self {
        Self { name: Some(name), ..self }
    }

    pub(crate) const fn means(self, meaning: &'static str) -> Self {
        Self { meaning: Some(meaning), ..self }
    }

    /// Looks a code up, as in `ModelArts.0101`.
    ///
    /// `None` does not mean that the service does not use it: the documents' table has gaps.
    ///
    /// ```
    /// let code = modelarts::ErrorCode::find("ModelArts.2799").unwrap();
    /// assert_eq!(code.statuses(), [429]);
    /// assert_eq!(code.meaning(), Some("There are too many requests."));
    /// ```
    #[must_use]
    pub fn find(code: &str) -> Option<&'static Self> {
        let index = ERROR_CODES.binary_search_by(|known| known.code.cmp(code)).ok()?;
        ERROR_CODES.get(index)
    }

    /// The code, as in `ModelArts.0101`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The HTTP statuses that it comes with; one failure has one of them.
    #[must_use]
    pub fn statuses(&self) -> &'static [u16] {
        self.statuses
    }

    /// The vendor's name of it, where there is one.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.name
    }

    /// What it means, where the documents tell.
    #[must_use]
    pub fn meaning(&self) -> Option<&'static str> {
        self.meaning
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}
