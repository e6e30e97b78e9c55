//! Tracing: a span for each call and an event for each attempt, by OpenTelemetry's names for HTTP clients. They never
//! contain a secret, the value of a parameter or a body.
//!
//! Without the feature `tracing`, nothing of it is compiled.

#[cfg(not(feature = "tracing"))]
pub(crate) use self::off::*;
#[cfg(feature = "tracing")]
pub(crate) use self::on::*;

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;
    use std::time::Duration;

    use tracing::field::{Empty, display};
    use tracing::{Instrument as _, Span, debug, debug_span, warn};

    use crate::error::excerpt;
    use crate::error::excerpt::Excerpt;
    use crate::error::{Error, Result};
    use crate::service::Service;
    use crate::service::operation::Operation;
    use crate::transport::response::Response;
    use crate::value::redact::Secrets;

    /// The target that filters use. The service is a field of the span: the target must be known when this is compiled.
    const TARGET: &str = env!("CARGO_CRATE_NAME");

    /// Traces a call.
    pub(crate) async fn call(
        service: &'static Service,
        operation: &'static Operation,
        host: &str,
        secrets: &Secrets,
        call: impl Future<Output = Result<Response>>,
    ) -> Result<Response> {
        // Nothing of it is evaluated without a subscriber.
        let span = debug_span!(
            target: TARGET,
            "call",
            otel.name = format_args!("{} {}", operation.method, operation.path),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = operation.method,
            url.template = operation.path,
            server.address = address_and_port(host).0,
            server.port = address_and_port(host).1,
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            error.r#type = Empty,
            rpc.service = service.name,
            rpc.method = operation.name,
            request_id = Empty,
        );
        if span.is_disabled() {
            return call.await;
        }
        let outcome = call.instrument(span.clone()).await;
        match &outcome {
            Ok(response) => record_response(&span, service, secrets, response),
            Err(error) => record_error(&span, error),
        }
        outcome
    }

    fn address_and_port(host: &str) -> (&str, u16) {
        let (address, port) = host.rsplit_once(':').unwrap_or((host, ""));
        (address, port.parse().unwrap_or(443))
    }

    fn record_response(span: &Span, service: &Service, secrets: &Secrets, response: &Response) {
        span.record("http.response.status_code", response.status);
        span.record("http.request.resend_count", response.attempts.saturating_sub(1));
        if let Some(id) = response.header(service.request_id) {
            let id = secrets.redact(id);
            span.record("request_id", Excerpt::new(&id, excerpt::IDENTIFIER).to_string());
        }
        if response.status >= 400 {
            span.record("error.type", display(response.status));
            span.record("otel.status_code", "ERROR");
        }
    }

    fn record_error(span: &Span, error: &Error) {
        span.record("http.request.resend_count", error.attempts().saturating_sub(1));
        span.record("error.type", display(format_args!("{:?}", error.kind())));
        span.record("otel.status_code", "ERROR");
    }

    pub(crate) fn attempted(attempt: u32, outcome: &Result<Response>) {
        let resent = attempt.saturating_sub(1);
        match outcome {
            Ok(response) => debug!(
                target: TARGET,
                {
                    http.request.resend_count = resent,
                    http.response.status_code = response.status,
                    http.response.body.size = response.body.len(),
                },
                "response received"
            ),
            Err(error) => debug!(
                target: TARGET,
                { http.request.resend_count = resent, error.r#type = ?error.kind() },
                "no response: {error}"
            ),
        }
    }

    pub(crate) fn retrying(delay: Duration) {
        debug!(target: TARGET, delay_ms = delay.as_millis() as u64, "retrying after a delay");
    }

    pub(crate) fn clock_set() {
        warn!(target: TARGET, "this machine's clock is wrong; using the date of the service");
    }

    #[cfg(feature = "tls")]
    pub(crate) fn unverified() {
        warn!(target: TARGET, "certificates of servers are not verified (`verify: false`, `insecure` or OS_INSECURE)");
    }

    pub(crate) fn renewal_failed(error: &Error) {
        warn!(target: TARGET, { error.r#type = ?error.kind() }, "the session could not be renewed; the old one is still used: {error}");
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::future::Future;
    use std::time::Duration;

    use crate::error::{Error, Result};
    use crate::service::Service;
    use crate::service::operation::Operation;
    use crate::transport::response::Response;
    use crate::value::redact::Secrets;

    pub(crate) fn call<F: Future<Output = Result<Response>>>(
        _: &'static Service,
        _: &'static Operation,
        _: &str,
        _: &Secrets,
        call: F,
    ) -> F {
        call
    }

    pub(crate) fn attempted(_: u32, _: &Result<Response>) {}

    pub(crate) fn retrying(_: Duration) {}

    pub(crate) fn clock_set() {}

    #[cfg(feature = "tls")]
    pub(crate) fn unverified() {}

    pub(crate) fn renewal_failed(_: &Error) {}
}
