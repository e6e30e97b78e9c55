//! What is seen from outside: a span for each call, an event for each attempt, by OpenTelemetry's
//! names for HTTP clients. No secret, no value of a parameter and no body is ever in it.
//!
//! Without the feature `tracing` nothing of it is compiled.

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

    use crate::call::Operation;
    use crate::error::{Error, Result};
    use crate::excerpt::{self, Excerpt};
    use crate::redact::Secrets;
    use crate::service::Service;
    use crate::transport::Answer;

    /// What filters know all of it by.
    const TARGET: &str = "modelarts";

    /// Watches a call from its beginning to its end.
    pub(crate) async fn call<T>(
        service: &'static Service,
        operation: &'static Operation,
        host: &str,
        secrets: &Secrets,
        call: impl Future<Output = Result<T>>,
        answer: impl Fn(&T) -> &Answer,
    ) -> Result<T> {
        // Nothing of it is evaluated while nobody listens.
        let span = debug_span!(
            target: TARGET,
            "modelarts.call",
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
            modelarts.operation = operation.name,
            modelarts.request_id = Empty,
        );
        if span.is_disabled() {
            return call.await;
        }
        let outcome = call.instrument(span.clone()).await;
        match &outcome {
            Ok(answered) => answered_with(&span, service, secrets, answer(answered)),
            Err(error) => failed_with(&span, error),
        }
        outcome
    }

    fn address_and_port(host: &str) -> (&str, u16) {
        let (address, port) = host.rsplit_once(':').unwrap_or((host, ""));
        (address, port.parse().unwrap_or(443))
    }

    fn answered_with(span: &Span, service: &Service, secrets: &Secrets, answer: &Answer) {
        span.record("http.response.status_code", answer.status);
        span.record("http.request.resend_count", answer.attempts.saturating_sub(1));
        if let Some(id) = answer.header(service.request_id) {
            let id = secrets.redact(id);
            span.record("modelarts.request_id", Excerpt::new(&id, excerpt::IDENTIFIER).to_string());
        }
        if answer.status >= 400 {
            span.record("error.type", display(answer.status));
            span.record("otel.status_code", "ERROR");
        }
    }

    fn failed_with(span: &Span, error: &Error) {
        span.record("http.request.resend_count", error.attempts().saturating_sub(1));
        span.record("error.type", display(format_args!("{:?}", error.kind())));
        span.record("otel.status_code", "ERROR");
    }

    pub(crate) fn attempted(attempt: u32, outcome: &Result<Answer>) {
        let resent = attempt.saturating_sub(1);
        match outcome {
            Ok(answer) => debug!(
                target: TARGET,
                {
                    http.request.resend_count = resent,
                    http.response.status_code = answer.status,
                    http.response.body.size = answer.body.len(),
                },
                "an answer came"
            ),
            Err(error) => debug!(
                target: TARGET,
                { http.request.resend_count = resent, error.r#type = ?error.kind() },
                "no answer came: {error}"
            ),
        }
    }

    pub(crate) fn pausing(pause: Duration) {
        debug!(target: TARGET, pause_ms = pause.as_millis() as u64, "the request is sent again after a pause");
    }

    pub(crate) fn clock_set() {
        warn!(target: TARGET, "this machine's clock is wrong: the date is taken from the service");
    }

    #[cfg(feature = "tls")]
    pub(crate) fn unverified() {
        warn!(target: TARGET, "certificates of servers are not verified (`verify: false`, `insecure` or OS_INSECURE)");
    }

    pub(crate) fn not_renewed(error: &Error) {
        warn!(target: TARGET, { error.r#type = ?error.kind() }, "the session could not be renewed, the old one serves on: {error}");
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::future::Future;
    use std::time::Duration;

    use crate::call::Operation;
    use crate::error::{Error, Result};
    use crate::redact::Secrets;
    use crate::service::Service;
    use crate::transport::Answer;

    pub(crate) fn call<T, F: Future<Output = Result<T>>>(
        _: &'static Service,
        _: &'static Operation,
        _: &str,
        _: &Secrets,
        call: F,
        _: impl Fn(&T) -> &Answer,
    ) -> F {
        call
    }

    pub(crate) fn attempted(_: u32, _: &Result<Answer>) {}

    pub(crate) fn pausing(_: Duration) {}

    pub(crate) fn clock_set() {}

    #[cfg(feature = "tls")]
    pub(crate) fn unverified() {}

    pub(crate) fn not_renewed(_: &Error) {}
}
