//! Completes requests for an endpoint, and authenticates them.

use std::borrow::Cow;
use std::time::SystemTime;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request};

use crate::auth::identity::Identity;
use crate::auth::signing::{self, SigningKey, Text};
use crate::error::{Error, Result};
use crate::transport::endpoint::Endpoint;
use crate::transport::header::{header_name, header_value};
use crate::value::secret::Secret;

const JSON: &str = "application/json";
const SECURITY_TOKEN_HEADER: &str = "x-security-token";
static TOKEN_HEADER: HeaderName = HeaderName::from_static("x-auth-token");
/// The project of a signed request. A token is for one project already.
const PROJECT_HEADER: &str = "x-project-id";

/// A request that is ready to be signed.
#[derive(Debug)]
pub(crate) struct UnsignedRequest<'a> {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// Encoded, in the order that is signed.
    pub(crate) query: String,
    /// Headers, in addition to those that all requests have.
    pub(crate) headers: Vec<(&'static str, Text<'a>)>,
    pub(crate) body: Bytes,
}

impl UnsignedRequest<'_> {
    /// Creates a request without query, headers and body.
    pub(crate) fn new(method: &'static str, path: &str) -> Self {
        Self { method, path: path.to_owned(), query: String::new(), headers: Vec::new(), body: Bytes::new() }
    }
}

/// Who sends a request, and for which project, if it is for one.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) identity: &'a Identity,
    pub(crate) project: Option<&'a HeaderValue>,
}

impl Endpoint {
    /// Returns the request that is sent, authenticated if there is a caller.
    pub(crate) fn request(
        &self,
        unsigned: &UnsignedRequest<'_>,
        caller: Option<Caller<'_>>,
        now: SystemTime,
    ) -> Result<Request> {
        let path = match self.prefix.as_str() {
            "" => Cow::Borrowed(unsigned.path.as_str()),
            prefix => Cow::Owned(format!("{prefix}{}", unsigned.path)),
        };
        // The host and the port need not be parsed again.
        let mut url = self.url.clone();
        url.set_path(&path);
        if !unsigned.query.is_empty() {
            url.set_query(Some(&unsigned.query));
        }
        let method = Method::from_bytes(unsigned.method.as_bytes())
            .map_err(|error| Error::configuration("invalid HTTP method").with_source(error))?;
        let mut request = Request::new(method, url);
        if !unsigned.body.is_empty() {
            *request.body_mut() = Some(unsigned.body.clone().into());
        }
        let headers = request.headers_mut();
        match caller {
            Some(Caller { identity: Identity::Key { key, security_token }, project }) => {
                *headers = self.signed_headers(key, security_token.as_ref(), project, unsigned, &path, now)?;
            }
            Some(Caller { identity: Identity::Token(token), .. }) => {
                headers.insert(&TOKEN_HEADER, token.clone());
                self.add_headers(unsigned, headers)?;
            }
            None => self.add_headers(unsigned, headers)?,
        }
        Ok(request)
    }

    fn signed_headers(
        &self,
        key: &SigningKey,
        security_token: Option<&Secret>,
        project: Option<&HeaderValue>,
        unsigned: &UnsignedRequest<'_>,
        path: &str,
        now: SystemTime,
    ) -> Result<HeaderMap> {
        let mut request = signing::Request::new(unsigned.method, &self.host, path);
        request.body = &unsigned.body;
        request.headers = vec![(signing::DATE_HEADER.into(), signing::date(now).into())];
        if let Some(project) = project.and_then(|project| project.to_str().ok()) {
            request.headers.push((PROJECT_HEADER.into(), project.into()));
        }
        request.headers.extend(unsigned.headers.iter().map(|(name, value)| ((*name).into(), value.clone())));
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request.headers.push(("Content-Type".into(), JSON.into()));
        }
        if let Some(token) = security_token {
            request.headers.push((SECURITY_TOKEN_HEADER.into(), token.0.as_str().into()));
        }
        let signature = key.sign_with_query(&mut request, &unsigned.query);
        let mut headers = HeaderMap::with_capacity(request.headers.len() + 1);
        for (name, value) in &request.headers {
            headers.insert(header_name(name)?, header_value(value)?);
        }
        headers.insert(AUTHORIZATION, header_value(&signature.authorization)?);
        Ok(headers)
    }

    /// Adds the headers of a request that is not signed.
    fn add_headers(&self, unsigned: &UnsignedRequest<'_>, headers: &mut HeaderMap) -> Result<()> {
        headers.insert(HOST, self.host_header.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        for (name, value) in &unsigned.headers {
            headers.insert(header_name(name)?, header_value(value)?);
        }
        Ok(())
    }
}
