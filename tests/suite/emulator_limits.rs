//! The emulator under input, load and clocks of any kind: it responds or refuses, stays within its limits, and
//! is alive afterwards.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};
use std::time::{Duration, SystemTime};

use modelarts::signing;
use modelarts_codegen::Sources;
use modelarts_codegen::model::{Location, Operation, ParameterType};
use modelarts_emulator::{Emulator, EmulatorBuilder, StartError, defaults, limits};
use modelarts_tests::raw::{Values, call, content_type, operation, request, send};
use serde_json::{Value, json};

/// Sends bytes, and returns the response up to the end of the connection.
fn exchange(emulator: &Emulator, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(emulator.address()).unwrap();
    // The emulator may have refused already: then there is something to read.
    let _ = stream.write_all(bytes);
    read_to_end(&mut stream)
}

fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut response = Vec::new();
    // A connection that is reset has ended, too.
    let _ = stream.read_to_end(&mut response);
    response
}

fn head(emulator: &Emulator, method: &str, target: &str, length: usize) -> String {
    let token = emulator.issue_token();
    format!(
        "{method} {target} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {token}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    )
}

/// The head of a call, with the content type of its body.
fn head_of(emulator: &Emulator, operation: &Operation, target: &str, length: usize) -> String {
    let head = head(emulator, operation.method.as_str(), target, length);
    head.replacen("\r\n", &format!("\r\n{}", content_type(operation)), 1)
}

/// The status of a response; nothing if the connection ended without one.
fn status(response: &[u8]) -> Option<u16> {
    let text = String::from_utf8_lossy(response);
    text.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

fn assert_alive(emulator: &Emulator) {
    let list = operation(emulator, "training_jobs_v1.list");
    assert_eq!(call(emulator, list, &Values::new()).0, 200);
}

fn with_body(emulator: &Emulator) -> Vec<(&Operation, String)> {
    let api = emulator.api();
    api.operations().map(|operation| (operation, request(api, operation, &Values::new()).0)).collect()
}

#[test]
fn recorded_requests_are_bounded() {
    let emulator = Emulator::builder().recorded_requests(5).start().unwrap();
    for page in 1..=20 {
        let page = [("page".to_owned(), json!(page))].into();
        call(&emulator, operation(&emulator, "training_jobs_v1.list"), &page);
    }
    let queries: Vec<_> = emulator.requests().into_iter().map(|request| request.query).collect();
    assert_eq!(queries, ["page=16", "page=17", "page=18", "page=19", "page=20"]);
}

#[test]
fn issued_tokens_are_bounded() {
    let emulator = Emulator::start().unwrap();
    let first = emulator.issue_token();
    let mut last = String::new();
    for _ in 0..limits::TOKENS {
        last = emulator.issue_token();
    }
    let with = |token: &str| {
        let target = "/v1/emulator-project/training-jobs";
        let head = format!("GET {target} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {token}\r\nConnection: close\r\n\r\n");
        status(&exchange(&emulator, head.as_bytes()))
    };
    assert_eq!((with(&first), with(&last)), (Some(401), Some(200)));
}

#[test]
fn created_things_are_bounded() {
    let emulator = Emulator::builder().jobs(0).start().unwrap();
    let create = operation(&emulator, "algorithms.create");
    let large = json!({ "command": "x".repeat(limits::BODY - 1000) });
    let values: Values = [("job_config".to_owned(), large)].into();
    let mut created = Vec::new();
    let refused = loop {
        match call(&emulator, create, &values) {
            (201, body) => created.push(body["metadata"]["id"].clone()),
            refused => break refused,
        }
    };
    assert_eq!((refused.0, &refused.1["error_code"]), (400, &json!("ModelArts.0118")), "{}", refused.1);
    assert!((30..=32).contains(&created.len()), "{}", created.len());
    // Updates count, too: there is no room for a second large one, and there is after a deletion.
    let small = call(&emulator, create, &Values::new());
    assert_eq!(small.0, 201);
    let mut update = values.clone();
    update.insert("algorithm_id".to_owned(), small.1["metadata"]["id"].clone());
    assert_eq!(call(&emulator, operation(&emulator, "algorithms.update"), &update).0, 400);
    let delete = [("algorithm_id".to_owned(), created[0].clone())].into();
    assert_eq!(call(&emulator, operation(&emulator, "algorithms.delete"), &delete).0, 202);
    assert_eq!(call(&emulator, operation(&emulator, "algorithms.update"), &update).0, 201);
}

#[test]
fn created_versions_give_back_what_they_take() {
    let emulator = Emulator::start().unwrap();
    // Half of them would be too many if they gave nothing back.
    for _ in 0..100 {
        let (_, job) = call(&emulator, operation(&emulator, "training_jobs_v1.create"), &Values::new());
        let large = "x".repeat(limits::BODY / 2);
        let config =
            json!({ "worker_server_num": 1, "pre_version_id": job["version_id"], "spec_id": 1, "data_url": large });
        let about: Values = [("job_id".to_owned(), job["job_id"].clone()), ("config".to_owned(), config)].into();
        let (status, body) = call(&emulator, operation(&emulator, "training_job_versions.create"), &about);
        assert_eq!(status, 200, "{body}");
        assert_eq!(call(&emulator, operation(&emulator, "training_jobs_v1.delete"), &about).0, 200);
    }
}

#[test]
fn too_many_jobs_are_refused() {
    for jobs in [limits::JOBS + 1, 10_000_000, usize::MAX] {
        let error = Emulator::builder().jobs(jobs).start().unwrap_err();
        assert_eq!(error.to_string(), format!("invalid number of jobs: {jobs} is more than {}", limits::JOBS));
    }
    let emulator = Emulator::builder().jobs(limits::JOBS).start().unwrap();
    assert_alive(&emulator);
    // A list that is asked for without a size has an end.
    let list = operation(&emulator, "training_jobs.list");
    let (_, page) = call(&emulator, list, &Values::new());
    assert_eq!(
        (page["items"].as_array().unwrap().len(), &page["total"]),
        (limits::UNPAGED_ITEMS, &json!(limits::JOBS))
    );
}

#[test]
fn the_values_of_filters_are_bounded() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let search = operation(&emulator, "training_jobs.list");
    let with = |filters: Value| {
        let (status, body) = call(&emulator, search, &[("filters".to_owned(), filters)].into());
        (status, body["error_code"].as_str().unwrap_or_default().to_owned())
    };
    let filter = |count: usize| json!({ "key": "name", "operator": "not", "value": vec!["z"; count] });
    assert_eq!(with(json!([filter(limits::FILTER_VALUES)])), (200, String::new()));
    let refused = (400, "ModelArts.2809".to_owned());
    assert_eq!(with(json!([filter(400_000)])), refused);
    assert_eq!(with(json!(vec![filter(1); limits::FILTER_VALUES + 1])), refused);
}

#[test]
fn no_clock_is_too_far() {
    let emulator = Emulator::builder().token_lifetime(Duration::MAX).start().unwrap();
    let login = json!({ "auth": {
        "identity": { "methods": ["password"], "password": { "user": { "name": defaults::USER,
            "password": defaults::PASSWORD, "domain": { "name": defaults::DOMAIN } } } },
        "scope": { "project": { "id": defaults::PROJECT_ID } } } });
    for ahead in [i64::MIN, -4_000_000_000, 0, 4_000_000_000, 253_402_300_799, i64::MAX] {
        emulator.set_clock_ahead(ahead);
        assert_eq!(send(&emulator, "POST", "/v3/auth/tokens", Some(&login.to_string())).0, 201, "{ahead}");
        let keys = "GET /openstack/latest/securitykey HTTP/1.1\r\nHost: h\r\n\
            X-Metadata-Token: emulator-metadata-token\r\nConnection: close\r\n\r\n";
        assert_eq!(status(&exchange(&emulator, keys.as_bytes())), Some(200), "{ahead}");
    }
    emulator.set_clock_ahead(0);
    for name in ["training_jobs_v1.create", "visualization_jobs.create", "training_jobs.create"] {
        assert!(call(&emulator, operation(&emulator, name), &Values::new()).0 < 300);
    }
    for _ in 0..3 {
        emulator.advance(Duration::MAX);
        for (operation, target) in with_body(&emulator).iter().filter(|(operation, _)| operation.pages.is_some()) {
            let (status, _) = call(&emulator, operation, &Values::new());
            assert!(status < 500, "{target}: {status}");
        }
        for name in ["training_jobs_v1.create", "training_jobs.create"] {
            let values = [("job_name".to_owned(), json!(format!("late-{}", emulator.requests().len())))].into();
            assert!(call(&emulator, operation(&emulator, name), &values).0 < 300);
        }
    }
}

#[test]
fn both_ends_of_every_range_get_a_response() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let mut sent = 0;
    for (operation, _) in with_body(&emulator) {
        for parameter in &operation.parameters {
            let ParameterType::Number { min, max, .. } = parameter.ty else { continue };
            for value in [min, max, i64::MIN, i64::MAX, 0] {
                let (status, body) = call(&emulator, operation, &[(parameter.name.clone(), json!(value))].into());
                assert!(status < 500, "{}, {} {value}: {status} {body}", operation.id, parameter.name);
                sent += 1;
            }
        }
    }
    assert!(sent > 150, "{sent}");
    // As many log files as nodes would be too many.
    let config = json!({ "worker_server_num": i32::MAX, "spec_id": 1 });
    let (_, job) =
        call(&emulator, operation(&emulator, "training_jobs_v1.create"), &[("config".to_owned(), config)].into());
    let about: Values = ["job_id", "version_id"].map(|name| (name.to_owned(), job[name].clone())).into();
    let (_, files) = call(&emulator, operation(&emulator, "training_logs.list_files"), &about);
    assert_eq!(files["log_file_list"].as_array().unwrap().len(), 1000);
    let mut about = about;
    about.insert("log_file".to_owned(), files["log_file_list"][0].clone());
    for position in [i64::MIN, -1, 0, i64::MAX] {
        for order in ["asc", "desc"] {
            about.extend([("base_line".to_owned(), json!(position.to_string())), ("order".to_owned(), json!(order))]);
            assert_eq!(call(&emulator, operation(&emulator, "training_logs.read"), &about).0, 200);
        }
    }
}

