//! The address of a service.

use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::error::{Error, Result};
use crate::service::Service;
use crate::service::cloud::Cloud;
use crate::service::template::expand_template;
use crate::transport::address;
use crate::transport::address::is_loopback;

/// The address of a service.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) url: Url,
    /// The path of the address, which is signed, too.
    pub(crate) prefix: String,
    /// The value of the header `Host`, which is signed.
    pub(crate) host: String,
    /// The same as a header: hyper would encode it for each request.
    pub(crate) host_header: HeaderValue,
}

impl Endpoint {
    /// Returns the endpoint that a caller has set, or else the region's.
    pub(crate) fn choose(
        service: &Service,
        address: Option<&str>,
        region: Option<&str>,
        name: &'static str,
        allow_http: bool,
        of: fn(&Cloud) -> &'static str,
    ) -> Result<Self> {
        match (address, region) {
            (Some(address), _) => Self::parse(address, name, allow_http),
            (None, Some(region)) => Self::parse(&of_region(service, region, name, of)?, name, allow_http),
            (None, None) => {
                let message = format!("missing `region` and `{name}`; set one of them");
                Err(Error::configuration(message))
            }
        }
    }

    fn parse(address: &str, name: &'static str, allow_http: bool) -> Result<Self> {
        let wrong =
            |why: &str| Error::configuration(format!("invalid `{name}`: {why}, as in `https://host.example.com`"));
        let url = address::parse(address).map_err(|error| wrong("it must be an address").with_source(error))?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it must not have a user, a query or a fragment"));
        }
        let host = url.host_str().unwrap_or_default();
        match url.scheme() {
            "https" => {}
            "http" if allow_http || is_loopback(host) => {}
            "http" => {
                return Err(Error::configuration(format!(
                    "insecure `{name}`: `http://{host}` is not encrypted; use `https`, or set `allow_http`"
                )));
            }
            _ => return Err(wrong("it must begin with `https://`")),
        }
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let not_a_host = |error| wrong("it must have a valid host").with_source(error);
        Ok(Self {
            host_header: HeaderValue::from_str(&host).map_err(not_a_host)?,
            host,
            prefix: url.path().trim_end_matches('/').to_owned(),
            url,
        })
    }

    /// Returns the address without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Returns whether it is on this machine itself.
    pub(crate) fn is_loopback(&self) -> bool {
        self.url.host_str().is_some_and(is_loopback)
    }
}

fn of_region(service: &Service, region: &str, name: &'static str, of: fn(&Cloud) -> &'static str) -> Result<String> {
    let Some(cloud) = service.clouds.iter().find(|cloud| cloud.regions.contains(&region)) else {
        let known: Vec<_> = service.clouds.iter().flat_map(|cloud| cloud.regions).copied().collect();
        let known = known.join(", ");
        return Err(Error::configuration(format!("unknown region `{region}`: it is not one of {known}; set `{name}`")));
    };
    expand_template(of(cloud), |address, _| {
        address.push_str(region);
        Ok(())
    })
}
