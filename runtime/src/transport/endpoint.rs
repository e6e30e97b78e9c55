//! Where a service is, and the requests that go there.

use std::borrow::Cow;
use std::time::SystemTime;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};
use zeroize::Zeroizing;

use crate::address::{self, is_loopback};
use crate::call::Outgoing;
use crate::error::{Error, Listed, Result};
use crate::secret::Secret;
use crate::service::{self, Cloud, Service};
use crate::session::Identity;
use crate::signing::{self, SigningKey};

const JSON: &str = "application/json";
const SECURITY_TOKEN_HEADER: &str = "x-security-token";
static TOKEN_HEADER: HeaderName = HeaderName::from_static("x-auth-token");
/// The project, for keys: a token is for one project by itself.
const PROJECT_HEADER: &str = "x-project-id";

/// The address of a service.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    address: Url,
    /// The path of the address, which is signed too.
    prefix: String,
    /// The value of the header `Host`, which is signed.
    pub(crate) host: String,
    /// The same, as a header: hyper would write it anew for each request.
    host_header: HeaderValue,
}

impl Endpoint {
    /// The address that a caller has set, or else the region's.
    pub(crate) fn choose(
        service: &Service,
        given: Option<&str>,
        region: Option<&str>,
        name: &'static str,
        allow_http: bool,
        of: fn(&Cloud) -> &'static str,
    ) -> Result<Self> {
        match (given, region) {
            (Some(given), _) => Self::parse(given, name, allow_http),
            (None, Some(region)) => Self::parse(&of_region(service, region, name, of)?, name, allow_http),
            (None, None) => {
                let message = format!("there is neither a `region` nor an `{name}`; set one of them");
                Err(Error::configuration(message))
            }
        }
    }

    fn parse(address: &str, name: &'static str, allow_http: bool) -> Result<Self> {
        let wrong = |why: &str| Error::configuration(format!("the {name} {why}, as in `https://host.example.com`"));
        let url = address::parse(address).map_err(|error| wrong("is not an address").with_source(error))?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("must be an address without user, query and fragment"));
        }
        let host = url.host_str().unwrap_or_default();
        match url.scheme() {
            "https" => {}
            "http" if allow_http || is_loopback(host) => {}
            "http" => {
                return Err(Error::configuration(format!(
                    "the {name} `http://{host}` is not encrypted; use https, or allow it with `allow_http`"
                )));
            }
            _ => return Err(wrong("must begin with https://")),
        }
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let not_a_host = |error| wrong("has a host that is not one").with_source(error);
        Ok(Self {
            host_header: HeaderValue::from_str(&host).map_err(not_a_host)?,
            host,
            prefix: url.path().trim_end_matches('/').to_owned(),
            address: url,
        })
    }

    /// Without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        self.address.as_str().trim_end_matches('/')
    }

    /// Whether it is on this machine itself.
    pub(crate) fn is_loopback(&self) -> bool {
        self.address.host_str().is_some_and(is_loopback)
    }

    /// A request as it goes over the wire, proved to come from somebody where it needs to.
    pub(crate) fn request(
        &self,
        outgoing: &Outgoing<'_>,
        caller: Option<Caller<'_>>,
        now: SystemTime,
    ) -> Result<Request> {
        let path = match self.prefix.as_str() {
            "" => Cow::Borrowed(outgoing.path.as_str()),
            prefix => Cow::Owned(format!("{prefix}{}", outgoing.path)),
        };
        // Host and port need not be read anew.
        let mut url = self.address.clone();
        url.set_path(&path);
        if !outgoing.query.is_empty() {
            url.set_query(Some(&outgoing.query));
        }
        let method = Method::from_bytes(outgoing.method.as_bytes())
            .map_err(|error| Error::configuration("the method is not one of HTTP").with_source(error))?;
        let mut request = Request::new(method, url);
        if !outgoing.body.is_empty() {
            *request.body_mut() = Some(outgoing.body.clone().into());
        }
        let headers = request.headers_mut();
        match caller {
            Some(Caller { identity: Identity::Key { key, security_token }, project }) => {
                *headers = self.signed_headers(key, security_token.as_ref(), project, outgoing, &path, now)?;
            }
            Some(Caller { identity: Identity::Token(token), .. }) => {
                headers.insert(&TOKEN_HEADER, token.clone());
                self.add_headers(outgoing, headers)?;
            }
            None => self.add_headers(outgoing, headers)?,
        }
        Ok(request)
    }

    fn signed_headers(
        &self,
        key: &SigningKey,
        security_token: Option<&Secret>,
        project: Option<&HeaderValue>,
        outgoing: &Outgoing<'_>,
        path: &str,
        now: SystemTime,
    ) -> Result<HeaderMap> {
        let mut request = signing::Request::new(outgoing.method, &self.host, path);
        request.body = &outgoing.body;
        request.headers = vec![(signing::DATE_HEADER.into(), signing::date(now).into())];
        if let Some(project) = project.and_then(|project| project.to_str().ok()) {
            request.headers.push((PROJECT_HEADER.into(), project.into()));
        }
        request.headers.extend(outgoing.headers.iter().map(|(name, value)| ((*name).into(), value.clone())));
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request.headers.push(("Content-Type".into(), JSON.into()));
        }
        if let Some(token) = security_token {
            request.headers.push((SECURITY_TOKEN_HEADER.into(), token.0.as_str().into()));
        }
        let signature = key.sign_with_query(&mut request, &outgoing.query);
        let mut headers = HeaderMap::with_capacity(request.headers.len() + 1);
        for (name, value) in &request.headers {
            headers.insert(header_name(name)?, header_value(value)?);
        }
        headers.insert(AUTHORIZATION, header_value(&signature.authorization)?);
        Ok(headers)
    }

    /// Adds what a request has that is not signed.
    fn add_headers(&self, outgoing: &Outgoing<'_>, headers: &mut HeaderMap) -> Result<()> {
        headers.insert(HOST, self.host_header.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        for (name, value) in &outgoing.headers {
            headers.insert(header_name(name)?, header_value(value)?);
        }
        Ok(())
    }
}

/// Who sends a request, and for which project where it is for one.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) identity: &'a Identity,
    pub(crate) project: Option<&'a HeaderValue>,
}

fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|error| Error::configuration("a name of a header is wrong").with_source(error))
}

/// A header for a token, whose memory is overwritten once no request holds it any more.
pub(crate) fn token_header(token: &Secret) -> Result<HeaderValue> {
    // Checks it.
    header_value(&token.0)?;
    let owner = Zeroizing::new(token.0.clone().into_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(owner))
        .map_err(|error| Error::configuration("invalid token").with_source(error))?;
    value.set_sensitive(true);
    Ok(value)
}

/// A header whose value is not shown by `Debug`.
pub(crate) fn header_value(value: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Error::configuration("the credentials or the project ID hold a character that no header may have")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn of_region(service: &Service, region: &str, name: &'static str, of: fn(&Cloud) -> &'static str) -> Result<String> {
    let Some(cloud) = service.clouds.iter().find(|cloud| cloud.regions.contains(&region)) else {
        let mut known = String::new();
        for cloud in service.clouds {
            let comma = if known.is_empty() { "" } else { ", " };
            known += &format!("{comma}{}", Listed(cloud.regions, ", "));
        }
        return Err(Error::configuration(format!(
            "the region `{region}` is not known; known are {known}. For another one set `{name}`"
        )));
    };
    service::fill(of(cloud), |address, _| {
        address.push_str(region);
        Ok(())
    })
}