#[test]
fn bodies_of_any_kind_are_refused_by_every_operation() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let deep = [["["; 100_000].concat(), "{\"a\":".repeat(100_000), format!("{{\"a\":{}", "[".repeat(200))];
    for (operation, target) in with_body(&emulator) {
        let with = |body: &[u8]| {
            let head = head_of(&emulator, operation, &target, body.len());
            status(&exchange(&emulator, &[head.as_bytes(), body].concat()))
        };
        for body in &deep {
            assert_eq!(with(body.as_bytes()), Some(400), "{}", operation.id);
        }
        for body in [&b"\xff\xfe"[..], b"null", b"1e999", b"[]", b"{\"a\":1,", b"\"\\ud800\""] {
            assert_eq!(with(body), Some(400), "{}", operation.id);
        }
        // One that is too large is refused before it is read, a torn one when it ends.
        let huge = head_of(&emulator, operation, &target, limits::BODY + 1);
        assert_eq!(status(&exchange(&emulator, huge.as_bytes())), Some(413), "{}", operation.id);
        let mut torn = TcpStream::connect(emulator.address()).unwrap();
        torn.write_all(head_of(&emulator, operation, &target, 100).as_bytes()).unwrap();
        torn.write_all(b"{").unwrap();
        torn.shutdown(std::net::Shutdown::Write).unwrap();
        assert!(matches!(status(&read_to_end(&mut torn)), None | Some(400)), "{}", operation.id);
    }
    assert_alive(&emulator);
}

