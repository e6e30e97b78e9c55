//! The client of small specs, as hand-written code of a package declares it. The groups of all of them are its methods.

use modelarts_emulator::{Emulator, defaults};
use modelarts_runtime::codegen::service::Service;
use modelarts_runtime::{ClientBuilder, ClientInner, Credentials, ServiceClient};
use modelarts_tests::feature;
use serde_json::Value;

/// The client.
pub struct Client(pub(crate) ClientInner);

impl From<ClientInner> for Client {
    fn from(inner: ClientInner) -> Self {
        Self(inner)
    }
}

impl ServiceClient for Client {
    const SERVICE: &'static Service = &crate::responses::service::SERVICE;
}

/// Starts an emulator of a small spec, and returns its clients with both authentication schemes.
pub(crate) fn clients_of(spec: &str) -> (Emulator, [Client; 2]) {
    let emulator = Emulator::builder().spec(feature(spec)).start().unwrap();
    let account = Credentials::account(defaults::DOMAIN, defaults::USER, defaults::PASSWORD);
    let clients = [Credentials::ak_sk(defaults::ACCESS_KEY, defaults::SECRET_KEY), account]
        .map(|credentials| client_at(&emulator.url(), credentials));
    (emulator, clients)
}

/// Returns a client of a service at an address.
pub(crate) fn client_at(url: &str, credentials: Credentials) -> Client {
    let builder = ClientBuilder::<Client>::new().endpoint(url).iam_endpoint(url);
    builder.project_id(defaults::PROJECT_ID).credentials(credentials).build().unwrap()
}

/// Returns the body of the last request.
pub(crate) fn last_body(emulator: &Emulator) -> Value {
    serde_json::from_slice(&emulator.requests().last().unwrap().body).unwrap()
}
