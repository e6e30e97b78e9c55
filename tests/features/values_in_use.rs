//! Values in the words of the vendor, names on the wire, constants, secrets, and what is deprecated.

use modelarts::Secret;
use modelarts_emulator::Emulator;
use modelarts_tests::raw::send;
use serde_json::json;

use crate::client::{Client, clients_of, last_body};
use crate::field_names::pods::Pod;
use crate::query_values::searches::Level;
use crate::secrets::keys::Login;
use crate::vendor_types::parcels::{Mood, Part};

/// Returns an emulator of a feature's spec, and a client for it.
fn served(name: &str) -> (Emulator, Client) {
    let (emulator, [_, client]) = clients_of(name);
    (emulator, client)
}

#[tokio::test]
async fn types_in_the_words_of_the_vendor_are_sent_and_received() {
    let (emulator, client) = served("vendor_types");
    let parcels = client.parcels();
    let part = Part::new("a").parts([("inner".to_owned(), Part::new("b"))].into());
    let call = parcels
        .make(7)
        .price(0.5)
        .words(["x".to_owned()].into())
        .parts([part.clone()].into())
        .by_name([("first".to_owned(), part)].into())
        .moods([("today".to_owned(), Mood::Good)].into())
        .free([("any".to_owned(), json!([1]))].into());
    let made = call.send().await.unwrap();
    let part = json!({ "label": "a", "parts": { "inner": { "label": "b" } } });
    let sent = json!({
        "count": 7, "price": 0.5, "words": ["x"], "parts": [part], "by_name": { "first": part },
        "moods": { "today": 1 }, "free": { "any": [1] },
    });
    assert_eq!(last_body(&emulator), sent);
    let read = parcels.get().send().await.unwrap();
    for thing in [made, read] {
        assert!(!thing.words.is_empty() && !thing.rows[0].is_empty() && !thing.groups["key"].is_empty());
        assert!(thing.by_name.contains_key("key") && thing.moods.contains_key("key") && thing.totals["key"] > 0);
    }
}

#[tokio::test]
async fn rules_hold_in_maps() {
    let (emulator, client) = served("vendor_types");
    let part = Part::new("a").parts([("inner".to_owned(), Part::new("too long for it"))].into());
    let refused = client.parcels().make(7).by_name([("first".to_owned(), part)].into()).send().await.unwrap_err();
    assert!(refused.to_string().contains("invalid `by_name.first.parts.inner.label`"), "{refused}");
    assert_eq!(emulator.requests().len(), 0);
}

#[tokio::test]
async fn names_on_the_wire_are_those_of_the_spec() {
    let (emulator, client) = served("field_names");
    let pod = Pod::new("me").first(1).color("red").sfs_id("a").other_sfs_id("b");
    let made = client.pods().make("pod", pod).kind_of_pod("small").size_class("S").send().await.unwrap();
    let pod = json!({ "1st": 1, "os.modelarts/name": "me", "@modelarts:color": "red", "sfs_id": "a", "sfsId": "b" });
    let sent = json!({ "podName": "pod", "pod": pod, "kindOfPod": "small", "1stSize": "S" });
    assert_eq!(last_body(&emulator), sent);
    assert!(made.first.is_some() && made.other_sfs_id.is_some());
    let pods = client.pods().list().send().await.unwrap();
    assert!(pods.all.len() == 10 && pods.count > 10);
    let rule = client.pods().make("pod", Pod::new("me").first(1)).send().await.unwrap_err();
    assert!(rule.to_string().contains("`1st`"), "{rule}");
}

