//! What holds for the whole service: the types of the facts that the spec gives, and how they
//! are looked up.

use crate::error::Result;
pub(crate) use crate::generated::service::{CLOUDS, FAILURE, PROJECT_ID, REQUEST_ID, STATUSES};

/// Fills a template: `put` is asked for what each name in braces stands for.
pub(crate) fn fill(template: &str, mut put: impl FnMut(&mut String, &str) -> Result<()>) -> Result<String> {
    let mut filled = String::with_capacity(96);
    let mut rest = template;
    while let Some((literal, behind)) = rest.split_once('{') {
        let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
        filled.push_str(literal);
        put(&mut filled, name)?;
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// A cloud that runs the service.
#[derive(Debug)]
pub(crate) struct Cloud {
    pub(crate) regions: &'static [&'static str],
    /// Address of ModelArts, with `{region}` for the region.
    pub(crate) endpoint: &'static str,
    /// Address of the identity service, with `{region}` for the region.
    pub(crate) iam_endpoint: &'static str,
}

/// An HTTP status.
#[derive(Debug)]
pub(crate) struct Status {
    pub(crate) status: u16,
    pub(crate) reason: &'static str,
    pub(crate) asks: Asks,
    pub(crate) meaning: &'static str,
}

impl Status {
    pub(crate) const fn new(status: u16, reason: &'static str, asks: Asks, meaning: &'static str) -> Self {
        Self { status, reason, asks, meaning }
    }

    pub(crate) fn find(status: u16) -> Option<&'static Self> {
        let index = STATUSES.binary_search_by_key(&status, |known| known.status).ok()?;
        STATUSES.get(index)
    }
}

/// What an HTTP status asks of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "which of them occur depends on the spec")]
pub(crate) enum Asks {
    /// Go on, nothing is wrong.
    Proceed,
    /// Send something else.
    Correct,
    /// Renew the credentials.
    Authenticate,
    /// Send the same request again.
    Repeat,
    /// Send the same request again, later.
    Wait,
    /// Bring the resource into another state first.
    Resolve,
    /// Nothing: the service is at fault.
    Report,
}
