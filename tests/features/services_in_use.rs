//! Clients of other services. Only their specs describe them.

use futures_util::TryStreamExt as _;
use modelarts_emulator::{Emulator, defaults};
use modelarts_runtime::codegen::service::Service;
use modelarts_runtime::{ClientBuilder, ClientInner, Credentials, ErrorKind, ServiceClient};
use modelarts_tests::{answer, json, serve, service};

use crate::client::Client;
use crate::evs::volumes::NewVolume;
use crate::{billing, evs, smn};

macro_rules! clients {
    ($($client:ident = $service:ident),*) => {$(
        /// The client of a service.
        struct $client(Client);

        impl From<ClientInner> for $client {
            fn from(inner: ClientInner) -> Self {
                Self(Client(inner))
            }
        }

        impl ServiceClient for $client {
            const SERVICE: &'static Service = &$service::service::SERVICE;
        }
    )*};
}
clients!(Billing = billing, Evs = evs, Smn = smn);

/// Both authentication schemes.
fn credentials() -> [Credentials; 2] {
    let account = Credentials::account(defaults::DOMAIN, defaults::USER, defaults::PASSWORD);
    [Credentials::ak_sk(defaults::ACCESS_KEY, defaults::SECRET_KEY), account]
}

fn builder<C: ServiceClient>(url: &str, credentials: Credentials) -> ClientBuilder<C> {
    ClientBuilder::new().endpoint(url).iam_endpoint(url).credentials(credentials)
}

#[tokio::test]
async fn disks_are_listed_created_and_deleted() {
    let emulator = Emulator::builder().spec(service("evs")).start().unwrap();
    for credentials in credentials() {
        let client: Evs = builder(&emulator.url(), credentials).project_id(defaults::PROJECT_ID).build().unwrap();
        let volumes = client.0.volumes();
        let all: Vec<_> = volumes.list().limit(10).items().try_collect().await.unwrap();
        assert!(all.len() >= defaults::JOBS - 1);
        volumes.create(NewVolume::new("eu-de-01", "SSD").size(10)).send().await.unwrap();
        volumes.delete(&all[0].id).send().await.unwrap();
        let rest: Vec<_> = volumes.list().limit(10).items().try_collect().await.unwrap();
        assert!(rest.iter().all(|volume| volume.id != all[0].id), "it is deleted");
        volumes.list().marker(&rest[3].id).send().await.unwrap();
        let error = volumes.list().marker("none").send().await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(400), Some("evs.0104")), "{error}");
        let error = volumes.create(NewVolume::new("eu-de-01", "SSD").size(9)).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidParameter);
    }
}

#[tokio::test]
async fn a_failure_in_an_object_is_an_error_with_any_status() {
    let failure = r#"{"error": {"message": "no such disk", "code": "EVS.5404"}}"#;
    for status in ["404 Not Found", "200 OK"] {
        let url = serve([answer(status, "application/json", failure)]);
        let client: Evs = builder(&url, Credentials::token("t")).project_id("p").build().unwrap();
        let error = client.0.volumes().delete("7").send().await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("EVS.5404")), "{status}: {error}");
        assert!(error.to_string().contains("no such disk"), "{error}");
    }
}

#[tokio::test]
async fn topics_are_listed_created_and_deleted() {
    let emulator = Emulator::builder().spec(service("smn")).start().unwrap();
    for credentials in credentials() {
        let client: Smn = builder(&emulator.url(), credentials).project_id(defaults::PROJECT_ID).build().unwrap();
        let topics = client.0.topics();
        let created = topics.create("news", "News").send().await.unwrap();
        let all: Vec<_> = topics.list().limit(10).items().try_collect().await.unwrap();
        let new = all.iter().find(|topic| topic.topic_urn == created.topic_urn).unwrap();
        assert_eq!((&*new.name, &*new.display_name), ("news", "News"));
        topics.delete(&created.topic_urn).send().await.unwrap();
        let error = topics.delete(&created.topic_urn).send().await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(404), Some("SMN.0006")), "{error}");
    }
}

#[tokio::test]
async fn a_service_may_have_no_project_and_no_region() {
    let emulator = Emulator::builder().spec(service("billing")).start().unwrap();
    for credentials in credentials() {
        let client: Billing = builder(&emulator.url(), credentials).path_parameter("domain_id", "a b").build().unwrap();
        let invoices = client.0.invoices();
        assert_eq!(invoices.list().send().await.unwrap().len(), 3);
        assert!(emulator.requests().last().unwrap().path.ends_with("/domains/a%20b/invoices"));
        invoices.get(7).send().await.unwrap();
    }
    let error = builder::<Billing>("https://x.example.com", Credentials::token("t")).build().map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("missing `domain_id`; set it with `path_parameter`"), "{error}");
    let client = ClientBuilder::<Billing>::new().region("global").credentials(Credentials::token("t"));
    client.path_parameter("domain_id", "d").build().unwrap();
}

#[tokio::test]
async fn a_failure_in_an_object_of_any_name_is_read() {
    let failure = r#"{"badRequest": {"message": "no such invoice", "code": 400}}"#;
    let url = serve([
        answer("400 Bad Request", "application/json", failure),
        json(r#"[{"invoice_id": 1, "amount": 2, "code": "T1"}]"#),
    ]);
    let client: Billing = builder(&url, Credentials::token("t")).path_parameter("domain_id", "d").build().unwrap();
    let error = client.0.invoices().get(7).send().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("400")));
    assert!(error.to_string().contains("no such invoice"), "{error}");
    // A code at the top of a response is data.
    assert_eq!(client.0.invoices().list().send().await.unwrap()[0].code.as_deref(), Some("T1"));
}