#[test]
fn a_body_of_unknown_length_is_bounded() {
    let emulator = Emulator::start().unwrap();
    let token = emulator.issue_token();
    let mut stream = TcpStream::connect(emulator.address()).unwrap();
    let target = "/v2/emulator-project/algorithms";
    let head =
        format!("POST {target} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {token}\r\nTransfer-Encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    while stream.write_all(chunk.as_bytes()).is_ok() {}
    assert_alive(&emulator);
}

#[test]
fn slow_requests_time_out() {
    let emulator = Emulator::builder().jobs(3).read_timeout(Duration::from_millis(200)).start().unwrap();
    let mut open = Vec::new();
    for (operation, target) in with_body(&emulator) {
        let head = head_of(&emulator, operation, &target, 100).into_bytes();
        // The rest of the body, of the head, of the first line and of everything does not come.
        for sent in [&[&head[..], b"{"].concat(), &head[..head.len() - 2], &head[..9], b""] {
            let mut stream = TcpStream::connect(emulator.address()).unwrap();
            let _ = stream.write_all(sent);
            open.push((&operation.id, stream));
        }
    }
    let mut statuses: Vec<_> = open.iter_mut().map(|(id, stream)| (*id, status(&read_to_end(stream)))).collect();
    assert!(statuses.iter().all(|(_, status)| matches!(status, None | Some(408))), "{statuses:?}");
    statuses.retain(|(_, status)| status.is_some());
    assert!(!statuses.is_empty(), "a client that sends no body gets a response");
    for timeout in [Duration::ZERO, Duration::MAX] {
        let emulator = Emulator::builder().read_timeout(timeout).start().unwrap();
        exchange(&emulator, head(&emulator, "GET", "/", 0).as_bytes());
    }
}

#[test]
fn slow_readers_lose_their_connection() {
    let emulator = Emulator::builder().jobs(5000).write_timeout(Duration::from_millis(200)).start().unwrap();
    let get = head(&emulator, "GET", "/v1/emulator-project/training-jobs?per_page=1000", 0);
    let requests = get.replace("Connection: close\r\n", "").repeat(200);
    let mut stream = TcpStream::connect(emulator.address()).unwrap();
    stream.set_write_timeout(Some(Duration::from_millis(100))).unwrap();
    // More than the buffers of the system hold is asked for, and nothing of it read.
    let _ = stream.write_all(requests.as_bytes());
    // Until the connection ends, writing waits for its own timeout.
    let has_ended = |error: std::io::Error| matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe);
    while !stream.write_all(get.as_bytes()).is_err_and(has_ended) {}
    assert_alive(&emulator);
}

