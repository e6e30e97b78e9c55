//! Sends calls.

use std::pin::pin;
use std::sync::Arc;

use reqwest::header::{ACCEPT_ENCODING, HeaderValue};

use super::arguments::Arguments;
use super::call::Call;
use super::inner::{ClientInner, Shared};
use super::raw_response::RawResponse;
use crate::error::{Error, Result};
use crate::executor::runtime::{self, BoxFuture};
use crate::service::status::StatusAction;
use crate::transport::clock::CallClock;
use crate::transport::http::BodyMode;
use crate::transport::response::Response;
use crate::transport::retry::Attempts;
use crate::transport::telemetry;

/// A call in flight. It is boxed, so that no caller's own future grows by it, and so that it is compiled once.
pub(crate) type CallFuture = BoxFuture<Result<RawResponse>>;

impl Call {
    /// Sends the call. The response is not decoded yet.
    pub(crate) fn send(self) -> CallFuture {
        Box::pin(async move {
            let operation = self.arguments.operation;
            let service = self.client.shared.dispatch.service;
            let host = &self.client.shared.endpoint.host;
            let secrets = Arc::clone(&self.client.shared.dispatch.transport.secrets);
            let _change = operation.is_change().then(|| self.client.shared.changes.begin());
            // It is large, so it is not moved.
            let sent = pin!(async {
                self.arguments.check()?;
                self.client.execute(&self.arguments).await
            });
            let response = telemetry::call(service, operation, host, &secrets, sent).await;
            let response = response.map_err(|error| error.with_operation(operation).without_secrets(&secrets))?;
            let limit = self.client.shared.dispatch.transport.max_response_bytes();
            let stream_timeout = self.client.options.attempt_timeout;
            Ok(RawResponse { service, operation, secrets, response, limit, stream_timeout })
        })
    }
}

impl ClientInner {
    /// Sends a request, as often as needed and allowed. A request that is rejected because of an expired token or a
    /// wrong clock is sent again with a correct one.
    pub(crate) async fn execute(&self, arguments: &Arguments) -> Result<Response> {
        let Shared { endpoint, sessions, dispatch, process, path_values, .. } = &*self.shared;
        process.check().and_then(|()| runtime::current()).map_err(Error::before_sending)?;
        let mut attempts = Attempts::new(&self.options, &dispatch.budget, arguments.operation.idempotency);
        let mode = if arguments.operation.streams { BodyMode::Stream } else { BodyMode::Whole };
        let (mut may_renew, mut clock) = (true, CallClock::new(&dispatch.clock));
        loop {
            let session = sessions.get(&self.options, attempts.deadline);
            let session = session.await.map_err(Error::before_sending)?;
            let now = clock.now();
            let mut request =
                endpoint.request(&arguments.encode(&session, path_values)?, Some(session.caller()), now)?;
            if mode == BodyMode::Stream {
                request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            }
            let sent = dispatch.transport.send(request);
            let Some(response) = dispatch.attempt(&mut attempts, sent, mode).await? else { continue };
            if response.is_success() {
                session.accepted();
                clock.accepted();
                return Ok(response);
            }
            if session.identity.is_signed() && clock.correct(now, &response) {
                continue;
            }
            if may_renew && self.wants_authentication(&response) && sessions.rejected(&session) {
                // Nothing has proved the correction, and another session may not need it.
                may_renew = false;
                clock.reset();
            } else {
                return Ok(response);
            }
        }
    }

    /// Returns whether the service itself rejected the session. A proxy (407) knows no sessions.
    fn wants_authentication(&self, response: &Response) -> bool {
        let status = self.shared.dispatch.service.status(response.status);
        response.status != 407 && status.is_some_and(|status| status.action == StatusAction::Authenticate)
    }
}
