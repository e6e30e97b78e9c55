//! Networks, which are listed by cursors and changed by merge patches.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use modelarts::networks::{
    Network, NetworkAnnotations, NetworkConnections, NetworkLabels, NetworkMetadataUpdate, NetworkPhase,
    NetworkSpecUpdate, NewNetworkMetadata, NewNetworkSpec, PeerConnection,
};
use modelarts::{Client, Credentials, error_codes};
use modelarts_emulator::Emulator;
use modelarts_tests::{json, serve};
use serde_json::{Value, json};

fn last_body(emulator: &Emulator) -> Value {
    serde_json::from_slice(&emulator.requests().last().unwrap().body).unwrap()
}

async fn create(client: &Client, name: &str) -> Network {
    let metadata = NewNetworkMetadata::new(NetworkLabels::new(name));
    client.networks().create(metadata, NewNetworkSpec::new("192.168.128.0/17")).send().await.unwrap()
}

fn described(annotations: NetworkAnnotations) -> NetworkMetadataUpdate {
    NetworkMetadataUpdate::new().annotations(annotations)
}

#[tokio::test]
async fn a_network_is_created_listed_changed_and_deleted_with_both_authentication_schemes() {
    for client_of in [Emulator::ak_sk_client, Emulator::account_client] {
        let emulator = Emulator::builder().jobs(3).start().unwrap();
        let client = client_of(&emulator).unwrap();
        let network = create(&client, "mine").await;
        let name = network.metadata.name.as_str();
        assert_eq!(
            last_body(&emulator),
            json!({
                "apiVersion": "v1",
                "kind": "Network",
                "metadata": { "labels": { "os.modelarts/name": "mine" } },
                "spec": { "cidr": "192.168.128.0/17" },
            })
        );
        is_listed_by_cursors(&emulator, &client, name).await;
        is_described_and_connected(&emulator, &client, name).await;
        is_cleared(&emulator, &client, name).await;
        emulator.advance(Duration::from_secs(1));
        let end = client.networks().get(name).wait_for_end().await.unwrap();
        assert_eq!(end.status.unwrap().phase, Some(NetworkPhase::Active));
        let deleted = client.networks().delete(name).send().await.unwrap();
        assert_eq!((deleted.metadata.name.as_str(), deleted.metadata.labels), (name, network.metadata.labels));
        let error = client.networks().get(name).send().await.unwrap_err();
        assert_eq!((error.status(), error.known_code()), (Some(404), Some(&error_codes::MODEL_ARTS_50025001)));
    }
}

async fn is_listed_by_cursors(emulator: &Emulator, client: &Client, name: &str) {
    let before = emulator.requests().len();
    let networks: Vec<_> = client.networks().list().limit(2).items().try_collect().await.unwrap();
    let found: Vec<_> = networks.iter().filter(|network| network.metadata.name == name).collect();
    assert_eq!((networks.len(), found.len()), (4, 1));
    assert_eq!(found[0].metadata.labels.as_ref().unwrap().name, "mine");
    let queries: Vec<_> = emulator.requests()[before..].iter().map(|request| request.query.clone()).collect();
    assert_eq!(queries.len(), 2, "one request a page");
    assert!(!queries[0].contains("continue=") && queries[1].contains("continue="), "{queries:?}");
}

async fn is_described_and_connected(emulator: &Emulator, client: &Client, name: &str) {
    let peer = PeerConnection::new("vpc", "subnet").default_gate_way(true);
    let connections = NetworkConnections::new().peer_connection_list(vec![peer]);
    let change = client.networks().update(name).metadata(described(NetworkAnnotations::new().description("new")));
    change.spec(NetworkSpecUpdate::new().connection(connections)).send().await.unwrap();
    assert_eq!(emulator.requests().last().unwrap().method, "PATCH");
    let network = client.networks().get(name).send().await.unwrap();
    assert_eq!(network.metadata.annotations.unwrap().description.as_deref(), Some("new"));
    let spec = network.spec;
    let peers = spec.connection.unwrap().peer_connection_list.unwrap();
    assert_eq!((peers.len(), peers[0].peer_vpc_id.as_str(), peers[0].default_gate_way), (1, "vpc", Some(true)));
    assert_eq!(spec.cidr.as_deref(), Some("192.168.128.0/17"), "what is not named stays");
}

async fn is_cleared(emulator: &Emulator, client: &Client, name: &str) {
    let annotations = NetworkAnnotations::new().clear_description();
    let changed = client.networks().update(name).metadata(described(annotations)).send().await.unwrap();
    let sent = json!({ "metadata": { "annotations": { "os.modelarts/description": null } } });
    assert_eq!(last_body(emulator), sent, "what is left is not sent");
    let shown = client.networks().get(name).send().await.unwrap();
    assert_eq!((&shown.metadata, &shown.spec), (&changed.metadata, &changed.spec));
    assert_eq!(shown.metadata.annotations.and_then(|annotations| annotations.description), None);
    assert!(shown.spec.connection.unwrap().peer_connection_list.is_some());
}

/// Returns a client whose only response is given.
pub(crate) fn client_with(response: Vec<u8>) -> Client {
    let client = Client::builder().endpoint(serve([response])).project_id("p").credentials(Credentials::token("t"));
    client.build().unwrap()
}

/// As in the vendor's example.
#[tokio::test]
async fn the_state_of_a_new_network_may_be_empty() {
    let network = json!({
        "kind": "Network",
        "apiVersion": "v1",
        "metadata": { "name": "network-1", "labels": { "os.modelarts/name": "network" }, "annotations": {} },
        "spec": { "cidr": "192.168.128.0/17", "connection": {} },
        "status": { "phase": "" },
    });
    let created = create(&client_with(json(&network.to_string())), "network").await;
    assert_eq!((created.metadata.name.as_str(), created.status.unwrap().phase), ("network-1", None));
}
