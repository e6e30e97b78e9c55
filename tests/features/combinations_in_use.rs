//! Features of the spec language that meet.

use modelarts::Secret;
use serde_json::json;

use crate::client::{clients_of, last_body};
use crate::combinations::tokens::Labels;

#[tokio::test]
async fn lists_and_maps_of_objects_are_responses_and_do_not_show_their_secrets() {
    let (emulator, clients) = clients_of("combinations");
    for client in clients {
        let keys = client.tokens().list().send().await.unwrap();
        let by_name = client.tokens().by_name().send().await.unwrap();
        let all: Vec<_> = keys.iter().chain(by_name.values()).collect();
        assert!(all.len() > 3 && all.iter().all(|key| !key.key_secret.expose().is_empty()));
        assert!(all.iter().all(|key| !format!("{key:?}").contains(key.key_secret.expose())));
    }
    assert!(emulator.requests().len() > 3);
}

#[tokio::test]
#[expect(deprecated, reason = "callers are warned, which this expects")]
async fn a_merge_patch_has_names_on_the_wire_constants_and_secrets() {
    let (emulator, clients) = clients_of("combinations");
    for client in clients {
        let labels = Labels::new().clear_short_text().pass_phrase(Secret::from("canary-1"));
        let more = [("de".to_owned(), Labels::new().short_text("kurz").clear_pass_phrase())];
        let call = client.tokens().update(1).clear_new_name().labels(labels).more(more.into()).clear_tags();
        let call = call.key_secret(Secret::from("canary-2"));
        assert!(!format!("{call:?}").contains("canary"), "{call:?}");
        let changed = call.send().await.unwrap();
        let sent = json!({
            "apiVersion": "v1",
            "new-name": null,
            "key-secret": "canary-2",
            "labels": { "short-text": null, "pass-phrase": "canary-1" },
            "more": { "de": { "short-text": "kurz", "pass-phrase": null } },
            "tags": null,
        });
        assert_eq!(last_body(&emulator), sent);
        assert!(changed.is_some());
    }
}
