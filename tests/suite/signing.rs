//! Signatures, compared with those of the vendor's own signer.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::{Duration, UNIX_EPOCH};

use modelarts::signing::{self, Request, SigningKey};
use modelarts::{Client, Credentials};
use serde_json::Value;

fn vectors() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../vectors/signing.json")).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

pub(crate) fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().unwrap_or_default()
}

pub(crate) fn request(vector: &Value) -> Request<'_> {
    let mut request = Request::new(text(vector, "method"), text(vector, "host"), text(vector, "path"));
    let pair =
        |pair: &Value| (pair[0].as_str().unwrap().to_owned().into(), pair[1].as_str().unwrap().to_owned().into());
    request.query = vector["query"].as_array().unwrap().iter().map(pair).collect();
    let headers = vector["headers"].as_object().unwrap();
    let header = |(name, value): (&String, &Value)| (name.clone().into(), value.as_str().unwrap().to_owned().into());
    request.headers = headers.iter().map(header).collect();
    if !headers.keys().any(|name| name.eq_ignore_ascii_case(signing::DATE_HEADER)) {
        request.headers.push((signing::DATE_HEADER.into(), text(vector, "date").into()));
    }
    request.body = text(vector, "body").as_bytes();
    request
}

#[test]
fn every_stage_is_the_vendors() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 120);
    for vector in &vectors {
        let mut request = request(vector);
        let signature = SigningKey::new(text(vector, "ak"), text(vector, "sk")).sign(&mut request);
        let name = text(vector, "name");
        assert_eq!(signature.canonical_request, text(vector, "canonical_request"), "canonical request of {name}");
        assert_eq!(signature.string_to_sign, text(vector, "string_to_sign"), "string to sign of {name}");
        assert_eq!(signature.authorization, text(vector, "expected_authorization"), "authorization of {name}");
        // Some callers of the vendor's signer set the date themselves, under a name in lower case.
        let sent: BTreeMap<_, _> =
            request.headers.iter().map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
        let expected: BTreeMap<_, _> = vector["sent_headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(sent, expected, "headers of {name}");
    }
}

#[test]
fn the_query_is_sent_as_it_is_signed() {
    for vector in &vectors() {
        let mut query = request(vector).query;
        query.sort();
        let sent = text(vector, "sent_uri").split_once('?').map_or("", |(_, query)| query);
        assert_eq!(signing::encode_query(&query), sent, "query of {}", text(vector, "name"));
    }
}

#[test]
fn dates_are_those_of_the_header() {
    assert_eq!(signing::date(UNIX_EPOCH + Duration::from_secs(1_767_323_045)), "20260102T030405Z");
    assert_eq!(signing::date(UNIX_EPOCH - Duration::from_secs(1)), "19700101T000000Z");
}

#[test]
fn no_secret_key_is_shown() {
    let shown = format!("{:?}", SigningKey::new("access", "canary"));
    assert!(shown.contains("access") && !shown.contains("canary"), "{shown}");
}

/// Responds to each request with an empty object, and returns the requests as they arrive, head and body.
fn capture() -> (String, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/prefix%20of", listener.local_addr().unwrap());
    let (sender, requests) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = vec![0; 16 * 1024];
            // A request of this size comes in one piece over loopback, and its body is there with its head.
            let read = stream.read(&mut request).unwrap();
            request.truncate(read);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}").unwrap();
            if sender.send(request).is_err() {
                return;
            }
        }
    });
    (address, requests)
}

/// Signs what came once more, from its bytes alone.
fn signed_again(raw: &[u8], key: &SigningKey) -> (String, String) {
    let raw = String::from_utf8(raw.to_vec()).unwrap();
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    let (first, headers) = head.split_once("\r\n").unwrap();
    let [method, target, _] = first.split(' ').collect::<Vec<_>>()[..] else { panic!("{first}") };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: BTreeMap<_, _> = headers.lines().map(|line| line.split_once(": ").unwrap()).collect();
    let given = headers["authorization"];
    let names = given.split_once("SignedHeaders=").unwrap().1.split_once(',').unwrap().0;
    let mut request = Request::new(method, headers["host"], path);
    request.headers = names.split(';').map(|name| (name.into(), headers[name].into())).collect();
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap());
    request.query = pairs.map(|(name, value)| (decode(name).into(), decode(value).into())).collect();
    request.body = body.as_bytes();
    (given.to_owned(), key.sign(&mut request).authorization)
}

#[tokio::test]
async fn what_leaves_is_what_was_signed() {
    let (endpoint, requests) = capture();
    let credentials = Credentials::temporary_ak_sk("access", "secret", "token");
    let client = Client::builder().endpoint(endpoint).project_id("project").credentials(credentials).build().unwrap();
    let key = SigningKey::new("access", "secret");
    // Each by itself, with company, and all of them.
    let every: Vec<char> = (' '..='~').chain("\t\u{7f}äßЖ中文🦀\u{301}\u{200b}\u{feff}".chars()).collect();
    let texts = every.iter().flat_map(|c| [c.to_string(), format!("a{c}b"), format!("{c}{c}/..{c}")]);
    let texts: Vec<String> = texts.chain([every.iter().take(96).collect()]).collect();
    for text in texts.iter().filter(|text| text.as_str() != ".") {
        // What it is answered with is of no matter.
        let _ = client.training_job_configs().get(text).send().await;
        let _ = client.training_jobs_v1().list().search_content(text).send().await;
        let _ = client.training_jobs_v1().update_description(7, text).send().await;
        for what in ["path", "query", "body"] {
            let raw = requests.recv().unwrap();
            let (given, again) = signed_again(&raw, &key);
            assert_eq!(given, again, "{what} of {text:?}: {}", String::from_utf8_lossy(&raw));
        }
    }
}
