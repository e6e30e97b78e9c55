//! The requests that have come.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use hyper::body::Bytes;

use crate::authentication::Way;
use crate::limits;

/// What a request takes in addition to its texts, in bytes.
const EACH: usize = 256;

/// A request that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Method.
    pub method: String,
    /// Path, as it came.
    pub path: String,
    /// Query, as it came.
    pub query: String,
    /// Body, as it came; that of a login is left out, since it holds a password.
    pub body: Bytes,
    /// The way of authentication that it used, right or wrong.
    pub way: Option<Way>,
    /// Status of the response to it.
    pub status: u16,
}

impl Recorded {
    fn size(&self) -> usize {
        EACH + self.method.len() + self.path.len() + self.query.len() + self.body.len()
    }
}

/// The latest requests: a bounded number of them, and of bytes.
#[derive(Debug)]
pub(crate) struct Requests {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    requests: VecDeque<Recorded>,
    bytes: usize,
    /// How many have come.
    count: u64,
}

impl Requests {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    /// Records a request; gives its number.
    pub(crate) fn record(&self, request: Recorded) -> u64 {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.count = kept.count.saturating_add(1);
        kept.bytes += request.size();
        kept.requests.push_back(request);
        while kept.requests.len() > self.most || kept.bytes > limits::RECORDED_BYTES {
            let Some(oldest) = kept.requests.pop_front() else { break };
            kept.bytes = kept.bytes.saturating_sub(oldest.size());
        }
        kept.count
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).requests.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(number: usize, body: usize) -> Recorded {
        let (method, path, query) = ("GET".to_owned(), number.to_string(), String::new());
        Recorded { method, path, query, body: vec![0; body].into(), way: None, status: 200 }
    }

    #[test]
    fn the_oldest_requests_are_dropped() {
        let requests = Requests::new(3);
        let numbers: Vec<_> = (0..5).map(|number| requests.record(request(number, 0))).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        let paths: Vec<_> = requests.all().into_iter().map(|request| request.path).collect();
        assert_eq!(paths, ["2", "3", "4"]);
    }

    #[test]
    fn recorded_bytes_are_bounded() {
        let requests = Requests::new(usize::MAX);
        for number in 0..100 {
            requests.record(request(number, limits::BODY));
        }
        let bytes: usize = requests.all().iter().map(Recorded::size).sum();
        assert!(bytes <= limits::RECORDED_BYTES, "{bytes}");
        assert_eq!(requests.all().last().map(|request| request.path.as_str()), Some("99"));
        let none = Requests::new(0);
        none.record(request(0, 0));
        assert!(none.all().is_empty());
    }
}