#[tokio::test]
async fn lists_and_floats_are_sent_in_a_query() {
    let (emulator, client) = served("query_values");
    let ids = ["a b".to_owned(), "c&d".to_owned()];
    let call = client.searches().run(ids.into()).levels([Level::Low, Level::High].into()).sizes([1, 20].into());
    call.threshold(0.25).level(Level::Low).send().await.unwrap();
    let query = emulator.requests().last().unwrap().query.clone();
    assert_eq!(query, "ids=a%20b&ids=c%26d&level=1&levels=1%2C2&sizes=1%7C20&threshold=0.25");
    client.searches().save(["a".to_owned(), "b".to_owned()].into()).send().await.unwrap();
    assert_eq!(last_body(&emulator), json!({ "names": "a;b" }));
}

#[tokio::test]
async fn values_that_a_query_cannot_hold_are_refused() {
    let (emulator, client) = served("query_values");
    let searches = client.searches();
    let joined = searches.save(["a;b".to_owned()].into()).send().await.unwrap_err();
    assert!(joined.to_string().contains("contains the separator `;`"), "{joined}");
    let number = searches.run([].into()).threshold(f64::NAN).send().await.unwrap_err();
    assert!(number.to_string().contains("invalid `threshold`: NaN"), "{number}");
    assert_eq!(emulator.requests().len(), 0);
}

#[test]
fn the_emulator_checks_each_item_of_a_query() {
    let (emulator, _) = served("query_values");
    for (query, is_accepted) in [
        ("ids=a&ids=b&levels=1,2&sizes=1%7C2&threshold=0.5", true),
        ("ids=a&levels=1,3", false),
        ("ids=a&levels=1&levels=2", false),
        ("ids=a&sizes=1,2", false),
        ("ids=a&threshold=half", false),
        ("levels=1", false),
    ] {
        let (status, body) = send(&emulator, "GET", &format!("/v1/emulator-project/searches?{query}"), None);
        assert_eq!(status == 200, is_accepted, "{query}: {body}");
    }
}

#[tokio::test]
async fn constants_are_always_sent_and_checked() {
    let (emulator, client) = served("constants");
    client.networks().make("a").send().await.unwrap();
    assert_eq!(last_body(&emulator), json!({ "apiVersion": "v1", "kind": "net-work", "level": 3, "name": "a" }));
    assert_eq!(emulator.requests().last().unwrap().query, "fieldManager=me");
    let right = r#"{"apiVersion":"v1","kind":"net-work","level":3,"name":"a"}"#;
    let path = "/v1/emulator-project/networks?fieldManager=";
    for (target, body, is_accepted) in [
        (format!("{path}me"), right.to_owned(), true),
        (format!("{path}you"), right.to_owned(), false),
        (format!("{path}me"), right.replace("3", "4"), false),
        (format!("{path}me"), right.replace(r#""apiVersion":"v1","#, ""), false),
    ] {
        let (status, response) = send(&emulator, "POST", &target, Some(&body));
        assert_eq!(status == 200, is_accepted, "{target} {body}: {response}");
    }
}

#[tokio::test]
async fn secrets_are_sent_and_never_shown() {
    let (emulator, client) = served("secrets");
    let call = client.keys().make(Secret::from("canary-1")).token(Secret::from("canary-2"));
    let call = call.login(Login::new(Secret::from("canary-3")));
    assert!(!format!("{call:?}").contains("canary"), "{call:?}");
    call.send().await.unwrap();
    assert_eq!(last_body(&emulator), json!({ "secret_key": "canary-1", "login": { "password": "canary-3" } }));
}

/// The client itself compiles without warnings: `tests/goldens` denies them.
#[tokio::test]
#[expect(deprecated, reason = "callers are warned, which this expects")]
async fn what_is_deprecated_can_still_be_used() {
    use crate::deprecations::items::{Item, Mode};
    let (emulator, client) = served("deprecations");
    let made = client.items().make(Item::new("a").title("b").new_(true), "c").mode(Mode::Quick).send().await.unwrap();
    let sent = json!({ "item": { "name": "a", "title": "b", "new": true }, "label": "c" });
    assert_eq!(last_body(&emulator), sent);
    assert!(made.title.is_some());
    client.items().create().send().await.unwrap();
}
