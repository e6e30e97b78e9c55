//! Why a response cannot be decoded.

/// A response that cannot be decoded.
#[derive(Debug)]
pub(crate) struct DecodeError {
    pub(crate) kind: DecodeErrorKind,
    /// The field, as in `jobs[3].status`; empty for the response as a whole.
    pub(crate) path: String,
    /// What is wrong there.
    pub(crate) message: String,
}

/// The kind of a [`DecodeError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecodeErrorKind {
    /// The response is not what its schema describes.
    Invalid,
    /// The decoded response needs more memory than is allowed.
    TooLarge,
}

impl DecodeError {
    /// Creates an error about the response as a whole.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { kind: DecodeErrorKind::Invalid, path: String::new(), message: message.into() }
    }
}
