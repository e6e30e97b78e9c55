//! Lists that are read by cursors.

use std::collections::BTreeSet;

use futures_util::TryStreamExt as _;
use modelarts_runtime::{Credentials, ErrorKind};
use modelarts_tests::{json, serve};

use crate::client::{client_at, clients_of};

/// The number of seeded items.
const SEEDED: usize = modelarts_emulator::defaults::JOBS;

#[tokio::test]
async fn lists_with_cursors_are_read_to_their_end() {
    let (emulator, clients) = clients_of("cursors");
    for client in clients {
        for limit in [1, 7, 25, 100] {
            let before = emulator.requests().len();
            let pools: Vec<_> = client.pools().list().limit(limit).items().try_collect().await.unwrap();
            let names: BTreeSet<_> = pools.iter().map(|pool| pool.metadata.name.as_str()).collect();
            assert_eq!((pools.len(), names.len()), (SEEDED, SEEDED));
            let requests =
                emulator.requests()[before..].iter().filter(|request| request.path.ends_with("pools")).count();
            assert_eq!(requests, SEEDED.div_ceil(limit as usize), "{limit}: one request a page");
            let volumes: Vec<_> = client.pools().list_volumes().limit(limit).items().try_collect().await.unwrap();
            assert_eq!(volumes.len(), SEEDED, "by the key of the last item");
            let topics: Vec<_> =
                client.pools().list_topics().limit(&limit.to_string()).items().try_collect().await.unwrap();
            assert_eq!(topics.len(), SEEDED, "numbers in texts");
        }
        let pages: Vec<_> = client.pools().list().pages().try_collect().await.unwrap();
        assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [10, 10, 5]);
    }
}

#[tokio::test]
async fn a_list_with_cursors_begins_at_the_cursor_that_is_set() {
    let (_emulator, [client, _]) = clients_of("cursors");
    let first = client.pools().list().send().await.unwrap();
    let next = first.metadata.unwrap().r#continue.unwrap();
    let rest: Vec<_> = client.pools().list().r#continue(&next).items().try_collect().await.unwrap();
    assert_eq!(rest.len(), SEEDED - 10);
}

#[tokio::test]
async fn items_may_be_deleted_while_a_list_with_cursors_is_read() {
    let (_emulator, [client, _]) = clients_of("cursors");
    let mut pools = client.pools().list().limit(3).items();
    let mut names = BTreeSet::new();
    while let Some(pool) = pools.try_next().await.unwrap() {
        client.pools().delete(&pool.metadata.name).send().await.unwrap();
        assert!(names.insert(pool.metadata.name), "an item came twice");
    }
    assert_eq!(names.len(), SEEDED);
    assert_eq!(client.pools().list().send().await.unwrap().items.len(), 0);
}

/// Reads pools from pages: the names on each, and its cursor.
async fn read(pages: &[(&[&str], &str)]) -> (Vec<String>, Option<ErrorKind>) {
    let page = |(names, cursor): &(&[&str], &str)| {
        let item = |name: &&str| format!(r#"{{"metadata": {{"name": "{name}"}}}}"#);
        let items: Vec<_> = names.iter().map(item).collect();
        json(&format!(r#"{{"metadata": {{"continue": {cursor}}}, "items": [{}]}}"#, items.join(",")))
    };
    let client = client_at(&serve(pages.iter().map(page).collect::<Vec<_>>()), Credentials::token("t"));
    let (mut items, mut names) = (client.pools().list().items(), Vec::new());
    loop {
        match items.try_next().await {
            Ok(Some(pool)) => names.push(pool.metadata.name),
            Ok(None) => return (names, None),
            Err(error) => return (names, Some(error.kind())),
        }
    }
}

#[tokio::test]
async fn pages_with_cursors_return_each_item_once_and_end() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for end in ["null", r#""""#] {
        assert_eq!(read(&[(&["a", "b"], end)]).await, (names(&["a", "b"]), None));
    }
    let overlapping: &[(&[&str], &str)] =
        &[(&["a", "b"], r#""1""#), (&["b", "c"], r#""2""#), (&[], r#""3""#), (&["d"], "null")];
    assert_eq!(read(overlapping).await, (names(&["a", "b", "c", "d"]), None), "an empty page is not the end");
    let repeated: &[(&[&str], &str)] = &[(&["a"], r#""1""#), (&["b"], r#""2""#), (&["c"], r#""1""#)];
    assert_eq!(read(repeated).await, (names(&["a", "b"]), Some(ErrorKind::Decode)), "a cursor that repeats");
}

#[tokio::test]
async fn the_emulator_refuses_a_cursor_that_it_did_not_return() {
    let (_emulator, [client, _]) = clients_of("cursors");
    let error = client.pools().list().r#continue("12").send().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(400)));
    let error = client.pools().list_volumes().marker("12").send().await.unwrap_err();
    assert_eq!(error.status(), Some(400));
}
