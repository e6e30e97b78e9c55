//! The kinds of errors.

/// The kind of an [`Error`](crate::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The settings of the client are incomplete or invalid. Nothing was sent.
    Configuration,
    /// A parameter of the call breaks its rule. Nothing was sent.
    InvalidParameter,
    /// The connection could not be established, or broke.
    Connection,
    /// The TLS handshake failed: a certificate is missing or not accepted, or client and server have no version in
    /// common. The same call fails again until that changes. Nothing was sent.
    Tls,
    /// The proxy requires a user and a password, or rejects them. Nothing was sent.
    Proxy,
    /// The call or an attempt timed out.
    Timeout,
    /// The server redirected the request. Redirects are not followed, because credentials must not be sent elsewhere.
    Redirect,
    /// There are no credentials, or their source failed. Nothing was sent to the service.
    Credentials,
    /// The identity service (IAM) rejected the login, or does not know the project.
    Authentication,
    /// The service rejected the request.
    Service,
    /// The response is not as documented.
    Decode,
    /// The response is larger than the client's limit.
    TooLarge,
}
