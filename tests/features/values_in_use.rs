//! Values in the words of the vendor, names on the wire, constants, secrets, and what is deprecated.

use std::time::Duration;

use modelarts::{Secret, Timestamp};
use modelarts_emulator::Emulator;
use modelarts_tests::raw::send;
use serde_json::{Value, json};

use crate::both_ways::shelves::{Place, Shelf};
use crate::client::{Client, clients_of, last_body};
use crate::constants::networks::{Metadata, Network};
use crate::field_names::pods::Pod;
use crate::query_values::searches::{Level, Search};
use crate::recursion::folders::{Folder, Link, Wide};
use crate::secrets::keys::Login;
use crate::times::reservations::Reservation;
use crate::value_rules::models::Model;
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
async fn lists_of_tables_are_sent_and_received_in_one_text() {
    let (emulator, client) = served("query_values");
    let search = Search::new(["a".to_owned(), "b c".to_owned()].into()).levels([Level::Low, Level::High].into());
    let replaced = client.searches().replace(search.sizes([0.5, 2.0].into())).send().await.unwrap();
    let sent = json!({ "names": "a;b c", "levels": "1/2", "sizes": "0.5|2.0" });
    assert_eq!(last_body(&emulator), json!({ "search": sent }));
    assert!(!replaced.names.is_empty() && replaced.sizes.is_some_and(|sizes| !sizes.is_empty()));
    let read: Search = serde_json::from_value(sent).unwrap();
    assert_eq!(
        (read.names.len(), read.levels, read.sizes),
        (2, Some(vec![Level::Low, Level::High]), Some(vec![0.5, 2.0]))
    );
    let read = |text: &str| serde_json::from_str::<Search>(text);
    assert_eq!(read(r#"{ "names": "", "sizes": null }"#).unwrap().names, [""; 0]);
    assert_eq!(read(r#"{ "names": ["a", "b"] }"#).unwrap().names, ["a", "b"]);
    assert!(read(r#"{ "names": "a", "sizes": "1|x" }"#).unwrap_err().to_string().contains("sizes"));
    let refused = client.searches().replace(Search::new(["a;b".to_owned()].into())).send().await.unwrap_err();
    assert!(refused.to_string().contains("`a;b` contains the separator `;`"), "{refused}");
    for (body, expected) in [
        (r#"{"search":{"names":"a;b"}}"#, 200),
        (r#"{"search":{"names":["a"]}}"#, 400),
        (r#"{"search":{"names":"a;b;c;d"}}"#, 400),
        (r#"{"search":{"names":"","levels":"1/3"}}"#, 400),
    ] {
        let (status, response) = send(&emulator, "PUT", "/v1/emulator-project/searches", Some(body));
        assert_eq!(status, expected, "{body}: {response}");
    }
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
async fn constants_of_fields_are_always_sent_and_checked() {
    let (emulator, client) = served("constants");
    let network = Network::new("a").metadata(Metadata::new());
    client.networks().replace(network).send().await.unwrap();
    let sent = json!({
        "apiVersion": "v1", "kind": "Subnet", "os.level": 5, "isPublic": true, "name": "a",
        "metadata": { "kind": "Metadata" },
    });
    assert_eq!(last_body(&emulator), json!({ "network": sent }));
    let path = "/v1/emulator-project/networks";
    let (_, shown) = send(&emulator, "GET", path, None);
    assert_eq!((&shown["kind"], &shown["metadata"]["kind"]), (&json!("Subnet"), &json!("Metadata")));
    client.networks().get().send().await.unwrap();
    for (from, to) in [("Subnet", "Network"), (":5", ":4"), (r#""apiVersion":"v1","#, ""), ("Metadata", "other")] {
        let body = json!({ "network": sent }).to_string();
        let (status, response) = send(&emulator, "PUT", path, Some(&body.replace(from, to)));
        assert_eq!(status, 400, "{from}: {response}");
    }
}

#[tokio::test]
async fn one_table_is_sent_and_received() {
    let (emulator, client) = served("both_ways");
    let shelf = Shelf::new("a", "me", Place::new(7)).note("b");
    let replaced = client.shelves().replace(shelf).send().await.unwrap();
    let sent = json!({ "label": "a", "owner": "me", "place": { "room": 7 }, "note": "b" });
    assert_eq!(last_body(&emulator), json!({ "shelf": sent }));
    assert!(replaced.owner.is_some() && replaced.state.is_some());
    // What was received can be sent again.
    client.shelves().replace(replaced).send().await.unwrap();
    for body in [r#"{"shelf":{"label":"a","place":{"room":1}}}"#, r#"{"shelf":{"label":"a","owner":"b","place":{}}}"#] {
        let (status, response) = send(&emulator, "PUT", "/v1/emulator-project/shelves", Some(body));
        assert_eq!(status, 400, "{body}: {response}");
    }
}

#[tokio::test]
async fn responses_may_lack_what_requests_must_have() {
    let (emulator, client) = served("both_ways");
    let read: Shelf = serde_json::from_str(r#"{ "label": "a", "place": {} }"#).unwrap();
    assert_eq!((&read.owner, read.place.as_ref().unwrap().room), (&None, None));
    assert!(serde_json::from_str::<Shelf>(r#"{ "owner": "b" }"#).unwrap_err().to_string().contains("label"));
    let lacks_owner = client.shelves().replace(read.clone()).send().await.unwrap_err();
    assert!(lacks_owner.to_string().contains("invalid `shelf`: `owner` must be set"), "{lacks_owner}");
    let mut with_owner = read;
    with_owner.owner = Some("b".to_owned());
    let lacks_room = client.shelves().replace(with_owner).send().await.unwrap_err();
    assert!(lacks_room.to_string().contains("invalid `shelf.place`: `room` must be set"), "{lacks_room}");
    assert_eq!(emulator.requests().len(), 0);
}

#[tokio::test]
async fn a_table_holds_itself() {
    let (emulator, client) = served("recursion");
    let folder = Folder::new("a").parent(Folder::new("b").link(Link::new(Folder::new("c")))).folders([].into());
    let replaced = client.folders().replace(folder).send().await.unwrap();
    let parent = json!({ "name": "b", "link": { "target": { "name": "c" } } });
    assert_eq!(last_body(&emulator), json!({ "folder": { "name": "a", "parent": parent, "folders": [] } }));
    assert!(replaced.parent.is_some_and(|parent| parent.parent.is_none_or(|parent| !parent.name.is_empty())));
    client.folders().get().send().await.unwrap();
    let too_long = Folder::new("a").parent(Folder::new("b").parent(Folder::new("too long for it")));
    let refused = client.folders().replace(too_long).send().await.unwrap_err();
    assert!(refused.to_string().contains("invalid `folder.parent.parent.name`"), "{refused}");
}

#[tokio::test]
async fn what_is_nested_too_deeply_is_refused_and_not_read() {
    let (emulator, client) = served("recursion");
    let nested = |depth: usize| (0..depth).fold(Folder::new("a"), |folder, _| Folder::new("a").parent(folder));
    client.folders().replace(nested(100)).send().await.unwrap();
    let sent = emulator.requests().len();
    for depth in [120, 200, 2_000] {
        let refused = client.folders().replace(nested(depth)).send().await.unwrap_err();
        assert!(refused.to_string().contains("nested more than 120 levels"), "{refused}");
    }
    assert_eq!(emulator.requests().len(), sent);
    let text =
        |depth: usize| format!(r#"{}{{"name":"a"}}{}"#, r#"{"name":"a","parent":"#.repeat(depth), "}".repeat(depth));
    assert_eq!(serde_json::from_str::<Folder>(&text(100)).unwrap(), nested(100));
    assert!(serde_json::from_str::<Folder>(&text(200)).unwrap_err().to_string().contains("recursion limit"));
}

#[tokio::test]
async fn tables_of_more_than_64_fields_are_read() {
    let (_emulator, client) = served("recursion");
    let wide = client.folders().get_wide().send().await.unwrap();
    assert!(wide.field_00 > 0 && wide.field_69.is_some());
    let mut all: serde_json::Map<String, Value> =
        (0..70).map(|index| (format!("field_{index:02}"), 1.into())).collect();
    let read = |all: &serde_json::Map<String, Value>| serde_json::from_value::<Wide>(all.clone().into());
    read(&all).unwrap();
    for (name, is_needed) in [("field_68", true), ("field_69", false), ("field_02", true), ("field_63", false)] {
        let value = all.remove(name).unwrap();
        assert_eq!(read(&all).is_err_and(|error| error.to_string().contains(name)), is_needed, "{name}");
        all.insert(name.to_owned(), value);
    }
}

#[tokio::test]
async fn ranges_of_fractions_and_numbers_of_items_are_checked() {
    let (emulator, client) = served("value_rules");
    let models = client.models();
    let model = |scale: f64, tags: usize| Model::new("a", scale, vec!["x".to_owned(); tags]);
    let make = |model: Model| models.make(model, 0.5);
    for (call, expected) in [
        (make(model(0.0, 1)), "invalid `model.scale`: 0 is out of range 0.1.."),
        (make(model(f64::NAN, 1)), "invalid `model.scale`: NaN is not a finite number"),
        (make(model(1.0, 0)), "invalid `model.tags`: 0 items are out of range 1..=2"),
        (make(model(1.0, 3)), "invalid `model.tags`: 3 items are out of range 1..=2"),
        (make(model(1.0, 1).rows([[1.0].into()].into())), "invalid `model.rows`: 1 items are out of range 2.."),
        (make(model(1.0, 1).rate(0.0)), "invalid `model.rate`: 0 is out of range 0<..1"),
        (make(model(1.0, 1).loss(2.25)), "invalid `model.loss`: 2.25 is out of range -1.5..<2.25"),
        (make(model(1.0, 1).steps(10)), "invalid `model.steps`: 10 is out of range 1..=9"),
        (models.make(model(1.0, 1), 0.0), "invalid `weight`: 0 is out of range 0<.."),
        (make(model(1.0, 1)).parts(vec![model(1.0, 1); 3]), "invalid `parts`: 3 items are out of range 0..=2"),
    ] {
        let error = call.send().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let error = models.get().ids([].into()).send().await.unwrap_err();
    assert!(error.to_string().contains("invalid `ids`: 0 items are out of range 1..=3"), "{error}");
    assert_eq!(emulator.requests().len(), 0);
    let made = make(model(0.1, 2).rate(1.0).loss(-1.5).steps(9)).send().await.unwrap();
    // What the emulator makes up obeys the rules.
    make(made).send().await.unwrap();
    models.get().ids([1, 2].into()).send().await.unwrap();
    assert_eq!(emulator.requests().last().unwrap().query, "ids=1%2C2&threshold=0.25");
}

#[tokio::test]
async fn characters_are_checked() {
    let (emulator, client) = served("value_rules");
    let make = |name: &str| client.models().make(Model::new(name, 1.0, vec!["x".to_owned()]), 0.5);
    let commented =
        |comment: &str| client.models().make(Model::new("a", 1.0, vec!["x".to_owned()]).comment(comment), 0.5);
    for (call, expected) in [
        (make("a_b"), "invalid `model.name`: `_` is not allowed as character 2: it must be one of `a-z0-9-`"),
        (make("1b"), "invalid `model.name`: `1` is not allowed as character 1: it must be one of `a-z`"),
        (make("b-"), "invalid `model.name`: `-` is not allowed as character 2: it must be one of `a-z0-9`"),
        (make("abcdefghi"), "invalid `model.name`: length 9"),
        (commented("a<b"), "invalid `model.comment`: `<` is not allowed as character 2"),
    ] {
        let error = call.send().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let error = client.models().get().prefix("ba").send().await.unwrap_err();
    assert!(error.to_string().contains("invalid `prefix`: `a` is not allowed as character 2"), "{error}");
    assert_eq!(emulator.requests().len(), 0);
    // What the emulator makes up obeys the rules.
    let made = make("a-1").send().await.unwrap();
    make("b").parts(vec![made]).send().await.unwrap();
    commented("\u{4f5c}\u{4e1a}").send().await.unwrap();
}

#[test]
fn the_emulator_checks_characters() {
    let (emulator, _) = served("value_rules");
    for (name, comment, status) in [
        ("a-1", "b", 200),
        ("1a", "b", 400),
        ("a-", "b", 400),
        ("A", "b", 400),
        ("a", "b&c", 400),
        ("a", "\u{4f5c}", 200),
    ] {
        let body = json!({ "model": { "name": name, "scale": 0.1, "tags": ["x"], "comment": comment }, "weight": 0.1 });
        let (actual, response) = send(&emulator, "POST", "/v1/emulator-project/models", Some(&body.to_string()));
        assert_eq!(actual, status, "{body}: {response}");
    }
    for (query, status) in [("prefix=Ab%20c", 200), ("prefix=Ab-c", 400), ("prefix=Aba", 400)] {
        let (actual, response) = send(&emulator, "GET", &format!("/v1/emulator-project/models?{query}"), None);
        assert_eq!(actual, status, "{query}: {response}");
    }
}

#[test]
fn the_emulator_checks_ranges_of_fractions_and_numbers_of_items() {
    let (emulator, _) = served("value_rules");
    let right =
        r#"{"model":{"name":"a","scale":0.1,"tags":["x"],"rate":1,"loss":2,"steps":9},"weight":0.1,"parts":[]}"#;
    for (from, to, status) in [
        ("", "", 200),
        ("0.1,\"tags", "0,\"tags", 400),
        (r#"["x"]"#, "[]", 400),
        (r#"rate":1"#, r#"rate":0"#, 400),
        (r#"loss":2"#, r#"loss":2.25"#, 400),
        (r#"steps":9"#, r#"steps":10"#, 400),
        (r#"weight":0.1"#, r#"weight":0"#, 400),
    ] {
        let body = right.replacen(from, to, 1);
        let (actual, response) = send(&emulator, "POST", "/v1/emulator-project/models", Some(&body));
        assert_eq!(actual, status, "{body}: {response}");
    }
    for (query, status) in [("threshold=1.0", 200), ("threshold=1.5", 400), ("ids=1,2,3,4", 400)] {
        let (actual, response) = send(&emulator, "GET", &format!("/v1/emulator-project/models?{query}"), None);
        assert_eq!(actual, status, "{query}: {response}");
    }
}

#[tokio::test]
async fn times_are_sent_and_received_in_their_forms() {
    let (emulator, client) = served("times");
    let (time, second) = (Timestamp::from_millis(1_524_189_990_635), Duration::from_secs(1));
    let reservation = Reservation::new("a", time, 5 * second).end(time).created(time).pause(second).rest(second / 2);
    let made = client.reservations().make(reservation, time).limit(60 * second).send().await.unwrap();
    let text = "2018-04-20T02:06:30.635Z";
    let sent = json!({
        "name": "a", "begin": text, "end": 1_524_189_990, "created": 1_524_189_990_635_i64,
        "notice": 5, "pause": 1, "rest": 500,
    });
    assert_eq!(last_body(&emulator), json!({ "reservation": sent, "begin": text, "limit": 60 }));
    let year = Timestamp::from_millis(1_600_000_000_000)..Timestamp::from_millis(1_800_000_000_000);
    for time in [Some(made.begin), made.end, made.created] {
        assert!(time.is_some_and(|time| year.contains(&time)), "{time:?}");
    }
    assert!(made.notice.subsec_millis() == 0 && made.pause.is_some());
    let list = client.reservations().list(time).until(time).changed(time).at_least(90 * second).size(8).at(time);
    list.send().await.unwrap();
    let request = emulator.requests().last().unwrap().clone();
    let query = "at_least=90&changed=1524189990635&since=2018-04-20T02%3A06%3A30.635Z&size=8&until=1524189990";
    assert_eq!(request.query, query);
}

#[tokio::test]
async fn times_that_have_no_form_are_refused() {
    let (emulator, client) = served("times");
    let (old, time) = (Timestamp::from_millis(-1), Timestamp::from_millis(0));
    let (second, fraction) = (Duration::from_secs(1), Duration::from_millis(1_500));
    let make = |reservation, time| client.reservations().make(reservation, time);
    for (call, expected) in [
        (make(Reservation::new("a", old, second), time), "invalid `begin`: -1 ms is not in the years 1970 to 9999"),
        (make(Reservation::new("a", time, second), old), "invalid `begin`: -1 ms is not in the years 1970 to 9999"),
        (
            make(Reservation::new("a", time, fraction), time),
            "invalid `notice`: 1500 ms is not a whole number of seconds",
        ),
        (make(Reservation::new("a", time, second), time).limit(fraction), "invalid `limit`: 1500 ms is not a whole"),
    ] {
        let error = call.send().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(emulator.requests().len(), 0);
}

#[test]
fn times_are_read_in_any_form() {
    let read = |begin: &str, end: &str, notice: &str| {
        let text = format!(r#"{{ "name": "a", "begin": {begin}, "end": {end}, "notice": {notice} }}"#);
        let read: Reservation = serde_json::from_str(&text).unwrap();
        (read.begin.as_millis(), read.end.map(Timestamp::as_millis), read.notice.as_millis())
    };
    let expected = (1_524_189_990_000, Some(1_524_189_990_000), 7_000);
    let (text, number) = (r#""2018-04-20T10:06:30+08:00""#, "1524189990000");
    assert_eq!(read(text, "1524189990", "7"), expected);
    assert_eq!(read(text, "\"1524189990\"", "\"7\""), expected);
    assert_eq!(read(number, "1524189990.0", "7.0"), expected);
    assert_eq!(read(text, text, "7"), expected);
    assert_eq!(read(text, "1524189990.5", "0.5"), (1_524_189_990_000, Some(1_524_189_990_500), 500));
    assert_eq!(read(text, "null", "0").1, None);
}

#[test]
fn the_emulator_checks_the_forms_of_times() {
    let (emulator, _) = served("times");
    for (query, is_accepted) in [
        ("since=2018-04-20T02%3A06%3A30Z&until=1&at_least=2", true),
        ("since=1524189990635", false),
        ("since=yesterday", false),
        ("since=2018-04-20T02%3A06%3A30Z&until=2018-04-20T02%3A06%3A30Z", false),
    ] {
        let (status, body) = send(&emulator, "GET", &format!("/v1/emulator-project/reservations?{query}"), None);
        assert_eq!(status == 200, is_accepted, "{query}: {body}");
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
