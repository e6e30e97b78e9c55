//! Bodies of requests and responses in flight, limited by their total size.

use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::{Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::limits;

/// The bodies of all requests and responses in flight.
pub(super) struct Bodies {
    /// A permit for each byte.
    bytes: Arc<Semaphore>,
}

impl Bodies {
    pub(super) fn new() -> Self {
        Self { bytes: Arc::new(Semaphore::new(limits::BODIES)) }
    }

    /// Reads a body and takes a permit for each of its bytes.
    ///
    /// # Errors
    ///
    /// The status of the response, if the body is too large or incomplete, or if no permits are left.
    pub(super) async fn read(&self, mut body: Incoming) -> Result<(Bytes, Option<OwnedSemaphorePermit>), StatusCode> {
        if body.size_hint().lower() > limits::BODY as u64 {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let mut bytes = Vec::new();
        let mut permit: Option<OwnedSemaphorePermit> = None;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else { continue };
            if bytes.len().saturating_add(data.len()) > limits::BODY {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            let more = self.permits(data.len()).ok_or(StatusCode::SERVICE_UNAVAILABLE)?;
            match &mut permit {
                Some(permit) => permit.merge(more),
                None => permit = Some(more),
            }
            bytes.extend_from_slice(&data);
        }
        bytes.shrink_to_fit();
        Ok((bytes.into(), permit))
    }

    /// Returns a response whose body keeps its permits until it is sent, or `None` if no permits are left.
    pub(super) fn hold(&self, response: Response<Bytes>) -> Option<Response<Full<Bytes>>> {
        struct Held(Bytes, #[allow(dead_code, reason = "dropping it releases the permits")] OwnedSemaphorePermit);
        impl AsRef<[u8]> for Held {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }
        let permit = self.permits(response.body().len())?;
        Some(response.map(|body| Full::new(Bytes::from_owner(Held(body, permit)))))
    }

    fn permits(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.bytes).try_acquire_many_owned(u32::try_from(bytes).ok()?).ok()
    }
}
