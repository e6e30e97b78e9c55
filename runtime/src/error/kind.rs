//! The kinds of errors.

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be made as it was described. Nothing was sent.
    Configuration,
    /// A parameter of the call breaks its rule. Nothing was sent.
    InvalidParameter,
    /// The connection could not be made, or broke.
    Connection,
    /// The server and the client do not agree on TLS: a certificate is not accepted or is missing, or they have no
    /// version in common. The same call fails again until that changes. Nothing was sent.
    Tls,
    /// The proxy wants a user and a password, or others than it got. Nothing was sent.
    Proxy,
    /// The call, or an attempt of it, took longer than the client's timeout.
    Timeout,
    /// The server sent the call elsewhere; credentials never follow.
    Redirect,
    /// There are no credentials, or where they come from failed. Nothing was sent to the service.
    Credentials,
    /// The identity service (IAM) gave no token, or does not know the project.
    Authentication,
    /// The service said no.
    Service,
    /// The answer is not what the documents describe.
    Decode,
    /// The answer is larger than the client's limit.
    TooLarge,
}