#[test]
fn two_thousand_concurrent_connections_get_a_response_or_are_refused() {
    let emulator = Emulator::start().unwrap();
    let token = emulator.issue_token();
    let request =
        format!("GET /v1/emulator-project/training-jobs?per_page=1 HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {token}\r\n");
    // None ends before all are open. The machine itself may refuse some.
    let mut open: Vec<_> = (0..2000).filter_map(|_| TcpStream::connect(emulator.address()).ok()).collect();
    for stream in &mut open {
        let _ = write!(stream, "{request}Connection: close\r\n\r\n");
    }
    let statuses: Vec<_> = open.iter_mut().map(|stream| status(&read_to_end(stream))).collect();
    let answered = statuses.iter().filter(|status| **status == Some(200)).count();
    assert!(statuses.iter().all(|status| matches!(status, None | Some(200 | 503))), "{statuses:?}");
    assert!(answered >= limits::CONNECTIONS.min(open.len()) / 2, "{answered}");
    drop(open);
    assert_alive(&emulator);
}

#[test]
fn a_connection_too_many_is_refused() {
    let emulator = Emulator::builder().connections(1).start().unwrap();
    let mut first = TcpStream::connect(emulator.address()).unwrap();
    let get = head(&emulator, "GET", "/v1/emulator-project/training-jobs", 0);
    let keep = get.replace("Connection: close\r\n", "");
    first.write_all(keep.as_bytes()).unwrap();
    assert!(first.read(&mut [0; 64]).unwrap() > 0);
    let mut second = TcpStream::connect(emulator.address()).unwrap();
    assert_eq!(status(&read_to_end(&mut second)), Some(503));
    drop((first, second));
}

