//! The log of received requests.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use hyper::body::Bytes;

use crate::config::limits;
use crate::rules::auth_scheme::AuthScheme;

/// The size of a request without its texts, in bytes.
const REQUEST: usize = 256;

/// A request that the emulator received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    /// Method.
    pub method: String,
    /// Path, not decoded.
    pub path: String,
    /// Query, not decoded.
    pub query: String,
    /// Body. Empty for a login, whose body holds a password.
    pub body: Bytes,
    /// Authentication scheme, even if the credentials were invalid.
    pub auth_scheme: Option<AuthScheme>,
    /// Status of the response.
    pub status: u16,
}

impl RecordedRequest {
    fn size(&self) -> usize {
        REQUEST + self.method.len() + self.path.len() + self.query.len() + self.body.len()
    }
}

/// The latest requests, limited by number and size.
#[derive(Debug)]
pub(crate) struct RequestLog {
    max: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    requests: VecDeque<RecordedRequest>,
    bytes: usize,
    /// The number of all requests, with those that were dropped.
    count: u64,
}

impl RequestLog {
    pub(crate) fn new(max: usize) -> Self {
        Self { max, kept: Mutex::default() }
    }

    /// Records a request. Returns its number.
    pub(crate) fn record(&self, request: RecordedRequest) -> u64 {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.count = kept.count.saturating_add(1);
        kept.bytes += request.size();
        kept.requests.push_back(request);
        while kept.requests.len() > self.max || kept.bytes > limits::RECORDED_BYTES {
            let Some(oldest) = kept.requests.pop_front() else { break };
            kept.bytes = kept.bytes.saturating_sub(oldest.size());
        }
        kept.count
    }

    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).requests.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(number: usize, body: usize) -> RecordedRequest {
        let (method, path, query) = ("GET".to_owned(), number.to_string(), String::new());
        RecordedRequest { method, path, query, body: vec![0; body].into(), auth_scheme: None, status: 200 }
    }

    #[test]
    fn the_oldest_requests_are_dropped() {
        let requests = RequestLog::new(3);
        let numbers: Vec<_> = (0..5).map(|number| requests.record(request(number, 0))).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        let paths: Vec<_> = requests.all().into_iter().map(|request| request.path).collect();
        assert_eq!(paths, ["2", "3", "4"]);
    }

    #[test]
    fn recorded_bytes_are_bounded() {
        let requests = RequestLog::new(usize::MAX);
        for number in 0..100 {
            requests.record(request(number, limits::BODY));
        }
        let bytes: usize = requests.all().iter().map(RecordedRequest::size).sum();
        assert!(bytes <= limits::RECORDED_BYTES, "{bytes}");
        assert_eq!(requests.all().last().map(|request| request.path.as_str()), Some("99"));
        let none = RequestLog::new(0);
        none.record(request(0, 0));
        assert!(none.all().is_empty());
    }
}