#[test]
fn arbitrary_bytes_get_a_response_or_end_the_connection() {
    let emulator = Emulator::start().unwrap();
    let token = emulator.issue_token();
    let get = |target: &str, headers: &str| {
        format!("GET {target} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {token}\r\n{headers}Connection: close\r\n\r\n")
    };
    let jobs = "/v1/emulator-project/training-jobs";
    for bytes in [
        b"\0\0\0\0\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n".to_vec(),
        get("*", "").into_bytes(),
        get(&format!("{jobs}?%"), "").into_bytes(),
        get(&format!("{jobs}?%ff=%zz&&&=&search_content=%c3%28"), "").into_bytes(),
        get(&format!("{jobs}/%2f%00%ff/versions"), "").into_bytes(),
        get(&format!("{jobs}?{}", "page=1&".repeat(20_000)), "").into_bytes(),
        [get(jobs, "X-Project-Id: ").as_bytes(), b"\xff\xfe\r\n\r\n"].concat(),
        get(jobs, "Authorization: SDK-HMAC-SHA256 \u{0}\r\n").into_bytes(),
        get(jobs, "Authorization: SDK-HMAC-SHA256 Access=, SignedHeaders=host;x-sdk-date, Signature=\r\nX-Sdk-Date: \r\n").into_bytes(),
        get(jobs, "Authorization: SDK-HMAC-SHA256 Access=, SignedHeaders=host;x-sdk-date, Signature=\r\nX-Sdk-Date: 99991399T999999Z\r\n").into_bytes(),
        get(jobs, &"A: b\r\n".repeat(10_000)).into_bytes(),
        get(jobs, "Transfer-Encoding: chunked\r\n").into_bytes(),
        [get(jobs, "Transfer-Encoding: chunked\r\n").as_bytes(), b"fffffffffffffffffff\r\n"].concat(),
        [get(jobs, "Transfer-Encoding: chunked\r\n").as_bytes(), b"-1\r\nx\r\n0\r\n\r\n"].concat(),
        get(jobs, "Content-Length: 1\r\nContent-Length: 2\r\n").into_bytes(),
        get(jobs, "Content-Length: 99999999999999999999\r\n").into_bytes(),
        get(jobs, "Content-Length: 18446744073709551615\r\n").into_bytes(),
    ] {
        let mut stream = TcpStream::connect(emulator.address()).unwrap();
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let response = read_to_end(&mut stream);
        let said = String::from_utf8_lossy(&bytes[..bytes.len().min(100)]).into_owned();
        assert!(status(&response).is_none_or(|status| (200..500).contains(&status)), "{said}");
        assert_alive(&emulator);
    }
}

#[test]
fn pipelined_requests_get_responses_in_order() {
    let emulator = Emulator::start().unwrap();
    let close = head(&emulator, "GET", "/v1/emulator-project/training-jobs?page=2", 0);
    let keep = close.replace("Connection: close\r\n", "");
    let all = exchange(&emulator, format!("{}{close}", keep.repeat(20)).as_bytes());
    assert_eq!(String::from_utf8(all).unwrap().matches("HTTP/1.1 200 OK").count(), 21);
}

#[test]
fn a_body_may_wait_to_be_asked_for() {
    let emulator = Emulator::start().unwrap();
    let (target, body) = request(emulator.api(), operation(&emulator, "algorithms.create"), &Values::new());
    let body = body.unwrap().to_string();
    let head = head(&emulator, "POST", &target, body.len()).replace("Host: h", "Host: h\r\nExpect: 100-continue");
    let mut stream = TcpStream::connect(emulator.address()).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(body.as_bytes()).unwrap();
    assert_eq!(status(&read_to_end(&mut stream)), Some(201));
}

/// The real spec with one more file.
fn with_file(text: &str) -> Sources {
    let root = modelarts_tests::workspace();
    let committed = Sources::read(&root.join("spec")).unwrap();
    Sources::new(committed.files().iter().cloned().chain([("odd.yaml".to_owned(), text.to_owned())]))
}

fn odd_list(tables: &str) -> EmulatorBuilder {
    let text = format!(
        "doc: Odd.\n\
         tables:\n  OddList:\n    doc: Odd.\n    fields:\n      total: {{ type: Integer, doc: How many. }}\n      things: {{ type: JSON Array, items: Odd0, doc: All. }}\n{tables}\
         operations:\n  list_odd:\n    http: GET /v1/{{project_id}}/odd\n    doc: Lists.\n    parameters:\n      page: {{ type: Integer, range: 1.., default: 1, doc: Page. }}\n      per_page: {{ type: Integer, range: 1..1000, default: 10, doc: Size. }}\n    response: OddList\n    pages: {{ page: page, size: per_page, items: things, total: total }}\n"
    );
    Emulator::builder().spec(with_file(&text))
}

#[test]
fn unusual_specs_are_served_within_bounds() {
    // Each table holds ten of the next: ten to the ninth values.
    let table = |index: usize, fields: &str| format!("  Odd{index}:\n    doc: Odd.\n    fields:\n{fields}");
    let fields =
        |ty: &str| (0..10).map(|field| format!("      f{field}: {{ {ty}, doc: Field. }}\n")).collect::<String>();
    let wide: String =
        (0..9).map(|index| table(index, &fields(&format!("type: JSON Array, items: Odd{}", index + 1)))).collect();
    let wide = wide + &table(9, &fields("type: Integer"));
    let itself = table(0, &fields("type: JSON Array, items: Odd0"));
    let chain: String =
        (0..30).map(|index| table(index, &format!("      f: {{ type: Odd{}, doc: Field. }}\n", index + 1))).collect();
    let chain = chain + &table(30, "      f: { type: Integer, doc: Field. }\n");
    for (name, tables) in [("wide", wide), ("itself", itself), ("chain", chain)] {
        let emulator = odd_list(&tables).jobs(1000).start().unwrap_or_else(|error| panic!("{name}: {error}"));
        let sample = emulator.sample("odd.list_odd").unwrap().to_string();
        assert!(sample.len() < 1 << 20, "{name}: {}", sample.len());
        let values = [("per_page".to_owned(), json!(10))].into();
        let (status, page) = call(&emulator, operation(&emulator, "odd.list_odd"), &values);
        assert_eq!((status, page["things"].as_array().map(Vec::len)), (200, Some(10)), "{name}");
    }
}

#[test]
fn a_schedule_may_be_as_long_as_a_number() {
    let root = modelarts_tests::workspace();
    let committed = Sources::read(&root.join("spec")).unwrap();
    let sources = Sources::new(committed.files().iter().map(|(name, text)| {
        let text = text.replace(
            "{ type: Integer, mandatory: true, range: 0..24, doc: Time from",
            "{ type: Long, mandatory: true, doc: Time from",
        );
        (name.clone(), text)
    }));
    let emulator = Emulator::builder().spec(sources).start().unwrap();
    for (index, duration) in [i64::MAX, i64::MIN, 0].into_iter().enumerate() {
        let schedule = json!({ "type": "stop", "time_unit": "HOURS", "duration": duration });
        let values = [("schedule".to_owned(), schedule), ("job_name".to_owned(), json!(format!("job-{index}")))].into();
        assert_eq!(call(&emulator, operation(&emulator, "visualization_jobs.create"), &values).0, 200);
    }
    emulator.advance(Duration::MAX);
    assert_eq!(call(&emulator, operation(&emulator, "visualization_jobs.list"), &Values::new()).0, 200);
}

#[tokio::test]
async fn any_address_of_the_machine_can_be_listened_on() {
    for (host, url) in [
        (IpAddr::V4(Ipv4Addr::LOCALHOST), "http://127.0.0.1:"),
        (IpAddr::V4(Ipv4Addr::UNSPECIFIED), "http://127.0.0.1:"),
        (IpAddr::V6(Ipv6Addr::LOCALHOST), "http://[::1]:"),
        (IpAddr::V6(Ipv6Addr::UNSPECIFIED), "http://[::1]:"),
    ] {
        let emulator = match Emulator::builder().host(host).start() {
            Ok(emulator) => emulator,
            // A machine may be without IPv6.
            Err(StartError::Listen { .. }) if host.is_ipv6() => continue,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(emulator.address().ip(), host);
        assert_eq!(emulator.url(), format!("{url}{}", emulator.address().port()));
        for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
            assert_eq!(client.training_jobs_v1().list().send().await.unwrap().jobs.len(), 10, "{host}");
        }
    }
}

#[test]
fn any_host_header_is_accepted() {
    let emulator = Emulator::start().unwrap();
    for host in ["emulator", "emulator.example.com:8080", "192.168.0.7", "[fe80::1]:80"] {
        let mut signed = signing::Request::new("GET", host, "/v1/emulator-project/training-jobs");
        let date = signing::date(SystemTime::now());
        signed.headers.push((signing::DATE_HEADER.into(), date.clone().into()));
        let signature = signing::SigningKey::new(defaults::ACCESS_KEY, defaults::SECRET_KEY).sign(&mut signed);
        let request = format!(
            "GET /v1/emulator-project/training-jobs HTTP/1.1\r\nHost: {host}\r\nX-Sdk-Date: {date}\r\n\
             Authorization: {}\r\nConnection: close\r\n\r\n",
            signature.authorization
        );
        assert_eq!(status(&exchange(&emulator, request.as_bytes())), Some(200), "{host}");
    }
}

#[test]
fn an_address_that_cannot_be_used_is_named_with_its_cause() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let listener = TcpListener::bind(taken).unwrap();
    let foreign = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    for (error, named) in [
        (Emulator::builder().port(taken.port()).start().unwrap_err(), taken.to_string()),
        (Emulator::builder().host(foreign).port(8080).start().unwrap_err(), "192.0.2.1:8080".to_owned()),
    ] {
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(error.to_string(), format!("cannot listen on {named}: {cause}"));
    }
    drop(listener);
}

/// Random bodies after a valid head, for each operation.
#[test]
fn random_bodies_never_end_the_emulator() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    let mut random = modelarts_tests::Random::new(7);
    let words = ["{", "}", "[", "]", ":", ",", "\"a\"", "\"metadata\"", "null", "1e308", "-0", "\"\\u0000\"", "true"];
    for (operation, target) in with_body(&emulator) {
        let has_body = operation.parameters.iter().any(|parameter| parameter.location == Location::Body);
        for _ in 0..if has_body { 30 } else { 1 } {
            let body: String = (0..random.below(40)).map(|_| words[random.below(words.len())]).collect();
            let request = head_of(&emulator, operation, &target, body.len()) + &body;
            let status = status(&exchange(&emulator, request.as_bytes()));
            assert!(status.is_some_and(|status| status < 500), "{}: {status:?} {body}", operation.id);
        }
    }
    assert_alive(&emulator);
}
